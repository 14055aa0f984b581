#include "phrase.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The conversions and holes of a sentence, in order. */
static char *holes(const char *s)
{
	struct text t = TEXT_INIT;
	for (; *s; s++) {
		if (*s == '%') {
			size_t n = 1 + strspn(s + 1, ".*0123456789lz");
			text_put(&t, s, n + 1);
			s += n;
		} else if (s[0] == '{' && s[1] >= '1' && s[1] <= '9' && s[2] == '}') {
			text_put(&t, s, 3);
		}
	}
	return text_steal(&t);
}

static void test_pairs(void **state)
{
	(void)state;
	size_t n = 0;
	for (const struct phrase_said *p = phrase_de; p->english; p++, n++) {
		AUTO(xfree) char *a = holes(p->english);
		AUTO(xfree) char *b = holes(p->said);
		if (!str_same(a, b))
			fail_msg("\"%s\" and \"%s\" have other holes", p->english, p->said);
		size_t e = strlen(p->english), g = strlen(p->said);
		assert_int_equal(p->english[e - 1] == '\n', p->said[g - 1] == '\n');
	}
	assert_true(n > 100);
	assert_string_equal(phrase("de", "just now"), "gerade eben");
	assert_string_equal(phrase("en", "just now"), "just now");
	assert_string_equal(phrase("fr", "just now"), "just now");
	assert_string_equal(phrase(NULL, "just now"), "just now");
}

static void expect(char *made, const char *expected)
{
	assert_string_equal(made, expected);
	xfree(made);
}

static struct date day(const char *iso)
{
	struct date d;
	assert_int_equal(date_parse(iso, &d), 0);
	return d;
}

static void test_words(void **state)
{
	(void)state;
	expect(phrase_day("en", day("2026-11-16")), "Mon 16 Nov");
	expect(phrase_day("de", day("2026-11-16")), "Mo 16. Nov.");
	expect(phrase_date("en", day("2026-03-01")), "1 March 2026");
	expect(phrase_date("de", day("2026-03-01")), "1. März 2026");
	expect(phrase_period("en", day("2026-11-16"), day("2026-11-22")), "16–22 Nov");
	expect(phrase_period("de", day("2026-11-30"), day("2026-12-06")), "30. Nov.–6. Dez.");
	expect(phrase_number("en", 1234567), "1,234,567");
	expect(phrase_number("de", -1234), "-1.234");
	expect(phrase_number("en", 999), "999");
	expect(phrase_money("de", 4820049, "EUR"), "48.200 EUR");
	expect(phrase_money("en", 4820050, ""), "48,201");
	const char *const values[] = {"a", "{1}"};
	expect(phrase_fill("{2}: {1}{3} {x}", values, 2), "{1}: a {x}");
}

static void test_days_people_write(void **state)
{
	(void)state;
	static const struct {
		const char *words, *day; /* NULL: not understood */
	} table[] = {
	        {"1 March", "2027-03-01"},
	        {"March 1", "2027-03-01"},
	        {"march 1st, 2028", "2028-03-01"},
	        {"1. März", "2027-03-01"},
	        {"1. Dez.", "2026-12-01"},
	        {"1 Dez", "2026-12-01"},
	        {"22 November", "2026-11-22"},
	        {"21 November", "2027-11-21"},
	        {"2027-03-31", "2027-03-31"},
	        {"1.3.2027", "2027-03-01"},
	        {"1.3.", "2027-03-01"},
	        {"29 February", NULL},
	        {"29 Feb 2028", "2028-02-29"},
	        {"3/4/2027", NULL},
	        {"31 June", NULL},
	        {"Monday", NULL},
	        {"1", NULL},
	        {"", NULL},
	        {"1 March March", NULL},
	        {"0 March", NULL},
	        {"99999999999999999999 March", NULL},
	        {"1 2 3 4", NULL},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct date d = DATE_NONE;
		int r = phrase_day_parse(table[i].words, day("2026-11-22"), &d);
		AUTO(xfree) char *got = date_format(d);
		if ((r == 0) != (table[i].day != NULL) || !str_same(got, table[i].day))
			fail_msg("\"%s\": %s", table[i].words, got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_pairs),
	        cmocka_unit_test(test_words),
	        cmocka_unit_test(test_days_people_write),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
