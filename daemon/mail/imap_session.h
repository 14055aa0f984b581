/*
 * imap_session: a connection to an IMAP server from the greeting to the login, and its end.
 */
#ifndef IMAP_SESSION_H
#define IMAP_SESSION_H

#include "base.h"

struct conf_server;
struct imap;

enum imap_outcome {
	IMAP_OK = 0,
	IMAP_TROUBLE = 1, /* connection, TLS, login: later, and a person must know */
	IMAP_NO_MAILBOX = 2,
	IMAP_REFUSED = 3, /* the server said NO or BAD to this command; the session goes on */
};

/* Connect, TLS, verify, log in. A sentence in *ret_why unless IMAP_OK. PREAUTH is refused. */
int imap_open(const struct conf_server *server, struct imap **ret, char **ret_why);
void imap_close(struct imap *i);
DEFINE_AUTO(struct imap, imap_close)

#endif
