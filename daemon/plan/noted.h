/*
 * noted: of the many customers a pass asks for, few have a pause, an open conversation, a no, an
 * answer of a person, or a word with somebody these days. Who has none of it is known at one look
 * at all of them, and need not be asked for one by one.
 */
#ifndef NOTED_H
#define NOTED_H

#include "base.h"
#include "house.h"
#include "marks.h"

struct noted {
	struct marks words;
	size_t seals;    /* of addresses that want nothing */
	int64_t version; /* of the store, when it was looked at */
	bool looked;
};
void noted_done(struct noted *n);
static inline void noted_done_auto(struct noted *n)
{
	noted_done(n);
}

/* Inside a transaction, for as long as that lasts: looks again if another has committed anything
 * since. 0 or -errno. */
int noted_look(const struct house *h);

/* May something be noted of the customer with this key, of the address with this hash (seal.h)?
 * Without h->noted: it may. */
bool noted_has(const struct house *h, const char *word);
/* May any address be noted? Else none need be hashed. */
bool noted_addresses(const struct house *h);

#endif
