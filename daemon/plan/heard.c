#include "heard.h"

#include "db.h"
#include "seal.h"

#include <string.h>

enum { ROOM_AT_FIRST = 1024 };

void heard_done(struct heard *heard)
{
	xfree(heard->slots);
	*heard = (struct heard){0};
}

static uint64_t hash_of(const struct heard *heard, const char *customer)
{
	uint64_t hash = seal_quick(heard->seed, customer, strlen(customer));
	return hash ? hash : 1;
}

/* Where the hash stands, or its place. */
static uint64_t *slot_of(const struct heard *heard, uint64_t hash)
{
	size_t i = hash & (heard->cap - 1);
	while (heard->slots[i] && heard->slots[i] != hash)
		i = (i + 1) & (heard->cap - 1);
	return &heard->slots[i];
}

static void grow(struct heard *heard)
{
	struct heard more = *heard;
	more.cap = heard->cap ? 2 * heard->cap : (size_t)ROOM_AT_FIRST;
	more.slots = xcalloc(more.cap, sizeof *more.slots);
	for (size_t i = 0; i < heard->cap; i++)
		if (heard->slots[i])
			*slot_of(&more, heard->slots[i]) = heard->slots[i];
	xfree(heard->slots);
	*heard = more;
}

static void add(struct heard *heard, const char *customer)
{
	if (2 * heard->count >= heard->cap)
		grow(heard);
	uint64_t hash = hash_of(heard, customer), *slot = slot_of(heard, hash);
	heard->count += !*slot;
	*slot = hash;
}

int heard_since(const struct house *h, int64_t since_at, struct heard *ret)
{
	AUTO(heard_done) struct heard heard = {0};
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT customer FROM outbox WHERE kind='letter' AND state='SENT'"
	        "  AND claimed_at>=:since"
	        " UNION ALL SELECT customer FROM inbox WHERE class='answer' AND arrived_at>=:since"
	        "  AND customer IS NOT NULL"
	        " UNION ALL SELECT customer FROM conversation WHERE state='ANSWERED'"
	        "  AND answered_at>=:since"
	        " UNION ALL SELECT customer FROM contact WHERE at>=:since",
	        DB_INT(":since", since_at));
	memcpy(&heard.seed, h->key->bytes, sizeof heard.seed);
	grow(&heard);
	int r;
	while ((r = db_step(rows)) > 0)
		add(&heard, db_col_text(rows, 0));
	if (r < 0)
		return r;
	*ret = heard;
	heard = (struct heard){0};
	return 0;
}

bool heard_has(const struct heard *heard, const char *customer)
{
	return *slot_of(heard, hash_of(heard, customer));
}

int64_t heard_last(const struct house *h, const char *customer)
{
	return db_int(h->db, 0,
	        "SELECT coalesce(max(at), 0) FROM (SELECT max(claimed_at) AS at FROM outbox WHERE"
	        " customer=:key AND kind='letter' AND state='SENT' UNION ALL"
	        " SELECT max(arrived_at) FROM inbox WHERE customer=:key AND class='answer'"
	        " UNION ALL SELECT max(answered_at) FROM conversation WHERE customer=:key"
	        "  AND state='ANSWERED'"
	        " UNION ALL SELECT max(at) FROM contact WHERE customer=:key)",
	        DB_TEXT(":key", customer));
}
