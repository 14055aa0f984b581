/* zone against libc's own conversions, which read the same files with other code. */
#include "zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const char *const names[] = {"Europe/Berlin", "America/New_York", "Europe/Dublin",
        "Asia/Tehran", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Casablanca",
        "Pacific/Apia", "Asia/Kolkata", "Asia/Gaza", "America/Nuuk", "Etc/UTC", "Africa/Cairo",
        "Antarctica/Troll", "Pacific/Chatham"};

static void libc_zone(const char *name)
{
	setenv("TZ", name, 1);
	tzset();
}

static struct date day(int y, int m, int d)
{
	struct date ret = DATE_NONE;
	assert_int_equal(date_from_ymd(y, m, d, &ret), 0);
	return ret;
}

/* Both ways at one moment; `*last` is the wall time of the step before. */
static void check_moment(const struct zone *z, const char *name, time_t at)
{
	struct tm tm;
	localtime_r(&at, &tm);
	struct date date = day(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
	int minute = tm.tm_hour * 60 + tm.tm_min;
	if (zone_offset(z, at) != tm.tm_gmtoff || zone_date(z, at).days != date.days ||
	        zone_minute(z, at) != minute)
		fail_msg("%s at %lld: offset %d, libc says %ld", name, (long long)at,
		        (int)zone_offset(z, at), tm.tm_gmtoff);
	int64_t back = zone_moment(z, date, minute);
	if (back == at)
		return;
	/* only the second pass through an overlap may lead elsewhere: to the first */
	struct tm again;
	time_t t = (time_t)back;
	localtime_r(&t, &again);
	if (back > at || at - back > 86400 || again.tm_mday != tm.tm_mday ||
	        again.tm_hour != tm.tm_hour || again.tm_min != tm.tm_min)
		fail_msg("%s: %lld leads back to %lld", name, (long long)at, (long long)back);
}

static void test_libc(void **state)
{
	(void)state;
	struct tm from = {.tm_year = 100, .tm_mday = 1}, to = {.tm_year = 138, .tm_mday = 1};
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct zone *z = zone_find(names[i]);
		assert_non_null(z);
		libc_zone(names[i]);
		for (time_t t = timegm(&from); t < timegm(&to); t += 3600)
			check_moment(z, names[i], t);
	}
}

/* mktime() of every noon and of both sides of a zone's life: long past, far future. */
static void test_mktime(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct zone *z = zone_find(names[i]);
		libc_zone(names[i]);
		for (int year = 1905; year < 2200; year++)
			for (int month = 1; month <= 12; month++) {
				struct tm tm = {.tm_year = year - 1900,
				        .tm_mon = month - 1,
				        .tm_mday = 15,
				        .tm_hour = 12,
				        .tm_isdst = -1};
				assert_int_equal(
				        zone_moment(z, day(year, month, 15), 720), mktime(&tm));
			}
	}
}

static void test_gap_and_overlap(void **state)
{
	(void)state;
	const struct zone *berlin = zone_find("Europe/Berlin");
	/* 02:30 does not exist on 29 March 2026: it counts with +1, so the clock shows 03:30 */
	int64_t at = zone_moment(berlin, day(2026, 3, 29), 150);
	assert_int_equal(at, (int64_t)day(2026, 3, 29).days * 86400 + 90 * 60);
	assert_int_equal(zone_minute(berlin, at), 210);
	/* 02:30 happens twice on 25 October 2026: the first one is in summer time */
	at = zone_moment(berlin, day(2026, 10, 25), 150);
	assert_int_equal(at, (int64_t)day(2026, 10, 25).days * 86400 + 30 * 60);
	/* Samoa had no 30 December 2011 */
	const struct zone *apia = zone_find("Pacific/Apia");
	at = zone_moment(apia, day(2011, 12, 30), 720);
	assert_int_equal(zone_date(apia, at).days, day(2011, 12, 31).days);
	assert_int_equal(zone_minute(apia, at), 720);
}

static void test_names(void **state)
{
	(void)state;
	assert_ptr_equal(zone_find("W. Europe Standard Time"), zone_find("Europe/Berlin"));
	assert_ptr_equal(zone_find("eastern standard time"), zone_find("America/New_York"));
	assert_ptr_equal(zone_find("Europe/Paris"), zone_find("Europe/Paris"));
	static const char *const bad[] = {"", "Mars/Olympus", "../../../etc/passwd", "/etc/passwd",
	        "Europe/../Europe/Berlin", "Europe", "zone.tab", "right/Europe/Berlin",
	        "posixrules ", ".", "Bogus Standard Time"};
	for (size_t i = 0; i < COUNT(bad); i++)
		if (zone_find(bad[i]))
			fail_msg("\"%s\" is no zone", bad[i]);
	assert_null(zone_find(NULL));
}

static void test_countries(void **state)
{
	(void)state;
	static const char *const want[][2] = {{"DE", "Europe/Berlin"}, {"US", "America/New_York"},
	        {"jp", "Asia/Tokyo"}, {"FR", "Europe/Paris"}, {"SE", "Europe/Stockholm"},
	        {"CN", "Asia/Shanghai"}, {"AU", "Australia/Sydney"}, {"IN", "Asia/Kolkata"}};
	for (size_t i = 0; i < COUNT(want); i++)
		assert_string_equal(zone_of_country(want[i][0]), want[i][1]);
	assert_null(zone_of_country("XX"));
	assert_null(zone_of_country("DEU"));
	assert_null(zone_of_country(""));
	assert_null(zone_of_country(NULL));
	static const char *const all =
	        "ARAUBRCACDCLCNCYDEECESFMGBGLIDKIKZMHMNMXMYNZPFPGPSPTRUUAUMUSUZ"
	        "ATBECHDKFIIEITJMKELUNLNOPLSGTHTRVNZA";
	for (const char *p = all; *p; p += 2) {
		char code[3] = {p[0], p[1], 0};
		const char *zone = zone_of_country(code);
		if (!zone || !zone_find(zone))
			fail_msg("%s: \"%s\" is no zone", code, zone ? zone : "");
	}
}

/* $TZDIR is honoured, and a damaged file is no zone. */
static void write_file(const char *dir, const char *name, const char *bytes, size_t n)
{
	AUTO(xfree) char *path = xasprintf("%s/%s", dir, name);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static size_t read_berlin(char *bytes, size_t most)
{
	FILE *f = fopen("/usr/share/zoneinfo/Europe/Berlin", "re");
	if (!f)
		return 0;
	size_t n = fread(bytes, 1, most, f);
	fclose(f);
	return n;
}

static void test_damaged(void **state)
{
	(void)state;
	char bytes[8192], copy[8192], dir[] = "t_zone.XXXXXX";
	size_t n = read_berlin(bytes, sizeof bytes);
	assert_true(n > 0); /* without zoneinfo nothing here can be right */
	assert_non_null(mkdtemp(dir));
	setenv("TZDIR", dir, 1);
	assert_null(zone_find("Asia/Vladivostok"));
	write_file(dir, "Whole", bytes, n);
	assert_non_null(zone_find("Whole"));
	for (size_t cut = 0; cut < n; cut += 7) {
		write_file(dir, "Cut", bytes, cut);
		if (zone_find("Cut"))
			fail_msg("cut after %zu bytes it is still a zone", cut);
	}
	/* every single damaged byte: no crash, whatever comes out */
	for (size_t i = 0; i < n; i++) {
		AUTO(xfree) char *name = xasprintf("Bent%zu", i);
		memcpy(copy, bytes, n);
		copy[i] = (char)~copy[i];
		write_file(dir, name, copy, n);
		const struct zone *z = zone_find(name);
		if (z)
			zone_moment(z, day(2026, 6, 1), 600);
		AUTO(xfree) char *path = xasprintf("%s/%s", dir, name);
		remove(path);
	}
	AUTO(xfree) char *whole = xasprintf("%s/Whole", dir), *cut = xasprintf("%s/Cut", dir);
	remove(whole);
	remove(cut);
	remove(dir);
	unsetenv("TZDIR");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_libc),
	        cmocka_unit_test(test_mktime),
	        cmocka_unit_test(test_gap_and_overlap),
	        cmocka_unit_test(test_names),
	        cmocka_unit_test(test_countries),
	        cmocka_unit_test(test_damaged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
