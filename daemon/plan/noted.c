#include "noted.h"

#include "conf.h"
#include "db.h"
#include "seal.h"

#include <string.h>

enum { DAY_S = 86400 };

void noted_done(struct noted *n)
{
	xfree(n->at);
	*n = (struct noted){0};
}

static uint64_t hash(const char *word)
{
	return seal_quick(0, word, strlen(word)) | 1; /* never 0 */
}

/* The place of this hash, or the free one where it belongs. */
static uint64_t *place_of(const struct noted *n, uint64_t hash)
{
	size_t i = (size_t)(hash >> 1) & (n->room - 1);
	while (n->at[i] && n->at[i] != hash)
		i = (i + 1) & (n->room - 1);
	return &n->at[i];
}

static void make_room(struct noted *n)
{
	if (n->count * 2 < n->room)
		return;
	struct noted old = *n;
	n->room = old.room ? old.room * 2 : 64;
	n->at = xcalloc(n->room, sizeof *n->at);
	for (size_t i = 0; i < old.room; i++)
		if (old.at[i])
			*place_of(n, old.at[i]) = old.at[i];
	xfree(old.at);
}

static void add(struct noted *n, const char *word)
{
	make_room(n);
	uint64_t *place = place_of(n, hash(word));
	n->count += *place == 0;
	*place = hash(word);
}

/* Time only takes away from it: pauses end, words with somebody grow old. */
static int read_all(const struct house *h, struct noted *n)
{
	int64_t lately = h->now - (h->conf->courtesy.human_gap_days + 2) * (int64_t)DAY_S;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT customer, 0 FROM pause WHERE until_at>:now"
	        " UNION ALL SELECT customer, 0 FROM conversation WHERE state='WAITING'"
	        " UNION ALL SELECT customer, 0 FROM inbox WHERE arrived_at>:lately"
	        "  AND customer IS NOT NULL"
	        " UNION ALL SELECT customer, 0 FROM contact WHERE at>:lately"
	        " UNION ALL SELECT customer, 0 FROM approval"
	        " UNION ALL SELECT customer, 0 FROM amendment"
	        " UNION ALL SELECT customer, 0 FROM suppression WHERE customer IS NOT NULL"
	        " UNION ALL SELECT hash, 1 FROM suppression",
	        DB_INT(":now", h->now), DB_INT(":lately", lately));
	int r;
	while ((r = db_step(rows)) > 0) {
		add(n, db_col_text(rows, 0));
		n->seals += (size_t)db_col_int(rows, 1);
	}
	return r;
}

int noted_look(const struct house *h)
{
	struct noted *n = h->noted;
	if (!n || (n->looked && (h->rehearsal || n->version == db_version(h->db))))
		return 0;
	noted_done(n);
	int r = read_all(h, n);
	if (r < 0)
		return r;
	n->version = db_version(h->db);
	n->looked = true;
	return 0;
}

bool noted_has(const struct house *h, const char *word)
{
	const struct noted *n = h->noted;
	if (!n || !n->looked)
		return true;
	return n->count && *place_of(n, hash(word));
}

bool noted_addresses(const struct house *h)
{
	return !h->noted || !h->noted->looked || h->noted->seals > 0;
}
