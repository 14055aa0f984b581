/*
 * wide: sixteen bytes of a text at a time, with what every compiler makes of vectors. For the few
 * loops that see every byte of every letter.
 */
#ifndef WIDE_H
#define WIDE_H

#include <stdbool.h>
#include <stdint.h>

#include <string.h>

#define WIDE signed char __attribute__((vector_size(16)))

static inline WIDE wide_at(const char *s)
{
	WIDE v;
	memcpy(&v, s, sizeof v);
	return v;
}

/* Not zero where the byte is no printable ASCII; what is beyond ASCII is negative. */
static inline WIDE wide_odd(WIDE v)
{
	return (v < ' ') | (v == 0x7f);
}

static inline bool wide_any(WIDE v)
{
	uint64_t half[2];
	memcpy(half, &v, sizeof half);
	return (half[0] | half[1]) != 0;
}

#endif
