#include "paper.h"

#include "plain.h"
#include "segment.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* HTML that is the same in every letter, plain and encoded. */
struct piece {
	struct text html;
	struct printable_made made;
};

/* The subject stands between the first two, the letter behind the second; a picture's id between
 * the last but one and the last. */
enum { HEAD, BODY, PICTURE, FOOT, PIECES };

enum { WORDS = 5 };

struct paper_sheet {
	char *words[WORDS];
	int picture_width;
	bool has_picture;
	struct text text;
	struct piece at[PIECES];
};

/* ---- the plain-text twin's end: who signs, how to be left alone, where we are ---- */

static void make_text(const struct paper *p, struct text *out)
{
	if (p->picture_words) {
		AUTO(xfree) char *words = xasprintf("[%s]", p->picture_words);
		text_puts(out, "\n");
		plain_flow(out, words, "", SEGMENT_COLUMNS);
	}
	text_puts(out, "\n-- \n");
	if (p->signature)
		plain_flow(out, p->signature, "", SEGMENT_COLUMNS);
	if (p->signature && (p->optout || p->postal))
		text_puts(out, "\n");
	if (p->optout)
		plain_flow(out, p->optout, "", SEGMENT_COLUMNS);
	if (p->postal)
		plain_flow(out, p->postal, "", SEGMENT_COLUMNS);
}

/* ---- HTML ---- */

/* A paragraph of plain text, its lines kept. */
static void put_html_lines(const char *lines, const char *margin, struct text *out)
{
	if (str_empty(lines))
		return;
	text_join(out, "<p style=\"margin:", margin, ";", segment_font, "\">");
	while (*lines) {
		size_t n = strcspn(lines, "\n");
		segment_escape_bytes(out, lines, n);
		lines += n + (lines[n] == '\n');
		text_puts(out, *lines ? "<br>\n" : "");
	}
	text_puts(out, "</p>\n");
}

static const char *direction(const char *language)
{
	static const char *const right_to_left[] = {"ar", "fa", "he", "ur", "yi"};
	for (size_t i = 0; i < COUNT(right_to_left); i++)
		if (strncasecmp(language, right_to_left[i], 2) == 0 &&
		        !isalpha((unsigned char)language[2]))
			return "rtl";
	return "ltr";
}

static bool has_picture(const struct paper *p)
{
	return p->picture_words && p->picture_id;
}

/* As wide as the words at most. Programs that know no CSS for pictures go by the attribute. */
static void make_behind_picture(const struct paper *p, struct text *out)
{
	enum { WIDEST = 560 };
	int width = p->picture_width < WIDEST ? p->picture_width : WIDEST;
	text_puts(out, "\" alt=\"");
	segment_escape(out, p->picture_words);
	text_printf(out,
	        "\" width=\"%d\" "
	        "style=\"display:block;width:100%%;max-width:%dpx;height:auto\"></p>\n",
	        width, width);
}

static void make_pieces(const struct paper *p, struct piece at[PIECES])
{
	AUTO(text_done) struct text lang = TEXT_INIT;
	const char *dir = direction(p->language);
	segment_escape(&lang, p->language);
	text_join(&at[HEAD].html, "<!DOCTYPE html>\n<html lang=\"", text_str(&lang), "\" dir=\"",
	        dir,
	        "\">\n<head>\n<meta charset=\"utf-8\">\n"
	        "<meta name=\"viewport\" content=\"width=device-width\">\n"
	        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	text_join(&at[BODY].html, "</title>\n</head>\n<body lang=\"", text_str(&lang), "\" dir=\"",
	        dir, "\" style=\"margin:16px;", segment_font, "\">\n");
	if (has_picture(p)) {
		text_join(&at[PICTURE].html, "<p style=\"margin:0 0 16px 0;", segment_font,
		        "\"><img src=\"cid:");
		make_behind_picture(p, &at[FOOT].html);
	}
	put_html_lines(p->signature, "0 0 16px 0", &at[FOOT].html);
	put_html_lines(p->optout, "0", &at[FOOT].html);
	put_html_lines(p->postal, "0", &at[FOOT].html);
	text_puts(&at[FOOT].html, "</body>\n</html>\n");
}

/* ---- sheets ---- */

/* What makes one sheet another, beside the picture's width. */
static void words_of(const struct paper *p, const char *ret[WORDS])
{
	const char *words[WORDS] = {
	        p->signature, p->optout, p->postal, p->language, p->picture_words};
	memcpy(ret, words, sizeof words);
}

static bool is_made_of(const struct paper_sheet *s, const struct paper *p)
{
	const char *words[WORDS];
	int same = 0;
	words_of(p, words);
	while (same < WORDS && !s->words[same] == !words[same] &&
	        str_same(s->words[same], words[same]))
		same++;
	return same == WORDS && s->picture_width == p->picture_width &&
	       s->has_picture == has_picture(p);
}

static void sheet_free(struct paper_sheet *s)
{
	if (!s)
		return;
	for (int i = 0; i < PIECES; i++) {
		text_done(&s->at[i].html);
		printable_made_done(&s->at[i].made);
	}
	text_done(&s->text);
	for (int i = 0; i < WORDS; i++)
		xfree(s->words[i]);
	xfree(s);
}

static struct paper_sheet *make_sheet(const struct paper *p)
{
	struct paper_sheet *s = xcalloc(1, sizeof *s);
	const char *words[WORDS];
	words_of(p, words);
	for (int i = 0; i < WORDS; i++)
		s->words[i] = xstrdup(words[i]);
	s->picture_width = p->picture_width;
	s->has_picture = has_picture(p);
	make_text(p, &s->text);
	make_pieces(p, s->at);
	for (int i = 0; i < PIECES; i++)
		printable_make(&s->at[i].made, text_str(&s->at[i].html), s->at[i].html.len);
	return s;
}

const struct paper_sheet *paper_sheet(struct paper_sheets *s, const struct paper *p)
{
	for (size_t i = 0; i < PAPER_SHEETS && s->at[i]; i++)
		if (is_made_of(s->at[i], p))
			return s->at[i];
	struct paper_sheet **place = &s->at[s->next++ % PAPER_SHEETS];
	sheet_free(*place);
	return *place = make_sheet(p);
}

void paper_sheets_done(struct paper_sheets *s)
{
	for (size_t i = 0; i < PAPER_SHEETS; i++)
		sheet_free(s->at[i]);
	*s = (struct paper_sheets){0};
}

/* ---- writing ---- */

void paper_text(const struct paper_sheet *s, struct text *out)
{
	text_put(out, s->text.s, s->text.len);
}

static void put_piece(const struct paper_sheet *s, int piece, struct text *out)
{
	text_put(out, s->at[piece].html.s, s->at[piece].html.len);
}

void paper_html(const struct paper_sheet *s, const char *picture_id, const char *subject,
        const char *letter, struct text *out)
{
	text_reserve(out, strlen(letter) + 2048);
	put_piece(s, HEAD, out);
	segment_escape(out, subject);
	put_piece(s, BODY, out);
	text_puts(out, letter);
	if (s->at[PICTURE].html.len) {
		put_piece(s, PICTURE, out);
		segment_escape(out, picture_id);
	}
	put_piece(s, FOOT, out);
}

static void put_escaped(struct printable *out, const char *words)
{
	AUTO(text_done) struct text html = TEXT_INIT;
	segment_escape(&html, words);
	printable_put(out, text_str(&html), html.len);
}

void paper_begin(const struct paper_sheet *s, const char *subject, struct printable *out)
{
	printable_put_made(out, &s->at[HEAD].made);
	put_escaped(out, subject);
	printable_put_made(out, &s->at[BODY].made);
}

void paper_end(const struct paper_sheet *s, const char *picture_id, struct printable *out)
{
	if (s->at[PICTURE].html.len) {
		printable_put_made(out, &s->at[PICTURE].made);
		put_escaped(out, picture_id);
	}
	printable_put_made(out, &s->at[FOOT].made);
}
