/*
 * smtp_advice: what a mail server's refusal of us means and what to do, for a person who has never
 * read an RFC. Pure.
 */
#ifndef SMTP_ADVICE_H
#define SMTP_ADVICE_H

#include "smtp_answer.h"

struct conf_server;

/* When the server said it: "the login", "a recipient". Static. */
const char *smtp_advice_when(const struct smtp_answer *a);
/* Sentences about an SMTP_TROUBLE or SMTP_DEFERRED: which server, what it said, what to do. Owned.
 */
char *smtp_advice(const struct conf_server *server, const struct smtp_answer *a);

#endif
