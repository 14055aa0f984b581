#include "roll.h"

#include "seal.h"

#include <string.h>

static uint64_t hash(const struct roll *r, const char *text)
{
	return seal_quick(r->seed, text, strlen(text));
}

/* A slot holds who, from 1, in as many bits as that may take, and above them a part of the hash:
 * most others are told by it, without a look at theirs, which lies somewhere else. */
static uint32_t who_bits(const struct roll_index *x)
{
	return (uint32_t)x->cap - 1;
}

static uint32_t part_of(const struct roll_index *x, uint64_t h)
{
	return (uint32_t)(h >> 32) & ~who_bits(x);
}

static uint32_t who_in(const struct roll_index *x, uint32_t slot)
{
	return slot & who_bits(x);
}

static bool is_at(const struct roll_index *x, uint32_t slot, uint64_t h)
{
	return (slot & ~who_bits(x)) == part_of(x, h) && x->hashes[who_in(x, slot) - 1] == h;
}

/* The slot of this hash, or the free one where it belongs. */
static uint32_t *slot(const struct roll_index *x, uint64_t h)
{
	size_t at = h & (x->cap - 1);
	while (x->slots[at] && !is_at(x, x->slots[at], h))
		at = (at + 1) & (x->cap - 1);
	return &x->slots[at];
}

static int64_t find(const struct roll_index *x, uint64_t h)
{
	return x->cap ? (int64_t)who_in(x, *slot(x, h)) - 1 : ROLL_NOBODY;
}

/* All of an index that had `cap` slots. */
static void move_over(struct roll_index *x, const struct roll_index *old)
{
	enum { AHEAD = 16 }; /* a hash comes from afar: it is called for in time */
	for (size_t i = 0; i < old->cap; i++) {
		uint32_t next = i + AHEAD < old->cap ? who_in(old, old->slots[i + AHEAD]) : 0;
		if (next)
			__builtin_prefetch(&x->hashes[next - 1]);
		uint32_t who = who_in(old, old->slots[i]);
		if (!who)
			continue;
		uint64_t h = x->hashes[who - 1];
		*slot(x, h) = part_of(x, h) | who;
	}
}

static void grow(struct roll_index *x, size_t cap)
{
	struct roll_index old = *x;
	x->cap = cap;
	x->slots = xcalloc(x->cap, sizeof *x->slots);
	mem_large(x->slots, x->cap * sizeof *x->slots);
	move_over(x, &old);
	xfree(old.slots);
}

/* Has it room for so many, of whom the last is `who`? A quarter of it stays free. */
static bool has_room(const struct roll_index *x, size_t count, size_t who)
{
	return count * 4 < x->cap * 3 && who + 1 < x->cap;
}

static void make_room(struct roll_index *x, size_t count, size_t who)
{
	size_t cap = x->cap ? x->cap : 256;
	while (!has_room(&(struct roll_index){.cap = cap}, count, who))
		cap *= 2;
	if (cap != x->cap)
		grow(x, cap);
}

static void put(struct roll_index *x, uint64_t h, size_t who)
{
	if (!has_room(x, x->count, who))
		make_room(x, x->count, who);
	uint32_t *at = slot(x, h);
	x->count += !*at;
	x->hashes[who] = h;
	*at = part_of(x, h) | ((uint32_t)who + 1);
}

static void call(const struct roll_index *x, uint64_t h)
{
	if (x->cap)
		__builtin_prefetch(&x->slots[h & (x->cap - 1)]);
}

void roll_call_key(const struct roll *r, const char *key)
{
	call(&r->keys, hash(r, key));
}

void roll_call_hashed(const struct roll *r, uint64_t key)
{
	call(&r->keys, key);
}

void roll_call_email(const struct roll *r, const char *email)
{
	call(&r->emails, hash(r, email));
}

void roll_call_kept(const struct roll *r, size_t who)
{
	if (who < r->count)
		call(&r->emails, r->emails.hashes[who]);
}

int64_t roll_by_key(const struct roll *r, const char *key)
{
	return find(&r->keys, hash(r, key));
}

uint64_t roll_expect(const struct roll *r, const char *key)
{
	uint64_t h = hash(r, key);
	call(&r->keys, h);
	return h;
}

void roll_near(const struct roll *r, uint64_t expected)
{
	const struct roll_index *keys = &r->keys;
	uint32_t who = keys->cap ? who_in(keys, keys->slots[expected & (keys->cap - 1)]) : 0;
	if (!who)
		return;
	__builtin_prefetch(&keys->hashes[who - 1]);
	__builtin_prefetch(&r->people[who - 1]);
}

int64_t roll_expected(const struct roll *r, uint64_t expected)
{
	return find(&r->keys, expected);
}

int64_t roll_by_email(const struct roll *r, const char *email)
{
	return find(&r->emails, hash(r, email));
}

uint32_t roll_tie(const char *key)
{
	return (uint32_t)seal_fingerprint(key, strlen(key));
}

static void *room(void *p, size_t n)
{
	return mem_large(xrealloc(p, n), n);
}

void roll_expect_count(struct roll *r, size_t count)
{
	make_room(&r->keys, count, count);
	make_room(&r->emails, count, count);
}

size_t roll_add_hashed(struct roll *r, uint64_t key, uint64_t email)
{
	if (r->count == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 256;
		r->people = room(r->people, r->cap * sizeof *r->people);
		r->keys.hashes = room(r->keys.hashes, r->cap * sizeof *r->keys.hashes);
		r->emails.hashes = room(r->emails.hashes, r->cap * sizeof *r->emails.hashes);
	}
	size_t who = r->count++;
	r->people[who] = (struct roll_person){.since = ROLL_NO_DAY};
	r->emails.hashes[who] = email;
	put(&r->keys, key, who);
	return who;
}

size_t roll_add(struct roll *r, const char *key)
{
	size_t who = roll_add_hashed(r, hash(r, key), 0);
	r->people[who].tie = roll_tie(key);
	return who;
}

void roll_put_email(struct roll *r, const char *email, size_t who)
{
	r->emails.hashes[who] = 0;
	if (*email)
		put(&r->emails, hash(r, email), who);
}

bool roll_email_free(const struct roll *r, size_t who)
{
	uint64_t email = r->emails.hashes[who];
	return !email || find(&r->emails, email) == ROLL_NOBODY;
}

void roll_keep_email(struct roll *r, size_t who)
{
	if (r->emails.hashes[who])
		put(&r->emails, r->emails.hashes[who], who);
}

void roll_done(struct roll *r)
{
	xfree(r->people);
	xfree(r->keys.slots);
	xfree(r->keys.hashes);
	xfree(r->emails.slots);
	xfree(r->emails.hashes);
	*r = (struct roll){0};
}
