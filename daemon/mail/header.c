#include "header.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool header_line(const char *line, size_t n)
{
	size_t i = 0;
	while (i < n && line[i] > ' ' && line[i] < 127 && line[i] != ':')
		i++;
	size_t name = i;
	while (i < n && (line[i] == ' ' || line[i] == '\t'))
		i++;
	return name > 0 && name <= 80 && i < n && line[i] == ':';
}

/* One physical line from *at, without its end. */
static bool next_line(const char *bytes, size_t n, size_t *at, const char **ret, size_t *ret_n)
{
	if (*at >= n)
		return false;
	const char *start = bytes + *at;
	const char *nl = memchr(start, '\n', n - *at);
	size_t len = nl ? (size_t)(nl - start) : n - *at;
	*at += len + (nl != NULL);
	if (len && start[len - 1] == '\r')
		len--;
	*ret = start;
	*ret_n = len;
	return true;
}

static bool starts_field(const char *bytes, size_t n, size_t at)
{
	const char *line;
	size_t len;
	return next_line(bytes, n, &at, &line, &len) && header_line(line, len);
}

static void blank(struct text *t, char bad)
{
	for (char *s = t->s; t->len && (s = memchr(s, bad, (size_t)(t->s + t->len - s)));)
		*s = ' ';
}

char *header_unfold(const char *bytes, size_t n, size_t *ret_end)
{
	struct text out = TEXT_INIT;
	size_t at = 0, len;
	const char *line;
	while (at < n && memchr(" \t\r\n", bytes[at], 4)) /* blank lines before the header */
		at++;
	for (size_t before = at; next_line(bytes, n, &at, &line, &len); before = at) {
		if (len == 0)
			break;
		if ((*line == ' ' || *line == '\t') && out.len) {
			text_cut(&out, out.len - 1);
			text_put(&out, line, len);
			text_putc(&out, '\n');
		} else if (header_line(line, len)) {
			text_put(&out, line, len);
			text_putc(&out, '\n');
		} else if (!starts_field(bytes, n, at)) {
			at = before; /* no header any more: the body begins without a blank line */
			break;
		}
	}
	if (ret_end)
		*ret_end = at;
	blank(&out, '\r');
	blank(&out, '\0'); /* it would end every reader's string here */
	return text_steal(&out);
}

/* ---- fields ---- */

/* Of length, first and last letter: what nearly no two names of one mail share. */
static unsigned char shape_of(const char *name, size_t n)
{
	return (unsigned char)((name[0] & 0x1fu) * 11 + (name[n - 1] & 0x1fu) * 37 + n * 5);
}

/* The length of the name that the line begins with; 0 when it is no field. */
static size_t name_length(const char *line)
{
	size_t n = 0;
	while ((unsigned char)line[n] > ' ' && line[n] != ':')
		n++;
	return line[n + strspn(line + n, " \t")] == ':' ? n : 0;
}

static const char *next_of(const char *line)
{
	const char *end = strchrnul(line, '\n');
	return *end ? end + 1 : end;
}

void header_read(const char *block, struct header_lines *ret)
{
	unsigned char last[HEADER_SHAPES];
	ret->count = 0;
	memset(ret->first, 0, sizeof ret->first);
	for (; *block && ret->count < HEADER_LINES_MOST; block = next_of(block)) {
		size_t n = name_length(block);
		if (!n)
			continue;
		ret->at[ret->count++] = block;
		unsigned char shape = shape_of(block, n), i = (unsigned char)ret->count;
		*(ret->first[shape] ? &ret->next[last[shape]] : &ret->first[shape]) = i;
		ret->next[i] = 0;
		last[shape] = i;
	}
	ret->beyond = block;
}

/* The trimmed value of the line when it is the field `name`. */
static bool value_of(const char *line, const char *name, const char **ret, size_t *ret_n)
{
	size_t k = strlen(name);
	if (strncasecmp(line, name, k) != 0)
		return false;
	const char *v = line + k + strspn(line + k, " \t");
	if (*v++ != ':')
		return false;
	const char *end = strchrnul(v, '\n');
	while (v < end && isspace((unsigned char)*v))
		v++;
	while (end > v && isspace((unsigned char)end[-1]))
		end--;
	*ret = v;
	*ret_n = (size_t)(end - v);
	return true;
}

/* The field `name` in the chain from line *i on, which moves behind it. */
static bool find_from(const struct header_lines *h, unsigned char *i, const char *name,
        const char **ret, size_t *ret_n)
{
	while (*i) {
		unsigned char this = *i;
		*i = h->next[this];
		if (value_of(h->at[this - 1], name, ret, ret_n))
			return true;
	}
	return false;
}

static bool find_beyond(const char **line, const char *name, const char **ret, size_t *ret_n)
{
	while (**line) {
		const char *this = *line;
		*line = next_of(this);
		if (value_of(this, name, ret, ret_n))
			return true;
	}
	return false;
}

bool header_find(const struct header_lines *h, const char *name, const char **ret, size_t *ret_n)
{
	unsigned char at = h->first[shape_of(name, strlen(name))];
	const char *beyond = h->beyond;
	return find_from(h, &at, name, ret, ret_n) || find_beyond(&beyond, name, ret, ret_n);
}

bool header_has(const struct header_lines *h, const char *name)
{
	const char *v;
	size_t n;
	return header_find(h, name, &v, &n);
}

char *header_get(const struct header_lines *h, const char *name)
{
	const char *v;
	size_t n;
	return header_find(h, name, &v, &n) ? xstrndup(v, n) : xstrdup("");
}

char *header_all(const struct header_lines *h, const char *name)
{
	struct text out = TEXT_INIT;
	unsigned char at = h->first[shape_of(name, strlen(name))];
	size_t n;
	const char *beyond = h->beyond, *v;
	while (find_from(h, &at, name, &v, &n) || find_beyond(&beyond, name, &v, &n)) {
		text_put(&out, v, n);
		text_putc(&out, '\n');
	}
	return text_steal(&out);
}

/* ---- parameters ---- */

/* RFC 2231: the first piece carries charset'language'; then percent signs. */
static void put_extended(struct text *out, const char *s, size_t n, bool first)
{
	if (first)
		for (int quotes = 0; quotes < 2; quotes++) {
			const char *q = memchr(s, '\'', n);
			if (!q)
				break;
			n -= (size_t)(q + 1 - s);
			s = q + 1;
		}
	for (size_t i = 0; i < n; i++) {
		int byte = s[i] == '%' && i + 2 < n ? str_hex(s + i + 1) : -1;
		text_putc(out, byte < 0 ? s[i] : byte ? (char)byte : ' ');
		i += byte < 0 ? 0 : 2;
	}
}

/* Reads one value, quoted or not, from *p into `raw`. */
static void read_value(const char **p, struct text *raw)
{
	const char *s = *p;
	if (*s != '"') {
		while (*s && *s != ';' && !isspace((unsigned char)*s))
			text_putc(raw, *s++);
	} else {
		for (s++; *s && *s != '"'; s++) {
			if (*s == '\\' && s[1])
				s++;
			text_putc(raw, *s);
		}
		s += *s == '"';
	}
	*p = s;
}

/* Is `key` the wanted name, or name*, name*N, name*N*? */
static bool same_param(const char *key, size_t n, const char *name, bool *ret_extended)
{
	size_t k = strlen(name);
	if (n < k || strncasecmp(key, name, k) != 0 || (n > k && key[k] != '*'))
		return false;
	*ret_extended = n > k && key[n - 1] == '*';
	return true;
}

char *header_param(const char *value, const char *name)
{
	struct text out = TEXT_INIT;
	const char *p = value ? strchr(value, ';') : NULL;
	while (p && *p) {
		p += strspn(p, "; \t\n");
		const char *key = p;
		p += strcspn(p, "=; \t");
		size_t n = (size_t)(p - key);
		p += strspn(p, " \t");
		if (*p != '=') {
			if (n == 0 && *p != ';')
				break;
			continue;
		}
		p++;
		p += strspn(p, " \t");
		AUTO(text_done) struct text raw = TEXT_INIT;
		read_value(&p, &raw);
		bool extended = false;
		if (!same_param(key, n, name, &extended))
			continue;
		if (extended)
			put_extended(&out, text_str(&raw), raw.len, out.len == 0);
		else
			text_put(&out, text_str(&raw), raw.len);
	}
	return text_steal(&out);
}

char *header_id(const char *value)
{
	const char *open = value ? strchr(value, '<') : NULL;
	const char *close = open ? strchr(open, '>') : NULL;
	if (close && close - open > 1 && close - open < 998)
		return xstrndup(open + 1, (size_t)(close - open) - 1);
	if (!value)
		return xstrdup("");
	value += strspn(value, " \t<"); /* some leave the brackets out */
	size_t n = strcspn(value, " \t\r\n<>");
	return memchr(value, '@', n) && n < 998 ? xstrndup(value, n) : xstrdup("");
}
