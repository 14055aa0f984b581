/* Letters in use, kept loaded. */
#include "folder.h"

#include "db.h"
#include "seal.h"
#include "template.h"

#include <string.h>
#include <strings.h>

struct folder_stocked {
	char *name;         /* of the letter */
	char *language;     /* "de": its variant; "": itself */
	struct template *t; /* NULL: there is none */
};

void folder_stock_done(struct folder_stock *s)
{
	for (size_t i = 0; i < s->count; i++) {
		xfree(s->at[i].name);
		xfree(s->at[i].language);
		template_free(s->at[i].t);
	}
	xfree(s->at);
	*s = (struct folder_stock){0};
}

/* Everything that a loaded letter is made of; a version holds the print of its picture. */
static uint64_t print_of_folder(struct db *db)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT file || x'0a' || name || x'0a' || waits || (size >= 0) || (next IS NULL)"
	        " || ifnull(good = approved, 0), good FROM template WHERE good IS NOT NULL");
	uint64_t print = 1;
	while (db_step(rows) > 0)
		for (int column = 0; column < 2; column++) {
			size_t n;
			const char *bytes = db_col_blob(rows, column, &n);
			print = seal_quick(print, bytes ? bytes : "", n);
		}
	return print;
}

void folder_stock_refresh(struct folder_stock *s, struct db *db)
{
	uint64_t print = print_of_folder(db);
	if (print != s->print)
		folder_stock_done(s);
	s->print = print;
}

static const struct folder_stocked *find(
        const struct folder_stock *s, const char *name, const char *language)
{
	for (size_t i = 0; i < s->count; i++)
		if (!strcmp(s->at[i].name, name) && !strcasecmp(s->at[i].language, language))
			return &s->at[i];
	return NULL;
}

/* Takes the template. */
static const struct template *add(
        struct folder_stock *s, const char *name, const char *language, struct template *t)
{
	s->at = xrealloc(s->at, (s->count + 1) * sizeof *s->at);
	s->at[s->count++] = (struct folder_stocked){xstrdup(name), xstrdup(language), t};
	return t;
}

const struct template *folder_stock_get(struct folder_stock *s, struct db *db, const char *name)
{
	struct template *t = NULL;
	const struct folder_stocked *e = find(s, name, "");
	if (e)
		return e->t;
	return add(s, name, "", folder_load(db, name, &t) == 0 ? t : NULL);
}

const struct template *folder_stock_variant(
        struct folder_stock *s, struct db *db, const struct template *t, const char *language)
{
	if (strlen(language) < 2)
		return NULL;
	struct template *v = NULL;
	const char two[] = {language[0], language[1], '\0'};
	const struct folder_stocked *e = find(s, t->name, two);
	if (e)
		return e->t;
	return add(s, t->name, two, folder_variant(db, t, two, &v) == 0 ? v : NULL);
}
