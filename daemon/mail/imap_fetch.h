/*
 * imap_fetch: messages, or some fields of their heads, out of the examined mailbox, by BODY.PEEK.
 * Asked for by the thousand and had by the bite: while one bite is worked on, the server goes on
 * with the next. What the answers look like is read here, and not by libetpan: in one pass, and
 * no more of it is kept than was asked for.
 */
#ifndef IMAP_FETCH_H
#define IMAP_FETCH_H

#include "imap_session.h"

struct fetched {
	uint32_t uid;
	char *bytes; /* at most `most` bytes of the message; NULL: it did not come */
	size_t n;
	int64_t internal_at; /* 0: not asked for, or it was not said */
};
void fetched_done(struct fetched *f);
/* How many came before the first that did not. */
size_t fetched_leading(const struct fetched *f, size_t count);

/* What is asked of each message. */
struct imap_want {
	/* header fields, NULL at the end; NULL: all of it. Those that mail programs ask for too a
	 * server has ready, and need not open each message for them. */
	const char *const *fields;
	size_t most; /* bytes of each */
	bool dated;  /* when did it arrive? */
};

/* UID FETCH (INTERNALDATE BODY.PEEK[…]<0.most>). Nothing else can be asked of this connection
 * before all of it was taken. UIDs ascending, and not more than IMAP_ASK_MOST; of fields alone any
 * number that are all there is from the first to the last. */
enum { IMAP_ASK_MOST = 256 };
int imap_ask(struct imap *i, const struct imap_want *want, const uint32_t *uids, size_t count,
        char **ret_why);
bool imap_is_asked(const struct imap *i); /* and not all of it was taken */
/*
 * The next `count` of those asked for, ret[k] for uids[k]: until all came, or the server is done,
 * or some megabytes are here. *ret_n: with so many of them we are through; free each with
 * fetched_done(). `bytes` is NULL for those that did not come: they are gone, or the server keeps
 * them back; imap_has() tells which. Nothing is filled unless IMAP_OK. IMAP_REFUSED: none of
 * these, nor of those behind them, will come.
 */
int imap_take(struct imap *i, const uint32_t *uids, size_t count, struct fetched *ret,
        size_t *ret_n, char **ret_why);
/* One, whole and dated. IMAP_REFUSED when it does not come, whatever the reason. */
int imap_fetch(struct imap *i, uint32_t uid, size_t most, struct fetched *ret, char **ret_why);

#endif
