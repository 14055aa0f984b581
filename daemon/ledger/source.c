#include "source.h"

#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 256 * 1024 };

struct source {
	char *path;
	int fd;
	struct stat before;
	uint64_t fingerprint;
	int64_t read;    /* bytes */
	iconv_t decoder; /* (iconv_t)-1: the file is UTF-8 */
	char left[16];   /* bytes of a character cut by the chunk's end */
	size_t left_n;
	bool eof;
};

/* ---- stamps ---- */

static void stamp_from(const struct stat *st, struct source_stamp *ret)
{
	ret->size = st->st_size;
	ret->mtime_ns = st->st_mtim.tv_sec * INT64_C(1000000000) + st->st_mtim.tv_nsec;
	ret->inode = st->st_ino;
}

int source_stamp(const char *path, struct source_stamp *ret)
{
	struct stat st;
	if (stat(path, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	stamp_from(&st, ret);
	/* what a database has not yet taken in lies beside it */
	AUTO(xfree) char *beside = xasprintf("%s-wal", path);
	struct source_stamp log;
	if (stat(beside, &st) == 0 && st.st_size > 0) {
		stamp_from(&st, &log);
		ret->size += log.size;
		ret->mtime_ns ^= log.mtime_ns;
	}
	return 0;
}

bool source_steady(const struct source *s, struct source_stamp *ret_stamp)
{
	struct source_stamp was, is;
	stamp_from(&s->before, &was);
	if (source_stamp(s->path, &is) < 0)
		return false;
	if (was.size != is.size || was.mtime_ns != is.mtime_ns || was.inode != is.inode)
		return false;
	*ret_stamp = is;
	return true;
}

int source_percent(const struct source *s)
{
	int64_t size = s->before.st_size;
	return s->read >= size ? 100 : (int)(s->read * 100 / size);
}

uint64_t source_fingerprint(const struct source *s)
{
	return s->fingerprint;
}

/* ---- reading ---- */

/* Whole chunks, so that the fingerprint does not depend on how the bytes came. */
static ssize_t read_chunk(struct source *s, char *into, size_t n)
{
	size_t got = 0;
	while (got < n) {
		ssize_t r = read(s->fd, into + got, n - got);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return -errno;
		if (r == 0)
			break;
		got += (size_t)r;
	}
	s->fingerprint = seal_quick(s->fingerprint, into, got);
	s->read += (int64_t)got;
	return (ssize_t)got;
}

/* Bytes that are no text in the file's encoding become 0xff, which is no text in UTF-8 either:
 * the row they stand in is refused at its place. */
static void decode(struct source *s, char *in, size_t n, struct text *out)
{
	char piece[4096];
	while (n > 0) {
		char *to = piece;
		size_t room = sizeof piece;
		size_t r = iconv(s->decoder, &in, &n, &to, &room);
		int why = errno;
		text_put(out, piece, (size_t)(to - piece));
		if (r != (size_t)-1)
			break;
		if (why == E2BIG)
			continue;
		if (why == EINVAL && n < sizeof s->left && !s->eof) {
			memcpy(s->left, in, n);
			s->left_n = n;
			break;
		}
		text_putc(out, (char)0xff);
		in++;
		n--;
	}
}

int source_read(struct source *s, struct text *out)
{
	if (s->eof)
		return SOURCE_END;
	AUTO(xfree) char *raw = xmalloc(CHUNK + sizeof s->left);
	size_t left = s->left_n;
	memcpy(raw, s->left, left);
	ssize_t n = read_chunk(s, raw + left, CHUNK);
	if (n < 0)
		return (int)n;
	s->left_n = 0;
	s->eof = n < CHUNK;
	if (s->decoder == (iconv_t)-1)
		text_put(out, raw, (size_t)n);
	else
		decode(s, raw, left + (size_t)n, out);
	return s->eof ? SOURCE_END : SOURCE_MORE;
}

/* ---- opening ---- */

/* O_NOATIME: reading leaves no trace; only the owner of a file may ask for that. O_NONBLOCK: a
 * pipe in the ledger's place must not stop us. */
static int open_quietly(const char *path)
{
	int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	int fd = open(path, flags | O_NOATIME);
	if (fd < 0 && errno == EPERM)
		fd = open(path, flags);
	return fd < 0 ? -errno : fd;
}

/* What everybody has who said nothing. */
static bool unset(const char *encoding)
{
	return str_empty(encoding) || !strcasecmp(encoding, "utf-8") ||
	       !strcasecmp(encoding, "utf8");
}

static int use_decoder(struct source *s, const char *encoding)
{
	if (unset(encoding))
		return 0;
	if (!strcasecmp(encoding, "utf-16")) /* without a mark: what Windows writes */
		encoding = "UTF-16LE";
	s->decoder = iconv_open("UTF-8", encoding);
	return s->decoder == (iconv_t)-1 ? -EINVAL : 0;
}

/* A program's own file in the place of its export: xlsx and ods, xls, pdf, SQLite. */
static bool no_text(const unsigned char *mark, size_t n)
{
	static const char *const marks[] = {"PK\x03\x04", "\xd0\xcf\x11\xe0", "%PDF", "SQLi"};
	for (size_t i = 0; i < COUNT(marks); i++)
		if (n >= 4 && !memcmp(mark, marks[i], 4))
			return true;
	return false;
}

/* A byte order mark says what the file is, whatever the configuration thinks. */
static int look_at_mark(struct source *s, const char *encoding)
{
	unsigned char mark[4];
	ssize_t n = pread(s->fd, mark, sizeof mark, 0);
	if (n < 0)
		return -errno;
	if (no_text(mark, (size_t)n))
		return -EPROTOTYPE;
	int skip = 0;
	if (n >= 3 && !memcmp(mark, "\xef\xbb\xbf", 3)) {
		skip = 3;
		encoding = NULL;
	} else if (n >= 2 && !memcmp(mark, "\xff\xfe", 2)) {
		skip = 2;
		encoding = "UTF-16LE";
	} else if (n >= 2 && !memcmp(mark, "\xfe\xff", 2)) {
		skip = 2;
		encoding = "UTF-16BE";
	} else if (n == 4 && unset(encoding) && !mark[1] && !mark[3] && mark[0] && mark[2]) {
		encoding = "UTF-16LE"; /* plain letters, each with half of nothing */
	} else if (n == 4 && unset(encoding) && !mark[0] && !mark[2] && mark[1] && mark[3]) {
		encoding = "UTF-16BE";
	}
	if (lseek(s->fd, skip, SEEK_SET) < 0)
		return -errno;
	return use_decoder(s, encoding);
}

static int open_failed(const char *path, int r, char **ret_why)
{
	if (r == -ENOENT) {
		*ret_why = xasprintf(
		        "%s is not there, so nothing was taken from it: what we know of the "
		        "customers stays as it was; put the export there again, or correct its "
		        "name in the configuration",
		        path);
		return r;
	}
	*ret_why =
	        xasprintf("%s can't be read: %s; give the daemon's user the right to read it and "
	                  "to enter the folders above it",
	                path, strerror(-r));
	return r;
}

static int open_source(struct source *s, const char *encoding, char **ret_why)
{
	s->fd = open_quietly(s->path);
	if (s->fd < 0 || fstat(s->fd, &s->before) < 0)
		return open_failed(s->path, s->fd < 0 ? s->fd : -errno, ret_why);
	if (!S_ISREG(s->before.st_mode)) {
		*ret_why =
		        xasprintf("%s is not a plain file; put the exported table there", s->path);
		return -EINVAL;
	}
	int r = look_at_mark(s, encoding);
	if (r == -EINVAL)
		*ret_why = xasprintf("%s can't be read: this machine knows no encoding \"%s\"; set "
		                     "ledger.encoding to a name that `iconv -l` lists",
		        s->path, encoding);
	else if (r == -EPROTOTYPE)
		*ret_why = xasprintf(
		        "%s is a program's own file (a workbook, a document, a database), not a "
		        "table of text: open it in its program and save it as CSV; of an SQLite "
		        "database say in ledger.customers_query what to read",
		        s->path);
	else if (r < 0)
		return open_failed(s->path, r, ret_why);
	return r;
}

int source_open(const char *path, const char *encoding, struct source **ret, char **ret_why)
{
	AUTO(source_close) struct source *s = xcalloc(1, sizeof *s);
	s->path = xstrdup(path);
	s->fd = -1;
	s->decoder = (iconv_t)-1;
	int r = open_source(s, encoding, ret_why);
	if (r < 0)
		return r;
	*ret = s;
	s = NULL;
	return 0;
}

void source_close(struct source *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	if (s->decoder != (iconv_t)-1)
		iconv_close(s->decoder);
	xfree(s->path);
	xfree(s);
}
