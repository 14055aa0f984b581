/*
 * header: header lines as bytes: unfolded, found, their parameters read. For whatever has the
 * shape "Name: value": mails, delivery reports, headers that came back inside a text. More
 * forgiving than a grammar: what arrives is often broken.
 */
#ifndef HEADER_H
#define HEADER_H

#include "base.h"

/*
 * The header block at the start of `bytes`: one line a field, unfolded, LF. Owned. *ret_end
 * (may be NULL) is where the body starts. An mbox "From " line is skipped.
 */
char *header_unfold(const char *bytes, size_t n, size_t *ret_end);

/*
 * An unfolded block made ready to be asked for many names: a table of its lines. It borrows the
 * block, and needs no release. What is beyond the table, as in no honest mail, is searched.
 */
enum { HEADER_LINES_MOST = 120, HEADER_SHAPES = 256 };
struct header_lines {
	const char *beyond;
	size_t count;
	const char *at[HEADER_LINES_MOST];
	/* the first line whose name has this shape, counted from 1, and the next; 0 ends a chain */
	unsigned char first[HEADER_SHAPES], next[HEADER_LINES_MOST + 1];
};
void header_read(const char *block, struct header_lines *ret);

/* The first field `name`: borrowed start of the value and its length. */
bool header_find(const struct header_lines *h, const char *name, const char **ret, size_t *ret_n);
bool header_has(const struct header_lines *h, const char *name);
char *header_get(const struct header_lines *h, const char *name); /* owned, trimmed, "" if absent */
char *header_all(const struct header_lines *h, const char *name); /* every value, one per line */

/* A parameter of "type/subtype; name=value", also in the pieces of RFC 2231 (percent signs
 * decoded, the character set dropped). Owned, "" when absent. */
char *header_param(const char *value, const char *name);

/* True when the line begins like a field: a name, then a colon. */
bool header_line(const char *line, size_t n);

/* The first message id in a value, without < >. Owned, "" when there is none. */
char *header_id(const char *value);

#endif
