/*
 * part: one part of a mail (RFC 2045, 2046): its Content- headers and its body, encoded so that no
 * relay on the way has to touch it. 7-bit, CRLF. Pure.
 */
#ifndef PART_H
#define PART_H

#include "base.h"

enum { PART_LINE_MOST = 76 }; /* columns of a line we break ourselves */

/* Words: "text/plain" or "text/html" in UTF-8 with LF lines; a last line end is added where there
 * is none. `flowed`: RFC 3676, a line that ends in a blank goes on in the next. `language` may be
 * NULL. */
void part_put_words(
        struct text *out, const char *type, const char *language, bool flowed, const char *body);

/* A picture that stands in the HTML as <img src="cid:ID">. */
struct part_picture {
	const char *type; /* "image/png" */
	const char *id;
	const char *bytes;
	size_t n;
};
void part_put_picture(struct text *out, const struct part_picture *p);

/* Several parts, `boundary` between them: a head of their own, and them. */
void part_put_multi(struct text *out, const char *type, const char *boundary,
        const struct text *const *parts, size_t count);

/* A byte as quoted-printable has it: "=3D". */
void part_hex(struct text *out, char byte);

#endif
