#include "pool.h"

#include "seal.h"

#include <string.h>

enum { CHUNK = 64 * 1024 };

struct pool_chunk {
	struct pool_chunk *next;
	size_t used, size;
	max_align_t bytes[];
};

void *pool_get(struct pool *p, size_t n)
{
	struct pool_chunk *c = p->chunks;
	n = (n + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
	if (!c || c->size - c->used < n) {
		size_t size = n > CHUNK ? n : CHUNK;
		c = xmalloc(sizeof *c + size);
		*c = (struct pool_chunk){.next = p->chunks, .size = size};
		p->chunks = c;
	}
	void *got = (char *)c->bytes + c->used;
	c->used += n;
	return got;
}

const char *pool_text(struct pool *p, const char *s)
{
	size_t n = strlen(s);
	return n ? memcpy(pool_get(p, n + 1), s, n + 1) : "";
}

void pool_done(struct pool *p)
{
	for (struct pool_chunk *c = p->chunks, *next; c; c = next) {
		next = c->next;
		xfree(c);
	}
	p->chunks = NULL;
}

struct pool_slot {
	const char *key;
	int value;
};

/* The slot of this key, or the free one where it belongs. */
static struct pool_slot *slot(const struct pool_index *x, const char *key)
{
	size_t at = seal_fingerprint(key, strlen(key)) & (x->cap - 1);
	while (x->slots[at].key && strcmp(x->slots[at].key, key) != 0)
		at = (at + 1) & (x->cap - 1);
	return &x->slots[at];
}

int pool_index_get(const struct pool_index *x, const char *key)
{
	const struct pool_slot *s = x->cap ? slot(x, key) : NULL;
	return s && s->key ? s->value : -1;
}

static void grow(struct pool_index *x)
{
	struct pool_index grown = {.cap = x->cap ? x->cap * 2 : 256, .count = x->count};
	grown.slots = xcalloc(grown.cap, sizeof *grown.slots);
	for (size_t i = 0; i < x->cap; i++)
		if (x->slots[i].key)
			*slot(&grown, x->slots[i].key) = x->slots[i];
	xfree(x->slots);
	*x = grown;
}

void pool_index_put(struct pool_index *x, const char *key, int value)
{
	if (x->count * 2 >= x->cap)
		grow(x);
	struct pool_slot *s = slot(x, key);
	x->count += !s->key;
	*s = (struct pool_slot){key, value};
}

void pool_index_done(struct pool_index *x)
{
	xfree(x->slots);
	*x = (struct pool_index){0};
}
