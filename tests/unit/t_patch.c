/*
 * What a patch makes of its base is what it was made for, whatever the two are like; any other
 * patch makes that, or is refused, and never a byte too much.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "patch.h"

static uint64_t state_of_luck;

static unsigned luck(unsigned below)
{
	state_of_luck =
	        state_of_luck * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(state_of_luck >> 33) % below;
}

/* Room of exactly that many bytes, so that a sanitizer sees one too much. Owned. */
static char *copy(const char *bytes, size_t n)
{
	return n ? memcpy(xmalloc(n), bytes, n) : xmalloc(1);
}

/* Its size. */
static size_t there_and_back(const char *base, size_t base_n, const char *bytes, size_t n)
{
	AUTO(text_done) struct text patch = TEXT_INIT;
	AUTO(xfree) char *a = copy(base, base_n), *b = copy(bytes, n), *back = copy("", 0);
	AUTO(patch_base_free) struct patch_base *like = patch_base_new(a, base_n);
	patch_put(like, b, n, &patch);
	xfree(back);
	back = xmalloc(n ? n : 1);
	assert_int_equal(patch_get(a, base_n, text_str(&patch), patch.len, back, n), 0);
	assert_memory_equal(back, bytes, n);
	return patch.len;
}

#define LETTER                                                                                     \
	"Dear first_name,\r\n\r\nwhenever your name stands on an order from city, somebody here "  \
	"smiles.\r\n\r\nYour team in the harbour\r\n"

static void test_words(void **state)
{
	(void)state;
	static const char *const others[] = {LETTER, "", "x", "Dear", "Dear Zo=C3=AB,\r\n",
	        LETTER LETTER, "Your team in the harbour\r\n" LETTER,
	        "qqqqqqqqqqqqqqqqqqqqqqqqqqq"};
	for (size_t i = 0; i < COUNT(others); i++) {
		there_and_back(LETTER, strlen(LETTER), others[i], strlen(others[i]));
		there_and_back(others[i], strlen(others[i]), LETTER, strlen(LETTER));
	}
	assert_in_range(there_and_back(LETTER, strlen(LETTER), LETTER, strlen(LETTER)), 1, 8);
	static const char hers[] =
	        "Dear Zo=C3=AB,\r\n\r\nwhenever your name stands on an order from Rotterdam, "
	        "somebody here smiles.\r\n\r\nYour team in the harbour\r\n";
	assert_in_range(there_and_back(LETTER, strlen(LETTER), hers, strlen(hers)), 1, 40);
}

/* Bytes of few kinds, so that much of them is alike, far and near. */
static size_t any(char *to, size_t most)
{
	size_t n = luck((unsigned)most + 1);
	unsigned kinds = 1 + luck(4);
	for (size_t i = 0; i < n; i++)
		to[i] = (char)('a' + luck(kinds));
	return n;
}

/* The other one with pieces taken out, put elsewhere, written over. */
static size_t changed(char *to, size_t most, const char *from, size_t from_n)
{
	size_t n = 0;
	while (n < most && luck(12)) {
		size_t at = luck((unsigned)from_n + 1), piece = luck((unsigned)(from_n - at) + 1);
		if (piece > most - n)
			piece = most - n;
		memcpy(to + n, from + at, piece);
		n += piece;
		for (unsigned own = luck(9); own && n < most; own--)
			to[n++] = (char)luck(256);
	}
	return n;
}

static void test_anything(void **state)
{
	(void)state;
	char a[700], b[900];
	for (int round = 0; round < 3000; round++) {
		size_t a_n = any(a, sizeof a);
		size_t b_n = round % 3 ? changed(b, sizeof b, a, a_n) : any(b, sizeof b);
		there_and_back(a, a_n, b, b_n);
	}
}

/* A picture of some hundred kB is alike in all letters. */
static void test_a_picture(void **state)
{
	(void)state;
	enum { PICTURE = 400000 };
	AUTO(text_done) struct text base = TEXT_INIT, letter = TEXT_INIT;
	text_puts(&base, "To: nobody\r\n\r\nDear nobody,\r\n");
	text_puts(&letter, "To: somebody\r\n\r\nDear somebody,\r\n");
	for (int i = 0; i < PICTURE; i++) {
		char c = (char)('A' + luck(58));
		text_putc(&base, c);
		text_putc(&letter, c);
	}
	assert_in_range(there_and_back(base.s, base.len, letter.s, letter.len), 1, 60);
}

/* Cut short, with a byte changed, for another base, for another size: never more than there is
 * room for, never a look beyond the base. */
static void test_what_is_none(void **state)
{
	(void)state;
	static const char hers[] = "Dear Anna,\r\n\r\nwhenever your name stands on an order from "
	                           "Rotterdam, somebody here smiles.\r\n\r\nYour team";
	size_t base_n = strlen(LETTER), n = strlen(hers);
	AUTO(text_done) struct text patch = TEXT_INIT;
	AUTO(xfree) char *base = copy(LETTER, base_n), *back = xmalloc(n);
	AUTO(patch_base_free) struct patch_base *like = patch_base_new(base, base_n);
	patch_put(like, hers, n, &patch);
	for (size_t cut = 0; cut < patch.len; cut++) {
		AUTO(xfree) char *part = copy(patch.s, cut);
		assert_int_equal(patch_get(base, base_n, part, cut, back, n), PATCH_BAD);
	}
	for (size_t i = 0; i < patch.len; i++)
		for (unsigned byte = 0; byte < 256; byte++) {
			AUTO(xfree) char *other = copy(patch.s, patch.len);
			other[i] = (char)byte;
			int r = patch_get(base, base_n, other, patch.len, back, n);
			assert_true(r == 0 || r == PATCH_BAD);
		}
	AUTO(xfree) char *short_base = copy(LETTER, 20);
	assert_int_equal(patch_get(short_base, 20, patch.s, patch.len, back, n), PATCH_BAD);
	assert_int_equal(patch_get(base, base_n, patch.s, patch.len, back, n - 1), PATCH_BAD);
	static const char endless[] = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";
	assert_int_equal(patch_get(base, base_n, endless, 12, back, n), PATCH_BAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_words),
	        cmocka_unit_test(test_anything),
	        cmocka_unit_test(test_a_picture),
	        cmocka_unit_test(test_what_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
