#include "scene.h"

#include "audience.h"

#include <errno.h>
#include <stdio.h>

#include "conversation.h"
#include "folder.h"
#include "health.h"
#include "person.h"

static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, "2026-10-05T06:00");
	scene_customer(&s, "c1", "cara@flowers.example", "Cara");
	s.conf.courtesy.gap_days = 0;
	s.conf.courtesy.per_year = 1000;
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

#define LIVE "Subject: Thank you\nStatus: live\nTo: all\n"

static void at(struct scene *s, const char *when)
{
	s->h.now = scene_at(when);
}

/* All that was ever put: "customer occurrence day", in order. */
static void expect_letters(struct scene *s, const char *words)
{
	scene_text(s,
	        "SELECT coalesce(group_concat(w, '; '), '') FROM (SELECT customer || ' ' || "
	        "occurrence "
	        "|| ' '"
	        " || date(day*86400, 'unixepoch') AS w FROM outbox WHERE kind='letter'"
	        " ORDER BY day, customer)",
	        words);
}

static void expect_decisions(struct scene *s, const char *words)
{
	scene_text(s,
	        "SELECT coalesce(group_concat(w, '; '), '') FROM (SELECT customer || ' ' || "
	        "verdict "
	        "|| ' '"
	        " || reason AS w FROM decision ORDER BY day, customer)",
	        words);
}

/* A pass at 08:00 of every day in [from, to]. */
static void live(struct scene *s, const char *from, const char *to)
{
	for (struct date d = scene_day(from); date_diff(scene_day(to), d) >= 0;
	        d = date_add(d, 1)) {
		s->h.now = zone_moment(zone_find("Europe/Berlin"), d, 480);
		scene_pass(s);
	}
}

static void again(struct scene *s)
{
	scene_sql(s, "DELETE FROM outbox");
	scene_sql(s, "DELETE FROM decision");
}

/* ---- when ---- */

static void test_an_occasion(void **state)
{
	struct scene *s = *state;
	scene_template(s, "thanks", LIVE "When: Harvest\nValid: P4D\n" SCENE_BODY);
	scene_occasion(s, "Harvest", "2026-10-07");
	at(s, "2026-10-05T21:00"); /* 23:00 in Berlin */
	assert_int_equal(scene_pass(s).put, 0);
	at(s, "2026-10-05T22:00"); /* a day before the day begins */
	struct plan_counts c = scene_pass(s);
	assert_int_equal(c.put, 1);
	assert_int_equal(c.skipped + c.held, 0);
	expect_letters(s, "c1 2026-10-07 2026-10-07");
	c = scene_pass(s);
	assert_int_equal(c.put + c.skipped + c.held, 0); /* nothing twice */
	live(s, "2026-10-06", "2026-10-20");
	expect_letters(s, "c1 2026-10-07 2026-10-07");
	expect_decisions(s, "");
}

/* Who keeps the letters loaded from pass to pass sees what was changed in between. */
static void test_letters_kept(void **state)
{
	struct scene *s = *state;
	AUTO(folder_stock_done) struct folder_stock stock = {0};
	scene_template(s, "thanks", LIVE "When: Harvest\n" SCENE_BODY);
	scene_occasion(s, "Harvest", "2026-10-06");
	s->h.stock = &stock;
	assert_int_equal(scene_pass(s).put, 1);
	const struct template *t = folder_stock_get(&stock, s->h.db, "thanks");
	scene_pass(s);
	assert_ptr_equal(folder_stock_get(&stock, s->h.db, "thanks"), t);
	again(s);
	scene_template(s, "thanks", "Subject: x\nStatus: paused\nWhen: Harvest\n" SCENE_BODY);
	assert_int_equal(scene_pass(s).put, 0);
	scene_template(s, "thanks", LIVE "When: Harvest\n" SCENE_BODY);
	scene_sql(s, "UPDATE template SET approved=NULL");
	assert_int_equal(scene_pass(s).put, 0);
	scene_sql(s, "UPDATE template SET approved=good");
	assert_int_equal(scene_pass(s).put, 1);
	s->h.stock = NULL;
}

/* Of a birthday that is corrected there is one letter, on the right day. */
static void test_a_birthday_corrected(void **state)
{
	struct scene *s = *state;
	scene_template(s, "born", LIVE "When: birthday\nRepeat: yearly\n" SCENE_BODY);
	scene_sql(s, "UPDATE customer SET birthday_ok=1");
	scene_anchor(s, "c1", "birthday", "1970-10-06");
	assert_int_equal(scene_pass(s).put, 1);
	scene_anchor(s, "c1", "birthday", "1970-10-08");
	at(s, "2026-10-06T08:00");
	assert_int_equal(scene_pass(s).put, 0);
	AUTO(courtesy_round_done) struct courtesy_round round = {.h = &s->h};
	AUTO(outbox_item_done) struct outbox_item item = {0};
	at(s, "2026-10-06T09:30");
	assert_int_equal(scene_claim(s->h.db, s->h.now, courtesy_veto, &round, &item), OUTBOX_NONE);
	scene_text(s, "SELECT state || ' ' || reason FROM outbox", "WITHDRAWN " COURTESY_MOVED);
	live(s, "2026-10-06", "2026-10-20");
	expect_letters(s, "c1 2026 2026-10-08");
	scene_text(s, "SELECT state FROM outbox", "QUEUED");
	/* a letter that a person withdrew stays withdrawn, whatever the date is */
	scene_sql(s, "UPDATE outbox SET state='WITHDRAWN', reason='x'");
	scene_anchor(s, "c1", "birthday", "1970-10-21");
	live(s, "2026-10-21", "2026-10-22");
	expect_letters(s, "c1 2026 2026-10-08");
}

static void test_late(void **state)
{
	struct scene *s = *state;
	scene_template(s, "thanks", LIVE "When: Harvest\nValid: P4D\n" SCENE_BODY);
	scene_occasion(s, "Harvest", "2026-10-05"); /* a Monday */
	static const struct {
		const char *when, *letters, *decisions;
	} passes[] = {
	        {"2026-10-09T07:00", "c1 2026-10-05 2026-10-05", ""}, /* the last morning */
	        {"2026-10-09T12:00", "", "c1 skip expired"},
	        {"2026-10-10T07:00", "", ""}, /* not even thought of any more */
	};
	for (size_t i = 0; i < COUNT(passes); i++) {
		again(s);
		at(s, passes[i].when);
		scene_pass(s);
		expect_letters(s, passes[i].letters);
		expect_decisions(s, passes[i].decisions);
	}
}

static void test_a_rule(void **state)
{
	struct scene *s = *state;
	scene_template(s, "thanks", LIVE "When: FREQ=YEARLY;BYMONTH=10;BYDAY=2WE\n" SCENE_BODY);
	live(s, "2026-10-01", "2027-10-31");
	expect_letters(s, "c1 2026-10-14 2026-10-14; c1 2027-10-13 2027-10-13");
}

static void test_after_and_before(void **state)
{
	struct scene *s = *state;
	scene_occasion(s, "Harvest", "2026-10-31");
	scene_template(s, "thanks", LIVE "When: Harvest\nAfter: P1M\n" SCENE_BODY);
	live(s, "2026-11-20", "2026-12-20");
	expect_letters(s, "c1 2026-10-31 2026-11-30"); /* a month's end */
	again(s);
	scene_template(s, "thanks", LIVE "When: Harvest\nBefore: P2D\n" SCENE_BODY);
	live(s, "2026-10-20", "2026-11-20");
	expect_letters(s, "c1 2026-10-31 2026-10-29");
}

/* No When:, but an event in a calendar names the template. */
static void test_a_calendar_names_it(void **state)
{
	struct scene *s = *state;
	scene_template(s, "thanks", LIVE SCENE_BODY);
	scene_occasion(s, "Open day", "2026-10-07");
	scene_sql(s, "UPDATE occasion SET touchpoint='thanks'");
	live(s, "2026-10-01", "2026-10-20");
	expect_letters(s, "c1 2026-10-07 2026-10-07");
}

static void test_once_after_a_date(void **state)
{
	struct scene *s = *state;
	scene_template(
	        s, "thanks", LIVE "When: first_purchase\nAfter: P14D\nValid: P5D\n" SCENE_BODY);
	scene_anchor(s, "c1", "first_purchase", "2026-09-25");
	live(s, "2026-10-01", "2026-10-30");
	expect_letters(s, "c1 once 2026-10-09");
	/* an older invoice turns up: it was thanked for already */
	scene_anchor(s, "c1", "first_purchase", "2026-10-20");
	live(s, "2026-11-01", "2026-11-10");
	expect_letters(s, "c1 once 2026-10-09");
	/* whoever bought long before the template was written gets nothing */
	scene_customer(s, "c2", "dirk@example.net", "Dirk");
	scene_anchor(s, "c2", "first_purchase", "2026-08-25");
	live(s, "2026-11-10", "2026-11-12");
	expect_letters(s, "c1 once 2026-10-09");
}

static void test_yearly(void **state)
{
	struct scene *s = *state;
	scene_template(s, "thanks", LIVE "When: first_purchase\nRepeat: yearly\n" SCENE_BODY);
	scene_anchor(s, "c1", "first_purchase", "2026-10-09");
	live(s, "2026-10-01", "2028-10-31"); /* the day itself is no anniversary */
	expect_letters(s, "c1 2027 2027-10-09; c1 2028 2028-10-09");
}

/* Around New Year, with letters before and after the day. */
static void test_yearly_across_the_year_s_end(void **state)
{
	struct scene *s = *state;
	scene_anchor(s, "c1", "first_purchase", "2020-12-31");
	scene_template(s, "thanks", LIVE "When: first_purchase\nRepeat: yearly\n" SCENE_BODY);
	live(s, "2026-12-28", "2027-01-12");
	expect_letters(s, "c1 2026 2026-12-31");
	again(s);
	scene_template(
	        s, "thanks", LIVE "When: first_purchase\nRepeat: yearly\nAfter: P3D\n" SCENE_BODY);
	live(s, "2026-12-28", "2027-01-12");
	expect_letters(s, "c1 2026 2027-01-03");
	again(s);
	scene_anchor(s, "c1", "first_purchase", "2020-01-02");
	scene_template(
	        s, "thanks", LIVE "When: first_purchase\nRepeat: yearly\nBefore: P7D\n" SCENE_BODY);
	live(s, "2026-12-20", "2027-01-12");
	expect_letters(s, "c1 2027 2026-12-26");
}

static void test_29_february(void **state)
{
	struct scene *s = *state;
	static const struct {
		int leap;
		const char *letters;
	} ways[] = {
	        {CONF_LEAP_FEB28, "c1 2027 2027-02-28; c1 2028 2028-02-29"},
	        {CONF_LEAP_MAR1, "c1 2027 2027-03-01; c1 2028 2028-02-29"},
	        {CONF_LEAP_ONLY, "c1 2028 2028-02-29"},
	};
	scene_template(s, "thanks", LIVE "When: birthday\nRepeat: yearly\n" SCENE_BODY);
	scene_sql(s, "UPDATE customer SET birthday_ok=1");
	scene_anchor(s, "c1", "birthday", "1988-02-29");
	for (size_t i = 0; i < COUNT(ways); i++) {
		again(s);
		s->conf.courtesy.leap = ways[i].leap;
		live(s, "2027-02-20", "2027-03-20");
		live(s, "2028-02-20", "2028-03-20");
		expect_letters(s, ways[i].letters);
	}
	/* others born around it are not touched */
	for (size_t i = 0; i < COUNT(ways); i++) {
		again(s);
		s->conf.courtesy.leap = ways[i].leap;
		scene_anchor(s, "c1", "birthday", "1988-02-28");
		live(s, "2027-02-20", "2028-03-20");
		expect_letters(s, "c1 2027 2027-02-28; c1 2028 2028-02-28");
		again(s);
		scene_anchor(s, "c1", "birthday", "1988-03-01");
		live(s, "2027-02-20", "2028-03-20");
		expect_letters(s, "c1 2027 2027-03-01; c1 2028 2028-03-01");
	}
}

/* From the 31st on, every third month. */
static void test_month_ends(void **state)
{
	struct scene *s = *state;
	static const struct {
		int leap;
		const char *letters;
	} ways[] = {
	        {CONF_LEAP_FEB28, "c1 2027-02-28 2027-02-28; c1 2027-05-31 2027-05-31"},
	        {CONF_LEAP_MAR1, "c1 2027-03-01 2027-03-01; c1 2027-05-31 2027-05-31"},
	        {CONF_LEAP_ONLY, "c1 2027-05-31 2027-05-31"},
	};
	scene_template(s, "thanks",
	        LIVE "When: first_purchase\nRepeat: FREQ=MONTHLY;INTERVAL=3\n" SCENE_BODY);
	scene_anchor(s, "c1", "first_purchase", "2026-08-31");
	for (size_t i = 0; i < COUNT(ways); i++) {
		again(s);
		s->conf.courtesy.leap = ways[i].leap;
		live(s, "2027-01-20", "2027-06-20");
		expect_letters(s, ways[i].letters);
	}
}

static void test_a_rule_from_their_date(void **state)
{
	struct scene *s = *state;
	scene_template(s, "thanks",
	        LIVE "When: first_purchase\nRepeat: FREQ=MONTHLY;INTERVAL=6\n" SCENE_BODY);
	scene_anchor(s, "c1", "first_purchase", "2026-04-10");
	scene_customer(s, "c2", "dirk@example.net", "Dirk");
	scene_anchor(s, "c2", "first_purchase", "2026-04-20");
	live(s, "2026-04-01", "2027-04-30");
	expect_letters(s, "c1 2026-10-10 2026-10-10; c2 2026-10-20 2026-10-20; "
	                  "c1 2027-04-10 2027-04-10; c2 2027-04-20 2027-04-20");
}

static void test_a_day_of_their_own(void **state)
{
	struct scene *s = *state;
	scene_template(s, "thanks", LIVE "When: a day of their own\n" SCENE_BODY);
	scene_anchor(s, "c1", "own_day", "2001-10-09");
	live(s, "2026-10-01", "2027-10-31");
	expect_letters(s, "c1 2026 2026-10-09; c1 2027 2027-10-09");
}

/* ---- once ---- */

static void test_a_corrected_birthday(void **state)
{
	struct scene *s = *state;
	scene_template(s, "thanks", LIVE "When: birthday\nRepeat: yearly\n" SCENE_BODY);
	scene_sql(s, "UPDATE customer SET birthday_ok=1");
	scene_anchor(s, "c1", "birthday", "1988-10-09");
	live(s, "2026-10-05", "2026-10-10");
	scene_anchor(s, "c1", "birthday", "1988-10-19");
	live(s, "2026-10-11", "2026-10-30");
	expect_letters(s, "c1 2026 2026-10-09");
	expect_decisions(s, "");
}

/* A date corrected after its letter went is the same occasion, however it is counted. */
static void test_a_corrected_date(void **state)
{
	struct scene *s = *state;
	s->conf.courtesy.gap_days = 0; /* it is no matter of gaps */
	scene_template(s, "thanks", LIVE "When: since\nRepeat: yearly\n" SCENE_BODY);
	scene_anchor(s, "c1", "since", "2010-12-31");
	live(s, "2026-12-28", "2026-12-31");
	scene_anchor(s, "c1", "since", "2010-01-04"); /* that is the year 2027's */
	live(s, "2027-01-01", "2028-01-10");
	expect_letters(s, "c1 2026 2026-12-31; c1 2028 2028-01-04");
	expect_decisions(s, "c1 skip season");
	again(s);
	scene_template(
	        s, "thanks", LIVE "When: since\nRepeat: FREQ=MONTHLY;INTERVAL=6\n" SCENE_BODY);
	scene_anchor(s, "c1", "since", "2026-04-10");
	live(s, "2026-10-05", "2026-10-15");
	scene_anchor(s, "c1", "since", "2026-05-22");
	live(s, "2026-10-16", "2027-06-01");
	expect_letters(s, "c1 2026-10-10 2026-10-10; c1 2027-05-22 2027-05-22");
	expect_decisions(s, "c1 skip season");
}

/* A feast is announced a day later, after its letter went. Its next one is another one, and so
 * is one that comes round after a month. */
static void test_a_moved_feast(void **state)
{
	struct scene *s = *state;
	s->conf.courtesy.gap_days = 0;
	scene_template(s, "thanks", LIVE "When: Harvest\n" SCENE_BODY);
	scene_occasion(s, "Harvest", "2026-10-07");
	live(s, "2026-10-05", "2026-10-07");
	scene_sql(s, "DELETE FROM occasion");
	scene_occasion(s, "Harvest", "2026-10-08");
	scene_occasion(s, "Harvest", "2026-11-09");
	live(s, "2026-10-08", "2026-11-15");
	expect_letters(s, "c1 2026-10-07 2026-10-07; c1 2026-11-09 2026-11-09");
	expect_decisions(s, "c1 skip season");
}

/* A letter that never went doesn't stand in the way of the one for the right date. */
static void test_a_corrected_date_before_it_went(void **state)
{
	struct scene *s = *state;
	scene_template(s, "thanks", LIVE "When: Harvest\n" SCENE_BODY);
	scene_occasion(s, "Harvest", "2026-10-07");
	live(s, "2026-10-06", "2026-10-06");
	scene_sql(s, "UPDATE outbox SET state='WITHDRAWN'");
	scene_sql(s, "DELETE FROM occasion");
	scene_occasion(s, "Harvest", "2026-10-14");
	live(s, "2026-10-12", "2026-10-16");
	expect_letters(s, "c1 2026-10-07 2026-10-07; c1 2026-10-14 2026-10-14");
}

static void test_a_renamed_file(void **state)
{
	struct scene *s = *state;
	scene_template(s, "thanks", LIVE "When: Harvest\n" SCENE_BODY);
	scene_occasion(s, "Harvest", "2026-10-07");
	live(s, "2026-10-05", "2026-10-06");
	scene_sql(s, "UPDATE template SET file='thank-you.txt'");
	live(s, "2026-10-07", "2026-10-10");
	expect_letters(s, "c1 2026-10-07 2026-10-07");
}

static void test_two_rows_one_address(void **state)
{
	struct scene *s = *state;
	scene_template(s, "thanks", LIVE "When: Harvest\n" SCENE_BODY);
	scene_occasion(s, "Harvest", "2026-10-07");
	scene_customer(s, "c2", "Cara@Flowers.example", "Cara");
	live(s, "2026-10-06", "2026-10-06");
	expect_letters(s, "c1 2026-10-07 2026-10-07");
	expect_decisions(s, "c2 skip same-address");
}

static void test_many_customers(void **state)
{
	struct scene *s = *state;
	s->conf.courtesy.company_per_day = 0;
	scene_sql(s, "DELETE FROM customer");
	assert_int_equal(db_begin(s->h.db), 0);
	for (int i = 0; i < 600; i++) { /* three pages */
		AUTO(xfree) char *key = xasprintf("k%03d", i);
		AUTO(xfree) char *mail = xasprintf("k%d@example.net", i);
		assert_int_equal(
		        db_run(s->h.db,
		                "INSERT INTO customer (key, email, consent) VALUES (:k, :m, "
		                "'express')",
		                DB_TEXT(":k", key), DB_TEXT(":m", mail)),
		        1);
	}
	assert_int_equal(db_commit(s->h.db), 0);
	scene_template(s, "thanks", LIVE "When: Harvest\n" SCENE_BODY);
	scene_occasion(s, "Harvest", "2026-10-06");
	assert_int_equal(scene_pass(s).put, 600);
	assert_int_equal(scene_pass(s).put, 0);
	assert_int_equal(scene_int(s, "SELECT count(DISTINCT token) FROM outbox"), 600);
}

/* ---- skips are looked at again while the day is valid ---- */

static void test_a_mended_ledger(void **state)
{
	struct scene *s = *state;
	scene_template(s, "thanks", LIVE "When: Harvest\n\nDear {{company}},\n\nthank you.\n");
	scene_occasion(s, "Harvest", "2026-10-06");
	scene_sql(s, "UPDATE customer SET email=''");
	assert_int_equal(scene_pass(s).skipped, 1);
	expect_decisions(s, "c1 skip no-address");
	int64_t first = scene_int(s, "SELECT decided_at FROM decision");
	s->h.now += 3600;
	scene_pass(s);
	assert_int_equal(scene_int(s, "SELECT decided_at FROM decision"), first); /* nothing new */
	scene_sql(s, "UPDATE customer SET email='cara@flowers.example'");
	assert_int_equal(scene_pass(s).held, 1);
	expect_decisions(s, "c1 hold field");
	scene_sql(s, "UPDATE customer SET company='Flowers Ltd.'");
	assert_int_equal(scene_pass(s).put, 1);
	expect_decisions(s, "");
	expect_letters(s, "c1 2026-10-06 2026-10-06");
}

static void test_approval(void **state)
{
	struct scene *s = *state;
	scene_template(s, "thanks", LIVE "When: Harvest\nApproval: ask\n" SCENE_BODY);
	scene_occasion(s, "Harvest", "2026-10-06");
	scene_pass(s);
	expect_decisions(s, "c1 hold approval");
	assert_int_equal(
	        SCENE_TX(s, courtesy_answer(&s->h, "c1", "thanks", "2026-10-06", "yes")), 0);
	scene_pass(s);
	expect_letters(s, "c1 2026-10-06 2026-10-06");
	expect_decisions(s, "");
}

/* ---- audiences ---- */

static void expect_audience(struct scene *s, const char *lines, const char *keys, const char *why)
{
	AUTO(xfree)
	char *bytes =
	        xasprintf("Subject: Thank you\nStatus: live\nWhen: Harvest\n%s" SCENE_BODY, lines);
	AUTO(template_free) struct template *t = NULL;
	AUTO(xfree) char *reason = NULL;
	again(s);
	scene_template(s, "thanks", bytes);
	if (folder_load(s->h.db, "thanks", &t) != 0)
		fail_msg("not loaded: %s", bytes);
	scene_pass(s);
	scene_text(s,
	        "SELECT coalesce(group_concat(customer, ' '), '') FROM"
	        " (SELECT customer FROM outbox ORDER BY customer)",
	        keys);
	assert_int_equal(audience_count(&s->h, t), (strlen(keys) + 1) / 3);
	bool in = audience_has(&s->h, t, "c1", &reason);
	assert_int_equal(in, strstr(keys, "c1") != NULL);
	AUTO(person_done) struct person p = {0};
	assert_int_equal(person_get(&s->h, "c1", &p), 0);
	const struct audience_facts facts = {
	        p.present, p.stage, p.country, p.language, p.tags, p.celebrates};
	assert_int_equal(audience_takes(t, &facts), in && !t->where);
	if (!in && !strstr(reason, why))
		fail_msg("%s: %s", lines, reason);
}

static void test_audiences(void **state)
{
	struct scene *s = *state;
	scene_occasion(s, "Harvest", "2026-10-06");
	scene_customer(s, "c2", "dirk@example.net", "Dirk");
	scene_customer(s, "c3", "eva@example.org", "O''Neil");
	scene_sql(s, "UPDATE customer SET stage='new', country='FR', language='fr', tags=',vip,big "
	             "one,', celebrates=',diwali,' WHERE key='c2'");
	scene_sql(s, "UPDATE customer SET stage='integral', tags=',vip,' WHERE key='c3'");
	expect_audience(s, "To: all\n", "c1 c2 c3", "");
	expect_audience(s, "To: new, integral\n", "c2 c3", "\"To:\"");
	expect_audience(s, "To: all\nCountry: fr\n", "c2", "\"Country:\"");
	expect_audience(s, "To: all\nLanguage: FR, en\n", "c1 c2 c3", "");
	expect_audience(s, "To: all\nLanguage: FR\n", "c2", "\"Language:\"");
	expect_audience(s, "To: all\nTags: VIP\n", "c2 c3", "\"Tags:\"");
	expect_audience(s, "To: all\nTags: big one\n", "c2", "\"Tags:\"");
	expect_audience(s, "To: all\nTags: big\n", "", "\"Tags:\"");
	expect_audience(s, "To: all\nCelebrates: Diwali\n", "c2", "\"Celebrates:\"");
	expect_audience(
	        s, "To: all\nWhere: name = 'O''Neil' OR country = 'FR'\n", "c2 c3", "\"Where:\"");
	scene_sql(s, "UPDATE customer SET present=0 WHERE key='c3'");
	expect_audience(s, "To: all\nTags: vip\n", "c2", "\"Tags:\"");
}

/* Whoever's Where: can't be used is told so, and the other letters go out. */
static void test_a_bad_where(void **state)
{
	struct scene *s = *state;
	scene_occasion(s, "Harvest", "2026-10-06");
	scene_template(s, "z-good", LIVE "When: Harvest\n" SCENE_BODY);
	static const char *const conditions[] = {"(SELECT count(*) FROM outbox) = 0",
	        "nonsense = 1", "json_extract(mood, '$.a') = 1"};
	scene_sql(s, "UPDATE customer SET mood='no json'");
	for (size_t i = 0; i < COUNT(conditions); i++) {
		AUTO(xfree)
		char *bytes =
		        xasprintf(LIVE "When: Harvest\nWhere: %s\n" SCENE_BODY, conditions[i]);
		again(s);
		scene_template(s, "a-bad", bytes);
		assert_int_equal(scene_pass(s).put, 1);
		scene_text(s, "SELECT touchpoint FROM outbox", "z-good");
		assert_int_equal(
		        scene_int(s, "SELECT count(*) FROM health WHERE what='template a-bad'"
		                     " AND problem LIKE '%Where:%'"),
		        1);
		assert_int_equal(scene_pass(s).put, 0); /* again and again, to no harm */
	}
	/* mended, or taken back, it is forgotten */
	static const char *const mended[] = {LIVE "When: Harvest\nWhere: id > 0\n" SCENE_BODY,
	        "Subject: x\nStatus: draft\nWhen: Harvest\nWhere: nonsense = 1\n" SCENE_BODY, NULL};
	for (size_t i = 0; i < COUNT(mended); i++) {
		assert_int_equal(health_problem(s->h.db, "template a-bad",
		                         "its Where: can't be used", s->h.now),
		        0);
		if (mended[i])
			scene_template(s, "a-bad", mended[i]);
		else
			scene_sql(s, "DELETE FROM template WHERE name='a-bad'");
		scene_pass(s);
		assert_int_equal(
		        scene_int(s, "SELECT count(*) FROM health WHERE problem IS NOT NULL"), 0);
	}
}

static void test_only_live_ones(void **state)
{
	struct scene *s = *state;
	static const char *const words[] = {"draft", "paused", "off"};
	scene_occasion(s, "Harvest", "2026-10-06");
	for (size_t i = 0; i < COUNT(words); i++) {
		AUTO(xfree)
		char *bytes = xasprintf(
		        "Subject: x\nTo: all\nWhen: Harvest\nStatus: %s\n" SCENE_BODY, words[i]);
		scene_template(s, "thanks", bytes);
		assert_int_equal(scene_pass(s).put, 0);
	}
	expect_decisions(s, "");
}

/* ---- looking ahead ---- */

static void test_days(void **state)
{
	struct scene *s = *state;
	AUTO(template_free) struct template *t = NULL, *own = NULL;
	AUTO(xfree) struct date *days = NULL;
	bool known = true;
	scene_occasion(s, "Harvest", "2026-10-10");
	scene_occasion(s, "Harvest", "2027-10-09");
	scene_template(s, "thanks", LIVE "When: Harvest\nBefore: P2D\n" SCENE_BODY);
	scene_template(s, "own", LIVE "When: a day of their own\n" SCENE_BODY);
	folder_load(s->h.db, "thanks", &t);
	folder_load(s->h.db, "own", &own);
	assert_int_equal(schedule_days(&s->h, t, scene_day("2026-10-08"), scene_day("2027-10-07"),
	                         &days, &known),
	        2);
	assert_true(known);
	assert_int_equal(days[0].days, scene_day("2026-10-08").days);
	assert_int_equal(days[1].days, scene_day("2027-10-07").days);
	struct date *none = NULL;
	assert_int_equal(schedule_days(&s->h, t, scene_day("2026-10-09"), scene_day("2027-10-06"),
	                         &none, &known),
	        0);
	xfree(none);
	none = NULL;
	assert_int_equal(schedule_days(&s->h, own, scene_day("2026-01-01"), scene_day("2027-12-31"),
	                         &none, &known),
	        0);
	assert_false(known);
	assert_null(none);
	/* the next local midnight, also across a change of the clocks */
	at(s, "2026-10-24T21:59");
	assert_int_equal(plan_next_at(&s->h), scene_at("2026-10-24T22:00"));
	at(s, "2026-10-24T22:00");
	assert_int_equal(plan_next_at(&s->h), scene_at("2026-10-25T23:00"));
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        T(test_an_occasion),
	        T(test_letters_kept),
	        T(test_a_birthday_corrected),
	        T(test_late),
	        T(test_a_rule),
	        T(test_after_and_before),
	        T(test_a_calendar_names_it),
	        T(test_once_after_a_date),
	        T(test_yearly),
	        T(test_yearly_across_the_year_s_end),
	        T(test_29_february),
	        T(test_a_rule_from_their_date),
	        T(test_a_day_of_their_own),
	        T(test_a_corrected_birthday),
	        T(test_a_corrected_date),
	        T(test_a_moved_feast),
	        T(test_a_corrected_date_before_it_went),
	        T(test_month_ends),
	        T(test_a_renamed_file),
	        T(test_two_rows_one_address),
	        T(test_many_customers),
	        T(test_a_mended_ledger),
	        T(test_approval),
	        T(test_audiences),
	        T(test_a_bad_where),
	        T(test_only_live_ones),
	        T(test_days),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
