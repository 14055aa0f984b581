/*
 * brake: a day on which three times as many letters leave as the planner had planned that morning
 * is no day like others: nothing more leaves until a person has looked.
 */
#ifndef BRAKE_H
#define BRAKE_H

#include "house.h"

/* The planner's first pass of a day has put what is due: that is the day's plan. Tells the owner
 * when the brake is on, once. Own transaction. 0; BRAKE_TOLD: a mail waits for the sender; -errno.
 */
enum { BRAKE_TOLD = 3 };
int brake_plan(const struct house *h);
/* A person has said that more letters may go: what they start now belongs to the plan. Inside the
 * caller's transaction. 0 or -errno. */
int brake_plan_anew(const struct house *h);

/* Before each lease: how many more may leave today (*ret), or 0 when it is on; letters then rest.
 * Own transaction. 0; BRAKE_SHUT: it went on just now, the planner has somebody to tell; -errno. */
enum { BRAKE_SHUT = 2 };
int brake_look(const struct house *h, int64_t *ret);

/* A person says go; own transaction. 0, BRAKE_NOT_ON, -errno. */
enum { BRAKE_NOT_ON = 1 };
int brake_release(const struct house *h);

#endif
