/*
 * weigh: is this candidate's letter to be put? Courtesy, season and rivals are asked, and the
 * letter is written; nothing is stored.
 */
#ifndef WEIGH_H
#define WEIGH_H

#include "courtesy.h"

struct rivals;

struct weighed {
	enum courtesy why; /* COURTESY_DUE: the letter is written */
	char *detail;      /* else what fills the sentence; owned */
	struct outbox_item item;
};
void weighed_done(struct weighed *w);
static inline void weighed_done_auto(struct weighed *w)
{
	weighed_done(w);
}

/* All but the writing: COURTESY_DUE, or why it is not to be put, and what fills the sentence
 * (owned). Worth nothing when c->error says so. */
enum courtesy weigh_ask(struct courtesy_case *c, const struct template *t,
        const struct rivals *rivals, const char *occurrence, struct date day, int season,
        char **ret_detail);

/* `season`: so near to this day there is only the one occasion. 0 or -errno. */
int weigh(struct courtesy_case *c, const struct template *t, const struct rivals *rivals,
        const char *occurrence, struct date day, int season, struct weighed *ret);

#endif
