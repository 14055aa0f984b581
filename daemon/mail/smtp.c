#include "smtp.h"

#include "smtp_inside.h"
#include "stream.h"

#include <stdlib.h>
#include <string.h>

#define STOP_GRACE_S 20 /* asked to stop, we still wait this long for the answer to a dot */
#define LAST_WORD_S 3
enum { AWAIT_MOST = 32 };

/* RFC 5321 4.5.3.2 asks for 5, 2, 3 and 10 minutes: with the default timeout_s of 60 they are. */
static int minutes(const struct smtp *s, int n)
{
	return n * s->timeout_s;
}

static int judge(struct smtp *s, struct smtp_answer *a)
{
	a->outcome = smtp_judge(a, s->letters > 1);
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
	uint64_t any = 0, eight;

	for (; n >= sizeof(eight); bytes += sizeof(eight), n -= sizeof(eight)) {
		memcpy(&eight, bytes, sizeof(eight));
		any |= eight;
	}
	for (; n; n--)
		any |= (unsigned char)*bytes++;
	return any & UINT64_C(0x8080808080808080);
}

/* Letters of other alphabets before an @: their headers hold them too. */
static bool is_international(const struct smtp_letter *l)
{
	return has_eightbit(l->from, strlen(l->from)) || has_eightbit(l->to, strlen(l->to));
}

static void write_mail(const struct smtp *s, const struct smtp_letter *l, struct text *out)
{
	text_cut(out, 0);
	text_join(out, "MAIL FROM:<", l->from, ">");
	if (s->has_size)
		text_printf(out, " SIZE=%zu", l->n);
	if (s->eightbit && has_eightbit(l->bytes, l->n))
		text_puts(out, " BODY=8BITMIME");
	if (s->utf8 && is_international(l))
		text_puts(out, " SMTPUTF8");
	if (s->dsn)
		text_puts(out, " RET=HDRS");
	if (s->dsn && !str_empty(l->envid)) {
		text_puts(out, " ENVID=");
		put_xtext(out, l->envid);
	}
}

/* RFC 6533 3: the address as it is, which SMTPUTF8 allows. */
static void put_unitext(struct text *out, const char *s)
{
	for (; *s; s++)
		if (strchr("+=\\", *s))
			text_printf(out, "\\x{%02X}", (unsigned char)*s);
		else
			text_putc(out, *s);
}

static void write_rcpt(const struct smtp *s, const char *to, struct text *out)
{
	bool plain = !has_eightbit(to, strlen(to));

	text_cut(out, 0);
	text_join(out, "RCPT TO:<", to, ">");
	if (s->dsn)
		text_join(out, " NOTIFY=FAILURE,DELAY ORCPT=", plain ? "rfc822;" : "utf-8;");
	if (s->dsn && plain)
		put_xtext(out, to);
	else if (s->dsn)
		put_unitext(out, to);
}

/* What the step before it was answered is forgotten, without wiping all its words. */
static void set_step(struct smtp_step *step, const char *line, int want, int seconds)
{
	step->line = line;
	step->want = want;
	step->seconds = seconds;
	step->answered = false;
	step->answer.code = 0;
	step->answer.enhanced[0] = step->answer.text[0] = '\0';
}

static void write_envelope(struct smtp *s, const struct smtp_letter *l)
{
	struct smtp_envelope *e = &s->envelope;

	text_cut(&e->to, 0);
	text_puts(&e->to, l->to);
	write_mail(s, l, &e->mail);
	write_rcpt(s, l->to, &e->rcpt);
	set_step(&e->steps[SMTP_RSET], s->dirty ? "RSET" : NULL, 2, minutes(s, 5));
	set_step(&e->steps[SMTP_MAIL], e->mail.s, 2, minutes(s, 5));
	set_step(&e->steps[SMTP_RCPT], e->rcpt.s, 2, minutes(s, 5));
	set_step(&e->steps[SMTP_DATA], "DATA", 3, minutes(s, 2));
	s->dirty = false;
}

static bool is_good(const struct smtp_step *step)
{
	return !step->line || step->answer.code / 100 == step->want;
}

static const char *const step_names[SMTP_STEPS] = {"mail", "mail", "rcpt", "data"};

static void read_step(struct smtp *s, int i)
{
	struct smtp_step *step = &s->envelope.steps[i];

	step->answer.step = step_names[i];
	step->answered = true;
	smtp_read_answer(s, &step->answer, step->seconds, NULL);
}

/* One after the other, to the first that is refused. */
static void talk_in_turn(struct smtp *s, struct smtp_step steps[SMTP_STEPS])
{
	struct smtp_answer lost = {0};

	for (int i = 0; i < SMTP_STEPS; i++) {
		if (!steps[i].line)
			continue;
		stream_deadline(s->stream, steps[i].seconds, SMTP_ANSWER_BUDGET);
		if (!smtp_put_line(s, steps[i].line) || !smtp_flush(s))
			return smtp_no_answer(s, &lost, "");
		read_step(s, i);
		if (!is_good(&steps[i]))
			return;
	}
}

/* PIPELINING (RFC 2920): all in one packet, and perhaps behind the letter before. */
static bool put_steps(struct smtp *s, struct smtp_step steps[SMTP_STEPS])
{
	for (int i = 0; i < SMTP_STEPS; i++)
		if (steps[i].line && !smtp_put_line(s, steps[i].line))
			return false;
	return true;
}

static void talk_envelope(struct smtp *s, struct smtp_envelope *e)
{
	struct smtp_answer lost = {0};

	if (!s->pipelining)
		return talk_in_turn(s, e->steps);
	stream_deadline(s->stream, e->steps[SMTP_MAIL].seconds, SMTP_ANSWER_BUDGET);
	if (!e->said && (!put_steps(s, e->steps) || !smtp_flush(s)))
		return smtp_no_answer(s, &lost, "");
	for (int i = 0; i < SMTP_STEPS && s->usable; i++)
		if (e->steps[i].line)
			read_step(s, i);
}

/*
 * The server went on to DATA (354) although it refused something before. Only the end of the
 * letter may follow, and it must be harmless: nothing but "." when nobody is to get it; else
 * hang up, for a server that took the recipient would deliver an empty letter.
 */
static void leave_data(struct smtp *s, const struct smtp_step steps[SMTP_STEPS])
{
	struct smtp_answer a;

	if (steps[SMTP_DATA].answer.code != 354 || !s->usable)
		return;
	if (steps[SMTP_RCPT].answer.code / 100 == 2 ||
	        smtp_ask(s, &a, "data", minutes(s, 5), ".", NULL) == 0)
		s->usable = false;
	else
		s->dirty = false;
}

/* 0: the server waits for the letter; else the outcome. */
static int open_letter(struct smtp *s, struct smtp_answer *a)
{
	struct smtp_step *steps = s->envelope.steps, *bad = NULL;

	talk_envelope(s, &s->envelope);
	s->envelope.said = false;
	for (int i = 0; i < SMTP_STEPS && !bad; i++)
		if (!steps[i].answered ? steps[i].line != NULL : !is_good(&steps[i]))
			bad = &steps[i];
	if (!bad)
		return 0;
	s->dirty = true;
	leave_data(s, steps);
	*a = bad->answer;
	a->step = step_names[bad - steps];
	if (!bad->answered)
		smtp_set_text(a, stream_trouble_text(stream_trouble(s->stream)));
	return judge(s, a);
}

/* ---- the letter ---- */

static size_t line_length(const char *bytes, size_t n)
{
	const char *lf = memchr(bytes, '\n', n);
	size_t most = lf ? (size_t)(lf - bytes) : n;
	const char *cr = memchr(bytes, '\r', most);

	return cr ? (size_t)(cr - bytes) : most;
}

/* How much of it may go as it is: lines that end with CRLF and start with no dot. */
static size_t clean_length(const char *bytes, size_t n)
{
	size_t i = 0;

	while (i < n && bytes[i] != '.') {
		size_t end = i + line_length(bytes + i, n - i);

		if (end + 1 >= n || bytes[end] != '\r' || bytes[end + 1] != '\n')
			break;
		i = end + 2;
	}
	return i;
}

/* CRLF ends every line and nothing else does, so that no line of the letter can be taken for its
 * end by one server and not by the next; a dot at the start of a line is doubled. *ret_put: all
 * that was to be sent, the end with it. */
static bool put_body(struct smtp *s, const char *bytes, size_t n, uint64_t *ret_put)
{
	uint64_t put = 0;

	for (size_t i = 0; i < n;) {
		size_t clean = clean_length(bytes + i, n - i), at = i + clean;
		size_t length = line_length(bytes + at, n - at), end = at + length;

		if (clean && !smtp_put(s, bytes + i, clean))
			return false;
		put += clean;
		i = at;
		if (at == n)
			break;
		if ((bytes[at] == '.' && !smtp_put(s, ".", 1)) ||
		        !smtp_put(s, bytes + at, length) || !smtp_put(s, "\r\n", 2))
			return false;
		put += (bytes[at] == '.') + length + 2;
		i = end + 1 + (end + 1 < n && bytes[end] == '\r' && bytes[end + 1] == '\n');
	}
	*ret_put = put + 3;
	return smtp_put(s, ".\r\n", 3);
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
		smtp_no_answer(s, a, why);
		return unsure(s, a);
	}
	a->step = "body";
	if (stream_trouble(s->stream) == STREAM_INTERRUPTED ||
	        smtp_read_answer(s, a, LAST_WORD_S, NULL) == 0)
		smtp_set_text(a, why);
	return judge(s, a);
}

/* The text, and behind its dot the envelope of the next letter, if it was written. */
static int say_body(struct smtp *s, const struct smtp_letter *l, struct smtp_answer *a)
{
	uint64_t before = stream_sent(s->stream), put = UINT64_MAX - before;

	/* 3 minutes a block, says the RFC; a letter has few, and a line slower than 2 KB/s is dead
	 */
	stream_deadline(s->stream, minutes(s, 3) + (int)(l->n / 2048), SMTP_ANSWER_BUDGET);
	if (!put_body(s, l->bytes, l->n, &put) ||
	        (s->envelope.said && !put_steps(s, s->envelope.steps)) || !smtp_flush(s))
		return body_failed(s, before + put, a);
	return 0;
}

int smtp_hear(struct smtp *s, struct smtp_answer *a)
{
	int code;

	*a = (struct smtp_answer){.step = "dot"};
	stream_grace(s->stream, STOP_GRACE_S);
	code = smtp_read_answer(s, a, minutes(s, 10), NULL);
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
	size_t local = at ? (size_t)(at - s) : 0;

	if (!local || !at[1] || strlen(s) > 254 || !smtp_is_word(at, 254))
		return false;
	for (size_t i = 0; i < local; i++)
		if ((unsigned char)s[i] <= 0x20 || s[i] == 0x7f || strchr("<>", s[i]))
			return false;
	return true;
}

/* What can be known without asking the server. 0: go on. */
static int check_letter(struct smtp *s, const struct smtp_letter *l, struct smtp_answer *a)
{
	if (*l->from && !is_address(l->from))
		return smtp_settle(a, SMTP_TROUBLE, "mail",
		        "Our own address as the sender (%.100s) can't be used in SMTP: it needs "
		        "one @ and neither blanks nor angle brackets. Check business.address in "
		        "the configuration.",
		        l->from);
	if (!is_address(l->to))
		return smtp_settle(a, SMTP_REJECTED, "rcpt",
		        "The address “%.100s” can't be used in SMTP: it needs one @ and neither "
		        "blanks nor angle brackets. Correct it in the ledger.",
		        l->to);
	if (!s->utf8 && is_international(l))
		return smtp_settle(a, SMTP_REJECTED, "rcpt",
		        "The address “%.100s” has letters beyond ASCII before the @, which %s does "
		        "not take (it offers no SMTPUTF8), so the letter can't go there. Ask the "
		        "customer for another address.",
		        l->to, s->peer);
	if (l->envid && strlen(l->envid) > 100)
		return smtp_settle(
		        a, SMTP_REJECTED, "mail", "The envelope id has more than 100 bytes.");
	if (s->size_limit && l->n > s->size_limit)
		return smtp_settle(a, SMTP_REJECTED, "mail",
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
		return smtp_settle(
		        answer, SMTP_NOT_SENT, "mail", "The connection to %s is closed.", s->peer);
	r = check_letter(s, letter, answer);
	if (r != 0)
		return r;
	s->letters++;
	if (!s->envelope.said)
		write_envelope(s, letter);
	else if (!str_same(s->envelope.to.s, letter->to))
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
