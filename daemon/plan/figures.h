/*
 * figures: the week in numbers, each defined once; for the digest and for tests to recompute.
 */
#ifndef FIGURES_H
#define FIGURES_H

#include "base.h"
#include "house.h"

/* Whose customers, and which time: [start_at, end_at). */
struct figures_scope {
	bool all; /* everybody's; else those of `manager` (a person's id) */
	const char *manager;
	int64_t start_at, end_at;
};

struct figures {
	int64_t sent;            /* letters accepted by the mail server in the period */
	int64_t wrote_back;      /* distinct customers with a human reply in the period */
	int64_t answered;        /* conversations answered in the period */
	int64_t median_answer_s; /* working seconds from question to answer; -1: none answered */
	int64_t stopped;         /* addresses that asked us to stop in the period */
	int64_t waiting;         /* conversations waiting now */
	int64_t longest_wait_s;  /* working seconds of the oldest of those; -1: none */
};

int figures_count(const struct house *h, const struct figures_scope *s, struct figures *ret);

#endif
