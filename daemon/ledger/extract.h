/*
 * extract: the rows that a query gives over somebody else's SQLite database. The database is only
 * read: opened read-only, and, while no program has it open for writing, as a file that does not
 * change, so that not even a lock is left on it. The query may read tables and call plain
 * functions, for as long as is reasonable for a file of that size. Beside db the only reader of
 * <sqlite3.h>: nothing of it meets the store.
 */
#ifndef EXTRACT_H
#define EXTRACT_H

#include "base.h"

struct extract;
/* -EINVAL or -errno with a sentence for a person in *ret_why (owned). */
int extract_open(const char *path, const char *query, struct extract **ret, char **ret_why);
void extract_close(struct extract *x);
DEFINE_AUTO(struct extract, extract_close)

size_t extract_width(const struct extract *x);
const char *extract_name(const struct extract *x, size_t column);
/* 1 a row, 0 the end, -errno: the query failed, see extract_why(). */
int extract_next(struct extract *x);
/* Of the row at hand; NULL is empty. Borrowed until the next; may hold NULs. */
const char *extract_value(const struct extract *x, size_t column, size_t *ret_n);
const char *extract_why(const struct extract *x); /* borrowed */

#endif
