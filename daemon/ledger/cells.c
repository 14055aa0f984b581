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

/* Where the field at `from` ends in its line, its text put to *to; NULL when it is not as it should
 * be: quotation marks around the whole of it and doubled within, or none. */
static const char *split_field(const char *p, const char *end, char delimiter, char **to)
{
	while (p < end && blank(*p))
		p++;
	if (p == end || *p != '"') {
		const char *stop = memchr(p, delimiter, (size_t)(end - p));
		stop = stop ? stop : end;
		size_t n = (size_t)(stop - p);
		if (memchr(p, '"', n))
			return NULL;
		while (n > 0 && blank(p[n - 1]))
			n--;
		*to = (char *)mempcpy(*to, p, n);
		return stop;
	}
	for (p++;; p++) {
		const char *quote = memchr(p, '"', (size_t)(end - p));
		if (!quote)
			return NULL;
		*to = (char *)mempcpy(*to, p, (size_t)(quote - p));
		p = quote + 1;
		if (p == end || *p != '"')
			break;
		*(*to)++ = '"';
	}
	while (p < end && blank(*p))
		p++;
	return p == end || *p == delimiter ? p : NULL;
}

bool cells_split(struct cells *c, const char *p, const char *end, char delimiter)
{
	while (end > p && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	if (delimiter == '\t' || delimiter == ' ' || memchr(p, '\t', (size_t)(end - p)))
		return false;
	cells_clear(c);
	cells_room(c, (size_t)(end - p) + 1);
	for (char *to = c->bytes.s;; p++) {
		size_t start = (size_t)(to - c->bytes.s);
		p = split_field(p, end, delimiter, &to);
		if (!p)
			return false;
		cells_add(c, start, (size_t)(to - c->bytes.s) - start);
		*to++ = '\0';
		if (p == end)
			break;
	}
	c->done = true;
	return true;
}
