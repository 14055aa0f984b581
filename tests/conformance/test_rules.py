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
