/*
 * chores: the housekeeping of the digest: what broke, came back, was refused or skipped, one
 * sentence each.
 */
#ifndef CHORES_H
#define CHORES_H

struct section;

/* Write the section, if there is anything. 0 or -errno. */
int chores_tell(const struct section *s);

#endif
