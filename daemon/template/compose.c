#include "compose.h"

#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "heading.h"
#include "part.h"
#include "seal.h"
#include "utf8.h"

/*
 * Every value that reaches a header passes through one of the check_ functions, which refuse
 * control bytes, and then through heading, where the only line breaks of a header are written. That
 * is why nothing from a ledger can start a header of its own.
 */
enum {
	VALUE_MOST = 300, /* code points of a name or subject */
	TOKEN_MOST = 250, /* Message-ID, reference */
	MESSAGE_MOST = 5000000,
};
static const int64_t DATE_MOST = 32503679999; /* the last second of 2999 */

/* ---- checks: 0, or COMPOSE_BAD with a sentence ---- */

static int bad(char **ret_why, char *sentence)
{
	*ret_why = sentence;
	return COMPOSE_BAD;
}

static int check_value(const char *what, const char *s, char **ret_why)
{
	size_t bytes = strlen(s), n = utf8_printable(s, bytes); /* characters looked at */

	if (!utf8_valid(s + n, bytes - n))
		return bad(ret_why, xasprintf("the %s is not UTF-8 text", what));
	for (s += n; *s; n++) {
		uint32_t c = utf8_next(&s);

		if (utf8_is_break(c))
			return bad(ret_why,
			        xasprintf(
			                "the %s holds a line break or control character (U+%04X); "
			                "take it out",
			                what, (unsigned)c));
	}
	if (n > VALUE_MOST)
		return bad(
		        ret_why, xasprintf("the %s is %zu characters long; at most %d can be sent",
		                         what, n, VALUE_MOST));
	return 0;
}

/* Message-ID, reference, language: one word of harmless ASCII. */
static int check_token(const char *what, const char *s, const char *more, char **ret_why)
{
	if (str_empty(s))
		return bad(ret_why, xasprintf("the %s is missing", what));
	if (strlen(s) > TOKEN_MOST)
		return bad(ret_why, xasprintf("the %s is longer than %d bytes", what, TOKEN_MOST));
	for (const char *p = s; *p; p++)
		if (!utf8_is_alnum(*p) && !strchr(more, *p))
			return bad(ret_why,
			        xasprintf("the %s holds a character that can't stand there", what));
	return 0;
}

static int check_message_id(const char *id, char **ret_why)
{
	const char *at;

	if (check_token("Message-ID", id, "!#$%&'*+-/=?^_`{|}~.@", ret_why))
		return COMPOSE_BAD;
	at = strchr(id, '@');
	if (!at || at == id || !at[1] || strchr(at + 1, '@'))
		return bad(
		        ret_why, xasprintf("the Message-ID needs one @ with words on both sides"));
	return 0;
}

static int check_body(const char *what, const char *s, char **ret_why)
{
	return utf8_valid(s, strlen(s))
	               ? 0
	               : bad(ret_why, xasprintf("the %s of the letter is not UTF-8", what));
}

/* ---- bodies ---- */

/* Derived, so that the same letter has the same bytes. No part can contain it by chance: "=_" is
 * nothing in quoted-printable or base64; in a part sent as it is we look, and take another. */
struct boundary {
	struct text seed;
	char s[sizeof "=_fu1_0123456789abcdef"];
};

static void boundary_done_auto(struct boundary *b)
{
	text_done(&b->seed);
}

static void boundary_next(struct boundary *b)
{
	uint64_t print = seal_fingerprint(b->seed.s, b->seed.len);

	memcpy(b->s, "=_fu1_", 6);
	for (int i = 0; i < 16; i++)
		b->s[6 + i] = "0123456789abcdef"[print >> (60 - 4 * i) & 15];
	text_putc(&b->seed, '+');
}

/* Does what was put since `from` as it is hold the boundary? */
static bool holds(const struct text *out, size_t from, const struct boundary *b)
{
	return memmem(out->s + from, out->len - from, b->s, strlen(b->s)) != NULL;
}

/* The HTML alone; true: as it is. */
static bool put_page(struct text *out, const struct compose_message *m)
{
	if (!m->printable)
		return part_put_words(out, "text/html", m->language, false, m->html);
	part_put_printable(out, "text/html", m->language, m->printable);
	return false;
}

/* The HTML and the picture in it belong together (RFC 2387). True: some of it is as it is. */
static bool put_html(struct text *out, const struct compose_message *m)
{
	AUTO(boundary_done) struct boundary b = {0};
	size_t start = out->len, page;
	bool bare;

	if (!m->picture.bytes)
		return put_page(out, m);
	text_join(&b.seed, m->message_id, "/picture");
	do {
		text_cut(out, start);
		boundary_next(&b);
		part_open(out, "multipart/related;\r\n type=\"text/html\"", b.s);
		page = out->len;
		bare = put_page(out, m);
	} while (bare && holds(out, page, &b));
	part_next(out, b.s);
	part_put_picture(out, &m->picture);
	part_close(out, b.s);
	return bare;
}

/* RFC 2046 section 5.1.4: the richest last. */
static void put_alternatives(struct text *out, const struct compose_message *m)
{
	AUTO(boundary_done) struct boundary b = {0};
	size_t start = out->len, text, html;
	bool found;

	text_puts(&b.seed, m->message_id);
	do {
		text_cut(out, start);
		boundary_next(&b);
		part_open(out, "multipart/alternative", b.s);
		text = out->len;
		found = part_put_words(out, "text/plain", m->language, m->flowed, m->text) &&
		        holds(out, text, &b);
		part_next(out, b.s);
		html = out->len;
		found |= put_html(out, m) && holds(out, html, &b);
	} while (found);
	part_close(out, b.s);
}

/* ---- the message ---- */

/* What of a message had to be made fit for the wire first. */
struct wire {
	char *from, *sender, *to, *reply_to, *unsubscribe; /* addresses */
	char *from_name, *to_name;                         /* "" where there is none */
};

static void wire_done_auto(struct wire *w)
{
	xfree(w->from);
	xfree(w->to);
	xfree(w->sender);
	xfree(w->reply_to);
	xfree(w->unsubscribe);
	xfree(w->from_name);
	xfree(w->to_name);
}

/* A second address beside the real one is how letters lie about who wrote them. */
static bool looks_like_address(const char *name)
{
	const char *at = strchr(name, '@');

	return at && at > name && at[-1] != ' ' && at[1] && at[1] != ' ';
}

/* Without the marks that turn the direction of what follows. */
static void put_unturned(struct text *out, const char *name)
{
	size_t n = utf8_printable(name, strlen(name));

	text_put(out, name, n);
	for (const char *p = name + n, *end = p; *p; p = end)
		if (!utf8_is_turn(utf8_next(&end)))
			text_put(out, p, (size_t)(end - p));
}

static int name_to_wire(const char *what, const char *name, char **ret, char **ret_why)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	int r = check_value(what, name ? name : "", ret_why);

	if (r == 0 && name)
		put_unturned(&t, name);
	if (r == 0 && looks_like_address(text_str(&t)))
		text_cut(&t, 0);
	if (r == 0)
		*ret = xstrdup(str_trim(t.s ? t.s : (char[]){""}));
	return r;
}

static int addresses_to_wire(const struct compose_message *m, struct wire *w, char **ret_why)
{
	int r = address_to_wire(m->from_address, &w->from, ret_why);

	if (r == 0)
		r = address_to_wire(m->to_address, &w->to, ret_why);
	if (r == 0 && m->sender)
		r = address_to_wire(m->sender, &w->sender, ret_why);
	if (r == 0 && m->reply_to)
		r = address_to_wire(m->reply_to, &w->reply_to, ret_why);
	if (r == 0 && m->unsubscribe && m->kind != COMPOSE_NOTICE)
		r = address_to_wire(m->unsubscribe, &w->unsubscribe, ret_why);
	return r;
}

static int check_rest(const struct compose_message *m, char **ret_why)
{
	int r = str_empty(m->subject) ? bad(ret_why, xstrdup("the subject is empty"))
	                              : check_value("subject", m->subject, ret_why);

	if (r == 0)
		r = check_message_id(m->message_id, ret_why);
	if (r == 0 && m->reference)
		r = check_token("reference", m->reference, "._-", ret_why);
	if (r == 0 && m->language)
		r = check_token("language", m->language, "-", ret_why);
	if (r == 0)
		r = check_body("text", m->text, ret_why);
	if (r == 0 && m->html && !m->printable)
		r = check_body("HTML", m->html, ret_why);
	if (r == 0 && m->click)
		r = check_token(
		        "address for one click", m->click, "-._~:/?#[]@!$&'()*+;=%", ret_why);
	if (r == 0 && m->picture.bytes)
		r = check_token("picture's name", m->picture.id, "._-@", ret_why);
	if (r == 0 && (m->date_at < 0 || m->date_at > DATE_MOST || abs(m->date_offset) > 86399))
		r = bad(ret_why, xstrdup("the date lies outside the years 1970 to 2999"));
	return r;
}

/* RFC 6068: what is not plainly harmless in a URI is percent-encoded. RFC 8058: the click's URI
 * first, and the second header only with it. */
static void put_unsubscribe(struct text *out, const char *click, const char *address)
{
	AUTO(text_done) struct text uri = TEXT_INIT;

	if (click)
		text_printf(&uri, "<%s>, ", click);
	text_puts(&uri, "<mailto:");
	for (; *address; address++) {
		if (utf8_is_alnum(*address) || strchr("@+.-_~", *address))
			text_putc(&uri, *address);
		else
			text_printf(&uri, "%%%02X", (unsigned char)*address);
	}
	text_puts(&uri, "?subject=stop>");
	heading_put(out, "List-Unsubscribe", uri.s);
	if (click)
		heading_put(out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
}

/* No holiday reply to a program, and a name to file it by. */
static void put_staff_marks(struct text *out, const struct compose_message *m)
{
	const char *at = strchr(m->message_id, '@');
	AUTO(xfree) char *list = xasprintf("<staff.followupd.%s>", at ? at + 1 : "localhost");

	heading_put(out, "X-Auto-Response-Suppress", "All");
	heading_put(out, "List-Id", list);
}

/* The id is a stranger's word: it stands there only as what an id can be. */
static void put_thread(struct text *out, const char *id)
{
	size_t n = strlen(id);

	for (const char *p = id; *p; p++)
		if (*p <= 0x20 || *p >= 0x7f || strchr("<>()\\\"", *p))
			return;
	if (n < 3 || n > 200 || !strchr(id, '@'))
		return;
	heading_put_id(out, "In-Reply-To", id);
	heading_put_id(out, "References", id);
}

/* The marks of RFC 3834: a letter that a person approved or edited is no automatic one. */
static void put_marks(struct text *out, const struct compose_message *m, const struct wire *w)
{
	if (m->kind != COMPOSE_LETTER_BY_HAND)
		heading_put(out, "Auto-Submitted",
		        m->kind == COMPOSE_ANSWER ? "auto-replied" : "auto-generated");
	if (m->kind == COMPOSE_NOTICE || m->kind == COMPOSE_ANSWER)
		put_staff_marks(out, m);
	if (w->unsubscribe)
		put_unsubscribe(out, m->click, w->unsubscribe);
}

static void put_message(struct text *out, const struct compose_message *m, const struct wire *w)
{
	heading_put_date(out, m->date_at, m->date_offset);
	heading_put_mailbox(out, "From", w->from_name, w->from);
	if (w->sender)
		heading_put(out, "Sender", w->sender);
	if (w->reply_to)
		heading_put_mailbox(out, "Reply-To", w->from_name, w->reply_to);
	heading_put_mailbox(out, "To", w->to_name, w->to);
	heading_put_id(out, "Message-ID", m->message_id);
	if (m->answers)
		put_thread(out, m->answers);
	heading_put_words(out, "Subject", m->subject);
	if (m->reference)
		heading_put(out, "Followup-Ref", m->reference);
	put_marks(out, m, w);
	text_puts(out, "MIME-Version: 1.0\r\n");
	if (m->html || m->printable)
		put_alternatives(out, m);
	else
		part_put_words(out, "text/plain", m->language, m->flowed, m->text);
}

/* Rather too much than a second piece of memory, into which all would be copied. */
static size_t room_for(const struct compose_message *m)
{
	size_t html = m->printable ? strlen(m->printable) : m->html ? 4 * strlen(m->html) : 0;

	return 4096 + 4 * strlen(m->text) + html + m->picture.n / 2 * 3;
}

int compose(const struct compose_message *m, char **ret, size_t *ret_n, char **ret_why)
{
	__attribute__((cleanup(wire_done_auto))) struct wire w = {0};
	AUTO(text_done) struct text out = TEXT_INIT;
	int r = addresses_to_wire(m, &w, ret_why);

	if (r == 0)
		r = name_to_wire("sender's name", m->from_name, &w.from_name, ret_why);
	if (r == 0)
		r = name_to_wire("customer's name", m->to_name, &w.to_name, ret_why);
	if (r == 0)
		r = check_rest(m, ret_why);
	if (r != 0)
		return r;
	text_reserve(&out, room_for(m));
	put_message(&out, m, &w);
	if (out.len > MESSAGE_MOST)
		return bad(
		        ret_why, xasprintf("the letter is %zu bytes long; at most %d can be sent",
		                         out.len, MESSAGE_MOST));
	*ret_n = out.len;
	*ret = text_steal(&out);
	return 0;
}
