#include "part.h"

#include "base64.h"
#include "printable.h"

#include <string.h>

/* ---- base64 ---- */

static void put_base64_lines(struct text *out, const char *bytes, size_t n)
{
	const size_t line = PRINTABLE_LINE / 4 * 3;

	for (size_t i = 0; i < n; i += line) {
		base64_put(out, bytes + i, n - i < line ? n - i : line);
		text_puts(out, "\r\n");
	}
}

/* ---- lines ---- */

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
		if (w.flowed && printable_stuffed(line))
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
	if (n + stuffed > PRINTABLE_LINE || (!stuffed && printable_marked(line)))
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
		if (!is_line_safe(line, n, w.flowed && printable_stuffed(line)))
			return false;
	return true;
}

/* ---- parts ---- */

static void put_head(struct text *out, const char *type, const char *language, bool flowed)
{
	text_join(out, "Content-Type: ", type, "; charset=utf-8",
	        flowed ? "; format=flowed; delsp=no" : "", "\r\n");
	if (language)
		text_join(out, "Content-Language: ", language, "\r\n");
	text_puts(out, "Content-Transfer-Encoding: ");
}

bool part_put_words(
        struct text *out, const char *type, const char *language, bool flowed, const char *body)
{
	body = *body ? body : "\n"; /* nothing has to be guessed where a part is over */
	const struct words w = {body, body + strlen(body), flowed};

	put_head(out, type, language, flowed);
	if (is_7bit(w)) {
		text_puts(out, "7bit\r\n\r\n");
		put_crlf(out, w);
		return true;
	}
	size_t behind = out->len;
	struct printable p = {.out = out, .flowed = flowed};
	text_puts(out, "quoted-printable\r\n\r\n");
	printable_put(&p, w.s, (size_t)(w.end - w.s));
	printable_end(&p);
	if (printable_is_foreign(&p)) {
		text_cut(out, behind);
		text_puts(out, "base64\r\n\r\n");
		put_crlf_base64(out, w);
	}
	return false;
}

void part_put_printable(
        struct text *out, const char *type, const char *language, const char *printable)
{
	put_head(out, type, language, false);
	text_join(out, "quoted-printable\r\n\r\n", printable);
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

void part_open(struct text *out, const char *type, const char *boundary)
{
	text_join(out, "Content-Type: ", type, "; boundary=\"", boundary, "\"\r\n\r\n--", boundary,
	        "\r\n");
}

void part_next(struct text *out, const char *boundary)
{
	text_join(out, "\r\n--", boundary, "\r\n");
}

void part_close(struct text *out, const char *boundary)
{
	text_join(out, "\r\n--", boundary, "--\r\n");
}
