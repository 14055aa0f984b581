/*
 * stage: how far somebody has come with us: before, new, short, long, integral. Pure.
 */
#ifndef STAGE_H
#define STAGE_H

#include "base.h"

struct conf;

enum stage { STAGE_BEFORE, STAGE_NEW, STAGE_SHORT, STAGE_LONG, STAGE_INTEGRAL };
const char *stage_name(int s); /* the word of table customer */
enum stage stage_named(const char *name);

/* As of `today`, of somebody who became a customer on `start` (DATE_NONE: not yet). */
enum stage stage_by_time(struct date start, const struct conf *conf, struct date today);

struct stage_rank { /* a long-standing customer who bought, among the others */
	uint32_t who;
	struct date start;
	int currency;  /* the one most was spent in; currencies are not compared */
	uint32_t tie;  /* of equals the lower comes first */
	int64_t cents; /* spent in it */
	double score;
};

/* The best by tenure and spend together come first, in no order of their own. How many of them are
 * integral: the top share of `all` long-standing ones. */
size_t stage_top(struct stage_rank *ranks, size_t n, size_t all, int percent);

/* The same day `years` later (or earlier); 29 February becomes the 28th where there is none. */
struct date stage_years_later(struct date d, int years);
/* Whole years from `since` to `today`; 0 when there is none. */
int stage_years(struct date since, struct date today);

#endif
