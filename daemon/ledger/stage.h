/*
 * stage: how far somebody has come with us: before, new, short, long, integral. Pure.
 */
#ifndef STAGE_H
#define STAGE_H

#include "base.h"

struct conf;

enum stage { STAGE_BEFORE, STAGE_NEW, STAGE_SHORT, STAGE_LONG, STAGE_INTEGRAL };
const char *stage_name(enum stage s); /* the word of table customer */

struct stage_person {
	const char *key;
	struct date start;    /* became a customer; DATE_NONE: not yet */
	const char *currency; /* the one most was spent in; currencies are not compared */
	int64_t cents;        /* spent in it */
	bool integral;        /* somebody said so */
	enum stage stage;     /* set by stage_set() */
};

/*
 * Set everybody's stage as of `today`. The integral ones are those somebody said so of, and the
 * top conf->stages.integral_percent of the long-standing ones by tenure and spend together.
 */
void stage_set(struct stage_person *people, size_t n, const struct conf *conf, struct date today);

/* The same day `years` later (or earlier); 29 February becomes the 28th where there is none. */
struct date stage_years_later(struct date d, int years);
/* Whole years from `since` to `today`; 0 when there is none. */
int stage_years(struct date since, struct date today);

#endif
