/*
 * classify: facts -> what kind of mail this is. Pure. In doubt it is a person: a machine taken
 * for a human costs one needless nudge; a human taken for a machine is the unreturned message.
 */
#ifndef CLASSIFY_H
#define CLASSIFY_H

#include "base.h"

struct message;

enum classify_class {
	CLASSIFY_REPLY,     /* a person wrote */
	CLASSIFY_OPTOUT,    /* a person wants no more letters */
	CLASSIFY_AUTOREPLY, /* out of office and its kin (RFC 3834) */
	CLASSIFY_BOUNCE,    /* failed (RFC 3464 and the many that follow no standard) */
	CLASSIFY_DELAY,
	CLASSIFY_DELIVERED,
	CLASSIFY_COMPLAINT, /* ARF, RFC 5965 */
	CLASSIFY_RECEIPT,   /* MDN, RFC 8098 */
	CLASSIFY_CHALLENGE,
	CLASSIFY_LIST,  /* newsletter, list */
	CLASSIFY_OTHER, /* other machine mail */
};
enum classify_permanence {
	CLASSIFY_NOT_A_BOUNCE,
	CLASSIFY_DEAD,      /* no such person: suppress the address */
	CLASSIFY_REFUSED,   /* policy, spam, size: our business, never the customer's fault */
	CLASSIFY_TRANSIENT, /* mailbox full, try later */
};

struct classify {
	enum classify_class class;
	enum classify_permanence permanence;
	const char *reason;   /* why it was taken for that; static */
	bool doubtful_optout; /* the word stands inside a longer text: hold and ask a person */
	bool complaint_words; /* angry: pause and nudge at once */
	bool thanks;          /* three words or fewer of thanks: listed, not counted as waiting */
};
struct classify classify(const struct message *m);
/* From a status code and text of an SMTP answer or a DSN (RFC 3463). */
enum classify_permanence classify_status(const char *status, const char *text);
const char *classify_name(enum classify_class c);
const char *classify_permanence_name(enum classify_permanence p);

#endif
