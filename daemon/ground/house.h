/*
 * house: what everyone from courtesy upwards works with: the store, its key, the configuration
 * and the moment it is. Plain data, no code.
 */
#ifndef HOUSE_H
#define HOUSE_H

#include <stdbool.h>
#include <stdint.h>

struct almanac;
struct conf;
struct db;
struct forms;
struct seal_key;
struct folder_stock;
struct noted;

struct house {
	struct db *db;
	const struct conf *conf;
	const struct seal_key *key;
	int64_t now;
	struct folder_stock *stock; /* letters loaded once; NULL: each when it is asked for */
	struct almanac *almanac;    /* holidays, likewise */
	struct noted *noted;        /* of whom something is noted; NULL: everybody is asked for */
	struct forms *forms;        /* on which letters are put; NULL: none is to be put */
	bool rehearsal; /* a look at the days ahead: nobody will read the bytes of letters */
};

#endif
