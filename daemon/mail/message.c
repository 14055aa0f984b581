#include "message.h"

#include "charset.h"
#include "header.h"
#include "html.h"
#include "jail.h"
#include "quote.h"

#include <ctype.h>
#include <libetpan/libetpan.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/*
 * libetpan recurses on nesting and on comments, and is quadratic on nested multiparts. So it
 * gets at most 256 KB, a header of our own making, and nothing that is deeper than any honest
 * mail; what still brings it down dies in the child.
 */
enum {
	BYTES_MOST = 256 << 10,
	HEADERS_MOST = 64 << 10,
	VALUE_MOST = 4 << 10,
	CONTAINERS_MOST = 50,
	OPEN_PARENTHESES_MOST = 5000,
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

void message_free(struct message *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < COUNT(strings); i++)
		free(*string_at(m, i));
	struct report r = {.recipients = m->recipients, .count = m->recipients_count};
	report_done(&r);
	free(m);
}

/* ---- headers ---- */

static char *cut_utf8(char *s, size_t most)
{
	s[charset_cut(s, strlen(s), most)] = '\0';
	return s;
}

/* A value of bounded length: libetpan's grammars recurse on comments. */
static char *short_value(const struct header_lines *h, const char *name)
{
	return cut_utf8(header_get(h, name), VALUE_MOST);
}

/* What looks most like an address when the grammar gives up. */
static void scan_address(const char *value, struct message *m)
{
	const char *open = strrchr(value, '<');
	const char *start = open ? open + 1 : value + strspn(value, " \t\"'");
	size_t n = strcspn(start, "<> \t,;\"'()");
	if (!memchr(start, '@', n)) {
		m->from_address = xstrdup("");
		m->from_name = charset_decode_words(value);
		return;
	}
	m->from_address = xstrndup(start, n);
	AUTO(xfree) char *before = xstrndup(value, open ? (size_t)(open - value) : 0);
	AUTO(xfree) char *name = charset_decode_words(str_trim(before));
	m->from_name = xstrdup(str_trim(name));
}

/* Quotes around, and encoded words inside quotes, though RFC 2047 forbids it: people do it. */
static char *display_name(const char *raw)
{
	AUTO(xfree) char *name = charset_decode_words(raw ? raw : "");
	char *s = str_trim(name);
	size_t n = strlen(s);
	if (n >= 2 && *s == '"' && s[n - 1] == '"') {
		s[n - 1] = '\0';
		s++;
	}
	return xstrdup(s);
}

static void read_from(struct message *m, const struct header_lines *h)
{
	AUTO(xfree) char *value = short_value(h, "From");
	struct mailimf_mailbox_list *list = NULL;
	size_t at = 0;
	if (mailimf_mailbox_list_parse(value, strlen(value), &at, &list) == MAILIMF_NO_ERROR) {
		clistiter *first = clist_begin(list->mb_list);
		struct mailimf_mailbox *one = first ? clist_content(first) : NULL;
		if (one && one->mb_addr_spec && strchr(one->mb_addr_spec, '@')) {
			m->from_address =
			        charset_to_utf8(one->mb_addr_spec, strlen(one->mb_addr_spec), "");
			m->from_name = display_name(one->mb_display_name);
		}
		mailimf_mailbox_list_free(list);
	}
	if (!m->from_address)
		scan_address(value, m);
}

static int64_t read_date(const struct header_lines *h)
{
	AUTO(xfree) char *value = short_value(h, "Date");
	struct mailimf_date_time *d = NULL;
	size_t at = 0;
	if (mailimf_date_time_parse(value, strlen(value), &at, &d) != MAILIMF_NO_ERROR)
		return 0;
	struct tm tm = {.tm_year = d->dt_year - 1900,
	        .tm_mon = d->dt_month - 1,
	        .tm_mday = d->dt_day,
	        .tm_hour = d->dt_hour,
	        .tm_min = d->dt_min,
	        .tm_sec = d->dt_sec};
	int zone = d->dt_zone % 10000;
	bool sane = d->dt_year >= 1970 && d->dt_year < 2200;
	mailimf_date_time_free(d);
	int64_t t = (int64_t)timegm(&tm) - (zone / 100 * 3600 + zone % 100 * 60);
	return sane && t > 0 ? t : 0;
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
	if (charset_valid_utf8(s, strlen(s)))
		return s;
	char *mended = charset_to_utf8(s, strlen(s), "");
	free(s);
	return mended;
}

static void read_headers(struct message *m, const struct header_lines *h)
{
	read_from(m, h);
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
	m->date_at = read_date(h);
}

/* ---- the parts ---- */

struct walk {
	struct text plain; /* what a person reads, from text/plain and from HTML */
	struct report report;
	bool suspect; /* may be a report: then a message inside is the returned one */
	bool calendar_reply;
};

static bool is_type(const struct mailmime *part, const char *type)
{
	const struct mailmime_type *t =
	        part->mm_content_type ? part->mm_content_type->ct_type : NULL;
	if (!t)
		return strcmp(type, "text") == 0;
	if (t->tp_type == MAILMIME_TYPE_COMPOSITE_TYPE)
		return strcmp(type, "message") == 0 && t->tp_data.tp_composite_type &&
		       t->tp_data.tp_composite_type->ct_type == MAILMIME_COMPOSITE_TYPE_MESSAGE;
	return strcmp(type, "text") == 0 && t->tp_data.tp_discrete_type &&
	       t->tp_data.tp_discrete_type->dt_type == MAILMIME_DISCRETE_TYPE_TEXT;
}

static bool is_part(const struct mailmime *part, const char *type, const char *subtype)
{
	return is_type(part, type) && part->mm_content_type && part->mm_content_type->ct_subtype &&
	       strcasecmp(part->mm_content_type->ct_subtype, subtype) == 0;
}

static bool is_attachment(const struct mailmime *part)
{
	if (!part->mm_mime_fields)
		return false;
	for (clistiter *i = clist_begin(part->mm_mime_fields->fld_list); i; i = clist_next(i)) {
		const struct mailmime_field *f = clist_content(i);
		if (f->fld_type == MAILMIME_FIELD_DISPOSITION)
			return f->fld_data.fld_disposition->dsp_type->dsp_type ==
			       MAILMIME_DISPOSITION_TYPE_ATTACHMENT;
	}
	return false;
}

static bool param_is(const struct mailmime *part, const char *name, const char *value)
{
	char key[16];
	if (!part->mm_content_type)
		return false;
	strcpy(key, name);
	const char *got = mailmime_content_param_get(part->mm_content_type, key);
	return got && strcasecmp(got, value) == 0;
}

/* The part's bytes, transfer encoding undone. */
static void decode(const struct mailmime_data *data, struct text *out)
{
	if (!data || data->dt_type != MAILMIME_DATA_TEXT || !data->dt_data.dt_text.dt_data)
		return;
	char *bytes = NULL;
	size_t at = 0, n = 0;
	int r = mailmime_part_parse(data->dt_data.dt_text.dt_data, data->dt_data.dt_text.dt_length,
	        &at, data->dt_encoding, &bytes, &n);
	if (r == MAILIMF_NO_ERROR) {
		text_put(out, bytes, n);
		mmap_string_unref(bytes);
	} else {
		text_put(out, data->dt_data.dt_text.dt_data, data->dt_data.dt_text.dt_length);
	}
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

static void take_text(struct walk *w, const struct mailmime *part, const struct text *bytes)
{
	char *charset =
	        part->mm_content_type ? mailmime_content_charset_get(part->mm_content_type) : NULL;
	AUTO(xfree) char *utf8 = charset_to_utf8(text_str(bytes), bytes->len, charset);
	AUTO(xfree) char *shown = NULL;
	if (is_part(part, "text", "html") || html_is(utf8))
		shown = html_text(utf8);
	else if (param_is(part, "format", "flowed"))
		shown = quote_unflow(utf8, param_is(part, "delsp", "yes"));
	put_lines(&w->plain, shown ? shown : utf8);
}

static void take_single(struct walk *w, const struct mailmime *part)
{
	AUTO(text_done) struct text bytes = TEXT_INIT;
	bool message = is_type(part, "message");
	if (is_part(part, "text", "calendar"))
		w->calendar_reply = w->calendar_reply || param_is(part, "method", "reply");
	if (!message && !is_type(part, "text"))
		return;
	decode(part->mm_data.mm_single, &bytes);
	if (is_part(part, "message", "delivery-status") ||
	        is_part(part, "message", "global-delivery-status"))
		report_status(&w->report, text_str(&bytes), bytes.len);
	else if (is_part(part, "message", "feedback-report"))
		report_feedback(&w->report, text_str(&bytes), bytes.len);
	else if (is_part(part, "message", "disposition-notification"))
		report_disposition(&w->report, text_str(&bytes), bytes.len);
	else if (message || is_part(part, "text", "rfc822-headers") ||
	         is_part(part, "text", "rfc822-header")) {
		if (w->suspect)
			report_returned(&w->report, text_str(&bytes), bytes.len);
	} else if (!is_attachment(part) && w->plain.len < TEXT_MOST &&
	           !is_part(part, "text", "calendar"))
		take_text(w, part, &bytes);
}

static void take_returned(struct walk *w, const struct mailmime *part)
{
	const struct mailmime_data *body = part->mm_body;
	if (w->suspect && body && body->dt_type == MAILMIME_DATA_TEXT &&
	        body->dt_data.dt_text.dt_data)
		report_returned(
		        &w->report, body->dt_data.dt_text.dt_data, body->dt_data.dt_text.dt_length);
}

static bool has_words(const struct text *t, size_t from)
{
	for (size_t i = from; i < t->len; i++)
		if (!isspace((unsigned char)t->s[i]))
			return true;
	return false;
}

static void walk(struct walk *w, const struct mailmime *part, int depth);

static void walk_children(struct walk *w, const struct mailmime *part, int depth)
{
	bool alternative = part->mm_content_type && part->mm_content_type->ct_subtype &&
	                   strcasecmp(part->mm_content_type->ct_subtype, "alternative") == 0;
	size_t before = w->plain.len;
	for (clistiter *i = clist_begin(part->mm_data.mm_multipart.mm_mp_list); i;
	        i = clist_next(i)) {
		const struct mailmime *child = clist_content(i);
		/* of alternatives one is enough; the plain one comes first */
		bool more_of_it = alternative && has_words(&w->plain, before) &&
		                  !is_part(child, "text", "calendar");
		if (more_of_it && !is_type(child, "message"))
			continue;
		walk(w, child, depth + 1);
	}
}

static void walk(struct walk *w, const struct mailmime *part, int depth)
{
	if (depth > DEPTH_MOST)
		return;
	switch (part->mm_type) {
	case MAILMIME_SINGLE:
		take_single(w, part);
		break;
	case MAILMIME_MULTIPLE:
		walk_children(w, part, depth);
		break;
	case MAILMIME_MESSAGE:
		if (depth == 0 && part->mm_data.mm_message.mm_msg_mime)
			walk(w, part->mm_data.mm_message.mm_msg_mime, depth + 1);
		else
			take_returned(w, part);
		break;
	default:
		break;
	}
}

/* ---- what libetpan may see ---- */

/* More parentheses open at one time than any honest mail has? Most mails do not even hold so many.
 */
static bool too_many_open(const char *bytes, size_t n)
{
	const char *end = bytes + n, *p = bytes;
	long open = 0, all = 0;
	for (; (p = memchr(p, '(', (size_t)(end - p))) && all <= OPEN_PARENTHESES_MOST; p++)
		all++;
	for (size_t i = 0; i < n && all > OPEN_PARENTHESES_MOST; i++) {
		if (bytes[i] == '(' && ++open > OPEN_PARENTHESES_MOST)
			return true;
		if (bytes[i] == ')' && open)
			open--;
	}
	return false;
}

/* Is the line the header of a part that contains parts? */
static bool opens_container(const char *line, size_t n)
{
	static const char name[] = "content-type";
	if (n < sizeof name || strncasecmp(line, name, sizeof name - 1) != 0)
		return false;
	AUTO(xfree) char *value = xstrndup(line, n < 300 ? n : 300);
	return strcasestr(value, "multipart") || strcasestr(value, "message/");
}

static bool honest(const char *bytes, size_t n)
{
	const char *end = bytes + n;
	int containers = 0;
	for (const char *line = bytes; line < end; line++) {
		if ((*line | 0x20) == 'c')
			containers += opens_container(line, (size_t)(end - line));
		line = memchr(line, '\n', (size_t)(end - line));
		if (!line)
			break;
	}
	return containers <= CONTAINERS_MOST && !too_many_open(bytes, n);
}

/* A multipart whose parts were cut with another boundary: better read as one text. */
static bool boundary_lost(const char *type, const char *body, size_t n)
{
	if (strncasecmp(type, "multipart", 9) != 0)
		return false;
	AUTO(xfree) char *name = header_param(type, "boundary");
	return !*name || !memmem(body, n, name, strlen(name));
}

/* The mail with only the header lines that say how to read the body. */
static void rebuild(const struct header_lines *h, const char *body, size_t n, struct text *out)
{
	static const char *const names[] = {
	        "Content-Type", "Content-Transfer-Encoding", "Content-Disposition"};
	AUTO(xfree) char *type = short_value(h, "Content-Type");
	bool lost = boundary_lost(type, body, n);
	text_puts(out, "MIME-Version: 1.0\r\n");
	for (size_t i = 0; i < COUNT(names); i++) {
		AUTO(xfree) char *value = short_value(h, names[i]);
		if (*value && !(lost && i == 0))
			text_printf(out, "%s: %s\r\n", names[i], value);
	}
	text_puts(out, "\r\n");
	text_put(out, body, n);
}

static void read_parts(struct walk *w, const struct header_lines *h, const char *body, size_t n)
{
	AUTO(text_done) struct text whole = TEXT_INIT;
	rebuild(h, body, n, &whole);
	if (!honest(whole.s, whole.len))
		return;
	struct mailmime *mime = NULL;
	size_t at = 0;
	if (mailmime_parse(whole.s, whole.len, &at, &mime) == MAILIMF_NO_ERROR) {
		walk(w, mime, 0);
		mailmime_free(mime);
	} else {
		AUTO(xfree) char *utf8 = charset_to_utf8(body, n, "");
		put_lines(&w->plain, utf8);
	}
}

static void read_body(struct message *m, const struct header_lines *h, const char *body, size_t n)
{
	struct walk w = {.suspect = report_suspect(h)};
	report_init(&w.report);
	read_parts(&w, h, body, n);
	AUTO(xfree) char *raw = w.suspect ? xstrndup(body, n) : NULL;
	if (w.suspect && !has_words(&w.plain, 0)) /* its structure is broken: read it as it is */
		put_lines(&w.plain, raw);
	m->text = valid(text_steal(&w.plain));
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

int message_parse_here(const char *bytes, size_t n, struct message **ret)
{
	struct message *m = xcalloc(1, sizeof *m);
	size_t body = 0;
	m->truncated = n >= BYTES_MOST;
	if (n > BYTES_MOST)
		n = BYTES_MOST;
	m->headers = cut_utf8(header_unfold(bytes, n, &body), HEADERS_MOST);
	struct header_lines h;
	header_read(m->headers, &h);
	read_headers(m, &h);
	read_body(m, &h, bytes + body, n - body);
	validate(m);
	*ret = m;
	return 0;
}

/* ---- across the pipe ---- */

struct job {
	const struct message_bytes *mails;
	size_t count;
};

static void put_string(struct text *out, const char *s)
{
	jail_put(out, s, strlen(s));
}

static void pack(struct message *m, struct text *out)
{
	for (size_t i = 0; i < COUNT(strings); i++)
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

static void work(void *arg, struct text *out)
{
	const struct job *job = arg;
	for (size_t i = 0; i < job->count; i++) {
		AUTO(message_free) struct message *m = NULL;
		message_parse_here(job->mails[i].s, job->mails[i].n, &m);
		size_t before = jail_begin(out);
		pack(m, out);
		jail_end(out, before);
	}
}

/* The child was fed with foreign bytes, so even its answer is only looked at, not trusted. */
static struct message *unpack(const char *bytes, size_t length)
{
	const struct text in = {.s = (char *)(uintptr_t)bytes, .len = length};
	struct message *m = xcalloc(1, sizeof *m);
	size_t at = 0, n = 0;
	const char *p = NULL;
	for (size_t i = 0; i < COUNT(strings); i++)
		*string_at(m, i) = jail_get_string(&in, &at);
	if (jail_get(&in, &at, &p, &n) && n == sizeof m->date_at)
		memcpy(&m->date_at, p, n);
	m->truncated = jail_get(&in, &at, &p, &n) && n == 1 && *p == '1';
	m->calendar_reply = jail_get(&in, &at, &p, &n) && n == 1 && *p == '1';
	while (at < in.len && m->recipients_count < 1000) {
		m->recipients =
		        xrealloc(m->recipients, (m->recipients_count + 1) * sizeof *m->recipients);
		struct report_recipient *r = &m->recipients[m->recipients_count++];
		size_t before = at;
		r->address = jail_get_string(&in, &at);
		r->action = jail_get_string(&in, &at);
		r->status = jail_get_string(&in, &at);
		r->diagnostic = jail_get_string(&in, &at);
		r->original = jail_get_string(&in, &at);
		if (at == before)
			break;
	}
	validate(m);
	return m;
}

/* 0; MESSAGE_POISON when the child did not come back, or with something else; -errno. */
static int parse_in_child(const struct message_bytes *mails, size_t count, struct message **ret)
{
	AUTO(text_done) struct text out = TEXT_INIT;
	struct job job = {mails, count};
	struct jail_limits limits = one_mail;
	limits.result *= count;
	int r = jail_run(&limits, work, &job, &out);
	if (r)
		return r < 0 ? r : MESSAGE_POISON;
	size_t at = 0, n;
	const char *p;
	for (size_t i = 0; i < count; i++)
		if (jail_get(&out, &at, &p, &n))
			ret[i] = unpack(p, n);
	return ret[count - 1] ? 0 : MESSAGE_POISON;
}

static void drop(struct message **messages, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		message_free(messages[i]);
		messages[i] = NULL;
	}
}

int message_parse_batch(const struct message_bytes *mails, size_t count, struct message **ret)
{
	for (size_t i = 0; i < count; i++)
		ret[i] = NULL;
	if (!count)
		return 0;
	charset_load();
	int r = parse_in_child(mails, count, ret);
	if (r == MESSAGE_POISON)
		drop(ret, count);
	for (size_t i = 0; i < count && r == MESSAGE_POISON && count > 1; i++) {
		int alone = parse_in_child(mails + i, 1, ret + i);
		if (alone < 0)
			r = alone;
	}
	if (r < 0)
		drop(ret, count);
	return r < 0 ? r : 0;
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
	for (size_t i = 0; prefixes[i]; i++) {
		size_t n = strlen(prefixes[i]);
		if (strncasecmp(s, prefixes[i], n) != 0)
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
