/*
 * smtp: one letter, one outcome: the transaction (RFC 5321, 1870, 2920, 3461, 6152, 6531) on a
 * connection of smtp_session.
 */
#ifndef SMTP_H
#define SMTP_H

#include "base.h"
#include "smtp_session.h"

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

#endif
