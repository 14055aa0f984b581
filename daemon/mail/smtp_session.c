#include "smtp_session.h"

#include "conf.h"
#include "sasl.h"
#include "smtp_inside.h"
#include "stream.h"

#include <libetpan/libetpan.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ANSWER_LINES 200
#define COMMAND_MOST 512 /* RFC 5321 4.5.3.1.4, with CRLF */
#define QUIT_S 3

bool smtp_usable(const struct smtp *s)
{
	return s->usable;
}

/* ---- answers ---- */

void smtp_no_answer(struct smtp *s, struct smtp_answer *a, const char *why)
{
	s->usable = false;
	a->code = 0;
	a->enhanced[0] = '\0';
	smtp_set_text(a, why);
}

/* A line's words; the enhanced code that each line repeats stands there once. */
static void put_words(struct text *all, const char *words)
{
	size_t n = strcspn(words, "\r\n"), code = all->len ? strcspn(all->s, " \n") : 0;

	if (all->len)
		text_putc(all, '\n');
	if (code && code < n && strspn(all->s, "0123456789.") == code &&
	        strncmp(words, all->s, code) == 0 && words[code] == ' ') {
		words += code + 1;
		n -= code + 1;
	}
	text_put(all, words, n);
}

/* Read one whole answer; its lines without codes go to *lines when the caller wants them. A line
 * cut short by the end of the connection is no answer: "250" alone may have been "2500 …". */
int smtp_read_answer(struct smtp *s, struct smtp_answer *a, int seconds, struct text *lines)
{
	struct text *all = lines ? lines : &s->words;

	text_cut(&s->words, 0);
	stream_deadline(s->stream, seconds, SMTP_ANSWER_BUDGET);
	a->code = 0;
	for (int i = 0; i < ANSWER_LINES; i++) {
		const char *l = mailstream_read_line(s->stream, s->line);
		bool last = false;
		int code;

		if (!l) {
			smtp_no_answer(s, a, stream_trouble_text(stream_trouble(s->stream)));
			return 0;
		}
		code = smtp_parse_line(l, &last);
		if (code == 0 || (a->code && code != a->code))
			break;
		a->code = code;
		put_words(all, l + (l[3] ? 4 : 3));
		if (!last)
			continue;
		smtp_take(a, text_str(all));
		if (code == 421)
			s->usable = false;
		return code;
	}
	smtp_no_answer(s, a,
	        "The server answered with something that is not SMTP. Check host and port in the "
	        "configuration.");
	return 0;
}

/* ---- commands ---- */

/* A short count is a failure too: libetpan gives it when a big write breaks half-way. */
bool smtp_put(struct smtp *s, const char *bytes, size_t n)
{
	return mailstream_write(s->stream, bytes, n) == (ssize_t)n;
}

bool smtp_flush(struct smtp *s)
{
	return mailstream_flush(s->stream) >= 0;
}

bool smtp_put_line(struct smtp *s, const char *line)
{
	return smtp_put(s, line, strlen(line)) && smtp_put(s, "\r\n", 2);
}

int smtp_ask(struct smtp *s, struct smtp_answer *a, const char *step, int seconds, const char *line,
        struct text *lines)
{
	a->step = step;
	stream_deadline(s->stream, seconds, SMTP_ANSWER_BUDGET);
	if (smtp_put_line(s, line) && smtp_flush(s))
		return smtp_read_answer(s, a, seconds, lines);
	smtp_no_answer(s, a, stream_trouble_text(stream_trouble(s->stream)));
	return 0;
}

/* ---- opening ---- */

/* No answer at all: say who is silent, and the usual reason. */
static int open_silent(struct smtp *s, struct smtp_answer *a)
{
	AUTO(xfree) char *text = NULL;
	enum stream_trouble t = stream_trouble(s->stream);
	bool early = str_same(a->step, "greeting") && t == STREAM_TIMEOUT && s->plain;

	text = xasprintf("%s, at step “%s”: %s%s", s->peer, a->step, a->text,
	        early ? " Perhaps this port wants tls = \"implicit\" in the configuration." : "");
	smtp_set_text(a, text);
	/* stopping is nobody's fault, least of all the server's */
	a->outcome = t == STREAM_INTERRUPTED ? SMTP_DEFERRED : SMTP_TROUBLE;
	return (int)a->outcome;
}

/* What an unwelcome answer while opening means: nothing of a letter is at stake yet. */
static int open_failed(struct smtp *s, struct smtp_answer *a)
{
	if (a->code == 0)
		return open_silent(s, a);
	a->outcome = a->code / 100 == 4 && a->code != 421 ? SMTP_DEFERRED : SMTP_TROUBLE;
	return (int)a->outcome;
}

static void note_auth(struct smtp *s, char *words)
{
	char *save = NULL;

	for (char *w = strtok_r(words, " \t=", &save); w; w = strtok_r(NULL, " \t=", &save))
		s->mechanisms |= sasl_bit(w);
}

static void note_extension(struct smtp *s, char *line)
{
	char *rest = line + strcspn(line, " \t=");

	if (*rest)
		*rest++ = '\0';
	if (strcasecmp(line, "STARTTLS") == 0)
		s->starttls = true;
	else if (strcasecmp(line, "PIPELINING") == 0)
		s->pipelining = true;
	else if (strcasecmp(line, "8BITMIME") == 0)
		s->eightbit = true;
	else if (strcasecmp(line, "SMTPUTF8") == 0)
		s->utf8 = true;
	else if (strcasecmp(line, "DSN") == 0)
		s->dsn = true;
	else if (strcasecmp(line, "AUTH") == 0)
		note_auth(s, rest);
	else if (strcasecmp(line, "SIZE") == 0) {
		s->has_size = true;
		s->size_limit = strtoul(rest, NULL, 10);
	}
}

/* What was said before TLS is forgotten: anybody could have said it. */
static int say_hello(struct smtp *s, const char *helo, struct smtp_answer *a)
{
	AUTO(xfree) char *line = xasprintf("EHLO %s", helo);
	AUTO(text_done) struct text lines = TEXT_INIT;
	char *save = NULL, *rest;

	s->starttls = s->has_size = false;
	s->mechanisms = 0;
	s->dsn = s->pipelining = s->eightbit = s->utf8 = false;
	s->size_limit = 0;
	if (smtp_ask(s, a, "greeting", s->timeout_s, line, &lines) / 100 != 2)
		return open_failed(s, a);
	rest = strchr(lines.s, '\n'); /* the first line is the server's name */
	for (char *l = rest ? strtok_r(rest, "\n", &save) : NULL; l;
	        l = strtok_r(NULL, "\n", &save))
		note_extension(s, l);
	return 0;
}

static int start_tls(struct smtp *s, const struct conf_server *server, struct smtp_answer *a)
{
	AUTO(xfree) char *why = NULL;
	int r;

	if (!s->starttls)
		return smtp_settle(a, SMTP_TROUBLE, "tls",
		        "%s does not offer STARTTLS, so no password was sent. Check the port: 587 "
		        "has "
		        "STARTTLS, 465 wants tls = \"implicit\" in the configuration.",
		        s->peer);
	if (smtp_ask(s, a, "tls", s->timeout_s, "STARTTLS", NULL) != 220)
		return open_failed(s, a);
	r = stream_start_tls(s->stream, server, &why);
	s->plain = r != 0;
	if (r == 0)
		return 0;
	s->usable = false;
	return smtp_settle(
	        a, r == STREAM_INTERRUPTED ? SMTP_DEFERRED : SMTP_TROUBLE, "tls", "%s", why);
}

/* ---- logging in ---- */

/* A first answer that does not fit a command line follows the 334. */
static bool fits_command(const char *name, const char *answer)
{
	return sizeof("AUTH  \r\n") + strlen(name) + strlen(answer) <= COMMAND_MOST;
}

static int ask_secret(struct smtp *s, struct smtp_answer *a, const char *command,
        const char *secret, struct text *words)
{
	a->step = "auth";
	stream_deadline(s->stream, s->timeout_s, SMTP_ANSWER_BUDGET);
	if (!smtp_put(s, command, strlen(command)) || !smtp_put_line(s, secret) || !smtp_flush(s)) {
		smtp_no_answer(s, a, stream_trouble_text(stream_trouble(s->stream)));
		stream_wipe(s->stream);
		return 0;
	}
	stream_wipe(s->stream);
	return smtp_read_answer(s, a, s->timeout_s, words);
}

/* AUTH (RFC 4954) up to an answer that is no challenge. */
static int talk_sasl(struct smtp *s, struct sasl *sasl, struct smtp_answer *a)
{
	AUTO(text_done) struct text words = TEXT_INIT;
	AUTO(xfree) char *command = xasprintf("AUTH %s", sasl_name(sasl));
	AUTO(xfree) char *with = xasprintf("%s ", command);
	const char *first = sasl_speaks_first(sasl) ? sasl_answer(sasl, "") : NULL;
	bool at_once = first && fits_command(sasl_name(sasl), first);
	int code = ask_secret(s, a, at_once ? with : "", at_once ? first : command, &words);

	if (code == 334 && first && !at_once) {
		text_cut(&words, 0);
		code = ask_secret(s, a, "", first, &words);
	}
	while (code == 334) {
		const char *answer = sasl_answer(sasl, text_str(&words));

		text_cut(&words, 0);
		code = ask_secret(s, a, "", answer ? answer : "*", &words);
		if (!answer) { /* asked where nothing is left to say, or lied about what it knows */
			a->code = a->code ? 334 : 0;
			return 0;
		}
	}
	return code;
}

static int auth_failed(struct smtp *s, const struct conf_server *server, const struct sasl *sasl,
        struct smtp_answer *a)
{
	AUTO(xfree) char *text = NULL, *advice = sasl_advice(sasl);

	if (a->code / 100 == 3 || a->code / 100 == 2) {
		s->usable = false;
		return smtp_settle(a, SMTP_TROUBLE, "auth",
		        "%s does not follow the rules of %s, so it may be another than it says. "
		        "Ask whoever runs the server.",
		        s->peer, sasl_name(sasl));
	}
	open_failed(s, a);
	if (a->code / 100 == 4 || a->code == 0)
		return (int)a->outcome;
	text = xasprintf("%s refused the login of “%s” (%.250s). %s", s->peer, server->user,
	        a->text,
	        smtp_wants_token(a) ? "Your provider wants OAuth in place of a password: name a "
	                              "token_command."
	                            : advice);
	smtp_set_text(a, text);
	return (int)a->outcome;
}

/* With one mechanism, and the next one only where the server says that this one is not for us. */
static int log_in(struct smtp *s, const struct conf_server *server, struct smtp_answer *a)
{
	unsigned offered = s->mechanisms;

	if (str_empty(server->user))
		return 0;
	for (;;) {
		AUTO(sasl_free) struct sasl *sasl = NULL;
		AUTO(xfree) char *why = NULL;
		int code;

		if (sasl_new(server, offered, &sasl, &why) != 0)
			return smtp_settle(a, SMTP_TROUBLE, "auth", "%s", why);
		code = talk_sasl(s, sasl, a);
		if (code == 235 && sasl_is_satisfied(sasl))
			return 0;
		offered = sasl_next(sasl, offered);
		if (!offered || (code != 504 && code != 534))
			return auth_failed(s, server, sasl, a);
	}
}

static int greet(
        struct smtp *s, const struct conf_server *server, const char *helo, struct smtp_answer *a)
{
	int r;

	a->step = "greeting";
	if (smtp_read_answer(s, a, s->timeout_s, NULL) != 220)
		return open_failed(s, a);
	r = say_hello(s, helo, a);
	if (r == 0 && server->tls == CONF_TLS_STARTTLS) {
		r = start_tls(s, server, a);
		if (r == 0)
			r = say_hello(s, helo, a);
	}
	return r ? r : log_in(s, server, a);
}

bool smtp_is_word(const char *s, size_t most)
{
	size_t n = strlen(s);

	if (n == 0 || n > most)
		return false;
	for (; *s; s++)
		if ((unsigned char)*s <= 0x20 || (unsigned char)*s >= 0x7f || *s == '<' ||
		        *s == '>')
			return false;
	return true;
}

int smtp_open(const struct conf_server *server, const char *helo, struct smtp **ret,
        struct smtp_answer *answer)
{
	AUTO(smtp_close) struct smtp *s = NULL;
	AUTO(xfree) char *why = NULL;
	struct _mailstream *stream = NULL;
	int r;

	*answer = (struct smtp_answer){.step = "connect"};
	if (!smtp_is_word(helo, 253))
		return smtp_settle(answer, SMTP_TROUBLE, "greeting",
		        "The name for EHLO is empty or holds a character that can't stand in one. "
		        "Check "
		        "the host name of this machine.");
	r = stream_connect(server, &stream, &why);
	if (r != 0)
		return smtp_settle(answer, r == STREAM_INTERRUPTED ? SMTP_DEFERRED : SMTP_TROUBLE,
		        r == STREAM_CERTIFICATE || r == STREAM_TLS ? "tls" : "connect", "%s", why);
	s = xcalloc(1, sizeof(*s));
	s->stream = stream;
	s->line = mmap_string_new("");
	s->peer = xasprintf("%s:%d", server->host, server->port);
	s->timeout_s = server->timeout_s;
	s->plain = server->tls == CONF_TLS_STARTTLS;
	s->usable = true;
	r = greet(s, server, helo, answer);
	if (r != 0)
		return r;
	*ret = s;
	s = NULL;
	return 0;
}

void smtp_close(struct smtp *s)
{
	struct smtp_answer a;

	if (!s)
		return;
	if (s->usable && !s->envelope.said) /* else QUIT would be the text of a letter */
		smtp_ask(s, &a, "quit", QUIT_S, "QUIT", NULL);
	text_done(&s->envelope.to);
	text_done(&s->envelope.mail);
	text_done(&s->envelope.rcpt);
	text_done(&s->words);
	stream_close(s->stream);
	mmap_string_free(s->line);
	xfree(s->peer);
	xfree(s);
}
