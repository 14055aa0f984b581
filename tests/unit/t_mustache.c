/*
 * The four parts of the Mustache specification (github.com/mustache/spec) that our letters have:
 * interpolation, sections, inverted sections, comments. Each of its tests stands here by its name,
 * with a letter of the same shape: what ours reads, or, where we differ, why and what happens
 * instead. The reasons are those of followup-template(5).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "letter_read.h"

static const char *const VALUES[] = {"name", "Bob", "empty", "", "html", "& \" < >", "n", "85",
        "power", "1.21", "yes", "1", "dashes", "---", "braces", "{{n}}", NULL};

/* What the customer list has; who has no value has none at all. */
static const char *const FIELDS[] = {"name", "empty", "no", "html", "n", "power", "yes", "dashes",
        "braces", "first_name", "personal_line", NULL};

/* What becomes of a letter. */
#define REFUSED "(refused)"
#define HELD "(held)"

/* Why it is another than Mustache's. */
static const char RAW[] = "nothing is put in unescaped";
static const char DOTS[] = "no dotted names: a customer is one row";
static const char ITEM[] = "no {{.}}: a field's name says more";
static const char LISTS[] = "a section never repeats, and its field is words, no list or object";
static const char HOLE[] = "a missing value holds the letter";

/* As there. White space is that of a paragraph, where a line's end is a blank. */
static const struct same {
	const char *part, *name, *letter, *reads;
} SAME[] = {
        {"interpolation", "No Interpolation", "Hello from {Mustache}!", "Hello from {Mustache}!"},
        {"interpolation", "Basic Interpolation", "Hello, {{name}}!", "Hello, Bob!"},
        {"interpolation", "No Re-interpolation", "{{braces}}: {{n}}", "{{n}}: 85"},
        {"interpolation", "HTML Escaping", "So it reads: {{html}}", "So it reads: & \" < >"},
        {"interpolation", "Basic Integer Interpolation", "\"{{n}} miles!\"", "\"85 miles!\""},
        {"interpolation", "Basic Decimal Interpolation", "\"{{power}} watts!\"", "\"1.21 watts!\""},
        {"interpolation", "Interpolation - Surrounding Whitespace", "| {{dashes}} |", "| --- |"},
        {"interpolation", "Interpolation - Standalone", "  {{dashes}}\n", "---"},
        {"interpolation", "Interpolation With Padding", "|{{ dashes }}|", "|---|"},
        {"sections", "Truthy", "\"{{#yes}}Shown.{{/yes}}\"", "\"Shown.\""},
        {"sections", "Falsey", "\"{{#empty}}Not shown.{{/empty}}\"", "\"\""},
        {"sections", "Null is falsey", "\"{{#no}}Not shown.{{/no}}\"", "\"\""},
        {"sections", "Context", "\"{{#yes}}Hi {{name}}.{{/yes}}\"", "\"Hi Bob.\""},
        {"sections", "Deeply Nested Contexts",
                "{{#yes}}{{n}}{{#name}}{{n}}{{power}}{{#n}}{{name}}{{power}}{{/n}}{{n}}{{/name}}"
                "{{n}}{{/yes}}",
                "85851.21Bob1.218585"},
        {"sections", "Empty List", "\"{{#empty}}Yay!{{/empty}}\"", "\"\""},
        {"sections", "Doubled", "{{#yes}}first, {{/yes}}{{n}}{{#yes}}, third{{/yes}}",
                "first, 85, third"},
        {"sections", "Nested (Truthy)", "| A {{#yes}}B {{#yes}}C{{/yes}} D{{/yes}} E |",
                "| A B C D E |"},
        {"sections", "Nested (Falsey)", "| A {{#no}}B {{#no}}C{{/no}} D{{/no}} E |", "| A E |"},
        {"sections", "Context Misses", "[{{#no}}Found!{{/no}}]", "[]"},
        {"sections", "Surrounding Whitespace", "a | {{#yes}} | {{/yes}} | b", "a | | | b"},
        {"sections", "Internal Whitespace", "a | {{#yes}} {{! it stays }}\n {{/yes}} | b",
                "a | | b"},
        {"sections", "Indented Inline Sections", " {{#yes}}YES{{/yes}}\n {{#yes}}GOOD{{/yes}}\n",
                "YES GOOD"},
        {"sections", "Standalone Lines", "a | b\n{{#yes}}\n|\n{{/yes}}\n| c", "a | b | | c"},
        {"sections", "Indented Standalone Lines", "a | b\n  {{#yes}}\n|\n  {{/yes}}\n| c",
                "a | b | | c"},
        {"sections", "Standalone Line Endings", "a|\r\n{{#yes}}\r\n{{/yes}}\r\n|b", "a| |b"},
        {"sections", "Standalone Without Previous Line", "  {{#yes}}\nx{{/yes}}\n/", "x /"},
        {"sections", "Standalone Without Newline", "x{{#yes}}\n/\n  {{/yes}}", "x /"},
        {"sections", "Padding", "|{{# yes }}={{/ yes }}|", "|=|"},
        {"inverted", "Falsey", "\"{{^empty}}Shown.{{/empty}}\"", "\"Shown.\""},
        {"inverted", "Truthy", "\"{{^yes}}Not shown.{{/yes}}\"", "\"\""},
        {"inverted", "Null is falsey", "\"{{^no}}Shown.{{/no}}\"", "\"Shown.\""},
        {"inverted", "Context", "\"{{^name}}Hi {{name}}.{{/name}}\"", "\"\""},
        {"inverted", "List", "\"{{^n}}{{name}}{{/n}}\"", "\"\""},
        {"inverted", "Empty List", "\"{{^empty}}Yay!{{/empty}}\"", "\"Yay!\""},
        {"inverted", "Doubled", "{{^no}}first, {{/no}}{{n}}{{^no}}, third{{/no}}",
                "first, 85, third"},
        {"inverted", "Nested (Falsey)", "| A {{^no}}B {{^no}}C{{/no}} D{{/no}} E |",
                "| A B C D E |"},
        {"inverted", "Nested (Truthy)", "| A {{^yes}}B {{^yes}}C{{/yes}} D{{/yes}} E |", "| A E |"},
        {"inverted", "Context Misses", "[{{^no}}Not found!{{/no}}]", "[Not found!]"},
        {"inverted", "Surrounding Whitespace", "a | {{^no}} | {{/no}} | b", "a | | | b"},
        {"inverted", "Internal Whitespace", "a | {{^no}} {{! it stays }}\n {{/no}} | b", "a | | b"},
        {"inverted", "Indented Inline Sections", " {{^no}}NO{{/no}}\n {{^no}}WAY{{/no}}\n",
                "NO WAY"},
        {"inverted", "Standalone Lines", "a | b\n{{^no}}\n|\n{{/no}}\n| c", "a | b | | c"},
        {"inverted", "Standalone Indented Lines", "a | b\n  {{^no}}\n|\n  {{/no}}\n| c",
                "a | b | | c"},
        {"inverted", "Standalone Line Endings", "a|\r\n{{^no}}\r\n{{/no}}\r\n|b", "a| |b"},
        {"inverted", "Standalone Without Previous Line", "  {{^no}}\nx{{/no}}\n/", "x /"},
        {"inverted", "Standalone Without Newline", "x{{^no}}\n/\n  {{/no}}", "x /"},
        {"inverted", "Padding", "|{{^ no }}={{/ no }}|", "|=|"},
        {"comments", "Inline", "12345{{! A remark! }}67890", "1234567890"},
        {"comments", "Multiline", "12345{{!\n  A remark\n  of two lines...\n}}67890", "1234567890"},
        {"comments", "Standalone", "Begin.\n{{! A remark! }}\nEnd.", "Begin. End."},
        {"comments", "Indented Standalone", "Begin.\n  {{! A remark! }}\nEnd.", "Begin. End."},
        {"comments", "Standalone Line Endings", "a|\r\n{{! A remark }}\r\n|b", "a| |b"},
        {"comments", "Standalone Without Previous Line", "  {{! A remark }}\nx", "x"},
        {"comments", "Standalone Without Newline", "x\n  {{! A remark }}", "x"},
        {"comments", "Multiline Standalone", "Begin.\n{{!\nSomething goes on...\n}}\nEnd.",
                "Begin. End."},
        {"comments", "Indented Multiline Standalone",
                "Begin.\n  {{!\n    Something goes on...\n  }}\nEnd.", "Begin. End."},
        {"comments", "Indented Inline", "  12 {{! 34 }}\n", "12"},
        {"comments", "Surrounding Whitespace", "12345 {{! A remark }} 67890", "12345 67890"},
        {"comments", "Variable Name Collision", "so: >{{! name }}<, {{!name}}so", "so: ><, so"},
};

static const struct other {
	const char *part, *name, *letter, *reads, *why;
} OTHER[] = {
        {"sections", "Dotted Names - Falsey", "\"{{#a.b}}Here{{/a.b}}\"", REFUSED, DOTS},
        {"sections", "Dotted Names - Broken Chains", "\"{{#a.b.c}}Here{{/a.b.c}}\"", REFUSED, DOTS},
        {"inverted", "Dotted Names - Falsey", "\"{{^a.b}}Not here{{/a.b}}\"", REFUSED, DOTS},
        {"inverted", "Dotted Names - Broken Chains", "\"{{^a.b.c}}None{{/a.b.c}}\"", REFUSED, DOTS},
        {"interpolation", "Triple Mustache", "So: {{{html}}}", REFUSED, RAW},
        {"interpolation", "Ampersand", "So: {{&html}}", REFUSED, RAW},
        {"interpolation", "Triple Mustache Integer Interpolation", "{{{n}}} miles", REFUSED, RAW},
        {"interpolation", "Ampersand Integer Interpolation", "{{&n}} miles", REFUSED, RAW},
        {"interpolation", "Triple Mustache Decimal Interpolation", "{{{power}}} watts", REFUSED,
                RAW},
        {"interpolation", "Ampersand Decimal Interpolation", "{{&power}} watts", REFUSED, RAW},
        {"interpolation", "Basic Null Interpolation", "I ({{empty}}) am", HELD, HOLE},
        {"interpolation", "Triple Mustache Null Interpolation", "I ({{{empty}}}) am", REFUSED, RAW},
        {"interpolation", "Ampersand Null Interpolation", "I ({{&empty}}) am", REFUSED, RAW},
        {"interpolation", "Basic Context Miss Interpolation", "I ({{no}}) am", HELD, HOLE},
        {"interpolation", "Triple Mustache Context Miss Interpolation", "I ({{{no}}}) am", REFUSED,
                RAW},
        {"interpolation", "Ampersand Context Miss Interpolation", "I ({{&no}}) am", REFUSED, RAW},
        {"interpolation", "Dotted Names - Basic Interpolation", "{{a.name}}", REFUSED, DOTS},
        {"interpolation", "Dotted Names - Triple Mustache Interpolation", "{{{a.name}}}", REFUSED,
                RAW},
        {"interpolation", "Dotted Names - Ampersand Interpolation", "{{&a.name}}", REFUSED, RAW},
        {"interpolation", "Dotted Names - Arbitrary Depth", "{{a.b.c.name}}", REFUSED, DOTS},
        {"interpolation", "Dotted Names - Broken Chains", "{{a.b.c}}", REFUSED, DOTS},
        {"interpolation", "Dotted Names - Broken Chain Resolution", "{{a.b.name}}", REFUSED, DOTS},
        {"interpolation", "Dotted Names - Initial Resolution", "{{#yes}}{{b.c.name}}{{/yes}}",
                REFUSED, DOTS},
        {"interpolation", "Dotted Names - Context Precedence", "{{#yes}}{{b.c}}{{/yes}}", REFUSED,
                DOTS},
        {"interpolation", "Dotted names are never single keys", "{{a.b}}", REFUSED, DOTS},
        {"interpolation", "Dotted Names - No Masking", "{{a.b}}", REFUSED, DOTS},
        {"interpolation", "Implicit Iterators - Basic Interpolation", "Hello, {{.}}!", REFUSED,
                ITEM},
        {"interpolation", "Implicit Iterators - HTML Escaping", "So: {{.}}", REFUSED, ITEM},
        {"interpolation", "Implicit Iterators - Triple Mustache", "So: {{{.}}}", REFUSED, RAW},
        {"interpolation", "Implicit Iterators - Ampersand", "So: {{&.}}", REFUSED, RAW},
        {"interpolation", "Implicit Iterators - Basic Integer Interpolation", "{{.}} miles",
                REFUSED, ITEM},
        {"interpolation", "Triple Mustache - Surrounding Whitespace", "| {{{dashes}}} |", REFUSED,
                RAW},
        {"interpolation", "Ampersand - Surrounding Whitespace", "| {{&dashes}} |", REFUSED, RAW},
        {"interpolation", "Triple Mustache - Standalone", "  {{{dashes}}}\n", REFUSED, RAW},
        {"interpolation", "Ampersand - Standalone", "  {{&dashes}}\n", REFUSED, RAW},
        {"interpolation", "Triple Mustache With Padding", "|{{{ dashes }}}|", REFUSED, RAW},
        {"interpolation", "Ampersand With Padding", "|{{& dashes }}|", REFUSED, RAW},
        {"sections", "Parent contexts", "{{#yes}}{{name}}, {{c.d}}{{/yes}}", REFUSED, DOTS},
        {"sections", "Variable test", "{{#name}}{{.}} is {{name}}{{/name}}", REFUSED, ITEM},
        {"sections", "List Contexts", "{{#yes}}{{a.b}}{{n}}{{/yes}}", REFUSED, DOTS},
        {"sections", "List", "\"{{#n}}{{name}}{{/n}}\"", "\"Bob\"", LISTS},
        {"sections", "Implicit Iterator - String", "{{#name}}({{.}}){{/name}}", REFUSED, ITEM},
        {"sections", "Implicit Iterator - Integer", "{{#n}}({{.}}){{/n}}", REFUSED, ITEM},
        {"sections", "Implicit Iterator - Decimal", "{{#power}}({{.}}){{/power}}", REFUSED, ITEM},
        {"sections", "Implicit Iterator - Array", "{{#n}}{{#.}}{{.}}{{/.}}{{/n}}", REFUSED, ITEM},
        {"sections", "Implicit Iterator - HTML Escaping", "{{#html}}({{.}}){{/html}}", REFUSED,
                ITEM},
        {"sections", "Implicit Iterator - Triple mustache", "{{#html}}({{{.}}}){{/html}}", REFUSED,
                RAW},
        {"sections", "Implicit Iterator - Ampersand", "{{#html}}({{&.}}){{/html}}", REFUSED, RAW},
        {"sections", "Implicit Iterator - Root-level", "{{#.}}({{n}}){{/.}}", REFUSED, ITEM},
        {"sections", "Dotted Names - Truthy", "\"{{#a.b}}Here{{/a.b}}\"", REFUSED, DOTS},
        {"inverted", "Dotted Names - Truthy", "\"{{^a.b}}Not here{{/a.b}}\"", REFUSED, DOTS},
};

/* What the first paragraph of the letter reads, with one blank between its words. */
static char *render(const char *letter)
{
	AUTO(xfree) char *text = NULL;
	enum letter_outcome outcome = letter_read(letter, FIELDS, VALUES, &text);
	if (outcome != LETTER_FINE)
		return xstrdup(outcome == LETTER_HELD ? HELD : REFUSED);
	struct text words = TEXT_INIT;
	for (const char *s = text; *s && strncmp(s, "\n\n", 2) != 0; s++)
		if (*s != ' ' && *s != '\n')
			text_putc(&words, *s);
		else if (words.len && words.s[words.len - 1] != ' ')
			text_putc(&words, ' ');
	return text_steal(&words);
}

static void expect(const char *part, const char *name, const char *letter, const char *reads)
{
	AUTO(xfree) char *found = render(letter);
	if (!str_same(found, reads))
		fail_msg("%s, %s: \"%s\", not \"%s\"", part, name, found, reads);
}

static void test_as_there(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(SAME); i++)
		expect(SAME[i].part, SAME[i].name, SAME[i].letter, SAME[i].reads);
}

static void test_otherwise_and_why(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(OTHER); i++) {
		const struct other *o = &OTHER[i];
		expect(o->part, o->name, o->letter, o->reads);
		print_message("not as there: %s, %s: %s\n", o->part, o->name, o->why);
	}
}

/* How many tests each part has, and how many of them are ours as well. */
static void test_each_is_here(void **state)
{
	static const struct {
		const char *part;
		int all, same;
	} parts[] = {{"interpolation", 42, 9}, {"sections", 34, 19}, {"inverted", 22, 19},
	        {"comments", 12, 12}};
	(void)state;
	for (size_t p = 0; p < COUNT(parts); p++) {
		int same = 0, all = 0;
		for (size_t i = 0; i < COUNT(SAME); i++)
			same += str_same(SAME[i].part, parts[p].part);
		for (size_t i = 0; i < COUNT(OTHER); i++)
			all += str_same(OTHER[i].part, parts[p].part);
		assert_int_equal(same, parts[p].same);
		assert_int_equal(all + same, parts[p].all);
	}
}

/* Ours alone, and of other parts of the specification. */
static void test_beside(void **state)
{
	(void)state;
	expect("ours", "other words", "{{empty|friend}}", "friend");
	expect("partials", "any", "{{>other}}", REFUSED);
	expect("delimiters", "any", "{{=<% %>=}} <% name %>", REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_as_there),
	        cmocka_unit_test(test_otherwise_and_why),
	        cmocka_unit_test(test_each_is_here),
	        cmocka_unit_test(test_beside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
