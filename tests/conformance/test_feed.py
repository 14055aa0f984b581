"""The feed of the coming letters, as two other programs read it, while days and letters change.

`followup` is looked for in the build folder $FOLLOWUP_BUILD (default ".").
"""

import datetime
import os
import re
import subprocess

import icalendar
import pytest
import vobject

FOLLOWUP = os.path.abspath(os.path.join(os.environ.get("FOLLOWUP_BUILD", "."), "followup"))
NAME = re.compile(r"[A-Z-]+")
LETTER = """Subject: Thank you, {{first_name|friend}}; from us, all
When: %s
To: all
Status: %s

Dear {{first_name|friend of the house}},

thank you.
"""


class Shop:
    def __init__(self, folder):
        self.folder = folder
        self.run(FOLLOWUP, "init", str(folder))
        for file in (folder / "templates").glob("**/*.txt"):
            file.unlink()
        customers = ["id,email,name,first_name,manager,consent"]
        customers += [f"{i},c{i}@house{i}.example,Nür {i},Nr{i},{'anna' if i % 2 else 'jonas'},express"
                      for i in range(6)]
        (folder / "ledger/customers.csv").write_text("\n".join(customers) + "\n", "utf-8")
        (folder / "ledger/purchases.csv").write_text("customer,date,amount,currency\n")
        self.letter("harvest", "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=21")
        self.letter("winter", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=25")
        self.cli("waiting", now="2026-10-05T06:00")  # makes the store

    def run(self, *words):
        done = subprocess.run(words, capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def letter(self, name, when, status="live"):
        (self.folder / f"templates/{name}.txt").write_text(LETTER % (when, status))

    def cli(self, *words, now):
        return self.run(FOLLOWUP, "-c", str(self.folder / "followupd.conf"), "--now", now, *words)


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path / "start")


def strict(raw):
    """What RFC 5545 says of every line, whoever reads it."""
    raw.decode("utf-8")
    assert raw.endswith(b"END:VCALENDAR\r\n") and raw.count(b"\n") == raw.count(b"\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    for line in raw.decode().replace("\r\n ", "").split("\r\n")[:-1]:
        assert NAME.match(line) and ":" in line, line
    assert b"ATTENDEE" not in raw and b"ORGANIZER" not in raw and b"RRULE" not in raw


def events(raw):
    """UID -> what both readers say; they must agree."""
    strict(raw)
    one = {}
    for e in icalendar.Calendar.from_ical(raw).walk("VEVENT"):
        assert e.decoded("DTEND") - e.decoded("DTSTART") == datetime.timedelta(1)
        assert str(e["UID"]) not in one
        one[str(e["UID"])] = (e.decoded("DTSTART").isoformat(), str(e["SUMMARY"]), str(e["STATUS"]),
                              int(e["SEQUENCE"]), str(e["DESCRIPTION"]),
                              e["DTSTAMP"].dt.strftime("%Y%m%dT%H%M%SZ"))
    other = {}
    calendar = vobject.readOne(raw.decode(), validate=True)
    assert calendar.validate(raiseException=True)
    for e in calendar.contents.get("vevent", []):
        other[e.uid.value] = (e.dtstart.value.isoformat(), e.summary.value, e.status.value,
                              int(e.sequence.value), e.description.value,
                              e.dtstamp.value.strftime("%Y%m%dT%H%M%SZ"))
    assert one == other
    return one


def column(found, i):
    return {uid: e[i] for uid, e in found.items()}


def of(found, name):
    return {uid: e for uid, e in found.items() if uid.startswith(name + ".")}


def test_the_same_bytes_when_nothing_changed(shop):
    first = shop.cli("calendar", now="2026-10-05T06:00")
    found = events(first)
    assert sorted(column(found, 0).values()) == ["2026-10-21"] * 6 + ["2026-11-25"] * 6
    assert {e[1:5] for u, e in found.items() if u.startswith("harvest.3.")} == {
        ("harvest: Nür 3", "CONFIRMED", 0, "Thank you, Nr3; from us, all")}
    assert shop.cli("calendar", now="2026-10-05T17:00") == first
    assert shop.cli("calendar", now="2026-10-12T06:00") == first


def test_a_manager_sees_their_own(shop):
    both = [set(events(shop.cli("calendar", "--manager", who, now="2026-10-05T06:00")))
            for who in ("anna", "jonas")]
    assert not both[0] & both[1] and len(both[0] | both[1]) == 12
    assert {uid.split(".")[1] for uid in both[0]} == {"1", "3", "5"}


def test_what_is_off_is_cancelled_for_a_while(shop):
    before = events(shop.cli("calendar", now="2026-10-05T06:00"))
    shop.letter("winter", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=25", "paused")
    off = events(shop.cli("calendar", now="2026-10-06T06:00"))
    assert set(off) == set(before)
    assert of(off, "harvest") == of(before, "harvest")
    assert {(e[2], e[3], e[5]) for e in of(off, "winter").values()} == {
        ("CANCELLED", 1, "20261006T060000Z")}
    assert events(shop.cli("calendar", now="2026-10-07T06:00")) == off
    shop.letter("winter", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=25")
    again = events(shop.cli("calendar", now="2026-10-08T06:00"))
    assert {(e[2], e[3]) for e in of(again, "winter").values()} == {("CONFIRMED", 2)}
    shop.letter("winter", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=25", "off")
    shop.cli("calendar", now="2026-10-09T06:00")
    assert of(events(shop.cli("calendar", now="2026-11-06T05:00")), "winter")
    assert not of(events(shop.cli("calendar", now="2026-11-07T06:00")), "winter")


def test_what_reads_otherwise_stays_the_same_event(shop):
    before = events(shop.cli("calendar", now="2026-10-05T06:00"))
    ledger = shop.folder / "ledger/customers.csv"
    ledger.write_text(ledger.read_text("utf-8").replace("Nür 3", "Nora 3"), "utf-8")
    after = events(shop.cli("calendar", now="2026-10-06T06:00"))
    assert set(after) == set(before)
    changed = {uid for uid in after if after[uid] != before[uid]}
    assert {uid.split(".")[1] for uid in changed} == {"3"}
    assert {after[uid][1:4] for uid in of(after, "winter") if uid in changed} == {
        ("winter: Nora 3", "CONFIRMED", 1)}


def test_plan_as_icalendar_leaves_the_feed_alone(shop):
    published = shop.cli("calendar", now="2026-10-05T06:00")
    ahead = events(shop.cli("plan", "--ics", "--to", "2027-10-31", now="2026-10-05T06:00"))
    assert len(ahead) == 18 and len(of(ahead, "harvest")) == 12
    assert shop.cli("calendar", now="2026-10-05T06:00") == published


def test_plan_adds_up(shop):
    words = shop.cli("plan", "--to", "2026-11-30", now="2026-10-05T06:00").decode()
    assert "Wednesday 2026-10-21" in words and "2026-W43: 6 letters, 0 not sent" in words
    assert re.search(r"^By touchpoint\n  harvest +6 letters, +0 not sent\n  winter +6 letters", words,
                     re.M)
    assert words.endswith("\n12 letters, 0 not sent for the reason given.\n")
