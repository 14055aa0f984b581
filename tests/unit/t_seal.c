#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "seal.h"

static struct seal_key counting_key(void)
{
	struct seal_key k;

	for (int i = 0; i < SEAL_KEY_BYTES; i++)
		k.bytes[i] = (unsigned char)i;
	return k;
}

static void test_token_shape(void **state)
{
	struct seal_key k = counting_key();
	AUTO(xfree) char *t = seal_token(&k, (const char *[]){"letter", "c17", "new-year", NULL});

	(void)state;
	assert_int_equal(strlen(t), SEAL_TOKEN_CHARS);
	assert_int_equal(strspn(t, "0123456789abcdefghjkmnpqrstvwxyz"), SEAL_TOKEN_CHARS);
}

/* Computed with Python: hmac.digest(bytes(range(32)), b"letter\0c17\0new-year\0", "sha256"). */
static void test_token_known(void **state)
{
	struct seal_key k = counting_key();
	AUTO(xfree) char *t = seal_token(&k, (const char *[]){"letter", "c17", "new-year", NULL});

	(void)state;
	assert_string_equal(t, "99zsc5zrhx7dhjvxba8nem6mm8");
}

static void test_token_depends_on_all(void **state)
{
	struct seal_key k = counting_key(), other = k;
	AUTO(xfree) char *a = seal_token(&k, (const char *[]){"ab", "c", NULL});
	AUTO(xfree) char *again = seal_token(&k, (const char *[]){"ab", "c", NULL});
	AUTO(xfree) char *b = seal_token(&k, (const char *[]){"a", "bc", NULL});
	AUTO(xfree) char *c = seal_token(&k, (const char *[]){"ab", "c", "", NULL});

	(void)state;
	other.bytes[31] ^= 1;
	AUTO(xfree) char *d = seal_token(&other, (const char *[]){"ab", "c", NULL});
	assert_string_equal(a, again);
	assert_string_not_equal(a, b);
	assert_string_not_equal(a, c);
	assert_string_not_equal(a, d);
}

static void test_hash(void **state)
{
	struct seal_key k = counting_key();
	AUTO(xfree) char *a = seal_hash(&k, "Maria@Example.COM");
	AUTO(xfree) char *b = seal_hash(&k, "maria@example.com");
	AUTO(xfree) char *c = seal_hash(&k, "maria@example.con");

	(void)state;
	assert_string_equal(a, b);
	assert_string_not_equal(a, c);
	assert_string_equal(b, "09949a403f944ba0a08268647dd3f8af5b5008c9df583389df4872f663a134e7");
}

/* The published vectors of FNV-1a, 64 bit. */
static void test_fingerprint(void **state)
{
	(void)state;
	assert_true(seal_fingerprint("", 0) == 0xcbf29ce484222325);
	assert_true(seal_fingerprint("a", 1) == 0xaf63dc4c8601ec8c);
	assert_true(seal_fingerprint("foobar", 6) == 0x85944171f73967e8);
	assert_true(seal_fingerprint("a\0b", 3) != seal_fingerprint("a", 1));
}

static void test_key_new(void **state)
{
	struct seal_key a = {{0}}, b = {{0}}, zero = {{0}};

	(void)state;
	seal_key_new(&a);
	seal_key_new(&b);
	assert_memory_not_equal(a.bytes, b.bytes, SEAL_KEY_BYTES);
	assert_memory_not_equal(a.bytes, zero.bytes, SEAL_KEY_BYTES);
}

static void check_find(const char *s, const char *wanted)
{
	AUTO(xfree) char *t = seal_token_find(s);

	if (wanted)
		assert_string_equal(t ? t : "(none)", wanted);
	else
		assert_null(t);
}

#define TOKEN "0123456789abcdefghjkmnpqrs"

static void test_find(void **state)
{
	(void)state;
	check_find("fu1." TOKEN, TOKEN);
	check_find("<fu1." TOKEN "@example.com>", TOKEN);
	check_find("care+stop.fu1." TOKEN "@example.com", TOKEN);
	check_find("FU1.0123456789ABCDEFGHJKMNPQRS", TOKEN);
	check_find("fu1.short fu1.fu1." TOKEN, TOKEN);
	check_find("ffu1." TOKEN "\r\n", TOKEN);
	check_find("fu1." TOKEN "t", NULL); /* 27 characters */
	check_find("fu1.0123456789abcdefghjkmnpqr", NULL);
	check_find("fu1.0123456789abcdefghijkmnpqr", NULL); /* i is not of ours */
	check_find("fu2." TOKEN, NULL);
	check_find("fu1", NULL);
	check_find("fu1.", NULL);
	check_find("", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_token_shape),
	        cmocka_unit_test(test_token_known),
	        cmocka_unit_test(test_token_depends_on_all),
	        cmocka_unit_test(test_hash),
	        cmocka_unit_test(test_fingerprint),
	        cmocka_unit_test(test_key_new),
	        cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
