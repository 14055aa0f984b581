/*
 * call: a decision as it is said: the verb, and what it is about.
 */
#ifndef CALL_H
#define CALL_H

#include "base.h"
#include "house.h"

enum verb {
	VERB_ANSWERED, /* who waits was answered elsewhere, or needs no answer; subject:
	                  conversation */
	VERB_GIVE,     /* another person looks after who waits; words: the person's id */
	VERB_APPROVE,  /* yes to a letter */
	VERB_HOLD,     /* no to a letter */
	VERB_PERSONAL, /* words: the personal sentence of a letter */
	VERB_SAME,     /* the stranger who replied is the customer; subject: inbox */
	VERB_OTHER,    /* he is not */
	VERB_ARRIVED,  /* an unsure letter did arrive; subject: outbox */
	VERB_LOST,     /* it did not */
	VERB_ACCEPT,   /* what an automatic reply told is so; occurrence: suggestion.kind */
	VERB_DECLINE,  /* it is not, or nothing shall be done about it */
	VERB_ASK,      /* who looks after the customer is to find out */
	VERB_OPTOUT,   /* no more letters; words: the address when no customer is named */
	VERB_PAUSE,    /* letters rest until `until` */
	VERB_RESUME,
	VERB_LOG,        /* words: a contact made elsewhere */
	VERB_HAPPY,      /* the customer is delighted with us */
	VERB_DIGEST_OFF, /* customer: "staff:ID" */
	VERB_DIGEST_ON,
	VERB_DIGEST_DAILY,
	VERB_GO,   /* a new version of a letter may go out; occurrence: its fingerprint */
	VERB_REST, /* no more letters of it go out until the next go */
	VERB_SHOW, /* its preview once more */
	VERBS
};

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

/* Outcomes: nothing was changed; likewise, as this reply was obeyed before. */
enum { VERB_IDLE = 1, VERB_SAID_BEFORE };

#endif
