"""A business's folder with a followupd in it: what the tests and the demo work with.

    house = House(folder, mail)            # mail: a running servers.Servers
    house.customers([{"id": "7", "email": "elena@mail.example", "first_name": "Elena"}])
    house.template("thanks", THANKS)
    house.once(now="2026-10-06T06:00:00Z")

The built programs are looked for in $FOLLOWUP_BUILD (default "."), and run below the words of
$FOLLOWUP_WRAP, if there are any; tests/tools/nowalls.c says how that is valgrind.
"""

import csv
import email.message
import json
import os
import re
import shlex
import sqlite3
import subprocess
from email.utils import make_msgid
from pathlib import Path

from servers import BUSINESS, STAFF, plain

BUILD = Path(os.environ.get("FOLLOWUP_BUILD", ".")).resolve()
WRAP = shlex.split(os.environ.get("FOLLOWUP_WRAP", ""))
SLOWER = 30 if WRAP else 1
CARE = f"care@{BUSINESS}"
CRASHED = 99

CONF = """\
business = {{
	name = "Harbour & Pine";
	address = "{care}";
	timezone = "Europe/Berlin";
	country = "DE";
	language = "en";
	postal_address = "Harbour & Pine, Hafenstrasse 12, 20459 Hamburg, Germany";
}};
people = (
	{{ id = "anna"; name = "Anna Berg"; email = "anna@{domain}"; owner = true; }},
	{{ id = "jonas"; name = "Jonas Öst"; email = "jonas@{domain}"; }}
);
state = "state";
templates = "templates";
calendars = "calendars";
ledger = {{ customers = "ledger/customers.csv"; purchases = "ledger/purchases.csv"; }};
courtesy = {{ assume_consent = true; company_per_day = 0; }};
{servers}
"""

THANKS = """\
Subject:  Thank you, {{first_name|friend}}
When:     FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=6
To:       before, new, short, long, integral
Valid:    P4D
Status:   live

Dear {{first_name|friend of the house}},

thank you for *being* with us, and for every visit since.

Warmly,
the house
"""

LATER = """\
Subject:  A word from the harbour
When:     FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=17
To:       before, new, short, long, integral
Valid:    P4D
Status:   live

Dear {{first_name|friend of the house}},

the first frost is on the pines, and we thought of you.
"""


def libconfig(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def server_groups(mail, folder, smtp=None, imap=None):
    """The groups smtp and imap of followupd.conf(5) for the private servers."""
    common = {"host": "localhost", "tls": "starttls", "ca_file": mail.ca, "user": CARE,
              "password_file": folder / "password"}
    groups = {"smtp": {**common, "port": mail.submission_port, "per_minute": 0, **(smtp or {})},
              "imap": {**common, "port": mail.imap_port, **(imap or {})}}
    return "\n".join(
        f"{name} = {{\n" + "".join(
            f"\t{k} = {libconfig(v)};\n" for k, v in group.items() if v is not None) + "};"
        for name, group in groups.items())


class House:
    def __init__(self, folder, mail, make=True):
        self.folder = Path(folder)
        self.mail = mail
        self.conf = self.folder / "followupd.conf"
        self.store = self.folder / "state/followupd.db"
        self.log = self.folder / "log.txt"
        self.folder.mkdir(parents=True, exist_ok=True)
        if make:
            for name in ("state", "templates", "calendars", "ledger"):
                (self.folder / name).mkdir(exist_ok=True)
            self.purchases([])
            self.configure()

    # ------------------------------------------------------------ what a person puts there

    def configure(self, smtp=None, imap=None, more="", business=""):
        self.write_password(self.mail.password)
        groups = server_groups(self.mail, self.folder, smtp, imap)
        text = CONF.format(care=CARE, domain=BUSINESS, servers=groups) + more
        self.conf.write_text(text.replace("business = {\n", "business = {\n" + business))

    def write_password(self, password):
        path = self.folder / "password"
        path.touch(mode=0o600)
        path.write_text(password + "\n")

    def rows(self, name, fields, rows):
        with open(self.folder / "ledger" / name, "w", newline="", encoding="utf-8") as f:
            out = csv.DictWriter(f, fields, restval="")
            out.writeheader()
            out.writerows(rows)

    def customers(self, rows):
        fields = list(dict.fromkeys(k for row in rows for k in row))
        self.rows("customers.csv", fields, rows)

    def purchases(self, rows):
        self.rows("purchases.csv", ["customer", "date", "amount", "currency", "item"], rows)

    def template(self, name, text):
        (self.folder / "templates" / f"{name}.txt").write_text(text, encoding="utf-8")

    def release(self, name, text, now):
        """A letter that came later: saved, looked at, and somebody says go."""
        self.template(name, text)
        self.once("planner", now=now)
        self.cli("approve", name)

    def calendar(self, name, text):
        (self.folder / "calendars" / f"{name}.ics").write_text(text, encoding="utf-8")

    # ------------------------------------------------------------ the programs

    def run(self, program, *words, env=None, expect=0, timeout=60):
        done = subprocess.run([*WRAP, BUILD / program, *map(str, words)], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=timeout * SLOWER, check=False,
                              env={**os.environ, **(env or {})})
        with open(self.log, "a", encoding="utf-8") as log:
            log.write(f"$ {program} {' '.join(map(str, words))}   ({done.returncode})\n"
                      f"{done.stdout}{done.stderr}")
        if expect is not None and done.returncode != expect:
            raise AssertionError(f"{program} {' '.join(map(str, words))} ended with {done.returncode}:\n"
                                 f"{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done

    def once(self, role=None, now=None, **more):
        """One pass of the daemon. What is in flight has arrived before it reads and after it sent."""
        if role in (None, "listener"):
            self.mail.settle()
        words = ["-c", self.conf, f"--once={role}" if role else "--once"]
        done = self.run("followupd", *words, *([f"--now={now}"] if now else []), **more)
        if role in (None, "sender"):
            self.mail.settle()
        return done

    def day(self, day, **more):
        """Morning: letters are planned. Noon: those of the morning's hours have gone."""
        self.once(now=f"{day}T06:00:00Z", **more)
        self.once(now=f"{day}T12:00:00Z", **more)

    def cli(self, *words, expect=0, **more):
        return self.run("followup", "-c", self.conf, *words, expect=expect, **more)

    def json(self, *words):
        return json.loads(self.cli(*words, "--json").stdout)

    def sql(self, query, *values):
        if not self.store.exists():
            return []
        db = open_store(self.store, "ro")
        db.row_factory = sqlite3.Row
        try:
            return db.execute(query, values).fetchall()
        finally:
            db.close()

    def one(self, query, *values):
        rows = self.sql(query, *values)
        return rows[0][0] if rows else None

    def written(self, where="1", *values):
        """The bytes of mails in the outbox, as they go out."""
        return [whole(*row) for row in self.sql(
            "SELECT m.message, m.size, f.bytes FROM outbox o JOIN outbox_message m USING (id)"
            f" LEFT JOIN form f ON f.id=m.form WHERE {where} ORDER BY o.id", *values)]

    def states(self, touchpoint="%"):
        """{customer: state} of the letters."""
        return {r["customer"]: r["state"] for r in self.sql(
            "SELECT customer, state FROM outbox WHERE kind='letter' AND touchpoint LIKE ?", touchpoint)}

    # ------------------------------------------------------------ what customers and staff do

    def mailbox(self, address, mailbox="INBOX"):
        return self.mail.messages(address, mailbox)

    def reply_to(self, letter, text, sender=None, how="In-Reply-To", **headers):
        """A customer's answer to a letter as a mail client makes it. `how` it can be recognised:
        "In-Reply-To", "References", "plus" (the address alone) or None."""
        answer = email.message.EmailMessage()
        answer["From"] = sender or plain(letter["To"].addresses[0].addr_spec)
        answer["To"] = letter["Reply-To"] if how == "plus" and letter["Reply-To"] else CARE
        subject = str(letter["Subject"])
        answer["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
        answer["Message-ID"] = make_msgid(domain="mail.example")
        if how in ("In-Reply-To", "References"):
            answer[how] = str(letter["Message-ID"])
        for name, value in headers.items():
            answer[name.replace("_", "-")] = value
        quoted = "\n".join("> " + line for line in body_text(letter).splitlines()[:12])
        answer.set_content(f"{text}\n\nOn some day, the house wrote:\n{quoted}\n")
        return answer

    def customer_reply(self, letter, text, **more):
        """The customer the letter went to answers it, through Postfix's port for the world."""
        answer = self.reply_to(letter, text, **more)
        self.mail.deliver(str(answer["From"]), answer["To"].addresses[0].addr_spec, answer)
        self.mail.settle()
        return answer

    def staff_answer(self, mail, text, person=CARE, deliver=True):
        """An account manager answers a mail with a mail client: sent, and filed in Sent."""
        answer = email.message.EmailMessage()
        answer["From"] = person
        answer["To"] = str(mail["From"])
        answer["Subject"] = "Re: " + str(mail["Subject"])
        answer["Message-ID"] = make_msgid(domain=BUSINESS)
        answer["In-Reply-To"] = str(mail["Message-ID"])
        answer.set_content(text + "\n")
        if deliver:
            self.mail.submit(person, answer["To"].addresses[0].addr_spec, answer)
        self.sent_append(answer)
        self.mail.settle()
        return answer

    def sent_append(self, message, flags="\\Seen"):
        self.mail.append(CARE, "Sent", message, flags)


def letterbox(address):
    """The number of a mailbox, which the ledger's triggers ask for: db_letterbox.c, read a second time."""
    def fold(a, b):
        return (a * b & 2**64 - 1) ^ a * b >> 64
    text = address.encode()[:256].lower()
    words = [int.from_bytes(text.ljust(len(text) // 16 * 16 + 16, b"\0")[i:i + 8], "little")
             for i in range(0, len(text) // 16 * 16 + 16, 8)]
    odd, h = 0x9e3779b97f4a7c15, 0xd6e8feb86659fd93 ^ len(text)
    for a, b in zip(words[::2], words[1::2]):
        h = fold(a ^ odd, b ^ h)
    return fold(h ^ 0xa0761d6478bd642f, odd | 1) >> 40


def open_store(path, mode="rw"):
    """Both files of a store: what was taken from the ledger lies beside it."""
    db = sqlite3.connect(f"file:{path}?mode={mode}", uri=True, timeout=60)
    db.create_function("letterbox", 1, letterbox, deterministic=True)
    if os.path.exists(f"{path}-ledger"):
        db.execute("ATTACH ? AS ledger", (f"file:{path}-ledger?mode={mode}",))
    else:  # nothing was taken yet
        db.execute("ATTACH ':memory:' AS ledger")
        db.executescript((Path(__file__).resolve().parents[1] / "daemon/ground/ledger.sql").read_text())
    return db


def whole(own, size, form):
    """A letter out of what is its own and the form that it is written on: patch.h, read a second time."""
    out, at, place = bytearray(), 4, 0

    def number():
        nonlocal at
        n = shift = 0
        while True:
            byte = own[at]
            at, n, shift = at + 1, n | (byte & 0x7f) << shift, shift + 7
            if byte < 0x80:
                return n

    while size and at < len(own):
        n = number()
        if n & 1:
            far = number()
            place += -(far >> 1) if far & 1 else far >> 1
            out += form[place:place + (n >> 1)]
            place += n >> 1
        else:
            out += own[at:at + (n >> 1)]
            at += n >> 1
    assert len(out) == size
    return bytes(out) if size else bytes(own)


def body_text(message):
    part = message.get_body(("plain",))
    return part.get_content() if part else ""


def accounts(conf_text):
    """The business's accounts a configuration speaks of: parts before the @."""
    found = re.findall(rf'^[^#\n]*"([a-z0-9._-]+)@{re.escape(BUSINESS)}"', conf_text, re.M)
    return sorted(set(found) | set(STAFF))
