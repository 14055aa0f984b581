#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <time.h>

#include "base.h"

/* ---- text ---- */

static void test_text(void **state)
{
	AUTO(text_done) struct text t = TEXT_INIT;

	(void)state;
	assert_string_equal(text_str(&t), "");
	text_puts(&t, NULL);
	text_put(&t, "", 0);
	text_puts(&t, "one");
	text_putc(&t, ' ');
	text_printf(&t, "%d %s", 2, "three");
	assert_string_equal(text_str(&t), "one 2 three");
	assert_int_equal(t.len, 11);
	text_cut(&t, 100);
	assert_int_equal(t.len, 11);
	text_cut(&t, 3);
	assert_string_equal(text_str(&t), "one");
}

static void test_text_grows(void **state)
{
	AUTO(text_done) struct text t = TEXT_INIT;

	(void)state;
	for (int i = 0; i < 10000; i++)
		text_printf(&t, "%04d", i);
	assert_int_equal(t.len, 40000);
	assert_int_equal(strlen(t.s), 40000);
	assert_memory_equal(t.s + 39996, "9999", 5);
}

static void test_text_steal(void **state)
{
	struct text t = TEXT_INIT;
	AUTO(xfree) char *empty = text_steal(&t);

	(void)state;
	assert_string_equal(empty, "");
	text_puts(&t, "x");
	AUTO(xfree) char *x = text_steal(&t);
	assert_string_equal(x, "x");
	assert_null(t.s);
	assert_int_equal(t.len, 0);
}

static void test_text_holds_zero_bytes(void **state)
{
	AUTO(text_done) struct text t = TEXT_INIT;

	(void)state;
	text_put(&t, "a\0b", 3);
	text_putc(&t, '\0');
	assert_int_equal(t.len, 4);
	assert_memory_equal(t.s, "a\0b\0", 5);
}

static void test_copies(void **state)
{
	AUTO(xfree) char *a = xstrndup("abc", 2);
	AUTO(xfree) char *b = xstrndup("abc", 9);
	AUTO(xfree) char *c = xasprintf("%s-%d", "n", 7);

	(void)state;
	assert_null(xstrdup(NULL));
	assert_string_equal(a, "ab");
	assert_string_equal(b, "abc");
	assert_string_equal(c, "n-7");
}

/* ---- strings ---- */

static void test_same(void **state)
{
	(void)state;
	assert_true(str_empty(NULL) && str_empty("") && !str_empty(" "));
	assert_true(str_same(NULL, "") && str_same("a", "a"));
	assert_false(str_same("a", "A") || str_same("a", NULL));
	assert_true(str_same_nocase("MARIA", "maria") && str_same_nocase(NULL, ""));
	assert_false(str_same_nocase("É", "é")); /* ASCII only */
	assert_true(str_starts("followup", "follow") && str_starts("x", ""));
	assert_false(str_starts("fol", "follow"));
}

static void test_trim(void **state)
{
	char both[] = " \t a b \r\n", none[] = "a", blank[] = " \n", empty[] = "";

	(void)state;
	assert_string_equal(str_trim(both), "a b");
	assert_string_equal(str_trim(none), "a");
	assert_string_equal(str_trim(blank), "");
	assert_string_equal(str_trim(empty), "");
}

static void test_distance(void **state)
{
	char longer[200];

	(void)state;
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(str_distance("email", "email", 5), 0);
	assert_int_equal(str_distance("Email", "eMAIL", 5), 0);
	assert_int_equal(str_distance("", "abc", 5), 3);
	assert_int_equal(str_distance("kitten", "sitting", 5), 3);
	assert_int_equal(str_distance("kitten", "sitting", 1), 2);
	assert_int_equal(str_distance("a", longer, 4), 5);
}

static void test_nearest(void **state)
{
	const char *const words[] = {"first_name", "last_name", "name", "day", NULL};

	(void)state;
	assert_string_equal(str_nearest("fist_name", words), "first_name");
	assert_string_equal(str_nearest("lastname", words), "last_name");
	assert_string_equal(str_nearest("dai", words), "day");
	assert_null(str_nearest("xyz", words));
	assert_null(str_nearest("completely", words));
	assert_null(str_nearest("x", (const char *[]){NULL}));
}

/* ---- dates ---- */

/* Every day of 1600..2999 against the C library, and there and back. */
static void test_all_days(void **state)
{
	struct date first, last;

	(void)state;
	assert_int_equal(date_from_ymd(1600, 1, 1, &first), 0);
	assert_int_equal(date_from_ymd(2999, 12, 31, &last), 0);
	for (struct date d = first; date_diff(last, d) >= 0; d = date_add(d, 1)) {
		time_t at = (time_t)d.days * 86400;
		struct tm tm;
		struct date back;
		int y, m, day, iso_year, iso_week;
		char week[16];

		gmtime_r(&at, &tm);
		date_to_ymd(d, &y, &m, &day);
		date_iso_week(d, &iso_year, &iso_week);
		strftime(week, sizeof(week), "%G-%V", &tm);
		AUTO(xfree) char *ours = xasprintf("%04d-%02d", iso_year, iso_week);
		if (y != tm.tm_year + 1900 || m != tm.tm_mon + 1 || day != tm.tm_mday ||
		        date_weekday(d) != (tm.tm_wday ? tm.tm_wday : 7) ||
		        strcmp(week, ours) != 0 || date_from_ymd(y, m, day, &back) != 0 ||
		        back.days != d.days)
			fail_msg("%04d-%02d-%02d, week %s", y, m, day, ours);
	}
}

static void test_no_such_day(void **state)
{
	struct date d = {42};

	(void)state;
	assert_int_equal(date_from_ymd(2026, 2, 29, &d), -EINVAL);
	assert_int_equal(date_from_ymd(1900, 2, 29, &d), -EINVAL);
	assert_int_equal(date_from_ymd(2026, 13, 1, &d), -EINVAL);
	assert_int_equal(date_from_ymd(2026, 0, 1, &d), -EINVAL);
	assert_int_equal(date_from_ymd(2026, 4, 31, &d), -EINVAL);
	assert_int_equal(date_from_ymd(2026, 4, 0, &d), -EINVAL);
	assert_int_equal(date_from_ymd(1599, 12, 31, &d), -EINVAL);
	assert_int_equal(date_from_ymd(3000, 1, 1, &d), -EINVAL);
	assert_int_equal(d.days, 42);
	assert_int_equal(date_from_ymd(2000, 2, 29, &d), 0);
}

static void test_date_parse(void **state)
{
	static const char *const wrong[] = {"", "2026-2-28", "2026-02-3", "2026-02-30",
	        "2026/02/03", "2026-02-03 ", " 2026-02-03", "20260203", "2026-02-0x", "-026-02-03",
	        "2026--2-03", "2026-02--3", "02-03-2026", "2026-02-033", "+026-02-03",
	        "2026-1-011"};
	struct date d = {42};

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (date_parse(wrong[i], &d) != -EINVAL)
			fail_msg("\"%s\" was taken for a date", wrong[i]);
	assert_int_equal(d.days, 42);
	assert_int_equal(date_parse("1970-01-02", &d), 0);
	assert_int_equal(d.days, 1);
	assert_int_equal(date_parse("2028-02-29", &d), 0);
	AUTO(xfree) char *s = date_format(d);
	assert_string_equal(s, "2028-02-29");
}

static void test_date_none(void **state)
{
	AUTO(xfree) char *s = date_format(DATE_NONE);

	(void)state;
	assert_true(date_is_none(DATE_NONE));
	assert_false(date_is_none((struct date){0}));
	assert_string_equal(s, "");
}

static void test_month_days(void **state)
{
	(void)state;
	assert_int_equal(date_month_days(2024, 2), 29);
	assert_int_equal(date_month_days(2100, 2), 28);
	assert_int_equal(date_month_days(2000, 2), 29);
	assert_int_equal(date_month_days(2026, 12), 31);
}

/* ---- clock ---- */

static void check_clock(const char *s, int64_t wanted)
{
	int64_t at = 42;
	int r = clock_parse(s, &at);

	if (r != 0 || at != wanted)
		fail_msg("\"%s\": %d, %lld", s, r, (long long)at);
}

static void test_clock_parse(void **state)
{
	(void)state;
	check_clock("1970-01-01", 0);
	check_clock("1970-01-02T00:00:01Z", 86401);
	check_clock("2026-10-05T09:00:00Z", 1791190800);
	check_clock("2026-10-05T09:00", 1791190800);
	check_clock("2026-10-05 09:00:00", 1791190800);
	check_clock("2026-10-05T09:00Z", 1791190800);
	check_clock("@1790000000", 1790000000);
	check_clock("@-1", -1);
}

static void test_clock_refuses(void **state)
{
	static const char *const wrong[] = {"", "now", "@", "@x", "@12x", "2026-10-05T",
	        "2026-10-05T9", "2026-10-05T24:00", "2026-10-05T09:60", "2026-10-05T09:00:61",
	        "2026-10-05T09:00:00+01", "2026-10-05x", "2026-13-05", "@99999999999999999999",
	        "2026-10-05T-1:00"};
	int64_t at = 42;

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (clock_parse(wrong[i], &at) != -EINVAL)
			fail_msg("\"%s\" was taken for a moment", wrong[i]);
	assert_true(at == 42);
}

static void test_clock(void **state)
{
	int64_t before = clock_monotonic_ms();

	(void)state;
	assert_false(clock_frozen());
	assert_true(clock_now() - (int64_t)time(NULL) <= 1);
	clock_set(1790000000);
	assert_true(clock_frozen());
	assert_true(clock_now() == 1790000000);
	assert_true(clock_monotonic_ms() >= before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_text),
	        cmocka_unit_test(test_text_grows),
	        cmocka_unit_test(test_text_steal),
	        cmocka_unit_test(test_text_holds_zero_bytes),
	        cmocka_unit_test(test_copies),
	        cmocka_unit_test(test_same),
	        cmocka_unit_test(test_trim),
	        cmocka_unit_test(test_distance),
	        cmocka_unit_test(test_nearest),
	        cmocka_unit_test(test_all_days),
	        cmocka_unit_test(test_no_such_day),
	        cmocka_unit_test(test_date_parse),
	        cmocka_unit_test(test_date_none),
	        cmocka_unit_test(test_month_days),
	        cmocka_unit_test(test_clock_parse),
	        cmocka_unit_test(test_clock_refuses),
	        cmocka_unit_test(test_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
