/*
 * head: a template's file as text, and the lines on top of it: "Key: value", up to the first
 * empty line. Pure.
 */
#ifndef HEAD_H
#define HEAD_H

#include "base.h"

struct lint;

enum { HEAD_MOST_BYTES = 65536 };

/* The bytes of a file as UTF-8 with LF lines, appended to *ret. What no letter is (too big, a word
 * processor's file) is complained of: false. */
bool head_decode(const char *bytes, size_t n, const struct lint *lint, struct text *ret);

struct head_line {
	const char *key; /* one of the known ones; borrowed */
	char *value;     /* blanks trimmed, never empty */
	char *text;      /* "Key: value", for complaints */
	int line;
};
struct head {
	struct head_line *at;
	size_t count;
	const char *letter; /* what follows the empty line; borrowed from the text */
	int letter_line;
};
void head_done(struct head *h);
static inline void head_done_auto(struct head *h)
{
	head_done(h);
}

/* Read the head of `text`. `keys` are the known ones (NULL-terminated); what is unknown, empty,
 * doubled or no head line at all is complained of and left out. */
void head_read(
        const char *text, const char *const *keys, const struct lint *lint, struct head *ret);

#endif
