#include "head.h"

#include "lint.h"
#include "plain.h"
#include "utf8.h"
#include "wording.h"

#include <string.h>

void head_done(struct head *h)
{
	for (size_t i = 0; i < h->count; i++) {
		xfree(h->at[i].value);
		xfree(h->at[i].text);
	}
	xfree(h->at);
	*h = (struct head){0};
}

/* A line as it was meant: blanks of any kind are blanks, what can't be seen is not there. */
static char *tidy(const char *s, size_t n)
{
	AUTO(xfree) char *line = xstrndup(s, n);
	AUTO(text_done) struct text t = TEXT_INIT;
	const char *at = line;
	uint32_t c;
	while ((c = utf8_next(&at)) != 0) {
		if (c == 0xa0 || c == 0x2007 || c == 0x202f || c == 0x3000)
			c = ' ';
		if (c != 0x200b && c != 0x200e && c != 0x200f && c != 0xad)
			utf8_put(&t, c);
	}
	AUTO(xfree) char *whole = text_steal(&t);
	return xstrdup(str_trim(whole));
}

/* Where the key ends: its length, and *ret_value behind the colon; 0 when there is no colon. */
static size_t key_length(const char *line, const char **ret_value)
{
	const char *plain = strchr(line, ':'), *wide = strstr(line, "：");
	if (!plain && !wide)
		return 0;
	bool is_wide = wide && (!plain || wide < plain);
	const char *colon = is_wide ? wide : plain;
	*ret_value = colon + (is_wide ? strlen("：") : 1);
	return (size_t)(colon - line);
}

static void complain_no_head(const struct lint *lint, int line, const char *text)
{
	if (strspn(text, "-*_=") == strlen(text))
		lint_error(lint, line, text,
		        "A ruled line is not needed here, and hides where the letter begins.",
		        "nothing: an empty line divides the head from the letter");
	else
		lint_error(lint, line, text,
		        "This looks like the letter, but no empty line stands before it, so the "
		        "customer "
		        "would not get these words.",
		        "an empty line above it; the lines on top are all like Subject: words");
}

static void complain_key(const struct lint *lint, int line, const char *text, const char *key,
        const char *const *keys)
{
	const char *near = lint_nearest(key, keys);
	AUTO(xfree) char *instead = near ? xasprintf("%s:", near) : NULL;
	lint_error(lint, line, text,
	        "There is no such line on top of a letter, so what you want by it would not "
	        "happen.",
	        instead ? instead
	                : "one of Subject, When, To, Valid, Status …; README.txt names them all");
}

static const char *known_key(const char *key, const char *const *keys)
{
	while (*keys && !str_same_nocase(*keys, key))
		keys++;
	return *keys;
}

static bool seen(const struct head *h, const char *key)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->at[i].key == key)
			return true;
	return false;
}

static void read_line(struct head *h, const char *text, int line, const char *const *keys,
        const struct lint *lint)
{
	const char *value = NULL;
	size_t n = key_length(text, &value);
	AUTO(xfree) char *raw = xstrndup(text, n);
	const char *written = str_trim(raw), *key = n ? known_key(written, keys) : NULL;
	if (!n || (!key && strlen(written) > 20)) {
		complain_no_head(lint, line, text);
		return;
	}
	AUTO(xfree) char *copy = xstrdup(value);
	const char *trimmed = str_trim(copy);
	if (!key)
		complain_key(lint, line, text, written, keys);
	else if (!*trimmed)
		lint_error(lint, line, text,
		        "Nothing stands behind the colon, so we can't tell what you want.",
		        "the words, or no such line at all");
	else if (seen(h, key))
		lint_error(lint, line, text,
		        "This line stands here twice; we can't tell which of them the customer "
		        "gets.",
		        "only one of them");
	else {
		h->at = xrealloc(h->at, (h->count + 1) * sizeof *h->at);
		h->at[h->count++] = (struct head_line){key, xstrdup(trimmed), xstrdup(text), line};
	}
}

/* A line that starts with a blank goes on with the one before it. */
static size_t with_continuation(const char *s, int *lines)
{
	size_t n = strcspn(s, "\n");
	*lines = 1;
	while (s[n] == '\n' && (s[n + 1] == ' ' || s[n + 1] == '\t')) {
		size_t more = strcspn(s + n + 1, "\n");
		if (strspn(s + n + 1, " \t") >= more)
			break;
		n += 1 + more;
		++*lines;
	}
	return n;
}

void head_read(const char *text, const char *const *keys, const struct lint *lint, struct head *ret)
{
	int line = 1, lines;
	for (; *text == '\n' || *text == ' ' || *text == '\t'; text++)
		line += *text == '\n';
	while (*text) {
		size_t n = strcspn(text, "\n");
		AUTO(xfree) char *first = tidy(text, n);
		if (!*first) /* however far in the letter's own first line begins */
			break;
		n = with_continuation(text, &lines);
		AUTO(xfree) char *whole = tidy(text, n);
		for (char *c = whole; *c; c++)
			if (*c == '\n')
				*c = ' ';
		read_line(ret, whole, line, keys, lint);
		text += n + (text[n] == '\n');
		line += lines;
	}
	for (size_t n; text[n = strspn(text, " \t")] == '\n'; text += n + 1)
		line++;
	ret->letter = text;
	ret->letter_line = line;
}

/* ---- the file ---- */

/* Formats of word processors and of the web, known by their first bytes. */
static bool foreign_format(const char *bytes, size_t n)
{
	static const char *const starts[] = {"PK\x03\x04", "\xd0\xcf\x11\xe0", "{\\rtf", "%PDF",
	        "<!doctype", "<html", "<?xml", "bplist"};
	for (size_t i = 0; i < COUNT(starts); i++) {
		size_t k = strlen(starts[i]);
		if (n >= k && strncasecmp(bytes, starts[i], k) == 0)
			return true;
	}
	return false;
}

/* The first line with a character that was lost in saving. */
static void check_lost(const struct lint *lint, const char *text)
{
	int line = 1;
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n', line++) {
		AUTO(xfree) char *whole = xstrndup(text, strcspn(text, "\n"));
		if (!strstr(whole, "\xef\xbf\xbd"))
			continue;
		lint_error(lint, line, str_trim(whole),
		        "A letter of this line was lost when the file was saved; the customer "
		        "would "
		        "see a black mark in its place.",
		        "the line anew, and save the file as Plain text, encoding UTF-8");
		return;
	}
}

/* The bytes as text; what can't be read as a letter at all is complained of. */
bool head_decode(const char *bytes, size_t n, const struct lint *lint, struct text *ret)
{
	enum plain_encoding encoding;
	const char *instead =
	        wording(lint->language, "Save as … Plain text (.txt), encoding UTF-8");
	if (n > HEAD_MOST_BYTES)
		lint_error(lint, 1, wording(lint->language, "the whole file"),
		        "It has more than 64 kB, which is no letter any more; nobody would read "
		        "it.",
		        "a letter of one page");
	else if (foreign_format(bytes, n) || plain_decode(bytes, n, ret, &encoding) != 0)
		lint_error(lint, 1, wording(lint->language, "the whole file"),
		        "This is a word processor's or another program's file, not plain text; the "
		        "customer would see its inner signs.",
		        instead);
	else {
		if (encoding == PLAIN_WINDOWS_1252)
			lint_warn(lint, 1, wording(lint->language, "the whole file"),
			        "The file is not UTF-8; it was read as Windows-1252. Please look "
			        "whether "
			        "ä, é, ñ or € are right before a customer sees them.",
			        instead);
		check_lost(lint, text_str(ret));
		return true;
	}
	return false;
}
