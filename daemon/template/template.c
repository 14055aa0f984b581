#include "template.h"

#include "flow.h"
#include "head.h"
#include "lint.h"
#include "markup.h"
#include "paper.h"
#include "rich.h"
#include "segment.h"
#include "timing.h"
#include "token.h"
#include "utf8.h"
#include "wording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct template_body {
	struct segments subject, letter;
	struct paper_sheets sheets; /* that letters were written on so far */
};

/* ---- problems ---- */

enum { PROBLEMS_MOST = 50 };

void template_problem_add(struct template_problems *p, int line, bool error, const char *quote,
        const char *text, const char *instead)
{
	if (p->count == PROBLEMS_MOST)
		return;
	p->at = xrealloc(p->at, (p->count + 1) * sizeof *p->at);
	p->at[p->count++] = (struct template_problem){
	        line, error, xstrdup(quote), xstrdup(text), xstrdup(instead)};
}

void template_problems_done(struct template_problems *p)
{
	for (size_t i = 0; i < p->count; i++) {
		xfree(p->at[i].quote);
		xfree(p->at[i].text);
		xfree(p->at[i].instead);
	}
	xfree(p->at);
	*p = (struct template_problems){0};
}

int template_problems_errors(const struct template_problems *p)
{
	int errors = 0;
	for (size_t i = 0; i < p->count; i++)
		errors += p->at[i].error;
	return errors;
}

static void collect(
        void *arg, int line, bool error, const char *quote, const char *text, const char *instead)
{
	template_problem_add(arg, line, error, quote, text, instead);
}

/* In the order of the file; what was found first on a line stays first. */
static void sort_problems(struct template_problems *p)
{
	for (size_t i = 1; i < p->count; i++)
		for (size_t j = i; j > 0 && p->at[j - 1].line > p->at[j].line; j--) {
			struct template_problem swap = p->at[j];
			p->at[j] = p->at[j - 1];
			p->at[j - 1] = swap;
		}
}

/* ---- life ---- */

void template_free_list(char **list)
{
	for (size_t i = 0; list && list[i]; i++)
		xfree(list[i]);
	xfree(list);
}

void template_free(struct template *t)
{
	if (!t)
		return;
	char *strings[] = {t->name, t->subject, t->when, t->feast, t->repeat_rule, t->where,
	        t->group, t->language, t->picture_file, t->picture_alt};
	for (size_t i = 0; i < COUNT(strings); i++)
		xfree(strings[i]);
	template_free_list(t->tags);
	template_free_list(t->countries);
	template_free_list(t->languages);
	template_free_list(t->celebrates);
	text_done(&t->picture);
	segments_done(&t->body->subject);
	segments_done(&t->body->letter);
	paper_sheets_done(&t->body->sheets);
	xfree(t->body);
	xfree(t);
}

const char *template_name_language(const char *name, size_t *ret_at)
{
	static const char *const known[] = {"ar", "bg", "ca", "cs", "da", "de", "el", "en", "es",
	        "et", "eu", "fa", "fi", "fr", "ga", "he", "hi", "hr", "hu", "is", "it", "ja", "ko",
	        "lt", "lv", "nb", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "th",
	        "tr", "uk", "ur", "vi", "zh"};
	size_t n = strlen(name);
	for (size_t i = 0; n > 3 && name[n - 3] == '.' && i < COUNT(known); i++)
		if (str_same_nocase(name + n - 2, known[i])) {
			*ret_at = n - 3;
			return known[i];
		}
	return NULL;
}

void template_take_words(struct template *t, struct template *words)
{
	struct template swap = *t;
	t->subject = words->subject;
	t->body = words->body;
	t->body_line = words->body_line;
	t->language = words->language;
	t->picture_file = words->picture_file;
	t->picture_alt = words->picture_alt;
	t->picture = words->picture;
	t->image = words->image;
	words->subject = swap.subject;
	words->body = swap.body;
	words->language = swap.language;
	words->picture_file = swap.picture_file;
	words->picture_alt = swap.picture_alt;
	words->picture = swap.picture;
	template_free(words);
}

void template_add_language(struct template *t, const char *language)
{
	size_t n = 0;
	if (!t->languages)
		return;
	while (t->languages[n])
		n++;
	t->languages = xrealloc(t->languages, (n + 2) * sizeof *t->languages);
	t->languages[n] = xstrdup(language);
	t->languages[n + 1] = NULL;
}

static struct template *new_template(const char *stem)
{
	struct template *t = xcalloc(1, sizeof *t);
	t->name = xstrdup(stem);
	t->when_kind = TEMPLATE_WHEN_NONE;
	t->to = TEMPLATE_TO_ALL & ~TEMPLATE_TO_BEFORE;
	t->valid_days = 7;
	t->status = TEMPLATE_DRAFT;
	t->class = TEMPLATE_COURTESY;
	t->body = xcalloc(1, sizeof *t->body);
	return t;
}

struct date template_rule_start(void)
{
	return timing_start();
}

const char *template_status_name(enum template_status s)
{
	static const char *const names[] = {"draft", "live", "paused", "off"};
	return names[s];
}

size_t template_unsealed(const char *version, size_t n)
{
	size_t digits = 0;
	while (digits < n && digits < TEMPLATE_PRINT &&
	        memchr("0123456789abcdef", version[n - digits - 1], 16))
		digits++;
	bool sealed = digits == TEMPLATE_PRINT && n > digits && version[n - digits - 1] == '\0';
	return sealed ? n - digits - 1 : n;
}

/* ---- the whole file ---- */

struct parser {
	struct template *t;
	struct lint lint;
	bool kept; /* a version in use: its words were judged before */
};

/* new-year.de.txt: the letter new-year for those who speak German. */
static void read_name(struct template *t, const char *stem)
{
	size_t at;
	const char *language = template_name_language(stem, &at);
	if (!language)
		return;
	size_t unused;
	if (!template_name_language(t->name, &unused)) {
		char *name = xasprintf("%s.%s", t->name, language);
		xfree(t->name);
		t->name = name;
	}
	template_free_list(t->languages);
	t->languages = xcalloc(2, sizeof *t->languages);
	t->languages[0] = xstrdup(language);
	xfree(t->language);
	t->language = xstrdup(language);
}

static void read_subject(struct parser *p)
{
	struct template *t = p->t;
	if (!t->subject) {
		lint_error(&p->lint, 1, "Subject:",
		        "There is no such line; a letter without a subject is taken for junk.",
		        "Subject: Thank you");
		return;
	}
	AUTO(xfree) char *subject = token_straighten(t->subject, t->subject_line, &p->lint);
	if (!p->kept)
		lint_subject(&p->lint, t->subject_line, subject);
	markup_compile(subject, t->subject_line, MARKUP_LINE, &p->lint, &t->body->subject);
}

static void lint_words(const struct parser *p, const char *letter)
{
	const struct template *t = p->t;
	size_t at;
	static const enum lint_sales sales[] = {
	        [TEMPLATE_COURTESY] = LINT_SALES_RUDE,
	        [TEMPLATE_SERVICE] = LINT_SALES_FORBIDDEN,
	        [TEMPLATE_MARKETING] = LINT_SALES_FREE,
	};
	lint_letter(&p->lint, t->body_line, letter, sales[t->class]);
	lint_audience(&p->lint, t->body_line, letter,
	        !t->celebrates && !template_name_language(t->name, &at), t->language);
}

static void read_letter(struct parser *p, const struct head *head)
{
	struct template *t = p->t;
	t->body_line = head->letter_line;
	AUTO(xfree) char *letter = token_straighten(head->letter, t->body_line, &p->lint);
	if (!p->kept)
		lint_words(p, letter);
	markup_compile(letter, t->body_line, MARKUP_LETTER, &p->lint, &t->body->letter);
	if (segments_empty(&t->body->letter) && strspn(letter, " \t\n") == strlen(letter))
		lint_error(&p->lint, t->body_line, wording(p->lint.language, "the letter"),
		        "No words follow the lines on top; the customer would get an empty letter.",
		        "an empty line, then the letter");
}

int template_parse(const char *bytes, size_t n, const char *stem, const char *const *fields,
        struct template **ret, struct template_problems *ret_problems)
{
	AUTO(template_free) struct template *t = new_template(stem);
	AUTO(text_done) struct text text = TEXT_INIT;
	AUTO(head_done) struct head head = {0};
	struct template_problems problems = {
	        .language = ret_problems ? ret_problems->language : NULL};
	struct parser p = {.t = t,
	        .lint = {collect, &problems, fields, problems.language},
	        .kept = !ret_problems};
	if (head_decode(bytes, n, &p.lint, &text)) {
		template_read_head(t, text_str(&text), &p.lint, &head);
		read_name(t, stem);
		read_subject(&p);
		read_letter(&p, &head);
	}
	bool bad = template_problems_errors(&problems) > 0;
	sort_problems(&problems);
	if (ret_problems)
		*ret_problems = problems;
	else
		template_problems_done(&problems);
	if (bad)
		return TEMPLATE_BAD;
	*ret = t;
	t = NULL;
	return 0;
}

/* ---- rendering ---- */

void template_letter_done(struct template_letter *l)
{
	xfree(l->subject);
	xfree(l->text);
	xfree(l->html);
	xfree(l->printable);
	*l = (struct template_letter){0};
}

void template_escape_html(struct text *out, const char *s)
{
	segment_escape(out, s);
}

/* One customer's letter in the making. */
struct rendering {
	const struct template *t;
	const struct template_frame *frame;
	const struct paper_sheet *sheet;
	struct segment_values above, below;
	struct text subject, text, html, printable;
};

static void rendering_done_auto(struct rendering *r)
{
	segment_values_done(&r->above);
	segment_values_done(&r->below);
	text_done(&r->subject);
	text_done(&r->text);
	text_done(&r->html);
	text_done(&r->printable);
}

static const struct paper_sheet *sheet_of(
        const struct template *t, const struct template_frame *frame)
{
	const char *language = t->language                  ? t->language
	                       : str_empty(frame->language) ? "en"
	                                                    : frame->language;
	const struct paper paper = {.signature = frame->signature,
	        .optout = frame->optout,
	        .postal = frame->postal,
	        .language = language,
	        .picture_id = frame->picture_id,
	        .picture_words = t->picture_alt,
	        .picture_width = t->image.width};
	return paper_sheet(&t->body->sheets, &paper);
}

static int put_html(struct rendering *r, char **ret_field)
{
	AUTO(text_done) struct text letter = TEXT_INIT;
	if (rich_put(&r->t->body->letter, &r->below, &letter, ret_field) != 0)
		return TEMPLATE_HOLE;
	paper_html(
	        r->sheet, r->frame->picture_id, text_str(&r->subject), text_str(&letter), &r->html);
	return 0;
}

/* Nothing is put where base64 is shorter, or tags come and go with the customer. */
static int put_printable(struct rendering *r, char **ret_field)
{
	const struct segments *letter = &r->t->body->letter;
	struct printable p = {.out = &r->printable};
	if (!rich_is_made(letter))
		return 0;
	text_reserve(&r->printable, 2 * letter->html.bytes + 4096);
	paper_begin(r->sheet, text_str(&r->subject), &p);
	if (rich_put_made(letter, &r->below, &p, ret_field) != 0)
		return TEMPLATE_HOLE;
	paper_end(r->sheet, r->frame->picture_id, &p);
	if (printable_is_foreign(&p))
		text_done(&r->printable);
	return 0;
}

static int put_all(struct rendering *r, char **ret_field)
{
	const struct template *t = r->t;
	if (segments_line(&t->body->subject, &r->above, &r->subject, ret_field) != 0 ||
	        flow_put(&t->body->letter, &r->below, &r->text, ret_field) != 0)
		return TEMPLATE_HOLE;
	const char *missing = t->picture_file && !t->picture.len ? "picture"
	                      : !r->subject.len                  ? "subject"
	                      : !r->text.len                     ? "letter"
	                                                         : NULL;
	if (missing) {
		*ret_field = xstrdup(missing);
		return TEMPLATE_HOLE;
	}
	r->sheet = sheet_of(t, r->frame);
	paper_text(r->sheet, &r->text);
	if (put_printable(r, ret_field) != 0)
		return TEMPLATE_HOLE;
	return r->frame->mailed && r->printable.len ? 0 : put_html(r, ret_field);
}

int template_render(const struct template *t, const struct template_frame *frame,
        template_lookup *lookup, void *arg, struct template_letter *ret, char **ret_field)
{
	__attribute__((cleanup(rendering_done_auto))) struct rendering r = {.t = t, .frame = frame};
	segment_values_read(&t->body->subject, lookup, arg, &r.above);
	segment_values_read(&t->body->letter, lookup, arg, &r.below);
	if (put_all(&r, ret_field) != 0)
		return TEMPLATE_HOLE;
	ret->subject = text_steal(&r.subject);
	ret->text = text_steal(&r.text);
	ret->html = r.html.len ? text_steal(&r.html) : NULL;
	ret->printable = r.printable.len ? text_steal(&r.printable) : NULL;
	return 0;
}

static bool value_in(const struct segments *s, size_t *left, struct template_value *ret)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct segment *at = &s->at[i];
		if (at->kind == SEGMENT_IF || at->kind == SEGMENT_UNLESS)
			i = at->end;
		else if (at->kind == SEGMENT_VALUE && (*left)-- == 0) {
			*ret = (struct template_value){at->s, at->fallback, at->line};
			return true;
		}
	}
	return false;
}

bool template_value(const struct template *t, size_t i, struct template_value *ret)
{
	return value_in(&t->body->subject, &i, ret) || value_in(&t->body->letter, &i, ret);
}

/* ---- as iCalendar ---- */

/* One content line: controls gone, TEXT escaped, folded at 75 bytes between characters. */
static void put_line(struct text *out, const char *name, const char *value, bool is_text)
{
	AUTO(text_done) struct text line = TEXT_INIT;
	size_t used = 0;
	text_printf(&line, "%s:", name);
	for (; *value; value++) {
		if (is_text && strchr("\\;,", *value))
			text_putc(&line, '\\');
		text_putc(&line, (unsigned char)*value < 0x20 ? ' ' : *value);
	}
	for (const char *s = text_str(&line); *s;) {
		const char *next = s;
		utf8_next(&next);
		if (used + (size_t)(next - s) > 75) {
			text_puts(out, "\r\n ");
			used = 1;
		}
		text_put(out, s, (size_t)(next - s));
		used += (size_t)(next - s);
		s = next;
	}
	text_puts(out, "\r\n");
}

static void put_span(struct text *out, const struct rule_span *after)
{
	bool back = after->years < 0 || after->months < 0 || after->days < 0;
	AUTO(text_done) struct text t = TEXT_INIT;
	if (!after->years && !after->months && !after->days)
		return;
	text_puts(&t, back ? "-P" : "P");
	if (after->years)
		text_printf(&t, "%dY", abs(after->years));
	if (after->months)
		text_printf(&t, "%dM", abs(after->months));
	if (after->days)
		text_printf(&t, "%dD", abs(after->days));
	put_line(out, "X-FOLLOWUP-AFTER", text_str(&t), false);
}

static void put_schedule(struct text *out, const struct template *t)
{
	static const char *const kinds[] = {"OCCASION", "RULE", "DATE", "OWN-DAY", "EVENT"};
	AUTO(xfree) char *name = xasprintf("X-FOLLOWUP-WHEN;X-KIND=%s", kinds[t->when_kind]);
	if (t->when_kind == TEMPLATE_WHEN_RULE) {
		put_line(out, "DTSTART;VALUE=DATE", "20240101", false);
		put_line(out, "RRULE", t->when, false);
		return;
	}
	put_line(out, name, t->when ? t->when : t->name, true);
	if (t->when_kind == TEMPLATE_WHEN_DATE && t->repeat == TEMPLATE_REPEAT_RULE)
		put_line(out, "RRULE", t->repeat_rule, false);
	else if (t->when_kind == TEMPLATE_WHEN_OWN_DAY || t->repeat == TEMPLATE_YEARLY)
		put_line(out, "RRULE", "FREQ=YEARLY", false);
}

char *template_component(const struct template *t)
{
	struct text out = TEXT_INIT;
	AUTO(xfree) char *uid = xasprintf("followup-template-%s", t->name);
	AUTO(xfree) char *valid = xasprintf("P%dD", t->valid_days);
	text_puts(&out, "BEGIN:VEVENT\r\n");
	put_line(&out, "UID", uid, true);
	put_line(&out, "DTSTAMP", "20240101T000000Z", false);
	put_line(&out, "SUMMARY", t->name, true);
	put_schedule(&out, t);
	put_span(&out, &t->after);
	put_line(&out, "X-FOLLOWUP-VALID", valid, false);
	put_line(&out, "X-FOLLOWUP-STATUS", template_status_name(t->status), true);
	if (t->group)
		put_line(&out, "CATEGORIES", t->group, true);
	text_puts(&out, "END:VEVENT\r\n");
	return text_steal(&out);
}
