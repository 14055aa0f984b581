/*
 * extra: a JSON object of texts, member after member: the columns of a ledger that are not ours.
 */
#ifndef EXTRA_H
#define EXTRA_H

#include "base.h"

/* The name of a member, made once for many: `"name":"`. */
void extra_name(struct text *out, const char *name);
/* One more member, of a name from extra_name(). The text is empty before the first. */
void extra_put(struct text *object, const struct text *name, const char *value, size_t n);
void extra_end(struct text *object);

#endif
