/*
 * rich: the HTML twin of a letter: what was compiled, as paragraphs, headings and lists that look
 * typed by a person. Text and values are escaped; only the segments themselves become tags. Pure.
 */
#ifndef RICH_H
#define RICH_H

#include "segment.h"

/* What is the same for every customer is written out; once, after segments_settle(). */
void rich_make(struct segments *s);

/* Append the letter for one customer. 0, or SEGMENT_HOLE and *out as it was. */
int rich_put(const struct segments *s, const struct segment_values *v, struct text *out,
        char **ret_field);

/*
 * The same as it is mailed, in quoted-printable: all that is the same for everybody was encoded
 * once. Only where rich_is_made(): no section takes an element along, or leaves it empty. When
 * there is a hole, what *out has is of no use.
 */
bool rich_is_made(const struct segments *s);
int rich_put_made(const struct segments *s, const struct segment_values *v, struct printable *out,
        char **ret_field);

#endif
