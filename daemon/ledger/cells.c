#include "cells.h"

#include <endian.h>
#include <string.h>

void cells_clear(struct cells *c)
{
	text_cut(&c->bytes, 0);
	c->count = 0;
	c->done = c->plain = false;
}

void cells_done(struct cells *c)
{
	text_done(&c->bytes);
	xfree(c->start);
	xfree(c->len);
	*c = (struct cells){0};
}

const char *cells_at(const struct cells *c, size_t i)
{
	return c->bytes.s + c->start[i];
}

void cells_add(struct cells *c, size_t start, size_t len)
{
	if (c->count == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 32;
		c->start = xrealloc(c->start, c->cap * sizeof *c->start);
		c->len = xrealloc(c->len, c->cap * sizeof *c->len);
	}
	c->start[c->count] = start;
	c->len[c->count++] = len;
}

/* Room for n bytes, and a NUL behind them. */
static void cells_room(struct cells *c, size_t n)
{
	if (c->bytes.cap > n)
		return;
	AUTO(xfree) char *room = xcalloc(1, n + 1);
	text_put(&c->bytes, room, n + 1);
	text_cut(&c->bytes, 0);
}

static bool blank(char c)
{
	return c == ' ';
}

/* ---- eight bytes together ---- */

enum { WORD = 8 };
#define EACH(byte) (UINT64_C(0x0101010101010101) * (unsigned char)(byte))

static uint64_t word(const char *s)
{
	uint64_t w;
	memcpy(&w, s, sizeof w);
	return le64toh(w);
}

/* The high bit of each byte that is this one. */
static uint64_t same(uint64_t w, char byte)
{
	const uint64_t low = EACH(0x7f);
	w ^= EACH(byte);
	return ~(((w & low) + low) | w | low);
}

/* Printable ASCII; there are blanks behind it, up to a whole word. */
static bool plain(const char *s, size_t n)
{
	uint64_t odd = 0;
	for (size_t i = 0; i < n; i += WORD) {
		uint64_t w = word(s + i);
		odd |= (w - EACH(0x20)) | (w + EACH(1)) | w;
	}
	return !(odd & EACH(0x80));
}

/* ---- rows that are one line ---- */

struct line {
	const char *end, *quote; /* the next quotation mark that was seen; `end`: there is none */
	char delimiter;
};

static const char *find(const char *p, const char *end, char c)
{
	const char *found = memchr(p, c, (size_t)(end - p));
	return found ? found : end;
}

static const char *split_plain(const struct line *l, const char *p, char **to)
{
	const char *stop = find(p, l->end, l->delimiter), *last = stop;
	if (l->quote < stop)
		return NULL;
	while (last > p && blank(last[-1]))
		last--;
	*to = (char *)mempcpy(*to, p, (size_t)(last - p));
	return stop;
}

/* Behind the first quotation mark. */
static const char *split_quoted(const struct line *l, const char *p, char **to)
{
	for (;; p++) {
		const char *quote = find(p, l->end, '"');
		if (quote == l->end)
			return NULL;
		*to = (char *)mempcpy(*to, p, (size_t)(quote - p));
		p = quote + 1;
		if (p == l->end || *p != '"')
			break;
		*(*to)++ = '"';
	}
	while (p < l->end && blank(*p))
		p++;
	return p == l->end || *p == l->delimiter ? p : NULL;
}

/* Where the field at `p` ends in its line, its text put to *to; NULL when it is not as it should
 * be: quotation marks around the whole of it and doubled within, or none. */
static const char *split_field(struct line *l, const char *p, char **to)
{
	while (p < l->end && blank(*p))
		p++;
	if (l->quote < p)
		l->quote = find(p, l->end, '"');
	return l->quote == p && p < l->end ? split_quoted(l, p + 1, to) : split_plain(l, p, to);
}

static void cut(struct cells *c, size_t from, size_t to)
{
	char *s = c->bytes.s;
	while (from < to && blank(s[from]))
		from++;
	while (to > from && blank(s[to - 1]))
		to--;
	s[to] = '\0';
	cells_add(c, from, to - from);
}

/* A line without quotation marks, which was copied: its fields stay where they stand, each with a
 * NUL behind it. Eight bytes are looked at together. */
static void split_bare(struct cells *c, size_t n, char delimiter)
{
	size_t from = 0;
	for (size_t i = 0; i < n; i += WORD)
		for (uint64_t found = same(word(c->bytes.s + i), delimiter); found;
		        found &= found - 1) {
			size_t at = i + (size_t)__builtin_ctzll(found) / 8;
			cut(c, from, at);
			from = at + 1;
		}
	cut(c, from, n);
}

/* Else: room for it is there, and the first quotation mark is known. */
static bool split_quotes(struct cells *c, const char *p, struct line line)
{
	for (char *to = c->bytes.s;; p++) {
		size_t start = (size_t)(to - c->bytes.s);
		p = split_field(&line, p, &to);
		if (!p)
			return false;
		cells_add(c, start, (size_t)(to - c->bytes.s) - start);
		*to++ = '\0';
		if (p == line.end)
			return true;
	}
}

bool cells_split(struct cells *c, const char *p, const char *end, char delimiter)
{
	while (end > p && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	const size_t n = (size_t)(end - p);
	if (delimiter == '\t' || delimiter == ' ')
		return false;
	cells_clear(c);
	cells_room(c, n + WORD);
	memset(mempcpy(c->bytes.s, p, n), ' ', WORD);
	c->plain = plain(c->bytes.s, n);
	if (!c->plain && memchr(p, '\t', n))
		return false;
	const char *quote = find(p, end, '"');
	if (quote == end)
		split_bare(c, n, delimiter);
	else if (!split_quotes(c, p, (struct line){end, quote, delimiter}))
		return false;
	c->done = true;
	return true;
}

/* ---- places ---- */

/* Behind a field: its delimiter, a line end, or the end. Follows libcsv's idea of quotes. */
static size_t field_end(const char *raw, size_t n, size_t i, char delimiter)
{
	while (i < n && raw[i] == ' ')
		i++;
	bool quoted = i < n && raw[i] == '"';
	for (i += quoted; i < n; i++) {
		if (!quoted && (raw[i] == delimiter || raw[i] == '\n' || raw[i] == '\r'))
			return i;
		if (!quoted || raw[i] != '"')
			continue;
		size_t after = i + 1;
		if (after < n && raw[after] == '"') {
			i++;
			continue;
		}
		while (after < n && raw[after] == ' ')
			after++;
		if (after == n || raw[after] == delimiter || raw[after] == '\n' ||
		        raw[after] == '\r')
			quoted = false;
	}
	return i;
}

int cells_place(const char *raw, size_t n, char delimiter, size_t column, int *line)
{
	size_t begin = 0;
	for (size_t i = 0; i < column && begin < n; i++)
		begin = field_end(raw, n, begin, delimiter) + 1;
	int at = 1;
	for (size_t i = 0; i < begin && i < n; i++) {
		if (raw[i] == '\n' || (raw[i] == '\r' && (i + 1 >= n || raw[i + 1] != '\n'))) {
			at = 1;
			++*line;
		} else if (((unsigned char)raw[i] & 0xc0) != 0x80) {
			at++;
		}
	}
	return at;
}
