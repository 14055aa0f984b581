/*
 * flow: the plain-text twin of a letter: what was compiled, as text in format=flowed (RFC 3676) at
 * SEGMENT_COLUMNS. Pure.
 */
#ifndef FLOW_H
#define FLOW_H

#include "segment.h"

/* What is the same for every customer is written out; once, after segments_settle(). */
void flow_make(struct segments *s);

/* Append the letter for one customer. 0, or SEGMENT_HOLE and *out as it was. */
int flow_put(const struct segments *s, const struct segment_values *v, struct text *out,
        char **ret_field);

#endif
