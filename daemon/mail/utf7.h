/*
 * utf7: mailbox names as IMAP puts them on the wire (modified UTF-7, RFC 3501 5.1.3). Pure.
 */
#ifndef UTF7_H
#define UTF7_H

#include "base.h"

/* Owned; NULL when the name is not UTF-8 or holds a control character. */
char *utf7_encode(const char *name);
/* Owned; NULL unless it becomes the same again when encoded: only then can it be opened. */
char *utf7_decode(const char *wire);

#endif
