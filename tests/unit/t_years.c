/*
 * years: three years of five hundred customers in an hour's steps: the planner and the claim as
 * they are, people who write, stop, rest and die in between, downtimes, a clock that leaps. What
 * goes out is held against what this test remembers by itself.
 */
#include "scene.h"

#include "catchup.h"
#include "conversation.h"
#include "gate.h"

#include <stdio.h>

/* the sanitizers make each step many times as slow, and see in a quarter what they would in all */
#if defined __SANITIZE_ADDRESS__
#define SANITIZED true
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

enum {
	CUSTOMERS = 500,
	DAYS = SANITIZED ? 90 : 3 * 365,
	MINUTE_S = 60,
	HOUR_S = 3600,
	DAY_S = 24 * HOUR_S,
	STEP_S = 1800,
	MOST = 64, /* letters to one customer */
};

static const char *const zones[] = {
        "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Auckland", "Europe/London"};

struct letter {
	int64_t at;
	char touchpoint[12], occurrence[12];
};

/* What we know of a customer, beside the store. */
struct member {
	const char *zone;
	bool stopped, gone, waiting;
	int64_t paused_until, last_human, answer_at;
	struct date ledger_pause;
	struct letter had[MOST];
	int count;
};

struct world {
	struct scene *s;
	struct member people[CUSTOMERS];
	struct date last_day[CUSTOMERS / 5]; /* per house: of the day's letters */
	int day_count[CUSTOMERS / 5];
	uint64_t chance;
	int64_t back_at; /* the end of the last downtime or leap */
	bool leapt;      /* the clock shows another year just now */
	int letters, late;
};

/* ---- a town ---- */

#define LIVE "Subject: A word to {{first_name|you}}\nStatus: live\n"

static void put_templates(struct scene *s)
{
	scene_template(
	        s, "born", LIVE "When: birthday\nRepeat: yearly\nTo: all\nValid: P1D" SCENE_BODY);
	scene_template(
	        s, "years", LIVE "When: since\nRepeat: yearly\nTo: all\nValid: P5D" SCENE_BODY);
	scene_template(s, "welcome",
	        LIVE "When: first_purchase\nAfter: P14D\nTo: all\nValid: P6D" SCENE_BODY);
	scene_template(s, "half",
	        LIVE "When: first_purchase\nRepeat: FREQ=MONTHLY;INTERVAL=6\n"
	             "To: all\nValid: P6D" SCENE_BODY);
	scene_template(
	        s, "new-year", LIVE "When: New Year\nTo: all\nValid: P7D\nGroup: turn" SCENE_BODY);
	scene_template(s, "advent",
	        LIVE "When: FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=14\nTo: short\n"
	             "Valid: P4D\nGroup: turn" SCENE_BODY);
	scene_template(s, "own", LIVE "When: a day of their own\nTo: all\nValid: P6D" SCENE_BODY);
	scene_template(s, "spring",
	        LIVE "When: FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nTo: all\nValid: P3D" SCENE_BODY);
	scene_template(s, "owed",
	        LIVE "When: first_contact\nAfter: P1D\nTo: all\nValid: P6D\n"
	             "Class: service" SCENE_BODY);
	for (int y = 2026; y <= 2030; y++) {
		AUTO(xfree) char *day = xasprintf("%d-01-01", y);
		scene_occasion(s, "New Year", day);
	}
}

/* Which template lets a letter go how late, after its day. */
static int valid_days(const char *touchpoint)
{
	static const struct {
		const char *name;
		int days;
	} all[] = {{"born", 1}, {"years", 5}, {"welcome", 6}, {"half", 6}, {"new-year", 7},
	        {"advent", 4}, {"own", 6}, {"spring", 3}, {"owed", 6}};
	for (size_t i = 0; i < COUNT(all); i++)
		if (str_same(all[i].name, touchpoint))
			return all[i].days;
	fail_msg("no template %s", touchpoint);
	return 0;
}

static uint64_t chance(struct world *w, uint64_t of)
{
	w->chance = w->chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (w->chance >> 33) % of;
}

static char *key_of(int n)
{
	return xasprintf("c%03d", n);
}

static void put_customer(struct world *w, int n)
{
	static const char *const fields[] = {
	        "birthday", "since", "first_purchase", "first_contact"};
	w->people[n].zone = n % 5 ? w->people[n - 1].zone : zones[chance(w, COUNT(zones))];
	AUTO(xfree) char *key = key_of(n);
	/* five of a house; and each tenth pair has one address */
	AUTO(xfree) char *mail = xasprintf("p%d@house%d.example", n % 20 == 1 ? n - 1 : n, n / 5);
	scene_customer(w->s, key, mail, "Nr");
	scene_sql(w->s,
	        "UPDATE customer SET timezone='%s', birthday_ok=%d, stage='%s' WHERE key='%s'",
	        w->people[n].zone, n % 2, n % 3 ? "short" : "long", key);
	for (size_t i = 0; i < COUNT(fields); i++) {
		int year = i == 0   ? 1970
		           : i == 3 ? 2026 + (int)chance(w, 3)
		                    : 2020 + (int)chance(w, 8);
		struct date d;
		date_from_ymd(year, 1, 1, &d);
		AUTO(xfree) char *day = date_format(date_add(d, (int32_t)chance(w, 365)));
		scene_anchor(w->s, key, fields[i], day);
	}
	struct date own;
	date_from_ymd(2001, 1, 1, &own);
	AUTO(xfree) char *day = date_format(date_add(own, (int32_t)chance(w, 365)));
	scene_anchor(w->s, key, "own_day", day);
	w->people[n].ledger_pause = DATE_NONE;
}

/* ---- what must hold of every letter ---- */

static struct date business_day(int64_t at)
{
	return zone_date(zone_find("Europe/Berlin"), at);
}

/* On this customer's calendar. */
static struct date day_of(const struct member *p, int64_t at)
{
	return zone_date(zone_find(p->zone), at);
}

/* Of whoever reads this mailbox. */
static void check_person(const struct world *w, const struct member *p,
        const struct outbox_item *item, const char *who)
{
	int64_t now = w->s->h.now;
	if (p->stopped || p->waiting || p->paused_until > now)
		fail_msg("%s: a letter to somebody who stopped (%d), waits (%d), rests (%d)", who,
		        p->stopped, p->waiting, p->paused_until > now);
	if (!date_is_none(p->ledger_pause) && date_diff(p->ledger_pause, day_of(p, now)) >= 0)
		fail_msg("%s: a letter while the ledger's pause lasts", who);
	if (!str_same(item->touchpoint, "owed") && p->last_human &&
	        date_diff(day_of(p, now), day_of(p, p->last_human)) < 7)
		fail_msg("%s: a person was in touch less than a week ago", who);
}

static void check_hour(struct world *w, const struct outbox_item *item, const char *who, int n)
{
	const char *name = w->people[n].zone;
	const struct zone *z = zone_find(name);
	int64_t now = w->s->h.now;
	int minute = zone_minute(z, now);
	struct date day = zone_date(z, now),
	            last = date_add(item->day, valid_days(item->touchpoint));
	if (date_diff(day, item->day) < 0 || date_diff(last, day) < 0)
		fail_msg("%s: on a day on which it is not valid", who);
	if (minute < 540 || minute >= 18 * 60)
		fail_msg("%s: at minute %d of the day in %s", who, minute, name);
	/* two steps: the claim's own and the planner's */
	if (minute > 690 + 2 * STEP_S / MINUTE_S) {
		w->late++;
		if (now - w->back_at > DAY_S)
			fail_msg("%s: long past the window, at %d in %s", who, minute, name);
	}
	bool working_day_left = false;
	for (struct date d = day; date_diff(last, d) >= 0; d = date_add(d, 1))
		working_day_left |= date_weekday(d) <= 5;
	if (date_weekday(day) > 5 && working_day_left)
		fail_msg("%s: on a weekend, though a working day was left", who);
}

static bool of_turn(const char *touchpoint)
{
	return str_same(touchpoint, "new-year") || str_same(touchpoint, "advent");
}

static void check_letters(const struct world *w, const struct member *p,
        const struct outbox_item *item, const char *who)
{
	struct date today = day_of(p, w->s->h.now);
	bool owed = str_same(item->touchpoint, "owed");
	int year = 0;
	for (int i = 0; i < p->count; i++) {
		const struct letter *l = &p->had[i];
		int32_t days = date_diff(today, day_of(p, l->at));
		if (str_same(l->touchpoint, item->touchpoint) &&
		        str_same(l->occurrence, item->occurrence))
			fail_msg("%s: twice", who);
		if (!owed && days < 21)
			fail_msg("%s: %d days after %s", who, days, l->touchpoint);
		if (of_turn(item->touchpoint) && of_turn(l->touchpoint) && days < 100)
			fail_msg("%s: a second letter of the season after %s", who, l->touchpoint);
		year += days < 364;
	}
	if (!owed && year >= 8)
		fail_msg("%s: more than eight in a year", who);
}

static void check_house(struct world *w, const struct member *p, int house, const char *who)
{
	struct date today = day_of(p, w->s->h.now);
	if (date_is_none(w->last_day[house]) || date_diff(today, w->last_day[house]))
		w->day_count[house] = 0;
	w->last_day[house] = today;
	if (++w->day_count[house] > 3)
		fail_msg("%s: %d letters to one house on one day", who, w->day_count[house]);
}

static void gone(struct world *w, const struct outbox_item *item)
{
	int n = atoi(item->customer + 1);
	AUTO(xfree) char *day = date_format(business_day(w->s->h.now));
	AUTO(xfree)
	char *who = xasprintf(
	        "%s, %s of %s to %s", day, item->touchpoint, item->occurrence, item->customer);
	if (w->leapt)
		fail_msg("%s: while the clock shows another year", who);
	if (w->people[n].gone)
		fail_msg("%s: a letter to somebody who died", who);
	check_person(w, &w->people[n], item, who);
	check_hour(w, item, who, n);
	/* two rows of one address are one person */
	int twin = n % 20 == 0 ? n + 1 : n % 20 == 1 ? n - 1 : -1;
	check_letters(w, &w->people[n], item, who);
	if (twin >= 0) {
		check_letters(w, &w->people[twin], item, who);
		check_person(w, &w->people[twin], item, who);
	}
	check_house(w, &w->people[n], n / 5, who);
	struct member *p = &w->people[n];
	assert_true(p->count < MOST);
	struct letter *l = &p->had[p->count++];
	l->at = w->s->h.now;
	snprintf(l->touchpoint, sizeof l->touchpoint, "%s", item->touchpoint);
	snprintf(l->occurrence, sizeof l->occurrence, "%s", item->occurrence);
	w->letters++;
}

/* ---- what happens in between ---- */

static void writes(struct world *w, int n, const char *key)
{
	struct member *p = &w->people[n];
	if (p->waiting)
		return;
	scene_sql(w->s,
	        "INSERT INTO inbox (mailbox, uidvalidity, uid, class, customer, arrived_at, "
	        "read_at)"
	        " SELECT 'INBOX', 1, coalesce(max(uid), 0)+1, 'reply', '%s', %lld, 0 FROM inbox",
	        key, (long long)w->s->h.now);
	scene_sql(w->s,
	        "INSERT INTO conversation (customer, state, opened_by, opened_at, last_at)"
	        " SELECT '%s', 'WAITING', max(id), %lld, %lld FROM inbox",
	        key, (long long)w->s->h.now, (long long)w->s->h.now);
	SCENE_TX(w->s, outbox_withdraw(w->s->h.db, key, NULL, "They wrote.", w->s->h.now));
	p->waiting = true;
	p->last_human = w->s->h.now;
	p->answer_at = w->s->h.now + (1 + (int64_t)chance(w, 5)) * DAY_S;
}

static void answers(struct world *w)
{
	for (int n = 0; n < CUSTOMERS; n++) {
		struct member *p = &w->people[n];
		if (!p->waiting || w->s->h.now < p->answer_at)
			continue;
		AUTO(xfree) char *key = key_of(n);
		int64_t id;
		SCENE_TX(w->s, conversation_contact(w->s->h.db, key, "a call", w->s->h.now, &id));
		p->waiting = false;
		p->last_human = w->s->h.now;
	}
}

static void something_happens(struct world *w)
{
	struct house *h = &w->s->h;
	int n = (int)chance(w, CUSTOMERS);
	AUTO(xfree) char *key = key_of(n);
	struct member *p = &w->people[n];
	uint64_t what = chance(w, 100);
	if (what < 40) {
		writes(w, n, key);
	} else if (what < 70) {
		int64_t until = h->now + (1 + (int64_t)chance(w, 60)) * DAY_S;
		SCENE_TX(w->s, scene_pause(h->db, key, until, "away", h->now));
		p->paused_until = until > p->paused_until ? until : p->paused_until;
	} else if (what < 94) {
		p->ledger_pause = date_add(business_day(h->now), (int32_t)chance(w, 40));
		scene_sql(w->s, "UPDATE customer SET pause_until_day=%d WHERE key='%s'",
		        p->ledger_pause.days, key);
	} else if (what < 98) {
		AUTO(xfree)
		char *mail = db_text(
		        h->db, "SELECT email FROM customer WHERE key=:k", DB_TEXT(":k", key));
		SCENE_TX(w->s,
		        conversation_suppress(h->db, h->key, mail, key, "optout", "", h->now));
		int twin = n % 20 == 0 ? n + 1 : n % 20 == 1 ? n - 1 : n;
		p->stopped = w->people[twin].stopped = true;
	} else {
		scene_sql(w->s, "UPDATE customer SET status='deceased' WHERE key='%s'", key);
		p->gone = true;
	}
}

/* ---- the daemon ---- */

static void plan(struct world *w)
{
	enum gate gate;
	struct plan_counts counts;
	assert_int_equal(catchup_look(&w->s->h, &gate), 0);
	if (gate == GATE_OPEN)
		assert_int_equal(plan_pass(&w->s->h, &counts), 0);
}

static void send(struct world *w)
{
	struct house *h = &w->s->h;
	const struct outbox_verdict sent = {.event = OUTBOX_ACCEPTED, .code = 250};
	AUTO(courtesy_round_done) struct courtesy_round round = {.h = h};
	enum gate gate;
	assert_int_equal(gate_look(h, false, &gate), 0);
	assert_int_equal(gate_sort(h, 100), 0);
	for (;;) {
		AUTO(outbox_item_done) struct outbox_item item = {0};
		if (scene_claim(h->db, h->now, courtesy_veto, &round, &item) != 0)
			return;
		if (str_same(item.kind, "letter"))
			gone(w, &item);
		assert_int_equal(scene_settle(h->db, item.id, &sent, h->now), 0);
	}
}

/* The clock shows `shift` more for three hours, in which everybody works. */
static void leap(struct world *w, int64_t shift)
{
	int64_t now = w->s->h.now;
	w->leapt = true;
	for (int64_t at = 0; at < 3 * HOUR_S; at += STEP_S) {
		w->s->h.now = now + shift + at;
		plan(w);
		send(w);
	}
	w->s->h.now = now + 3 * HOUR_S;
	w->leapt = false;
	w->back_at = w->s->h.now;
	plan(w);
	send(w);
	gate_release(&w->s->h); /* a person says that the clock is right again */
}

/* Nobody works; people go on writing. */
static void sleep_for(struct world *w, int64_t s)
{
	int64_t until = w->s->h.now + s;
	for (; w->s->h.now < until; w->s->h.now += DAY_S / 2)
		something_happens(w);
	w->s->h.now = until;
	w->back_at = until;
}

static void live_day(struct world *w, int day)
{
	int64_t end = w->s->h.now + DAY_S;
	int64_t at[2] = {
	        w->s->h.now + (int64_t)chance(w, DAY_S), w->s->h.now + (int64_t)chance(w, DAY_S)};
	answers(w);
	plan(w);
	if (day == 500)
		leap(w, 365 * (int64_t)DAY_S);
	if (day == 800)
		leap(w, -365 * (int64_t)DAY_S);
	for (; w->s->h.now < end; w->s->h.now += STEP_S) {
		for (size_t i = 0; i < COUNT(at); i++)
			if (at[i] >= w->s->h.now && at[i] < w->s->h.now + STEP_S)
				something_happens(w);
		send(w);
		/* over the window of those in Berlin, on a day on which many are due */
		if (day == 84 && w->s->h.now % DAY_S == 8 * HOUR_S)
			sleep_for(w, HOUR_S);
	}
}

static void test_three_years(void **state)
{
	static struct scene s;
	static struct world w;
	(void)state;
	scene_open(&s, "2026-01-04T23:30");
	memset(&s.key, 7, sizeof s.key); /* the letters' minutes are made of it */
	w = (struct world){.s = &s, .chance = 20260104};
	for (size_t i = 0; i < COUNT(w.last_day); i++)
		w.last_day[i] = DATE_NONE;
	put_templates(&s);
	for (int n = 0; n < CUSTOMERS; n++)
		put_customer(&w, n);
	int64_t end = s.h.now + (int64_t)DAYS * DAY_S;
	for (int day = 0; s.h.now < end; day++) {
		live_day(&w, day);
		if (day == 200)
			sleep_for(&w, 3 * DAY_S);
		else if (day == 340) /* over the turn of the year */
			sleep_for(&w, 20 * DAY_S);
		else if (day == 700)
			sleep_for(&w, 3 * DAY_S + 2 * HOUR_S);
	}
	/* the town was worth the walk */
	assert_true(w.letters > DAYS * 4);
	assert_true(w.late > 0 || SANITIZED); /* the long downtimes come after its end */
	static const char *const words[] = {"gap", "paused", "suppressed", "waiting", "human-gap",
	        "status", "group", "priority", "same-address", "company"};
	for (size_t i = 0; i < COUNT(words) && !SANITIZED; i++)
		if (!db_int(s.h.db, 0, "SELECT count(*) FROM decision WHERE reason=:word",
		            DB_TEXT(":word", words[i])))
			fail_msg("in three years nobody was left out for %s", words[i]);
	scene_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_three_years),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
