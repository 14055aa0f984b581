"""The whole job: 100,000 customers, 10,000 letters due, from a cold start to the last 250 at the sink.

Ours: an empty store, a ledger as CSV, one live letter; the planner, then the sender with four
sessions, with full durability. It begins in the last minute of the hours in which letters leave, so that
all of the day's may go at once. Theirs: yardstick/job.mjs with the same ledger, letter and sessions; its
commits are not flushed to the disk. Memory is that of all processes together.
"""

import random
import sqlite3

import bench

NOW, DAY = "2026-10-06T09:30:00Z", "2026-10-06"
FIRST = "Anna José Zoë Łukasz Noël Mária Søren Chloé Jürgen Aisha Emma Liam Björn Inés Åsa Leon".split()
LAST = "Müller O'Brien García Kowalski Jensen Dupont Smith Rossi Silva Horváth Lindström Weiß".split()
SESSIONS = 4
CONF = """\
business = {
	name = "Shop"; address = "news@shop.example"; timezone = "UTC"; country = "DE"; language = "en";
	postal_address = "Shop, Hafenstrasse 12, 20459 Hamburg, Germany";
};
people = ( { id = "anna"; name = "Anna Berg"; email = "anna@shop.example"; owner = true; digest = false; } );
state = "state";
templates = "templates";
calendars = "calendars";
ledger = { customers = "customers.csv"; };
courtesy = { assume_consent = true; company_per_day = 0; };
smtp = { host = "localhost"; port = 587; tls = "starttls"; per_minute = 0; sessions = %d; };
imap = { host = "localhost"; port = 993; tls = "implicit"; user = "news"; password_file = "password"; };
""" % SESSIONS
HEAD = """\
Subject: Happy birthday, {{first_name}}!
When:    birthday
Repeat:  yearly
To:      before, new, short, long, integral
Valid:   P4D
Status:  live

"""


def ledger(path, customers, due):
    """One in `customers / due` has a birthday on DAY, the others between January and August."""
    rng = random.Random(5)
    with open(path, "w", encoding="utf-8") as out:
        out.write("id,email,first_name,last_name,company,phone,street,city,country,language,birthday,birthday_ok,since,"
                  "manager,tags,notes\n")
        for i in range(customers):
            day = "10-06" if i % (customers // due) == 0 else f"{rng.randint(1, 8):02}-{rng.randint(1, 28):02}"
            out.write(f"C{i:07},user{i}@mail{i % 97}.example,{rng.choice(FIRST)},{rng.choice(LAST)},Acme {i % 1000},"
                      f"+49 {i:07},\"Main Street {i % 200}, Apt {i % 60}\",Berlin,DE,en,{rng.randint(1950, 2000)}-{day},"
                      f"yes,2020-03-04,anna,vip,\n")


def house(folder):
    """A business that has never run."""
    for name in ("state", "templates", "calendars"):
        (folder / name).mkdir()
    (folder / "followupd.conf").write_text(CONF)
    (folder / "password").touch(mode=0o600)
    (folder / "password").write_text("none is asked for\n")
    (folder / "templates/birthday.txt").write_text(HEAD + (bench.YARDSTICK / "letter.md").read_text())


def ours(the, customers, due):
    with the.folder() as folder, bench.Sink() as sink:
        house(folder)
        (folder / "customers.csv").symlink_to(customers)
        used = bench.run(the.probe("job"), folder / "followupd.conf", sink.port, NOW)
        store = sqlite3.connect(folder / "state/followupd.db")
        states = dict(store.execute("SELECT state, count(*) FROM outbox GROUP BY state"))
        assert states == {"SENT": due} and sink.taken == due, (states, sink.taken)
        return used


def theirs(the, customers, due):
    node = the.node()
    with the.folder() as folder, bench.Sink() as sink:
        used = bench.run("node", node / "job.mjs", customers, bench.YARDSTICK / "letter.md", folder / "sent.db",
                         sink.port, DAY, SESSIONS)
        assert sink.taken == due, sink.taken
        return used


def measure(the, table):
    customers, due = the.size(100000), the.size(10000)
    the.node()
    with the.folder() as folder:
        ledger(folder / "customers.csv", customers, due)
        pairs = [(ours(the, folder / "customers.csv", due), theirs(the, folder / "customers.csv", due))
                 for _ in range(the.rounds)]
    for what, unit, goal, pick in (("whole job, by the clock", "s", bench.faster(8), lambda u: u.wall),
                                   ("whole job, processor", "s", bench.at_most_times(.1), lambda u: u.cpu),
                                   ("whole job, peak memory", "MB", bench.at_most_times(.3), lambda u: u.peak)):
        table.put(what, [pick(a) for a, _ in pairs], unit, goal, [pick(b) for _, b in pairs], "Node script")
