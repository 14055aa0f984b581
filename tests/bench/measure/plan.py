"""Planning with fifty letters: a day at 10,000, 100,000 and 1,000,000 customers, and a year ahead.

Times are the processor's. The plan of a day at a million customers is held against the one at ten
thousand with the same number due; there is nothing else people would use instead.
"""

import re

import bench

DAY = re.compile(r"nobody due ([\d.]+) ms; (\d+) refused [\d.]+ ms \(([\d.]+) us each\); (\d+) put ([\d.]+) ms"
                 r" \(([\d.]+) us each\)")
YEAR = re.compile(r"a year: ([\d.]+) s; (\d+) letters.*?([\d.]+) us each; memory (\d+) MB, (\d+) MB before")


def day(the, folder, customers, due):
    said = bench.run(the.probe("plan/plan"), "due", folder / "plan.db", customers, due, look_s=0).said
    nobody, refused, decided, put, all_of_them, each = DAY.search(said).groups()
    assert int(refused) == int(put) == due, said
    return float(nobody), float(decided), float(all_of_them), float(each)


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
        nobody, decided, all_of_them, each = zip(*(r[k] for r in rounds))
        words = f"{n:,} customers"
        table.put(f"a day with nobody due, {words}", nobody, "ms", bench.at_most(5, "ms"))
        table.put(f"a letter decided (refused), {words}", decided, "us", bench.at_most(20, "us"))
        table.put(f"a letter decided, written and put, {words}", each, "us", bench.at_most(20, "us"))
        if k:
            smallest = [r[0][2] for r in rounds]
            table.put(f"{due:,} due, {words}", all_of_them, "ms", bench.at_most_times(1.5), smallest, f"at {sizes[0]:,}")
    seconds, _letters, each, after, before = zip(*years)
    table.put(f"a year ahead, {the.size(100000):,} customers", seconds, "s", bench.at_most(60, "s"))
    table.put("… for each letter or skip", each, "us")
    table.put("… peak memory", after, "MB", bench.at_most_times(1.1), before, "before it")
