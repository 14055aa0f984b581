#include "roll.h"

#include "seal.h"

#include <string.h>

static uint64_t hash(const struct roll *r, const char *text)
{
	return seal_quick(r->seed, text, strlen(text));
}

/* The slot of this hash, or the free one where it belongs. */
static uint32_t *slot(const struct roll_index *x, uint64_t h)
{
	size_t at = h & (x->cap - 1);
	while (x->slots[at] && x->hashes[x->slots[at] - 1] != h)
		at = (at + 1) & (x->cap - 1);
	return &x->slots[at];
}

static int64_t find(const struct roll_index *x, uint64_t h)
{
	return x->cap ? (int64_t)*slot(x, h) - 1 : ROLL_NOBODY;
}

static void grow(struct roll_index *x)
{
	uint32_t *old = x->slots;
	size_t cap = x->cap;
	x->cap = cap ? cap * 2 : 256;
	x->slots = xcalloc(x->cap, sizeof *x->slots);
	mem_large(x->slots, x->cap * sizeof *x->slots);
	for (size_t i = 0; i < cap; i++)
		if (old[i])
			*slot(x, x->hashes[old[i] - 1]) = old[i];
	xfree(old);
}

static void put(struct roll_index *x, uint64_t h, size_t who)
{
	if (x->count * 4 >= x->cap * 3)
		grow(x);
	uint32_t *at = slot(x, h);
	x->count += !*at;
	x->hashes[who] = h;
	*at = (uint32_t)who + 1;
}

int64_t roll_by_key(const struct roll *r, const char *key)
{
	return find(&r->keys, hash(r, key));
}

uint64_t roll_expect(const struct roll *r, const char *key)
{
	uint64_t h = hash(r, key);
	if (r->keys.cap)
		__builtin_prefetch(&r->keys.slots[h & (r->keys.cap - 1)]);
	return h;
}

void roll_near(const struct roll *r, uint64_t expected)
{
	uint32_t at = r->keys.cap ? r->keys.slots[expected & (r->keys.cap - 1)] : 0;
	if (!at)
		return;
	__builtin_prefetch(&r->keys.hashes[at - 1]);
	__builtin_prefetch(&r->people[at - 1]);
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
