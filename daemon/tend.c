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

int tend_put_out(struct command_context *ctx, const char *words)
{
	if (ctx->output)
		return write_file(ctx->output, words);
	fputs(words, stdout);
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
