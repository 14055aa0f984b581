/*
 * alarm: that the mail server refuses the login of one person, for their letters or for their
 * mailbox, is mailed to them and to the owners the same day: the house's own mail still goes.
 */
#ifndef ALARM_H
#define ALARM_H

#include "house.h"

/* Once for each such trouble that lasts. Own transaction. How many were told, or -errno. */
int alarm_put_due(const struct house *h);

#endif
