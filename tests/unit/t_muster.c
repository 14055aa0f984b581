/*
 * Rows that are as they were are told by their bytes, without being read; what becomes of the
 * others, and of those that only seem to be as they were.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"
#include "db.h"
#include "ledger.h"
#include "log.h"

struct shop {
	char folder[32];
	struct conf *conf;
	struct db *db;
	int refused;
};

static void quiet(enum log_level level, const char *line, void *arg)
{
	(void)level;
	(void)line;
	(void)arg;
}

static int setup(void **state)
{
	struct shop *s = xcalloc(1, sizeof *s);
	strcpy(s->folder, "/tmp/t_muster.XXXXXX");
	if (!mkdtemp(s->folder) || db_open_memory(&s->db) < 0)
		return -1;
	log_hook_set(quiet, NULL);
	s->conf = conf_new("/test.conf");
	AUTO(xfree) char *file = xasprintf("%s/customers.csv", s->folder);
	conf_set(&s->conf->ledger.customers, file);
	conf_set(&s->conf->business.name, "Harbour & Pine");
	conf_set(&s->conf->business.language, "en");
	conf_set(&s->conf->business.timezone, "UTC");
	s->conf->ledger.shrink_percent = 100;
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct shop *s = *state;
	unlink(s->conf->ledger.customers);
	int left = rmdir(s->folder);
	conf_free(s->conf);
	db_close(s->db);
	xfree(s);
	return left;
}

static void take_on(struct shop *s, const char *day, const char *rows)
{
	struct date today;
	AUTO(ledger_report_done) struct ledger_report report = {0};
	FILE *f = fopen(s->conf->ledger.customers, "w");
	assert_non_null(f);
	fputs(rows, f);
	fclose(f);
	assert_int_equal(date_parse(day, &today), 0);
	assert_int_equal(ledger_import(s->db, s->conf, today, 1000, &report), 0);
	assert_null(report.problem);
	s->refused = report.refused;
}

static void take(struct shop *s, const char *rows)
{
	take_on(s, "2026-10-01", rows);
}

static void expect(struct shop *s, const char *want)
{
	AUTO(xfree)
	char *is = db_text(s->db,
	        "SELECT group_concat(key || ' ' || email || ' ' || name, ', ') FROM (SELECT * FROM"
	        " customer WHERE present=1 ORDER BY key)");
	assert_string_equal(is ? is : "", want);
}

#define HEAD "id,email,name\n"
#define ANNA "1,anna@x.example,Anna\n"
#define BERT "2,bert@x.example,Bert\n"
#define CARA "3,cara@x.example,Cara\n"
#define ALL "1 anna@x.example Anna, 2 bert@x.example Bert, 3 cara@x.example Cara"

static void test_any_order(void **state)
{
	struct shop *s = *state;
	take(s, HEAD ANNA BERT CARA);
	expect(s, ALL);
	static const char *const orders[] = {HEAD BERT ANNA CARA, HEAD CARA BERT ANNA,
	        HEAD "\n" ANNA "\n" HEAD BERT "\n" CARA, HEAD CARA ANNA BERT};
	for (size_t i = 0; i < COUNT(orders); i++) {
		take(s, orders[i]);
		expect(s, ALL);
		assert_int_equal(s->refused, 0);
	}
	assert_int_equal(db_int(s->db, 0, "SELECT max(id) FROM customer"), 3);
}

static void test_some_come_and_some_go(void **state)
{
	struct shop *s = *state;
	take(s, HEAD ANNA BERT CARA);
	take(s, HEAD "4,dora@x.example,Dora\n" BERT CARA);
	expect(s, "2 bert@x.example Bert, 3 cara@x.example Cara, 4 dora@x.example Dora");
	take(s, HEAD "4,dora@x.example,Dora\n" BERT);
	take(s, HEAD ANNA BERT CARA);
	expect(s, ALL);
	take(s, HEAD ANNA "2,bert@y.example,Bert\n" CARA);
	expect(s, "1 anna@x.example Anna, 2 bert@y.example Bert, 3 cara@x.example Cara");
}

/* The same row twice, and another who has the address before the one who had it. */
static void test_as_before_and_yet_refused(void **state)
{
	struct shop *s = *state;
	take(s, HEAD ANNA BERT);
	take(s, HEAD ANNA ANNA BERT BERT);
	expect(s, "1 anna@x.example Anna, 2 bert@x.example Bert");
	assert_int_equal(s->refused, 2);
	take(s, HEAD "3,bert@x.example,Bertram\n" ANNA BERT);
	expect(s, "1 anna@x.example Anna, 3 bert@x.example Bertram");
	assert_int_equal(s->refused, 1);
	take(s, HEAD ANNA BERT);
	expect(s, "1 anna@x.example Anna, 2 bert@x.example Bert");
	assert_int_equal(s->refused, 0);
}

/* The line is as it was, and means something else. */
static void test_other_names_or_delimiters(void **state)
{
	struct shop *s = *state;
	take(s, "id,email,name\n1,a@x.example,5;6;7\n");
	take(s, "id,email,company\n1,a@x.example,5;6;7\n");
	AUTO(xfree) char *company = db_text(s->db, "SELECT company FROM customer");
	assert_string_equal(company, "5;6;7");
	take(s, "id,email,name\n1,a@x.example,x\n");
	take(s, "id;email;name\n1,a@x.example,x\n2;b@x.example;y\n");
	expect(s, "2 b@x.example y");
	assert_int_equal(s->refused, 1);
}

/* The first line of a row that had but one. */
static void test_a_row_that_grew_a_line(void **state)
{
	struct shop *s = *state;
	static const char note[] = "SELECT json_extract(extra, '$.note') FROM customer";
	take(s, "id,email,note\n1,a@x.example,\"A\n\"\n");
	take(s, "id,email,note\n1,a@x.example,\"A\nB\"\n");
	AUTO(xfree) char *two = db_text(s->db, note);
	assert_string_equal(two, "A\nB");
	take(s, "id,email,note\n1,a@x.example,\"A\"\n");
	AUTO(xfree) char *one = db_text(s->db, note);
	assert_string_equal(one, "A");
}

/* Days go by, and nothing of the file changed: the stages are of today, and its dates remembered.
 */
static void test_stages_of_rows_not_read(void **state)
{
	struct shop *s = *state;
	static const char rows[] = "id,email,since,tags\n1,a@x.example,2026-09-01,\n"
	                           "2,b@x.example,,\n3,c@x.example,2020-01-01,best\n";
	static const char stages[] = "SELECT group_concat(stage) FROM (SELECT stage FROM customer"
	                             " ORDER BY key)";
	s->conf->stages.new_days = 90;
	s->conf->stages.short_years = 3;
	conf_set(&s->conf->stages.integral_tag, "best");
	take_on(s, "2026-10-01", rows);
	AUTO(xfree) char *first = db_text(s->db, stages);
	assert_string_equal(first, "new,before,integral");
	take_on(s, "2026-12-31", rows);
	AUTO(xfree) char *later = db_text(s->db, stages);
	assert_string_equal(later, "short,before,integral");
	take_on(s, "2029-09-01", rows);
	AUTO(xfree) char *last = db_text(s->db, stages);
	assert_string_equal(last, "long,before,integral");
}

/* Nobody is lost or doubled when it knows less than the table. */
static void test_a_muster_that_is_gone(void **state)
{
	struct shop *s = *state;
	take(s, HEAD ANNA BERT CARA);
	assert_int_equal(db_begin_ledger(s->db), 0);
	assert_true(db_run(s->db, "DELETE FROM muster") > 0);
	assert_int_equal(db_commit(s->db), 0);
	take(s, HEAD ANNA "2,bert@y.example,Bert\n");
	expect(s, "1 anna@x.example Anna, 2 bert@y.example Bert");
	take(s, HEAD ANNA BERT CARA);
	expect(s, ALL);
	assert_int_equal(db_int(s->db, 0, "SELECT count(*) FROM customer"), 3);
}

/* Somebody was erased, and with them the page that knew them; or somebody came at the end. */
static void test_a_page_that_is_missing(void **state)
{
	struct shop *s = *state;
	AUTO(text_done) struct text rows = TEXT_INIT;
	text_puts(&rows, HEAD);
	for (int i = 1; i <= 4000; i++)
		text_printf(&rows, "%d,c%d@x.example,N\n", i, i);
	take(s, rows.s);
	assert_int_equal(db_begin_ledger(s->db), 0);
	assert_int_equal(db_run(s->db, "DELETE FROM muster WHERE page=(SELECT (id-1)/1024 FROM"
	                               " customer WHERE key='1500')"),
	        1);
	assert_int_equal(db_run(s->db, "DELETE FROM customer WHERE key='1500'"), 1);
	assert_int_equal(
	        db_run(s->db, "INSERT INTO customer (key, email, name) VALUES ('a new one',"
	                      " 'new@x.example', 'N')"),
	        1);
	assert_int_equal(db_commit(s->db), 0);
	text_puts(&rows, "4001,c4001@x.example,N\n");
	take(s, rows.s);
	assert_int_equal(db_int(s->db, 0, "SELECT count(*) FROM customer WHERE present=1"), 4001);
	assert_int_equal(db_int(s->db, 0,
	                         "SELECT count(*) FROM customer WHERE key IN ('1500',"
	                         " '4001') AND present=1"),
	        2);
	assert_int_equal(db_int(s->db, 9, "SELECT present FROM customer WHERE key='a new one'"), 0);
	assert_int_equal(db_int(s->db, 0, "SELECT count(*) FROM muster"), 4);
}

static int written(struct shop *s, const char *table)
{
	return (int)db_int(s->db, -1, "SELECT count(*) FROM temp.written WHERE name=:name",
	        DB_TEXT(":name", table));
}

/* From here on each page that is written is noted. */
static void watch(struct shop *s)
{
	assert_int_equal(db_begin_ledger(s->db), 0);
	assert_true(db_run(s->db, "CREATE TEMP TABLE written (name TEXT)") >= 0);
	assert_true(db_run(s->db, "CREATE TEMP TRIGGER w1 AFTER INSERT ON ledger.muster BEGIN"
	                          " INSERT INTO written VALUES ('muster'); END") >= 0);
	assert_true(db_run(s->db, "CREATE TEMP TRIGGER w2 AFTER INSERT ON ledger.muster_row BEGIN"
	                          " INSERT INTO written VALUES ('muster_row'); END") >= 0);
	assert_int_equal(db_commit(s->db), 0);
}

/* One row in some pages is another: nothing is written but of these pages how their rows were. */
static void test_what_is_as_it_was_is_not_written(void **state)
{
	struct shop *s = *state;
	for (int round = 0; round < 3; round++) {
		AUTO(text_done) struct text rows = TEXT_INIT;
		text_puts(&rows, HEAD);
		for (int i = 1; i <= 4000; i++)
			text_printf(&rows, "%d,c%d@x.example,%s\n", i, i,
			        round > 0 && (i == 7 || i == 3000) ? "Changed" : "N");
		if (round == 2) /* somebody is new */
			text_puts(&rows, "new,new@x.example,N\n");
		take(s, rows.s);
		if (round == 0)
			watch(s);
	}
	assert_int_equal(written(s, "muster"), 1);
	assert_int_equal(written(s, "muster_row"), 2 + 1);
	assert_int_equal(db_int(s->db, 0, "SELECT count(*) FROM muster"), 4);
	assert_int_equal(db_int(s->db, 0, "SELECT count(*) FROM muster_row"), 4);
}

/* The store was carried to another machine, whose bytes lie the other way round; or what is there
 * is no page. */
static void test_a_muster_of_another_machine(void **state)
{
	struct shop *s = *state;
	static const char *const spoil[] = {
	        "UPDATE muster SET people=CAST(x'0102030405060708' || substr(people, 9) AS BLOB)",
	        "UPDATE muster_row SET rows=CAST(x'0102030405060708' || substr(rows, 9) AS BLOB)",
	        "UPDATE muster_row SET rows=substr(rows, 1, 40)",
	        "UPDATE muster_row SET rows=x''",
	        "UPDATE muster SET people=zeroblob(8 + 24 * 1025)",
	        "DELETE FROM muster_row",
	};
	take(s, HEAD ANNA BERT CARA);
	for (size_t i = 0; i < COUNT(spoil); i++) {
		assert_int_equal(db_begin_ledger(s->db), 0);
		assert_int_equal(db_run(s->db, spoil[i]), 1);
		assert_int_equal(db_commit(s->db), 0);
		take(s, i % 2 ? HEAD BERT "1,anna@y.example,Anna\n" : HEAD CARA ANNA);
		expect(s, i % 2 ? "1 anna@y.example Anna, 2 bert@x.example Bert"
		                : "1 anna@x.example Anna, 3 cara@x.example Cara");
		take(s, HEAD ANNA BERT CARA);
		expect(s, ALL);
		assert_int_equal(db_int(s->db, 0, "SELECT count(*) FROM customer"), 3);
		assert_int_equal(db_int(s->db, 0,
		                         "SELECT count(*) FROM muster JOIN muster_row"
		                         " USING (page)"),
		        1);
	}
}

/* Refused at first, and good in a later row: the ids are not in the order of the roll. */
static void test_ids_in_another_order(void **state)
{
	struct shop *s = *state;
	AUTO(text_done) struct text rows = TEXT_INIT;
	text_puts(&rows, HEAD "1,no address,N\n");
	for (int i = 2; i <= 3000; i++)
		text_printf(&rows, "%d,c%d@x.example,N\n", i, i);
	text_puts(&rows, "1,one@x.example,N\n");
	for (int round = 0; round < 3; round++) {
		take(s, rows.s);
		assert_int_equal(
		        db_int(s->db, 0, "SELECT count(*) FROM customer WHERE present=1"), 3000);
		assert_int_equal(db_int(s->db, 0, "SELECT max(id) FROM customer"), 3000);
		text_printf(&rows, "%d,later%d@x.example,N\n", 1, round); /* one more complaint */
	}
}

/* In a store on the disk, and so much that one thread writes the new file while the other reads:
 * whoever else has the store open finds all of it, and what people said of a customer is in it. */
static void test_a_first_ledger_on_the_disk(void **state)
{
	struct shop *s = *state;
	AUTO(xfree) char *path = xasprintf("%s/s.db", s->folder), *why = NULL;
	AUTO(text_done) struct text rows = TEXT_INIT;
	AUTO(db_close) struct db *other = NULL;
	db_close(s->db);
	assert_int_equal(db_open(path, &s->db, &why), 0);
	assert_int_equal(db_open(path, &other, &why), 0);
	assert_int_equal(db_begin(other), 0);
	assert_true(db_run(other, "INSERT INTO amendment (customer, field, value, was) VALUES ('7',"
	                          " 'email', 'new@x.example', 'c7@x.example')") > 0);
	assert_int_equal(db_commit(other), 0);
	text_puts(&rows, "id,email,note\n");
	for (int i = 1; i <= 600; i++) {
		text_printf(&rows, "%d,c%d@x.example,", i, i);
		for (int j = 0; j < 1000; j++)
			text_puts(&rows, "words ");
		text_puts(&rows, "\n");
	}
	take(s, rows.s);
	db_at_work(other, true);
	assert_int_equal(db_int(other, 0, "SELECT count(*) FROM customer"), 600);
	AUTO(xfree) char *email = db_text(other, "SELECT email FROM customer WHERE key='7'");
	assert_string_equal(email, "new@x.example");
	text_puts(&rows, "601,c601@x.example,\n");
	take(s, rows.s);
	assert_int_equal(db_int(other, 0, "SELECT count(*) FROM customer"), 601);
	AUTO(xfree) char *sound = db_text(other, "PRAGMA ledger.integrity_check");
	assert_string_equal(sound, "ok");
	db_close(other);
	other = NULL;
	db_close(s->db);
	s->db = NULL;
	static const char *const ends[] = {"", "-ledger"};
	for (size_t i = 0; i < COUNT(ends); i++) {
		AUTO(xfree) char *file = xasprintf("%s%s", path, ends[i]);
		assert_int_equal(unlink(file), 0);
	}
}

/* Nobody can be taken from it: there is no file, and nothing half. */
static void test_a_first_ledger_that_is_none(void **state)
{
	struct shop *s = *state;
	AUTO(xfree) char *path = xasprintf("%s/s.db", s->folder), *why = NULL;
	AUTO(ledger_report_done) struct ledger_report report = {0};
	db_close(s->db);
	assert_int_equal(db_open(path, &s->db, &why), 0);
	FILE *f = fopen(s->conf->ledger.customers, "w");
	assert_non_null(f);
	fputs(HEAD "1,no address,N\n", f);
	fclose(f);
	assert_int_equal(ledger_import(s->db, s->conf, (struct date){20000}, 1000, &report), 0);
	assert_non_null(report.problem);
	take(s, HEAD ANNA);
	expect(s, "1 anna@x.example Anna");
	db_close(s->db);
	s->db = NULL;
	AUTO(xfree) char *taken = xasprintf("%s-ledger", path);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(unlink(taken), 0);
}

#define MUSTER_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        MUSTER_TEST(test_any_order),
	        MUSTER_TEST(test_some_come_and_some_go),
	        MUSTER_TEST(test_as_before_and_yet_refused),
	        MUSTER_TEST(test_other_names_or_delimiters),
	        MUSTER_TEST(test_a_row_that_grew_a_line),
	        MUSTER_TEST(test_stages_of_rows_not_read),
	        MUSTER_TEST(test_a_muster_that_is_gone),
	        MUSTER_TEST(test_what_is_as_it_was_is_not_written),
	        MUSTER_TEST(test_a_muster_of_another_machine),
	        MUSTER_TEST(test_a_page_that_is_missing),
	        MUSTER_TEST(test_ids_in_another_order),
	        MUSTER_TEST(test_a_first_ledger_on_the_disk),
	        MUSTER_TEST(test_a_first_ledger_that_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
