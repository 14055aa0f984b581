/*
 * history: the letters that a customer, or their mailbox, had lately or is about to have; read
 * once, asked many times.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include "base.h"

struct db;

enum history_state {
	HISTORY_OFF, /* failed, withdrawn */
	HISTORY_QUEUED,
	HISTORY_LEASED,
	HISTORY_GONE /* sent, being sent, or nobody knows */
};

struct history_letter {
	int64_t id;
	struct date day;
	int64_t gone_at; /* when it was claimed; else the moment it is to go */
	int64_t claimed_at, valid_until_at;
	bool theirs; /* put for this customer, not for another with this address */
	enum history_state state;
	const char *customer, *touchpoint, *occurrence, *group;
	const char *withdrawn; /* why, before anything of it was sent; else "" */
};
struct history {
	struct history_letter *at; /* by day */
	size_t count, cap;
	struct text words; /* what the letters' strings point into */
};
void history_done(struct history *h);
static inline void history_done_auto(struct history *h)
{
	history_done(h);
}

/* Letters of days before `since` may be missing. 0 or -errno. */
int history_get(struct db *db, const char *customer, const char *email, struct date since,
        struct history *ret);

/* One more letter, in its place; its strings are borrowed. */
void history_add(struct history *h, const struct history_letter *l);
/* The letter of this row; NULL: not among them. */
struct history_letter *history_find(struct history *h, int64_t id);
void history_drop(struct history *h, int64_t id);

/* How the questions are asked: where they live, and now. */
struct history_view {
	const struct history *history;
	int offset; /* seconds east of Greenwich where they live */
	int64_t now;
};

/* The day on which a letter is felt: its own, or the later one on which it could go. */
struct date history_felt(const struct history_view *v, const struct history_letter *l);
/* Does it count: did they have it, or are they about to? Not what lies there expired. */
bool history_counts(const struct history_view *v, const struct history_letter *l);

/* The counted letter felt nearest to `day`, less than `days` from it; `group`, `touchpoint` NULL:
 * any. Borrowed, or NULL. */
const struct history_letter *history_near(const struct history_view *v, struct date day, int days,
        const char *group, const char *touchpoint);

/* How many counted letters they had in so many days up to this one, beside row `own`. */
int history_had(const struct history_view *v, struct date day, int days, int64_t own);

/* When there will be fewer than `most` of them again if none is added, on the day it is; DATE_NONE:
 * can't be told, for one of them has not gone yet. */
struct date history_fewer(const struct history_view *v, int days, int most);

#endif
