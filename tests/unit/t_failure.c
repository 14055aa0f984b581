/* failure: when an address is as good as gone, and what makes it whole again. */
#include "scene.h"

#include "conversation.h"
#include "failure.h"

static const int64_t NOON = 1790000000, DAY = 86400;

/* One more letter went out at `at` and met this an hour later. */
static int met(struct scene *s, const char *touchpoint, enum classify_permanence p, int64_t at)
{
	static int count;
	AUTO(xfree) char *occurrence = xasprintf("%d", count++);
	struct scene_letter l = {.customer = "c1",
	        .recipient = "cara@flowers.example",
	        .touchpoint = touchpoint,
	        .occurrence = occurrence};
	int64_t id = scene_sent(s->h.db, l, at);
	scene_sql(s, "UPDATE outbox SET state='FAILED' WHERE id=%lld", (long long)id);
	const struct failure f = {.letter = id,
	        .customer = "c1",
	        .address = "cara@flowers.example",
	        .permanence = p,
	        .reason = "the server's words"};
	assert_int_equal(db_begin(s->h.db), 0);
	int r = failure_take(s->h.db, &s->key, &f, at + 3600);
	assert_int_equal(db_commit(s->h.db), 0);
	return r;
}

static int soft(struct scene *s, const char *touchpoint, int64_t at)
{
	return met(s, touchpoint, CLASSIFY_TRANSIENT, at);
}

static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, "2026-09-21T14:13:20");
	scene_customer(&s, "c1", "cara@flowers.example", "Cara");
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

static void expect_stopped(struct scene *s, const char *reason)
{
	AUTO(xfree) char *is = conversation_suppressed(s->h.db, &s->key, "cara@flowers.example");
	assert_string_equal(is ? is : "no", reason);
}

static void test_gone(void **state)
{
	struct scene *s = *state;
	struct scene_letter next = {
	        .customer = "c1", .recipient = "cara@flowers.example", .touchpoint = "next"};
	scene_put(s->h.db, next, NOON + 50 * DAY);
	assert_int_equal(met(s, "a", CLASSIFY_DEAD, NOON), FAILURE_DEAD);
	expect_stopped(s, "dead");
	scene_text(s, "SELECT state FROM outbox WHERE touchpoint='next'", "WITHDRAWN");
}

static void test_our_own_fault(void **state)
{
	struct scene *s = *state;
	static const char *const kinds[] = {"a", "b", "c", "d", "e"};
	for (size_t i = 0; i < COUNT(kinds); i++)
		assert_int_equal(
		        met(s, kinds[i], CLASSIFY_REFUSED, NOON + (int64_t)i * DAY), FAILURE_NOTED);
	expect_stopped(s, "no");
}

static void test_three_in_a_row(void **state)
{
	struct scene *s = *state;
	assert_int_equal(soft(s, "a", NOON), FAILURE_NOTED);
	assert_int_equal(
	        soft(s, "a", NOON + 10 * DAY), FAILURE_NOTED); /* of one kind: counts once */
	assert_int_equal(soft(s, "b", NOON + 20 * DAY), FAILURE_NOTED);
	expect_stopped(s, "no");
	assert_int_equal(soft(s, "c", NOON + 119 * DAY), FAILURE_WORN);
	expect_stopped(s, "dead");
}

static void test_too_long_ago(void **state)
{
	struct scene *s = *state;
	assert_int_equal(soft(s, "a", NOON), FAILURE_NOTED);
	assert_int_equal(soft(s, "b", NOON + 60 * DAY), FAILURE_NOTED);
	assert_int_equal(soft(s, "c", NOON + 121 * DAY), FAILURE_NOTED);
	assert_int_equal(soft(s, "d", NOON + 130 * DAY), FAILURE_WORN);
}

static void test_a_letter_that_arrived(void **state)
{
	struct scene *s = *state;
	soft(s, "a", NOON);
	soft(s, "b", NOON + 10 * DAY);
	struct scene_letter good = {
	        .customer = "c1", .recipient = "cara@flowers.example", .touchpoint = "good"};
	scene_sent(s->h.db, good, NOON + 20 * DAY);
	assert_int_equal(soft(s, "c", NOON + 30 * DAY), FAILURE_NOTED);
	expect_stopped(s, "no");
}

static void test_a_reply(void **state)
{
	struct scene *s = *state;
	soft(s, "a", NOON);
	soft(s, "b", NOON + 10 * DAY);
	scene_sql(s,
	        "INSERT INTO inbox (mailbox, uidvalidity, uid, class, customer, arrived_at,"
	        " read_at) VALUES ('INBOX', 1, 1, 'reply', 'c1', %lld, 1)",
	        (long long)(NOON + 15 * DAY));
	assert_int_equal(soft(s, "c", NOON + 30 * DAY), FAILURE_NOTED);
	expect_stopped(s, "no");
}

/* The same words in a dialogue and in a report end in the same state. */
static void test_answers(void **state)
{
	(void)state;
	static const struct {
		const char *step;
		int code;
		const char *enhanced, *text;
		enum classify_permanence means;
	} cases[] = {
	        {"rcpt", 550, "5.1.1", "user unknown", CLASSIFY_DEAD},
	        {"rcpt", 550, "", "No such user here", CLASSIFY_DEAD},
	        {"rcpt", 550, "5.7.1", "blocked by policy", CLASSIFY_REFUSED},
	        {"rcpt", 552, "5.2.2", "mailbox full", CLASSIFY_TRANSIENT},
	        {"mail", 550, "", "No such user here", CLASSIFY_REFUSED},
	        {"dot", 550, "", "No such user here", CLASSIFY_REFUSED},
	        {"dot", 550, "5.1.1", "user unknown", CLASSIFY_DEAD},
	        {"dot", 554, "5.7.1", "this looks like spam", CLASSIFY_REFUSED},
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		if (failure_of_answer(cases[i].step, cases[i].code, cases[i].enhanced,
		            cases[i].text) != cases[i].means)
			fail_msg("%s %d %s", cases[i].step, cases[i].code, cases[i].text);
}

int main(void)
{
#define IN_SCENE(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)
	const struct CMUnitTest tests[] = {
	        IN_SCENE(test_gone),
	        IN_SCENE(test_our_own_fault),
	        IN_SCENE(test_three_in_a_row),
	        IN_SCENE(test_too_long_ago),
	        IN_SCENE(test_a_letter_that_arrived),
	        IN_SCENE(test_a_reply),
	        cmocka_unit_test(test_answers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
