/*
 * plain: text as people save it and as terminals and mail show it: encodings, characters,
 * display width, wrapping. Pure.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include "base.h"

enum plain_encoding { PLAIN_UTF8, PLAIN_UTF16, PLAIN_WINDOWS_1252 };

/*
 * The bytes of a text file as UTF-8 with LF lines and without byte order marks: UTF-8 or UTF-16
 * with or without a mark, else Windows-1252; accents composed (NFC). A character that could not be
 * read becomes U+FFFD. 0, or PLAIN_NOT_TEXT: it holds control characters, as programs' own formats
 * do.
 */
enum { PLAIN_NOT_TEXT = 1 };
int plain_decode(const char *bytes, size_t n, struct text *ret, enum plain_encoding *ret_encoding);

/* Columns of a terminal that a character takes: 0, 1 or 2; and of a whole string. */
int plain_width(uint32_t character);
size_t plain_columns(const char *s);

/* A foreign value made fit for one line: valid UTF-8; line ends, tabs and control characters
 * become blanks; characters that turn the writing direction go. Appended to `out`. */
void plain_clean(struct text *out, const char *value);

/*
 * Append `s` wrapped at `columns`, each line ended by LF. Runs of blanks count as one, LF in `s`
 * is a line end that stays. `first` goes before the first line, `rest` before the others. A word
 * that is too long (a link) stands whole on its line.
 */
void plain_wrap(struct text *out, const char *s, const char *first, const char *rest, int columns);

/* The same for format=flowed (RFC 3676): a line that goes on in the next ends in a blank, which is
 * the blank between the words. A program that knows it joins them and wraps to the reader's own
 * width, which is why there is no `rest`. Scripts without blanks keep the line ends. */
void plain_flow(struct text *out, const char *s, const char *first, int columns);

#endif
