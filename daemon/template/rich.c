#include "rich.h"

#include <string.h>

struct html_pen {
	struct segment_pen pen; /* first: the walk knows only this */
	struct {
		const struct segment *segment;
		size_t before, behind; /* the opening tag */
	} * stack;
	size_t depth, cap;
};

static void html_text(struct segment_pen *pen, const struct segment *s)
{
	text_put(pen->out, s->s, s->bytes); /* the twin has it escaped */
}

static void html_value(struct segment_pen *pen, const char *s, size_t n)
{
	segment_escape_bytes(pen->out, s, n);
}

static void html_break(struct segment_pen *pen)
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

static void html_open(struct segment_pen *pen, const struct segment *s)
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
static void html_close(struct segment_pen *pen)
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

static const struct segment_pen html_pen = {
        .text = html_text,
        .value = html_value,
        .open = html_open,
        .close = html_close,
        .line_break = html_break,
        .fixed = html_text,
};

int rich_put(const struct segments *s, const struct segment_values *v, struct text *out,
        char **ret_field)
{
	struct html_pen h = {.pen = html_pen};
	size_t len = out->len;
	h.pen.out = out;
	text_reserve(out, s->html.bytes + 2 * v->words.len);
	int r = segment_walk(s->html.at, s->html.count, &h.pen, v, ret_field);
	if (r != 0)
		text_cut(out, len);
	xfree(h.stack);
	return r;
}

/* ---- as it is mailed ---- */

struct mailed_pen {
	struct segment_pen pen; /* first: the walk knows only this */
	const struct segment_twin *twin;
	struct printable *printable;
	struct text value; /* escaped */
};

static void mailed_text(struct segment_pen *pen, const struct segment *s)
{
	struct mailed_pen *m = (struct mailed_pen *)pen;
	printable_put_made(m->printable, &m->twin->made[s - m->twin->at]);
}

/* The same in a text, in HTML, and in quoted-printable? Most of what people are called is. */
static bool is_plain(const char *s, size_t n)
{
	static const bool plain[256] = {
	        [' '] = true, ['!'] = true, ['(' ... ';'] = true, ['?' ... '~'] = true};
	while (n && plain[(unsigned char)*s])
		n--, s++;
	return n == 0;
}

static void mailed_value(struct segment_pen *pen, const char *s, size_t n)
{
	struct mailed_pen *m = (struct mailed_pen *)pen;
	if (is_plain(s, n) && printable_put_plain(m->printable, s, n))
		return;
	text_cut(&m->value, 0);
	segment_escape_bytes(&m->value, s, n);
	printable_put(m->printable, text_str(&m->value), m->value.len);
}

bool rich_is_made(const struct segments *s)
{
	return s->html.made != NULL;
}

int rich_put_made(const struct segments *s, const struct segment_values *v, struct printable *out,
        char **ret_field)
{
	struct mailed_pen m = {.pen = {.text = mailed_text, .value = mailed_value},
	        .twin = &s->html,
	        .printable = out};
	int r = segment_walk(s->html.at, s->html.count, &m.pen, v, ret_field);
	text_done(&m.value);
	return r;
}

/* ---- blocks that have the same tags for everybody ---- */

enum { DEPTH_MOST = 16 };

/* The elements that are open, and whether they say something to everybody. */
struct shape {
	struct {
		bool says;
		size_t sections; /* how many are open around it */
	} at[DEPTH_MOST];
	size_t depth, sections;
};

static void shape_says(struct shape *p)
{
	if (p->depth && p->at[p->depth - 1].sections == p->sections)
		p->at[p->depth - 1].says = true;
}

/* False: an element that may be left without a word, and then goes altogether. */
static bool shape_close(struct shape *p)
{
	if (!p->depth || !p->at[--p->depth].says)
		return false;
	shape_says(p);
	return true;
}

/* Does no value, and no section that is left out, take a tag away from the block [i, end]? */
static bool same_tags(const struct segments *s, size_t i, size_t end)
{
	struct shape p = {0};
	bool items = false, sections = false;
	for (; i <= end; i++) {
		const struct segment *at = &s->at[i];
		if (at->kind == SEGMENT_OPEN && p.depth == DEPTH_MOST)
			return false;
		if (at->kind == SEGMENT_OPEN) {
			p.at[p.depth].says = false;
			p.at[p.depth++].sections = p.sections;
			items |= at->element == SEGMENT_ITEM;
		} else if (at->kind == SEGMENT_CLOSE && !shape_close(&p)) {
			return false;
		} else if (at->kind == SEGMENT_TEXT && at->s[strspn(at->s, " \n")]) {
			shape_says(&p);
		} else if (at->kind == SEGMENT_VALUE && (!at->fallback || *at->fallback)) {
			shape_says(&p);
		} else if (at->kind == SEGMENT_IF || at->kind == SEGMENT_UNLESS) {
			sections = true;
			p.sections++;
		} else if (at->kind == SEGMENT_END && p.sections) {
			p.sections--;
		}
	}
	return p.depth == 0 && !(items && sections);
}

/* Where something varies, in the HTML around it. */
struct cut {
	size_t at;
	const struct segment *segment;
};

static void put_pieces(
        struct segment_twin *twin, const struct text *html, const struct cut *cuts, size_t count)
{
	size_t from = 0;
	for (size_t i = 0; i < count; i++) {
		segment_twin_text(twin, html->s + from, cuts[i].at - from);
		segment_twin_put(twin, cuts[i].segment);
		from = cuts[i].at + 1;
	}
	segment_twin_text(twin, text_str(html) + from, html->len - from);
}

/* Written out, with some byte for what varies: to the pen, nothing is left without a word. */
static void write_out(struct segments *s, size_t i, size_t end)
{
	AUTO(text_done) struct text html = TEXT_INIT;
	AUTO(xfree) struct cut *cuts = NULL;
	struct html_pen h = {.pen = html_pen};
	size_t count = 0;
	h.pen.out = &html;
	for (; i <= end; i++) {
		if (segment_varies(&s->at[i])) {
			cuts = xgrow(cuts, count, sizeof *cuts);
			cuts[count++] = (struct cut){html.len, &s->at[i]};
			text_putc(&html, '?');
		} else if (s->at[i].kind == SEGMENT_TEXT) {
			segment_escape_bytes(&html, s->at[i].s, s->at[i].bytes);
		} else {
			segment_walk_plain(&s->at[i], 1, &h.pen);
		}
	}
	put_pieces(&s->html, &html, cuts, count);
	xfree(h.stack);
}

static void pass_on(struct segment_twin *twin, const struct segment *s)
{
	AUTO(text_done) struct text html = TEXT_INIT;
	if (s->kind != SEGMENT_TEXT) {
		segment_twin_put(twin, s);
		return;
	}
	segment_escape_bytes(&html, s->s, s->bytes);
	segment_twin_text(twin, text_str(&html), html.len);
}

/* The text between what varies, encoded; unless tags come and go with the customer. */
static void make_mailed(struct segment_twin *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->at[i].kind != SEGMENT_TEXT && !segment_varies(&t->at[i]))
			return;
	t->made = xcalloc(t->count, sizeof *t->made);
	for (size_t i = 0; i < t->count; i++)
		if (t->at[i].kind == SEGMENT_TEXT)
			printable_make(&t->made[i], t->at[i].s, t->at[i].bytes);
}

void rich_make(struct segments *s)
{
	for (size_t i = 0, end; i < s->count; i = end + 1) {
		end = s->at[i].kind == SEGMENT_OPEN ? segment_close_of(s, i) : i;
		if (end > i && same_tags(s, i, end))
			write_out(s, i, end);
		else
			for (size_t k = i; k <= end; k++)
				pass_on(&s->html, &s->at[k]);
	}
	segment_twin_end(&s->html);
	make_mailed(&s->html);
}
