/*
 * The versions in use: which letters there are, loading one, its languages, and the go that a
 * person gives to a new one.
 */
#include "folder.h"

#include "db.h"
#include "house.h"
#include "log.h"
#include "picture.h"
#include "template.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

void folder_names_free(char **names)
{
	for (size_t i = 0; names && names[i]; i++)
		xfree(names[i]);
	xfree(names);
}

static bool in_use(struct db *db, const char *name)
{
	return db_int(db, 0,
	        "SELECT 1 FROM template WHERE name = :name AND size >= 0 AND good IS NOT NULL",
	        DB_TEXT(":name", name));
}

/* The name of the letter that this one is a variant of; owned, NULL when it stands for itself. */
static char *base_in_use(struct db *db, const char *name)
{
	size_t at;
	if (!template_name_language(name, &at))
		return NULL;
	AUTO(xfree) char *base = xstrndup(name, at);
	if (!in_use(db, base))
		return NULL;
	char *ret = base;
	base = NULL;
	return ret;
}

char **folder_names(struct db *db)
{
	char **names = xcalloc(1, sizeof *names);
	size_t count = 0;
	AUTO(db_rows_free)
	struct db_rows *r = db_query(db,
	        "SELECT DISTINCT name FROM template WHERE size >= 0 AND good IS NOT NULL"
	        " ORDER BY name");
	while (db_step(r) > 0) {
		AUTO(xfree) char *base = base_in_use(db, db_col_text(r, 0));
		if (base)
			continue;
		names = xrealloc(names, (count + 2) * sizeof *names);
		names[count++] = xstrdup(db_col_text(r, 0));
		names[count] = NULL;
	}
	return names;
}

/* The version that runs, or the newest one. */
static int load(struct db *db, const char *name, bool newest, struct template **ret)
{
	AUTO(template_free) struct template *t = NULL;
	AUTO(db_rows_free)
	struct db_rows *r = db_query(db,
	        "SELECT file, CASE WHEN :newest THEN coalesce(next, good) ELSE good END,"
	        " waits <> 0 AND (:newest OR next IS NULL), good = approved"
	        " FROM template WHERE name = :name AND size >= 0"
	        " AND good IS NOT NULL ORDER BY file LIMIT 1",
	        DB_TEXT(":name", name), DB_INT(":newest", newest));
	int more = db_step(r);
	if (more <= 0)
		return more < 0 ? more : -ENOENT;
	size_t n;
	const char *bytes = db_col_blob(r, 1, &n);
	if (template_parse(bytes, template_unsealed(bytes, n), name, NULL, &t, NULL) != 0) {
		log_error("%s: the version in use can't be read any more; followup check tells why",
		        db_col_text(r, 0));
		return -ENOENT;
	}
	xfree(t->name);
	t->name = xstrdup(name);
	t->waits = db_col_int(r, 2) != 0;
	if (strchr(db_col_text(r, 0), '/') || t->waits ||
	        (t->status == TEMPLATE_LIVE && !db_col_int(r, 3)))
		t->status = TEMPLATE_DRAFT;
	picture_attach(db, bytes, n, t);
	*ret = t;
	t = NULL;
	return 0;
}

/* A letter for some languages goes to those of its variants as well. */
static void add_languages(struct db *db, struct template *t)
{
	if (!t->languages)
		return;
	AUTO(db_rows_free)
	struct db_rows *r = db_query(db,
	        "SELECT name FROM template WHERE substr(name, 1, length(:name)) = :name"
	        " AND length(name) = length(:name) + 3 AND size >= 0 AND good IS NOT NULL",
	        DB_TEXT(":name", t->name));
	while (db_step(r) > 0) {
		size_t at;
		const char *language = template_name_language(db_col_text(r, 0), &at);
		if (language)
			template_add_language(t, language);
	}
}

static int load_whole(struct db *db, const char *name, bool newest, struct template **ret)
{
	AUTO(template_free) struct template *t = NULL, *base = NULL;
	int r = load(db, name, newest, &t);
	if (r < 0)
		return r;
	AUTO(xfree) char *of = base_in_use(db, name);
	if (!of || load(db, of, false, &base) < 0) {
		add_languages(db, t);
		*ret = t;
		t = NULL;
		return 0;
	}
	char **languages = base->languages, *own = base->name;
	base->languages = t->languages;
	base->name = t->name;
	base->status = t->status;
	base->waits = t->waits;
	t->languages = languages;
	t->name = own;
	template_take_words(base, t);
	t = NULL;
	*ret = base;
	base = NULL;
	return 0;
}

int folder_load(struct db *db, const char *name, struct template **ret)
{
	return load_whole(db, name, false, ret);
}

int folder_newest(struct db *db, const char *name, struct template **ret)
{
	return load_whole(db, name, true, ret);
}

int folder_variant(
        struct db *db, const struct template *t, const char *language, struct template **ret)
{
	AUTO(template_free) struct template *v = NULL;
	if (strlen(language) < 2 || (t->language && strncasecmp(language, t->language, 2) == 0))
		return -ENOENT;
	AUTO(xfree) char *name = xasprintf("%s.%.2s", t->name, language);
	if (!in_use(db, name))
		return -ENOENT;
	int r = folder_load(db, name, &v);
	if (r < 0 || (v->status != TEMPLATE_LIVE && v->status != t->status))
		return r < 0 ? r : -ENOENT;
	*ret = v;
	v = NULL;
	return 0;
}

/* ---- what its author is shown ---- */

void folder_fresh_done(struct folder_fresh *f)
{
	xfree(f->file);
	xfree(f->name);
	xfree(f->problems);
}

int folder_fresh_next(struct db *db, const char *after, struct folder_fresh *ret)
{
	AUTO(db_rows_free)
	struct db_rows *r = db_query(db,
	        "SELECT file, name, fingerprint, answered_at < judged_at,"
	        " CASE WHEN bad THEN problems END, previewed = -2 FROM template WHERE file > "
	        ":after AND size >= 0"
	        " AND fingerprint NOT IN (0, previewed)"
	        " AND CASE WHEN bad THEN answered_at = -1 ELSE good IS NOT NULL END"
	        " ORDER BY file LIMIT 1",
	        DB_TEXT(":after", after));
	int more = db_step(r);
	if (more > 0)
		*ret = (struct folder_fresh){.file = xstrdup(db_col_text(r, 0)),
		        .name = xstrdup(db_col_null(r, 1) ? NULL : db_col_text(r, 1)),
		        .fingerprint = db_col_int(r, 2),
		        .unanswered = db_col_int(r, 3) != 0,
		        .again = db_col_int(r, 5) != 0,
		        .problems = xstrdup(db_col_null(r, 4) ? NULL : db_col_text(r, 4))};
	return more;
}

int folder_show_again(struct db *db, const char *name, bool again)
{
	int r = db_run(db,
	        "UPDATE template SET previewed = CASE WHEN :again THEN -2 ELSE fingerprint END"
	        " WHERE name = :name AND size >= 0 AND NOT bad AND (:again OR previewed = -2)",
	        DB_TEXT(":name", name), DB_INT(":again", again));
	return r < 0 ? r : r > 0 ? 0 : FOLDER_NOT_WAITING;
}

int folder_shown(struct db *db, const struct folder_fresh *f)
{
	int r = db_run(db, "UPDATE template SET previewed = :print WHERE file = :file",
	        DB_INT(":print", f->fingerprint), DB_TEXT(":file", f->file));
	return r < 0 ? r : 0;
}

/* ---- the go ---- */

/* The name of the version that waits: its own line may give it another than the one that runs. */
static char *waiting_name(struct db *db, const char *name)
{
	AUTO(template_free) struct template *t = NULL;
	AUTO(db_rows_free)
	struct db_rows *r = db_query(db,
	        "SELECT file, next FROM template WHERE name = :name AND next IS NOT NULL",
	        DB_TEXT(":name", name));
	if (db_step(r) <= 0)
		return xstrdup(name);
	size_t n;
	const char *bytes = db_col_blob(r, 1, &n);
	n = template_unsealed(bytes, n);
	return template_parse(bytes, n, name, NULL, &t, NULL) == 0 ? xstrdup(t->name)
	                                                           : xstrdup(name);
}

int folder_go(struct db *db, const char *name, int64_t version, int64_t *ret_version)
{
	int64_t waits = db_int(db, 0,
	        "SELECT waits FROM template WHERE name = :name AND size >= 0 AND NOT bad",
	        DB_TEXT(":name", name));
	if (!waits)
		return FOLDER_NOT_WAITING;
	if (version && version != waits)
		return FOLDER_CHANGED;
	AUTO(xfree) char *new_name = waiting_name(db, name);
	int r = db_run(db,
	        "UPDATE template SET former = CASE WHEN next IS NOT NULL AND name = :new"
	        " AND good = approved THEN good END, good = coalesce(next, good), approved = "
	        "coalesce(next, good),"
	        " next = NULL, waits = 0, name = :new, answered_at = 0 WHERE name = :name"
	        " AND waits = :waits",
	        DB_TEXT(":name", name), DB_TEXT(":new", new_name), DB_INT(":waits", waits));
	if (r < 0)
		return r;
	*ret_version = waits;
	return 0;
}

int folder_former(struct db *db, const char *name, int64_t version)
{
	int r = db_run(db,
	        "UPDATE template SET next = good, good = former, approved = former, former = NULL,"
	        " waits = fingerprint, answered_at = 0 WHERE name = :name AND size >= 0"
	        " AND former IS NOT NULL AND coalesce(good = approved, 1) AND next IS NULL"
	        " AND fingerprint = :version",
	        DB_TEXT(":name", name), DB_INT(":version", version));
	return r < 0 ? r : r > 0 ? 0 : FOLDER_NOT_WAITING;
}

int folder_rest(struct db *db, const char *name, int64_t *ret_version)
{
	int r = db_run(db,
	        "UPDATE template SET waits = CASE WHEN waits <> 0 THEN waits ELSE fingerprint END,"
	        " former = CASE WHEN next IS NOT NULL THEN good END,"
	        " good = coalesce(next, good), next = NULL, approved = NULL, answered_at = 0"
	        " WHERE name = :name AND size >= 0 AND good = approved",
	        DB_TEXT(":name", name));
	if (r <= 0)
		return r < 0 ? r : FOLDER_NOT_WAITING;
	*ret_version = db_int(
	        db, 0, "SELECT waits FROM template WHERE name = :name", DB_TEXT(":name", name));
	return 0;
}
