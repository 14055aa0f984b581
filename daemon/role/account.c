#include "account.h"

#include "conf.h"
#include "db.h"
#include "health.h"
#include "keepsake.h"
#include "reader.h"
#include "worker.h"

enum { FIRST_S = 60, MOST_S = 900 }; /* after trouble; a server locks who fails too often */

void accounts_init(struct accounts *a, const struct conf *conf)
{
	bool own = conf->business.from == CONF_FROM_OWN;
	for (size_t i = 0; own && i < conf->people_count; i++) {
		if (!conf->people[i].imap.user)
			continue;
		a->at = xrealloc(a->at, (a->count + 1) * sizeof *a->at);
		a->at[a->count++] = (struct account){.who = &conf->people[i]};
	}
}

static void hang_up(struct account *a)
{
	imap_close(a->imap);
	a->imap = NULL;
}

void accounts_done(struct accounts *a)
{
	for (size_t i = 0; i < a->count; i++)
		hang_up(&a->at[i]);
	xfree(a->at);
	*a = (struct accounts){0};
}

static int read_both(
        struct account *a, struct worker_context *ctx, const struct seal_key *key, char **ret_why)
{
	const struct conf *conf = ctx->conf;
	int o = a->imap ? 0 : imap_open(&a->who->imap, &a->imap, ret_why);
	if (o != 0)
		return o;
	const struct reader reader = {
	        .ctx = ctx, .key = key, .imap = a->imap, .whose = a->who->email};
	AUTO(xfree)
	char *sent = conf->imap.sent ? xstrdup(conf->imap.sent) : imap_find_sent(a->imap);
	o = reader_read(&reader, "INBOX", false, &a->seen[0], ret_why);
	if (o == 0 && sent)
		o = reader_read(&reader, sent, true, &a->seen[1], ret_why);
	return o || !sent ? o : keepsake_put(ctx, a->imap, sent, a->who, ret_why);
}

/* The server may have closed what was kept open: then once more. */
static int look(
        struct account *a, struct worker_context *ctx, const struct seal_key *key, char **ret_why)
{
	bool kept = a->imap != NULL;
	int o = read_both(a, ctx, key, ret_why);
	if (o <= 0)
		return o;
	hang_up(a);
	if (!kept || worker_stopping(ctx))
		return o;
	xfree(*ret_why);
	*ret_why = NULL;
	o = read_both(a, ctx, key, ret_why);
	if (o > 0)
		hang_up(a);
	return o;
}

static int trouble(struct account *a, struct db *db, const char *what, const char *why, int64_t now)
{
	AUTO(xfree)
	char *words = xasprintf("The mailbox of %s is not read, so nobody notices there what "
	                        "customers write and what comes back. %s",
	        a->who->name, why ? why : "The server broke the dialogue.");
	int64_t wait = (int64_t)FIRST_S << (a->troubles < 4 ? a->troubles++ : 4);
	a->next_at = now + (wait < MOST_S ? wait : MOST_S);
	return health_problem(db, what, words, now);
}

static int read_one(struct account *a, struct worker_context *ctx, const struct seal_key *key)
{
	AUTO(xfree) char *what = xasprintf("imap %s", a->who->id), *why = NULL;
	int o = look(a, ctx, key, &why);
	int64_t now = clock_now();
	if (o < 0 || worker_stopping(ctx))
		return o < 0 ? o : 0;
	if (o > 0)
		return trouble(a, ctx->db, what, why, now);
	a->troubles = 0;
	a->next_at = now + ctx->conf->imap.poll_s;
	return health_ok(ctx->db, what, now);
}

int accounts_read(struct accounts *a, struct worker_context *ctx, const struct seal_key *key)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < a->count && !worker_stopping(ctx); i++) {
		int64_t now = clock_now(), next = a->at[i].next_at;
		if (now >= next || next > now + MOST_S + ctx->conf->imap.poll_s)
			r = read_one(&a->at[i], ctx, key);
	}
	return r;
}
