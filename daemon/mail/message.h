/*
 * message: reads what arrives into a small struct of facts, inside jail: a bug in a parser that
 * strangers feed must find nothing within reach.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "base.h"
#include "report.h"

struct message_answer;
struct message {
	/* headers, decoded to UTF-8 where they are for people; "" when absent, never NULL */
	char *from_address, *from_name, *subject;
	char *message_id;  /* without < > */
	char *in_reply_to; /* raw value: may hold several ids, or rubbish */
	char *references;  /* raw value */
	char *to;          /* To, Cc, Delivered-To, X-Original-To raw, one per line: plus tags */
	char *return_path; /* "<>" for the null sender */
	char *followup_ref;
	char *auto_submitted, *precedence, *list_id, *content_type, *report_type;
	char *headers;   /* header lines, unfolded, LF: for classify's long list */
	int64_t date_at; /* Date header as moment; 0 when unreadable */
	char *text;      /* text/plain, or the HTML's text; UTF-8; at most 64 KB */
	char *new_text;  /* without quoted parts and signature */
	/* reports */
	struct report_recipient *recipients; /* of a report; address, action, status, diagnostic */
	size_t recipients_count;
	char *original_message_id;     /* of the returned message, without < > */
	char *original_reference;      /* Followup-Ref of the returned message, or "" */
	char *envelope_id;             /* Original-Envelope-Id */
	char *feedback_type;           /* ARF */
	bool truncated;                /* more bytes than were fetched */
	bool calendar_reply;           /* holds an answer to an invitation (iTIP REPLY) */
	struct message_answer *within; /* what came from the child: all strings lie in there */
};

/*
 * Parse in a child. 0; MESSAGE_POISON when the child did not come back: set the message
 * aside by its UID and go on. -errno when no child could be had.
 */
enum { MESSAGE_POISON = 1 };
int message_parse(const char *bytes, size_t n, struct message **ret);

/*
 * The same for many mails in one child, as a child costs more than a mail does. When it does not
 * come back, each is parsed alone. ret[i] stays NULL for poison. 0 or -errno (then all NULL).
 */
struct message_bytes {
	const char *s;
	size_t n;
};
enum { MESSAGE_BATCH = 512 }; /* more at once saves no more */
int message_parse_batch(const struct message_bytes *mails, size_t count, struct message **ret);
/* Of each only the header, or some fields of it: all that a body would give is "", and `headers`.
 */
int message_parse_heads(const struct message_bytes *heads, size_t count, struct message **ret);

/* For tests: the child dies of a mail that holds these words; $FOLLOWUPD_DIES_OF. No mail that we
 * know of kills it. Borrowed. */
void message_dies_of(const char *words);

/* The same in this very process: for fuzzers and for code that is in a child already. */
int message_parse_here(const char *bytes, size_t n, struct message **ret);
void message_free(struct message *m);
DEFINE_AUTO(struct message, message_free)

/* Subject without reply and forward prefixes ("Re: ", "AW: ", "Sv: " …). Owned. */
char *message_base_subject(const char *subject);

#endif
