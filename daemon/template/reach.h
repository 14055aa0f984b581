/*
 * reach: what a letter would do to the ledger there is: how many people get it, who does not and
 * why, and what those read who lack a value. For the folder's answers, `check` and previews.
 */
#ifndef REACH_H
#define REACH_H

#include "courtesy.h"

enum {
	REACH_LOOK_MOST = 3000, /* people looked at one by one; of a larger ledger the first */
	REACH_FIELDS_MOST = 16, /* different {{fields}} that are counted */
	REACH_DAYS = 3,         /* that are told */
};

/* One {{field}}, and how many lack it. */
struct reach_field {
	struct template_value value;
	int lack;
};

struct reach {
	struct date
	        day; /* the next day of the letter; of people with a day of their own, tomorrow */
	struct date days[REACH_DAYS]; /* the next ones within three years */
	int days_count;
	bool known;   /* somebody says when it goes, though it may have no day any more */
	bool own_day; /* each customer has another */
	int apart;    /* fewest days between two of its next days; 0: never two, or one's own */
	int gap;      /* courtesy.gap_days */
	int audience; /* people it is written to; -1: Where: can't be used */
	int looked;   /* of these, looked at */
	int would;    /* of these, would get it */
	int left_out[COURTESY_REASONS];
	int foreign; /* of those looked at, whose language nobody wrote it in; one of these: */
	char foreign_language[4];
	struct reach_field fields[REACH_FIELDS_MOST];
	size_t fields_count;
	/* keys of people who would get it, owned; NULL when there are no so many. The first three
	 * of all, for when one person is two of the others */
	char *shortest, *longest, *gappiest, *first[3];
};
void reach_done(struct reach *r);
static inline void reach_done_auto(struct reach *r)
{
	reach_done(r);
}

/* Look at the ledger. Strings of `fields` are borrowed from the template. 0, -errno. */
int reach_look(const struct house *h, const struct template *t, struct reach *ret);

/* The same, at no more than so many people, and for each of them: why they would not get it;
 * COURTESY_DUE: they would. */
typedef void reach_each(
        const char *key, const char *name, enum courtesy why, const char *detail, void *arg);
int reach_look_each(const struct house *h, const struct template *t, int most, reach_each *each,
        void *arg, struct reach *ret);

/* The same in sentences of this language, each on lines of its own. */
void reach_words(
        const struct template *t, const struct reach *r, const char *language, struct text *out);

/* When it goes after that, in a line. */
void reach_days(
        const struct template *t, const struct reach *r, const char *language, struct text *out);

/* Both, as the folder's answer says it. */
void reach_describe(
        const struct house *h, const struct template *t, const char *language, struct text *out);

#endif
