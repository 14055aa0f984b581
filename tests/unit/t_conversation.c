#include "scene.h"

#include <errno.h>

#include "conversation.h"

static const int64_t NOON = 1790000000;

static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, "2026-09-21T14:13:20");
	scene_customer(&s, "c1", "cara@example.net", "Cara");
	scene_sql(&s,
	        "INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, arrived_at, read_at)"
	        " VALUES (1, 'INBOX', 1, 1, 'reply', 0, 0), (2, 'INBOX', 1, 2, 'reply', 0, 0)");
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

/* ---- the table ---- */

static void test_every_cell(void **state)
{
	(void)state;
	enum {
		NO = -1,
		W = CONVERSATION_WAITING,
		L = CONVERSATION_LISTED,
		A = CONVERSATION_ANSWERED,
		C = CONVERSATION_CLOSED
	};
	static const int expected[CONVERSATION_STATES][CONVERSATION_EVENTS] = {
	        /* WROTE, THANKED, ANSWER, CLOSE */
	        [CONVERSATION_NONE] = {W, L, NO, NO},
	        [CONVERSATION_WAITING] = {W, W, A, C},
	        [CONVERSATION_LISTED] = {W, L, A, C},
	        [CONVERSATION_ANSWERED] = {NO, NO, NO, NO},
	        [CONVERSATION_CLOSED] = {NO, NO, NO, NO},
	};
	for (int s = 0; s < CONVERSATION_STATES; s++)
		for (int e = 0; e < CONVERSATION_EVENTS; e++)
			assert_int_equal(conversation_next((enum conversation_state)s,
			                         (enum conversation_event)e),
			        expected[s][e]);
}

static void test_same_words_in_the_schema(void **state)
{
	struct scene *s = *state;
	AUTO(xfree)
	char *sql = db_text(s->h.db, "SELECT sql FROM sqlite_schema WHERE name='conversation'");
	const char *list = strstr(sql, "state IN (");
	assert_non_null(list);
	const char *end = strchr(list, ')');
	int quotes = 0;
	for (const char *p = list; p < end; p++)
		quotes += *p == '\'';
	assert_int_equal(quotes, 2 * (CONVERSATION_STATES - 1)); /* all but NONE */
	for (int i = CONVERSATION_NONE + 1; i < CONVERSATION_STATES; i++) {
		AUTO(xfree)
		char *word = xasprintf("'%s'", conversation_state_name((enum conversation_state)i));
		const char *found = strstr(list, word);
		assert_true(found && found < end);
	}
}

static int happen(struct scene *s, enum conversation_event e, int64_t at)
{
	assert_int_equal(db_begin(s->h.db), 0);
	int r = conversation_happen(s->h.db, "c1", e, 1 + (e == CONVERSATION_WROTE), at, "sent");
	assert_int_equal(db_commit(s->h.db), 0);
	return r;
}

/* Every event on a real row in every state. */
static void test_rows_move_only_along_arrows(void **state)
{
	struct scene *s = *state;
	for (int from = 0; from < CONVERSATION_STATES; from++)
		for (int e = 0; e < CONVERSATION_EVENTS; e++) {
			scene_sql(s, "DELETE FROM conversation");
			if (from != CONVERSATION_NONE)
				scene_sql(s,
				        "INSERT INTO conversation (customer, state, opened_by, "
				        "opened_at, last_at) VALUES ('c1', '%s', 1, 5, 5)",
				        conversation_state_name((enum conversation_state)from));
			bool open = from == CONVERSATION_WAITING || from == CONVERSATION_LISTED;
			/* behind an ended one begins a new one */
			int to = conversation_next(
			        open ? (enum conversation_state)from : CONVERSATION_NONE,
			        (enum conversation_event)e);
			assert_int_equal(happen(s, (enum conversation_event)e, NOON), to >= 0);
			assert_int_equal(scene_int(s, "SELECT count(*) FROM conversation"),
			        (from != CONVERSATION_NONE) + (!open && to >= 0));
			AUTO(xfree)
			char *now = db_text(
			        s->h.db, "SELECT state FROM conversation ORDER BY id DESC LIMIT 1");
			const char *expected = conversation_state_name(
			        (enum conversation_state)(to < 0 ? from : to));
			assert_true(str_same(
			        now, from == CONVERSATION_NONE && to < 0 ? NULL : expected));
		}
}

static void test_the_clock_of_a_conversation(void **state)
{
	struct scene *s = *state;
	assert_int_equal(happen(s, CONVERSATION_THANKED, NOON), 1);
	assert_int_equal(conversation_waiting_since(s->h.db, "c1"), 0); /* listed, not waiting */
	assert_int_equal(happen(s, CONVERSATION_WROTE, NOON + 50), 1);
	/* the question starts the clock, and it is the question that is shown */
	assert_int_equal(conversation_waiting_since(s->h.db, "c1"), NOON + 50);
	assert_int_equal(scene_int(s, "SELECT opened_by FROM conversation"), 2);
	happen(s, CONVERSATION_WROTE, NOON + 90); /* the first unanswered one counts */
	assert_int_equal(conversation_waiting_since(s->h.db, "c1"), NOON + 50);
	happen(s, CONVERSATION_WROTE, NOON + 20); /* read later, but written earlier */
	assert_int_equal(conversation_waiting_since(s->h.db, "c1"), NOON + 20);
	assert_int_equal(scene_int(s, "SELECT last_at FROM conversation"), NOON + 90);
	assert_int_equal(happen(s, CONVERSATION_ANSWER, NOON + 100), 1);
	assert_int_equal(conversation_waiting_since(s->h.db, "c1"), 0);
	assert_int_equal(scene_int(s, "SELECT answered_at FROM conversation"), NOON + 100);
	scene_text(s, "SELECT answered_how || manager FROM conversation", "sentben");
	assert_int_equal(happen(s, CONVERSATION_ANSWER, NOON + 101), 0);
}

/* ---- suppression ---- */

static void suppress(struct scene *s, const char *address, const char *reason)
{
	assert_int_equal(SCENE_TX(s, conversation_suppress(s->h.db, &s->key, address, "c1", reason,
	                                     "detail", NOON)),
	        0);
}

static void expect_suppressed(struct scene *s, const char *address, const char *reason)
{
	AUTO(xfree) char *found = conversation_suppressed(s->h.db, &s->key, address);
	assert_true(str_same(found, reason));
}

static void test_suppression(void **state)
{
	struct scene *s = *state;
	struct scene_letter l = {.customer = "c1", .recipient = "cara@example.net"};
	scene_put(s->h.db, l, NOON);
	expect_suppressed(s, "cara@example.net", NULL);
	suppress(s, "cara@example.net", "dead");
	expect_suppressed(s, "CARA@Example.net", "dead");
	expect_suppressed(s, "cara@example.com", NULL);
	scene_text(s, "SELECT state FROM outbox", "WITHDRAWN");
	AUTO(xfree) char *stopped = conversation_stopped(s->h.db, "c1");
	assert_null(stopped);                      /* a dead mailbox is no wish */
	suppress(s, "cara@example.net", "optout"); /* outranks a dead mailbox */
	expect_suppressed(s, "cara@example.net", "optout");
	suppress(s, "cara@example.net", "dead");
	expect_suppressed(s, "cara@example.net", "optout");
	suppress(s, "cara@example.net", "complaint");
	suppress(s, "cara@example.net", "optout");
	expect_suppressed(s, "cara@example.net", "complaint");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM suppression"), 1);
	AUTO(xfree) char *now = conversation_stopped(s->h.db, "c1");
	assert_string_equal(now, "complaint");
	/* what stays after `forget`: no address, and still no letter */
	scene_sql(s, "UPDATE suppression SET address=NULL, customer=NULL");
	expect_suppressed(s, "cara@example.net", "complaint");
}

/* ---- pauses, contacts, answers ---- */

static void test_pause(void **state)
{
	struct scene *s = *state;
	struct scene_letter l = {.customer = "c1", .recipient = "cara@example.net"};
	scene_put(s->h.db, l, NOON);
	assert_int_equal(scene_paused_until(s->h.db, "c1", NOON), 0);
	assert_int_equal(SCENE_TX(s, scene_pause(s->h.db, "c1", NOON + 500, "ill", NOON)), 0);
	assert_int_equal(scene_paused_until(s->h.db, "c1", NOON + 499), NOON + 500);
	assert_int_equal(scene_paused_until(s->h.db, "c1", NOON + 500), 0);
	scene_text(s, "SELECT state FROM outbox", "WITHDRAWN");
	SCENE_TX(
	        s, scene_pause(s->h.db, "c1", NOON + 100, "short", NOON)); /* the longer one wins */
	scene_text(s, "SELECT (until_at - 1790000000) || reason FROM pause", "500ill");
	SCENE_TX(s, scene_pause(s->h.db, "c1", NOON + 900, "long", NOON));
	scene_text(s, "SELECT (until_at - 1790000000) || reason FROM pause", "900long");
	assert_int_equal(SCENE_TX(s, conversation_resume(s->h.db, "c1")), 0);
	assert_int_equal(scene_paused_until(s->h.db, "c1", NOON), 0);
	assert_int_equal(SCENE_TX(s, conversation_resume(s->h.db, "c1")), 0);
}

static void test_contact_and_answer(void **state)
{
	struct scene *s = *state;
	assert_int_equal(
	        SCENE_TX(s, conversation_answered(s->h.db, "c1", "telephone", NOON)), -ENOENT);
	assert_false(db_in_transaction(s->h.db));
	assert_int_equal(conversation_last_human(s->h.db, "c1"), 0);
	happen(s, CONVERSATION_WROTE, NOON);
	assert_int_equal(
	        SCENE_TX(s, conversation_answered(s->h.db, "c1", "telephone", NOON + 9)), 0);
	scene_text(s, "SELECT state || answered_how FROM conversation", "ANSWEREDtelephone");
	happen(s, CONVERSATION_WROTE, NOON + 10);
	assert_int_equal(SCENE_TX(s, conversation_contact(s->h.db, "c1", "called her", NOON + 20,
	                                     &(int64_t){0})),
	        0);
	assert_int_equal(conversation_waiting_since(s->h.db, "c1"), 0);
	assert_int_equal(conversation_last_human(s->h.db, "c1"), NOON + 20);
	assert_int_equal(SCENE_TX(s, conversation_contact(s->h.db, "c1", "called again", NOON + 30,
	                                     &(int64_t){0})),
	        0);
	scene_sql(s, "UPDATE inbox SET customer='c1', arrived_at=%lld", (long long)NOON + 40);
	assert_int_equal(conversation_last_human(s->h.db, "c1"), NOON + 40);
	scene_sql(s, "UPDATE inbox SET class='autoreply'"); /* no person */
	assert_int_equal(conversation_last_human(s->h.db, "c1"), NOON + 30);
	happen(s, CONVERSATION_WROTE, NOON + 50);
	db_begin(s->h.db);
	int64_t id = scene_int(s, "SELECT id FROM conversation WHERE state='WAITING'");
	assert_int_equal(conversation_nudged(s->h.db, id, 1, 0), 0);
	db_commit(s->h.db);
	assert_int_equal(scene_int(s, "SELECT nudged FROM conversation WHERE state='WAITING'"), 1);
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        T(test_every_cell),
	        T(test_same_words_in_the_schema),
	        T(test_rows_move_only_along_arrows),
	        T(test_the_clock_of_a_conversation),
	        T(test_suppression),
	        T(test_pause),
	        T(test_contact_and_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
