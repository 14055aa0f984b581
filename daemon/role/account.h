/*
 * account: the mailboxes of the people who have a login of their own. What comes back of their
 * letters arrives there, and what customers write to them; their answers lie in their Sent. They
 * are read like the house's; that one can't be read keeps nobody from the others.
 */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "imap.h"

struct conf;
struct conf_person;
struct seal_key;
struct worker_context;

struct account {
	const struct conf_person *who;
	struct imap *imap;           /* kept between two looks; NULL: closed */
	struct imap_mailbox seen[2]; /* INBOX and Sent, when all was read */
	int64_t next_at;
	int troubles; /* in a row */
};

/* Zeroed: none. */
struct accounts {
	struct account *at;
	size_t count;
};
void accounts_init(struct accounts *a, const struct conf *conf);
void accounts_done(struct accounts *a);

/* Look into those whose time has come. 0 or -errno. */
int accounts_read(struct accounts *a, struct worker_context *ctx, const struct seal_key *key);

#endif
