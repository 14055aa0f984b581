/*
 * wire: what a server says is the fuzzer's bytes, what we say goes nowhere. Stands in for the
 * modules stream and conf_secret, so that a dialogue needs no network, no clock and no file.
 */
#ifndef WIRE_H
#define WIRE_H

#include "base.h"
#include "conf.h"
#include "stream.h"

#include <libetpan/libetpan.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char *wire_at;
static size_t wire_left, wire_budget;
static uint64_t wire_sent;

static ssize_t wire_read(mailstream_low *low, void *buf, size_t n)
{
	(void)low;
	n = n < wire_left ? n : wire_left;
	n = n < wire_budget ? n : wire_budget;
	if (n == 0)
		return -1;
	memcpy(buf, wire_at, n);
	wire_at += n;
	wire_left -= n;
	wire_budget -= n;
	return (ssize_t)n;
}

static ssize_t wire_write(mailstream_low *low, const void *buf, size_t n)
{
	(void)low;
	(void)buf;
	wire_sent += n;
	return (ssize_t)n;
}

static int wire_close(mailstream_low *low)
{
	(void)low;
	return 0;
}

static int wire_fd(mailstream_low *low)
{
	(void)low;
	return -1;
}

static void wire_free(mailstream_low *low)
{
	free(low);
}

static void wire_cancel(mailstream_low *low)
{
	(void)low;
}

static carray *wire_chain(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static mailstream_low_driver wire_driver = {
        .mailstream_read = wire_read,
        .mailstream_write = wire_write,
        .mailstream_close = wire_close,
        .mailstream_get_fd = wire_fd,
        .mailstream_free = wire_free,
        .mailstream_cancel = wire_cancel,
        .mailstream_get_certificate_chain = wire_chain,
};

static void wire_begin(const unsigned char *bytes, size_t n)
{
	wire_at = bytes;
	wire_left = n;
	wire_sent = 0;
}

int stream_connect(const struct conf_server *server, struct _mailstream **ret, char **ret_why)
{
	(void)server;
	(void)ret_why;
	wire_budget = 65536;
	*ret = mailstream_new(mailstream_low_new(NULL, &wire_driver), 65536);
	return 0;
}

int stream_start_tls(struct _mailstream *s, const struct conf_server *server, char **ret_why)
{
	(void)server;
	if (!s->read_buffer_len)
		return 0;
	*ret_why = xstrdup("left over");
	return STREAM_TLS;
}

void stream_close(struct _mailstream *s)
{
	mailstream_close(s);
}

void stream_deadline(struct _mailstream *s, int seconds, size_t budget)
{
	(void)s;
	(void)seconds;
	wire_budget = budget;
}

void stream_grace(struct _mailstream *s, int seconds)
{
	(void)s;
	(void)seconds;
}

enum stream_trouble stream_trouble(struct _mailstream *s)
{
	(void)s;
	return wire_left ? STREAM_OK : STREAM_CLOSED;
}

const char *stream_trouble_text(enum stream_trouble t)
{
	return t == STREAM_OK ? "Nothing is wrong." : "The server closed the connection.";
}

size_t stream_pending(struct _mailstream *s)
{
	return s->read_buffer_len;
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

enum stream_trouble stream_await(struct _mailstream *s, int wake_fd, int seconds)
{
	(void)wake_fd;
	(void)seconds;
	return s->read_buffer_len || wire_left ? STREAM_OK : STREAM_CLOSED;
}

bool stream_await_any(struct _mailstream *const s[], size_t n, int ms, bool ret_ready[])
{
	(void)ms;
	for (size_t i = 0; i < n; i++)
		ret_ready[i] = s[i] != NULL;
	return n > 0;
}

uint64_t stream_sent(struct _mailstream *s)
{
	(void)s;
	return wire_sent;
}

void stream_wipe(struct _mailstream *s)
{
	(void)s;
}

void stream_interrupt_on(int fd)
{
	(void)fd;
}

int conf_secret_read(const struct conf_secret *secret, struct text *ret, char **ret_why)
{
	(void)secret;
	(void)ret_why;
	text_puts(ret, "geheim");
	return 0;
}

void conf_secret_wipe(struct text *secret)
{
	text_done(secret);
}

/* Nothing of a server's that is shown may hold what a terminal obeys. */
static inline void wire_check_words(const char *words)
{
	for (const char *p = words; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			abort();
}

#endif
