/*
 * row: a customer's row of table `customer`: packed, on its way from who reads the ledger to who
 * writes, and as the statements that write it.
 */
#ifndef ROW_H
#define ROW_H

#include "entry.h"

struct anchor;
struct db_bind;

enum { ROW_EXTRA = ENTRY_FIELDS, ROW_DATES, ROW_TEXTS };

struct row {
	uint32_t id;
	uint32_t anchors_count;
	struct date consent_day, pause_until;
	uint8_t stage;
	bool known; /* has a row in the store */
	bool same;  /* the anchors are there already */
	bool birthday_ok;
	uint32_t len[ROW_TEXTS];
	const char *text[ROW_TEXTS]; /* by enum entry_field, then the two; the id: the key */
	const struct anchor *anchors;
};

/* Append it. */
void row_pack(struct text *out, const struct row *row);
/* The one at *at, which goes behind it; borrowed from the bytes. False: no more. */
bool row_unpack(const struct text *rows, size_t *at, struct row *ret);

/*
 * `fields`: which of our fields the file has, as bits 1 << enum entry_field. The others are empty,
 * and nothing need be said of them where a row is new. An owned statement, and its values in their
 * order; how many there are.
 */
enum { ROW_MOST_VALUES = 32 };
char *row_insert_sql(uint32_t fields); /* for db_run_fed() */
/* The same values; the id is left to the table, which counts: no search for one that it has. */
char *row_append_sql(uint32_t fields);
size_t row_insert_values(const struct row *row, uint32_t fields, struct db_bind *ret);
char *row_update_sql(void);
size_t row_update_values(const struct row *row, struct db_bind *ret);

#endif
