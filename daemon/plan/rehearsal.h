/*
 * rehearsal: a circle of customers lives through the days ahead, under a clock of its own: the
 * planner's questions and the lease's veto, letter by letter, with nothing stored but what came of
 * each.
 */
#ifndef REHEARSAL_H
#define REHEARSAL_H

#include "ageing.h"
#include "circle.h"
#include "rival.h"
#include "spool.h"

/* From one look of the planner to the next. */
struct rehearsal_turn {
	int64_t at, until;
	struct date day, lead; /* today; the last day of which letters are put */
};

struct rehearsal {
	struct house *h;              /* over a scratch store; its clock is moved */
	struct rehearsal_turn *turns; /* all of them, one behind the other */
	size_t turns_count;
	struct date from, to; /* the days that are told of */
	struct rivals rivals; /* all letters, from a Valid: before the start until the end */
	bool *usable;         /* of each of them: its Where: can be worked out */
	const struct ageing_move *moves; /* of the whole time, by customer and day */
	size_t moves_count;
	bool decided; /* something was decided before of the days that are told of */
	struct spool *spool;
};

/* 0 or -errno. */
int rehearse(struct rehearsal *r, struct circle *c);

#endif
