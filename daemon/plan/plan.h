/*
 * plan: what is due now, and for whom. Candidates by index, then courtesy: due, skip(reason),
 * hold(reason). There is no table of planned letters: a pass asks "what is due?" and inserts
 * under a UNIQUE key; a second pass, a crash, a changed rule inserts nothing twice.
 */
#ifndef PLAN_H
#define PLAN_H

#include "courtesy.h"
#include "house.h"

/* Letters are put this long before the morning they go out, so that a reply can stop them. */
enum { PLAN_LEAD_S = 86400 };

struct plan_counts {
	int put, skipped, held;
};

/*
 * One pass: put every letter due at h->now (+ PLAN_LEAD_S), record skips and holds. In
 * transactions of at most a few hundred letters. With an h->stock, letters that did not change
 * since the last pass are not read again. 0 or -errno.
 */
int plan_pass(const struct house *h, struct plan_counts *ret);

/* The last day of which letters are put now. */
struct date plan_lead_day(const struct house *h);

/* When the next pass has something to do that no bell announces: the next local midnight. */
int64_t plan_next_at(const struct house *h);

#endif
