#include "compose.h"

#include "base64.h"
#include <idn2.h>
#include <stdlib.h>
#include <string.h>

#include "part.h"
#include "plain.h"
#include "seal.h"

/*
 * Every value that reaches a header passes through one of the check_ functions, which refuse
 * control bytes, and then through header_token(), the only place that writes a line break into
 * a header. That is why nothing from a ledger can start a header of its own.
 */
enum {
	WORD_MOST = 75,     /* of one encoded word, RFC 2047 section 2 */
	VALUE_MOST = 300,   /* code points of a name or subject */
	ADDRESS_MOST = 254, /* RFC 5321 section 4.5.3.1.3, without < > */
	LOCAL_MOST = 64,    /* RFC 5321 section 4.5.3.1.1 */
	TOKEN_MOST = 250,   /* Message-ID, reference */
	MESSAGE_MOST = 5000000,
};
static const int64_t DATE_MOST = 32503679999; /* the last second of 2999 */

static const char atext[] = "!#$%&'*+-/=?^_`{|}~"
                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* ---- UTF-8 ---- */

/* The code point at *s, and *s moved behind it; -1 where it is not UTF-8 (or ends). */
static int32_t code_point(const char **s)
{
	const unsigned char *p = (const unsigned char *)*s;
	static const int32_t least[] = {0, 0x80, 0x800, 0x10000};
	int more = *p < 0x80   ? 0
	           : *p < 0xc2 ? -1
	           : *p < 0xe0 ? 1
	           : *p < 0xf0 ? 2
	           : *p < 0xf5 ? 3
	                       : -1;
	int32_t c = more > 0 ? *p & (0x3f >> more) : *p;

	if (!*p || more < 0)
		return -1;
	for (int i = 1; i <= more; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return -1;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return -1;
	*s += more + 1;
	return c;
}

static size_t code_point_bytes(const char *s)
{
	const char *end = s;

	return code_point(&end) < 0 ? 1 : (size_t)(end - s);
}

static bool is_utf8(const char *s)
{
	for (const char *end = s + strlen(s);;) {
		s += plain_ascii(s, (size_t)(end - s));
		if (s == end)
			return true;
		if (code_point(&s) < 0)
			return false;
	}
}

/* What would end a line somewhere: C0, DEL, C1, and Unicode's line and paragraph separators. */
static bool is_break(int32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

/* Marks that turn the direction of what follows; in a name they can only mislead. */
static bool is_bidi_override(int32_t c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static bool is_ascii(const char *s)
{
	size_t n = strlen(s);
	return plain_ascii(s, n) == n;
}

/* ---- checks: 0, or COMPOSE_BAD with a sentence ---- */

static int bad(char **ret_why, char *sentence)
{
	*ret_why = sentence;
	return COMPOSE_BAD;
}

static int check_value(const char *what, const char *s, char **ret_why)
{
	int n = 0;

	for (; *s; n++) {
		int32_t c = code_point(&s);

		if (c < 0)
			return bad(ret_why, xasprintf("the %s is not UTF-8 text", what));
		if (is_break(c))
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
		if (!is_alnum(*p) && !strchr(more, *p))
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
	return is_utf8(s) ? 0 : bad(ret_why, xasprintf("the %s of the letter is not UTF-8", what));
}

/* ---- addresses ---- */

/* For a sentence: no control bytes, and not the whole of a novel. */
static char *shown(const char *s)
{
	struct text t = TEXT_INIT;

	for (size_t n; *s && t.len < 80; s += n) {
		const char *end = s;
		int32_t c = code_point(&end);

		n = code_point_bytes(s);
		if (c < 0 || is_break(c) || is_bidi_override(c))
			text_putc(&t, '?');
		else
			text_put(&t, s, n);
	}
	if (*s)
		text_puts(&t, "…");
	return text_steal(&t);
}

/* Letters of other alphabets (RFC 6531) are for the server to take or to leave; what can't be seen,
 * or ends a line somewhere, is none. */
static bool is_letter_elsewhere(int32_t c)
{
	return c > 0xa0 && !is_break(c) && !is_bidi_override(c) && c != 0xad &&
	       (c < 0x2000 || c > 0x206f) && c != 0x3000 && c != 0xfeff;
}

static const char *local_fault(const char *s, size_t n)
{
	if (n == 0)
		return "has nothing before the @";
	if (n > LOCAL_MOST)
		return "has more than 64 characters before the @";
	for (size_t i = 0; i < n; i += code_point_bytes(s + i)) {
		const char *at = s + i;
		if (s[i] & 0x80 ? !is_letter_elsewhere(code_point(&at))
		                : s[i] != '.' && !is_alnum(s[i]) && !strchr(atext, s[i]))
			return "has a character before the @ that no address has";
		if (s[i] == '.' && (i == 0 || i == n - 1 || s[i - 1] == '.'))
			return "has a dot too many before the @";
	}
	return NULL;
}

static const char *domain_fault(const char *s)
{
	size_t label = 0;

	if (strlen(s) > 253)
		return "has a domain that is too long";
	for (;; s++) {
		if (*s && *s != '.') {
			if (!is_alnum(*s) && *s != '-')
				return "has a character in its domain that no domain has";
			if (*s == '-' && (label == 0 || s[1] == '.' || !s[1]))
				return "has a hyphen at an end of a part of its domain";
			if (++label > 63)
				return "has a domain with a part of more than 63 characters";
			continue;
		}
		if (label == 0)
			return "has an empty part in its domain";
		label = 0;
		if (!*s)
			return NULL;
	}
}

/* NULL when libidn2 finds no such name. ASCII stays as it was written. */
static char *domain_to_wire(const char *domain)
{
	uint8_t *found = NULL;
	char *wire = NULL;

	if (is_ascii(domain))
		return xstrdup(domain);
	if (is_utf8(domain) && idn2_lookup_u8((const uint8_t *)domain, &found,
	                               IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK)
		wire = xstrdup((const char *)found);
	idn2_free(found);
	return wire;
}

int compose_address(const char *address, char **ret, char **ret_why)
{
	const char *at = address ? strrchr(address, '@') : NULL;
	AUTO(xfree) char *domain = at ? domain_to_wire(at + 1) : NULL;
	AUTO(xfree) char *wire = NULL;
	const char *fault;

	if (!at)
		fault = str_empty(address) ? "is empty" : "has no @";
	else if (!domain)
		fault = "has a domain that does not exist in the rules for international names";
	else
		fault = local_fault(address, (size_t)(at - address));
	if (!fault)
		fault = domain_fault(domain);
	if (!fault) {
		struct text whole = TEXT_INIT;
		text_put(&whole, address, (size_t)(at + 1 - address));
		text_puts(&whole, domain);
		wire = text_steal(&whole);
		if (strlen(wire) > ADDRESS_MOST)
			fault = "is longer than 254 characters";
	}
	if (fault) {
		AUTO(xfree) char *name = shown(address ? address : "");
		return bad(ret_why, xasprintf("the address \"%s\" %s", name, fault));
	}
	*ret = wire;
	wire = NULL;
	return 0;
}

/* ---- dates ---- */

static void put_two(struct text *t, int digits)
{
	text_putc(t, (char)('0' + digits / 10 % 10));
	text_putc(t, (char)('0' + digits % 10));
}

char *compose_date(int64_t at, int32_t offset)
{
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	static const char *const months[] = {
	        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	int32_t minutes = offset / 60; /* zones before 1900 had seconds; Date has none */
	int64_t local = at + (int64_t)minutes * 60;
	int64_t second = (local % 86400 + 86400) % 86400;
	struct date date = {(int32_t)((local - second) / 86400)};
	int year, month, day;

	date_to_ymd(date, &year, &month, &day);
	struct text t = TEXT_INIT;
	text_join(&t, days[date_weekday(date) - 1], ", ");
	put_two(&t, day);
	text_join(&t, " ", months[month - 1], " ");
	put_two(&t, year / 100);
	put_two(&t, year % 100);
	text_putc(&t, ' ');
	put_two(&t, (int)(second / 3600));
	text_putc(&t, ':');
	put_two(&t, (int)(second / 60 % 60));
	text_putc(&t, ':');
	put_two(&t, (int)(second % 60));
	text_puts(&t, minutes < 0 ? " -" : " +");
	put_two(&t, abs(minutes) / 60);
	put_two(&t, abs(minutes) % 60);
	return text_steal(&t);
}

/* ---- header lines ---- */

struct header {
	struct text *out;
	size_t column;
	bool empty;
};

static struct header header_begin(struct text *out, const char *name)
{
	text_join(out, name, ":");
	return (struct header){out, strlen(name) + 1, true};
}

/*
 * One word behind a blank; on a line of its own where it does not fit any more. The first stays
 * beside the header's name however long it is: simple readers trip over a first line that is empty.
 */
static void header_token(struct header *h, const char *token, size_t n)
{
	if (h->column + 1 + n > PART_LINE_MOST && !h->empty) {
		text_puts(h->out, "\r\n");
		h->column = 0;
	}
	text_putc(h->out, ' ');
	text_put(h->out, token, n);
	h->column += 1 + n;
	h->empty = false;
}

static void header_end(struct header *h)
{
	text_puts(h->out, "\r\n");
}

static void header_put(struct text *out, const char *name, const char *token)
{
	struct header h = header_begin(out, name);

	header_token(&h, token, strlen(token));
	header_end(&h);
}

/* The strictest of RFC 2047's sets, good in a phrase and in a subject alike. */
static bool is_q_literal(char c)
{
	return is_alnum(c) || (c && strchr("!*+-/", c));
}

static size_t q_size(const char *s, size_t n)
{
	size_t size = 0;

	for (size_t i = 0; i < n; i++)
		size += is_q_literal(s[i]) || s[i] == ' ' ? 1 : 3;
	return size;
}

static void put_q(struct text *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (is_q_literal(s[i]))
			text_putc(out, s[i]);
		else if (s[i] == ' ')
			text_putc(out, '_');
		else
			part_hex(out, s[i]);
	}
}

static size_t b_size(size_t n)
{
	return (n + 2) / 3 * 4;
}

/* Words of whole code points, each complete in itself, in the shorter of the two encodings. */
static void header_encoded(struct header *h, const char *s)
{
	bool q = q_size(s, strlen(s)) <= b_size(strlen(s));
	const size_t frame = strlen("=?utf-8?Q?"
	                            "?=");

	while (*s) {
		AUTO(text_done) struct text word = TEXT_INIT;
		size_t room = h->column + 1 + 30 > PART_LINE_MOST ? WORD_MOST
		                                                  : PART_LINE_MOST - h->column - 1;
		size_t n = 0;

		room = (room < WORD_MOST ? room : WORD_MOST) - frame;
		for (size_t size = 0; s[n];) {
			size_t more = code_point_bytes(s + n);

			size = q ? size + q_size(s + n, more) : b_size(n + more);
			if (size > room)
				break;
			n += more;
		}
		text_puts(&word, q ? "=?utf-8?Q?" : "=?utf-8?B?");
		(q ? put_q : base64_put)(&word, s, n);
		text_puts(&word, "?=");
		header_token(h, word.s, word.len);
		s += n;
	}
}

/* Printable ASCII in words with one blank between them, which folding leaves alone. */
static bool is_plain(const char *s, const char *set, size_t longest)
{
	size_t word = 0;

	if (strstr(s, "=?"))
		return false;
	for (; *s; s++) {
		if (*s == ' ' && (word == 0 || !s[1]))
			return false;
		word = *s == ' ' ? 0 : word + 1;
		if (*s < ' ' || *s > '~' || word > longest ||
		        (set && *s != ' ' && !strchr(set, *s)))
			return false;
	}
	return true;
}

static void header_words(struct header *h, const char *s)
{
	while (*s) {
		size_t n = strcspn(s, " ");

		header_token(h, s, n);
		s += n + (s[n] == ' ');
	}
}

static void put_subject(struct text *out, const char *subject)
{
	struct header h = header_begin(out, "Subject");

	if (is_plain(subject, NULL, 60))
		header_words(&h, subject);
	else
		header_encoded(&h, subject);
	header_end(&h);
}

/* A name that must be in quotes; NULL when it is better encoded. */
static char *quoted(const char *name)
{
	struct text t = TEXT_INIT;

	text_putc(&t, '"');
	for (const char *p = name; *p; p++) {
		if (strchr("\"\\", *p))
			text_putc(&t, '\\');
		text_putc(&t, *p);
	}
	text_putc(&t, '"');
	if (t.len <= 60 && is_plain(name, NULL, 60))
		return text_steal(&t);
	text_done(&t);
	return NULL;
}

static void put_mailbox(struct text *out, const char *header, const char *name, const char *address)
{
	struct header h = header_begin(out, header);
	AUTO(text_done) struct text angle = TEXT_INIT;
	AUTO(xfree) char *in_quotes = quoted(name);

	if (is_plain(name, atext, 60))
		header_words(&h, name);
	else if (in_quotes)
		header_token(&h, in_quotes, strlen(in_quotes));
	else
		header_encoded(&h, name);
	text_join(&angle, *name ? "<" : "", address, *name ? ">" : "");
	header_token(&h, angle.s, angle.len);
	header_end(&h);
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
		if (!is_bidi_override(code_point(&end)))
			text_put(&t, p, (size_t)(end - p));
	if (r == 0 && looks_like_address(text_str(&t)))
		text_cut(&t, 0);
	if (r == 0)
		*ret = xstrdup(str_trim(t.s ? t.s : (char[]){""}));
	return r;
}

static int addresses_to_wire(const struct compose_message *m, struct wire *w, char **ret_why)
{
	int r = compose_address(m->from_address, &w->from, ret_why);

	if (r == 0)
		r = compose_address(m->to_address, &w->to, ret_why);
	if (r == 0 && m->sender)
		r = compose_address(m->sender, &w->sender, ret_why);
	if (r == 0 && m->reply_to)
		r = compose_address(m->reply_to, &w->reply_to, ret_why);
	if (r == 0 && m->unsubscribe && m->kind != COMPOSE_NOTICE)
		r = compose_address(m->unsubscribe, &w->unsubscribe, ret_why);
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
		if (is_alnum(*address) || strchr("@+.-_~", *address))
			text_putc(&uri, *address);
		else
			text_printf(&uri, "%%%02X", (unsigned char)*address);
	}
	text_puts(&uri, "?subject=stop>");
	header_put(out, "List-Unsubscribe", uri.s);
	if (click)
		header_put(out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
}

/* The marks of RFC 3834: a letter that a person approved or edited is no automatic one. */
static void put_marks(struct text *out, const struct compose_message *m, const struct wire *w)
{
	if (m->kind != COMPOSE_LETTER_BY_HAND)
		header_put(out, "Auto-Submitted", "auto-generated");
	if (m->kind == COMPOSE_NOTICE)
		header_put(out, "X-Auto-Response-Suppress", "All");
	if (w->unsubscribe)
		put_unsubscribe(out, m->click, w->unsubscribe);
}

static void put_message(struct text *out, const struct compose_message *m, const struct wire *w)
{
	AUTO(xfree) char *date = compose_date(m->date_at, m->date_offset);
	AUTO(xfree) char *id = xasprintf("<%s>", m->message_id);

	text_join(out, "Date: ", date, "\r\n");
	put_mailbox(out, "From", w->from_name, w->from);
	if (w->sender)
		header_put(out, "Sender", w->sender);
	if (w->reply_to)
		put_mailbox(out, "Reply-To", w->from_name, w->reply_to);
	put_mailbox(out, "To", w->to_name, w->to);
	header_put(out, "Message-ID", id);
	put_subject(out, m->subject);
	if (m->reference)
		header_put(out, "Followup-Ref", m->reference);
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
