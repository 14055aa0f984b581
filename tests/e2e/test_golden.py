"""Digests of fixed stores, letter by letter. When one changes on purpose: look at it, then
FOLLOWUP_GOLDEN=write pytest tests/e2e/test_golden.py, and look at the difference."""

import email
import email.policy
import os
import re
import struct
import zlib
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from house import open_store

GOLDEN = Path(__file__).parent / "golden"
NOW = "2026-10-12T08:00:00Z"
START, END = 1791151200, 1791756000  # the week of 5 October in Berlin
EMPTY = {"meta", "img", "br"}  # elements without an end

# name of the store, readers, and what the configuration says besides
CASES = {"empty": ["anna"], "quiet": ["anna"], "busy": ["anna", "jonas", "marta"], "faulty": ["anna", "marta"],
         "forty": ["anna", "jonas"], "owners": ["anna", "jonas", "marta"]}


class Page(HTMLParser):
    """What a reader sees, whether all is closed, and that nothing stands in it that mail can't show."""

    def __init__(self, html):
        super().__init__()
        self.words, self.stack, self.pictures = [], [], []
        self.feed(html)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        assert tag not in ("svg", "script", "link", "iframe", "form", "input"), tag
        assert not any(name.startswith("on") for name in attrs)
        if tag == "img":
            assert attrs["src"].startswith("cid:") and attrs["alt"] and attrs["width"]
            self.pictures.append(attrs)
            self.words.append(attrs["alt"])
        if tag not in EMPTY:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if not {"title", "style"} & set(self.stack):
            self.words.append(data)


def numbers(text):
    return re.findall(r"\d+", text)


def golden(name, found):
    path = GOLDEN / name
    if os.environ.get("FOLLOWUP_GOLDEN") == "write":
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8"), f"{name} is another digest now"


@pytest.fixture
def store(make_house):
    """A house with the store of this name: three owners and managers, one of them German."""

    def make(name):
        house = make_house()
        conf = house.conf.read_text(encoding="utf-8").replace("owner = true; }},", "owner = true; },").replace(
            "\n);\nstate", ',\n\t{ id = "marta"; name = "Marta Lind"; email = "marta@harbourpine.example";'
            ' owner = true; timezone = "America/New_York"; language = "de"; }\n);\nstate', 1)
        if name == "owners":  # three of them, in three zones
            conf = re.sub(r'(id = "jonas".*?) }', r'\1 owner = true; timezone = "Asia/Tokyo"; }', conf)
        house.conf.write_text(conf + "digest = { trend = true; };\n", encoding="utf-8")
        house.customers([{"id": "1", "email": "a@x.example"}])
        house.once("planner", now="2026-01-05T12:00:00Z")
        with open_store(house.store) as db:
            db.executescript("DELETE FROM customer;" + (GOLDEN / f"{name}.sql").read_text(encoding="utf-8"))
        return house

    return make


@pytest.mark.parametrize("name", CASES)
def test_golden(store, name):
    house = store(name)
    for person in CASES[name]:
        text = house.cli("digest", person, "--now", NOW).stdout
        html = house.cli("digest", person, "--html", "--now", NOW).stdout
        golden(f"{name}.{person}.txt", text)
        golden(f"{name}.{person}.html", html)
        body = text.partition("\n\n")[2]
        assert numbers(body) == numbers(" ".join(Page(html).words))
        assert all(len(line) <= 72 for line in body.splitlines())


def test_each_number_is_counted_another_way(store):
    """The figures, recomputed from the rows in Python; see THE NUMBERS OF THE DIGEST in followup(1)."""
    house = store("busy")
    text = house.cli("digest", "anna", "--now", NOW).stdout
    letters = house.sql("SELECT * FROM outbox WHERE kind='letter'")
    inbox = house.sql("SELECT * FROM inbox")
    sent = [r for r in letters if r["state"] == "SENT" or r["code"] // 100 == 2]

    def week(rows, at, n=0):
        return [r for r in rows if START - n * 604800 <= r[at] < END - n * 604800]

    def wrote(n):
        return len({r["customer"] for r in week(inbox, "arrived_at", n)
                    if r["class"] in ("reply", "optout") and r["confidence"] in ("certain", "colleague", "probable")})

    def row(head):
        return re.split(r"\s{2,}", re.search(rf"^ {head}.*$", text, re.M)[0].strip())[1:]

    assert row("Letters sent") == [str(len(week(sent, "claimed_at", n))) for n in (0, 1)]
    assert row("Customers who wrote back") == [str(wrote(n)) for n in (0, 1)]
    assert row("Asked us to stop") == [str(len(week(house.sql("SELECT * FROM suppression"), "since_at", n)))
                                       for n in (0, 1)]
    waiting = [r for r in house.sql("SELECT * FROM conversation") if r["state"] == "WAITING"]
    assert text.startswith(f"Subject: {len(waiting)} waiting · {wrote(0)} wrote back · "
                           f"{len(week(sent, 'claimed_at'))} letters")
    for stage, name in {"before": "Not yet customers", "new": "New", "short": "Up to three years",
                        "long": "Long-time", "integral": "Part of our success"}.items():
        of_it = [r for r in house.sql("SELECT * FROM customer") if r["stage"] == stage]
        assert row(name)[0].split()[0] == str(len(of_it)), name
    flat = " ".join(text.split())
    twelve = [str(len(week(sent, "claimed_at", n))) for n in range(11, -1, -1)]
    assert f"the oldest week first: {' '.join(twelve)}." in flat
    assert f"Customers who wrote back: {' '.join(str(wrote(n)) for n in range(11, -1, -1))}." in flat
    last = {}
    for r in letters:
        if r["state"] == "SENT":
            last[r["customer"]] = max(last.get(r["customer"], 0), r["claimed_at"])
    for r in house.sql("SELECT customer, answered_at FROM conversation WHERE answered_at IS NOT NULL"):
        last[r["customer"]] = max(last.get(r["customer"], 0), r["answered_at"])
    loyal = [r["key"] for r in house.sql("SELECT * FROM customer") if r["stage"] in ("short", "long", "integral")]
    heard = [k for k in loyal if last.get(k, 0) >= 1791763200 - 120 * 86400]
    assert f"{len(heard)} of {len(loyal)} customers have heard" in flat


ZONES = {"anna": "Europe/Berlin", "jonas": "Asia/Tokyo", "": "Europe/Berlin"}


def working(zone, start, end):
    """Seconds of Monday to Friday, 9 to 17, in this zone: minute by minute."""
    zone = ZoneInfo(zone)
    minutes = (datetime.fromtimestamp(at, zone) for at in range(start, end, 60))
    return 60 * sum(m.weekday() < 5 and 9 <= m.hour < 17 for m in minutes)


def in_words(seconds):
    days, hours = seconds // (8 * 3600), seconds // 3600
    n, unit = (days, "working day") if days else (hours, "working hour")
    return f"{n} {unit}{'s' if n > 1 else ''}"


def test_times_until_we_answered_are_counted_another_way(store):
    house = store("owners")
    text = house.cli("digest", "anna", "--now", NOW).stdout
    talks = house.sql("SELECT * FROM conversation")
    now = int(datetime.fromisoformat(NOW.replace("Z", "+00:00")).timestamp())
    spans = [working(ZONES[c["manager"]], c["opened_at"], c["answered_at"]) for c in talks
             if c["state"] == "ANSWERED" and START <= c["answered_at"] < END]
    longest = max(working(ZONES[c["manager"]], c["opened_at"], now) for c in talks if c["state"] == "WAITING")
    assert len(spans) == 4, "an even number: the mean of the two in the middle"
    assert re.search(rf"^ Median time until we answered +{in_words(int(median(spans)))} ", text, re.M)
    assert re.search(rf"^ Longest wait, still open +{in_words(longest)} ", text, re.M)


def test_who_went_quiet_is_found_another_way(store):
    """The definition of followup(1), said once more in Python, and the same names in the same order."""
    house = store("owners")
    names = {r["id"]: r["name"] for r in house.sql("SELECT * FROM customer WHERE present=1 AND status=''")}
    stopped = {r["id"] for r in house.sql("SELECT c.id FROM suppression s JOIN customer c ON c.key=s.customer"
                                          " WHERE s.reason<>'dead'")}
    today = (datetime.fromisoformat(NOW[:10]) - datetime(1970, 1, 1)).days
    found = []
    totals = [dict(r) for r in house.sql("SELECT * FROM purchase_total")]
    for t in totals:
        both = t["spent_12_cents"] + t["spent_prior_12_cents"]
        peers = sorted((p["spent_12_cents"] + p["spent_prior_12_cents"] for p in totals
                        if p["currency"] == t["currency"]), reverse=True)
        least = peers[(len(peers) - 1) * 30 // 100]
        interval = (t["last_day"] - t["first_day"]) / (t["count"] - 1) if t["count"] > 1 else float("inf")
        season = t["months"] & (1 << 9 | 1 << 8) and bin(t["months"]).count("1") <= 4  # October, September
        if (both >= least and t["spent_12_cents"] < 0.35 * t["spent_prior_12_cents"]
                and today - t["last_day"] > 1.75 * interval and not season
                and t["customer"] in names and t["customer"] not in stopped):
            found.append((t["spent_12_cents"] - t["spent_prior_12_cents"], names[t["customer"]]))
    text = house.cli("digest", "anna", "--now", NOW).stdout
    section = text.partition("They used to buy more\n")[2].partition("\n\n")[0]
    told = re.findall(r"^ (\S.*?)  +12 months before", section, re.M)
    assert len(found) == 4 and told == [name for _, name in sorted(found)][:3]
    assert "And 1 more." in text


def test_owners_in_three_zones_read_the_same_numbers(store):
    """What they read differs in words and in the edges of the week, which no row of the store touches."""
    house = store("owners")
    told = [house.cli("digest", who, "--now", NOW).stdout.splitlines() for who in CASES["owners"]]
    for figure in (r"^ (Letters sent|Gesendete Briefe) ", r"^ (Customers who wrote back|Kunden, die antworteten) ",
                   r"^ (Asked us to stop|Wollen keine Briefe mehr) "):
        rows = {tuple(numbers(line)) for lines in told for line in lines if re.search(figure, line)}
        assert len(rows) == 1, (figure, rows)


def test_the_picture_is_in_the_mail(store):
    house = store("busy")
    house.cli("digest", "anna", "--send", "--now", NOW)
    raw, = house.written("o.kind='digest'")
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    html = mail.get_body(("html",)).get_content()
    text = mail.get_body(("plain",)).get_content()
    picture, = Page(html).pictures
    part, = [p for p in mail.walk() if p.get_content_type() == "image/png"]
    assert part["Content-ID"] == f"<{picture['src'][4:]}>"
    assert " ".join(picture["alt"].split()) in " ".join(text.split())
    png = part.get_content()
    assert len(png) < 40960 and png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height) == (2 * int(picture["width"]), 2 * int(picture["height"]))
    assert zlib.decompress(b"".join(chunks(png, b"IDAT")))


def chunks(png, kind):
    at = 8
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at:at + 8])
        if name == kind:
            yield png[at + 8:at + 8 + size]
        at += 12 + size
