/*
 * roll: everybody of a ledger while it is read, known and new, in little memory: 32 bytes for each,
 * found by key and by e-mail address. Knows no text: of keys and addresses only hashes are kept,
 * seeded so that nobody can choose an address that meets with another's.
 */
#ifndef ROLL_H
#define ROLL_H

#include "base.h"

struct roll_person {
	uint64_t row;  /* hash of the row that the store was written from; 0: none, or gone */
	uint32_t id;   /* in the store; 0: not there */
	int32_t since; /* DATE_NONE.days when there is none */
	uint32_t tie;  /* from the key: of equals the one with the lower comes first */
	union {
		int32_t line;  /* where the row stands, while rows are read */
		uint32_t sums; /* then the first of their sums, see bought.h; 0: none */
	};
	uint8_t stage;    /* enum stage, as the store has it */
	uint8_t now;      /* enum stage, as of today: set by book_read() */
	bool present : 1; /* in the ledger as it was last taken */
	bool integral : 1;
	bool taken : 1;   /* their row was met and is a good one */
	bool changed : 1; /* what they bought is not what the store has */
	bool refused : 1; /* their row is not: purchases are not complained about as well */
};

struct roll_index {
	uint32_t *slots; /* who, from 1 */
	size_t count, cap;
	uint64_t *hashes; /* of each */
};

/* Zero-initialise but for the seed. */
struct roll {
	struct roll_person *people;
	size_t count, cap;
	struct roll_index keys, emails;
	uint64_t seed;
};

static inline bool roll_met(const struct roll_person *p)
{
	return p->taken || p->refused;
}

/* What the tie of this key is. */
uint32_t roll_tie(const char *key);

enum { ROLL_NOBODY = -1 };
int64_t roll_by_key(const struct roll *r, const char *key);
int64_t roll_by_email(const struct roll *r, const char *email);
/* Somebody new; their number. Pointers to people are good until the next one. */
size_t roll_add(struct roll *r, const char *key);
void roll_put_email(struct roll *r, const char *email, size_t who);
void roll_done(struct roll *r);
static inline void roll_done_auto(struct roll *r)
{
	roll_done(r);
}

#endif
