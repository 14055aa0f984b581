/*
 * paper: what a letter is written on: the HTML document around it, and under it a picture, the
 * signature, the sentence how to get no more letters, and our address. Pure.
 */
#ifndef PAPER_H
#define PAPER_H

#include "base.h"

/* Plain text, escaped here; all but the language may be NULL. */
struct paper {
	const char *signature;                  /* lines */
	const char *optout;                     /* one sentence */
	const char *postal;                     /* one line */
	const char *language;                   /* for <html lang> */
	const char *picture_id, *picture_words; /* of the mail's part; what it shows */
	int picture_width;                      /* as it is, in pixels */
};

/* Append what stands under the plain-text twin. */
void paper_text(const struct paper *p, struct text *out);

/* Append the whole HTML document; `letter` is HTML, `subject` plain text. */
void paper_html(const struct paper *p, const char *subject, const char *letter, struct text *out);

#endif
