/*
 * pace: how fast letters may leave: so many a minute, an hour and a day, and so many an hour to one
 * domain, whose server would else take us for a sender of bulk mail.
 */
#ifndef PACE_H
#define PACE_H

#include "house.h"

#include <stddef.h>

/* How many mails may leave now, up to `most`; with 0, *ret_at: when again. */
size_t pace_room(const struct house *h, size_t most, int64_t *ret_at);

/* Letters that are due, beyond what their domain gets in an hour, are put off: spread over the
 * hours to come, each by its own number. Before each lease. Own transaction. 0 or -errno. */
int pace_spread(const struct house *h);

#endif
