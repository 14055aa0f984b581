"""The shipped calendars, computed a second time.

Each file is read with python-icalendar. Easter comes from dateutil, the Hebrew days from the
arithmetic of that calendar, the lunar ones from the moments of new moons (Meeus, chapter 49),
Nowruz from the equinox (chapter 27), the Islamic ones from the new moon and its setting in Mecca
(chapter 47); the arithmetic calendar must lie within a day of them.
"""

import datetime
import glob
import math
import os

import icalendar
import pytest
from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from dateutil.rrule import rrulestr

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
FILES = sorted(f for f in glob.glob(os.path.join(TOP, "templates/calendars/*.ics"))
               if "public-holidays" not in f)  # those: test_holidays.py
YEARS = range(2026, 2037)
DAY = datetime.timedelta(1)


def path(name):
    return os.path.join(TOP, "templates/calendars", name)


def events(name):
    with open(path(name), "rb") as f:
        return icalendar.Calendar.from_ical(f.read()).walk("VEVENT")


def days(file, name):
    return sorted(e.decoded("DTSTART") for e in events(file) if str(e["SUMMARY"]) == name)


@pytest.mark.parametrize("file", FILES, ids=os.path.basename)
def test_whole(file):
    with open(file, "rb") as f:
        raw = f.read()
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    uids, seen = set(), set()
    for e in events(os.path.basename(file)):
        start = e.decoded("DTSTART")
        assert type(start) is datetime.date
        assert e.decoded("DTEND") == start + DAY
        assert e["UID"] not in uids and (str(e["SUMMARY"]), start) not in seen
        uids.add(e["UID"])
        seen.add((str(e["SUMMARY"]), start))
        assert ("RRULE" in e) != ("X-FOLLOWUP-SOURCE" in e), "a rule, or a table with its source"
    assert uids


def test_there():
    assert [os.path.basename(f) for f in FILES] == [
        "business.ics", "christian.ics", "civil.ics", "diwali.ics", "islamic.ics",
        "jewish.ics", "lunar.ics", "nowruz.ics", "orthodox.ics", "seollal.ics"]


@pytest.mark.parametrize("file", FILES, ids=os.path.basename)
def test_rules_start_on_a_day_of_theirs(file):
    for e in events(os.path.basename(file)):
        if "RRULE" not in e:
            continue
        start = datetime.datetime.combine(e.decoded("DTSTART"), datetime.time())
        rule = rrulestr(e["RRULE"].to_ical().decode(), dtstart=start)
        assert rule[0] == start, e["SUMMARY"]
        assert len(rule.between(start, start.replace(year=2030), inc=True)) in (10, 11)


@pytest.mark.parametrize("file,method,feasts", [
    ("christian.ics", EASTER_WESTERN, {
        "Ash Wednesday": -46, "Mothering Sunday": -21, "Palm Sunday": -7, "Maundy Thursday": -3,
        "Good Friday": -2, "Easter": 0, "Easter Monday": 1, "Ascension Day": 39,
        "Pentecost": 49, "Whit Monday": 50, "Corpus Christi": 60}),
    ("orthodox.ics", EASTER_ORTHODOX, {
        "Orthodox Palm Sunday": -7, "Orthodox Good Friday": -2, "Orthodox Easter": 0,
        "Orthodox Easter Monday": 1, "Orthodox Ascension Day": 39, "Orthodox Pentecost": 49}),
])
def test_easter(file, method, feasts):
    for name, offset in feasts.items():
        assert days(file, name) == [easter(y, method) + offset * DAY for y in YEARS], name


def test_mothers_day_in_france():
    """The last Sunday of May, unless that is Pentecost."""
    found = days("civil.ics", "Mother's Day (France)")
    assert [d.year for d in found] == list(YEARS)
    for d in found:
        sundays = [datetime.date(d.year, 5, n) for n in range(1, 32)
                   if datetime.date(d.year, 5, n).weekday() == 6]
        taken = sundays[-1] == easter(d.year) + 49 * DAY
        assert d == sundays[-1] + 7 * DAY * taken


def test_advent():
    found = days("christian.ics", "First Sunday of Advent")
    assert [d.year for d in found] == list(YEARS)
    for d in found:
        assert d.weekday() == 6 and (11, 27) <= (d.month, d.day) <= (12, 3)


# ---- the Hebrew calendar ----

def hebrew_new_year(year):
    """Rosh Hashanah: the mean new moon of Tishri, put off by the four rules."""
    months = (235 * year - 234) // 19
    parts = 12084 + 13753 * months
    day = 29 * months + parts // 25920
    if 3 * (day + 1) % 7 < 3:
        day += 1
    return day


def rosh_hashanah(year):
    before, day, after = (hebrew_new_year(y) for y in (year - 1, year, year + 1))
    if after - day == 356:
        day += 2
    elif day - before == 382:
        day += 1
    return datetime.date.fromordinal(day - 1373427)


def test_jewish():
    for y in YEARS:
        new_year = rosh_hashanah(y + 3761)
        length = (rosh_hashanah(y + 3762) - new_year).days
        passover = new_year - 163 * DAY
        kislev_25 = new_year + (30 + 29 + 24 + (length in (355, 385))) * DAY
        for name, day in {
                "Rosh Hashanah": new_year, "Yom Kippur": new_year + 9 * DAY,
                "Sukkot": new_year + 14 * DAY, "Hanukkah": kislev_25, "Passover": passover,
                "Purim": passover - 30 * DAY, "Shavuot": passover + 50 * DAY}.items():
            assert day in days("jewish.ics", name), (name, y)
            assert len(days("jewish.ics", name)) == len(YEARS)


# ---- the moon and the sun ----

def julian_day(moment):
    return moment.timestamp() / 86400 + 2440587.5


def moment_of(jde):
    """Of dynamical time; the Earth is some 75 seconds behind in these years."""
    seconds = (jde - 2440587.5) * 86400 - 75
    return datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)


def sine(degrees):
    return math.sin(math.radians(degrees))


def new_moon(k):
    """The k-th new moon since January 2000, good to a few minutes."""
    t = k / 1236.85
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    sun = 2.5534 + 29.10535670 * k - 0.0000014 * t * t
    moon = 201.5643 + 385.81693528 * k + 0.0107582 * t * t
    lat = 160.7108 + 390.67050284 * k - 0.0016118 * t * t
    node = 124.7746 - 1.56375588 * k + 0.0020672 * t * t
    terms = [
        (-0.40720, moon), (0.17241 * e, sun), (0.01608, 2 * moon), (0.01039, 2 * lat),
        (0.00739 * e, moon - sun), (-0.00514 * e, moon + sun), (0.00208 * e * e, 2 * sun),
        (-0.00111, moon - 2 * lat), (-0.00057, moon + 2 * lat), (0.00056 * e, 2 * moon + sun),
        (-0.00042, 3 * moon), (0.00042 * e, sun + 2 * lat), (0.00038 * e, sun - 2 * lat),
        (-0.00024 * e, 2 * moon - sun), (-0.00017, node), (-0.00007, moon + 2 * sun),
        (0.00004, 2 * moon - 2 * lat), (0.00004, 3 * sun), (0.00003, moon + sun - 2 * lat),
        (0.000325, 299.77 + 0.107408 * k - 0.009173 * t * t), (0.000165, 251.88 + 0.016321 * k),
        (0.000164, 251.83 + 26.651886 * k), (0.000126, 349.42 + 36.412478 * k),
        (0.000110, 84.66 + 18.206239 * k)]
    mean = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t
    return moment_of(mean + sum(a * sine(b) for a, b in terms))


def new_moon_day(near, hours):
    """The days, `hours` east of Greenwich, on which the new moon next to this day may fall:
    two when it is within five minutes of midnight."""
    k = round((near - datetime.date(2000, 1, 6)).days / 29.530588861)
    at = new_moon(k) + datetime.timedelta(hours=hours)
    slack = datetime.timedelta(minutes=5)
    return {(at - slack).date(), (at + slack).date()}


@pytest.mark.parametrize("file,name,day_of_month,hours", [
    ("lunar.ics", "Lunar New Year", 1, 8), ("lunar.ics", "Dragon Boat Festival", 5, 8),
    ("lunar.ics", "Mid-Autumn Festival", 15, 8), ("lunar.ics", "Tet", 1, 7), ("seollal.ics", "Seollal", 1, 9),
    ("seollal.ics", "Chuseok", 15, 9)])
def test_new_moons(file, name, day_of_month, hours):
    found = days(file, name)
    assert [d.year for d in found] == list(YEARS)
    for day in found:
        first = day - (day_of_month - 1) * DAY
        assert first in new_moon_day(first, hours), day


def test_lunar_seasons():
    """The month itself: the new year is the second new moon after the winter solstice."""
    for name, first, last in (("Lunar New Year", (1, 21), (2, 20)),
                              ("Dragon Boat Festival", (5, 25), (6, 25)),
                              ("Mid-Autumn Festival", (9, 7), (10, 8))):
        for day in days("lunar.ics", name):
            assert first <= (day.month, day.day) <= last, day


def test_diwali():
    """The last evening with the dark moon: the day of the new moon when that comes after sunset
    in Delhi (UTC+5:30), else the day before."""
    found = days("diwali.ics", "Diwali")
    assert [d.year for d in found] == list(YEARS)
    for day in found:
        k = round((day - datetime.date(2000, 1, 6)).days / 29.530588861)
        at = new_moon(k) + datetime.timedelta(hours=5.5)
        assert day == (at - datetime.timedelta(hours=17.7)).date(), day
        assert (10, 15) <= (day.month, day.day) <= (11, 16)


def march_equinox(year):
    y = (year - 2000) / 1000
    jde = 2451623.80984 + 365242.37404 * y + 0.05169 * y**2 - 0.00411 * y**3 - 0.00057 * y**4
    t = (jde - 2451545) / 36525
    w = math.radians(35999.373 * t - 2.47)
    bend = 1 + 0.0334 * math.cos(w) + 0.0007 * math.cos(2 * w)
    terms = [
        (485, 324.96, 1934.136), (203, 337.23, 32964.467), (199, 342.08, 20.186),
        (182, 27.85, 445267.112), (156, 73.14, 45036.886), (136, 171.52, 22518.443),
        (77, 222.54, 65928.934), (74, 296.72, 3034.906), (70, 243.58, 9037.513),
        (58, 119.81, 33718.147), (52, 297.17, 150.678), (50, 21.02, 2281.226),
        (45, 247.54, 29929.562), (44, 325.15, 31555.956), (29, 60.93, 4443.417),
        (18, 155.12, 67555.328), (17, 288.79, 4562.452), (16, 198.04, 62894.029),
        (14, 199.76, 31436.921), (12, 95.39, 14577.848), (12, 287.11, 31931.756),
        (12, 320.81, 34777.259), (9, 227.73, 1222.114), (8, 15.45, 16859.074)]
    total = sum(a * math.cos(math.radians(b + c * t)) for a, b, c in terms)
    return moment_of(jde + 0.00001 * total / bend)


def test_nowruz():
    """The day of the equinox when it comes before noon in Tehran, else the day after."""
    for year, day in zip(YEARS, days("nowruz.ics", "Nowruz")):
        at = march_equinox(year) + datetime.timedelta(hours=3.5)
        assert day == (at + datetime.timedelta(hours=12)).date(), year


# ---- the new crescent of Mecca ----

def sun_position(jd):
    """Ecliptic longitude and latitude, in degrees."""
    n = jd - 2451545
    g = 357.52911 + 0.98560028 * n
    return 280.46646 + 0.98564736 * n + 1.914602 * sine(g) + 0.019993 * sine(2 * g), 0


def moon_position(jd):
    """Likewise (Meeus, chapter 47, the terms above a hundredth of a degree)."""
    t = (jd - 2451545) / 36525
    d = 297.8501921 + 445267.1114034 * t
    m = 357.5291092 + 35999.0502909 * t
    p = 134.9633964 + 477198.8675055 * t
    f = 93.2720950 + 483202.0175233 * t
    lon = 218.3164477 + 481267.88123421 * t + sum(a * sine(b) for a, b in (
        (6.288774, p), (1.274027, 2 * d - p), (0.658314, 2 * d), (0.213618, 2 * p),
        (-0.185116, m), (-0.114332, 2 * f), (0.058793, 2 * d - 2 * p), (0.057066, 2 * d - m - p),
        (0.053322, 2 * d + p), (0.045758, 2 * d - m), (-0.040923, m - p), (-0.034720, d),
        (-0.030383, m + p), (0.015327, 2 * d - 2 * f), (-0.012528, p + 2 * f),
        (0.010980, p - 2 * f), (0.010675, 4 * d - p), (0.010034, 3 * p)))
    lat = sum(a * sine(b) for a, b in (
        (5.128122, f), (0.280602, p + f), (0.277693, p - f), (0.173237, 2 * d - f),
        (0.055413, 2 * d - p + f), (0.046271, 2 * d - p - f), (0.032573, 2 * d + f),
        (0.017198, 2 * p + f)))
    return lon, lat


def altitude_in_mecca(jd, position):
    """Degrees above the horizon, seen from the Earth's centre."""
    lon, lat = (math.radians(x) for x in position(jd))
    tilt = math.radians(23.4393)
    x, y, z = math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
    y, z = y * math.cos(tilt) - z * math.sin(tilt), y * math.sin(tilt) + z * math.cos(tilt)
    turned = math.radians(280.46061837 + 360.98564736629 * (jd - 2451545) + 39.8262)
    north = math.radians(21.4225)
    across = x * math.cos(turned) + y * math.sin(turned)
    return math.degrees(math.asin(z * math.sin(north) + across * math.cos(north)))


def sunset_in_mecca(day):
    low = (day - datetime.date(2000, 1, 1)).days + 2451544.5 + 14 / 24
    high = low + 3 / 24
    for _ in range(30):
        middle = (low + high) / 2
        if altitude_in_mecca(middle, sun_position) > -0.833:
            low = middle
        else:
            high = middle
    return low


def crescent(day):
    """How far the evening of this day is from bringing a new month, in degrees of the moon above
    the horizon at sunset; negative: it does not. The moon must be new before, and set after."""
    sunset = sunset_in_mecca(day)
    k = round((day - datetime.date(2000, 1, 6)).days / 29.530588861)
    since = (sunset - julian_day(new_moon(k).replace(tzinfo=datetime.timezone.utc))) * 24
    return min(altitude_in_mecca(sunset, moon_position) - 0.125, since / 2)


@pytest.mark.parametrize("name,day_of_month", [
    ("Ramadan", 1), ("Eid al-Fitr", 1), ("Eid al-Adha", 10)])
def test_crescent(name, day_of_month):
    """Umm al-Qura's own rule: its month begins after the first evening on which, in Mecca, the
    moon is new before sunset and sets after it. A tenth of a degree is for our terms' sake."""
    for day in days("islamic.ics", name):
        first = day - (day_of_month - 1) * DAY
        assert crescent(first - DAY) > -0.1, day
        assert crescent(first - 2 * DAY) < 0.1, day


def islamic_day(year, month, day):
    days_before = 354 * (year - 1) + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2
    return datetime.date.fromordinal(227014 + days_before + day)


@pytest.mark.parametrize("name,month,day", [
    ("Ramadan", 9, 1), ("Eid al-Fitr", 10, 1), ("Eid al-Adha", 12, 10)])
def test_islamic(name, month, day):
    found = days("islamic.ics", name)
    expected = [islamic_day(y, month, day) for y in range(1446, 1461)]
    expected = [d for d in expected if d.year in YEARS]
    assert len(found) == len(expected)
    for ours, arithmetic in zip(found, expected):
        assert abs((ours - arithmetic).days) <= 1, ours
