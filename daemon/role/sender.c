/*
 * sender: the role that sends: leases a batch of rows, then says them to the server over one
 * connection or several in turn, claiming each before its text leaves and settling each when
 * its answer is there. It holds no transaction across a word to the network.
 */
#include "conf.h"
#include "courtesy.h"
#include "db.h"
#include "failure.h"
#include "gate.h"
#include "health.h"
#include "log.h"
#include "outbox.h"
#include "seal.h"
#include "smtp.h"
#include "tenure.h"
#include "worker.h"

#include <errno.h>
#include <string.h>

enum {
	TROUBLE_FIRST_S = 10, /* after the server refused us; twice as long each time, up to … */
	TROUBLE_MOST_S = 300,
	ELSEWHERE_WAIT_S = 60,
	LEASE_MOST = 100, /* rows: what a power failure can leave UNSURE */
	LEASE_S = 60,     /* the veto of a lease is no older than this when its letter goes */
	BUSY_S = 30,
	LINES_MOST = 8,
	LINE_LETTERS = 100, /* over one connection: some servers take offence at more */
};

/* One connection. */
struct line {
	struct smtp *smtp; /* NULL: closed */
	int letters;
	const struct outbox_item *said;  /* its dot left, the answer is due */
	const struct outbox_item *ahead; /* its envelope left behind that dot */
};

struct sender_state {
	struct seal_key key;
	struct tenure tenure;
	bool in_office;      /* tenure is ours */
	int troubles;        /* in a row */
	int64_t quiet_until; /* no attempt before: the server is in trouble, or the pace is reached
	                      */
	struct line lines[LINES_MOST];
	size_t lines_count;
};

/* A lease on its way out. */
struct run {
	struct worker_context *ctx;
	struct sender_state *state;
	struct outbox_batch batch;
	size_t next; /* the first of the batch that no line has */
	int64_t until_ms;
	int64_t busy_ms; /* when we last said that we live */
	bool stop;       /* say nothing more; answers that are due are still heard */
};

static int sender_start(struct worker_context *ctx)
{
	ctx->state = xcalloc(1, sizeof(struct sender_state));
	return db_key(ctx->db, &((struct sender_state *)ctx->state)->key);
}

static void hang_up(struct line *line)
{
	smtp_close(line->smtp);
	*line = (struct line){0};
}

static void hang_up_all(struct sender_state *state)
{
	for (size_t i = 0; i < LINES_MOST; i++)
		hang_up(&state->lines[i]);
}

static void sender_stop(struct worker_context *ctx)
{
	if (ctx->state)
		hang_up_all(ctx->state);
	xfree(ctx->state);
}

/* The server's own words alone say neither which server nor what to do. Owned. */
static char *trouble_words(const struct conf_server *server, const struct smtp_answer *a)
{
	if (strstr(a->text, server->host))
		return xstrdup(a->text);
	const char *when = str_same(a->step, "auth")   ? "the login"
	                   : str_same(a->step, "mail") ? "our own address as the sender"
	                   : str_same(a->step, "rcpt") ? "a recipient"
	                   : str_same(a->step, "dot")  ? "a letter"
	                                               : "our greeting";
	return xasprintf("%s:%d answered %s with \"%d %s\". %s", server->host, server->port, when,
	        a->code, a->text,
	        a->code / 100 == 4
	                ? "That is for now: it is tried again. If it stays, ask whoever runs "
	                  "the server."
	                : "It is tried again, but that seldom changes by itself: ask whoever "
	                  "runs the server.");
}

static int trouble(struct worker_context *ctx, const struct smtp_answer *a)
{
	struct sender_state *state = ctx->state;
	if (worker_stopping(ctx))
		return 0;
	int64_t wait = (int64_t)TROUBLE_FIRST_S << (state->troubles < 5 ? state->troubles++ : 5);
	state->quiet_until = clock_now() + (wait < TROUBLE_MOST_S ? wait : TROUBLE_MOST_S);
	AUTO(xfree) char *words = trouble_words(&ctx->conf->smtp.server, a);
	return health_problem(ctx->db, "smtp", words, clock_now());
}

/* ---- what the server said ---- */

/* What the server's answer means for the row. */
static struct outbox_verdict verdict(struct worker_context *ctx, const struct outbox_item *item,
        const struct smtp_answer *a, int64_t now)
{
	struct outbox_verdict v = {.id = item->id,
	        .event = OUTBOX_LATER,
	        .code = a->code,
	        .enhanced = a->enhanced,
	        .answer = a->text,
	        .reason = a->text,
	        .next_try_at = outbox_retry_at(item->id, item->attempt + 1, now)};
	if (a->outcome == SMTP_SENT) {
		v.event = OUTBOX_ACCEPTED;
		v.reason = "";
	} else if (a->outcome == SMTP_REJECTED) {
		v.event = OUTBOX_REFUSED;
	} else if (a->outcome == SMTP_UNSURE) {
		v.event = OUTBOX_LOST;
		v.reason = "The connection broke before the server confirmed; it is not known "
		           "whether it arrived.";
	} else if (worker_stopping(ctx)) {
		v.next_try_at = now; /* the server is well: the next start goes on with it */
	}
	return v;
}

/* "thanks of 2026-11-22 to customer 7". Owned. */
static char *item_words(const struct outbox_item *item)
{
	return xasprintf("%s of %s to %s%s", item->touchpoint, item->occurrence,
	        str_same(item->kind, "letter") ? "customer " : "", item->customer);
}

static void tell(const struct outbox_item *item, const struct smtp_answer *a)
{
	static const char *const next[] = {
	        [SMTP_SENT] = "",
	        [SMTP_REJECTED] = "The server will not take it, so it is not tried again; the "
	                          "digest says so.",
	        [SMTP_UNSURE] = "It is not known whether it arrived, so it is not sent again: the "
	                        "digest asks a person.",
	};
	AUTO(xfree) char *words = item_words(item);
	if (a->outcome == SMTP_SENT) {
		log_info("sent %s", words);
		return;
	}
	const char *then = (size_t)a->outcome < COUNT(next) ? next[a->outcome] : NULL;
	AUTO(xfree) char *code = a->code ? xasprintf("%d ", a->code) : xstrdup("");
	log_warning("%s did not go (at %s): %s%s %s", words, a->step, code, a->text,
	        then ? then : "It waits in the outbox and is tried again.");
}

/* Refused for good: the address may be gone, as when a report says so days later. Before the row
 * is settled: a crash in between leaves it UNSURE, and the address is gone all the same. */
static int note_failure(
        struct run *run, const struct outbox_item *item, const struct smtp_answer *a)
{
	struct db *db = run->ctx->db;
	const struct failure f = {.letter = item->id,
	        .customer = item->customer,
	        .address = item->recipient,
	        .permanence = failure_of_answer(a->step, a->code, a->enhanced, a->text),
	        .reason = a->text};
	int r = str_same(item->kind, "letter") ? db_begin(db) : 1;
	if (r != 0)
		return r < 0 ? r : 0;
	if ((r = failure_take(db, &run->state->key, &f, clock_now())) < 0) {
		db_rollback(db);
		return r;
	}
	return db_commit(db);
}

/* An answer is there: what it means for the row (*ret), the line and the run. 0 or -errno. */
static int take_answer(struct run *run, struct line *line, const struct outbox_item *item,
        const struct smtp_answer *a, struct outbox_verdict *ret)
{
	tell(item, a);
	*ret = verdict(run->ctx, item, a, clock_now());
	if (a->code && a->outcome != SMTP_TROUBLE)
		run->state->troubles = 0;
	if (!smtp_usable(line->smtp))
		hang_up(line);
	if (a->outcome == SMTP_REJECTED)
		return note_failure(run, item, a);
	if (a->outcome != SMTP_TROUBLE)
		return 0;
	run->stop = true;
	return trouble(run->ctx, a);
}

/* ---- lines ---- */

/* 0, SMTP_TROUBLE / SMTP_DEFERRED with *a filled. */
static int dial(struct worker_context *ctx, struct line *line, struct smtp_answer *a)
{
	if (line->smtp && line->letters >= LINE_LETTERS && !line->said && !line->ahead)
		hang_up(line);
	if (line->smtp)
		return 0;
	return smtp_open(
	        &ctx->conf->smtp.server, ctx->conf->business.message_domain, &line->smtp, a);
}

/* The first line tells whether the server is there; the others are extras it may refuse. */
static int dial_first(struct worker_context *ctx, bool *ret_there)
{
	struct sender_state *state = ctx->state;
	struct smtp_answer a = {0};
	*ret_there = dial(ctx, &state->lines[0], &a) == 0;
	return *ret_there ? health_ok(ctx->db, "smtp", clock_now()) : trouble(ctx, &a);
}

static bool may_go_on(struct run *run)
{
	if (worker_stopping(run->ctx) || clock_monotonic_ms() >= run->until_ms)
		run->stop = true;
	return !run->stop;
}

static const struct outbox_item *take_next(struct run *run)
{
	return run->next < run->batch.count ? &run->batch.items[run->next++] : NULL;
}

/* The letter this line says next; NULL: none. */
static const struct outbox_item *pick(struct run *run, struct line *line)
{
	struct smtp_answer a;
	if (!may_go_on(run)) {
		if (line->ahead) /* takes its envelope back */
			hang_up(line);
		return NULL;
	}
	const struct outbox_item *ahead = line->ahead;
	line->ahead = NULL;
	if (ahead || run->next == run->batch.count)
		return ahead;
	if (dial(run->ctx, line, &a) == 0)
		return take_next(run);
	/* so many connections it does not want; without the first one there is no run */
	run->state->lines_count = (size_t)(line - run->state->lines);
	run->stop |= run->state->lines_count == 0;
	return NULL;
}

static struct smtp_letter letter(struct worker_context *ctx, const struct outbox_item *item)
{
	return (struct smtp_letter){ctx->conf->business.address, item->recipient, item->token,
	        item->message, item->message_n};
}

/* 0: its dot left; else the outcome. */
static int say(
        struct run *run, struct line *line, const struct outbox_item *item, struct smtp_answer *a)
{
	const struct outbox_item *ahead =
	        ++line->letters < LINE_LETTERS && may_go_on(run) ? take_next(run) : NULL;
	const struct smtp_letter this = letter(run->ctx, item),
	                         next = ahead ? letter(run->ctx, ahead) : this;
	int r = smtp_say(line->smtp, &this, ahead ? &next : NULL, a);
	db_crash_point();
	line->ahead = ahead;
	if (r == 0)
		line->said = item;
	return r;
}

/* ---- the run ---- */

/* One turn of one line: hear what is due, commit, say the next. 0 or -errno. */
static int turn(struct run *run, struct line *line)
{
	struct sender_state *state = run->state;
	struct smtp_answer a = {0};
	struct outbox_verdict v;
	const struct outbox_item *done = line->said;
	int r = 0;
	if (done) {
		line->said = NULL;
		smtp_hear(line->smtp, &a);
		r = take_answer(run, line, done, &a, &v);
	}
	while (r == 0) {
		const struct outbox_item *next = pick(run, line);
		if (!done && !next)
			break;
		r = outbox_advance(
		        run->ctx->db, &state->tenure, done ? &v : NULL, next, clock_now());
		done = NULL;
		if (r < 0 || !next)
			break;
		if (r == 0 && say(run, line, next, &a) == 0)
			break;
		if (r == 0) {
			done = next;
			r = take_answer(run, line, next, &a, &v);
			continue;
		}
		/* withdrawn since it was leased; its envelope may have been said */
		run->stop |= r == OUTBOX_SUPERSEDED;
		state->in_office &= r != OUTBOX_SUPERSEDED;
		hang_up(line);
		r = 0;
	}
	return r;
}

static void show_life(struct run *run)
{
	int64_t now = clock_monotonic_ms();
	if (now - run->busy_ms < BUSY_S * 1000)
		return;
	run->busy_ms = now;
	worker_busy(run->ctx, WORKER_PASS_S);
}

static bool waiting(const struct sender_state *state)
{
	for (size_t i = 0; i < LINES_MOST; i++)
		if (state->lines[i].said)
			return true;
	return false;
}

/* The lines take turns: while one waits for its server, the others are served. */
static int send_batch(struct run *run)
{
	struct sender_state *state = run->state;
	int r = 0;
	do {
		for (size_t i = 0; r == 0 && i < LINES_MOST; i++)
			if (i < state->lines_count || state->lines[i].said)
				r = turn(run, &state->lines[i]);
		show_life(run);
	} while (r == 0 && (waiting(state) || (!run->stop && run->next < run->batch.count)));
	return r;
}

/* The pace people set: letters a minute. A set clock does not go on, so it sets no pace. */
static size_t pace_room(struct worker_context *ctx, struct sender_state *state)
{
	int most = ctx->conf->smtp.per_minute;
	if (!most || clock_frozen())
		return LEASE_MOST;
	int64_t now = clock_now();
	int64_t gone = db_int(ctx->db, 0,
	        "SELECT count(*) FROM outbox WHERE claimed_at>:since AND claimed_at<=:now",
	        DB_INT(":since", now - 60), DB_INT(":now", now));
	if (gone < most)
		return most - gone < LEASE_MOST ? (size_t)(most - gone) : LEASE_MOST;
	state->quiet_until =
	        60 +
	        db_int(ctx->db, now,
	                "SELECT claimed_at FROM outbox WHERE claimed_at>:since AND claimed_at<=:now"
	                " ORDER BY claimed_at DESC LIMIT 1 OFFSET :most",
	                DB_INT(":since", now - 60), DB_INT(":now", now), DB_INT(":most", most - 1));
	return 0;
}

/* One lease from beginning to end. 0; OUTBOX_NONE: nothing more to do now; -errno. */
static int send_lease(struct worker_context *ctx, const struct house *h, size_t most)
{
	struct sender_state *state = ctx->state;
	AUTO(outbox_batch_done) struct outbox_batch batch = {0};
	AUTO(courtesy_round_done) struct courtesy_round round = {.h = h};
	int r = outbox_lease(
	        ctx->db, &state->tenure, clock_now(), most, courtesy_veto, &round, &batch);
	state->in_office &= r != OUTBOX_SUPERSEDED;
	if (r != 0)
		return r < 0 ? r : OUTBOX_NONE;
	struct run run = {.ctx = ctx,
	        .state = state,
	        .batch = batch,
	        .until_ms = clock_monotonic_ms() + LEASE_S * 1000};
	state->lines_count = (size_t)ctx->conf->smtp.sessions;
	r = send_batch(&run);
	/* what the lines hold of this lease is freed with it */
	for (size_t i = 0; i < LINES_MOST; i++)
		if (state->lines[i].said || state->lines[i].ahead)
			hang_up(&state->lines[i]);
	if (r == 0 && state->in_office)
		r = outbox_release(ctx->db, 0, 0, clock_now());
	return r == 0 && run.stop ? OUTBOX_NONE : r;
}

static int send_due(struct worker_context *ctx, const struct house *h)
{
	struct sender_state *state = ctx->state;
	int r = 0;
	while (r == 0 && outbox_next_due(ctx->db) <= clock_now() &&
	        clock_now() >= state->quiet_until && !worker_stopping(ctx)) {
		bool there = false;
		size_t most = pace_room(ctx, state);
		if (!most)
			break;
		if ((r = dial_first(ctx, &there)) < 0 || !there)
			break;
		r = send_lease(ctx, h, most);
	}
	hang_up_all(state);
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

/* Another sender that took office meanwhile has the rows; this one ends and starts anew. */
static int superseded(void)
{
	log_warning("Another sender works on this store since; this one stops. If that is no "
	            "second daemon, all is well: it starts again by itself.");
	return -ESTALE;
}

static int take_office(struct worker_context *ctx, int64_t now)
{
	struct sender_state *state = ctx->state;
	if (state->in_office)
		return 0;
	int r = outbox_recover(ctx->db, now, &state->tenure);
	state->in_office = r == 0;
	return r;
}

static int sender_pass(struct worker_context *ctx, int64_t *ret_next_at)
{
	struct sender_state *state = ctx->state;
	const struct house h = {
	        .db = ctx->db, .conf = ctx->conf, .key = &state->key, .now = clock_now()};
	int r = take_office(ctx, h.now);
	if (r == OUTBOX_ELSEWHERE)
		return elsewhere(ctx, h.now, ret_next_at);
	if (state->quiet_until > h.now + TROUBLE_MOST_S)
		state->quiet_until = 0; /* the clock was set back */
	enum gate gate;
	if (r == 0 && !clock_frozen())
		r = gate_look(&h, false, &gate);
	if (r == 0)
		r = gate_sort(&h);
	if (r == 0)
		r = send_due(ctx, &h);
	if (r < 0)
		return r;
	if (!state->in_office)
		return superseded();
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
