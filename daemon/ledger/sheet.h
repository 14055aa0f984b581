/*
 * sheet: a table of text as another program exported it: rows and fields, whatever the
 * delimiter, quotes, line ends and encoding. The only reader of <csv.h>. Knows nothing of
 * customers. The file is only read, in one pass, in little memory.
 *
 * A row that can't be trusted is a fault with its place, not the end: a quotation mark that is
 * never closed costs the line it stands in, never the lines after it.
 */
#ifndef SHEET_H
#define SHEET_H

#include "base.h"

struct source_stamp;

enum {
	SHEET_MOST_ROW = 256 * 1024, /* bytes of one row, in UTF-8 */
	SHEET_MOST_LINES = 64,       /* lines of one row */
	SHEET_MOST_COLUMNS = 512,
};

/*
 * Open the file and read its first row as the names of the columns. `delimiter` 0: found out
 * from that row. `encoding`: an iconv name; a byte order mark wins over it. -errno with a
 * sentence for a person in *ret_why (owned): can't be opened, empty, not a table. With a `query`
 * the file is an SQLite database, its rows are numbered from 2 and their places are columns.
 */
struct sheet;
int sheet_open(const char *path, const char *query, char delimiter, const char *encoding,
        struct sheet **ret, char **ret_why);
void sheet_close(struct sheet *s);
DEFINE_AUTO(struct sheet, sheet_close)

/* The columns: as many as up to the last that has a name. Borrowed. */
size_t sheet_width(const struct sheet *s);
const char *sheet_header(const struct sheet *s, size_t column);
int sheet_header_line(const struct sheet *s);
/* Where the column's name stands in its line, in characters from 1. */
int sheet_header_place(const struct sheet *s, size_t column);

/*
 * The next row: SHEET_ROW, SHEET_FAULT (see sheet_fault; go on with the next), SHEET_END, or
 * -errno when reading failed. Empty rows and repetitions of the first row are passed over.
 * The fields of a row are valid UTF-8 without control characters except LF; their number is
 * sheet_width(). Borrowed until the next row.
 */
enum { SHEET_END, SHEET_ROW, SHEET_FAULT };
int sheet_next(struct sheet *s);
/* May be changed in place. */
char *sheet_field(const struct sheet *s, size_t column);
size_t sheet_field_length(const struct sheet *s, size_t column); /* as it was read */
/* Of the row's bytes as they stand in the file, the line's end left out. */
uint64_t sheet_row_hash(const struct sheet *s, uint64_t seed);
/* Does the next row have this hash? Then it is passed over, and nothing but its line is known. */
bool sheet_pass_over(struct sheet *s, uint64_t seed, uint64_t hash);
char sheet_delimiter(const struct sheet *s);
int sheet_line(const struct sheet *s); /* of the row's first line, from 1 */
/* Where a field begins, in characters from 1, and in which line (ret_line may be NULL). */
int sheet_place(const struct sheet *s, size_t column, int *ret_line);

struct sheet_fault {
	int line, column; /* column 0: the whole row */
	char *value;      /* an excerpt that can be printed */
	char *text;       /* what is wrong and what to do */
};
const struct sheet_fault *sheet_fault(const struct sheet *s);

/* How much of the file was read; -1: of a query nobody can tell. */
int sheet_percent(const struct sheet *s);

/* What a query failed with; NULL when there is no more to say than the errno does. */
const char *sheet_why(const struct sheet *s);

/* After SHEET_END: the fingerprint of all bytes, and whether the file is still what it was when
 * it was opened. */
uint64_t sheet_fingerprint(const struct sheet *s);
bool sheet_steady(const struct sheet *s, struct source_stamp *ret_stamp);

#endif
