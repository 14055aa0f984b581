/*
 * The case files: each tests/unit/data/case/NAME.eml is parsed and classified, and NAME.expect says
 * what must come out: lines "class: …", "permanence: …", "status: …", "recipients: …", "original:
 * …", "wish: doubtful", and below a blank line the new text, when the case is about it.
 */
#include "classify.h"
#include "header.h"
#include "message.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CASES_LEAST = 150 };

static char *directory(void)
{
	const char *dir = getenv("srcdir");
	return xasprintf("%s/tests/unit/data/case", dir ? dir : ".");
}

/* NAME with the other ending, whole. */
static void load(const char *name, const char *ending, struct text *out)
{
	AUTO(xfree) char *dir = directory();
	AUTO(xfree)
	char *path = xasprintf("%s/%.*s%s", dir, (int)strcspn(name, "."), name, ending);
	FILE *f = fopen(path, "rb");
	if (!f)
		fail_msg("cannot open %s: %s", path, strerror(errno));
	char bytes[4096];
	size_t n;
	while ((n = fread(bytes, 1, sizeof bytes, f)) > 0)
		text_put(out, bytes, n);
	fclose(f);
}

static char *recipients_of(const struct message *m)
{
	struct text out = TEXT_INIT;
	for (size_t i = 0; i < m->recipients_count; i++)
		text_printf(&out, "%s%s", i ? " " : "", m->recipients[i].address);
	return text_steal(&out);
}

static void expect(
        const char *name, const struct header_lines *wanted, const char *field, const char *got)
{
	AUTO(xfree) char *value = header_get(wanted, field);
	if (header_has(wanted, field) && !str_same(value, got))
		fail_msg("%s: %s is \"%s\", should be \"%s\"", name, field, got, value);
}

static void check(const char *name)
{
	AUTO(text_done) struct text mail = TEXT_INIT, wanted = TEXT_INIT;
	AUTO(message_free) struct message *m = NULL;
	load(name, ".eml", &mail);
	load(name, ".expect", &wanted);
	assert_int_equal(message_parse_here(mail.s, mail.len, &m), 0);
	struct classify c = classify(m);
	AUTO(xfree) char *recipients = recipients_of(m);
	size_t body;
	AUTO(xfree) char *block = header_unfold(wanted.s, wanted.len, &body);
	struct header_lines head;
	header_read(block, &head);
	assert_true(header_has(&head, "class"));
	expect(name, &head, "class", classify_name(c.class));
	expect(name, &head, "permanence", classify_permanence_name(c.permanence));
	expect(name, &head, "status", m->recipients_count ? m->recipients[0].status : "");
	expect(name, &head, "recipients", recipients);
	expect(name, &head, "original", m->original_message_id);
	expect(name, &head, "wish", c.doubtful_optout ? "doubtful" : "");
	if (!strstr(wanted.s, "\n\n"))
		return;
	AUTO(xfree) char *text = xstrdup(wanted.s + body);
	if (!str_same(str_trim(text), m->new_text))
		fail_msg("%s: the new text is \"%s\"", name, m->new_text);
}

static void test_every_case(void **state)
{
	(void)state;
	AUTO(xfree) char *path = directory();
	DIR *dir = opendir(path);
	assert_non_null(dir);
	int cases = 0;
	for (struct dirent *e; (e = readdir(dir));)
		if (strstr(e->d_name, ".eml")) {
			check(e->d_name);
			cases++;
		}
	closedir(dir);
	assert_true(cases >= CASES_LEAST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_case)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
