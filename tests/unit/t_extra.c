/* The columns that are not ours, as JSON: what stands in them comes out again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "db.h"
#include "extra.h"

static void expect(const char *const *pairs, size_t n, const char *want)
{
	AUTO(text_done) struct text object = TEXT_INIT;
	for (size_t i = 0; i < n; i++) {
		AUTO(text_done) struct text name = TEXT_INIT;
		extra_name(&name, pairs[2 * i]);
		extra_put(&object, &name, pairs[2 * i + 1], strlen(pairs[2 * i + 1]));
	}
	extra_end(&object);
	assert_string_equal(object.s, want);
	assert_int_equal(object.len, strlen(want));
}

static void test_members(void **state)
{
	(void)state;
	expect(NULL, 0, "{}");
	expect((const char *[]){"phone", "1"}, 1, "{\"phone\":\"1\"}");
	expect((const char *[]){"a\"b", "",
	               "stra\xc3\x9f"
	               "e",
	               "Hauptstr. 5 \xe2\x82\xac"},
	        2,
	        "{\"a\\\"b\":\"\",\"stra\xc3\x9f"
	        "e\":\"Hauptstr. 5 \xe2\x82\xac\"}");
	expect((const char *[]){"x", "one\ntwo"}, 1, "{\"x\":\"one\\u000atwo\"}");
}

/* An odd character at each place of a text of each length: eight bytes are looked at together. */
static void test_each_place(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = NULL;
	assert_int_equal(db_open_memory(&db), 0);
	AUTO(text_done) struct text name = TEXT_INIT;
	extra_name(&name, "x");
	static const char odd[] = {'"', '\\', '\n', '\x01', '\x1f', '\x7f', ' ', '!', '#', '['};
	for (size_t n = 1; n <= 20; n++)
		for (size_t at = 0; at < n; at++)
			for (size_t i = 0; i < COUNT(odd); i++) {
				char value[21] = {0};
				AUTO(text_done) struct text object = TEXT_INIT;
				memset(value, 'a', n);
				value[at] = odd[i];
				extra_put(&object, &name, value, n);
				extra_end(&object);
				AUTO(xfree)
				char *back = db_text(db, "SELECT json_extract(:o, '$.x')",
				        DB_TEXT(":o", object.s));
				assert_string_equal(back, value);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_members),
	        cmocka_unit_test(test_each_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
