"""Reading a ledger, beside what SQLite's own shell needs to import the same file.

A first import into an empty store, with and without four date columns; the same file again, on the
same day and on the next; one customer in a hundred changed; and ten times as many purchases. Then a
first import and a changed one beside somebody who writes to the store without pause: how long others
wait for their turn.
"""

import os
import random
import re
import shutil
import sqlite3
import threading
import time

import bench

FIRST = ("Anna José Zoë Łukasz Noël Mária Søren Chloé Jürgen Aisha Emma Liam Björn Inés Åsa Leon").split()
LAST = ("Müller O'Brien García Kowalski Jensen Dupont Smith Rossi Silva Horváth Lindström Weiß").split()
CITIES = ("Zürich München Kraków Malmö London Paris Madrid Łódź Québec Dublin").split()
COUNTRIES = "CH DE PL SE GB FR ES IT CA IE".split()
HEADS = {
    "no dates": "customer_id,email,first_name,last_name,company,phone,street,city,country,language,"
                "segment,code,status_text,tags,notes",
    "four dates": "customer_id,email,first_name,last_name,company,phone,street,city,country,birthday,"
                  "since,first_contact,renewal_date,tags,notes"}


def day(rng, first, last):
    return f"{rng.randint(first, last)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


def customers(path, kind, count, changed=False):
    rng = random.Random(7)
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEADS[kind] + "\n")
        for i in range(1, count + 1):
            first, last, place = rng.choice(FIRST), rng.choice(LAST), rng.randrange(10)
            company = '"Acme, ""Söhne"" & Co"' if rng.random() < .2 else ""
            middle = (",".join((rng.choice(("en", "de", "fr")), rng.choice("ABC"), str(rng.randrange(9999)), "x"))
                      if kind == "no dates" else
                      ",".join((day(rng, 1945, 2005), day(rng, 2012, 2025), day(rng, 2012, 2025), day(rng, 2024, 2027))))
            note = "moved" if changed and i % 100 == 7 else ""
            out.write(f"C{i:07},user{i}@mail{rng.randrange(97)}.example,{first},{last},{company},"
                      f"+49 30 {rng.randrange(9999999):07},\"Main Street {rng.randrange(200)}, Apt {i % 60}\","
                      f"{CITIES[place]},{COUNTRIES[place]},{middle},{rng.choice(('', 'vip', 'vip;b2b'))},{note}\n")


def purchases(path, count, of):
    rng = random.Random(8)
    with open(path, "w", encoding="utf-8") as out:
        out.write("customer_id,date,amount,currency\n")
        for _ in range(count):
            who = 1 + int(rng.random() ** 2 * of)
            out.write(f"C{min(who, of):07},{day(rng, 2018, 2026)},{rng.randrange(1, 500)}.{rng.randrange(64):02},"
                      f"{'USD' if rng.random() < .1 else 'EUR'}\n")


def shell(folder, path, unique):
    """SQLite's own import: seconds."""
    store = folder / "yardstick.db"
    store.unlink(missing_ok=True)
    names = path.open(encoding="utf-8").readline().strip().split(",")
    columns = ", ".join(f'"{n}"' + (" UNIQUE" if unique and n == "customer_id" else "") for n in names)
    return bench.run("sqlite3", store, look_s=0,
                     given=f"CREATE TABLE c ({columns});\n.mode csv\n.import --skip 1 {path} c\n").wall


def ours(the, store, customers_file, purchases_file="-", today="2026-11-22"):
    """One look at the ledger: seconds, MB."""
    said = bench.run(the.probe("import"), store, customers_file, purchases_file, today, look_s=0).said
    wall, megabytes = re.match(r"([\d.]+) s wall, [\d.]+ s cpu, ([\d.]+) MB", said).groups()
    return float(wall), float(megabytes)


def one_round(the, folder, files, put):
    """Every measure once, its yardstick next to it."""
    store = folder / "followupd.db"
    for kind in HEADS:
        yard = shell(folder, files[kind], True)
        for old in folder.glob("followupd.db*"):
            old.unlink()
        put(f"first import, {kind}", ours(the, store, files[kind]), yard)
    # the changed one takes the place of the one that was read, and stays there until the next round
    spare = folder / "spare.csv"
    os.replace(files["changed"], spare)
    os.replace(files["four dates"], files["changed"])
    os.replace(spare, files["four dates"])
    put("1 % changed", ours(the, store, files["four dates"]), yard)
    put("unchanged", ours(the, store, files["four dates"]), yard)
    put("unchanged, the next day", ours(the, store, files["four dates"], "-", "2026-11-23"), yard)
    yard = shell(folder, files["purchases"], False)
    put("purchases", ours(the, store, files["four dates"], files["purchases"], "2026-11-23"), yard)


class Writer(threading.Thread):
    """Writes to the store without pause, as sender and listener would; its longest wait for the right to."""

    def __init__(self, store):
        super().__init__()
        self.store, self.over = store, threading.Event()
        self.longest_s, self.turns = 0, 0

    def run(self):
        db = sqlite3.connect(self.store, timeout=0, isolation_level=None)
        while not self.over.is_set():
            began = time.monotonic()
            while True:  # SQLite's own patience sleeps up to 100 ms at a time
                try:
                    db.execute("BEGIN IMMEDIATE")
                    break
                except sqlite3.OperationalError:
                    time.sleep(.0002)
            self.longest_s = max(self.longest_s, time.monotonic() - began)
            db.execute("INSERT OR REPLACE INTO meta VALUES ('bench', ?)", (self.turns,))
            db.execute("COMMIT")
            self.turns += 1
        db.close()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()


def waits(the, folder, files):
    """A first import and a changed one, each with a writer beside it: its longest waits, in ms, and turns."""
    store = folder / "beside.db"
    for old in folder.glob("beside.db*"):
        old.unlink()
    empty = folder / "few.csv"
    empty.write_text("customer_id,email\nx,x@x.example\n", encoding="utf-8")
    ours(the, store, empty)  # a store that others have open
    for old in folder.glob("beside.db-ledger*"):
        old.unlink()
    found = []
    for name in ("four dates", "changed"):
        shutil.copy(files[name], folder / "beside.csv")
        with Writer(store) as writer:
            ours(the, store, folder / "beside.csv")
        found.append((writer.longest_s * 1000, writer.turns))
    return found


GOALS = {"first import, no dates": 1, "first import, four dates": 1.8, "1 % changed": .35, "unchanged": .03,
         "unchanged, the next day": .35, "purchases": .6}


def measure(the, table):
    if not shutil.which("sqlite3"):
        raise bench.Skip("sqlite3 is missing (Debian: sqlite3)")
    count = the.size(1000000)
    found = {name: [] for name in GOALS}
    with the.folder() as folder:
        files = {name: folder / f"{name.replace(' ', '-')}.csv" for name in (*HEADS, "changed", "purchases")}
        for kind in HEADS:
            customers(files[kind], kind, count)
        customers(files["changed"], "four dates", count, changed=True)
        purchases(files["purchases"], 10 * count, count)
        for _ in range(the.rounds):
            one_round(the, folder, files, lambda name, mine, yard: found[name].append((*mine, yard)))
        beside = [waits(the, folder, files) for _ in range(the.rounds)]
    for name, rows in found.items():
        walls, _sizes, yards = zip(*rows)
        table.put(name, walls, "s", bench.at_most_times(GOALS[name]), yards, "sqlite3 .import")
    for what, names, most in (("customers", [n for n in GOALS if n != "purchases"], 96), ("purchases", ["purchases"], 256)):
        peaks = [max(found[n][k][1] for n in names) for k in range(the.rounds)]
        table.put(f"peak memory, {what}", peaks, "MB", bench.at_most(most, "MB"))
    for i, name in enumerate(("a first import", "1 % changed")):
        table.put(f"longest wait for the store's turn, {name}", [r[i][0] for r in beside], "ms", bench.at_most(200, "ms"),
                  beside=f"{min(r[i][1] for r in beside):,} turns and more")
