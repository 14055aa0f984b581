/*
 * anchor: table `anchor`: the dates of customers, by day. While a ledger is read they are piled up,
 * and then go in by one statement, in the table's own order.
 */
#ifndef ANCHOR_H
#define ANCHOR_H

#include "base.h"
#include "pile.h"

struct db;

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
/* All that stand in the customer's row. */
int anchor_drop_all(struct db *db, uint32_t customer);

#endif
