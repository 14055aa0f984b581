/*
 * sender: the role that sends: takes office, keeps the hours and the pace, and leases batches of
 * rows for dispatch to say.
 */
#include "brake.h"
#include "conf.h"
#include "courtesy.h"
#include "db.h"
#include "dispatch.h"
#include "gate.h"
#include "health.h"
#include "ledger.h"
#include "log.h"
#include "pace.h"
#include "worker.h"

#include <errno.h>

enum { TROUBLE_MOST_S = 300, ELSEWHERE_WAIT_S = 60, LEDGER_S = 10 };

static int sender_start(struct worker_context *ctx)
{
	struct dispatch *d = xcalloc(1, sizeof *d);
	d->ctx = ctx;
	ctx->state = d;
	return db_key(ctx->db, &d->key);
}

static void sender_stop(struct worker_context *ctx)
{
	struct dispatch *state = ctx->state;
	if (!state)
		return;
	dispatch_hang_up(state);
	folder_stock_done(&state->letters);
	xfree(state);
}

/* How many may leave now; 0: none, and `quiet_until` says till when. A set clock does not go on, so
 * it sets no pace. 0 or -errno. */
static int room(struct dispatch *d, const struct house *h, size_t *ret)
{
	int64_t left = 0;
	*ret = DISPATCH_LEASE_MOST;
	if (clock_frozen())
		return 0;
	int r = brake_look(h, &left);
	if (r == BRAKE_SHUT)
		worker_ring(d->ctx);
	if (r >= 0)
		r = pace_spread(h);
	if (r < 0)
		return r;
	/* with the brake on, mail to staff goes on */
	*ret = pace_room(h, left && left < DISPATCH_LEASE_MOST ? (size_t)left : DISPATCH_LEASE_MOST,
	        &d->quiet_until);
	return 0;
}

/* One lease from beginning to end. 0; OUTBOX_NONE: nothing more to do now; -errno. */
static int send_lease(struct worker_context *ctx, const struct house *h, size_t most)
{
	struct dispatch *state = ctx->state;
	AUTO(outbox_batch_done) struct outbox_batch batch = {0};
	AUTO(courtesy_round_done) struct courtesy_round round = {.h = h, .kept = &state->letters};
	int r = outbox_lease(
	        ctx->db, &state->tenure, clock_now(), most, courtesy_veto, &round, &batch);
	state->in_office &= r != OUTBOX_SUPERSEDED;
	if (r != 0)
		return r < 0 ? r : OUTBOX_NONE;
	bool stop = false;
	r = dispatch_send(state, &batch, &stop);
	return r == 0 && stop ? OUTBOX_NONE : r;
}

static int send_due(struct worker_context *ctx, struct house *h)
{
	struct dispatch *state = ctx->state;
	int r = 0;
	while (r == 0 && outbox_next_due(ctx->db) <= clock_now() &&
	        clock_now() >= state->quiet_until && !worker_stopping(ctx)) {
		struct house now = *h;
		bool there = false;
		size_t most = 0;
		now.now = clock_now();
		if ((r = room(state, &now, &most)) < 0 || !most ||
		        outbox_next_due(ctx->db) > now.now)
			break;
		h->now = now.now = clock_now();
		folder_stock_refresh(&state->letters, ctx->db);
		now.stock = &state->letters;
		if ((r = gate_sort(&now, most)) < 0 || outbox_next_due(ctx->db) > h->now)
			continue;
		if ((r = dispatch_dial(state, &there)) < 0 || !there)
			break;
		r = send_lease(ctx, h, most);
	}
	dispatch_hang_up(state);
	return r < 0 ? r : 0;
}

/* ---- the role ---- */

static int elsewhere(struct worker_context *ctx, int64_t now, int64_t *ret_next_at)
{
	*ret_next_at = now + ELSEWHERE_WAIT_S;
	return health_problem(ctx->db, "sender",
	        "This store was brought here from another machine, so nothing is sent: the other "
	        "one may be sending the same letters. Stop followupd there for good, then say "
	        "“followup adopt” here.",
	        now);
}

/* Another sender that took office meanwhile has the rows; this one ends and starts anew. Not in a
 * cluster: there two machines would take office from one another for ever, and leave a batch in
 * doubt each time. The later one was meant to run. */
static int superseded(struct worker_context *ctx, int64_t *ret_next_at)
{
	struct dispatch *state = ctx->state;
	if (ctx->conf->cluster) {
		log_event(LOG_EVENT_SECOND_DAEMON,
		        "Another machine of the cluster \"%s\" sends from this store since, so "
		        "this "
		        "one sends nothing more until it is started again. Two should never run: "
		        "look "
		        "at the cluster's fencing.",
		        ctx->conf->cluster);
		state->retired = true;
		*ret_next_at = INT64_MAX;
		return 0;
	}
	log_warning("Another sender works on this store since; this one stops. If that is no "
	            "second daemon, all is well: it starts again by itself.");
	return -ESTALE;
}

static int take_office(struct worker_context *ctx, int64_t now)
{
	struct dispatch *state = ctx->state;
	if (state->in_office)
		return 0;
	int r = outbox_recover(ctx->db, now, &state->tenure);
	state->in_office = r == 0;
	return r;
}

static int sender_pass(struct worker_context *ctx, int64_t *ret_next_at)
{
	struct dispatch *state = ctx->state;
	struct house h = {.db = ctx->db, .conf = ctx->conf, .key = &state->key, .now = clock_now()};
	if (state->retired) {
		*ret_next_at = INT64_MAX;
		return 0;
	}
	if (ledger_lost(ctx->db)) { /* each letter would be withdrawn; the planner rings */
		*ret_next_at = h.now + LEDGER_S;
		return 0;
	}
	int r = take_office(ctx, h.now);
	if (r == OUTBOX_ELSEWHERE)
		return elsewhere(ctx, h.now, ret_next_at);
	if (state->quiet_until > h.now + TROUBLE_MOST_S)
		state->quiet_until = 0; /* the clock was set back */
	enum gate gate;
	if (r == 0 && !clock_frozen())
		r = gate_look(&h, false, &gate);
	if (r == 0)
		r = send_due(ctx, &h);
	if (r < 0)
		return r;
	if (!state->in_office)
		return superseded(ctx, ret_next_at);
	int64_t due = outbox_next_due(ctx->db);
	*ret_next_at = due < state->quiet_until ? state->quiet_until : due;
	return health_ok(ctx->db, "sender", h.now);
}

static const struct conf_server *sender_server(const struct conf *conf)
{
	return &conf->smtp.server;
}

const struct worker sender = {
        .role = "sender",
        .server = sender_server,
        .start = sender_start,
        .pass = sender_pass,
        .stop = sender_stop,
};
