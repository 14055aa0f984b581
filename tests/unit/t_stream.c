/* stream: who is believed, how long we wait, how much we take, and what never leaves. */
#include "mailserver.h"
#include "stream.h"

#include <libetpan/libetpan.h>
#include <resolv.h>
#include <sys/eventfd.h>

static void close_stream(struct _mailstream **s)
{
	stream_close(*s);
}
#define STREAM __attribute__((cleanup(close_stream))) struct _mailstream *

static bool tell(struct _mailstream *s, const char *line)
{
	size_t n = strlen(line);

	return mailstream_write(s, line, n) == (ssize_t)n && mailstream_flush(s) >= 0;
}

/* ---- certificates ---- */

static void play_implicit(struct peer *p)
{
	if (!secure(p))
		return;
	say(p, "* hello\r\n");
	while (hear(p))
		say(p, "* heard\r\n");
}

static void play_starttls(struct peer *p)
{
	say(p, "* plain\r\n");
	hear(p);
	say(p, "* go ahead\r\n");
	play_implicit(p);
}

static int connect_to(struct server *s, struct _mailstream **ret, char **ret_why)
{
	MMAPString *line = mmap_string_new("");
	int r = stream_connect(&s->conf, ret, ret_why);

	if (r == 0 && s->conf.tls == CONF_TLS_STARTTLS) {
		assert_non_null(mailstream_read_line(*ret, line));
		assert_true(tell(*ret, "STARTTLS\r\n"));
		assert_non_null(mailstream_read_line(*ret, line));
		r = stream_start_tls(*ret, &s->conf, ret_why);
	}
	mmap_string_free(line);
	return r;
}

static void check_certificate(enum cert cert, enum conf_tls tls, const char *words)
{
	struct server server = server_start(
	        tls == CONF_TLS_IMPLICIT ? play_implicit : play_starttls, cert, tls, NULL);
	AUTO(xfree) char *why = NULL;
	STREAM s = NULL;
	int r = connect_to(&server, &s, &why);

	if (!words) {
		assert_int_equal(r, 0);
		assert_null(why);
		assert_true(tell(s, "AUTH secret\r\n"));
	} else {
		assert_int_equal(r, STREAM_CERTIFICATE);
		assert_non_null(strstr(why, words));
		assert_non_null(strstr(why, "o password was sent"));
		if (s) /* and nothing may follow in the clear either */
			assert_false(tell(s, "AUTH secret\r\n"));
	}
	stream_close(s);
	s = NULL;
	server_settle(&server, 1);
	assert_int_equal(server.seen->secured, words ? 0 : 1);
	assert_int_equal(server_saw(&server, "AUTH"), !words);
	server_stop(&server);
}

static void test_certificates(void **state)
{
	(void)state;
	for (enum conf_tls tls = CONF_TLS_IMPLICIT; tls <= CONF_TLS_STARTTLS; tls++) {
		check_certificate(CERT_GOOD, tls, NULL);
		check_certificate(CERT_EXPIRED, tls, "has expired on 20");
		check_certificate(CERT_EARLY, tls, "is not valid before 20");
		check_certificate(CERT_OTHER_HOST, tls, "other.example.net, not to localhost");
		check_certificate(CERT_SELF, tls, "self-signed");
		check_certificate(CERT_OTHER_CA, tls, "signed by nobody");
	}
}

static void check_ca(char *ca_file, char *host, int want)
{
	struct server server = server_start(play_implicit, CERT_GOOD, CONF_TLS_IMPLICIT, NULL);
	AUTO(xfree) char *why = NULL;
	STREAM s = NULL;

	server.conf.ca_file = ca_file;
	server.conf.host = host;
	assert_int_equal(stream_connect(&server.conf, &s, &why), want);
	assert_int_equal(why == NULL, want == 0);
	server_stop(&server);
}

static void test_trust(void **state)
{
	char address[] = "127.0.0.1", name[] = "localhost", missing[] = "/nonexistent/ca.pem",
	     empty[] = "/dev/null";

	(void)state;
	check_ca(ca_path, address, 0);            /* the certificate names the address */
	check_ca(NULL, name, STREAM_CERTIFICATE); /* the system does not know our authority */
	check_ca(missing, name, STREAM_CERTIFICATE);
	check_ca(empty, name, STREAM_CERTIFICATE);
}

/* What the sentence says is what must be written; and the key of before is not taken any more. */
static void test_pin(void **state)
{
	static char old[] = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
	struct server server = server_start(play_implicit, CERT_GOOD, CONF_TLS_IMPLICIT, NULL);
	AUTO(xfree) char *why = NULL, *none = NULL, *both = NULL;
	STREAM s = NULL;
	const char *at;

	(void)state;
	server.conf.pin = old;
	assert_int_equal(stream_connect(&server.conf, &s, &why), STREAM_CERTIFICATE);
	assert_null(s);
	at = strstr(why, "pin = \"sha256//");
	assert_non_null(at);
	assert_non_null(strstr(why, "No password was sent"));
	both = xasprintf("%s;%.52s", old, at + 7);
	server.conf.pin = both;
	assert_int_equal(stream_connect(&server.conf, &s, &none), 0);
	assert_null(none);
	server_stop(&server);
	/* a pin is no way around a bad certificate */
	server = server_start(play_implicit, CERT_SELF, CONF_TLS_IMPLICIT, NULL);
	server.conf.pin = both;
	STREAM bad = NULL;
	assert_int_equal(stream_connect(&server.conf, &bad, &none), STREAM_CERTIFICATE);
	server_stop(&server);
}

static void play_injected(struct peer *p)
{
	hear(p);
	say(p, "* go ahead\r\n* and this, from somebody in between\r\n");
	play_implicit(p);
}

static void test_plaintext_behind_starttls(void **state)
{
	struct server server = server_start(play_injected, CERT_GOOD, CONF_TLS_STARTTLS, NULL);
	MMAPString *line = mmap_string_new("");
	AUTO(xfree) char *why = NULL;
	STREAM s = NULL;

	(void)state;
	assert_int_equal(stream_connect(&server.conf, &s, &why), 0);
	assert_true(tell(s, "STARTTLS\r\n"));
	assert_non_null(mailstream_read_line(s, line));
	assert_int_equal(stream_start_tls(s, &server.conf, &why), STREAM_TLS);
	assert_non_null(strstr(why, "inserting"));
	assert_false(tell(s, "AUTH secret\r\n"));
	mmap_string_free(line);
	server_stop(&server);
}

/* A server that talks plain on a TLS port, and one that says nothing at all. */
static void play_plain(struct peer *p)
{
	say(p, "220 mail.example ESMTP, not TLS at all\r\n");
	wait_for_the_end(p);
}

static void play_mute(struct peer *p)
{
	wait_for_the_end(p);
}

static void check_no_handshake(play_script *play, int want)
{
	struct server server = server_start(play, CERT_GOOD, CONF_TLS_IMPLICIT, NULL);
	AUTO(xfree) char *why = NULL;
	STREAM s = NULL;
	int64_t began = clock_monotonic_ms();

	server.conf.timeout_s = 1;
	assert_int_equal(stream_connect(&server.conf, &s, &why), want);
	assert_true(clock_monotonic_ms() - began < 60000);
	assert_non_null(strstr(why, "starttls"));
	server_stop(&server);
}

static void test_no_handshake(void **state)
{
	(void)state;
	check_no_handshake(play_plain, STREAM_TLS);
	check_no_handshake(play_mute, STREAM_TIMEOUT);
}

static void test_unreachable(void **state)
{
	static char host[] = "localhost", nowhere[] = "no-such-host.invalid";
	struct conf_server conf = {.host = host, .timeout_s = 2};
	AUTO(xfree) char *why = NULL, *why2 = NULL;
	STREAM s = NULL;

	(void)state;
	close(open_listener(&conf.port)); /* a port where nobody listens any more */
	assert_int_equal(stream_connect(&conf, &s, &why), STREAM_REFUSED);
	assert_non_null(strstr(why, "refused"));
	conf.host = nowhere;
	assert_int_equal(stream_connect(&conf, &s, &why2), STREAM_REFUSED);
	assert_non_null(strstr(why2, "was not found"));
	assert_null(s);
}

/* A name server that never says a word: the deadline and a stop are kept all the same. */
static void test_dead_dns(void **state)
{
	static char host[] = "mail.example.net";
	struct conf_server conf = {.host = host, .port = 25, .timeout_s = 1};
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t n = sizeof(at);
	int silent = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), bell = eventfd(1, EFD_CLOEXEC);
	AUTO(xfree) char *why = NULL, *why2 = NULL;
	STREAM s = NULL;
	int64_t began;

	(void)state;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(silent, (struct sockaddr *)&at, n), 0);
	getsockname(silent, (struct sockaddr *)&at, &n);
	assert_int_equal(res_init(), 0);
	_res.nscount = 1;
	_res.nsaddr_list[0] = at;
	began = clock_monotonic_ms();
	assert_int_equal(stream_connect(&conf, &s, &why), STREAM_TIMEOUT);
	assert_in_range(clock_monotonic_ms() - began, 900, 60000);
	assert_non_null(strstr(why, "DNS does not answer"));
	assert_true(recv(silent, &at, sizeof(at), MSG_DONTWAIT) > 0); /* it was asked */
	stream_interrupt_on(bell);
	began = clock_monotonic_ms();
	assert_int_equal(stream_connect(&conf, &s, &why2), STREAM_INTERRUPTED);
	assert_true(clock_monotonic_ms() - began < 60000);
	stream_interrupt_on(-1);
	close(bell);
	close(silent);
	res_init();
}

/* ---- time, amount, ends ---- */

static void play_drip(struct peer *p)
{
	if (!secure(p))
		return;
	for (int i = 0; i < 600; i++) {
		say(p, "x");
		usleep(100000);
	}
}

static void play_flood(struct peer *p)
{
	static char much[16384];

	if (!secure(p))
		return;
	memset(much, 'x', sizeof(much));
	for (int i = 0; i < 10000; i++)
		say_bytes(p, much, sizeof(much));
}

static void play_cut(struct peer *p)
{
	if (secure(p))
		say(p, "250 almost a line");
}

static void play_reset(struct peer *p)
{
	if (secure(p))
		hang_up_hard(p);
}

static void check_read(play_script *play, int seconds, enum stream_trouble want)
{
	struct server server = server_start(play, CERT_GOOD, CONF_TLS_IMPLICIT, NULL);
	MMAPString *line = mmap_string_new("");
	AUTO(xfree) char *why = NULL;
	STREAM s = NULL;

	assert_int_equal(stream_connect(&server.conf, &s, &why), 0);
	stream_deadline(s, seconds, 100000);
	assert_null(mailstream_read_line(s, line));
	assert_int_equal(stream_trouble(s), want);
	assert_true(line->len <= 100000);
	mmap_string_free(line);
	server_stop(&server);
}

static void test_reads(void **state)
{
	(void)state;
	check_read(play_drip, 1, STREAM_TIMEOUT); /* each byte in time, the line never */
	check_read(play_flood, 60, STREAM_FLOOD);
	check_read(play_cut, 60, STREAM_CLOSED);
	check_read(play_reset, 60, STREAM_CLOSED);
}

static void play_deaf(struct peer *p)
{
	if (secure(p))
		sleep(30);
}

static void test_failed_write_is_for_ever(void **state)
{
	struct server server = server_start(play_deaf, CERT_GOOD, CONF_TLS_IMPLICIT, NULL);
	size_t n = 64 << 20;
	AUTO(xfree) char *much = xmalloc(n);
	AUTO(xfree) char *why = NULL;
	STREAM s = NULL;

	(void)state;
	memset(much, 'x', n);
	assert_int_equal(stream_connect(&server.conf, &s, &why), 0);
	stream_deadline(s, 1, 1000);
	assert_true(mailstream_write(s, much, n) < (ssize_t)n);
	assert_int_equal(stream_trouble(s), STREAM_TIMEOUT);
	stream_deadline(s, 5, 1000); /* time again, but nothing may leave any more */
	assert_false(tell(s, "QUIT\r\n"));
	server_stop(&server);
}

/* ---- asked to stop ---- */

static void test_interrupt(void **state)
{
	struct server server = server_start(play_implicit, CERT_GOOD, CONF_TLS_IMPLICIT, NULL);
	MMAPString *line = mmap_string_new("");
	AUTO(xfree) char *why = NULL, *why2 = NULL;
	STREAM s = NULL, *none = NULL;
	int fd = eventfd(0, EFD_CLOEXEC);
	int64_t began;

	(void)state;
	assert_int_equal(stream_connect(&server.conf, &s, &why), 0);
	assert_non_null(mailstream_read_line(s, line));
	assert_int_equal(eventfd_write(fd, 1), 0);
	stream_interrupt_on(fd);
	began = clock_monotonic_ms();
	stream_deadline(s, 60, 1000);
	stream_grace(s, 2);
	assert_true(tell(s, "one\r\n"));
	assert_non_null(mailstream_read_line(s, line)); /* within the grace answers still count */
	assert_null(mailstream_read_line(s, line));
	assert_int_equal(stream_trouble(s), STREAM_INTERRUPTED);
	assert_true(clock_monotonic_ms() - began >= 1900);
	assert_int_equal(stream_connect(&server.conf, &none, &why2), STREAM_INTERRUPTED);
	stream_interrupt_on(-1);
	close(fd);
	mmap_string_free(line);
	server_stop(&server);
}

static void play_tickets(struct peer *p)
{
	if (!secure(p))
		return;
	hear(p);
	gnutls_session_ticket_send(p->tls, 2, 0); /* readable, and yet nothing to read */
	usleep(600000);
	say(p, "* news\r\n");
	wait_for_the_end(p);
}

static void test_await(void **state)
{
	struct server server = server_start(play_tickets, CERT_GOOD, CONF_TLS_IMPLICIT, NULL);
	MMAPString *line = mmap_string_new("");
	AUTO(xfree) char *why = NULL;
	int fd = eventfd(1, EFD_CLOEXEC);
	STREAM s = NULL;

	(void)state;
	assert_int_equal(stream_connect(&server.conf, &s, &why), 0);
	assert_int_equal(stream_await(s, -1, 0), STREAM_TIMEOUT);
	assert_int_equal(stream_await(s, fd, 5), STREAM_INTERRUPTED);
	assert_true(tell(s, "go\r\n"));
	assert_int_equal(stream_await(s, -1, 5), STREAM_OK);
	assert_true(stream_pending(s) > 0);
	assert_int_equal(stream_await(s, fd, 5), STREAM_OK); /* what is there comes first */
	stream_deadline(s, 1, 1000);
	assert_string_equal(mailstream_read_line(s, line), "* news\r\n");
	kill(server.pid, SIGKILL);
	assert_int_equal(stream_await(s, -1, 5), STREAM_CLOSED);
	close(fd);
	mmap_string_free(line);
	server_stop(&server);
}

static void test_wipe(void **state)
{
	struct server server = server_start(play_implicit, CERT_GOOD, CONF_TLS_IMPLICIT, NULL);
	AUTO(xfree) char *why = NULL;
	STREAM s = NULL;

	(void)state;
	assert_int_equal(stream_connect(&server.conf, &s, &why), 0);
	assert_true(tell(s, "the secret\r\n"));
	stream_wipe(s);
	assert_null(memmem(s->write_buffer, s->buffer_max_size, "secret", 6));
	assert_int_equal(s->buffer_max_size, 65536);
	server_stop(&server);
}

static void test_texts(void **state)
{
	(void)state;
	for (int t = STREAM_OK; t <= STREAM_FLOOD + 1; t++) {
		const char *text = stream_trouble_text((enum stream_trouble)t);

		assert_true(strlen(text) > 10 && text[strlen(text) - 1] == '.');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_certificates),
	        cmocka_unit_test(test_trust),
	        cmocka_unit_test(test_plaintext_behind_starttls),
	        cmocka_unit_test(test_no_handshake),
	        cmocka_unit_test(test_pin),
	        cmocka_unit_test(test_unreachable),
	        cmocka_unit_test(test_dead_dns),
	        cmocka_unit_test(test_reads),
	        cmocka_unit_test(test_failed_write_is_for_ever),
	        cmocka_unit_test(test_interrupt),
	        cmocka_unit_test(test_await),
	        cmocka_unit_test(test_wipe),
	        cmocka_unit_test(test_texts),
	};
	return cmocka_run_group_tests(tests, mailserver_setup, mailserver_teardown);
}
