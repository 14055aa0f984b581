#include "scene.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "conversation.h"
#include "ledger.h"
#include "simulate.h"

static char folder[] = "/tmp/t_simulate.XXXXXX";
static char *customers, *purchases;

/* Purchases make stages and gone-quiet sums move with the days. */
static void write_ledger(void)
{
	FILE *f = fopen(customers, "w");
	assert_non_null(f);
	fputs("id,email,name,first_name,manager,consent,first_contact,birthday,birthday_ok,"
	      "country\n",
	        f);
	for (int i = 0; i < 12; i++)
		fprintf(f,
		        "c%02d,c%d@example.net,Customer "
		        "%d,Nr%d,%s,%s,2026-%02d-%02d,19%d-%02d-%02d,yes,%s\n",
		        i, i, i, i, i % 2 ? "ben" : "anna", i == 3 ? "" : "express", 1 + i % 9,
		        3 + 2 * i, 60 + i, 1 + i, 29 - i, i % 3 ? "DE" : "US");
	assert_int_equal(fclose(f), 0);
	f = fopen(purchases, "w");
	assert_non_null(f);
	fputs("customer,date,amount,currency\n", f);
	for (int i = 0; i < 12; i += 2)
		fprintf(f, "c%02d,2026-%02d-%02d,100.00,EUR\n", i, 4 + i / 2, 5 + i);
	assert_int_equal(fclose(f), 0);
}

static void import(struct house *h)
{
	AUTO(ledger_report_done) struct ledger_report report = {0};
	struct date today = zone_date(zone_find("Europe/Berlin"), h->now);
	assert_int_equal(ledger_import(h->db, h->conf, today, h->now, &report), 0);
	if (report.problem)
		fail_msg("%s", report.problem);
}

#define LIVE "Subject: For {{name}}\nStatus: live\n"

static int open_scene(void **state)
{
	static struct scene s;
	write_ledger();
	scene_open(&s, "2026-10-05T06:00");
	s.conf.ledger.customers = customers;
	s.conf.ledger.purchases = purchases;
	s.conf.ledger.delimiter = ',';
	scene_template(&s, "birthday", LIVE "When: birthday\nRepeat: yearly\nTo: all\n" SCENE_BODY);
	scene_template(&s, "welcome",
	        LIVE "When: first_purchase\nAfter: P14D\nTo: new, short\n" SCENE_BODY);
	scene_template(&s, "new-year", LIVE "When: New Year\nTo: all\nGroup: turn\n" SCENE_BODY);
	scene_template(&s, "advent",
	        LIVE "When: FREQ=YEARLY;BYMONTH=12;BYDAY=1SU\nTo: short\nGroup: turn\n" SCENE_BODY);
	scene_template(
	        &s, "own", LIVE "When: a day of their own\nTo: all\nApproval: ask\n" SCENE_BODY);
	scene_occasion(&s, "New Year", "2027-01-01");
	import(&s.h);
	SCENE_TX(&s, scene_pause(s.h.db, "c05", scene_at("2026-11-30T12:00"), "away", s.h.now));
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

static void note(const struct simulate_entry *e, void *arg)
{
	AUTO(xfree) char *day = date_format(e->day);
	assert_non_null(e->customer);
	assert_non_null(e->name);
	assert_int_equal(e->letter, e->reason == NULL);
	text_printf(arg, "%s %s %s %s\n", day, e->touchpoint, e->customer,
	        e->letter ? "letter" : e->reason_word);
}

/* The same words, from the store in which the days really went by. */
static char *story(struct scene *s, const char *from, const char *to)
{
	struct text t = TEXT_INIT;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(s->h.db,
	        "SELECT gone, touchpoint, customer, word FROM"
	        " (SELECT date(claimed_at + 3600, 'unixepoch') AS gone, touchpoint, customer,"
	        " 'letter' AS word, 1 AS l, not_before_at AS n FROM outbox WHERE state='SENT'"
	        " UNION ALL SELECT date(day*86400, 'unixepoch'), touchpoint, customer, reason, 0, 0"
	        " FROM decision)"
	        " WHERE gone BETWEEN :from AND :to ORDER BY gone, touchpoint, l DESC, n, customer",
	        DB_TEXT(":from", from), DB_TEXT(":to", to));
	while (db_step(rows) > 0)
		text_printf(&t, "%s %s %s %s\n", db_col_text(rows, 0), db_col_text(rows, 1),
		        db_col_text(rows, 2), db_col_text(rows, 3));
	return text_steal(&t);
}

static void live_for_real(struct scene *s, int days)
{
	int64_t until = s->h.now + days * 86400LL;
	for (; s->h.now < until; s->h.now += 3600) {
		import(&s->h);
		scene_pass(s);
		for (;;) {
			AUTO(outbox_item_done) struct outbox_item item = {0};
			const struct outbox_verdict sent = {.event = OUTBOX_ACCEPTED, .code = 250};
			AUTO(courtesy_round_done)
			struct courtesy_round round = {.h = &s->h};
			if (scene_claim(s->h.db, s->h.now, courtesy_veto, &round, &item) != 0)
				break;
			assert_int_equal(scene_settle(s->h.db, item.id, &sent, s->h.now), 0);
		}
	}
}

static void test_the_future_comes_as_foretold(void **state)
{
	struct scene *s = *state;
	AUTO(text_done) struct text foretold = TEXT_INIT, again = TEXT_INIT;
	struct date from = scene_day("2026-10-05"), to = scene_day("2027-01-31");
	int64_t rows = scene_int(s, "SELECT count(*) FROM outbox");
	assert_int_equal(simulate(&s->h, from, to, note, &foretold), 0);
	assert_int_equal(simulate(&s->h, from, to, note, &again), 0);
	assert_string_equal(text_str(&foretold), text_str(&again));
	/* the store itself was only looked at */
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox"), rows);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM decision"), 0);
	live_for_real(s, 80);
	/* from the midst of it, with letters that went, letters that wait, and what was decided */
	AUTO(text_done) struct text rest = TEXT_INIT;
	assert_int_equal(simulate(&s->h, scene_day("2026-12-20"), to, note, &rest), 0);
	live_for_real(s, 39);
	AUTO(xfree) char *real = story(s, "2026-10-05", "2027-01-31");
	AUTO(xfree) char *late = story(s, "2026-12-20", "2027-01-31");
	assert_string_equal(text_str(&rest), late);
	if (strcmp(text_str(&foretold), real) != 0)
		fail_msg("foretold:\n%s\nreal:\n%s", text_str(&foretold), real);
	/* and it is a story worth telling */
	static const char *const words[] = {" letter\n", " gap\n", " group\n", " approval\n",
	        " no-consent\n", " birthday c", " welcome c10 letter"};
	for (size_t i = 0; i < COUNT(words); i++)
		if (!strstr(real, words[i]))
			fail_msg("no \"%s\" in\n%s", words[i], real);
}

static void hours(const struct simulate_entry *e, void *arg)
{
	static const char *const of_us[] = {"c00", "c03", "c06", "c09"};
	const char *home = "Europe/Berlin";
	int *n = arg;
	if (!e->letter)
		return;
	for (size_t i = 0; i < COUNT(of_us); i++)
		if (str_same(e->customer, of_us[i]))
			home = "America/New_York";
	int minute = zone_minute(zone_find(home), e->at);
	assert_true(minute >= 540 && minute <= 690);
	++*n;
}

/* A letter goes out in its own morning, whichever step of the loop found it. */
static void test_letters_have_their_hour(void **state)
{
	struct scene *s = *state;
	int n = 0;
	assert_int_equal(
	        simulate(&s->h, scene_day("2026-10-05"), scene_day("2026-12-24"), hours, &n), 0);
	assert_true(n > 3);
}

static void moments(const struct simulate_entry *e, void *arg)
{
	if (e->letter)
		text_printf(arg, "%lld ", (long long)e->at);
}

/* What was sent before tells when that was. */
static void test_the_past_stays_what_it_was(void **state)
{
	struct scene *s = *state;
	struct scene_letter l = {
	        .customer = "c01", .recipient = "c1@example.net", .day = "2026-10-03"};
	scene_sent(s->h.db, l, s->h.now - 1000); /* a Saturday's letter, sent this Monday */
	AUTO(text_done) struct text t = TEXT_INIT;
	AUTO(xfree) char *expected = xasprintf("%lld ", (long long)s->h.now - 1000);
	assert_int_equal(
	        simulate(&s->h, scene_day("2026-10-05"), scene_day("2026-10-05"), moments, &t), 0);
	assert_true(str_starts(text_str(&t), expected));
	/* days that are over: what was decided of somebody who is still there, and who is not */
	AUTO(text_done) struct text over = TEXT_INIT;
	scene_sql(s,
	        "INSERT INTO decision (customer, touchpoint, occurrence, verdict, reason, day,"
	        " decided_at) SELECT column1, 'own', '2026', 'skip', 'gap', %d, 0"
	        " FROM (VALUES ('c01'), ('gone'))",
	        scene_day("2026-09-30").days);
	assert_int_equal(
	        simulate(&s->h, scene_day("2026-09-29"), scene_day("2026-10-02"), note, &over), 0);
	assert_string_equal(text_str(&over), "2026-09-30 own c01 gap\n2026-09-30 own gone gap\n");
}

/* ---- many ---- */

enum { MANY = 330, IN_A_HOUSE = 11, ALIKE = 3 };

/* Houses of eleven, of whom three share a mailbox; every fourth house has a provider's addresses.
 */
static void put_many(struct scene *s)
{
	for (int i = 0; i < MANY; i++) {
		int house = i % (MANY / IN_A_HOUSE), of_it = i / (MANY / IN_A_HOUSE);
		AUTO(xfree) char *key = xasprintf("m%03d", i);
		AUTO(xfree) char *name = xasprintf("Member %d", i);
		AUTO(xfree)
		char *email = xasprintf("%s%d@%s%d%s", house % 4 ? "m" : key,
		        of_it < ALIKE ? 0 : of_it, house % 4 ? "house" : "", house % 4 ? house : 0,
		        house % 4 ? ".example" : "");
		AUTO(xfree) char *private = xasprintf("%s@gmail.com", of_it < ALIKE ? "both" : key);
		scene_customer(s, key, house % 4 ? email : private, name);
		AUTO(xfree)
		char *born = xasprintf("19%02d-%02d-%02d", 60 + i % 40, 1 + i % 12, 1 + i % 27);
		scene_anchor(s, key, "birthday", born);
	}
	scene_sql(s, "UPDATE customer SET birthday_ok=1");
}

static void note_hour(const struct simulate_entry *e, void *arg)
{
	text_printf(arg, "%d %lld ", e->day.days, e->letter ? (long long)e->at : 0);
	note(e, arg);
}

/* The lines that tell of one customer. Owned. */
static char *of_customer(const char *told, const char *key)
{
	struct text t = TEXT_INIT;
	AUTO(xfree) char *word = xasprintf(" %s ", key);
	for (const char *line = told, *end; (end = strchr(line, '\n')); line = end + 1) {
		const char *at = strstr(line, word);
		if (at && at < end)
			text_put(&t, line, (size_t)(end + 1 - line));
	}
	return text_steal(&t);
}

/* Whoever is looked at alone, with those who matter to them, has the days that they have among all
 * the others. */
static void test_alone_as_among_all(void **state)
{
	static const char *const words[] = {" letter\n", " company\n", " same-address\n"};
	struct scene *s = *state;
	struct date from = scene_day("2026-10-05"), to = scene_day("2027-03-31");
	AUTO(text_done) struct text all = TEXT_INIT;
	s->conf.courtesy.company_per_day = 1;
	put_many(s);
	assert_int_equal(simulate(&s->h, from, to, note_hour, &all), 0);
	for (size_t i = 0; i < COUNT(words); i++)
		if (!strstr(text_str(&all), words[i]))
			fail_msg("nobody has%s", words[i]);
	for (int i = 0; i < MANY; i += 37) {
		AUTO(xfree) char *key = xasprintf("m%03d", i);
		AUTO(text_done) struct text told = TEXT_INIT;
		assert_int_equal(simulate_one(&s->h, key, from, to, note_hour, &told), 0);
		AUTO(xfree) char *alone = of_customer(text_str(&told), key);
		AUTO(xfree) char *among = of_customer(text_str(&all), key);
		assert_true(strlen(alone) > 0);
		assert_string_equal(alone, among);
	}
}

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	customers = xasprintf("%s/customers.csv", folder);
	purchases = xasprintf("%s/purchases.csv", folder);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(customers);
	unlink(purchases);
	xfree(customers);
	xfree(purchases);
	return rmdir(folder);
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        T(test_the_future_comes_as_foretold),
	        T(test_letters_have_their_hour),
	        T(test_the_past_stays_what_it_was),
	        T(test_alone_as_among_all),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
