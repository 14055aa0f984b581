#include "part.h"

#include "base64.h"

#include <string.h>

/* ---- base64 ---- */

static void put_base64_lines(struct text *out, const char *bytes, size_t n)
{
	const size_t line = PART_LINE_MOST / 4 * 3;

	for (size_t i = 0; i < n; i += line) {
		base64_put(out, bytes + i, n - i < line ? n - i : line);
		text_puts(out, "\r\n");
	}
}

/* ---- as it is ---- */

static void put_crlf(struct text *out, const char *s)
{
	while (*s) {
		size_t n = strcspn(s, "\n");

		text_put(out, s, n);
		if (s[n])
			text_put(out, "\r\n", 2);
		s += n + (s[n] == '\n');
	}
}

static void put_crlf_base64(struct text *out, const char *s)
{
	AUTO(text_done) struct text crlf = TEXT_INIT;

	put_crlf(&crlf, s);
	put_base64_lines(out, text_str(&crlf), crlf.len);
}

/* Could some mailbox file or server take this line for its own mark? */
static bool is_marked(const char *line)
{
	return *line == '.' || str_starts(line, "From ");
}

/* What some relay on the way might touch: never on one of our lines as they are. */
static bool is_line_safe(const char *line, size_t n)
{
	if (n > PART_LINE_MOST || is_marked(line))
		return false;
	for (size_t i = 0; i < n; i++)
		if ((line[i] < ' ' && line[i] != '\t') || line[i] > '~')
			return false;
	return n == 0 || (line[n - 1] != ' ' && line[n - 1] != '\t');
}

static bool is_7bit(const char *s)
{
	for (size_t n; *s; s += n + (s[n] == '\n')) {
		n = strcspn(s, "\n");
		if (!is_line_safe(s, n))
			return false;
	}
	return true;
}

/* ---- quoted-printable ---- */

/* More than a third of the letters outside ASCII: quoted-printable would be three times as long. */
static bool is_mostly_foreign(const char *s)
{
	size_t foreign = 0, all = 0;

	for (; *s; s++) {
		foreign += (*s & 0xc0) == 0xc0;
		all += (*s & 0xc0) != 0x80;
	}
	return foreign * 3 > all;
}

/* May this byte stand for itself, at this column of the encoded line? */
static bool is_literal(const char *s, size_t column)
{
	if (*s == ' ' || *s == '\t')
		return s[1] && s[1] != '\n';
	if (column == 0 && is_marked(s))
		return false;
	return *s > ' ' && *s <= '~' && *s != '=';
}

/* Bytes of the character at s, of which the text is known to be UTF-8. */
static size_t character_bytes(const char *s)
{
	size_t n = 1;

	while ((s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* One line without its end; whole characters between soft breaks, for those who read the source
 * of a letter. */
static void put_qp_line(struct text *out, const char *s, const char *end)
{
	static const char hex[] = "0123456789ABCDEF";
	char line[PART_LINE_MOST + 3];
	size_t column = 0;

	while (s < end) {
		bool literal = is_literal(s, column);
		size_t n = literal ? 1 : character_bytes(s);

		if (column + (literal ? 1 : 3 * n) > PART_LINE_MOST - 1) {
			memcpy(line + column, "=\r\n", 3);
			text_put(out, line, column + 3);
			column = 0;
			literal = is_literal(s, 0);
		}
		if (literal) {
			line[column++] = *s++;
			continue;
		}
		for (; n; n--, s++) {
			line[column++] = '=';
			line[column++] = hex[(unsigned char)*s >> 4];
			line[column++] = hex[*s & 15];
		}
	}
	memcpy(line + column, "\r\n", 2);
	text_put(out, line, column + 2);
}

static void put_qp(struct text *out, const char *s)
{
	while (*s) {
		size_t n = strcspn(s, "\n");

		put_qp_line(out, s, s + n);
		s += n + (s[n] == '\n');
	}
}

/* ---- format=flowed ---- */

/* RFC 3676 section 4.4: a line that starts like a quotation, or with a blank, gets one more
 * blank, which the reader's program takes off. */
static void stuff(struct text *out, const char *s)
{
	while (*s) {
		size_t n = strcspn(s, "\n");

		if (*s == ' ' || *s == '>' || str_starts(s, "From "))
			text_putc(out, ' ');
		text_put(out, s, n + (s[n] == '\n'));
		s += n + (s[n] == '\n');
	}
}

/* ---- parts ---- */

void part_put_words(
        struct text *out, const char *type, const char *language, bool flowed, const char *body)
{
	AUTO(text_done) struct text s = TEXT_INIT;
	(flowed ? stuff : text_puts)(&s, body);
	if (!s.len || s.s[s.len - 1] != '\n')
		text_putc(&s, '\n'); /* nothing has to be guessed where a part is over */
	bool plain = is_7bit(s.s), foreign = is_mostly_foreign(s.s);

	text_printf(out, "Content-Type: %s; charset=utf-8%s\r\n", type,
	        flowed ? "; format=flowed; delsp=no" : "");
	if (language)
		text_printf(out, "Content-Language: %s\r\n", language);
	text_printf(out, "Content-Transfer-Encoding: %s\r\n\r\n",
	        plain     ? "7bit"
	        : foreign ? "base64"
	                  : "quoted-printable");
	(plain ? put_crlf : foreign ? put_crlf_base64 : put_qp)(out, s.s);
}

void part_put_picture(struct text *out, const struct part_picture *p)
{
	text_printf(out,
	        "Content-Type: %s\r\nContent-ID: <%s>\r\n"
	        "Content-Disposition: inline; filename=\"picture.%s\"\r\n"
	        "Content-Transfer-Encoding: base64\r\n\r\n",
	        p->type, p->id, strchr(p->type, '/') + 1);
	put_base64_lines(out, p->bytes, p->n);
}

void part_put_multi(struct text *out, const char *type, const char *boundary,
        const struct text *const *parts, size_t count)
{
	text_printf(out, "Content-Type: %s; boundary=\"%s\"\r\n\r\n", type, boundary);
	for (size_t i = 0; i < count; i++) {
		text_printf(out, "--%s\r\n", boundary);
		text_put(out, parts[i]->s, parts[i]->len);
		text_puts(out, "\r\n");
	}
	text_printf(out, "--%s--\r\n", boundary);
}
