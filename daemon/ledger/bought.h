/*
 * bought: what each customer has bought, as sums: purchases are never kept as rows. 48 bytes for
 * each customer and currency, 32 more for those whose habit is looked for.
 */
#ifndef BOUGHT_H
#define BOUGHT_H

#include "base.h"
#include "roll.h"
#include "slip.h"

struct conf;
struct scribe;
struct sheet;

/* What a customer bought in one currency, up to today. */
struct bought_sum {
	int64_t cents, cents_12, cents_prior_12; /* in all; the last 12 months; the 12 before */
	struct date first, last;
	uint32_t count;
	uint32_t next;    /* of this customer's in other currencies; 0: none */
	char currency[4]; /* "" when the file has none */
	uint16_t months;  /* bit 0: ever bought in a January, … */
};

/* How far back purchases say how often somebody buys: almost five years. */
enum { BOUGHT_WEEKS = 256 };

struct bought_weeks { /* bit i: bought i calendar weeks ago */
	uint64_t bits[BOUGHT_WEEKS / 64];
};

struct bought_stranger { /* on the roll nobody is known by this id or address */
	int line, place;
	char *value;
};

enum { BOUGHT_MOST_STRANGERS = 1000 }; /* more are counted only */

struct bought {
	const struct conf *conf;
	struct roll *roll;
	struct date today, year_ago, two_years_ago;
	struct bought_sum *sums; /* from 1 */
	size_t sums_count, sums_cap;
	struct bought_weeks *weeks; /* of everybody on the roll */
	struct bought_stranger *strangers;
	size_t strangers_count;
	int64_t purchases; /* rows that were good */
	struct slip_reader reader;
	struct text slips; /* to be handed to the scribe */
	struct scribe *scribe;
};

/* The roll is complete: nobody comes after this. */
void bought_init(struct bought *b, const struct conf *conf, struct roll *roll,
        const struct columns *columns, struct date today);
void bought_done(struct bought *b);
static inline void bought_done_auto(struct bought *b)
{
	bought_done(b);
}

/* Add the sheet's row: 0; or BOUGHT_BAD with the column and a sentence (owned). The sums and the
 * strangers are there after bought_rest(). */
enum { BOUGHT_BAD = 1 };
int bought_add(struct bought *b, const struct sheet *s, size_t *ret_column, char **ret_why);
void bought_rest(struct bought *b);

/* What is said of a stranger's purchase. Owned. */
char *bought_strange(const struct bought *b);

/* The sum at this place in a customer's chain; NULL at its end. */
static inline const struct bought_sum *bought_sum(const struct bought *b, uint32_t at)
{
	return at ? &b->sums[at] : NULL;
}

/* Everybody is gone through in order: what one a little further on bought comes from afar. */
static inline void bought_ahead(const struct bought *b, size_t who)
{
	enum { AHEAD = 8 };
	if (b->sums && who + AHEAD < b->roll->count)
		__builtin_prefetch(&b->sums[b->roll->people[who + AHEAD].sums]);
}

/* First and last day over all currencies; DATE_NONE when they bought nothing. */
void bought_days(
        const struct bought *b, uint32_t sums, struct date *ret_first, struct date *ret_last);

/* Days between two purchases, as this customer does it; 0: no habit known. */
int bought_usual_days(const struct bought *b, size_t who);

#endif
