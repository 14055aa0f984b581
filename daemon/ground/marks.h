/*
 * marks: a set of words, of which only hashes are kept: is this one among them? What is not is
 * known for certain; of very many, one may be taken for another.
 */
#ifndef MARKS_H
#define MARKS_H

#include "base.h"

struct marks {
	uint64_t *at; /* a hash table; 0: a free place */
	size_t count, room;
};
void marks_done(struct marks *m);
static inline void marks_done_auto(struct marks *m)
{
	marks_done(m);
}

/* False: it was there already. */
bool marks_add(struct marks *m, const char *word);
bool marks_have(const struct marks *m, const char *word);

#endif
