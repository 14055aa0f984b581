#include "failure.h"

#include "conversation.h"
#include "db.h"
#include "outbox.h"

enum {
	TROUBLES_MOST = 3,             /* letters of different kinds … */
	TROUBLES_SPAN_S = 120 * 86400, /* … within this span, with nothing good in between */
};

enum classify_permanence failure_of_answer(
        const char *step, int code, const char *enhanced, const char *text)
{
	AUTO(xfree) char *bare = xasprintf("%d.0.0", code / 100);
	enum classify_permanence p = classify_status(str_empty(enhanced) ? bare : enhanced, text);
	/* only the answer to RCPT is about the recipient, unless the code says so itself */
	if (p == CLASSIFY_DEAD && !str_same(step, "rcpt") && !str_starts(enhanced, "5.1."))
		return CLASSIFY_REFUSED;
	return p;
}

/* Different letters to this address that met a passing trouble since one last got through or the
 * customer wrote. */
static int64_t troubles(struct db *db, const struct failure *f, int64_t now)
{
	return db_int(db, 0,
	        "SELECT count(DISTINCT o.touchpoint) FROM failure f JOIN outbox o ON o.id=f.outbox"
	        " WHERE o.recipient=:address AND f.permanence='transient' AND f.at>:since"
	        " AND f.at>coalesce((SELECT max(settled_at) FROM outbox WHERE recipient=:address"
	        "  AND kind='letter' AND state='SENT'), 0)"
	        " AND f.at>coalesce((SELECT max(arrived_at) FROM inbox WHERE customer=:customer"
	        "  AND class IN ('reply', 'optout')), 0)",
	        DB_TEXT(":address", f->address), DB_TEXT(":customer", f->customer),
	        DB_INT(":since", now - TROUBLES_SPAN_S));
}

static int suppress(struct db *db, const struct seal_key *key, const struct failure *f,
        const char *why, int64_t now)
{
	int r = conversation_suppress_put(db, key, f->address, f->customer, "dead", why, now);
	return r < 0 ? r : outbox_withdraw(db, f->customer, f->address, why, now);
}

int failure_take(struct db *db, const struct seal_key *key, const struct failure *f, int64_t now)
{
	int r = db_run(db,
	        "INSERT INTO failure (outbox, permanence, at) VALUES (:outbox, :permanence, :now)"
	        " ON CONFLICT DO NOTHING",
	        DB_INT(":outbox", f->letter),
	        DB_TEXT(":permanence", classify_permanence_name(f->permanence)),
	        DB_INT(":now", now));
	if (r < 0)
		return r;
	bool dead = f->permanence == CLASSIFY_DEAD;
	bool worn = f->permanence == CLASSIFY_TRANSIENT && troubles(db, f, now) >= TROUBLES_MOST;
	if (!dead && !worn)
		return FAILURE_NOTED;
	AUTO(xfree)
	char *why = xasprintf("%s (%s)",
	        dead ? "The address no longer works."
	             : "Three letters in a row could not be delivered: the address is as good as "
	               "gone.",
	        f->reason);
	r = suppress(db, key, f, why, now);
	return r < 0 ? r : dead ? FAILURE_DEAD : FAILURE_WORN;
}
