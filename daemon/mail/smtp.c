#include "smtp.h"
#include "conf.h"
#include "stream.h"

#include <libetpan/libetpan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ANSWER_BUDGET 65536 /* no honest answer is longer */
#define ANSWER_LINES 200
#define COMMAND_MOST 512 /* RFC 5321 4.5.3.1.4, with CRLF */
#define STOP_GRACE_S 20  /* asked to stop, we still wait this long for the answer to a dot */
#define QUIT_S 3

enum { RSET, MAIL, RCPT, DATA, STEPS };
enum { AWAIT_MOST = 32 };

struct step {
	const char *name, *line; /* line NULL: nothing to say at this step */
	int want, seconds;
	struct smtp_answer answer;
	bool answered;
};

struct envelope {
	char *to, *mail, *rcpt;
	struct step steps[STEPS];
	bool said; /* behind the letter before it: its answers are still to be read */
};

struct smtp {
	struct _mailstream *stream;
	MMAPString *line;
	char *peer; /* "mail.example:587" */
	int timeout_s;
	bool plain;       /* not encrypted yet: before STARTTLS */
	bool usable;      /* in step with the server */
	bool dirty;       /* a transaction is open: RSET before the next MAIL */
	unsigned letters; /* tried on this connection */
	struct envelope envelope;

	/* what EHLO told us */
	bool starttls, auth_plain, auth_login, has_size, dsn, pipelining, eightbit;
	size_t size_limit; /* 0: none */
};

/* RFC 5321 4.5.3.2 asks for 5, 2, 3 and 10 minutes: with the default timeout_s of 60 they are. */
static int minutes(const struct smtp *s, int n)
{
	return n * s->timeout_s;
}

const char *smtp_outcome_name(int outcome)
{
	static const char *const name[] = {
	        "sent", "rejected", "deferred", "not sent", "unsure", "trouble"};

	return outcome >= 0 && (size_t)outcome < COUNT(name) ? name[outcome] : "unknown";
}

bool smtp_usable(const struct smtp *s)
{
	return s->usable;
}

/* ---- answers ---- */

static void set_text(struct smtp_answer *a, const char *bytes)
{
	snprintf(a->text, sizeof(a->text), "%s", bytes);
	for (char *p = a->text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
}

/* The server's words are bytes of unknown make: only what is certainly printable stays. */
static void set_server_text(struct smtp_answer *a, const char *bytes)
{
	set_text(a, bytes);
	for (char *p = a->text; *p; p++)
		if ((unsigned char)*p >= 0x80)
			*p = '?';
}

static int PRINTF_LIKE(4, 5) settle(
        struct smtp_answer *a, enum smtp_outcome outcome, const char *step, const char *fmt, ...)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	va_list ap;

	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	set_text(a, text_str(&t));
	a->code = 0; /* these are our words, not the server's */
	a->enhanced[0] = '\0';
	a->outcome = outcome;
	a->step = step;
	return (int)outcome;
}

/* "5.7.26" at the start of the text, or "". */
static void set_enhanced(struct smtp_answer *a, const char *text)
{
	unsigned class, subject, detail;
	int n = 0;

	a->enhanced[0] = '\0';
	if (sscanf(text, "%1u.%3u.%3u%n", &class, &subject, &detail, &n) == 3 &&
	        (text[n] == '\0' || text[n] == ' ' || text[n] == '\n'))
		snprintf(a->enhanced, sizeof(a->enhanced), "%u.%u.%u", class, subject, detail);
}

/* One line of an answer: its code, and whether it is the last. 0 when it is none. */
static int parse_line(const char *l, bool *ret_last)
{
	int code;

	for (int i = 0; i < 3; i++)
		if (l[i] < '0' || l[i] > '9')
			return 0;
	if (l[0] < '2' || l[0] > '5' || !strchr(" -\r\n", l[3]))
		return 0; /* strchr() also takes the terminating NUL: "250" alone */
	code = (l[0] - '0') * 100 + (l[1] - '0') * 10 + (l[2] - '0');
	*ret_last = l[3] != '-';
	return code;
}

static void no_answer(struct smtp *s, struct smtp_answer *a, const char *why)
{
	s->usable = false;
	a->code = 0;
	a->enhanced[0] = '\0';
	set_text(a, why);
}

/* Read one whole answer; its lines without codes go to *lines when the caller wants them. A line
 * cut short by the end of the connection is no answer: "250" alone may have been "2500 …". */
static int read_answer(struct smtp *s, struct smtp_answer *a, int seconds, struct text *lines)
{
	AUTO(text_done) struct text own = TEXT_INIT;
	struct text *all = lines ? lines : &own;

	stream_deadline(s->stream, seconds, ANSWER_BUDGET);
	a->code = 0;
	for (int i = 0; i < ANSWER_LINES; i++) {
		const char *l = mailstream_read_line(s->stream, s->line);
		bool last = false;
		int code;

		if (!l) {
			no_answer(s, a, stream_trouble_text(stream_trouble(s->stream)));
			return 0;
		}
		code = parse_line(l, &last);
		if (code == 0 || (a->code && code != a->code))
			break;
		a->code = code;
		if (all->len)
			text_putc(all, '\n');
		text_put(all, l + (l[3] ? 4 : 3), strcspn(l + (l[3] ? 4 : 3), "\r\n"));
		if (!last)
			continue;
		set_server_text(a, text_str(all));
		set_enhanced(a, text_str(all));
		if (code == 421)
			s->usable = false;
		return code;
	}
	no_answer(s, a, "The server answered with something that is not SMTP.");
	return 0;
}

/* ---- commands ---- */

/* A short count is a failure too: libetpan gives it when a big write breaks half-way. */
static bool put(struct smtp *s, const char *bytes, size_t n)
{
	return mailstream_write(s->stream, bytes, n) == (ssize_t)n;
}

static bool flush(struct smtp *s, struct smtp_answer *a)
{
	if (mailstream_flush(s->stream) >= 0)
		return true;
	no_answer(s, a, stream_trouble_text(stream_trouble(s->stream)));
	return false;
}

static bool put_line(struct smtp *s, const char *line)
{
	return put(s, line, strlen(line)) && put(s, "\r\n", 2);
}

/* One command, one answer, all within `seconds`. Returns the code, 0 for none. */
static int ask(struct smtp *s, struct smtp_answer *a, const char *step, int seconds,
        const char *line, struct text *lines)
{
	a->step = step;
	stream_deadline(s->stream, seconds, ANSWER_BUDGET);
	if (!put_line(s, line)) {
		no_answer(s, a, stream_trouble_text(stream_trouble(s->stream)));
		return 0;
	}
	return flush(s, a) ? read_answer(s, a, seconds, lines) : 0;
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
	set_text(a, text);
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

	for (char *w = strtok_r(words, " \t=", &save); w; w = strtok_r(NULL, " \t=", &save)) {
		s->auth_plain |= strcasecmp(w, "PLAIN") == 0;
		s->auth_login |= strcasecmp(w, "LOGIN") == 0;
	}
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

	s->starttls = s->auth_plain = s->auth_login = s->has_size = false;
	s->dsn = s->pipelining = s->eightbit = false;
	s->size_limit = 0;
	if (ask(s, a, "greeting", s->timeout_s, line, &lines) / 100 != 2)
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
		return settle(a, SMTP_TROUBLE, "tls",
		        "%s does not offer STARTTLS, so no password was sent. Check the port: 587 "
		        "has "
		        "STARTTLS, 465 wants tls = \"implicit\" in the configuration.",
		        s->peer);
	if (ask(s, a, "tls", s->timeout_s, "STARTTLS", NULL) != 220)
		return open_failed(s, a);
	r = stream_start_tls(s->stream, server, &why);
	s->plain = r != 0;
	if (r == 0)
		return 0;
	s->usable = false;
	return settle(a, r == STREAM_INTERRUPTED ? SMTP_DEFERRED : SMTP_TROUBLE, "tls", "%s", why);
}

/* ---- logging in ---- */

static void put_base64(struct text *out, const char *bytes, size_t n)
{
	static const char abc[] =
	        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)(unsigned char)bytes[i] << 16;

		if (i + 1 < n)
			v |= (uint32_t)(unsigned char)bytes[i + 1] << 8;
		if (i + 2 < n)
			v |= (unsigned char)bytes[i + 2];
		text_putc(out, abc[v >> 18]);
		text_putc(out, abc[v >> 12 & 63]);
		text_putc(out, i + 1 < n ? abc[v >> 6 & 63] : '=');
		text_putc(out, i + 2 < n ? abc[v & 63] : '=');
	}
}

/* Text that may hold a password: room at once, so that growing leaves no copies behind. */
static void secret_init(struct text *t, size_t n)
{
	text_put(t, "", 0);
	t->s = xrealloc(t->s, n + 1);
	t->cap = n + 1;
	t->s[0] = '\0';
}

static int ask_secret(struct smtp *s, struct smtp_answer *a, const char *line)
{
	int code = ask(s, a, "auth", s->timeout_s, line, NULL);

	stream_wipe(s->stream);
	return code;
}

/* RFC 4616. A long initial response does not fit a command line: it follows the 334. */
static int auth_plain(
        struct smtp *s, const char *user, const struct text *password, struct smtp_answer *a)
{
	size_t n = strlen(user) + password->len + 2;
	struct text raw = TEXT_INIT, line = TEXT_INIT;
	bool at_once = sizeof("AUTH PLAIN \r\n") + (n + 2) / 3 * 4 <= COMMAND_MOST;
	int code = 334;

	secret_init(&raw, n);
	secret_init(&line, 16 + (n + 2) / 3 * 4);
	text_putc(&raw, '\0');
	text_put(&raw, user, strlen(user) + 1);
	text_put(&raw, password->s, password->len);
	if (at_once)
		text_puts(&line, "AUTH PLAIN ");
	else
		code = ask(s, a, "auth", s->timeout_s, "AUTH PLAIN", NULL);
	put_base64(&line, raw.s, raw.len);
	if (code == 334)
		code = ask_secret(s, a, line.s);
	conf_secret_wipe(&raw);
	conf_secret_wipe(&line);
	return code;
}

static int auth_login(
        struct smtp *s, const char *user, const struct text *password, struct smtp_answer *a)
{
	AUTO(text_done) struct text name = TEXT_INIT;
	struct text line = TEXT_INIT;
	int code;

	put_base64(&name, user, strlen(user));
	code = ask(s, a, "auth", s->timeout_s, "AUTH LOGIN", NULL);
	if (code == 334)
		code = ask(s, a, "auth", s->timeout_s, text_str(&name), NULL);
	if (code != 334)
		return code;
	secret_init(&line, (password->len + 2) / 3 * 4);
	put_base64(&line, password->s, password->len);
	code = ask_secret(s, a, line.s);
	conf_secret_wipe(&line);
	return code;
}

static int auth_failed(struct smtp *s, const struct conf_server *server, struct smtp_answer *a)
{
	AUTO(xfree) char *text = NULL;

	if (a->code == 334) { /* it wants still more from us: neither mechanism does that */
		s->usable = false;
		return settle(a, SMTP_TROUBLE, "auth", "%s does not follow its own AUTH.", s->peer);
	}
	if (open_failed(s, a) == SMTP_DEFERRED || a->code == 0)
		return (int)a->outcome;
	text = xasprintf("%s refused the login of “%s” (%.150s). Check user and password; some "
	                 "providers want an app password.",
	        s->peer, server->user, a->text);
	set_text(a, text);
	return (int)a->outcome;
}

static int log_in(struct smtp *s, const struct conf_server *server, struct smtp_answer *a)
{
	AUTO(xfree) char *why = NULL;
	struct text password = TEXT_INIT;
	int code = 0;

	if (str_empty(server->user))
		return 0;
	if (!s->auth_plain && !s->auth_login)
		return settle(a, SMTP_TROUBLE, "auth",
		        "%s offers no login we know (AUTH PLAIN or LOGIN). Check the port: mail "
		        "programs "
		        "use 587 or 465, not 25.",
		        s->peer);
	if (conf_secret_read(&server->password, &password, &why) < 0)
		return settle(a, SMTP_TROUBLE, "auth", "The password for %s can't be read: %s",
		        s->peer, why ? why : "no reason known");
	text_put(&password, "", 0); /* an empty one is a string too */
	if (s->auth_plain)
		code = auth_plain(s, server->user, &password, a);
	if (s->auth_login && (!s->auth_plain || code == 504 || code == 534))
		code = auth_login(s, server->user, &password, a);
	conf_secret_wipe(&password);
	return code == 235 ? 0 : auth_failed(s, server, a);
}

static int greet(
        struct smtp *s, const struct conf_server *server, const char *helo, struct smtp_answer *a)
{
	int r;

	a->step = "greeting";
	if (read_answer(s, a, s->timeout_s, NULL) != 220)
		return open_failed(s, a);
	r = say_hello(s, helo, a);
	if (r == 0 && server->tls == CONF_TLS_STARTTLS) {
		r = start_tls(s, server, a);
		if (r == 0)
			r = say_hello(s, helo, a);
	}
	return r ? r : log_in(s, server, a);
}

static bool is_word(const char *s, size_t most)
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
	if (!is_word(helo, 253))
		return settle(answer, SMTP_TROUBLE, "greeting",
		        "The name for EHLO is empty or holds a character that can't stand in one. "
		        "Check "
		        "the host name of this machine.");
	r = stream_connect(server, &stream, &why);
	if (r != 0)
		return settle(answer, r == STREAM_INTERRUPTED ? SMTP_DEFERRED : SMTP_TROUBLE,
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

static void envelope_done(struct envelope *e)
{
	xfree(e->to);
	xfree(e->mail);
	xfree(e->rcpt);
	*e = (struct envelope){0};
}

void smtp_close(struct smtp *s)
{
	struct smtp_answer a;

	if (!s)
		return;
	if (s->usable && !s->envelope.said) /* else QUIT would be the text of a letter */
		ask(s, &a, "quit", QUIT_S, "QUIT", NULL);
	envelope_done(&s->envelope);
	stream_close(s->stream);
	mmap_string_free(s->line);
	xfree(s->peer);
	xfree(s);
}

/* ---- judging ---- */

/* "5.7.26" and the like from 5.7.8 on: login, SPF, DKIM, DMARC, our address's standing. */
static bool is_policy(const struct smtp_answer *a, int from_detail)
{
	return str_starts(a->enhanced, "5.7.") && atoi(a->enhanced + 4) >= from_detail;
}

/* The server does not understand or does not want *us*; the letter has nothing to do with it. */
static bool is_about_us(const struct smtp_answer *a)
{
	static const int codes[] = {500, 502, 503, 504, 521, 525, 530, 534, 535, 538, 555};

	for (size_t i = 0; i < COUNT(codes); i++)
		if (a->code == codes[i])
			return true;
	return false;
}

/* MAIL holds only our own address: what is refused here would be refused for every letter, but
 * for the size. A 421 on a used connection says "enough of this one": a new one will do. */
static enum smtp_outcome judge_mail(const struct smtp *s, const struct smtp_answer *a)
{
	if (a->code == 421)
		return s->letters > 1 ? SMTP_NOT_SENT : SMTP_TROUBLE;
	if (a->code / 100 == 4)
		return str_starts(a->enhanced, "4.7.") ? SMTP_TROUBLE : SMTP_DEFERRED;
	if (a->code == 552 || str_same(a->enhanced, "5.3.4") || str_same(a->enhanced, "5.2.3"))
		return SMTP_REJECTED;
	return SMTP_TROUBLE;
}

/* "Relay access denied": we may not send to anybody outside. Not to be mixed up with an unknown
 * customer whose address has the word in it. */
static bool is_relaying(const struct smtp_answer *a)
{
	return a->code / 100 == 5 && (!*a->enhanced || is_policy(a, 0)) &&
	       strcasestr(a->text, "relay") != NULL;
}

/*
 * A refusal of us that comes in the customer's place: Postfix tells at RCPT that the sender address
 * is not ours, providers that we have sent enough for today. No letter fails for that.
 */
static bool is_our_limit(const struct smtp_answer *a)
{
	static const char *const words[] = {"sender address rejected", "not owned by user",
	        "sending limit", "sending quota", "storedrv.submission"};
	if (a->code / 100 != 5)
		return false;
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcasestr(a->text, words[i]))
			return true;
	return str_same(a->enhanced, "5.4.5");
}

/* RCPT names the customer. "Relaying denied" and login troubles are about us all the same. */
static enum smtp_outcome judge_rcpt(const struct smtp_answer *a)
{
	if (a->code / 100 == 4)
		return SMTP_DEFERRED;
	if (is_about_us(a) || is_policy(a, 8) || is_relaying(a) || is_our_limit(a))
		return SMTP_TROUBLE;
	return a->code / 100 == 5 ? SMTP_REJECTED : SMTP_TROUBLE;
}

static enum smtp_outcome judge_content(const struct smtp_answer *a)
{
	if (a->code / 100 == 4)
		return SMTP_DEFERRED;
	if (is_about_us(a) || is_policy(a, 0) || is_our_limit(a))
		return SMTP_TROUBLE;
	return a->code / 100 == 5 ? SMTP_REJECTED : SMTP_TROUBLE;
}

static int judge(struct smtp *s, struct smtp_answer *a)
{
	if (a->code == 0)
		a->outcome = SMTP_NOT_SENT;
	else if (str_same(a->step, "mail"))
		a->outcome = judge_mail(s, a);
	else if (str_same(a->step, "rcpt"))
		a->outcome = judge_rcpt(a);
	else
		a->outcome = judge_content(a);
	if (a->outcome != SMTP_REJECTED && a->outcome != SMTP_DEFERRED)
		s->usable = false;
	return (int)a->outcome;
}

/* ---- the envelope ---- */

/* RFC 3461 4: xtext. */
static void put_xtext(struct text *out, const char *s)
{
	for (; *s; s++)
		if (*s > 0x20 && *s < 0x7f && *s != '+' && *s != '=')
			text_putc(out, *s);
		else
			text_printf(out, "+%02X", (unsigned char)*s);
}

static bool has_eightbit(const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)bytes[i] >= 0x80)
			return true;
	return false;
}

static char *mail_line(const struct smtp *s, const struct smtp_letter *l)
{
	AUTO(text_done) struct text out = TEXT_INIT;

	text_printf(&out, "MAIL FROM:<%s>", l->from);
	if (s->has_size)
		text_printf(&out, " SIZE=%zu", l->n);
	if (s->eightbit && has_eightbit(l->bytes, l->n))
		text_puts(&out, " BODY=8BITMIME");
	if (s->dsn)
		text_puts(&out, " RET=HDRS");
	if (s->dsn && !str_empty(l->envid)) {
		text_puts(&out, " ENVID=");
		put_xtext(&out, l->envid);
	}
	return text_steal(&out);
}

static char *rcpt_line(const struct smtp *s, const char *to)
{
	AUTO(text_done) struct text out = TEXT_INIT;

	text_printf(&out, "RCPT TO:<%s>", to);
	if (s->dsn) {
		text_puts(&out, " NOTIFY=FAILURE,DELAY ORCPT=rfc822;");
		put_xtext(&out, to);
	}
	return text_steal(&out);
}

static void write_envelope(struct smtp *s, const struct smtp_letter *l)
{
	struct envelope *e = &s->envelope;

	envelope_done(e);
	e->to = xstrdup(l->to);
	e->mail = mail_line(s, l);
	e->rcpt = rcpt_line(s, l->to);
	e->steps[RSET] = (struct step){.name = "mail", .want = 2, .seconds = minutes(s, 5)};
	e->steps[MAIL] = e->steps[RCPT] = e->steps[RSET];
	e->steps[RCPT].name = "rcpt";
	e->steps[DATA] =
	        (struct step){.name = "data", .want = 3, .seconds = minutes(s, 2), .line = "DATA"};
	e->steps[RSET].line = s->dirty ? "RSET" : NULL;
	e->steps[MAIL].line = e->mail;
	e->steps[RCPT].line = e->rcpt;
	s->dirty = false;
}

static bool is_good(const struct step *step)
{
	return !step->line || step->answer.code / 100 == step->want;
}

static void read_step(struct smtp *s, struct step *step)
{
	step->answer.step = step->name;
	step->answered = true;
	read_answer(s, &step->answer, step->seconds, NULL);
}

/* One after the other, to the first that is refused. */
static void talk_in_turn(struct smtp *s, struct step steps[STEPS])
{
	struct smtp_answer lost = {0};

	for (int i = 0; i < STEPS; i++) {
		if (!steps[i].line)
			continue;
		stream_deadline(s->stream, steps[i].seconds, ANSWER_BUDGET);
		if (!put_line(s, steps[i].line))
			return no_answer(s, &lost, "");
		if (!flush(s, &lost))
			return;
		read_step(s, &steps[i]);
		if (!is_good(&steps[i]))
			return;
	}
}

/* PIPELINING (RFC 2920): all in one packet, and perhaps behind the letter before. */
static bool put_steps(struct smtp *s, struct step steps[STEPS])
{
	for (int i = 0; i < STEPS; i++)
		if (steps[i].line && !put_line(s, steps[i].line))
			return false;
	return true;
}

static void talk_envelope(struct smtp *s, struct envelope *e)
{
	struct smtp_answer lost = {0};

	if (!s->pipelining)
		return talk_in_turn(s, e->steps);
	stream_deadline(s->stream, e->steps[MAIL].seconds, ANSWER_BUDGET);
	if (!e->said && !put_steps(s, e->steps))
		return no_answer(s, &lost, "");
	if (!e->said && !flush(s, &lost))
		return;
	for (int i = 0; i < STEPS && s->usable; i++)
		if (e->steps[i].line)
			read_step(s, &e->steps[i]);
}

/*
 * The server went on to DATA (354) although it refused something before. Only the end of the
 * letter may follow, and it must be harmless: nothing but "." when nobody is to get it; else
 * hang up, for a server that took the recipient would deliver an empty letter.
 */
static void leave_data(struct smtp *s, const struct step steps[STEPS])
{
	struct smtp_answer a;

	if (steps[DATA].answer.code != 354 || !s->usable)
		return;
	if (steps[RCPT].answer.code / 100 == 2 || ask(s, &a, "data", minutes(s, 5), ".", NULL) == 0)
		s->usable = false;
	else
		s->dirty = false;
}

/* 0: the server waits for the letter; else the outcome. */
static int open_letter(struct smtp *s, struct smtp_answer *a)
{
	struct step *steps = s->envelope.steps, *bad = NULL;

	talk_envelope(s, &s->envelope);
	s->envelope.said = false;
	for (int i = 0; i < STEPS && !bad; i++)
		if (!steps[i].answered ? steps[i].line != NULL : !is_good(&steps[i]))
			bad = &steps[i];
	if (!bad)
		return 0;
	s->dirty = true;
	leave_data(s, steps);
	*a = bad->answer;
	a->step = bad == &steps[RSET] ? "mail" : bad->name;
	if (!bad->answered)
		set_text(a, stream_trouble_text(stream_trouble(s->stream)));
	return judge(s, a);
}

/* ---- the letter ---- */

/* CRLF ends every line and nothing else does, so that no line of the letter can be taken for its
 * end by one server and not by the next; a dot at the start of a line is doubled. */
static void put_body(struct text *out, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t end = i;

		if (bytes[i] == '.')
			text_putc(out, '.');
		while (end < n && bytes[end] != '\r' && bytes[end] != '\n')
			end++;
		text_put(out, bytes + i, end - i);
		text_put(out, "\r\n", 2);
		i = end + 1 + (end + 1 < n && bytes[end] == '\r' && bytes[end + 1] == '\n');
	}
	text_put(out, ".\r\n", 3);
}

static int unsure(struct smtp *s, struct smtp_answer *a)
{
	s->usable = false;
	a->step = "dot";
	a->outcome = SMTP_UNSURE;
	return SMTP_UNSURE;
}

/* A dot that never left can't have been accepted. But the server may have said why. */
static int body_failed(struct smtp *s, uint64_t dot_at, struct smtp_answer *a)
{
	AUTO(xfree) char *why = xstrdup(stream_trouble_text(stream_trouble(s->stream)));

	s->usable = false;
	if (stream_sent(s->stream) >= dot_at) {
		no_answer(s, a, why);
		return unsure(s, a);
	}
	a->step = "body";
	if (stream_trouble(s->stream) == STREAM_INTERRUPTED || read_answer(s, a, QUIT_S, NULL) == 0)
		set_text(a, why);
	return judge(s, a);
}

/* The text, and behind its dot the envelope of the next letter, if it was written. */
static int say_body(struct smtp *s, const struct smtp_letter *l, struct smtp_answer *a)
{
	AUTO(text_done) struct text body = TEXT_INIT;
	uint64_t dot_at;

	put_body(&body, l->bytes, l->n);
	dot_at = stream_sent(s->stream) + body.len;
	/* 3 minutes a block, says the RFC; a letter has few, and a line slower than 2 KB/s is dead
	 */
	stream_deadline(s->stream, minutes(s, 3) + (int)(body.len / 2048), ANSWER_BUDGET);
	if (!put(s, body.s, body.len) || (s->envelope.said && !put_steps(s, s->envelope.steps)) ||
	        mailstream_flush(s->stream) < 0)
		return body_failed(s, dot_at, a);
	return 0;
}

int smtp_hear(struct smtp *s, struct smtp_answer *a)
{
	int code;

	*a = (struct smtp_answer){.step = "dot"};
	stream_grace(s->stream, STOP_GRACE_S);
	code = read_answer(s, a, minutes(s, 10), NULL);
	stream_grace(s->stream, 0);
	if (code / 100 == 2) {
		a->outcome = SMTP_SENT;
		return SMTP_SENT;
	}
	if (code / 100 == 4 || code / 100 == 5)
		return judge(s, a);
	return unsure(s, a);
}

bool smtp_await(struct smtp *const s[], size_t n, int ms, bool ret_ready[])
{
	struct _mailstream *streams[AWAIT_MOST] = {0};

	n = n < AWAIT_MOST ? n : AWAIT_MOST;
	for (size_t i = 0; i < n; i++)
		streams[i] = s[i] ? s[i]->stream : NULL;
	return stream_await_any(streams, n, ms, ret_ready);
}

static bool is_address(const char *s)
{
	const char *at = strrchr(s, '@');

	return is_word(s, 254) && at && at != s && at[1];
}

/* What can be known without asking the server. 0: go on. */
static int check_letter(struct smtp *s, const struct smtp_letter *l, struct smtp_answer *a)
{
	if (*l->from && !is_address(l->from))
		return settle(a, SMTP_TROUBLE, "mail",
		        "Our own address as the sender (%.100s) can't be used in SMTP: it needs "
		        "one @ and "
		        "plain ASCII without blanks. Check business.address in the configuration.",
		        l->from);
	if (!is_address(l->to))
		return settle(a, SMTP_REJECTED, "rcpt",
		        "The address “%.100s” can't be used in SMTP: it needs one @ and plain "
		        "ASCII "
		        "without blanks or angle brackets. Correct it in the ledger.",
		        l->to);
	if (l->envid && strlen(l->envid) > 100)
		return settle(a, SMTP_REJECTED, "mail", "The envelope id has more than 100 bytes.");
	if (s->size_limit && l->n > s->size_limit)
		return settle(a, SMTP_REJECTED, "mail",
		        "The letter has %zu bytes and %s takes at most %zu. Make the template or "
		        "its "
		        "pictures smaller.",
		        l->n, s->peer, s->size_limit);
	return 0;
}

/* Its answers will stand behind the one to the dot. A letter that is refused without asking the
 * server has no envelope. */
static void write_ahead(struct smtp *s, const struct smtp_letter *next)
{
	struct smtp_answer ignored;

	if (!next || !s->pipelining || check_letter(s, next, &ignored) != 0)
		return;
	write_envelope(s, next);
	s->envelope.said = true;
}

int smtp_say(struct smtp *s, const struct smtp_letter *letter, const struct smtp_letter *next,
        struct smtp_answer *answer)
{
	int r;

	*answer = (struct smtp_answer){.step = "mail"};
	if (!s->usable)
		return settle(
		        answer, SMTP_NOT_SENT, "mail", "The connection to %s is closed.", s->peer);
	r = check_letter(s, letter, answer);
	if (r != 0)
		return r;
	s->letters++;
	if (!s->envelope.said)
		write_envelope(s, letter);
	else if (!str_same(s->envelope.to, letter->to))
		abort(); /* the envelope of one letter around the text of another */
	r = open_letter(s, answer);
	if (r != 0)
		return r;
	write_ahead(s, next);
	return say_body(s, letter, answer);
}

int smtp_send(struct smtp *s, const char *from, const char *to, const char *envid,
        const char *bytes, size_t n, struct smtp_answer *answer)
{
	const struct smtp_letter letter = {from, to, envid, bytes, n};
	int r = smtp_say(s, &letter, NULL, answer);

	return r ? r : smtp_hear(s, answer);
}
