/*
 * reader: table `trying`: reads what is new in one mailbox and gives each message to inbox. A
 * message on which the parser, the dialogue or this whole process ends is set aside by its UID,
 * and the next one is read.
 */
#ifndef READER_H
#define READER_H

#include "base.h"

struct imap;
struct imap_mailbox;
struct seal_key;
struct worker_context;

struct reader {
	struct worker_context *ctx; /* rung when others should look */
	const struct seal_key *key;
	struct imap *imap;
	const char *whose; /* the address of a person; NULL: the house's */
};

/* A positive enum imap_outcome with a sentence in *ret_why, 0 or -errno. Returns early, with 0,
 * when the role is asked to stop. `sent`: the mailbox is Sent. *seen: how the mailbox stood when
 * all in it was read, {0} at first; where CONDSTORE tells that nothing changed since, nothing is
 * asked. */
int reader_read(const struct reader *r, const char *mailbox, bool sent, struct imap_mailbox *seen,
        char **ret_why);

#endif
