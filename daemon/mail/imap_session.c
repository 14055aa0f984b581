#include "imap_session.h"

#include "conf.h"
#include "imap_inside.h"
#include "sasl.h"
#include "stream.h"

#include <libetpan/libetpan.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LOGOUT_S 3

/* ---- sentences ---- */

/* The server's words are bytes of unknown make. */
static char *clean(const char *s)
{
	AUTO(text_done) struct text t = TEXT_INIT;

	for (; s && *s && t.len < 200; s++)
		if ((unsigned char)*s >= 0x20 && (unsigned char)*s < 0x7f)
			text_putc(&t, *s);
	return text_steal(&t);
}

int imap_refuse(int outcome, char **ret_why, const char *fmt, ...)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	va_list ap;

	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	*ret_why = text_steal(&t);
	return outcome;
}

/* The connection broke, or the two of us no longer mean the same: after either, a new one. */
int imap_broken(struct imap *i, const char *doing, char **ret_why)
{
	enum stream_trouble t = stream_trouble(i->stream);

	i->in_step = false;
	if (t != STREAM_OK)
		return imap_refuse(IMAP_TROUBLE, ret_why, "%s, while %s: %s", i->peer, doing,
		        stream_trouble_text(t));
	return imap_refuse(IMAP_TROUBLE, ret_why,
	        "%s, while %s: the server's answer could not be understood. The next connection "
	        "starts anew; if this stays, ask whoever runs the server.",
	        i->peer, doing);
}

static bool is_broken(int r)
{
	return r == MAILIMAP_ERROR_STREAM || r == MAILIMAP_ERROR_PARSE ||
	       r == MAILIMAP_ERROR_PROTOCOL || r == MAILIMAP_ERROR_FATAL ||
	       r == MAILIMAP_ERROR_MEMORY || r == MAILIMAP_ERROR_BAD_STATE ||
	       r == MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION;
}

/*
 * How the server ended the command: "OK", "NO" or "BAD", or "" when the last line read does not
 * carry our tag. libetpan takes a NO behind some data for success, and a BAD for a wrong tag.
 */
static const char *status_of(struct imap *i, const char *line)
{
	AUTO(xfree) char *tag = xasprintf("%d ", i->session->imap_tag);

	if (!str_starts(line, tag))
		return "";
	line += strlen(tag);
	return strncasecmp(line, "OK", 2) == 0    ? "OK"
	       : strncasecmp(line, "NO", 2) == 0  ? "NO"
	       : strncasecmp(line, "BAD", 3) == 0 ? "BAD"
	                                          : "";
}

static const char *tagged_status(struct imap *i)
{
	const char *l = i->session->imap_stream_buffer->str, *nl;

	while ((nl = strchr(l, '\n')) && nl[1])
		l = nl + 1;
	return status_of(i, l);
}

/* What stands in the tagged line behind its tag. */
static char *tagged_words(struct imap *i)
{
	return clean(strchr(i->session->imap_stream_buffer->str, ' '));
}

/* What libetpan's number for one command means to us. */
int imap_outcome(struct imap *i, int r, int refused, const char *doing, char **ret_why)
{
	const char *status = is_broken(r) && r != MAILIMAP_ERROR_PROTOCOL ? "" : tagged_status(i);
	AUTO(xfree) char *said = NULL;

	if (r == MAILIMAP_NO_ERROR && str_same(status, "OK"))
		return IMAP_OK;
	if (str_empty(status))
		return imap_broken(i, doing, ret_why);
	said = clean(i->session->imap_response);
	return imap_refuse(refused, ret_why, "%s, while %s, said %s: %s", i->peer, doing, status,
	        *said ? said : "(without a reason)");
}

int imap_ended(struct imap *i, const char *line, int refused, const char *doing, char **ret_why)
{
	const char *status = status_of(i, line);
	AUTO(xfree) char *said = NULL;

	if (str_same(status, "OK"))
		return IMAP_OK;
	if (str_empty(status))
		return imap_broken(i, doing, ret_why);
	said = clean(strcasestr(line, status) + strlen(status));
	return imap_refuse(refused, ret_why, "%s, while %s, said %s: %s", i->peer, doing, status,
	        *said ? str_trim(said) : "(without a reason)");
}

bool imap_is_usable(struct imap *i, char **ret_why)
{
	bool usable = i->in_step && !i->asked;

	if (!usable)
		*ret_why = xasprintf("The connection to %s is closed.", i->peer);
	return usable;
}

int imap_next_tag(struct imap *i)
{
	return ++i->session->imap_tag;
}

/* A line of our own: libetpan's ready-made commands end some with a blank. */
bool imap_put_line(struct imap *i, const char *line)
{
	size_t n = strlen(line);

	return mailstream_write(i->stream, line, n) == (ssize_t)n &&
	       mailstream_flush(i->stream) >= 0;
}

/* The next line; NULL when there is none or the server takes its leave. */
const char *imap_get_line(struct imap *i)
{
	const char *l = mailstream_read_line(i->stream, i->session->imap_stream_buffer);

	return l && strncasecmp(l, "* BYE", 5) != 0 ? l : NULL;
}

/* ---- opening ---- */

/* One word of the list (RFC 9051 6.1.1). */
static void take_capability(struct imap *i, const char *word)
{
	if (strncasecmp(word, "AUTH=", 5) == 0)
		i->mechanisms |= sasl_bit(word + 5);
	i->starttls = i->starttls || str_same_nocase(word, "STARTTLS");
	i->idle = i->idle || str_same_nocase(word, "IDLE");
	i->condstore = i->condstore || str_same_nocase(word, "CONDSTORE");
	i->special_use = i->special_use || str_same_nocase(word, "SPECIAL-USE");
	i->login_disabled = i->login_disabled || str_same_nocase(word, "LOGINDISABLED");
	i->initial_response = i->initial_response || str_same_nocase(word, "SASL-IR");
}

static void take_capabilities(struct imap *i, const char *words)
{
	for (words += strspn(words, " \r\n"); *words; words += strspn(words, " \r\n")) {
		size_t n = strcspn(words, " \r\n");
		AUTO(xfree) char *word = xstrndup(words, n);

		take_capability(i, word);
		words += n;
	}
}

/* What was offered before TLS or the login no longer counts. */
static void forget_capabilities(struct imap *i)
{
	i->starttls = i->idle = i->condstore = i->special_use = false;
	i->login_disabled = i->initial_response = false;
	i->mechanisms = 0;
}

/* libetpan's own command ends the process at a list that is empty or missing, and before STARTTLS
 * anybody on the way could send one. */
static int read_capabilities(struct imap *i, char **ret_why)
{
	static const char list[] = "* CAPABILITY ";
	AUTO(xfree) char *command = xasprintf("%d CAPABILITY\r\n", imap_next_tag(i));
	AUTO(xfree) char *said = NULL;
	const char *l = NULL;

	stream_deadline(i->stream, i->timeout_s, IMAP_SMALL_BUDGET);
	forget_capabilities(i);
	if (imap_put_line(i, command))
		while ((l = imap_get_line(i)) && *l == '*')
			if (strncasecmp(l, list, sizeof list - 1) == 0)
				take_capabilities(i, l + sizeof list - 1);
	if (l && str_same(tagged_status(i), "OK"))
		return IMAP_OK;
	if (!l || str_empty(tagged_status(i)))
		return imap_broken(i, "asking what it can do", ret_why);
	said = tagged_words(i);
	return imap_refuse(IMAP_TROUBLE, ret_why, "%s, while asking what it can do, said: %s",
	        i->peer, str_trim(said));
}

static int greet(struct imap *i, char **ret_why)
{
	AUTO(xfree) char *said = NULL;
	int r;

	stream_deadline(i->stream, i->timeout_s, IMAP_SMALL_BUDGET);
	r = mailimap_connect(i->session, i->stream);
	if (r == MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return IMAP_OK;
	said = clean(i->session->imap_response);
	if (r == MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION) {
		i->in_step = false;
		return imap_refuse(
		        IMAP_TROUBLE, ret_why, "%s takes no connection now: %s", i->peer, said);
	}
	if (r != MAILIMAP_NO_ERROR_AUTHENTICATED && stream_trouble(i->stream) == STREAM_TIMEOUT) {
		i->in_step = false;
		return imap_refuse(IMAP_TROUBLE, ret_why,
		        "%s did not greet us within %d seconds. Check host and port, and tls in "
		        "the "
		        "configuration: 993 wants \"implicit\", 143 \"starttls\".",
		        i->peer, i->timeout_s);
	}
	if (r != MAILIMAP_NO_ERROR_AUTHENTICATED)
		return imap_broken(i, "waiting for its greeting", ret_why);
	/* Anybody on the way can say PREAUTH, so that STARTTLS is never asked for. */
	return imap_refuse(IMAP_TROUBLE, ret_why,
	        "%s says that we are logged in already (PREAUTH). Without a login nobody knows "
	        "whose "
	        "mailbox this is, and somebody in between may be pretending; no password was sent. "
	        "Ask "
	        "whoever runs the server.",
	        i->peer);
}

static int start_tls(struct imap *i, const struct conf_server *server, char **ret_why)
{
	int r = read_capabilities(i, ret_why);

	if (r != IMAP_OK)
		return r;
	if (!i->starttls)
		return imap_refuse(IMAP_TROUBLE, ret_why,
		        "%s does not offer STARTTLS, so no password was sent. Check the port: 143 "
		        "has "
		        "STARTTLS, 993 wants tls = \"implicit\" in the configuration.",
		        i->peer);
	stream_deadline(i->stream, i->timeout_s, IMAP_SMALL_BUDGET);
	r = imap_outcome(i, mailimap_starttls(i->session), IMAP_TROUBLE, "starting TLS", ret_why);
	if (r != IMAP_OK)
		return r;
	if (stream_start_tls(i->stream, server, ret_why) == 0)
		return IMAP_OK;
	i->in_step = false;
	return IMAP_TROUBLE;
}

static bool put_answer(struct imap *i, const char *before, const char *answer)
{
	size_t n = strlen(answer), m = strlen(before);
	bool well = mailstream_write(i->stream, before, m) == (ssize_t)m &&
	            mailstream_write(i->stream, answer, n) == (ssize_t)n &&
	            imap_put_line(i, "\r\n");

	stream_wipe(i->stream);
	return well;
}

/* AUTHENTICATE (RFC 9051 6.2.2) up to its tagged line, which tagged_status() reads. libetpan's own
 * needs the modules of a SASL library, and keeps the secret. */
static bool talk_sasl(struct imap *i, struct sasl *s)
{
	bool first = i->initial_response && sasl_speaks_first(s);
	AUTO(xfree)
	char *command =
	        xasprintf("%d AUTHENTICATE %s%s", imap_next_tag(i), sasl_name(s), first ? " " : "");
	const char *l;

	if (!put_answer(i, command, first ? sasl_answer(s, "") : ""))
		return false;
	while ((l = imap_get_line(i)) && (*l == '+' || *l == '*')) {
		const char *answer = "";

		if (*l == '*')
			continue;
		answer = sasl_answer(s, l + 1 + (l[1] == ' '));
		if (!put_answer(i, answer ? answer : "*", ""))
			return false;
	}
	return l != NULL;
}

static int authenticate(struct imap *i, const struct conf_server *server, char **ret_why)
{
	AUTO(sasl_free) struct sasl *s = NULL;
	AUTO(xfree) char *said = NULL, *advice = NULL;
	const char *status;

	if (sasl_new(server, i->mechanisms, &s, ret_why) != 0)
		return IMAP_TROUBLE;
	stream_deadline(i->stream, i->timeout_s, IMAP_SMALL_BUDGET);
	if (!talk_sasl(i, s))
		return imap_broken(i, "logging in", ret_why);
	status = tagged_status(i);
	if (str_same(status, "OK") && !sasl_is_satisfied(s))
		return imap_refuse(IMAP_TROUBLE, ret_why,
		        "%s does not follow the rules of %s, so it may be another than it says. "
		        "Ask whoever runs the server.",
		        i->peer, sasl_name(s));
	if (str_same(status, "OK")) {
		i->session->imap_state = MAILIMAP_STATE_AUTHENTICATED;
		return IMAP_OK;
	}
	if (str_empty(status))
		return imap_broken(i, "logging in", ret_why);
	said = tagged_words(i);
	advice = sasl_advice(s);
	return imap_refuse(IMAP_TROUBLE, ret_why, "%s refused the login of “%s” (%s). %s", i->peer,
	        server->user, str_trim(said), advice);
}

/* CR or LF would be a second command. */
static bool is_one_line(const char *s)
{
	return !strpbrk(s, "\r\n");
}

/* LOGIN, for servers that name no mechanism. */
static int log_in_plainly(struct imap *i, const struct conf_server *server, char **ret_why)
{
	AUTO(xfree) char *why = NULL, *said = NULL;
	struct text password = TEXT_INIT;
	int r;

	if (conf_secret_read(&server->password, &password, &why) < 0)
		return imap_refuse(IMAP_TROUBLE, ret_why, "The password for %s can't be read: %s",
		        i->peer, why ? why : "no reason known");
	if (!is_one_line(server->user) || !is_one_line(text_str(&password))) {
		conf_secret_wipe(&password);
		return imap_refuse(IMAP_TROUBLE, ret_why,
		        "User or password for %s holds a line break. Correct the configuration.",
		        i->peer);
	}
	stream_deadline(i->stream, i->timeout_s, IMAP_SMALL_BUDGET);
	r = mailimap_login(i->session, server->user, text_str(&password));
	stream_wipe(i->stream);
	conf_secret_wipe(&password);
	if (r == MAILIMAP_NO_ERROR)
		return IMAP_OK;
	if (is_broken(r))
		return imap_broken(i, "logging in", ret_why);
	said = clean(i->session->imap_response);
	return imap_refuse(IMAP_TROUBLE, ret_why,
	        "%s refused the login of “%s” (%s). Check user and password; some providers want "
	        "an app password.",
	        i->peer, server->user, said);
}

static int log_in(struct imap *i, const struct conf_server *server, char **ret_why)
{
	bool plainly = !i->mechanisms && !i->login_disabled && !server->password.token_command;
	int r = plainly ? log_in_plainly(i, server, ret_why) : authenticate(i, server, ret_why);

	return r == IMAP_OK ? read_capabilities(i, ret_why) : r; /* now there may be more */
}

static int introduce(struct imap *i, const struct conf_server *server, char **ret_why)
{
	int r = greet(i, ret_why);

	if (r == IMAP_OK && server->tls == CONF_TLS_STARTTLS)
		r = start_tls(i, server, ret_why);
	if (r == IMAP_OK)
		r = read_capabilities(i, ret_why);
	return r == IMAP_OK ? log_in(i, server, ret_why) : r;
}

int imap_open(const struct conf_server *server, struct imap **ret, char **ret_why)
{
	AUTO(imap_close) struct imap *i = NULL;
	struct _mailstream *stream = NULL;
	int r;

	if (stream_connect(server, &stream, ret_why) != 0)
		return IMAP_TROUBLE;
	i = xcalloc(1, sizeof(*i));
	i->stream = stream;
	i->session = mailimap_new(0, NULL);
	if (!i->session)
		abort(); /* out of memory: as the x* allocators do */
	i->peer = xasprintf("%s:%d", server->host, server->port);
	i->timeout_s = server->timeout_s;
	i->in_step = true;
	r = introduce(i, server, ret_why);
	if (r != IMAP_OK)
		return r;
	*ret = i;
	i = NULL;
	return IMAP_OK;
}

void imap_close(struct imap *i)
{
	if (!i)
		return;
	if (i->in_step && !i->asked && i->session->imap_stream) {
		stream_deadline(i->stream, LOGOUT_S, IMAP_SMALL_BUDGET);
		AUTO(xfree) char *line = xasprintf("%d LOGOUT\r\n", imap_next_tag(i));

		if (imap_put_line(i, line)) /* its BYE, so that it does not log a lost connection */
			mailstream_read_line(i->stream, i->session->imap_stream_buffer);
	}
	i->session->imap_stream = NULL; /* else the library would log out once more */
	mailimap_free(i->session);
	stream_close(i->stream);
	xfree(i->peer);
	xfree(i);
}
