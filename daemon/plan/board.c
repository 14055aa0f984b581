#include "board.h"

#include "conf.h"
#include "db.h"
#include "house.h"
#include "ledger.h"
#include "log.h"
#include "outbox.h"
#include "zone.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const names[] = {
        [BOARD_WORDS] = "status", [BOARD_JSON] = "status.json", [BOARD_PROMETHEUS] = "status.prom"};

/* What stands in for the words of a trouble where they are not for everybody. */
#define PROBLEM                                                                                    \
	"CASE WHEN problem IS NULL OR :all THEN problem ELSE 'the service''s user is told more' "  \
	"END"

/*
 * How many mails there are of each state; after each pass, so nobody looks at letters for it: all
 * but SENT have an index of their own, which ends in a few rows, and SENT is the rest.
 */
#define TALLY                                                                                      \
	"WITH other (state, n) AS ("                                                               \
	" SELECT state, count(*) FROM outbox WHERE state IN ('FAILED', 'WITHDRAWN')"               \
	" GROUP BY state UNION ALL"                                                                \
	" SELECT state, count(*) FROM outbox WHERE state IN ('LEASED', 'SENDING') GROUP BY state"  \
	" UNION ALL SELECT 'QUEUED', count(*) FROM outbox WHERE state = 'QUEUED'"                  \
	" UNION ALL SELECT 'UNSURE', count(*) FROM outbox WHERE state = 'UNSURE'),"                \
	" tally (state, n) AS (SELECT state, n FROM other WHERE n > 0 UNION ALL"                   \
	" SELECT 'SENT', n FROM (SELECT (SELECT count(*) FROM outbox) - sum(n) AS n FROM other)"   \
	" WHERE n > 0) "

/* likewise: the index of those that are open */
#define WAITING "state IN ('WAITING', 'LISTED') AND state='WAITING'"

/* ---- for a person ---- */

static void put_moment(const struct house *h, struct text *out, int64_t at)
{
	const struct zone *z = zone_find(h->conf->business.timezone);
	AUTO(xfree) char *day = date_format(zone_date(z, at));
	int minute = zone_minute(z, at);
	text_printf(out, "%s %02d:%02d", day, minute / 60, minute % 60);
}

/* What a trouble means for the customers. */
static void put_meaning(const struct house *h, const char *what, struct text *out)
{
	int64_t letters = db_int(h->db, 0,
	        "SELECT count(*) FROM outbox WHERE state='QUEUED' AND next_try_at<=:now",
	        DB_INT(":now", h->now));
	if (str_same(what, "smtp") && letters == 1)
		text_puts(out, "           1 letter waits. It goes by itself as soon as the server "
		               "takes it, but not after its Valid: has passed.\n");
	else if (str_same(what, "smtp"))
		text_printf(out,
		        "           %lld letters wait. They go by themselves as soon as the server "
		        "takes them, but none after its Valid: has passed.\n",
		        (long long)letters);
	else if (str_same(what, "imap"))
		text_puts(out, "           Until then nobody notices what customers answer, and "
		               "letters to them are not stopped. Look at the mailbox yourself "
		               "meanwhile.\n");
}

static int put_health(const struct house *h, bool all, struct text *out)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT what, coalesce(ok_at, 0), " PROBLEM
	        ", problem_since_at FROM health ORDER BY what",
	        DB_INT(":all", all));
	int r;
	while ((r = db_step(rows)) > 0) {
		const char *what = db_col_text(rows, 0);
		bool well = db_col_null(rows, 2);
		text_printf(out, "%-10s %s", what, well ? "well, last seen " : "PROBLEM since ");
		put_moment(h, out, db_col_int(rows, well ? 1 : 3));
		if (well) {
			text_puts(out, "\n");
			continue;
		}
		text_printf(out, ": %s\n", db_col_text(rows, 2));
		put_meaning(h, what, out);
	}
	return r;
}

static int put_words(const struct house *h, bool all, struct text *out)
{
	text_printf(out, "%lld customers in the ledger, %lld waiting for an answer\noutbox:",
	        (long long)db_int(h->db, 0, "SELECT " LEDGER_CUSTOMERS),
	        (long long)db_int(h->db, 0, "SELECT count(*) FROM conversation WHERE " WAITING));
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db, TALLY "SELECT state, n FROM tally ORDER BY state");
	int r, n = 0;
	for (; (r = db_step(rows)) > 0; n++)
		text_printf(out, " %lld %s", (long long)db_col_int(rows, 1), db_col_text(rows, 0));
	text_puts(out, n ? "\nnext due: " : " empty\nnext due: ");
	int64_t due = outbox_next_due(h->db);
	if (due == INT64_MAX)
		text_puts(out, "nothing is queued");
	else
		put_moment(h, out, due);
	text_puts(out, "\n");
	return r < 0 ? r : put_health(h, all, out);
}

/* ---- for machines ---- */

static int put_json(const struct house *h, bool all, struct text *out)
{
	AUTO(xfree)
	char *object = db_text(h->db,
	        TALLY "SELECT json_object('outbox', (SELECT json_group_object(state, n) FROM"
	              " (SELECT state, n FROM tally ORDER BY state)), 'waiting',"
	              " (SELECT count(*) FROM conversation WHERE " WAITING "), 'customers',"
	              " " LEDGER_CUSTOMERS ", 'next_due',"
	              " (SELECT min(next_try_at) FROM outbox WHERE state='QUEUED'), 'health',"
	              " (SELECT json_group_array(json_object('what', what, 'ok_at', ok_at, "
	              "'problem', " PROBLEM ", 'since', problem_since_at)) FROM health))",
	        DB_INT(":all", all));
	text_printf(out, "%s\n", object ? object : "{}");
	return object ? 0 : -EIO;
}

static void gauge(struct text *out, const char *name, const char *help)
{
	text_printf(out, "# HELP followup_%s %s\n# TYPE followup_%s gauge\n", name, help, name);
}

static void gauge_one(const struct house *h, struct text *out, const char *name, const char *help,
        const char *sql)
{
	gauge(out, name, help);
	text_printf(out, "followup_%s %lld\n", name, (long long)db_int(h->db, 0, sql));
}

/* Label values: backslash, quote and line end are escaped (the exposition format's rule). */
static void put_label(struct text *out, const char *s)
{
	for (; *s; s++)
		if (*s == '\n')
			text_puts(out, "\\n");
		else
			text_printf(out, "%s%c", *s == '"' || *s == '\\' ? "\\" : "", *s);
}

static int gauge_rows(const struct house *h, struct text *out, const char *name, const char *help,
        const char *label, const char *sql)
{
	gauge(out, name, help);
	AUTO(db_rows_free) struct db_rows *rows = db_query(h->db, sql);
	int r;
	while ((r = db_step(rows)) > 0) {
		text_printf(out, "followup_%s{%s=\"", name, label);
		put_label(out, db_col_text(rows, 0));
		text_printf(out, "\"} %lld\n", (long long)db_col_int(rows, 1));
	}
	return r;
}

static int put_prometheus(const struct house *h, struct text *out)
{
	gauge_one(h, out, "customers", "Customers in the ledger.", "SELECT " LEDGER_CUSTOMERS);
	gauge_one(h, out, "waiting", "Customers who wrote and wait for an answer.",
	        "SELECT count(*) FROM conversation WHERE " WAITING);
	gauge_one(h, out, "waiting_since_seconds",
	        "When the one who waits longest wrote; 0: nobody waits.",
	        "SELECT min(opened_at) FROM conversation WHERE " WAITING);
	gauge_one(h, out, "next_due_seconds", "When the next mail is due; 0: none is queued.",
	        "SELECT min(next_try_at) FROM outbox WHERE state='QUEUED'");
	gauge_one(h, out, "oldest_queued_seconds",
	        "Since when the oldest queued mail could have gone; 0: none is queued.",
	        "SELECT min(not_before_at) FROM outbox WHERE state='QUEUED'");
	gauge_one(h, out, "last_digest_seconds", "When the last digest went out; 0: never.",
	        "SELECT max(settled_at) FROM outbox WHERE customer BETWEEN 'staff:' AND 'staff;'"
	        " AND kind='digest' AND state='SENT'");
	int r = gauge_rows(h, out, "outbox", "Mails by state.", "state",
	        TALLY "SELECT lower(state), n FROM tally ORDER BY state");
	if (r >= 0)
		r = gauge_rows(h, out, "ok_seconds",
		        "When a server, file or worker was last well; 0: never.", "what",
		        "SELECT what, ok_at FROM health ORDER BY what");
	if (r >= 0)
		r = gauge_rows(h, out, "problem", "1 while it is in trouble.", "what",
		        "SELECT what, problem IS NOT NULL FROM health ORDER BY what");
	return r;
}

int board_render(const struct house *h, enum board_form form, bool all, struct text *out)
{
	int r = form == BOARD_WORDS  ? put_words(h, all, out)
	        : form == BOARD_JSON ? put_json(h, all, out)
	                             : put_prometheus(h, out);
	if (r < 0)
		return r;
	return (int)db_int(h->db, 0, "SELECT count(*) FROM health WHERE problem IS NOT NULL");
}

/* ---- to hang it out ---- */

static char *board_path(enum board_form form)
{
	const char *folder = getenv("RUNTIME_DIRECTORY");
	return xasprintf("%s/%s", folder ? folder : "/run/followupd", names[form]);
}

/* Whole or not at all, and readable for everybody. What lies in /run needs no flush to a disk. */
static int put_file(const char *path, const struct text *words)
{
	AUTO(xfree) char *beside = xasprintf("%s.new-XXXXXX", path);
	int fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	int r = fchmod(fd, 0644) < 0 ? -errno : 0;
	if (r == 0 && write(fd, text_str(words), words->len) != (ssize_t)words->len)
		r = -EIO;
	close(fd);
	if (r == 0 && rename(beside, path) < 0)
		r = -errno;
	if (r < 0)
		unlink(beside);
	return r;
}

void board_hang_out(const struct house *h)
{
	if (!getenv("RUNTIME_DIRECTORY"))
		return;
	for (enum board_form form = BOARD_WORDS; form <= BOARD_PROMETHEUS; form++) {
		AUTO(text_done) struct text words = TEXT_INIT;
		AUTO(xfree) char *path = board_path(form);
		int r = board_render(h, form, false, &words);
		if (r >= 0)
			r = put_file(path, &words);
		if (r < 0)
			log_warning("%s could not be written: %s. `followup status` of other users "
			            "shows what stood there before.",
			        path, strerror(-r));
	}
}

int board_read(enum board_form form, char **ret, int64_t *ret_at)
{
	AUTO(xfree) char *path = board_path(form);
	AUTO(text_done) struct text words = TEXT_INIT;
	char buffer[4096];
	struct stat st;
	ssize_t n = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) == 0)
		while ((n = read(fd, buffer, sizeof buffer)) > 0)
			text_put(&words, buffer, (size_t)n);
	int r = n < 0 ? -errno : 0;
	close(fd);
	if (r < 0)
		return r;
	*ret_at = st.st_mtime;
	*ret = text_steal(&words);
	return 0;
}
