/*
 * anchor: tables `anchor_field`, `anchor_day`: the dates of customers, by day. While a ledger is
 * read they are piled up, and then go in by one statement, in the table's own order.
 */
#ifndef ANCHOR_H
#define ANCHOR_H

#include "base.h"
#include "pile.h"

struct db;

/* The fields that are not of the ledger's row: they follow from purchases. */
#define ANCHOR_FIRST "first_purchase"
#define ANCHOR_LAST "last_purchase"

/* Zero-initialise. The names are for who reads the ledger, the piles for who writes it: two
 * threads, see scribe.h. */
struct anchors {
	char **names; /* of fields */
	size_t names_count;
	struct pile *piles; /* of each field: days and customers */
	size_t piles_count;
};

struct anchor {
	uint32_t field; /* its number */
	struct date day;
};

/* The field's number. */
uint32_t anchor_field(struct anchors *a, const char *name);

void anchor_put(struct anchors *a, struct anchor date, uint32_t customer);
/* Write what was put. 0 or -errno. */
int anchor_flush(struct anchors *a, struct db *db);
void anchor_done(struct anchors *a);

/* At once; DATE_NONE is none. 0 or -errno. */
int anchor_drop(struct db *db, const char *field, struct date day, uint32_t customer);
/* Those of the customer's row; and those of their purchases too. */
int anchor_drop_row(struct db *db, uint32_t customer);
int anchor_drop_all(struct db *db, uint32_t customer);

#endif
