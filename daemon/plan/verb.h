/*
 * verb: table `act`: what a person decides, one verb each, whether typed at the command line or
 * said in a reply to a notice; done, written down, and taken back here.
 */
#ifndef VERB_H
#define VERB_H

#include "base.h"
#include "house.h"

enum verb {
	VERB_ANSWERED, /* who waits was answered elsewhere, or needs no answer; subject:
	                  conversation */
	VERB_GIVE,     /* another person looks after who waits; words: the person's id */
	VERB_APPROVE,  /* yes to a letter */
	VERB_HOLD,     /* no to a letter */
	VERB_SAME,     /* the stranger who replied is the customer; subject: inbox */
	VERB_OTHER,    /* he is not */
	VERB_ARRIVED,  /* an unsure letter did arrive; subject: outbox */
	VERB_LOST,     /* it did not */
	VERB_OPTOUT,   /* no more letters; words: the address when no customer is named */
	VERB_PAUSE,    /* letters rest until `until` */
	VERB_RESUME,
	VERB_LOG,        /* words: a contact made elsewhere */
	VERB_DIGEST_OFF, /* customer: "staff:ID" */
	VERB_DIGEST_ON,
	VERBS
};
const char *verb_name(enum verb v);

struct verb_call {
	enum verb verb;
	const char *who;      /* id of the person who says so; "": the command line */
	const char *language; /* of the answer */
	const char *customer, *touchpoint, *occurrence;
	int64_t subject;   /* 0: the one there is now */
	struct date until; /* of a pause */
	const char *words;
	int64_t notice; /* row of the notice replied to; 0: none */
	int number;
	int64_t shown_at; /* when it said what is decided upon; 0: now */
};

/*
 * Do it and write it down, inside the caller's transaction. 0 and the act's row in *ret_act;
 * VERB_IDLE: nothing was changed. Either way one sentence for the person in *ret_sentence (owned).
 */
enum { VERB_IDLE = 1 };
int verb_do(
        const struct house *h, const struct verb_call *call, int64_t *ret_act, char **ret_sentence);
/* Take an act back, as far as the world allows; likewise. */
int verb_undo(const struct house *h, int64_t act, const char *who, const char *language,
        char **ret_sentence);

/* Did this person say that no digest is wanted? */
bool verb_digest_off(struct db *db, const char *person);

#endif
