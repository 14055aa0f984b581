/*
 * seal: keyed hashes for tokens and suppressions, and real randomness for the key itself.
 */
#ifndef SEAL_H
#define SEAL_H

#include "base.h"

enum { SEAL_KEY_BYTES = 32, SEAL_TOKEN_CHARS = 26 };

struct seal_key {
	unsigned char bytes[SEAL_KEY_BYTES];
};

void seal_key_new(struct seal_key *ret); /* from the kernel's random source */

/*
 * A token: 26 characters of lower-case Crockford base 32 (0-9 a-z without i l o u), 130 bits
 * of HMAC-SHA-256 over the NUL-separated words. The same words give the same token: nothing
 * random in what is planned; without the key nobody can make one. `words` ends with NULL.
 */
char *seal_token(const struct seal_key *key, const char *const *words);

/* HMAC-SHA-256 in hexadecimal over one string, ASCII case folded first; for addresses. */
char *seal_hash(const struct seal_key *key, const char *s);

/* 64-bit non-cryptographic fingerprint (FNV-1a) for "did this file change" and jitter. */
uint64_t seal_fingerprint(const void *bytes, size_t n);

/* A quick 64-bit hash for tables in memory and "did this row change": eight times as fast, and
 * with a seed that others do not know nobody can make two things meet. */
uint64_t seal_quick(uint64_t seed, const void *bytes, size_t n);

/* A token found anywhere in `s` after the prefix "fu1.": 26 owned characters folded to lower
 * case, or NULL. Servers and people change case; we do not mind. */
char *seal_token_find(const char *s);

#endif
