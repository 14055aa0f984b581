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

/*
 * A pass of a look at the days ahead, in a store in which since the last one nothing happened but
 * that time went by, letters were sent, and the stages of the customers `moved` changed: it asks
 * only what can come out otherwise. h->stock must be there. 0 or -errno.
 */
struct plan_ahead;
struct plan_ahead *plan_ahead_new(void);
void plan_ahead_free(struct plan_ahead *a);
DEFINE_AUTO(struct plan_ahead, plan_ahead_free)
int plan_pass_ahead(const struct house *h, struct plan_ahead *a, const int64_t *moved,
        size_t moved_count, struct plan_counts *ret);

/* When the next pass has something to do that no bell announces: the next local midnight. */
int64_t plan_next_at(const struct house *h);

#endif
