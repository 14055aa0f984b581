/*
 * plan: what planning costs, with fifty letters: thirteen yearly, twelve once, twenty-five on
 * days of the year for some of the customers.
 *
 *	plan due FILE CUSTOMERS DUE     one pass with so many letters due, others are not;
 *	                                one more of them; and one on a day with nobody due
 *
 *	plan rules FILE CUSTOMERS       ten rules that count from the customers' own dates, which
 *	                                lie anywhere in seventy years; one in a thousand is written
 *
 *	plan year FILE CUSTOMERS        a year ahead, every customer's dates at random
 *
 * FILE is made anew and left for a look. Times are the processor's; memory in MB.
 */
#include "../../unit/scene.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "log.h"
#include "simulate.h"

enum { YEARLY = 13, ONCE = 12, DAYS = 25 };

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long megabytes(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return u.ru_maxrss / 1024;
}

/* ---- the letters ---- */

static const char body[] =
        "\n\nDear {{first_name|friend of the house}},\n\n"
        "you have been with us {{years_phrase|for a while}}, and we wanted to say **thank you**:\n"
        "for your patience, for your orders, and for telling {{manager_name}} what you think.\n\n"
        "{{#company}}Greetings to everybody at {{company}}.{{/company}}\n\n"
        "All the best from the harbour, and see you soon.\n";

static void put_letter(struct scene *s, char kind, int n, const char *when)
{
	AUTO(xfree) char *name = xasprintf("%c%02d", kind, n);
	AUTO(xfree)
	char *bytes = xasprintf("Subject: A word to {{name}}\nStatus: live\n%s%s", when, body);
	scene_template(s, name, bytes);
}

static void put_letters(struct scene *s)
{
	static const char *const fields[] = {"since", "birthday", "first_purchase"};
	static const char *const who[] = {"To: new, short", "To: long, integral", "Language: de",
	        "Country: DE, AT", "Tags: harbour"};
	for (int i = 0; i < YEARLY; i++) {
		AUTO(xfree)
		char *when = xasprintf(
		        "When: %s\nRepeat: yearly\nAfter: P%dD\nTo: all", fields[i % 3], i % 5);
		put_letter(s, 'y', i, when);
	}
	for (int i = 0; i < ONCE; i++) {
		AUTO(xfree)
		char *when = xasprintf("When: first_contact\nAfter: P%dD\nTo: all", 1 + 10 * i);
		put_letter(s, 'o', i, when);
	}
	for (int i = 0; i < DAYS; i++) {
		AUTO(xfree)
		char *when = xasprintf("When: FREQ=YEARLY;BYMONTH=%d;BYMONTHDAY=%d\n%s",
		        1 + (i * 5) % 12, 3 + i, who[i % 5]);
		put_letter(s, 'd', i, when);
	}
}

/* ---- the customers ---- */

/* A number that looks like chance and is the same each time. */
#define CHANCE(salt) "abs((i*2654435761+" salt ")*40503 % 2147483647)"

static void put_customers(struct scene *s, int customers)
{
	scene_sql(s,
	        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<%d)"
	        " INSERT INTO customer (id, key, email, name, first_name, last_name, company,"
	        " language, country, manager, consent, birthday_ok, stage, tags, extra)"
	        " SELECT i, 'c' || i, 'c' || i || '@house' || i || '.example',"
	        " 'Cara Number ' || i, 'Cara', 'Number ' || i,"
	        " CASE WHEN i%%3 THEN '' ELSE 'Flowers ' || i || ' Ltd.' END,"
	        " CASE WHEN i%%4 THEN 'en' ELSE 'de' END,"
	        " CASE i%%5 WHEN 0 THEN 'DE' WHEN 1 THEN 'AT' WHEN 2 THEN 'GB' ELSE 'FR' END,"
	        " CASE WHEN i%%2 THEN 'anna' ELSE 'ben' END, 'express', 1,"
	        " CASE i%%10 WHEN 0 THEN 'new' WHEN 1 THEN 'integral' WHEN 2 THEN 'long'"
	        " ELSE 'short' END, CASE WHEN i%%7 THEN '' ELSE ',harbour,' END,"
	        " json_object('city', 'Town ' || (i%%100), 'segment', 'B') FROM n",
	        customers);
}

/* `day` is an expression over customer.id as i. */
static void put_dates(struct scene *s, const char *field, const char *day)
{
	if (str_same(field, "first_purchase"))
		scene_sql(s,
		        "INSERT INTO purchase_total (customer, currency, first_day, last_day, "
		        "count,"
		        " spent_cents, spent_12_cents, spent_prior_12_cents)"
		        " SELECT i, 'EUR', %s, %s, 1, 0, 0, 0 FROM (SELECT id AS i FROM customer)",
		        day, day);
	scene_sql(s, "INSERT OR IGNORE INTO anchor_field (name) VALUES ('%s')", field);
	scene_sql(s,
	        "INSERT INTO anchor_day (field, day, customer)"
	        " SELECT number, %s, i FROM anchor_field, (SELECT id AS i FROM customer)"
	        " WHERE name='%s'",
	        day, field);
	if (!str_same(field, "first_purchase"))
		scene_sql(s,
		        "UPDATE customer SET dates=json_set(dates, '$.%s',"
		        " (SELECT %s FROM (SELECT customer.id AS i)))",
		        field, day);
}

/* ---- due ---- */

static double pass(struct scene *s, struct plan_counts *ret)
{
	double start = seconds();
	*ret = scene_pass(s);
	return seconds() - start;
}

/* Everybody's dates lie in spring, of which no letter tells in autumn; but those who are due. */
static void put_due(struct scene *s, int customers, int due)
{
	static const char *const fields[] = {"since", "birthday", "first_purchase"};
	for (size_t i = 0; i < COUNT(fields); i++)
		put_dates(s, fields[i], "15400 + (i%13)*365 + i%60");
	put_dates(s, "first_contact", "19783 + i%60");
	int day = scene_day("2015-10-06").days, each = customers / due;
	scene_sql(s,
	        "UPDATE anchor_day SET day=%d WHERE customer%%%d=1 AND"
	        " field=(SELECT number FROM anchor_field WHERE name='since')",
	        day, each);
	scene_sql(s, "UPDATE customer SET dates=json_set(dates, '$.since', %d) WHERE id%%%d=1", day,
	        each);
}

static void measure_due(struct scene *s, int customers, int due)
{
	struct plan_counts counts;
	put_due(s, customers, due);
	scene_sql(s, "ANALYZE");
	s->h.now = scene_at("2026-12-01T06:00");
	pass(s, &counts);
	double nobody = 1e9, first, more = 1e9;
	for (int i = 0; i < 20; i++) {
		double one = pass(s, &counts);
		nobody = one < nobody ? one : nobody;
	}
	if (counts.put + counts.skipped + counts.held)
		fail_msg("somebody is due on the day with nobody due");
	s->h.now = scene_at("2026-10-05T06:00");
	/* all of them refused, then all of them put */
	scene_sql(s, "UPDATE customer SET consent='none'");
	double skips = pass(s, &counts);
	int skipped = counts.skipped;
	scene_sql(s, "UPDATE customer SET consent='express'");
	first = pass(s, &counts);
	int put = counts.put;
	for (int i = 0; i < 5; i++) {
		double one = pass(s, &counts);
		more = one < more ? one : more;
	}
	printf("%d customers: nobody due %.2f ms; %d refused %.1f ms (%.1f us each); %d put %.1f "
	       "ms (%.1f us each); once more %.1f ms; %ld MB\n",
	        customers, nobody * 1e3, skipped, skips * 1e3,
	        skips * 1e6 / (skipped ? skipped : 1), put, first * 1e3,
	        first * 1e6 / (put ? put : 1), more * 1e3, megabytes());
}

/* ---- rules ---- */

static void put_rules(struct scene *s)
{
	static const char *const rules[] = {"FREQ=MONTHLY;INTERVAL=3", "FREQ=MONTHLY;INTERVAL=6",
	        "FREQ=YEARLY;INTERVAL=5", "FREQ=WEEKLY;INTERVAL=26", "FREQ=DAILY;INTERVAL=100",
	        "FREQ=YEARLY;BYMONTH=3,9", "FREQ=YEARLY;BYMONTH=10;BYDAY=1MO",
	        "FREQ=MONTHLY;INTERVAL=4;BYDAY=-1FR", "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=-1",
	        "FREQ=YEARLY;BYMONTH=10;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"};
	for (size_t i = 0; i < COUNT(rules); i++) {
		AUTO(xfree)
		char *when = xasprintf("When: since\nRepeat: %s\nTags: one-in-1000", rules[i]);
		put_letter(s, 'r', (int)i, when);
	}
}

static void measure_rules(struct scene *s, int customers)
{
	struct plan_counts counts;
	put_dates(s, "since", "-5000 + " CHANCE("11") "%25000");
	scene_sql(s, "UPDATE customer SET tags=',one-in-1000,' WHERE id%%1000=1");
	scene_sql(s, "ANALYZE");
	double first = pass(s, &counts), more = 1e9;
	int put = counts.put;
	s->h.now += 86400;
	for (int i = 0; i < 5; i++) {
		double one = pass(s, &counts);
		more = one < more ? one : more;
	}
	printf("%d customers, ten rules: the first day %.0f ms, %d put; a day later %.0f ms, %d "
	       "skipped; %ld MB\n",
	        customers, first * 1e3, put, more * 1e3, counts.skipped, megabytes());
}

/* ---- a year ---- */

struct year {
	int letters, skips;
};

static void count(const struct simulate_entry *e, void *arg)
{
	struct year *y = arg;
	*(e->letter ? &y->letters : &y->skips) += 1;
}

static void measure_year(struct scene *s, int customers)
{
	struct year y = {0};
	put_dates(s, "since", "14000 + " CHANCE("11") "%5000");
	put_dates(s, "birthday", "0 + " CHANCE("23") "%10000");
	put_dates(s, "first_purchase", "14000 + " CHANCE("37") "%5000");
	put_dates(s, "first_contact", "20650 + " CHANCE("41") "%600");
	scene_sql(s, "ANALYZE");
	s->h.now = scene_at("2026-10-05T06:00");
	long before = megabytes();
	double start = seconds();
	struct date from = scene_day("2026-10-05");
	assert_int_equal(simulate(&s->h, from, date_add(from, 364), count, &y), 0);
	double took = seconds() - start;
	printf("%d customers, a year: %.1f s; %d letters, %d skips; %.1f us each; memory %ld MB, "
	       "%ld MB before\n",
	        customers, took, y.letters, y.skips, took * 1e6 / (y.letters + y.skips),
	        megabytes(), before);
}

/* The store, and the ledger's own file beside it. */
static void forget(const char *file)
{
	static const char *const ends[] = {
	        "", "-wal", "-shm", "-ledger", "-ledger-wal", "-ledger-shm"};
	for (size_t i = 0; i < COUNT(ends); i++) {
		AUTO(xfree) char *name = xasprintf("%s%s", file, ends[i]);
		unlink(name);
	}
}

int main(int argc, char **argv)
{
	bool due = argc == 5 && str_same(argv[1], "due");
	bool rules = argc == 4 && str_same(argv[1], "rules");
	if (!due && !rules && !(argc == 4 && str_same(argv[1], "year"))) {
		fputs("Usage: plan due FILE CUSTOMERS DUE | plan rules|year FILE CUSTOMERS\n",
		        stderr);
		return 2;
	}
	static struct scene s;
	AUTO(xfree) char *why = NULL;
	scene_open(&s, "2026-10-05T06:00");
	scene_close(&s);
	forget(argv[2]);
	if (db_open(argv[2], &s.h.db, &why) < 0)
		fail_msg("%s", why);
	AUTO(folder_stock_done) struct folder_stock stock = {0};
	s.h.stock = &stock; /* as the planner has it */
	s.conf.courtesy.company_per_day = 3;
	log_init("plan", LOG_LEVEL_WARNING);
	int customers = atoi(argv[3]);
	assert_int_equal(db_bulk(s.h.db, true), 0);
	if (rules)
		put_rules(&s);
	else
		put_letters(&s);
	put_customers(&s, customers);
	assert_int_equal(db_bulk(s.h.db, false), 0);
	if (due)
		measure_due(&s, customers, atoi(argv[4]));
	else if (rules)
		measure_rules(&s, customers);
	else
		measure_year(&s, customers);
	scene_close(&s);
	return 0;
}
