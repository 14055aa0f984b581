/*
 * digest: how long the owner's digest takes in a large house: so many customers, so many letters
 * a week for a year, one in a hundred of which is answered. A yearly date of each customer's own
 * has a letter; the next seven days are looked ahead.
 *
 *	digest FOLDER CUSTOMERS LETTERS
 *
 * Prints seconds of the clock and of the processor, and the peak memory in KB. FOLDER keeps the
 * store, and is used again.
 */
#include "../unit/scene.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "digest.h"
#include "log.h"

#define NOW "2026-10-12T05:00"

static const char template[] = "Subject: Thank you\nWhen: birthday\nRepeat: yearly\n"
                               "To: new, short, long\nStatus: live" SCENE_BODY;

enum { WEEKS = 52 };

/* Indexes are made when the rows are there. */
static void fill_outbox(struct scene *s, const char *sql)
{
	AUTO(text_done) struct text make = TEXT_INIT;
	AUTO(text_done) struct text drop = TEXT_INIT;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(s->h.db, "SELECT name, sql FROM sqlite_schema WHERE"
	                                         " tbl_name='outbox' AND type='index' AND sql>''");
	while (db_step(rows) > 0) {
		text_printf(&drop, "%s;", db_col_text(rows, 0));
		text_printf(&make, "%s;", db_col_text(rows, 1));
	}
	db_rows_free(rows);
	rows = NULL;
	for (char *p = drop.s, *name; (name = strsep(&p, ";")) && *name;)
		scene_sql(s, "DROP INDEX %s", name);
	scene_sql(s, "%s", sql);
	for (char *p = make.s, *one; (one = strsep(&p, ";")) && *one;)
		scene_sql(s, "%s", one);
}

/* Ninety of a hundred buy now and then; everyone was first met on some day of eight years. */
static void fill(struct scene *s, long long customers, long long letters)
{
	long long today = scene_day("2026-10-12").days, now = scene_at(NOW);
	assert_int_equal(db_bulk(s->h.db, true), 0);
	scene_sql(s,
	        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<%lld)"
	        " INSERT INTO customer (id, key, email, name, first_name, manager, consent, stage,"
	        " language, country, birthday_ok) SELECT i, 'c'||i, 'c'||i||'@x'||(i%%50000)||"
	        "'.example', 'Guest '||i, 'Guest', CASE i%%3 WHEN 0 THEN 'anna' ELSE 'ben' END,"
	        " 'express', CASE i%%5 WHEN 0 THEN 'new' WHEN 1 THEN 'long' ELSE 'short' END, 'en',"
	        " 'DE', 1 FROM n",
	        customers);
	scene_sql(s,
	        "INSERT INTO purchase_total (customer, currency, first_day, last_day, count,"
	        " spent_cents, spent_12_cents, spent_prior_12_cents, months) SELECT id, 'EUR',"
	        " %lld-900, %lld-(id*7919)%%700, 3+id%%9, 90000, (id*31)%%50000, (id*17)%%90000,"
	        " 4095 FROM customer WHERE id%%10",
	        today, today);
	scene_sql(s, "INSERT INTO anchor_field (name) VALUES ('birthday')");
	scene_sql(s,
	        "INSERT INTO anchor_day (field, day, customer) SELECT number,"
	        " 3000+(id*7919)%%14600, id FROM anchor_field f, customer WHERE f.name='birthday'");
	scene_sql(s, "UPDATE customer SET dates=json_object('birthday', 3000+(id*7919)%%14600)");
	AUTO(xfree)
	char *sql = xasprintf(
	        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n WHERE i<%lld)"
	        " INSERT INTO outbox (kind, customer, touchpoint, occurrence, state, manager,"
	        " recipient, subject, day, token, message_id, not_before_at, valid_until_at,"
	        " next_try_at, created_at, claimed_at, settled_at, code) SELECT 'letter',"
	        " 'c'||(1+(i*7919)%%%lld), 'y'||(i/%lld), 'once', 'SENT', 'ben',"
	        " 'c'||i||'@x'||(i%%50000)||'.example', 'Thank you', %lld-i/%lld, i, i, at, at, at,"
	        " at, at, at+1, 250 FROM (SELECT i, %lld-86400-i*%lld AS at FROM n)"
	        " ORDER BY i DESC",
	        letters * WEEKS - 1, customers, customers, today, letters / 7 ? letters / 7 : 1,
	        now, 604800 / letters ? 604800 / letters : 1);
	fill_outbox(s, sql);
	scene_sql(s, "INSERT INTO inbox (mailbox, uidvalidity, uid, class, confidence, customer,"
	             " outbox, excerpt, arrived_at, read_at) SELECT 'INBOX', 1, id, 'reply',"
	             " 'certain', customer, id, 'Thank you!', claimed_at+86400, claimed_at+86400"
	             " FROM outbox WHERE id%%100=0");
	scene_sql(s, "INSERT INTO conversation (customer, state, manager, opened_by, opened_at,"
	             " last_at, answered_at) SELECT customer, CASE WHEN id<2000 AND id%%50=0 THEN"
	             " 'WAITING' ELSE 'ANSWERED' END, 'ben', id, arrived_at, arrived_at,"
	             " arrived_at+7200 FROM inbox WHERE 1 ON CONFLICT DO NOTHING");
	scene_sql(s, "ANALYZE");
	db_bulk(s->h.db, false);
}

static double cpu(const struct rusage *u)
{
	return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) +
	       (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv)
{
	struct scene s;
	struct rusage before, usage;
	if (argc != 4)
		return 64;
	log_init("digest", LOG_LEVEL_WARNING);
	scene_open(&s, NOW);
	scene_close(&s);
	AUTO(xfree) char *path = xasprintf("%s/followupd.db", argv[1]), *why = NULL;
	bool there = access(path, F_OK) == 0;
	assert_int_equal(db_open(path, &s.h.db, &why), 0);
	if (!there) {
		fill(&s, atoll(argv[2]), atoll(argv[3]));
		scene_template(&s, "birthday", template);
	}
	clock_set(s.h.now);
	AUTO(digest_done) struct digest d = {0};
	getrusage(RUSAGE_SELF, &before);
	int64_t began = clock_monotonic_ms();
	int r = digest_make(&s.h, &s.people[0], scene_day("2026-10-07"), &d);
	int64_t took = clock_monotonic_ms() - began;
	getrusage(RUSAGE_SELF, &usage);
	printf("%.3f %.3f %ld\n", (double)took / 1000, cpu(&usage) - cpu(&before), usage.ru_maxrss);
	fputs(getenv("SHOW") ? d.text : "", stdout);
	scene_close(&s);
	return r;
}
