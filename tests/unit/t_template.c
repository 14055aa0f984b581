#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "template.h"

static const char *const FIELDS[] = {"first_name", "last_name", "name", "salutation", "company",
        "personal_line", "years_phrase", "tags", "complaint_closed_date", NULL};

/* ---- helpers ---- */

struct verdict {
	struct template *t; /* NULL: refused */
	struct template_problems problems;
};

static struct verdict parse_bytes(const char *bytes, size_t n)
{
	struct verdict v = {NULL, {0}};
	int r = template_parse(bytes, n, "the-stem", FIELDS, &v.t, &v.problems);
	assert_int_equal(r == 0, v.t != NULL);
	assert_int_equal(r == TEMPLATE_BAD, template_problems_errors(&v.problems) > 0);
	return v;
}

static struct verdict parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

static void done(struct verdict *v)
{
	template_free(v->t);
	template_problems_done(&v->problems);
}

/* A letter with these lines on top (after a good Subject) and this text. */
static struct verdict parse_parts(const char *head, const char *letter)
{
	AUTO(xfree) char *text = xasprintf("Subject: Thank you\n%s\n%s\n", head, letter);
	return parse(text);
}

static const struct template_problem *problem_about(const struct verdict *v, const char *words)
{
	for (size_t i = 0; i < v->problems.count; i++)
		if (strstr(v->problems.at[i].text, words) || strstr(v->problems.at[i].quote, words))
			return &v->problems.at[i];
	return NULL;
}

enum { ERROR = 1, WARNING = 0 };

/* There is a problem with these words in its text or quote, on this line, of this weight. */
static void expect(struct verdict v, int weight, int line, const char *words, const char *instead)
{
	const struct template_problem *p = problem_about(&v, words);
	if (!p) {
		for (size_t i = 0; i < v.problems.count; i++)
			print_error("found: %d [%s] %s\n", v.problems.at[i].line,
			        v.problems.at[i].quote, v.problems.at[i].text);
		fail_msg("no problem about \"%s\"", words);
	}
	assert_int_equal(p->error, weight);
	assert_int_equal(p->line, line);
	assert_true(strlen(p->text) > 20);
	if (instead) {
		assert_non_null(p->instead);
		if (!strstr(p->instead, instead))
			fail_msg("\"%s\" does not say \"%s\"", p->instead, instead);
	}
	done(&v);
}

static void expect_clean(struct verdict v)
{
	if (v.problems.count)
		fail_msg("line %d, \"%s\": %s", v.problems.at[0].line, v.problems.at[0].quote,
		        v.problems.at[0].text);
	assert_non_null(v.t);
	done(&v);
}

/* A customer: pairs of name and value, NULL at the end. */
static const char *lookup(const char *field, void *arg)
{
	for (const char *const *pair = arg; *pair; pair += 2)
		if (strcmp(pair[0], field) == 0)
			return pair[1];
	return NULL;
}

static const struct template_frame FRAME = {.signature = "Anna Berg\nHarbour & Pine",
        .optout = "Reply \"stop\" and you will hear no more from us.",
        .postal = "Harbour & Pine, 1 Quay Street",
        .language = "en"};

static struct template_letter render(const char *text, const char *const *customer)
{
	struct verdict v = parse(text);
	struct template_letter l = {0};
	char *hole = NULL;
	if (!v.t)
		fail_msg("refused: %s", v.problems.at[0].text);
	assert_int_equal(template_render(v.t, &FRAME, lookup, (void *)customer, &l, &hole), 0);
	done(&v);
	return l;
}

static void assert_has(const char *s, const char *part)
{
	if (!strstr(s, part))
		fail_msg("\"%s\" is not in:\n%s", part, s);
}

static void assert_has_not(const char *s, const char *part)
{
	if (strstr(s, part))
		fail_msg("\"%s\" is in:\n%s", part, s);
}

/* ---- reading ---- */

static const char LETTER[] = "Subject: Grüße\nWhen: Neujahr\n\nGuten Tag, Größe.\n";

static void assert_read_right(struct verdict v)
{
	assert_non_null(v.t);
	assert_string_equal(v.t->subject, "Grüße");
	assert_string_equal(v.t->when, "Neujahr");
	assert_int_equal(v.t->body_line, 4);
	done(&v);
}

static void test_utf8(void **state)
{
	(void)state;
	assert_read_right(parse(LETTER));
	AUTO(xfree) char *marked = xasprintf("\xef\xbb\xbf%s", LETTER);
	assert_read_right(parse(marked));
}

static void to_utf16(const char *s, bool big, struct text *out)
{
	while (*s) {
		unsigned c = (unsigned char)*s++;
		if (c >= 0xc0)
			c = (c & 0x1f) << 6 | ((unsigned char)*s++ & 0x3f);
		text_putc(out, (char)(big ? c >> 8 : c & 0xff));
		text_putc(out, (char)(big ? c & 0xff : c >> 8));
	}
}

static void test_utf16(void **state)
{
	(void)state;
	for (int big = 0; big < 2; big++)
		for (int mark = 0; mark < 2; mark++) {
			AUTO(text_done) struct text t = TEXT_INIT;
			if (mark)
				text_put(&t, big ? "\xfe\xff" : "\xff\xfe", 2);
			to_utf16(LETTER, big, &t);
			assert_read_right(parse_bytes(text_str(&t), t.len));
		}
}

static void test_windows_1252(void **state)
{
	(void)state;
	const char *text = "Subject: Gr\xfc\xdf"
	                   "e\nWhen: Neujahr\n\nGuten Tag \x96 Gr\xf6\xdf"
	                   "e.\n";
	assert_read_right(parse(text));
	expect(parse(text), WARNING, 1, "Windows-1252", "UTF-8");
}

static void test_line_ends(void **state)
{
	(void)state;
	assert_read_right(parse("Subject: Grüße\r\nWhen: Neujahr\r\n\r\nGuten Tag.\r\n"));
	assert_read_right(parse("Subject: Grüße\rWhen: Neujahr\r\rGuten Tag.\r"));
	assert_read_right(parse("Subject: Grüße\nWhen: Neujahr\n   \nGuten Tag."));
}

/* What the lint calls another program's field is not called HTML as well. */
static void test_one_complaint_for_one_fault(void **state)
{
	(void)state;
	static const char *const fields[] = {"<<FirstName>>", "<FirstName>", "**<<FirstName>>**"};
	for (size_t i = 0; i < COUNT(fields); i++) {
		AUTO(xfree)
		char *bytes = xasprintf(
		        "Subject: Thanks\nWhen: New Year\n\nDear %s, thank you.\n", fields[i]);
		struct verdict v = parse(bytes);
		assert_int_equal(v.problems.count, 1);
		assert_true(v.problems.at[0].error);
		done(&v);
	}
	struct verdict v = parse("Subject: Thanks\nWhen: New Year\n\nDear <<a href=\"x\">>,\n");
	assert_non_null(strstr(v.problems.at[0].text, "HTML"));
	done(&v);
}

static void test_keys_are_forgiving(void **state)
{
	(void)state;
	struct verdict v = parse("SUBJECT：Thank you\nwhen : New Year\nstatus:\xc2\xa0LIVE\n"
	                         "To: new and long\nCountry: de, at\nTags: A; b\nValid: 4 days\n"
	                         "After: P1W\napproval: Ask\nGroup: Turn-of-Year\nLanguage: DE\n"
	                         "\nDear ｛｛ First Name ｜friend｝｝,\n");
	assert_non_null(v.t);
	assert_int_equal(v.problems.count, 1); /* the braces, and they are understood */
	assert_false(v.problems.at[0].error);
	assert_string_equal(v.t->when, "New Year");
	assert_int_equal(v.t->when_kind, TEMPLATE_WHEN_OCCASION);
	assert_int_equal(v.t->status, TEMPLATE_LIVE);
	assert_int_equal(v.t->to, TEMPLATE_TO_NEW | TEMPLATE_TO_LONG);
	assert_string_equal(v.t->countries[1], "AT");
	assert_string_equal(v.t->tags[0], "a");
	assert_null(v.t->tags[2]);
	assert_int_equal(v.t->valid_days, 4);
	assert_int_equal(v.t->after.days, 7);
	assert_true(v.t->ask);
	assert_string_equal(v.t->group, "turn-of-year");
	assert_string_equal(v.t->language, "de");
	done(&v);
}

static void test_defaults(void **state)
{
	(void)state;
	struct verdict v = parse("Subject: Hello\n\nThank you.\n");
	assert_non_null(v.t);
	assert_string_equal(v.t->name, "the-stem");
	assert_int_equal(v.t->status, TEMPLATE_DRAFT);
	assert_int_equal(v.t->when_kind, TEMPLATE_WHEN_NONE);
	assert_int_equal(v.t->valid_days, 7);
	assert_int_equal(v.t->to, TEMPLATE_TO_ALL & ~TEMPLATE_TO_BEFORE);
	assert_false(v.t->ask);
	assert_int_equal(v.t->class, TEMPLATE_COURTESY);
	assert_null(v.t->group);
	done(&v);
}

static void test_when(void **state)
{
	(void)state;
	static const struct {
		const char *head;
		enum template_when kind;
		const char *when;
	} cases[] = {
	        {"When: freq=yearly; bymonth=1; bymonthday=4\n", TEMPLATE_WHEN_RULE,
	                "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=4"},
	        {"When: RRULE:FREQ=YEARLY;BYMONTH=6\n", TEMPLATE_WHEN_RULE,
	                "FREQ=YEARLY;BYMONTH=6"},
	        {"When: First purchase\nRepeat: yearly\n", TEMPLATE_WHEN_DATE, "first_purchase"},
	        {"When: Birthday\n", TEMPLATE_WHEN_DATE, "birthday"},
	        {"When: complaint-closed-date\n", TEMPLATE_WHEN_DATE, "complaint_closed_date"},
	        {"When: A day of their own\n", TEMPLATE_WHEN_OWN_DAY, "a day of their own"},
	        {"When: Customer Appreciation Day\n", TEMPLATE_WHEN_OCCASION,
	                "Customer Appreciation Day"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct verdict v = parse_parts(cases[i].head, "Thank you.");
		if (!v.t)
			fail_msg("%s: %s", cases[i].head, v.problems.at[0].text);
		assert_int_equal(v.t->when_kind, cases[i].kind);
		assert_string_equal(v.t->when, cases[i].when);
		done(&v);
	}
}

static void test_before_and_repeat(void **state)
{
	(void)state;
	struct verdict v = parse_parts(
	        "When: Christmas\nBefore: P2D\nValid: the day\nClass: service\n", "Thank you.");
	assert_non_null(v.t);
	assert_int_equal(v.t->after.days, -2);
	assert_int_equal(v.t->valid_days, 0);
	assert_int_equal(v.t->class, TEMPLATE_SERVICE);
	done(&v);
	v = parse_parts("When: since\nRepeat: FREQ=YEARLY;INTERVAL=2\n", "Thank you.");
	assert_non_null(v.t);
	assert_int_equal(v.t->repeat, TEMPLATE_REPEAT_RULE);
	assert_string_equal(v.t->repeat_rule, "FREQ=YEARLY;INTERVAL=2");
	done(&v);
}

/* ---- lint: errors ---- */

static void test_no_subject(void **state)
{
	(void)state;
	expect(parse("When: New Year\n\nThank you.\n"), ERROR, 1, "Subject:", "Subject: Thank you");
	expect(parse("Subject:\n\nThank you.\n"), ERROR, 1, "behind the colon", NULL);
}

static void test_unknown_field(void **state)
{
	(void)state;
	expect(parse_parts("", "Dear {{frist_name}},"), ERROR, 3, "no such column",
	        "{{first_name}}");
	expect(parse_parts("", "Dear friend,\n\n{{zebra|x}}"), ERROR, 5, "no such column", NULL);
	expect(parse("Subject: Hi {{sirname}}\n\nThank you.\n"), ERROR, 1, "no such column", NULL);
	expect_clean(parse_parts("", "Dear {{First-Name}} {{last name|of ours}},"));
}

static void test_braces(void **state)
{
	(void)state;
	expect(parse_parts("", "Dear {{first_name,\nthank you."), ERROR, 3, "never closed", NULL);
	expect(parse_parts("", "Dear {{first_name {{last_name}},"), ERROR, 3, "never closed", NULL);
	expect(parse_parts("", "Dear first_name}},"), ERROR, 3, "no opening", NULL);
	expect(parse_parts("", "Dear {{}},"), ERROR, 3, "No field", NULL);
	expect(parse_parts("", "Hello {{#tags}}there."), ERROR, 3, "never closed", "{{/");
	expect(parse_parts("", "Hello there{{/tags}}."), ERROR, 3, "never opened", NULL);
	expect(parse_parts("", "{{#tags}}a{{#name}}b{{/tags}}c{{/name}}"), ERROR, 3,
	        "still open here", "{{/name}}");
	expect(parse_parts("", "**bold {{#tags}}words** are{{/tags}} here"), ERROR, 3,
	        "different places", NULL);
	expect(parse_parts("", "[a {{#tags}}b](https://x.org/) c [d{{/tags}}](https://y.org/)"),
	        ERROR, 3, "different places", NULL);
	expect_clean(parse_parts("", "{{#tags}}a{{^name}}b{{/name}}{{/tags}} c {{! remark }}"));
}

static void test_foreign_syntax(void **state)
{
	(void)state;
	static const char *const bad[] = {"Dear [First Name],", "Dear *|FNAME|*,",
	        "Dear %FIRSTNAME%,", "Dear «First_Name»,", "Dear {First Name},",
	        "Dear ${firstName},", "Dear <<First Name>>,", "Dear [[first_name]],",
	        "Dear %%fname%%,"};
	for (size_t i = 0; i < COUNT(bad); i++)
		expect(parse_parts("", bad[i]), ERROR, 3, "another program", "{{first_name}}");
	expect(parse("Subject: Hi *|FNAME:there|*\n\nThank you.\n"), ERROR, 1, "another program",
	        "{{first_name}}");
	expect_clean(
	        parse_parts("", "«Bonjour», 100 % of you. {we} and [us](https://example.org/)."));
}

static void test_unknown_key(void **state)
{
	(void)state;
	expect(parse_parts("Whne: New Year\n", "Thank you."), ERROR, 2, "no such line", "When:");
	expect(parse_parts("Stauts: live\n", "Thank you."), ERROR, 2, "no such line", "Status:");
	expect(parse_parts("Colour: blue\n", "Thank you."), ERROR, 2, "no such line", "README");
	expect(parse_parts("When: Easter\nWhen: Easter\n", "Thank you."), ERROR, 3, "twice", NULL);
	expect(parse("Subject: Hello\nDear friend,\n\nthank you.\n"), ERROR, 2, "empty line", NULL);
	expect(parse("---\nSubject: Hello\n---\n\nThank you.\n"), ERROR, 1, "ruled line", NULL);
}

static void test_when_refused(void **state)
{
	(void)state;
	expect(parse_parts("When: FREQ=HOURLY\n", "Thank you."), ERROR, 2, "FREQ=HOURLY", NULL);
	expect(parse_parts("When: FREQ=WEEKLY\n", "Thank you."), ERROR, 2, "21 days",
	        "FREQ=YEARLY");
	expect(parse_parts("When: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n", "Thank you."), ERROR, 2,
	        "FREQ=YEARLY", NULL);
	expect(parse_parts("When: FREQ=MONTHLY;BYEASTER=1\n", "Thank you."), ERROR, 2, "BYEASTER",
	        NULL);
	expect(parse_parts("When: wedding_date\nStatus: live\n", "Thank you."), ERROR, 2,
	        "no column with this date", NULL);
	expect_clean(
	        parse_parts("When: wedding_date\n", "Thank you.")); /* a draft may wait for it */
	expect(parse_parts("When: Easter\nRepeat: yearly\n", "Thank you."), WARNING, 3,
	        "Repeat:", NULL);
	expect_clean(parse_parts("When: FREQ=MONTHLY;BYMONTH=2,5,8,11;BYDAY=2TU\n", "Thank you."));
}

static void test_spans(void **state)
{
	(void)state;
	expect(parse_parts("After: soon\n", "Thank you."), ERROR, 2, "number of days", "P2D");
	expect(parse_parts("After: P2D\nBefore: P2D\n", "Thank you."), ERROR, 3, "which one counts",
	        "only one");
	expect(parse_parts("Before: -P2D\n", "Thank you."), ERROR, 2, "negative", NULL);
	expect(parse_parts("Valid: -P2D\n", "Thank you."), ERROR, 2, "number of days", "P4D");
	expect(parse_parts("Valid: P9Y\n", "Thank you."), ERROR, 2, "number of days", NULL);
	expect_clean(parse_parts("After: 3 weeks\nValid: P1M\n", "Thank you."));
}

static void test_words(void **state)
{
	(void)state;
	expect(parse_parts("To: new, shrot\n", "Thank you."), ERROR, 2, "no such stage", "short");
	expect(parse_parts("Status: lvie\n", "Thank you."), ERROR, 2, "Status: lvie", "live");
	expect(parse_parts("Approval: perhaps\n", "Thank you."), ERROR, 2, "perhaps",
	        "auto or ask");
	expect(parse_parts("Class: spam\n", "Thank you."), ERROR, 2, "spam", "courtesy");
	expect(parse_parts("Country: UK\n", "Thank you."), ERROR, 2, "United Kingdom", "GB");
	expect(parse_parts("Country: Germany\n", "Thank you."), ERROR, 2, "two letters", NULL);
	expect(parse_parts("Language: English\n", "Thank you."), ERROR, 2, "two letters", NULL);
	expect(parse_parts("Name: digest\n", "Thank you."), ERROR, 2, "own mails", NULL);
}

static void test_html(void **state)
{
	(void)state;
	expect(parse_parts("", "Dear <b>friend</b>,"), ERROR, 3, "HTML", "**so**");
	expect(parse_parts("", "Dear friend,\n\n<script>x</script>"), ERROR, 5, "HTML", NULL);
	expect(parse_parts("", "Look:\n![a](https://example.org/a.png)"), ERROR, 4, "Pictures",
	        NULL);
	expect(parse("<!DOCTYPE html><p>Hello"), ERROR, 1, "not plain text", "Plain text");
	expect(parse("{\\rtf1 Hello}"), ERROR, 1, "not plain text", "Plain text");
	expect(parse_bytes("PK\x03\x04\0\0abc", 9), ERROR, 1, "not plain text", "Plain text");
	expect(parse_bytes("Subject: a\0b\n\nx", 15), ERROR, 1, "not plain text", NULL);
	expect_clean(parse_parts("", "We <3 you, and 1 < 2 > 0. Write to <us@example.org>."));
}

static void test_placeholders(void **state)
{
	(void)state;
	static const char *const bad[] = {"See you on XXX.", "TODO: words", "Lorem ipsum dolor",
	        "On ??? we meet", "Dear [name of the customer],", "Dear ______,", "It is TBD."};
	for (size_t i = 0; i < COUNT(bad); i++)
		expect(parse_parts("", bad[i]), ERROR, 3, "gap", NULL);
	expect_clean(parse_parts("", "Todo está bien. Maxxx and XXXL are no gaps. What?? Really."));
}

static void test_subject(void **state)
{
	(void)state;
	expect(parse("Subject: a\tb\n\nThank you.\n"), ERROR, 1, "control character", NULL);
	expect(parse("Subject: RE: your order\n\nThank you.\n"), ERROR, 1, "like an answer", NULL);
	expect(parse("Subject: Fwd: your order\n\nThank you.\n"), ERROR, 1, "like an answer", NULL);
	expect(parse("Subject: AW: Ihr Auftrag\n\nDanke.\n"), ERROR, 1, "like an answer", NULL);
	expect_clean(parse("Subject: Regarding: reindeer\n\nThank you.\n"));
	expect(parse("Subject: This subject goes on and on and on, far past what anybody will "
	             "see\n\n"
	             "Thank you.\n"),
	        WARNING, 1, "60 characters", NULL);
	expect(parse("Subject: THANK YOU\n\nThank you.\n"), WARNING, 1, "shouting", NULL);
	expect(parse("Subject: Thank you!!\n\nThank you.\n"), WARNING, 1, "exclamation", NULL);
}

static void test_links(void **state)
{
	(void)state;
	expect(parse_parts("", "See [us](http://example.org/)."), ERROR, 3, "http:", "https://");
	expect(parse_parts("", "See http://example.org/ for more."), ERROR, 3, "http:", "https://");
	expect(parse_parts("", "See [us](https://192.0.2.7/)."), ERROR, 3, "bare number", NULL);
	expect(parse_parts("", "See [us](https://bank.example@evil.example/)."), ERROR, 3, "fraud",
	        NULL);
	expect(parse_parts("", "See [us](file:///etc/passwd)."), ERROR, 3, "can't follow", NULL);
	expect(parse_parts("", "See [us](javascript:alert)."), ERROR, 3, "can't follow", NULL);
	expect(parse_parts("", "See [www.bank.example](https://evil.example/)."), ERROR, 3,
	        "leads to another", NULL);
	expect(parse_parts("", "See [us](https://example.org/{{name}})."), ERROR, 3,
	        "part of a link", NULL);
	expect(parse_parts("", "See https://example.org/{{name}} now."), ERROR, 3, "part of a link",
	        NULL);
	expect(parse_parts("", "Please [click here](https://example.org/)."), WARNING, 3, "aloud",
	        NULL);
	expect_clean(parse_parts("", "See [example.org](https://www.example.org/hours) or "
	                             "https://example.org/a."));
	expect_clean(parse_parts("", "Please [write](mailto:us@example.org)."));
	expect(parse_parts("", "[a](https://example.org/a) [b](https://example.org/b)"), WARNING, 3,
	        "More than one link", NULL);
}

static void test_empty(void **state)
{
	(void)state;
	expect(parse("Subject: Hello\n"), ERROR, 2, "empty letter", NULL);
	expect(parse("Subject: Hello\n\n   \n"), ERROR, 4, "empty letter", NULL);
	AUTO(xfree) char *big = xcalloc(TEMPLATE_MOST_BYTES + 2, 1);
	memset(big, 'a', TEMPLATE_MOST_BYTES + 1);
	expect(parse(big), ERROR, 1, "64 kB", NULL);
	expect(parse_parts("", "A bullet \xef\x82\xb7 of Word"), ERROR, 3, "empty box", NULL);
	expect(parse_parts("", "A lost \xef\xbf\xbd letter"), ERROR, 3, "lost", "UTF-8");
}

/* ---- lint: warnings ---- */

static void test_warnings(void **state)
{
	(void)state;
	expect(parse_parts("", "Thank you! Today 20% off."), WARNING, 3, "sells", "marketing");
	expect(parse_parts("", "Our special offer."), WARNING, 3, "sells", NULL);
	expect_clean(parse_parts("Class: marketing\n", "Our special offer."));
	expect(parse_parts("", "Happy 2025 to you."), ERROR, 3, "Happy 2025", "{{year}}");
	expect(parse_parts("", "Ein gutes neues Jahr 2026!"), ERROR, 3, "a year that is over",
	        NULL);
	expect_clean(parse_parts("", "Here since 2019, at room 2025."));
	expect(parse_parts("", "Merry Christmas!"), WARNING, 3, "every faith", "Celebrates");
	expect_clean(parse_parts("Celebrates: christmas\n", "Merry Christmas!"));
	expect(parse_parts("Language: de\n", "Thank you for the year and for the trust you have."),
	        WARNING, 4, "another language", "Language: en");
	expect(parse_parts("", "We miss you."), WARNING, 3, "owes us nothing", NULL);
	expect(parse_parts("", "We guarantee it."), WARNING, 3, "promise", NULL);
	expect(parse_parts("", "Thank you.\n\nBest regards,\nAnna"), WARNING, 5, "signature", NULL);
	expect(parse_parts("", "Danke.\n\nMit freundlichen Grüßen"), WARNING, 5, "signature", NULL);
	expect_clean(parse_parts("", "Give them my best regards, please, and thank you."));
	expect(parse_parts("", "Hello {{first_name|}}, thank you."), WARNING, 3, "comma", NULL);
	AUTO(text_done) struct text many = TEXT_INIT;
	for (int i = 0; i < 181; i++)
		text_puts(&many, "word ");
	expect(parse_parts("", text_str(&many)), WARNING, 3, "180 words", NULL);
	text_cut(&many, 180 * 5);
	expect_clean(parse_parts("", text_str(&many)));
}

/* ---- rendering ---- */

static char *read_data(const char *name)
{
	const char *srcdir = getenv("srcdir");
	AUTO(xfree)
	char *path = xasprintf("%s/tests/unit/data/%s", srcdir && *srcdir ? srcdir : ".", name);
	FILE *f = fopen(path, "r");
	if (!f)
		fail_msg("%s is missing", path);
	struct text t = TEXT_INIT;
	char chunk[4096];
	size_t n;
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		text_put(&t, chunk, n);
	fclose(f);
	return text_steal(&t);
}

static void test_golden(void **state)
{
	(void)state;
	static const char *const anna[] = {"first_name", "Jörg", "tags", "boat,wood",
	        "personal_line", "The oak you chose has dried well.", NULL};
	static const char *const nobody[] = {"last_name", "", NULL};
	AUTO(xfree) char *source = read_data("letter.txt");
	AUTO(xfree) char *text = read_data("letter.expected.txt");
	AUTO(xfree) char *html = read_data("letter.expected.html");
	AUTO(xfree) char *bare = read_data("letter.expected-bare.txt");
	AUTO(template_letter_done) struct template_letter l = render(source, anna);
	assert_string_equal(l.subject, "Happy New Year, Jörg");
	assert_string_equal(l.text, text);
	assert_string_equal(l.html, html);
	AUTO(template_letter_done) struct template_letter none = render(source, nobody);
	assert_string_equal(none.subject, "Happy New Year, from all of us");
	assert_string_equal(none.text, bare);
	assert_has_not(none.html, "<ul"); /* the section took its list along */
}

/* Whatever the ledger says stays words. */
static void test_values_stay_words(void **state)
{
	(void)state;
	static const char *const evil[] = {"first_name",
	        "<b>x</b> *y* **z** [a](http://x) & \"q\"\r\nBcc: all@example.org", "last_name",
	        "<script>alert(1)</script>", "company", "- item\n# head {{name}} \xff\xe2\x80\xae",
	        NULL};
	static const char source[] = "Subject: Hi {{first_name}}\n\nDear {{first_name}} "
	                             "{{last_name}},\n\n**{{company}}**\n\n{{company}}\n";
	AUTO(template_letter_done) struct template_letter l = render(source, evil);
	assert_string_equal(
	        l.subject, "Hi <b>x</b> *y* **z** [a](http://x) & \"q\" Bcc: all@example.org");
	assert_has(l.html, "&lt;b&gt;x&lt;/b&gt; *y* **z** [a](http://x) &amp; &quot;q&quot;");
	assert_has(l.html, "&lt;script&gt;");
	assert_has_not(l.html, "<b>");
	assert_has_not(l.html, "<script");
	assert_has_not(l.html, "<a ");
	assert_has_not(l.html, "<li");
	assert_has_not(l.html, "<h1");
	assert_has_not(l.html, "\xe2\x80\xae"); /* turns the writing direction */
	assert_has(l.html, "\xef\xbf\xbd");
	assert_has(l.html, "<strong>- item # head {{name}} ");
	assert_has(l.text, "<b>x</b> *y* **z** [a](http://x)");
	assert_has_not(l.text, "\r");
	assert_has_not(l.text, "\nBcc:");
}

static void test_hole(void **state)
{
	(void)state;
	static const char *const blank[] = {"first_name", " \t ", NULL};
	struct verdict v = parse_parts("", "Dear {{name}}{{#tags}} {{company}}{{/tags}},");
	struct template_letter l = {0};
	AUTO(xfree) char *hole = NULL, *second = NULL;
	assert_int_equal(
	        template_render(v.t, &FRAME, lookup, (void *)blank, &l, &hole), TEMPLATE_HOLE);
	assert_string_equal(hole, "name");
	assert_null(l.subject);
	assert_null(l.html);
	done(&v);
	v = parse("Subject: {{first_name|}}\n\nThank you.\n");
	assert_int_equal(
	        template_render(v.t, &FRAME, lookup, (void *)blank, &l, &second), TEMPLATE_HOLE);
	assert_string_equal(second, "subject");
	done(&v);
}

static void test_sections(void **state)
{
	(void)state;
	static const char *const tagged[] = {"tags", "x", "name", "N", NULL};
	static const char *const plain[] = {"name", "N", NULL};
	static const char source[] =
	        "Subject: Hello\n\nBefore.\n\n{{#tags}}\n- one\n- two\n{{/tags}}\n\n"
	        "A {{#tags}}yes{{/tags}}{{^tags}}no{{/tags}} line{{#tags}} "
	        "more\n\nAcross{{/tags}}.\n";
	AUTO(template_letter_done) struct template_letter with = render(source, tagged);
	AUTO(template_letter_done) struct template_letter without = render(source, plain);
	assert_has(with.text, "Before.\n\n- one\n- two\n\nA yes line more\n\nAcross.\n");
	assert_has(without.text, "Before.\n\nA no line.\n");
	assert_has(with.html, "two</li>\n</ul>\n");
	assert_has_not(without.html, "<li");
	assert_has(without.html, "A no line.</p>");
}

/* Every opened tag is closed, in order, and none but those a letter needs. */
static void assert_well_formed(const char *html)
{
	static const char *const allowed[] = {"html", "head", "meta", "title", "body", "p", "br",
	        "h1", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "!DOCTYPE", NULL};
	char open[64][16];
	size_t depth = 0;
	for (const char *s = strchr(html, '<'); s; s = strchr(s + 1, '<')) {
		char name[16];
		bool closing = s[1] == '/';
		size_t n = strcspn(s + 1 + closing, " >"), i = 0;
		assert_true(n < sizeof name);
		memcpy(name, s + 1 + closing, n);
		name[n] = '\0';
		while (allowed[i] && strcmp(allowed[i], name) != 0)
			i++;
		if (!allowed[i])
			fail_msg("<%s> in a letter", name);
		if (!strcmp(name, "meta") || !strcmp(name, "br") || !strcmp(name, "!DOCTYPE"))
			continue;
		if (!closing) {
			assert_true(depth < COUNT(open));
			memcpy(open[depth++], name, sizeof name);
		} else {
			assert_true(depth > 0);
			assert_string_equal(open[--depth], name);
		}
	}
	assert_int_equal(depth, 0);
}

static void test_text_twin(void **state)
{
	(void)state;
	static const char *const none[] = {NULL};
	static const char source[] =
	        "Subject: Hello\n\n# A heading\n\nSee [our hours](https://example.org/hours) or "
	        "https://example.org/b. Write to <us@example.org>.  \nA new line, and a sentence "
	        "that is long enough to be wrapped somewhere.\n\n3. three\n4. four\n\n    "
	        "indented\n"
	        "    lines\n\nRegards to all\n---\nThe end\n";
	AUTO(template_letter_done) struct template_letter l = render(source, none);
	assert_has(l.text, "A heading\n\nSee our hours <https://example.org/hours> or "
	                   "https://example.org/b. \nWrite to us@example.org.\nA new line,");
	assert_has(l.text, "\n3. three\n4. four\n");
	assert_has(l.text, "\nRegards to all\n\n* * *\n\nThe end\n");
	assert_has(l.text, "\n-- \nAnna Berg\nHarbour & Pine\n\nReply \"stop\"");
	assert_has(l.text, "Harbour & Pine, 1 Quay Street\n");
	assert_has(l.html, "<h1 ");
	assert_has(l.html, "<a href=\"https://example.org/hours\">our hours</a>");
	assert_has(l.html, "<a href=\"mailto:us@example.org\">us@example.org</a>");
	assert_has(l.html, "<html lang=\"en\"");
	assert_has(l.html, "Reply &quot;stop&quot;");
	assert_has_not(l.html, "<style");
	assert_well_formed(l.html);
}

static void test_wrapping(void **state)
{
	(void)state;
	static const char *const none[] = {NULL};
	AUTO(text_done) struct text source = TEXT_INIT;
	text_puts(&source, "Subject: Hello\nLanguage: ja\n\n");
	for (int i = 0; i < 60; i++)
		text_puts(&source, "漢字、");
	text_puts(&source, "\n\n");
	for (int i = 0; i < 60; i++)
		text_puts(&source, "größe ");
	AUTO(template_letter_done) struct template_letter l = render(text_str(&source), none);
	size_t longest = 0;
	for (const char *s = l.text; *s; s += strcspn(s, "\n") + 1) {
		AUTO(xfree) char *line = xstrndup(s, strcspn(s, "\n"));
		size_t columns = 0;
		for (const char *c = line; *c; c++)
			columns += ((unsigned char)*c & 0xc0) == 0x80 ? 0
			           : (unsigned char)*c >= 0xe0        ? 2
			                                              : 1;
		assert_true(columns <= 72);
		assert_false(str_starts(line, "、")); /* no line begins with a comma */
		longest = columns > longest ? columns : longest;
	}
	assert_true(longest >= 68); /* by columns, not by bytes */
	assert_has(l.html, "<html lang=\"ja\"");
}

static void test_component(void **state)
{
	(void)state;
	struct verdict v = parse_parts("Name: New; Year\nWhen: FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=4\n"
	                               "After: P2D\nValid: P4D\nStatus: live\n",
	        "Thank you.");
	AUTO(xfree) char *rule = template_component(v.t);
	done(&v);
	assert_string_equal(rule,
	        "BEGIN:VEVENT\r\nUID:followup-template-New\\; Year\r\nDTSTAMP:20240101T000000Z\r\n"
	        "SUMMARY:New\\; Year\r\nDTSTART;VALUE=DATE:20240101\r\n"
	        "RRULE:FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=4\r\nX-FOLLOWUP-AFTER:P2D\r\n"
	        "X-FOLLOWUP-VALID:P4D\r\nX-FOLLOWUP-STATUS:live\r\nEND:VEVENT\r\n");
	v = parse_parts("When: birthday\nRepeat: yearly\nBefore: P1D\n", "Thank you.");
	AUTO(xfree) char *date = template_component(v.t);
	done(&v);
	assert_has(date, "X-FOLLOWUP-WHEN;X-KIND=DATE:birthday\r\nRRULE:FREQ=YEARLY\r\n"
	                 "X-FOLLOWUP-AFTER:-P1D\r\n");
}

/* ---- bytes nobody would write ---- */

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void put_scrap(struct text *t, uint32_t *seed)
{
	static const char *const scraps[] = {"{{", "}}", "{{first_name}}", "{{#tags}}", "{{/tags}}",
	        "{{^tags}}", "{{name|x}}", "{{! r }}", "**", "*", "_", "[", "](", ")",
	        "https://e.org", "http://", "<", ">", "<b>", "&#57344;", "\n", "\n\n", "- ", "1. ",
	        "    ", "> ", "# ", "---", "`", "```", "!", "\\", "{", "*|F|*", "«", "»", "%",
	        "XXX", "\xee\x80\x80", "é", "漢", "\xff", "Subject: a\n\n", "When: FREQ=YEARLY\n",
	        ":", "\r", "\t", " word "};
	uint32_t r = next_random(seed);
	if (r % 8 == 0)
		text_putc(t, (char)(next_random(seed) % 256));
	else
		text_puts(t, scraps[r / 8 % COUNT(scraps)]);
}

static void test_any_bytes(void **state)
{
	(void)state;
	static const char *const somebody[] = {
	        "first_name", "<&\"\n*", "name", "x", "tags", "y", NULL};
	static const char *const nobody[] = {NULL};
	uint32_t seed = 7;
	int rendered = 0;
	for (int i = 0; i < 20000; i++) {
		AUTO(text_done) struct text t = TEXT_INIT;
		text_puts(&t, i % 4 ? "Subject: a {{name|b}}\n\n" : "");
		for (uint32_t n = next_random(&seed) % 24; n > 0; n--)
			put_scrap(&t, &seed);
		struct verdict v = parse_bytes(text_str(&t), t.len);
		for (int k = 0; v.t && k < 2; k++) {
			AUTO(template_letter_done) struct template_letter l = {0};
			AUTO(xfree) char *hole = NULL;
			if (template_render(v.t, &FRAME, lookup, (void *)(k ? somebody : nobody),
			            &l, &hole) == 0) {
				assert_well_formed(l.html);
				assert_null(strpbrk(l.subject, "\r\n"));
				rendered++;
			}
		}
		done(&v);
	}
	assert_true(rendered > 500);
}

/* A file that is one great mistake is told of in a list that a person reads to its end. What such
 * files cost is counted in tests/conformance/test_effort.py. */
static void test_great_mistakes(void **state)
{
	(void)state;
	static const char *const units[] = {
	        "{{", "}}", "{{#tags}}", "<b>", "http://a ", "\xee\x80\x80 "};
	for (size_t i = 0; i < COUNT(units); i++) {
		AUTO(text_done) struct text t = TEXT_INIT;
		text_puts(&t, "Subject: a\n\n");
		while (t.len + 10 < TEMPLATE_MOST_BYTES)
			text_puts(&t, units[i]);
		struct verdict v = parse_bytes(text_str(&t), t.len);
		assert_in_range(v.problems.count, 1, 50);
		done(&v);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_utf8),
	        cmocka_unit_test(test_utf16),
	        cmocka_unit_test(test_windows_1252),
	        cmocka_unit_test(test_line_ends),
	        cmocka_unit_test(test_one_complaint_for_one_fault),
	        cmocka_unit_test(test_keys_are_forgiving),
	        cmocka_unit_test(test_defaults),
	        cmocka_unit_test(test_when),
	        cmocka_unit_test(test_before_and_repeat),
	        cmocka_unit_test(test_no_subject),
	        cmocka_unit_test(test_unknown_field),
	        cmocka_unit_test(test_braces),
	        cmocka_unit_test(test_foreign_syntax),
	        cmocka_unit_test(test_unknown_key),
	        cmocka_unit_test(test_when_refused),
	        cmocka_unit_test(test_spans),
	        cmocka_unit_test(test_words),
	        cmocka_unit_test(test_html),
	        cmocka_unit_test(test_placeholders),
	        cmocka_unit_test(test_subject),
	        cmocka_unit_test(test_links),
	        cmocka_unit_test(test_empty),
	        cmocka_unit_test(test_warnings),
	        cmocka_unit_test(test_golden),
	        cmocka_unit_test(test_values_stay_words),
	        cmocka_unit_test(test_hole),
	        cmocka_unit_test(test_sections),
	        cmocka_unit_test(test_text_twin),
	        cmocka_unit_test(test_wrapping),
	        cmocka_unit_test(test_component),
	        cmocka_unit_test(test_any_bytes),
	        cmocka_unit_test(test_great_mistakes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
