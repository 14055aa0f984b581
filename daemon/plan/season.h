/*
 * season: one occasion under two dates. A birthday that is corrected in the ledger, a feast whose
 * day is announced anew: whoever had the letter for the old date gets none for the new one.
 */
#ifndef SEASON_H
#define SEASON_H

#include "base.h"

enum { SEASON_MOST = 183 }; /* of what comes once a year */

/* So near to `base` (in days, either way) there is only the one occasion: half of the way to the
 * next of its days. */
int season_length(const struct date *days, size_t count, struct date base);

#endif
