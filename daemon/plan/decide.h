/*
 * decide: what the digest asks of its reader: letters that wait for a yes, replies of unknown
 * people, letters nobody knows the fate of, what automatic replies told.
 */
#ifndef DECIDE_H
#define DECIDE_H

struct section;

/* Write the section, if there is anything. Number of things to decide, or -errno. */
int decide_tell(struct section *s);

#endif
