/*
 * verdict: what the mail server found out about the sender (Authentication-Results, RFC 8601).
 */
#ifndef VERDICT_H
#define VERDICT_H

#include "base.h"

struct message;

/* Did it find that the sender is not who he says he is? `server`: the name with which our own mail
 * server signs its lines; NULL: the topmost line counts. */
bool verdict_forged(const struct message *m, const char *server);

#endif
