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
		xfree(s->at[i].html);
	}
	xfree(s->at);
	xfree(s->fields);
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

void segment_escape_bytes(struct text *out, const char *s, size_t n)
{
	size_t from = 0;
	for (size_t i = 0; i < n; i++) {
		const char *escape = s[i] == '&'    ? "&amp;"
		                     : s[i] == '<'  ? "&lt;"
		                     : s[i] == '>'  ? "&gt;"
		                     : s[i] == '"'  ? "&quot;"
		                     : s[i] == '\'' ? "&#39;"
		                                    : NULL;
		if (!escape)
			continue;
		text_put(out, s + from, i - from);
		text_puts(out, escape);
		from = i + 1;
	}
	text_put(out, s + from, n - from);
}

void segment_escape(struct text *out, const char *s)
{
	segment_escape_bytes(out, s, strlen(s));
}

/* ---- what is the same for everybody ---- */

static size_t field_number(struct segments *s, const char *field)
{
	size_t i = 0;
	while (i < s->fields_count && strcmp(s->fields[i], field) != 0)
		i++;
	if (i == s->fields_count) {
		s->fields = xgrow(s->fields, i, sizeof *s->fields);
		s->fields[s->fields_count++] = field;
	}
	return i;
}

void segments_settle(struct segments *s)
{
	for (size_t i = 0; i < s->count; i++) {
		struct segment *at = &s->at[i];
		at->bytes = at->s ? strlen(at->s) : 0;
		if (at->kind == SEGMENT_TEXT) {
			struct text html = TEXT_INIT;
			segment_escape_bytes(&html, at->s, at->bytes);
			at->html_bytes = html.len;
			at->html = text_steal(&html);
		} else if (at->kind == SEGMENT_VALUE || at->kind == SEGMENT_IF ||
		           at->kind == SEGMENT_UNLESS) {
			at->value = field_number(s, at->s);
		}
	}
}

/* ---- what is one customer's ---- */

void segment_values_read(
        const struct segments *s, segment_lookup *lookup, void *arg, struct segment_values *ret)
{
	ret->start = xcalloc(s->fields_count, sizeof *ret->start);
	for (size_t i = 0; i < s->fields_count; i++) {
		const char *value = lookup(s->fields[i], arg);
		size_t start = ret->words.len;
		if (value)
			plain_clean(&ret->words, value);
		while (ret->words.len > start && ret->words.s[ret->words.len - 1] == ' ')
			text_cut(&ret->words, ret->words.len - 1);
		while (start < ret->words.len && ret->words.s[start] == ' ')
			start++;
		ret->start[i] = start;
		text_putc(&ret->words, '\0');
	}
}

void segment_values_done(struct segment_values *v)
{
	text_done(&v->words);
	xfree(v->start);
}

/* ---- the walk ---- */

/* Who writes what the walk meets: one twin. */
struct pen {
	void (*text)(struct pen *pen, const struct segment *s);
	void (*value)(struct pen *pen, const char *s, size_t n);
	void (*open)(struct pen *pen, const struct segment *s);
	void (*close)(struct pen *pen);
	void (*line_break)(struct pen *pen);
	struct text *out;
};

static const char *value_of(const struct segment *s, const struct segment_values *v)
{
	return v->words.s + v->start[s->value];
}

static int put_value(
        struct pen *pen, const struct segment *s, const struct segment_values *v, char **ret_field)
{
	const char *value = value_of(s, v);
	const char *shown = *value ? value : s->fallback;
	if (!shown) {
		*ret_field = xstrdup(s->s);
		return SEGMENT_HOLE;
	}
	pen->value(pen, shown, strlen(shown));
	return 0;
}

static bool left_out(const struct segment *s, const struct segment_values *v)
{
	return (*value_of(s, v) != '\0') != (s->kind == SEGMENT_IF);
}

static int walk(const struct segments *all, struct pen *pen, const struct segment_values *v,
        char **ret_field)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct segment *s = &all->at[i];
		int r = 0;
		switch (s->kind) {
		case SEGMENT_TEXT:
			pen->text(pen, s);
			break;
		case SEGMENT_VALUE:
			r = put_value(pen, s, v, ret_field);
			break;
		case SEGMENT_IF:
		case SEGMENT_UNLESS:
			if (s->end > i && left_out(s, v))
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

static void line_value(struct pen *pen, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] != ' ' || (pen->out->len && pen->out->s[pen->out->len - 1] != ' '))
			text_putc(pen->out, s[i]);
}

static void line_text(struct pen *pen, const struct segment *s)
{
	line_value(pen, s->s, s->bytes);
}

static void line_open(struct pen *pen, const struct segment *s)
{
	(void)pen, (void)s;
}

static void line_nothing(struct pen *pen)
{
	(void)pen;
}

int segments_line(const struct segments *s, const struct segment_values *v, struct text *out,
        char **ret_field)
{
	AUTO(text_done) struct text line = TEXT_INIT;
	struct pen pen = {line_text, line_value, line_open, line_nothing, line_nothing, &line};
	int r = walk(s, &pen, v, ret_field);
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

static void html_text(struct pen *pen, const struct segment *s)
{
	text_put(pen->out, s->html, s->html_bytes);
}

static void html_value(struct pen *pen, const char *s, size_t n)
{
	segment_escape_bytes(pen->out, s, n);
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
	text_join(out, tag, segment_font, "\">");
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

int segments_html(const struct segments *s, const struct segment_values *v, struct text *out,
        char **ret_field)
{
	struct html_pen h = {
	        .pen = {html_text, html_value, html_open, html_close, html_break, out}};
	size_t len = out->len;
	int r = walk(s, &h.pen, v, ret_field);
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

static void text_text(struct pen *pen, const struct segment *s)
{
	text_put(&((struct text_pen *)pen)->paragraph, s->s, s->bytes);
}

static void text_value(struct pen *pen, const char *s, size_t n)
{
	text_put(&((struct text_pen *)pen)->paragraph, s, n);
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
	text_join(&t->paragraph, " <", url, ">");
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

int segments_text(const struct segments *s, const struct segment_values *v, struct text *out,
        char **ret_field)
{
	AUTO(text_done) struct text own = TEXT_INIT;
	struct text_pen t = {
	        .pen = {text_text, text_value, text_open, text_close, text_break, &own}};
	int r = walk(s, &t.pen, v, ret_field);
	if (r == 0)
		text_puts(out, text_str(&own));
	text_done(&t.paragraph);
	xfree(t.stack);
	return r;
}
