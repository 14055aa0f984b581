#include "base64.h"

#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_put(struct text *out, const char *bytes, size_t n)
{
	const unsigned char *p = (const unsigned char *)bytes;

	for (size_t i = 0; i < n; i += 3) {
		uint32_t three = (uint32_t)p[i] << 16;

		three |= i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0;
		three |= i + 2 < n ? p[i + 2] : 0;
		text_put(out,
		        (const char[]){digits[three >> 18], digits[three >> 12 & 63],
		                i + 1 < n ? digits[three >> 6 & 63] : '=',
		                i + 2 < n ? digits[three & 63] : '='},
		        4);
	}
}

/* The digit's value and one more, so that what is none has 0. */
static unsigned char values[256];

static void know_values(void)
{
	for (unsigned char i = 0; digits[i]; i++)
		values[(unsigned char)digits[i]] = i + 1;
}

void base64_read(struct text *out, const char *s, size_t n)
{
	char chunk[1024];
	uint32_t bits = 0;
	size_t have = 0, k = 0;

	if (!values['A'])
		know_values();
	for (size_t i = 0; i < n; i++) {
		unsigned char v = values[(unsigned char)s[i]];

		if (!v)
			continue;
		bits = bits << 6 | (uint32_t)(v - 1);
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		chunk[k++] = (char)(bits >> have & 0xff);
		if (k == sizeof chunk) {
			text_put(out, chunk, k);
			k = 0;
		}
	}
	text_put(out, chunk, k);
}
