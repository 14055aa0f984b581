/*
 * entry: one customer's row of the ledger, each field read by its kind and checked. Knows no other
 * rows.
 */
#ifndef ENTRY_H
#define ENTRY_H

#include "base.h"

struct columns;
struct columns_field;
struct conf;
struct sheet;

/* A birthday without a year stands in this one. */
enum { ENTRY_NO_YEAR = 1604 };

/* Our fields of a customer. */
enum entry_field {
	ENTRY_ID,
	ENTRY_EMAIL,
	ENTRY_NAME,
	ENTRY_FIRST_NAME,
	ENTRY_LAST_NAME,
	ENTRY_SALUTATION,
	ENTRY_COMPANY,
	ENTRY_LANGUAGE,
	ENTRY_COUNTRY,
	ENTRY_TIMEZONE,
	ENTRY_MANAGER,
	ENTRY_STATUS,
	ENTRY_FIRST_CONTACT,
	ENTRY_SINCE,
	ENTRY_BIRTHDAY,
	ENTRY_BIRTHDAY_OK,
	ENTRY_CONSENT,
	ENTRY_CONSENT_DATE,
	ENTRY_TAGS,
	ENTRY_CELEBRATES,
	ENTRY_MOOD,
	ENTRY_PAUSE_UNTIL,
	ENTRY_PERSONAL_LINE,
	ENTRY_FIELDS
};
const char *entry_field_name(enum entry_field f);
const struct columns_field *entry_columns(void); /* ENTRY_FIELDS of them */

struct entry_anchor {
	const char *field;
	struct date day;
};

/* Reused from row to row; zero-initialise. */
struct entry {
	const char *key;                /* the id, else the address */
	const char *text[ENTRY_FIELDS]; /* as table customer wants it; dates as ISO; "" empty */
	uint32_t length[ENTRY_FIELDS];
	const struct text *extra; /* JSON object of the other columns that are not empty */
	bool birthday_ok;
	bool integral; /* has the tag that makes them part of our success */
	struct date since, consent_day, pause_until; /* or DATE_NONE */
	struct entry_anchor *anchors;                /* each date of theirs */
	size_t anchors_count;
	int line;
	struct entry_room *room;
};
void entry_done(struct entry *e);
static inline void entry_done_auto(struct entry *e)
{
	entry_done(e);
}

/* The row's key as far as it can be known from a row that may be refused; "" when it has neither
 * id nor address. Borrowed until the next. */
const char *entry_key(struct entry *e, const struct columns *columns, const struct sheet *s);
/* The row's address, as on the wire if it is one. Likewise. */
const char *entry_email(struct entry *e, const struct columns *columns, const struct sheet *s);

/* Read the sheet's row: 0; or ENTRY_BAD with the column and a sentence that says what to do
 * (owned). What it holds is borrowed until the next. */
enum { ENTRY_BAD = 1 };
int entry_read(struct entry *e, const struct columns *columns, const struct sheet *s,
        const struct conf *conf, struct date today, size_t *ret_column, char **ret_why);

#endif
