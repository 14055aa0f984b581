/*
 * rule: recurrence rules behind a guard (rule.c), distances (rule_span.c) and names
 * (rule_name.c); foreign calendars parsed and expanded in a limited child (rule_calendar.c), the
 * feed (rule_feed.c). libical is read by event.c and rule_feed.c only.
 *
 * The guard lets through only what calendar programs agree on (FREQ=YEARLY|MONTHLY|WEEKLY|DAILY
 * on days). libical 3.0 crashes on legal rules, loops on others and needs seconds to see that a
 * rule never comes, so it parses and writes, and the days are our own arithmetic; everything
 * that came from outside is read inside jail.
 */
#ifndef RULE_H
#define RULE_H

#include "base.h"

/* 0 when the guard lets the RRULE text through; RULE_REFUSED with a sentence in *ret_why
 * (what is wrong and the portable way to write it; owned) when not. Blanks and lower case are
 * forgiven. `start` is the DTSTART it will be used with. */
enum { RULE_REFUSED = 1 };
int rule_check(const char *rrule, struct date start, char **ret_why);

/*
 * The occurrences of a guarded rule in [from, to], ascending, without duplicates.
 * 0 and *ret_days (owned), *ret_count; RULE_REFUSED as above; at most 4096 days.
 */
int rule_expand(const char *rrule, struct date start, struct date from, struct date to,
        struct date **ret_days, size_t *ret_count, char **ret_why);

/* The same for a rule that counts from a customer's own date, where a month has no such day (a
 * month after the 31st, a year after 29 February): its last day, the day after that, or none, as
 * the RFC has it. */
enum rule_end { RULE_END_NONE, RULE_END_LAST, RULE_END_NEXT };
int rule_expand_from(const char *rrule, struct date start, enum rule_end end, struct date from,
        struct date to, struct date **ret_days, size_t *ret_count, char **ret_why);

/*
 * One rule for many people, each with a starting day: read once, and then a matter of arithmetic.
 * NULL: the guard refuses it. The days in [from, to], ascending, at most `most` of them, as
 * rule_expand_from() has them; 0 also where the guard would refuse this start.
 */
struct rule_series;
struct rule_series *rule_series_new(const char *rrule, enum rule_end end);
void rule_series_free(struct rule_series *s);
DEFINE_AUTO(struct rule_series, rule_series_free)
size_t rule_series_days(const struct rule_series *s, struct date start, struct date from,
        struct date to, struct date *days, size_t most);

/*
 * An RFC 5545 DURATION in whole days: "P2D", "-P1W", "P3M", "P1Y" (months and years are not
 * in RFC 5545; people write them). 0, -EINVAL.
 */
struct rule_span {
	int years, months, days; /* all of one sign */
};
int rule_span_parse(const char *s, struct rule_span *ret);
/* `date` plus the span; month ends are clamped (31 Jan + 1 month = 28 Feb). */
struct date rule_span_add(struct date date, struct rule_span span);

/* One date of one event of a calendar file. */
struct rule_event {
	char *name;       /* SUMMARY, blanks trimmed */
	char *category;   /* CATEGORIES joined by ',', or NULL */
	char *touchpoint; /* the template it names itself (X-FOLLOWUP-TEMPLATE, a category
	                     "followup:NAME", a description line "followup: NAME"), or NULL */
	struct date day;
	bool ruled; /* by its RRULE; else the file names this very day */
};
struct rule_events {
	struct rule_event *at;
	size_t count;
	char **warnings; /* sentences about events that were left out, with their line */
	size_t warnings_count;
};
void rule_events_done(struct rule_events *e);
static inline void rule_events_done_auto(struct rule_events *e)
{
	rule_events_done(e);
}

/*
 * Parse and expand one calendar file in a limited child: every date in [from, to] of every
 * event. 0, or RULE_REFUSED with a sentence in *ret_why when the file did not come back
 * whole (too big, not a calendar, the child died): the caller keeps the last good version.
 */
int rule_calendar(const char *bytes, size_t n, struct date from, struct date to,
        struct rule_events *ret, char **ret_why);

/* One all-day event of the feed. */
struct rule_feed_event {
	const char *uid, *summary, *description, *category;
	struct date day;
	int64_t changed_at; /* DTSTAMP */
	int sequence;
	bool cancelled;
};
/* An iCalendar object (RFC 5545, METHOD:PUBLISH) with these events; byte-stable. Owned. */
char *rule_feed(const char *name, const struct rule_feed_event *events, size_t count);

/*
 * A name folded for comparison: Unicode case, diacritics, blanks and punctuation at the ends.
 * "  Año  Nuevo" -> "ano nuevo". Owned.
 */
char *rule_fold(const char *name);

/* Puts the sentence into *ret_why (when asked for) and gives RULE_REFUSED. */
int rule_refuse(char **ret_why, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Bytes of unknown encoding as UTF-8: as they are, or read as Latin-1. Owned. */
char *rule_utf8(const char *bytes);

#endif
