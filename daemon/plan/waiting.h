/*
 * waiting: the first section of the digest: who waits for an answer, what they wrote, and who
 * looks after them.
 */
#ifndef WAITING_H
#define WAITING_H

#include "base.h"

struct section;

/* `count`: how many there are, see figures.h. 0 or -errno. */
int waiting_tell(struct section *s, int64_t count);

#endif
