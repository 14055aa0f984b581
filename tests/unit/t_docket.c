/* docket: what is decided upon together is what would be decided one after the other; and it stands
 * in the order in which it leaves. */
#include "scene.h"

#include "candidate.h"
#include "docket.h"
#include "folder.h"
#include "rival.h"

#include <stdio.h>

enum { CUSTOMERS = 400 };

#define DAY "2026-10-06"

static char *in_folder(const char *name)
{
	const char *tmp = getenv("TMPDIR");
	return xasprintf("%s/t_docket.%d.%s", tmp ? tmp : "/tmp", (int)getpid(), name);
}

/* Many share a mailbox, more a house; some want nothing, or lack a field. */
static void put_customers(struct scene *s)
{
	scene_sql(s,
	        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<%d)"
	        " INSERT INTO customer (key, email, name, first_name, manager, consent, stage,"
	        " language, country, company) SELECT 'c' || i,"
	        " CASE i%%5 WHEN 0 THEN 'desk' || (i/5%%60) || '@house' || (i/5%%60%%25)"
	        " ELSE 'p' || i || '@' || CASE i*7919%%3 WHEN 0 THEN 'house' || (i*17%%25)"
	        " ELSE 'own' || i END END || '.example', 'Cara ' || i, 'Cara', 'ben',"
	        " CASE i*613%%11 WHEN 0 THEN 'none' ELSE 'express' END, 'short', 'en', 'DE',"
	        " CASE i*419%%6 WHEN 0 THEN '' ELSE 'Flowers' END FROM n",
	        CUSTOMERS);
}

static void open_scene(struct scene *s)
{
	scene_open(s, DAY "T04:00");
	s->conf.courtesy.company_per_day = 2;
	scene_template(s, "thanks",
	        "Subject: Thank you, {{company}}\nStatus: live\nWhen: Harvest\n" SCENE_BODY);
	scene_occasion(s, "Harvest", DAY);
}

/* So many at a time. */
static void decide(struct scene *s, size_t together, int64_t seen)
{
	AUTO(folder_stock_done) struct folder_stock stock = {0};
	struct house h = s->h;
	struct rivals nobody = {0};
	struct candidate all[CUSTOMERS];
	size_t n = 0;
	h.stock = &stock;
	struct docket d = {
	        .h = &h, .t = folder_stock_get(&stock, h.db, "thanks"), .rivals = &nobody};
	assert_non_null(d.t);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h.db, "SELECT id, key FROM customer ORDER BY id");
	while (db_step(rows) > 0)
		all[n++] = (struct candidate){.id = db_col_int(rows, 0),
		        .key = xstrdup(db_col_text(rows, 1)),
		        .occurrence = (char *)DAY,
		        .day = scene_day(DAY),
		        .season = 1};
	for (size_t i = 0; i < n; i += together)
		assert_int_equal(docket_decide(&d, &all[i], n - i < together ? n - i : together,
		                         seen ? seen : db_version(h.db)),
		        0);
	for (size_t i = 0; i < n; i++)
		xfree(all[i].key);
}

static char *outcome(struct scene *s)
{
	return db_text(s->h.db,
	        "SELECT group_concat(line, x'0a') FROM (SELECT customer || ' ' || not_before_at"
	        " || ' ' || recipient AS line FROM outbox UNION ALL SELECT customer || ' ' ||"
	        " reason || ' ' || detail FROM decision ORDER BY 1)");
}

static void test_as_one_after_the_other(void **state)
{
	(void)state;
	AUTO(scene_close) struct scene one = {0};
	AUTO(scene_close) struct scene all = {0};
	open_scene(&one);
	open_scene(&all);
	all.key = one.key; /* a letter's minute comes of it */
	put_customers(&one);
	put_customers(&all);
	decide(&one, 1, 0);
	decide(&all, CUSTOMERS, 0);
	AUTO(xfree) char *expected = outcome(&one);
	AUTO(xfree) char *found = outcome(&all);
	assert_string_equal(found, expected);
	/* and each way in which they matter to one another was among them */
	assert_true(scene_int(&all, "SELECT count(*) FROM outbox") > 100);
	assert_true(scene_int(&all, "SELECT count(*) FROM decision WHERE reason='company'") > 10);
	assert_true(
	        scene_int(&all, "SELECT count(*) FROM decision WHERE reason='same-address'") > 3);
	assert_true(scene_int(&all, "SELECT count(*) FROM decision WHERE verdict='hold'") > 10);
}

/* Pairs of neighbours of which the second leaves first. */
#define BACKWARDS                                                                                  \
	"SELECT count(*) FROM outbox a JOIN outbox b ON b.id=a.id+1"                               \
	" WHERE b.next_try_at<a.next_try_at"

static void test_in_the_order_in_which_they_leave(void **state)
{
	(void)state;
	AUTO(scene_close) struct scene s = {0};
	open_scene(&s);
	s.conf.courtesy.company_per_day = 0;
	put_customers(&s);
	scene_sql(&s, "UPDATE customer SET email=key || '@example.net'");
	decide(&s, CUSTOMERS, 0);
	assert_true(scene_int(&s, "SELECT count(DISTINCT next_try_at) FROM outbox") > 50);
	assert_int_equal(scene_int(&s, BACKWARDS), 0);
}

/* Another has committed since they were found: what is written down was decided upon after that. */
static void test_another_was_faster(void **state)
{
	(void)state;
	AUTO(xfree) char *path = in_folder("db"), *why = NULL;
	AUTO(scene_close) struct scene s = {0};
	AUTO(db_close) struct db *other = NULL;
	open_scene(&s);
	scene_close(&s);
	assert_int_equal(db_open(path, &s.h.db, &why), 0);
	scene_template(&s, "thanks", "Subject: Hello\nStatus: live\nWhen: Harvest\n" SCENE_BODY);
	scene_occasion(&s, "Harvest", DAY);
	put_customers(&s);
	scene_sql(&s, "UPDATE customer SET email=key || '@example.net', consent='express'");
	assert_int_equal(db_open(path, &other, &why), 0);
	int64_t seen = db_version(s.h.db);
	scene_db_sql(other,
	        "INSERT INTO pause (customer, until_at, reason, since_at)"
	        " SELECT key, %lld, 'on leave', 0 FROM customer WHERE key<>'c7'",
	        (long long)s.h.now + 90 * 86400);
	decide(&s, CUSTOMERS, seen);
	scene_text(&s, "SELECT group_concat(customer) FROM outbox", "c7");
	assert_int_equal(scene_int(&s, "SELECT count(*) FROM decision WHERE reason='paused'"),
	        CUSTOMERS - 1);
	scene_remove_store(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_as_one_after_the_other),
	        cmocka_unit_test(test_in_the_order_in_which_they_leave),
	        cmocka_unit_test(test_another_was_faster),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
