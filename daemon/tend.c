/*
 * tend: commands for whoever runs the service: what a machine reads of the status, and the copy of
 * the store.
 */
#include "command.h"

#include "db.h"
#include "tenure.h"
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

static int failed(int r)
{
	fprintf(stderr, "followup: the store could not be read or written: %s\n", strerror(-r));
	return EX_IOERR;
}

/* ---- a store that was brought here ---- */

int command_adopt(struct command_context *ctx)
{
	if (!tenure_elsewhere(ctx->db)) {
		puts("This store is this machine's already; nothing was changed.");
		return 0;
	}
	int64_t open = db_int(ctx->db, 0,
	        "SELECT count(*) FROM outbox WHERE state IN ('QUEUED', 'LEASED', 'SENDING')");
	int r = tenure_adopt(ctx->db);
	if (r < 0)
		return failed(r);
	printf("From now on this machine sends. Letters that go out next: %lld. Letters that the "
	       "other "
	       "machine has sent since its store was copied are not known here: should it still "
	       "run, stop it now.\n",
	        (long long)open);
	worker_ring_daemon(ctx->conf);
	return 0;
}

/* ---- files that are there whole or not at all ---- */

static int sync_path(const char *path, int flags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
	if (fd < 0)
		return -errno;
	int r = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return r;
}

static int move_into_place(const char *from, const char *to)
{
	AUTO(xfree) char *copy = xstrdup(to);
	int r = sync_path(from, 0);
	if (r == 0)
		r = rename(from, to) < 0 ? -errno : 0;
	if (r < 0) {
		unlink(from);
		return r;
	}
	return sync_path(dirname(copy), O_DIRECTORY);
}

/* A new, empty file beside `path`, which nobody else can have meant. Owned; NULL: errno. */
static char *file_beside(const char *path, mode_t mode)
{
	char *name = xasprintf("%s.new-XXXXXX", path);
	int fd = mkostemp(name, O_CLOEXEC);
	if (fd >= 0 && fchmod(fd, mode) == 0) {
		close(fd);
		return name;
	}
	if (fd >= 0)
		close(fd);
	xfree(name);
	return NULL;
}

static int say_path(const char *path, int r)
{
	fprintf(stderr, "followup: %s could not be written: %s\n", path, strerror(-r));
	return EX_CANTCREAT;
}

static int write_file(const char *path, const char *words)
{
	AUTO(xfree) char *name = file_beside(path, 0644);
	FILE *f = name ? fopen(name, "we") : NULL;
	if (!f)
		return say_path(path, -errno);
	bool whole = fputs(words, f) >= 0;
	whole = fclose(f) == 0 && whole;
	int r = whole ? move_into_place(name, path) : -EIO;
	if (!whole)
		unlink(name);
	return r < 0 ? say_path(path, r) : 0;
}

/* ---- status --prometheus ---- */

static void gauge(struct text *out, const char *name, const char *help)
{
	text_printf(out, "# HELP followup_%s %s\n# TYPE followup_%s gauge\n", name, help, name);
}

static void gauge_one(struct command_context *ctx, struct text *out, const char *name,
        const char *help, const char *sql)
{
	gauge(out, name, help);
	text_printf(out, "followup_%s %lld\n", name, (long long)db_int(ctx->db, 0, sql));
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

static int gauge_rows(struct command_context *ctx, struct text *out, const char *name,
        const char *help, const char *label, const char *sql)
{
	gauge(out, name, help);
	AUTO(db_rows_free) struct db_rows *rows = db_query(ctx->db, sql);
	int r;
	while ((r = db_step(rows)) > 0) {
		text_printf(out, "followup_%s{%s=\"", name, label);
		put_label(out, db_col_text(rows, 0));
		text_printf(out, "\"} %lld\n", (long long)db_col_int(rows, 1));
	}
	return r;
}

int tend_prometheus(struct command_context *ctx)
{
	AUTO(text_done) struct text out = TEXT_INIT;
	gauge_one(ctx, &out, "customers", "Customers in the ledger.",
	        "SELECT count(*) FROM customer WHERE present=1");
	gauge_one(ctx, &out, "waiting", "Customers who wrote and wait for an answer.",
	        "SELECT count(*) FROM conversation WHERE state='WAITING'");
	gauge_one(ctx, &out, "waiting_since_seconds",
	        "When the one who waits longest wrote; 0: nobody waits.",
	        "SELECT min(opened_at) FROM conversation WHERE state='WAITING'");
	gauge_one(ctx, &out, "next_due_seconds", "When the next mail is due; 0: none is queued.",
	        "SELECT min(next_try_at) FROM outbox WHERE state='QUEUED'");
	gauge_one(ctx, &out, "oldest_queued_seconds",
	        "Since when the oldest queued mail could have gone; 0: none is queued.",
	        "SELECT min(not_before_at) FROM outbox WHERE state='QUEUED'");
	gauge_one(ctx, &out, "last_digest_seconds", "When the last digest went out; 0: never.",
	        "SELECT max(settled_at) FROM outbox WHERE kind='digest' AND state='SENT'");
	int r = gauge_rows(ctx, &out, "outbox", "Mails by state.", "state",
	        "SELECT lower(state), count(*) FROM outbox GROUP BY state ORDER BY state");
	if (r >= 0)
		r = gauge_rows(ctx, &out, "ok_seconds",
		        "When a server, file or worker was last well; 0: never.", "what",
		        "SELECT what, ok_at FROM health ORDER BY what");
	if (r >= 0)
		r = gauge_rows(ctx, &out, "problem", "1 while it is in trouble.", "what",
		        "SELECT what, problem IS NOT NULL FROM health ORDER BY what");
	if (r < 0)
		return failed(r);
	if (ctx->output)
		return write_file(ctx->output, text_str(&out));
	fputs(text_str(&out), stdout);
	return 0;
}

/* ---- backup ---- */

int command_backup(struct command_context *ctx)
{
	const char *path = ctx->argv[0];
	AUTO(xfree) char *name = file_beside(path, 0600);
	AUTO(xfree) char *why = NULL;
	if (!name)
		return say_path(path, -errno);
	int r = db_backup(ctx->db, name, &why);
	if (r < 0) {
		unlink(name);
		fprintf(stderr, "followup: no copy was made: %s\n", why ? why : strerror(-r));
		return EX_IOERR;
	}
	r = move_into_place(name, path);
	if (r < 0)
		return say_path(path, r);
	struct stat st = {0};
	stat(path, &st);
	printf("%s holds the whole store (%lld kB). It holds customers' data: keep it closed.\n",
	        path, (long long)st.st_size / 1024);
	return 0;
}
