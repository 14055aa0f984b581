#include "weigh.h"

#include "conf.h"
#include "letter.h"
#include "rival.h"
#include "zone.h"

void weighed_done(struct weighed *w)
{
	xfree(w->detail);
	outbox_item_done(&w->item);
}

/* Its own day, or today when that is over; by the business's clock. */
static struct date felt_on(const struct house *h, struct date day)
{
	struct date now = zone_date(zone_find(h->conf->business.timezone), h->now);
	return date_diff(now, day) > 0 ? now : day;
}

enum courtesy weigh_ask(struct courtesy_case *c, const struct template *t,
        const struct rivals *rivals, const char *occurrence, struct date day, int season,
        char **ret_detail)
{
	enum courtesy why = courtesy_case_ask(c, t, occurrence, day, ret_detail);
	if (why != COURTESY_DUE)
		return why;
	char *had = courtesy_case_season(c, t->name, occurrence, day, season);
	char *rival = had ? NULL : rival_of(rivals, t, c, felt_on(c->h, day));
	if (!had && !rival)
		return COURTESY_DUE;
	xfree(*ret_detail);
	*ret_detail = had ? had : rival;
	return had ? COURTESY_SKIP_SEASON : COURTESY_SKIP_PRIORITY;
}

int weigh(struct courtesy_case *c, const struct template *t, const struct rivals *rivals,
        const char *occurrence, struct date day, int season, struct weighed *ret)
{
	AUTO(weighed_done) struct weighed w = {0};
	w.why = weigh_ask(c, t, rivals, occurrence, day, season, &w.detail);
	if (c->error < 0)
		return c->error;
	if (w.why == COURTESY_DUE) {
		char *missing = NULL;
		int r = letter_make(c->h, t, c->customer, day, occurrence, NULL, &w.item, NULL,
		        &w.why, &missing);
		if (r < 0)
			return r;
		xfree(w.detail);
		w.detail = missing;
	}
	*ret = w;
	w = (struct weighed){0};
	return 0;
}
