/*
 * desk: where replies to our notices arrive: who may say something, what it means, that it is
 * done, and one short confirmation. Strangers, copies and machines change nothing here.
 */
#ifndef DESK_H
#define DESK_H

#include "base.h"
#include "house.h"

struct message;

enum desk {
	DESK_NONE,    /* no reply to a notice, or a machine's */
	DESK_ORDER,   /* read, done as far as it was understood, confirmed */
	DESK_REFUSED, /* a reply to a notice of somebody else's, or not really his: nothing was done
	               */
};

/*
 * Take a message inside the caller's transaction; `inbox` is its row there. 0 and what it was in
 * *ret_what, a sentence about it in *ret_effect (owned, unless DESK_NONE); or -errno.
 */
int desk_take(const struct house *h, const struct message *m, int64_t inbox, enum desk *ret_what,
        char **ret_effect);

#endif
