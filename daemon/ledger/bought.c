#include "bought.h"

#include "cell.h"
#include "conf.h"
#include "roll.h"
#include "scribe.h"
#include "slip.h"
#include "stage.h"

#include <endian.h>
#include <string.h>

enum {
	TOGETHER = 1 << 20, /* bytes of slips handed over together */
	BATCH = 64          /* of slips that are looked up together */
};

/* ---- sums ---- */

/* Sums of hostile amounts stop at the end of the numbers. */
static void add(int64_t *sum, int64_t cents)
{
	int64_t total;
	if (!__builtin_add_overflow(*sum, cents, &total))
		*sum = total;
}

/* Of two the one that comes first in the alphabet is the lesser. */
static uint32_t alphabetical(const char currency[4])
{
	uint32_t n;
	memcpy(&n, currency, sizeof n);
	return be32toh(n);
}

/* Behind the sums of the other currencies, in the order of the alphabet. */
static struct bought_sum *sum_of(struct bought *b, uint32_t *first, const char currency[4])
{
	uint32_t *link = first;
	for (; *link; link = &b->sums[*link].next) {
		struct bought_sum *s = &b->sums[*link];
		if (!memcmp(s->currency, currency, sizeof s->currency))
			return s;
		if (alphabetical(s->currency) > alphabetical(currency))
			break;
	}
	if (b->sums_count >= b->sums_cap) {
		size_t place = link == first ? 0 : (size_t)((char *)link - (char *)b->sums);
		b->sums_cap += b->sums_cap / 2 + 1;
		b->sums = xrealloc(b->sums, b->sums_cap * sizeof *b->sums);
		mem_large(b->sums, b->sums_cap * sizeof *b->sums);
		link = link == first ? first : (uint32_t *)(void *)((char *)b->sums + place);
	}
	uint32_t at = (uint32_t)b->sums_count++;
	b->sums[at] = (struct bought_sum){.first = DATE_NONE, .last = DATE_NONE, .next = *link};
	memcpy(b->sums[at].currency, currency, sizeof b->sums[at].currency);
	*link = at;
	return &b->sums[at];
}

static void widen(struct date *first, struct date *last, struct date day)
{
	if (date_is_none(*first) || date_diff(day, *first) < 0)
		*first = day;
	if (date_is_none(*last) || date_diff(day, *last) > 0)
		*last = day;
}

static uint16_t month_bit(struct date day)
{
	int y, m, d;
	date_to_ymd(day, &y, &m, &d);
	return (uint16_t)(1u << (m - 1));
}

/* From Monday on, numbered through. */
static int32_t week_of(struct date day)
{
	int32_t since_monday = day.days + 3; /* 1970-01-01 was a Thursday */
	return since_monday >= 0 ? since_monday / 7 : -1;
}

static void mark_week(struct bought *b, size_t who, struct date day)
{
	int32_t ago = week_of(b->today) - week_of(day);
	if (ago >= 0 && ago < BOUGHT_WEEKS)
		b->weeks[who].bits[ago / 64] |= UINT64_C(1) << (ago % 64);
}

static void count(struct bought *b, size_t who, const struct slip *p)
{
	struct bought_sum *t = sum_of(b, &b->roll->people[who].sums, p->currency);
	widen(&t->first, &t->last, p->day);
	mark_week(b, who, p->day);
	t->count++;
	add(&t->cents, p->cents);
	t->months |= month_bit(p->day);
	if (date_diff(p->day, b->year_ago) > 0)
		add(&t->cents_12, p->cents);
	else if (date_diff(p->day, b->two_years_ago) > 0)
		add(&t->cents_prior_12, p->cents);
}

/* ---- who it was ---- */

/* Somebody whose row was met, good or refused; `expected`: see roll.h. */
static int64_t who_is(const struct bought *b, const char *said, uint64_t expected)
{
	const struct roll *roll = b->roll;
	int64_t who = roll_expected(roll, expected);
	if (who >= 0 && roll_met(&roll->people[who]))
		return who;
	AUTO(xfree) char *folded = xstrdup(said);
	cell_fold(folded);
	who = roll_by_email(roll, folded);
	if (who < 0)
		who = roll_by_key(roll, folded);
	return who >= 0 && roll_met(&roll->people[who]) ? who : ROLL_NOBODY;
}

static void note_stranger(struct bought *b, const struct slip *p)
{
	if (++b->strangers_count > BOUGHT_MOST_STRANGERS)
		return;
	b->strangers = xrealloc(b->strangers, b->strangers_count * sizeof *b->strangers);
	b->strangers[b->strangers_count - 1] =
	        (struct bought_stranger){p->line, p->place, cell_excerpt(p->who, p->length)};
}

static void count_one(struct bought *b, int64_t who, const struct slip *p)
{
	if (who < 0)
		note_stranger(b, p);
	/* one of a day to come counts when its day has come */
	else if (b->roll->people[who].taken && date_diff(p->day, b->today) <= 0)
		count(b, (size_t)who, p);
}

/* Among millions, whoever is asked for has to come from afar: that is asked for all of them before
 * anybody is needed. */
static void count_batch(struct bought *b, const struct slip *const *slips, size_t n)
{
	uint64_t expected[BATCH];
	int64_t who[BATCH];
	for (size_t i = 0; i < n; i++)
		expected[i] = roll_expect(b->roll, slips[i]->who);
	for (size_t i = 0; i < n; i++)
		roll_near(b->roll, expected[i]);
	for (size_t i = 0; i < n; i++) {
		who[i] = who_is(b, slips[i]->who, expected[i]);
		if (who[i] < 0)
			continue;
		__builtin_prefetch(&b->weeks[who[i]], 1);
		__builtin_prefetch(&b->sums[b->roll->people[who[i]].sums], 1);
	}
	for (size_t i = 0; i < n; i++)
		count_one(b, who[i], slips[i]);
}

/* The sums are the second thread's, see scribe.h, until bought_rest(). */
static int count_all(void *arg, struct scribe *s)
{
	const struct slip *batch[BATCH];
	for (const struct text *slips; (slips = scribe_next(s));)
		for (size_t at = 0, n = 0; at < slips->len; n = 0) {
			while (n < BATCH && at < slips->len)
				batch[n++] = slip_next(slips, &at);
			count_batch(arg, batch, n);
		}
	return 0;
}

/* ---- the file ---- */

/* What stands before the fault is complained about first: that nobody is known by this id. */
static bool of_a_stranger(const struct bought *b, size_t at)
{
	const struct slip *p = slip_next(&b->slips, &at);
	return p->length && who_is(b, p->who, roll_expect(b->roll, p->who)) < 0;
}

int bought_add(struct bought *b, const struct sheet *s, size_t *ret_column, char **ret_why)
{
	AUTO(xfree) char *why = NULL;
	const size_t from = b->slips.len;
	size_t column;
	int r = slip_read(&b->reader, s, &b->slips, &column, &why);
	if (r == SLIP_HAD)
		return 0;
	if (r == SLIP_BAD && !of_a_stranger(b, from)) {
		text_cut(&b->slips, from);
		*ret_column = column;
		*ret_why = why;
		why = NULL;
		return BOUGHT_BAD;
	}
	b->purchases++;
	return b->slips.len < TOGETHER ? 0 : scribe_give(b->scribe, &b->slips);
}

void bought_rest(struct bought *b)
{
	scribe_end(b->scribe, &b->slips);
	b->purchases -= (int64_t)b->strangers_count;
}

char *bought_strange(const struct bought *b)
{
	const char *customers = strrchr(b->conf->ledger.customers, '/');
	return xasprintf("no customer of %s has this id or address, so the purchase counts for "
	                 "nobody; correct it, or add the customer",
	        customers ? customers + 1 : b->conf->ledger.customers);
}

void bought_days(
        const struct bought *b, uint32_t sums, struct date *ret_first, struct date *ret_last)
{
	*ret_first = *ret_last = DATE_NONE;
	for (const struct bought_sum *s = bought_sum(b, sums); s; s = bought_sum(b, s->next)) {
		widen(ret_first, ret_last, s->first);
		widen(ret_first, ret_last, s->last);
	}
}

/* ---- habits ---- */

/* The gap at this place, from 0, were they sorted. */
static int gap_at(const uint8_t *counts, int place)
{
	int gap = 0;
	for (; place >= counts[gap]; gap++)
		place -= counts[gap];
	return gap;
}

/* The median of the gaps between the weeks somebody bought in. Two gaps are the least that make a
 * habit; two purchases within a week are one errand. */
int bought_usual_days(const struct bought *b, size_t who)
{
	if (!b->weeks)
		return 0;
	uint8_t counts[BOUGHT_WEEKS] = {0}; /* of gaps of so many weeks */
	int n = 0, last = -1;
	for (int word = 0; word < BOUGHT_WEEKS / 64; word++)
		for (uint64_t bits = b->weeks[who].bits[word]; bits; bits &= bits - 1) {
			int week = word * 64 + __builtin_ctzll(bits);
			if (last >= 0) {
				counts[week - last]++;
				n++;
			}
			last = week;
		}
	if (n < 2)
		return 0;
	return (gap_at(counts, (n - 1) / 2) + gap_at(counts, n / 2)) * 7 / 2;
}

/* ---- the whole ---- */

void bought_init(struct bought *b, const struct conf *conf, struct roll *roll,
        const struct columns *columns, struct date today)
{
	*b = (struct bought){.conf = conf,
	        .roll = roll,
	        .today = today,
	        .year_ago = stage_years_later(today, -1),
	        .two_years_ago = stage_years_later(today, -2),
	        .sums_count = 1,
	        .sums_cap = 2 * roll->count + 1}; /* what is not used is not there */
	b->weeks = xcalloc(roll->count + 1, sizeof *b->weeks);
	mem_large(b->weeks, (roll->count + 1) * sizeof *b->weeks);
	b->sums = xmalloc(b->sums_cap * sizeof *b->sums);
	mem_large(b->sums, b->sums_cap * sizeof *b->sums);
	slip_begin(&b->reader, conf, columns, today);
	b->scribe = scribe_new(count_all, b);
}

void bought_done(struct bought *b)
{
	scribe_free(b->scribe);
	for (size_t i = 0; i < b->strangers_count && i < BOUGHT_MOST_STRANGERS; i++)
		xfree(b->strangers[i].value);
	xfree(b->strangers);
	text_done(&b->slips);
	slip_done(&b->reader);
	xfree(b->sums);
	xfree(b->weeks);
	*b = (struct bought){0};
}
