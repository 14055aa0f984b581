/*
 * match: which letter a message is about, which customer wrote it, and how sure that is. A token
 * proves which letter, not who writes.
 */
#ifndef MATCH_H
#define MATCH_H

#include "base.h"
#include "classify.h"

struct db;
struct message;

enum match_confidence {
	MATCH_NOBODY,
	MATCH_WROTE,     /* a customer, about nothing of ours, or who knows which of it */
	MATCH_PROBABLE,  /* a customer, by a letter's subject; a report, by the address */
	MATCH_POSSIBLE,  /* a stranger with a letter's token: forwarded, or forged */
	MATCH_COLLEAGUE, /* of the addressee's company */
	MATCH_CERTAIN,   /* the addressee */
};
const char *match_name(enum match_confidence c); /* the word in inbox.confidence */

struct match {
	enum match_confidence confidence;
	int64_t letter;    /* row of the outbox it is about; 0: none */
	char *customer;    /* key, or NULL */
	char *address;     /* the customer's, or the letter's recipient's */
	bool stop_address; /* it was sent to the stop. tag of a letter */
	bool several;      /* the subject is that of several letters; `letter` is the newest */
	bool unproven;     /* a report about this letter, but anybody could have written it */
};
/* Into *ret, which is {0}. */
void match_message(struct db *db, const struct message *m, enum classify_class class, int64_t now,
        struct match *ret);
/* The mail server doubts the sender: one step less sure, and nobody's colleague. */
void match_doubt(struct match *who);
void match_done(struct match *who);

/* Is that a customer's address? When in doubt (the store can't be read), yes. */
bool match_is_customer(struct db *db, const char *address);
/* The last token in `s` that belongs to a letter of ours: its row, or 0. */
int64_t match_letter(struct db *db, const char *s);
/* The next word of headers that are lists of ids or addresses; owned, or NULL at the end. */
char *match_word(const char **s);
/* Two addresses of one company: providers that everybody shares are none. */
bool match_same_domain(const char *a, const char *b);

#endif
