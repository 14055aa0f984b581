#include "stage.h"

#include "conf.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
        [STAGE_BEFORE] = "before",
        [STAGE_NEW] = "new",
        [STAGE_SHORT] = "short",
        [STAGE_LONG] = "long",
        [STAGE_INTEGRAL] = "integral",
};

const char *stage_name(int s)
{
	return names[s];
}

enum stage stage_named(const char *name)
{
	size_t s = 0;
	while (s + 1 < COUNT(names) && strcmp(names[s], name) != 0)
		s++;
	return (enum stage)s;
}

struct date stage_years_later(struct date d, int years)
{
	int y, m, day;
	date_to_ymd(d, &y, &m, &day);
	y += years;
	int most = date_month_days(y, m);
	struct date later;
	return date_from_ymd(y, m, day < most ? day : most, &later) == 0 ? later : d;
}

int stage_years(struct date since, struct date today)
{
	if (date_is_none(since) || date_diff(today, since) <= 0)
		return 0;
	int y, year, m, d;
	date_to_ymd(since, &y, &m, &d);
	date_to_ymd(today, &year, &m, &d);
	int years = year - y;
	return date_diff(today, stage_years_later(since, years)) < 0 ? years - 1 : years;
}

enum stage stage_by_time(struct date start, const struct conf *conf, struct date today)
{
	if (date_is_none(start) || date_diff(start, today) > 0)
		return STAGE_BEFORE;
	if (date_diff(today, start) < conf->stages.new_days)
		return STAGE_NEW;
	struct date full = stage_years_later(start, conf->stages.short_years);
	return date_diff(today, full) < 0 ? STAGE_SHORT : STAGE_LONG;
}

/* From 1 (the best) down, for tenure among all, and for spend among those who pay in the same
 * currency. Equals get the same. */
static void score_tenure(struct stage_rank *ranks, size_t n)
{
	int32_t first = ranks[0].start.days, last = first;
	for (size_t i = 0; i < n; i++) {
		first = ranks[i].start.days < first ? ranks[i].start.days : first;
		last = ranks[i].start.days > last ? ranks[i].start.days : last;
	}
	/* of each day how many began on it, then how many before it */
	AUTO(xfree) size_t *began = xcalloc((size_t)(last - first) + 1, sizeof *began);
	for (size_t i = 0; i < n; i++)
		began[ranks[i].start.days - first]++;
	for (size_t day = 0, before = 0; day <= (size_t)(last - first); day++) {
		size_t here = began[day];
		began[day] = before;
		before += here;
	}
	for (size_t i = 0; i < n; i++)
		ranks[i].score = (double)(n - began[ranks[i].start.days - first]) / (double)n;
}

struct spend {
	int currency;
	int64_t cents;
};

static bool spends_more(const struct spend *x, const struct spend *y)
{
	return x->currency != y->currency ? x->currency < y->currency : x->cents > y->cents;
}

static int by_spend(const void *a, const void *b)
{
	return spends_more(b, a) - spends_more(a, b);
}

/* How many of those sorted come before this one. */
static size_t before(const struct spend *sorted, size_t n, struct spend x)
{
	size_t from = 0;
	while (n > 0) {
		size_t half = n / 2;
		bool more = spends_more(&sorted[from + half], &x);
		from += more ? half + 1 : 0;
		n = more ? n - half - 1 : half;
	}
	return from;
}

static void score_spend(struct stage_rank *ranks, size_t n)
{
	AUTO(xfree) struct spend *sorted = xcalloc(n, sizeof *sorted);
	for (size_t i = 0; i < n; i++)
		sorted[i] = (struct spend){ranks[i].currency, ranks[i].cents};
	qsort(sorted, n, sizeof *sorted, by_spend);
	int currency = sorted[0].currency;
	size_t from = 0, to = before(sorted, n, (struct spend){currency, INT64_MIN});
	for (size_t i = 0; i < n; i++) {
		struct stage_rank *r = &ranks[i];
		if (r->currency != currency) {
			currency = r->currency;
			from = before(sorted, n, (struct spend){currency, INT64_MAX});
			to = before(sorted, n, (struct spend){currency, INT64_MIN});
		}
		size_t at = before(sorted + from, to - from, (struct spend){currency, r->cents});
		r->score += (double)(to - from - at) / (double)(to - from);
	}
}

static bool better(const struct stage_rank *x, const struct stage_rank *y)
{
	return x->score != y->score ? x->score > y->score : x->tie < y->tie;
}

/* Those at *from and before are as good as the one in the middle or better, those at *to and behind
 * as good or worse. */
static void part(struct stage_rank *ranks, ptrdiff_t *from, ptrdiff_t *to)
{
	const struct stage_rank middle = ranks[*from + (*to - *from) / 2];
	ptrdiff_t left = *from, right = *to;
	while (left <= right) {
		while (better(&ranks[left], &middle))
			left++;
		while (better(&middle, &ranks[right]))
			right--;
		if (left > right)
			break;
		struct stage_rank other = ranks[left];
		ranks[left++] = ranks[right];
		ranks[right--] = other;
	}
	*from = right;
	*to = left;
}

/* The best `top` of them to the front, in no order. */
static void bring_best(struct stage_rank *ranks, size_t n, size_t top)
{
	for (ptrdiff_t from = 0, to = (ptrdiff_t)n - 1; from < to;) {
		ptrdiff_t left = from, right = to;
		part(ranks, &left, &right);
		if ((ptrdiff_t)top - 1 <= left)
			to = left;
		else if ((ptrdiff_t)top - 1 >= right)
			from = right;
		else
			return;
	}
}

size_t stage_top(struct stage_rank *ranks, size_t n, size_t all, int percent)
{
	size_t top = (all * (size_t)percent + 50) / 100;
	if (n == 0 || top >= n || top == 0)
		return top < n ? top : n;
	score_tenure(ranks, n);
	score_spend(ranks, n);
	bring_best(ranks, n, top);
	return top;
}
