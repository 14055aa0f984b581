/*
 * command: what the sub-commands of followup share, and their list. Each command is one function:
 * arguments in, exit code (sysexits) out.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include "base.h"
#include "house.h"
#include "seal.h"

struct conf;
struct db;

struct command_context {
	const char *conf_path;
	const struct conf *conf; /* NULL for commands that need none */
	struct db *db;           /* the store; NULL for commands that need none */
	struct seal_key key;
	struct db *store; /* FRESH: the store itself, when there is one; for what calendar keeps */
	struct house house; /* over db, once it is open */
	int argc;           /* the words behind the command's name, without options */
	char **argv;
	int conf_errors; /* more than none: `conf` is good for a look only */
	/* options */
	const char *from, *to, *customer, *week, *manager, *until;
	bool json, html, eml, send, ics;
	const char *output;
	bool prometheus, mail, people;
};

enum command_needs { COMMAND_NOTHING, COMMAND_CONF, COMMAND_STORE, COMMAND_FRESH };

struct command {
	const char *name, *usage, *purpose;
	int (*run)(struct command_context *ctx);
	/* FRESH: a scratch copy of the store with ledger, calendars and folder read as they are
	 * now; the store itself stays as it is */
	enum command_needs needs;
	int least, most; /* words */
};

/* Commands that look ahead (ahead.c). */
int command_plan(struct command_context *ctx);
int command_calendar(struct command_context *ctx);

/* Commands that tell (tell.c). */
int command_preview(struct command_context *ctx);
int command_why(struct command_context *ctx);
int command_show(struct command_context *ctx);
int command_waiting(struct command_context *ctx);
int command_status(struct command_context *ctx);
int command_status_board(struct command_context *ctx); /* without rights to the store */
int command_digest(struct command_context *ctx);
int command_classify(struct command_context *ctx);

/* Commands that do (act.c). */
int command_init(struct command_context *ctx);
int command_check(struct command_context *ctx);
int command_optout(struct command_context *ctx);
int command_answered(struct command_context *ctx);
int command_pause(struct command_context *ctx);
int command_resume(struct command_context *ctx);
int command_log(struct command_context *ctx);
int command_approve(struct command_context *ctx);
int command_hold(struct command_context *ctx);
int command_personal(struct command_context *ctx);
int command_happy(struct command_context *ctx);
int command_accept(struct command_context *ctx);
int command_decline(struct command_context *ctx);
int command_settle(struct command_context *ctx);
int command_give(struct command_context *ctx);
int command_undo(struct command_context *ctx);

/* Commands for whoever runs the service (doctor.c, tend.c, erase.c). */
int command_doctor(struct command_context *ctx);
int command_export(struct command_context *ctx);
int command_forget(struct command_context *ctx);
int command_backup(struct command_context *ctx);
int command_adopt(struct command_context *ctx);
/* To standard output, or whole or not at all into --output. */
int tend_put_out(struct command_context *ctx, const char *words);

/* Helpers (followup.c). */

/* The key of the customer that a person named by key or address; NULL after a sentence. Owned. */
char *command_customer(struct command_context *ctx, const char *named);
/* A date given on the command line; false after a sentence. */
bool command_date(const char *words, struct date *ret);
/* Rows of one column that holds JSON objects, printed as one array. */
int command_json(struct command_context *ctx, const char *sql, const char *customer);
/* A moment as the business reads its clock: "2026-10-05 09:12". Owned. */
char *command_moment(struct command_context *ctx, int64_t at);
struct date command_today(struct command_context *ctx);

#endif
