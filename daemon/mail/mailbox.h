/*
 * mailbox: who wrote, and when, from the values of From and Date: RFC 5322 with its obsolete
 * forms, and what people and machines write instead. Pure.
 */
#ifndef MAILBOX_H
#define MAILBOX_H

#include "base.h"

/* The first mailbox of the value; both are owned, valid UTF-8, "" when there is none. */
void mailbox_read(const char *value, char **ret_address, char **ret_name);

/* "Tue, 3 Mar 2026 10:00:00 +0100" as moment; 0 when it can't be read. */
int64_t mailbox_date(const char *value);

#endif
