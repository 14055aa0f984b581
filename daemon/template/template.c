#include "template.h"

#include "head.h"
#include "lint.h"
#include "markup.h"
#include "paper.h"
#include "plain.h"
#include "segment.h"
#include "timing.h"
#include "wording.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct template_body {
	struct segments subject, letter;
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

bool template_problems_fatal(const struct template_problems *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->at[i].error)
			return true;
	return false;
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

static void free_list(char **list)
{
	for (size_t i = 0; list && list[i]; i++)
		xfree(list[i]);
	xfree(list);
}

void template_free(struct template *t)
{
	if (!t)
		return;
	char *strings[] = {t->name, t->subject, t->when, t->repeat_rule, t->where, t->group,
	        t->language, t->picture_file, t->picture_alt};
	for (size_t i = 0; i < COUNT(strings); i++)
		xfree(strings[i]);
	free_list(t->tags);
	free_list(t->countries);
	free_list(t->languages);
	free_list(t->celebrates);
	text_done(&t->picture);
	segments_done(&t->body->subject);
	segments_done(&t->body->letter);
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

/* ---- header lines ---- */

struct parser {
	struct template *t;
	struct lint lint;
	bool kept;        /* a version in use: its words were judged before */
	int line;         /* the header line in hand */
	const char *key;  /* its key */
	const char *text; /* as it was written: "Valid: soon" */
	int subject_line, when_line, repeat_line, span_line;
};

static void refuse(struct parser *p, const char *text, const char *instead)
{
	lint_error(&p->lint, p->line, p->text, text, instead);
}

static char *lower(const char *s)
{
	char *copy = xstrdup(s);
	for (char *c = copy; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return copy;
}

/* One of a few words: its index, or -1 after a complaint. */
static int choose(struct parser *p, const char *value, const char *const *words)
{
	AUTO(text_done) struct text all = TEXT_INIT;
	for (int i = 0; words[i]; i++) {
		if (str_same_nocase(value, words[i]))
			return i;
		const char *last = wording(p->lint.language, " or ");
		text_printf(&all, "%s%s", i == 0 ? "" : words[i + 1] ? ", " : last, words[i]);
	}
	const char *near = lint_nearest(value, words);
	AUTO(xfree) char *instead = xasprintf("%s: %s", p->key, near ? near : text_str(&all));
	refuse(p, "This word is not known here, so we can't tell what shall happen to the letter.",
	        instead);
	return -1;
}

/* The words of a list: what stands between any of `separators`. Owned, NULL when empty. */
static char **split(const char *value, const char *separators, size_t *ret_count)
{
	char **list = NULL;
	size_t count = 0;
	while (*value) {
		size_t n = strcspn(value, separators);
		AUTO(xfree) char *word = xstrndup(value, n);
		char *trimmed = str_trim(word);
		if (*trimmed) {
			list = xrealloc(list, (count + 2) * sizeof *list);
			list[count++] = xstrdup(trimmed);
			list[count] = NULL;
		}
		value += n + (value[n] != '\0');
	}
	*ret_count = count;
	return list;
}

/* A list in small (or capital) letters, in place of what was there. */
static void parse_list(char ***list, const char *value, int (*fold)(int))
{
	size_t count;
	free_list(*list);
	*list = split(value, ",;", &count);
	for (size_t i = 0; i < count; i++)
		for (char *c = (*list)[i]; *c; c++)
			*c = (char)fold((unsigned char)*c);
}

static void parse_name(struct parser *p, const char *value)
{
	static const char *const ours[] = {"digest", "nudge", "notice", "preview", NULL};
	for (size_t i = 0; ours[i]; i++)
		if (str_same_nocase(value, ours[i])) {
			refuse(p, "followupd's own mails have this name already.",
			        "another name, such as the occasion's");
			return;
		}
	if (strlen(value) > 100) {
		refuse(p, "A name of more than 100 characters can't be shown in the weekly digest.",
		        "a short name");
		return;
	}
	xfree(p->t->name);
	p->t->name = xstrdup(value);
}

static void parse_subject(struct parser *p, const char *value)
{
	p->t->subject = xstrdup(value);
	p->subject_line = p->line;
}

static void check_rule(struct parser *p, const char *rule)
{
	AUTO(xfree) char *why = NULL, *instead = NULL;
	if (timing_check_rule(rule, p->lint.language, &why, &instead) != 0)
		refuse(p, why, instead);
}

static void parse_when(struct parser *p, const char *value)
{
	struct template *t = p->t;
	p->when_line = p->line;
	xfree(t->when);
	t->when = NULL;
	if (strcasestr(value, "FREQ=")) {
		t->when_kind = TEMPLATE_WHEN_RULE;
		t->when = timing_tidy_rule(value);
		check_rule(p, t->when);
	} else if (timing_is_own_day(value)) {
		t->when_kind = TEMPLATE_WHEN_OWN_DAY;
		t->when = xstrdup("a day of their own");
	} else if ((t->when = timing_date_field(value, p->lint.fields))) {
		t->when_kind = TEMPLATE_WHEN_DATE;
	} else {
		t->when_kind = TEMPLATE_WHEN_OCCASION;
		t->when = xstrdup(value);
	}
}

static void parse_repeat(struct parser *p, const char *value)
{
	static const char *const words[] = {"once", "yearly", NULL};
	struct template *t = p->t;
	p->repeat_line = p->line;
	if (strcasestr(value, "FREQ=")) {
		xfree(t->repeat_rule);
		t->repeat = TEMPLATE_REPEAT_RULE;
		t->repeat_rule = timing_tidy_rule(value);
		check_rule(p, t->repeat_rule);
		return;
	}
	int i = choose(p, value, words);
	if (i >= 0)
		t->repeat = i == 0 ? TEMPLATE_ONCE : TEMPLATE_YEARLY;
}

static void parse_distance(struct parser *p, const char *value)
{
	struct rule_span span;
	bool before = str_same_nocase(p->key, "Before");
	const char *forms = wording(
	        p->lint.language, "P2D (two days), P3W (weeks), P1M (months) or P3Y (years)");
	AUTO(xfree) char *instead = xasprintf("%s: %s", p->key, forms);
	if (p->span_line) {
		refuse(p, "After: and Before: both move the day; we can't tell which one counts.",
		        "only one of them");
		return;
	}
	p->span_line = p->line;
	if (timing_span(value, &span) < 0) {
		refuse(p, "This is not a number of days, so the letter would come on a wrong one.",
		        instead);
		return;
	}
	bool back = span.years < 0 || span.months < 0 || span.days < 0;
	if (before && back)
		refuse(p,
		        "A negative number before a day: we can't tell which side of it is meant.",
		        "Before: P2D, or After: P2D");
	p->t->after = before ? (struct rule_span){-span.years, -span.months, -span.days} : span;
}

static void parse_valid(struct parser *p, const char *value)
{
	struct rule_span span;
	if (str_same_nocase(value, "the day") || str_same(value, "0")) {
		p->t->valid_days = 0;
		return;
	}
	bool good = timing_span(value, &span) == 0;
	long days = good ? span.years * 365L + span.months * 30L + span.days : -1;
	if (days < 0 || days > 366) {
		refuse(p,
		        "This is not a number of days up to a year. Wishes that come too late are "
		        "worse than none.",
		        "Valid: P4D (up to four days late), or Valid: the day");
		return;
	}
	p->t->valid_days = (int)days;
}

static void parse_to(struct parser *p, const char *value)
{
	static const char *const words[] = {"before", "new", "short", "long", "integral", "all",
	        "everyone", "everybody", "and", NULL};
	static const int bits[] = {TEMPLATE_TO_BEFORE, TEMPLATE_TO_NEW, TEMPLATE_TO_SHORT,
	        TEMPLATE_TO_LONG, TEMPLATE_TO_INTEGRAL, TEMPLATE_TO_ALL, TEMPLATE_TO_ALL,
	        TEMPLATE_TO_ALL, 0};
	size_t count;
	char **stages = split(value, ",;/&+ \t", &count);
	p->t->to = 0;
	for (size_t i = 0; i < count; i++) {
		int k = 0;
		while (words[k] && !str_same_nocase(words[k], stages[i]))
			k++;
		if (words[k]) {
			p->t->to |= bits[k];
			continue;
		}
		const char *near = lint_nearest(stages[i], words);
		refuse(p,
		        "There is no such stage, so the letter would miss the customers you mean.",
		        near ? near : "before, new, short, long, integral or all");
	}
	free_list(stages);
}

static void parse_tags(struct parser *p, const char *value)
{
	parse_list(&p->t->tags, value, tolower);
}

static void parse_celebrates(struct parser *p, const char *value)
{
	parse_list(&p->t->celebrates, value, tolower);
}

static void parse_country(struct parser *p, const char *value)
{
	parse_list(&p->t->countries, value, toupper);
	for (char **c = p->t->countries; c && *c; c++)
		if (str_same(*c, "UK"))
			refuse(p,
			        "Customer lists call the United Kingdom GB; nobody would get this.",
			        "Country: GB");
		else if (strlen(*c) != 2 || !isalpha((unsigned char)(*c)[0]))
			refuse(p, "Countries are written with two letters; nobody would get this.",
			        "Country: US, CA, DE");
}

static void parse_language(struct parser *p, const char *value)
{
	struct template *t = p->t;
	parse_list(&t->languages, value, tolower);
	for (char **l = t->languages; l && *l; l++) {
		size_t n = strspn(*l, "abcdefghijklmnopqrstuvwxyz");
		if (n < 2 || n > 3 || ((*l)[n] && (*l)[n] != '-'))
			refuse(p, "Languages are written with two letters; nobody would get this.",
			        "Language: en, or de, fr, es, nl …");
	}
	xfree(t->language);
	t->language = t->languages && !t->languages[1] ? xstrdup(t->languages[0]) : NULL;
}

/* Bytes of `value` up to and with the ending of a picture's name; 0: there is none. */
static size_t picture_name(const char *value)
{
	static const char *const ends[] = {".png", ".jpg", ".jpeg"};
	for (size_t at = 1; value[0] && value[at]; at++)
		for (size_t i = 0; i < COUNT(ends); i++) {
			size_t n = strlen(ends[i]);
			if (strncasecmp(value + at, ends[i], n) == 0 &&
			        !isalnum((unsigned char)value[at + n]))
				return at + n;
		}
	return 0;
}

/* Without blanks and quotation marks around it. Owned. */
static char *unquoted(const char *s)
{
	static const char marks[] = " \t\"'“”„«»‟";
	const char *first = NULL, *last = s;
	for (const char *at = s; *at;) {
		const char *was = at, *m = marks;
		uint32_t c = plain_next(&at), mark;
		while ((mark = plain_next(&m)) != 0 && mark != c)
			;
		if (mark)
			continue;
		first = first ? first : was;
		last = at;
	}
	return first ? xstrndup(first, (size_t)(last - first)) : xstrdup("");
}

/* Picture: boat.jpg "What it shows" */
static void parse_picture(struct parser *p, const char *value)
{
	static const char form[] = "Picture: boat.jpg \"Our boat in the snow\"";
	size_t n = picture_name(value);
	AUTO(xfree) char *words = unquoted(value + n);
	AUTO(xfree) char *quoted = xstrndup(value, n);
	AUTO(xfree) char *file = unquoted(quoted);
	p->t->picture_line = p->line;
	if (n == 0)
		refuse(p,
		        "Only PNG and JPEG pictures are shown by every mail program; of others "
		        "(SVG, GIF, WebP, HEIC) many customers would see an empty frame.",
		        form);
	else if (strchr(file, '/') || strchr(file, '\\') || *file == '.')
		refuse(p, "The picture must lie in the same folder as the letter.", form);
	else if (!*words)
		refuse(p,
		        "Many customers don't see pictures, or have letters read aloud: they need "
		        "words that say what it shows.",
		        form);
	else if (strstr(words, "{{"))
		refuse(p, "A field can't stand in the words of a picture.", form);
	else {
		p->t->picture_file = xstrdup(file);
		p->t->picture_alt = xstrdup(words);
	}
}

static void parse_where(struct parser *p, const char *value)
{
	xfree(p->t->where);
	p->t->where = xstrdup(value);
	p->t->where_line = p->line;
}

static void parse_approval(struct parser *p, const char *value)
{
	static const char *const words[] = {"auto", "ask", NULL};
	int i = choose(p, value, words);
	p->t->ask = i != 0;
}

static void parse_group(struct parser *p, const char *value)
{
	xfree(p->t->group);
	p->t->group = lower(value);
}

static void parse_status(struct parser *p, const char *value)
{
	static const char *const words[] = {"draft", "live", "paused", "off", NULL};
	int i = choose(p, value, words);
	if (i >= 0)
		p->t->status = (enum template_status)i;
}

static void parse_class(struct parser *p, const char *value)
{
	static const char *const words[] = {"courtesy", "service", "marketing", NULL};
	int i = choose(p, value, words);
	if (i >= 0)
		p->t->class = (enum template_class)i;
}

static const struct {
	const char *name;
	void (*parse)(struct parser *p, const char *value);
} KEYS[] = {{"Name", parse_name}, {"Subject", parse_subject}, {"When", parse_when},
        {"Repeat", parse_repeat}, {"After", parse_distance}, {"Before", parse_distance},
        {"To", parse_to}, {"Tags", parse_tags}, {"Country", parse_country},
        {"Language", parse_language}, {"Celebrates", parse_celebrates}, {"Where", parse_where},
        {"Valid", parse_valid}, {"Approval", parse_approval}, {"Group", parse_group},
        {"Picture", parse_picture}, {"Status", parse_status}, {"Class", parse_class}};

/* ---- the whole file ---- */

/* What is wrong about two lines together is seen when all of them are read. */
static void check_together(struct parser *p)
{
	const struct template *t = p->t;
	if (p->repeat_line && t->when_kind != TEMPLATE_WHEN_DATE)
		lint_warn(&p->lint, p->repeat_line, "Repeat:",
		        "Only a date of the customer's own (When: birthday, first_purchase …) "
		        "repeats "
		        "by this line; here it does nothing.",
		        "no such line");
	if (t->when_kind == TEMPLATE_WHEN_DATE && !timing_date_known(t->when, p->lint.fields)) {
		void (*say)(const struct lint *, int, const char *, const char *, const char *) =
		        t->status == TEMPLATE_DRAFT ? lint_warn : lint_error;
		say(&p->lint, p->when_line, t->when,
		        "Your customer list has no column with this date, so nobody would get the "
		        "letter.",
		        "a column of this name in the list, or When: first_purchase, birthday …");
	}
	const char *near =
	        t->when_kind == TEMPLATE_WHEN_OCCASION ? timing_near_date(t->when) : NULL;
	if (near)
		lint_warn(&p->lint, p->when_line, t->when,
		        "This is taken for an occasion of the calendars, but is spelt nearly like "
		        "a "
		        "date of the customer list; nobody may get the letter.",
		        near);
}

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
	free_list(t->languages);
	t->languages = xcalloc(2, sizeof *t->languages);
	t->languages[0] = xstrdup(language);
	xfree(t->language);
	t->language = xstrdup(language);
}

static void read_head(struct parser *p, const struct head *head)
{
	for (size_t i = 0; i < head->count; i++) {
		size_t k = 0;
		while (!str_same(KEYS[k].name, head->at[i].key))
			k++;
		p->key = head->at[i].key;
		p->text = head->at[i].text;
		p->line = head->at[i].line;
		KEYS[k].parse(p, head->at[i].value);
	}
	check_together(p);
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
	if (!p->kept)
		lint_subject(&p->lint, p->subject_line, t->subject);
	markup_compile(t->subject, p->subject_line, MARKUP_LINE, &p->lint, &t->body->subject);
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
	if (!p->kept)
		lint_words(p, head->letter);
	markup_compile(head->letter, t->body_line, MARKUP_LETTER, &p->lint, &t->body->letter);
	if (segments_empty(&t->body->letter) &&
	        strspn(head->letter, " \t\n") == strlen(head->letter))
		lint_error(&p->lint, t->body_line, wording(p->lint.language, "the letter"),
		        "No words follow the lines on top; the customer would get an empty letter.",
		        "an empty line, then the letter");
}

int template_parse(const char *bytes, size_t n, const char *stem, const char *const *fields,
        struct template **ret, struct template_problems *ret_problems)
{
	const char *keys[COUNT(KEYS) + 1] = {NULL};
	for (size_t i = 0; i < COUNT(KEYS); i++)
		keys[i] = KEYS[i].name;
	AUTO(template_free) struct template *t = new_template(stem);
	AUTO(text_done) struct text text = TEXT_INIT;
	AUTO(head_done) struct head head = {0};
	struct template_problems problems = {
	        .language = ret_problems ? ret_problems->language : NULL};
	struct parser p = {.t = t,
	        .lint = {collect, &problems, fields, problems.language},
	        .kept = !ret_problems};
	if (head_decode(bytes, n, &p.lint, &text)) {
		head_read(text_str(&text), keys, &p.lint, &head);
		read_head(&p, &head);
		read_name(t, stem);
		read_subject(&p);
		read_letter(&p, &head);
	}
	bool bad = template_problems_fatal(&problems);
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
	*l = (struct template_letter){0};
}

void template_escape_html(struct text *out, const char *s)
{
	segment_escape(out, s);
}

int template_render(const struct template *t, const struct template_frame *frame,
        template_lookup *lookup, void *arg, struct template_letter *ret, char **ret_field)
{
	AUTO(text_done)
	struct text subject = TEXT_INIT, text = TEXT_INIT, letter = TEXT_INIT, html = TEXT_INIT;
	if (segments_line(&t->body->subject, lookup, arg, &subject, ret_field) != 0 ||
	        segments_text(&t->body->letter, lookup, arg, &text, ret_field) != 0 ||
	        segments_html(&t->body->letter, lookup, arg, &letter, ret_field) != 0)
		return TEMPLATE_HOLE;
	if (t->picture_file && !t->picture.len) {
		*ret_field = xstrdup("picture");
		return TEMPLATE_HOLE;
	}
	if (!subject.len || !text.len) {
		*ret_field = xstrdup(subject.len ? "letter" : "subject");
		return TEMPLATE_HOLE;
	}
	const char *language = t->language                  ? t->language
	                       : str_empty(frame->language) ? "en"
	                                                    : frame->language;
	struct paper paper = {.signature = frame->signature,
	        .optout = frame->optout,
	        .postal = frame->postal,
	        .language = language,
	        .picture_id = frame->picture_id,
	        .picture_words = t->picture_alt,
	        .picture_width = t->image.width};
	paper_text(&paper, &text);
	paper_html(&paper, text_str(&subject), text_str(&letter), &html);
	ret->subject = text_steal(&subject);
	ret->text = text_steal(&text);
	ret->html = text_steal(&html);
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
		plain_next(&next);
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
