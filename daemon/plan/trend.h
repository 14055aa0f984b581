/*
 * trend: the twelve weeks up to the digest's as a picture: letters sent, customers who wrote back.
 * Nothing stands in it that its words do not say. The only <png.h>.
 */
#ifndef TREND_H
#define TREND_H

#include "base.h"

struct section;

enum { TREND_WEEKS = 12, TREND_WIDTH = 600, TREND_HEIGHT = 160 };

/* Count the weeks, write the picture's block on the page, and the bytes (owned) into *ret and
 * *ret_n; nothing when nothing was sent in twelve weeks. 0 or -errno. */
int trend_tell(struct section *s, const char *id, char **ret, size_t *ret_n);

#endif
