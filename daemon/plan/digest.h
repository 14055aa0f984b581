/*
 * digest: the weekly letter: who is waiting, what to decide, who has gone quiet, the week in five
 * figures, what comes, housekeeping. Numbers are computed once into a struct; text and HTML
 * are two ways to say the same struct.
 */
#ifndef DIGEST_H
#define DIGEST_H

#include "base.h"
#include "notice.h"

struct conf_person;
struct house;

struct digest {
	char *subject, *text, *html;
	char *week; /* "2026-W47": the ISO week it is about, which ended the day before */
	char *picture, *picture_id; /* the trend, as the HTML names it; NULL: none */
	size_t picture_n;
	struct notice_list list; /* what stands under its numbers */
};
void digest_done(struct digest *d);
static inline void digest_done_auto(struct digest *d)
{
	digest_done(d);
}

/* The digest for this reader about the ISO week that contains `in_week`, as known at h->now.
 * Owners get everybody, others their own customers. 0 or -errno. */
int digest_make(const struct house *h, const struct conf_person *reader, struct date in_week,
        struct digest *ret);

/* Only who waits, of those who wrote before `at`, for the reader who wants to know each day.
 * 1; 0: nobody waits; -errno. */
int digest_make_daily(
        const struct house *h, const struct conf_person *reader, int64_t at, struct digest *ret);

/* Put the reader's digest about that week into the outbox now (own transaction): 1, or 0 when it
 * was put before; -errno. */
int digest_send(const struct house *h, const struct conf_person *reader, struct date in_week);
/* Put the digests that are due now into the outbox (own transactions): once per reader and ISO
 * week, and per working day for who asked for that. Number put, or -errno. */
int digest_put_due(const struct house *h);
/* When the next one is due. */
int64_t digest_next_at(const struct house *h);

#endif
