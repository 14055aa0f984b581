#include "occasion.h"

#include "db.h"
#include "log.h"
#include "rule.h"
#include "seal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DAYS_BACK = 800, DAYS_AHEAD = 800, DAYS_STALE = 200 };
enum {
	DAYS_WARN = 183,
	YEAR_SHORT = 300,
	YEAR_LONG = 430,
	MONTH = 30,
	FILES_NAMED = 3
};                                        /* lunar years vary */
enum { FILE_READ_MOST = (24 << 20) + 1 }; /* one byte more than rule takes: it says so itself */

/* A file of the folder as it is now, and what the store knows of it. */
struct calendar {
	char *file, *path;
	int64_t size, mtime; /* mtime in nanoseconds */
	int64_t fingerprint;
	bool known, changed, stale;
};

static void calendar_done(struct calendar *c)
{
	xfree(c->file);
	xfree(c->path);
}
static inline void calendar_done_auto(struct calendar *c)
{
	calendar_done(c);
}

/* ---- one file ----------------------------------------------------------------------------- */

/* A file in trouble is not read again because days pass: only when it changes. */
static int calendar_look(struct db *db, struct calendar *c, struct date today, int64_t *ret_print)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT size, mtime, fingerprint, expanded_day, problem IS NULL "
	        "FROM calendar WHERE file = :file",
	        DB_TEXT(":file", c->file));
	int e = db_step(rows);
	if (e < 0)
		return e;
	c->known = e > 0;
	c->changed = !c->known || db_col_int(rows, 0) != c->size || db_col_int(rows, 1) != c->mtime;
	if (c->known) {
		c->stale =
		        db_col_int(rows, 4) && llabs(today.days - db_col_int(rows, 3)) > DAYS_STALE;
		*ret_print = db_col_int(rows, 2);
	}
	return 0;
}

static int file_read(const char *path, struct text *ret)
{
	char chunk[16384];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	while ((n = read(fd, chunk, sizeof chunk)) > 0 && ret->len < FILE_READ_MOST)
		text_put(ret, chunk, (size_t)n);
	int e = n < 0 ? -errno : 0;
	close(fd);
	return e;
}

/* The dates of before stay; only the complaint is new. */
static int problem_store(
        struct db *db, const struct calendar *c, struct date today, const char *problem)
{
	log_warning("calendar %s: %s", c->path, problem);
	int e = db_begin(db);
	if (e < 0)
		return e;
	e = db_run(db,
	        "INSERT INTO calendar (file, size, mtime, fingerprint, expanded_day, problem, "
	        "problem_at) "
	        "VALUES (:file, :size, :mtime, :print, :today, :problem, :now) "
	        "ON CONFLICT (file) DO UPDATE SET size = excluded.size, mtime = excluded.mtime, "
	        "fingerprint = excluded.fingerprint, problem = excluded.problem, "
	        "problem_at = excluded.problem_at",
	        DB_TEXT(":file", c->file), DB_INT(":size", c->size), DB_INT(":mtime", c->mtime),
	        DB_INT(":print", c->fingerprint), DB_INT(":today", today.days),
	        DB_TEXT(":problem", problem), DB_INT(":now", clock_now()));
	if (e >= 0)
		e = db_commit(db);
	if (e < 0)
		db_rollback(db);
	return e < 0 ? e : 0;
}

/* "Holidays,Public" -> ",holidays,public,"; "" when there is none. Owned. */
static char *categories_fold(const char *category)
{
	AUTO(xfree) char *copy = xstrdup(category ? category : "");
	struct text t = TEXT_INIT;
	char *save = NULL;
	for (char *s = strtok_r(copy, ",", &save); s; s = strtok_r(NULL, ",", &save)) {
		AUTO(xfree) char *fold = rule_fold(s);
		if (*fold)
			text_printf(&t, "%s%s,", t.len ? "" : ",", fold);
	}
	return text_steal(&t);
}

/* The regions of a country often list the same feast in other categories: it is one occasion. */
static int event_store(struct db *db, const struct calendar *c, const struct rule_event *e)
{
	AUTO(xfree) char *fold = rule_fold(e->name);
	AUTO(xfree) char *category = categories_fold(e->category);
	AUTO(xfree) char *touchpoint = rule_fold(e->touchpoint ? e->touchpoint : "");
	return db_run(db,
	        "INSERT INTO occasion (fold, day, calendar, name, category, touchpoint, ruled) "
	        "VALUES (:fold, :day, :file, :name, :category, :touchpoint, :ruled) "
	        "ON CONFLICT (fold, day, calendar) DO UPDATE SET "
	        "category = CASE WHEN category = '' THEN excluded.category "
	        "ELSE category || substr(excluded.category, 2) END, "
	        "touchpoint = CASE WHEN touchpoint = '' THEN excluded.touchpoint ELSE touchpoint "
	        "END, ruled = max(ruled, excluded.ruled)",
	        DB_TEXT(":fold", fold), DB_INT(":day", e->day.days), DB_TEXT(":file", c->file),
	        DB_TEXT(":name", e->name), DB_TEXT(":category", category),
	        DB_TEXT(":touchpoint", touchpoint), DB_INT(":ruled", e->ruled));
}

static int calendar_row_store(struct db *db, const struct calendar *c,
        const struct rule_events *events, struct date today)
{
	AUTO(text_done) struct text warnings = TEXT_INIT;
	for (size_t i = 0; i < events->warnings_count; i++)
		text_printf(&warnings, "%s\n", events->warnings[i]);
	return db_run(db,
	        "INSERT INTO calendar (file, size, mtime, fingerprint, expanded_day, warnings) "
	        "VALUES (:file, :size, :mtime, :print, :today, :warnings) "
	        "ON CONFLICT (file) DO UPDATE SET size = excluded.size, mtime = excluded.mtime, "
	        "fingerprint = excluded.fingerprint, expanded_day = excluded.expanded_day, "
	        "warnings = excluded.warnings, problem = NULL, problem_at = NULL",
	        DB_TEXT(":file", c->file), DB_INT(":size", c->size), DB_INT(":mtime", c->mtime),
	        DB_INT(":print", c->fingerprint), DB_INT(":today", today.days),
	        DB_TEXT(":warnings", text_str(&warnings)));
}

static int events_store(struct db *db, const struct calendar *c, const struct rule_events *events,
        struct date today)
{
	int e = db_begin(db);
	if (e < 0)
		return e;
	e = calendar_row_store(db, c, events, today);
	if (e >= 0)
		e = db_run(db, "DELETE FROM occasion WHERE calendar = :file",
		        DB_TEXT(":file", c->file));
	for (size_t i = 0; i < events->count && e >= 0; i++)
		e = event_store(db, c, &events->at[i]);
	if (e >= 0)
		e = db_commit(db);
	if (e < 0)
		db_rollback(db);
	return e < 0 ? e : 0;
}

static int calendar_read(
        struct db *db, const struct calendar *c, const struct text *bytes, struct date today)
{
	AUTO(rule_events_done) struct rule_events events = {0};
	AUTO(xfree) char *why = NULL;
	int e = rule_calendar(text_str(bytes), bytes->len, date_add(today, -DAYS_BACK),
	        date_add(today, DAYS_AHEAD), &events, &why);
	if (e < 0)
		return e;
	if (e == RULE_REFUSED)
		return problem_store(db, c, today, why);
	for (size_t i = 0; i < events.warnings_count; i++)
		log_warning("calendar %s: %s", c->path, events.warnings[i]);
	return events_store(db, c, &events, today);
}

/* Touched, with the bytes it had. */
static int touch_store(struct db *db, const struct calendar *c)
{
	int e = db_begin(db);
	if (e < 0)
		return e;
	e = db_run(db, "UPDATE calendar SET size = :size, mtime = :mtime WHERE file = :file",
	        DB_INT(":size", c->size), DB_INT(":mtime", c->mtime), DB_TEXT(":file", c->file));
	if (e >= 0)
		e = db_commit(db);
	if (e < 0)
		db_rollback(db);
	return e < 0 ? e : 0;
}

/* 1 when it was read anew, 0 when it is as before. */
static int calendar_scan(struct db *db, struct calendar *c, struct date today)
{
	AUTO(text_done) struct text bytes = TEXT_INIT;
	int64_t old_print = 0;
	int e = calendar_look(db, c, today, &old_print);
	if (e < 0 || (!c->changed && !c->stale))
		return e;
	e = file_read(c->path, &bytes);
	if (e < 0) {
		AUTO(xfree)
		char *why = xasprintf("It can't be read (%s). Its dates of before stay in "
		                      "force; let the daemon's user read the file.",
		        strerror(-e));
		e = problem_store(db, c, today, why);
		return e < 0 ? e : 1;
	}
	c->fingerprint = (int64_t)seal_fingerprint(text_str(&bytes), bytes.len);
	if (c->known && !c->stale && c->fingerprint == old_print)
		return touch_store(db, c);
	e = calendar_read(db, c, &bytes, today);
	return e < 0 ? e : 1;
}

/* ---- the folder --------------------------------------------------------------------------- */

static bool is_calendar_name(const char *name)
{
	size_t n = strlen(name);
	return name[0] != '.' && n > 4 && str_same_nocase(name + n - 4, ".ics");
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, so that a pass is the same on every file system. */
static int folder_names(const char *folder, char ***ret, size_t *ret_n)
{
	char **names = NULL;
	size_t n = 0;
	DIR *dir = opendir(folder);
	if (!dir)
		return -errno;
	errno = 0;
	for (struct dirent *d; (d = readdir(dir)); errno = 0) {
		if (!is_calendar_name(d->d_name))
			continue;
		names = xrealloc(names, (n + 1) * sizeof *names);
		names[n++] = xstrdup(d->d_name);
	}
	int e = -errno;
	closedir(dir);
	if (n)
		qsort(names, n, sizeof *names, by_name);
	*ret = names;
	*ret_n = n;
	return e;
}

static int scan_name(struct db *db, const char *folder, const char *name, struct date today)
{
	AUTO(calendar_done)
	struct calendar c = {.file = xstrdup(name), .path = xasprintf("%s/%s", folder, name)};
	struct stat st;
	if (stat(c.path, &st) < 0 || !S_ISREG(st.st_mode))
		return 0; /* gone since we listed it, or no file: the next pass sees clearly */
	c.size = st.st_size;
	c.mtime = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
	return calendar_scan(db, &c, today);
}

static int calendar_forget(struct db *db, const char *file)
{
	int e = db_begin(db);
	if (e < 0)
		return e;
	e = db_run(db, "DELETE FROM occasion WHERE calendar = :file", DB_TEXT(":file", file));
	if (e >= 0)
		e = db_run(db, "DELETE FROM calendar WHERE file = :file", DB_TEXT(":file", file));
	if (e >= 0)
		e = db_commit(db);
	if (e < 0)
		db_rollback(db);
	else
		log_info("calendar %s is gone; its occasions are forgotten", file);
	return e < 0 ? e : 0;
}

static int forget_others(struct db *db, char *const *names, size_t n)
{
	AUTO(text_done) struct text gone = TEXT_INIT; /* NUL-separated */
	AUTO(db_rows_free) struct db_rows *rows = db_query(db, "SELECT file FROM calendar");
	int e;
	while ((e = db_step(rows)) > 0) {
		const char *file = db_col_text(rows, 0);
		if (n == 0 || !bsearch(&file, names, n, sizeof *names, by_name))
			text_put(&gone, file, strlen(file) + 1);
	}
	for (size_t i = 0; i < gone.len && e >= 0; i += strlen(gone.s + i) + 1)
		e = calendar_forget(db, gone.s + i);
	return e;
}

int occasion_scan(struct db *db, const char *folder, struct date today)
{
	char **names = NULL;
	size_t n = 0;
	int count = 0, e = folder_names(folder, &names, &n);
	if (e < 0)
		log_error("the folder of calendars %s can't be read (%s); the occasions known so "
		          "far stay "
		          "in force",
		        folder, strerror(-e));
	for (size_t i = 0; i < n && e >= 0; i++) {
		e = scan_name(db, folder, names[i], today);
		count += e > 0;
	}
	if (e >= 0)
		e = forget_others(db, names, n);
	for (size_t i = 0; i < n; i++)
		xfree(names[i]);
	xfree(names);
	return e < 0 ? e : count;
}

/* ---- questions ---------------------------------------------------------------------------- */

/* The days of the rows; every query gives the day in column 0. */
static int days_take(struct db_rows *rows, struct date **ret_days)
{
	struct date *days = NULL;
	int n = 0, e;
	while ((e = db_step(rows)) > 0) {
		days = xrealloc(days, (size_t)(n + 1) * sizeof *days);
		days[n++] = (struct date){(int32_t)db_col_int(rows, 0)};
	}
	if (e < 0) {
		xfree(days);
		return e;
	}
	*ret_days = days;
	return n;
}

int occasion_days(struct db *db, const char *name, struct date from, struct date to,
        struct date **ret_days, bool *ret_known)
{
	AUTO(xfree) char *fold = rule_fold(name);
	AUTO(xfree) char *category = xasprintf(",%s,", fold);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT DISTINCT day FROM occasion "
	        "WHERE (fold = :fold OR instr(category, :category) > 0) "
	        "AND day BETWEEN :from AND :to ORDER BY day",
	        DB_TEXT(":fold", fold), DB_TEXT(":category", category), DB_INT(":from", from.days),
	        DB_INT(":to", to.days));
	int n = days_take(rows, ret_days);
	if (n < 0)
		return n;
	*ret_known = n > 0 || db_int(db, 0,
	                              "SELECT EXISTS (SELECT 1 FROM occasion "
	                              "WHERE fold = :fold OR instr(category, :category) > 0)",
	                              DB_TEXT(":fold", fold), DB_TEXT(":category", category));
	return n;
}

int occasion_touchpoint_days(struct db *db, const char *touchpoint, struct date from,
        struct date to, struct date **ret_days, bool *ret_known)
{
	AUTO(xfree) char *fold = rule_fold(touchpoint);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT DISTINCT day FROM occasion WHERE touchpoint = :touchpoint "
	        "AND touchpoint <> '' AND day BETWEEN :from AND :to ORDER BY day",
	        DB_TEXT(":touchpoint", fold), DB_INT(":from", from.days), DB_INT(":to", to.days));
	int n = days_take(rows, ret_days);
	if (n < 0)
		return n;
	*ret_known = n > 0 || db_int(db, 0,
	                              "SELECT EXISTS (SELECT 1 FROM occasion "
	                              "WHERE touchpoint = :touchpoint AND touchpoint <> '')",
	                              DB_TEXT(":touchpoint", fold));
	return n;
}

bool occasion_is_holiday(struct db *db, const char *country, struct date day)
{
	AUTO(xfree) char *words = xasprintf("Public holiday %s", country);
	AUTO(xfree) char *fold = rule_fold(words);
	AUTO(xfree) char *category = xasprintf(",%s,", fold);
	return !str_empty(country) &&
	       db_int(db, 0,
	               "SELECT 1 FROM occasion WHERE day = :day AND instr(category, :category) > 0",
	               DB_INT(":day", day.days), DB_TEXT(":category", category));
}

char *occasion_faith(struct db *db, const char *fold)
{
	static const char *const faiths[] = {
	        "christian", "orthodox", "jewish", "islamic", "hindu", "religious"};
	AUTO(xfree)
	char *all = db_text(db, "SELECT group_concat(category) FROM occasion WHERE fold = :fold",
	        DB_TEXT(":fold", fold));
	for (size_t i = 0; i < COUNT(faiths); i++) {
		AUTO(xfree) char *category = xasprintf(",%s,", faiths[i]);
		if (str_same(fold, faiths[i]) || (all && strstr(all, category)))
			return xstrdup(faiths[i]);
	}
	return NULL;
}

bool occasion_any(struct db *db)
{
	return db_int(db, 0, "SELECT EXISTS (SELECT 1 FROM occasion)");
}

char *occasion_stamp(struct db *db)
{
	return db_text(db,
	        "SELECT coalesce(group_concat(said), '') FROM (SELECT file || ' ' || fingerprint"
	        " || ' ' || expanded_day AS said FROM calendar ORDER BY file)");
}

enum { EDIT = 100 };

/* How far apart two names are, in hundredths of an edit. Half a name ("Christmas" for "Christmas
 * Day") is nearer than what takes more than two edits ("Christmas Eve"); the fuller half first. */
static unsigned name_distance(const char *asked, const char *known, unsigned limit)
{
	unsigned edits = str_distance(asked, known, limit);
	size_t a = strlen(asked), k = strlen(known), apart = a > k ? a - k : k - a;
	if (edits > 2 && a >= 4 && k >= 4 && (strstr(known, asked) || strstr(asked, known)))
		return 2 * EDIT + (unsigned)(apart < EDIT ? apart : EDIT - 1);
	return edits * EDIT;
}

char *occasion_nearest(struct db *db, const char *name)
{
	AUTO(xfree) char *fold = rule_fold(name);
	AUTO(xfree) char *best = NULL;
	unsigned limit = (unsigned)strlen(fold) / 3 + 1, nearest = limit * EDIT + 1;
	AUTO(db_rows_free)
	struct db_rows *rows =
	        db_query(db, "SELECT fold, min(name) FROM occasion GROUP BY fold ORDER BY fold");
	while (db_step(rows) > 0) {
		unsigned distance = name_distance(fold, db_col_text(rows, 0), limit);
		if (distance >= nearest)
			continue;
		nearest = distance;
		xfree(best);
		best = xstrdup(db_col_text(rows, 1));
	}
	char *ret = best;
	best = NULL;
	return ret;
}

/* ---- tables that end ---------------------------------------------------------------------- */

/* What came once a year so far (on one day or several), is listed day by day, and is listed no
 * longer, in any file. */
static struct db_rows *endings(struct db *db, struct date today)
{
	return db_query(db,
	        "SELECT calendar, name, min(last), count(*) FROM ("
	        "SELECT calendar, name, fold, max(day) AS last FROM occasion GROUP BY calendar, "
	        "fold "
	        "HAVING max(ruled) = 0) AS ended WHERE last < :limit "
	        "AND EXISTS (SELECT 1 FROM occasion AS o WHERE o.fold = ended.fold "
	        "AND o.day BETWEEN last - :long AND last - :short) "
	        "AND NOT EXISTS (SELECT 1 FROM occasion AS o WHERE o.fold = ended.fold "
	        "AND (o.day > last OR o.day BETWEEN last - :short + 1 AND last - :month)) "
	        "GROUP BY calendar ORDER BY calendar",
	        DB_INT(":limit", today.days + DAYS_WARN), DB_INT(":long", YEAR_LONG),
	        DB_INT(":short", YEAR_SHORT), DB_INT(":month", MONTH));
}

/* "a.ics lists "Feast" and 3 more only until 2036-02-20" */
static void put_ending(struct db_rows *row, struct text *t)
{
	int64_t others = db_col_int(row, 3) - 1;
	AUTO(xfree) char *last = date_format((struct date){(int32_t)db_col_int(row, 2)});
	text_printf(t, "%s%s lists \"%s\"", t->len ? "; " : "", db_col_text(row, 0),
	        db_col_text(row, 1));
	if (others > 0)
		text_printf(t, " and %lld more", (long long)others);
	text_printf(t, " only until %s", last);
}

char *occasion_ending(struct db *db, struct date today)
{
	AUTO(db_rows_free) struct db_rows *rows = endings(db, today);
	struct text t = TEXT_INIT;
	int files = 0;
	while (db_step(rows) > 0)
		if (files++ < FILES_NAMED)
			put_ending(rows, &t);
	if (files > FILES_NAMED)
		text_printf(&t, "; %d more files end as well", files - FILES_NAMED);
	if (files)
		text_puts(&t, ". After that no letter goes for them, and as public holidays they "
		              "hold none back: put newer files into the calendars folder.");
	return files ? text_steal(&t) : NULL;
}

/* ---- letters that events name ------------------------------------------------------------- */

static bool is_among(char *const *names, const char *fold)
{
	for (; *names; names++) {
		AUTO(xfree) char *name = rule_fold(*names);
		if (str_same(name, fold))
			return true;
	}
	return false;
}

char *occasion_unwritten(struct db *db, char *const *names, struct date today)
{
	AUTO(xfree) char *first = NULL;
	int letters = 0;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT touchpoint, calendar, name, min(day) FROM occasion WHERE touchpoint <> '' "
	        "AND day >= :today GROUP BY touchpoint ORDER BY min(day), touchpoint",
	        DB_INT(":today", today.days));
	while (db_step(rows) > 0) {
		if (is_among(names, db_col_text(rows, 0)) || letters++)
			continue;
		AUTO(xfree) char *day = date_format((struct date){(int32_t)db_col_int(rows, 3)});
		first = xasprintf("%s: the event \"%s\" on %s names the letter \"%s\", and the "
		                  "templates folder has none of that name that could go, so nobody "
		                  "gets one: save it there, or correct the name in the event.",
		        db_col_text(rows, 1), db_col_text(rows, 2), day, db_col_text(rows, 0));
	}
	char *ret = letters > 1 ? xasprintf("%s Letters that are missing beside it: %d.", first,
	                                  letters - 1)
	                        : first;
	if (letters <= 1)
		first = NULL;
	return ret;
}
