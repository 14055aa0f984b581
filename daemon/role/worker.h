/*
 * worker: the loop every role runs: pass, sleep until bell, deadline or signal; --once. A role is
 * one object. Workers meet only in the store: a bell says "look", nothing else.
 */
#ifndef WORKER_H
#define WORKER_H

#include "base.h"

struct conf;
struct conf_server;
struct db;

struct worker_context {
	const struct conf *conf;
	struct db *db;
	bool once;    /* one pass, then end: do not wait for anything */
	int bell_fd;  /* readable: ask worker_rang(); for waits of its own (IDLE). -1 with --once */
	bool rang;    /* set by worker_ring(): the others should look */
	int watch_fd; /* set by start(): readable means a pass is wanted; -1: none */
	void *state;  /* the role's own */
};

struct worker {
	const char *role;
	/* What it needs beside the store; all else is fenced off (fence.h), but for --once. */
	bool files; /* ledger, calendars, letters */
	const struct conf_server *(*server)(const struct conf *conf); /* NULL: no network */
	/* Once, before the first pass; may set ctx->state. 0 or -errno. */
	int (*start)(struct worker_context *ctx);
	/* One pass. 0 or -errno (the process ends and is restarted with back-off). *ret_next_at:
	 * the moment of the next pass if no bell rings before; INT64_MAX: only a bell. */
	int (*pass)(struct worker_context *ctx, int64_t *ret_next_at);
	/* Wait in a way of its own (the listener's IDLE) until worker_rang(), next_at, or news;
	 * says worker_busy(0) where it only waits. NULL: the loop waits. 0 or -errno. */
	int (*wait)(struct worker_context *ctx, int64_t next_at);
	void (*stop)(struct worker_context *ctx);
};

extern const struct worker planner;
extern const struct worker sender;
extern const struct worker listener;

/* The others should look: their bells ring after this pass. */
void worker_ring(struct worker_context *ctx);

/* Are we asked to stop? Then a network wait that ended early is no trouble of the server's. */
bool worker_stopping(const struct worker_context *ctx);

/* In a wait of its own, when bell_fd is readable: the supervisor's question whether we live is
 * answered. True when the wait is over: somebody rang, or we are to stop. */
bool worker_rang(struct worker_context *ctx);

/*
 * In the middle of a long pass: it may take that many seconds from now before it counts as
 * hung; 0: it rests, and answers at once. Each pass is granted WORKER_PASS_S without asking.
 * Harmless with --once.
 */
enum { WORKER_PASS_S = 900 };
void worker_busy(struct worker_context *ctx, int64_t seconds);

/*
 * Run a role to its end on the supervisor's channel (fd 3), or once. Exit code for the process:
 * 0, EX_DATAERR (the store is damaged), EX_CONFIG (it is newer than this program), EX_TEMPFAIL
 * (the pass failed: try again later), EX_USAGE (no supervisor at the other end).
 * The caller has set the log's role. SIGTERM and SIGINT are held back until the pass is over;
 * network waits end at once. A stop that came with `once` is delivered on return.
 */
int worker_run(const struct worker *w, const struct conf *conf, bool once);

/* Fence this process in for life as that role is; worker_run() does. fence_put_up()'s words. */
int worker_fence(const struct worker *w, const struct conf *conf, bool *ret_files);

/* Ring the bell of the daemon that runs on this state folder, if one does (a named pipe,
 * state/bell; one byte, never blocks). For the command line. */
void worker_ring_daemon(const struct conf *conf);

#endif
