/*
 * What is a character, what is none, and that every reader goes on behind it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "utf8.h"

static const struct {
	const char *bytes;
	size_t n; /* of the first character; 0: there is none */
	uint32_t character;
} table[] = {
        {"a", 1, 'a'},
        {"\x7f", 1, 0x7f},
        {"\xc2\x80", 2, 0x80},
        {"\xdf\xbf", 2, 0x7ff},
        {"\xe0\xa0\x80", 3, 0x800},
        {"\xed\x9f\xbf", 3, 0xd7ff},
        {"\xee\x80\x80", 3, 0xe000},
        {"\xef\xbf\xbd", 3, 0xfffd},
        {"\xf0\x90\x80\x80", 4, 0x10000},
        {"\xf4\x8f\xbf\xbf", 4, 0x10ffff},
        {"\x80", 0, 0},             /* goes on, but nothing began */
        {"\xc0\xaf", 0, 0},         /* too long: a slash in disguise */
        {"\xc1\xbf", 0, 0},         /* the same */
        {"\xe0\x9f\xbf", 0, 0},     /* the same, in three */
        {"\xf0\x8f\xbf\xbf", 0, 0}, /* the same, in four */
        {"\xed\xa0\x80", 0, 0},     /* half of a pair of UTF-16 */
        {"\xf4\x90\x80\x80", 0, 0}, /* past the last plane */
        {"\xf5\x80\x80\x80", 0, 0},
        {"\xff", 0, 0},
        {"\xe2\x82", 0, 0}, /* it ends in the middle */
        {"\xe2(\xa1", 0, 0},
};

static void every_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		const char *s = table[i].bytes, *at = s;
		size_t n = strlen(s);

		assert_int_equal(utf8_length(s, n), table[i].n);
		assert_int_equal(utf8_valid(s, n), table[i].n != 0);
		assert_int_equal(utf8_next(&at), table[i].n ? table[i].character : UTF8_LOST);
		assert_ptr_equal(at, s + (table[i].n ? table[i].n : 1));
	}
}

static void there_and_back(void **state)
{
	(void)state;
	for (uint32_t c = 1; c < 0x110010; c += c < 0x3000 ? 1 : 61) {
		AUTO(text_done) struct text t = TEXT_INIT;
		bool none = (c >= 0xd800 && c < 0xe000) || c > 0x10ffff;

		utf8_put(&t, c);
		assert_int_equal(t.len == 0, none);
		const char *at = text_str(&t);
		assert_int_equal(utf8_next(&at), none ? 0 : c);
		assert_int_equal(*at, '\0');
	}
}

/* The quick ways over what is plain, at every place where eight bytes may begin or end. */
static void plain_bytes(void **state)
{
	char s[80];

	(void)state;
	for (size_t n = 0; n < sizeof s; n++)
		for (size_t odd = 0; odd < n; odd++) {
			memset(s, 'x', sizeof s);
			s[odd] = '\xe4';
			assert_int_equal(utf8_ascii(s, n), odd);
			assert_int_equal(utf8_printable(s, n), odd);
			assert_false(utf8_valid(s, n));
			s[odd] = '\x7f';
			assert_int_equal(utf8_ascii(s, n), n);
			assert_int_equal(utf8_printable(s, n), odd);
			s[odd] = '\n';
			assert_int_equal(utf8_printable(s, n), odd);
		}
}

static void cuts(void **state)
{
	(void)state;
	assert_int_equal(utf8_cut("a\xe2\x82\xac", 4, 9), 4);
	assert_int_equal(utf8_cut("a\xe2\x82\xac", 4, 3), 1);
	assert_int_equal(utf8_cut("a\xe2\x82\xac", 4, 1), 1);
	assert_int_equal(utf8_cut("\xe2\x82\xac", 3, 2), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(every_form),
	        cmocka_unit_test(there_and_back),
	        cmocka_unit_test(plain_bytes),
	        cmocka_unit_test(cuts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
