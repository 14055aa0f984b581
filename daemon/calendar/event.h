/*
 * event: one VEVENT of a foreign calendar. libical is given one event at a time, and of it only
 * the lines we want: never a time zone (its definition is code), never an alarm, never a rule
 * (the guard reads those). So each complaint has its line, and one broken event does not take
 * its neighbours with it. It runs in the child, which ends when it is done: nothing is freed.
 */
#ifndef EVENT_H
#define EVENT_H

#include "base.h"

struct zone;

struct event {
	int line;
	char *uid, *name, *category, *touchpoint;
	char *rrule;
	int rrules;
	struct date start, override; /* override: the date of its series that it replaces */
	const struct zone *zone;     /* of its start, or what the calendar calls home; NULL: none */
	int start_s;                 /* the time of day it starts; -1: all day */
	struct date *more, *less;    /* RDATE, EXDATE */
	size_t more_n, less_n;
	bool cancelled, unreadable;
	char *rungs[3]; /* what names a touchpoint, strongest first */
};

/* Appends to a list of dates. */
void event_days_put(struct date **list, size_t *n, struct date day);

/* One logical line inside it: what matters is kept in `block`, or in the event. What is no
 * property (broken programs write descriptions with raw line ends) is passed over. */
void event_line(struct event *e, struct text *block, struct text *line);

/* From the kept lines, "BEGIN:VEVENT" and "END:VEVENT" around them. */
void event_parse(struct event *e, const char *block);

/* Its RRULE, with a day for an UNTIL that is a moment; NULL when it has none. Owned. */
char *event_rule(const struct event *e);

/* The zone a calendar program means by this TZID, as far as it was loaded; NULL: unknown. */
const struct zone *event_zone(const char *tzid);

#endif
