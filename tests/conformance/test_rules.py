"""Every rule the guard lets through gives the days that python-dateutil gives.

The rules are generated from a fixed seed, in the shapes people and calendar programs write.
The tool tests/tools/expand is looked for in the build folder $FOLLOWUP_BUILD (default ".").
"""

import datetime
import os
import random
import subprocess

from dateutil.rrule import rrulestr

TOOL = os.path.join(os.environ.get("FOLLOWUP_BUILD", "."), "tests/tools/expand")
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
SEED = 20261005


def some(rng, values, most):
    return ",".join(str(v) for v in rng.sample(values, rng.randint(1, most)))


def random_rule(rng):
    freq = rng.choice(["YEARLY", "YEARLY", "MONTHLY", "MONTHLY", "WEEKLY", "DAILY"])
    parts = ["FREQ=" + freq]
    if rng.random() < 0.4:
        parts.append("INTERVAL=%d" % rng.choice([1, 2, 2, 3, 4, 5, 6, 10, 12, 30, 90]))
    if rng.random() < 0.4:
        parts.append("BYMONTH=" + some(rng, range(1, 13), 4))
    kind = rng.random()
    if kind < 0.3:
        days = range(1, 32) if rng.random() < 0.7 else range(-31, 0)
        parts.append("BYMONTHDAY=" + some(rng, days, 4))
    if 0.25 < kind < 0.7:
        if freq in ("YEARLY", "MONTHLY") and rng.random() < 0.6:
            names = [str(n) + d for n in (1, 2, 3, 4, 5, -1, -2) for d in WEEKDAYS]
            parts.append("BYDAY=" + some(rng, names, 3))
        else:
            parts.append("BYDAY=" + some(rng, WEEKDAYS, 5))
    if 0.2 < kind < 0.6 and rng.random() < 0.3:
        parts.append("BYSETPOS=" + some(rng, [1, 2, 3, 4, -1, -2, -3], 2))
    if rng.random() < 0.15:
        parts.append("WKST=" + rng.choice(WEEKDAYS))
    ending = rng.random()
    if ending < 0.2:
        parts.append("COUNT=%d" % rng.randint(1, 40))
    elif ending < 0.35:
        parts.append("UNTIL=%d%02d%02d" % (rng.randint(2010, 2040), rng.randint(1, 12), 28))
    rng.shuffle(parts)
    return ";".join(parts)


def generate(n):
    rng = random.Random(SEED)
    for _ in range(n):
        start = datetime.date(2000, 1, 1) + datetime.timedelta(rng.randrange(9000))
        if rng.random() < 0.1:
            start = datetime.date(rng.choice([2004, 2020, 2024]), 2, 29)
        if rng.random() < 0.1:
            start = start.replace(month=rng.choice([1, 3, 12]), day=31)
        first = start + datetime.timedelta(rng.choice([-30, 0, 0, 1, 200, 2000, 5000]))
        yield start, random_rule(rng), first, first + datetime.timedelta(rng.choice([400, 1500]))


def ask(cases):
    lines = "".join("%s %s %s %s\n" % case for case in cases)
    answer = subprocess.run([TOOL], input=lines, capture_output=True, text=True, check=True)
    lines = answer.stdout.splitlines()
    assert len(lines) == len(cases)
    return lines


def expected(start, text, first, last):
    midnight = datetime.datetime.combine(start, datetime.time())
    rule = rrulestr(text, dtstart=midnight)
    days = []
    for at in rule:
        if at.date() > last:
            break
        if at.date() >= first:
            days.append(str(at.date()))
    return days


def test_agrees_with_dateutil():
    cases = list(generate(17000))
    accepted, wrong = 0, []
    for case, line in zip(cases, ask(cases)):
        if line[0] != "=":
            assert len(line) > 30, "a refusal is a sentence: " + line
            continue
        accepted += 1
        want = expected(*case)
        if line[1:].split() != want:
            wrong.append("%s %s %s..%s\n  ours %s\n  want %s" % (*case, line[2:200], want[:8]))
    assert not wrong, "%d of %d differ:\n%s" % (len(wrong), accepted, "\n".join(wrong[:10]))
    assert accepted >= 10000, accepted


def test_refused():
    """What libical crashes on, loops on or gets wrong never reaches it."""
    refused = [
        "FREQ=YEARLY;BYWEEKNO=24,3",
        "FREQ=YEARLY;BYYEARDAY=100",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY",
        "RSCALE=CHINESE;FREQ=YEARLY",
        "FREQ=YEARLY;SKIP=FORWARD",
        "FREQ=DAILY;INTERVAL=65537",
        "FREQ=DAILY;COUNT=99999999999",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=YEARLY;COUNT=3;UNTIL=20300101",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTHDAY=13",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=WEEKLY;BYMONTHDAY=13",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SA",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        "FREQ=DAILY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9",
        "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20",
        "FREQ=YEARLY;UNTIL=20261231T000000Z",
        "FREQ=YEARLY;BYDAY=255SU",
        "FREQ=YEARLY;FREQ=DAILY",
        "FREQ=YEARLY;BYEASTER=0",
        "FREQ=",
        "FREQ",
        "INTERVAL=2",
        ";",
    ]
    cases = [("2026-01-01", rule, "2026-01-01", "2030-01-01") for rule in refused]
    for rule, line in zip(refused, ask(cases)):
        assert line.startswith("! "), rule + " " + line


def first_day(text, year):
    """The DTSTART a calendar program writes beside such a rule: its first day in that year."""
    midnight = datetime.datetime(year, 1, 1)
    bare = ";".join(p for p in text.split(";") if not p.startswith(("COUNT=", "UNTIL=")))
    return rrulestr(bare, dtstart=midnight)[0].date()


def holiday_shapes():
    """The rules of holiday calendars, in the words of the programs that export them: Thunderbird,
    EssentialPIM (which ends each after ten years), Apple, Google, Outlook and Evolution."""
    fixed = [(1, 1), (1, 6), (2, 2), (2, 14), (3, 8), (3, 17), (4, 1), (4, 27), (5, 1), (5, 8),
             (6, 19), (6, 21), (7, 4), (7, 14), (8, 1), (8, 15), (9, 30), (10, 3), (10, 31),
             (11, 1), (11, 11), (12, 6), (12, 8), (12, 24), (12, 25), (12, 26), (12, 31)]
    floating = [(1, "3MO"), (2, "3MO"), (3, "2SU"), (3, "-1SU"), (5, "2SU"), (5, "1MO"),
                (5, "-1MO"), (5, "-1SU"), (6, "3SU"), (6, "2SA"), (8, "-1MO"), (9, "1MO"),
                (9, "3SU"), (10, "2MO"), (11, "1TU"), (11, "4TH"), (11, "4FR"), (11, "1SU")]
    within = [("FR", 6, 19, 25), ("SA", 6, 20, 26), ("FR", 10, 30, 31), ("SA", 10, 31, 31),
              ("FR", 11, 1, 5), ("SA", 11, 1, 6), ("MO", 5, 18, 24), ("TU", 11, 2, 8),
              ("SU", 11, 27, 30), ("SU", 12, 1, 3), ("WE", 11, 16, 22), ("MO", 4, 13, 19)]
    for m, d in fixed:
        start = datetime.date(2020, m, d)
        yield start, "FREQ=YEARLY"
        yield start, "FREQ=YEARLY;INTERVAL=1"
        yield start, "FREQ=YEARLY;WKST=SU"
        yield start, "FREQ=YEARLY;INTERVAL=1;BYMONTH=%d;BYMONTHDAY=%d" % (m, d)
        yield start, "FREQ=YEARLY;BYMONTHDAY=%d;BYMONTH=%d" % (d, m)
        yield start, "FREQ=YEARLY;BYMONTH=%d;COUNT=10;BYMONTHDAY=%d" % (m, d)
        yield start, "FREQ=YEARLY;UNTIL=20301231"
        yield start, "FREQ=YEARLY;INTERVAL=4"
    for m, day in floating:
        for text in ("FREQ=YEARLY;BYMONTH=%d;BYDAY=%s" % (m, day),
                     "FREQ=YEARLY;BYMONTH=%d;COUNT=10;BYDAY=%s" % (m, day),
                     "FREQ=YEARLY;INTERVAL=1;BYDAY=%s;BYMONTH=%d" % (day, m),
                     "FREQ=YEARLY;BYDAY=%s;BYMONTH=%d;UNTIL=20301231" % (day, m),
                     "FREQ=YEARLY;WKST=MO;BYMONTH=%d;BYDAY=%s" % (m, day),
                     "FREQ=YEARLY;INTERVAL=1;BYMONTH=%d;BYDAY=%s;BYSETPOS=%s"
                     % (m, day[-2:], day[:-2])):
            yield first_day(text, 2020), text
    for day, m, low, high in within:
        days = ",".join(str(d) for d in range(low, high + 1))
        text = "FREQ=YEARLY;BYDAY=%s;BYMONTHDAY=%s;BYMONTH=%d" % (day, days, m)
        yield first_day(text, 2020), text
        yield datetime.date(2020, 1, 1), text  # as Swedish calendars have it
    for text in ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "FREQ=MONTHLY;BYDAY=1FR",
                 "FREQ=YEARLY;BYDAY=20MO", "FREQ=WEEKLY;BYDAY=SU",
                 # the 256th day of the year, and a rule by weeks: what the guard leaves out
                 "FREQ=YEARLY;BYYEARDAY=256", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO"):
        yield first_day(text, 2020), text


def test_rules_of_holiday_calendars():
    """At least 99 of 100 are let through, and mean what dateutil takes them for."""
    last = datetime.date(2036, 12, 31)
    cases = [(start, text, start, last) for start, text in holiday_shapes()]
    assert len(cases) > 350
    refused = []
    for case, line in zip(cases, ask(cases)):
        if line[0] != "=":
            refused.append(case[1])
        else:
            assert line[1:].split() == expected(*case), case
    assert len(refused) * 100 <= len(cases), refused
