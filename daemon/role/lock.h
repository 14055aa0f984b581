/*
 * lock: the file state/lock. Who holds it is the one followupd at work on that store; what stands
 * in it is its process, and how often it has taken its configuration anew.
 */
#ifndef LOCK_H
#define LOCK_H

#include "base.h"

struct conf;

/*
 * Make the state folder when it is missing and be the only followupd on its store until this
 * process ends. 0, or an exit code (EX_CANTCREAT: no folder or no lock file; EX_TEMPFAIL:
 * another one runs) with the reason logged.
 */
int lock_hold(const struct conf *conf);

/* The holder says that it took its configuration anew. Harmless in who does not hold it. */
void lock_reloaded(void);

/*
 * Have the holder take the configuration anew, and wait until it says so. 0, or an exit code with
 * the reason logged: EX_UNAVAILABLE, nobody works on this store; EX_NOPERM, it is another
 * user's; EX_TEMPFAIL, it does not answer.
 */
int lock_reload(const struct conf *conf);

#endif
