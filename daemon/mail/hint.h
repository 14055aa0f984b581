/*
 * hint: what an absence note tells about a person, for somebody to confirm: that he has left, the
 * day he is back, another address. Read only from notes of machines; nothing is changed by it.
 * Pure.
 */
#ifndef HINT_H
#define HINT_H

#include "base.h"

struct hint {
	bool left;        /* no longer with the company */
	struct date back; /* first day named behind a word of returning; or none */
	char *address;    /* another address named in the note, "" when there is none; owned */
};

/* `today` gives days without a year theirs; `own` are addresses that are nothing new, the person's
 * and ours (NULL-terminated). */
void hint_read(const char *text, struct date today, const char *const *own, struct hint *ret);
void hint_done(struct hint *h);
static inline void hint_done_auto(struct hint *h)
{
	hint_done(h);
}

#endif
