/*
 * printable: words as quoted-printable (RFC 2045) has them, written piece by piece, so that what is
 * the same in a thousand letters is encoded once. Lines of 76 columns, LF becomes CRLF. Pure.
 */
#ifndef PRINTABLE_H
#define PRINTABLE_H

#include "base.h"

enum { PRINTABLE_LINE = 76 }; /* columns of a line we break ourselves */

/* A body in the making; {.out = …} begins one. */
struct printable {
	struct text *out;
	size_t column;
	bool flowed;                /* RFC 3676: some lines get a blank before them */
	bool inside;                /* a line has begun */
	size_t characters, foreign; /* so far; outside of ASCII */
};

/* UTF-8 with LF lines, NUL behind its n bytes. A piece ends anywhere between two characters. */
void printable_put(struct printable *p, const char *words, size_t n);
/* The same for words of ASCII without control bytes and '='; where they fit into the line as they
 * are, else false and nothing is put. */
bool printable_put_plain(struct printable *p, const char *words, size_t n);
/* Its last line ends, unless it did. */
void printable_end(struct printable *p);
/* More than a third of the letters outside ASCII: base64 would be much shorter. */
bool printable_is_foreign(const struct printable *p);

/* A piece that stands in many bodies, encoded once. Not of flowed text. */
struct printable_made {
	struct text bytes;
	struct printable behind; /* what it leaves */
};
void printable_make(struct printable_made *ret, const char *words, size_t n);
void printable_made_done(struct printable_made *m);
void printable_put_made(struct printable *p, const struct printable_made *m);

/* Could some mailbox file or server take this line for its own mark? */
bool printable_marked(const char *line);
/* RFC 3676 section 4.4: a line of flowed text that starts like a quotation, or with a blank, gets
 * one more blank, which the reader's program takes off. */
bool printable_stuffed(const char *line);

/* A byte as "=3D". */
void printable_hex(struct text *out, char byte);

#endif
