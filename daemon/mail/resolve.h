/*
 * resolve: the addresses of a host, within a deadline: getaddrinfo() has none of its own, and a
 * network whose DNS is dead must not keep a worker from its other work, or from stopping.
 */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "base.h"

#include <sys/socket.h>

enum { RESOLVE_MOST = 16 };

struct resolved {
	int error; /* getaddrinfo()'s; 0: none */
	int count;
	struct resolved_address {
		struct sockaddr_storage at;
		socklen_t n;
	} address[RESOLVE_MOST];
};

/* 0 and *ret (look at its error); RESOLVE_LATE; RESOLVE_INTERRUPTED when interrupt_fd (-1: none)
 * became readable; -errno. */
enum { RESOLVE_LATE = 1, RESOLVE_INTERRUPTED = 2 };
int resolve(
        const char *host, int port, int64_t deadline_ms, int interrupt_fd, struct resolved *ret);

#endif
