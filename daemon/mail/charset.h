/*
 * charset: bytes in any character set -> valid UTF-8, never a failure. Encoded words (RFC 2047).
 */
#ifndef CHARSET_H
#define CHARSET_H

#include "base.h"

/*
 * Loads the tables of the usual character sets. Call before jail_run(): in the child they
 * can no longer be opened.
 */
void charset_load(void);

/* Owned, valid UTF-8 without NUL. A name that is unknown or wrong is read as UTF-8 when the
 * bytes are that, else as Windows-1252. */
char *charset_to_utf8(const char *bytes, size_t n, const char *charset);

/* A header value with its encoded words decoded; control characters become blanks. Owned. */
char *charset_decode_words(const char *value);

#endif
