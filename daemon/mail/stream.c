#include "stream.h"
#include "certificate.h"
#include "conf.h"
#include "resolve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <libetpan/libetpan.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Room for a whole ordinary letter: one write, one packet train, no waiting in between. */
#define BUFFER_SIZE 65536
#define PRIORITY "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"
#define CONNECT_BUDGET 65536
enum { AWAIT_MOST = 32 };

struct link {
	int fd;
	gnutls_session_t tls;
	gnutls_certificate_credentials_t cred;
	int64_t deadline_ms; /* 0: none */
	size_t budget;       /* bytes the peer may still send before the next stream_deadline() */
	int grace_s;
	int64_t grace_until_ms; /* 0: nobody asked us to stop yet */
	enum stream_trouble trouble;
	int code; /* errno or GnuTLS's number behind `trouble` */
	uint64_t sent;
	bool write_dead; /* a write failed: not one byte more may leave */
};

static int interrupt_fd = -1;

void stream_interrupt_on(int fd)
{
	interrupt_fd = fd;
}

static struct link *link_of(struct _mailstream *s)
{
	return mailstream_get_low(s)->data;
}

static int failed(struct link *l, enum stream_trouble trouble, int code)
{
	l->trouble = trouble;
	l->code = code;
	return -1;
}

/* ---- waiting ---- */

/* Asked to stop: at once, or after the grace of what is under way. */
static bool must_stop(struct link *l, int64_t now)
{
	if (!l->grace_until_ms)
		l->grace_until_ms = now + (int64_t)l->grace_s * 1000;
	return now >= l->grace_until_ms;
}

static bool is_late(struct link *l, int64_t now)
{
	return l->deadline_ms && now >= l->deadline_ms;
}

static int wait_ms(struct link *l, int64_t now)
{
	int64_t until = l->deadline_ms;

	if (l->grace_until_ms && (!until || l->grace_until_ms < until))
		until = l->grace_until_ms;
	if (!until)
		return -1;
	return until <= now ? 0 : until - now > 60000 ? 60000 : (int)(until - now);
}

/* 0: the descriptor is ready (or broken: the next system call tells); -1: trouble. */
static int link_wait(struct link *l, short events)
{
	for (;;) {
		int64_t now = clock_monotonic_ms();
		struct pollfd p[2] = {{l->fd, events, 0}, {interrupt_fd, POLLIN, 0}};
		bool listens = interrupt_fd >= 0 && !l->grace_until_ms;

		if (is_late(l, now))
			return failed(l, STREAM_TIMEOUT, 0);
		if (l->grace_until_ms && now >= l->grace_until_ms)
			return failed(l, STREAM_INTERRUPTED, 0);
		if (poll(p, listens ? 2 : 1, wait_ms(l, now)) < 0) {
			if (errno == EINTR)
				continue;
			return failed(l, STREAM_CLOSED, errno);
		}
		if (listens && p[1].revents && must_stop(l, clock_monotonic_ms()))
			return failed(l, STREAM_INTERRUPTED, 0);
		if (p[0].revents)
			return 0;
	}
}

static int tls_wait(struct link *l)
{
	return link_wait(l, gnutls_record_get_direction(l->tls) ? POLLOUT : POLLIN);
}

/* ---- the driver ---- */

static ssize_t tls_read(struct link *l, void *buf, size_t n)
{
	for (;;) {
		ssize_t r = gnutls_record_recv(l->tls, buf, n);

		if (r > 0)
			return r;
		if (r == 0 || r == GNUTLS_E_PREMATURE_TERMINATION)
			return failed(l, STREAM_CLOSED, (int)r);
		if (r == GNUTLS_E_AGAIN) {
			if (tls_wait(l) < 0)
				return -1;
		} else if (gnutls_error_is_fatal((int)r) || r == GNUTLS_E_REHANDSHAKE) {
			return failed(
			        l, r == GNUTLS_E_PULL_ERROR ? STREAM_CLOSED : STREAM_TLS, (int)r);
		}
		if (is_late(l, clock_monotonic_ms())) /* a stream of alerts never waits */
			return failed(l, STREAM_TIMEOUT, 0);
	}
}

static ssize_t plain_read(struct link *l, void *buf, size_t n)
{
	for (;;) {
		ssize_t r = recv(l->fd, buf, n, 0);

		if (r > 0)
			return r;
		if (r == 0)
			return failed(l, STREAM_CLOSED, 0);
		if (errno == EAGAIN || errno == EWOULDBLOCK) {
			if (link_wait(l, POLLIN) < 0)
				return -1;
		} else if (errno != EINTR) {
			return failed(l, STREAM_CLOSED, errno);
		}
	}
}

/* The end of the stream is -1, never 0: libetpan takes 0 for an empty line. */
static ssize_t driver_read(mailstream_low *low, void *buf, size_t n)
{
	struct link *l = low->data;
	ssize_t r;

	if (l->fd < 0)
		return -1;
	if (is_late(l, clock_monotonic_ms()))
		return failed(l, STREAM_TIMEOUT, 0);
	if (l->budget == 0)
		return failed(l, STREAM_FLOOD, 0);
	if (n > l->budget)
		n = l->budget;
	r = l->tls ? tls_read(l, buf, n) : plain_read(l, buf, n);
	if (r > 0) {
		l->budget -= (size_t)r;
		l->trouble = STREAM_OK;
	}
	return r;
}

static ssize_t tls_write(struct link *l, const void *buf, size_t n)
{
	for (;;) {
		ssize_t r = gnutls_record_send(l->tls, buf, n);

		if (r > 0)
			return r;
		if (r == GNUTLS_E_AGAIN) {
			if (tls_wait(l) < 0)
				return -1;
		} else if (r != GNUTLS_E_INTERRUPTED) {
			return failed(
			        l, r == GNUTLS_E_PUSH_ERROR ? STREAM_CLOSED : STREAM_TLS, (int)r);
		}
	}
}

static ssize_t plain_write(struct link *l, const void *buf, size_t n)
{
	for (;;) {
		ssize_t r = send(l->fd, buf, n, MSG_NOSIGNAL);

		if (r >= 0)
			return r;
		if (errno == EAGAIN || errno == EWOULDBLOCK) {
			if (link_wait(l, POLLOUT) < 0)
				return -1;
		} else if (errno != EINTR) {
			return failed(l, STREAM_CLOSED, errno);
		}
	}
}

/*
 * A failed write is for ever. libetpan keeps the bytes it could not send and would send them with
 * the next command; with the end of a letter among them, a letter reported as not sent would
 * arrive all the same.
 */
static ssize_t driver_write(mailstream_low *low, const void *buf, size_t n)
{
	struct link *l = low->data;
	ssize_t r = -1;

	if (n == 0)
		return 0;
	if (l->fd < 0 || l->write_dead)
		return -1;
	if (is_late(l, clock_monotonic_ms()))
		failed(l, STREAM_TIMEOUT, 0);
	else
		r = l->tls ? tls_write(l, buf, n) : plain_write(l, buf, n);
	if (r < 0) {
		l->write_dead = true;
		return r;
	}
	l->trouble = STREAM_OK;
	l->sent += (uint64_t)r;
	return r;
}

static int driver_close(mailstream_low *low)
{
	struct link *l = low->data;

	if (l->tls && !l->write_dead) /* else it would push out the half-sent record */
		gnutls_bye(l->tls, GNUTLS_SHUT_WR);
	if (l->tls)
		gnutls_deinit(l->tls);
	if (l->cred)
		gnutls_certificate_free_credentials(l->cred);
	if (l->fd >= 0)
		close(l->fd);
	l->tls = NULL;
	l->cred = NULL;
	l->fd = -1;
	return 0;
}

static int driver_fd(mailstream_low *low)
{
	struct link *l = low->data;

	return l->fd;
}

static void driver_free(mailstream_low *low)
{
	xfree(low->data);
	free(low); /* the library's own allocation, handed to the driver to release */
}

static void driver_cancel(mailstream_low *low)
{
	(void)low;
}

static carray *driver_chain(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static mailstream_low_driver driver = {
        .mailstream_read = driver_read,
        .mailstream_write = driver_write,
        .mailstream_close = driver_close,
        .mailstream_get_fd = driver_fd,
        .mailstream_free = driver_free,
        .mailstream_cancel = driver_cancel,
        .mailstream_get_certificate_chain = driver_chain,
};

/* ---- connecting ---- */

static int connect_wait(struct link *l)
{
	int error = 0;
	socklen_t n = sizeof(error);

	if (link_wait(l, POLLOUT) < 0)
		return -1;
	if (getsockopt(l->fd, SOL_SOCKET, SO_ERROR, &error, &n) < 0)
		error = errno;
	return error ? failed(l, STREAM_REFUSED, error) : 0;
}

/* Small packets at once; and notice within minutes that a silent peer (IDLE) is gone. */
static void set_options(int fd)
{
	int one = 1, idle = 120, every = 30, count = 4;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof(one));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &every, sizeof(every));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof(count));
}

static int connect_one(struct link *l, const struct resolved_address *a)
{
	int r = 0;

	l->fd = socket(a->at.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (l->fd < 0)
		return failed(l, STREAM_REFUSED, errno);
	set_options(l->fd);
	if (connect(l->fd, (const struct sockaddr *)&a->at, a->n) < 0)
		r = errno == EINPROGRESS ? connect_wait(l) : failed(l, STREAM_REFUSED, errno);
	if (r < 0) {
		close(l->fd);
		l->fd = -1;
	}
	return r;
}

/* Each address gets an equal share of what is left, so a dead IPv6 route can't eat it all. */
static int connect_any(struct link *l, const struct resolved *found, int timeout_s)
{
	int64_t end = clock_monotonic_ms() + (int64_t)timeout_s * 1000;

	for (int i = 0; i < found->count; i++) {
		int64_t now = clock_monotonic_ms();

		l->deadline_ms = now + (end - now) / (found->count - i);
		if (connect_one(l, &found->address[i]) == 0)
			return 0;
		if (l->trouble == STREAM_INTERRUPTED)
			break;
	}
	return -1;
}

static char *connect_why(const struct conf_server *server, const struct link *l)
{
	if (l->trouble == STREAM_INTERRUPTED)
		return xstrdup(stream_trouble_text(STREAM_INTERRUPTED));
	if (l->trouble == STREAM_TIMEOUT)
		return xasprintf(
		        "%s:%d did not answer within %d seconds. Check host and port in the "
		        "configuration, the network, and any firewall in between.",
		        server->host, server->port, server->timeout_s);
	return xasprintf("No connection to %s:%d (%s). Check host and port in the configuration, "
	                 "and whether the server runs.",
	        server->host, server->port, strerror(l->code));
}

/* 0 and *ret, or a trouble with a sentence. */
static int find_host(const struct conf_server *server, struct resolved *ret, char **ret_why)
{
	int r = resolve(server->host, server->port,
	        clock_monotonic_ms() + (int64_t)server->timeout_s * 1000, interrupt_fd, ret);

	if (r == 0 && !ret->error && ret->count)
		return 0;
	if (r == RESOLVE_INTERRUPTED) {
		*ret_why = xstrdup(stream_trouble_text(STREAM_INTERRUPTED));
		return STREAM_INTERRUPTED;
	}
	if (r == RESOLVE_LATE) {
		*ret_why = xasprintf("The address of the host “%s” was not found within %d "
		                     "seconds: this machine's DNS does not answer. Check the "
		                     "network and /etc/resolv.conf.",
		        server->host, server->timeout_s);
		return STREAM_TIMEOUT;
	}
	*ret_why = xasprintf("The host “%s” was not found (%s). Check its spelling in the "
	                     "configuration, and this machine's DNS.",
	        server->host, r < 0 ? strerror(-r) : gai_strerror(ret->error));
	return STREAM_REFUSED;
}

static struct _mailstream *link_stream(struct link *l)
{
	mailstream_low *low = mailstream_low_new(l, &driver);
	struct _mailstream *s = low ? mailstream_new(low, BUFFER_SIZE) : NULL;

	if (!s)
		abort(); /* out of memory: as the x* allocators do */
	return s;
}

int stream_connect(const struct conf_server *server, struct _mailstream **ret, char **ret_why)
{
	struct resolved found;
	struct _mailstream *s;
	struct link *l;
	int r;

	r = find_host(server, &found, ret_why);
	if (r != 0)
		return r;
	l = xcalloc(1, sizeof(*l));
	l->fd = -1;
	r = connect_any(l, &found, server->timeout_s);
	if (r < 0) {
		r = (int)l->trouble;
		*ret_why = connect_why(server, l);
		xfree(l);
		return r;
	}
	s = link_stream(l);
	stream_deadline(s, server->timeout_s, CONNECT_BUDGET);
	if (server->tls == CONF_TLS_IMPLICIT)
		r = stream_start_tls(s, server, ret_why);
	if (r != 0) {
		stream_close(s);
		return r;
	}
	*ret = s;
	return 0;
}

/* ---- TLS ---- */

static char *handshake_why(const struct link *l, const struct conf_server *server)
{
	const char *hint = "";

	if (l->trouble == STREAM_INTERRUPTED)
		return xstrdup(stream_trouble_text(STREAM_INTERRUPTED));
	if (l->trouble == STREAM_TIMEOUT)
		return xasprintf("%s:%d accepted the connection but did not finish the TLS "
		                 "handshake in %d seconds; no password was sent. %s",
		        server->host, server->port, server->timeout_s,
		        server->tls == CONF_TLS_IMPLICIT
		                ? "Perhaps this port wants tls = \"starttls\" in the configuration."
		                : "Try again later, or ask whoever runs the server.");
	if (l->code == GNUTLS_E_UNEXPECTED_PACKET_LENGTH || l->code == GNUTLS_E_UNEXPECTED_PACKET ||
	        l->code == GNUTLS_E_UNSUPPORTED_VERSION_PACKET)
		hint = " Perhaps this port wants tls = \"starttls\" in the configuration.";
	return xasprintf("TLS with %s:%d failed (%s); no password was sent.%s", server->host,
	        server->port, l->code ? gnutls_strerror(l->code) : "connection closed", hint);
}

static int load_trust(struct link *l, const struct conf_server *server, char **ret_why)
{
	int n = gnutls_certificate_allocate_credentials(&l->cred);

	if (n < 0)
		abort(); /* out of memory */
	n = server->ca_file ? gnutls_certificate_set_x509_trust_file(
	                              l->cred, server->ca_file, GNUTLS_X509_FMT_PEM)
	                    : gnutls_certificate_set_x509_system_trust(l->cred);
	if (n > 0)
		return 0;
	*ret_why = xasprintf(
	        "No certificate authority could be read from %s (%s), so %s:%d can't be "
	        "verified and no password is sent. %s",
	        server->ca_file ? server->ca_file : "the system's store",
	        n < 0 ? gnutls_strerror(n) : "it holds none", server->host, server->port,
	        server->ca_file ? "Check ca_file: it must be PEM and readable for the daemon."
	                        : "Install the package ca-certificates.");
	return failed(l, STREAM_CERTIFICATE, n);
}

static bool is_address(const char *host)
{
	unsigned char ip[16];

	return inet_pton(AF_INET, host, ip) == 1 || inet_pton(AF_INET6, host, ip) == 1;
}

/* A session that fails its own handshake unless chain, dates and name are right. */
static int new_session(struct link *l, const struct conf_server *server)
{
	gnutls_session_t tls;
	int r = gnutls_init(&tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);

	if (r < 0)
		return failed(l, STREAM_TLS, r);
	r = gnutls_priority_set_direct(tls, PRIORITY, NULL);
	if (r >= 0)
		r = gnutls_credentials_set(tls, GNUTLS_CRD_CERTIFICATE, l->cred);
	if (r >= 0 && !is_address(server->host))
		r = gnutls_server_name_set(
		        tls, GNUTLS_NAME_DNS, server->host, strlen(server->host));
	if (r < 0) {
		gnutls_deinit(tls);
		return failed(l, STREAM_TLS, r);
	}
	gnutls_session_set_verify_cert(tls, server->host, 0);
	gnutls_transport_set_int(tls, l->fd);
	l->tls = tls;
	return 0;
}

static int handshake(struct link *l)
{
	for (;;) {
		int r = gnutls_handshake(l->tls);

		if (r == 0)
			return 0;
		if (r == GNUTLS_E_AGAIN && tls_wait(l) < 0)
			return -1;
		if (r == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR || r == GNUTLS_E_CERTIFICATE_ERROR)
			return failed(l, STREAM_CERTIFICATE, r);
		if (gnutls_error_is_fatal(r))
			return failed(l, STREAM_TLS, r);
		if (is_late(l, clock_monotonic_ms()))
			return failed(l, STREAM_TIMEOUT, 0);
	}
}

/* After a refusal the connection must not carry another byte, plain or not. */
static int refuse_tls(struct link *l)
{
	l->write_dead = true;
	return (int)l->trouble;
}

int stream_start_tls(struct _mailstream *s, const struct conf_server *server, char **ret_why)
{
	struct link *l = link_of(s);

	stream_deadline(s, server->timeout_s, CONNECT_BUDGET);
	if (s->read_buffer_len) {
		*ret_why =
		        xasprintf("%s:%d sent plain text behind its answer to STARTTLS. Somebody "
		                  "between here and there may be inserting commands; no password "
		                  "was sent. Ask whoever runs the server or the network.",
		                server->host, server->port);
		failed(l, STREAM_TLS, 0);
		return refuse_tls(l);
	}
	if (load_trust(l, server, ret_why) < 0)
		return refuse_tls(l);
	if (new_session(l, server) < 0 || handshake(l) < 0) {
		*ret_why = l->trouble == STREAM_CERTIFICATE ? certificate_why(l->tls, server)
		                                            : handshake_why(l, server);
		return refuse_tls(l);
	}
	*ret_why = certificate_pin_why(l->tls, server);
	if (*ret_why) {
		failed(l, STREAM_CERTIFICATE, 0);
		return refuse_tls(l);
	}
	l->trouble = STREAM_OK;
	return 0;
}

/* ---- small things ---- */

void stream_close(struct _mailstream *s)
{
	if (!s)
		return;
	stream_wipe(s);
	mailstream_close(s);
}

void stream_deadline(struct _mailstream *s, int seconds, size_t budget)
{
	struct link *l = link_of(s);

	l->deadline_ms = clock_monotonic_ms() + (int64_t)seconds * 1000;
	l->budget = budget;
}

void stream_grace(struct _mailstream *s, int seconds)
{
	link_of(s)->grace_s = seconds;
}

enum stream_trouble stream_trouble(struct _mailstream *s)
{
	return link_of(s)->trouble;
}

const char *stream_trouble_text(enum stream_trouble t)
{
	static const char *const text[] = {
	        [STREAM_OK] = "Nothing is wrong with the connection.",
	        [STREAM_TIMEOUT] = "The server took too long to answer.",
	        [STREAM_CLOSED] = "The server closed the connection.",
	        [STREAM_INTERRUPTED] = "The daemon was asked to stop.",
	        [STREAM_REFUSED] = "The server could not be reached.",
	        [STREAM_CERTIFICATE] = "The server's certificate could not be verified.",
	        [STREAM_TLS] = "The encrypted connection broke.",
	        [STREAM_FLOOD] = "The server sent far more than it was asked for.",
	};

	return (size_t)t < COUNT(text) ? text[t] : "The connection failed.";
}

size_t stream_pending(struct _mailstream *s)
{
	struct link *l = link_of(s);

	return s->read_buffer_len + (l->tls ? gnutls_record_check_pending(l->tls) : 0);
}

bool stream_look(struct _mailstream *s, const char **ret, size_t *ret_n)
{
	if (s->read_buffer_len == 0 && mailstream_feed_read_buffer(s) <= 0)
		return false;
	*ret = s->read_buffer;
	*ret_n = s->read_buffer_len;
	return true;
}

void stream_used(struct _mailstream *s, size_t n)
{
	s->read_buffer_len -= n;
	memmove(s->read_buffer, s->read_buffer + n, s->read_buffer_len);
}

/* TLS has records that carry no text (tickets, new keys): readable is not yet "something to
 * read", so try, without waiting. */
static void try_read(struct _mailstream *s, struct link *l)
{
	ssize_t r;

	if (!l->tls)
		return;
	r = gnutls_record_recv(l->tls, s->read_buffer, s->buffer_max_size);
	if (r > 0)
		s->read_buffer_len = (size_t)r;
	else if (r == 0 || (r != GNUTLS_E_AGAIN && gnutls_error_is_fatal((int)r)))
		failed(l, STREAM_CLOSED, (int)r);
}

enum stream_trouble stream_await(struct _mailstream *s, int wake_fd, int seconds)
{
	struct link *l = link_of(s);
	int64_t end = clock_monotonic_ms() + (int64_t)seconds * 1000;

	l->trouble = STREAM_OK;
	while (stream_pending(s) == 0) {
		struct pollfd p[3] = {
		        {l->fd, POLLIN, 0}, {wake_fd, POLLIN, 0}, {interrupt_fd, POLLIN, 0}};
		int64_t left = end - clock_monotonic_ms();
		int r = left <= 0 ? 0 : poll(p, 3, (int)left); /* poll() skips negative ones */

		if (r < 0 && errno != EINTR)
			failed(l, STREAM_CLOSED, errno);
		if (r == 0)
			return STREAM_TIMEOUT;
		if (r > 0 && (p[1].revents || p[2].revents))
			return STREAM_INTERRUPTED;
		if (r > 0 && !l->tls)
			break;
		if (r > 0)
			try_read(s, l);
		if (l->trouble != STREAM_OK)
			break;
	}
	return l->trouble;
}

bool stream_await_any(struct _mailstream *const s[], size_t n, int ms, bool ret_ready[])
{
	struct pollfd p[AWAIT_MOST + 1];
	bool any = false;

	n = n < AWAIT_MOST ? n : AWAIT_MOST;
	for (size_t i = 0; i < n; i++) {
		ret_ready[i] = s[i] && stream_pending(s[i]);
		any |= ret_ready[i];
		p[i] = (struct pollfd){s[i] ? link_of(s[i])->fd : -1, POLLIN, 0};
	}
	p[n] = (struct pollfd){interrupt_fd, POLLIN, 0};
	if (poll(p, n + 1, any ? 0 : ms) <= 0)
		return any;
	for (size_t i = 0; i < n; i++)
		ret_ready[i] |= s[i] && (p[i].revents || p[n].revents);
	return true;
}

uint64_t stream_sent(struct _mailstream *s)
{
	return link_of(s)->sent;
}

void stream_wipe(struct _mailstream *s)
{
	explicit_bzero(
	        s->write_buffer + s->write_buffer_len, s->buffer_max_size - s->write_buffer_len);
}
