#include "pile.h"

#include <string.h>

enum {
	FIRST = 1024,     /* numbers there is room for at first */
	MOST = 64 * 1024, /* numbers sorted together */
	DIGITS = 8,       /* of a number to base 256 */
	DIGIT_VALUES = 256
};

/* ---- sorting ---- */

static unsigned digit(uint64_t number, int place)
{
	return (unsigned)(number >> (8 * place) & 0xff);
}

/* By one digit, so that those with the same stay in their order. */
static void deal(const uint64_t *from, uint64_t *to, size_t n, int place, size_t *counts)
{
	size_t at = 0;
	for (int d = 0; d < DIGIT_VALUES; d++) {
		size_t here = counts[d];
		counts[d] = at;
		at += here;
	}
	for (size_t i = 0; i < n; i++)
		to[counts[digit(from[i], place)]++] = from[i];
}

/* From the last digit to the first, but for those that all have in common. */
static void sort(uint64_t *numbers, size_t n)
{
	size_t counts[DIGITS][DIGIT_VALUES] = {{0}};
	uint64_t *from = numbers, *to = xmalloc(n * sizeof *to);
	for (size_t i = 0; i < n; i++)
		for (int place = 0; place < DIGITS; place++)
			counts[place][digit(numbers[i], place)]++;
	for (int place = 0; place < DIGITS; place++) {
		if (counts[place][digit(numbers[0], place)] == n)
			continue;
		deal(from, to, n, place, counts[place]);
		uint64_t *dealt = to;
		to = from;
		from = dealt;
	}
	if (from != numbers)
		memcpy(numbers, from, n * sizeof *numbers);
	xfree(from == numbers ? to : from);
}

/* ---- runs ---- */

/* Seven bits a byte, the low ones first; the eighth says that more follow. */
static unsigned char *put_number(unsigned char *to, uint64_t n)
{
	for (; n >= 0x80; n >>= 7)
		*to++ = (unsigned char)(n | 0x80);
	*to++ = (unsigned char)n;
	return to;
}

static uint64_t get_number(const unsigned char **at)
{
	uint64_t n = 0;
	for (int shift = 0;; shift += 7) {
		unsigned char c = *(*at)++;
		n |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return n;
	}
}

static void close_run(struct pile *p)
{
	enum { MOST_BYTES = 10 };
	if (p->count == 0)
		return;
	sort(p->fresh, p->count);
	unsigned char *bytes = xmalloc(p->count * MOST_BYTES), *end = bytes;
	for (size_t i = 1; i < p->count; i++)
		end = put_number(end, p->fresh[i] - p->fresh[i - 1]);
	bytes = xrealloc(bytes, (size_t)(end - bytes));
	p->runs = xrealloc(p->runs, (p->runs_count + 1) * sizeof *p->runs);
	p->runs[p->runs_count++] = (struct pile_run){
	        .bytes = bytes, .at = bytes, .head = p->fresh[0], .left = p->count - 1};
	p->count = 0;
}

void pile_put(struct pile *p, uint64_t number)
{
	if (p->count == MOST)
		close_run(p);
	if (p->count == p->cap) {
		p->cap = p->cap ? 2 * p->cap : FIRST;
		p->fresh = xrealloc(p->fresh, p->cap * sizeof *p->fresh);
	}
	p->fresh[p->count++] = number;
}

/* ---- drawing ---- */

/* The run at `i` may be too great for its place in the heap. */
static void sink(struct pile *p, size_t i)
{
	for (size_t least;; i = least) {
		least = i;
		for (size_t child = 2 * i + 1; child < 2 * i + 3; child++)
			if (child < p->runs_count && p->runs[child].head < p->runs[least].head)
				least = child;
		if (least == i)
			return;
		struct pile_run run = p->runs[i];
		p->runs[i] = p->runs[least];
		p->runs[least] = run;
	}
}

static void begin(struct pile *p)
{
	close_run(p);
	xfree(p->fresh);
	p->fresh = NULL;
	p->cap = 0;
	for (size_t i = p->runs_count; i-- > 0;)
		sink(p, i);
	p->drawing = true;
}

bool pile_next(struct pile *p, uint64_t *ret)
{
	if (!p->drawing)
		begin(p);
	if (p->runs_count == 0) {
		p->drawing = false;
		return false;
	}
	struct pile_run *run = p->runs;
	*ret = run->head;
	if (run->left-- > 0) {
		const unsigned char *at = run->at;
		run->head += get_number(&at);
		run->at = run->bytes + (at - run->bytes);
	} else {
		xfree(run->bytes);
		*run = p->runs[--p->runs_count];
	}
	sink(p, 0);
	return true;
}

void pile_done(struct pile *p)
{
	for (size_t i = 0; i < p->runs_count; i++)
		xfree(p->runs[i].bytes);
	xfree(p->runs);
	xfree(p->fresh);
	*p = (struct pile){0};
}
