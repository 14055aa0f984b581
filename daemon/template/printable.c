#include "printable.h"

#include "utf8.h"

#include <string.h>

enum {
	MOST = PRINTABLE_LINE - 1,    /* the last column is the soft break's */
	AT_ONCE = 2 * PRINTABLE_LINE, /* looked ahead, so that no byte is looked at often */
};

static const char hex[] = "0123456789ABCDEF";

void printable_hex(struct text *out, char byte)
{
	text_put(out, (const char[]){'=', hex[(unsigned char)byte >> 4], hex[byte & 15]}, 3);
}

/* "From ", or all of it that this piece has of it: what follows is not known here. */
static bool is_from(const char *line)
{
	static const char from[] = "From ";
	size_t n = 0;

	while (from[n] && line[n] == from[n])
		n++;
	return n && (!from[n] || !line[n]);
}

bool printable_marked(const char *line)
{
	return *line == '.' || (*line == 'F' && is_from(line));
}

bool printable_stuffed(const char *line)
{
	return *line == ' ' || *line == '>' || (*line == 'F' && is_from(line));
}

/* Bytes of s that stand for themselves in the midst of a line, n at most. */
static size_t literal_run(const char *s, size_t n)
{
	size_t run = utf8_printable(s, n < AT_ONCE ? n : AT_ONCE);
	const char *sign = memchr(s, '=', run);

	return sign ? (size_t)(sign - s) : run;
}

/* Bytes of the character at s, of which the text is known to be UTF-8. */
static size_t character_bytes(const char *s)
{
	size_t n = 1;

	while ((s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* Where the next byte goes; there is room for it. */
struct pen {
	char *to;
	size_t column;
};

static void soft_break(struct pen *p)
{
	p->to = mempcpy(p->to, "=\r\n", 3);
	p->column = 0;
}

/* One character, its bytes not torn apart by a soft break: some people read the source. */
static void put_hex(struct pen *p, const char *s, size_t n)
{
	if (p->column + 3 * n > MOST)
		soft_break(p);
	p->column += 3 * n;
	for (; n; n--, s++) {
		*p->to++ = '=';
		*p->to++ = hex[(unsigned char)*s >> 4];
		*p->to++ = hex[*s & 15];
	}
}

/* Bytes that stand for themselves, unless they would begin a line with a mark. */
static void put_literal(struct pen *p, const char *s, size_t n)
{
	if (p->column && n <= MOST - p->column) { /* as nearly always */
		p->to = mempcpy(p->to, s, n);
		p->column += n;
		return;
	}
	while (n) {
		if (p->column == MOST)
			soft_break(p);
		if (p->column == 0 && printable_marked(s)) {
			put_hex(p, s++, 1);
			n--;
		}
		size_t fit = n < MOST - p->column ? n : MOST - p->column;
		p->to = mempcpy(p->to, s, fit);
		p->column += fit;
		s += fit;
		n -= fit;
	}
}

/* A blank at a line's end would get lost on the way. */
static void line_end(struct pen *p)
{
	const char last = p->column ? p->to[-1] : '\0';

	if (last == ' ' || last == '\t') {
		p->to--;
		p->column--;
		put_hex(p, &last, 1);
	}
	p->to = mempcpy(p->to, "\r\n", 2);
	p->column = 0;
}

/* What does not just stand for itself: a line's end, a tab, any other character. Its bytes. */
static size_t put_special(struct pen *p, const char *s)
{
	if (*s == '\n') {
		line_end(p);
		return 1;
	}
	size_t n = character_bytes(s);
	(*s == '\t' ? put_literal : put_hex)(p, s, n);
	return n;
}

/* Room for so many bytes: three for each, four at a line's end, three at each soft break. */
static struct pen begin(const struct printable *p, size_t n)
{
	text_reserve(p->out, 3 * n + n / 4 + 16);
	return (struct pen){p->out->s + p->out->len, p->column};
}

static void end(struct printable *p, const struct pen *pen)
{
	*pen->to = '\0';
	p->out->len = (size_t)(pen->to - p->out->s);
	p->column = pen->column;
}

void printable_put(struct printable *p, const char *words, size_t n)
{
	struct pen pen = begin(p, n);

	for (const char *s = words, *over = words + n; s < over;) {
		if (p->flowed && !p->inside && printable_stuffed(s))
			put_literal(&pen, " ", 1);
		size_t run = literal_run(s, (size_t)(over - s));
		put_literal(&pen, s, run);
		s += run;
		p->characters += run;
		p->inside = true;
		if (s < over && run < AT_ONCE) {
			p->inside = *s != '\n';
			p->foreign += (*s & 0x80) != 0;
			p->characters++;
			s += put_special(&pen, s);
		}
	}
	end(p, &pen);
}

bool printable_put_plain(struct printable *p, const char *words, size_t n)
{
	if (!p->column || n > MOST - p->column)
		return false;
	text_put(p->out, words, n);
	p->column += n;
	p->characters += n;
	return true;
}

void printable_end(struct printable *p)
{
	if (p->inside)
		printable_put(p, "\n", 1);
}

bool printable_is_foreign(const struct printable *p)
{
	return p->foreign * 3 > p->characters;
}

/* ---- once for all ---- */

void printable_make(struct printable_made *ret, const char *words, size_t n)
{
	*ret = (struct printable_made){.behind = {.out = &ret->bytes}};
	printable_put(&ret->behind, words, n);
	ret->behind.out = NULL;
}

void printable_made_done(struct printable_made *m)
{
	text_done(&m->bytes);
}

/* It was encoded from a line's start: a soft break brings us there. */
void printable_put_made(struct printable *p, const struct printable_made *m)
{
	if (!m->bytes.len)
		return;
	text_reserve(p->out, m->bytes.len + 3);
	char *to = p->out->s + p->out->len;
	if (p->column)
		to = mempcpy(to, "=\r\n", 3);
	to = mempcpy(to, m->bytes.s, m->bytes.len);
	*to = '\0';
	p->out->len = (size_t)(to - p->out->s);
	p->column = m->behind.column;
	p->inside = m->behind.inside;
	p->characters += m->behind.characters;
	p->foreign += m->behind.foreign;
}
