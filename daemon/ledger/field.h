/*
 * field: one field of a customer's row, read by its kind and checked, as the store wants it.
 */
#ifndef FIELD_H
#define FIELD_H

#include "base.h"

#include <string.h>

struct conf;

enum field {
	FIELD_LINE, /* one line of text */
	FIELD_TEXT, /* any text */
	FIELD_EMAIL,
	FIELD_LANGUAGE,
	FIELD_COUNTRY,
	FIELD_ZONE,
	FIELD_FOLDED, /* one line, lower case */
	FIELD_STATUS,
	FIELD_DATE,
	FIELD_BIRTHDAY,
	FIELD_FLAG,
	FIELD_CONSENT,
	FIELD_LIST,
};

/* ="00123" is how some programs keep a spreadsheet from eating the zeros: 00123. Blanks off both
 * ends. In place; the new start. */
char *field_bare(char *s);

enum { FIELD_MOST_LINE = 300 }; /* bytes */

/* Does this text stand as it is, without another look? It is not empty. */
static inline bool field_plain(enum field kind, const char *s, size_t n)
{
	return (kind == FIELD_LINE || kind == FIELD_TEXT) && n <= FIELD_MOST_LINE &&
	       (unsigned char)*s > ' ' && *s != '=' && *s != '#' && (unsigned char)s[n - 1] > ' ' &&
	       (kind == FIELD_TEXT || !memchr(s, '\n', n));
}

/*
 * Read a field that is not empty: 0, its text put to `out` (dates as ISO; yes as "1"), dates
 * also in *ret_day; or FIELD_BAD with a sentence that says what to do (owned).
 */
enum { FIELD_BAD = 1 };
int field_read(enum field kind, const char *s, const struct conf *conf, struct date today,
        struct text *out, struct date *ret_day, char **ret_why);

#endif
