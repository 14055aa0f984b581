#include "columns.h"

#include "conf.h"
#include "extra.h"
#include "sheet.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

char *columns_fold(const char *header)
{
	struct text t = TEXT_INIT;
	for (const char *s = header; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (isalnum(c))
			text_putc(&t, (char)tolower(c));
		else if (c >= 0x80)
			text_putc(&t, *s);
		else if (t.len && t.s[t.len - 1] != '_')
			text_putc(&t, '_');
	}
	while (t.len && t.s[t.len - 1] == '_')
		text_cut(&t, t.len - 1);
	return text_steal(&t);
}

static bool listed(const char *words, const char *word)
{
	size_t n = strlen(word);
	for (const char *s = words; s && *s && n; s += strcspn(s, " "), s += strspn(s, " "))
		if (strcspn(s, " ") == n && !memcmp(s, word, n))
			return true;
	return false;
}

static char *trimmed_header(const struct sheet *sheet, size_t column)
{
	AUTO(xfree) char *copy = xstrdup(sheet_header(sheet, column));
	return xstrdup(str_trim(copy));
}

static int field_named(const struct columns_field *fields, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(fields[i].name, name))
			return (int)i;
	return COLUMNS_EXTRA;
}

static int field_called(const struct columns_field *fields, size_t n, const char *folded)
{
	int field = field_named(fields, n, folded);
	for (size_t i = 0; i < n && field == COLUMNS_EXTRA; i++)
		if (listed(fields[i].aliases, folded))
			field = (int)i;
	return field >= 0 && !fields[field].aliases ? COLUMNS_EXTRA : field;
}

static int holder(const struct columns *c, int field)
{
	for (size_t i = 0; i < c->count; i++)
		if (field >= 0 && c->field[i] == field)
			return (int)i;
	return -1;
}

/* The names the file has, for a sentence. */
static void list_headers(const struct sheet *sheet, struct text *out)
{
	for (size_t i = 0; i < sheet_width(sheet) && out->len < 300; i++)
		text_printf(out, "%s%s", i ? ", " : "", sheet_header(sheet, i));
}

static int map_missing(
        const struct sheet *sheet, const char *path, const struct conf_column *m, char **ret_why)
{
	AUTO(text_done) struct text names = TEXT_INIT;
	list_headers(sheet, &names);
	*ret_why = xasprintf("%s:%d: no column is called \"%s\", where the configuration says that "
	                     "%s stands (the columns are: %s); nothing was taken from the file: "
	                     "correct the map of columns in the configuration, or the export",
	        path, sheet_header_line(sheet), m->header, m->field, text_str(&names));
	return -EINVAL;
}

/* The columns that the configuration names. */
static int match_map(const struct sheet *sheet, const char *path,
        const struct columns_field *fields, size_t n, const struct conf_column *map, size_t map_n,
        struct columns *c, char **ret_why)
{
	for (size_t m = 0; m < map_n; m++) {
		bool found = false;
		for (size_t i = 0; i < c->count && !found; i++) {
			AUTO(xfree) char *header = trimmed_header(sheet, i);
			if (!str_same_nocase(header, map[m].header) || c->name[i])
				continue;
			found = true;
			c->field[i] = field_named(fields, n, map[m].field);
			c->name[i] = xstrdup(map[m].field);
		}
		if (!found)
			return map_missing(sheet, path, &map[m], ret_why);
	}
	return 0;
}

static int two_claim(const struct sheet *sheet, const char *path, size_t a, size_t b,
        const char *field, char **ret_why)
{
	*ret_why = xasprintf("%s:%d:%d: columns %zu (\"%s\") and %zu (\"%s\") both seem to be %s; "
	                     "nothing was taken from the file: rename one, or name the right one "
	                     "in the configuration's map of columns",
	        path, sheet_header_line(sheet), sheet_header_place(sheet, b), a + 1,
	        sheet_header(sheet, a), b + 1, sheet_header(sheet, b), field);
	return -EINVAL;
}

/* A second extra column of one name gets a number, so that both can be told apart. */
static char *free_name(const struct columns *c, size_t before, const char *folded)
{
	AUTO(xfree) char *name = xstrdup(folded);
	for (int number = 2;; number++) {
		bool taken = false;
		for (size_t i = 0; i < c->count && !taken; i++)
			taken = i != before && c->name[i] && !strcmp(c->name[i], name);
		if (!taken) {
			char *result = name;
			name = NULL;
			return result;
		}
		xfree(name);
		name = xasprintf("%s_%d", folded, number);
	}
}

/* The columns that nobody mapped, by what they are called. */
static int match_names(const struct sheet *sheet, const char *path,
        const struct columns_field *fields, size_t n, struct columns *c, char **ret_why)
{
	AUTO(xfree) bool *mapped = xcalloc(c->count, sizeof *mapped);
	for (size_t i = 0; i < c->count; i++)
		mapped[i] = c->name[i] != NULL;
	for (size_t i = 0; i < c->count; i++) {
		if (c->name[i])
			continue;
		AUTO(xfree) char *folded = columns_fold(sheet_header(sheet, i));
		int field = field_called(fields, n, folded);
		int other = holder(c, field);
		c->field[i] = *folded ? field : COLUMNS_IGNORED;
		if (other >= 0 && mapped[other] && strcmp(c->name[other], folded) != 0)
			c->field[i] = COLUMNS_EXTRA; /* theirs by another name; the map decided */
		else if (other >= 0 && mapped[other])
			c->field[i] = COLUMNS_IGNORED;
		else if (other >= 0)
			return two_claim(
			        sheet, path, (size_t)other, i, fields[field].name, ret_why);
		c->name[i] =
		        c->field[i] >= 0 ? xstrdup(fields[field].name) : free_name(c, i, folded);
	}
	return 0;
}

static int check_needed(const struct sheet *sheet, const char *path,
        const struct columns_field *fields, size_t n, const struct columns *c, char **ret_why)
{
	for (size_t f = 0; f < n; f++) {
		if (!fields[f].needed || holder(c, (int)f) >= 0)
			continue;
		AUTO(text_done) struct text names = TEXT_INIT;
		list_headers(sheet, &names);
		*ret_why = xasprintf(
		        "%s:%d: no column is called %s (the columns are: %s); nothing was "
		        "taken from the file: say in the configuration's map of "
		        "columns which one it is, check delimiter and encoding, or delete what "
		        "stands above the names of the columns",
		        path, sheet_header_line(sheet), fields[f].name, text_str(&names));
		return -EINVAL;
	}
	return 0;
}

int columns_match(const struct sheet *sheet, const char *path, const struct columns_field *fields,
        size_t fields_count, const struct conf_column *map, size_t map_count, struct columns *ret,
        char **ret_why)
{
	AUTO(columns_done) struct columns c = {.count = sheet_width(sheet)};
	c.field = xcalloc(c.count, sizeof *c.field);
	c.name = xcalloc(c.count, sizeof *c.name);
	for (size_t i = 0; i < c.count; i++)
		c.field[i] = COLUMNS_EXTRA;
	int r = match_map(sheet, path, fields, fields_count, map, map_count, &c, ret_why);
	if (r == 0)
		r = match_names(sheet, path, fields, fields_count, &c, ret_why);
	if (r == 0)
		r = check_needed(sheet, path, fields, fields_count, &c, ret_why);
	if (r < 0)
		return r;
	c.member = xcalloc(c.count, sizeof *c.member);
	for (size_t i = 0; i < c.count; i++)
		if (c.field[i] == COLUMNS_EXTRA)
			extra_name(&c.member[i], c.name[i]);
	*ret = c;
	c = (struct columns){0};
	return 0;
}

size_t columns_of(const struct columns *c, int field)
{
	size_t i = 0;
	while (i < c->count && c->field[i] != field)
		i++;
	return i;
}

void columns_done(struct columns *c)
{
	for (size_t i = 0; i < c->count; i++)
		xfree(c->name[i]);
	for (size_t i = 0; c->member && i < c->count; i++)
		text_done(&c->member[i]);
	xfree(c->member);
	xfree(c->name);
	xfree(c->field);
	*c = (struct columns){0};
}
