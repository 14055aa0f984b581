/*
 * base: memory, growable text, the clock and civil dates. No I/O.
 *
 * Memory: the x* allocators end the process when memory runs out; every store is
 * crash-safe, so dying is cheaper than a thousand untested error paths.
 */
#ifndef BASE_H
#define BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * AUTO(x_free) struct x *p = NULL;  frees p when it leaves scope. Each module that has an
 * x_free(struct x *) says DEFINE_AUTO(struct x, x_free) once in its header.
 */
#define AUTO(fn) __attribute__((cleanup(fn##_auto)))
#define DEFINE_AUTO(type, fn)                                                                      \
	static inline void fn##_auto(type **p)                                                     \
	{                                                                                          \
		fn(*p);                                                                            \
	}

#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void *xmalloc(size_t n);
void *xcalloc(size_t n, size_t size); /* zeroed */
void *xrealloc(void *p, size_t n);
/* Millions of places, visited in no order: this room may lie in large pages. The room. */
void *mem_large(void *room, size_t n);
/* Room for element n of an array that grows by doubling; before each that is added. */
static inline void *xgrow(void *p, size_t n, size_t size)
{
	return n & (n - 1) ? p : xrealloc(p, (n ? 2 * n : 1) * size);
}
char *xstrdup(const char *s); /* NULL stays NULL */
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) PRINTF_LIKE(1, 2);
void xfree(void *p);
static inline void xfree_auto(void *p) /* AUTO(xfree) char *s = NULL; */
{
	xfree(*(void **)p);
}

/*
 * text: a growable, always NUL-terminated byte string. Zero-initialise it, or TEXT_INIT.
 * text_done() releases it and leaves it empty; text_steal() hands the bytes to the caller
 * (never NULL).
 */
struct text {
	char *s;
	size_t len, cap;
};
#define TEXT_INIT                                                                                  \
	{                                                                                          \
		0                                                                                  \
	}
void text_put(struct text *t, const char *bytes, size_t n);
void text_puts(struct text *t, const char *s);
/* "FILE:LINE:COLUMN", without a number that is not known (0). */
void text_put_place(struct text *t, const char *file, int line, int column);
void text_putc(struct text *t, char c);
void text_putd(struct text *t, int64_t n); /* in decimal */
/* One after the other, up to NULL: what printf() would take ten times as long for. */
#define text_join(t, ...) text_join_(t, __VA_ARGS__, (const char *)NULL)
void text_join_(struct text *t, ...) __attribute__((sentinel));
/* Room for so many bytes more, in one go. */
void text_reserve(struct text *t, size_t more);
void text_printf(struct text *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
void text_vprintf(struct text *t, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
void text_cut(struct text *t, size_t len);  /* shorten to len bytes; the storage stays */
const char *text_str(const struct text *t); /* "" when nothing was put yet */
char *text_steal(struct text *t);
void text_done(struct text *t);
static inline void text_done_auto(struct text *t) /* AUTO(text_done) struct text t = TEXT_INIT; */
{
	text_done(t);
}

/* text helpers on plain strings */
bool str_empty(const char *s);                      /* NULL or "" */
bool str_same(const char *a, const char *b);        /* equal; NULL equals "" */
bool str_same_nocase(const char *a, const char *b); /* ASCII case only */
bool str_starts(const char *s, const char *prefix);
int str_width(const char *s); /* characters of UTF-8, not bytes */
int str_hex(
        const char *two); /* the byte that two hexadecimal digits stand for; -1: they are none */
char *str_trim(char *s);  /* in place: blanks off both ends; returns the new start */
/* The distance in edits between two words (for "did you mean …?"), at most `limit` + 1. */
unsigned str_distance(const char *a, const char *b, unsigned limit);
/* The nearest of `words` (NULL-terminated) to `s`, or NULL when none is near. Borrowed. */
const char *str_nearest(const char *s, const char *const *words);

/*
 * The clock. Moments are int64_t seconds since 1970-01-01 UTC, spans int64_t seconds.
 * Time is an input: clock_now() gives the moment set by clock_set() (--now) when there is
 * one, else the system's. Nobody else asks the system for the date.
 */
int64_t clock_now(void);
void clock_set(int64_t at); /* freeze the clock at this moment */
bool clock_frozen(void);
int64_t clock_monotonic_ms(void); /* for time-outs only; never frozen */
/* "2026-10-05T09:00:00Z", "2026-10-05T09:00[:00]", "2026-10-05" (midnight), all UTC, or
 * "@1790000000". 0, or -EINVAL. */
int clock_parse(const char *s, int64_t *ret_at);

/*
 * A civil date, a day on the wall calendar, in no zone. Its own type so that a birthday never
 * passes through UTC. Days since 1970-01-01, proleptic Gregorian; valid for 1600..2999.
 */
struct date {
	int32_t days;
};
#define DATE_NONE ((struct date){INT32_MIN})
bool date_is_none(struct date d);
int date_from_ymd(int year, int month, int day, struct date *ret); /* 0, -EINVAL */
void date_to_ymd(struct date d, int *year, int *month, int *day);
int date_parse(const char *iso, struct date *ret); /* "2026-02-28" exactly; 0, -EINVAL */
char *date_format(struct date d);                  /* "2026-02-28", owned; DATE_NONE gives "" */
struct date date_add(struct date d, int32_t days);
static inline int32_t date_diff(struct date a, struct date b) /* a - b in days */
{
	return a.days - b.days;
}
int date_weekday(struct date d);                         /* 1 = Monday … 7 = Sunday (ISO 8601) */
void date_iso_week(struct date d, int *year, int *week); /* ISO 8601 week date */
int date_month_days(int year, int month);

#endif
