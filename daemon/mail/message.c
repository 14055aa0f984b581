#include "message.h"

#include "charset.h"
#include "header.h"
#include "html.h"
#include "jail.h"
#include "mailbox.h"
#include "mime.h"
#include "quote.h"
#include "utf8.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	BYTES_MOST = 256 << 10,
	HEADERS_MOST = 64 << 10,
	VALUE_MOST = 4 << 10,
	PARTS_MOST = 1000,
	DEPTH_MOST = 40,
	TEXT_MOST = 64 << 10,
};
static const struct jail_limits one_mail = {.cpu_s = 3, .memory = 256 << 20, .result = 2 << 20};

/* Every string of the struct, in the order in which it crosses the pipe. */
static const size_t strings[] = {
        offsetof(struct message, from_address),
        offsetof(struct message, from_name),
        offsetof(struct message, subject),
        offsetof(struct message, message_id),
        offsetof(struct message, in_reply_to),
        offsetof(struct message, references),
        offsetof(struct message, to),
        offsetof(struct message, return_path),
        offsetof(struct message, followup_ref),
        offsetof(struct message, auto_submitted),
        offsetof(struct message, precedence),
        offsetof(struct message, list_id),
        offsetof(struct message, content_type),
        offsetof(struct message, report_type),
        offsetof(struct message, headers),
        offsetof(struct message, text),
        offsetof(struct message, new_text),
        offsetof(struct message, original_message_id),
        offsetof(struct message, original_reference),
        offsetof(struct message, envelope_id),
        offsetof(struct message, feedback_type),
};

static char **string_at(struct message *m, size_t i)
{
	return (char **)(void *)((char *)m + strings[i]);
}

/* What one child told of many mails. It goes with the last of them. */
struct message_answer {
	struct text bytes;
	size_t users;
};

static void leave(struct message_answer *a)
{
	if (--a->users)
		return;
	text_done(&a->bytes);
	free(a);
}

void message_free(struct message *m)
{
	if (!m)
		return;
	if (m->within) {
		free(m->recipients);
		leave(m->within);
	} else {
		for (size_t i = 0; i < COUNT(strings); i++)
			free(*string_at(m, i));
		struct report r = {.recipients = m->recipients, .count = m->recipients_count};
		report_done(&r);
	}
	free(m);
}

/* ---- headers ---- */

static char *cut_utf8(char *s, size_t most)
{
	s[utf8_cut(s, strlen(s), most)] = '\0';
	return s;
}

/* Leaves out the way that the mail took and the signatures of those on it: half of most headers,
 * and nobody's question. */
static void leave_out_trace(char *headers)
{
	static const char *const names[] = {"Received:", "DKIM-Signature:", "ARC-", "X-Received:"};
	char *to = headers;
	for (char *line = headers, *next; *line; line = next) {
		bool trace = false;
		next = strchrnul(line, '\n');
		next += *next != '\0';
		for (size_t i = 0; i < COUNT(names) && !trace; i++)
			trace = strncasecmp(line, names[i], strlen(names[i])) == 0;
		if (!trace) {
			memmove(to, line, (size_t)(next - line));
			to += next - line;
		}
	}
	*to = '\0';
}

static char *all_recipients(const struct header_lines *h)
{
	static const char *const names[] = {
	        "To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To"};
	struct text out = TEXT_INIT;
	for (size_t i = 0; i < COUNT(names); i++) {
		AUTO(xfree) char *value = header_all(h, names[i]);
		text_puts(&out, value);
	}
	return text_steal(&out);
}

static char *lower_param(const char *value, const char *name)
{
	char *s = header_param(value, name);
	for (char *c = s; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return s;
}

/* All bytes that leave this module are UTF-8. */
static char *valid(char *s)
{
	if (utf8_valid(s, strlen(s)))
		return s;
	char *mended = charset_to_utf8(s, strlen(s), "");
	free(s);
	return mended;
}

static void read_headers(struct message *m, const struct header_lines *h)
{
	AUTO(xfree) char *from = cut_utf8(header_get(h, "From"), VALUE_MOST);
	mailbox_read(from, &m->from_address, &m->from_name);
	AUTO(xfree) char *date = header_get(h, "Date");
	m->date_at = mailbox_date(date);
	AUTO(xfree) char *subject = header_get(h, "Subject");
	m->subject = cut_utf8(charset_decode_words(subject), VALUE_MOST);
	AUTO(xfree) char *id = header_get(h, "Message-ID");
	m->message_id = valid(header_id(id));
	m->in_reply_to = header_get(h, "In-Reply-To");
	m->references = header_get(h, "References");
	m->to = all_recipients(h);
	m->return_path = header_get(h, "Return-Path");
	m->followup_ref = header_get(h, "Followup-Ref");
	m->auto_submitted = header_get(h, "Auto-Submitted");
	m->precedence = header_get(h, "Precedence");
	m->list_id = header_get(h, "List-Id");
	m->content_type = header_get(h, "Content-Type");
	m->report_type = valid(lower_param(m->content_type, "report-type"));
}

/* ---- the parts ---- */

struct walk {
	struct text plain; /* what a person reads, from text/plain and from HTML */
	struct report report;
	int parts;
	bool suspect; /* may be a report: then a message inside is the returned one */
	bool calendar_reply;
};

static bool param_is(const struct mime_part *part, const char *name, const char *value)
{
	AUTO(xfree) char *got = mime_param(part, name);
	return strcasecmp(got, value) == 0;
}

static void put_lines(struct text *out, const char *s)
{
	while (*s) {
		size_t n = strcspn(s, "\r");
		text_put(out, s, n);
		s += n + strspn(s + n, "\r");
	}
	if (out->len && out->s[out->len - 1] != '\n')
		text_putc(out, '\n');
}

static void take_text(struct walk *w, const struct mime_part *part, const char *bytes, size_t n)
{
	AUTO(xfree) char *charset = mime_param(part, "charset");
	AUTO(xfree) char *utf8 = charset_to_utf8(bytes, n, charset);
	AUTO(xfree) char *shown = NULL;
	if (mime_is(part, "text/html") || html_is(utf8))
		shown = html_text(utf8);
	else if (param_is(part, "format", "flowed"))
		shown = quote_unflow(utf8, param_is(part, "delsp", "yes"));
	put_lines(&w->plain, shown ? shown : utf8);
}

static void take_single(struct walk *w, const struct mime_part *part)
{
	AUTO(text_done) struct text store = TEXT_INIT;
	size_t n;
	if (mime_is(part, "text/calendar"))
		w->calendar_reply = w->calendar_reply || param_is(part, "method", "reply");
	if (!mime_is(part, "message/") && !mime_is(part, "text/"))
		return;
	const char *bytes = mime_decoded(part, &store, &n);
	if (mime_is(part, "message/delivery-status") ||
	        mime_is(part, "message/global-delivery-status"))
		report_status(&w->report, bytes, n);
	else if (mime_is(part, "message/feedback-report"))
		report_feedback(&w->report, bytes, n);
	else if (mime_is(part, "message/disposition-notification"))
		report_disposition(&w->report, bytes, n);
	else if (mime_is(part, "message/") || mime_is(part, "text/rfc822-headers") ||
	         mime_is(part, "text/rfc822-header")) {
		if (w->suspect)
			report_returned(&w->report, bytes, n);
	} else if (!mime_attached(part) && w->plain.len < TEXT_MOST &&
	           !mime_is(part, "text/calendar"))
		take_text(w, part, bytes, n);
}

static bool has_words(const struct text *t, size_t from)
{
	for (size_t i = from; i < t->len; i++)
		if (!isspace((unsigned char)t->s[i]))
			return true;
	return false;
}

static void walk(struct walk *w, const struct mime_part *part, int depth)
{
	if (!mime_has_parts(part)) {
		take_single(w, part);
		return;
	}
	bool alternative = mime_is(part, "multipart/alternative");
	size_t before = w->plain.len, cursor = 0;
	struct mime_part child;
	while (depth < DEPTH_MOST && w->parts++ < PARTS_MOST && mime_next(part, &cursor, &child)) {
		/* of alternatives one is enough; the plain one comes first */
		bool more_of_it = alternative && has_words(&w->plain, before) &&
		                  !mime_is(&child, "text/calendar");
		if (!more_of_it || mime_is(&child, "message/"))
			walk(w, &child, depth + 1);
		mime_close(&child);
	}
}

static void read_parts(struct walk *w, const struct header_lines *h, const char *body, size_t n)
{
	AUTO(mime_close) struct mime_part whole;
	mime_open(&whole, h, body, n);
	if (mime_is(&whole, "multipart/") && !mime_has_parts(&whole))
		strcpy(whole.type, "text/plain"); /* cut with another boundary than it says */
	walk(w, &whole, 0);
}

static void read_body(struct message *m, const struct header_lines *h, const char *body, size_t n)
{
	struct walk w = {.suspect = report_suspect(h)};
	report_init(&w.report);
	read_parts(&w, h, body, n);
	AUTO(xfree) char *raw = w.suspect ? xstrndup(body, n) : NULL;
	if (w.suspect && !has_words(&w.plain, 0)) /* its structure is broken: read it as it is */
		put_lines(&w.plain, raw = valid(raw));
	m->text = text_steal(&w.plain);
	cut_utf8(m->text, TEXT_MOST);
	if (w.suspect) {
		report_prose(&w.report, h, m->text);
		report_scan(&w.report, raw);
	}
	m->new_text = quote_new_text(m->text);
	m->calendar_reply = w.calendar_reply;
	m->original_message_id = w.report.original_message_id;
	m->original_reference = w.report.original_reference;
	m->envelope_id = w.report.envelope_id;
	m->feedback_type = w.report.feedback_type;
	m->recipients = w.report.recipients;
	m->recipients_count = w.report.count;
}

/* What came from foreign bytes as it was must still be UTF-8 for the store and for JSON. */
static void validate(struct message *m)
{
	for (size_t i = 0; i < COUNT(strings); i++)
		*string_at(m, i) = valid(*string_at(m, i));
	for (size_t i = 0; i < m->recipients_count; i++) {
		struct report_recipient *r = &m->recipients[i];
		r->address = valid(r->address);
		r->action = valid(r->action);
		r->status = valid(r->status);
		r->diagnostic = valid(r->diagnostic);
		r->original = valid(r->original);
	}
}

/* Nothing of what only a body gives, and of what is for classifying. */
static void read_no_body(struct message *m)
{
	*m->headers = '\0';
	for (size_t i = 0; i < COUNT(strings); i++)
		if (!*string_at(m, i))
			*string_at(m, i) = xstrdup("");
}

static struct message *parse(const char *bytes, size_t n, bool head_only)
{
	struct message *m = xcalloc(1, sizeof *m);
	size_t body = 0;
	m->truncated = n >= BYTES_MOST;
	if (n > BYTES_MOST)
		n = BYTES_MOST;
	m->headers = header_unfold(bytes, n, &body);
	leave_out_trace(m->headers);
	cut_utf8(m->headers, HEADERS_MOST);
	struct header_lines h;
	header_read(m->headers, &h);
	read_headers(m, &h);
	if (head_only)
		read_no_body(m);
	else
		read_body(m, &h, bytes + body, n - body);
	validate(m);
	return m;
}

int message_parse_here(const char *bytes, size_t n, struct message **ret)
{
	*ret = parse(bytes, n, false);
	return 0;
}

/* ---- across the pipe ---- */

struct job {
	const struct message_bytes *mails;
	size_t count;
	bool heads;
};

/* With the NUL behind it, so that it can be read where it lies. */
static void put_string(struct text *out, const char *s)
{
	jail_put(out, s, strlen(s) + 1);
}

/* Which strings there are; most mails have few of them, and a head two. */
static uint32_t strings_in(struct message *m)
{
	uint32_t there = 0;
	for (size_t i = 0; i < COUNT(strings); i++)
		there |= (uint32_t)(**string_at(m, i) != '\0') << i;
	return there;
}

static void pack(struct message *m, struct text *out)
{
	uint32_t there = strings_in(m);
	jail_put(out, (const char *)&there, sizeof there);
	for (size_t i = 0; i < COUNT(strings); i++)
		if (there >> i & 1)
			put_string(out, *string_at(m, i));
	jail_put(out, (const char *)&m->date_at, sizeof m->date_at);
	jail_put(out, m->truncated ? "1" : "0", 1);
	jail_put(out, m->calendar_reply ? "1" : "0", 1);
	for (size_t i = 0; i < m->recipients_count; i++) {
		put_string(out, m->recipients[i].address);
		put_string(out, m->recipients[i].action);
		put_string(out, m->recipients[i].status);
		put_string(out, m->recipients[i].diagnostic);
		put_string(out, m->recipients[i].original);
	}
}

static const char *deadly;

void message_dies_of(const char *words)
{
	deadly = words;
}

static void work(void *arg, struct text *out)
{
	enum { PASS_ON = 32 << 10 };
	const struct job *job = arg;
	for (size_t i = 0; i < job->count; i++) {
		if (deadly && memmem(job->mails[i].s, job->mails[i].n, deadly, strlen(deadly)))
			__builtin_trap();
		AUTO(message_free)
		struct message *m = parse(job->mails[i].s, job->mails[i].n, job->heads);
		size_t before = jail_begin(out);
		pack(m, out);
		jail_end(out, before);
		if (out->len > PASS_ON)
			jail_pass(out);
	}
}

/* The child was fed with foreign bytes, so even its answer is only looked at, not trusted. */
static bool get_string(const struct text *in, size_t *at, char **ret)
{
	const char *p;
	size_t n;
	if (!jail_get(in, at, &p, &n) || !n || p[n - 1] || !utf8_valid(p, n - 1))
		return false;
	*ret = (char *)(uintptr_t)p;
	return true;
}

static bool get_recipient(const struct text *in, size_t *at, struct message *m)
{
	struct report_recipient r;
	if (!get_string(in, at, &r.address) || !get_string(in, at, &r.action) ||
	        !get_string(in, at, &r.status) || !get_string(in, at, &r.diagnostic) ||
	        !get_string(in, at, &r.original))
		return false;
	m->recipients = xgrow(m->recipients, m->recipients_count, sizeof r);
	m->recipients[m->recipients_count++] = r;
	return true;
}

static char nothing[] = "";

/* One message of the answer; NULL when it is not what pack() writes. */
static struct message *unpack(struct message_answer *a, const char *bytes, size_t length)
{
	const struct text in = {.s = (char *)(uintptr_t)bytes, .len = length};
	AUTO(message_free) struct message *m = xcalloc(1, sizeof *m);
	size_t at = 0, n = 0;
	const char *p = NULL;
	m->within = a;
	a->users++;
	uint32_t there;
	if (!jail_get(&in, &at, &p, &n) || n != sizeof there)
		return NULL;
	memcpy(&there, p, n);
	for (size_t i = 0; i < COUNT(strings); i++) {
		*string_at(m, i) = nothing;
		if (there >> i & 1 && !get_string(&in, &at, string_at(m, i)))
			return NULL;
	}
	if (!jail_get(&in, &at, &p, &n) || n != sizeof m->date_at)
		return NULL;
	memcpy(&m->date_at, p, n);
	m->truncated = jail_get(&in, &at, &p, &n) && n == 1 && *p == '1';
	m->calendar_reply = jail_get(&in, &at, &p, &n) && n == 1 && *p == '1';
	while (at < in.len)
		if (!get_recipient(&in, &at, m))
			return NULL;
	struct message *whole = m;
	m = NULL;
	return whole;
}

/* 0; MESSAGE_POISON when the child did not come back, or with something else; -errno. */
static int parse_in_child(struct job job, struct message **ret)
{
	size_t count = job.count;
	struct jail_limits limits = one_mail;
	limits.result *= count;
	struct message_answer *answer = xcalloc(1, sizeof *answer);
	answer->users = 1;
	int r = jail_run(&limits, work, &job, &answer->bytes);
	size_t at = 0, n, whole = 0;
	const char *p;
	for (size_t i = 0; i < count && !r; i++) {
		if (jail_get(&answer->bytes, &at, &p, &n))
			ret[i] = unpack(answer, p, n);
		whole += ret[i] != NULL;
	}
	leave(answer);
	return r < 0 ? r : whole == count ? 0 : MESSAGE_POISON;
}

static void drop(struct message **messages, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		message_free(messages[i]);
		messages[i] = NULL;
	}
}

static int parse_all(struct job job, struct message **ret)
{
	size_t count = job.count;
	for (size_t i = 0; i < count; i++)
		ret[i] = NULL;
	if (!count)
		return 0;
	charset_load();
	int r = parse_in_child(job, ret);
	if (r == MESSAGE_POISON)
		drop(ret, count);
	for (size_t i = 0; i < count && r == MESSAGE_POISON && count > 1; i++) {
		int alone = parse_in_child((struct job){job.mails + i, 1, job.heads}, ret + i);
		if (alone < 0)
			r = alone;
	}
	if (r < 0)
		drop(ret, count);
	return r < 0 ? r : 0;
}

int message_parse_batch(const struct message_bytes *mails, size_t count, struct message **ret)
{
	return parse_all((struct job){mails, count, false}, ret);
}

int message_parse_heads(const struct message_bytes *heads, size_t count, struct message **ret)
{
	return parse_all((struct job){heads, count, true}, ret);
}

int message_parse(const char *bytes, size_t n, struct message **ret)
{
	struct message_bytes mail = {bytes, n};
	struct message *m = NULL;
	int r = message_parse_batch(&mail, 1, &m);
	if (r < 0)
		return r;
	if (!m)
		return MESSAGE_POISON;
	*ret = m;
	return 0;
}

/* ---- subjects ---- */

/* Both kinds of prefix, reply and forward: some words are the one in Finnish and the other in
 * Danish. Letters beyond ASCII in both cases. */
static const char *const prefixes[] = {"re", "aw", "antw", "antwort", "sv", "vs", "svar", "ref",
        "réf", "RÉF", "res", "r", "rif", "odp", "vá", "VÁ", "ynt", "απ", "ΑΠ", "σχετ", "ΣΧΕΤ",
        "atb", "ats", "bls", "отв", "Отв", "ha", "תגובה", "השב", "رد", "回复", "答复", "回覆",
        "返信", "fw", "fwd", "wg", "tr", "rv", "enc", "i", "inoltra", "pd", "továbbítás", "ilt",
        "πρθ", "ΠΡΘ", "vb", "vl", "vid", "doorst", "fs", "trs", "הועבר", "إعادة توجيه", "转发",
        "轉寄", "転送", "пересл", NULL};

/* "[2]", "(3)", "^4" after the prefix */
static const char *skip_count(const char *s)
{
	if (*s == '^')
		return s + 1 + strspn(s + 1, "0123456789");
	if (*s != '[' && *s != '(')
		return s;
	size_t digits = strspn(s + 1, "0123456789");
	return digits && (s[1 + digits] == ']' || s[1 + digits] == ')') ? s + 2 + digits : s;
}

/* Behind one prefix and its colon, or NULL when there is none. */
static const char *skip_prefix(const char *s)
{
	if (!strchr(s, ':') && !strstr(s, "："))
		return NULL;
	for (size_t i = 0; prefixes[i]; i++) {
		size_t n = strlen(prefixes[i]);
		if (((*prefixes[i] ^ *s) & 0xdf) || strncasecmp(s, prefixes[i], n) != 0)
			continue;
		const char *p = skip_count(s + n);
		p += strspn(p, " ");
		if (strncmp(p, "\xc2\xa0", 2) == 0) /* French puts a no-break space here */
			p += 2;
		if (*p == ':')
			return p + 1;
		if (strncmp(p, "：", 3) == 0)
			return p + 3;
	}
	return NULL;
}

char *message_base_subject(const char *subject)
{
	const char *s = subject ? subject : "";
	for (int passes = 0; passes < 20; passes++) {
		s += strspn(s, " \t");
		/* a list's "[name]" counts as part of the prefix only when a prefix follows */
		size_t tag = *s == '[' ? strcspn(s, "]") : 0;
		const char *behind = tag && tag <= 41 && s[tag] ? s + tag + 1 : s;
		behind += strspn(behind, " \t");
		const char *next = skip_prefix(s);
		if (!next && behind != s)
			next = skip_prefix(behind);
		if (!next)
			break;
		s = next;
	}
	char *base = xstrdup(s);
	char *trimmed = xstrdup(str_trim(base));
	free(base);
	return trimmed;
}
