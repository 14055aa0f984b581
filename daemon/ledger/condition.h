/*
 * condition: an account manager's SQL condition (Where:) over the customer as the business knows
 * them: the ledger's columns under their documented names, its other columns under their own. Here
 * it is read and put into the words of the store; db.h looks that it does nothing but compare.
 */
#ifndef CONDITION_H
#define CONDITION_H

#include "base.h"

struct db;

/* Append what stands for it, for use in a WHERE over table customer. */
void condition_put(struct db *db, const char *condition, struct text *sql);

/* Can it be used? 0, or CONDITION_REFUSED with the reason in *ret_why (owned). */
enum { CONDITION_REFUSED = 1 };
int condition_check(struct db *db, const char *condition, char **ret_why);

#endif
