#include "heading.h"

#include "address.h"
#include "base64.h"
#include "printable.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_MOST = 75 }; /* of one encoded word, RFC 2047 section 2 */

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
 * The blank before a word of n bytes; the word stands on a line of its own where it does not fit
 * any more. The first stays beside the header's name however long it is: simple readers trip over a
 * first line that is empty.
 */
static void header_space(struct header *h, size_t n)
{
	if (h->column + 1 + n > PRINTABLE_LINE && !h->empty) {
		text_put(h->out, "\r\n", 2);
		h->column = 0;
	}
	text_putc(h->out, ' ');
	h->column += 1 + n;
	h->empty = false;
}

static void header_token(struct header *h, const char *token, size_t n)
{
	header_space(h, n);
	text_put(h->out, token, n);
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

/* Bytes that stand for themselves in an encoded word: the strictest of RFC 2047's sets, good in a
 * phrase and in a subject alike. A blank becomes a line. */
static const bool q_literal[256] = {['0' ... '9'] = true,
        ['A' ... 'Z'] = true,
        ['a' ... 'z'] = true,
        ['!'] = true,
        ['*'] = true,
        ['+'] = true,
        ['-'] = true,
        ['/'] = true,
        [' '] = true};

static size_t q_size(const char *s, size_t n)
{
	size_t size = 0;

	for (size_t i = 0; i < n; i++)
		size += q_literal[(unsigned char)s[i]] ? 1 : 3;
	return size;
}

static void put_q(struct text *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (q_literal[(unsigned char)s[i]])
			text_putc(out, s[i] == ' ' ? '_' : s[i]);
		else
			printable_hex(out, s[i]);
	}
}

static size_t b_size(size_t n)
{
	return (n + 2) / 3 * 4;
}

/* Bytes of the character at s, of which the text is known to be UTF-8. */
static size_t character_bytes(const char *s)
{
	size_t n = 1;

	while ((s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* Words of whole code points, each complete in itself, in the shorter of the two encodings. */
static void header_encoded(struct header *h, const char *s)
{
	bool q = q_size(s, strlen(s)) <= b_size(strlen(s));
	const size_t frame = strlen("=?utf-8?Q?"
	                            "?=");

	while (*s) {
		size_t room = h->column + 1 + 30 > PRINTABLE_LINE ? WORD_MOST
		                                                  : PRINTABLE_LINE - h->column - 1;
		size_t n = 0, size = 0;

		room = (room < WORD_MOST ? room : WORD_MOST) - frame;
		while (s[n]) {
			size_t more = character_bytes(s + n);
			size_t with = q ? size + q_size(s + n, more) : b_size(n + more);

			if (with > room)
				break;
			n += more;
			size = with;
		}
		header_space(h, frame + size);
		text_puts(h->out, q ? "=?utf-8?Q?" : "=?utf-8?B?");
		(q ? put_q : base64_put)(h->out, s, n);
		text_puts(h->out, "?=");
		s += n;
	}
}

enum { PLAIN_WORD = 60 };

/* Printable ASCII in words with one blank between them, which folding leaves alone. `atoms`: none
 * but those an address may hold, too. */
static bool is_plain(const char *s, bool atoms)
{
	size_t word = 0;

	for (; *s; s++) {
		if (*s == ' ' && (word == 0 || !s[1]))
			return false;
		word = *s == ' ' ? 0 : word + 1;
		if (*s < ' ' || *s > '~' || word > PLAIN_WORD || (*s == '=' && s[1] == '?') ||
		        (atoms && word && !address_atext(*s)))
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

	if (is_plain(words, false))
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
	if (t.len <= PLAIN_WORD && is_plain(name, false))
		return text_steal(&t);
	text_done(&t);
	return NULL;
}

static void header_person(struct header *h, const char *person)
{
	if (is_plain(person, true)) {
		header_words(h, person);
		return;
	}
	AUTO(xfree) char *in_quotes = quoted(person);
	if (in_quotes)
		header_token(h, in_quotes, strlen(in_quotes));
	else
		header_encoded(h, person);
}

void heading_put_mailbox(
        struct text *out, const char *name, const char *person, const char *address)
{
	struct header h = header_begin(out, name);
	const char *open = *person ? "<" : "", *close = *person ? ">" : "";

	header_person(&h, person);
	header_space(&h, strlen(address) + 2 * strlen(open));
	text_join(out, open, address, close);
	header_end(&h);
}

void heading_put_id(struct text *out, const char *name, const char *id)
{
	struct header h = header_begin(out, name);

	header_space(&h, strlen(id) + 2);
	text_join(out, "<", id, ">");
	header_end(&h);
}

/* ---- dates ---- */

static char *two(char *to, int digits)
{
	*to++ = (char)('0' + digits / 10 % 10);
	*to++ = (char)('0' + digits % 10);
	return to;
}

void heading_put_date(struct text *out, int64_t at, int32_t offset)
{
	static const char days[][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	static const char months[][4] = {
	        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	char line[] = "Date: Mon, 05 Oct 2026 09:12:00 +0200\r\n", *to = line + strlen("Date: ");
	int32_t minutes = offset / 60; /* zones before 1900 had seconds; Date has none */
	int64_t local = at + (int64_t)minutes * 60;
	int64_t second = (local % 86400 + 86400) % 86400;
	struct date date = {(int32_t)((local - second) / 86400)};
	int year, month, day;

	date_to_ymd(date, &year, &month, &day);
	to = mempcpy(to, days[date_weekday(date) - 1], 3) + 2;
	to = mempcpy(two(to, day) + 1, months[month - 1], 3) + 1;
	to = two(two(to, year / 100), year % 100) + 1;
	to = two(to, (int)(second / 3600)) + 1;
	to = two(to, (int)(second / 60 % 60)) + 1;
	to = two(to, (int)(second % 60)) + 1;
	*to++ = minutes < 0 ? '-' : '+';
	two(two(to, abs(minutes) / 60), abs(minutes) % 60);
	text_put(out, line, strlen(line));
}
