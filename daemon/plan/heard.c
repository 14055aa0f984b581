#include "heard.h"

#include "db.h"
#include "seal.h"

#include <string.h>

enum { ROOM_LEAST = 4096 };

void heard_done(struct heard *heard)
{
	xfree(heard->slots);
	*heard = (struct heard){0};
}

/* Found by one half of the hash, known by the other. */
static size_t place_of(const struct heard *heard, uint64_t hash)
{
	return hash >> 32 & (heard->size - 1);
}

static uint32_t mark_of(uint64_t hash)
{
	return (uint32_t)hash ? (uint32_t)hash : 1;
}

/* Where the customer stands, or their place. */
static uint32_t *slot_of(const struct heard *heard, uint64_t hash)
{
	size_t i = place_of(heard, hash);
	while (heard->slots[i] && heard->slots[i] != mark_of(hash))
		i = (i + 1) & (heard->size - 1);
	return &heard->slots[i];
}

uint64_t heard_ask(const struct heard *heard, const void *customer, size_t n)
{
	uint64_t hash = seal_quick(heard->seed, customer, n);
	__builtin_prefetch(&heard->slots[place_of(heard, hash)], 1);
	return hash;
}

bool heard_has(const struct heard *heard, uint64_t asked)
{
	return *slot_of(heard, asked);
}

#define LETTERS "SELECT count(given(customer)) FROM outbox WHERE kind='letter' AND state='SENT'"
#define FROM_INBOX                                                                                 \
	" FROM inbox WHERE class='answer' AND arrived_at>=:since AND customer IS NOT NULL"
#define FROM_CONVERSATION " FROM conversation WHERE state='ANSWERED' AND answered_at>=:since"
#define FROM_CONTACT " FROM contact WHERE at>=:since"

/* Room for twice as many as there are, and some who come meanwhile. */
static void make_room(struct heard *heard, struct db *db, int64_t since_at, int64_t letters)
{
	int64_t most = letters + db_int(db, 0,
	                                 "SELECT (SELECT count(*)" FROM_INBOX
	                                 ") + (SELECT count(*)" FROM_CONVERSATION
	                                 ") + (SELECT count(*)" FROM_CONTACT ")",
	                                 DB_INT(":since", since_at));
	heard->size = ROOM_LEAST;
	while (heard->size < 2 * (size_t)most)
		heard->size *= 2;
	heard->slots = xcalloc(heard->size, sizeof *heard->slots);
}

struct taking {
	struct heard *heard;
	uint64_t asked[HEARD_AHEAD];
	size_t n;
};

static void take(const struct db_given *row, void *arg)
{
	struct taking *t = arg;
	size_t length, i = t->n % HEARD_AHEAD;
	const void *key = db_given_blob(row, 0, &length);
	/* one place stays free, for the search to end at */
	if (t->n + 1 >= t->heard->size)
		return;
	if (t->n++ >= HEARD_AHEAD)
		*slot_of(t->heard, t->asked[i]) = mark_of(t->asked[i]);
	t->asked[i] = heard_ask(t->heard, key, length);
}

static void take_last(struct taking *t)
{
	for (size_t i = 0; i < HEARD_AHEAD && i < t->n; i++)
		*slot_of(t->heard, t->asked[i]) = mark_of(t->asked[i]);
}

#define OTHERS                                                                                     \
	" UNION ALL SELECT count(given(customer))" FROM_INBOX                                      \
	" UNION ALL SELECT count(given(customer))" FROM_CONVERSATION                               \
	" UNION ALL SELECT count(given(customer))" FROM_CONTACT

/* Letters lie about in the order in which they were claimed: then they are read as they lie, which
 * takes half the time of looking each up. */
static int take_all(struct db *db, int64_t since_at, int64_t letters, struct taking *t)
{
	int64_t least = db_int(db, 0,
	        "SELECT min(id) FROM outbox INDEXED BY outbox_claimed WHERE claimed_at>=:since",
	        DB_INT(":since", since_at));
	int64_t lie = db_int(db, 0, "SELECT max(id) FROM outbox") - least;
	if (lie > 2 * letters)
		return db_each(db, LETTERS " AND claimed_at>=:since" OTHERS, take, t,
		        DB_INT(":since", since_at));
	return db_each(db, LETTERS " AND +claimed_at>=:since AND id>=:least" OTHERS, take, t,
	        DB_INT(":since", since_at), DB_INT(":least", least));
}

int heard_since(const struct house *h, int64_t since_at, struct heard *ret)
{
	AUTO(heard_done) struct heard heard = {0};
	memcpy(&heard.seed, h->key->bytes, sizeof heard.seed);
	int64_t letters = db_int(h->db, 0, "SELECT count(*) FROM outbox WHERE claimed_at>=:since",
	        DB_INT(":since", since_at));
	make_room(&heard, h->db, since_at, letters);
	struct taking t = {.heard = &heard};
	int r = take_all(h->db, since_at, letters, &t);
	if (r < 0)
		return r;
	take_last(&t);
	*ret = heard;
	heard = (struct heard){0};
	return 0;
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
