/*
 * notice: same-day nudges to account managers about customers who wait, then to the owner.
 * Notices are ordinary rows of the outbox.
 */
#ifndef NOTICE_H
#define NOTICE_H

#include "base.h"

struct house;

/* Put the nudges that are due at h->now. Number put, or -errno. */
int notice_put_due(const struct house *h);
/* When the next one falls due; INT64_MAX: nothing waits. */
int64_t notice_next_at(const struct house *h);

/* Working time (Mon-Fri 09:00-17:00 in this zone) between two moments, in seconds. */
int64_t notice_working_s(const char *timezone, int64_t from, int64_t to);
/* "2 working days", "5 working hours", "just now"; owned. */
char *notice_span_words(int64_t working_s);
/* Put a mail to a person of staff into the outbox, inside the caller's transaction. */
struct conf_person;
int notice_put(const struct house *h, const struct conf_person *to, const char *kind,
	const char *touchpoint, const char *occurrence, const char *subject, const char *text,
	const char *html, int64_t valid_until_at);

#endif
