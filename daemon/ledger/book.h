/*
 * book: the business's files as they read today: who stands in them, what each has bought, and
 * every row that had to be refused, with its place. Each file is read in one pass; rows that are
 * as they were are passed over, the others handed on one by one: no row is kept. Knows no store.
 */
#ifndef BOOK_H
#define BOOK_H

#include "base.h"
#include "bought.h"
#include "roll.h"
#include "source.h"

struct conf;
struct entry;

struct book_refusal {
	const char *path; /* as in the configuration */
	int line, column; /* column 0: the whole row; line 0: the file */
	char *value, *reason;
};

/* Refusals kept of one file; a last one says how many more there are. */
enum { BOOK_MOST_REFUSALS = 1000 };

struct book {
	struct date today;
	struct roll roll; /* whoever the store knows is put there before reading */
	struct bought bought;
	size_t customers; /* good rows */
	size_t others;    /* rows that were refused because the id is another person's */
	struct book_refusal *refusals;
	size_t refusals_count;
	uint32_t fields;     /* of ours that the customers' file has: bits 1 << enum entry_field */
	char **extra_fields; /* names of the other columns, NULL-terminated */
	struct source_stamp customers_stamp, purchases_stamp;
	uint64_t fingerprint; /* of both files */
	char *problem;        /* a sentence: nothing of this must be used; or NULL */
	struct book_private *own;
};

/*
 * What becomes of a good row that is new or changed; `who` is its place on the roll, whose fields
 * tell the rest. 0; BOOK_OTHER when the id is another person's, with a sentence (owned); -errno.
 */
enum { BOOK_OTHER = 1 };
typedef int book_take(void *arg, const struct entry *e, struct roll_person *p, char **ret_why);

/* `settings`: a number that changes when the same row would mean something else. */
struct book *book_new(const struct conf *conf, struct date today, uint64_t settings);
/* 0 (look at ->problem), or what `take` failed with. */
int book_read(struct book *b, book_take *take, void *arg);
void book_free(struct book *b);
DEFINE_AUTO(struct book, book_free)

const char *book_base_name(const char *path); /* borrowed: its end */

#endif
