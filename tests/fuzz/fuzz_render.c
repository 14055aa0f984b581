/* Any letter with any values: the bytes up to the first 0xff are the template, the rest is what
 * every field of the customer says. Whatever the value, the letter keeps its shape: one line of
 * subject, and the very tags it has when each value is a plain word. */
#include "compose.h"
#include "plain.h"
#include "template.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

static const char *lookup(const char *field, void *arg)
{
	(void)field;
	return arg;
}

/* Does a letter with this value say anything there at all? */
static bool says_something(const char *value)
{
	AUTO(text_done) struct text clean = TEXT_INIT;
	plain_clean(&clean, value);
	return *str_trim(clean.s ? clean.s : (char[]){""}) != '\0';
}

static char *tags(const char *html)
{
	struct text t = TEXT_INIT;
	while ((html = strchr(html, '<'))) {
		size_t len = strcspn(html, ">");
		text_put(&t, html, len);
		html += len;
	}
	return text_steal(&t);
}

/* What is mailed reads as the page, and no line of it is too long. */
static void check_printable(const char *printable, const char *html)
{
	size_t column = 0;
	for (const char *s = printable; *s; column++) {
		if (str_starts(s, "=\r\n") || str_starts(s, "\r\n")) {
			s += *s == '=';
			column += s[-1] == '=';
			if (column > 76 || (s[-1] != '=' && *html++ != '\n'))
				abort();
			column = (size_t)-1;
			s += 2;
			continue;
		}
		const char escape[3] = {s[0] == '=' ? s[1] : '0', s[0] == '=' ? s[2] : '0'};
		char byte = *s == '=' ? (char)strtoul(escape, NULL, 16) : *s;
		column += *s == '=' ? 2 : 0;
		s += *s == '=' ? 3 : 1;
		if (byte != *html++)
			abort();
	}
	if (*html)
		abort();
}

static void check_mail(const struct template_letter *l)
{
	AUTO(xfree) char *mail = NULL, *why = NULL;
	size_t n;
	const struct compose_message m = {.kind = COMPOSE_LETTER,
	        .from_name = "Anna",
	        .from_address = "care@harbourpine.example",
	        .to_name = l->subject,
	        .to_address = "maria@customer.example",
	        .subject = l->subject,
	        .message_id = "fu1.x@harbourpine.example",
	        .text = l->text,
	        .html = l->html,
	        .printable = l->printable,
	        .flowed = true};
	if (compose(&m, &mail, &n, &why) != 0)
		return;
	char *body = strstr(mail, "\r\n\r\n");
	if (!body)
		abort();
	*body = '\0';
	const char *to = strstr(mail, "\nTo:");
	if (!to || strstr(to + 1, "\nTo:"))
		abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	const unsigned char *cut = memchr(bytes, 0xff, n);
	size_t first = cut ? (size_t)(cut - bytes) : n;
	AUTO(xfree)
	char *value = cut ? xstrndup((const char *)cut + 1, n - first - 1) : xstrdup("");
	AUTO(template_problems_done) struct template_problems problems = {0};
	AUTO(template_free) struct template *t = NULL;
	AUTO(template_letter_done) struct template_letter hostile = {0}, plain = {0};
	AUTO(xfree) char *hole = NULL, *other_hole = NULL;
	const struct template_frame frame = {.signature = "Anna\nHarbour",
	        .optout = "No more? Reply stop.",
	        .postal = "Hamburg",
	        .language = "en"};
	if (template_parse((const char *)bytes, first, "t", NULL, &t, &problems) != 0)
		return 0;
	if (template_render(t, &frame, lookup, value, &hostile, &hole) != 0)
		return 0;
	for (const char *s = hostile.subject; *s; s++)
		if ((unsigned char)*s < ' ')
			abort();
	check_mail(&hostile);
	if (hostile.printable)
		check_printable(hostile.printable, hostile.html);
	if (!says_something(value))
		return 0;
	if (template_render(t, &frame, lookup, (void *)"word", &plain, &other_hole) != 0)
		abort();
	AUTO(xfree) char *found = tags(hostile.html), *wanted = tags(plain.html);
	if (!str_same(found, wanted))
		abort();
	return 0;
}
