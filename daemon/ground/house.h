/*
 * house: what everyone from courtesy upwards works with: the store, its key, the configuration
 * and the moment it is. Plain data, no code.
 */
#ifndef HOUSE_H
#define HOUSE_H

#include <stdint.h>

struct conf;
struct db;
struct seal_key;

struct house {
	struct db *db;
	const struct conf *conf;
	const struct seal_key *key;
	int64_t now;
};

#endif
