#include "folder.h"

#include "answer.h"
#include "author.h"
#include "conf.h"
#include "db.h"
#include "house.h"
#include "ledger.h"
#include "log.h"
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
	const struct conf *conf;
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
};

static int64_t fingerprint(const void *bytes, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < n; i++)
		h = (h ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
	return h ? (int64_t)h : 1;
}

static void add_whole(
        struct template_problems *p, const char *file, const char *text, const char *instead)
{
	template_problem_add(
	        p, 0, true, file, wording(p->language, text), wording(p->language, instead));
}

/* A file that is no letter for a reason outside its words. */
static bool refuse_unread(const char *file, int error, struct template_problems *p)
{
	if (shelf_is_copy(file))
		add_whole(p, file,
		        "This looks like a copy that Windows or a file-sharing program made, so it "
		        "is not "
		        "sent beside the first one.",
		        "if it is the newer text, save it over the first; if it is another letter, "
		        "give "
		        "it a name of its own");
	else if (shelf_is_document(file))
		add_whole(p, file,
		        "This is a word processor's or web page's file. Its inner signs would "
		        "reach the "
		        "customer.",
		        "Save as … Plain text (.txt), encoding UTF-8");
	else if (error == -EFBIG)
		add_whole(p, file,
		        "It has more than 64 kB, which is no letter any more; nobody would read "
		        "it.",
		        "a letter of one page");
	else if (error == -ELOOP || error == -EINVAL)
		add_whole(p, file,
		        "This is a link to another file, or no file at all; only real files "
		        "in this folder are read.",
		        "a copy of the file itself");
	else if (error < 0) {
		AUTO(xfree)
		char *text = xasprintf(
		        wording(p->language,
		                "followupd can't read this file (%s), so nobody gets it."),
		        strerror(-error));
		add_whole(p, file, text, "ask whoever looks after the server to let it be read");
	} else
		return false;
	return true;
}

/* Another letter that goes by this name already. Owned, or NULL. */
static char *name_holder(struct db *db, const char *name, const char *file)
{
	return db_text(db,
	        "SELECT file FROM template WHERE name = :name COLLATE NOCASE AND file <> :file"
	        " AND size >= 0 AND good IS NOT NULL",
	        DB_TEXT(":name", name), DB_TEXT(":file", file));
}

/* A tag that nobody has is most often a slip. */
static void check_tags(struct db *db, const struct template *t, struct template_problems *p)
{
	if (!t->tags || !db_int(db, 0, "SELECT 1 FROM customer WHERE tags <> '' LIMIT 1"))
		return;
	for (size_t i = 0; t->tags[i]; i++) {
		AUTO(xfree) char *quote = xasprintf("Tags: %s", t->tags[i]);
		if (db_int(db, 0,
		            "SELECT 1 FROM customer WHERE present = 1"
		            " AND instr(tags, ',' || :tag || ',') LIMIT 1",
		            DB_TEXT(":tag", t->tags[i])))
			continue;
		template_problem_add(p, 0, false, quote,
		        wording(p->language, "No customer of your list has this tag, so it brings "
		                             "the letter to nobody."),
		        wording(p->language, "a tag of your customer list"));
	}
}

static void check_against_store(
        struct db *db, const struct template *t, const char *file, struct template_problems *p)
{
	AUTO(xfree) char *why = NULL, *holder = file ? name_holder(db, t->name, file) : NULL;
	const char *l = p->language;
	if (t->where && db_check_condition(db, t->where, &why) != 0) {
		AUTO(xfree)
		char *text = xasprintf(wording(l, "This condition can't be understood, so nobody "
		                                  "would get the letter: %s"),
		        why ? why : t->where);
		template_problem_add(p, t->where_line, true, t->where, text,
		        wording(l, "a condition over the customer's columns, such as country = "
		                   "'DE'"));
	}
	check_tags(db, t, p);
	if (!holder)
		return;
	AUTO(xfree)
	char *text = xasprintf(
	        wording(l, "%s has the same name. A customer must not get two letters for one, so "
	                   "the first stays and this one is not used."),
	        holder);
	template_problem_add(p, 1, true, t->name, text,
	        wording(l, "Name: another name; or, if this is the newer text, save it over the "
	                   "first file"));
}

/*
 * Two files with one Name: and other languages are one letter: the second is the first one's
 * variant, as if its file were called NAME.de.txt.
 */
static void join_variant(struct db *db, struct template *t, const char *file)
{
	size_t at;
	AUTO(xfree) char *holder = name_holder(db, t->name, file);
	AUTO(template_free) struct template *first = NULL;
	if (!holder || !t->language || template_name_language(t->name, &at) ||
	        folder_newest(db, t->name, &first) != 0 ||
	        (first->language && strncasecmp(first->language, t->language, 2) == 0))
		return;
	char *name = xasprintf("%s.%.2s", t->name, t->language);
	if (template_name_language(name, &at)) {
		xfree(t->name);
		t->name = name;
		return;
	}
	xfree(name);
}

/* Judge bytes as the letter `identity`. NULL when they are no good. */
static struct template *judge(struct scan *s, const char *file, const struct reading *reading,
        const char *identity, struct template_problems *problems)
{
	AUTO(template_free) struct template *t = NULL;
	if (refuse_unread(file, reading->error, problems))
		return NULL;
	if (template_parse(text_str(&reading->bytes), reading->bytes.len, identity,
	            (const char *const *)s->fields, &t, problems) != 0)
		return NULL;
	join_variant(s->db, t, file);
	check_against_store(s->db, t, file, problems);
	if (picture_take(s->db, s->folder, file, t, problems) < 0)
		return NULL; /* the store is broken; the verdict can't be written either */
	if (template_problems_fatal(problems))
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
 * a new column, or a picture is another one.
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
	const struct text *b = &reading->bytes;
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
	const struct text *b = &reading->bytes;
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

/* Judge one file. Its identity: the row's once it has one (a new file name changes nothing); else
 * that of the vanished file it was; else its file name. Name: stands above all of them. */
static int take(struct scan *s, const struct shelf_file *f, const struct reading *reading)
{
	AUTO(template_problems_done)
	struct template_problems problems = {.language = author_language(s->conf, f->path)};
	const struct row *row = row_of(&s->rows, f->path);
	bool fresh = s->gone && (!row || !row->name) && !reading->error && reading->bytes.len;
	int r = fresh ? inherit(s, f->path, reading) : 0;
	if (r >= 0)
		r = put_seen(s, f, false);
	if (r < 0)
		return r;
	AUTO(xfree)
	char *identity = db_text(
	        s->db, "SELECT name FROM template WHERE file = :file", DB_TEXT(":file", f->path));
	if (!identity) {
		AUTO(xfree) char *stem = shelf_stem(f->path);
		AUTO(text_done) struct text clean = TEXT_INIT;
		plain_clean(&clean, stem);
		identity = text_steal(&clean);
	}
	AUTO(template_free) struct template *t = judge(s, f->path, reading, identity, &problems);
	AUTO(xfree) char *body = answer_problems(&problems);
	return put_verdict(s, f->path, reading, t, body);
}

static int64_t fields_print(char **fields)
{
	AUTO(text_done) struct text all = TEXT_INIT;
	for (size_t i = 0; fields && fields[i]; i++)
		text_printf(&all, "%s\n", fields[i]);
	return fingerprint(text_str(&all), all.len);
}

static int scan_in_transaction(struct scan *s, const char *fields_known)
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
	return r < 0 ? r : db_meta_set(s->db, "template fields", fields_known);
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
	AUTO(xfree) char *known = db_meta(s->db, "template fields");
	AUTO(xfree) char *print = xasprintf("%016llx", (unsigned long long)fields_print(s->fields));
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
	struct scan s = {.conf = h->conf, .db = h->db, .folder = h->conf->templates, .now = h->now};
	int r = shelf_list(s.folder, &s.shelf);
	if (r < 0) {
		log_error("the template folder %s can't be read: %s", s.folder, strerror(-r));
		return r;
	}
	s.readings = xcalloc(s.shelf.count, sizeof *s.readings);
	s.fields = ledger_fields(h->db);
	r = scan(&s, quiet_s);
	ledger_fields_free(s.fields);
	for (size_t i = 0; i < s.shelf.count; i++)
		text_done(&s.readings[i].bytes);
	xfree(s.readings);
	rows_done(&s.rows);
	shelf_done(&s.shelf);
	return r;
}

/* ---- for the command line ---- */

/* A file of the folder is answered as its author is; any other in the language of the business. */
static const char *language_of(const struct conf *conf, const char *path)
{
	size_t n = strlen(conf->templates);
	bool inside = strncmp(path, conf->templates, n) == 0 && path[n] == '/';
	return inside ? author_language(conf, path + n + 1) : conf->business.language;
}

int folder_check_file(const struct house *h, const char *path, struct text *out, bool *ret_bad)
{
	struct db *db = h->db;
	AUTO(template_problems_done)
	struct template_problems problems = {.language = language_of(h->conf, path)};
	AUTO(template_free) struct template *t = NULL;
	AUTO(text_done) struct text bytes = TEXT_INIT;
	AUTO(xfree) char *stem = shelf_stem(path);
	const char *slash = strrchr(path, '/');
	AUTO(xfree) char *place = slash ? xstrndup(path, (size_t)(slash - path) + 1) : xstrdup(".");
	int r = shelf_read(place, slash ? slash + 1 : path, TEMPLATE_MOST_BYTES, &bytes);
	if (r < 0 && r != -EFBIG && r != -ELOOP && r != -EINVAL)
		return r;
	char **fields = db ? ledger_fields(db) : NULL;
	if (!refuse_unread(path, r, &problems) &&
	        template_parse(text_str(&bytes), bytes.len, stem, (const char *const *)fields, &t,
	                &problems) == 0 &&
	        db)
		check_against_store(db, t, NULL, &problems);
	if (t && picture_take(NULL, place, slash ? slash + 1 : path, t, &problems) < 0)
		return -EIO;
	ledger_fields_free(fields);
	for (size_t i = 0; i < problems.count; i++) {
		const struct template_problem *p = &problems.at[i];
		text_printf(out, "%s:%d: %s: \"%s\": %s", path, p->line ? p->line : 1,
		        p->error ? "error" : "warning", p->quote, p->text);
		if (p->instead)
			text_printf(
			        out, wording(problems.language, " Type instead: %s"), p->instead);
		text_putc(out, '\n');
	}
	*ret_bad = template_problems_fatal(&problems);
	return 0;
}
