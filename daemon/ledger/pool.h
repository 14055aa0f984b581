/*
 * pool: many small things that are let go at once, and an index from strings to numbers. For
 * reading a ledger of any size in few allocations.
 */
#ifndef POOL_H
#define POOL_H

#include "base.h"

/* Zero-initialise. What it hands out lives until pool_done(). */
struct pool {
	struct pool_chunk *chunks;
};
void *pool_get(struct pool *p, size_t n);
const char *pool_text(struct pool *p, const char *s); /* a copy; "" costs nothing */
void pool_done(struct pool *p);

/* Zero-initialise. Keys are borrowed; numbers are >= 0 by habit, -1 stands for unknown. */
struct pool_index {
	struct pool_slot *slots;
	size_t count, cap;
};
int pool_index_get(const struct pool_index *x, const char *key); /* -1: unknown */
void pool_index_put(struct pool_index *x, const char *key, int value);
void pool_index_done(struct pool_index *x);

#endif
