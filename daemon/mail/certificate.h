/*
 * certificate: what is wrong with the one a server showed, in words.
 */
#ifndef CERTIFICATE_H
#define CERTIFICATE_H

#include "base.h"

struct conf_server;
struct gnutls_session_int;

/* After a handshake that failed over it: a sentence with names, dates and what to do. Owned. */
char *certificate_why(struct gnutls_session_int *tls, const struct conf_server *server);

#endif
