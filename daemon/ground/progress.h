/*
 * progress: how far a long work has come, in a sentence, for who waits for it: a person at a
 * terminal, or `systemctl status`. Whoever works tells after so many rows, people or days, never
 * by the clock; where the sentences go is the program's affair, and nowhere is the default.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "base.h"

/* The sentence of now takes the place of the one before; NULL: the work is over. */
typedef void progress_hook(const char *sentence, void *arg);
void progress_hook_set(progress_hook *hook, void *arg); /* NULL: nobody listens */
/* One line of the terminal that standard error is, written anew each time; where it is none, or one
 * that can't do so, nowhere. */
void progress_on_terminal(void);

/* Control characters come out as question marks: a name of somebody else's may be in it. */
void progress_tell(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* Before anything else is written, too. Harmless when nothing was told. */
void progress_done(void);

#endif
