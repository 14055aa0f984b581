/*
 * scene: a small business for unit tests: a store in memory, two people, customers, dates,
 * templates and occasions, all put straight into their tables.
 */
#ifndef SCENE_H
#define SCENE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "conf.h"
#include "conversation.h"
#include "courtesy.h"
#include "db.h"
#include "house.h"
#include "outbox.h"
#include "plan.h"
#include "rule.h"
#include "schedule.h"
#include "seal.h"
#include "zone.h"

#define SCENE_USE __attribute__((unused)) static

struct scene {
	struct conf conf;
	struct conf_person people[2]; /* anna the owner, ben */
	struct seal_key key;
	struct house h;
};

SCENE_USE int64_t scene_at(const char *when)
{
	int64_t at;
	if (clock_parse(when, &at) != 0)
		fail_msg("no moment: %s", when);
	return at;
}

SCENE_USE struct date scene_day(const char *iso)
{
	struct date d;
	if (date_parse(iso, &d) != 0)
		fail_msg("no date: %s", iso);
	return d;
}

SCENE_USE void scene_people(struct scene *s)
{
	s->people[0] = (struct conf_person){.id = (char *)"anna",
	        .name = (char *)"Anna Berg",
	        .email = (char *)"anna@harbourpine.example",
	        .timezone = (char *)"Europe/Berlin",
	        .language = (char *)"en",
	        .signature = (char *)"Anna Berg\nHarbour & Pine",
	        .owner = true,
	        .digest = true};
	s->people[1] = (struct conf_person){.id = (char *)"ben",
	        .name = (char *)"Ben Ode",
	        .email = (char *)"ben@harbourpine.example",
	        .timezone = (char *)"America/New_York",
	        .language = (char *)"en",
	        .signature = (char *)"Ben Ode",
	        .digest = true};
	s->conf.people = s->people;
	s->conf.people_count = 2;
}

/* At this moment ("2026-10-05T09:00" UTC), with an empty store. */
SCENE_USE void scene_open(struct scene *s, const char *now)
{
	*s = (struct scene){0};
	s->conf.business.name = (char *)"Harbour & Pine";
	s->conf.business.address = (char *)"care@harbourpine.example";
	s->conf.business.from_name = (char *)"%s, Harbour & Pine";
	s->conf.business.message_domain = (char *)"harbourpine.example";
	s->conf.business.timezone = (char *)"Europe/Berlin";
	s->conf.business.country = (char *)"DE";
	s->conf.business.language = (char *)"en";
	s->conf.business.optout_line = (char *)"No more letters? Reply \"stop\".";
	scene_people(s);
	s->conf.ledger.customers = (char *)"/nonexistent/customers.csv";
	s->conf.ledger.encoding = (char *)"utf-8";
	s->conf.ledger.decimal = '.';
	s->conf.ledger.shrink_percent = 100;
	s->conf.stages.new_days = 90;
	s->conf.stages.short_years = 3;
	s->conf.stages.integral_percent = 5;
	s->conf.stages.integral_tag = (char *)"integral";
	s->conf.courtesy.gap_days = 21;
	s->conf.courtesy.per_year = 8;
	s->conf.courtesy.human_gap_days = 7;
	s->conf.courtesy.window_start_min = 540;
	s->conf.courtesy.window_end_min = 690;
	s->conf.courtesy.quiet_min = 18 * 60;
	s->conf.courtesy.per_year_before = 1;
	s->conf.courtesy.per_90_new = 4;
	s->conf.courtesy.company_per_day = 3;
	s->conf.courtesy.purchase_gap_days = 3;
	s->conf.courtesy.floor_days = 120;
	s->conf.courtesy.catch_up_hours = 4;
	s->conf.digest.weekday = 1;
	s->conf.digest.hour = 7;
	s->conf.digest.nudge_hours = 4;
	s->conf.digest.escalate_hours = 8;
	clock_set(scene_at("2026-01-01T00:00"));
	assert_int_equal(db_open_memory(&s->h.db), 0);
	assert_int_equal(db_key(s->h.db, &s->key), 0);
	s->h.conf = &s->conf;
	s->h.key = &s->key;
	s->h.now = scene_at(now);
}

SCENE_USE void scene_close(struct scene *s)
{
	db_close(s->h.db);
	s->h.db = NULL;
}
SCENE_USE void scene_close_auto(struct scene *s)
{
	scene_close(s);
}

SCENE_USE void scene_db_sql(struct db *db, const char *fmt, ...) PRINTF_LIKE(2, 3);
SCENE_USE void scene_db_sql(struct db *db, const char *fmt, ...)
{
	AUTO(text_done) struct text sql = TEXT_INIT;
	va_list ap;
	va_start(ap, fmt);
	text_vprintf(&sql, fmt, ap);
	va_end(ap);
	/* the ledger's file is there for others to see */
	assert_int_equal(db_begin_ledger(db), 0);
	assert_int_equal(db_commit(db), 0);
	assert_int_equal(db_begin(db), 0);
	assert_true(db_run(db, text_str(&sql)) >= 0);
	assert_int_equal(db_commit(db), 0);
}
/* The files of a store. */
SCENE_USE void scene_remove_store(const char *path)
{
	static const char *const ends[] = {
	        "", "-wal", "-shm", "-journal", "-ledger", "-ledger-wal", "-ledger-shm"};
	for (size_t i = 0; i < COUNT(ends); i++) {
		AUTO(xfree) char *file = xasprintf("%s%s", path, ends[i]);
		unlink(file);
	}
}

/* What writes inside its caller's transaction, in one of its own. */
#define SCENE_TX(s, call)                                                                          \
	({                                                                                         \
		assert_int_equal(db_begin((s)->h.db), 0);                                          \
		int tx_ = (call);                                                                  \
		assert_int_equal(db_commit((s)->h.db), 0);                                         \
		tx_;                                                                               \
	})
#define scene_sql(s, ...) scene_db_sql((s)->h.db, __VA_ARGS__)
#define scene_int(s, sql) db_int((s)->h.db, -77, sql)

SCENE_USE void scene_text(struct scene *s, const char *sql, const char *expected)
{
	AUTO(xfree) char *found = db_text(s->h.db, sql);
	if (!str_same(found, expected))
		fail_msg("%s: \"%s\", not \"%s\"", sql, found ? found : "(nothing)", expected);
}

/* A customer who agreed to letters, looked after by ben. */
SCENE_USE void scene_customer(struct scene *s, const char *key, const char *email, const char *name)
{
	scene_sql(s,
	        "INSERT INTO customer (key, email, name, first_name, manager, consent, stage,"
	        " language, country) VALUES ('%s', '%s', '%s', '%s', 'ben', 'express', 'short',"
	        " 'en', 'DE')",
	        key, email, name, name);
}

SCENE_USE void scene_anchor(struct scene *s, const char *key, const char *field, const char *iso)
{
	scene_sql(s, "INSERT OR IGNORE INTO anchor_field (name) VALUES ('%s')", field);
	scene_sql(s,
	        "DELETE FROM anchor_day WHERE field=(SELECT number FROM anchor_field WHERE"
	        " name='%s') AND customer=(SELECT id FROM customer WHERE key='%s')",
	        field, key);
	scene_sql(s,
	        "INSERT INTO anchor_day (field, day, customer) SELECT f.number, %d, id"
	        " FROM anchor_field f, customer WHERE f.name='%s' AND key='%s'",
	        scene_day(iso).days, field, key);
	if (str_same(field, "first_purchase"))
		scene_sql(s,
		        "INSERT OR REPLACE INTO purchase_total (customer, currency, first_day,"
		        " last_day, count, spent_cents, spent_12_cents, spent_prior_12_cents)"
		        " SELECT id, 'EUR', %d, %d, 1, 0, 0, 0 FROM customer WHERE key='%s'",
		        scene_day(iso).days, scene_day(iso).days, key);
	else
		scene_sql(s,
		        "UPDATE customer SET dates=json_set(dates, '$.\"%s\"', %d) WHERE key='%s'",
		        field, scene_day(iso).days, key);
}

/* A clean template of this name as the folder would have kept it. */
SCENE_USE void scene_template(struct scene *s, const char *name, const char *bytes)
{
	assert_int_equal(db_begin(s->h.db), 0);
	assert_int_equal(
	        db_run(s->h.db,
	                "INSERT INTO template (file, size, mtime, seen_at, fingerprint, name, good,"
	                " approved)"
	                " VALUES (:name || '.txt', length(:good), 0, 0, 1, :name, :good, :good)"
	                " ON CONFLICT (file) DO UPDATE SET good=:good, approved=:good",
	                DB_TEXT(":name", name), DB_BLOB(":good", bytes, strlen(bytes))),
	        1);
	assert_int_equal(db_commit(s->h.db), 0);
}

#define SCENE_BODY "\n\nDear {{first_name|friend of the house}},\n\nthank you.\n"

SCENE_USE void scene_occasion(struct scene *s, const char *name, const char *iso)
{
	AUTO(xfree) char *fold = rule_fold(name);
	scene_sql(s, "INSERT INTO calendar (file, size, mtime, fingerprint, expanded_day)"
	             " VALUES ('house.ics', 1, 1, 1, 1) ON CONFLICT DO NOTHING");
	scene_sql(s,
	        "INSERT INTO occasion (fold, day, calendar, name) VALUES ('%s', %d, 'house.ics', "
	        "'%s')",
	        fold, scene_day(iso).days, name);
}

SCENE_USE struct plan_counts scene_pass(struct scene *s)
{
	struct plan_counts counts = {0};
	assert_int_equal(plan_pass(&s->h, &counts), 0);
	return counts;
}

/* A letter to put by hand; ids and bytes are made from the words. */
struct scene_letter {
	const char *customer, *touchpoint, *occurrence, *recipient, *group, *kind;
	const char *day;
	int64_t not_before_at, valid_until_at;
};

/* Inside a transaction: as outbox_put(). */
SCENE_USE int scene_put_row(struct db *db, struct scene_letter l, int64_t now)
{
	static const char bytes[] = "Subject: Thank you\r\n\r\nThank you.\r\n";
	static unsigned count;
	AUTO(xfree) char *token = xasprintf("%026x", ++count);
	AUTO(xfree) char *id = xasprintf("fu1.%s@harbourpine.example", token);
	const struct outbox_item item = {
	        .kind = (char *)(l.kind ? l.kind : "letter"),
	        .customer = (char *)l.customer,
	        .touchpoint = (char *)(l.touchpoint ? l.touchpoint : "thanks"),
	        .occurrence = (char *)(l.occurrence ? l.occurrence : "once"),
	        .recipient = (char *)l.recipient,
	        .subject = (char *)"Thank you",
	        .group = (char *)l.group,
	        .token = token,
	        .message_id = id,
	        .message = (char *)bytes,
	        .message_n = sizeof bytes - 1,
	        .day = l.day ? scene_day(l.day) : zone_date(zone_find("Europe/Berlin"), now),
	        .not_before_at = l.not_before_at ? l.not_before_at
	                         : l.day         ? scene_day(l.day).days * INT64_C(86400)
	                                         : now,
	        .valid_until_at = l.valid_until_at ? l.valid_until_at : now + 7 * 86400,
	};
	return outbox_put(db, &item, now);
}

SCENE_USE int scene_put(struct db *db, struct scene_letter l, int64_t now)
{
	assert_int_equal(db_begin(db), 0);
	int r = scene_put_row(db, l, now);
	assert_int_equal(db_commit(db), 0);
	return r;
}

/* Letters to the customer rest until then; the longer pause wins. */
SCENE_USE int scene_pause(
        struct db *db, const char *customer, int64_t until_at, const char *reason, int64_t now)
{
	int r = conversation_pause_put(db, customer, until_at, reason, now);
	if (r == 0)
		r = outbox_withdraw(db, customer, NULL, "Letters to this customer rest.", now);
	return r < 0 ? r : 0;
}

SCENE_USE int64_t scene_paused_until(struct db *db, const char *customer, int64_t now)
{
	return db_int(db, 0,
	        "SELECT until_at FROM pause WHERE customer=:customer AND until_at>:now",
	        DB_TEXT(":customer", customer), DB_INT(":now", now));
}

/* One letter alone: lease and claim in one, and the settlement. The outcomes of outbox_lease(). */
SCENE_USE int scene_claim(
        struct db *db, int64_t now, outbox_veto *veto, void *arg, struct outbox_item *ret)
{
	for (;;) {
		AUTO(outbox_batch_done) struct outbox_batch one = {0};
		int r = outbox_lease(db, NULL, now, 1, veto, arg, &one);
		if (r != 0)
			return r;
		if (!one.count)
			continue;
		const struct outbox_item *it = &one.items[0];
		bool mine = false;
		r = outbox_advance(
		        db, NULL, &(struct outbox_step){.next = &it, .next_n = 1}, &mine, now);
		if (r < 0)
			return r;
		if (!mine) /* a reply came between: the next one */
			continue;
		*ret = one.items[0];
		one.items[0] = (struct outbox_item){0};
		return 0;
	}
}

SCENE_USE int scene_settle(struct db *db, int64_t id, const struct outbox_verdict *v, int64_t now)
{
	struct outbox_verdict verdict = *v;
	verdict.id = id;
	return outbox_advance(
	        db, NULL, &(struct outbox_step){.done = &verdict, .done_n = 1}, NULL, now);
}

/* Put a letter and let it be sent at `now`; its id. */
SCENE_USE int64_t scene_sent(struct db *db, struct scene_letter l, int64_t now)
{
	AUTO(outbox_item_done) struct outbox_item item = {0};
	const struct outbox_verdict sent = {
	        .event = OUTBOX_ACCEPTED, .code = 250, .enhanced = "2.0.0", .answer = "ok"};
	assert_int_equal(scene_put(db, l, now), 0);
	assert_int_equal(scene_claim(db, now, NULL, NULL, &item), 0);
	assert_int_equal(scene_settle(db, item.id, &sent, now), 0);
	return item.id;
}

/* One step of a sender with one letter at a time: as outbox_advance(), and OUTBOX_NONE when the
 * letter is not ours to say. */
static inline int scene_advance(struct db *db, const struct tenure *t,
        const struct outbox_verdict *done, const struct outbox_item *next, int64_t now)
{
	bool mine = false;
	const struct outbox_step step = {
	        .done = done, .done_n = done != NULL, .next = &next, .next_n = next != NULL};
	int r = outbox_advance(db, t, &step, &mine, now);
	return r == 0 && next && !mine ? OUTBOX_NONE : r;
}

#endif
