#include "paper.h"

#include "plain.h"
#include "segment.h"

#include <ctype.h>
#include <string.h>

/* The plain-text twin's end: whoever signs, then how to be left alone, then where we are. */
void paper_text(const struct paper *p, struct text *out)
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

/* As wide as the words at most. Programs that know no CSS for pictures go by the attribute. */
static void put_picture(const struct paper *p, struct text *out)
{
	enum { WIDEST = 560 };
	int width = p->picture_width < WIDEST ? p->picture_width : WIDEST;
	if (!p->picture_words || !p->picture_id)
		return;
	text_printf(out, "<p style=\"margin:0 0 16px 0;%s\"><img src=\"cid:", segment_font);
	segment_escape(out, p->picture_id);
	text_puts(out, "\" alt=\"");
	segment_escape(out, p->picture_words);
	text_printf(out,
	        "\" width=\"%d\" "
	        "style=\"display:block;width:100%%;max-width:%dpx;height:auto\"></p>\n",
	        width, width);
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

void paper_html(const struct paper *p, const char *subject, const char *letter, struct text *out)
{
	AUTO(text_done) struct text lang = TEXT_INIT;
	const char *dir = direction(p->language);
	segment_escape(&lang, p->language);
	text_reserve(out, strlen(letter) + 2048);
	text_join(out, "<!DOCTYPE html>\n<html lang=\"", text_str(&lang), "\" dir=\"", dir,
	        "\">\n<head>\n<meta charset=\"utf-8\">\n"
	        "<meta name=\"viewport\" content=\"width=device-width\">\n"
	        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	segment_escape(out, subject);
	text_join(out, "</title>\n</head>\n<body lang=\"", text_str(&lang), "\" dir=\"", dir,
	        "\" style=\"margin:16px;", segment_font, "\">\n");
	text_puts(out, letter);
	put_picture(p, out);
	put_html_lines(p->signature, "0 0 16px 0", out);
	put_html_lines(p->optout, "0", out);
	put_html_lines(p->postal, "0", out);
	text_puts(out, "</body>\n</html>\n");
}
