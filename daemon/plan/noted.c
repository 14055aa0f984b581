#include "noted.h"

#include "conf.h"
#include "db.h"

enum { DAY_S = 86400 };

void noted_done(struct noted *n)
{
	marks_done(&n->words);
	*n = (struct noted){0};
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
		marks_add(&n->words, db_col_text(rows, 0));
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
	return marks_have(&n->words, word);
}

bool noted_addresses(const struct house *h)
{
	return !h->noted || !h->noted->looked || h->noted->seals > 0;
}
