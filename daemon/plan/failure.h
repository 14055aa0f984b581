/*
 * failure: table `failure`: letters that did not reach their address, whether the server refused
 * it at once or a report came later. Both ways end in the same state.
 */
#ifndef FAILURE_H
#define FAILURE_H

#include "base.h"
#include "classify.h"

struct db;
struct seal_key;

struct failure {
	int64_t letter; /* row of the outbox */
	const char *customer, *address;
	enum classify_permanence permanence;
	const char *reason; /* the server's words */
};

enum failure_outcome {
	FAILURE_NOTED,
	FAILURE_DEAD, /* the address is gone: no more letters to it */
	FAILURE_WORN, /* so many passing troubles in a row that it is as good as gone; likewise */
};

/* Inside the caller's transaction: note it, and suppress the address and withdraw what waits
 * for it when that is due. A letter fails once. enum failure_outcome or -errno. */
int failure_take(struct db *db, const struct seal_key *key, const struct failure *f, int64_t now);

/* What an answer to SMTP means for the address: `step` as in smtp.h. */
enum classify_permanence failure_of_answer(
        const char *step, int code, const char *enhanced, const char *text);

#endif
