/*
 * sasl: what is said to log in (RFC 4422), for SMTP and IMAP alike, without a word of either around
 * it: SCRAM-SHA-256 (RFC 7677), PLAIN (RFC 4616), LOGIN, and XOAUTH2 with a token in place of a
 * password. The secret is
 * fetched, used and overwritten here. No lines leave this module by themselves.
 */
#ifndef SASL_H
#define SASL_H

#include "base.h"

struct conf_server;
struct sasl;

/* The bit of a mechanism by the name that servers offer it under; 0 for one we do not know. */
unsigned sasl_bit(const char *name);

/* Begin with the best of the offered (bits) that goes with the configuration: a token or a
 * password. SASL_NONE when none of them does, SASL_NO_SECRET when it can't be had: a sentence in
 * *ret_why. */
enum { SASL_NONE = 1, SASL_NO_SECRET = 2 };
int sasl_new(const struct conf_server *server, unsigned offered, struct sasl **ret, char **ret_why);
void sasl_free(struct sasl *s); /* nothing of the secret stays in memory */
DEFINE_AUTO(struct sasl, sasl_free)

const char *sasl_name(const struct sasl *s); /* "XOAUTH2" */
/* Those of `offered` that may be tried when the server says that this one is not for us; 0: none.
 */
unsigned sasl_next(const struct sasl *s, unsigned offered);
/* May the first answer follow the command at once, without a challenge? */
bool sasl_speaks_first(const struct sasl *s);
/* What to say to a challenge (both base64; "" for one without words, and for the first answer).
 * NULL when the server goes on asking where nothing is left to say: cancel with "*". Borrowed. */
const char *sasl_answer(struct sasl *s, const char *challenge);
/* The server said yes: did it also prove what the mechanism has it prove? If not, it is no yes. */
bool sasl_is_satisfied(const struct sasl *s);
/* What a person should look at when the server said no; and what it said in a challenge. Owned. */
char *sasl_advice(const struct sasl *s);

#endif
