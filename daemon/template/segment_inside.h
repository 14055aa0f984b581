/*
 * segment_inside: what the writers of a letter's twins share: a pen that meets the segments one
 * after the other, and a list of segments made ready for one twin. For segment*.c only.
 */
#ifndef SEGMENT_INSIDE_H
#define SEGMENT_INSIDE_H

#include "segment.h"

/* Who writes what the walk meets. */
struct segment_pen {
	void (*text)(struct segment_pen *pen, const struct segment *s);
	void (*value)(struct segment_pen *pen, const char *s, size_t n);
	void (*open)(struct segment_pen *pen, const struct segment *s);
	void (*close)(struct segment_pen *pen);
	void (*line_break)(struct segment_pen *pen);
	void (*fixed)(struct segment_pen *pen, const struct segment *s);
	struct text *out;
};
int segment_walk(const struct segment *at, size_t count, struct segment_pen *pen,
        const struct segment_values *v, char **ret_field);
/* The same of segments that hold no value and no section. */
void segment_walk_plain(const struct segment *at, size_t count, struct segment_pen *pen);

/* Nothing but blanks? */
bool segment_blank(const char *s);
/* Is it a value, or where a section starts or ends: what differs from customer to customer? */
bool segment_varies(const struct segment *s);
/* The CLOSE of the OPEN at i; the last segment when there is none. */
size_t segment_close_of(const struct segments *s, size_t i);

/* ---- making a twin's list ---- */

void segment_twin_put(struct segment_twin *t, const struct segment *s);
void segment_twin_text(struct segment_twin *t, const char *bytes, size_t n); /* joined */
void segment_twin_fixed(struct segment_twin *t, struct text *bytes);         /* takes them */
void segment_twin_end(struct segment_twin *t); /* all is in it: where do sections end? */

void segment_make_html(struct segments *s);
void segment_make_text(struct segments *s);

#endif
