#include "page.h"

#include "plain.h"
#include "template.h"

#include <string.h>

enum { COLUMNS = 72, CELLS = 6, BAR_COLUMNS = 20 };

enum kind { HEADING, GROUP, ALARM, PARA, ITEM, NUMBER, UNDER, ACTION, SMALL, PICTURE, TABLE, ROW };

struct block {
	enum kind kind;
	int number; /* of a NUMBER; bar of a ROW */
	char *words;
	char *cells[CELLS + 1];
};

struct page {
	char *title, *language;
	struct block *blocks;
	size_t count;
	int numbers;
};

struct page *page_new(const char *title, const char *language)
{
	struct page *p = xcalloc(1, sizeof *p);
	p->title = xstrdup(title);
	p->language = xstrdup(language);
	return p;
}

void page_free(struct page *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++) {
		xfree(p->blocks[i].words);
		for (int c = 0; c < CELLS; c++)
			xfree(p->blocks[i].cells[c]);
	}
	xfree(p->blocks);
	xfree(p->title);
	xfree(p->language);
	xfree(p);
}

static struct block *add(struct page *p, enum kind kind)
{
	p->blocks = xrealloc(p->blocks, (p->count + 1) * sizeof *p->blocks);
	struct block *b = &p->blocks[p->count++];
	*b = (struct block){.kind = kind};
	return b;
}

/* What customers wrote may hold line ends; a block is one paragraph. */
static char *one_line(char *s)
{
	for (char *c = s; *c; c++)
		if ((unsigned char)*c < 0x20)
			*c = ' ';
	return s;
}

#define WORDS_FUNCTION(name, kind, more)                                                           \
	void name(struct page *p, const char *fmt, ...)                                            \
	{                                                                                          \
		struct text t = TEXT_INIT;                                                         \
		va_list ap;                                                                        \
		va_start(ap, fmt);                                                                 \
		text_vprintf(&t, fmt, ap);                                                         \
		va_end(ap);                                                                        \
		struct block *b = add(p, kind);                                                    \
		b->words = one_line(text_steal(&t));                                               \
		more;                                                                              \
	}

WORDS_FUNCTION(page_heading, HEADING, (void)0)
WORDS_FUNCTION(page_group, GROUP, (void)0)
WORDS_FUNCTION(page_alarm, ALARM, (void)0)
WORDS_FUNCTION(page_para, PARA, (void)0)
WORDS_FUNCTION(page_item, ITEM, (void)0)
WORDS_FUNCTION(page_number, NUMBER, b->number = ++p->numbers)
WORDS_FUNCTION(page_under, UNDER, (void)0)
WORDS_FUNCTION(page_action, ACTION, (void)0)
WORDS_FUNCTION(page_small, SMALL, (void)0)

void page_picture(struct page *p, const char *id, int width, int height, const char *caption,
        const char *fmt, ...)
{
	struct text t = TEXT_INIT;
	va_list ap;
	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	struct block *b = add(p, id ? PICTURE : PARA);
	b->words = one_line(text_steal(&t));
	if (!id)
		return;
	b->number = width;
	b->cells[0] = xstrdup(id);
	b->cells[1] = xasprintf("%d", height);
	b->cells[2] = xstrdup(caption);
}

int page_numbers(const struct page *p)
{
	return p->numbers;
}

static void cells(struct block *b, const char *const *words)
{
	for (int i = 0; i < CELLS && words[i]; i++)
		b->cells[i] = one_line(xstrdup(words[i]));
}

void page_table(struct page *p, const char *const *heads)
{
	cells(add(p, TABLE), heads);
}

void page_row(struct page *p, int bar, const char *const *words)
{
	struct block *b = add(p, ROW);
	b->number = bar;
	cells(b, words);
}

/* Does a word that is typed begin (or end) with this star? One inside of an address does not. */
static bool marks(const char *words, const char *star, bool typed)
{
	if (*star != '*')
		return false;
	return typed ? !star[1] || strchr(" .,;:", star[1]) : star == words || star[-1] == ' ';
}

/* ---- plain text ---- */

static void spaces(struct text *out, int n)
{
	for (; n > 0; n--)
		text_putc(out, ' ');
}

/* Words flowed into lines of 72, the first behind `first`, the others indented as far. */
static void flow(struct text *out, const char *first, int indent, const char *words)
{
	int column = (int)plain_columns(first);
	bool fresh = true;
	text_puts(out, first);
	spaces(out, indent - column);
	column = indent;
	while (*words) {
		words += strspn(words, " ");
		size_t n = strcspn(words, " ");
		if (!n)
			break;
		AUTO(xfree) char *word = xstrndup(words, n);
		if (!fresh && column + 1 + (int)plain_columns(word) > COLUMNS) {
			text_putc(out, '\n');
			spaces(out, indent);
			column = indent;
			fresh = true;
		}
		if (!fresh) {
			text_putc(out, ' ');
			column++;
		}
		text_puts(out, word);
		column += (int)plain_columns(word);
		fresh = false;
		words += n;
	}
	text_putc(out, '\n');
}

static void flow_action(struct text *out, const char *words)
{
	AUTO(text_done) struct text bare = TEXT_INIT;
	bool typed = false;
	for (const char *c = words; *c; c++)
		if (marks(words, c, typed))
			typed = !typed;
		else
			text_putc(&bare, *c);
	flow(out, "", 4, text_str(&bare));
}

static void text_heading(struct text *out, const char *words)
{
	text_printf(out, "\n%s\n", words);
	for (int n = (int)plain_columns(words); n > 0; n--)
		text_putc(out, '=');
	text_putc(out, '\n');
}

static const struct block *table_end(const struct page *p, const struct block *table)
{
	const struct block *end = table + 1;
	while (end < p->blocks + p->count && end->kind == ROW)
		end++;
	return end;
}

/* A table whose columns explain themselves has no line of heads. */
static const struct block *table_start(const struct block *table)
{
	for (int c = 0; c < CELLS && table->cells[c]; c++)
		if (*table->cells[c])
			return table;
	return table + 1;
}

static void text_table(const struct page *p, const struct block *table, struct text *out)
{
	const struct block *end = table_end(p, table);
	int widths[CELLS] = {0};
	for (const struct block *b = table; b < end; b++)
		for (int c = 0; c < CELLS && b->cells[c]; c++)
			if ((int)plain_columns(b->cells[c]) > widths[c])
				widths[c] = (int)plain_columns(b->cells[c]);
	for (const struct block *b = table_start(table); b < end; b++) {
		text_puts(out, " ");
		for (int c = 0; c < CELLS && b->cells[c]; c++) {
			int pad = widths[c] - (int)plain_columns(b->cells[c]);
			spaces(out, c ? pad + 3 : 0);
			text_puts(out, b->cells[c]);
			spaces(out, c ? 0 : pad);
		}
		if (b->kind == ROW && b->number > 0) {
			text_puts(out, "  ");
			for (int n = (b->number * BAR_COLUMNS + 99) / 100; n > 0; n--)
				text_putc(out, '#');
		}
		text_putc(out, '\n');
	}
}

static void text_block(
        const struct page *p, const struct block *b, enum kind before, struct text *out)
{
	AUTO(xfree) char *number = xasprintf("%2d. ", b->number);
	switch (b->kind) {
	case HEADING:
		text_heading(out, b->words);
		break;
	case GROUP:
		text_printf(out, "%s%s:\n", before == HEADING ? "" : "\n", b->words);
		break;
	case ALARM:
		flow(out, "!! ", 3, b->words);
		break;
	case NUMBER:
		flow(out, number, 4, b->words);
		break;
	case ITEM:
		flow(out, " - ", 3, b->words);
		break;
	case UNDER:
		flow(out, "", 4, b->words);
		break;
	case ACTION:
		flow_action(out, b->words);
		break;
	case PARA:
	case PICTURE:
		if (before == ALARM || before == ITEM || before == UNDER || before == ACTION)
			text_putc(out, '\n');
		flow(out, "", 0, b->words);
		break;
	case SMALL:
		if (before != SMALL)
			text_puts(out, "\n--\n");
		flow(out, "", 0, b->words);
		break;
	case TABLE:
		text_table(p, b, out);
		break;
	case ROW: /* written with its table */
		break;
	}
}

char *page_text(const struct page *p)
{
	struct text out = TEXT_INIT;
	for (size_t i = 0; i < p->count; i++)
		text_block(p, &p->blocks[i], i ? p->blocks[i - 1].kind : HEADING, &out);
	return text_steal(&out);
}

/* ---- HTML: what the mail programs of notes agree on ---- */

#define FONT "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;"
#define INK "color:#1f2933;"
#define MUTED "color:#52606d;"
#define FINE "font-size:13px;line-height:19px;" MUTED FONT
#define PAPER "background-color:#ffffff;"

/* Dark, where a mail program asks for it (and keeps <style>); the others turn the colours round by
 * themselves, for which ground and ink must both be told. */
static const char dark[] = "<style>@media (prefers-color-scheme:dark){"
                           "[style*=\"#ffffff\"]{background-color:#16191d!important}"
                           "[style*=\"#1f2933\"]{color:#e4e7eb!important}"
                           "[style*=\"#52606d\"]{color:#a9b4c0!important}"
                           "[style*=\"#b42318\"]{color:#ff9a8f!important}}</style>\n";

static void open_tag(struct text *out, const char *tag, const char *style)
{
	text_printf(out, "<%s style=\"%s\">", tag, style);
}

static void element(struct text *out, const char *tag, const char *style, const char *words)
{
	open_tag(out, tag, style);
	template_escape_html(out, words);
	text_printf(out, "</%s>\n", tag);
}

static void html_bar(struct text *out, int bar, int width)
{
	text_printf(out, "<td width=\"%d%%\" style=\"padding:4px 0 4px 12px\">", width);
	if (bar > 0)
		text_printf(out,
		        "<table role=\"presentation\" width=\"%d%%\" cellpadding=\"0\" "
		        "cellspacing=\"0\"><tr>"
		        "<td bgcolor=\"#2f8f6f\" style=\"background-color:#2f8f6f;font-size:1px;"
		        "line-height:14px\">&nbsp;</td></tr></table>",
		        bar);
	text_puts(out, "</td>");
}

/* What is typed stands out: it is all that a reader in a hurry looks for. */
static void html_action(struct text *out, const char *words)
{
	open_tag(out, "p", "margin:0 0 2px 22px;font-size:15px;line-height:22px;" MUTED FONT);
	bool typed = false;
	for (const char *c = words, *end; *c; c = end) {
		if (marks(words, c, typed)) {
			typed = !typed;
			text_puts(out, typed ? "<b style=\"white-space:nowrap;" INK "\">" : "</b>");
			end = c + 1;
			continue;
		}
		end = c + 1;
		while (*end && *end != '*')
			end++;
		AUTO(xfree) char *piece = xstrndup(c, (size_t)(end - c));
		template_escape_html(out, piece);
	}
	text_puts(out, typed ? "</b></p>\n" : "</p>\n");
}

/* Numbers are bold; so is every cell of a table with heads. */
static void html_row(struct text *out, const struct block *b, bool heads, bool bars)
{
	bool head = b->kind == TABLE;
	text_puts(out, "<tr>");
	for (int c = 0; c < CELLS && b->cells[c]; c++) {
		const char *tag = head || c == 0 ? "th" : "td";
		text_printf(out,
		        "<%s%s align=\"%s\" style=\"padding:4px 12px 4px "
		        "0;font-size:15px;%sfont-weight:%s;%s%s\">",
		        tag,
		        head     ? " scope=\"col\""
		        : c == 0 ? " scope=\"row\""
		                 : "",
		        c ? "right" : "left",
		        c && !heads && !b->cells[c + 1] ? "white-space:nowrap;" : "",
		        c && !head && (heads || !b->cells[c + 1]) ? "bold" : "normal",
		        head ? MUTED : INK, FONT);
		template_escape_html(out, b->cells[c]);
		text_printf(out, "</%s>", tag);
	}
	if (bars)
		html_bar(out, head ? 0 : b->number, b->cells[2] ? 22 : 30);
	text_puts(out, "</tr>\n");
}

static void html_table(const struct page *p, const struct block *table, struct text *out)
{
	const struct block *end = table_end(p, table);
	bool bars = false;
	for (const struct block *b = table + 1; b < end; b++)
		bars = bars || b->number > 0;
	text_puts(out, "<table cellpadding=\"0\" cellspacing=\"0\" width=\"100%\">\n");
	bool heads = table_start(table) == table;
	for (const struct block *b = table_start(table); b < end; b++)
		html_row(out, b, heads, bars);
	text_puts(out, "</table>\n");
}

static void html_picture(struct text *out, const struct block *b)
{
	text_printf(out,
	        "<p style=\"margin:0 0 4px 0;font-size:15px;line-height:22px;" INK FONT
	        "\"><img src=\"cid:%s\" width=\"%d\" height=\"%s\" alt=\"",
	        b->cells[0], b->number, b->cells[1]);
	template_escape_html(out, b->words);
	text_puts(out, "\" style=\"display:block;width:100%;height:auto\"></p>\n");
	element(out, "p", "margin:0 0 10px 0;font-size:13px;line-height:19px;" MUTED FONT,
	        b->cells[2]);
}

static void html_block(
        const struct page *p, const struct block *b, enum kind before, struct text *out)
{
	AUTO(xfree)
	char *numbered = b->kind == NUMBER ? xasprintf("%d. %s", b->number, b->words) : NULL;
	switch (b->kind) {
	case HEADING:
		element(out, "h2", "margin:28px 0 8px 0;font-size:18px;line-height:24px;" INK FONT,
		        b->words);
		break;
	case GROUP:
		element(out, "h3",
		        "margin:16px 0 4px 0;font-size:15px;line-height:22px;" MUTED FONT,
		        b->words);
		break;
	case ALARM:
		element(out, "p",
		        "margin:0 0 12px "
		        "0;font-size:16px;line-height:23px;font-weight:bold;color:#b42318;" FONT,
		        b->words);
		break;
	case PARA:
		element(out, "p", "margin:0 0 10px 0;font-size:16px;line-height:23px;" INK FONT,
		        b->words);
		break;
	case ITEM:
		open_tag(out, "p",
		        "margin:0 0 6px 14px;text-indent:-14px;font-size:15px;line-height:22px;" INK
		                FONT);
		text_puts(out, "•&nbsp; ");
		template_escape_html(out, b->words);
		text_puts(out, "</p>\n");
		break;
	case NUMBER:
		element(out, "p",
		        "margin:12px 0 2px 0;font-size:16px;line-height:23px;font-weight:bold;" INK
		                FONT,
		        numbered);
		break;
	case UNDER:
		element(out, "p", "margin:0 0 2px 22px;font-size:15px;line-height:22px;" MUTED FONT,
		        b->words);
		break;
	case ACTION:
		html_action(out, b->words);
		break;
	case SMALL:
		element(out, "p",
		        before == SMALL ? "margin:10px 0 0 0;" FINE
		                        : "margin:28px 0 0 0;padding-top:10px;border-top:1px solid "
		                          "#82909d;" FINE,
		        b->words);
		break;
	case PICTURE:
		html_picture(out, b);
		break;
	case TABLE:
		html_table(p, b, out);
		break;
	case ROW: /* written with its table */
		break;
	}
}

char *page_html(const struct page *p)
{
	struct text out = TEXT_INIT;
	text_printf(&out,
	        "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	        "<meta name=\"viewport\" content=\"width=device-width\">\n"
	        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
	        p->language);
	template_escape_html(&out, p->title);
	text_puts(&out, "</title>\n");
	text_puts(&out, dark);
	text_puts(&out,
	        "</head>\n<body bgcolor=\"#ffffff\" style=\"margin:0;padding:16px;" PAPER "\">\n"
	        "<table role=\"presentation\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\""
	        " style=\"width:100%;max-width:600px\"><tr><td>\n");
	for (size_t i = 0; i < p->count; i++)
		html_block(p, &p->blocks[i], i ? p->blocks[i - 1].kind : HEADING, &out);
	text_puts(&out, "</td></tr></table>\n</body>\n</html>\n");
	return text_steal(&out);
}
