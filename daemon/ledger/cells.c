#include "cells.h"

#include <string.h>

void cells_clear(struct cells *c)
{
	text_cut(&c->bytes, 0);
	c->count = 0;
	c->done = false;
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

/* A line without quotation marks: its fields stay where they stand, each with a NUL behind it. */
static void split_bare(struct cells *c, const char *line, size_t n, char delimiter)
{
	char *p = c->bytes.s, *end = (char *)mempcpy(p, line, n), *stop;
	for (;; p = stop + 1) {
		stop = memchr(p, delimiter, (size_t)(end - p));
		if (!stop)
			stop = end;
		char *last = stop;
		while (p < last && blank(*p))
			p++;
		while (last > p && blank(last[-1]))
			last--;
		*last = '\0';
		cells_add(c, (size_t)(p - c->bytes.s), (size_t)(last - p));
		if (stop == end)
			return;
	}
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
	if (delimiter == '\t' || delimiter == ' ' || memchr(p, '\t', (size_t)(end - p)))
		return false;
	cells_clear(c);
	cells_room(c, (size_t)(end - p) + 1);
	const char *quote = find(p, end, '"');
	if (quote == end)
		split_bare(c, p, (size_t)(end - p), delimiter);
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
