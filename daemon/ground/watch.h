/*
 * watch: news from folders by inotify(7), so that waiting costs no wake-ups. What other machines
 * write on a network file system is not announced; there one has to look now and then.
 */
#ifndef WATCH_H
#define WATCH_H

#include "base.h"

/*
 * A descriptor that becomes readable when something in one of the folders (NULL-terminated list)
 * is written, moved or removed; -1 when the kernel gives none. *ret_all is false when a folder
 * could not be watched, or lies on a network file system: look again from time to time.
 */
int watch_open(const char *const *folders, bool *ret_all);

/* Drain it. True when there was news other than about our own answers (*.OK.txt, *.PROBLEM.txt). */
bool watch_news(int fd);

#endif
