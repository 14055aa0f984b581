/*
 * person: who a customer is, as far as courtesy asks: the ledger's row, what people told us since,
 * and the other rows that share the mailbox.
 */
#ifndef PERSON_H
#define PERSON_H

#include "base.h"
#include "house.h"
#include "morning.h"

struct person {
	char *email, *status, *consent, *country, *company, *celebrates, *stage;
	char *language, *tags, *dates; /* as the ledger's row has them */
	char *seal;  /* of the address, as suppressions know it; NULL: not made yet */
	char **rows; /* keys of the ledger's rows that have this mailbox, their own first */
	bool present, birthday_ok, dispute; /* dispute: in one of the rows */
	bool alone; /* with a letter: the only one their address or they ever had; else unknown */
	int64_t pause_until_day;
	struct date consent_day, first_contact, first_purchase,
	        last_purchase;  /* DATE_NONE: not known */
	struct morning morning; /* where they live */
};
void person_done(struct person *p);
static inline void person_done_auto(struct person *p)
{
	person_done(p);
}

/* The customer with this key. 0 (done with person_done()); -ENOENT: there is none; -errno. */
int person_get(const struct house *h, const char *customer, struct person *ret);
/* The same, whose row in the ledger is known. */
int person_get_row(const struct house *h, int64_t row, struct person *ret);

/* The day in this date field of the ledger, or DATE_NONE. */
struct date person_date(const struct person *p, const char *field);

/* Those to whom the queue's first letters go, the first `most` that are due at h->now: read in one
 * statement. 0 (owned: persons_free()) or -errno. */
struct persons;
int persons_get(const struct house *h, size_t most, struct persons **ret);
/* To whom this row of the outbox goes, taken out of them (owned: person_done()). 0; -ENOENT: not
 * among them. Quick in the queue's order. */
int persons_take(struct persons *persons, int64_t letter, struct person *ret);
void persons_free(struct persons *persons);
DEFINE_AUTO(struct persons, persons_free)

#endif
