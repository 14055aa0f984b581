/*
 * inbox: tables `inbox` and `cursor`: each message that arrives is matched to its letter and
 * customer, classified, and has its effects, all in one transaction with the cursor.
 */
#ifndef INBOX_H
#define INBOX_H

#include "base.h"

struct conf;
struct db;
struct message;
struct seal_key;

/* Where reading goes on in a mailbox. Unknown, or another UIDVALIDITY: *ret_uid_next is 1. */
int inbox_cursor(struct db *db, const char *mailbox, uint32_t uidvalidity, uint32_t *ret_uid_next,
        bool *ret_first_time);

/* A message as it lies in a mailbox. */
struct inbox_mail {
	const char *mailbox;
	uint32_t uidvalidity, uid;
	bool sent; /* the mailbox is Sent */
	int64_t arrived_at;
	const struct message *message; /* NULL: it could not be read (poison) */
};

/*
 * Take a few messages of one mailbox, in the order of their UIDs: match each, classify it, do what
 * it means, and move the cursor past them, all in one transaction. It rides (db.h): what a power
 * cut takes back is read again. A second time for the same UID does nothing. 0 or -errno.
 * `*ret_news` is true when others should look (a letter withdrawn, a conversation opened).
 */
int inbox_take(struct db *db, const struct conf *conf, const struct seal_key *key,
        const struct inbox_mail *mails, size_t count, int64_t now, bool *ret_news);
/*
 * By their heads alone (`message` without a text): which of these must be read whole? Those left
 * out would leave no trace if they were: they were had before, or a stranger wrote them before
 * anything of ours was there to be answered or to come back, or, in Sent, they are no letter of
 * ours and answer no customer.
 */
void inbox_sift(struct db *db, const struct conf *conf, const struct inbox_mail *heads,
        size_t count, bool *ret_wanted);
/* Does that ask when they arrived? Not before there is anything of ours. */
bool inbox_asks_for_dates(struct db *db);
/* The cursor past `uid` and all before it; none of them is of interest. It rides. 0 or -errno. */
int inbox_pass_over(struct db *db, const char *mailbox, uint32_t uidvalidity, uint32_t uid);
/* The server gave the UIDs of this mailbox out anew: reading begins again, and what was taken keeps
 * its row and its effects under no number. */
int inbox_forget_uids(struct db *db, const char *mailbox, uint32_t uidvalidity);

#endif
