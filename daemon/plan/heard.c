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

/* Where the customer stands, or their place: found by one half of the hash, known by the other. */
static uint32_t *slot_of(const struct heard *heard, const char *customer, uint32_t *ret_mark)
{
	uint64_t hash = seal_quick(heard->seed, customer, strlen(customer));
	uint32_t mark = (uint32_t)hash ? (uint32_t)hash : 1;
	size_t i = hash >> 32 & (heard->size - 1);
	while (heard->slots[i] && heard->slots[i] != mark)
		i = (i + 1) & (heard->size - 1);
	*ret_mark = mark;
	return &heard->slots[i];
}

#define FROM_OUTBOX " FROM outbox WHERE kind='letter' AND state='SENT' AND claimed_at>=:since"
#define FROM_INBOX                                                                                 \
	" FROM inbox WHERE class='answer' AND arrived_at>=:since AND customer IS NOT NULL"
#define FROM_CONVERSATION " FROM conversation WHERE state='ANSWERED' AND answered_at>=:since"
#define FROM_CONTACT " FROM contact WHERE at>=:since"

/* Room for twice as many as there are, and some who come meanwhile. */
static void make_room(struct heard *heard, struct db *db, int64_t since_at)
{
	int64_t most = db_int(db, 0,
	        "SELECT (SELECT count(*) FROM outbox WHERE claimed_at>=:since)"
	        " + (SELECT count(*)" FROM_INBOX ") + (SELECT count(*)" FROM_CONVERSATION
	        ") + (SELECT count(*)" FROM_CONTACT ")",
	        DB_INT(":since", since_at));
	heard->size = ROOM_LEAST;
	while (heard->size < 2 * (size_t)most)
		heard->size *= 2;
	heard->slots = xcalloc(heard->size, sizeof *heard->slots);
}

int heard_since(const struct house *h, int64_t since_at, struct heard *ret)
{
	AUTO(heard_done) struct heard heard = {0};
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT customer" FROM_OUTBOX " UNION ALL SELECT customer" FROM_INBOX
	        " UNION ALL SELECT customer" FROM_CONVERSATION
	        " UNION ALL SELECT customer" FROM_CONTACT,
	        DB_INT(":since", since_at));
	memcpy(&heard.seed, h->key->bytes, sizeof heard.seed);
	make_room(&heard, h->db, since_at);
	uint32_t mark;
	int r;
	/* one place stays free, for the search to end at */
	for (size_t n = 1; (r = db_step(rows)) > 0 && n < heard.size; n++) {
		uint32_t *slot = slot_of(&heard, db_col_text(rows, 0), &mark);
		*slot = mark;
	}
	if (r < 0)
		return r;
	*ret = heard;
	heard = (struct heard){0};
	return 0;
}

bool heard_has(const struct heard *heard, const char *customer)
{
	uint32_t mark;
	return *slot_of(heard, customer, &mark);
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
