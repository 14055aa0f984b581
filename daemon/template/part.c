#include "part.h"

#include "base64.h"
#include "utf8.h"

#include <endian.h>
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

/* ---- lines ---- */

/* Could some mailbox file or server take this line for its own mark? */
static bool is_marked(const char *line)
{
	return *line == '.' || (*line == 'F' && str_starts(line, "From "));
}

/* RFC 3676 section 4.4: a line of flowed text that starts like a quotation, or with a blank, gets
 * one more blank, which the reader's program takes off. */
static bool is_stuffed(const char *line)
{
	return *line == ' ' || *line == '>' || (*line == 'F' && str_starts(line, "From "));
}

/* What is sent as words: lines with LF behind each but perhaps the last. */
struct words {
	const char *s, *end;
	bool flowed;
};

/* The next line, without its end; false when there is none. */
static bool next_line(struct words *w, const char **ret, size_t *ret_n)
{
	if (w->s == w->end)
		return false;
	const char *end = memchr(w->s, '\n', (size_t)(w->end - w->s));
	*ret = w->s;
	*ret_n = (size_t)((end ? end : w->end) - w->s);
	w->s = end ? end + 1 : w->end;
	return true;
}

/* ---- as it is ---- */

static void put_crlf(struct text *out, struct words w)
{
	const char *line;

	for (size_t n; next_line(&w, &line, &n);) {
		if (w.flowed && is_stuffed(line))
			text_putc(out, ' ');
		text_put(out, line, n);
		text_put(out, "\r\n", 2);
	}
}

static void put_crlf_base64(struct text *out, struct words w)
{
	AUTO(text_done) struct text crlf = TEXT_INIT;

	put_crlf(&crlf, w);
	put_base64_lines(out, text_str(&crlf), crlf.len);
}

/* What some relay on the way might touch: never on one of our lines as they are. */
static bool is_line_safe(const char *line, size_t n, bool stuffed)
{
	if (n + stuffed > PART_LINE_MOST || (!stuffed && is_marked(line)))
		return false;
	for (size_t i = 0; i < n; i++)
		if ((line[i] < ' ' && line[i] != '\t') || line[i] > '~')
			return false;
	return n == 0 || (line[n - 1] != ' ' && line[n - 1] != '\t');
}

static bool is_7bit(struct words w)
{
	const char *line;

	for (size_t n; next_line(&w, &line, &n);)
		if (!is_line_safe(line, n, w.flowed && is_stuffed(line)))
			return false;
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

/* Bytes of s that stand for themselves in the midst of a line, n at most: neither '=' nor a control
 * byte nor beyond ASCII. Eight at a time; what a sum carries over spoils only bytes behind the
 * first that is looked for. */
static size_t literal_run(const char *s, size_t n)
{
	const uint64_t each = 0x0101010101010101u;
	size_t i = 0;

	for (uint64_t eight, stop; i + sizeof eight <= n; i += sizeof eight) {
		memcpy(&eight, s + i, sizeof eight);
		eight = le64toh(eight);
		stop = eight | (eight + each) | (eight - each * ' ') |
		       ((eight ^ each * '=') - each);
		if (stop & each * 0x80)
			return i + (size_t)__builtin_ctzll(stop & each * 0x80) / 8;
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

/* Where the next byte goes; there is room for it. */
struct qp {
	char *to;
	size_t column;
};

enum { QP_MOST = PART_LINE_MOST - 1 }; /* the last column is the soft break's */

static void qp_break(struct qp *q)
{
	q->to = mempcpy(q->to, "=\r\n", 3);
	q->column = 0;
}

/* One character, its bytes not torn apart by a soft break: some people read the source. */
static void qp_hex(struct qp *q, const char *s, size_t n)
{
	if (q->column + 3 * n > QP_MOST)
		qp_break(q);
	q->column += 3 * n;
	for (; n; n--, s++) {
		*q->to++ = '=';
		*q->to++ = hex[(unsigned char)*s >> 4];
		*q->to++ = hex[*s & 15];
	}
}

/* Bytes that stand for themselves, unless they would begin a line with a mark. */
static void qp_literal(struct qp *q, const char *s, size_t n)
{
	while (n) {
		if (q->column == QP_MOST)
			qp_break(q);
		if (q->column == 0 && is_marked(s)) {
			qp_hex(q, s++, 1);
			n--;
		}
		size_t fit = n < QP_MOST - q->column ? n : QP_MOST - q->column;
		q->to = mempcpy(q->to, s, fit);
		q->column += fit;
		s += fit;
		n -= fit;
	}
}

static void qp_line_end(struct qp *q)
{
	q->to = mempcpy(q->to, "\r\n", 2);
	q->column = 0;
}

/* What does not just stand for itself: a line's end, a tab, any other character. */
static size_t qp_special(struct qp *q, const char *s, const char *end)
{
	size_t n = character_bytes(s);

	if (*s == '\n')
		qp_line_end(q);
	else if (*s == '\t' && s + 1 < end && s[1] != '\n')
		qp_literal(q, s, n);
	else
		qp_hex(q, s, n);
	return n;
}

static void put_qp(struct text *out, struct words w)
{
	size_t all = (size_t)(w.end - w.s);

	/* three bytes for one, another two at the end, three at each soft break */
	text_reserve(out, 3 * all + all / 4 + 16);
	struct qp q = {out->s + out->len, 0};
	for (const char *s = w.s; s < w.end;) {
		if (w.flowed && (s == w.s || s[-1] == '\n') && is_stuffed(s))
			qp_literal(&q, " ", 1);
		size_t run = literal_run(s, (size_t)(w.end - s));
		bool last = s + run == w.end || s[run] == '\n';
		if (run && last && s[run - 1] == ' ')
			run--; /* the last blank of a line would get lost on the way */
		qp_literal(&q, s, run);
		s += run;
		if (s < w.end)
			s += qp_special(&q, s, w.end);
	}
	if (w.end[-1] != '\n')
		qp_line_end(&q);
	out->len = (size_t)(q.to - out->s);
	*q.to = '\0';
}

/* ---- parts ---- */

void part_put_words(
        struct text *out, const char *type, const char *language, bool flowed, const char *body)
{
	body = *body ? body : "\n"; /* nothing has to be guessed where a part is over */
	struct words w = {body, body + strlen(body), flowed};
	bool plain = is_7bit(w), foreign = is_mostly_foreign(w.s, (size_t)(w.end - w.s));

	text_join(out, "Content-Type: ", type, "; charset=utf-8",
	        flowed ? "; format=flowed; delsp=no" : "", "\r\n");
	if (language)
		text_join(out, "Content-Language: ", language, "\r\n");
	text_join(out, "Content-Transfer-Encoding: ",
	        plain     ? "7bit"
	        : foreign ? "base64"
	                  : "quoted-printable",
	        "\r\n\r\n");
	(plain ? put_crlf : foreign ? put_crlf_base64 : put_qp)(out, w);
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
