#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plain.h"
#include "template.h"

/* ---- Mustache, where the languages overlap ---- */

static const char *lookup(const char *field, void *arg)
{
	for (const char *const *pair = arg; *pair; pair += 2)
		if (strcmp(pair[0], field) == 0)
			return pair[1];
	return NULL;
}

static const char *const VALUES[] = {
        "name", "Bob", "empty", "", "html", "a & b < \"c\" > d", "n", "85", NULL};

/* A letter, and what its first paragraph reads. */
static const struct {
	const char *name, *letter, *reads;
} CASES[] = {
        /* interpolation */
        {"no interpolation", "Hello from {Mustache}!", "Hello from {Mustache}!"},
        {"basic", "Hello, {{name}}!", "Hello, Bob!"},
        {"no re-interpolation", "{{name}}: {{n}}", "Bob: 85"},
        {"integer", "{{n}} miles an hour!", "85 miles an hour!"},
        {"surrounding blanks stay", "| {{name}} |", "| Bob |"},
        {"inner blanks are no matter", "|{{ name }}|", "|Bob|"},
        /* sections */
        {"truthy", "\"{{#name}}This is shown.{{/name}}\"", "\"This is shown.\""},
        {"falsey", "\"{{#empty}}This is not.{{/empty}}\"", "\"\""},
        {"nested", "{{#name}}A{{#n}}B{{/n}}C{{/name}}", "ABC"},
        {"nested falsey", "{{#name}}A{{#empty}}B{{/empty}}C{{/name}}", "AC"},
        {"doubled", "{{#name}}1{{/name}} and {{#name}}2{{/name}}", "1 and 2"},
        {"padding", "|{{# name }}x{{/ name }}|", "|x|"},
        {"value in its own section", "Hi{{#name}} {{name}}{{/name}}.", "Hi Bob."},
        /* inverted */
        {"inverted falsey", "\"{{^empty}}This is shown.{{/empty}}\"", "\"This is shown.\""},
        {"inverted truthy", "\"{{^name}}This is not.{{/name}}\"", "\"\""},
        {"inverted nested", "A{{^empty}}B{{^name}}C{{/name}}D{{/empty}}E", "ABDE"},
        /* comments */
        {"inline comment", "12345{{! a comment }}67890", "1234567890"},
        {"comment keeps blanks", "12345 {{! x }} 67890", "12345 67890"},
};

static char *render(const char *letter)
{
	AUTO(xfree) char *file = xasprintf("Subject: Hello\n\n%s\n", letter);
	AUTO(template_problems_done) struct template_problems problems = {0};
	AUTO(template_free) struct template *t = NULL;
	AUTO(template_letter_done) struct template_letter l = {0};
	AUTO(xfree) char *hole = NULL;
	static const struct template_frame frame = {.signature = "Anna", .language = "en"};
	if (template_parse(file, strlen(file), "t", NULL, &t, &problems) != 0 ||
	        template_render(t, &frame, lookup, (void *)VALUES, &l, &hole) != 0)
		return NULL;
	return xstrndup(l.text, strcspn(l.text, "\n"));
}

static void mustache(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(CASES); i++) {
		AUTO(xfree) char *found = render(CASES[i].letter);
		if (!str_same(found, CASES[i].reads))
			fail_msg("%s: \"%s\", not \"%s\"", CASES[i].name,
			        found ? found : "(nothing)", CASES[i].reads);
	}
}

/* Where we differ on purpose; followup-template(5) lists these. */
static void where_mustache_differs(void **state)
{
	(void)state;
	AUTO(xfree) char *missing = render("Hello {{empty}}!");
	assert_null(missing); /* held, not empty */
	AUTO(xfree) char *triple = render("{{{html}}}");
	assert_null(triple); /* nothing is ever unescaped */
	AUTO(xfree) char *ampersand = render("{{&html}}");
	assert_null(ampersand);
	AUTO(xfree) char *partial = render("{{>other}}");
	assert_null(partial);
	AUTO(xfree) char *delimiters = render("{{=<% %>=}} <% name %>");
	assert_null(delimiters);
	AUTO(xfree) char *fallback = render("{{empty|friend}}");
	assert_string_equal(fallback, "friend");
}

/* ---- HTML as mail programs show it ---- */

/* Elements of our letters; all that every program shows (tables of features: caniemail.com). */
static const char *const ELEMENTS[] = {"html", "head", "meta", "title", "body", "p", "br", "strong",
        "em", "a", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", NULL};
static const char *const FORBIDDEN[] = {"<svg", "data:", "flex", "grid", "<style", "<script",
        "display:", "position:", "var(", "<table", "<form", "javascript:", "max-width",
        "background-image", "http://", NULL};

static void check_html(const char *html)
{
	for (size_t i = 0; FORBIDDEN[i]; i++)
		if (strcasestr(html, FORBIDDEN[i]))
			fail_msg("%s in %s", FORBIDDEN[i], html);
	int open = 0;
	for (const char *s = html; (s = strchr(s, '<')); s++) {
		bool closes = s[1] == '/';
		const char *name = s + 1 + closes;
		size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz123456"), k = 0;
		if (s[1] == '!')
			continue;
		while (ELEMENTS[k] && (strlen(ELEMENTS[k]) != n || strncmp(ELEMENTS[k], name, n)))
			k++;
		if (!ELEMENTS[k])
			fail_msg("<%.20s", name);
		if (strcmp(ELEMENTS[k], "meta") && strcmp(ELEMENTS[k], "br"))
			open += closes ? -1 : 1;
	}
	assert_int_equal(open, 0);
	assert_non_null(strstr(html, "<html lang=\"en\" dir=\"ltr\">"));
	assert_non_null(strstr(html, "charset=\"utf-8\""));
}

static void html_every_program_shows(void **state)
{
	(void)state;
	static const char file[] =
	        "Subject: {{html}}\n\n# One\n\nHello *{{html}}* and **bold** [{{name}}]"
	        "(https://example.org/a?b=1&c=2).\n\n- one\n- {{html}}\n\n3. three\n4. four\n\n"
	        "a line  \nbroken\n";
	AUTO(template_problems_done) struct template_problems problems = {0};
	AUTO(template_free) struct template *t = NULL;
	AUTO(template_letter_done) struct template_letter l = {0};
	AUTO(xfree) char *hole = NULL;
	static const struct template_frame frame = {.signature = "Anna <Berg>",
	        .optout = "No more? Say \"stop\".",
	        .postal = "1 Quay & Street",
	        .language = "en"};
	assert_int_equal(template_parse(file, strlen(file), "t", NULL, &t, &problems), 0);
	assert_int_equal(template_render(t, &frame, lookup, (void *)VALUES, &l, &hole), 0);
	check_html(l.html);
	assert_non_null(
	        strstr(l.text, "https://example.org/a?b=1&c=2")); /* each link in the twin */
	assert_non_null(strstr(l.html, "a &amp; b &lt; &quot;c&quot; &gt; d"));
}

/* ---- what people's systems make of text ---- */

static void accents_are_composed(void **state)
{
	(void)state;
	AUTO(text_done) struct text t = TEXT_INIT;
	enum plain_encoding encoding;
	assert_int_equal(plain_decode("Jo\xcc\x88rg e\xcc\x81", 10, &t, &encoding), 0);
	assert_string_equal(text_str(&t), "J\xc3\xb6rg \xc3\xa9");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(mustache),
	        cmocka_unit_test(where_mustache_differs),
	        cmocka_unit_test(html_every_program_shows),
	        cmocka_unit_test(accents_are_composed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
