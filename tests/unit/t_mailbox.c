/* mailbox: From and Date as people's and machines' programs write them. */
#include "mailbox.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_from(void **state)
{
	(void)state;
	static const struct {
		const char *value, *address, *name;
	} table[] = {
	        {"anna@north.example", "anna@north.example", ""},
	        {"Anna Berg <anna@north.example>", "anna@north.example", "Anna Berg"},
	        {"\"Berg, Anna\" <anna@north.example>", "anna@north.example", "Berg, Anna"},
	        {"\"A \\\"B\\\" C\" <anna@north.example>", "anna@north.example", "A \"B\" C"},
	        {"=?utf-8?q?J=C3=BCrgen?= Berg <j@north.example>", "j@north.example",
	                "J\xc3\xbcrgen Berg"},
	        {"\"=?utf-8?q?J=C3=BCrgen?=\" <j@north.example>", "j@north.example",
	                "J\xc3\xbcrgen"},
	        {"anna@north.example (Anna (the first))", "anna@north.example", ""},
	        {"(note) Anna <anna@north.example>", "anna@north.example", "Anna"},
	        {"<@relay.example,@hub.example:anna@north.example>", "anna@north.example", ""},
	        {"< anna @ north.example >", "anna@north.example", ""},
	        {"A <a@x.example>, B <b@x.example>", "a@x.example", "A"},
	        {"a@x.example, b@x.example", "a@x.example", ""},
	        {"Sales: Anna <anna@north.example>, b@x.example;", "anna@north.example", "Anna"},
	        {"Anna \v\f <anna@north.example>", "anna@north.example", "Anna"},
	        {"Anna anna@north.example", "", "Anna anna@north.example"},
	        {"M\xfcller <m@north.example>", "m@north.example", "M\xc3\xbcller"},
	        {"Undisclosed: ;", "", "Undisclosed: ;"},
	        {"Nobody", "", "Nobody"},
	        {"", "", ""},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		AUTO(xfree) char *address = NULL;
		AUTO(xfree) char *name = NULL;
		mailbox_read(table[i].value, &address, &name);
		if (!str_same(address, table[i].address) || !str_same(name, table[i].name))
			fail_msg("%s: <%s> \"%s\"", table[i].value, address, name);
	}
}

/* Any byte anywhere in it is passed; a parser that stands still ends this never. */
static void test_any_byte(void **state)
{
	(void)state;
	char value[] = "\"Berg, A\" (x) <@r:anna@north.example>, B: c@d.example;";
	for (size_t i = 0; i + 1 < sizeof value; i++)
		for (int c = 1; c < 256; c++) {
			char before = value[i];
			AUTO(xfree) char *address = NULL;
			AUTO(xfree) char *name = NULL;
			value[i] = (char)c;
			mailbox_read(value, &address, &name);
			mailbox_date(value);
			value[i] = before;
			assert_non_null(address);
			assert_non_null(name);
		}
}

static void test_date(void **state)
{
	(void)state;
	static const struct {
		const char *value, *utc;
	} table[] = {
	        {"Tue, 3 Mar 2026 10:00:00 +0100", "2026-03-03T09:00:00Z"},
	        {"Tue, 03 Mar 2026 10:00:00 -0530 (IST)", "2026-03-03T15:30:00Z"},
	        {"3 Mar 2026 10:00 GMT", "2026-03-03T10:00:00Z"},
	        {"3 Mar 26 10:00:00 EST", "2026-03-03T15:00:00Z"},
	        {"Tue Mar  3 10:00:00 2026", "2026-03-03T10:00:00Z"},
	        {"Tue,3 Mar 2026 10:00:00 +0000", "2026-03-03T10:00:00Z"},
	        {"3-Mar-2026 10:00:00", "2026-03-03T10:00:00Z"},
	        {"(so) 3 Mar 1999 10:00:00 +0000", "1999-03-03T10:00:00Z"},
	        {"31 Feb 2026 10:00:00 +0000", NULL},
	        {"3 Foo 2026 10:00:00 +0000", NULL},
	        {"3 Mar 2026 25:00:00 +0000", NULL},
	        {"3 Mar 1000000000000 10:00:00", NULL},
	        {"yesterday", NULL},
	        {"", NULL},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		int64_t at = 0;
		if (table[i].utc)
			assert_int_equal(clock_parse(table[i].utc, &at), 0);
		if (mailbox_date(table[i].value) != at)
			fail_msg("%s", table[i].value);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_from),
	        cmocka_unit_test(test_any_byte),
	        cmocka_unit_test(test_date),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
