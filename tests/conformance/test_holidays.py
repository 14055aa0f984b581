"""The shipped public holidays, computed a second time: from Easter (dateutil), weekdays and the
laws' words about days in lieu, not from rules."""

import datetime
import glob
import os

import icalendar
import pytest
from dateutil.easter import easter
from dateutil.rrule import rrulestr

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
YEARS = range(2026, 2037)
MON, TUE, THU, FRI, SAT, SUN = 0, 1, 3, 4, 5, 6


def fixed(*month_days):
    return lambda y: {datetime.date(y, m, d) for m, d in month_days}


def from_easter(*offsets):
    return lambda y: {easter(y) + datetime.timedelta(n) for n in offsets}


def nth(month, weekday, n):
    """The n-th such weekday of the month, from its end when negative."""
    def day(y):
        days = [d for d in (datetime.date(y, month, 1) + datetime.timedelta(i)
                            for i in range(31)) if d.month == month and d.weekday() == weekday]
        return {days[n - 1 if n > 0 else n]}
    return day


def observed(month, day):
    """United States: on a Saturday the Friday before counts too, on a Sunday the Monday after."""
    def days(y):
        found = set()
        for d in (datetime.date(year, month, day) for year in (y, y + 1)):
            shift = {SAT: -1, SUN: 1}.get(d.weekday(), 0)
            found |= {d, d + datetime.timedelta(shift)}
        return {d for d in found if d.year == y}
    return days


def in_lieu(*month_days):
    """United Kingdom: the next day that is neither a weekend nor taken."""
    def days(y):
        free = {datetime.date(y, m, d) for m, d in month_days}
        for d in sorted(d for d in free if d.weekday() in (SAT, SUN)):
            while d in free or d.weekday() in (SAT, SUN):
                d += datetime.timedelta(1)
            free.add(d)
        return free
    return days


def monday_after_sunday(month, day):
    def days(y):
        d = datetime.date(y, month, day)
        return {d, d + datetime.timedelta(1)} if d.weekday() == SUN else {d}
    return days


def saturday_before_sunday(month, day):
    def days(y):
        d = datetime.date(y, month, day)
        return {d - datetime.timedelta(1) if d.weekday() == SUN else d}
    return days


def monday_before(month, day):
    def days(y):
        d = datetime.date(y, month, day) - datetime.timedelta(1)
        return {d - datetime.timedelta(d.weekday())}
    return days


def weekday_from(month, day, weekday):
    """The first such weekday from this day on."""
    def days(y):
        d = datetime.date(y, month, day)
        return {d + datetime.timedelta((weekday - d.weekday()) % 7)}
    return days


def every(start, step, month, day):
    return lambda y: {datetime.date(y, month, day)} if (y - start) % step == 0 else set()


LAW = {
    "AT": [fixed((1, 1), (1, 6), (5, 1), (8, 15), (10, 26), (11, 1), (12, 8), (12, 25), (12, 26)),
           from_easter(1, 39, 50, 60)],
    "BE": [fixed((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)),
           from_easter(1, 39, 50)],
    "CA": [fixed((1, 1), (9, 30), (11, 11), (12, 25), (12, 26)), from_easter(-2),
           monday_before(5, 25), monday_after_sunday(7, 1), nth(9, MON, 1), nth(10, MON, 2)],
    "CH": [fixed((1, 1), (8, 1), (12, 25), (12, 26)), from_easter(-2, 1, 39, 50)],
    "DE": [fixed((1, 1), (5, 1), (10, 3), (12, 25), (12, 26)), from_easter(-2, 1, 39, 50)],
    "ES": [fixed((1, 1), (1, 6), (5, 1), (8, 15), (10, 12), (11, 1), (12, 6), (12, 8), (12, 25)),
           from_easter(-2)],
    "FR": [fixed((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
           from_easter(1, 39, 50)],
    "GB": [in_lieu((1, 1)), in_lieu((12, 25), (12, 26)), from_easter(-2, 1), nth(5, MON, 1),
           nth(5, MON, -1), nth(8, MON, -1)],
    "IT": [fixed((1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (10, 4), (11, 1), (12, 8),
                 (12, 25), (12, 26)), from_easter(1)],
    "NL": [fixed((1, 1), (12, 25), (12, 26)), saturday_before_sunday(4, 27),
           every(2020, 5, 5, 5), from_easter(1, 39, 50)],
    "PL": [fixed((1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 24), (12, 25),
                 (12, 26)), from_easter(1, 60)],
    "SE": [fixed((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)),
           from_easter(-2, 1, 39), weekday_from(6, 19, FRI), weekday_from(6, 20, SAT),
           weekday_from(10, 31, SAT)],
    "US": [observed(1, 1), observed(6, 19), observed(7, 4), observed(11, 11), observed(12, 25),
           nth(1, MON, 3), nth(2, MON, 3), nth(5, MON, -1), nth(9, MON, 1), nth(10, MON, 2),
           nth(11, THU, 4)],
}


def shipped(country):
    path = os.path.join(TOP, "templates/calendars/public-holidays-%s.ics" % country.lower())
    with open(path, "rb") as f:
        return icalendar.Calendar.from_ical(f.read()).walk("VEVENT")


def days_of(event):
    start = event.decoded("DTSTART")
    if "RRULE" in event:
        first = datetime.datetime.combine(start, datetime.time())
        rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=first)
        assert rule[0] == first, event["SUMMARY"]
        last = datetime.datetime(YEARS[-1], 12, 31)
        return {d.date() for d in rule.between(first, last, inc=True)}
    return {start} | {d.dt for d in event["RDATE"].dts}


@pytest.mark.parametrize("country", sorted(LAW))
def test_each_day(country):
    found = set()
    for event in shipped(country):
        assert str(event["CATEGORIES"].cats[0]) == "Public holiday " + country
        assert str(event["SUMMARY"]).endswith(")")
        found |= days_of(event)
    for y in YEARS:
        ours = {d for d in found if d.year == y}
        law = set().union(*(part(y) for part in LAW[country]))
        assert ours == law, sorted(ours ^ law)


def test_no_other_countries():
    names = glob.glob(os.path.join(TOP, "templates/calendars/public-holidays-*.ics"))
    assert sorted(n[-6:-4].upper() for n in names) == sorted(LAW)


def test_a_holiday_is_not_another_occasion():
    """A letter for Thanksgiving must not go on another country's Thanksgiving: every name says its
    country, and where an occasion has the same name it has the same days."""
    holidays = {}
    for country in LAW:
        for event in shipped(country):
            holidays.setdefault(str(event["SUMMARY"]).casefold(), set()).update(days_of(event))
    checked = 0
    for path in glob.glob(os.path.join(TOP, "templates/calendars/*.ics")):
        if "public-holidays" in path:
            continue
        with open(path, "rb") as f:
            events = icalendar.Calendar.from_ical(f.read()).walk("VEVENT")
        for event in events:
            same = holidays.get(str(event["SUMMARY"]).casefold())
            if same is not None:
                checked += 1
                assert {d for d in days_of(event) if d.year in YEARS} <= same, event["SUMMARY"]
    assert checked == 1  # Thanksgiving (Canada)
