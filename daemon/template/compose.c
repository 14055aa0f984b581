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
	int n = 0;

	if (!utf8_valid(s, strlen(s)))
		return bad(ret_why, xasprintf("the %s is not UTF-8 text", what));
	for (; *s; n++) {
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
		        ret_why, xasprintf("the %s is %d characters long; at most %d can be sent",
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
static char *boundary_for(const char *message_id, const struct text *a, const struct text *b)
{
	AUTO(text_done) struct text seed = TEXT_INIT;
	char *boundary = NULL;

	text_puts(&seed, message_id);
	do {
		xfree(boundary);
		boundary = xasprintf(
		        "=_fu1_%016llx", (unsigned long long)seal_fingerprint(seed.s, seed.len));
		text_putc(&seed, '+');
	} while (strstr(text_str(a), boundary) || strstr(text_str(b), boundary));
	return boundary;
}

/* The HTML and the picture in it belong together (RFC 2387). */
static void put_html(struct text *out, const struct compose_message *m)
{
	AUTO(text_done) struct text html = TEXT_INIT;
	AUTO(text_done) struct text picture = TEXT_INIT;
	AUTO(xfree) char *boundary = NULL, *seed = NULL;

	part_put_words(&html, "text/html", m->language, false, m->html);
	if (!m->picture.bytes) {
		text_put(out, html.s, html.len);
		return;
	}
	part_put_picture(&picture, &m->picture);
	seed = xasprintf("%s/picture", m->message_id);
	boundary = boundary_for(seed, &html, &picture);
	part_put_multi(out, "multipart/related;\r\n type=\"text/html\"", boundary,
	        (const struct text *const[]){&html, &picture}, 2);
}

/* RFC 2046 section 5.1.4: the richest last. */
static void put_alternatives(struct text *out, const struct compose_message *m)
{
	AUTO(text_done) struct text text = TEXT_INIT;
	AUTO(text_done) struct text html = TEXT_INIT;
	AUTO(xfree) char *boundary = NULL;

	part_put_words(&text, "text/plain", m->language, m->flowed, m->text);
	put_html(&html, m);
	boundary = boundary_for(m->message_id, &text, &html);
	part_put_multi(out, "multipart/alternative", boundary,
	        (const struct text *const[]){&text, &html}, 2);
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

static int name_to_wire(const char *what, const char *name, char **ret, char **ret_why)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	int r = check_value(what, name ? name : "", ret_why);

	for (const char *p = name, *end = name; r == 0 && p && *p; p = end)
		if (!utf8_is_turn(utf8_next(&end)))
			text_put(&t, p, (size_t)(end - p));
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
	if (r == 0 && m->html)
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

/* The marks of RFC 3834: a letter that a person approved or edited is no automatic one. */
static void put_marks(struct text *out, const struct compose_message *m, const struct wire *w)
{
	if (m->kind != COMPOSE_LETTER_BY_HAND)
		heading_put(out, "Auto-Submitted", "auto-generated");
	if (m->kind == COMPOSE_NOTICE)
		heading_put(out, "X-Auto-Response-Suppress", "All");
	if (w->unsubscribe)
		put_unsubscribe(out, m->click, w->unsubscribe);
}

static void put_message(struct text *out, const struct compose_message *m, const struct wire *w)
{
	AUTO(xfree) char *date = heading_date(m->date_at, m->date_offset);
	AUTO(xfree) char *id = xasprintf("<%s>", m->message_id);

	text_join(out, "Date: ", date, "\r\n");
	heading_put_mailbox(out, "From", w->from_name, w->from);
	if (w->sender)
		heading_put(out, "Sender", w->sender);
	if (w->reply_to)
		heading_put_mailbox(out, "Reply-To", w->from_name, w->reply_to);
	heading_put_mailbox(out, "To", w->to_name, w->to);
	heading_put(out, "Message-ID", id);
	heading_put_words(out, "Subject", m->subject);
	if (m->reference)
		heading_put(out, "Followup-Ref", m->reference);
	put_marks(out, m, w);
	text_puts(out, "MIME-Version: 1.0\r\n");
	if (m->html)
		put_alternatives(out, m);
	else
		part_put_words(out, "text/plain", m->language, m->flowed, m->text);
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
	put_message(&out, m, &w);
	if (out.len > MESSAGE_MOST)
		return bad(
		        ret_why, xasprintf("the letter is %zu bytes long; at most %d can be sent",
		                         out.len, MESSAGE_MOST));
	*ret_n = out.len;
	*ret = text_steal(&out);
	return 0;
}
