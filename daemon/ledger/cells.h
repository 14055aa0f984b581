/*
 * cells: the fields of one row of a table, NUL-terminated one after the other.
 */
#ifndef CELLS_H
#define CELLS_H

#include "base.h"

/* Zero-initialise. */
struct cells { /* the fields of one row, NUL-terminated one after the other */
	struct text bytes;
	size_t *start, *len;
	size_t count, cap;
	bool done;
	bool plain; /* nothing in the row's bytes but printable ASCII */
};

void cells_clear(struct cells *c);
void cells_done(struct cells *c);
/* A field of this length was put to the bytes here. */
void cells_add(struct cells *c, size_t start, size_t len);
const char *cells_at(const struct cells *c, size_t i); /* borrowed */

/* Most rows are one line without anything odd, and need no parser: blanks around fields go,
 * quotation marks stand around the whole of one, and are doubled within. False: this is another. */
bool cells_split(struct cells *c, const char *p, const char *end, char delimiter);

/* Where field `column` begins in the bytes of its row: the character of its line, from 1; `line` is
 * counted up for each line end before it. Walks the row again: for what is refused. */
int cells_place(const char *raw, size_t n, char delimiter, size_t column, int *line);

#endif
