#include "utf8.h"

#include "wide.h"

#include <endian.h>
#include <string.h>
#include <unistr.h>

uint32_t utf8_next(const char **s)
{
	ucs4_t c = (unsigned char)**s;
	int n = c < 0x80 ? c != 0 : u8_strmbtouc(&c, (const uint8_t *)*s);

	*s += n < 0 ? 1 : n;
	return n < 0 ? UTF8_LOST : c;
}

void utf8_put(struct text *out, uint32_t c)
{
	uint8_t bytes[6];
	int n = u8_uctomb(bytes, c, sizeof bytes);

	if (c && n > 0)
		text_put(out, (const char *)bytes, (size_t)n);
}

size_t utf8_length(const char *s, size_t n)
{
	int length = n ? u8_mblen((const uint8_t *)s, n) : 0;

	return length > 0 ? (size_t)length : 0;
}

bool utf8_valid(const char *bytes, size_t n)
{
	for (size_t i = utf8_ascii(bytes, n), more; i < n;
	        i += more + utf8_ascii(bytes + i + more, n - i - more))
		if (!(more = utf8_length(bytes + i, n - i)))
			return false;
	return true;
}

size_t utf8_ascii(const char *s, size_t n)
{
	const uint64_t high = 0x8080808080808080u;
	size_t i = 0;
	for (uint64_t eight[8]; i + sizeof eight <= n; i += sizeof eight) {
		memcpy(eight, s + i, sizeof eight);
		if ((eight[0] | eight[1] | eight[2] | eight[3] | eight[4] | eight[5] | eight[6] |
		            eight[7]) &
		        high)
			break;
	}
	for (uint64_t eight; i + sizeof eight <= n; i += sizeof eight) {
		memcpy(&eight, s + i, sizeof eight);
		if (eight & high)
			break;
	}
	while (i < n && (unsigned char)s[i] < 0x80)
		i++;
	return i;
}

/* The first of eight bytes that is no printable ASCII, 8: none. What a sum carries over spoils only
 * bytes behind it. */
static size_t first_odd(const char *s)
{
	const uint64_t each = 0x0101010101010101u;
	uint64_t eight, odd;
	memcpy(&eight, s, sizeof eight);
	eight = le64toh(eight);
	odd = (eight | (eight + each) | (eight - each * ' ')) & each * 0x80;
	return odd ? (size_t)__builtin_ctzll(odd) / 8 : 8;
}

size_t utf8_printable(const char *s, size_t n)
{
	size_t i = 0;
	while (i + 16 <= n && !wide_any(wide_odd(wide_at(s + i))))
		i += 16;
	for (size_t first; i + 8 <= n; i += 8)
		if ((first = first_odd(s + i)) < 8)
			return i + first;
	while (i < n && s[i] >= ' ' && s[i] <= '~')
		i++;
	return i;
}

size_t utf8_cut(const char *s, size_t n, size_t most)
{
	if (n <= most)
		return n;
	while (most && ((unsigned char)s[most] & 0xc0) == 0x80)
		most--;
	return most;
}
