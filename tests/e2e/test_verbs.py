"""Every order that a reply can give, through Postfix and Dovecot: a digest and a preview arrive, each order is
a mail of its own; each is answered by one short confirmation, stands in `show`, and is taken back by replying
to that."""

import json
import re
import sqlite3

import pytest
from house import LATER, body_text
from test_reply import ANNA, confirmations, digests, reply

MONDAY = "2026-10-12"
AT = 1791500000  # the Friday before

# kind of question; what is typed in English and in German (# its number); the verb it is; true once done
ORDERS = [
    ("waiting", "Done #, thank you!", "Erledigt #.", "answered", "SELECT state='ANSWERED' FROM conversation WHERE customer=?"),
    ("waiting", "give # Jonas", "gib # an jonas", "give", "SELECT manager='jonas' FROM conversation WHERE customer=?"),
    ("waiting", "happy #", "zufrieden #", "happy", "SELECT mood='delighted' FROM customer WHERE key=?"),
    ("waiting", "pause # until 1 March", "pause # bis zum 1. März", "pause", "SELECT until_at=1803855600 FROM pause WHERE customer=?"),
    ("waiting", "stop #", "stopp #", "optout", "SELECT reason='optout' FROM suppression WHERE customer=?"),
    ("waiting", "note # rang her", "Notiz #: rang her", "log", "SELECT text='rang her' FROM contact WHERE customer=?"),
    ("held", "yes #", "ja #", "approve", "SELECT answer='yes' FROM approval WHERE customer=?"),
    ("held", "Hi,\nSKIP #", "auslassen #", "hold", "SELECT answer='no' FROM approval WHERE customer=?"),
    ("held", "no #", "Nein #!", "hold", "SELECT answer='no' FROM approval WHERE customer=?"),
    ("held", "personal #: What a boat!", "persönlich #: What a boat!", "personal",
     "SELECT value='What a boat!' FROM amendment WHERE touchpoint='hello' AND customer=?"),
    ("stranger", "yes #", "ja #", "same", "SELECT state='WAITING' FROM conversation WHERE customer=?"),
    ("stranger", "no #", "nein #", "other", "SELECT count(*)=0 FROM pause WHERE customer=?"),
    ("unsure", "yes #", "ja #", "arrived", "SELECT state='SENT' FROM outbox WHERE customer=?"),
    ("unsure", "no #", "nein #", "lost", "SELECT state='FAILED' FROM outbox WHERE customer=?"),
    ("address", "use #", "nimm #", "accept", "SELECT email='new@x.example' FROM customer WHERE key=?"),
    ("address", "ask #", "frag #", "ask", "SELECT count(*)>0 FROM suggestion WHERE decided='' AND customer=?"),
    ("left", "no #", "nein #", "decline", "SELECT decided='no' FROM suggestion WHERE customer=?"),
]
ABOUT_SELF = [("stop digest", "Wochenbrief aus", "digest-off")]
PREVIEWS = {"spring": ("Go!", "Ja!", "go"), "autumn": ("stop", "nein", "rest")}
WORLD = ["SELECT customer, state, manager FROM conversation WHERE state<>'CLOSED'",
         "SELECT customer, touchpoint, answer FROM approval", "SELECT customer, field, value FROM amendment",
         "SELECT customer, until_at, reason FROM pause", "SELECT customer, text FROM contact",
         "SELECT customer, reason FROM suppression", "SELECT customer, kind, decided FROM suggestion",
         "SELECT key, email, status, mood FROM customer", "SELECT customer, state FROM outbox WHERE kind='letter'",
         "SELECT name, good, approved, next, waits FROM template"]


def world(shop):
    return [sorted(tuple(map(str, row)) for row in shop.sql(query)) for query in WORLD]


def question(db, kind, customer, n):
    """Something for the next digest to list about this customer."""
    address = f"{customer}@x.example"
    if kind == "held":
        db.execute("INSERT INTO decision (customer, touchpoint, occurrence, verdict, reason, day, decided_at)"
                   " VALUES (?, 'hello', '2026', 'hold', 'approval', 20736, 0)", (customer,))
    elif kind == "unsure":
        db.execute("INSERT INTO outbox (kind, customer, touchpoint, occurrence, state, recipient, subject, day, token,"
                   " message_id, not_before_at, valid_until_at, next_try_at, created_at) VALUES ('letter', ?, 'hello',"
                   " 'once', 'UNSURE', ?, 's', 1, ?, ?, 0, 0, 0, 0)", (customer, address, customer, customer))
    else:
        confidence = "possible" if kind == "stranger" else "certain"
        row = db.execute("INSERT INTO inbox (mailbox, uidvalidity, uid, class, confidence, customer, from_address, excerpt,"
                         " arrived_at, read_at) VALUES ('INBOX', 1, ?, ?, ?, ?, ?, 'A question', ?, 0)",
                         (1000 + n, "reply" if kind in ("waiting", "stranger") else "autoreply", confidence, customer,
                          address, AT)).lastrowid
        if kind == "waiting":
            db.execute("INSERT INTO conversation (customer, state, manager, opened_by, opened_at, last_at, nudged)"
                       " VALUES (?, 'WAITING', 'anna', ?, ?, ?, 2)", (customer, row, AT, AT))
        elif kind == "stranger":
            db.execute("INSERT INTO pause (customer, until_at, reason, since_at) VALUES (?, ?, 'who is it', 0)",
                       (customer, AT + 10 ** 6))
        else:
            value = "new@x.example" if kind == "address" else ""
            db.execute("INSERT INTO suggestion (customer, kind, value, inbox, at) VALUES (?, ?, ?, ?, ?)",
                       (customer, kind, value, row, AT))


@pytest.fixture(params=["en", "de"])
def asked(shop, request):
    """Monday: Anna has a digest with a question for each order, and previews of two letters."""
    shop.conf.write_text(shop.conf.read_text(encoding="utf-8").replace(
        "owner = true;", f'owner = true; language = "{request.param}";'), encoding="utf-8")
    shop.customers([{"id": f"c{n}", "email": f"c{n}@x.example", "first_name": f"Guest{n}", "manager": "anna",
                     "first_contact": "2024-03-01"} for n in range(len(ORDERS))])
    shop.template("autumn", LATER)
    shop.once("planner", now="2026-10-01T06:00:00Z")
    for name in PREVIEWS:  # one is new, one has other words and goes out with the old ones meanwhile
        shop.template(name, LATER.replace("A word from", f"{name} at"))
    with sqlite3.connect(shop.store) as db:
        for n, order in enumerate(ORDERS):
            question(db, order[0], f"c{n}", n)
    for role in ("planner", "sender"):
        shop.once(role, now=f"{MONDAY}T06:00:00Z")
    shop.mail.settle()
    return shop, request.param == "de"


def pass_over(shop, hour):
    for role in ("listener", "sender"):
        shop.once(role, now=f"{MONDAY}T{hour}:00:00Z")
    shop.mail.settle()


def test_every_order_is_done_confirmed_shown_and_taken_back(asked):
    shop, german = asked
    digest, = digests(shop)
    numbers = {r["customer"]: r["number"] for r in shop.sql("SELECT l.customer, number FROM listed l JOIN outbox o ON"
                                                            " o.id=l.notice WHERE o.kind='digest'")}
    before = world(shop)
    mails = [(digest, order[1 + german].replace("#", str(numbers[f"c{n}"])), order[3], f"c{n}")
             for n, order in enumerate(ORDERS)]
    mails += [(digest, order[german], order[2], "anna") for order in ABOUT_SELF]
    sent = {r["message_id"].strip("<>") for r in shop.sql("SELECT message_id FROM outbox WHERE touchpoint='preview'")}
    for preview in (m for m in shop.mailbox(ANNA) if str(m["Message-ID"]).strip("<>") in sent):
        name = next(n for n in PREVIEWS if n in str(preview["Subject"]))
        mails.append((preview, PREVIEWS[name][german], PREVIEWS[name][2], name))
    assert len(mails) == 20
    for notice, words, _, _ in mails:
        reply(shop, notice, words)
    pass_over(shop, "08")
    for n, order in enumerate(ORDERS):
        assert shop.one(order[4], f"c{n}") == 1, order
    answers = confirmations(shop)
    assert len(answers) == 20, "each order has one answer"
    for answer in answers:
        assert str(answer["Subject"]).startswith("Erledigt: " if german else "Done: ")
        assert len(body_text(answer).splitlines()) < 9 and answer["Auto-Submitted"]
    for _, words, verb, about in mails:
        history = [e for e in json.loads(shop.cli("show", about, "--json").stdout)["history"] if e["what"] == "decided"]
        assert [e["words"].split()[0] for e in history] == [verb], (words, history)
        assert re.search(r"\(number \d+, anna\)$", history[0]["words"]) and not history[0]["state"]
    # the same mails again, as a mail server that lost its memory brings them
    done = world(shop)
    for notice, words, _, _ in mails[:3]:
        reply(shop, notice, words)
    pass_over(shop, "09")
    assert world(shop) == done
    for answer in answers:
        reply(shop, answer, "rückgängig" if german else "undo")
    pass_over(shop, "11")
    assert world(shop) == before
    assert shop.one("SELECT count(*) FROM act WHERE undone_at IS NOT NULL") == 20
    for _, words, _, about in mails:
        assert "taken back" in shop.cli("show", about).stdout, words
    shop.once("planner", now="2026-10-19T06:00:00Z")
    assert shop.one("SELECT count(*) FROM outbox WHERE kind='digest' AND customer='staff:anna'") == 2, "she gets it again"


def test_help(asked):
    shop, german = asked
    digest, = digests(shop)
    reply(shop, digest, "Hilfe" if german else "Help, please")
    pass_over(shop, "08")
    answer, = confirmations(shop)
    words = body_text(answer)
    for word in ("erledigt 1", "gib 2 anna") if german else ("done 1", "give 2 anna", "use 5"):
        assert word in words
    assert not shop.sql("SELECT * FROM act")
