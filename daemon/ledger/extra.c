#include "extra.h"

#include <string.h>

/* Is this among eight bytes: a control character, a quotation mark, a backslash? */
static bool any_odd(const char *s)
{
	const uint64_t ones = 0x0101010101010101, highs = ones << 7;
	uint64_t w;
	memcpy(&w, s, sizeof w);
	uint64_t quote = w ^ ones * '"', back = w ^ ones * '\\';
	return (((w - ones * 0x20) & ~w) | ((quote - ones) & ~quote) | ((back - ones) & ~back)) &
	       highs;
}

static bool odd(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

/* How many bytes from the start stand for themselves. */
static size_t plain(const char *s, size_t n)
{
	size_t i = 0;
	while (i + 8 <= n && !any_odd(s + i))
		i += 8;
	if (n >= 8 && i + 8 > n && !any_odd(s + n - 8))
		return n;
	while (i < n && !odd(s[i]))
		i++;
	return i;
}

static void put_byte(struct text *out, char c)
{
	if ((unsigned char)c < 0x20) {
		text_printf(out, "\\u%04x", (unsigned)c);
		return;
	}
	if (odd(c))
		text_putc(out, '\\');
	text_putc(out, c);
}

static void put_text(struct text *out, const char *s, size_t n)
{
	size_t at = plain(s, n);
	text_put(out, s, at);
	for (; at < n; at++)
		put_byte(out, s[at]);
}

void extra_name(struct text *out, const char *name)
{
	text_putc(out, '"');
	put_text(out, name, strlen(name));
	text_puts(out, "\":\"");
}

/* Most values stand as they are, and there are millions. */
void extra_put(struct text *object, const struct text *name, const char *value, size_t n)
{
	text_reserve(object, 1 + name->len + n + 1);
	char *p = object->s + object->len;
	*p++ = object->len ? ',' : '{';
	p = (char *)mempcpy(p, name->s, name->len);
	size_t at = plain(value, n);
	p = (char *)mempcpy(p, value, at);
	*p = '\0';
	object->len = (size_t)(p - object->s);
	for (; at < n; at++)
		put_byte(object, value[at]);
	text_putc(object, '"');
}

void extra_end(struct text *object)
{
	text_puts(object, object->len ? "}" : "{}");
}
