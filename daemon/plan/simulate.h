/*
 * simulate: the days ahead, by running the same planner on a scratch store under a moving
 * clock. Every letter counts as sent when its hour comes.
 */
#ifndef SIMULATE_H
#define SIMULATE_H

#include "base.h"

struct house;

struct simulate_entry {
	struct date day; /* the day it goes out, at the business; of a skip, its own */
	bool letter;     /* else a skip or hold */
	const char *customer, *name, *touchpoint, *occurrence, *subject;
	const char *manager; /* who looks after the customer; "" nobody in particular */
	const char *reason;  /* sentence; NULL for letters */
	const char *reason_word;
	int64_t at; /* moment it would go out */
};
typedef void simulate_each(const struct simulate_entry *e, void *arg);
/* Every letter and every skip of [from, to], in order of day. 0 or -errno. */
int simulate(
        const struct house *h, struct date from, struct date to, simulate_each *each, void *arg);
/* The same for one customer; others may be told of as well. */
int simulate_one(const struct house *h, const char *customer, struct date from, struct date to,
        simulate_each *each, void *arg);

#endif
