"""Planning with fifty letters: a day at 10,000, 100,000 and 1,000,000 customers, and a year ahead.

Times are the processor's. The plan of a day at a million customers is held against the one at ten
thousand with the same number due; there is nothing else people would use instead. What a letter that
is put can't cost less than: the same rows copied by SQLite alone into the same empty tables.
"""

import re
import sqlite3
import time

import bench

DAY = re.compile(r"nobody due ([\d.]+) ms; (\d+) refused [\d.]+ ms \(([\d.]+) us each\); (\d+) put ([\d.]+) ms"
                 r" \(([\d.]+) us each\)")
YEAR = re.compile(r"a year: ([\d.]+) s; (\d+) letters.*?([\d.]+) us each; memory (\d+) MB, (\d+) MB before")


def day(the, folder, customers, due):
    said = bench.run(the.probe("plan/plan"), "due", folder / "plan.db", customers, due, look_s=0).said
    nobody, refused, decided, put, all_of_them, each = DAY.search(said).groups()
    assert int(refused) == int(put) == due, said
    return float(nobody), float(decided), float(all_of_them), float(each), copied(folder)


def copied(folder):
    """Microseconds a letter: the rows that were put, copied in one transaction and one statement a table."""
    path = folder / "copy.db"
    path.unlink(missing_ok=True)
    store = sqlite3.connect(path, isolation_level=None)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=NORMAL")
    store.execute("ATTACH ? AS put", (str(folder / "plan.db"),))
    for (sql,) in store.execute("SELECT sql FROM put.sqlite_master WHERE sql IS NOT NULL AND tbl_name IN"
                                " ('form', 'outbox', 'outbox_message') ORDER BY type DESC").fetchall():
        store.execute(sql)
    letters = store.execute("SELECT count(*) FROM put.outbox").fetchone()[0]
    began = time.process_time()
    store.execute("BEGIN")
    for table in ("outbox", "outbox_message"):
        store.execute(f"INSERT INTO main.{table} SELECT * FROM put.{table} ORDER BY id")
    store.execute("COMMIT")
    store.close()
    return (time.process_time() - began) / letters * 1e6


def year(the, folder, customers):
    said = bench.run(the.probe("plan/plan"), "year", folder / "plan.db", customers, look_s=0).said
    return [float(n) for n in YEAR.search(said).groups()]


def measure(the, table):
    sizes = [the.size(n) for n in (10000, 100000, 1000000)]
    due = the.size(1000)
    with the.folder() as folder:
        rounds = [[day(the, folder, n, due) for n in sizes] for _ in range(the.rounds)]
        years = [year(the, folder, the.size(100000)) for _ in range(the.rounds)]
    for k, n in enumerate(sizes):
        nobody, decided, all_of_them, each, alone = zip(*(r[k] for r in rounds))
        words = f"{n:,} customers"
        table.put(f"a day with nobody due, {words}", nobody, "ms", bench.at_most(5, "ms"))
        table.put(f"a letter decided (refused), {words}", decided, "us", bench.at_most(20, "us"))
        table.put(f"a letter decided, written and put, {words}", each, "us", bench.at_most(20, "us"))
        table.put("… of that SQLite alone, for a copy of its rows", alone, "us")
        if k:
            smallest = [r[0][2] for r in rounds]
            table.put(f"{due:,} due, {words}", all_of_them, "ms", bench.at_most_times(1.5), smallest, f"at {sizes[0]:,}")
    seconds, _letters, each, after, before = zip(*years)
    table.put(f"a year ahead, {the.size(100000):,} customers", seconds, "s", bench.at_most(60, "s"))
    table.put("… for each letter or skip", each, "us")
    table.put("… peak memory", after, "MB", bench.at_most_times(1.1), before, "before it")
