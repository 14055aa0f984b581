#include "base.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <time.h>

static void out_of_memory(void)
{
	fputs("out of memory; ending, the store is safe\n", stderr);
	abort();
}

void *xmalloc(size_t n)
{
	void *p = malloc(n ? n : 1);
	if (!p)
		out_of_memory();
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);
	if (!p)
		out_of_memory();
	return p;
}

void *xrealloc(void *old, size_t n)
{
	void *p = realloc(old, n ? n : 1);
	if (!p)
		out_of_memory();
	return p;
}

void *mem_large(void *room, size_t n)
{
	const uintptr_t large = UINT64_C(2) << 20;
	uintptr_t from = ((uintptr_t)room + large - 1) & -large,
	          end = ((uintptr_t)room + n) & -large;
	if (from < end) /* whether there are such pages is the machine's business */
		(void)madvise((char *)room + (from - (uintptr_t)room), end - from, MADV_HUGEPAGE);
	return room;
}

char *xstrdup(const char *s)
{
	return s ? xstrndup(s, strlen(s)) : NULL;
}

char *xstrndup(const char *s, size_t n)
{
	n = strnlen(s, n);
	char *p = xmalloc(n + 1);
	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

char *xasprintf(const char *fmt, ...)
{
	struct text t = TEXT_INIT;
	va_list ap;
	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	return text_steal(&t);
}

void xfree(void *p)
{
	free(p);
}

/* ---- text ---- */

void text_reserve(struct text *t, size_t more)
{
	if (more > SIZE_MAX / 2 - t->len - 1)
		out_of_memory();
	size_t want = t->len + more + 1;
	if (want <= t->cap)
		return;
	size_t cap = t->cap ? t->cap : 128;
	while (cap < want)
		cap *= 2;
	t->s = xrealloc(t->s, cap);
	t->s[t->len] = '\0';
	t->cap = cap;
}

void text_put(struct text *t, const char *bytes, size_t n)
{
	if (n >= t->cap - t->len || !t->cap)
		text_reserve(t, n);
	if (n)
		memcpy(t->s + t->len, bytes, n);
	t->len += n;
	t->s[t->len] = '\0';
}

void text_puts(struct text *t, const char *s)
{
	text_put(t, s, s ? strlen(s) : 0);
}

void text_putc(struct text *t, char c)
{
	if (t->len + 1 >= t->cap) {
		text_put(t, &c, 1);
		return;
	}
	t->s[t->len++] = c; /* most of our time in foreign texts goes by here */
	t->s[t->len] = '\0';
}

void text_put_place(struct text *t, const char *file, int line, int column)
{
	text_puts(t, file);
	if (line > 0)
		text_printf(t, ":%d", line);
	if (line > 0 && column > 0)
		text_printf(t, ":%d", column);
}

void text_putd(struct text *t, int64_t n)
{
	char digits[24], *first = digits + sizeof digits;
	uint64_t left = n < 0 ? -(uint64_t)n : (uint64_t)n;
	do {
		*--first = (char)('0' + left % 10);
	} while (left /= 10);
	if (n < 0)
		*--first = '-';
	text_put(t, first, (size_t)(digits + sizeof digits - first));
}

void text_join_(struct text *t, ...)
{
	va_list ap;
	va_start(ap, t);
	for (const char *s; (s = va_arg(ap, const char *));)
		text_puts(t, s);
	va_end(ap);
}

void text_vprintf(struct text *t, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	text_reserve(t, 64); /* mostly enough: formatting twice would cost most */
	int n = vsnprintf(t->s + t->len, t->cap - t->len, fmt, ap);
	if (n > 0 && (size_t)n >= t->cap - t->len) {
		text_reserve(t, (size_t)n);
		vsnprintf(t->s + t->len, (size_t)n + 1, fmt, again);
	}
	t->len += n > 0 ? (size_t)n : 0;
	t->s[t->len] = '\0';
	va_end(again);
}

void text_printf(struct text *t, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	text_vprintf(t, fmt, ap);
	va_end(ap);
}

void text_cut(struct text *t, size_t len)
{
	if (len >= t->len)
		return;
	t->len = len;
	t->s[len] = '\0';
}

const char *text_str(const struct text *t)
{
	return t->s ? t->s : "";
}

char *text_steal(struct text *t)
{
	char *s = t->s ? t->s : xstrdup("");
	*t = (struct text)TEXT_INIT;
	return s;
}

void text_done(struct text *t)
{
	free(t->s);
	*t = (struct text)TEXT_INIT;
}

/* ---- strings ---- */

bool str_empty(const char *s)
{
	return !s || !*s;
}

bool str_same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

bool str_same_nocase(const char *a, const char *b)
{
	return strcasecmp(a ? a : "", b ? b : "") == 0;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int str_hex(const char *two)
{
	int high = hex_digit(two[0]), low = high < 0 ? -1 : hex_digit(two[1]);
	return low < 0 ? -1 : high * 16 + low;
}

bool str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

int str_width(const char *s)
{
	int n = 0;
	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

char *str_trim(char *s)
{
	while (isspace((unsigned char)*s))
		s++;
	size_t n = strlen(s);
	while (n && isspace((unsigned char)s[n - 1]))
		s[--n] = '\0';
	return s;
}

#define WORD_MOST 64

unsigned str_distance(const char *a, const char *b, unsigned limit)
{
	size_t la = strlen(a), lb = strlen(b);
	if (la > WORD_MOST || lb > WORD_MOST)
		return limit + 1;
	unsigned row[WORD_MOST + 1];
	for (size_t j = 0; j <= lb; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= la; i++) {
		unsigned diagonal = row[0];
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= lb; j++) {
			unsigned above = row[j];
			bool same = tolower((unsigned char)a[i - 1]) ==
			            tolower((unsigned char)b[j - 1]);
			unsigned best = diagonal + !same;
			if (above + 1 < best)
				best = above + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
			diagonal = above;
		}
	}
	return row[lb] > limit ? limit + 1 : row[lb];
}

const char *str_nearest(const char *s, const char *const *words)
{
	unsigned limit = strlen(s) < 5 ? 1 : 3;
	const char *best = NULL;
	for (; *words; words++) {
		unsigned d = str_distance(s, *words, limit);
		if (d <= limit) {
			best = *words;
			if (d == 0)
				break;
			limit = d - 1;
		}
	}
	return best;
}

/* ---- clock ---- */

static struct {
	bool frozen;
	int64_t at;
} the_clock;

int64_t clock_now(void)
{
	if (the_clock.frozen)
		return the_clock.at;
	/* not time(2): its coarse clock still shows the second before when a timer has just fired
	 */
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec;
}

void clock_set(int64_t at)
{
	the_clock.frozen = true;
	the_clock.at = at;
}

bool clock_frozen(void)
{
	return the_clock.frozen;
}

int64_t clock_monotonic_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int clock_parse(const char *s, int64_t *ret_at)
{
	char *end;
	if (*s == '@') {
		errno = 0;
		long long at = strtoll(s + 1, &end, 10);
		if (errno || end == s + 1 || *end)
			return -EINVAL;
		*ret_at = at;
		return 0;
	}
	if (strlen(s) < 10)
		return -EINVAL;
	char day[11];
	memcpy(day, s, 10);
	day[10] = '\0';
	struct date d;
	if (date_parse(day, &d) < 0)
		return -EINVAL;
	int h = 0, m = 0, sec = 0, n = 0;
	s += 10;
	if (*s == 'T' || *s == ' ') {
		if (sscanf(s + 1, "%2d:%2d%n", &h, &m, &n) < 2 || h < 0 || h > 23 || m < 0 ||
		        m > 59)
			return -EINVAL;
		s += 1 + n;
		if (*s == ':') {
			if (sscanf(s + 1, "%2d%n", &sec, &n) < 1 || sec < 0 || sec > 60)
				return -EINVAL;
			s += 1 + n;
		}
	}
	if (*s == 'Z')
		s++;
	if (*s)
		return -EINVAL;
	*ret_at = (int64_t)d.days * 86400 + h * 3600 + m * 60 + sec;
	return 0;
}

/* ---- civil dates: days <-> year, month, day by counting 400-year eras from 1 March 0000 ---- */

enum { ERA_DAYS = 146097, EPOCH_SHIFT = 719468 };

static int32_t days_of(int y, int m, int d)
{
	y -= m <= 2;
	int era = (y >= 0 ? y : y - 399) / 400;
	int yoe = y - era * 400;
	int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * ERA_DAYS + doe - EPOCH_SHIFT;
}

bool date_is_none(struct date d)
{
	return d.days == INT32_MIN;
}

int date_month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return days[month - 1] + (month == 2 && leap);
}

int date_from_ymd(int year, int month, int day, struct date *ret)
{
	if (year < 1600 || year > 2999 || month < 1 || month > 12 || day < 1 ||
	        day > date_month_days(year, month))
		return -EINVAL;
	ret->days = days_of(year, month, day);
	return 0;
}

void date_to_ymd(struct date date, int *year, int *month, int *day)
{
	int32_t z = date.days + EPOCH_SHIFT;
	int32_t era = (z >= 0 ? z : z - (ERA_DAYS - 1)) / ERA_DAYS;
	int32_t doe = z - era * ERA_DAYS;
	int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int32_t mp = (5 * doy + 2) / 153;
	*day = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = yoe + era * 400 + (*month <= 2);
}

int date_parse(const char *iso, struct date *ret)
{
	int y, m, d, n = 0;
	if (strlen(iso) != 10 || strspn(iso, "0123456789-") != 10)
		return -EINVAL;
	if (sscanf(iso, "%4d-%2d-%2d%n", &y, &m, &d, &n) != 3 || n != 10)
		return -EINVAL;
	return date_from_ymd(y, m, d, ret);
}

char *date_format(struct date date)
{
	if (date_is_none(date))
		return xstrdup("");
	int y, m, d;
	date_to_ymd(date, &y, &m, &d);
	return xasprintf("%04d-%02d-%02d", y, m, d);
}

struct date date_add(struct date d, int32_t days)
{
	return (struct date){d.days + days};
}

int date_weekday(struct date d)
{
	int32_t w = (d.days + 3) % 7; /* 1970-01-01 was a Thursday */
	return (w < 0 ? w + 7 : w) + 1;
}

void date_iso_week(struct date d, int *year, int *week)
{
	struct date thursday = date_add(d, 4 - date_weekday(d));
	int y, m, dd;
	date_to_ymd(thursday, &y, &m, &dd);
	*year = y;
	*week = (thursday.days - days_of(y, 1, 1)) / 7 + 1;
}
