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
	char **rows; /* keys of the ledger's rows that have this mailbox, their own first */
	bool present, birthday_ok, dispute; /* dispute: in one of the rows */
	int64_t pause_until_day;
	struct date consent_day, first_contact, last_purchase; /* DATE_NONE: not known */
	struct morning morning;                                /* where they live */
};
void person_done(struct person *p);
static inline void person_done_auto(struct person *p)
{
	person_done(p);
}

/* The customer with this key. 0 (done with person_done()); -ENOENT: there is none; -errno. */
int person_get(const struct house *h, const char *customer, struct person *ret);

#endif
