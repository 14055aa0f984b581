/*
 * listener: the role that listens: reads what arrived in the inbox and in Sent, by EXAMINE and
 * BODY.PEEK, and gives each message to inbox. A message on which the parser dies is set aside.
 */
#include "account.h"
#include "conf.h"
#include "db.h"
#include "health.h"
#include "imap.h"
#include "inbox.h"
#include "keepsake.h"
#include "ledger.h"
#include "reader.h"
#include "seal.h"
#include "worker.h"

#include <errno.h>
#include <poll.h>

enum {
	TROUBLE_FIRST_S = 10, /* after trouble; twice as long each time, up to … */
	TROUBLE_MOST_S = 60,
	IDLE_S = 28 * 60, /* RFC 2177: issue it anew before 29 minutes */
	ANEW_S = 1,       /* the line broke between a pass and IDLE */
};

struct listener_state {
	struct seal_key key;
	struct imap *imap; /* kept between passes for IDLE */
	struct imap_mailbox
	        *seen; /* each mailbox of the configuration, and Sent, when all was read */
	int idle_on;   /* the first mailbox that could be read; -1: none */
	bool again;    /* the last wait ended at once: the next one is a true one */
	int troubles;  /* in a row */
	struct accounts accounts;
};

static int listener_start(struct worker_context *ctx)
{
	struct listener_state *state = xcalloc(1, sizeof *state);
	size_t n = 0;
	while (ctx->conf->imap.mailboxes[n])
		n++;
	state->seen = xcalloc(n + 1, sizeof *state->seen);
	accounts_init(&state->accounts, ctx->conf);
	ctx->state = state;
	return db_key(ctx->db, &state->key);
}

static void hang_up(struct listener_state *state)
{
	imap_close(state->imap);
	state->imap = NULL;
}

static void listener_stop(struct worker_context *ctx)
{
	struct listener_state *state = ctx->state;
	if (!state)
		return;
	hang_up(state);
	accounts_done(&state->accounts);
	xfree(state->seen);
	xfree(state);
}

/* What is wrong with single mailboxes does not keep us from the others; all of it is told. */
struct ailing {
	struct text why;
	bool refused; /* one does not give a message: it is asked again soon */
};

static int read_one(struct worker_context *ctx, const char *mailbox, int index, bool sent,
        struct ailing *ailing, char **ret_why)
{
	struct listener_state *state = ctx->state;
	const struct reader reader = {.ctx = ctx, .key = &state->key, .imap = state->imap};
	AUTO(xfree) char *why = NULL;
	int o = reader_read(&reader, mailbox, sent, &state->seen[index], &why);
	if (o == 0 && state->idle_on < 0 && !sent)
		state->idle_on = index;
	if (o != IMAP_NO_MAILBOX && o != IMAP_REFUSED) {
		*ret_why = why;
		why = NULL;
		return o;
	}
	text_printf(&ailing->why, "%s%s", ailing->why.len ? " " : "", why);
	if (o == IMAP_NO_MAILBOX)
		text_puts(&ailing->why,
		        " Nobody hears what customers write there; the other mailboxes are read. "
		        "If it was renamed or deleted, correct the group imap of the configuration "
		        "and reload followupd.");
	ailing->refused |= o == IMAP_REFUSED;
	return 0;
}

static int keep_copies(
        struct worker_context *ctx, const char *sent, struct ailing *ailing, char **ret_why)
{
	struct listener_state *state = ctx->state;
	AUTO(xfree) char *why = NULL;
	int o = keepsake_put(ctx, state->imap, sent, NULL, &why);
	if (o != IMAP_NO_MAILBOX && o != IMAP_REFUSED) {
		*ret_why = why;
		why = NULL;
		return o;
	}
	text_printf(&ailing->why,
	        "%s%s No copy of what was sent lies there; customers have their letters all the "
	        "same. It is tried again.",
	        ailing->why.len ? " " : "", why);
	return 0;
}

static int read_all(struct worker_context *ctx, struct ailing *ailing, char **ret_why)
{
	struct listener_state *state = ctx->state;
	const struct conf *conf = ctx->conf;
	AUTO(xfree)
	char *sent = conf->imap.sent ? xstrdup(conf->imap.sent) : imap_find_sent(state->imap);
	int o = 0, i = 0;
	state->idle_on = -1;
	for (; o == 0 && conf->imap.mailboxes[i]; i++)
		o = read_one(ctx, conf->imap.mailboxes[i], i, false, ailing, ret_why);
	/* Sent after the inbox: the answer to what was just read may lie there already */
	if (o == 0 && sent)
		o = read_one(ctx, sent, i, true, ailing, ret_why);
	return o == 0 && sent ? keep_copies(ctx, sent, ailing, ret_why) : o;
}

static int connect_and_read(struct worker_context *ctx, struct ailing *ailing, char **ret_why)
{
	struct listener_state *state = ctx->state;
	if (!state->imap) {
		int o = imap_open(&ctx->conf->imap.server, &state->imap, ret_why);
		if (o != IMAP_OK)
			return o;
	}
	return read_all(ctx, ailing, ret_why);
}

/* IDLE tells of one mailbox only: Sent, where answers lie, and the others are looked at anyway. */
static int next_look_s(const struct worker_context *ctx)
{
	const struct listener_state *state = ctx->state;
	int poll_s = ctx->conf->imap.poll_s;
	return imap_can_idle(state->imap) && poll_s > IDLE_S ? IDLE_S : poll_s;
}

/* Seconds until the next try: twice as long each time. */
static int back_off(struct listener_state *state)
{
	int wait = TROUBLE_FIRST_S << (state->troubles < 3 ? state->troubles++ : 3);
	return wait < TROUBLE_MOST_S ? wait : TROUBLE_MOST_S;
}

static int note_trouble(struct worker_context *ctx, const char *why, int64_t *ret_next_at)
{
	struct listener_state *state = ctx->state;
	hang_up(state);
	*ret_next_at = clock_now() + back_off(state);
	return health_problem(
	        ctx->db, "imap", why ? why : "The server broke the dialogue.", clock_now());
}

static int note_read(
        struct worker_context *ctx, const struct ailing *ailing, int64_t now, int64_t *ret_next_at)
{
	struct listener_state *state = ctx->state;
	if (!ailing->refused)
		state->troubles = 0;
	*ret_next_at = ailing->refused ? clock_now() + back_off(state) : now + next_look_s(ctx);
	int r = ailing->why.len ? health_problem(ctx->db, "imap", text_str(&ailing->why), now)
	                        : health_ok(ctx->db, "imap", now);
	return r < 0 ? r : health_ok(ctx->db, "listener", now);
}

/* Before the first ledger was read everybody is a stranger, and a stranger's mail is passed over.
 */
static bool knows_customers(struct db *db)
{
	return !ledger_lost(db) &&
	       db_int(db, 0, "SELECT 1 FROM health WHERE what='ledger' AND ok_at IS NOT NULL");
}

static int listener_pass(struct worker_context *ctx, int64_t *ret_next_at)
{
	if (!knows_customers(ctx->db)) {
		*ret_next_at = clock_now() + TROUBLE_FIRST_S;
		return 0;
	}
	AUTO(xfree) char *why = NULL;
	struct ailing ailing = {.why = TEXT_INIT};
	int64_t now = clock_now();
	int o = connect_and_read(ctx, &ailing, &why);
	if (o == IMAP_OK)
		o = note_read(ctx, &ailing, now, ret_next_at);
	else if (o > 0)
		o = worker_stopping(ctx) ? 0 : note_trouble(ctx, why, ret_next_at);
	text_done(&ailing.why);
	struct listener_state *state = ctx->state;
	return o < 0 ? o : accounts_read(&state->accounts, ctx, &state->key);
}

/* Did a message come since the inbox was read? IDLE would never tell of it: it tells of what comes
 * after the mailbox was opened. */
static bool more_came(const struct imap_mailbox *seen, const struct imap_mailbox *now)
{
	return now->uidvalidity != seen->uidvalidity || now->uidnext != seen->uidnext ||
	       now->exists > seen->exists;
}

/* At rest the supervisor's question whether we live is answered, without leaving IDLE. */
static bool idle_until_rung(struct worker_context *ctx, struct imap *imap, int seconds)
{
	int64_t end = clock_monotonic_ms() + (int64_t)seconds * 1000, left;
	enum imap_idle o = imap_idle_begin(imap);
	worker_busy(ctx, 0);
	while (o == IMAP_IDLE_QUIET && (left = end - clock_monotonic_ms()) > 0) {
		o = imap_idle_wait(imap, ctx->bell_fd, (int)((left + 999) / 1000));
		if (o == IMAP_IDLE_WOKEN && !worker_rang(ctx))
			o = IMAP_IDLE_QUIET;
	}
	worker_busy(ctx, WORKER_PASS_S);
	return o != IMAP_IDLE_DEAD && imap_idle_end(imap) != IMAP_IDLE_DEAD;
}

/* IDLE on the inbox; the mailbox examined last was Sent. True when there was nothing to wait for,
 * or the waiting is over; false when the connection is of no use. A server whose numbers are never
 * the same twice gets one look more than usual, not one after the other. */
static bool idle(struct worker_context *ctx, int seconds)
{
	struct listener_state *state = ctx->state;
	AUTO(xfree) char *why = NULL;
	struct imap_mailbox box;
	if (imap_examine(state->imap, ctx->conf->imap.mailboxes[state->idle_on], &box, &why) !=
	        IMAP_OK)
		return false;
	state->again = !state->again && more_came(&state->seen[state->idle_on], &box);
	return state->again || idle_until_rung(ctx, state->imap, seconds);
}

static int sleep_until_bell(struct worker_context *ctx, int64_t seconds)
{
	int64_t end = clock_monotonic_ms() + seconds * 1000, left;
	worker_busy(ctx, 0);
	while ((left = end - clock_monotonic_ms()) > 0) {
		struct pollfd p = {.fd = ctx->bell_fd, .events = POLLIN};
		int r = poll(&p, 1, left > 3600 * 1000 ? 3600 * 1000 : (int)left);
		if (r < 0 && errno != EINTR)
			return -errno;
		if (r > 0 && worker_rang(ctx))
			break;
	}
	return 0;
}

static int listener_wait(struct worker_context *ctx, int64_t next_at)
{
	struct listener_state *state = ctx->state;
	int64_t left = next_at - clock_now();
	if (left <= 0)
		return 0;
	if (!state->imap || state->idle_on < 0 || !imap_can_idle(state->imap))
		return sleep_until_bell(ctx, left);
	if (idle(ctx, (int)left))
		return 0;
	hang_up(state);
	return sleep_until_bell(ctx, ANEW_S);
}

static const struct conf_server *listener_server(const struct conf *conf)
{
	return &conf->imap.server;
}

const struct worker listener = {
        .role = "listener",
        .server = listener_server,
        .start = listener_start,
        .pass = listener_pass,
        .wait = listener_wait,
        .stop = listener_stop,
};
