/*
 * scram: SCRAM-SHA-256 (RFC 5802, 7677): a login in which the password never leaves us, and in
 * which the server proves that it knew it. Words only, no base64, no line; no channel binding.
 */
#ifndef SCRAM_H
#define SCRAM_H

#include "base.h"

struct scram;

/* `nonce` NULL: a fresh one; tests bring their own. */
struct scram *scram_new(const char *user, const struct text *password, const char *nonce);
void scram_free(struct scram *s); /* nothing of the password stays in memory */
DEFINE_AUTO(struct scram, scram_free)

const char *scram_first(const struct scram *s); /* what we begin with; borrowed */
/* Our proof in answer to the server's first words: borrowed; NULL when they break the rules, or ask
 * for so few or so many rounds that something is wrong. */
const char *scram_proof(struct scram *s, const char *server_first);
/* Do the server's last words show that it knows the password too? */
bool scram_believes(struct scram *s, const char *server_final);

#endif
