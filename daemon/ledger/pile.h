/*
 * pile: numbers that come in any order and go sorted: millions of them in two or three bytes each.
 */
#ifndef PILE_H
#define PILE_H

#include "base.h"

struct pile_run { /* sorted numbers, each as what it is more than the one before */
	unsigned char *bytes, *at;
	uint64_t head; /* the next to come out */
	size_t left;   /* behind it */
};

/* Zero-initialise. */
struct pile {
	uint64_t *fresh; /* not yet sorted */
	size_t count, cap;
	struct pile_run *runs; /* while they come out: a heap, the least on top */
	size_t runs_count;
	bool drawing;
};

void pile_put(struct pile *p, uint64_t number);
/* The least that is left; false: none, and numbers may be put again. Once this was asked, none is
 * put before it says so. */
bool pile_next(struct pile *p, uint64_t *ret);
void pile_done(struct pile *p);

#endif
