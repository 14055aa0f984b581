/*
 * coming: the letters of the next seven days, for the digest.
 */
#ifndef COMING_H
#define COMING_H

struct section;

/* 0 or -errno. */
int coming_tell(struct section *s);

#endif
