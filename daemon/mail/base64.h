/*
 * base64: RFC 4648, as mail uses it. Pure.
 */
#ifndef BASE64_H
#define BASE64_H

#include "base.h"

/* Appended. Where `out` has room for 4 bytes out of 3, it does not grow: no copy is left behind. */
void base64_put(struct text *out, const char *bytes, size_t n);
/* Appended; what does not belong to the alphabet is passed over. */
void base64_read(struct text *out, const char *s, size_t n);

#endif
