/*
 * keepsake: table `keepsake`: which of our letters lie in Sent. Where the mail server keeps no copy
 * of what it sends for us, and the configuration asks for one, we put it there; never a second one.
 */
#ifndef KEEPSAKE_H
#define KEEPSAKE_H

#include "base.h"

struct conf_person;
struct imap;
struct worker_context;

/* Put a copy of each letter that was sent within the last week, and has none, into `sent`: those of
 * one person with a login of their own, or (NULL) all but theirs. Each is looked for first: whoever
 * put it there, and whenever this process ended. An imap_outcome with a sentence, or -errno. */
int keepsake_put(struct worker_context *ctx, struct imap *imap, const char *sent,
        const struct conf_person *whose, char **ret_why);

#endif
