/* The planner's own look at the files: what somebody still writes to is left alone. */
#include "scene.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger.h"
#include "log.h"
#include "standing.h"
#include "worker.h"

static void quiet(enum log_level level, const char *line, void *arg)
{
	(void)level;
	(void)line;
	(void)arg;
}

static void write_at(const char *path, const char *bytes, int64_t at)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(bytes, f);
	fclose(f);
	const struct timespec times[] = {{.tv_sec = at}, {.tv_sec = at}};
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* How many customers there are after a pass at that moment, and when the next is wanted. */
static int64_t after_pass(struct worker_context *ctx, int64_t now, int64_t *ret_next_at)
{
	clock_set(now);
	assert_int_equal(planner.pass(ctx, ret_next_at), 0);
	return db_int(ctx->db, -1, "SELECT count(*) FROM customer WHERE present=1");
}

static void test_a_file_still_written_is_left(void **state)
{
	(void)state;
	char folder[] = "/tmp/t_planner.XXXXXX";
	assert_non_null(mkdtemp(folder));
	AUTO(scene_close) struct scene s;
	scene_open(&s, "2026-10-05T09:00");
	int64_t now = s.h.now, next_at = 0;
	AUTO(xfree) char *customers = xasprintf("%s/customers.csv", folder);
	AUTO(xfree) char *purchases = xasprintf("%s/purchases.csv", folder);
	s.conf.ledger.customers = customers;
	s.conf.ledger.purchases = purchases;
	s.conf.ledger.decimal = '.';
	s.conf.ledger.shrink_percent = 20;
	s.conf.templates = s.conf.calendars = folder;
	struct worker_context ctx = {.conf = &s.conf, .db = s.h.db, .bell_fd = -1, .watch_fd = -1};
	log_hook_set(quiet, NULL);
	assert_int_equal(planner.start(&ctx), 0);
	write_at(customers, "id,email\nA,a@x.example\nB,b@x.", now);
	write_at(purchases, "customer,date\n", now - 3600);
	assert_int_equal(after_pass(&ctx, now, &next_at), 0);
	assert_true(next_at <= now + 3); /* looked at again soon, without a bell */
	assert_int_equal(after_pass(&ctx, now + 1, &next_at), 0);
	write_at(customers, "id,email\nA,a@x.example\nB,b@x.example\n", now + 2);
	assert_int_equal(after_pass(&ctx, now + 3, &next_at), 0);
	write_at(purchases, "customer,date\nA,2026-01-01\n", now + 4); /* nor without the other */
	assert_int_equal(after_pass(&ctx, now + 5, &next_at), 0);
	assert_int_equal(after_pass(&ctx, now + 6, &next_at), 2);
	assert_int_equal(db_int(s.h.db, 0, "SELECT count(*) FROM purchase_total"), 1);
	planner.stop(&ctx);
	unlink(customers);
	unlink(purchases);
	rmdir(folder);
}

/* What follows from the day does so from midnight on where the business is, not elsewhere. */
static void test_the_day_turns_at_the_business_s_midnight(void **state)
{
	(void)state;
	char folder[] = "/tmp/t_planner.XXXXXX";
	assert_non_null(mkdtemp(folder));
	AUTO(scene_close) struct scene s;
	scene_open(&s, "2026-10-05T09:00");
	int64_t next_at = 0;
	AUTO(xfree) char *customers = xasprintf("%s/customers.csv", folder);
	AUTO(xfree) char *purchases = xasprintf("%s/purchases.csv", folder);
	s.conf.business.timezone = (char *)"Pacific/Auckland"; /* 13 hours ahead by then */
	s.conf.ledger.customers = customers;
	s.conf.ledger.purchases = purchases;
	s.conf.templates = s.conf.calendars = folder;
	struct worker_context ctx = {.conf = &s.conf, .db = s.h.db, .bell_fd = -1, .watch_fd = -1};
	log_hook_set(quiet, NULL);
	assert_int_equal(planner.start(&ctx), 0);
	/* 90 days of being new; a purchase of a year ago; one that is dated tomorrow */
	write_at(customers,
	        "id,email,since\nA,a@x.example,2026-07-08\nB,b@x.example,2023-10-06\n"
	        "C,c@x.example,\n",
	        s.h.now - 3600);
	write_at(purchases,
	        "customer,date,amount,currency\nC,2025-10-06,1,EUR\nC,2026-10-06,2,EUR\n"
	        "C,2024-10-06,4,EUR\n",
	        s.h.now - 3600);
	static const char all[] =
	        "SELECT group_concat(key || ' ' || stage || ' ' || coalesce(count || ' ' ||"
	        " spent_cents || ' ' || spent_12_cents || ' ' || spent_prior_12_cents, '-'), '; ')"
	        " FROM (SELECT * FROM customer c LEFT JOIN purchase_total t ON t.customer=c.id"
	        " ORDER BY key)";
	after_pass(&ctx, scene_at("2026-10-05T10:59"), &next_at);
	scene_text(&s, all, "A new -; B short -; C short 2 500 100 400");
	assert_true(next_at <= scene_at("2026-10-05T11:00")); /* without a bell */
	after_pass(&ctx, scene_at("2026-10-05T11:00"), &next_at);
	scene_text(&s, all, "A short -; B long -; C short 3 700 200 100");
	planner.stop(&ctx);
	unlink(customers);
	unlink(purchases);
	rmdir(folder);
}

/* The minute before a midnight, the first of the day after it, and that day. */
static const struct {
	const char *zone, *before, *after, *day;
} midnights[] = {
        {"Pacific/Auckland", "2026-09-26T11:59", "2026-09-26T12:00", "2026-09-27"}, /* 23 hours */
        {"Pacific/Auckland", "2026-09-27T10:59", "2026-09-27T11:00", "2026-09-28"},
        {"Pacific/Auckland", "2026-04-04T10:59", "2026-04-04T11:00", "2026-04-05"}, /* 25 hours */
        {"Pacific/Auckland", "2026-04-05T11:59", "2026-04-05T12:00", "2026-04-06"},
        {"America/Los_Angeles", "2026-03-08T07:59", "2026-03-08T08:00", "2026-03-08"},
        {"America/Los_Angeles", "2026-03-09T06:59", "2026-03-09T07:00", "2026-03-09"},
        {"America/Los_Angeles", "2026-11-01T06:59", "2026-11-01T07:00", "2026-11-01"},
        {"America/Los_Angeles", "2026-11-02T07:59", "2026-11-02T08:00", "2026-11-02"},
        {"America/Santiago", "2026-09-06T03:59", "2026-09-06T04:00", "2026-09-06"}, /* from 1:00 */
};

/* Since three years, every four weeks, silent for long: each from this day on and not before. */
static void write_habits(const char *customers, const char *purchases, struct date day)
{
	static const int silent[] = {1542, 1400, 1200, 600, 500, 400}, often[] = {56, 28, 0};
	AUTO(text_done) struct text bought = TEXT_INIT;
	AUTO(xfree) char *since = date_format(stage_years_later(day, -3));
	AUTO(xfree)
	char *people = xasprintf("id,email,since\nI,i@x.example,\nQ,q@x.example,\n"
	                         "Y,y@x.example,%s\n",
	        since);
	text_puts(&bought, "customer,date,amount,currency\n");
	for (size_t i = 0; i < COUNT(silent); i++) {
		AUTO(xfree) char *iso = date_format(date_add(day, -silent[i]));
		text_printf(&bought, "Q,%s,100,USD\n", iso);
	}
	for (size_t i = 0; i < COUNT(often); i++) {
		AUTO(xfree) char *iso = date_format(date_add(day, -often[i]));
		text_printf(&bought, "I,%s,1,EUR\n", iso);
	}
	write_at(customers, people, clock_now() - 3600);
	write_at(purchases, text_str(&bought), clock_now() - 3600);
}

/* Their own interval, who has gone quiet, the years of Y, and the stage of Y. */
static char *habits(struct scene *s)
{
	AUTO(standing_done) struct standing found = {0};
	AUTO(ledger_customer_free) struct ledger_customer *y = NULL;
	const struct figures_scope all = {.all = true, .manager = ""};
	struct date today = zone_date(zone_find(s->conf.business.timezone), clock_now());
	s->h.now = clock_now();
	assert_int_equal(standing_find(&s->h, &all, today, 3, &found), 0);
	assert_int_equal(ledger_customer_get(s->h.db, "Y", NULL, today, &y), 0);
	AUTO(xfree)
	char *kept = db_text(s->h.db,
	        "SELECT coalesce((SELECT usual_days FROM purchase_total p JOIN customer c ON"
	        " c.id=p.customer WHERE key='I'), '-') || ' ' ||"
	        " (SELECT stage FROM customer WHERE key='Y')");
	return xasprintf("%s %s %s", kept, found.quiet_count ? found.quiet[0].customer : "-",
	        ledger_customer_field(y, "years"));
}

static void test_habits_and_years_turn_at_midnight(void **state)
{
	(void)state;
	char folder[] = "/tmp/t_planner.XXXXXX";
	assert_non_null(mkdtemp(folder));
	AUTO(xfree) char *customers = xasprintf("%s/customers.csv", folder);
	AUTO(xfree) char *purchases = xasprintf("%s/purchases.csv", folder);
	log_hook_set(quiet, NULL);
	for (size_t i = 0; i < COUNT(midnights); i++) {
		AUTO(scene_close) struct scene s;
		int64_t next_at = 0, midnight = scene_at(midnights[i].after);
		scene_open(&s, midnights[i].before);
		clock_set(s.h.now);
		s.conf.business.timezone = (char *)midnights[i].zone;
		s.conf.ledger.customers = customers;
		s.conf.ledger.purchases = purchases;
		s.conf.templates = s.conf.calendars = folder;
		struct worker_context ctx = {
		        .conf = &s.conf, .db = s.h.db, .bell_fd = -1, .watch_fd = -1};
		write_habits(customers, purchases, scene_day(midnights[i].day));
		assert_int_equal(planner.start(&ctx), 0);
		after_pass(&ctx, s.h.now, &next_at);
		AUTO(xfree) char *before = habits(&s);
		assert_true(next_at <= midnight);
		after_pass(&ctx, midnight, &next_at);
		AUTO(xfree) char *after = habits(&s);
		planner.stop(&ctx);
		if (!str_same(before, "- short - 2") || !str_same(after, "28 long Q 3"))
			fail_msg("%s, %s: \"%s\", then \"%s\"", midnights[i].zone, midnights[i].day,
			        before, after);
	}
	unlink(customers);
	unlink(purchases);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_a_file_still_written_is_left),
	        cmocka_unit_test(test_the_day_turns_at_the_business_s_midnight),
	        cmocka_unit_test(test_habits_and_years_turn_at_midnight),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
