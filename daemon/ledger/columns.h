/*
 * columns: which column of an export holds which of our fields: by the configuration's map
 * first, then by our own names and a few plain words other programs use.
 */
#ifndef COLUMNS_H
#define COLUMNS_H

#include "base.h"

struct conf_column;
struct sheet;

struct columns_field {
	const char *name;
	/* folded, blanks between them; NULL: only the configuration can say so, for the header
	 * alone may mean another thing */
	const char *aliases;
	bool needed;
};

enum { COLUMNS_EXTRA = -1, COLUMNS_IGNORED = -2 };

struct columns {
	size_t count;
	int *field;          /* per column: index of the field, or one of the above */
	char **name;         /* per column: the field's name; for an extra one its folded header */
	struct text *member; /* per column that is an extra one, see extra.h */
};

/*
 * Match the columns of an open sheet. -EINVAL with a sentence in *ret_why (owned) when a
 * column that the configuration names or that we need is missing, or when two claim one
 * field: the file as it is must not be used then.
 */
int columns_match(const struct sheet *sheet, const char *path, const struct columns_field *fields,
        size_t fields_count, const struct conf_column *map, size_t map_count, struct columns *ret,
        char **ret_why);
/* The column that holds this field; columns->count when none does. */
size_t columns_of(const struct columns *c, int field);
void columns_done(struct columns *c);
static inline void columns_done_auto(struct columns *c)
{
	columns_done(c);
}

/* "E-Mail Adresse" -> "e_mail_adresse": how a header becomes a field's name. Owned. */
char *columns_fold(const char *header);

#endif
