#include "phrase.h"

#include "wording.h"
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *phrase(const char *language, const char *english)
{
	if (!str_same(language, "de"))
		return wording_reply(language, english);
	for (const struct phrase_said *p = phrase_de; p->english; p++)
		if (str_same(p->english, english))
			return p->said;
	return english;
}

char *phrase_fill(const char *sentence, const char *const *values, size_t count)
{
	struct text t = TEXT_INIT;
	for (const char *s = sentence; *s;) {
		size_t n = s[0] == '{' && s[1] > '0' && s[1] <= '9' && s[2] == '}'
		                   ? (size_t)(s[1] - '0')
		                   : 0;
		if (n && n <= count && values[n - 1])
			text_puts(&t, values[n - 1]);
		else if (!n)
			text_putc(&t, *s);
		s += n ? 3 : 1;
	}
	return text_steal(&t);
}

/* ---- days ---- */

static const char *const months_en[] = {"January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December"};
static const char *const months_de[] = {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli",
        "August", "September", "Oktober", "November", "Dezember"};
static const char *const short_en[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const short_de[] = {"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli",
        "Aug.", "Sept.", "Okt.", "Nov.", "Dez."};
static const char *const weekdays_en[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char *const weekdays_de[] = {"Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"};

static bool german(const char *language)
{
	return str_same(language, "de");
}

/* A name out of a list of twelve; gcc can't know that a month is never 0. */
static const char *month_of(const char *const *names, int month)
{
	return names[month >= 1 && month <= 12 ? month - 1 : 0];
}

static const char *month_short(const char *language, int month)
{
	return month_of(german(language) ? short_de : short_en, month);
}

char *phrase_day(const char *language, struct date day)
{
	int y, m, d;
	date_to_ymd(day, &y, &m, &d);
	bool de = german(language);
	return xasprintf("%s %d%s %s", (de ? weekdays_de : weekdays_en)[date_weekday(day) - 1], d,
	        de ? "." : "", month_short(language, m));
}

char *phrase_date(const char *language, struct date day)
{
	int y, m, d;
	date_to_ymd(day, &y, &m, &d);
	bool de = german(language);
	return xasprintf(
	        "%d%s %s %d", d, de ? "." : "", month_of(de ? months_de : months_en, m), y);
}

char *phrase_period(const char *language, struct date first, struct date last)
{
	int y, m, d, y2, m2, d2;
	date_to_ymd(first, &y, &m, &d);
	date_to_ymd(last, &y2, &m2, &d2);
	const char *dot = german(language) ? "." : "";
	const char *from = month_short(language, m), *to = month_short(language, m2);
	return m == m2 ? xasprintf("%d%s–%d%s %s", d, dot, d2, dot, to)
	               : xasprintf("%d%s %s–%d%s %s", d, dot, from, d2, dot, to);
}

/* ---- numbers ---- */

char *phrase_number(const char *language, int64_t n)
{
	AUTO(xfree) char *digits = xasprintf("%" PRIu64, n < 0 ? -(uint64_t)n : (uint64_t)n);
	struct text t = TEXT_INIT;
	text_puts(&t, n < 0 ? "-" : "");
	for (size_t i = 0, all = strlen(digits); i < all; i++) {
		text_putc(&t, digits[i]);
		if ((all - i) % 3 == 1 && i + 1 < all)
			text_putc(&t, german(language) ? '.' : ',');
	}
	return text_steal(&t);
}

char *phrase_money(const char *language, int64_t cents, const char *currency)
{
	AUTO(xfree) char *whole = phrase_number(language, (cents + (cents < 0 ? -50 : 50)) / 100);
	return str_empty(currency) ? xstrdup(whole) : xasprintf("%s %s", whole, currency);
}

/* ---- a day that a person wrote ---- */

enum { PARTS = 3 };

struct parts {
	int numbers[PARTS], count; /* in the order they were written */
	int month;                 /* by name; 0: none */
	int month_at;              /* how many numbers stood before it */
	bool points;               /* written with dots: the day comes first */
};

static int month_named(const char *word, size_t n)
{
	for (int m = 0; m < 12; m++) {
		const char *const names[] = {
		        months_en[m], months_de[m], short_en[m], short_de[m], "sept"};
		for (size_t i = 0; i < COUNT(names) - (m != 8); i++)
			if (strlen(names[i]) == n && strncasecmp(names[i], word, n) == 0)
				return m + 1;
		AUTO(xfree) char *w = xstrndup(word, n);
		if (m == 2 && (str_same_nocase(w, "maerz") || str_same_nocase(w, "mrz")))
			return 3;
		/* a dot that the sentence put there, or left out */
		size_t bare = strcspn(short_de[m], ".");
		if (bare == n && strncasecmp(short_de[m], word, n) == 0)
			return m + 1;
	}
	return 0;
}

static bool take_number(struct parts *p, const char **s)
{
	char *end;
	long n = strtol(*s, &end, 10);
	if (p->count == PARTS || n < 1 || n > 9999)
		return false;
	p->numbers[p->count++] = (int)n;
	if (*end == '.')
		p->points = true;
	static const char *const ordinals[] = {"st", "nd", "rd", "th"};
	for (size_t i = 0; i < COUNT(ordinals); i++)
		if (strncasecmp(end, ordinals[i], 2) == 0)
			end += 2;
	*s = end;
	return true;
}

static bool take_parts(const char *s, struct parts *p)
{
	while (*s) {
		size_t word = strcspn(s, " \t.,/-0123456789");
		if (strchr(" \t.,/-", *s)) {
			s++;
		} else if (word) {
			if (p->month || !(p->month = month_named(s, word)))
				return false;
			p->month_at = p->count;
			s += word;
		} else if (!take_number(p, &s)) {
			return false;
		}
	}
	return true;
}

/* Day, month and year as they were meant; 0 for a year that was not said; false: unclear. */
static bool meant(const struct parts *p, int *y, int *m, int *d)
{
	const int *n = p->numbers;
	*y = 0;
	if (p->month) {
		*m = p->month;
		*d = n[0];
		*y = p->count == 2 ? n[1] : 0;
		return p->count == 1 || (p->count == 2 && n[1] > 31);
	}
	if (p->count == 3 && n[0] > 31) { /* 2027-03-01 */
		*y = n[0], *m = n[1], *d = n[2];
		return true;
	}
	*d = n[0], *m = n[1];
	*y = p->count == 3 ? n[2] : 0;
	/* 3/4/2027 is April here and March there */
	return p->count >= 2 && p->points && (p->count == 2 || *y > 31);
}

int phrase_day_parse(const char *words, struct date today, struct date *ret)
{
	struct parts p = {0};
	int y, m, d, this_year, unused;
	if (!take_parts(words, &p) || !p.count || !meant(&p, &y, &m, &d))
		return -EINVAL;
	date_to_ymd(today, &this_year, &unused, &unused);
	struct date day;
	int r = date_from_ymd(y ? y : this_year, m, d, &day);
	if (!y && (r < 0 || date_diff(day, today) < 0))
		r = date_from_ymd(this_year + 1, m, d, &day);
	if (r == 0)
		*ret = day;
	return r;
}
