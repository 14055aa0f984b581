/*
 * heard: who heard from us since a day: a letter, an answer, a call that was noted. For a million
 * customers in little time and memory: of their keys only hashes are kept, seeded by the store's
 * own key.
 */
#ifndef HEARD_H
#define HEARD_H

#include "base.h"
#include "house.h"

struct heard {
	uint64_t seed;
	uint32_t *slots; /* 0: free */
	size_t size;     /* a power of two */
};

/* Everybody who did since this moment. 0 or -errno. */
int heard_since(const struct house *h, int64_t since_at, struct heard *ret);
/* Did this customer? Asked of many, an answer waits for the memory: who asks HEARD_AHEAD customers
 * ahead of looking at the answers has them at once. */
enum { HEARD_AHEAD = 16 };
uint64_t heard_ask(const struct heard *heard, const void *customer, size_t n);
bool heard_has(const struct heard *heard, uint64_t asked);
void heard_done(struct heard *heard);
static inline void heard_done_auto(struct heard *heard)
{
	heard_done(heard);
}

/* When this customer last did; 0: never. */
int64_t heard_last(const struct house *h, const char *customer);

#endif
