/*
 * utf8: characters out of bytes and back, by libunistring. Pure.
 */
#ifndef UTF8_H
#define UTF8_H

#include "base.h"

enum { UTF8_LOST = 0xfffd }; /* stands for what could not be read */

/* The character at *s, which moves behind it; 0 at the end; UTF8_LOST (one byte on) where the
 * bytes are not UTF-8: too long, half a character, a surrogate, past the last plane. */
uint32_t utf8_next(const char **s);
/* Nothing for what is no character. */
void utf8_put(struct text *out, uint32_t character);
/* Bytes of the character at s, of n at most; 0 where there is none. */
size_t utf8_length(const char *s, size_t n);
bool utf8_valid(const char *bytes, size_t n);

/* Bytes of ASCII from s on, of n at most; most of most letters, and quickly passed over. The same
 * for printable ASCII. */
size_t utf8_ascii(const char *s, size_t n);
size_t utf8_printable(const char *s, size_t n);

/* The most bytes of valid text, `most` or fewer, that end where a character ends. */
size_t utf8_cut(const char *s, size_t n, size_t most);

/* ASCII's letters and digits, whatever the locale. */
static inline bool utf8_is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* What would end a line somewhere: C0, DEL, C1, and Unicode's line and paragraph separators. */
static inline bool utf8_is_break(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

/* Marks that turn the direction of what follows; in a name they can only mislead. */
static inline bool utf8_is_turn(uint32_t c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

#endif
