#include "folder.h"

#include "answer.h"
#include "author.h"
#include "conf.h"
#include "db.h"
#include "house.h"
#include "judge.h"
#include "ledger.h"
#include "log.h"
#include "occasion.h"
#include "picture.h"
#include "plain.h"
#include "shelf.h"
#include "template.h"
#include "wording.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A row whose file is gone keeps its place (size GONE): when the file comes back, under the same
 * name or with the same bytes under another, it is the same letter, and nobody gets it twice. */
enum { GONE = -1 };

/* ---- judging ---- */

struct row {
	char *file;
	int64_t size, mtime, fingerprint, seen_at;
	char *name;
	bool bad;
};

struct rows {
	struct row *at;
	size_t count;
};

static void rows_done(struct rows *r)
{
	for (size_t i = 0; i < r->count; i++) {
		xfree(r->at[i].file);
		xfree(r->at[i].name);
	}
	xfree(r->at);
}

/* What is done in one look at the folder. */
struct scan {
	const struct house *h;
	struct db *db;
	const char *folder;
	int64_t now;
	bool gone;  /* some letter we knew is not there */
	bool first; /* the folder was never looked at before */
	char **fields;
	struct shelf shelf;
	struct rows rows;
	struct reading *readings; /* one for each file of the shelf */
	int changed;
};

/* A file that is judged in this look. */
struct reading {
	bool take;
	int error; /* of reading it: -errno */
	struct text bytes;
	struct text version; /* what its author says go to: the bytes, and which picture */
};

static int64_t fingerprint(const void *bytes, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < n; i++)
		h = (h ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
	return h ? (int64_t)h : 1;
}

/* Judge a file of the folder. NULL when it is no good. */
static struct template *judge(struct scan *s, const char *file, struct reading *reading,
        const char *identity, struct template_problems *problems)
{
	AUTO(template_free) struct template *t = NULL;
	const struct judge_file f = {.path = file,
	        .inside = true,
	        .identity = identity,
	        .error = reading->error,
	        .bytes = &reading->bytes,
	        .fields = (const char *const *)s->fields};
	if (judge_read(s->h, &f, &t, problems) != 0)
		return NULL;
	if (picture_take(s->db, s->folder, file, t, problems, &reading->version) < 0)
		return NULL; /* the store is broken; the verdict can't be written either */
	if (template_problems_errors(problems) > 0)
		return NULL;
	struct template *good = t;
	t = NULL;
	return good;
}

/* ---- one look at the folder ---- */

static int by_file(const void *a, const void *b)
{
	return strcmp(((const struct row *)a)->file, ((const struct row *)b)->file);
}

static const struct row *row_of(const struct rows *rows, const char *file)
{
	const struct row key = {.file = (char *)file};
	return rows->count ? bsearch(&key, rows->at, rows->count, sizeof key, by_file) : NULL;
}

static int load_rows(struct db *db, struct rows *ret)
{
	AUTO(db_rows_free)
	struct db_rows *r = db_query(db,
	        "SELECT file, size, mtime, fingerprint, name, bad, seen_at FROM template"
	        " ORDER BY file");
	int more;
	while ((more = db_step(r)) > 0) {
		ret->at = xgrow(ret->at, ret->count, sizeof *ret->at);
		ret->at[ret->count++] = (struct row){.file = xstrdup(db_col_text(r, 0)),
		        .size = db_col_int(r, 1),
		        .mtime = db_col_int(r, 2),
		        .fingerprint = db_col_int(r, 3),
		        .name = xstrdup(db_col_text(r, 4)),
		        .bad = db_col_int(r, 5) != 0,
		        .seen_at = db_col_int(r, 6)};
	}
	return more;
}

static bool moved(const struct row *row, const struct shelf_file *f)
{
	return !row || row->size != f->size || row->mtime != f->mtime;
}

/* Is the person (or the file server) done writing it? */
static bool quiet(const struct scan *s, const struct shelf_file *f, int quiet_s)
{
	return quiet_s == 0 || f->mtime / 1000000000 <= s->now - quiet_s;
}

/* The same as when we last looked, and that was not just now: looks can follow one another within
 * milliseconds, and half a file that lies still for so long is still half a file. */
static bool settled(const struct scan *s, const struct row *row, int quiet_s)
{
	return row->seen_at <= s->now - quiet_s || row->seen_at > s->now; /* a clock set back */
}

/*
 * Which files are judged now: those that changed and lie still; and, when anything else changed
 * (a name got free), those that may read differently now; `all` of them when the customer list has
 * a new column, the calendars say something else, or a picture is another one.
 */
static void choose(struct scan *s, int quiet_s, bool all)
{
	bool stirred = all;
	for (size_t i = 0; i < s->rows.count; i++)
		stirred |= s->rows.at[i].size != GONE && !shelf_find(&s->shelf, s->rows.at[i].file);
	for (size_t i = 0; i < s->shelf.count; i++) {
		const struct shelf_file *f = &s->shelf.at[i];
		const struct row *row = row_of(&s->rows, f->path);
		if (f->answer)
			continue;
		s->readings[i].take =
		        moved(row, f) ? quiet(s, f, quiet_s)
		                      : row->fingerprint == 0 &&
		                                (quiet(s, f, quiet_s) || settled(s, row, quiet_s));
		stirred |= s->readings[i].take;
	}
	for (size_t i = 0; stirred && i < s->shelf.count; i++) {
		const struct row *row = row_of(&s->rows, s->shelf.at[i].path);
		if (row && !moved(row, &s->shelf.at[i]) && (row->bad || all))
			s->readings[i].take = true;
	}
}

static void read_chosen(struct scan *s)
{
	for (size_t i = 0; i < s->shelf.count; i++) {
		const char *path = s->shelf.at[i].path;
		struct reading *r = &s->readings[i];
		if (r->take && !shelf_is_document(path))
			r->error = shelf_read(s->folder, path, TEMPLATE_MOST_BYTES, &r->bytes);
	}
}

static int mark_gone(struct scan *s)
{
	for (size_t i = 0; i < s->rows.count; i++) {
		struct row *row = &s->rows.at[i];
		s->gone |= row->size == GONE || !shelf_find(&s->shelf, row->file);
		if (row->size == GONE || shelf_find(&s->shelf, row->file))
			continue;
		int r = db_run(s->db, "UPDATE template SET size = -1 WHERE file = :file",
		        DB_TEXT(":file", row->file));
		if (r < 0)
			return r;
		log_info("%s is gone; no more letters of it", row->file);
		s->changed++;
	}
	return 0;
}

/*
 * A file new to us with the bytes of one that is gone is that one under a new file name: its row
 * moves over, with its identity and its last good version. 1 when so, 0, -errno.
 */
static int inherit(struct scan *s, const char *file, const struct reading *reading)
{
	AUTO(xfree)
	char *from = db_text(s->db,
	        "SELECT file FROM template WHERE size = -1 AND name IS NOT NULL AND file <> :file"
	        " AND (fingerprint = :print OR good = :bytes) ORDER BY judged_at DESC, file LIMIT "
	        "1",
	        DB_TEXT(":file", file),
	        DB_INT(":print", fingerprint(text_str(&reading->bytes), reading->bytes.len)),
	        DB_BLOB(":bytes", text_str(&reading->bytes), reading->bytes.len));
	if (!from)
		return 0;
	int r = db_run(s->db, "DELETE FROM template WHERE file = :file AND name IS NULL",
	        DB_TEXT(":file", file));
	if (r < 0)
		return r;
	r = db_run(s->db, "UPDATE template SET file = :file, answered_at = 0 WHERE file = :from",
	        DB_TEXT(":file", file), DB_TEXT(":from", from));
	if (r > 0)
		log_info("%s is %s under a new name", file, from);
	return r;
}

/* The row of a file we see, with what was seen; `looked`: it is not judged in this look. */
static int put_seen(struct scan *s, const struct shelf_file *f, bool looked)
{
	return db_run(s->db,
	        "INSERT INTO template (file, size, mtime, seen_at, fingerprint, previewed)"
	        " VALUES (:file, :size, :mtime, :now, 0, -:first)"
	        " ON CONFLICT (file) DO UPDATE SET size = :size, mtime = :mtime, seen_at = :now,"
	        " fingerprint = CASE WHEN :looked THEN 0 ELSE fingerprint END",
	        DB_TEXT(":file", f->path), DB_INT(":size", f->size), DB_INT(":mtime", f->mtime),
	        DB_INT(":now", s->now), DB_INT(":looked", looked), DB_INT(":first", s->first));
}

/* A letter that came back after another one took its name: that other one stays in use. */
static int drop_twin(struct scan *s, const char *file)
{
	return db_run(s->db,
	        "UPDATE template SET name = NULL, good = NULL WHERE file = :file AND bad AND EXISTS"
	        " (SELECT 1 FROM template AS other WHERE other.name = template.name COLLATE NOCASE"
	        " AND other.file <> :file AND other.size >= 0 AND other.good IS NOT NULL)",
	        DB_TEXT(":file", file));
}

/*
 * What becomes of a clean version. One that sends nothing by itself is in use at once. A live one
 * is in use when a person said go to these very bytes (`approved`), or when it lay there before
 * anybody looked. Any other waits for its go: beside the version that runs, or, when none does,
 * in its place, where it counts as a draft.
 */
static int put_clean(struct scan *s, const char *file, const struct reading *reading,
        const struct template *t, bool live)
{
	const struct row *row = row_of(&s->rows, file);
	bool kept = !row || row->size != GONE; /* who deleted it wants the old words no more */
	const struct text *b = &reading->version;
	int r = db_run(s->db,
	        "UPDATE template SET approved = CASE WHEN :live AND previewed = -1 THEN :bytes"
	        " ELSE approved END, next = NULL, waits = 0 WHERE file = :file",
	        DB_INT(":live", live), DB_BLOB(":bytes", text_str(b), b->len),
	        DB_TEXT(":file", file));
	if (r < 0)
		return r;
	r = db_run(s->db,
	        "UPDATE template SET waits = :print,"
	        " next = CASE WHEN :kept AND good = approved THEN :bytes END,"
	        " good = CASE WHEN :kept AND good = approved THEN good ELSE :bytes END,"
	        " name = coalesce(CASE WHEN :kept AND good = approved THEN name END, :name)"
	        " WHERE file = :file AND :live AND approved IS NOT :bytes",
	        DB_INT(":print", fingerprint(text_str(b), b->len)),
	        DB_BLOB(":bytes", text_str(b), b->len), DB_TEXT(":name", t->name),
	        DB_TEXT(":file", file), DB_INT(":live", live), DB_INT(":kept", kept));
	if (r != 0)
		return r;
	return db_run(s->db, "UPDATE template SET good = :bytes, name = :name WHERE file = :file",
	        DB_BLOB(":bytes", text_str(b), b->len), DB_TEXT(":name", t->name),
	        DB_TEXT(":file", file));
}

static int put_verdict(struct scan *s, const char *file, const struct reading *reading,
        const struct template *t, const char *body)
{
	const struct text *b = &reading->version;
	bool live = t && t->status == TEMPLATE_LIVE && !strchr(file, '/');
	int changed = (int)db_int(s->db, 1,
	        "SELECT judged_at = 0 OR bad <> :bad OR problems <> :body OR"
	        " (coalesce(next, good) IS NOT :bytes AND NOT :bad) OR answered_at <= 0"
	        " FROM template WHERE file = :file",
	        DB_INT(":bad", !t), DB_TEXT(":body", body), DB_BLOB(":bytes", text_str(b), b->len),
	        DB_TEXT(":file", file));
	int r = t ? put_clean(s, file, reading, t, live)
	          : db_run(s->db, "UPDATE template SET next = NULL, waits = 0 WHERE file = :file",
	                    DB_TEXT(":file", file));
	if (r < 0)
		return r;
	r = db_run(s->db,
	        "UPDATE template SET fingerprint = :print, problems = :body, bad = :bad,"
	        " judged_at = CASE WHEN :changed THEN :now ELSE judged_at END,"
	        " answered_at = CASE WHEN :changed THEN 0 ELSE answered_at END,"
	        " previewed = CASE WHEN previewed <> -1 THEN previewed WHEN :bad THEN 0"
	        " ELSE :print END"
	        " WHERE file = :file",
	        DB_INT(":print", fingerprint(text_str(b), b->len)), DB_TEXT(":body", body),
	        DB_INT(":bad", !t), DB_INT(":changed", changed), DB_INT(":now", s->now),
	        DB_TEXT(":file", file));
	s->changed += r > 0 && changed;
	return r < 0 ? r : drop_twin(s, file);
}

/* The row's once it has one (a new file name changes nothing), else the file's name. Owned. */
static char *identity_of(struct db *db, const char *file)
{
	char *name =
	        db_text(db, "SELECT name FROM template WHERE file = :file", DB_TEXT(":file", file));
	if (name)
		return name;
	AUTO(xfree) char *stem = shelf_stem(file);
	struct text clean = TEXT_INIT;
	plain_clean(&clean, stem);
	return text_steal(&clean);
}

/* Judge one file. What is new to us may be a vanished one under another name. */
static int take(struct scan *s, const struct shelf_file *f, struct reading *reading)
{
	AUTO(template_problems_done)
	struct template_problems problems = {.language = author_language(s->h->conf, f->path)};
	const struct row *row = row_of(&s->rows, f->path);
	bool fresh = s->gone && (!row || !row->name) && !reading->error && reading->bytes.len;
	int r = fresh ? inherit(s, f->path, reading) : 0;
	if (r >= 0)
		r = put_seen(s, f, false);
	if (r < 0)
		return r;
	AUTO(xfree) char *identity = identity_of(s->db, f->path);
	text_put(&reading->version, text_str(&reading->bytes), reading->bytes.len);
	AUTO(template_free) struct template *t = judge(s, f->path, reading, identity, &problems);
	AUTO(xfree) char *body = answer_problems(&problems);
	return put_verdict(s, f->path, reading, t, body);
}

/* Of what letters are judged by, besides their own words. */
static int64_t surroundings_print(const struct scan *s)
{
	AUTO(text_done) struct text all = TEXT_INIT;
	AUTO(xfree) char *calendars = occasion_stamp(s->db);
	for (size_t i = 0; s->fields && s->fields[i]; i++)
		text_printf(&all, "%s\n", s->fields[i]);
	text_puts(&all, calendars);
	return fingerprint(text_str(&all), all.len);
}

static int scan_in_transaction(struct scan *s, const char *surroundings)
{
	int r = mark_gone(s);
	if (r >= 0)
		r = picture_look(s->db, s->folder);
	for (size_t i = 0; r >= 0 && i < s->shelf.count; i++) {
		const struct shelf_file *f = &s->shelf.at[i];
		if (f->answer)
			continue;
		if (s->readings[i].take)
			r = take(s, f, &s->readings[i]);
		else if (moved(row_of(&s->rows, f->path), f))
			r = put_seen(s, f, true);
	}
	if (r >= 0)
		r = picture_sweep(s->db);
	return r < 0 ? r : db_meta_set(s->db, "template surroundings", surroundings);
}

/* Nothing to write down: the folder is as it was. */
static bool idle(const struct scan *s)
{
	size_t here = 0, known = 0;
	for (size_t i = 0; i < s->shelf.count; i++) {
		const struct shelf_file *f = &s->shelf.at[i];
		if (!f->answer && (s->readings[i].take || moved(row_of(&s->rows, f->path), f)))
			return false;
		here += !f->answer;
	}
	for (size_t i = 0; i < s->rows.count; i++)
		known += s->rows.at[i].size != GONE;
	return here == known;
}

static int scan(struct scan *s, int quiet_s)
{
	int r = load_rows(s->db, &s->rows);
	if (r < 0)
		return r;
	AUTO(xfree) char *known = db_meta(s->db, "template surroundings");
	AUTO(xfree) char *print = xasprintf("%016llx", (unsigned long long)surroundings_print(s));
	bool stirred = !str_same(known, print) || picture_stirred(s->db, s->folder);
	s->first = !known;
	choose(s, quiet_s, stirred);
	if (idle(s) && !stirred)
		return 0;
	read_chosen(s);
	r = db_begin(s->db);
	if (r < 0)
		return r;
	r = scan_in_transaction(s, print);
	if (r < 0) {
		db_rollback(s->db);
		return r;
	}
	r = db_commit(s->db);
	return r < 0 ? r : s->changed;
}

int folder_scan(const struct house *h, int quiet_s)
{
	struct scan s = {.h = h, .db = h->db, .folder = h->conf->templates, .now = h->now};
	int r = shelf_list(s.folder, &s.shelf);
	if (r < 0) {
		log_error("the template folder %s can't be read: %s", s.folder, strerror(-r));
		return r;
	}
	s.readings = xcalloc(s.shelf.count, sizeof *s.readings);
	s.fields = ledger_fields(h->db);
	r = scan(&s, quiet_s);
	ledger_fields_free(s.fields);
	for (size_t i = 0; i < s.shelf.count; i++) {
		text_done(&s.readings[i].bytes);
		text_done(&s.readings[i].version);
	}
	xfree(s.readings);
	rows_done(&s.rows);
	shelf_done(&s.shelf);
	return r;
}

/* ---- for the command line ---- */

/* The path below the folder of a file that lies in it. Owned; NULL: it lies elsewhere. */
static char *path_inside(const char *folder, const char *place, const char *base)
{
	AUTO(xfree) char *here = realpath(place, NULL), *top = realpath(folder, NULL);
	size_t n = top ? strlen(top) : 0;
	if (!here || !top || strncmp(here, top, n) != 0)
		return NULL;
	return !here[n]         ? xstrdup(base)
	       : here[n] != '/' ? NULL
	                        : xasprintf("%s/%s", here + n + 1, base);
}

static void put_lines(struct text *out, const char *path, const struct template_problems *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		const struct template_problem *p = &problems->at[i];
		text_printf(out, "%s:%d: %s: \"%s\": %s", path, p->line ? p->line : 1,
		        p->error ? "error" : "warning", p->quote, p->text);
		if (p->instead)
			text_printf(
			        out, wording(problems->language, " Type instead: %s"), p->instead);
		text_putc(out, '\n');
	}
}

int folder_check_file(
        const struct house *h, const char *path, struct text *out, int *ret_errors, char **ret_name)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	AUTO(xfree) char *place = slash ? xstrndup(path, (size_t)(slash - path) + 1) : xstrdup(".");
	AUTO(xfree) char *inside = path_inside(h->conf->templates, place, base);
	AUTO(template_problems_done)
	struct template_problems problems = {
	        .language = inside ? author_language(h->conf, inside) : h->conf->business.language};
	AUTO(template_free) struct template *t = NULL;
	AUTO(text_done) struct text bytes = TEXT_INIT;
	AUTO(xfree) char *identity = identity_of(h->db, inside ? inside : base);
	int r = shelf_read(place, base, TEMPLATE_MOST_BYTES, &bytes);
	if (r == -ENOENT || (r < 0 && !inside && r != -EFBIG && r != -ELOOP && r != -EINVAL))
		return r;
	char **fields = ledger_fields(h->db);
	const struct judge_file f = {.path = inside ? inside : base,
	        .inside = inside,
	        .identity = identity,
	        .error = r,
	        .bytes = &bytes,
	        .fields = (const char *const *)fields};
	r = judge_read(h, &f, &t, &problems);
	ledger_fields_free(fields);
	if (r == 0 && (r = picture_take(NULL, place, base, t, &problems, NULL)) < 0)
		return r;
	put_lines(out, path, &problems);
	*ret_errors = template_problems_errors(&problems);
	*ret_name = t && inside && !*ret_errors ? xstrdup(t->name) : NULL;
	return 0;
}
