#include "part.h"

#include "base64.h"
#include "utf8.h"

#include <endian.h>
#include <string.h>

static const uint64_t EACH = 0x0101010101010101u; /* of eight bytes */

static size_t line_bytes(const char *s)
{
	return (size_t)(strchrnul(s, '\n') - s);
}

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
		size_t n = line_bytes(s);

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
	return *line == '.' || (*line == 'F' && str_starts(line, "From "));
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
		n = line_bytes(s);
		if (!is_line_safe(s, n))
			return false;
	}
	return true;
}

/* ---- quoted-printable ---- */

static const char hex[] = "0123456789ABCDEF";

void part_hex(struct text *out, char byte)
{
	text_put(out, (const char[]){'=', hex[(unsigned char)byte >> 4], hex[byte & 15]}, 3);
}

/* More than a third of the letters outside ASCII: quoted-printable would be three times as long. */
static bool is_mostly_foreign(const char *s, size_t n)
{
	size_t foreign = 0, all = n;

	for (size_t i = utf8_ascii(s, n); i < n; i += 1 + utf8_ascii(s + i + 1, n - i - 1)) {
		foreign += (s[i] & 0xc0) == 0xc0;
		all -= (s[i] & 0xc0) == 0x80;
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

/* Is one of these eight bytes of ASCII below `least`, or is it `byte`? */
static uint64_t any_below(uint64_t eight, unsigned least)
{
	return (eight - EACH * least) & ~eight & EACH * 0x80;
}
static uint64_t any_is(uint64_t eight, unsigned byte)
{
	return any_below(eight ^ EACH * byte, 1);
}

/* Bytes of s that stand for themselves in the midst of a line, n at most. */
static size_t literal_run(const char *s, size_t n)
{
	size_t i = 0;

	for (uint64_t eight, stop; i + sizeof eight <= n; i += sizeof eight) {
		memcpy(&eight, s + i, sizeof eight);
		eight = le64toh(eight);
		stop = (eight & EACH * 0x80) | any_below(eight, ' ') | any_is(eight, '=') |
		       any_is(eight, 0x7f);
		if (stop)
			return i + (size_t)__builtin_ctzll(stop) / 8;
	}
	while (i < n && s[i] >= ' ' && s[i] <= '~' && s[i] != '=')
		i++;
	return i;
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
	char line[PART_LINE_MOST + 3];
	size_t column = 0;

	while (s < end) {
		size_t room = PART_LINE_MOST - 1 - column, left = (size_t)(end - s);
		size_t run =
		        column || !is_marked(s) ? literal_run(s, left < room ? left : room) : 0;

		if (run && s + run == end && end[-1] == ' ')
			run--; /* the last blank of a line would get lost on the way */
		if (run) {
			memcpy(line + column, s, run);
			column += run;
			s += run;
			continue;
		}

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
		size_t n = line_bytes(s);

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
		size_t n = line_bytes(s);

		if (*s == ' ' || *s == '>' || (*s == 'F' && str_starts(s, "From ")))
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
	text_reserve(&s, strlen(body) + 64);
	(flowed ? stuff : text_puts)(&s, body);
	if (!s.len || s.s[s.len - 1] != '\n')
		text_putc(&s, '\n'); /* nothing has to be guessed where a part is over */
	bool plain = is_7bit(s.s), foreign = is_mostly_foreign(s.s, s.len);

	text_reserve(out, s.len + s.len / 4 + 256);
	text_join(out, "Content-Type: ", type, "; charset=utf-8",
	        flowed ? "; format=flowed; delsp=no" : "", "\r\n");
	if (language)
		text_join(out, "Content-Language: ", language, "\r\n");
	text_join(out, "Content-Transfer-Encoding: ",
	        plain     ? "7bit"
	        : foreign ? "base64"
	                  : "quoted-printable",
	        "\r\n\r\n");
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
	text_join(out, "Content-Type: ", type, "; boundary=\"", boundary, "\"\r\n\r\n");
	for (size_t i = 0; i < count; i++) {
		text_join(out, "--", boundary, "\r\n");
		text_put(out, parts[i]->s, parts[i]->len);
		text_puts(out, "\r\n");
	}
	text_join(out, "--", boundary, "--\r\n");
}
