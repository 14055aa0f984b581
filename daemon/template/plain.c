#include "plain.h"

#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

#include "utf8.h"
#include "wide.h"

/* ---- characters ---- */

struct range {
	uint32_t from, to;
};

static bool among(uint32_t c, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count && c >= ranges[i].from; i++)
		if (c <= ranges[i].to)
			return true;
	return false;
}

int plain_width(uint32_t c)
{
	static const struct range none[] = {{0x300, 0x36f}, {0x483, 0x489}, {0x591, 0x5bd},
	        {0x610, 0x61a}, {0x64b, 0x65f}, {0x900, 0x902}, {0x93c, 0x93c}, {0x941, 0x948},
	        {0x94d, 0x94d}, {0xe31, 0xe31}, {0xe34, 0xe3a}, {0xe47, 0xe4e}, {0x1ab0, 0x1aff},
	        {0x1dc0, 0x1dff}, {0x200b, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x2069},
	        {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff},
	        {0xe0100, 0xe01ef}};
	static const struct range two[] = {{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0x33ff},
	        {0x3400, 0x4dbf}, {0x4e00, 0xa4cf}, {0xac00, 0xd7a3}, {0xf900, 0xfaff},
	        {0xfe30, 0xfe4f}, {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f},
	        {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};
	if (c < 0x300)
		return c >= 0x20;
	if (among(c, none, COUNT(none)))
		return 0;
	return among(c, two, COUNT(two)) ? 2 : 1;
}

size_t plain_columns(const char *s)
{
	size_t columns = 0;
	uint32_t c;
	while ((c = utf8_next(&s)) != 0)
		columns += (size_t)plain_width(c);
	return columns;
}

void plain_clean(struct text *out, const char *value)
{
	const char *end = value + strlen(value);
	static const struct range turning[] = {
	        {0x200e, 0x200f}, {0x202a, 0x202e}, {0x2066, 0x2069}, {0xfeff, 0xfeff}};
	for (;;) {
		size_t n = utf8_printable(value, (size_t)(end - value));
		text_put(out, value, n);
		value += n;
		uint32_t c = utf8_next(&value);
		if (c == 0)
			return;
		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
			text_putc(out, ' ');
		else if (!among(c, turning, COUNT(turning)))
			utf8_put(out, c);
	}
}

/* ---- decoding ---- */

/* 'l' or 'b' (little, big endian) when the bytes are UTF-16, else 0. Without a mark: nearly
 * every second byte of a western text is NUL. *skip is the length of the mark. */
static char utf16_kind(const unsigned char *b, size_t n, size_t *skip)
{
	*skip = 2;
	if (n >= 2 && b[0] == 0xff && b[1] == 0xfe)
		return 'l';
	if (n >= 2 && b[0] == 0xfe && b[1] == 0xff)
		return 'b';
	*skip = 0;
	size_t zeros[2] = {0, 0}, pairs = n / 2;
	for (size_t i = 0; i < pairs * 2; i++)
		zeros[i % 2] += b[i] == 0;
	if (pairs && zeros[1] * 10 > pairs * 7 && zeros[0] * 10 < pairs)
		return 'l';
	if (pairs && zeros[0] * 10 > pairs * 7 && zeros[1] * 10 < pairs)
		return 'b';
	return 0;
}

static void from_utf16(const unsigned char *b, size_t n, char kind, struct text *out)
{
	size_t low = kind == 'l' ? 0 : 1;
	uint32_t half = 0; /* the first of a pair of surrogates */
	for (size_t i = 0; i + 1 < n; i += 2) {
		uint32_t u = (uint32_t)(b[i + low] | b[i + 1 - low] << 8);
		if (half && u >= 0xdc00 && u <= 0xdfff) {
			utf8_put(out, 0x10000 + ((half - 0xd800) << 10) + (u - 0xdc00));
			half = 0;
			continue;
		}
		if (half)
			utf8_put(out, UTF8_LOST);
		half = u >= 0xd800 && u <= 0xdbff ? u : 0;
		if (!half)
			utf8_put(out, u >= 0xdc00 && u <= 0xdfff ? UTF8_LOST : u);
	}
	if (half || n % 2)
		utf8_put(out, UTF8_LOST);
}

static void from_windows_1252(const unsigned char *b, size_t n, struct text *out)
{
	static const uint16_t high[32] = {0x20ac, UTF8_LOST, 0x201a, 0x192, 0x201e, 0x2026, 0x2020,
	        0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, UTF8_LOST, 0x17d, UTF8_LOST, UTF8_LOST,
	        0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161,
	        0x203a, 0x153, UTF8_LOST, 0x17e, 0x178};
	for (size_t i = 0; i < n; i++)
		utf8_put(out, b[i] >= 0x80 && b[i] < 0xa0 ? high[b[i] - 0x80] : b[i]);
}

/* One kind of line end; marks that shall not be seen go. NULs end nothing: `n` counts. */
static int put_lines(const char *s, size_t n, struct text *out)
{
	const char *end = s + n;
	while (s < end) {
		uint32_t c = utf8_next(&s);
		if (c == '\r') {
			if (s < end && *s == '\n')
				s++;
			c = '\n';
		} else if (c == 0x2028 || c == 0x2029 || c == '\v' || c == '\f') {
			c = '\n';
		}
		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
			return PLAIN_NOT_TEXT;
		if (c != 0xfeff)
			utf8_put(out, c);
	}
	return 0;
}

/* Some systems save "é" as "e" and an accent: mail programs show that beside each other, and no
 * name is found by it. */
static void put_composed(const char *s, size_t n, struct text *out)
{
	size_t composed;
	uint8_t *c = u8_normalize(UNINORM_NFC, (const uint8_t *)s, n, NULL, &composed);
	if (!c) /* no memory, or not what it should be: as it is */
		text_put(out, s, n);
	else
		text_put(out, (const char *)c, composed);
	free(c);
}

int plain_decode(const char *bytes, size_t n, struct text *ret, enum plain_encoding *ret_encoding)
{
	AUTO(text_done) struct text raw = TEXT_INIT, lines = TEXT_INIT;
	enum plain_encoding encoding = PLAIN_UTF8;
	const unsigned char *b = (const unsigned char *)bytes;
	size_t skip;
	char kind = utf16_kind(b, n, &skip);
	text_put(&raw, bytes, n); /* NUL-terminated: utf8_next() may look ahead */
	if (kind) {
		encoding = PLAIN_UTF16;
		text_cut(&raw, 0);
		from_utf16(b + skip, n - skip, kind, &raw);
	} else if (!utf8_valid(text_str(&raw), n)) {
		encoding = PLAIN_WINDOWS_1252;
		text_cut(&raw, 0);
		from_windows_1252(b, n, &raw);
	}
	int r = put_lines(text_str(&raw), raw.len, &lines);
	if (r != 0)
		return r;
	put_composed(text_str(&lines), lines.len, ret);
	*ret_encoding = encoding;
	return 0;
}

/* ---- wrapping ---- */

/* Scripts without blanks may break between any two wide characters, but no line starts with a
 * closing mark. */
static bool breaks_between(uint32_t before, uint32_t after)
{
	static const char closing[] = "、。，．！？：；）」』】〉》";
	if (plain_width(before) != 2 || plain_width(after) != 2)
		return false;
	const char *s = closing;
	uint32_t c;
	while ((c = utf8_next(&s)) != 0)
		if (c == after)
			return false;
	return true;
}

/* The next piece that must stay in one line: its bytes and columns. */
static size_t piece(const char *s, size_t *columns)
{
	const char *at = s;
	uint32_t before = 0;
	*columns = 0;
	while (*at && *at != ' ' && *at != '\n') {
		const char *next = at;
		if (*at > ' ' && *at <= '~') { /* never breaks */
			before = (unsigned char)*at++;
			++*columns;
			continue;
		}
		uint32_t c = utf8_next(&next);
		if (before && breaks_between(before, c))
			break;
		*columns += (size_t)plain_width(c);
		before = c;
		at = next;
	}
	return (size_t)(at - s);
}

/* How a text is broken into lines. */
struct wrapping {
	const char *first, *rest; /* before the first line, before the others */
	const char *soft;         /* what ends a line that goes on in the next */
	size_t columns;
};

/* A line in the making: what stands between `from` and `to` of the source is not written yet. */
struct line {
	struct text *out;
	const char *from, *to;
	size_t used; /* columns */
	bool open;
};

static void line_write(struct line *l)
{
	text_put(l->out, l->from, (size_t)(l->to - l->from));
	l->from = l->to;
}

static void line_end(struct line *l, const char *end)
{
	line_write(l);
	text_puts(l->out, end);
	l->open = false;
}

/* One more word, with a blank before it unless it is the first or follows closely. */
static void line_add(struct line *l, const char *word, size_t bytes, size_t columns, bool blank)
{
	if (l->to + blank != word) {
		line_write(l);
		if (blank)
			text_putc(l->out, ' ');
		l->from = word;
	}
	l->to = word + bytes;
	l->used += blank + columns;
}

/* A line "--" would become the mark of a signature by a blank at its end. */
static bool only_dashes(const struct line *l)
{
	return l->used == 2 && l->to - l->from == 2 && memcmp(l->from, "--", 2) == 0;
}

/* Bytes of s, n at most, before the first that is no printable ASCII, or two blanks in a row. */
static size_t single_spaced(const char *s, size_t n)
{
	size_t i = 0;
	for (; i + 17 <= n; i += 16) {
		WIDE at = wide_at(s + i), behind = wide_at(s + i + 1);
		if (wide_any(wide_odd(at) | ((at == ' ') & (behind == ' '))))
			break;
	}
	while (i < n && s[i] >= ' ' && s[i] <= '~' &&
	        !(s[i] == ' ' && i + 1 < n && s[i + 1] == ' '))
		i++;
	return i;
}

/* Bytes of the words from s on that are plain enough to be counted, not looked at: whole ones, of
 * ASCII, one blank between them. 0: the next one is not. */
static size_t plain_words(const char *s, const char *end)
{
	size_t n = single_spaced(s, (size_t)(end - s));
	if (s + n < end && s[n] == ' ')
		return n;
	if (s + n == end || s[n] == '\n')
		return n && s[n - 1] == ' ' ? n - 1 : n;
	const char *last = memrchr(s, ' ', n);
	return last ? (size_t)(last - s) : 0;
}

/* As many of these n bytes of plain words as have room in the line; the first in any case. */
static size_t fitting(const char *s, size_t n, size_t room)
{
	const char *blank = n <= room ? s + n : memrchr(s, ' ', room + 1);
	if (!blank)
		blank = memchr(s, ' ', n);
	return blank ? (size_t)(blank - s) : n;
}

/* The lines that these n bytes of plain words fill, all but the last: most of most letters. Stops
 * where a line is none of the usual: a word longer than it, a mark. The bytes that are written. */
static size_t put_full_lines(struct text *out, const char *s, size_t n, const struct wrapping *w)
{
	size_t prefix = strlen(w->rest), soft = strlen(w->soft), done = 0;
	size_t taken = plain_columns(w->rest), room = taken < w->columns ? w->columns - taken : 0;
	while (n - done > room) {
		const char *line = s + done, *blank = memrchr(line, ' ', room + 1);
		if (!blank || blank - line <= 2)
			break;
		size_t bytes = (size_t)(blank - line);
		text_reserve(out, prefix + bytes + soft);
		char *to = mempcpy(out->s + out->len, w->rest, prefix);
		to = mempcpy(mempcpy(to, line, bytes), w->soft, soft);
		*to = '\0';
		out->len = (size_t)(to - out->s);
		done += bytes + 1;
	}
	return done;
}

static void wrap(struct text *out, const char *s, const struct wrapping *w)
{
	const char *prefix = w->first, *end = s + strlen(s);
	struct line l = {.out = out};
	size_t plain = 0; /* bytes of plain words that are known to follow */
	for (bool blank = false; *s;) {
		if (*s == ' ' || *s == '\n') {
			blank = true;
			plain -= plain > 0;
			if (*s++ == '\n' && l.open)
				line_end(&l, "\n");
			continue;
		}
		if (!plain)
			plain = plain_words(s, end);
		if (!l.open && strcmp(prefix, w->rest) == 0) {
			size_t done = put_full_lines(out, s, plain, w);
			s += done;
			plain -= done;
		}
		size_t taken = l.open ? l.used + blank : plain_columns(prefix);
		size_t room = taken < w->columns ? w->columns - taken : 0, wide, bytes;
		bytes = wide = plain ? fitting(s, plain, room) : 0;
		if (!plain)
			bytes = piece(s, &wide);
		if (l.open && wide > room && !only_dashes(&l)) {
			line_end(&l, blank ? w->soft : "\n");
			continue;
		}
		if (!l.open) {
			text_puts(out, prefix);
			l = (struct line){out, s, s, taken, true};
			prefix = w->rest;
			blank = false;
		}
		line_add(&l, s, bytes, wide, blank);
		blank = false;
		s += bytes;
		plain -= plain ? bytes : 0;
	}
	if (l.open)
		line_end(&l, "\n");
}

void plain_wrap(struct text *out, const char *s, const char *first, const char *rest, int columns)
{
	wrap(out, s, &(struct wrapping){first, rest, "\n", (size_t)columns});
}

void plain_flow(struct text *out, const char *s, const char *first, int columns)
{
	wrap(out, s, &(struct wrapping){first, "", " \n", (size_t)columns});
}
