/*
 * explain: `why`: the story of one customer's letters in sentences, from rows and from asking
 * the plan again.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "base.h"

struct house;

/*
 * Why letters did or did not go to this customer: on `day` (DATE_NONE: any), of this
 * touchpoint (NULL: any). Sentences, one a line. 0, -ENOENT (no such customer), -errno.
 */
int explain(const struct house *h, const char *customer, struct date day, const char *touchpoint,
        struct text *out);

#endif
