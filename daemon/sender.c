/*
 * sender: the role that sends: claims a row, commits, says it to the server, settles. It holds no
 * transaction across a word to the network.
 */
#include "conf.h"
#include "courtesy.h"
#include "db.h"
#include "health.h"
#include "log.h"
#include "outbox.h"
#include "seal.h"
#include "smtp.h"
#include "worker.h"

#include <errno.h>
#include <string.h>

enum {
	TROUBLE_FIRST_S = 10, /* after the server refused us; twice as long each time, up to … */
	TROUBLE_MOST_S = 300,
	CONNECTION_LETTERS = 100,
};

struct sender_state {
	struct seal_key key;
	int troubles;        /* in a row */
	int64_t quiet_until; /* no attempt before: the server is in trouble, or the pace is reached
	                      */
};

static int sender_start(struct worker_context *ctx)
{
	struct sender_state *state = xcalloc(1, sizeof *state);
	ctx->state = state;
	int r = db_key(ctx->db, &state->key);
	if (r == 0)
		r = outbox_recover(ctx->db, clock_now());
	return r < 0 ? r : 0;
}

static void sender_stop(struct worker_context *ctx)
{
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

/* What the server's answer means for the row. */
static struct outbox_verdict verdict(
        const struct outbox_item *item, const struct smtp_answer *a, int64_t now)
{
	struct outbox_verdict v = {.code = a->code,
	        .enhanced = a->enhanced,
	        .answer = a->text,
	        .next_try_at = outbox_retry_at(item->id, item->attempt + 1, now)};
	switch (a->outcome) {
	case SMTP_SENT:
		v.event = OUTBOX_ACCEPTED;
		v.reason = "";
		break;
	case SMTP_REJECTED:
		v.event = OUTBOX_REFUSED;
		v.reason = a->text;
		break;
	case SMTP_UNSURE:
		v.event = OUTBOX_LOST;
		v.reason = "The connection broke before the server confirmed; it is not known "
		           "whether it "
		           "arrived.";
		break;
	default:
		v.event = OUTBOX_LATER;
		v.reason = a->text;
		break;
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

/* Send one claimed letter and settle it. 1: the connection can be used on, 0: not, -errno. */
static int send_one(struct worker_context *ctx, struct smtp *s, const struct outbox_item *item)
{
	struct smtp_answer a = {0};
	smtp_send(s, ctx->conf->business.address, item->recipient, item->token, item->message,
	        item->message_n, &a);
	int64_t now = clock_now();
	tell(item, &a);
	struct outbox_verdict v = verdict(item, &a, now);
	if (v.event == OUTBOX_LATER && worker_stopping(ctx))
		v.next_try_at = now; /* the server is well: the next start goes on with it */
	int r = outbox_settle(ctx->db, item->id, &v, now);
	if (r < 0)
		return r;
	if (a.outcome == SMTP_TROUBLE) {
		r = trouble(ctx, &a);
		return r < 0 ? r : 0;
	}
	if (a.code)
		((struct sender_state *)ctx->state)->troubles = 0;
	return smtp_usable(s);
}

/* The pace people set: letters a minute. A set clock does not go on, so it sets no pace. */
static bool pace_reached(struct worker_context *ctx, struct sender_state *state)
{
	int most = ctx->conf->smtp.per_minute;
	if (!most || clock_frozen())
		return false;
	int64_t now = clock_now();
	int64_t oldest = db_int(ctx->db, 0,
	        "SELECT claimed_at FROM outbox WHERE claimed_at>:since AND claimed_at<=:now"
	        " ORDER BY claimed_at DESC LIMIT 1 OFFSET :most",
	        DB_INT(":since", now - 60), DB_INT(":now", now), DB_INT(":most", most - 1));
	if (!oldest)
		return false;
	state->quiet_until = oldest + 60;
	return true;
}

/* Letters over one connection until none is due, or it breaks. Number of claims, or -errno. */
static int send_over(struct worker_context *ctx, struct smtp *s, const struct house *h)
{
	int n = 0, more = 1;
	while (more > 0 && n < CONNECTION_LETTERS && !pace_reached(ctx, ctx->state)) {
		AUTO(outbox_item_done) struct outbox_item item = {0};
		int r = outbox_claim(ctx->db, clock_now(), courtesy_veto, (void *)h, &item);
		if (r == OUTBOX_NONE)
			break;
		if (r < 0)
			return r;
		n++;
		if ((more = send_one(ctx, s, &item)) < 0)
			return more;
	}
	return n;
}

static int send_due(struct worker_context *ctx, const struct house *h)
{
	struct sender_state *state = ctx->state;
	while (outbox_next_due(ctx->db) <= clock_now() && clock_now() >= state->quiet_until) {
		struct smtp_answer a = {0};
		AUTO(smtp_close) struct smtp *s = NULL;
		if (pace_reached(ctx, state))
			break;
		if (smtp_open(&ctx->conf->smtp.server, ctx->conf->business.message_domain, &s,
		            &a) != 0)
			return trouble(ctx, &a);
		int r = health_ok(ctx->db, "smtp", clock_now());
		if (r == 0)
			r = send_over(ctx, s, h);
		if (r < 0)
			return r;
	}
	return 0;
}

static int sender_pass(struct worker_context *ctx, int64_t *ret_next_at)
{
	struct sender_state *state = ctx->state;
	const struct house h = {
	        .db = ctx->db, .conf = ctx->conf, .key = &state->key, .now = clock_now()};
	if (state->quiet_until > h.now + TROUBLE_MOST_S)
		state->quiet_until = 0; /* the clock was set back */
	int r = send_due(ctx, &h);
	if (r < 0)
		return r;
	int64_t due = outbox_next_due(ctx->db);
	*ret_next_at = due < state->quiet_until ? state->quiet_until : due;
	return health_ok(ctx->db, "sender", h.now);
}

const struct worker sender = {
        .role = "sender",
        .start = sender_start,
        .pass = sender_pass,
        .stop = sender_stop,
};
