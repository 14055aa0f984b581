#include "scene.h"

#include "catchup.h"
#include "gate.h"
#include "health.h"
#include "morning.h"
#include "occasion.h"
#include "rival.h"

#define LIVE "Subject: For {{name}}\nStatus: live\nTo: all\nValid: P4D\n"

static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, "2026-10-05T06:00"); /* a Monday */
	scene_customer(&s, "c1", "cara@flowers.example", "Cara");
	scene_template(&s, "thanks", LIVE "When: Harvest\n" SCENE_BODY);
	scene_template(&s, "born", LIVE "When: birthday\nRepeat: yearly\n" SCENE_BODY);
	scene_template(&s, "autumn", LIVE "When: Autumn\n" SCENE_BODY);
	scene_occasion(&s, "Harvest", "2026-10-06");
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

static enum gate look(struct scene *s, const char *now)
{
	enum gate g = GATE_OPEN;
	s->h.now = scene_at(now);
	assert_int_equal(catchup_look(&s->h, &g), 0);
	return g;
}

static int64_t told(struct scene *s)
{
	return scene_int(s, "SELECT count(*) FROM outbox WHERE kind='notice'");
}

static int64_t next_try(struct scene *s)
{
	return scene_int(s, "SELECT next_try_at FROM outbox WHERE kind='letter'");
}

static void test_an_hour_or_three_days_are_nothing(void **state)
{
	struct scene *s = *state;
	assert_int_equal(look(s, "2026-10-05T06:00"), GATE_OPEN); /* the first look ever */
	assert_int_equal(look(s, "2026-10-05T07:00"), GATE_OPEN);
	assert_int_equal(look(s, "2026-10-08T07:00"), GATE_OPEN);
	assert_int_equal(look(s, "2026-10-08T06:10"), GATE_OPEN); /* a clock put right */
	assert_int_equal(told(s), 0);
}

static void test_twenty_days(void **state)
{
	struct scene *s = *state;
	scene_occasion(s, "Autumn", "2026-10-24");
	look(s, "2026-10-05T06:00");
	scene_pass(s); /* harvest is queued for the 6th */
	int64_t at = next_try(s);
	assert_int_equal(look(s, "2026-10-25T06:00"), GATE_RESTS);
	assert_int_equal(told(s), 1);
	scene_text(
	        s, "SELECT recipient FROM outbox WHERE kind='notice'", "anna@harbourpine.example");
	/* what would go is named: autumn is still valid; harvest is not */
	assert_int_equal(
	        scene_int(s, "SELECT excerpt LIKE '%1 letter would%' AND excerpt LIKE '%autumn%'"
	                     " AND excerpt NOT LIKE '%thanks %' FROM outbox WHERE kind='notice'"),
	        1);
	assert_int_equal(next_try(s), scene_at("2026-10-25T10:00"));
	assert_int_equal(look(s, "2026-10-25T09:59"), GATE_RESTS);
	assert_int_equal(told(s), 1);
	assert_int_equal(look(s, "2026-10-25T10:00"), GATE_OPEN); /* four hours */
	assert_int_equal(next_try(s), at);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM health WHERE problem IS NOT NULL"), 0);
	assert_int_equal(look(s, "2026-10-25T10:01"), GATE_OPEN);
}

/* Two occasions passed meanwhile, both still valid: one letter, and the other one says why not. */
static void test_never_two_at_once(void **state)
{
	struct scene *s = *state;
	scene_occasion(s, "Autumn", "2026-10-24");
	scene_occasion(s, "Harvest", "2026-10-23");
	look(s, "2026-10-10T06:00");
	assert_int_equal(look(s, "2026-10-25T06:00"), GATE_RESTS);
	assert_int_equal(scene_int(s, "SELECT excerpt LIKE '%1 letter would%' FROM outbox"), 1);
	assert_int_equal(look(s, "2026-10-25T10:00"), GATE_OPEN);
	scene_pass(s);
	s->h.now = scene_at("2026-10-26T06:00");
	scene_pass(s);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox WHERE kind='letter'"), 1);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM decision WHERE reason IN ('gap',"
	                              " 'priority') AND customer='c1'"),
	        1);
}

/* A clock a year ahead, unseen: nothing of the year between goes, nor does it afterwards. */
static void test_a_year_ahead(void **state)
{
	struct scene *s = *state;
	scene_occasion(s, "Autumn", "2027-10-04"); /* valid on the wrong day, and the only one */
	look(s, "2026-10-05T06:00");
	assert_int_equal(look(s, "2027-10-05T06:00"), GATE_RESTS);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox WHERE kind='letter'"), 0);
	assert_int_equal(look(s, "2026-10-05T06:30"), GATE_OPEN);
	scene_pass(s);
	scene_text(
	        s, "SELECT group_concat(occurrence) FROM outbox WHERE kind='letter'", "2026-10-06");
}

static void test_a_person_says_go(void **state)
{
	struct scene *s = *state;
	assert_int_equal(gate_release(&s->h), GATE_NOT_SHUT);
	look(s, "2026-10-05T06:00");
	assert_int_equal(look(s, "2026-10-25T06:00"), GATE_RESTS);
	assert_int_equal(gate_release(&s->h), 0);
	assert_int_equal(look(s, "2026-10-25T06:01"), GATE_OPEN);
}

/* A year ahead by mistake, and right again before anybody minded. */
static void test_a_leap_and_back(void **state)
{
	struct scene *s = *state;
	look(s, "2026-10-05T06:00");
	scene_pass(s);
	int64_t at = next_try(s);
	assert_int_equal(look(s, "2027-10-05T06:00"), GATE_RESTS);
	assert_int_equal(look(s, "2026-10-05T06:05"), GATE_OPEN);
	assert_int_equal(next_try(s), at);
	scene_text(s, "SELECT state FROM outbox WHERE kind='letter'", "QUEUED");
}

static void test_a_year_back(void **state)
{
	struct scene *s = *state;
	look(s, "2026-10-05T06:00");
	assert_int_equal(look(s, "2025-10-05T06:00"), GATE_BACK);
	assert_int_equal(look(s, "2025-10-09T06:00"), GATE_BACK); /* hours don't mend it */
	assert_int_equal(told(s), 1);
	assert_int_equal(look(s, "2026-10-05T07:00"), GATE_OPEN);
	assert_int_equal(look(s, "2025-10-05T06:00"), GATE_BACK);
	assert_int_equal(gate_release(&s->h), 0); /* it was the other clock that was wrong */
	assert_int_equal(look(s, "2025-10-05T06:05"), GATE_OPEN);
}

/* ---- mornings ---- */

static void sorted(struct scene *s, const char *now, const char *expected)
{
	s->h.now = scene_at(now);
	assert_int_equal(gate_sort(&s->h, 100), 0);
	int64_t at = next_try(s);
	if (at > s->h.now)
		at = (at - at % 86400) + 86399; /* the minute is the letter's own */
	AUTO(xfree) char *found = date_format((struct date){(int32_t)(at / 86400)});
	assert_string_equal(next_try(s) <= s->h.now ? "now" : found, expected);
}

static void test_its_own_day_until_the_quiet_hours(void **state)
{
	struct scene *s = *state;
	scene_pass(s);
	sorted(s, "2026-10-06T12:00", "now"); /* 14:00 in Berlin */
	sorted(s, "2026-10-06T15:59", "now");
	sorted(s, "2026-10-06T16:00", "2026-10-07"); /* 18:00: quiet */
}

static void test_the_last_morning_is_the_last(void **state)
{
	struct scene *s = *state;
	scene_pass(s);
	sorted(s, "2026-10-10T12:00", "2026-10-10"); /* midnight, when it expires */
	assert_int_equal(next_try(s),
	        scene_int(s, "SELECT valid_until_at+1 FROM outbox WHERE kind='letter'"));
}

static void test_a_public_holiday(void **state)
{
	struct scene *s = *state;
	scene_occasion(s, "A day off", "2026-10-07");
	scene_sql(s, "UPDATE occasion SET category=',public holiday de,' WHERE name='A day off'");
	scene_pass(s);
	sorted(s, "2026-10-06T16:00", "2026-10-08");
	assert_true(occasion_is_holiday(s->h.db, "DE", scene_day("2026-10-07")));
	assert_false(occasion_is_holiday(s->h.db, "AT", scene_day("2026-10-07")));
}

/* ---- rivals ---- */

static void test_the_birthday_goes_first(void **state)
{
	struct scene *s = *state;
	scene_anchor(s, "c1", "birthday", "1970-10-26");
	scene_pass(s);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox"), 1); /* no birthday_ok */
	scene_sql(s, "DELETE FROM outbox_message");
	scene_sql(s, "DELETE FROM outbox");
	scene_sql(s, "UPDATE customer SET birthday_ok=1");
	scene_pass(s);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox"), 0);
	scene_text(
	        s, "SELECT reason || ': ' || detail FROM decision", "priority: born on 2026-10-26");
	scene_anchor(s, "c1", "birthday", "1970-10-27"); /* 21 days: both */
	scene_pass(s);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox"), 1);
}

/* What a person said no to is no rival. */
static void test_a_no_clears_the_way(void **state)
{
	struct scene *s = *state;
	scene_anchor(s, "c1", "birthday", "1970-10-26");
	scene_sql(s, "UPDATE customer SET birthday_ok=1");
	SCENE_TX(s, courtesy_answer(&s->h, "c1", "born", "2026", "no"));
	scene_pass(s);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox WHERE touchpoint='thanks'"), 1);
}

/* A date that comes again by a rule is looked ahead to like any other. */
static void test_a_repeated_date_goes_first(void **state)
{
	struct scene *s = *state;
	scene_template(s, "half",
	        "Subject: Half a year\nStatus: live\nTo: all\nWhen: since\n"
	        "Repeat: FREQ=MONTHLY;INTERVAL=6\n" SCENE_BODY);
	scene_anchor(s, "c1", "since", "2025-04-20");
	scene_pass(s);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox"), 0);
	scene_text(
	        s, "SELECT reason || ': ' || detail FROM decision", "priority: half on 2026-10-20");
	scene_anchor(s, "c1", "since", "2025-04-27"); /* 21 days: both */
	scene_pass(s);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox"), 1);
}

/* What gives way is put off while it is good for, and else merged into the one that went. */
static void test_put_off_or_merged(void **state)
{
	struct scene *s = *state;
	scene_template(s, "patient",
	        "Subject: x\nStatus: live\nTo: all\nWhen: FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=6\n"
	        "Valid: P40D\n" SCENE_BODY);
	scene_anchor(s, "c1", "birthday", "1970-10-12");
	scene_sql(s, "UPDATE customer SET birthday_ok=1");
	int64_t end = scene_at("2026-11-14T06:00");
	const struct outbox_verdict sent = {.event = OUTBOX_ACCEPTED, .code = 250};
	for (; s->h.now < end; s->h.now += 3600) {
		AUTO(outbox_item_done) struct outbox_item item = {0};
		AUTO(courtesy_round_done) struct courtesy_round round = {.h = &s->h};
		scene_pass(s);
		if (scene_claim(s->h.db, s->h.now, courtesy_veto, &round, &item) == 0)
			assert_int_equal(scene_settle(s->h.db, item.id, &sent, s->h.now), 0);
	}
	scene_text(s,
	        "SELECT group_concat(touchpoint || ' ' || date(claimed_at, 'unixepoch'), '; ') FROM"
	        " (SELECT * FROM outbox WHERE customer='c1' ORDER BY claimed_at)",
	        "born 2026-10-12; patient 2026-11-02");
	scene_text(s, "SELECT reason FROM decision WHERE touchpoint='thanks'", "priority");
}

/* Whoever greets goes before whoever sells; each kind of letter has its place. */
static void test_the_ladder(void **state)
{
	static const char *const letters[] = {
	        "When: FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=2\nClass: service\n",
	        "When: first_purchase\nAfter: P2D\n", "When: birthday\nRepeat: yearly\n",
	        "When: first_purchase\nRepeat: yearly\n", "When: New Year\nCountry: US\n",
	        "When: New Year\nGroup: turn\n",
	        "When: FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=2\nApproval: ask\n",
	        "When: a day of their own\n", "When: first_purchase\nAfter: P30D\n",
	        "When: FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=2\n",
	        "When: FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=2\nClass: marketing\n"};
	struct scene *s = *state;
	int last = 0;
	for (size_t i = 0; i < COUNT(letters); i++) {
		AUTO(xfree)
		char *bytes =
		        xasprintf("Subject: x\nStatus: live\nTo: all\n%s" SCENE_BODY, letters[i]);
		AUTO(template_free) struct template *t = NULL;
		scene_template(s, "rung", bytes);
		assert_int_equal(folder_load(s->h.db, "rung", &t), 0);
		if (rival_rank(t) <= last)
			fail_msg("\"%s\" has rank %d after %d", letters[i], rival_rank(t), last);
		last = rival_rank(t);
	}
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        T(test_an_hour_or_three_days_are_nothing),
	        T(test_twenty_days),
	        T(test_never_two_at_once),
	        T(test_a_year_ahead),
	        T(test_a_person_says_go),
	        T(test_a_leap_and_back),
	        T(test_a_year_back),
	        T(test_its_own_day_until_the_quiet_hours),
	        T(test_the_last_morning_is_the_last),
	        T(test_a_public_holiday),
	        T(test_the_birthday_goes_first),
	        T(test_a_no_clears_the_way),
	        T(test_a_repeated_date_goes_first),
	        T(test_put_off_or_merged),
	        T(test_the_ladder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
