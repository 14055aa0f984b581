/*
 * gate: may letters leave now? After a downtime, or a leap of the clock, all of them rest until
 * a person has looked; and each of them leaves in a morning of its own.
 */
#ifndef GATE_H
#define GATE_H

#include "base.h"
#include "house.h"

enum gate {
	GATE_OPEN,
	GATE_RESTS, /* more than three days passed unseen: until a person or some hours say go */
	GATE_BACK,  /* it was later before: until a person says go, or it is as late again */
};

/*
 * What the clock says, compared with the last moment the planner saw. The planner `keeps` the
 * moment; the sender only looks. When they rest, queued letters are put off. Own transaction.
 * 0 or -errno.
 */
int gate_look(const struct house *h, bool keeps, enum gate *ret);

/* A person says go; own transaction. 0, GATE_NOT_SHUT when nothing rests, -errno. */
enum { GATE_NOT_SHUT = 1 };
int gate_release(const struct house *h);

/* The last moment the planner saw; 0: never. And until when letters rest. */
int64_t gate_alive_at(const struct house *h);
int64_t gate_until(const struct house *h);

/* May this letter leave now, to who lives there? Else *ret_at: when it may. */
struct morning;
struct outbox_item;
struct template;
bool gate_goes(const struct house *h, const struct template *t, const struct morning *where,
        const struct outbox_item *item, int64_t *ret_at);

/* Before a lease of `most` letters: of those that come next, the ones that may not leave at this
 * hour, by their customers' mornings and quiet hours, are put off. Own transactions. 0 or -errno.
 */
int gate_sort(const struct house *h, size_t most);

#endif
