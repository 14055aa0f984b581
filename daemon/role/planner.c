/*
 * planner: the role that decides: reads ledger, calendars and the folder, plans what is due,
 * nudges, and puts the digest. It never talks to the network.
 */
#include "alarm.h"
#include "brake.h"
#include "catchup.h"
#include "conf.h"
#include "db.h"
#include "digest.h"
#include "folder.h"
#include "health.h"
#include "ledger.h"
#include "log.h"
#include "notice.h"
#include "occasion.h"
#include "plan.h"
#include "preview.h"
#include "reach.h"
#include "seal.h"
#include "watch.h"
#include "worker.h"
#include "zone.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	RESCAN_S = 60,           /* where no watch reaches: network file systems, absent folders */
	WATCHED_RESCAN_S = 3600, /* where one does; belt and braces */
	QUIET_S = 2,             /* a file is taken when nobody wrote to it for so long */
};

struct planner_state {
	struct seal_key key;
	struct folder_stock stock; /* letters, from pass to pass */
	bool watched;              /* every folder is watched */
	int64_t news_at;           /* somebody wrote to a folder: what is not taken yet is soon */
};

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash && slash != path ? xstrndup(path, (size_t)(slash - path)) : xstrdup("/");
}

/* Be told when somebody writes to the folders we read. */
static void watch(struct worker_context *ctx, struct planner_state *state)
{
	const struct conf *conf = ctx->conf;
	AUTO(xfree) char *drafts = xasprintf("%s/drafts", conf->templates);
	AUTO(xfree) char *customers = folder_of(conf->ledger.customers);
	AUTO(xfree)
	char *purchases =
	        folder_of(conf->ledger.purchases ? conf->ledger.purchases : conf->ledger.customers);
	const char *const folders[] = {
	        conf->templates, conf->calendars, customers, purchases, drafts, NULL};
	ctx->watch_fd = watch_open(folders, &state->watched);
}

static int planner_start(struct worker_context *ctx)
{
	struct planner_state *state = xcalloc(1, sizeof *state);
	ctx->state = state;
	if (!ctx->once)
		watch(ctx, state);
	return db_key(ctx->db, &state->key);
}

static void planner_stop(struct worker_context *ctx)
{
	if (ctx->watch_fd >= 0)
		close(ctx->watch_fd);
	struct planner_state *state = ctx->state;
	if (state)
		folder_stock_done(&state->stock);
	xfree(state);
}

static int read_ledger(const struct house *h, struct date today)
{
	AUTO(ledger_report_done) struct ledger_report report = {0};
	int r = ledger_import(h->db, h->conf, today, h->now, &report);
	if (r < 0)
		return r;
	if (report.problem)
		return health_problem(h->db, "ledger", report.problem, h->now);
	if (!report.unchanged)
		log_info("ledger read: %d customers, %d purchases, %d rows refused",
		        report.customers, report.purchases, report.refused);
	return health_ok(h->db, "ledger", h->now);
}

static int read_folder(struct worker_context *ctx, const struct house *h)
{
	const char *folder = h->conf->templates;
	int r = folder_scan(h, ctx->once ? 0 : QUIET_S);
	if (r == -ENOENT || r == -EACCES || r == -ENOTDIR) {
		AUTO(xfree)
		char *why = xasprintf(
		        "The templates folder %s can't be read; its last good letters stay "
		        "in use.",
		        folder);
		return health_problem(h->db, "templates", why, h->now);
	}
	if (r == -EMLINK)
		return health_problem(h->db, "templates",
		        "The templates folder holds more than 40,000 files, so nothing in it is "
		        "read any more and the last good letters stay in use; please move what is "
		        "no letter elsewhere.",
		        h->now);
	if (r < 0)
		return r;
	if ((r = folder_answer(h, reach_describe)) < 0)
		return r;
	if ((r = preview_put_due(h)) < 0)
		return r;
	if (r > 0)
		worker_ring(ctx);
	return health_ok(h->db, "templates", h->now);
}

/* Half a ledger would look as if the other half of the customers had gone. */
static bool being_written(struct worker_context *ctx, const struct house *h)
{
	struct planner_state *state = ctx->state;
	const char *const files[] = {h->conf->ledger.customers, h->conf->ledger.purchases};
	for (size_t i = 0; !ctx->once && i < COUNT(files); i++) {
		struct stat st;
		if (!files[i] || stat(files[i], &st) < 0)
			continue;
		int64_t age = h->now - st.st_mtime;
		if (age >= 0 && age < QUIET_S) {
			state->news_at = h->now;
			return true;
		}
	}
	return false;
}

/* Dates that are listed in a table come to an end, years after anybody thought of it. */
static int look_at_endings(const struct house *h, struct date today)
{
	AUTO(xfree) char *ending = occasion_ending(h->db, today);
	return ending ? health_problem(h->db, "occasions", ending, h->now)
	              : health_ok(h->db, "occasions", h->now);
}

/* Somebody wrote a letter's name into their calendar and waits for it. */
static int look_at_names(const struct house *h, struct date today)
{
	AUTO(folder_names_free) char **names = folder_names(h->db);
	AUTO(xfree) char *unwritten = occasion_unwritten(h->db, names, today);
	return unwritten ? health_problem(h->db, "named letters", unwritten, h->now)
	                 : health_ok(h->db, "named letters", h->now);
}

static int read_files(struct worker_context *ctx, const struct house *h, struct date today)
{
	int r = being_written(ctx, h) ? 0 : read_ledger(h, today);
	if (r < 0)
		return r;
	r = occasion_scan(h->db, h->conf->calendars, today);
	if (r == -ENOENT || r == -EACCES || r == -ENOTDIR)
		r = health_problem(h->db, "calendars",
		        "The calendars folder can't be read; the dates known so far stay in force.",
		        h->now);
	else if (r >= 0)
		r = health_ok(h->db, "calendars", h->now);
	if (r >= 0)
		r = look_at_endings(h, today);
	if (r >= 0)
		r = read_folder(ctx, h);
	return r < 0 ? r : look_at_names(h, today);
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* When to look again though no bell rings. */
static int64_t next_pass(const struct house *h, const struct planner_state *state)
{
	int64_t since = h->now - state->news_at;
	bool news = since >= 0 && since <= QUIET_S;
	int64_t at = sooner(plan_next_at(h), sooner(notice_next_at(h), digest_next_at(h)));
	int64_t rescan = news ? QUIET_S + 1 : state->watched ? WATCHED_RESCAN_S : RESCAN_S;
	return sooner(at, h->now + rescan);
}

static int planner_pass(struct worker_context *ctx, int64_t *ret_next_at)
{
	struct planner_state *state = ctx->state;
	const struct house h = {
	        .db = ctx->db, .conf = ctx->conf, .key = &state->key, .now = clock_now()};
	struct date today = zone_date(zone_find(ctx->conf->business.timezone), h.now);
	if (watch_news(ctx->watch_fd))
		state->news_at = h.now;
	int r = read_files(ctx, &h, today);
	if (r < 0)
		return r;
	struct plan_counts counts = {0};
	/* a clock that was set by hand leaps as it is told */
	enum gate gate = GATE_OPEN;
	if (!clock_frozen() && (r = catchup_look(&h, &gate)) < 0)
		return r;
	struct house planning = h;
	planning.stock = &state->stock;
	if (gate == GATE_OPEN && (r = plan_pass(&planning, &counts)) < 0)
		return r;
	int brake = gate == GATE_OPEN && !clock_frozen() ? brake_plan(&h) : 0;
	if (brake < 0)
		return brake;
	int alarms = alarm_put_due(&h);
	int notices = alarms < 0 ? alarms : notice_put_due(&h);
	int digests = notices < 0 ? notices : digest_put_due(&h);
	if (digests < 0)
		return digests;
	if (brake == BRAKE_TOLD || alarms)
		worker_ring(ctx);
	if (counts.put || notices || digests) {
		log_info("put %d letters, %d nudges, %d digests into the outbox", counts.put,
		        notices, digests);
		worker_ring(ctx);
	}
	*ret_next_at = next_pass(&h, state);
	return health_ok(ctx->db, "planner", h.now);
}

const struct worker planner = {
        .role = "planner",
        .files = true,
        .start = planner_start,
        .pass = planner_pass,
        .stop = planner_stop,
};
