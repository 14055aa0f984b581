/*
 * smtp_session: a connection to a mail server from its greeting to QUIT (RFC 5321): TLS, EHLO,
 * AUTH, and its answers line by line through libetpan's mailstream: its SMTP helpers inject CR/LF,
 * cut commands and lose the difference between "not sent" and "perhaps sent".
 */
#ifndef SMTP_SESSION_H
#define SMTP_SESSION_H

#include "base.h"
#include "smtp_answer.h"

struct conf_server;
struct smtp;

/* Connect, greet, TLS, verify, log in. 0 and *ret (owned), or SMTP_TROUBLE / SMTP_DEFERRED
 * with *answer filled. `helo` is a name with a dot. Logs nothing. */
int smtp_open(const struct conf_server *server, const char *helo, struct smtp **ret,
        struct smtp_answer *answer);
bool smtp_usable(const struct smtp *s);
void smtp_close(struct smtp *s); /* QUIT if the dialogue is in step, then close */
DEFINE_AUTO(struct smtp, smtp_close)

#endif
