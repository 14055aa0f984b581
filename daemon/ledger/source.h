/*
 * source: the text of somebody else's file as UTF-8, whatever its encoding, piece by piece. The
 * file is only read and, where the system allows it, its time of access is left alone.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include "base.h"

/* What stat() tells of a file: enough to know that it did not change. */
struct source_stamp {
	int64_t size, mtime_ns;
	uint64_t inode;
};
/* 0 or -errno (-EINVAL: not a plain file). */
int source_stamp(const char *path, struct source_stamp *ret);

/*
 * `encoding`: an iconv name (NULL: UTF-8); a byte order mark wins over it. -errno with a
 * sentence for a person in *ret_why (owned).
 */
struct source;
int source_open(const char *path, const char *encoding, struct source **ret, char **ret_why);
void source_close(struct source *s);
DEFINE_AUTO(struct source, source_close)

/* Append the next piece: SOURCE_MORE, SOURCE_END when it was the last, or -errno. Bytes that are
 * no text in the encoding come as 0xff; UTF-8 comes as it is, unchecked. */
enum { SOURCE_END, SOURCE_MORE };
int source_read(struct source *s, struct text *out);

/* Of the file's bytes, how many were read. */
int source_percent(const struct source *s);

/* After SOURCE_END: the fingerprint of all bytes, and whether the file is still what it was when
 * it was opened. */
uint64_t source_fingerprint(const struct source *s);
bool source_steady(const struct source *s, struct source_stamp *ret_stamp);

#endif
