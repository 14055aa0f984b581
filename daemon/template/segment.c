#include "segment.h"

#include "plain.h"

#include <string.h>

/* No colours: the reader's own, light or dark, are always legible. */
const char segment_font[] =
        "font-family:-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;font-size:16px;"
        "line-height:1.5";

void segments_done(struct segments *s)
{
	for (size_t i = 0; i < s->count; i++) {
		xfree(s->at[i].s);
		xfree(s->at[i].fallback);
	}
	xfree(s->at);
	*s = (struct segments){0};
}

void segments_add(struct segments *s, struct segment segment)
{
	if (s->count == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 32;
		s->at = xrealloc(s->at, s->cap * sizeof *s->at);
	}
	s->at[s->count++] = segment;
}

static bool blank(const char *s)
{
	return s[strspn(s, " \t\n")] == '\0';
}

bool segments_empty(const struct segments *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->at[i].kind == SEGMENT_VALUE ||
		        (s->at[i].kind == SEGMENT_TEXT && !blank(s->at[i].s)))
			return false;
	return true;
}

void segment_escape(struct text *out, const char *s)
{
	static const struct {
		char sign;
		const char *words;
	} escapes[] = {
	        {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
	while (*s) {
		size_t n = strcspn(s, "&<>\"'");
		text_put(out, s, n);
		s += n;
		for (size_t i = 0; *s && i < COUNT(escapes); i++)
			if (escapes[i].sign == *s)
				text_puts(out, escapes[i].words);
		s += *s != '\0';
	}
}

/* ---- the walk ---- */

/* Who writes what the walk meets: one twin. */
struct pen {
	void (*text)(struct pen *pen, const char *s);
	void (*open)(struct pen *pen, const struct segment *s);
	void (*close)(struct pen *pen);
	void (*line_break)(struct pen *pen);
	struct text *out;
};

/* The customer's value, fit for one line, or "" when it is missing. Owned. */
static char *value_of(const char *field, segment_lookup *lookup, void *arg)
{
	AUTO(text_done) struct text clean = TEXT_INIT;
	const char *value = lookup(field, arg);
	if (value)
		plain_clean(&clean, value);
	AUTO(xfree) char *s = text_steal(&clean);
	return xstrdup(str_trim(s));
}

static int put_value(struct pen *pen, const struct segment *s, segment_lookup *lookup, void *arg,
        char **ret_field)
{
	AUTO(xfree) char *value = value_of(s->s, lookup, arg);
	const char *shown = *value ? value : s->fallback;
	if (!shown) {
		*ret_field = xstrdup(s->s);
		return SEGMENT_HOLE;
	}
	pen->text(pen, shown);
	return 0;
}

static bool left_out(const struct segment *s, segment_lookup *lookup, void *arg)
{
	AUTO(xfree) char *value = value_of(s->s, lookup, arg);
	return (*value != '\0') != (s->kind == SEGMENT_IF);
}

static int walk(const struct segments *all, struct pen *pen, segment_lookup *lookup, void *arg,
        char **ret_field)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct segment *s = &all->at[i];
		int r = 0;
		switch (s->kind) {
		case SEGMENT_TEXT:
			pen->text(pen, s->s);
			break;
		case SEGMENT_VALUE:
			r = put_value(pen, s, lookup, arg, ret_field);
			break;
		case SEGMENT_IF:
		case SEGMENT_UNLESS:
			if (s->end > i && left_out(s, lookup, arg))
				i = s->end;
			break;
		case SEGMENT_OPEN:
			pen->open(pen, s);
			break;
		case SEGMENT_CLOSE:
			pen->close(pen);
			break;
		case SEGMENT_BREAK:
			pen->line_break(pen);
			break;
		case SEGMENT_END:
			break;
		}
		if (r != 0)
			return r;
	}
	return 0;
}

/* ---- one line ---- */

static void line_text(struct pen *pen, const char *s)
{
	for (; *s; s++)
		if (*s != ' ' || (pen->out->len && pen->out->s[pen->out->len - 1] != ' '))
			text_putc(pen->out, *s);
}

static void line_open(struct pen *pen, const struct segment *s)
{
	(void)pen, (void)s;
}

static void line_nothing(struct pen *pen)
{
	(void)pen;
}

int segments_line(const struct segments *s, segment_lookup *lookup, void *arg, struct text *out,
        char **ret_field)
{
	AUTO(text_done) struct text line = TEXT_INIT;
	struct pen pen = {line_text, line_open, line_nothing, line_nothing, &line};
	int r = walk(s, &pen, lookup, arg, ret_field);
	if (r != 0)
		return r;
	while (line.len && line.s[line.len - 1] == ' ')
		text_cut(&line, line.len - 1);
	text_puts(out, text_str(&line));
	return 0;
}

/* ---- HTML ---- */

struct html_pen {
	struct pen pen; /* first: the walk knows only this */
	struct {
		const struct segment *segment;
		size_t before, behind; /* the opening tag */
	} * stack;
	size_t depth, cap;
};

static void html_text(struct pen *pen, const char *s)
{
	segment_escape(pen->out, s);
}

static void html_break(struct pen *pen)
{
	text_puts(pen->out, "<br>\n");
}

/* Paragraphs in lists stand in the item itself. */
static bool in_item(const struct html_pen *h)
{
	return h->depth && h->stack[h->depth - 1].segment->element == SEGMENT_ITEM;
}

static int heading_level(const struct segment *s)
{
	return s->n < 1 ? 1 : s->n > 3 ? 3 : s->n;
}

static void put_styled(struct text *out, const char *tag)
{
	text_puts(out, tag);
	text_puts(out, segment_font);
	text_puts(out, "\">");
}

static void html_open_tag(struct html_pen *h, const struct segment *s)
{
	struct text *out = h->pen.out;
	switch (s->element) {
	case SEGMENT_PARAGRAPH:
		if (!in_item(h))
			put_styled(out, "<p style=\"margin:0 0 16px 0;");
		else if (out->len > h->stack[h->depth - 1].behind)
			text_puts(out, "<br><br>\n");
		break;
	case SEGMENT_HEADING:
		text_printf(out, "<h%d style=\"margin:0 0 16px 0;font-weight:bold;%s\">",
		        heading_level(s), segment_font);
		break;
	case SEGMENT_BULLETS:
		text_puts(out, "<ul style=\"margin:0 0 16px 0;padding:0 0 0 24px\">\n");
		break;
	case SEGMENT_NUMBERS:
		text_printf(out,
		        "<ol start=\"%d\" style=\"margin:0 0 16px 0;padding:0 0 0 24px\">\n", s->n);
		break;
	case SEGMENT_ITEM:
		put_styled(out, "<li style=\"margin:0 0 4px 0;");
		break;
	case SEGMENT_STRONG:
		text_puts(out, "<strong>");
		break;
	case SEGMENT_EM:
		text_puts(out, "<em>");
		break;
	case SEGMENT_LINK:
		text_puts(out, "<a href=\"");
		segment_escape(out, s->s);
		text_puts(out, "\">");
		break;
	}
}

static void html_close_tag(struct html_pen *h, const struct segment *s)
{
	struct text *out = h->pen.out;
	switch (s->element) {
	case SEGMENT_PARAGRAPH:
		text_puts(out, in_item(h) ? "" : "</p>\n");
		break;
	case SEGMENT_HEADING:
		text_printf(out, "</h%d>\n", heading_level(s));
		break;
	case SEGMENT_BULLETS:
		text_puts(out, "</ul>\n");
		break;
	case SEGMENT_NUMBERS:
		text_puts(out, "</ol>\n");
		break;
	case SEGMENT_ITEM:
		text_puts(out, "</li>\n");
		break;
	case SEGMENT_STRONG:
		text_puts(out, "</strong>");
		break;
	case SEGMENT_EM:
		text_puts(out, "</em>");
		break;
	case SEGMENT_LINK:
		text_puts(out, "</a>");
		break;
	}
}

static void html_open(struct pen *pen, const struct segment *s)
{
	struct html_pen *h = (struct html_pen *)pen;
	size_t before = pen->out->len;
	html_open_tag(h, s);
	if (h->depth == h->cap) {
		h->cap = h->cap ? h->cap * 2 : 16;
		h->stack = xrealloc(h->stack, h->cap * sizeof *h->stack);
	}
	h->stack[h->depth].segment = s;
	h->stack[h->depth].before = before;
	h->stack[h->depth++].behind = pen->out->len;
}

/* What a left-out section emptied goes altogether; but the blank between words stays. */
static void html_close(struct pen *pen)
{
	struct html_pen *h = (struct html_pen *)pen;
	if (!h->depth)
		return;
	h->depth--;
	const struct segment *s = h->stack[h->depth].segment;
	const char *inside = text_str(pen->out) + h->stack[h->depth].behind;
	bool inline_tag = strchr("sea", s->element) != NULL;
	bool space = inline_tag && *inside == ' ';
	while (*inside == ' ' || *inside == '\n' || str_starts(inside, "<br>"))
		inside += *inside == '<' ? 4 : 1;
	if (*inside) {
		html_close_tag(h, s);
		return;
	}
	text_cut(pen->out, h->stack[h->depth].before);
	if (space)
		text_putc(pen->out, ' ');
}

int segments_html(const struct segments *s, segment_lookup *lookup, void *arg, struct text *out,
        char **ret_field)
{
	struct html_pen h = {.pen = {html_text, html_open, html_close, html_break, out}};
	size_t len = out->len;
	int r = walk(s, &h.pen, lookup, arg, ret_field);
	if (r != 0)
		text_cut(out, len);
	xfree(h.stack);
	return r;
}

/* ---- the plain-text twin ---- */

enum { LISTS_MOST = 4 };

struct text_pen {
	struct pen pen; /* first: the walk knows only this */
	struct text paragraph;
	struct {
		bool numbered;
		int next;     /* number of the next item */
		bool due;     /* the bullet of an item is not written yet */
		int width;    /* of the last bullet */
		bool started; /* an item was written */
	} list[LISTS_MOST];
	int lists;
	size_t link_start;
	const struct segment **stack; /* what is open */
	size_t depth, cap;
};

static void text_text(struct pen *pen, const char *s)
{
	text_puts(&((struct text_pen *)pen)->paragraph, s);
}

static void text_break(struct pen *pen)
{
	text_putc(&((struct text_pen *)pen)->paragraph, '\n');
}

/* What stands before the first line of a paragraph. */
static void put_prefix(struct text_pen *t, struct text *first)
{
	for (int i = 0; i < t->lists; i++) {
		if (!t->list[i].due) {
			text_printf(first, "%*s", t->list[i].width, "");
		} else {
			size_t len = first->len;
			if (t->list[i].numbered)
				text_printf(first, "%d. ", t->list[i].next++);
			else
				text_puts(first, "- ");
			t->list[i].width = (int)(first->len - len);
			t->list[i].due = false;
		}
	}
}

/* A blank line before each paragraph; none before an item that follows an item or the sentence
 * it hangs on inside another item. */
static bool follows_closely(const struct text_pen *t)
{
	if (t->lists == 0)
		return false;
	return t->list[t->lists - 1].due && (t->lists > 1 || t->list[0].started);
}

static void flush(struct text_pen *t)
{
	AUTO(text_done) struct text first = TEXT_INIT;
	if (blank(text_str(&t->paragraph))) {
		text_cut(&t->paragraph, 0);
		return;
	}
	if (t->pen.out->len && !follows_closely(t))
		text_putc(t->pen.out, '\n');
	put_prefix(t, &first);
	for (int i = 0; i < t->lists; i++)
		t->list[i].started = true;
	plain_flow(t->pen.out, text_str(&t->paragraph), text_str(&first), SEGMENT_COLUMNS);
	text_cut(&t->paragraph, 0);
}

static void open_list(struct text_pen *t, const struct segment *s)
{
	if (t->lists == LISTS_MOST)
		return;
	memset(&t->list[t->lists], 0, sizeof t->list[0]);
	t->list[t->lists].numbered = s->element == SEGMENT_NUMBERS;
	t->list[t->lists++].next = s->n;
}

static void text_open(struct pen *pen, const struct segment *s)
{
	struct text_pen *t = (struct text_pen *)pen;
	if (s->element == SEGMENT_BULLETS || s->element == SEGMENT_NUMBERS)
		open_list(t, s);
	else if (s->element == SEGMENT_ITEM && t->lists)
		t->list[t->lists - 1].due = true;
	else if (s->element == SEGMENT_LINK)
		t->link_start = t->paragraph.len;
	if (t->depth == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 16;
		t->stack = xrealloc(t->stack, t->cap * sizeof *t->stack);
	}
	t->stack[t->depth++] = s;
}

/* "our hours <https://…>"; the target alone when it is what the words say. */
static void put_target(struct text_pen *t, const char *url)
{
	const char *words = text_str(&t->paragraph) + t->link_start;
	if (strncasecmp(url, "mailto:", 7) == 0 || strncasecmp(url, "tel:", 4) == 0)
		url = strchr(url, ':') + 1;
	if (blank(words) || str_same_nocase(words, url))
		return;
	text_printf(&t->paragraph, " <%s>", url);
}

static void text_close(struct pen *pen)
{
	struct text_pen *t = (struct text_pen *)pen;
	if (!t->depth)
		return;
	const struct segment *s = t->stack[--t->depth];
	switch (s->element) {
	case SEGMENT_PARAGRAPH:
	case SEGMENT_HEADING:
		flush(t);
		break;
	case SEGMENT_BULLETS:
	case SEGMENT_NUMBERS:
		t->lists -= t->lists > 0;
		break;
	case SEGMENT_ITEM:
		if (t->lists)
			t->list[t->lists - 1].due = false;
		break;
	case SEGMENT_LINK:
		put_target(t, s->s);
		break;
	case SEGMENT_STRONG:
	case SEGMENT_EM:
		break;
	}
}

int segments_text(const struct segments *s, segment_lookup *lookup, void *arg, struct text *out,
        char **ret_field)
{
	AUTO(text_done) struct text own = TEXT_INIT;
	struct text_pen t = {.pen = {text_text, text_open, text_close, text_break, &own}};
	int r = walk(s, &t.pen, lookup, arg, ret_field);
	if (r == 0)
		text_puts(out, text_str(&own));
	text_done(&t.paragraph);
	xfree(t.stack);
	return r;
}
