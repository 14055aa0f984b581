/*
 * consent: what the law of the customer's country asks of a letter that is not an answer they
 * are owed. Pure. The unknown is no consent.
 */
#ifndef CONSENT_H
#define CONSENT_H

#include "base.h"

enum consent {
	CONSENT_GIVEN,
	CONSENT_NONE,    /* none, or not known */
	CONSENT_UNDATED, /* it counts only with the day it was given */
	CONSENT_LAPSED,  /* it was implied by a purchase or an enquiry, and that is long ago */
};

struct consent_case {
	const char *consent;                      /* the ledger's: "express", "soft", "none", "" */
	struct date given;                        /* DATE_NONE: not known */
	const char *country;                      /* ISO 3166, upper case */
	bool company;                             /* they are written to as a company's people */
	bool assume;                              /* the business says that the unknown was given */
	struct date last_purchase, first_contact; /* DATE_NONE: never */
};

enum consent consent_ask(const struct consent_case *c, struct date day);

/* Must a letter to this country carry the sender's postal address? */
bool consent_wants_postal(const char *country);

#endif
