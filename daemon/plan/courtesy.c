#include "courtesy.h"

#include "almanac.h"
#include "audience.h"
#include "conf.h"
#include "consent.h"
#include "conversation.h"
#include "db.h"
#include "folder.h"
#include "noted.h"
#include "provider.h"
#include "rule.h"
#include "schedule.h"
#include "seal.h"
#include "zone.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	GROUP_SEASON_DAYS = 120,
	YEAR_DAYS = 365,
	NEW_DAYS = 90,
	HISTORY_DAYS = 2 * YEAR_DAYS + 1, /* no letter's day is longer ago that counts for a year */
	REST_DAYS = 14,                   /* weekends and holidays put a letter off by less */
};

static char *day_of(const struct house *h, int64_t at)
{
	return date_format(zone_date(zone_find(h->conf->business.timezone), at));
}

/* ---- the checks that hold at planning and at claiming alike ---- */

static const char *country_of(const struct house *h, const struct person *p)
{
	return str_empty(p->country) ? h->conf->business.country : p->country;
}

/* An answer they are owed needs nobody's leave. */
static enum courtesy ask_consent(const struct house *h, const struct template *t,
        const struct person *p, struct date day, char **ret_detail)
{
	static const enum courtesy outcome[] = {
	        [CONSENT_GIVEN] = COURTESY_DUE,
	        [CONSENT_NONE] = COURTESY_SKIP_NO_CONSENT,
	        [CONSENT_UNDATED] = COURTESY_SKIP_CONSENT_UNDATED,
	        [CONSENT_LAPSED] = COURTESY_SKIP_CONSENT_LAPSED,
	};
	const struct consent_case c = {.consent = p->consent,
	        .given = p->consent_day,
	        .country = country_of(h, p),
	        .company = !str_empty(p->company),
	        .assume = h->conf->courtesy.assume_consent,
	        .last_purchase = p->last_purchase,
	        .first_contact = p->first_contact};
	if (t->class == TEMPLATE_SERVICE)
		return COURTESY_DUE;
	enum consent said = consent_ask(&c, day);
	if (said == CONSENT_UNDATED || said == CONSENT_LAPSED)
		*ret_detail = xstrdup(c.country);
	if (said != CONSENT_GIVEN)
		return outcome[said];
	if (consent_wants_postal(c.country) && str_empty(h->conf->business.postal_address)) {
		*ret_detail = xstrdup(c.country);
		return COURTESY_HOLD_POSTAL;
	}
	return COURTESY_DUE;
}

/* Whose feast it is was never guessed from a name or a country: a person wrote it down. */
static bool celebrates(
        const struct house *h, const struct template *t, const struct person *p, char **ret_detail)
{
	if (t->when_kind != TEMPLATE_WHEN_OCCASION || t->celebrates)
		return true; /* who Celebrates: names is the audience already */
	AUTO(xfree) char *faith = almanac_faith(h, t->feast);
	if (!faith)
		return true;
	/* "eid al-fitr (morocco)" is eid al-fitr, on the day it is kept there */
	const char *where = strstr(t->feast, " (");
	size_t n = where ? (size_t)(where - t->feast) : strlen(t->feast);
	AUTO(xfree) char *feast = xasprintf(",%s,", t->feast);
	AUTO(xfree) char *anywhere = xasprintf(",%.*s,", (int)n, t->feast);
	AUTO(xfree) char *creed = xasprintf(",%s,", faith);
	if (strcasestr(p->celebrates, feast) || strcasestr(p->celebrates, anywhere) ||
	        strcasestr(p->celebrates, creed))
		return true;
	*ret_detail = faith;
	faith = NULL;
	return false;
}

static bool row_paused(const struct house *h, const char *customer, char **ret_detail)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT until_at, reason FROM pause WHERE customer=:customer AND until_at>:at",
	        DB_TEXT(":customer", customer), DB_INT(":at", h->now));
	if (db_step(rows) <= 0)
		return false;
	AUTO(xfree) char *until = day_of(h, db_col_int(rows, 0));
	*ret_detail = xasprintf("until %s: %s", until, db_col_text(rows, 1));
	return true;
}

static bool paused(
        const struct house *h, const struct person *p, struct date day, char **ret_detail)
{
	if (p->pause_until_day >= day.days) {
		AUTO(xfree) char *until = date_format((struct date){(int32_t)p->pause_until_day});
		*ret_detail = xasprintf("the ledger says until %s", until);
		return true;
	}
	for (char **row = p->rows; *row; row++)
		if (noted_has(h, *row) && row_paused(h, *row, ret_detail))
			return true;
	return false;
}

static bool waits(const struct house *h, const struct person *p, char **ret_detail)
{
	for (char **row = p->rows; *row; row++) {
		int64_t since = noted_has(h, *row) ? conversation_waiting_since(h->db, *row) : 0;
		if (since) {
			*ret_detail = day_of(h, since);
			return true;
		}
	}
	return false;
}

/* Why nothing goes to this address or this customer. Owned, or NULL. */
static char *suppressed(const struct house *h, const char *customer, struct person *p)
{
	char *why = NULL;
	if (noted_addresses(h) && !p->seal)
		p->seal = seal_hash(h->key, p->email);
	if (p->seal && noted_has(h, p->seal))
		why = conversation_suppressed(h->db, h->key, p->email);
	return why || !noted_has(h, customer) ? why : conversation_stopped(h->db, customer);
}

static enum courtesy ask_person(const struct house *h, const struct template *t,
        const char *customer, struct person *p, struct date day, char **ret_detail)
{
	static const char *const stops[] = {"deceased", "left", "dispute", NULL};
	if (str_empty(p->email))
		return COURTESY_SKIP_NO_ADDRESS;
	*ret_detail = suppressed(h, customer, p);
	if (*ret_detail)
		return COURTESY_SKIP_SUPPRESSED;
	for (size_t i = 0; stops[i]; i++)
		if (str_same(p->status, stops[i]) || (p->dispute && !stops[i + 1])) {
			*ret_detail = xstrdup(stops[i]);
			return COURTESY_SKIP_STATUS;
		}
	enum courtesy leave = ask_consent(h, t, p, day, ret_detail);
	if (leave != COURTESY_DUE)
		return leave;
	if (!celebrates(h, t, p, ret_detail))
		return COURTESY_SKIP_CELEBRATES;
	if (t->when_kind == TEMPLATE_WHEN_DATE && str_same(t->when, "birthday") && !p->birthday_ok)
		return COURTESY_SKIP_BIRTHDAY;
	if (paused(h, p, day, ret_detail))
		return COURTESY_SKIP_PAUSED;
	return waits(h, p, ret_detail) ? COURTESY_SKIP_WAITING : COURTESY_DUE;
}

/* ---- the checks against our other letters ---- */

/* Their letters, read when the first question about them comes. */
static struct history_view letters(struct courtesy_case *c)
{
	const struct house *h = c->h;
	struct date today = zone_date(c->person.morning.zone, h->now);
	if (!c->looked && c->error == 0 && !c->person.alone)
		c->error = history_get(h->db, c->customer, c->person.email,
		        date_add(today, -HISTORY_DAYS), &c->history);
	c->looked = true;
	return (struct history_view){
	        &c->history, zone_offset(c->person.morning.zone, h->now), h->now};
}

/* "NAME on DATE", owned. */
static char *told(const char *touchpoint, struct date day)
{
	AUTO(xfree) char *when = date_format(day);
	return xasprintf("%s on %s", touchpoint, when);
}

/* The nearest other letter within `days` of `day`: "NAME on DATE", owned, or NULL. `group`,
 * `touchpoint` NULL: any. */
static char *near_letter(struct courtesy_case *c, struct date day, int days, const char *group,
        const char *touchpoint)
{
	struct history_view v = letters(c);
	const struct history_letter *l = history_near(&v, day, days, group, touchpoint);
	return l ? told(l->touchpoint, history_felt(&v, l)) : NULL;
}

/* It stays so while none of those letters has grown a year old: until then nobody need ask. */
static void rest_until_fewer(struct courtesy_case *c, int days, int most)
{
	struct history_view v = letters(c);
	struct date on = history_fewer(&v, days, most);
	if (!date_is_none(on))
		c->again = date_add(on, -REST_DAYS);
}

static enum courtesy ask_caps(
        struct courtesy_case *c, struct date day, int64_t own, char **ret_detail)
{
	const struct conf *conf = c->h->conf;
	const struct person *p = &c->person;
	struct history_view v = letters(c);
	int year = history_had(&v, day, YEAR_DAYS, own);
	if (year >= conf->courtesy.per_year) {
		*ret_detail = xasprintf("%d", year);
		rest_until_fewer(c, YEAR_DAYS, conf->courtesy.per_year);
		return COURTESY_SKIP_PER_YEAR;
	}
	int before = conf->courtesy.per_year_before, fresh = conf->courtesy.per_90_new;
	bool asked_for = str_same(p->consent, "express") ||
	                 (str_empty(p->consent) && conf->courtesy.assume_consent);
	if (before && str_same(p->stage, "before") && !asked_for && year >= before)
		*ret_detail = xasprintf(
		        "%d in a year is enough for somebody who is no customer yet", before);
	else if (fresh && str_same(p->stage, "new") && history_had(&v, day, NEW_DAYS, own) >= fresh)
		*ret_detail =
		        xasprintf("%d in %d days are enough for a new customer", fresh, NEW_DAYS);
	return *ret_detail ? COURTESY_SKIP_STAGE_CAP : COURTESY_DUE;
}

/* Of table outbox: what counts as a letter they had, or are about to have. As history.c says. */
#define COUNTED                                                                                    \
	"kind='letter' AND state<>'FAILED' AND state<>'WITHDRAWN'"                                 \
	" AND (state<>'QUEUED' OR valid_until_at>=:now)"
#define FELT "max(day, (coalesce(claimed_at, not_before_at) + :offset) / 86400)"

static int64_t ask_company(const struct courtesy_case *c, const char *domain, struct date day)
{
	const struct house *h = c->h;
	const struct person *p = &c->person;
	return db_int(h->db, 0,
	        "SELECT count(*) FROM outbox WHERE " COUNTED
	        " AND lower(substr(recipient, instr(recipient, '@') + 1))=lower(:domain)"
	        " AND day>:day-60 AND " FELT "=:day AND recipient<>:email",
	        DB_TEXT(":domain", domain), DB_INT(":day", day.days), DB_TEXT(":email", p->email),
	        DB_INT(":now", h->now), DB_INT(":offset", zone_offset(p->morning.zone, h->now)));
}

const char *courtesy_case_house(const struct courtesy_case *c)
{
	const char *at = strrchr(c->person.email, '@');
	bool counts = c->h->conf->courtesy.company_per_day && at && !provider_shared(at + 1);
	return counts ? at + 1 : NULL;
}

/* Colleagues compare their inboxes. */
static bool company_full(const struct courtesy_case *c, struct date day, char **ret_detail)
{
	const char *house = courtesy_case_house(c);
	if (!house)
		return false;
	int64_t count = c->company ? c->company(c, day) : ask_company(c, house, day);
	if (count < c->h->conf->courtesy.company_per_day)
		return false;
	*ret_detail = xasprintf("%lld", (long long)count);
	return true;
}

static bool human_near(
        const struct house *h, const struct person *p, struct date day, char **ret_detail)
{
	int64_t last = 0;
	for (char **row = p->rows; *row; row++) {
		int64_t at = noted_has(h, *row) ? conversation_last_human(h->db, *row) : 0;
		last = at > last ? at : last;
	}
	struct date last_day = zone_date(p->morning.zone, last);
	if (!last || date_diff(day, last_day) >= h->conf->courtesy.human_gap_days)
		return false;
	*ret_detail = date_format(last_day);
	return true;
}

static bool bought_lately(const struct house *h, const struct template *t, const struct person *p,
        struct date day, char **ret_detail)
{
	bool about_it = t->when_kind == TEMPLATE_WHEN_DATE && str_starts(t->when, "first_purchase");
	int since = date_is_none(p->last_purchase) ? -1 : date_diff(day, p->last_purchase);
	if (about_it || since < 0 || since >= h->conf->courtesy.purchase_gap_days)
		return false;
	*ret_detail = date_format(p->last_purchase);
	return true;
}

static enum courtesy ask_gaps(
        struct courtesy_case *c, const struct template *t, struct date day, char **ret_detail)
{
	const struct house *h = c->h;
	if (human_near(h, &c->person, day, ret_detail))
		return COURTESY_SKIP_HUMAN_GAP;
	if (bought_lately(h, t, &c->person, day, ret_detail))
		return COURTESY_SKIP_PURCHASE;
	*ret_detail = near_letter(c, day, h->conf->courtesy.gap_days, NULL, NULL);
	return *ret_detail ? COURTESY_SKIP_GAP : ask_caps(c, day, 0, ret_detail);
}

/* What a person said to this letter: 'yes', 'no', or NULL. Owned. */
static char *said_to(
        struct db *db, const char *customer, const char *touchpoint, const char *occurrence)
{
	return db_text(db,
	        "SELECT answer FROM approval WHERE customer=:customer AND touchpoint=:touchpoint"
	        " AND occurrence=:occurrence",
	        DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", touchpoint),
	        DB_TEXT(":occurrence", occurrence));
}

/* Its own day, or today when that is over. */
static struct date felt_day(const struct house *h, const struct person *p, struct date day)
{
	struct date now = zone_date(p->morning.zone, h->now);
	return date_diff(now, day) > 0 ? now : day;
}

/* The day on which it would go if it were put now: a working day of theirs, where it can wait. */
static struct date going_day(
        const struct house *h, const struct template *t, const struct person *p, struct date day)
{
	struct morning m = p->morning;
	int64_t at;
	m.key = p->email;
	m.first = day;
	m.last = date_add(day, t->valid_days);
	m.greeting = morning_greets(t);
	return morning_next(h, &m, &at) ? zone_date(m.zone, at) : felt_day(h, p, day);
}

/* What they are owed waits for no gap; but two letters on one day look like a machine's. */
static enum courtesy ask_owed(struct courtesy_case *c, struct date day, char **ret_detail)
{
	*ret_detail = near_letter(c, day, 1, NULL, NULL);
	if (*ret_detail)
		return COURTESY_SKIP_GAP;
	return str_same(c->person.stage, "before") ? ask_caps(c, day, 0, ret_detail) : COURTESY_DUE;
}

/* Another customer with this address who has this very letter. Owned, or NULL. */
static char *other_with_it(
        struct courtesy_case *c, const struct template *t, const char *occurrence)
{
	struct history_view v = letters(c);
	for (size_t i = 0; i < v.history->count; i++) {
		const struct history_letter *l = &v.history->at[i];
		if (!l->theirs && str_same(l->touchpoint, t->name) &&
		        str_same(l->occurrence, occurrence))
			return xstrdup(l->customer);
	}
	if (c->whole || !str_same(occurrence, "once"))
		return NULL;
	return db_text(c->h->db, /* that may be long ago */
	        "SELECT customer FROM outbox WHERE recipient=:email AND touchpoint=:touchpoint"
	        " AND occurrence=:occurrence AND customer<>:customer",
	        DB_TEXT(":email", c->person.email), DB_TEXT(":touchpoint", t->name),
	        DB_TEXT(":occurrence", occurrence), DB_TEXT(":customer", c->customer));
}

static enum courtesy ask_letters(struct courtesy_case *c, const struct template *t,
        const char *occurrence, struct date day, char **ret_detail)
{
	const struct house *h = c->h;
	const struct person *p = &c->person;
	AUTO(xfree)
	char *said =
	        noted_has(h, c->customer) ? said_to(h->db, c->customer, t->name, occurrence) : NULL;
	if (str_same(said, "no"))
		return COURTESY_SKIP_DECLINED;
	*ret_detail = other_with_it(c, t, occurrence);
	if (*ret_detail)
		return COURTESY_SKIP_SAME_ADDRESS;
	if (t->group && (*ret_detail = near_letter(c, day, GROUP_SEASON_DAYS, t->group, NULL)))
		return COURTESY_SKIP_GROUP;
	/* an answer they are owed, or a welcome to an enquiry, does not wait for the gap */
	struct date felt = going_day(h, t, p, day);
	bool owed = t->class == TEMPLATE_SERVICE, asks = t->class == TEMPLATE_MARKETING;
	enum courtesy why = owed ? ask_owed(c, felt, ret_detail) : ask_gaps(c, t, felt, ret_detail);
	if (why == COURTESY_DUE && asks &&
	        (*ret_detail = near_letter(c, felt, YEAR_DAYS, NULL, t->name)))
		return COURTESY_SKIP_ONCE;
	if (why == COURTESY_DUE && company_full(c, felt, ret_detail))
		return COURTESY_SKIP_COMPANY;
	if (why == COURTESY_DUE && (t->ask || asks) && !str_same(said, "yes")) {
		*ret_detail = xasprintf("%s %s", t->name, c->customer);
		return COURTESY_HOLD_APPROVAL;
	}
	return why;
}

/* `r`: what came of it that the person was read. */
static void read_person(struct courtesy_case *c, int r)
{
	c->there = r == 0 && c->person.present;
	c->error = r == -ENOENT ? 0 : r;
}

void courtesy_case_open(struct courtesy_case *c, const struct house *h, const char *customer)
{
	*c = (struct courtesy_case){.h = h, .customer = customer, .again = DATE_NONE};
	read_person(c, person_get(h, customer, &c->person));
}

void courtesy_case_open_row(
        struct courtesy_case *c, const struct house *h, const char *customer, int64_t row)
{
	*c = (struct courtesy_case){.h = h, .customer = customer, .again = DATE_NONE};
	read_person(c, person_get_row(h, row, &c->person));
}

void courtesy_case_done(struct courtesy_case *c)
{
	person_done(&c->person);
	history_done(&c->history);
}

enum courtesy courtesy_case_ask(struct courtesy_case *c, const struct template *t,
        const char *occurrence, struct date day, char **ret_detail)
{
	char *detail = NULL;
	enum courtesy why = COURTESY_SKIP_NO_ADDRESS;
	c->again = DATE_NONE;
	if (c->there)
		why = ask_person(c->h, t, c->customer, &c->person, day, &detail);
	if (why == COURTESY_DUE)
		why = ask_letters(c, t, occurrence, day, &detail);
	*ret_detail = detail ? detail : xstrdup("");
	return why;
}

bool courtesy_case_has(struct courtesy_case *c, const char *touchpoint, const char *occurrence)
{
	struct history_view v = letters(c);
	for (size_t i = 0; i < v.history->count; i++) {
		const struct history_letter *l = &v.history->at[i];
		if (l->theirs && str_same(l->touchpoint, touchpoint) &&
		        str_same(l->occurrence, occurrence))
			return true;
	}
	return !c->whole && str_same(occurrence, "once") &&
	       outbox_exists(c->h->db, c->customer, touchpoint, occurrence);
}

char *courtesy_case_season(struct courtesy_case *c, const char *touchpoint, const char *occurrence,
        struct date day, int length)
{
	struct history_view v = letters(c);
	for (size_t i = 0; i < v.history->count; i++) {
		const struct history_letter *l = &v.history->at[i];
		int away = date_diff(l->day, day);
		if (l->theirs && l->state != HISTORY_OFF && away < length && away > -length &&
		        str_same(l->touchpoint, touchpoint) && !str_same(l->occurrence, occurrence))
			return date_format(l->day);
	}
	return NULL;
}

enum courtesy courtesy_ask(const struct house *h, const struct template *t, const char *customer,
        const char *occurrence, struct date day, char **ret_detail)
{
	AUTO(courtesy_case_done) struct courtesy_case c;
	courtesy_case_open(&c, h, customer);
	return courtesy_case_ask(&c, t, occurrence, day, ret_detail);
}

/* The day at the end of a reason's detail. */
static struct date told_day(const char *detail)
{
	size_t n = strlen(detail);
	struct date day;
	return n >= 10 && date_parse(detail + n - 10, &day) == 0 ? day : DATE_NONE;
}

struct date courtesy_again(const struct courtesy_case *c, enum courtesy why, const char *detail)
{
	const struct house *h = c->h;
	const struct conf *conf = h->conf;
	struct date tomorrow = date_add(zone_date(zone_find(conf->business.timezone), h->now), 1);
	struct date told = told_day(detail), on = tomorrow;
	switch (why) {
	case COURTESY_SKIP_GAP:
		on = date_is_none(told) ? tomorrow : date_add(told, conf->courtesy.gap_days);
		break;
	case COURTESY_SKIP_HUMAN_GAP:
		on = date_is_none(told) ? tomorrow : date_add(told, conf->courtesy.human_gap_days);
		break;
	case COURTESY_SKIP_PURCHASE:
		on = date_is_none(told) ? tomorrow
		                        : date_add(told, conf->courtesy.purchase_gap_days);
		break;
	case COURTESY_SKIP_PER_YEAR:
		on = date_is_none(c->again) ? tomorrow : c->again;
		break;
	case COURTESY_SKIP_PAUSED:
	case COURTESY_SKIP_PRIORITY:
	case COURTESY_SKIP_STAGE_CAP:
	case COURTESY_SKIP_COMPANY:
	case COURTESY_SKIP_ONCE:
		break;
	case COURTESY_HOLD_APPROVAL: /* another letter may come too near meanwhile */
	case COURTESY_HOLD_FIELD:
	case COURTESY_SKIP_BAD_ADDRESS:
		break;
	default:
		return DATE_NONE;
	}
	return date_diff(on, tomorrow) > 0 ? on : tomorrow;
}

int courtesy_answer(const struct house *h, const char *customer, const char *touchpoint,
        const char *occurrence, const char *answer)
{
	int r = db_run(h->db,
	        "DELETE FROM approval WHERE customer=:customer AND touchpoint=:touchpoint"
	        " AND occurrence=:occurrence",
	        DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", touchpoint),
	        DB_TEXT(":occurrence", occurrence));
	if (r >= 0 && answer)
		r = db_run(h->db,
		        "INSERT INTO approval (customer, touchpoint, occurrence, answer, at)"
		        " VALUES (:customer, :touchpoint, :occurrence, :answer, :now)",
		        DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", touchpoint),
		        DB_TEXT(":occurrence", occurrence), DB_TEXT(":answer", answer),
		        DB_INT(":now", h->now));
	return r < 0 ? r : 0;
}

/* ---- once more, when it is claimed ---- */

/* The letter that went to them less than a gap ago, or goes with the lease that is being made:
 * "NAME on DATE", owned, or NULL. One that had to wait for its server goes later than the plan
 * knew. */
static char *gone_near(struct courtesy_case *c, const struct outbox_item *item, struct date day)
{
	struct history_view v = letters(c);
	const struct history_letter *last = NULL;
	int64_t last_at = 0;
	bool queued = false;
	for (size_t i = 0; i < v.history->count; i++)
		queued = queued || (v.history->at[i].id == item->id &&
		                           v.history->at[i].state == HISTORY_QUEUED);
	for (size_t i = 0; i < v.history->count; i++) {
		const struct history_letter *l = &v.history->at[i];
		bool leased = l->state == HISTORY_LEASED && queued;
		int64_t at = leased ? v.now : l->claimed_at;
		if (l->id == item->id || (!leased && l->state != HISTORY_GONE) || at <= last_at)
			continue;
		last = l;
		last_at = at;
	}
	struct date gone = zone_date(c->person.morning.zone, last_at);
	return last && date_diff(day, gone) < c->h->conf->courtesy.gap_days
	               ? told(last->touchpoint, gone)
	               : NULL;
}

/* What may have come between since it was planned; what they are owed waits for no gap. */
static enum courtesy ask_since(struct courtesy_case *c, const struct template *t,
        const struct outbox_item *item, struct date day, char **ret_detail)
{
	if (t->class == TEMPLATE_SERVICE)
		return COURTESY_DUE;
	if (human_near(c->h, &c->person, day, ret_detail))
		return COURTESY_SKIP_HUMAN_GAP;
	*ret_detail = gone_near(c, item, day);
	return *ret_detail ? COURTESY_SKIP_GAP : ask_caps(c, day, item->id, ret_detail);
}

void courtesy_round_done(struct courtesy_round *round)
{
	folder_stock_done(&round->stock);
	persons_free(round->readers);
}

/* The letter as it is in this transaction. Borrowed; NULL: there is none. */
static const struct template *letter_now(
        struct courtesy_round *round, struct db *db, const char *name)
{
	if (round->h->stock)
		return folder_stock_get(round->h->stock, db, name);
	if (!round->kept)
		return folder_stock_get(&round->stock, db, name);
	if (!round->looked)
		folder_stock_refresh(round->kept, db);
	round->looked = true;
	return folder_stock_get(round->kept, db, name);
}

/* A nudge that had to wait for a mail server: is it still true? */
static char *veto_nudge(struct db *db, const struct outbox_item *item)
{
	long long id = 0;
	int count = 0;
	if (sscanf(item->occurrence, "%lld-%d", &id, &count) != 2 ||
	        conversation_wants_nudge(db, id, count))
		return NULL;
	return xstrdup("withdrawn: the customer no longer waits, or a later nudge says so");
}

/* The reader of this letter, who is read with those of all the lease. */
static void open_reader(struct courtesy_case *c, const struct house *h,
        struct courtesy_round *round, const struct outbox_item *item)
{
	*c = (struct courtesy_case){.h = h, .customer = item->customer, .again = DATE_NONE};
	int r = round->due && !round->readers ? noted_look(h) : 0;
	if (r == 0 && round->due && !round->readers)
		r = persons_get(h, round->due, &round->readers);
	if (r == 0)
		r = round->readers ? persons_take(round->readers, item->id, &c->person) : -ENOENT;
	read_person(c, r == -ENOENT ? person_get(h, item->customer, &c->person) : r);
}

bool courtesy_case_in_audience(struct courtesy_case *c, const struct template *t, char **ret_why)
{
	const struct person *p = &c->person;
	const struct audience_facts who = {
	        p->present, p->stage, p->country, p->language, p->tags, p->celebrates};
	bool takes = audience_takes(t, &who), asks = t->where || ret_why;
	return takes || (asks && audience_has(c->h, t, c->customer, ret_why));
}

/* Is its day still the day? */
static bool stands(const struct house *h, const struct template *t, const struct person *p,
        const struct outbox_item *item)
{
	const char *field = schedule_field(t);
	struct date anchor = field ? person_date(p, field) : DATE_NONE;
	return schedule_stands(h, t, anchor, item->occurrence, item->day);
}

char *courtesy_case_veto(
        struct courtesy_case *c, const struct template *t, const struct outbox_item *item)
{
	const struct house *h = c->h;
	struct person *p = &c->person;
	if (!t || t->status != TEMPLATE_LIVE)
		return xstrdup("withdrawn: its template is no longer live");
	if (!c->there)
		return xstrdup("withdrawn: the customer is no longer in the ledger");
	if (!str_same_nocase(p->email, item->recipient))
		return xstrdup("withdrawn: the customer's address has changed in the ledger");
	if (!stands(h, t, p, item))
		return xstrdup(COURTESY_MOVED);
	AUTO(xfree) char *detail = NULL, *line = NULL;
	if (!courtesy_case_in_audience(c, t, &line))
		return xasprintf("withdrawn: %s", line);
	struct date day = felt_day(h, p, item->day);
	enum courtesy why = ask_person(h, t, item->customer, p, day, &detail);
	if (why == COURTESY_DUE)
		why = ask_since(c, t, item, day, &detail);
	return why == COURTESY_DUE ? NULL : courtesy_sentence(courtesy_word(why), detail);
}

char *courtesy_veto(struct db *db, const struct outbox_item *item, int64_t now, void *arg)
{
	struct courtesy_round *round = arg;
	struct house h = *round->h;
	h.now = now;
	if (str_same(item->kind, "nudge"))
		return veto_nudge(db, item);
	if (!str_same(item->kind, "letter"))
		return NULL;
	const struct template *t = letter_now(round, db, item->touchpoint);
	AUTO(courtesy_case_done) struct courtesy_case c = {0};
	if (t && t->status == TEMPLATE_LIVE)
		open_reader(&c, &h, round, item);
	return courtesy_case_veto(&c, t, item);
}
