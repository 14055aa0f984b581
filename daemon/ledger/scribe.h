/*
 * scribe: a second thread that writes rows down, or sums them up, while the first one reads on. It
 * lives no longer than one look at the ledger. What it writes to is used by one of the two at a
 * time: by the scribe while it has rows in its hand, and by who reads between scribe_pause() and
 * scribe_resume().
 */
#ifndef SCRIBE_H
#define SCRIBE_H

#include "base.h"

struct scribe;

/* All of the writing: as long as scribe_next() gives rows. 0 or -errno. Where no second thread is
 * to be had it is called for each piece. */
typedef int scribe_write(void *arg, struct scribe *s);
struct scribe *scribe_new(scribe_write *write, void *arg);
/* Ends it first. */
void scribe_free(struct scribe *s);
DEFINE_AUTO(struct scribe, scribe_free)

/* Hand over these rows; an empty text comes back for them. Waits while the scribe is more than one
 * behind. 0, or what writing failed with. */
int scribe_give(struct scribe *s, struct text *rows);
void scribe_pause(struct scribe *s);
void scribe_resume(struct scribe *s);
/* Until the last row is written; `rows` are the last ones. 0, or what writing failed with. Asked
 * again, it says the same. */
int scribe_end(struct scribe *s, struct text *rows);

/* For who writes: the next rows, NULL at the end. Borrowed until asked again. */
struct text *scribe_next(struct scribe *s);

#endif
