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

/* Why the server's key, whose certificate is good, is none of server->pin; NULL: it is, or there is
 * no pin. Owned. */
char *certificate_pin_why(struct gnutls_session_int *tls, const struct conf_server *server);

#endif
