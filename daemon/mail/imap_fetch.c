#include "imap_fetch.h"

#include "imap_inside.h"
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	LINE_MOST = 65536,   /* of an answer, without the texts in it */
	BITE_MOST = 2 << 20, /* bytes of messages that are worked on at a time */
	TIMES = 5,           /* a big answer takes its time: 5 minutes with the default timeout_s */
};
static const char doing[] = "fetching a message";

void fetched_done(struct fetched *f)
{
	xfree(f->bytes);
	*f = (struct fetched){0};
}

size_t fetched_leading(const struct fetched *f, size_t count)
{
	size_t n = 0;

	while (n < count && f[n].bytes)
		n++;
	return n;
}

/* ---- asking ---- */

/* Neighbours as a range: a command of a few bytes for hundreds of messages. */
static void put_set(struct text *t, const uint32_t *uids, size_t count)
{
	for (size_t k = 0, last; k < count; k = last + 1) {
		for (last = k; last + 1 < count && uids[last + 1] == uids[last] + 1;)
			last++;
		text_printf(t, k ? ",%u" : "%u", uids[k]);
		if (last > k)
			text_printf(t, ":%u", uids[last]);
	}
}

static void put_section(struct text *t, const char *const *fields)
{
	for (size_t k = 0; fields && fields[k]; k++)
		text_join(t, k ? " " : "HEADER.FIELDS (", fields[k]);
	text_puts(t, fields ? ")" : "");
}

int imap_ask(struct imap *i, const struct imap_want *want, const uint32_t *uids, size_t count,
        char **ret_why)
{
	AUTO(text_done) struct text t = TEXT_INIT;

	if (!imap_is_usable(i, ret_why))
		return IMAP_TROUBLE;
	text_printf(&t, "%d UID FETCH ", imap_next_tag(i));
	if (count > IMAP_ASK_MOST) /* between them there is nothing */
		text_printf(&t, "%u:%u", uids[0], uids[count - 1]);
	else
		put_set(&t, uids, count);
	text_printf(&t, " (UID %sBODY.PEEK[", want->dated ? "INTERNALDATE " : "");
	put_section(&t, want->fields);
	text_printf(&t, "]<0.%zu>)\r\n", want->most);
	stream_deadline(i->stream, i->timeout_s, IMAP_SMALL_BUDGET);
	if (!imap_put_line(i, text_str(&t)))
		return imap_broken(i, doing, ret_why);
	i->asked = count;
	i->asked_most = want->most;
	return IMAP_OK;
}

bool imap_is_asked(const struct imap *i)
{
	return i->asked != 0;
}

/* ---- what comes: lines, and texts of announced length between them ---- */

struct intake {
	struct imap *imap;
	const char *bytes; /* the stream's; up to `at` they are read */
	size_t n, at;
	struct text line; /* without its end */
	const char *p;    /* how far it is read */
};

static void intake_done(struct intake *in)
{
	stream_used(in->imap->stream, in->at);
	text_done(&in->line);
}

static bool look(struct intake *in)
{
	if (in->at < in->n)
		return true;
	stream_used(in->imap->stream, in->n);
	in->n = in->at = 0;
	return stream_look(in->imap->stream, &in->bytes, &in->n);
}

static bool next_line(struct intake *in)
{
	const char *end = NULL;

	for (text_cut(&in->line, 0); !end && in->line.len < LINE_MOST;) {
		if (!look(in))
			return false;
		const char *from = in->bytes + in->at;

		end = memchr(from, '\n', in->n - in->at);
		size_t n = end ? (size_t)(end - from) : in->n - in->at;

		text_put(&in->line, from, n);
		in->at += n + (end != NULL);
	}
	if (in->line.len && in->line.s[in->line.len - 1] == '\r')
		text_cut(&in->line, in->line.len - 1);
	in->p = text_str(&in->line);
	return end != NULL;
}

/* `n` bytes that follow the line: the first `most` of them to `to`. Then the line goes on. */
static bool take_literal(struct intake *in, size_t n, char *to, size_t most)
{
	for (size_t had = 0, k; had < n; had += k) {
		if (!look(in))
			return false;
		k = in->n - in->at < n - had ? in->n - in->at : n - had;
		if (had < most)
			memcpy(to + had, in->bytes + in->at, k < most - had ? k : most - had);
		in->at += k;
	}
	return next_line(in);
}

/* The length that a line announces at its end. */
static bool announces(const char *p, size_t *ret)
{
	char *end;

	if (*p != '{' || p[1] < '0' || p[1] > '9')
		return false;
	unsigned long long n = strtoull(p + 1, &end, 10);

	end += *end == '+';
	*ret = n;
	return n <= UINT32_MAX && end[0] == '}' && !end[1];
}

static bool skip_quoted(struct intake *in)
{
	for (in->p++; *in->p && *in->p != '"'; in->p++)
		if (*in->p == '\\' && in->p[1])
			in->p++;
	return *in->p++ == '"';
}

static bool skip_atom(struct intake *in)
{
	size_t n = strcspn(in->p, " ()\"{");

	in->p += n;
	return n != 0;
}

/* Whatever it is, lists of lists as well. */
static bool skip_value(struct intake *in)
{
	size_t n;
	int depth = 0;

	do {
		if (*in->p == '(' || (*in->p == ')' && depth))
			depth += *in->p++ == '(' ? 1 : -1;
		else if (*in->p == ' ' && depth)
			in->p++;
		else if (announces(in->p, &n) ? !take_literal(in, n, NULL, 0)
		                              : !(*in->p == '"' ? skip_quoted(in) : skip_atom(in)))
			return false;
	} while (depth);
	return true;
}

/* ---- one message ---- */

/* The text of a message; an announced length alone gets no memory for what may never come. */
static bool take_text(struct intake *in, size_t most, struct fetched *m)
{
	const char *from = in->p + (*in->p == '~');
	size_t n;

	if (m->bytes)
		return skip_value(in);
	if (announces(from, &n)) {
		m->n = n < most ? n : most;
		m->bytes = xmalloc(m->n + 1);
		m->bytes[m->n] = '\0';
		return take_literal(in, n, m->bytes, m->n);
	}
	if (!skip_value(in))
		return false;
	n = *from == '"' ? (size_t)(in->p - from) - 2 : 0; /* or NIL */
	m->n = n < most ? n : most;
	m->bytes = xstrndup(from + (*from == '"'), m->n);
	return true;
}

/* "21-Sep-2026 10:00:00 +0130" */
static int64_t moment(const char *s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int day, year, hour, minute, second, zone_h, zone_m;
	char name[4], sign;
	struct date date;

	if (sscanf(s, "\"%2d-%3[A-Za-z]-%4d %2d:%2d:%2d %c%2d%2d", &day, name, &year, &hour,
	            &minute, &second, &sign, &zone_h, &zone_m) != 9)
		return 0;
	const char *month = strcasestr(months, name);
	int zone = (zone_h * 60 + zone_m) * (sign == '-' ? -60 : 60);

	if (!month || date_from_ymd(year, (int)(month - months) / 3 + 1, day, &date) < 0)
		return 0;
	return (int64_t)date.days * 86400 + hour * 3600 + minute * 60 + second - zone;
}

/* One of its facts: a name, perhaps with a section in brackets, and a value. */
static bool take_item(struct intake *in, size_t most, struct fetched *m)
{
	const char *name = in->p, *close = NULL;
	size_t n = strcspn(name, " [)");

	if (name[n] == '[' && !(close = strchr(name + n, ']')))
		return false;
	in->p += close ? (size_t)(close - name) + strcspn(close, " )") : n;
	if (!n || *in->p++ != ' ')
		return false;
	if (close && n == 4 && strncasecmp(name, "BODY", n) == 0)
		return take_text(in, most, m);
	if (n == 3 && strncasecmp(name, "UID", n) == 0)
		m->uid = (uint32_t)strtoul(in->p, NULL, 10);
	else if (n == 12 && strncasecmp(name, "INTERNALDATE", n) == 0)
		m->internal_at = moment(in->p);
	return skip_value(in);
}

static bool take_items(struct intake *in, size_t most, struct fetched *m)
{
	for (in->p++; *in->p != ')'; in->p += *in->p == ' ')
		if (!take_item(in, most, m))
			return false;
	return true;
}

/* News about the mailbox between the answers is nothing to us. */
static bool skip_line(struct intake *in)
{
	for (;;) {
		const char *brace = strrchr(in->p, '{');
		size_t n;

		if (!brace || !announces(brace, &n))
			return true;
		if (!take_literal(in, n, NULL, 0))
			return false;
	}
}

static bool is_message(struct intake *in)
{
	static const char word[] = " FETCH (";
	const char *p = in->p + 2 + strspn(in->p + 2, "0123456789");

	if (p == in->p + 2 || strncasecmp(p, word, sizeof(word) - 1) != 0)
		return false;
	in->p = p + sizeof(word) - 2;
	return true;
}

/* The next message into *m, which is {0}. */
enum said { SAID_MESSAGE, SAID_NEWS, SAID_END, SAID_NONSENSE };
static enum said next_answer(struct intake *in, size_t most, struct fetched *m)
{
	if (!next_line(in) || strncasecmp(in->p, "* BYE", 5) == 0)
		return SAID_NONSENSE;
	if (!str_starts(in->p, "* "))
		return SAID_END;
	if (is_message(in))
		return take_items(in, most, m) ? SAID_MESSAGE : SAID_NONSENSE;
	return skip_line(in) ? SAID_NEWS : SAID_NONSENSE;
}

/* ---- taking ---- */

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Where it belongs. Servers put news about other messages in between, and a liar says one twice:
 * only the first answer with a UID that was asked for counts. */
static bool keep(struct fetched *m, const uint32_t *uids, size_t count, struct fetched *ret)
{
	const uint32_t *at = bsearch(&m->uid, uids, count, sizeof(m->uid), by_number);

	if (!at || !m->bytes || ret[at - uids].bytes) {
		fetched_done(m);
		return false;
	}
	ret[at - uids] = *m;
	return true;
}

static void drop(struct fetched *f, size_t count)
{
	for (size_t k = 0; k < count; k++)
		fetched_done(&f[k]);
}

struct bite {
	const uint32_t *uids;
	size_t count;
	struct fetched *got;
	size_t came, bytes; /* so far */
	bool last;          /* of what was asked for: read on up to the server's last word */
};

/* Enough for now? With how many of them are we through? */
static bool is_full(const struct bite *b, size_t *ret_n)
{
	*ret_n = b->came == b->count ? b->count : 0;
	if (b->came != b->count && b->bytes >= BITE_MOST)
		*ret_n = fetched_leading(b->got, b->count);
	return *ret_n && !(b->last && *ret_n == b->count);
}

static int take_bite(
        struct imap *i, struct intake *in, struct bite *b, size_t *ret_n, char **ret_why)
{
	while (!is_full(b, ret_n)) {
		struct fetched m = {0};
		enum said said = next_answer(in, i->asked_most, &m);
		size_t n = m.n;

		if (said == SAID_MESSAGE && keep(&m, b->uids, b->count, b->got)) {
			b->came++;
			b->bytes += n;
		}
		if (said == SAID_NONSENSE || said == SAID_END) {
			fetched_done(&m);
			i->asked = 0;
			*ret_n = b->count;
			return said == SAID_END ? imap_ended(i, in->p, IMAP_REFUSED, doing, ret_why)
			                        : imap_broken(i, doing, ret_why);
		}
	}
	i->asked -= *ret_n;
	return IMAP_OK;
}

int imap_take(struct imap *i, const uint32_t *uids, size_t count, struct fetched *ret,
        size_t *ret_n, char **ret_why)
{
	AUTO(xfree) struct fetched *got = xcalloc(count, sizeof(*got));
	struct bite b = {uids, count, got, .last = count == i->asked};
	struct intake in = {.imap = i};
	size_t n = 0;

	if (!i->in_step || count > i->asked)
		return imap_broken(i, doing, ret_why);
	stream_deadline(
	        i->stream, TIMES * i->timeout_s, i->asked * i->asked_most + IMAP_SMALL_BUDGET);
	int r = take_bite(i, &in, &b, &n, ret_why);

	intake_done(&in);
	if (r == IMAP_OK) {
		drop(got + n, count - n);
		memcpy(ret, got, n * sizeof(*ret));
		*ret_n = n;
	} else {
		drop(got, count);
	}
	return r;
}

int imap_fetch(struct imap *i, uint32_t uid, size_t most, struct fetched *ret, char **ret_why)
{
	const struct imap_want want = {.most = most, .dated = true};
	struct fetched m = {0};
	size_t n;
	int r = imap_ask(i, &want, &uid, 1, ret_why);

	if (r == IMAP_OK)
		r = imap_take(i, &uid, 1, &m, &n, ret_why);
	if (r != IMAP_OK)
		return r;
	if (!m.bytes)
		return imap_refuse(IMAP_REFUSED, ret_why,
		        "%s did not give the message with UID %u.", i->peer, uid);
	*ret = m;
	return IMAP_OK;
}
