#include "keepsake.h"

#include "conf.h"
#include "db.h"
#include "imap.h"
#include "log.h"
#include "outbox.h"
#include "provider.h"
#include "worker.h"

#include <string.h>

enum { WEEK_S = 7 * 86400, MOST = 200 };

/* Sent, with its bytes, and not known to lie there. */
#define MISSING                                                                                    \
	"SELECT o.id, o.token FROM outbox o JOIN outbox_message m ON m.id=o.id"                    \
	" WHERE o.settled_at>:since AND o.state='SENT' AND length(m.message)>0"                    \
	" AND NOT EXISTS (SELECT 1 FROM keepsake k WHERE k.id=o.id)"                               \
	" AND (instr(:people, iif(o.kind='letter', ' ' || o.manager || ' ', '\n')) > 0)=:theirs"   \
	" ORDER BY o.id LIMIT :most"

/* Who have a mailbox of their own, between blanks: their letters lie there. Owned. */
static char *people(const struct conf *conf, const struct conf_person *whose)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	text_puts(&t, " ");
	for (size_t i = 0; conf->business.from == CONF_FROM_OWN && i < conf->people_count; i++) {
		const struct conf_person *p = &conf->people[i];
		if (p->smtp.user && (!whose || p == whose))
			text_join(&t, p->id, " ");
	}
	return text_steal(&t);
}

static int note(struct db *db, int64_t id)
{
	int r = db_begin(db);
	if (r < 0)
		return r;
	if ((r = db_run(db, "INSERT INTO keepsake (id, at) VALUES (:id, :now)", DB_INT(":id", id),
	             DB_INT(":now", clock_now()))) < 0) {
		db_rollback(db);
		return r;
	}
	return db_commit(db);
}

/* One letter. An end between the two commands, or before the note, is found out by the search. */
static int put(
        struct db *db, struct imap *imap, const char *sent, struct db_rows *row, char **ret_why)
{
	AUTO(xfree) uint32_t *uids = NULL;
	AUTO(xfree) char *bytes = NULL;
	size_t count = 0, n = 0;
	int r = outbox_message(db, db_col_int(row, 0), &bytes, &n);
	if (r < 0)
		return r;
	int o = imap_search_header(
	        imap, "Followup-Ref", db_col_text(row, 1), &uids, &count, ret_why);
	if (o != IMAP_OK)
		return o;
	if (!count && (o = imap_append(imap, sent, bytes, n, ret_why)) != IMAP_OK)
		return o;
	return note(db, db_col_int(row, 0));
}

int keepsake_put(struct worker_context *ctx, struct imap *imap, const char *sent,
        const struct conf_person *whose, char **ret_why)
{
	struct imap_mailbox box;
	if (!ctx->conf->imap.copy_sent || provider_keeps_sent(ctx->conf->smtp.server.host))
		return 0;
	AUTO(xfree) char *ids = people(ctx->conf, whose);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(ctx->db, MISSING, DB_INT(":since", clock_now() - WEEK_S),
	        DB_INT(":most", MOST), DB_TEXT(":people", ids), DB_INT(":theirs", whose != NULL));
	int o = 0, r = db_step(rows);
	if (r <= 0)
		return r;
	if ((o = imap_examine(imap, sent, &box, ret_why)) != IMAP_OK)
		return o;
	for (; o == 0 && r > 0 && !worker_stopping(ctx); r = db_step(rows))
		o = put(ctx->db, imap, sent, rows, ret_why);
	return o ? o : r < 0 ? r : 0;
}
