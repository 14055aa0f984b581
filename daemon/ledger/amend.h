/*
 * amend: table `amendment`: what people told us of a customer and the ledger does not say (yet):
 * another address, that they left, that they are happy, a sentence for one letter. The ledger's
 * files stay as they are; what stands here counts until they themselves say something new.
 */
#ifndef AMEND_H
#define AMEND_H

#include "base.h"

struct db;

/* All that writes: inside the caller's transaction. 0 or -errno. */

/* The customer's email, status or mood is this from now on. */
int amend_put(struct db *db, const char *customer, const char *field, const char *value);
/* As the ledger has it again. */
int amend_drop(struct db *db, const char *customer, const char *field);
/* After an import: put them over the ledger's again; those it has overtaken are forgotten. */
int amend_apply(struct db *db);

/* The personal sentence of one letter; NULL takes it away. */
int amend_line_put(struct db *db, const char *customer, const char *touchpoint,
        const char *occurrence, const char *line);
char *amend_line(struct db *db, const char *customer, const char *touchpoint,
        const char *occurrence); /* owned; NULL: none */

#endif
