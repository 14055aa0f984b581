/*
 * health: table `health`: how each server, file and role fares, for `status`, the digest and the
 * alarm. Silence is impossible: what goes wrong is kept until it goes well again.
 */
#ifndef HEALTH_H
#define HEALTH_H

#include "base.h"

struct db;

/* `what` is a short word: "smtp", "imap", "ledger", "store", a role. Own transaction. */
int health_ok(struct db *db, const char *what, int64_t now);
int health_problem(struct db *db, const char *what, const char *sentence, int64_t now);

#endif
