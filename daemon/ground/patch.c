#include "patch.h"

#include <string.h>

/* Pieces are found by windows that begin at every fourth place of the base. */
enum { WINDOW = 8, STEP = 4, CHAIN_MOST = 32, NUMBER_MOST = 10 };

#define NOWHERE SIZE_MAX

struct patch_base {
	const char *bytes;
	size_t n;
	unsigned shift;
	uint32_t *first; /* by the window's hash: 1 + its place / STEP; 0: none */
	uint32_t *next;  /* by the place: the next one of that hash, likewise */
};

static uint64_t window(const char *at)
{
	uint64_t w;
	memcpy(&w, at, WINDOW);
	return w;
}

static size_t slot(const struct patch_base *b, uint64_t w)
{
	return (size_t)((w * 0x9e3779b97f4a7c15) >> b->shift);
}

struct patch_base *patch_base_new(const char *bytes, size_t n)
{
	struct patch_base *b = xcalloc(1, sizeof *b);
	size_t places = n >= WINDOW ? (n - WINDOW) / STEP + 1 : 0;
	unsigned bits = 8;
	while (((size_t)1 << bits) < 4 * places) /* most of what is new meets a free slot */
		bits++;
	*b = (struct patch_base){.bytes = bytes, .n = n, .shift = 64 - bits};
	b->first = xcalloc((size_t)1 << bits, sizeof *b->first);
	b->next = xcalloc(places + 1, sizeof *b->next);
	for (size_t i = places; i-- > 0;) {
		uint32_t *first = &b->first[slot(b, window(bytes + i * STEP))];
		b->next[i] = *first;
		*first = (uint32_t)i + 1;
	}
	return b;
}

void patch_base_free(struct patch_base *b)
{
	if (!b)
		return;
	xfree(b->first);
	xfree(b->next);
	xfree(b);
}

/* ---- making one ---- */

/* There is room for it. */
static void put_number(struct text *out, uint64_t n)
{
	for (; n > 0x7f; n >>= 7)
		out->s[out->len++] = (char)(n | 0x80);
	out->s[out->len++] = (char)n;
}

static void put_new(struct text *out, const char *bytes, size_t n)
{
	if (!n)
		return;
	text_reserve(out, NUMBER_MOST + n);
	put_number(out, (uint64_t)n * 2);
	memcpy(out->s + out->len, bytes, n);
	out->len += n;
}

static void put_piece(struct text *out, size_t at, size_t n, size_t expected)
{
	bool back = at < expected;
	uint64_t far = back ? expected - at : at - expected;
	text_reserve(out, 2 * NUMBER_MOST);
	put_number(out, (uint64_t)n * 2 + 1);
	put_number(out, far * 2 + back);
}

/* Where in the base these eight bytes stand: the first place that is not before the expected one,
 * else the last one before it. */
static size_t find(const struct patch_base *b, const char *at, size_t expected)
{
	uint64_t w = window(at);
	size_t found = NOWHERE;
	uint32_t i = b->first[slot(b, w)];
	for (int tries = CHAIN_MOST; i && tries; i = b->next[i - 1], tries--) {
		size_t place = (size_t)(i - 1) * STEP;
		if (window(b->bytes + place) != w)
			continue;
		found = place;
		if (place >= expected)
			break;
	}
	return found;
}

static size_t alike(const char *a, size_t a_n, const char *b, size_t b_n)
{
	size_t n = 0, most = a_n < b_n ? a_n : b_n;
	while (n + WINDOW <= most && window(a + n) == window(b + n))
		n += WINDOW;
	while (n < most && a[n] == b[n])
		n++;
	return n;
}

void patch_put(const struct patch_base *b, const char *bytes, size_t n, struct text *out)
{
	size_t from = 0, expected = 0; /* what is new begins there; the end of the last piece */
	for (size_t i = 0; i + WINDOW <= n;) {
		size_t place = find(b, bytes + i, expected);
		if (place == NOWHERE) {
			i++;
			continue;
		}
		for (; i > from && place && bytes[i - 1] == b->bytes[place - 1]; i--)
			place--;
		size_t piece = alike(bytes + i, n - i, b->bytes + place, b->n - place);
		put_new(out, bytes + from, i - from);
		put_piece(out, place, piece, expected);
		expected = place + piece;
		from = i += piece;
	}
	put_new(out, bytes + from, n - from);
	text_put(out, "", 0); /* NUL-terminated as ever */
}

/* ---- reading one ---- */

struct reading {
	const char *at, *end; /* of the patch */
	const char *base;
	size_t base_n;
	size_t expected;
	char *to;
	size_t left; /* room there */
};

static bool get_number(struct reading *r, uint64_t *ret)
{
	uint64_t n = 0;
	for (unsigned shift = 0; r->at < r->end && shift < 42; shift += 7) {
		unsigned char c = (unsigned char)*r->at++;
		n |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80) {
			*ret = n;
			return true;
		}
	}
	return false;
}

static bool take(struct reading *r, const char *from, size_t from_n, uint64_t n)
{
	if (n > r->left || n > from_n)
		return false;
	memcpy(r->to, from, n);
	r->to += n;
	r->left -= n;
	return true;
}

static bool get_new(struct reading *r, uint64_t n)
{
	bool taken = take(r, r->at, (size_t)(r->end - r->at), n);
	r->at += taken ? n : 0;
	return taken;
}

static bool get_piece(struct reading *r, uint64_t n)
{
	uint64_t far;
	if (!get_number(r, &far))
		return false;
	uint64_t most = far & 1 ? r->expected : r->base_n - r->expected;
	if (far / 2 > most)
		return false;
	size_t place = far & 1 ? r->expected - far / 2 : r->expected + far / 2;
	r->expected = place + n;
	return take(r, r->base + place, r->base_n - place, n);
}

static bool get_step(struct reading *r)
{
	uint64_t n;
	if (!get_number(r, &n))
		return false;
	return n & 1 ? get_piece(r, n / 2) : get_new(r, n / 2);
}

int patch_get(
        const char *base, size_t base_n, const char *patch, size_t patch_n, char *ret, size_t n)
{
	struct reading r = {.at = patch,
	        .end = patch + patch_n,
	        .base = base,
	        .base_n = base_n,
	        .to = ret,
	        .left = n};
	while (r.at < r.end)
		if (!get_step(&r))
			return PATCH_BAD;
	return r.left ? PATCH_BAD : 0;
}
