#include "heading.h"

#include "address.h"
#include "base64.h"
#include "part.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_MOST = 75 }; /* of one encoded word, RFC 2047 section 2 */

static const char atext[] =
        ADDRESS_ATEXT "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

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

void heading_put(struct text *out, const char *name, const char *token)
{
	struct header h = header_begin(out, name);

	header_token(&h, token, strlen(token));
	header_end(&h);
}

/* The strictest of RFC 2047's sets, good in a phrase and in a subject alike. */
static bool is_q_literal(char c)
{
	return utf8_is_alnum(c) || (c && strchr("!*+-/", c));
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
			const char *next = s + n;
			utf8_next(&next);
			size_t more = (size_t)(next - s) - n;

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

void heading_put_words(struct text *out, const char *name, const char *words)
{
	struct header h = header_begin(out, name);

	if (is_plain(words, NULL, 60))
		header_words(&h, words);
	else
		header_encoded(&h, words);
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

void heading_put_mailbox(
        struct text *out, const char *name, const char *person, const char *address)
{
	struct header h = header_begin(out, name);
	AUTO(text_done) struct text angle = TEXT_INIT;
	AUTO(xfree) char *in_quotes = quoted(person);

	if (is_plain(person, atext, 60))
		header_words(&h, person);
	else if (in_quotes)
		header_token(&h, in_quotes, strlen(in_quotes));
	else
		header_encoded(&h, person);
	text_join(&angle, *person ? "<" : "", address, *person ? ">" : "");
	header_token(&h, angle.s, angle.len);
	header_end(&h);
}

/* ---- dates ---- */

static void put_two(struct text *t, int digits)
{
	text_putc(t, (char)('0' + digits / 10 % 10));
	text_putc(t, (char)('0' + digits % 10));
}

char *heading_date(int64_t at, int32_t offset)
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
