/*
 * catchup: after a downtime, or a leap of the clock: the owner is told which letters would go,
 * before any does.
 */
#ifndef CATCHUP_H
#define CATCHUP_H

#include "gate.h"
#include "house.h"

/* Look at the gate as the planner does; tell the owner when it has shut, once. 0 and *ret, or
 * -errno. */
int catchup_look(const struct house *h, enum gate *ret);

#endif
