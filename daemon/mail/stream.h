/*
 * stream: our own mailstream driver for libetpan, because
 * libetpan's never checks a certificate, dies of SIGPIPE, aborts at fd 1024, knows no total
 * deadline, stalls 40 ms a mail (Nagle) and sends the rest of a failed mail at QUIT.
 * Chain, dates and host name are verified inside the handshake; TLS 1.2 or newer.
 */
#ifndef STREAM_H
#define STREAM_H

#include "base.h"

struct conf_server;
struct _mailstream; /* libetpan's mailstream */

enum stream_trouble {
	STREAM_OK,
	STREAM_TIMEOUT,
	STREAM_CLOSED,      /* the peer went away */
	STREAM_INTERRUPTED, /* stream_interrupt_on()'s fd became readable: we are asked to stop */
	STREAM_REFUSED,     /* connection refused, no route, no such host */
	STREAM_CERTIFICATE, /* not trusted, expired, other name */
	STREAM_TLS,
	STREAM_FLOOD, /* more bytes than the budget */
};

/*
 * Connect; with CONF_TLS_IMPLICIT the handshake is done too. 0 and a libetpan stream (owned:
 * stream_close()), or a positive enum stream_trouble with a sentence in *ret_why.
 * server->timeout_s bounds the search for the name, then the connection, then the handshake.
 */
int stream_connect(const struct conf_server *server, struct _mailstream **ret, char **ret_why);
/* After the server's "go ahead" to STARTTLS. Plaintext already received is an attack: refused. */
int stream_start_tls(struct _mailstream *s, const struct conf_server *server, char **ret_why);
void stream_close(struct _mailstream *s); /* never flushes what a failed write left behind */

/* Before each command: everything of it must be over within this time and this many bytes. */
void stream_deadline(struct _mailstream *s, int seconds, size_t budget);
/* Asked to stop, still wait this long for what is under way (an answer after the final dot is
 * worth some seconds: without it nobody knows whether the letter went). 0: stop at once. */
void stream_grace(struct _mailstream *s, int seconds);
enum stream_trouble stream_trouble(struct _mailstream *s);
const char *stream_trouble_text(enum stream_trouble t); /* a sentence; static */
size_t stream_pending(struct _mailstream *s);           /* bytes received and not yet read */
/* For who reads without libetpan: what came and was not read yet; where there is nothing it waits.
 * Borrowed until stream_used() says how much of it was read. */
bool stream_look(struct _mailstream *s, const char **ret, size_t *ret_n);
void stream_used(struct _mailstream *s, size_t n);
/* Wait up to `seconds` for something to read without being late for it: STREAM_OK when there is,
 * STREAM_TIMEOUT when not, STREAM_INTERRUPTED when wake_fd (-1: none) is readable or we are asked
 * to stop, else what happened to the connection. */
enum stream_trouble stream_await(struct _mailstream *s, int wake_fd, int seconds);
/* Wait up to `ms` for any of these (NULL: none): ret_ready[i] when it has something to read, or
 * broke; all of them when we are asked to stop. Whether any is. */
bool stream_await_any(struct _mailstream *const s[], size_t n, int ms, bool ret_ready[]);
uint64_t stream_sent(struct _mailstream *s); /* bytes that left, of all that were written */
/* Overwrite what the write buffer still holds of bytes sent: call after a password. */
void stream_wipe(struct _mailstream *s);
/* A descriptor that, readable, ends every wait (the role's stop pipe); -1: none. Process-wide. */
void stream_interrupt_on(int fd);

#endif
