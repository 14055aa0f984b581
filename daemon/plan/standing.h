/*
 * standing: where our customers are with us: who used to buy more, who has not heard from us for
 * long, how many stand in each stage. Each number is defined once, here.
 */
#ifndef STANDING_H
#define STANDING_H

#include "base.h"
#include "figures.h"
#include "stage.h"

enum {
	STANDING_TOP_PERCENT = 30,    /* gone quiet: of these, by what they spent in 24 months, */
	STANDING_LEFT_PERCENT = 35,   /* who spent less than this of the year before, */
	STANDING_INTERVALS_100 = 175, /* and are silent for 1.75 of their own usual intervals */
	STANDING_SEASON_MONTHS = 4, /* who only ever buys in so few months has a season: not accused
	                             * within it, nor in the month after */
	STANDING_NAMED_MOST = 1000, /* more than these are counted, not named */
};

struct standing_quiet {
	char *customer, *name, *currency;
	int64_t before_cents, now_cents; /* the 12 months before the last 12; the last 12 */
};
struct standing_silent {
	char *key, *name;
	bool loyal;       /* long or integral */
	struct date last; /* when we last wrote or spoke to them; DATE_NONE: never */
};

struct standing {
	struct standing_quiet *quiet; /* who lost most first; at most `most` */
	size_t quiet_count, quiet_all;
	int64_t customers, heard; /* of more than STAGE_NEW; of those, heard from us in the last
	                             courtesy.floor_days */
	struct standing_silent *silent; /* the faithful (long, integral) first, of those the
	                                   longest; at most `most` */
	size_t silent_count;
	int64_t stages[STAGE_INTEGRAL + 1];
};

/* As of h->now, for the customers of the scope. 0 or -errno; free with standing_done(). */
int standing_find(const struct house *h, const struct figures_scope *s, struct date today,
        size_t most, struct standing *ret);
void standing_done(struct standing *s);
static inline void standing_done_auto(struct standing *s)
{
	standing_done(s);
}

#endif
