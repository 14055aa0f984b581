/*
 * fetched: a message as it came from a mailbox, made out of libetpan's tree of a FETCH answer.
 */
#ifndef FETCHED_H
#define FETCHED_H

#include "base.h"

struct mailimap_msg_att;

struct fetched {
	uint32_t uid;
	char *bytes; /* at most `most` bytes of the message; NULL: it did not come */
	size_t n;
	int64_t internal_at;
};

/* One answer into ret[k] of uids[k] (ascending); another's, or a second one, is passed over. */
void fetched_take(const struct mailimap_msg_att *att, const uint32_t *uids, size_t count,
        size_t most, struct fetched *ret);
void fetched_done(struct fetched *f);

#endif
