/*
 * ledger: tables `customer`, `anchor_field`, `anchor_day`, `purchase_total`, `refused`,
 * `ledger_fact`; the business's own files, which are only ever read. Refused rows are kept with
 * file:line:column, value and reason.
 */
#ifndef LEDGER_H
#define LEDGER_H

#include "base.h"

struct conf;
struct db;

/* Facts of the ledger as it was last taken: names of its other columns, a line each; the business's
 * name and language. */
#define LEDGER_FACT_FIELDS "fields"
#define LEDGER_FACT_BUSINESS "business"
#define LEDGER_FACT_LANGUAGE "language"
char *ledger_fact(struct db *db, const char *key); /* owned; NULL: unknown */

struct ledger_report {
	int customers, purchases; /* rows taken */
	int refused;              /* rows in table `refused` now */
	bool unchanged;           /* same files as last time: nothing was done */
	bool waiting;             /* lost too many people: waits for ledger_approve() */
	char *problem;            /* why nothing was taken (unreadable, empty, waiting), or NULL */
};
void ledger_report_done(struct ledger_report *r);
static inline void ledger_report_done_auto(struct ledger_report *r)
{
	ledger_report_done(r);
}

/* In SQL: how many are in the ledger. A million are not looked at one by one for it: it counts
 * those who are gone, who have an index. */
#define LEDGER_CUSTOMERS                                                                           \
	"((SELECT count(*) FROM customer) - (SELECT count(*) FROM customer WHERE present=0))"

/*
 * Bring what we have of the ledger up to date with the files, in one transaction that nobody else
 * waits for; files that did not change
 * (size, mtime, fingerprint) cost a stat each. Customers that are gone are kept with
 * present=0. Stages and the 12-month sums are computed for `today` (also when only the day
 * changed). 0, or -errno when the store failed; trouble with the files is in *ret.
 */
int ledger_import(struct db *db, const struct conf *conf, struct date today, int64_t now,
        struct ledger_report *ret);

/* A ledger was read once, and what was taken from it is not there: until the next import nobody can
 * know who is a customer. */
bool ledger_lost(struct db *db);

/* Why the files as they are now wait for a person. Owned; NULL: they do not. */
char *ledger_waiting(struct db *db, const struct conf *conf);

/* A person says that the ledger which waits is right: the next import takes it.
 * LEDGER_NOT_WAITING when none does. */
enum { LEDGER_NOT_WAITING = 1 };
int ledger_approve(struct db *db);

/* Check the files against an empty store and call back for each complaint; for `check`. */
typedef void ledger_complaint(
        const char *file, int line, int column, const char *value, const char *text, void *arg);
int ledger_check(const struct conf *conf, ledger_complaint *each, void *arg);

/*
 * A customer as templates and courtesy see them: every field by name, ready for {{field}}.
 * NULL when the field is unknown to us AND to the ledger; "" when it is empty. Borrowed from
 * the customer. Besides the ledger's columns: key, first_purchase, last_purchase,
 * first_contact_date, years ("3", "" in the first year), years_phrase ("three years"),
 * since_phrase ("since 2023"), year (today's), stage, spent ("1,234.50 EUR"), purchases (how
 * many), salutation (falls back to name). Dates are in words ("3 October 2024"), in the
 * customer's language; their days stand in view anchor. Lists read "a, b".
 */
struct ledger_customer;
/* `language`: what the phrases are to speak ("de"), NULL the business's. */
int ledger_customer_get(struct db *db, const char *key, const char *language, struct date today,
        struct ledger_customer **ret); /* 0, -ENOENT, -errno */
/* The same, of the customer in this row. */
int ledger_customer_get_row(struct db *db, int64_t id, const char *language, struct date today,
        struct ledger_customer **ret);
/* From now on phrases speak this language; those that were asked for stay as they are. */
void ledger_customer_speak(struct ledger_customer *c, const char *language);
int ledger_customer_find(struct db *db, const char *key_or_email, char **ret_key);
const char *ledger_customer_field(const struct ledger_customer *c, const char *field);
void ledger_customer_free(struct ledger_customer *c);
DEFINE_AUTO(struct ledger_customer, ledger_customer_free)

/* Is this a column name that some customer could have? For "unknown field" in templates:
 * the names, NULL-terminated, owned array of owned strings (free with ledger_fields_free). */
char **ledger_fields(struct db *db);
void ledger_fields_free(char **fields);

#endif
