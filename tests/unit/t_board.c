#include "scene.h"

#include "board.h"
#include "db_inside.h"

/* Steps of SQLite's machine, over all statements kept. */
static int steps(struct db *db)
{
	int sum = 0;
	for (size_t i = 0; i < COUNT(db->statements); i++)
		for (struct statement *s = db->statements[i]; s; s = s->next)
			sum += sqlite3_stmt_status(s->stmt, SQLITE_STMTSTATUS_VM_STEP, 1);
	return sum;
}

static void put_mails(struct db *db, const char *state, int from, int to)
{
	AUTO(xfree)
	char *sql = xasprintf(
	        "WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
	        " INSERT INTO outbox (kind, customer, touchpoint, occurrence, state, recipient,"
	        " subject, day, token, message_id, not_before_at, valid_until_at, next_try_at,"
	        " created_at, settled_at) SELECT 'letter', i, 'thanks', '2026', '%s',"
	        " 'c' || i || '@north.example', 'Hi', 1, 't' || i, 'm' || i, 1, 2, 3, 4, i FROM n",
	        from, to, state);
	scene_db_sql(db, "%s", sql);
}

static char *render(struct scene *s, enum board_form form)
{
	struct text t = TEXT_INIT;
	assert_int_equal(board_render(&s->h, form, true, &t), 0);
	return text_steal(&t);
}

static void test_each_state_is_counted(void **state)
{
	(void)state;
	struct scene s;
	scene_open(&s, "2026-10-05T09:00");
	{
		AUTO(xfree) char *empty = render(&s, BOARD_WORDS);
		assert_non_null(strstr(empty, "outbox: empty"));
	}
	static const char *const states[] = {
	        "QUEUED", "LEASED", "SENDING", "SENT", "FAILED", "WITHDRAWN", "UNSURE"};
	for (int i = 0; i < (int)COUNT(states); i++)
		put_mails(s.h.db, states[i], 100 * i, 100 * i + i);
	AUTO(xfree)
	char *words = render(&s, BOARD_WORDS), *json = render(&s, BOARD_JSON),
	     *prometheus = render(&s, BOARD_PROMETHEUS);
	assert_non_null(
	        strstr(words, "outbox: 5 FAILED 2 LEASED 1 QUEUED 3 SENDING 4 SENT 7 UNSURE "
	                      "6 WITHDRAWN\n"));
	assert_non_null(strstr(json, "{\"FAILED\":5,\"LEASED\":2,\"QUEUED\":1,\"SENDING\":3,"
	                             "\"SENT\":4,\"UNSURE\":7,\"WITHDRAWN\":6}"));
	assert_non_null(strstr(prometheus, "followup_outbox{state=\"sent\"} 4\n"));
	scene_close(&s);
}

/* Ten times the letters that went are not one step more. */
static void test_it_costs_the_same_after_years(void **state)
{
	(void)state;
	int cost[2];
	for (int big = 0; big < 2; big++) {
		struct scene s;
		scene_open(&s, "2026-10-05T09:00");
		put_mails(s.h.db, "QUEUED", 1, 20);
		put_mails(s.h.db, "SENT", 1000, big ? 6000 : 1500);
		steps(s.h.db);
		for (enum board_form form = BOARD_WORDS; form <= BOARD_PROMETHEUS; form++) {
			AUTO(xfree) char *out = render(&s, form);
			assert_non_null(strstr(out, big ? "5001" : "501"));
		}
		cost[big] = steps(s.h.db);
		scene_close(&s);
	}
	assert_true(cost[0] > 100);
	assert_int_equal(cost[0], cost[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_each_state_is_counted),
	        cmocka_unit_test(test_it_costs_the_same_after_years),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
