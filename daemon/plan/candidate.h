/*
 * candidate: whose turn it is: the customers of a template's audience to whom one of its days
 * falls. By index: who is not due costs nothing.
 */
#ifndef CANDIDATE_H
#define CANDIDATE_H

#include "base.h"
#include "house.h"

struct template;

struct candidate {
	int64_t id;
	char *key, *occurrence;
	struct date day;
	int season; /* so near to this day there is only the one occasion */
	/* what became of it before; one that was withdrawn may make room */
	enum { CANDIDATE_NEW, CANDIDATE_DECIDED, CANDIDATE_PUT, CANDIDATE_WITHDRAWN } before;
};

/* The dates customers have, each once; what is asked again is kept. */
struct candidate_memo {
	struct candidate_field *fields;
	size_t count;
};
void candidate_memo_done(struct candidate_memo *m);
static inline void candidate_memo_done_auto(struct candidate_memo *m)
{
	candidate_memo_done(m);
}

/* Decides about so many; no transaction is open. `seen`: db_version() of a store in which they were
 * candidates. 0 or -errno. */
typedef int candidate_decide(const struct candidate *at, size_t n, int64_t seen, void *arg);

struct candidate_question {
	const struct house *h;
	const struct template *t;
	struct date from, to;
	struct candidate_memo *memo;
	candidate_decide *decide;
	void *arg;
};

/* Every candidate whose letter's day lies in [from, to], some ten thousand at a time. 0 or -errno;
 * -EINVAL: the template's Where: can't be worked out for somebody. */
int candidate_each(const struct candidate_question *q);

#endif
