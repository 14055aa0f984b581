/*
 * book: the business's files as they read today: customers, what each has bought, and every row
 * that had to be refused, with its place. Reads the files in one pass; purchases become totals,
 * never rows. Knows no store.
 */
#ifndef BOOK_H
#define BOOK_H

#include "base.h"
#include "source.h"
#include "stage.h"

struct conf;

/* In table meta: names of the ledger's other columns, a line each; the business's name
 * and language. */
#define BOOK_META_FIELDS "ledger.fields"
#define BOOK_META_BUSINESS "ledger.business"
#define BOOK_META_LANGUAGE "ledger.language"

/* A birthday without a year stands in this one. */
enum { BOOK_NO_YEAR = 1604 };

/* Our fields of a customer. */
enum book_field {
	BOOK_ID,
	BOOK_EMAIL,
	BOOK_NAME,
	BOOK_FIRST_NAME,
	BOOK_LAST_NAME,
	BOOK_SALUTATION,
	BOOK_COMPANY,
	BOOK_LANGUAGE,
	BOOK_COUNTRY,
	BOOK_TIMEZONE,
	BOOK_MANAGER,
	BOOK_STATUS,
	BOOK_FIRST_CONTACT,
	BOOK_SINCE,
	BOOK_BIRTHDAY,
	BOOK_BIRTHDAY_OK,
	BOOK_CONSENT,
	BOOK_CONSENT_DATE,
	BOOK_TAGS,
	BOOK_CELEBRATES,
	BOOK_MOOD,
	BOOK_PAUSE_UNTIL,
	BOOK_PERSONAL_LINE,
	BOOK_FIELDS
};
const char *book_field_name(enum book_field f);

struct book_anchor {
	const char *field;
	struct date day;
};

/* What a customer bought in one currency ("" when the file has none), up to today. */
struct book_total {
	const char *currency;
	struct date first, last;
	int64_t count, cents;
	int64_t cents_12, cents_prior_12; /* the last 12 months; the 12 before those */
	unsigned months;                  /* bit 0: ever bought in a January, … */
	struct book_total *next;
};

/* How far back purchases say how often somebody buys: almost five years. */
enum { BOOK_WEEKS = 256 };

struct book_customer {
	const char *key;
	const char *text[BOOK_FIELDS]; /* as table customer wants it; dates as ISO; "" empty */
	bool birthday_ok;
	struct date consent_day, pause_until; /* or DATE_NONE */
	const char *extra;           /* JSON object of the other columns that are not empty */
	struct book_anchor *anchors; /* dates, without the purchases' */
	size_t anchors_count;
	struct book_total *totals;
	struct date first_purchase, last_purchase; /* or DATE_NONE */
	uint64_t weeks[BOOK_WEEKS / 64];           /* bit i: bought i calendar weeks ago */
	int usual_days; /* between two purchases, as this customer does it; 0: not known */
	enum stage stage;
	int line;
};

struct book_refusal {
	const char *path; /* as in the configuration */
	int line, column; /* column 0: the whole row; line 0: the file */
	char *value, *reason;
};

/* Refusals kept of one file; a last one says how many more there are. */
enum { BOOK_MOST_REFUSALS = 1000 };

struct book {
	struct book_customer *customers;
	size_t customers_count;
	int64_t purchases;
	struct book_refusal *refusals;
	size_t refusals_count;
	char **extra_fields; /* names of the other columns, NULL-terminated */
	struct source_stamp customers_stamp, purchases_stamp;
	uint64_t fingerprint; /* of both files */
	char *problem;        /* a sentence: nothing of this must be used; or NULL */
	struct book_private *own;
};

/* Never fails: what goes wrong is in ->problem. */
struct book *book_read(const struct conf *conf, struct date today);
void book_free(struct book *b);
DEFINE_AUTO(struct book, book_free)

const char *book_base_name(const char *path); /* borrowed: its end */

/* The customer with this key, or NULL. */
const struct book_customer *book_find(const struct book *b, const char *key);

#endif
