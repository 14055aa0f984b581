/*
 * What the folder says back: an answer beside each file that was judged.
 */
#include "folder.h"

#include "answer.h"
#include "author.h"
#include "conf.h"
#include "db.h"
#include "house.h"
#include "log.h"
#include "shelf.h"
#include "template.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct answer {
	char *file, *name, *body;
	bool bad, good; /* good: some version is in use */
	int64_t judged_at, answered_at;
	int64_t done_at; /* what answered_at shall become */
};

struct answers {
	struct answer *at;
	size_t count;
};

static void answers_done(struct answers *a)
{
	for (size_t i = 0; i < a->count; i++) {
		xfree(a->at[i].file);
		xfree(a->at[i].name);
		xfree(a->at[i].body);
	}
	xfree(a->at);
}
static void answers_done_auto(struct answers *a)
{
	answers_done(a);
}

/* Owned; NULL when the template can't be loaded. */
static char *answer_text(const struct house *h, const struct answer *a, folder_describe *describe)
{
	const char *language = author_language(h->conf, a->file);
	AUTO(template_free) struct template *t = NULL;
	AUTO(text_done) struct text more = TEXT_INIT;
	if (a->bad)
		return answer_bad(language, a->file, a->good, a->body);
	if (!a->name || folder_newest(h->db, a->name, &t) != 0)
		return NULL;
	if (describe)
		describe(h, t, language, &more);
	return answer_good(language, a->file, t, text_str(&more), a->body);
}

static bool write_answer(const char *folder, const struct answer *a, const char *text)
{
	AUTO(xfree) char *path = shelf_answer_path(a->file, a->bad);
	AUTO(xfree) char *other = shelf_answer_path(a->file, !a->bad);
	int r = text ? shelf_write(folder, path, text) : -ENOENT;
	if (r < 0 && a->answered_at == 0)
		log_warning("the answer %s can't be written: %s; its author is told by mail", path,
		        strerror(-r));
	if (r == 0)
		shelf_remove(folder, other);
	return r == 0;
}

static int load_answers(struct db *db, struct answers *ret)
{
	AUTO(db_rows_free)
	struct db_rows *r = db_query(db,
	        "SELECT file, name, problems, bad, good IS NOT NULL, judged_at, answered_at"
	        " FROM template WHERE size >= 0 ORDER BY file");
	int more;
	while ((more = db_step(r)) > 0) {
		ret->at = xgrow(ret->at, ret->count, sizeof *ret->at);
		ret->at[ret->count++] = (struct answer){.file = xstrdup(db_col_text(r, 0)),
		        .name = xstrdup(db_col_text(r, 1)),
		        .body = xstrdup(db_col_text(r, 2)),
		        .bad = db_col_int(r, 3) != 0,
		        .good = db_col_int(r, 4) != 0,
		        .judged_at = db_col_int(r, 5),
		        .answered_at = db_col_int(r, 6)};
	}
	return more;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Is this answer one of ours, and about none of the files there are (`wanted`, sorted)? */
static bool obsolete(const char *folder, const char *path, char **wanted, size_t count)
{
	AUTO(text_done) struct text s = TEXT_INIT;
	if (count && bsearch(&path, wanted, count, sizeof *wanted, by_name))
		return false;
	return shelf_read(folder, path, TEMPLATE_MOST_BYTES, &s) == 0 && answer_ours(text_str(&s));
}

static void remove_obsolete(const char *folder, const struct answers *all)
{
	AUTO(shelf_done) struct shelf shelf = {0};
	if (shelf_list(folder, &shelf) < 0)
		return;
	size_t count = 2 * all->count;
	char **wanted = xcalloc(count + 1, sizeof *wanted);
	for (size_t i = 0; i < count; i++)
		wanted[i] = shelf_answer_path(all->at[i / 2].file, i % 2);
	if (count)
		qsort(wanted, count, sizeof *wanted, by_name);
	for (size_t i = 0; i < shelf.count; i++)
		if (shelf.at[i].answer && obsolete(folder, shelf.at[i].path, wanted, count))
			shelf_remove(folder, shelf.at[i].path);
	for (size_t i = 0; i < count; i++)
		xfree(wanted[i]);
	xfree(wanted);
}

/* answered_at becomes what was answered (judged_at); or -1: could not be written, is tried again.
 */
static int put_answered(struct db *db, const struct answers *all)
{
	int r = db_begin(db);
	for (size_t i = 0; r >= 0 && i < all->count; i++) {
		const struct answer *a = &all->at[i];
		if (a->done_at == a->answered_at)
			continue;
		r = db_run(db,
		        "UPDATE template SET answered_at = :at"
		        " WHERE file = :file AND judged_at = :judged",
		        DB_INT(":at", a->done_at), DB_TEXT(":file", a->file),
		        DB_INT(":judged", a->judged_at));
	}
	if (r >= 0)
		r = db_commit(db);
	else
		db_rollback(db);
	return r;
}

int folder_answer(const struct house *h, folder_describe *describe)
{
	const char *folder = h->conf->templates;
	AUTO(answers_done) struct answers all = {0};
	bool changed = false;
	int r = load_answers(h->db, &all);
	if (r < 0)
		return r;
	for (size_t i = 0; i < all.count; i++) {
		struct answer *a = &all.at[i];
		a->done_at = a->answered_at;
		if (a->judged_at == 0 || a->answered_at > 0)
			continue;
		AUTO(xfree) char *text = answer_text(h, a, describe);
		a->done_at = write_answer(folder, a, text) ? a->judged_at : -1;
		changed |= a->done_at != a->answered_at;
	}
	remove_obsolete(folder, &all);
	return changed ? put_answered(h->db, &all) : 0;
}
