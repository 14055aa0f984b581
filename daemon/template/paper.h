/*
 * paper: what a letter is written on: the HTML document around it, and under it a picture, the
 * signature, the sentence how to get no more letters, and our address. Pure.
 */
#ifndef PAPER_H
#define PAPER_H

#include "printable.h"

/* Plain text, escaped here; all but the language may be NULL. */
struct paper {
	const char *signature;                  /* lines */
	const char *optout;                     /* one sentence */
	const char *postal;                     /* one line */
	const char *language;                   /* for <html lang> */
	const char *picture_id, *picture_words; /* of the mail's part; what it shows */
	int picture_width;                      /* as it is, in pixels */
};

/* Paper that is ready for every letter of one sender; all of it but the picture's id. */
struct paper_sheet;

/* Sheets that were made, each once. */
enum { PAPER_SHEETS = 32 };
struct paper_sheets {
	struct paper_sheet *at[PAPER_SHEETS];
	size_t next; /* the one that gives way to a new one */
};
const struct paper_sheet *paper_sheet(struct paper_sheets *s, const struct paper *p);
void paper_sheets_done(struct paper_sheets *s);

/* Append what stands under the plain-text twin. */
void paper_text(const struct paper_sheet *s, struct text *out);

/* Append the whole HTML document; `letter` is HTML, `subject` plain text. */
void paper_html(const struct paper_sheet *s, const char *picture_id, const char *subject,
        const char *letter, struct text *out);

/* The same as it is mailed: what stands before the letter, and behind it. */
void paper_begin(const struct paper_sheet *s, const char *subject, struct printable *out);
void paper_end(const struct paper_sheet *s, const char *picture_id, struct printable *out);

#endif
