/* pace and brake: how fast letters may leave, and when none may until a person has looked. */
#include "scene.h"

#include <stdio.h>

#include "brake.h"
#include "pace.h"

static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, "2026-10-05T09:00");
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

/* So many letters to this domain: due now, or sent at a moment. */
static void letters(struct scene *s, int n, const char *domain, int64_t sent_at)
{
	static int serial;
	assert_int_equal(db_begin(s->h.db), 0);
	for (int i = 0; i < n; i++) {
		char name[80];
		snprintf(name, sizeof(name), "p%d@%s", ++serial, domain);
		assert_true(
		        db_run(s->h.db,
		                "INSERT INTO outbox (kind, customer, touchpoint, occurrence, "
		                "state, recipient, subject, day, token, message_id, "
		                "not_before_at, valid_until_at, next_try_at, created_at, "
		                "claimed_at) VALUES ('letter', :who, 'x', 'once', :state, :who, "
		                "'s', 0, :who, :who, :due, :until, :due, 0, nullif(:sent, 0))",
		                DB_TEXT(":who", name),
		                DB_TEXT(":state", sent_at ? "SENT" : "QUEUED"),
		                DB_INT(":due", s->h.now - 60),
		                DB_INT(":until", s->h.now + 86400 * 4),
		                DB_INT(":sent", sent_at)) >= 0);
	}
	assert_int_equal(db_commit(s->h.db), 0);
}

static int64_t due(struct scene *s)
{
	return db_int(s->h.db, -1,
	        "SELECT count(*) FROM outbox WHERE state='QUEUED' AND next_try_at<=:now",
	        DB_INT(":now", s->h.now));
}

static void test_windows(void **state)
{
	struct scene *s = *state;
	int64_t at = 0, now = s->h.now;
	assert_int_equal(pace_room(&s->h, 100, &at), 100);
	letters(s, 3, "a.example", now - 30);
	letters(s, 4, "a.example", now - 1000);
	letters(s, 5, "a.example", now - 50000);
	s->conf.smtp.per_minute = 10;
	assert_int_equal(pace_room(&s->h, 100, &at), 7);
	assert_int_equal(pace_room(&s->h, 5, &at), 5);
	s->conf.smtp.per_hour = 9;
	assert_int_equal(pace_room(&s->h, 100, &at), 2);
	s->conf.smtp.per_day = 13;
	assert_int_equal(pace_room(&s->h, 100, &at), 1);
	assert_int_equal(at, 0);
	/* the latest of those that are full says when */
	s->conf.smtp.per_minute = 3;
	assert_int_equal(pace_room(&s->h, 100, &at), 0);
	assert_int_equal(at, now + 30);
	s->conf.smtp.per_day = 12;
	assert_int_equal(pace_room(&s->h, 100, &at), 0);
	assert_int_equal(at, now + 86400 - 50000);
}

static void test_one_domain(void **state)
{
	struct scene *s = *state;
	int64_t now = s->h.now;
	letters(s, 2, "big.example", now - 600);
	letters(s, 30, "BIG.example", 0);
	letters(s, 9, "small.example", 0);
	assert_int_equal(pace_spread(&s->h), 0); /* no limit */
	assert_int_equal(due(s), 39);
	s->conf.smtp.per_domain = 10;
	assert_int_equal(pace_spread(&s->h), 0);
	assert_int_equal(due(s), 8 + 9);
	/* the others come hour by hour, not all at once, and the same way each time */
	assert_int_equal(scene_int(s, "SELECT count(DISTINCT next_try_at) FROM outbox"
	                              " WHERE state='QUEUED'"),
	        1 + 22);
	s->h.now = now + 3600;
	assert_true(due(s) >= 17 + 8 && due(s) <= 17 + 11);
	s->h.now = now + 3 * 3600;
	assert_int_equal(due(s), 39);
}

static bool is_on(struct scene *s)
{
	return scene_int(s, "SELECT count(*) FROM meta WHERE key='brake_since_at' AND value<>'0'");
}

static int64_t left(struct scene *s)
{
	int64_t n = -1;
	bool was_on = is_on(s);
	int r = brake_look(&s->h, &n);
	assert_int_equal(r, is_on(s) && !was_on ? BRAKE_SHUT : 0);
	return n;
}

static int64_t told(struct scene *s)
{
	return scene_int(s, "SELECT count(*) FROM outbox WHERE kind='notice'");
}

static void test_three_times_the_plan(void **state)
{
	struct scene *s = *state;
	assert_true(left(s) > 1000000); /* the planner has not planned today */
	letters(s, 60, "a.example", 0);
	assert_int_equal(brake_plan(&s->h), 0);
	assert_int_equal(left(s), 180);
	letters(s, 170, "a.example", s->h.now - 60);
	assert_int_equal(brake_plan(&s->h), 0); /* only the first pass of a day is the plan */
	assert_int_equal(left(s), 10);
	letters(s, 10, "a.example", s->h.now - 50);
	assert_int_equal(left(s), 0);
	assert_int_equal(due(s), 0);
	assert_int_equal(
	        scene_int(s, "SELECT problem LIKE '180 letters%60 were planned%followup approve "
	                     "sending%' FROM health WHERE what='brake'"),
	        1);
	assert_int_equal(brake_plan(&s->h), BRAKE_TOLD);
	assert_int_equal(brake_plan(&s->h), 0);
	assert_int_equal(told(s), 1); /* the mail to the owner is no letter: it goes */
	assert_int_equal(due(s), 1);
	/* not by itself, not even tomorrow */
	s->h.now += 2 * 86400;
	assert_int_equal(left(s), 0);
	assert_int_equal(due(s), 1);
	assert_int_equal(brake_release(&s->h), 0);
	assert_int_equal(due(s), 61);
	assert_int_equal(left(s), 180);
	assert_int_equal(brake_release(&s->h), BRAKE_NOT_ON);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM health WHERE problem IS NOT NULL"), 0);
}

static void test_a_small_day(void **state)
{
	struct scene *s = *state;
	assert_int_equal(brake_plan(&s->h), 0);
	letters(s, 149, "a.example", s->h.now - 60);
	assert_int_equal(left(s), 1);
	letters(s, 1, "a.example", s->h.now - 60);
	assert_int_equal(left(s), 0); /* nothing waits, so nobody is bothered */
	assert_int_equal(scene_int(s, "SELECT count(*) FROM health"), 0);
	letters(s, 300, "a.example", 0);
	assert_int_equal(db_begin(s->h.db), 0);
	assert_int_equal(brake_plan_anew(&s->h), 0); /* a person said go to more */
	assert_int_equal(db_commit(s->h.db), 0);
	assert_int_equal(brake_plan(&s->h), 0);
	assert_int_equal(left(s), 3 * 450 - 150);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(test_windows, open_scene, close_scene),
	        cmocka_unit_test_setup_teardown(test_one_domain, open_scene, close_scene),
	        cmocka_unit_test_setup_teardown(test_three_times_the_plan, open_scene, close_scene),
	        cmocka_unit_test_setup_teardown(test_a_small_day, open_scene, close_scene),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
