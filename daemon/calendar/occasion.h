/*
 * occasion: tables `calendar` and `occasion`: which calendar files were read, what they said,
 * and the dates they gave. A file that does not come back whole leaves its last good dates in
 * force and a problem for a person.
 */
#ifndef OCCASION_H
#define OCCASION_H

#include "base.h"

struct db;

/*
 * Look at every *.ics in the folder; re-read those that changed (size, mtime, then
 * fingerprint), forget those that vanished. Expands [today - 800 days, today + 800 days];
 * also re-expands when `today` moved more than 200 days since. Own transactions. Number of
 * files read anew, or -errno.
 */
int occasion_scan(struct db *db, const char *folder, struct date today);

/*
 * The days in [from, to] of the occasion with this name (folded SUMMARY, or category),
 * ascending, distinct. *ret_days owned. Count, or -errno. 0 with *ret_known=false: no
 * calendar knows it.
 */
int occasion_days(struct db *db, const char *name, struct date from, struct date to,
        struct date **ret_days, bool *ret_known);
/* The same for days whose event names this touchpoint itself. */
int occasion_touchpoint_days(struct db *db, const char *touchpoint, struct date from,
        struct date to, struct date **ret_days, bool *ret_known);
/* Is this day a public holiday there? Events of the category "Public holiday XX" say so. */
bool occasion_is_holiday(struct db *db, const char *country, struct date day);
/* The faith whose feast this is ("christian", from the event's categories), by its folded name;
 * owned; NULL: it is nobody's in particular. */
char *occasion_faith(struct db *db, const char *fold);
/* Does any calendar say anything? */
bool occasion_any(struct db *db);
/* Another text whenever the calendars say something else. Owned. */
char *occasion_stamp(struct db *db);
/* The nearest known name for "did you mean …?"; owned, or NULL. */
char *occasion_nearest(struct db *db, const char *name);
/* A sentence about the files whose yearly dates are listed for less than half a year more; owned,
 * or NULL when there are none. */
char *occasion_ending(struct db *db, struct date today);
/* A sentence about the letters that events to come name themselves and `names` (NULL-terminated)
 * has not; owned, or NULL when there are none. */
char *occasion_unwritten(struct db *db, char *const *names, struct date today);

#endif
