#include "dispatch.h"

#include "conf.h"
#include "courtesy.h"
#include "db.h"
#include "failure.h"
#include "health.h"
#include "log.h"
#include "smtp.h"
#include "smtp_advice.h"
#include "worker.h"

#include <errno.h>
#include <string.h>

enum {
	TROUBLE_FIRST_S = 10, /* after the server refused us; twice as long each time, up to … */
	TROUBLE_MOST_S = 300,
	LEASE_S = 60, /* the veto of a lease is no older than this when its letter goes */
	BUSY_S = 30,
	SLOWED_MOST = 3, /* that is no longer about the letters */
	/* over one connection, unless the server wants fewer, which it says; it can't want less
	 * than LINE_LEAST: then it means something else */
	LINE_MOST = 1000,
	LINE_LEAST = 10,
	/* A commit claims as many letters as leave within QUICK_MS: what the end of the process
	 * leaves UNSURE. What did not leave by STALE_MS goes back: a reply may stop it meanwhile.
	 */
	HAND_LEAST = 2, /* one to say, and the envelope behind it */
	HAND_MOST = 16,
	QUICK_MS = 50,
	STALE_MS = 10000,
	PATIENT_MS = 50, /* no answer for so long: what is known already is written down */
	LONG_MS = 1000,
	OVERDUE_MS = 60000, /* this answer is waited for alone, until its own deadline */
	DONE_MOST = 64
};

/* Leases on their way out. */
struct run {
	struct dispatch *d;
	struct worker_context *ctx;
	dispatch_lease *lease;
	dispatch_ahead *ahead;
	void *arg;
	struct outbox_batch batch, before; /* what is being claimed, and what may be under way */
	size_t next;                       /* the first of the batch that nobody has claimed */
	bool dry;                          /* no more is to be had */
	/* claimed and not said yet */
	const struct outbox_item *hand[DISPATCH_LEASE_MOST];
	size_t hand_n, hand_most;
	int64_t hand_ms; /* when it was claimed */
	/* said, and not settled yet */
	struct outbox_verdict done[DONE_MOST];
	struct smtp_answer answers[DONE_MOST]; /* what the verdicts point to */
	size_t done_n;
	int64_t until_ms;
	int64_t asked_ms; /* when we last looked whether we are to stop */
	int64_t busy_ms;  /* when we last said that we live */
	bool stop;        /* say nothing more; answers that are due are still heard */
};

static void hang_up(struct line *line)
{
	smtp_close(line->smtp);
	*line = (struct line){0};
}

void dispatch_hang_up(struct dispatch *d)
{
	for (size_t i = 0; i < DISPATCH_LINES_MOST; i++)
		hang_up(&d->lines[i]);
}

/* `login`: whose line it was. A person's own concerns nobody else's letters. */
static int trouble(struct dispatch *d, struct login *login, const struct smtp_answer *a)
{
	struct worker_context *ctx = d->ctx;
	if (worker_stopping(ctx))
		return 0;
	AUTO(xfree) char *words = smtp_advice(&ctx->conf->smtp.server, a);
	if (login && login->who) {
		worker_ring(ctx); /* the planner has somebody to tell */
		return login_trouble(login, ctx->db, words, clock_now());
	}
	int64_t wait = (int64_t)TROUBLE_FIRST_S << (d->troubles < 5 ? d->troubles++ : 5);
	d->quiet_until = clock_now() + (wait < TROUBLE_MOST_S ? wait : TROUBLE_MOST_S);
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

/* "thanks of 2026-11-22 to customer 7" */
#define ITEM "%s of %s to %s%s"
#define ITEM_WORDS(item)                                                                           \
	(item)->touchpoint, (item)->occurrence,                                                    \
	        str_same((item)->kind, "letter") ? "customer " : "", (item)->customer

static void tell(const struct outbox_item *item, const struct smtp_answer *a)
{
	enum log_event event = LOG_EVENT_LETTER_WAITS;
	const char *then = "It waits in the outbox and is tried again.";
	if (a->outcome == SMTP_SENT) {
		log_event(LOG_EVENT_LETTER_SENT, "sent " ITEM, ITEM_WORDS(item));
		return;
	}
	AUTO(xfree) char *words = xasprintf(ITEM, ITEM_WORDS(item));
	if (a->outcome == SMTP_UNSURE) {
		log_event(LOG_EVENT_LETTER_UNSURE,
		        "It is not known whether %s arrived: it left, and then: %s It is not sent "
		        "again; the digest asks a person.",
		        words, a->text);
		return;
	}
	if (a->outcome == SMTP_REJECTED) {
		event = LOG_EVENT_LETTER_REFUSED;
		then = "The server will not take it, so it is not tried again; the digest says so.";
	}
	AUTO(xfree)
	char *said = a->code ? xasprintf("the server answered %s with \"%d %s\".",
	                               smtp_advice_when(a), a->code, a->text)
	                     : xstrdup(a->text);
	log_event(event, "%s did not go: %s %s", words, said, then);
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
	noted_done(&run->d->noted); /* what we write ourselves it does not notice */
	run->d->learned = true;
	if ((r = failure_take(db, &run->d->key, &f, clock_now())) < 0) {
		db_rollback(db);
		return r;
	}
	return db_commit(db);
}

/* One commit: what was answered is settled, and `next` is ours to say where ret_mine[] says so. */
static int advance(struct run *run, const struct outbox_item *const *next, size_t n, bool *ret_mine)
{
	const struct house h = {.db = run->ctx->db,
	        .conf = run->ctx->conf,
	        .key = &run->d->key,
	        .now = clock_now()};
	AUTO(courtesy_round_done)
	struct courtesy_round round = {.h = &h, .kept = &run->d->letters};
	const struct outbox_step step = {.done = run->done,
	        .done_n = run->done_n,
	        .next = next,
	        .next_n = n,
	        .veto = courtesy_veto,
	        .arg = &round,
	        .seen = run->batch.seen};
	int r = outbox_advance(run->ctx->db, &run->d->tenure, &step, ret_mine, clock_now());
	run->done_n = 0;
	if (r != OUTBOX_SUPERSEDED)
		return r;
	run->d->in_office = false;
	run->stop = true;
	return 0;
}

static int settle(struct run *run)
{
	return run->done_n ? advance(run, NULL, 0, NULL) : 0;
}

/* The line is closed. What it said ahead was an envelope only: another line says the letter. */
static void close_line(struct run *run, struct line *line)
{
	if (line->ahead)
		run->hand[run->hand_n++] = line->ahead;
	hang_up(line);
}

/* One letter may be greylisted, or lose its line; when all do, the server wants us to be slower, or
 * is not well. */
static bool wants_us_slower(struct dispatch *d, const struct smtp_answer *a)
{
	bool put_off = a->outcome == SMTP_DEFERRED
	                       ? a->code == 421 || str_starts(a->enhanced, "4.7.")
	                       : !a->code && a->outcome != SMTP_SENT;
	if (a->code && !put_off)
		d->slowed = 0;
	d->slowed += put_off;
	return d->slowed >= SLOWED_MOST;
}

/* "Enough over this connection": nothing of the letter was said, and it goes over another. */
static bool is_enough(struct dispatch *d, const struct line *line, const struct smtp_answer *a)
{
	if (a->outcome != SMTP_NOT_SENT || !a->code)
		return false;
	int had = line->letters - 1;
	d->line_most = had > LINE_LEAST ? had : LINE_LEAST;
	log_debug("The server takes %d letters over one connection.", had);
	return true;
}

static int put_done(struct run *run, const struct outbox_verdict *v)
{
	run->done[run->done_n++] = *v;
	return run->done_n == DONE_MOST ? settle(run) : 0;
}

/* Not a byte of its text left. 0 or -errno. */
static int give_back(struct run *run, const struct outbox_item *item)
{
	return put_done(run, &(struct outbox_verdict){.id = item->id, .event = OUTBOX_RELEASE});
}

/* An answer is there: what it means for the row, the line and the run. 0 or -errno. */
static int take_answer(struct run *run, struct line *line, const struct outbox_item *item,
        const struct smtp_answer *said)
{
	struct smtp_answer *a = &run->answers[run->done_n];
	if (is_enough(run->d, line, said)) {
		close_line(run, line);
		return give_back(run, item);
	}
	*a = *said;
	tell(item, a);
	run->done[run->done_n++] = verdict(run->ctx, item, a, clock_now());
	bool slower = wants_us_slower(run->d, a) || a->outcome == SMTP_TROUBLE;
	struct login *login = line->login;
	if (a->code && !slower)
		run->d->troubles = 0;
	if (!smtp_usable(line->smtp))
		close_line(run, line);
	int r = 0;
	if (a->outcome == SMTP_REJECTED)
		r = note_failure(run, item, a);
	if (slower) {
		run->stop |= !login || !login->who;
		r = r < 0 ? r : trouble(run->d, login, a);
	}
	return r == 0 && run->done_n == DONE_MOST ? settle(run) : r;
}

/* ---- lines ---- */

/* 0, SMTP_TROUBLE / SMTP_DEFERRED with *a filled. */
static int dial(struct dispatch *d, struct line *line, struct smtp_answer *a)
{
	if (line->smtp && line->letters >= d->line_most && !line->said && !line->ahead)
		hang_up(line);
	if (line->smtp)
		return 0;
	const struct conf *conf = d->ctx->conf;
	return smtp_open(line->login ? line->login->server : &conf->smtp.server,
	        conf->business.message_domain, &line->smtp, a);
}

/* The first line tells whether the server is there; the others are extras it may refuse. */
int dispatch_dial(struct dispatch *d, bool *ret_there)
{
	struct smtp_answer a = {0};
	*ret_there = dial(d, &d->lines[0], &a) == 0;
	return *ret_there ? health_ok(d->ctx->db, "smtp", clock_now()) : trouble(d, NULL, &a);
}

static bool may_go_on(struct run *run)
{
	int64_t now = clock_monotonic_ms();
	if (now != run->asked_ms && worker_stopping(run->ctx))
		run->stop = true;
	run->asked_ms = now;
	run->stop |= now >= run->until_ms;
	return !run->stop;
}

/* So many connections it does not want; without the first one there is no run. */
static void do_without(struct run *run, const struct line *line)
{
	run->d->lines_count = (size_t)(line - run->d->lines);
	run->stop |= run->d->lines_count == 0;
}

static bool dial_more(struct run *run, struct line *line)
{
	struct smtp_answer a;
	if (dial(run->d, line, &a) == 0)
		return true;
	do_without(run, line);
	return false;
}

/* ---- the hand ---- */

static const struct outbox_item *take_at(struct run *run, size_t at)
{
	const struct outbox_item *item = run->hand[at];
	memmove(run->hand + at, run->hand + at + 1, (--run->hand_n - at) * sizeof run->hand[0]);
	return item;
}

static const struct outbox_item *take(struct run *run)
{
	return run->hand_n ? take_at(run, 0) : NULL;
}

static struct login *login_on(const struct run *run, const struct line *line)
{
	return line->login ? line->login : &run->d->logins.at[0];
}

/* The first that may be said over this line as it is. */
static const struct outbox_item *take_for(struct run *run, const struct line *line)
{
	const struct logins *all = &run->d->logins;
	for (size_t i = 0; i < run->hand_n; i++)
		if (all->count == 1 ||
		        login_of(&run->d->logins, run->hand[i]) == login_on(run, line))
			return take_at(run, i);
	return NULL;
}

/* The faster they leave, the more of them in one commit. */
static size_t hand_size(struct run *run)
{
	int64_t now = clock_monotonic_ms();
	size_t most = run->hand_most;
	if (run->hand_ms)
		most = now - run->hand_ms < QUICK_MS ? most * 2 : most / 2;
	run->hand_most = most < HAND_LEAST ? HAND_LEAST : most > HAND_MOST ? HAND_MOST : most;
	run->hand_ms = now;
	return run->hand_most;
}

static bool is_of(const struct outbox_batch *batch, const struct outbox_item *item)
{
	return batch->count && item >= batch->items && item < batch->items + batch->count;
}

/* Is a letter of it still in hand, being said, or without its answer? */
static bool is_under_way(const struct run *run, const struct outbox_batch *batch)
{
	for (size_t i = 0; i < run->hand_n; i++)
		if (is_of(batch, run->hand[i]))
			return true;
	for (const struct line *l = run->d->lines; l < run->d->lines + DISPATCH_LINES_MOST; l++)
		if (is_of(batch, l->said) || is_of(batch, l->ahead))
			return true;
	return false;
}

/* Claimed, said or answered, and not settled. */
static size_t unsettled(const struct run *run)
{
	size_t n = run->hand_n + run->done_n;
	for (size_t i = 0; i < DISPATCH_LINES_MOST; i++)
		n += (run->d->lines[i].said != NULL) + (run->d->lines[i].ahead != NULL);
	return n;
}

/* When all of the batch is claimed, the next one. 0 or -errno. */
static int lease_more(struct run *run)
{
	if (run->next < run->batch.count || run->dry || is_under_way(run, &run->before))
		return 0;
	outbox_batch_done(&run->before);
	run->before = run->batch;
	run->batch = (struct outbox_batch){0};
	run->next = 0;
	run->d->lines_count = (size_t)run->d->ctx->conf->smtp.sessions;
	size_t most = DISPATCH_LEASE_MOST - unsettled(run);
	int r = run->lease(run->d, run->arg, most, &run->batch);
	run->dry = r != 0;
	run->until_ms = clock_monotonic_ms() + LEASE_S * 1000;
	return r < 0 ? r : 0;
}

/* Claims the next of the batch, and settles what was answered, in one commit. 0 or -errno. */
static int refill(struct run *run)
{
	const struct outbox_item *next[HAND_MOST];
	bool mine[HAND_MOST] = {0};
	size_t n = 0, most = hand_size(run);
	while (n < most && run->next < run->batch.count)
		next[n++] = &run->batch.items[run->next++];
	int r = n ? advance(run, next, n, mine) : 0;
	for (size_t i = 0; r == 0 && i < n; i++)
		if (mine[i])
			run->hand[run->hand_n++] = next[i];
	return r;
}

static int give_back_hand(struct run *run)
{
	const struct outbox_item *item;
	int r = 0;
	while (r == 0 && (item = take(run)))
		r = give_back(run, item);
	return r;
}

/* What was claimed too long ago is asked about anew, in the next lease. */
static int drop_stale(struct run *run, struct line *line)
{
	int64_t before = clock_monotonic_ms() - STALE_MS;
	bool ahead = line->ahead && line->said_ms < before;
	if (!ahead && !(run->hand_n && run->hand_ms < before))
		return 0;
	if (ahead)
		close_line(run, line);
	return give_back_hand(run);
}

/* ---- the run ---- */

static struct smtp_letter letter(
        struct run *run, const struct line *line, const struct outbox_item *item)
{
	return (struct smtp_letter){login_on(run, line)->address, item->recipient, item->token,
	        item->message, item->message_n};
}

/* Its text leaves, and the envelope of the one behind it. 0 or -errno. */
static int say(struct run *run, struct line *line, const struct outbox_item *item)
{
	struct smtp_answer a = {0};
	line->ahead = NULL;
	line->said_ms = clock_monotonic_ms();
	const struct outbox_item *ahead =
	        ++line->letters < run->d->line_most ? take_for(run, line) : NULL;
	const struct smtp_letter this = letter(run, line, item),
	                         next = ahead ? letter(run, line, ahead) : this;
	int r = smtp_say(line->smtp, &this, ahead ? &next : NULL, &a);
	db_crash_point();
	line->ahead = ahead;
	if (r != 0)
		return take_answer(run, line, item, &a);
	line->said = item;
	return 0;
}

/* Its author's login is of no use now. 0 or -errno. */
static int wait_for_login(
        struct run *run, const struct login *login, const struct outbox_item *item)
{
	struct smtp_answer *a = &run->answers[run->done_n];
	if (worker_stopping(run->ctx))
		return give_back(run, item);
	smtp_settle(a, SMTP_TROUBLE, "auth", "%s", login->why);
	tell(item, a);
	struct outbox_verdict v = verdict(run->ctx, item, a, clock_now());
	v.next_try_at = login->quiet_until;
	return put_done(run, &v);
}

/* Over a line with the login that the letter is to leave with. 0 or -errno. */
static int say_as_author(struct run *run, struct line *line, const struct outbox_item *item)
{
	struct login *login =
	        item == line->ahead ? login_on(run, line) : login_of(&run->d->logins, item);
	struct smtp_answer a = {0};
	int r = 0;
	if (login == login_on(run, line))
		return say(run, line, item);
	if (login->quiet_until > clock_now())
		return wait_for_login(run, login, item);
	hang_up(line);
	line->login = login;
	if (dial(run->d, line, &a) == 0) {
		r = login->who ? login_well(login, run->ctx->db, clock_now()) : 0;
		return r < 0 ? r : say(run, line, item);
	}
	hang_up(line);
	if (!login->who) {
		do_without(run, line);
		return give_back(run, item);
	}
	r = trouble(run->d, login, &a);
	return r < 0 ? r : wait_for_login(run, login, item);
}

/* The line says its next letter, if there is one. 0 or -errno. */
static int serve(struct run *run, struct line *line)
{
	int r = 0;
	while (r == 0 && !line->said && may_go_on(run)) {
		if ((r = drop_stale(run, line)) < 0)
			break;
		/* one to say, and one for the envelope behind it */
		bool wants = run->hand_n + (line->ahead != NULL) < 2;
		if (wants && (r = lease_more(run)) < 0)
			break;
		bool more = run->next < run->batch.count;
		if ((!line->ahead && !run->hand_n && !more) || !dial_more(run, line))
			break;
		if (wants && more && (r = refill(run)) < 0)
			break;
		const struct outbox_item *item = line->ahead ? line->ahead : take_for(run, line);
		if (!item)
			item = take(run);
		if (item && !run->stop)
			r = say_as_author(run, line, item);
		else if (item && item != line->ahead)
			r = give_back(run, item);
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

/* Which lines have an answer for us? *ret_due: how many owe one. */
static bool await(struct run *run, int ms, bool ret_ready[DISPATCH_LINES_MOST], size_t *ret_due)
{
	struct line *lines = run->d->lines;
	struct smtp *due[DISPATCH_LINES_MOST] = {0};
	*ret_due = 0;
	for (size_t i = 0; i < DISPATCH_LINES_MOST; i++)
		if (lines[i].said) {
			due[i] = lines[i].smtp;
			++*ret_due;
		}
	if (!*ret_due)
		return true;
	bool any = smtp_await(due, DISPATCH_LINES_MOST, ms, ret_ready);
	int64_t now = clock_monotonic_ms();
	for (size_t i = 0; i < DISPATCH_LINES_MOST; i++)
		ret_ready[i] |= due[i] && now - lines[i].said_ms > OVERDUE_MS;
	return any;
}

/* Until a line has something to say, as long as there is anything to do meanwhile. Whether one has;
 * or -errno. */
static int work_ahead(struct run *run, bool ret_ready[DISPATCH_LINES_MOST], size_t *ret_due)
{
	int more = 1;
	while (more > 0 && !run->stop) {
		if (await(run, 0, ret_ready, ret_due))
			return 1;
		more = run->dry ? 0 : run->ahead(run->d, run->arg);
	}
	return more < 0 ? more : await(run, PATIENT_MS, ret_ready, ret_due);
}

/* Hears the lines that have something to say; each goes on at once. *ret_due: how many owed an
 * answer. 0 or -errno. */
static int hear(struct run *run, size_t *ret_due)
{
	bool ready[DISPATCH_LINES_MOST] = {0};
	int r = work_ahead(run, ready, ret_due);
	if (r == 0 && (r = settle(run)) == 0)
		await(run, LONG_MS, ready, ret_due);
	if (r < 0)
		return r;
	r = 0;
	for (size_t i = 0; r == 0 && i < DISPATCH_LINES_MOST; i++) {
		struct line *line = &run->d->lines[i];
		const struct outbox_item *item = line->said;
		struct smtp_answer a = {0};
		if (!ready[i] || !item)
			continue;
		line->said = NULL;
		smtp_hear(line->smtp, &a);
		r = take_answer(run, line, item, &a);
		if (r == 0 && (i < run->d->lines_count || line->ahead))
			r = serve(run, line);
	}
	return r;
}

static int say_all(struct run *run)
{
	size_t due = 0;
	int r = 0;
	do {
		for (size_t i = 0; r == 0 && i < run->d->lines_count; i++)
			r = serve(run, &run->d->lines[i]);
		if (r == 0)
			r = hear(run, &due);
		show_life(run);
	} while (r == 0 && (due || (!run->stop && (run->hand_n || run->next < run->batch.count))));
	return r;
}

/* Nothing that was leased stays in hand. 0 or -errno. */
static int lay_down(struct run *run)
{
	struct dispatch *d = run->d;
	for (size_t i = 0; i < DISPATCH_LINES_MOST; i++)
		if (d->lines[i].ahead)
			close_line(run, &d->lines[i]);
	int r = give_back_hand(run);
	if (r == 0)
		r = settle(run);
	return r == 0 && d->in_office && run->next < run->batch.count
	               ? outbox_release(run->ctx->db, 0, 0, clock_now())
	               : r;
}

int dispatch_send(
        struct dispatch *d, dispatch_lease *lease, dispatch_ahead *ahead, void *arg, bool *ret_stop)
{
	struct run run = {.d = d,
	        .ctx = d->ctx,
	        .lease = lease,
	        .ahead = ahead,
	        .arg = arg,
	        .hand_most = HAND_LEAST};
	if (!d->line_most)
		d->line_most = LINE_MOST;
	int r = lease_more(&run);
	bool none = run.dry;
	if (r == 0 && !none)
		r = say_all(&run);
	if (r == 0)
		r = lay_down(&run);
	/* what the lines hold of these leases is freed with them */
	for (size_t i = 0; i < DISPATCH_LINES_MOST; i++)
		if (d->lines[i].said || d->lines[i].ahead)
			hang_up(&d->lines[i]);
	outbox_batch_done(&run.batch);
	outbox_batch_done(&run.before);
	*ret_stop = run.stop || none;
	return r;
}
