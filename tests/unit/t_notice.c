#include "scene.h"

#include "conversation.h"
#include "notice.h"

/* ---- working time ---- */

static void expect_working(const char *zone, const char *from, const char *to, int64_t seconds)
{
	int64_t found = notice_working_s(zone, scene_at(from), scene_at(to));
	if (found != seconds)
		fail_msg("%s to %s in %s: %lld s, not %lld", from, to, zone, (long long)found,
		        (long long)seconds);
}

static void test_working_time(void **state)
{
	(void)state;
	enum { H = 3600 };
	/* Berlin is two hours ahead of UTC in summer, one in winter */
	expect_working("Europe/Berlin", "2026-10-05T07:00", "2026-10-05T15:00", 8 * H); /* Monday */
	expect_working("Europe/Berlin", "2026-10-05T00:00", "2026-10-06T00:00", 8 * H);
	expect_working("Europe/Berlin", "2026-10-05T07:30", "2026-10-05T07:30:01", 1);
	expect_working("Europe/Berlin", "2026-10-05T15:00", "2026-10-06T07:00", 0); /* the night */
	expect_working("Europe/Berlin", "2026-10-02T14:00", "2026-10-05T08:00", 2 * H);
	expect_working("Europe/Berlin", "2026-10-03T00:00", "2026-10-04T21:00", 0); /* weekend */
	expect_working("Europe/Berlin", "2026-10-05T08:00", "2026-10-05T07:00", 0); /* backwards */
	/* the clocks change on the weekend: working hours stay 9 to 17 on the wall */
	expect_working("Europe/Berlin", "2026-10-23T14:00", "2026-10-26T09:00", 2 * H);
	expect_working("Europe/Berlin", "2027-03-26T15:00", "2027-03-29T08:00", 2 * H);
	expect_working("Europe/Berlin", "2026-10-01T00:00", "2026-11-01T00:00", 22 * 8 * H);
	/* the same moments elsewhere */
	expect_working("America/New_York", "2026-10-05T07:00", "2026-10-05T15:00", 2 * H);
	expect_working("Asia/Kolkata", "2026-10-05T03:30", "2026-10-05T11:30", 8 * H);
	expect_working("No/Where", "2026-10-05T09:00", "2026-10-05T17:00", 8 * H); /* UTC */
}

static void test_spans_in_words(void **state)
{
	(void)state;
	static const struct {
		int64_t s;
		const char *words;
	} spans[] = {{0, "just now"}, {59, "just now"}, {60, "1 minute"}, {3599, "59 minutes"},
	        {3600, "1 working hour"}, {7 * 3600 + 3599, "7 working hours"},
	        {8 * 3600, "1 working day"}, {24 * 3600 - 1, "2 working days"}};
	for (size_t i = 0; i < COUNT(spans); i++) {
		AUTO(xfree) char *words = notice_span_words("en", spans[i].s);
		assert_string_equal(words, spans[i].words);
	}
}

/* ---- nudges ---- */

static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, "2026-10-05T08:00"); /* Monday, 10:00 in Berlin, 04:00 in New York */
	scene_customer(&s, "c1", "cara@flowers.example", "Cara");
	scene_customer(&s, "c2", "dirk@example.net", "Dirk");
	scene_sql(&s, "UPDATE customer SET company='Flowers Ltd.' WHERE key='c1'");
	scene_sql(&s, "UPDATE customer SET manager='nobody-we-know' WHERE key='c2'");
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

static void wrote(struct scene *s, const char *customer, const char *when)
{
	scene_sql(s,
	        "INSERT INTO inbox (mailbox, uidvalidity, uid, class, customer, from_address, "
	        "subject,"
	        " excerpt, arrived_at, read_at) VALUES ('INBOX', 1, random(), 'reply', '%s',"
	        " '%s@private.example', 'The blue one', 'Could you bring the blue one?' || "
	        "char(10) ||"
	        " '%s', %lld, 0)",
	        customer, customer, "Bye", (long long)scene_at(when));
	int64_t id = db_int(s->h.db, 0, "SELECT max(id) FROM inbox");
	assert_int_equal(db_begin(s->h.db), 0);
	conversation_happen(s->h.db, customer, CONVERSATION_WROTE, id, scene_at(when), "");
	assert_int_equal(db_commit(s->h.db), 0);
}

static int due_at(struct scene *s, const char *when)
{
	s->h.now = scene_at(when);
	int n = notice_put_due(&s->h);
	assert_true(n >= 0);
	return n;
}

#define NUDGES                                                                                     \
	"SELECT coalesce(group_concat(w, '; '), '') FROM (SELECT recipient || ' ' || occurrence"   \
	" AS w FROM outbox WHERE kind='nudge' ORDER BY id)"

static void test_the_manager_then_the_owner(void **state)
{
	struct scene *s = *state;
	assert_int_equal(notice_next_at(&s->h), INT64_MAX);
	wrote(s, "c1", "2026-10-05T08:00");
	/* ben works from 13:00 to 21:00 UTC */
	assert_int_equal(notice_next_at(&s->h), scene_at("2026-10-05T17:00"));
	assert_int_equal(due_at(s, "2026-10-05T16:59:59"), 0);
	assert_int_equal(due_at(s, "2026-10-05T17:00"), 1);
	assert_int_equal(due_at(s, "2026-10-05T17:00"), 0);
	scene_text(s, NUDGES, "ben@harbourpine.example 1-1");
	assert_int_equal(notice_next_at(&s->h), scene_at("2026-10-05T21:00"));
	assert_int_equal(due_at(s, "2026-10-05T21:00"), 1);
	scene_text(s, NUDGES,
	        "ben@harbourpine.example 1-1; ben@harbourpine.example 1-2; "
	        "anna@harbourpine.example 1-2");
	scene_sql(s, "UPDATE outbox SET state='SENT'");
	assert_int_equal(due_at(s, "2026-10-30T12:00"), 0); /* the digest tells from here on */
	assert_int_equal(notice_next_at(&s->h), INT64_MAX);
}

static void test_what_a_nudge_says(void **state)
{
	struct scene *s = *state;
	wrote(s, "c1", "2026-10-05T08:00");
	due_at(s, "2026-10-05T17:00");
	AUTO(xfree) char *text = db_text(s->h.db, "SELECT excerpt FROM outbox");
	scene_text(
	        s, "SELECT subject FROM outbox", "Cara is waiting for an answer (4 working hours)");
	static const char *const words[] = {"Cara (Flowers Ltd.) wrote to us", "The blue one",
	        "    Could you bring the blue one?\n    Bye\n", "c1@private.example",
	        "followup answered c1"};
	for (size_t i = 0; i < COUNT(words); i++)
		if (!strstr(text, words[i]))
			fail_msg("no \"%s\" in\n%s", words[i], text);
	assert_null(strstr(text, "looks after this customer"));
	due_at(s, "2026-10-05T21:00");
	AUTO(xfree)
	char *owner = db_text(s->h.db, "SELECT excerpt FROM outbox WHERE manager='anna'");
	assert_non_null(strstr(owner, "Ben Ode looks after this customer and was told before."));
}

static void test_an_answer_in_between(void **state)
{
	struct scene *s = *state;
	wrote(s, "c1", "2026-10-05T08:00");
	due_at(s, "2026-10-05T17:00");
	assert_int_equal(
	        SCENE_TX(s, conversation_answered(s->h.db, "c1", "telephone", s->h.now + 60)), 0);
	assert_int_equal(due_at(s, "2026-10-06T20:00"), 0);
	/* the next question is a new one, with nudges of its own */
	wrote(s, "c1", "2026-10-07T13:00");
	assert_int_equal(due_at(s, "2026-10-07T17:00"), 1);
	scene_text(s, NUDGES, "ben@harbourpine.example 1-1; ben@harbourpine.example 2-1");
}

static void test_nobody_looks_after_them(void **state)
{
	struct scene *s = *state;
	wrote(s, "c2", "2026-10-05T08:00"); /* anna, the owner, in Berlin */
	assert_int_equal(notice_next_at(&s->h), scene_at("2026-10-05T12:00"));
	assert_int_equal(due_at(s, "2026-10-05T12:00"), 1);
	scene_text(s, NUDGES, "anna@harbourpine.example 1-1");
	due_at(s, "2026-10-06T12:00");
	scene_text(s, NUDGES, "anna@harbourpine.example 1-1; anna@harbourpine.example 1-2");
}

static void test_on_friday_evening(void **state)
{
	struct scene *s = *state;
	wrote(s, "c2", "2026-10-23T15:30"); /* 17:30 in Berlin; the clocks change on Sunday */
	assert_int_equal(notice_next_at(&s->h), scene_at("2026-10-26T12:00"));
	assert_int_equal(due_at(s, "2026-10-26T11:59"), 0);
	assert_int_equal(due_at(s, "2026-10-26T12:00"), 1);
}

/* The daemon was down for a week: one nudge each, not two at once. */
static void test_late(void **state)
{
	struct scene *s = *state;
	wrote(s, "c1", "2026-10-05T08:00");
	wrote(s, "c2", "2026-10-05T08:00");
	assert_int_equal(due_at(s, "2026-10-14T16:00"), 2);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox WHERE kind='nudge'"), 2);
}

static void set_state(struct scene *s, const char *state)
{
	scene_sql(s, "UPDATE outbox SET state='%s' WHERE id=(SELECT max(id) FROM outbox)", state);
}

/* The mail server was away: what no longer tells the truth does not leave, and what expired is
 * written anew until somebody has been told. */
static void test_a_mail_server_that_is_away(void **state)
{
	struct scene *s = *state;
	wrote(s, "c1", "2026-10-05T08:00");
	assert_int_equal(due_at(s, "2026-10-05T17:00"), 1);
	assert_int_equal(notice_next_at(&s->h), scene_at("2026-10-05T21:00"));
	assert_int_equal(due_at(s, "2026-10-05T21:00"), 1); /* the second is due all the same */
	assert_int_equal(notice_next_at(&s->h), scene_at("2026-10-06T21:00:01"));
	assert_int_equal(due_at(s, "2026-10-06T21:00"), 0);
	assert_int_equal(due_at(s, "2026-10-06T21:00:01"), 1);
	assert_int_equal(due_at(s, "2026-10-07T21:00:01"), 0);
	set_state(s, "WITHDRAWN"); /* the sender saw that it had expired */
	assert_int_equal(due_at(s, "2026-10-07T21:00:02"), 1);
	scene_text(s,
	        "SELECT count(*) || ' ' || count(DISTINCT occurrence) FROM outbox WHERE "
	        "kind='nudge'",
	        "7 4");
	scene_text(s, "SELECT nudged FROM conversation", "2");
	/* only the last ones would go */
	scene_text(s,
	        "SELECT count(*) FROM outbox WHERE kind='nudge' AND valid_until_at>=1791493202",
	        "2");
	scene_sql(s, "UPDATE outbox SET state='SENT' WHERE id=(SELECT nudge FROM conversation)");
	assert_int_equal(notice_next_at(&s->h), INT64_MAX);
	assert_int_equal(due_at(s, "2026-10-30T12:00"), 0);
}

static char *veto(struct scene *s, const char *occurrence)
{
	struct courtesy_round round = {.h = &s->h};
	struct outbox_item item = {.kind = (char *)"nudge", .occurrence = (char *)occurrence};
	return courtesy_veto(s->h.db, &item, s->h.now, &round);
}

static void test_a_nudge_that_is_no_longer_true(void **state)
{
	struct scene *s = *state;
	wrote(s, "c1", "2026-10-05T08:00");
	due_at(s, "2026-10-05T17:00");
	assert_null(veto(s, "1-1"));
	due_at(s, "2026-10-05T21:00");
	AUTO(xfree) char *older = veto(s, "1-1");
	assert_non_null(strstr(older, "a later nudge says so"));
	assert_null(veto(s, "1-2"));
	assert_null(veto(s, "1-2.1791493202"));
	assert_int_equal(
	        SCENE_TX(s, conversation_answered(s->h.db, "c1", "telephone", s->h.now + 60)), 0);
	AUTO(xfree) char *answered = veto(s, "1-2");
	assert_non_null(strstr(answered, "no longer waits"));
}

static void test_listed_ones_are_left_alone(void **state)
{
	struct scene *s = *state;
	wrote(s, "c1", "2026-10-05T08:00");
	scene_sql(s, "UPDATE conversation SET state='LISTED'");
	assert_int_equal(due_at(s, "2026-10-14T16:00"), 0);
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_working_time),
	        cmocka_unit_test(test_spans_in_words),
	        T(test_the_manager_then_the_owner),
	        T(test_what_a_nudge_says),
	        T(test_an_answer_in_between),
	        T(test_nobody_looks_after_them),
	        T(test_on_friday_evening),
	        T(test_late),
	        T(test_a_mail_server_that_is_away),
	        T(test_a_nudge_that_is_no_longer_true),
	        T(test_listed_ones_are_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
