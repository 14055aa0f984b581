/*
 * preview: the mail to whoever saved a letter: whom it would reach, and what three real customers
 * would read. An ordinary row of the outbox, once for each version of a letter.
 */
#ifndef PREVIEW_H
#define PREVIEW_H

#include "house.h"

/* Put the previews of letters that changed and are clean. Number put, or -errno. */
int preview_put_due(const struct house *h);

#endif
