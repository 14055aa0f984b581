#include "mailbox.h"

#include "charset.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- who ---- */

/* Behind the comment at s, however deep it is nested; its end may be missing. */
static const char *skip_comment(const char *s)
{
	int open = 0;
	for (; *s; s++) {
		if (*s == '\\' && s[1])
			s++;
		else if (*s == '(')
			open++;
		else if (*s == ')' && --open == 0)
			return s + 1;
	}
	return s;
}

/* The quoted string at s without its quotes, into `out`; returns what is behind it. */
static const char *put_quoted(struct text *out, const char *s)
{
	for (s++; *s && *s != '"'; s++) {
		if (*s == '\\' && s[1])
			s++;
		text_putc(out, *s);
	}
	return s + (*s == '"');
}

/* Up to the '<', or to the end of the first mailbox: what may be a name into `name`, and as it
 * stands into `raw`. A group's name is neither. */
static const char *read_phrase(const char *s, struct text *name, struct text *raw)
{
	while (*s && *s != '<') {
		const char *from = s;
		bool named = name->len > 0;
		if ((*s == ',' || *s == ';') && raw->len)
			break;
		if (*s == '(') {
			s = skip_comment(s);
			continue;
		}
		if (*s == ':' && !memchr(text_str(raw), '@', raw->len)) {
			text_cut(name, 0);
			text_cut(raw, 0);
			s++;
		} else if (*s == '"') {
			s = put_quoted(name, s);
			text_put(raw, from, (size_t)(s - from));
		} else if (isspace((unsigned char)*s)) {
			while (isspace((unsigned char)*s))
				s++;
			if (named)
				text_putc(name, ' ');
			if (raw->len && *s && *s != '<')
				text_putc(raw, ' ');
		} else {
			size_t n = 1 + strcspn(s + 1, " \t\r\n\v\f<,;(:\"");
			text_put(name, s, n);
			text_put(raw, s, n);
			s += n;
		}
	}
	return s;
}

/* Quotes around, and encoded words inside quotes, though RFC 2047 forbids it: people do it. */
static char *display_name(const char *raw)
{
	AUTO(xfree) char *name = charset_decode_words(raw);
	char *s = str_trim(name);
	size_t n = strlen(s);
	if (n >= 2 && *s == '"' && s[n - 1] == '"') {
		s[n - 1] = '\0';
		s++;
	}
	return xstrdup(s);
}

/* "<@relay:anna@example.com>" and "<anna @ example.com>" are old ways to write an address. */
static char *within_brackets(const char *open)
{
	struct text out = TEXT_INIT;
	size_t n = strcspn(open + 1, "<>");
	for (const char *s = open + 1; s < open + 1 + n; s++)
		if (*s == ':' && open[1] == '@')
			text_cut(&out, 0);
		else if (!isspace((unsigned char)*s))
			text_putc(&out, *s);
	return text_steal(&out);
}

/* What looks most like an address when it is no mailbox. */
static char *scan_address(const char *value, char **ret_name)
{
	const char *open = strrchr(value, '<');
	const char *start = open ? open + 1 : value + strspn(value, " \t\"'");
	size_t n = strcspn(start, "<> \t,;\"'()");
	bool found = memchr(start, '@', n);
	AUTO(xfree)
	char *before = xstrndup(value, open && found ? (size_t)(open - value)
	                               : found       ? 0
	                                             : SIZE_MAX);
	*ret_name = display_name(before);
	return xstrndup(start, found ? n : 0);
}

static bool is_address(const char *s)
{
	const char *at = strrchr(s, '@');
	return at && at > s && at[1] && !s[strcspn(s, " \t\r\n,<>")];
}

void mailbox_read(const char *value, char **ret_address, char **ret_name)
{
	AUTO(text_done) struct text phrase = TEXT_INIT, raw = TEXT_INIT;
	const char *open = read_phrase(value, &phrase, &raw);
	AUTO(xfree) char *bare = xstrdup(text_str(&raw));
	AUTO(xfree) char *address = *open == '<' ? within_brackets(open) : xstrdup(str_trim(bare));
	char *name;
	if (is_address(address)) {
		name = display_name(*open == '<' ? text_str(&phrase) : "");
	} else {
		xfree(address);
		address = scan_address(value, &name);
	}
	*ret_address = charset_to_utf8(address, strlen(address), "");
	*ret_name = name;
}

/* ---- when ---- */

static int month_of(const char *s)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	for (int i = 0; i < 12 && isalpha((unsigned char)*s); i++)
		if ((*s | 0x20) == names[3 * i] && strncasecmp(s, names + 3 * i, 3) == 0)
			return i + 1;
	return 0;
}

/* A number at *s, of nine digits at most, which moves behind it and what separates. -1 when there
 * is none. */
static long number(const char **s)
{
	char *end;
	size_t digits = strspn(*s, "0123456789");
	if (!digits || digits > 9)
		return -1;
	long v = strtol(*s, &end, 10);
	*s = end + strspn(end, " \t-.");
	return v;
}

static int month(const char **s)
{
	int m = month_of(*s);
	while (isalpha((unsigned char)**s))
		(*s)++;
	*s += strspn(*s, " \t-.,");
	return m;
}

static long year_of(long year)
{
	return year >= 0 && year < 50      ? year + 2000
	       : year >= 50 && year < 1000 ? year + 1900
	                                   : year;
}

/* "10:00:59 ": the time of day in seconds, or -1. */
static long time_of_day(const char **s)
{
	long h = number(s), m = -1, sec = 0;
	if (h >= 0 && **s == ':') {
		++*s;
		m = number(s);
	}
	if (m >= 0 && **s == ':') {
		++*s;
		sec = number(s);
	}
	return h < 0 || h > 24 || m < 0 || m > 59 || sec < 0 || sec > 60 ? -1
	                                                                 : h * 3600 + m * 60 + sec;
}

/* Seconds east of Greenwich, behind a time: number() has taken a '-' for a separator. */
static long zone(const char *s)
{
	static const struct {
		const char *name;
		int hours;
	} names[] = {{"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6},
	        {"PST", -8}, {"PDT", -7}};
	for (size_t i = 0; i < COUNT(names); i++)
		if (strncasecmp(s, names[i].name, 3) == 0)
			return names[i].hours * 3600L;
	s += *s == '+';
	if (strspn(s, "0123456789") != 4)
		return 0;
	long v = strtol(s, NULL, 10);
	v = v / 100 * 3600 + v % 100 * 60;
	return s[-1] == '-' ? -v : v;
}

/* "3 Mar 2026 10:00:00 +0100", or as the C library writes it: "Mar  3 10:00:00 2026". */
static int64_t read_date(const char *s)
{
	struct date date;
	bool month_first = isalpha((unsigned char)*s);
	long m = month_first ? month(&s) : 0, d = number(&s), y = 0;
	if (!month_first) {
		m = month(&s);
		y = number(&s);
	}
	long seconds = time_of_day(&s), east = 0;
	if (month_first)
		y = number(&s);
	else
		east = zone(s);
	y = year_of(y);
	if (m < 1 || d < 1 || d > 31 || seconds < 0 || y < 1970 || y >= 2200 ||
	        date_from_ymd((int)y, (int)m, (int)d, &date) < 0)
		return 0;
	int64_t at = (int64_t)date.days * 86400 + seconds - east;
	return at > 0 ? at : 0;
}

int64_t mailbox_date(const char *value)
{
	const char *s = value + strspn(value, " \t");
	if (*s == '(')
		s = skip_comment(s);
	if (isalpha((unsigned char)*s) && !month_of(s)) /* the day of the week */
		s += strcspn(s, ", \t0123456789");
	s += strspn(s, ", \t");
	return read_date(s);
}
