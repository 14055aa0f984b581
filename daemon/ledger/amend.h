/*
 * amend: table `amendment`: what people told us of a customer and the ledger does not say (yet):
 * another address, that they left, that they are happy, a sentence for one letter. The ledger's
 * files stay as they are; what stands here counts until they themselves say something new.
 */
#ifndef AMEND_H
#define AMEND_H

#include "base.h"

struct db;

/* All that writes, but for amend_settle(): inside the caller's transaction. 0 or -errno. */

/* The customer's email, status or mood is this from now on. While a ledger is being taken their row
 * follows with amend_settle(). */
int amend_put(struct db *db, const char *customer, const char *field, const char *value);
/* As the ledger has it again; -EBUSY while one is being taken. */
int amend_drop(struct db *db, const char *customer, const char *field);
/* While a ledger is taken: put them over it, but for those it has overtaken. */
int amend_apply(struct db *db);
/* Afterwards, and whenever there is time: forget those that the ledger has overtaken, put over it
 * what could not be put at once. Transactions of its own. */
int amend_settle(struct db *db);

/* The personal sentence of one letter; NULL takes it away. */
int amend_line_put(struct db *db, const char *customer, const char *touchpoint,
        const char *occurrence, const char *line);
char *amend_line(struct db *db, const char *customer, const char *touchpoint,
        const char *occurrence); /* owned; NULL: none */

#endif
