#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "letter_read.h"
#include "plain.h"

static const char *const VALUES[] = {
        "name", "Bob", "empty", "", "html", "a & b < \"c\" > d", "n", "85", NULL};

/* What the first paragraph of the letter reads. */
static char *render(const char *letter)
{
	AUTO(xfree) char *text = NULL;
	letter_read(letter, NULL, VALUES, &text);
	return text ? xstrndup(text, strcspn(text, "\n")) : NULL;
}

/* A typist sets the first line of a paragraph in; lines that are all set in keep their ends. */
static void lines_set_in(void **state)
{
	(void)state;
	AUTO(xfree) char *tab = render("\tDear {{name}},\n\n\tthank you\nfor it.");
	AUTO(xfree) char *blanks = render("      thank you\nfor it, {{name}}.");
	AUTO(xfree) char *poem = render("     Roses are red,\n     violets blue");
	AUTO(xfree) char *list = render("- one\n\n\tmore of one\n- two");
	assert_string_equal(tab, "Dear Bob,");
	assert_string_equal(blanks, "thank you for it, Bob.");
	assert_string_equal(poem, "Roses are red,");
	assert_string_equal(list, "- one");
	AUTO(xfree) char *remark = render("Begin.\n  {{! a remark }}\nEnd.");
	assert_string_equal(remark, "Begin. End.");
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
	assert_int_equal(template_render(t, &frame, letter_lookup, (void *)VALUES, &l, &hole), 0);
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
	        cmocka_unit_test(lines_set_in),
	        cmocka_unit_test(html_every_program_shows),
	        cmocka_unit_test(accents_are_composed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
