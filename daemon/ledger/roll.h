/*
 * roll: everybody of a ledger while it is read, known and new, in little memory: 24 bytes for each,
 * found by key and by e-mail address. Knows no text: of keys and addresses only hashes are kept,
 * seeded so that nobody can choose an address that meets with another's.
 */
#ifndef ROLL_H
#define ROLL_H

#include "base.h"

enum { ROLL_NO_DAY = -(1 << 19) }; /* the days of three thousand years need not so much */

struct roll_person {
	uint64_t row; /* hash of the row that the store was written from; 0: none, or gone */
	uint32_t id;  /* in the store; 0: not there */
	uint32_t tie; /* from the key: of equals the one with the lower comes first */
	union {
		int32_t line;  /* where the row stands, while rows are read */
		uint32_t sums; /* then the first of their sums, see bought.h; 0: none */
	};
	int since : 20;     /* a day, see roll_since() */
	unsigned stage : 3; /* enum stage, as the store has it */
	unsigned now : 3;   /* enum stage, as of today: set by book_read() */
	bool present : 1;   /* in the ledger as it was last taken */
	bool integral : 1;
	bool taken : 1;   /* their row was met and is a good one */
	bool changed : 1; /* what they bought is not what the store has */
	bool refused : 1; /* their row is not: purchases are not complained about as well */
};
_Static_assert(sizeof(struct roll_person) == 24, "there are millions of them");

struct roll_index {
	uint32_t *slots; /* who, and a part of the hash */
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

/* Since when they are a customer; DATE_NONE when nobody says. */
static inline struct date roll_since(const struct roll_person *p)
{
	return p->since == ROLL_NO_DAY ? DATE_NONE : (struct date){p->since};
}

static inline void roll_set_since(struct roll_person *p, struct date day)
{
	p->since = date_is_none(day) ? ROLL_NO_DAY : day.days;
}

/* What the tie of this key is. */
uint32_t roll_tie(const char *key);

enum { ROLL_NOBODY = -1 };
int64_t roll_by_key(const struct roll *r, const char *key);
/* The same in steps, with something else done in between: among millions, who is asked for has to
 * come from afar. What roll_expect() gives goes to the other two. */
uint64_t roll_expect(const struct roll *r, const char *key);
void roll_near(const struct roll *r, uint64_t expected);
int64_t roll_expected(const struct roll *r, uint64_t expected);
int64_t roll_by_email(const struct roll *r, const char *email);
/* Who will be asked for by this key, or this address, soon; or by the address that is remembered of
 * this one. */
void roll_call_key(const struct roll *r, const char *key);
void roll_call_email(const struct roll *r, const char *email);
void roll_call_kept(const struct roll *r, size_t who);
void roll_call_hashed(const struct roll *r, uint64_t key);
/* So many will be on it, all in all: it does not grow step by step. */
void roll_expect_count(struct roll *r, size_t count);
/* Somebody new; their number. Pointers to people are good until the next one. */
size_t roll_add(struct roll *r, const char *key);
/* Likewise, by the hash of their key; their address (0: none) is remembered and not yet found. */
size_t roll_add_hashed(struct roll *r, uint64_t key, uint64_t email);
/* From now on this address, or none (""), is theirs. */
void roll_put_email(struct roll *r, const char *email, size_t who);
/* The one that is remembered: nobody else has it; from now on it is theirs. */
bool roll_email_free(const struct roll *r, size_t who);
void roll_keep_email(struct roll *r, size_t who);
void roll_done(struct roll *r);
static inline void roll_done_auto(struct roll *r)
{
	roll_done(r);
}

#endif
