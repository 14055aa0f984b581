/* morning: whose morning it is, which days count, and the days on which clocks change. */
#include "scene.h"

#include "morning.h"

static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, "2026-10-05T06:00"); /* a Monday */
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

static struct morning morning(
        struct scene *s, const char *zone, const char *country, const char *first, const char *last)
{
	struct morning m = {.key = "a-letter", .first = scene_day(first), .last = scene_day(last)};
	morning_of(&s->h, zone, country, &m);
	return m;
}

/* "2026-10-05 09:41" on the reader's clocks; "never". Owned. */
static char *goes_at(struct scene *s, const struct morning *m)
{
	int64_t at;
	if (!morning_next(&s->h, m, &at))
		return xstrdup("never");
	AUTO(xfree) char *day = date_format(zone_date(m->zone, at));
	int minute = zone_minute(m->zone, at);
	return xasprintf("%s %02d:%02d", day, minute / 60, minute % 60);
}

static void expect_day(struct scene *s, const struct morning *m, const char *day)
{
	AUTO(xfree) char *at = goes_at(s, m);
	if (!str_starts(at, day))
		fail_msg("it goes %s, not %s", at, day);
	if (strcmp(day, "never") != 0)
		assert_true(strcmp(at + 11, "09:00") >= 0 && strcmp(at + 11, "11:30") < 0);
}

static void test_whose_morning(void **state)
{
	struct scene *s = *state;
	static const struct {
		const char *zone, *country, *their_zone, *their_country;
	} homes[] = {
	        {"America/Los_Angeles", "DE", "America/Los_Angeles", "DE"},
	        {"Eastern Standard Time", "", "America/New_York", "DE"},
	        {"", "JP", "Asia/Tokyo", "JP"},
	        {"Nowhere/Land", "SE", "Europe/Stockholm", "SE"},
	        {"", "XX", "Europe/Berlin", "XX"},
	        {"", "", "Europe/Berlin", "DE"},
	};
	for (size_t i = 0; i < COUNT(homes); i++) {
		struct morning m =
		        morning(s, homes[i].zone, homes[i].country, "2026-10-06", "2026-10-09");
		assert_ptr_equal(m.zone, zone_find(homes[i].their_zone));
		assert_string_equal(m.country, homes[i].their_country);
		expect_day(s, &m, "2026-10-06");
	}
}

static void test_weekends(void **state)
{
	struct scene *s = *state;
	struct morning m = morning(s, "", "", "2026-10-10", "2026-10-14"); /* a Saturday */
	expect_day(s, &m, "2026-10-12");
	m = morning(s, "", "", "2026-10-10", "2026-10-11"); /* nothing but the weekend is left */
	expect_day(s, &m, "2026-10-10");
	m = morning(s, "", "", "2026-10-01", "2026-10-04");
	expect_day(s, &m, "never");
}

static void holiday(struct scene *s, const char *name, const char *category, const char *day)
{
	scene_occasion(s, name, day);
	scene_sql(s, "UPDATE occasion SET category=',%s,' WHERE name='%s'", category, name);
}

static void test_holidays(void **state)
{
	struct scene *s = *state;
	holiday(s, "Thanks", "public holiday us", "2026-11-26"); /* a Thursday */
	holiday(s, "Friday", "public holiday us", "2026-11-27");
	struct morning m = morning(s, "", "US", "2026-11-26", "2026-12-02");
	expect_day(s, &m, "2026-11-30");
	m.greeting = true; /* a greeting for that very day */
	expect_day(s, &m, "2026-11-26");
	m = morning(s, "", "CA", "2026-11-26", "2026-12-02");
	expect_day(s, &m, "2026-11-26");
	/* whoever has no country has the business's holidays */
	holiday(s, "Unity", "public holiday de", "2026-11-25");
	m = morning(s, "", "", "2026-11-25", "2026-12-02");
	expect_day(s, &m, "2026-11-26");
	m = morning(s, "", "US", "2026-11-26", "2026-11-28"); /* no working day is left */
	expect_day(s, &m, "2026-11-26");
}

/* Planned for a day that a calendar declares a holiday since. */
static void test_a_holiday_that_came_late(void **state)
{
	struct scene *s = *state;
	int64_t planned = scene_at("2026-11-26T15:00"), at = 0;
	s->h.now = scene_at("2026-11-26T15:30"); /* 10:30 in New York */
	struct morning m = morning(s, "", "US", "2026-11-26", "2026-12-02");
	assert_true(morning_goes(&s->h, &m, planned, &at));
	holiday(s, "Thanks", "public holiday us", "2026-11-26");
	assert_false(morning_goes(&s->h, &m, planned, &at));
	assert_int_equal(zone_date(m.zone, at).days, scene_day("2026-11-27").days);
	m = morning(s, "", "US", "2026-11-26", "2026-11-26"); /* its only day */
	assert_true(morning_goes(&s->h, &m, planned, &at));
	s->h.now = scene_at("2026-11-26T20:00"); /* kept waiting past the window, not yet quiet */
	assert_true(morning_goes(&s->h, &m, planned, &at));
	s->h.now = scene_at("2026-11-26T23:30"); /* quiet */
	assert_false(morning_goes(&s->h, &m, planned, &at));
	assert_int_equal(at, 0);
}

/* The window keeps its hours on the days around a change of the clocks. */
static void test_clocks_change(void **state)
{
	struct scene *s = *state;
	static const char *const zones[] = {"Europe/Berlin", "America/New_York", "Asia/Tehran",
	        "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia", "Africa/Cairo"};
	for (size_t i = 0; i < COUNT(zones); i++)
		for (struct date d = scene_day("2026-10-06"); d.days < scene_day("2027-10-06").days;
		        d = date_add(d, 1)) {
			struct morning m = {.key = zones[i], .first = d, .last = d};
			morning_of(&s->h, zones[i], "", &m);
			AUTO(xfree) char *day = date_format(d);
			expect_day(s, &m, day);
			int64_t at;
			assert_true(morning_next(&s->h, &m, &at) && at <= morning_end(&m));
		}
}

/* A window in the night: the hour that is skipped, and the one that comes twice. */
static void test_gap_and_overlap(void **state)
{
	struct scene *s = *state;
	s->conf.courtesy.window_start_min = 120;
	s->conf.courtesy.window_end_min = 180;
	struct morning gap = morning(s, "Europe/Berlin", "", "2027-03-28", "2027-03-28");
	AUTO(xfree) char *at = goes_at(s, &gap);
	assert_true(str_starts(at, "2027-03-28 03:")); /* as far behind two as it was to be */
	struct morning overlap = morning(s, "Europe/Berlin", "", "2026-10-25", "2026-10-25");
	int64_t first;
	assert_true(morning_next(&s->h, &overlap, &first));
	assert_true(first >= scene_at("2026-10-25T00:00") && first < scene_at("2026-10-25T01:00"));
	/* the second time the clocks show two it may still go */
	s->h.now = scene_at("2026-10-25T01:59");
	assert_true(morning_goes(&s->h, &overlap, first, &first));
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        T(test_whose_morning),
	        T(test_weekends),
	        T(test_holidays),
	        T(test_a_holiday_that_came_late),
	        T(test_clocks_change),
	        T(test_gap_and_overlap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
