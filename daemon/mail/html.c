#include "html.h"

#include "utf8.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct page {
	struct text out;
	int quotes;      /* open blockquotes */
	int breaks;      /* line ends owed before the next word */
	bool blank;      /* a blank is owed */
	bool line_empty; /* nothing on this line yet */
	bool pre;
};

static void begin_line(struct page *p)
{
	for (; p->breaks; p->breaks--) {
		if (p->out.len)
			text_putc(&p->out, '\n');
		p->line_empty = true;
	}
	if (!p->line_empty)
		return;
	for (int i = 0; i < p->quotes && i < 8; i++)
		text_puts(&p->out, "> ");
	p->line_empty = false;
	p->blank = false;
}

static void want_breaks(struct page *p, int n)
{
	if (p->breaks < n)
		p->breaks = p->line_empty && n > 1 ? n - 1 : n;
}

static void put_word(struct page *p, const char *s, size_t n)
{
	begin_line(p);
	if (p->blank && p->out.len && p->out.s[p->out.len - 1] != ' ')
		text_putc(&p->out, ' ');
	p->blank = false;
	text_put(&p->out, s, n);
}

static const struct {
	const char *name;
	uint32_t code;
} entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''},
        {"nbsp", ' '}, {"shy", 0xad}, {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018},
        {"rsquo", 0x2019}, {"sbquo", 0x201a}, {"ldquo", 0x201c}, {"rdquo", 0x201d},
        {"bdquo", 0x201e}, {"laquo", 0xab}, {"raquo", 0xbb}, {"hellip", 0x2026}, {"bull", 0x2022},
        {"middot", 0xb7}, {"euro", 0x20ac}, {"pound", 0xa3}, {"yen", 0xa5}, {"cent", 0xa2},
        {"copy", 0xa9}, {"reg", 0xae}, {"trade", 0x2122}, {"deg", 0xb0}, {"sect", 0xa7},
        {"iexcl", 0xa1}, {"iquest", 0xbf}, {"szlig", 0xdf}, {"Agrave", 0xc0}, {"Aacute", 0xc1},
        {"Acirc", 0xc2}, {"Atilde", 0xc3}, {"Auml", 0xc4}, {"Aring", 0xc5}, {"AElig", 0xc6},
        {"Ccedil", 0xc7}, {"Egrave", 0xc8}, {"Eacute", 0xc9}, {"Ecirc", 0xca}, {"Euml", 0xcb},
        {"Iacute", 0xcd}, {"Ntilde", 0xd1}, {"Oacute", 0xd3}, {"Ocirc", 0xd4}, {"Otilde", 0xd5},
        {"Ouml", 0xd6}, {"Oslash", 0xd8}, {"Uacute", 0xda}, {"Uuml", 0xdc}, {"agrave", 0xe0},
        {"aacute", 0xe1}, {"acirc", 0xe2}, {"atilde", 0xe3}, {"auml", 0xe4}, {"aring", 0xe5},
        {"aelig", 0xe6}, {"ccedil", 0xe7}, {"egrave", 0xe8}, {"eacute", 0xe9}, {"ecirc", 0xea},
        {"euml", 0xeb}, {"igrave", 0xec}, {"iacute", 0xed}, {"icirc", 0xee}, {"iuml", 0xef},
        {"ntilde", 0xf1}, {"ograve", 0xf2}, {"oacute", 0xf3}, {"ocirc", 0xf4}, {"otilde", 0xf5},
        {"ouml", 0xf6}, {"oslash", 0xf8}, {"ugrave", 0xf9}, {"uacute", 0xfa}, {"ucirc", 0xfb},
        {"uuml", 0xfc}, {"yacute", 0xfd}, {"zwnj", 0}, {"zwj", 0}};

/* "&name;" or "&#123;" at s: its code point and length; 0 when it is only an ampersand. */
static size_t entity(const char *s, uint32_t *ret)
{
	size_t n = 1;
	if (s[1] == '#') {
		bool hexadecimal = (s[2] | 0x20) == 'x';
		char *end;
		unsigned long v = strtoul(s + (hexadecimal ? 3 : 2), &end, hexadecimal ? 16 : 10);
		if (end == s + 2 || end - s > 12 || v > 0x10ffff)
			return 0;
		*ret = v == 0xa0 ? ' ' : (uint32_t)v;
		return (size_t)(end - s) + (*end == ';');
	}
	while (n < 10 && isalpha((unsigned char)s[n]))
		n++;
	for (size_t i = 0; i < COUNT(entities); i++)
		if (*entities[i].name == s[1] && strlen(entities[i].name) == n - 1 &&
		        memcmp(s + 1, entities[i].name, n - 1) == 0) {
			*ret = entities[i].code;
			return n + (s[n] == ';');
		}
	return 0;
}

enum kind { OTHER, LINE, BREAK, BLOCK, PREFORMATTED, QUOTE, RULE, CELL, UNSEEN };

/* What a tag does to the text. In the order of the alphabet. */
static enum kind kind_of(const char *name, size_t n)
{
	static const struct {
		const char *name;
		enum kind kind;
	} tags[] = {{"article", LINE}, {"blockquote", QUOTE}, {"br", BREAK}, {"center", LINE},
	        {"dd", LINE}, {"div", LINE}, {"dl", BLOCK}, {"dt", LINE}, {"footer", LINE},
	        {"h1", BLOCK}, {"h2", BLOCK}, {"h3", BLOCK}, {"h4", BLOCK}, {"h5", BLOCK},
	        {"h6", BLOCK}, {"head", UNSEEN}, {"header", LINE}, {"hr", RULE}, {"li", LINE},
	        {"ol", BLOCK}, {"p", BLOCK}, {"pre", PREFORMATTED}, {"script", UNSEEN},
	        {"section", LINE}, {"style", UNSEEN}, {"table", BLOCK}, {"td", CELL},
	        {"template", UNSEEN}, {"th", CELL}, {"title", UNSEEN}, {"tr", LINE}, {"ul", BLOCK}};
	for (size_t i = 0; i < COUNT(tags) && *tags[i].name <= (*name | 0x20); i++)
		if (*tags[i].name == (*name | 0x20) && strlen(tags[i].name) == n &&
		        strncasecmp(name, tags[i].name, n) == 0)
			return tags[i].kind;
	return OTHER;
}

/* Behind the end of the element whose content nobody reads. */
static const char *skip_element(const char *s, const char *name, size_t n)
{
	for (const char *p = s; (p = strchr(p, '<')); p++)
		if (p[1] == '/' && strncasecmp(p + 2, name, n) == 0)
			return p;
	return s + strlen(s);
}

static void act_on_tag(struct page *p, enum kind kind, bool closing)
{
	switch (kind) {
	case QUOTE:
		want_breaks(p, 1);
		p->quotes += closing ? (p->quotes ? -1 : 0) : 1;
		break;
	case BREAK:
		p->breaks += p->breaks < 2;
		break;
	case LINE:
		want_breaks(p, 1);
		break;
	case PREFORMATTED:
		p->pre = !closing;
		want_breaks(p, 2);
		break;
	case BLOCK:
		want_breaks(p, 2);
		break;
	case RULE:
		if (closing)
			break;
		want_breaks(p, 1);
		put_word(p, "________________________________", 32);
		want_breaks(p, 1);
		break;
	case CELL:
		p->blank = true;
		break;
	default:
		break;
	}
}

/* A tag, comment or declaration at '<'; returns what follows it. */
static const char *read_tag(struct page *p, const char *s)
{
	if (strncmp(s, "<!--", 4) == 0) {
		const char *end = strstr(s + 4, "-->");
		return end ? end + 3 : s + strlen(s);
	}
	bool closing = s[1] == '/';
	const char *name = s + 1 + closing;
	if (!isalpha((unsigned char)*name) && *name != '!' && *name != '?') {
		put_word(p, "<", 1);
		return s + 1;
	}
	size_t n = strcspn(name, " \t\r\n/>");
	const char *end = name + n;
	for (char quote = 0; *end && (quote || *end != '>'); end++)
		if (quote ? *end == quote : *end == '"' || *end == '\'')
			quote = quote ? 0 : *end;
	if (!*end) /* an open quote: take the first '>' */
		end = name + n + strcspn(name + n, ">");
	if (*end)
		end++;
	enum kind kind = kind_of(name, n);
	if (!closing && kind == UNSEEN && end[-1] == '>' && end[-2] != '/')
		return skip_element(end, name, n);
	act_on_tag(p, kind, closing);
	return end;
}

char *html_text(const char *html)
{
	struct page p = {.line_empty = true};
	for (const char *s = html; *s;) {
		uint32_t code;
		size_t n;
		if (*s == '<') {
			s = read_tag(&p, s);
		} else if (*s == '&' && (n = entity(s, &code))) {
			AUTO(text_done) struct text c = TEXT_INIT;
			utf8_put(&c, code);
			if (code == ' ' || code == '\n')
				p.blank = true;
			else if (c.len && code != 0xad)
				put_word(&p, c.s, c.len);
			s += n;
		} else if (*s == '\n' && p.pre) {
			p.breaks++;
			s++;
		} else if (isspace((unsigned char)*s)) {
			p.blank = true;
			s++;
		} else {
			n = strcspn(s, "<& \t\r\n");
			n = n ? n : 1;
			put_word(&p, s, n);
			s += n;
		}
	}
	return text_steal(&p.out);
}

bool html_is(const char *text)
{
	static const char *const starts[] = {"<!doctype html", "<html", "<body", "<div", "<head"};
	text += strspn(text, " \t\r\n");
	for (size_t i = 0; i < COUNT(starts); i++)
		if (strncasecmp(text, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}
