/*
 * notice: same-day nudges to account managers about customers who wait, then to the owner.
 * Notices are ordinary rows of the outbox.
 */
#ifndef NOTICE_H
#define NOTICE_H

#include "base.h"
#include "letter.h"

struct db;
struct house;

/* Put the nudges that are due at h->now. Number put, or -errno. */
int notice_put_due(const struct house *h);
/* When the next one falls due; INT64_MAX: nothing waits. */
int64_t notice_next_at(const struct house *h);

/* Working time (Mon-Fri 09:00-17:00 in this zone) between two moments, in seconds. */
int64_t notice_working_s(const char *timezone, int64_t from, int64_t to);
/* "2 working days", "5 working hours", "just now"; owned. */
char *notice_span_words(const char *language, int64_t working_s);

/* What stands under the numbers of a notice, so that a reply can name it: table `listed`. */
struct notice_item {
	int number;
	const char *kind; /* 'waiting', 'held', 'stranger', 'unsure', 'act', 'template'; static */
	char *customer, *touchpoint, *occurrence;
	int64_t subject;
};
struct notice_list {
	struct notice_item *at;
	size_t count;
};
void notice_list_add(struct notice_list *l, int number, const char *kind, const char *customer,
        const char *touchpoint, const char *occurrence, int64_t subject);
void notice_list_done(struct notice_list *l);
static inline void notice_list_done_auto(struct notice_list *l)
{
	notice_list_done(l);
}

/* A mail to a person of staff, and what stands under its numbers (NULL: it has none). */
struct notice {
	struct letter_notice mail;
	const struct notice_list *list;
};
/* Put it into the outbox, inside the caller's transaction. 0; OUTBOX_EXISTS; -errno. */
struct conf_person;
int notice_put(const struct house *h, const struct conf_person *to, const struct notice *n);
/* Nothing stands under its numbers any more; inside the caller's transaction. */
int notice_list_drop(struct db *db, int64_t notice);

#endif
