/*
 * part: one part of a mail (RFC 2045, 2046): its Content- headers and its body, encoded so that no
 * relay on the way has to touch it. 7-bit, CRLF. Pure.
 */
#ifndef PART_H
#define PART_H

#include "base.h"

/* Words: "text/plain" or "text/html" in UTF-8 with LF lines; a last line end is added where there
 * is none. `flowed`: RFC 3676, a line that ends in a blank goes on in the next. `language` may be
 * NULL. True: they are sent as they are, and may hold any line. */
bool part_put_words(
        struct text *out, const char *type, const char *language, bool flowed, const char *body);

/* Words that printable.h has encoded already. */
void part_put_printable(
        struct text *out, const char *type, const char *language, const char *printable);

/* A picture that stands in the HTML as <img src="cid:ID">. */
struct part_picture {
	const char *type; /* "image/png" */
	const char *id;
	const char *bytes;
	size_t n;
};
void part_put_picture(struct text *out, const struct part_picture *p);

/* Several parts: a head of their own, then each, `boundary` between them and behind the last. */
void part_open(struct text *out, const char *type, const char *boundary);
void part_next(struct text *out, const char *boundary);
void part_close(struct text *out, const char *boundary);

#endif
