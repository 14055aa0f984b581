#include "brake.h"

#include "conf.h"
#include "db.h"
#include "health.h"
#include "notice.h"
#include "outbox.h"
#include "phrase.h"
#include "retell.h"
#include "zone.h"

#include <stdlib.h>

enum { TIMES = 3, PLAN_LEAST = 50, DAY_S = 86400, WEEK_S = 7 * DAY_S };

static const char what[] = "brake";

/* ---- what is remembered ---- */

static int64_t recall(const struct house *h, const char *key)
{
	AUTO(xfree) char *value = db_meta(h->db, key);
	return value ? strtoll(value, NULL, 10) : 0;
}

static int keep(const struct house *h, const char *key, int64_t value)
{
	AUTO(xfree) char *words = xasprintf("%lld", (long long)value);
	return db_meta_set(h->db, key, words);
}

static bool is_on(const struct house *h)
{
	return recall(h, "brake_since_at") != 0;
}

/* ---- the day ---- */

static const struct zone *our_zone(const struct house *h)
{
	return zone_find(h->conf->business.timezone);
}

static int64_t today(const struct house *h)
{
	return zone_date(our_zone(h), h->now).days;
}

static int64_t gone_today(const struct house *h)
{
	const struct zone *z = our_zone(h);
	return db_int(h->db, 0,
	        "SELECT count(*) FROM outbox WHERE claimed_at>=:from AND claimed_at<=:now"
	        " AND kind='letter'",
	        DB_INT(":from", zone_moment(z, zone_date(z, h->now), 0)), DB_INT(":now", h->now));
}

static int64_t due_today(const struct house *h)
{
	const struct zone *z = our_zone(h);
	return db_int(h->db, 0,
	        "SELECT count(*) FROM outbox WHERE state IN ('QUEUED', 'LEASED') AND kind='letter'"
	        " AND next_try_at<:until",
	        DB_INT(":until", zone_moment(z, date_add(zone_date(z, h->now), 1), 0)));
}

static int64_t limit(const struct house *h)
{
	int64_t plan = recall(h, "brake_plan");
	return TIMES * (plan > PLAN_LEAST ? plan : PLAN_LEAST);
}

/* ---- telling ---- */

/* Owned. */
static char *sentence(const struct house *h)
{
	return xasprintf("%lld letters have left today, and this morning %lld were planned. That "
	                 "may be a mistake, so no more letters to customers leave; mail to staff "
	                 "does. Look at what is queued with “followup plan”, and if all is well "
	                 "say: followup approve sending",
	        (long long)gone_today(h), (long long)recall(h, "brake_plan"));
}

static int tell(const struct house *h)
{
	const struct conf_person *owner = conf_default_person(h->conf);
	AUTO(xfree) char *why = sentence(h);
	AUTO(xfree) char *words = retell(owner->language, why);
	AUTO(xfree)
	char *occurrence = xasprintf("%lld", (long long)recall(h, "brake_since_at"));
	const struct notice mail = {.mail.kind = "notice",
	        .mail.touchpoint = what,
	        .mail.occurrence = occurrence,
	        .mail.subject = phrase(
	                owner->language, "Far more letters than planned: sending has stopped"),
	        .mail.text = words,
	        .mail.valid_until_at = h->now + WEEK_S};
	int r = notice_put(h, owner, &mail);
	return r < 0 ? r : keep(h, "brake_told", 1);
}

/* ---- own transactions ---- */

static int within(const struct house *h, int (*act)(const struct house *h))
{
	int r = db_begin(h->db);
	if (r < 0)
		return r;
	if ((r = act(h)) < 0) {
		db_rollback(h->db);
		return r;
	}
	return db_commit(h->db);
}

static int plan_day(const struct house *h)
{
	int r = keep(h, "brake_day", today(h));
	return r < 0 ? r : keep(h, "brake_plan", gone_today(h) + due_today(h));
}

static int shut(const struct house *h)
{
	int r = keep(h, "brake_since_at", h->now);
	if (r >= 0)
		r = keep(h, "brake_told", 0);
	return r < 0 ? r : outbox_rest(h->db, h->now + DAY_S);
}

static int rest(const struct house *h)
{
	return outbox_rest(h->db, h->now + DAY_S);
}

static int open_again(const struct house *h)
{
	int r = keep(h, "brake_since_at", 0);
	if (r >= 0)
		r = outbox_wake(h->db);
	return r < 0 ? r : plan_day(h);
}

int brake_plan(const struct house *h)
{
	if (is_on(h)) {
		bool told = recall(h, "brake_told");
		int r = told ? 0 : within(h, tell);
		return r < 0 || told ? r : BRAKE_TOLD;
	}
	return recall(h, "brake_day") == today(h) ? 0 : within(h, plan_day);
}

int brake_plan_anew(const struct house *h)
{
	int r = keep(h, "brake_day", 0);
	return r < 0 ? r : 0;
}

int brake_look(const struct house *h, int64_t *ret)
{
	int64_t left = INT64_MAX;
	bool shuts = false;
	int r = 0;
	if (is_on(h)) {
		left = 0;
		r = outbox_next_due(h->db) <= h->now ? within(h, rest) : 0;
	} else if (recall(h, "brake_day") == today(h)) {
		left = limit(h) - gone_today(h);
		shuts = left <= 0 && due_today(h);
		if (shuts) {
			r = within(h, shut);
			AUTO(xfree) char *why = sentence(h);
			if (r >= 0)
				r = health_problem(h->db, what, why, h->now);
		}
	}
	if (r >= 0)
		*ret = left > 0 ? left : 0;
	return r < 0 ? r : shuts ? BRAKE_SHUT : 0;
}

int brake_release(const struct house *h)
{
	if (!is_on(h))
		return BRAKE_NOT_ON;
	int r = within(h, open_again);
	return r < 0 ? r : health_ok(h->db, what, h->now);
}
