/*
 * slip: one row of the purchases as it was read: packed, on its way from who reads to who sums up.
 * Knows no other rows but the one before, and nobody by their id.
 */
#ifndef SLIP_H
#define SLIP_H

#include "base.h"

#include <stddef.h>

struct columns;
struct columns_field;
struct conf;
struct sheet;

struct slip {
	int64_t cents;
	struct date day;
	int line, place;  /* where the customer's id or address stands */
	uint32_t length;  /* of what stands there */
	char currency[4]; /* "" when the file has none */
	char who[];       /* as it stands there */
};

struct slip_reader {
	const struct conf *conf;
	const struct columns *columns;
	struct date today;
	size_t customer, order; /* columns */
	struct text before;     /* the order of the row before */
};

const struct columns_field *slip_columns(size_t *ret_count);

void slip_begin(struct slip_reader *r, const struct conf *conf, const struct columns *columns,
        struct date today);
void slip_done(struct slip_reader *r);

/*
 * Read the sheet's row and put it behind the others in `slips`: 0. SLIP_HAD: the order was had with
 * the row before. SLIP_BAD: with the column and a sentence (owned); its slip was put all the same,
 * where it says who it is about before it says what is wrong, and else has no length.
 */
enum { SLIP_BAD = 1, SLIP_HAD };
int slip_read(struct slip_reader *r, const struct sheet *s, struct text *slips, size_t *ret_column,
        char **ret_why);

/* With its NUL, in whole words. */
static inline size_t slip_size(const struct slip *s)
{
	return (offsetof(struct slip, who) + s->length + 8) / 8 * 8;
}

/* The slip at this place; moves on to the next. */
static inline const struct slip *slip_next(const struct text *slips, size_t *at)
{
	const struct slip *s = (const void *)(slips->s + *at);
	*at += slip_size(s);
	return s;
}

#endif
