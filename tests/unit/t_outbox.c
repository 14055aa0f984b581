#include "scene.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "log.h"
#include "tenure.h"

static const int64_t NOON = 1790000000;

static struct db *store(void)
{
	struct db *db = NULL;
	assert_int_equal(db_open_memory(&db), 0);
	return db;
}

#define ANNA .customer = "c1", .recipient = "anna@example.net"

/* ---- the table ---- */

static void test_every_cell(void **state)
{
	(void)state;
	static const struct {
		enum outbox_state from;
		enum outbox_event event;
		enum outbox_state to;
	} arrows[] = {
	        {OUTBOX_QUEUED, OUTBOX_LEASE, OUTBOX_LEASED},
	        {OUTBOX_QUEUED, OUTBOX_WITHDRAW, OUTBOX_WITHDRAWN},
	        {OUTBOX_LEASED, OUTBOX_RELEASE, OUTBOX_QUEUED},
	        {OUTBOX_LEASED, OUTBOX_CLAIM, OUTBOX_SENDING},
	        {OUTBOX_LEASED, OUTBOX_LOST, OUTBOX_UNSURE},
	        {OUTBOX_LEASED, OUTBOX_WITHDRAW, OUTBOX_WITHDRAWN},
	        {OUTBOX_SENDING, OUTBOX_RELEASE, OUTBOX_QUEUED},
	        {OUTBOX_SENDING, OUTBOX_ACCEPTED, OUTBOX_SENT},
	        {OUTBOX_SENDING, OUTBOX_LATER, OUTBOX_QUEUED},
	        {OUTBOX_SENDING, OUTBOX_REFUSED, OUTBOX_FAILED},
	        {OUTBOX_SENDING, OUTBOX_LOST, OUTBOX_UNSURE},
	        {OUTBOX_SENT, OUTBOX_RETURNED, OUTBOX_FAILED},
	        {OUTBOX_UNSURE, OUTBOX_FOUND, OUTBOX_SENT},
	        {OUTBOX_SENT, OUTBOX_DOUBT, OUTBOX_UNSURE},
	        {OUTBOX_FAILED, OUTBOX_DOUBT, OUTBOX_UNSURE},
	        {OUTBOX_WITHDRAWN, OUTBOX_RESTORE, OUTBOX_QUEUED},
	        {OUTBOX_UNSURE, OUTBOX_RETURNED, OUTBOX_FAILED},
	};
	for (int s = 0; s < OUTBOX_STATES; s++)
		for (int e = 0; e < OUTBOX_EVENTS; e++) {
			int to = -1;
			for (size_t i = 0; i < COUNT(arrows); i++)
				if ((int)arrows[i].from == s && (int)arrows[i].event == e)
					to = (int)arrows[i].to;
			assert_int_equal(
			        outbox_next((enum outbox_state)s, (enum outbox_event)e), to);
		}
}

static void test_same_words_in_the_schema(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	AUTO(xfree)
	char *sql = db_text(db, "SELECT sql FROM sqlite_schema WHERE name='outbox'");
	assert_non_null(sql);
	const char *list = strstr(sql, "CHECK (state=");
	assert_non_null(list);
	const char *end = strchr(list, ')');
	int quotes = 0;
	for (const char *p = list; p < end; p++)
		quotes += *p == '\'';
	assert_int_equal(quotes, 2 * OUTBOX_STATES); /* no word more */
	for (int s = 0; s < OUTBOX_STATES; s++) {
		AUTO(xfree) char *word = xasprintf("'%s'", outbox_state_name((enum outbox_state)s));
		const char *found = strstr(list, word);
		assert_true(found && found < end);
	}
}

/* Every event on a row in every state: what the table forbids changes nothing. */
static void test_rows_move_only_along_arrows(void **state)
{
	(void)state;
	static const struct {
		enum outbox_event event;
		const char *from, *to;
	} settles[] = {{OUTBOX_ACCEPTED, "SENDING", "SENT"}, {OUTBOX_LATER, "SENDING", "QUEUED"},
	        {OUTBOX_REFUSED, "SENDING", "FAILED"}, {OUTBOX_LOST, "SENDING", "UNSURE"},
	        {OUTBOX_RELEASE, "SENDING", "QUEUED"}};
	for (size_t i = 0; i < COUNT(settles); i++)
		for (int s = 0; s < OUTBOX_STATES; s++) {
			AUTO(db_close) struct db *db = store();
			const char *is = outbox_state_name((enum outbox_state)s);
			struct scene_letter l = {ANNA};
			assert_int_equal(scene_put(db, l, NOON), 0);
			scene_db_sql(db, "UPDATE outbox SET state='%s'", is);
			const struct outbox_verdict v = {.event = settles[i].event};
			assert_int_equal(scene_settle(db, 1, &v, NOON), 0);
			AUTO(xfree) char *now = db_text(db, "SELECT state FROM outbox");
			assert_string_equal(
			        now, str_same(is, settles[i].from) ? settles[i].to : is);
		}
}

/* An event that belongs to no claimed letter is followupd's own mistake: refused. */
static void test_settle_with_a_wrong_event(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	struct scene_letter l = {ANNA};
	scene_put(db, l, NOON);
	scene_db_sql(db, "UPDATE outbox SET state='SENDING'");
	const struct outbox_verdict v = {.event = OUTBOX_RETURNED};
	assert_true(scene_settle(db, 1, &v, NOON) < 0);
	assert_false(db_in_transaction(db));
	assert_int_equal(db_int(db, 0, "SELECT count(*) FROM outbox WHERE state='SENDING'"), 1);
}

/* ---- nothing twice ---- */

static void test_put_once(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	struct scene_letter l = {ANNA};
	assert_int_equal(scene_put(db, l, NOON), 0);
	assert_true(outbox_exists(db, "c1", "thanks", "once"));
	assert_false(outbox_exists(db, "c1", "thanks", "2026"));
	assert_int_equal(scene_put(db, l, NOON + 5), OUTBOX_EXISTS);
	l.recipient = "other@example.net"; /* the customer moved: it is the same letter */
	assert_int_equal(scene_put(db, l, NOON), OUTBOX_EXISTS);
	struct scene_letter twin = {.customer = "c2", .recipient = "anna@example.net"};
	assert_int_equal(scene_put(db, twin, NOON), OUTBOX_EXISTS); /* two rows, one address */
	twin.recipient = "ANNA@Example.NET";
	assert_int_equal(scene_put(db, twin, NOON), OUTBOX_EXISTS); /* however it is written */
	twin.occurrence = "2027";
	assert_int_equal(scene_put(db, twin, NOON), 0);
	twin.touchpoint = "new-year";
	assert_int_equal(scene_put(db, twin, NOON), 0);
	assert_int_equal(db_int(db, 0, "SELECT count(*) FROM outbox"), 3);
}

/* ---- claiming ---- */

static char *never(struct db *db, const struct outbox_item *item, int64_t now, void *arg)
{
	(void)db;
	(void)now;
	*(int *)arg += 1;
	return str_same(item->customer, "c2") ? NULL : xasprintf("no letter to %s", item->customer);
}

static void test_claim(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	AUTO(outbox_item_done) struct outbox_item item = {0};
	struct scene_letter l = {ANNA, .not_before_at = NOON + 60};
	int asked = 0;
	scene_put(db, l, NOON);
	assert_int_equal(outbox_next_due(db), NOON + 60);
	assert_int_equal(scene_claim(db, NOON + 59, NULL, NULL, &item), OUTBOX_NONE);
	assert_null(item.customer);
	struct scene_letter two = {
	        .customer = "c2", .recipient = "two@example.net", .not_before_at = NOON + 61};
	scene_put(db, two, NOON);
	/* the first is vetoed on the way to the second */
	assert_int_equal(scene_claim(db, NOON + 61, never, &asked, &item), 0);
	assert_int_equal(asked, 2);
	assert_string_equal(item.customer, "c2");
	assert_string_equal(item.recipient, "two@example.net");
	assert_int_equal(item.message_n, strlen(item.message));
	assert_false(db_in_transaction(db));
	AUTO(xfree) char *why = db_text(db, "SELECT reason FROM outbox WHERE state='WITHDRAWN'");
	assert_string_equal(why, "no letter to c1");
	assert_int_equal(
	        db_int(db, 0, "SELECT claimed_at FROM outbox WHERE state='SENDING'"), NOON + 61);
	assert_int_equal(db_int(db, 0, "SELECT attempt FROM outbox WHERE state='SENDING'"), 1);
	assert_int_equal(outbox_next_due(db), INT64_MAX);
	struct outbox_item none = {0};
	assert_int_equal(scene_claim(db, NOON + 99, never, &asked, &none), OUTBOX_NONE);
	assert_int_equal(asked, 2);
}

static void test_late_is_worse_than_never(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	struct scene_letter l = {ANNA, .valid_until_at = NOON + 100};
	int asked = 0;
	scene_put(db, l, NOON);
	struct outbox_item item = {0};
	assert_int_equal(scene_claim(db, NOON + 101, never, &asked, &item), OUTBOX_NONE);
	assert_int_equal(asked, 0);
	AUTO(xfree) char *state_now = db_text(db, "SELECT state FROM outbox");
	assert_string_equal(state_now, "WITHDRAWN");
	/* the last second is good enough */
	struct scene_letter last = {
	        .customer = "c2", .recipient = "two@example.net", .valid_until_at = NOON + 100};
	scene_put(db, last, NOON);
	AUTO(outbox_item_done) struct outbox_item got = {0};
	assert_int_equal(scene_claim(db, NOON + 100, NULL, NULL, &got), 0);
}

static void test_settle(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	AUTO(outbox_item_done) struct outbox_item item = {0}, again = {0};
	struct scene_letter l = {ANNA};
	scene_put(db, l, NOON);
	scene_claim(db, NOON, NULL, NULL, &item);
	const struct outbox_verdict later = {.event = OUTBOX_LATER,
	        .code = 451,
	        .enhanced = "4.7.1",
	        .answer = "greylisted",
	        .reason = "come back later",
	        .next_try_at = NOON + 600};
	assert_int_equal(scene_settle(db, item.id, &later, NOON + 1), 0);
	assert_int_equal(outbox_next_due(db), NOON + 600);
	assert_int_equal(db_int(db, 0, "SELECT code FROM outbox"), 451);
	assert_int_equal(db_int(db, -1, "SELECT settled_at FROM outbox"), -1);
	assert_int_equal(scene_claim(db, NOON + 600, NULL, NULL, &again), 0);
	assert_int_equal(again.attempt, 1); /* as it was when it was looked up */
	assert_int_equal(db_int(db, 0, "SELECT attempt FROM outbox"), 2);
	assert_string_equal(again.message_id, item.message_id);
	const struct outbox_verdict sent = {.event = OUTBOX_ACCEPTED, .code = 250};
	assert_int_equal(scene_settle(db, item.id, &sent, NOON + 601), 0);
	assert_int_equal(db_int(db, 0, "SELECT settled_at FROM outbox"), NOON + 601);
	assert_int_equal(db_int(db, 0, "SELECT code FROM outbox"), 250);
	/* settled is settled */
	assert_int_equal(scene_settle(db, item.id, &later, NOON + 700), 0);
	assert_int_equal(db_int(db, 0, "SELECT code FROM outbox WHERE state='SENT'"), 250);
	assert_int_equal(outbox_next_due(db), INT64_MAX);
}

static void test_retry_times(void **state)
{
	(void)state;
	for (int64_t id = 1; id < 3000; id += 7) {
		int64_t last = 0;
		for (int attempt = -1; attempt < 60; attempt++) {
			int64_t wait = outbox_retry_at(id, attempt, NOON) - NOON;
			assert_true(wait >= last);
			assert_true(wait >= 600 && wait <= 3 * 3600);
			assert_int_equal(outbox_retry_at(id, attempt, NOON), NOON + wait);
			last = wait;
		}
		assert_true(last >= 2 * 3600);
	}
}

/* A number of letters, the n-th to cN@example.net. */
static void put_many(struct db *db, int many)
{
	for (int i = 0; i < many; i++) {
		AUTO(xfree) char *key = xasprintf("c%d", i + 1);
		AUTO(xfree) char *mail = xasprintf("c%d@example.net", i + 1);
		struct scene_letter l = {.customer = key, .recipient = mail};
		assert_int_equal(scene_put(db, l, NOON), 0);
	}
}

static int64_t count_of(struct db *db, const char *state)
{
	return db_int(
	        db, 0, "SELECT count(*) FROM outbox WHERE state=:state", DB_TEXT(":state", state));
}

/* What a predecessor left, after the end of its process and after a loss of power. */
static void test_recover(void **state)
{
	(void)state;
	for (int power = 0; power <= 1; power++) {
		AUTO(db_close) struct db *db = store();
		struct tenure first, second;
		assert_int_equal(outbox_recover(db, NOON, &first), 0);
		put_many(db, 6);
		scene_db_sql(db, "UPDATE outbox SET state='SENDING' WHERE id IN (3, 4)");
		scene_db_sql(db, "UPDATE outbox SET state='LEASED' WHERE id>4");
		if (power)
			scene_db_sql(db, "UPDATE meta SET value='before' WHERE key='boot'");
		assert_int_equal(outbox_recover(db, NOON + 9, &second), 0);
		assert_int_equal(second.epoch, first.epoch + 1);
		assert_int_equal(second.rebooted, power);
		assert_int_equal(count_of(db, "QUEUED"), power ? 2 : 4);
		assert_int_equal(count_of(db, "UNSURE"), power ? 4 : 2);
		assert_int_equal(db_int(db, 0,
		                         "SELECT count(*) FROM outbox WHERE state='UNSURE'"
		                         " AND reason<>''"),
		        power ? 4 : 2);
		assert_int_equal(outbox_recover(db, NOON + 10, &first), 0);
		assert_false(first.rebooted);
		assert_int_equal(count_of(db, "QUEUED"), power ? 2 : 4);
	}
}

static void test_another_machine(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	struct tenure t = {.epoch = 77};
	assert_int_equal(outbox_recover(db, NOON, &t), 0);
	if (!db_int(db, 0, "SELECT 1 FROM meta WHERE key='machine'"))
		skip(); /* a machine without an id can't tell */
	put_many(db, 2);
	scene_db_sql(db, "UPDATE outbox SET state='SENDING' WHERE id=2");
	scene_db_sql(db, "UPDATE meta SET value='00' WHERE key='machine'");
	t.epoch = 77;
	assert_true(tenure_elsewhere(db));
	assert_int_equal(outbox_recover(db, NOON, &t), OUTBOX_ELSEWHERE);
	assert_int_equal(t.epoch, 77);
	assert_int_equal(count_of(db, "SENDING"), 1); /* nothing was touched */
	assert_int_equal(tenure_adopt(db), 0);
	assert_false(tenure_elsewhere(db));
	assert_int_equal(outbox_recover(db, NOON, &t), 0);
	assert_int_equal(count_of(db, "UNSURE"), 1);
}

/* A cluster's machines count as one; who is none of them does not. */
static void test_a_machine_of_the_cluster(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	struct tenure t = {0};
	tenure_in_cluster("shop");
	assert_int_equal(outbox_recover(db, NOON, &t), 0);
	AUTO(xfree) char *home = db_meta(db, "machine");
	assert_non_null(home);
	tenure_in_cluster("another");
	assert_int_equal(outbox_recover(db, NOON, &t), OUTBOX_ELSEWHERE);
	tenure_in_cluster(NULL);
	tenure_in_cluster("shop");
	assert_int_equal(outbox_recover(db, NOON, &t), 0);
	assert_int_equal(t.epoch, 2);
	tenure_in_cluster(NULL);
}

/* ---- leases ---- */

static char *only_even(struct db *db, const struct outbox_item *item, int64_t now, void *arg)
{
	(void)db;
	(void)now;
	(void)arg;
	return item->id % 2 ? xstrdup("odd") : NULL;
}

static void test_lease(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	AUTO(outbox_batch_done) struct outbox_batch batch = {0}, rest = {0};
	struct outbox_batch none = {0};
	struct tenure t;
	assert_int_equal(outbox_recover(db, NOON, &t), 0);
	put_many(db, 10);
	assert_int_equal(outbox_lease(db, &t, NOON, 7, only_even, NULL, &batch), 0);
	assert_int_equal(batch.count, 3); /* 2, 4, 6: the odd ones of seven are withdrawn */
	assert_int_equal(batch.items[2].id, 6);
	assert_int_equal(batch.items[2].message_n, strlen(batch.items[2].message));
	assert_int_equal(count_of(db, "LEASED"), 3);
	assert_int_equal(count_of(db, "WITHDRAWN"), 4);
	assert_int_equal(outbox_lease(db, &t, NOON, 7, only_even, NULL, &rest), 0);
	assert_int_equal(rest.count, 2);
	assert_int_equal(outbox_lease(db, &t, NOON, 7, only_even, NULL, &none), OUTBOX_NONE);
	assert_null(none.items);
	assert_false(db_in_transaction(db));
	/* one put back for later, the others as they were */
	assert_int_equal(outbox_release(db, 10, NOON + 60, NOON), 0);
	assert_int_equal(outbox_next_due(db), NOON + 60);
	assert_int_equal(outbox_release(db, 0, 0, NOON), 0);
	assert_int_equal(count_of(db, "LEASED"), 0);
	assert_int_equal(outbox_next_due(db), NOON);
	assert_int_equal(db_int(db, -1, "SELECT sum(attempt) FROM outbox"), 0);
}

static void test_advance(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	AUTO(outbox_batch_done) struct outbox_batch batch = {0};
	struct tenure t;
	assert_int_equal(outbox_recover(db, NOON, &t), 0);
	put_many(db, 4);
	assert_int_equal(outbox_lease(db, &t, NOON, 9, NULL, NULL, &batch), 0);
	const struct outbox_item *is = batch.items;
	assert_int_equal(scene_advance(db, &t, NULL, &is[0], NOON), 0);
	const struct outbox_verdict first = {.id = 1, .event = OUTBOX_ACCEPTED};
	assert_int_equal(scene_advance(db, &t, &first, &is[1], NOON), 0);
	assert_int_equal(count_of(db, "SENT"), 1);
	assert_int_equal(count_of(db, "SENDING"), 1);
	/* the third customer writes: what is leased is still withdrawn, but not before the next
	 * sender is there after a loss of power: the claim may be forgotten */
	assert_int_equal(db_begin(db), 0);
	AUTO(xfree) char *boot = db_meta(db, "boot");
	assert_int_equal(db_meta_set(db, "boot", "before"), 0);
	assert_int_equal(outbox_withdraw(db, "c3", NULL, "they wrote", NOON), 0);
	assert_int_equal(db_meta_set(db, "boot", boot), 0);
	assert_int_equal(outbox_withdraw(db, "c3", NULL, "they wrote", NOON), 1);
	assert_int_equal(db_commit(db), 0);
	const struct outbox_verdict second = {.id = 2, .event = OUTBOX_ACCEPTED};
	assert_int_equal(scene_advance(db, &t, &second, &is[2], NOON), OUTBOX_NONE);
	assert_int_equal(count_of(db, "SENT"), 2); /* the answer counts all the same */
	/* and the fourth waits too long */
	assert_int_equal(
	        scene_advance(db, &t, NULL, &is[3], is[3].valid_until_at + 1), OUTBOX_NONE);
	assert_int_equal(count_of(db, "WITHDRAWN"), 2);
	assert_int_equal(count_of(db, "LEASED"), 0);
}

static int within(struct db *db, const char *customer, const char *recipient)
{
	assert_int_equal(db_begin(db), 0);
	int n = outbox_withdraw(db, customer, recipient, "they wrote", NOON);
	assert_int_equal(db_commit(db), 0);
	return n;
}

/* Several at once; one that was claimed and never said is as it was before. */
static void test_advance_many(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	AUTO(outbox_batch_done) struct outbox_batch batch = {0};
	struct tenure t;
	bool mine[3];
	assert_int_equal(outbox_recover(db, NOON, &t), 0);
	put_many(db, 3);
	assert_int_equal(outbox_lease(db, &t, NOON, 9, NULL, NULL, &batch), 0);
	assert_int_equal(within(db, "c2", NULL), 1);
	const struct outbox_item *next[] = {&batch.items[0], &batch.items[1], &batch.items[2]};
	const struct outbox_step claims = {.next = next, .next_n = 3};
	assert_int_equal(outbox_advance(db, &t, &claims, mine, NOON), 0);
	assert_true(mine[0] && !mine[1] && mine[2]);
	assert_int_equal(count_of(db, "SENDING"), 2);
	const struct outbox_verdict done[] = {
	        {.id = 1, .event = OUTBOX_ACCEPTED}, {.id = 3, .event = OUTBOX_RELEASE}};
	const struct outbox_step last = {.done = done, .done_n = 2};
	assert_int_equal(outbox_advance(db, &t, &last, NULL, NOON), 0);
	assert_int_equal(count_of(db, "SENT"), 1);
	assert_int_equal(count_of(db, "QUEUED"), 1);
	assert_int_equal(db_int(db, -1, "SELECT attempt FROM outbox WHERE id=3"), 0);
	assert_int_equal(outbox_next_due(db), NOON);
}

/* Each with its own answer; one that somebody else has settled since is left as it is. */
static void test_accept_many(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	AUTO(outbox_batch_done) struct outbox_batch batch = {0};
	const struct outbox_item *next[4];
	bool mine[4];
	struct tenure t;
	assert_int_equal(outbox_recover(db, NOON, &t), 0);
	put_many(db, 4);
	assert_int_equal(outbox_lease(db, &t, NOON, 9, NULL, NULL, &batch), 0);
	for (int i = 0; i < 4; i++)
		next[i] = &batch.items[i];
	const struct outbox_step claims = {.next = next, .next_n = 4};
	assert_int_equal(outbox_advance(db, &t, &claims, mine, NOON), 0);
	const struct outbox_verdict lost = {.event = OUTBOX_LOST, .reason = "the other one's word"};
	assert_int_equal(scene_settle(db, 2, &lost, NOON), 0);
	const struct outbox_verdict done[] = {{.id = 1,
	                                              .event = OUTBOX_ACCEPTED,
	                                              .code = 250,
	                                              .enhanced = "2.0.0",
	                                              .answer = "A1"},
	        {.id = 2, .event = OUTBOX_ACCEPTED, .code = 250, .answer = "A2"},
	        {.id = 3, .event = OUTBOX_LATER, .code = 451, .next_try_at = NOON + 60},
	        {.id = 4, .event = OUTBOX_ACCEPTED, .code = 251, .answer = "A4"}};
	const struct outbox_step last = {.done = done, .done_n = 4};
	assert_int_equal(outbox_advance(db, &t, &last, NULL, NOON + 5), 0);
	AUTO(xfree)
	char *rows = db_text(db, "SELECT group_concat(state || ' ' || reason || ' ' || "
	                         "coalesce(settled_at, 0) || ' '"
	                         " || code || ' ' || enhanced || ' ' || answer, '; ') FROM"
	                         " (SELECT * FROM outbox ORDER BY id)");
	AUTO(xfree)
	char *want = xasprintf("SENT  %lld 250 2.0.0 A1; UNSURE the other one's word %lld 0  ; "
	                       "QUEUED  0 451  ; SENT  %lld 251  A4",
	        (long long)NOON + 5, (long long)NOON, (long long)NOON + 5);
	assert_string_equal(rows, want);
	assert_int_equal(db_int(db, -1, "SELECT count(*) FROM outbox WHERE state='SENT'"), 2);
}

/* A sender that was taken for dead wakes up beside its successor. */
static void test_superseded(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	AUTO(outbox_batch_done) struct outbox_batch old = {0}, new = {0};
	struct outbox_batch none = {0};
	struct tenure first, second;
	assert_int_equal(outbox_recover(db, NOON, &first), 0);
	put_many(db, 3);
	assert_int_equal(outbox_lease(db, &first, NOON, 9, NULL, NULL, &old), 0);
	assert_int_equal(scene_advance(db, &first, NULL, &old.items[0], NOON), 0);
	assert_int_equal(outbox_recover(db, NOON, &second), 0);
	assert_int_equal(outbox_lease(db, &second, NOON, 9, NULL, NULL, &new), 0);
	assert_int_equal(new.count, 2);
	const struct outbox_verdict sent = {.id = 1, .event = OUTBOX_ACCEPTED};
	assert_int_equal(scene_advance(db, &first, &sent, &old.items[1], NOON), OUTBOX_SUPERSEDED);
	assert_int_equal(count_of(db, "UNSURE"), 1);
	assert_int_equal(count_of(db, "LEASED"), 2);
	assert_int_equal(outbox_lease(db, &first, NOON, 9, NULL, NULL, &none), OUTBOX_SUPERSEDED);
	assert_int_equal(scene_advance(db, &second, NULL, &new.items[0], NOON), 0);
}

/* ---- withdraw, found, returned ---- */

static void test_withdraw(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	struct scene_letter letters[] = {{ANNA}, {ANNA, .touchpoint = "spring"},
	        {.customer = "c2", .recipient = "ANNA@example.net", .touchpoint = "summer"},
	        {.customer = "c3", .recipient = "three@example.net"},
	        {.customer = "c1",
	                .recipient = "x@example.net",
	                .touchpoint = "a",
	                .kind = "nudge"}};
	for (size_t i = 0; i < COUNT(letters); i++)
		assert_int_equal(scene_put(db, letters[i], NOON), 0);
	scene_db_sql(db, "UPDATE outbox SET state='SENDING' WHERE touchpoint='spring'");
	assert_int_equal(within(db, NULL, NULL), 0);
	assert_int_equal(within(db, "nobody", NULL), 0);
	assert_int_equal(within(db, "c1", "anna@EXAMPLE.net"), 2);
	assert_int_equal(within(db, "c1", "anna@example.net"), 0);
	assert_int_equal(db_int(db, 0,
	                         "SELECT count(*) FROM outbox WHERE state='WITHDRAWN'"
	                         " AND reason='they wrote'"),
	        2);
	assert_int_equal(within(db, "c3", NULL), 1);
	/* never what is on its way, nor mail to staff */
	assert_int_equal(db_int(db, 0, "SELECT count(*) FROM outbox WHERE state='SENDING'"), 1);
	assert_int_equal(
	        db_int(db, 0, "SELECT count(*) FROM outbox WHERE state='QUEUED' AND kind='nudge'"),
	        1);
}

static void test_found_and_returned(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	struct scene_letter l = {ANNA};
	int64_t id = scene_sent(db, l, NOON);
	assert_int_equal(db_begin(db), 0);
	assert_int_equal(outbox_found(db, id, NOON), 0); /* nothing to settle */
	assert_int_equal(outbox_returned(db, id, "5.1.1", "no such person", NOON + 5), 0);
	assert_int_equal(db_commit(db), 0);
	AUTO(xfree)
	char *row = db_text(db, "SELECT state || ' ' || enhanced || ' ' || reason FROM outbox");
	assert_string_equal(row, "FAILED 5.1.1 no such person");
	scene_db_sql(db, "UPDATE outbox SET state='UNSURE'");
	assert_int_equal(db_begin(db), 0);
	assert_true(outbox_found(db, id, NOON + 6) >= 0);
	assert_int_equal(db_commit(db), 0);
	assert_int_equal(db_int(db, 0, "SELECT 1 FROM outbox WHERE state='SENT'"), 1);
	AUTO(xfree) char *token = db_text(db, "SELECT token FROM outbox");
	assert_int_equal(outbox_by_token(db, token), id);
	assert_int_equal(outbox_by_token(db, "000"), 0);
}

/* ---- two processes on one store ---- */

static char path[] = "/tmp/t_outbox.XXXXXX";

static struct db *file_store(void)
{
	AUTO(xfree) char *why = NULL;
	AUTO(xfree) char *file = xasprintf("%s/followupd.db", path);
	struct db *db = NULL;
	if (db_open(file, &db, &why) != 0)
		fail_msg("%s", why);
	return db;
}

static void remove_store(void)
{
	AUTO(xfree) char *file = xasprintf("%s/followupd.db", path);
	scene_remove_store(file);
}

static void test_lost_race(void **state)
{
	(void)state;
	AUTO(db_close) struct db *a = file_store(), *b = file_store();
	AUTO(outbox_item_done) struct outbox_item item = {0};
	struct outbox_item none = {0};
	struct scene_letter l = {ANNA};
	scene_put(a, l, NOON);
	assert_int_equal(scene_put(b, l, NOON), OUTBOX_EXISTS);
	assert_int_equal(scene_claim(a, NOON, NULL, NULL, &item), 0);
	assert_int_equal(scene_claim(b, NOON, NULL, NULL, &none), OUTBOX_NONE);
	/* a second sender starts meanwhile and takes the letter for one left behind */
	struct tenure tenure;
	assert_int_equal(outbox_recover(b, NOON, &tenure), 0);
	const struct outbox_verdict sent = {.event = OUTBOX_ACCEPTED, .code = 250};
	assert_int_equal(scene_settle(a, item.id, &sent, NOON), 0);
	AUTO(xfree) char *now = db_text(a, "SELECT state FROM outbox");
	assert_string_equal(now, "UNSURE"); /* never sent again by itself */
	remove_store();
}

static char *asked_about(struct db *db, const struct outbox_item *item, int64_t now, void *arg)
{
	(void)db;
	(void)now;
	++*(int *)arg;
	return item->id == 2 ? xstrdup("they wrote") : NULL;
}

/* Between the lease and the claim another worker may have taken a reply, a pause, a new ledger:
 * then each letter is asked about in the claim as well. */
static void test_asked_again_in_the_claim(void **state)
{
	(void)state;
	AUTO(db_close) struct db *mine = file_store(), *other = file_store();
	AUTO(outbox_batch_done) struct outbox_batch batch = {0};
	int asked = 0;
	bool ours[2] = {0};
	put_many(mine, 4);
	assert_int_equal(outbox_lease(mine, NULL, NOON, 9, NULL, NULL, &batch), 0);
	assert_int_equal(batch.count, 4);
	const struct outbox_item *next[] = {&batch.items[0], &batch.items[1], &batch.items[2]};
	struct outbox_step step = {
	        .next = next, .next_n = 1, .veto = asked_about, .arg = &asked, .seen = batch.seen};
	assert_int_equal(outbox_advance(mine, NULL, &step, ours, NOON), 0);
	assert_true(ours[0] && asked == 0); /* nobody wrote: what the lease knew still holds */
	scene_db_sql(other, "INSERT INTO meta VALUES ('x', 'y')");
	step.next = next + 1;
	step.next_n = 2;
	assert_int_equal(outbox_advance(mine, NULL, &step, ours, NOON), 0);
	assert_true(!ours[0] && ours[1] && asked == 2);
	AUTO(xfree) char *why = db_text(mine, "SELECT state||': '||reason FROM outbox WHERE id=2");
	assert_string_equal(why, "WITHDRAWN: they wrote");
	remove_store();
}

/* ---- a look ahead ---- */

static struct outbox_batch seen_ahead(struct db *db, size_t most, int *asked)
{
	struct outbox_batch look = {0};
	assert_int_equal(outbox_look(db, NOON, most, &look), 0);
	while (outbox_ask(db, &look, 3, NOON, asked_about, asked) > 0)
		;
	assert_false(db_in_transaction(db));
	return look;
}

/* What was asked about ahead of the lease is not asked about again, but for what was in its way. */
static void test_look_ahead(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = file_store();
	AUTO(outbox_batch_done) struct outbox_batch batch = {0};
	int asked = 0;
	put_many(db, 10);
	AUTO(outbox_batch_done) struct outbox_batch look = seen_ahead(db, 8, &asked);
	assert_int_equal(asked, 8);
	assert_int_equal(count_of(db, "QUEUED"), 10);
	assert_int_equal(
	        outbox_lease_seen(db, NULL, NOON, 6, asked_about, &asked, &look, &batch), 0);
	assert_int_equal(asked, 9);
	assert_int_equal(batch.count, 5); /* there was room for six, and the second may not */
	assert_int_equal(batch.items[4].id, 6);
	for (size_t i = 0; i < batch.count; i++)
		assert_int_equal(batch.items[i].message_n, strlen(batch.items[i].message));
	assert_int_equal(count_of(db, "LEASED"), 5);
	assert_int_equal(count_of(db, "WITHDRAWN"), 1);
	assert_int_equal(look.count, 0);
	remove_store();
}

/* Somebody else's commit, or time, outlives what was seen: before the next question, or after the
 * last. */
static void test_look_outlived(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = file_store(), *other = file_store();
	struct outbox_batch none = {0};
	int asked = 0;
	put_many(db, 4);
	AUTO(outbox_batch_done) struct outbox_batch late = seen_ahead(db, 4, &asked);
	assert_int_equal(
	        outbox_lease_seen(db, NULL, NOON + 60, 9, asked_about, &asked, &late, &none),
	        OUTBOX_OUTLIVED);
	AUTO(outbox_batch_done) struct outbox_batch look = seen_ahead(db, 4, &asked);
	scene_db_sql(other, "INSERT INTO meta VALUES ('x', 'y')");
	assert_int_equal(outbox_lease_seen(db, NULL, NOON, 9, asked_about, &asked, &look, &none),
	        OUTBOX_OUTLIVED);
	assert_int_equal(asked, 8);
	AUTO(outbox_batch_done) struct outbox_batch half = {0};
	assert_int_equal(outbox_look(db, NOON, 4, &half), 0);
	assert_int_equal(outbox_ask(db, &half, 2, NOON, asked_about, &asked), 1);
	scene_db_sql(other, "DELETE FROM meta WHERE key='x'");
	assert_int_equal(outbox_ask(db, &half, 2, NOON, asked_about, &asked), 0);
	assert_int_equal(half.count, 0);
	assert_int_equal(asked, 10);
	assert_int_equal(count_of(db, "QUEUED"), 4);
	remove_store();
}

static char *others_of_theirs(struct db *db, const struct outbox_item *item, int64_t now, void *arg)
{
	(void)now;
	(void)arg;
	return db_int(db, 0, "SELECT 1 FROM outbox WHERE state='LEASED' AND recipient=:to",
	               DB_TEXT(":to", item->recipient))
	               ? xstrdup("another letter goes to them")
	               : NULL;
}

/* A second letter to one reader is asked about when the first is leased, not ahead of it. */
static void test_look_at_one_reader(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = file_store();
	AUTO(outbox_batch_done) struct outbox_batch look = {0}, batch = {0};
	struct scene_letter one = {ANNA}, two = {.customer = "c2",
	                                          .recipient = "ANNA@example.net",
	                                          .touchpoint = "spring"};
	assert_int_equal(scene_put(db, one, NOON), 0);
	assert_int_equal(scene_put(db, two, NOON), 0);
	assert_int_equal(outbox_look(db, NOON, 9, &look), 0);
	assert_int_equal(outbox_ask(db, &look, 9, NOON, others_of_theirs, NULL), 0);
	assert_int_equal(
	        outbox_lease_seen(db, NULL, NOON, 9, others_of_theirs, NULL, &look, &batch), 0);
	assert_int_equal(batch.count, 1);
	assert_int_equal(count_of(db, "WITHDRAWN"), 1);
	remove_store();
}

enum { LETTERS = 60, SENDERS = 4 };

/* Claims until nothing is due; the number of claims is the exit code. */
static int claim_all(void)
{
	struct db *db = file_store();
	int n = 0, r = 0;
	while (r == 0) {
		AUTO(outbox_item_done) struct outbox_item item = {0};
		if ((r = scene_claim(db, NOON, NULL, NULL, &item)) == 0)
			n++;
	}
	db_close(db);
	return r == OUTBOX_NONE ? n : 200;
}

static void test_many_claimers(void **state)
{
	(void)state;
	{
		AUTO(db_close) struct db *db = file_store();
		for (int i = 0; i < LETTERS; i++) {
			AUTO(xfree) char *key = xasprintf("c%d", i);
			AUTO(xfree) char *mail = xasprintf("c%d@example.net", i);
			struct scene_letter l = {.customer = key, .recipient = mail};
			assert_int_equal(scene_put(db, l, NOON), 0);
		}
	}
	pid_t pids[SENDERS];
	int sum = 0;
	for (int i = 0; i < SENDERS; i++)
		if ((pids[i] = fork()) == 0)
			_exit(claim_all());
	for (int i = 0; i < SENDERS; i++) {
		int status = 0;
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= LETTERS);
		sum += WEXITSTATUS(status);
	}
	assert_int_equal(sum, LETTERS);
	AUTO(db_close) struct db *db = file_store();
	assert_int_equal(
	        db_int(db, 0, "SELECT count(*) FROM outbox WHERE state='SENDING' AND attempt=1"),
	        LETTERS);
	remove_store();
}

/* The process ends just before, or just after, the commit of the lease, then of the claim. */
static void test_crash_around_the_claim(void **state)
{
	(void)state;
	static const char *const left[] = {"QUEUED", "LEASED", "LEASED", "SENDING"};
	static const char *const after[] = {"QUEUED", "QUEUED", "QUEUED", "UNSURE"};
	for (int at = 1; at <= 4; at++) {
		struct tenure tenure;
		{
			AUTO(db_close) struct db *db = file_store();
			struct scene_letter l = {ANNA};
			assert_int_equal(outbox_recover(db, NOON, &tenure), 0);
			assert_int_equal(scene_put(db, l, NOON), 0);
		}
		pid_t pid = fork();
		if (pid == 0) {
			struct outbox_item item = {0};
			struct db *db = file_store();
			db_crash_at(at);
			scene_claim(db, NOON, NULL, NULL, &item);
			_exit(0);
		}
		int status = 0;
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(WEXITSTATUS(status), 99);
		AUTO(db_close) struct db *db = file_store();
		AUTO(xfree) char *now = db_text(db, "SELECT state FROM outbox");
		assert_string_equal(now, left[at - 1]);
		assert_int_equal(outbox_recover(db, NOON, &tenure), 0);
		AUTO(xfree) char *then = db_text(db, "SELECT state FROM outbox");
		assert_string_equal(then, after[at - 1]);
		remove_store();
	}
}

static int setup(void **state)
{
	(void)state;
	return mkdtemp(path) ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	remove_store();
	return rmdir(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_every_cell),
	        cmocka_unit_test(test_same_words_in_the_schema),
	        cmocka_unit_test(test_rows_move_only_along_arrows),
	        cmocka_unit_test(test_settle_with_a_wrong_event),
	        cmocka_unit_test(test_put_once),
	        cmocka_unit_test(test_claim),
	        cmocka_unit_test(test_late_is_worse_than_never),
	        cmocka_unit_test(test_settle),
	        cmocka_unit_test(test_retry_times),
	        cmocka_unit_test(test_recover),
	        cmocka_unit_test(test_another_machine),
	        cmocka_unit_test(test_a_machine_of_the_cluster),
	        cmocka_unit_test(test_lease),
	        cmocka_unit_test(test_advance),
	        cmocka_unit_test(test_advance_many),
	        cmocka_unit_test(test_accept_many),
	        cmocka_unit_test(test_superseded),
	        cmocka_unit_test(test_withdraw),
	        cmocka_unit_test(test_found_and_returned),
	        cmocka_unit_test(test_lost_race),
	        cmocka_unit_test(test_asked_again_in_the_claim),
	        cmocka_unit_test(test_look_ahead),
	        cmocka_unit_test(test_look_outlived),
	        cmocka_unit_test(test_look_at_one_reader),
	        cmocka_unit_test(test_many_claimers),
	        cmocka_unit_test(test_crash_around_the_claim),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
