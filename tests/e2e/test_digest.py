"""The digest, judged by others: Python's HTML parser and SQL that is not ours."""

import re
from collections import Counter
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from house import CRASHED, body_text, open_store
from test_reply import confirmations, reply

NOW = "2026-10-12T06:00:00Z"
MONDAY = 1791763200  # 2026-10-12 00:00 UTC


class Words(HTMLParser):
    """What a reader sees, and whether every tag is closed."""

    def __init__(self):
        super().__init__()
        self.words, self.open = [], []

    def handle_starttag(self, tag, attrs):
        assert tag not in ("img", "svg", "script", "link"), tag
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"title", "style"} & set(self.open):
            self.words.append(data)


def seen(html):
    parser = Words()
    parser.feed(html)
    assert not parser.open
    return " ".join(parser.words)


def numbers(text):
    return re.findall(r"\d+", text)


def both(shop, *words):
    text = shop.cli("digest", *words, "--now", NOW).stdout
    subject, _, body = text.partition("\n\n")
    html = seen(shop.cli("digest", *words, "--html", "--now", NOW).stdout)
    assert numbers(body) == numbers(html)
    assert all(len(line) <= 72 for line in body.splitlines()), max(body.splitlines(), key=len)
    return subject, body


def store(shop):
    return open_store(shop.store)


def asks(db, customer, manager, hours, number):
    at = MONDAY - hours * 3600
    row = db.execute(
        "INSERT INTO inbox (mailbox, uidvalidity, uid, class, confidence, customer, from_address, excerpt,"
        " arrived_at, read_at) VALUES ('INBOX', 1, ?, 'reply', 'certain', ?, ?, 'Is <it> 5 & true?', ?, 0)",
        (number, customer, f"{customer}@x.example", at)).lastrowid
    db.execute("INSERT INTO conversation (customer, state, manager, opened_by, opened_at, last_at)"
               " VALUES (?, 'WAITING', ?, ?, ?, ?)", (customer, manager, row, at, at))


@pytest.fixture
def many(shop):
    shop.customers([{"id": f"c{n}", "email": f"c{n}@x.example", "first_name": f"Guest{n}", "last_name": "Öz",
                     "manager": "anna" if n % 4 else "jonas", "first_contact": "2024-03-01"} for n in range(60)])
    shop.once("planner", now="2026-10-01T06:00:00Z")
    with store(shop) as db:
        for n in range(40):
            asks(db, f"c{n}", "anna" if n % 4 else "jonas", 30 + n, n)
    return shop


def test_empty(shop):
    shop.customers([{"id": "1", "email": "a@x.example"}])
    shop.once("planner", now="2026-10-01T06:00:00Z")
    subject, body = both(shop)
    assert subject == "Subject: Nobody waiting · quiet week (5–11 Oct)"
    assert "No letters were due, and no one wrote." in body and "Unbroken" not in body


def test_forty_wait_and_each_sees_his_own(many):
    subject, body = both(many)
    assert subject.startswith("Subject: 40 waiting · 40 wrote back")
    assert re.search(r"^40\. ", body, re.M) and not re.search(r"^41\. ", body, re.M)
    subject, body = both(many, "jonas")
    own = {r["key"] for r in many.sql("SELECT key FROM customer WHERE manager='jonas'")}
    told = {f"c{n}" for n in re.findall(r"Guest(\d+) Öz", body)}
    assert told and told <= own
    waiting = many.one("SELECT count(*) FROM conversation c JOIN customer k ON k.key=c.customer"
                       " WHERE k.manager='jonas' AND c.state='WAITING'")
    assert subject.startswith(f"Subject: {waiting} waiting")


def test_a_fault_comes_first(many):
    with store(many) as db:
        db.execute("INSERT INTO health (what, problem, problem_since_at, problem_at) VALUES ('smtp',"
                   " 'the server says 535', ?, ?)", (MONDAY - 86400, MONDAY))
    subject, body = both(many)
    assert subject.startswith("Subject: Letters stopped")
    assert body.splitlines()[0].startswith("!! No letters go out since")


def test_german(many):
    many.conf.write_text(many.conf.read_text(encoding="utf-8").replace("owner = true;", 'owner = true; language = "de";'),
                         encoding="utf-8")
    subject, body = both(many)
    assert subject.startswith("Subject: 40 warten · 40 antworteten · 0 Briefe (5.–11. Okt.)")
    assert "40 Kunden warten auf eine Antwort" in body and "erledigt 1" in body
    assert not re.search(r"\b(waiting|customers?|Reply|week)\b", body.split("--\n")[0].replace("followup", ""))


def test_the_mail_server_is_down(shop):
    """The digest waits; the journal and status say why; when the server is back it goes, once."""
    shop.once("planner", now="2026-10-01T06:00:00Z")
    shop.configure(smtp={"port": 9})
    done = shop.once(now="2026-10-12T06:00:00Z", expect=None)
    assert "smtp" in done.stderr.lower() or "localhost" in done.stderr
    assert shop.one("SELECT state FROM outbox WHERE kind='digest' AND customer='staff:anna'") == "QUEUED"
    status = shop.cli("status", "--now", "2026-10-12T06:01:00Z", expect=None)
    assert status.returncode != 0 and "localhost" in status.stdout
    jonas = "kind='digest' AND customer='staff:jonas'"
    shop.configure()
    with store(shop) as db:  # Anna's is due again, Jonas's has to wait
        db.execute(f"UPDATE outbox SET next_try_at=next_try_at+86400 WHERE {jonas}")
    for hour in (9, 10, 11):
        shop.once(now=f"2026-10-12T{hour:02}:00:00Z")
    assert shop.one("SELECT state FROM outbox WHERE kind='digest' AND customer='staff:anna'") == "SENT"
    assert sum("quiet week" in str(m["Subject"]) for m in shop.mailbox("anna@harbourpine.example")) == 1
    # on Tuesday one that says so takes the place of what still waits
    for hour in (6, 10, 11):
        shop.once(now=f"2026-10-13T{hour:02}:00:00Z")
    assert [tuple(r) for r in shop.sql(f"SELECT occurrence, state FROM outbox WHERE {jonas} ORDER BY id")] == \
        [("2026-W41", "WITHDRAWN"), ("2026-W41-late", "SENT")]
    mail, = shop.mailbox("jonas@harbourpine.example")
    assert "This digest is late: it was due on Monday." in body_text(mail)
    assert len(shop.mailbox("anna@harbourpine.example")) == 1


def test_exactly_once_through_every_crash(shop):
    """Each week the planner, or the sender, ends at its next step and is started again: each reader has
    that week's digest once. Between the claim and its settlement nobody can know (INTERNALS.md): the row
    then says so, and it is not sent a second time."""
    shop.once("planner", now="2026-10-01T06:00:00Z")
    monday, steps, unknown = date(2026, 10, 12), {"planner": 0, "sender": 0}, 0
    for role in steps:
        for step in range(1, 60):
            now = f"{monday}T14:00:00Z"
            if role == "sender":
                shop.once("planner", now=now)
            crashed = shop.once(role, now=now, expect=None, env={"FOLLOWUPD_CRASH_AT": str(step)}).returncode
            assert crashed in (0, CRASHED)
            for again in ("planner", "sender"):
                shop.run("followupd", "-c", shop.conf, f"--once={again}", f"--now={now}")
            week = "{0}-W{1:02}".format(*(monday - timedelta(days=7)).isocalendar())
            rows = shop.sql("SELECT * FROM outbox WHERE kind='digest' AND occurrence=?", week)
            assert sorted(r["customer"] for r in rows) == ["staff:anna", "staff:jonas"], (role, step)
            for row in rows:
                assert row["state"] == "SENT" or role == "sender" and row["state"] == "UNSURE", (role, step)
                unknown += row["state"] == "UNSURE"
            monday += timedelta(days=7)
            if not crashed:
                break
            steps[role] += 1
    assert steps["planner"] >= 4 and steps["sender"] >= 6, steps
    shop.mail.settle()
    had = Counter(str(m["Message-ID"]) for who in ("anna", "jonas") for m in shop.mailbox(f"{who}@harbourpine.example"))
    assert not [n for n in had.values() if n > 1]
    for row in shop.sql("SELECT * FROM outbox WHERE kind='digest'"):
        assert had[f"<{row['message_id'].strip('<>')}>"] == 1 or row["state"] == "UNSURE"
    assert 0 < unknown <= steps["sender"]


# what is typed, and the verb it is: the one that a reply would say
TWINS = {("answered", "c1"): "answered", ("give", "c2", "jonas"): "give", ("pause", "c3"): "pause",
         ("resume", "c6"): "resume", ("log", "c3", "rang her"): "log", ("optout", "c4"): "optout",
         ("happy", "c5"): "happy", ("approve", "thanks", "c50"): "approve", ("hold", "thanks", "c51"): "hold",
         ("personal", "thanks", "c52", "What a boat!"): "personal", ("settle", "hello", "c53", "arrived"): "arrived",
         ("settle", "hello", "c54", "lost"): "lost", ("accept", "c55", "left"): "accept",
         ("decline", "c56", "left"): "decline"}


def test_the_command_line_says_the_same_verbs(many):
    with store(many) as db:
        for n in (50, 51, 52):
            db.execute("INSERT INTO decision (customer, touchpoint, occurrence, verdict, reason, day, decided_at)"
                       " VALUES (?, 'thanks', '2026', 'hold', 'approval', 20736, 0)", (f"c{n}",))
        for n in (53, 54):
            db.execute("INSERT INTO outbox (kind, customer, touchpoint, occurrence, state, recipient, subject, day,"
                       " token, message_id, not_before_at, valid_until_at, next_try_at, created_at) VALUES ('letter',"
                       " ?, 'hello', 'once', 'UNSURE', ?, 's', 1, ?, ?, 0, 0, 0, 0)", (f"c{n}",) + (f"x{n}",) * 3)
        for n in (55, 56):
            db.execute("INSERT INTO suggestion (customer, kind, value, inbox, at) VALUES (?, 'left', '', 1, 0)",
                       (f"c{n}",))
        db.execute("INSERT INTO pause (customer, until_at, reason, since_at) VALUES ('c6', 1800000000, 'said', 0)")
    for words, verb in TWINS.items():
        said = many.cli(*words, "--now", NOW).stdout
        act = many.sql("SELECT * FROM act ORDER BY id DESC")[0]
        assert act["verb"] == verb and act["who"] == "", said
        assert f"{verb} " in many.cli("show", act["customer"]).stdout
        many.cli("undo", act["id"], "--now", NOW)
        assert many.one(f"SELECT undone_at FROM act WHERE id={act['id']}")


def test_a_digest_in_doubt_is_asked_about_a_week_later(shop):
    """The sender ends between the final dot and its answer: nobody knows whether Anna has her digest. The next
    one asks her; her word settles it, and can be taken back. Who answers a digest has it."""
    shop.once("planner", now="2026-10-01T06:00:00Z")
    monday, anna = date(2026, 10, 5), "kind='digest' AND customer='staff:anna'"
    for step in range(5, 60):
        monday += timedelta(days=7)
        now = f"{monday}T06:00:00Z"
        shop.once("planner", now=now)
        shop.once("sender", now=now, expect=None, env={"FOLLOWUPD_CRASH_AT": str(step)})
        shop.once("sender", now=now)
        doubt = shop.one(f"SELECT message_id FROM outbox WHERE {anna} AND state='UNSURE' ORDER BY id DESC")
        first = [m for m in shop.mailbox("anna@harbourpine.example") if doubt and doubt.strip("<>") in str(m["Message-ID"])]
        if first:  # it did arrive, and the daemon can't know
            break
    week = "{0}-W{1:02}".format(*(monday - timedelta(days=7)).isocalendar())
    state = f"SELECT state FROM outbox WHERE {anna} AND occurrence='{week}'"
    assert shop.one(state) == "UNSURE"
    monday += timedelta(days=7)
    shop.once(now=f"{monday}T06:00:00Z")
    second = shop.mailbox("anna@harbourpine.example")[-1]
    text = body_text(second)
    sunday = monday - timedelta(days=8)
    number = re.search(rf"^ *(\d+)\. Did you get the digest of .*{sunday.day} {sunday:%b}\?", text, re.M)[1]
    assert f"no {number}" in " ".join(text.split())
    reply(shop, second, f"no {number}")
    shop.once(now=f"{monday}T07:00:00Z")
    assert shop.one(state) == "FAILED" and "lost" in shop.cli("show", "anna").stdout
    reply(shop, confirmations(shop)[-1], "undo")
    shop.once(now=f"{monday}T08:00:00Z")
    assert shop.one(state) == "UNSURE"
    reply(shop, first[0], "help")
    shop.once(now=f"{monday}T09:00:00Z")
    assert shop.one(state) == "SENT"
