/*
 * chores: the housekeeping of the digest: what broke, came back, was refused or skipped, one
 * sentence each.
 */
#ifndef CHORES_H
#define CHORES_H

#include "base.h"
#include "figures.h"

struct conf_person;
struct page;

/* Write the section, if there is anything, about the week from `monday` on. 0 or -errno. */
int chores_tell(const struct house *h, const struct conf_person *reader,
        const struct figures_scope *scope, struct date monday, struct page *page);

#endif
