#include "flow.h"

#include "plain.h"

#include <string.h>
#include <strings.h>

enum { LISTS_MOST = 4 };

struct text_pen {
	struct segment_pen pen; /* first: the walk knows only this */
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

static void text_text(struct segment_pen *pen, const struct segment *s)
{
	text_put(&((struct text_pen *)pen)->paragraph, s->s, s->bytes);
}

static void text_value(struct segment_pen *pen, const char *s, size_t n)
{
	text_put(&((struct text_pen *)pen)->paragraph, s, n);
}

static void text_break(struct segment_pen *pen)
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
	if (segment_blank(text_str(&t->paragraph))) {
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

static void text_open(struct segment_pen *pen, const struct segment *s)
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
	if (segment_blank(words) || str_same_nocase(words, url))
		return;
	text_join(&t->paragraph, " <", url, ">");
}

static void text_close(struct segment_pen *pen)
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

static void text_fixed(struct segment_pen *pen, const struct segment *s)
{
	if (pen->out->len)
		text_putc(pen->out, '\n');
	text_put(pen->out, s->s, s->bytes);
}

static void text_pen_init(struct text_pen *t, struct text *out)
{
	*t = (struct text_pen){
	        .pen = {text_text, text_value, text_open, text_close, text_break, text_fixed, out}};
}

static void text_pen_done(struct text_pen *t)
{
	text_done(&t->paragraph);
	xfree(t->stack);
}

int flow_put(const struct segments *s, const struct segment_values *v, struct text *out,
        char **ret_field)
{
	struct text_pen t;
	size_t len = out->len;
	text_pen_init(&t, out);
	text_reserve(out, s->text.bytes + 2 * v->words.len);
	text_reserve(&t.paragraph, 512);
	int r = segment_walk(s->text.at, s->text.count, &t.pen, v, ret_field);
	if (r != 0)
		text_cut(out, len);
	text_pen_done(&t);
	return r;
}

/* ---- what reads the same for everybody ---- */

static bool same_words(const struct segments *s, size_t i, size_t end)
{
	while (i <= end && !segment_varies(&s->at[i]))
		i++;
	return i > end;
}

/* A block as it will stand, or a link's words and target. */
static void write_out(struct segments *s, size_t i, size_t end)
{
	AUTO(text_done) struct text out = TEXT_INIT;
	struct text_pen t;
	text_pen_init(&t, &out);
	segment_walk_plain(&s->at[i], end + 1 - i, &t.pen);
	if (s->at[i].element == SEGMENT_LINK)
		segment_twin_text(&s->text, text_str(&t.paragraph), t.paragraph.len);
	else if (out.len)
		segment_twin_fixed(&s->text, &out);
	text_pen_done(&t);
}

/* Words that stand out in HTML do not here. */
static bool is_silent(const struct segment *s)
{
	return (s->kind == SEGMENT_OPEN || s->kind == SEGMENT_CLOSE) &&
	       (s->element == SEGMENT_STRONG || s->element == SEGMENT_EM);
}

void flow_make(struct segments *s)
{
	size_t depth = 0;
	for (size_t i = 0; i < s->count; i++) {
		const struct segment *at = &s->at[i];
		bool whole = at->kind == SEGMENT_OPEN && (!depth || at->element == SEGMENT_LINK);
		size_t end = whole ? segment_close_of(s, i) : i;
		if (end > i && same_words(s, i, end)) {
			write_out(s, i, end);
			i = end;
			continue;
		}
		depth += at->kind == SEGMENT_OPEN;
		depth -= at->kind == SEGMENT_CLOSE && depth;
		if (at->kind == SEGMENT_TEXT)
			segment_twin_text(&s->text, at->s, at->bytes);
		else if (at->kind == SEGMENT_BREAK)
			segment_twin_text(&s->text, "\n", 1);
		else if (!is_silent(at))
			segment_twin_put(&s->text, at);
	}
	segment_twin_end(&s->text);
}
