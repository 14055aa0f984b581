/* The lines on top of a letter: what each of them may say, and what it means. */
#include "template.h"

#include "head.h"
#include "lint.h"
#include "timing.h"
#include "utf8.h"
#include "wording.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct parser {
	struct template *t;
	const struct lint *lint;
	int line;         /* the header line in hand */
	const char *key;  /* its key */
	const char *text; /* as it was written: "Valid: soon" */
	int repeat_line, span_line;
};

static void refuse(struct parser *p, const char *text, const char *instead)
{
	lint_error(p->lint, p->line, p->text, text, instead);
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
		const char *last = wording(p->lint->language, " or ");
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
	template_free_list(*list);
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
	p->t->subject_line = p->line;
}

static void check_rule(struct parser *p, const char *rule)
{
	AUTO(xfree) char *why = NULL, *instead = NULL;
	if (timing_check_rule(rule, p->lint->language, &why, &instead) != 0)
		refuse(p, why, instead);
}

static void parse_when(struct parser *p, const char *value)
{
	struct template *t = p->t;
	t->when_line = p->line;
	xfree(t->when);
	xfree(t->feast);
	t->when = t->feast = NULL;
	if (strcasestr(value, "FREQ=")) {
		t->when_kind = TEMPLATE_WHEN_RULE;
		t->when = timing_tidy_rule(value);
		check_rule(p, t->when);
	} else if (timing_is_own_day(value)) {
		t->when_kind = TEMPLATE_WHEN_OWN_DAY;
		t->when = xstrdup("a day of their own");
	} else if ((t->when = timing_date_field(value, p->lint->fields))) {
		t->when_kind = TEMPLATE_WHEN_DATE;
	} else {
		t->when_kind = TEMPLATE_WHEN_OCCASION;
		t->when = xstrdup(value);
		t->feast = rule_fold(value);
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
	        p->lint->language, "P2D (two days), P3W (weeks), P1M (months) or P3Y (years)");
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
	template_free_list(stages);
}

static void parse_tags(struct parser *p, const char *value)
{
	p->t->tags_line = p->line;
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
		uint32_t c = utf8_next(&at), mark;
		while ((mark = utf8_next(&m)) != 0 && mark != c)
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

/* ---- all of them ---- */

/* What is wrong about two lines together is seen when all of them are read. */
static void check_together(struct parser *p)
{
	const struct template *t = p->t;
	if (p->repeat_line && t->when_kind != TEMPLATE_WHEN_DATE)
		lint_warn(p->lint, p->repeat_line, "Repeat:",
		        "Only a date of the customer's own (When: birthday, first_purchase …) "
		        "repeats "
		        "by this line; here it does nothing.",
		        "no such line");
	/* a draft may wait for the column; its answer says so */
	if (t->when_kind == TEMPLATE_WHEN_DATE && t->status != TEMPLATE_DRAFT &&
	        !timing_date_known(t->when, p->lint->fields))
		lint_error(p->lint, t->when_line, t->when,
		        "Your customer list has no column with this date, so nobody would get the "
		        "letter.",
		        "a column of this name in the list, or When: first_purchase, birthday …");
}

void template_read_head(
        struct template *t, const char *text, const struct lint *lint, struct head *ret)
{
	const char *keys[COUNT(KEYS) + 1] = {NULL};
	struct parser p = {.t = t, .lint = lint};
	for (size_t i = 0; i < COUNT(KEYS); i++)
		keys[i] = KEYS[i].name;
	head_read(text, keys, lint, ret);
	for (size_t i = 0; i < ret->count; i++) {
		size_t k = 0;
		while (!str_same(KEYS[k].name, ret->at[i].key))
			k++;
		p.key = ret->at[i].key;
		p.text = ret->at[i].text;
		p.line = ret->at[i].line;
		KEYS[k].parse(&p, ret->at[i].value);
	}
	check_together(&p);
}
