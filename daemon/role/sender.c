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

enum {
	TROUBLE_MOST_S = 300,
	ELSEWHERE_WAIT_S = 60,
	LEDGER_S = 10,
	BRAKE_LETTERS = 1000,
	BRAKE_S = 60,
	/* of the next lease: so many are seen ahead, which is what one has room for while letters
	 * of the one before are under way, and asked about so many at a time */
	LOOK_MOST = 70,
	ASK_MOST = 8,
	IDLE_LEASES = 8
};

static int sender_start(struct worker_context *ctx)
{
	struct dispatch *d = xcalloc(1, sizeof *d);
	d->ctx = ctx;
	ctx->state = d;
	int r = logins_init(&d->logins, ctx->conf, ctx->db);
	return r < 0 ? r : db_key(ctx->db, &d->key);
}

static void sender_stop(struct worker_context *ctx)
{
	struct dispatch *state = ctx->state;
	if (!state)
		return;
	dispatch_hang_up(state);
	folder_stock_done(&state->letters);
	noted_done(&state->noted);
	logins_done(&state->logins);
	xfree(state);
}

/* How many more the day's brake lets go; 0: it is on, and letters rest. What has left today is
 * counted anew only when as many have left as it let go, which are a thousand at most, or after a
 * minute. 0 or -errno. */
static int ask_brake(struct dispatch *d, const struct house *h, int64_t *ret)
{
	int64_t left = 0;
	if (d->unbraked > 0 && h->now >= d->asked_brake_at &&
	        h->now < d->asked_brake_at + BRAKE_S) {
		*ret = d->unbraked;
		return 0;
	}
	int r = brake_look(h, &left);
	if (r == BRAKE_SHUT)
		worker_ring(d->ctx);
	d->asked_brake_at = h->now;
	d->unbraked = left == INT64_MAX ? 0 : left < BRAKE_LETTERS ? left : BRAKE_LETTERS;
	*ret = left;
	return r < 0 ? r : 0;
}

/* How many may leave now; 0: none, and `quiet_until` says till when. A set clock does not go on, so
 * it sets no pace. 0 or -errno. */
static int room(struct dispatch *d, const struct house *h, size_t *ret)
{
	int64_t left = 0;
	*ret = DISPATCH_LEASE_MOST;
	if (clock_frozen())
		return 0;
	int r = ask_brake(d, h, &left);
	if (r >= 0)
		r = pace_spread(h);
	if (r < 0)
		return r;
	/* with the brake on, mail to staff goes on */
	*ret = pace_room(h, left && left < DISPATCH_LEASE_MOST ? (size_t)left : DISPATCH_LEASE_MOST,
	        &d->quiet_until);
	return 0;
}

/* ---- leases ---- */

/* What a pass has in mind of the next lease. */
struct errand {
	struct house *h;
	struct outbox_batch look; /* seen ahead; empty: nothing */
	struct courtesy_round round;
	bool looked;
	int idle; /* so many leases without a look: somebody else writes all the time */
};

static void forget(struct errand *e)
{
	outbox_batch_done(&e->look);
	courtesy_round_done(&e->round);
	e->round = (struct courtesy_round){0};
	e->looked = false;
}
static void errand_done_auto(struct errand *e)
{
	forget(e);
}

/* What may leave at this moment is sorted out; does anything? 0 or -errno. */
static int sort_out(struct dispatch *d, struct house *h, size_t most, bool *ret)
{
	h->now = clock_now();
	if (outbox_next_due(h->db) > h->now)
		return 0;
	folder_stock_refresh(&d->letters, h->db);
	h->stock = &d->letters;
	int r = gate_sort(h, most);
	h->stock = NULL;
	*ret = r == 0 && outbox_next_due(h->db) <= h->now;
	return r;
}

/* `most` of the queue's first are what the veto will be asked about. */
static struct courtesy_round *new_round(struct dispatch *d, struct errand *e, size_t most)
{
	forget(e);
	e->round = (struct courtesy_round){.h = e->h, .kept = &d->letters, .due = most};
	return &e->round;
}

static int look(struct dispatch *d, struct errand *e)
{
	bool any = false;
	int r = sort_out(d, e->h, LOOK_MOST, &any);
	new_round(d, e, LOOK_MOST);
	e->looked = true;
	if (r == 0 && any)
		r = outbox_look(e->h->db, e->h->now, LOOK_MOST, &e->look);
	return r < 0 ? r : e->look.count > 0;
}

/* Where the pace puts letters off one by one there is no hurry, and what was seen would not stay.
 */
static int ahead(struct dispatch *d, void *arg)
{
	struct errand *e = arg;
	if (e->idle || e->h->conf->smtp.per_domain)
		return 0;
	if (!e->looked)
		return look(d, e);
	e->h->noted = &d->noted;
	int r = outbox_ask(e->h->db, &e->look, ASK_MOST, e->h->now, courtesy_veto, &e->round);
	e->h->noted = NULL;
	return r;
}

/* The lease of what was seen ahead; or, with nothing seen, of what is due now. */
static int take(struct dispatch *d, struct errand *e, size_t most, struct outbox_batch *ret)
{
	const struct house *h = e->h;
	if (!e->look.count)
		return outbox_lease(h->db, &d->tenure, clock_now(), most, courtesy_veto,
		        new_round(d, e, most), ret);
	int r = outbox_lease_seen(
	        h->db, &d->tenure, clock_now(), most, courtesy_veto, &e->round, &e->look, ret);
	if (r == OUTBOX_OUTLIVED)
		e->idle = IDLE_LEASES;
	return r;
}

/* What may go is looked up, unless it was seen ahead; then the server, and the lease. */
static int take_due(struct dispatch *d, struct errand *e, size_t most, struct outbox_batch *ret)
{
	bool any = e->look.count, there = false;
	int r = any ? 0 : sort_out(d, e->h, most, &any);
	if (r == 0 && any)
		r = dispatch_dial(d, &there);
	if (r < 0 || !there)
		return r < 0 ? r : OUTBOX_NONE;
	e->h->noted = &d->noted;
	r = take(d, e, most, ret);
	e->h->noted = NULL;
	return r;
}

static int lease(struct dispatch *d, void *arg, size_t most, struct outbox_batch *ret)
{
	struct errand *e = arg;
	int64_t changes = db_changes(e->h->db);
	size_t may = 0;
	e->h->now = clock_now();
	int r = room(d, e->h, &may);
	may = may < most ? may : most;
	if (r < 0 || !may)
		return r < 0 ? r : OUTBOX_NONE;
	if (d->learned || db_changes(e->h->db) != changes)
		forget(e); /* what we write ourselves does not outlive it */
	d->learned = false;
	e->idle -= e->idle > 0;
	while ((r = take_due(d, e, may, ret)) == OUTBOX_OUTLIVED)
		;
	forget(e);
	d->unbraked -= r == 0 ? (int64_t)ret->count : 0;
	d->in_office &= r != OUTBOX_SUPERSEDED;
	return r <= 0 ? r : OUTBOX_NONE;
}

static int send_due(struct worker_context *ctx, struct house *h)
{
	struct dispatch *state = ctx->state;
	AUTO(errand_done) struct errand errand = {.h = h};
	bool stop = false;
	int r = 0;
	while (r == 0 && !stop && outbox_next_due(ctx->db) <= clock_now() &&
	        clock_now() >= state->quiet_until && !worker_stopping(ctx))
		r = dispatch_send(state, lease, ahead, &errand, &stop);
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
