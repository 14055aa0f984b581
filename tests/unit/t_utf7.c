/* utf7: mailbox names there and back, and what is none. */
#include "utf7.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_pairs(void **state)
{
	static const char *const pairs[][2] = {
	        {"INBOX", "INBOX"},
	        {"", ""},
	        {"a&b", "a&-b"},
	        {"&&", "&-&-"},
	        {"Entw\xc3\xbcrfe", "Entw&APw-rfe"},
	        {"~peter/mail/\xe5\x8f\xb0\xe5\x8c\x97/\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
	                "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},
	        {"\xf0\x9f\x98\x80", "&2D3eAA-"},
	        {"\xc3\xa9-", "&AOk--"},
	        {"\xc3\xa9&\xc3\xa9", "&AOk-&-&AOk-"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		AUTO(xfree) char *wire = utf7_encode(pairs[i][0]);
		AUTO(xfree) char *name = utf7_decode(pairs[i][1]);

		assert_non_null(wire);
		assert_non_null(name);
		assert_string_equal(wire, pairs[i][1]);
		assert_string_equal(name, pairs[i][0]);
	}
}

static void test_none(void **state)
{
	static const char *const not_utf8[] = {"\xff", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
	        "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "a\xc3", "\x80", "a\rb", "a\nb",
	        "\x7f"};
	static const char *const not_utf7[] = {"&", "a&APw", "&A-", "&APw&-", "&AG0-", "&AAA-",
	        "&2D0-", "&3gA-", "&2D0AYQ-", "&AP w-", "&AOk-&AOk-", "\xc3\xa9", "a\x01"};

	(void)state;
	for (size_t i = 0; i < COUNT(not_utf8); i++)
		assert_null(utf7_encode(not_utf8[i]));
	for (size_t i = 0; i < COUNT(not_utf7); i++) {
		AUTO(xfree) char *name = utf7_decode(not_utf7[i]);

		if (name)
			fail_msg("%s", not_utf7[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_pairs),
	        cmocka_unit_test(test_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
