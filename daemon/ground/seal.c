#include "seal.h"

#include <endian.h>
#include <gnutls/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { MAC_BYTES = 32 };

static const char crockford[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* A daemon without randomness or hashes can promise nothing: it ends, as xmalloc() does. */
static void __attribute__((noreturn)) die(const char *what)
{
	fprintf(stderr, "%s is not available on this system; followupd can't make tokens\n", what);
	abort();
}

void seal_key_new(struct seal_key *ret)
{
	size_t got = 0;

	while (got < sizeof(ret->bytes)) {
		ssize_t n = getrandom(ret->bytes + got, sizeof(ret->bytes) - got, 0);

		if (n > 0)
			got += (size_t)n;
		else if (n == 0)
			die("the kernel's random source");
	}
}

/* A key is prepared once: most of what a short text costs. */
static void mac(
        const struct seal_key *key, const char *bytes, size_t n, unsigned char ret[MAC_BYTES])
{
	static _Thread_local gnutls_hmac_hd_t ready;
	static _Thread_local struct seal_key of;

	if (ready && memcmp(&of, key, sizeof(of)) != 0) {
		gnutls_hmac_deinit(ready, NULL);
		ready = NULL;
	}
	if (!ready &&
	        gnutls_hmac_init(&ready, GNUTLS_MAC_SHA256, key->bytes, sizeof(key->bytes)) < 0)
		die("HMAC-SHA-256");
	of = *key;
	if (gnutls_hmac(ready, bytes, n) < 0)
		die("HMAC-SHA-256");
	gnutls_hmac_output(ready, ret); /* and it is ready for the next one */
}

/* The first 130 bits, five at a time from the left. */
static char *base32(const unsigned char bits[MAC_BYTES])
{
	char *s = xmalloc(SEAL_TOKEN_CHARS + 1);

	for (size_t i = 0; i < SEAL_TOKEN_CHARS; i++) {
		size_t bit = i * 5;
		unsigned pair = (unsigned)bits[bit / 8] << 8 | bits[bit / 8 + 1];

		s[i] = crockford[pair >> (11 - bit % 8) & 31];
	}
	s[SEAL_TOKEN_CHARS] = '\0';
	return s;
}

/* Each word ends with its NUL, so that ("ab", "c") and ("a", "bc") are different tokens. */
char *seal_token(const struct seal_key *key, const char *const *words)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	unsigned char sum[MAC_BYTES];

	for (; *words; words++)
		text_put(&t, *words, strlen(*words) + 1);
	mac(key, text_str(&t), t.len, sum);
	return base32(sum);
}

static char fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

char *seal_hash(const struct seal_key *key, const char *s)
{
	AUTO(text_done) struct text folded = TEXT_INIT;
	struct text hex = TEXT_INIT;
	unsigned char sum[MAC_BYTES];

	for (; *s; s++)
		text_putc(&folded, fold(*s));
	mac(key, text_str(&folded), folded.len, sum);
	text_reserve(&hex, 2 * sizeof(sum));
	for (size_t i = 0; i < sizeof(sum); i++)
		for (int half = 4; half >= 0; half -= 4)
			text_putc(&hex, "0123456789abcdef"[sum[i] >> half & 15]);
	return text_steal(&hex);
}

uint64_t seal_fingerprint(const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	uint64_t h = 0xcbf29ce484222325;

	while (n--) {
		h ^= *p++;
		h *= 0x100000001b3;
	}
	return h;
}

static uint64_t word_at(const unsigned char *p)
{
	uint64_t w;
	memcpy(&w, p, sizeof w);
	return le64toh(w); /* the same on every machine: mailboxes are known by it */
}

static uint64_t fold_product(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t seal_quick(uint64_t seed, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	const uint64_t odd = seed ^ 0x9e3779b97f4a7c15;
	uint64_t h = seed ^ 0xd6e8feb86659fd93 ^ n;
	unsigned char tail[16] = {0};

	for (; n >= 16; p += 16, n -= 16)
		h = fold_product(word_at(p) ^ odd, word_at(p + 8) ^ h);
	if (n > 0)
		memcpy(tail, p, n);
	h = fold_product(word_at(tail) ^ odd, word_at(tail + 8) ^ h);
	return fold_product(h ^ 0xa0761d6478bd642f, odd | 1);
}

static bool is_token_char(char c)
{
	return c && strchr(crockford, c);
}

/* Exactly 26 characters: a longer run of them is some other word, not a token of ours. */
static char *token_at(const char *s)
{
	char token[SEAL_TOKEN_CHARS + 1] = "";

	for (size_t i = 0; i < SEAL_TOKEN_CHARS; i++) {
		token[i] = fold(s[i]);
		if (!is_token_char(token[i]))
			return NULL;
	}
	return is_token_char(fold(s[SEAL_TOKEN_CHARS])) ? NULL : xstrdup(token);
}

char *seal_token_find(const char *s)
{
	for (; *s; s++) {
		char *token = NULL;

		if (fold(s[0]) == 'f' && fold(s[1]) == 'u' && s[2] == '1' && s[3] == '.')
			token = token_at(s + 4);
		if (token)
			return token;
	}
	return NULL;
}
