#include "utf7.h"

#include <string.h>

/* Base64 with "," for "/", which separates folders on many servers. */
static const char abc[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/* One character of UTF-8; -1 when it is none. */
static int32_t next_rune(const char **p)
{
	const unsigned char *s = (const unsigned char *)*p;
	int more = *s < 0x80 ? 0 : *s >= 0xf0 ? 3 : *s >= 0xe0 ? 2 : 1;
	static const int32_t least[] = {0, 0x80, 0x800, 0x10000};
	int32_t rune = more ? *s & (0x3f >> more) : *s;

	if (*s >= 0xf8 || (*s >= 0x80 && *s < 0xc2))
		return -1;
	for (int k = 1; k <= more; k++) {
		if ((s[k] & 0xc0) != 0x80)
			return -1;
		rune = rune << 6 | (s[k] & 0x3f);
	}
	if (rune < least[more] || rune > 0x10ffff || (rune >= 0xd800 && rune < 0xe000))
		return -1;
	*p += more + 1;
	return rune;
}

struct bits {
	uint32_t value;
	int count;
};

static void put_unit(struct text *out, struct bits *b, uint32_t unit)
{
	b->value = b->value << 16 | unit;
	for (b->count += 16; b->count >= 6; b->count -= 6)
		text_putc(out, abc[b->value >> (b->count - 6) & 63]);
	b->value &= (1u << b->count) - 1;
}

static void end_run(struct text *out, struct bits *b)
{
	if (b->count)
		text_putc(out, abc[b->value << (6 - b->count) & 63]);
	text_putc(out, '-');
	*b = (struct bits){0};
}

char *utf7_encode(const char *name)
{
	AUTO(text_done) struct text out = TEXT_INIT;
	struct bits b = {0};
	bool run = false;

	while (*name) {
		int32_t rune = next_rune(&name);

		if (rune < 0x20 || rune == 0x7f)
			return NULL;
		if (run && rune < 0x7f) {
			end_run(&out, &b);
			run = false;
		}
		if (rune >= 0x7f && !run) {
			text_putc(&out, '&');
			run = true;
		}
		if (rune < 0x7f)
			text_puts(&out, rune == '&' ? "&-" : (char[2]){(char)rune, '\0'});
		if (rune >= 0x10000)
			put_unit(&out, &b, 0xd800 + (uint32_t)((rune - 0x10000) >> 10));
		if (rune >= 0x7f)
			put_unit(&out, &b,
			        rune < 0x10000 ? (uint32_t)rune
			                       : 0xdc00 + (uint32_t)((rune - 0x10000) & 0x3ff));
	}
	if (run)
		end_run(&out, &b);
	return text_steal(&out);
}

static void put_rune(struct text *out, uint32_t r)
{
	if (r < 0x80) {
		text_putc(out, (char)r);
	} else if (r < 0x800) {
		text_putc(out, (char)(0xc0 | r >> 6));
		text_putc(out, (char)(0x80 | (r & 0x3f)));
	} else {
		if (r < 0x10000) {
			text_putc(out, (char)(0xe0 | r >> 12));
		} else {
			text_putc(out, (char)(0xf0 | r >> 18));
			text_putc(out, (char)(0x80 | (r >> 12 & 0x3f)));
		}
		text_putc(out, (char)(0x80 | (r >> 6 & 0x3f)));
		text_putc(out, (char)(0x80 | (r & 0x3f)));
	}
}

/* The run behind "&", up to its "-". False: not a clean one. */
static bool decode_run(struct text *out, const char *s, size_t n)
{
	uint32_t value = 0, high = 0;
	int count = 0;

	for (size_t i = 0; i < n; i++) {
		const char *at = strchr(abc, s[i]);

		if (!at)
			return false;
		value = (value << 6 | (uint32_t)(at - abc)) & 0x3fffff;
		count += 6;
		if (count < 16)
			continue;
		count -= 16;
		uint32_t unit = value >> count & 0xffff;
		if (high)
			put_rune(
			        out, 0x10000 + ((high - 0xd800) << 10) + ((unit - 0xdc00) & 0x3ff));
		else if (unit < 0xd800 || unit >= 0xdc00)
			put_rune(out, unit);
		high = !high && unit >= 0xd800 && unit < 0xdc00 ? unit : 0;
	}
	return !high;
}

char *utf7_decode(const char *name)
{
	AUTO(text_done) struct text out = TEXT_INIT;
	AUTO(xfree) char *again = NULL;

	for (const char *p = name; *p; p++) {
		const char *end = *p == '&' ? strchr(p, '-') : p;

		if (!end || (end > p + 1 && !decode_run(&out, p + 1, (size_t)(end - p - 1))))
			return NULL;
		if (end <= p + 1)
			text_putc(&out, *p);
		p = end;
	}
	again = utf7_encode(text_str(&out));
	return again && str_same(again, name) ? text_steal(&out) : NULL;
}
