#include "scram.h"

#include "base64.h"

#include <gnutls/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fewer rounds than RFC 7677 allows, a downgrade; more, work without end. */
enum { DIGEST = 32, ROUNDS_LEAST = 4096, ROUNDS_MOST = 1000000, NONCE_BYTES = 18 };

struct scram {
	struct text password;
	struct text first; /* "n,,n=user,r=nonce" */
	struct text proof;
	char *nonce;
	unsigned char expected[DIGEST]; /* the server's signature */
	bool has_expected;
};

/* A daemon whose TLS library lacks SHA-256 could not have come so far. */
static void must(int r)
{
	if (r < 0)
		abort();
}

static void hmac(const unsigned char key[DIGEST], const char *bytes, size_t n, unsigned char *ret)
{
	must(gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, DIGEST, bytes, n, ret));
}

static char *new_nonce(void)
{
	char bytes[NONCE_BYTES];
	struct text t = TEXT_INIT;

	must(gnutls_rnd(GNUTLS_RND_NONCE, bytes, sizeof(bytes)));
	base64_put(&t, bytes, sizeof(bytes)); /* no comma in that alphabet */
	return text_steal(&t);
}

static void put_user(struct text *out, const char *user)
{
	for (; *user; user++)
		if (*user == ',')
			text_puts(out, "=2C");
		else if (*user == '=')
			text_puts(out, "=3D");
		else
			text_putc(out, *user);
}

/* The form in which both sides take it (RFC 8265); what has no such form is taken as it is. */
static void keep_password(struct scram *s, const struct text *password)
{
	gnutls_datum_t form = {0};
	bool normal = gnutls_utf8_password_normalize((const unsigned char *)password->s,
	                      (unsigned)password->len, &form, 0) == 0;
	const char *bytes = normal ? (const char *)form.data : password->s;
	size_t n = normal ? form.size : password->len;

	s->password.s = xmalloc(n + 1);
	s->password.cap = n + 1;
	text_put(&s->password, bytes, n);
	if (!normal)
		return;
	explicit_bzero(form.data, form.size);
	gnutls_free(form.data);
}

struct scram *scram_new(const char *user, const struct text *password, const char *nonce)
{
	struct scram *s = xcalloc(1, sizeof(*s));

	keep_password(s, password);
	s->nonce = nonce ? xstrdup(nonce) : new_nonce();
	text_puts(&s->first, "n,,n=");
	put_user(&s->first, user);
	text_printf(&s->first, ",r=%s", s->nonce);
	return s;
}

void scram_free(struct scram *s)
{
	if (!s)
		return;
	explicit_bzero(s->password.s, s->password.cap);
	text_done(&s->password);
	text_done(&s->first);
	text_done(&s->proof);
	xfree(s->nonce);
	explicit_bzero(s->expected, sizeof(s->expected));
	xfree(s);
}

const char *scram_first(const struct scram *s)
{
	return text_str(&s->first);
}

/* "r=…,s=…,i=…": the server's nonce, which goes on from ours, its salt and rounds. */
static bool read_first(
        const struct scram *s, const char *words, char **ret_nonce, struct text *salt, int *rounds)
{
	size_t own = strlen(s->nonce), n;
	const char *at;
	char *end;
	long i;

	if (!str_starts(words, "r=") || strncmp(words + 2, s->nonce, own) != 0)
		return false;
	n = strcspn(words + 2, ",");
	at = words + 2 + n;
	if (n <= own || !str_starts(at, ",s="))
		return false;
	base64_read(salt, at + 3, strcspn(at + 3, ","));
	at += 3 + strcspn(at + 3, ",");
	if (!salt->len || !str_starts(at, ",i="))
		return false;
	i = strtol(at + 3, &end, 10);
	if ((*end && *end != ',') || i < ROUNDS_LEAST || i > ROUNDS_MOST)
		return false;
	*ret_nonce = xasprintf("%.*s", (int)n, words + 2);
	*rounds = (int)i;
	return true;
}

/* RFC 5802 3: the proof out of the password and all that was said; and what the server must say. */
static void sign(struct scram *s, const struct text *salt, int rounds, const struct text *said,
        char proof[DIGEST])
{
	const gnutls_datum_t password = {(unsigned char *)s->password.s, (unsigned)s->password.len};
	const gnutls_datum_t salted_with = {(unsigned char *)salt->s, (unsigned)salt->len};
	unsigned char salted[DIGEST], client[DIGEST], stored[DIGEST], signature[DIGEST];

	must(gnutls_pbkdf2(GNUTLS_MAC_SHA256, &password, &salted_with, (unsigned)rounds, salted,
	        sizeof(salted)));
	hmac(salted, "Client Key", 10, client);
	must(gnutls_hash_fast(GNUTLS_DIG_SHA256, client, sizeof(client), stored));
	hmac(stored, said->s, said->len, signature);
	for (int i = 0; i < DIGEST; i++)
		proof[i] = (char)(client[i] ^ signature[i]);
	hmac(salted, "Server Key", 10, client);
	hmac(client, said->s, said->len, s->expected);
	s->has_expected = true;
	explicit_bzero(salted, sizeof(salted));
	explicit_bzero(client, sizeof(client));
	explicit_bzero(stored, sizeof(stored));
}

const char *scram_proof(struct scram *s, const char *server_first)
{
	AUTO(text_done) struct text salt = TEXT_INIT, said = TEXT_INIT;
	AUTO(xfree) char *nonce = NULL;
	char proof[DIGEST];
	int rounds;

	if (!read_first(s, server_first, &nonce, &salt, &rounds))
		return NULL;
	text_cut(&s->proof, 0);
	text_printf(&s->proof, "c=biws,r=%s", nonce);
	text_printf(&said, "%s,%s,%s", s->first.s + 3, server_first, s->proof.s);
	sign(s, &salt, rounds, &said, proof);
	text_puts(&s->proof, ",p=");
	base64_put(&s->proof, proof, sizeof(proof));
	return text_str(&s->proof);
}

bool scram_believes(struct scram *s, const char *server_final)
{
	AUTO(text_done) struct text got = TEXT_INIT;

	if (!s->has_expected || !str_starts(server_final, "v="))
		return false;
	base64_read(&got, server_final + 2, strcspn(server_final + 2, ","));
	return got.len == DIGEST && gnutls_memcmp(got.s, s->expected, DIGEST) == 0;
}
