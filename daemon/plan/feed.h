/*
 * feed: table `feed`: the coming letters as they were published. Whoever subscribed finds the same
 * events under the same names, what is off as cancelled, and the same bytes when nothing changed.
 */
#ifndef FEED_H
#define FEED_H

#include "base.h"

struct db;
struct house;

/*
 * Look ahead with `h`, whose store is only looked at, and bring the table in `store` (which may be
 * the same) up to date for the days [from, to]. An event that is off stays, cancelled, for four
 * weeks; days before `from` are forgotten. Own transaction. 0 or -errno.
 */
int feed_publish(const struct house *h, struct db *store, struct date from, struct date to);

/* The events of [from, to] as an iCalendar object, of one manager's customers (NULL: of all). 0 and
 * *ret (owned), or -errno. */
int feed_write(const struct house *h, struct db *store, const char *manager, struct date from,
        struct date to, char **ret);

#endif
