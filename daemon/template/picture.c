#include "picture.h"

#include "db.h"
#include "seal.h"
#include "shelf.h"
#include "template.h"
#include "wording.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* A picture lies beside its letter: "drafts/boat.jpg" for one in drafts/. Owned. */
static char *path_of(const char *file, const struct template *t)
{
	const char *slash = strrchr(file, '/');
	return xasprintf("%.*s%s", slash ? (int)(slash - file) + 1 : 0, file, t->picture_file);
}

/* ---- has one changed? ---- */

/* Another number when the file is another one; 0: it is not there. */
static int64_t stamp(const char *folder, const char *file)
{
	AUTO(xfree) char *path = xasprintf("%s/%s", folder, file);
	struct stat st;
	if (lstat(path, &st) < 0)
		return 0;
	return (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec + st.st_size + 1;
}

bool picture_stirred(struct db *db, const char *folder)
{
	AUTO(db_rows_free) struct db_rows *r = db_query(db, "SELECT file, stamp FROM picture");
	while (db_step(r) > 0)
		if (stamp(folder, db_col_text(r, 0)) != db_col_int(r, 1))
			return true;
	return false;
}

int picture_look(struct db *db, const char *folder)
{
	AUTO(db_rows_free)
	struct db_rows *r = db_query(db, "SELECT file, stamp FROM picture ORDER BY file");
	int more;
	while ((more = db_step(r)) > 0) {
		int64_t now = stamp(folder, db_col_text(r, 0));
		if (now == db_col_int(r, 1))
			continue;
		int error = db_run(db, "UPDATE picture SET stamp = :stamp WHERE file = :file",
		        DB_INT(":stamp", now), DB_TEXT(":file", db_col_text(r, 0)));
		if (error < 0)
			return error;
	}
	return more;
}

/* ---- reading one ---- */

static void complain(const struct template *t, struct template_problems *problems, const char *text,
        const char *instead)
{
	const char *l = problems->language;
	template_problem_add(problems, t->picture_line, true, t->picture_file, wording(l, text),
	        wording(l, instead));
}

static void complain_unread(const struct template *t, int error, struct template_problems *problems)
{
	if (error == -ENOENT)
		complain(t, problems,
		        "There is no such picture beside the letter; the customer would see an "
		        "empty frame.",
		        "the name of a picture in this folder, or no such line");
	else if (error == -EFBIG)
		complain(t, problems,
		        "The picture has more than 300 kB; it would keep customers waiting, and "
		        "some "
		        "mail servers turn such letters away.",
		        "the picture made smaller: 1200 pixels wide are plenty");
	else
		complain(t, problems,
		        "The picture can't be read: it is a link, or its owner keeps it private.",
		        "a copy of the picture itself");
}

/* A row even for what is no good, so that we see when it gets better. */
static int watch(struct db *db, const char *folder, const char *file)
{
	return db_run(db, "INSERT OR IGNORE INTO picture (file, stamp) VALUES (:file, :stamp)",
	        DB_TEXT(":file", file), DB_INT(":stamp", stamp(folder, file)));
}

/* ---- versions ---- */

static int keep(struct db *db, const struct text *bytes, struct text *version)
{
	char print[TEMPLATE_PRINT + 1];
	snprintf(print, sizeof print, "%016" PRIx64, seal_fingerprint(bytes->s, bytes->len));
	text_putc(version, '\0');
	text_puts(version, print);
	return db_run(db,
	        "INSERT OR IGNORE INTO picture_kept (print, bytes) VALUES (:print, :bytes)",
	        DB_TEXT(":print", print), DB_BLOB(":bytes", bytes->s, bytes->len));
}

int picture_take(struct db *db, const char *folder, const char *file, const struct template *t,
        struct template_problems *problems, struct text *version)
{
	if (!t->picture_file)
		return 0;
	AUTO(xfree) char *path = path_of(file, t);
	AUTO(text_done) struct text bytes = TEXT_INIT;
	struct image image;
	const char *why, *instead;
	bool good = false;
	int r = shelf_read(folder, path, IMAGE_MOST_BYTES, &bytes);
	if (r < 0)
		complain_unread(t, r, problems);
	else if (image_read(text_str(&bytes), bytes.len, &image, &why, &instead) != 0)
		complain(t, problems, why, instead);
	else
		good = true;
	if (!db)
		return 0;
	if ((r = watch(db, folder, path)) >= 0 && good)
		r = keep(db, &bytes, version);
	return r < 0 ? r : 0;
}

int picture_sweep(struct db *db)
{
	int r = db_run(db, "DELETE FROM picture_kept WHERE CAST(print AS BLOB) NOT IN"
	                   " (SELECT substr(good, -16) FROM template WHERE good IS NOT NULL UNION"
	                   " SELECT substr(next, -16) FROM template WHERE next IS NOT NULL UNION"
	                   " SELECT substr(former, -16) FROM template WHERE former IS NOT NULL)");
	return r < 0 ? r : 0;
}

void picture_attach(struct db *db, const char *version, size_t n, struct template *t)
{
	if (!t->picture_file || template_unsealed(version, n) == n)
		return;
	AUTO(xfree) char *print = xstrndup(version + n - TEMPLATE_PRINT, TEMPLATE_PRINT);
	AUTO(db_rows_free)
	struct db_rows *r = db_query(db, "SELECT bytes FROM picture_kept WHERE print = :print",
	        DB_TEXT(":print", print));
	const char *why, *instead;
	size_t size;
	if (db_step(r) <= 0)
		return;
	const char *bytes = db_col_blob(r, 0, &size);
	if (image_read(bytes, size, &t->image, &why, &instead) != 0)
		return;
	text_put(&t->picture, bytes, size);
}
