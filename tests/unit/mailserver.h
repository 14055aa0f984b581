/*
 * mailserver: a scripted server in a forked child, on 127.0.0.1 and a port of the system's
 * choosing, with TLS and certificates made on the spot. For t_stream, t_smtp and t_imap.
 */
#ifndef MAILSERVER_H
#define MAILSERVER_H

#include "base.h"
#include "conf.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum cert { CERT_GOOD, CERT_EXPIRED, CERT_EARLY, CERT_OTHER_HOST, CERT_SELF, CERT_OTHER_CA, CERTS };

struct peer {
	int fd;
	gnutls_session_t tls;
	enum cert cert;
	const void *script;
	char in[70000], line[70000];
	size_t n;
	int visit; /* 0: the first connection */
};

typedef void play_script(struct peer *p);

/* Shared with the child: what the client said, plain or decrypted, and how far we are. */
struct seen {
	atomic_int ended, secured;
	atomic_int stage; /* the script's own: how far it is */
	size_t n;
	char text[1 << 22];
};

struct server {
	pid_t pid;
	struct seen *seen;
	struct conf_server conf;
};

static char pki[64];
static char ca_path[96], password_path[96];
static gnutls_certificate_credentials_t credentials[CERTS];
static struct seen *seen_now; /* the child's */

/* ---- certificates ---- */

static gnutls_x509_privkey_t new_key(void)
{
	gnutls_x509_privkey_t key;

	assert_int_equal(gnutls_x509_privkey_init(&key), 0);
	assert_int_equal(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
	                         GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
	        0);
	return key;
}

static gnutls_x509_crt_t new_crt(
        gnutls_x509_privkey_t key, const char *name, time_t from, time_t to)
{
	static unsigned char serial;
	gnutls_x509_crt_t crt;

	serial++;
	gnutls_x509_crt_init(&crt);
	gnutls_x509_crt_set_version(crt, 3);
	gnutls_x509_crt_set_serial(crt, &serial, 1);
	gnutls_x509_crt_set_activation_time(crt, from);
	gnutls_x509_crt_set_expiration_time(crt, to);
	gnutls_x509_crt_set_dn_by_oid(
	        crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name));
	assert_int_equal(gnutls_x509_crt_set_key(crt, key), 0);
	return crt;
}

static gnutls_x509_crt_t new_ca(gnutls_x509_privkey_t key, const char *name)
{
	time_t now = time(NULL);
	gnutls_x509_crt_t crt = new_crt(key, name, now - 86400, now + 86400 * 30);

	gnutls_x509_crt_set_basic_constraints(crt, 1, -1);
	gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_KEY_CERT_SIGN);
	assert_int_equal(gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0), 0);
	return crt;
}

static void save_crt(gnutls_x509_crt_t crt, const char *path)
{
	gnutls_datum_t pem = {0};
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &pem), 0);
	fwrite(pem.data, 1, pem.size, f);
	fclose(f);
	gnutls_free(pem.data);
}

static void add_leaf(enum cert which, gnutls_x509_crt_t ca, gnutls_x509_privkey_t ca_key)
{
	static const unsigned char loopback[4] = {127, 0, 0, 1};
	time_t now = time(NULL);
	time_t from = which == CERT_EARLY ? now + 86400 : now - 86400 * 20;
	time_t to = which == CERT_EXPIRED ? now - 86400 * 10 : now + 86400 * 20;
	const char *name = which == CERT_OTHER_HOST ? "other.example.net" : "localhost";
	gnutls_x509_privkey_t key = new_key();
	gnutls_x509_crt_t crt = new_crt(key, name, from, to);

	gnutls_x509_crt_set_subject_alt_name(
	        crt, GNUTLS_SAN_DNSNAME, name, (unsigned)strlen(name), GNUTLS_FSAN_SET);
	if (which != CERT_OTHER_HOST)
		gnutls_x509_crt_set_subject_alt_name(
		        crt, GNUTLS_SAN_IPADDRESS, loopback, 4, GNUTLS_FSAN_APPEND);
	gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_DIGITAL_SIGNATURE);
	gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_SERVER, 0);
	if (which == CERT_SELF) {
		ca = crt;
		ca_key = key;
	}
	assert_int_equal(gnutls_x509_crt_sign2(crt, ca, ca_key, GNUTLS_DIG_SHA256, 0), 0);
	gnutls_certificate_allocate_credentials(&credentials[which]);
	assert_true(gnutls_certificate_set_x509_key(credentials[which], &crt, 1, key) >= 0);
	gnutls_x509_crt_deinit(crt);
	gnutls_x509_privkey_deinit(key);
}

static int mailserver_setup(void **state)
{
	gnutls_x509_privkey_t key = new_key(), evil_key = new_key();
	gnutls_x509_crt_t ca = new_ca(key, "Test authority");
	gnutls_x509_crt_t evil = new_ca(evil_key, "Test authority"); /* the same name, too */
	FILE *f;

	(void)state;
	signal(SIGPIPE, SIG_DFL); /* a write to a dead peer must not need it ignored */
	snprintf(pki, sizeof(pki), "/tmp/followupd-test-XXXXXX");
	assert_non_null(mkdtemp(pki));
	snprintf(ca_path, sizeof(ca_path), "%s/ca.pem", pki);
	snprintf(password_path, sizeof(password_path), "%s/password", pki);
	save_crt(ca, ca_path);
	f = fopen(password_path, "w");
	assert_non_null(f);
	fputs("open \"se\\same\n", f);
	fclose(f);
	chmod(password_path, 0600);
	for (enum cert c = CERT_GOOD; c < CERTS; c++)
		add_leaf(c, c == CERT_OTHER_CA ? evil : ca, c == CERT_OTHER_CA ? evil_key : key);
	gnutls_x509_crt_deinit(ca);
	gnutls_x509_crt_deinit(evil);
	gnutls_x509_privkey_deinit(key);
	gnutls_x509_privkey_deinit(evil_key);
	return 0;
}

static int mailserver_teardown(void **state)
{
	(void)state;
	for (enum cert c = CERT_GOOD; c < CERTS; c++)
		gnutls_certificate_free_credentials(credentials[c]);
	unlink(ca_path);
	unlink(password_path);
	return rmdir(pki);
}

/* ---- the child's side ---- */

static ssize_t peer_recv(struct peer *p, char *buf, size_t n)
{
	ssize_t r;

	if (!p->tls)
		return recv(p->fd, buf, n, 0);
	do
		r = gnutls_record_recv(p->tls, buf, n);
	while (r == GNUTLS_E_INTERRUPTED || r == GNUTLS_E_AGAIN);
	return r;
}

static void say_bytes(struct peer *p, const char *bytes, size_t n)
{
	while (n) {
		ssize_t r = p->tls ? gnutls_record_send(p->tls, bytes, n)
		                   : send(p->fd, bytes, n, MSG_NOSIGNAL);

		if (r <= 0)
			return;
		bytes += r;
		n -= (size_t)r;
	}
}

static void say(struct peer *p, const char *s)
{
	say_bytes(p, s, strlen(s));
}

/* The next line of the client without its CRLF; NULL at the end. */
static char *hear(struct peer *p)
{
	for (;;) {
		char *nl = memchr(p->in, '\n', p->n);

		if (nl) {
			size_t n = (size_t)(nl - p->in) + 1;

			memcpy(p->line, p->in, n);
			memmove(p->in, p->in + n, p->n - n);
			p->n -= n;
			if (seen_now->n + n < sizeof(seen_now->text)) {
				memcpy(seen_now->text + seen_now->n, p->line, n);
				seen_now->n += n;
			}
			p->line[n >= 2 && p->line[n - 2] == '\r' ? n - 2 : n - 1] = '\0';
			return p->line;
		}
		ssize_t r =
		        p->n < sizeof(p->in) ? peer_recv(p, p->in + p->n, sizeof(p->in) - p->n) : 0;
		if (r <= 0)
			return NULL;
		p->n += (size_t)r;
	}
}

static bool secure(struct peer *p)
{
	int r;

	gnutls_init(&p->tls, GNUTLS_SERVER);
	gnutls_set_default_priority(p->tls);
	gnutls_credentials_set(p->tls, GNUTLS_CRD_CERTIFICATE, credentials[p->cert]);
	gnutls_transport_set_int(p->tls, p->fd);
	do
		r = gnutls_handshake(p->tls);
	while (r < 0 && !gnutls_error_is_fatal(r));
	seen_now->secured += r == 0;
	return r == 0;
}

/* Away without a word: the client gets a reset. */
static inline void hang_up_hard(struct peer *p)
{
	struct linger l = {1, 0};

	setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
}

static inline void wait_for_the_end(struct peer *p)
{
	char c[4096];

	while (peer_recv(p, c, sizeof(c)) > 0)
		;
}

static void serve(int listener, play_script *play, enum cert cert, const void *script)
{
	struct peer *p = calloc(1, sizeof(*p));

	signal(SIGPIPE, SIG_IGN);
	alarm(60);
	for (int visit = 0;; visit++) {
		memset(p, 0, sizeof(*p));
		p->cert = cert;
		p->script = script;
		p->visit = visit;
		p->fd = accept(listener, NULL, NULL);
		if (p->fd < 0)
			_exit(1);
		/* what is said in pieces must not wait for the other side's word that it heard */
		setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
		play(p);
		if (p->tls)
			gnutls_deinit(p->tls);
		close(p->fd);
		seen_now->ended++;
	}
}

/* ---- the test's side ---- */

static int open_listener(int *ret_port)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, n), 0);
	assert_int_equal(listen(fd, 8), 0);
	getsockname(fd, (struct sockaddr *)&a, &n);
	*ret_port = ntohs(a.sin_port);
	return fd;
}

static struct server server_start(
        play_script *play, enum cert cert, enum conf_tls tls, const void *script)
{
	static char host[] = "localhost", user[] = "care@example.org";
	struct server s = {.conf = {.host = host,
	                           .tls = tls,
	                           .ca_file = ca_path,
	                           .user = user,
	                           .password = {.file = password_path},
	                           .timeout_s = 5}};
	int fd = open_listener(&s.conf.port);

	s.seen = mmap(
	        NULL, sizeof(*s.seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(s.seen, MAP_FAILED);
	fflush(NULL);
	s.pid = fork();
	assert_true(s.pid >= 0);
	if (s.pid == 0) {
		seen_now = s.seen;
		serve(fd, play, cert, script);
	}
	close(fd);
	return s;
}

/* Wait until the server has seen the end of `visits` connections. */
static void server_settle(struct server *s, int visits)
{
	for (int i = 0; i < 6000 && s->seen->ended < visits; i++)
		usleep(10000);
}

static bool server_saw(const struct server *s, const char *words)
{
	return memmem(s->seen->text, s->seen->n, words, strlen(words)) != NULL;
}

static void server_stop(struct server *s)
{
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	munmap(s->seen, sizeof(*s->seen));
}

#endif
