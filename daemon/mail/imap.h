/*
 * imap: mailboxes (RFC 9051 and 3501): EXAMINE and BODY.PEEK, IDLE (RFC 2177). People's mailboxes
 * are left as found, but for the copies in Sent that they ask for. One call, one outcome.
 */
#ifndef IMAP_H
#define IMAP_H

#include "imap_session.h"

struct imap_mailbox {
	uint32_t uidvalidity, uidnext, exists;
	uint64_t modseq; /* HIGHESTMODSEQ (CONDSTORE, RFC 7162); 0: the server knows none */
};

/* EXAMINE (never SELECT). `name` is UTF-8. */
int imap_examine(struct imap *i, const char *name, struct imap_mailbox *ret, char **ret_why);
/* The mailbox with SPECIAL-USE \Sent (RFC 6154); owned; NULL when the server names none. */
char *imap_find_sent(struct imap *i);
/* UIDs >= from in the examined mailbox, ascending, at most `most` of them; when `since` is a
 * date, only messages that arrived on or after it. *ret owned. */
int imap_uids(struct imap *i, uint32_t from, struct date since, size_t most, uint32_t **ret,
        size_t *ret_count, char **ret_why);
/* Is there still such a message in the examined mailbox? Asked of SEARCH, for what did not come. */
int imap_has(struct imap *i, uint32_t uid, bool *ret, char **ret_why);
/* UIDs of messages whose header field contains the value (RFC 9051 SEARCH HEADER), ascending.
 * `field` and `value` are printable ASCII; anything else is IMAP_REFUSED before it is sent. */
int imap_search_header(struct imap *i, const char *field, const char *value, uint32_t **ret,
        size_t *ret_count, char **ret_why);

/* APPEND to a mailbox (UTF-8 name), as read. IMAP_NO_MAILBOX when the server says no. */
int imap_append(struct imap *i, const char *name, const char *bytes, size_t n, char **ret_why);

/*
 * IDLE: begin; wait, as often as the caller likes, until news, `wake_fd` readable (WOKEN) or
 * `seconds` are over (QUIET); end, which needs no call when it is DEAD. Only the waits are long.
 */
enum imap_idle { IMAP_IDLE_QUIET, IMAP_IDLE_NEWS, IMAP_IDLE_WOKEN, IMAP_IDLE_DEAD };
bool imap_can_idle(struct imap *i);
enum imap_idle imap_idle_begin(struct imap *i);
enum imap_idle imap_idle_wait(struct imap *i, int wake_fd, int seconds);
enum imap_idle imap_idle_end(struct imap *i);

#endif
