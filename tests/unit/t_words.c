/* words: found wherever they stand, at the very ends too, and never beyond the text. */
#include "words.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct words few = {.list = {"abc", "Abd e", "привет", "不存在"}};

static bool within(const char *text)
{
	size_t n = strlen(text);
	AUTO(xfree) char *exact = xmalloc(n);
	memcpy(exact, text, n);
	return words_within(&few, exact, n);
}

static void test_found(void **state)
{
	(void)state;
	static const char *const yes[] = {
	        "abc", "xabc", "abcx", "ab abc", "ABC", "x aBD E", "привет!", "用户不存在", NULL};
	static const char *const no[] = {
	        "", "a", "ab", "abd", "bc", "a bc", "abdxe", "ПРИВЕТ", NULL};
	for (size_t i = 0; yes[i]; i++)
		if (!within(yes[i]) || !words_in(&few, yes[i]))
			fail_msg("\"%s\" is not found", yes[i]);
	for (size_t i = 0; no[i]; i++)
		if (within(no[i]) || words_in(&few, no[i]))
			fail_msg("\"%s\" is found", no[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
