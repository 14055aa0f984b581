#include "morning.h"

#include "almanac.h"
#include "conf.h"
#include "seal.h"
#include "template.h"
#include "zone.h"

#include <string.h>

bool morning_greets(const struct template *t)
{
	bool of_the_day =
	        t->when_kind == TEMPLATE_WHEN_OCCASION || t->when_kind == TEMPLATE_WHEN_NONE;
	return of_the_day && !t->after.years && !t->after.months && !t->after.days;
}

void morning_of(const struct house *h, const char *timezone, const char *country, struct morning *m)
{
	const char *home = h->conf->business.country;
	const char *of_country = str_empty(country) ? NULL : zone_of_country(country);
	m->zone = str_empty(timezone) ? NULL : zone_find(timezone);
	if (!m->zone && of_country)
		m->zone = zone_find(of_country);
	if (!m->zone)
		m->zone = zone_find(h->conf->business.timezone);
	const char *from = !str_empty(country) ? country : home ? home : "";
	size_t n = strnlen(from, sizeof m->country - 1);
	memcpy(m->country, from, n);
	m->country[n] = '\0';
}

int64_t morning_end(const struct morning *m)
{
	return zone_moment(m->zone, date_add(m->last, 1), 0) - 1;
}

/* Its own minute of the window: a thousand letters don't leave in one second. */
static int own_minute(const struct house *h, const struct morning *m)
{
	int start = h->conf->courtesy.window_start_min, end = h->conf->courtesy.window_end_min;
	return start + (int)(seal_fingerprint(m->key, strlen(m->key)) % (uint64_t)(end - start));
}

static bool works(const struct house *h, const struct morning *m, struct date d)
{
	if (date_weekday(d) > 5)
		return false;
	if (m->greeting && date_diff(d, m->first) == 0)
		return true;
	return !almanac_holiday(h, m->country, d);
}

/* The moment in the window of one day, from now on; false: that morning is over. */
static bool in_window(
        const struct house *h, const struct morning *m, struct date d, int64_t *ret_at)
{
	int64_t at = zone_moment(m->zone, d, own_minute(h, m));
	if (at < h->now && h->now <= zone_moment(m->zone, d, h->conf->courtesy.window_end_min))
		at = h->now;
	if (at < h->now)
		return false;
	*ret_at = at;
	return true;
}

static struct date today(const struct house *h, const struct morning *m)
{
	return zone_date(m->zone, h->now);
}

/* Awake: not within the quiet hours, and not before the window opens. */
static bool awake(const struct house *h, const struct morning *m)
{
	int minute = zone_minute(m->zone, h->now), quiet = h->conf->courtesy.quiet_min;
	return minute >= h->conf->courtesy.window_start_min && (!quiet || minute < quiet);
}

/* On a weekend or holiday only when no working day is left while it is still valid. */
bool morning_next(const struct house *h, const struct morning *m, int64_t *ret_at)
{
	struct date now = today(h, m), first = date_diff(now, m->first) > 0 ? now : m->first;
	for (int working = 1; working >= 0; working--)
		for (struct date d = first; date_diff(m->last, d) >= 0; d = date_add(d, 1))
			if ((!working || works(h, m, d)) && in_window(h, m, d, ret_at))
				return true;
	return false;
}

/* It may go on this day: a working one, or no such is left while it is still valid. */
static bool may_go(const struct house *h, const struct morning *m, struct date day)
{
	for (struct date d = date_add(day, 1); !works(h, m, day) && date_diff(m->last, d) >= 0;
	        d = date_add(d, 1))
		if (works(h, m, d))
			return false;
	return true;
}

bool morning_goes(
        const struct house *h, const struct morning *m, int64_t planned_at, int64_t *ret_at)
{
	struct date now = today(h, m), planned = zone_date(m->zone, planned_at);
	/* kept waiting on its own day, by the server or the pace; unless the day turned out to be a
	 * holiday since it was planned */
	if (planned_at <= h->now && date_diff(now, planned) == 0 && awake(h, m) &&
	        may_go(h, m, now))
		return true;
	if (!morning_next(h, m, ret_at)) {
		*ret_at = 0;
		return false;
	}
	/* one that missed its morning takes the next as soon as it has begun */
	bool begun = date_diff(zone_date(m->zone, *ret_at), now) == 0 && awake(h, m);
	return *ret_at <= h->now || (begun && planned_at <= h->now);
}
