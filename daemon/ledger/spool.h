/*
 * spool: rows of the ledger that wait to be written, so that the store is locked only while it is
 * written to, not while the business's files are read.
 */
#ifndef SPOOL_H
#define SPOOL_H

#include "entry.h"

enum { SPOOL_MOST_ANCHORS = 1024 };

struct spool_row {
	struct entry entry; /* without its anchors */
	const char *dates;  /* JSON of the anchors */
	uint64_t *anchors;  /* as the census numbers them */
	uint32_t anchors_count;
	uint32_t who; /* on the roll */
	bool known;   /* has a row in the store */
	bool same;    /* the anchors are there already */
};

/* Zero-initialise. */
struct spool {
	struct text bytes;
	size_t at; /* of the next one to come out */
	uint64_t anchors[SPOOL_MOST_ANCHORS];
};

void spool_put(struct spool *s, const struct spool_row *row);
/* False: no more. Borrowed until the next. */
bool spool_next(struct spool *s, struct spool_row *ret);
void spool_done(struct spool *s);

#endif
