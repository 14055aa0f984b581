/*
 * doctor: what the looks at the live set-up share: doctor itself (machine, rights, store) and
 * doctor_server (provider, mail servers, a mail to ourselves).
 */
#ifndef DOCTOR_H
#define DOCTOR_H

#include "base.h"

#include <sys/types.h>

struct command_context;
struct conf;
struct db;

enum doctor_level { DOCTOR_WELL, DOCTOR_ADVICE, DOCTOR_PROBLEM };

struct doctor {
	struct command_context *ctx;
	const struct conf *conf;
	int counts[DOCTOR_PROBLEM + 1];
	int code; /* of the first problem */
	/* whom the daemon runs as: rights are his, not ours */
	uid_t uid;
	gid_t gid;
	char *user;
	bool runs;        /* a daemon is at work on the store */
	struct db *paper; /* for JSON */
	struct text json;
};

/* One finding; `fix` NULL where all is well. `code`: what a problem of this kind ends with. */
void doctor_find(struct doctor *d, enum doctor_level level, int code, const char *what,
        const char *fix, const char *fmt, ...) PRINTF_LIKE(6, 7);

/* May the daemon's user do that (access(2))? If not, it is found, with what follows from it. */
bool doctor_may(
        struct doctor *d, const char *what, const char *path, int mode, const char *consequence);

/* Is the file closed to others? `most`: the bits that may be set at all. */
bool doctor_closed(struct doctor *d, const char *what, const char *path, mode_t most);

void doctor_servers(struct doctor *d);

#endif
