/*
 * smtp: one call, one outcome. Own commands (RFC 5321) and AUTH PLAIN or LOGIN over `stream`, line
 * by line through libetpan's mailstream: its SMTP helpers inject CR/LF, cut commands and lose the
 * difference between "not sent" and "perhaps sent".
 */
#ifndef SMTP_H
#define SMTP_H

#include "base.h"

struct conf_server;
struct smtp;

enum smtp_outcome {
	SMTP_SENT = 0,     /* 2xx after the final dot */
	SMTP_REJECTED = 1, /* 5xx about this letter: never */
	SMTP_DEFERRED = 2, /* 4xx: later */
	SMTP_NOT_SENT = 3, /* the connection failed before the dot left: later, at once is safe */
	SMTP_UNSURE = 4,   /* the dot left and no answer came: perhaps sent, perhaps not */
	SMTP_TROUBLE = 5,  /* the server refuses us, not the letter (login, TLS, 421, 5.7.x policy):
	                      later, and a person must know */
};

struct smtp_answer {
	enum smtp_outcome outcome;
	int code;          /* 0: none */
	char enhanced[16]; /* "5.1.1" or "" */
	char text[320];    /* one printable line: the server's words, or ours when code is 0 */
	const char *step;  /* "connect" "greeting" "tls" "auth" "mail" "rcpt" "data" "body" "dot" */
};

/* Connect, greet, TLS, verify, log in. 0 and *ret (owned), or SMTP_TROUBLE / SMTP_DEFERRED
 * with *answer filled. `helo` is a name with a dot. Logs nothing. */
int smtp_open(const struct conf_server *server, const char *helo, struct smtp **ret,
        struct smtp_answer *answer);
/*
 * One letter, one recipient. `bytes` CRLF, without dot-stuffing; `envid` may be NULL.
 *
 * smtp_say(): everything up to the final dot. 0: it left, smtp_hear() has the answer; else the
 * outcome. `next` (or NULL) is the letter that follows on this connection: with PIPELINING its
 * envelope leaves in the same packet, which makes one round trip a letter. It must be the one
 * of the next smtp_say(); when it can't go after all, smtp_close() takes it back unsent.
 * smtp_hear(): waits for the answer to the dot and gives the outcome.
 * smtp_await(): waits up to `ms` until one of several (NULL: none) has an answer; whether one has.
 * smtp_send(): say and hear in one.
 *
 * After SMTP_NOT_SENT, SMTP_UNSURE or SMTP_TROUBLE the connection is of no more use;
 * smtp_usable() tells it after the others too (a 421 defers one letter and hangs up).
 */
struct smtp_letter {
	const char *from, *to, *envid, *bytes;
	size_t n;
};
int smtp_say(struct smtp *s, const struct smtp_letter *letter, const struct smtp_letter *next,
        struct smtp_answer *answer);
int smtp_hear(struct smtp *s, struct smtp_answer *answer);
bool smtp_await(struct smtp *const s[], size_t n, int ms, bool ret_ready[]);
int smtp_send(struct smtp *s, const char *from, const char *to, const char *envid,
        const char *bytes, size_t n, struct smtp_answer *answer);
bool smtp_usable(const struct smtp *s);
void smtp_close(struct smtp *s); /* QUIT if the dialogue is in step, then close */
DEFINE_AUTO(struct smtp, smtp_close)
const char *smtp_outcome_name(int outcome);

#endif
