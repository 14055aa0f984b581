#include "segment.h"

#include "plain.h"

#include <string.h>

/* No colours: the reader's own, light or dark, are always legible. */
const char segment_font[] =
        "font-family:-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;font-size:16px;"
        "line-height:1.5";

static bool owns(const struct segment *s)
{
	return s->kind == SEGMENT_TEXT || s->kind == SEGMENT_FIXED;
}

static void twin_done(struct segment_twin *t)
{
	for (size_t i = 0; i < t->count; i++) {
		if (owns(&t->at[i]))
			xfree(t->at[i].s);
		if (t->made)
			printable_made_done(&t->made[i]);
	}
	xfree(t->made);
	xfree(t->at);
}

void segments_done(struct segments *s)
{
	for (size_t i = 0; i < s->count; i++) {
		xfree(s->at[i].s);
		xfree(s->at[i].fallback);
	}
	xfree(s->at);
	xfree(s->fields);
	twin_done(&s->html);
	twin_done(&s->text);
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

bool segment_blank(const char *s)
{
	return s[strspn(s, " \t\n")] == '\0';
}

bool segments_empty(const struct segments *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->at[i].kind == SEGMENT_VALUE ||
		        (s->at[i].kind == SEGMENT_TEXT && !segment_blank(s->at[i].s)))
			return false;
	return true;
}

static const char *const escapes['>' + 1] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};

void segment_escape_bytes(struct text *out, const char *s, size_t n)
{
	size_t from = 0;
	for (size_t i = 0; i < n; i++) {
		const unsigned char c = (unsigned char)s[i];
		if (c > '>' || !escapes[c]) /* all of them are low */
			continue;
		text_put(out, s + from, i - from);
		text_puts(out, escapes[c]);
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

bool segment_varies(const struct segment *s)
{
	return s->kind == SEGMENT_VALUE || s->kind == SEGMENT_IF || s->kind == SEGMENT_UNLESS ||
	       s->kind == SEGMENT_END;
}

size_t segment_close_of(const struct segments *s, size_t i)
{
	size_t depth = 0;
	for (; i < s->count; i++) {
		depth += s->at[i].kind == SEGMENT_OPEN;
		if (s->at[i].kind == SEGMENT_CLOSE && --depth == 0)
			return i;
	}
	return s->count - 1;
}

static void swap(struct segment *a, struct segment *b)
{
	struct segment was = *a;
	*a = *b;
	*b = was;
}

/* A section that fills an element takes it along when it is left out: so it may as well stand
 * around it, and the element says something whenever it is there. */
static void enclose(struct segments *s, size_t i)
{
	struct segment *open = &s->at[i], *section = open + 1;
	if (open->kind != SEGMENT_OPEN || i + 1 == s->count ||
	        (section->kind != SEGMENT_IF && section->kind != SEGMENT_UNLESS))
		return;
	size_t close = segment_close_of(s, i);
	if (s->at[close].kind != SEGMENT_CLOSE || section->end != close - 1 ||
	        s->at[close - 1].kind != SEGMENT_END)
		return;
	section->end = close;
	swap(open, section);
	swap(&s->at[close - 1], &s->at[close]);
}

void segments_settle(struct segments *s)
{
	for (size_t i = s->count; i > 0; i--) /* the inner ones first */
		enclose(s, i - 1);
	for (size_t i = 0; i < s->count; i++) {
		struct segment *at = &s->at[i];
		at->bytes = at->s ? strlen(at->s) : 0;
		if (segment_varies(at) && at->kind != SEGMENT_END)
			at->value = field_number(s, at->s);
	}
}

/* ---- making a twin's list ---- */

void segment_twin_put(struct segment_twin *t, const struct segment *s)
{
	t->at = xgrow(t->at, t->count, sizeof *t->at);
	t->at[t->count++] = *s;
}

void segment_twin_fixed(struct segment_twin *t, struct text *bytes)
{
	struct segment s = {.kind = SEGMENT_FIXED, .bytes = bytes->len};
	s.s = text_steal(bytes);
	t->bytes += s.bytes;
	segment_twin_put(t, &s);
}

void segment_twin_text(struct segment_twin *t, const char *bytes, size_t n)
{
	struct segment *last = t->count ? &t->at[t->count - 1] : NULL;
	t->bytes += n;
	if (n && last && last->kind == SEGMENT_TEXT) {
		last->s = xrealloc(last->s, last->bytes + n + 1);
		memcpy(last->s + last->bytes, bytes, n);
		last->s[last->bytes += n] = '\0';
	} else if (n) {
		segment_twin_put(
		        t, &(struct segment){
		                   .kind = SEGMENT_TEXT, .bytes = n, .s = xstrndup(bytes, n)});
	}
}

void segment_twin_end(struct segment_twin *t)
{
	size_t open[SEGMENT_SECTIONS_MOST], depth = 0;
	for (size_t i = 0; i < t->count; i++) {
		struct segment *s = &t->at[i];
		if (s->kind == SEGMENT_IF || s->kind == SEGMENT_UNLESS) {
			s->end = 0;
			if (depth < COUNT(open))
				open[depth++] = i;
		} else if (s->kind == SEGMENT_END && depth) {
			t->at[open[--depth]].end = i;
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

static const char *value_of(const struct segment *s, const struct segment_values *v)
{
	return v->words.s + v->start[s->value];
}

static int put_value(struct segment_pen *pen, const struct segment *s,
        const struct segment_values *v, char **ret_field)
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

int segment_walk(const struct segment *at, size_t count, struct segment_pen *pen,
        const struct segment_values *v, char **ret_field)
{
	for (size_t i = 0; i < count; i++) {
		const struct segment *s = &at[i];
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
		case SEGMENT_FIXED:
			pen->fixed(pen, s);
			break;
		case SEGMENT_END:
			break;
		}
		if (r != 0)
			return r;
	}
	return 0;
}

void segment_walk_plain(const struct segment *at, size_t count, struct segment_pen *pen)
{
	segment_walk(at, count, pen, NULL, NULL);
}

/* ---- one line ---- */

static void line_value(struct segment_pen *pen, const char *s, size_t n)
{
	while (n) {
		size_t word = strcspn(s, " ");
		text_put(pen->out, s, word);
		s += word;
		n -= word;
		if (n && pen->out->len && pen->out->s[pen->out->len - 1] != ' ')
			text_putc(pen->out, ' ');
		n -= n > 0;
		s++;
	}
}

static void line_text(struct segment_pen *pen, const struct segment *s)
{
	line_value(pen, s->s, s->bytes);
}

static void line_open(struct segment_pen *pen, const struct segment *s)
{
	(void)pen, (void)s;
}

static void line_nothing(struct segment_pen *pen)
{
	(void)pen;
}

int segments_line(const struct segments *s, const struct segment_values *v, struct text *out,
        char **ret_field)
{
	AUTO(text_done) struct text line = TEXT_INIT;
	struct segment_pen pen = {
	        line_text, line_value, line_open, line_nothing, line_nothing, line_text, &line};
	int r = segment_walk(s->at, s->count, &pen, v, ret_field);
	if (r != 0)
		return r;
	while (line.len && line.s[line.len - 1] == ' ')
		text_cut(&line, line.len - 1);
	text_puts(out, text_str(&line));
	return 0;
}
