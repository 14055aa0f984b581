/*
 * spool: letters and skips of the days ahead, as they come, told in the order of the days. What
 * does not fit into a few megabytes lies in the scratch store meanwhile.
 */
#ifndef SPOOL_H
#define SPOOL_H

#include "base.h"

struct db;

struct spool_event {
	struct date day;
	bool letter;
	int64_t at; /* of a letter */
	const char *touchpoint, *customer, *name, *subject, *word, *detail, *occurrence, *manager;
};

struct spool;
struct spool *spool_new(struct db *scratch);
void spool_free(struct spool *s);
DEFINE_AUTO(struct spool, spool_free)

/* 0 or -errno. Outside transactions. */
int spool_put(struct spool *s, const struct spool_event *e);
/* All of them, by day, touchpoint, letters first, hour, customer; texts are borrowed. Then nothing
 * can be put any more. 0 or -errno. */
typedef void spool_tell(const struct spool_event *e, void *arg);
int spool_each(struct spool *s, spool_tell *tell, void *arg);

#endif
