/*
 * patch: bytes said as what differs from others that are much like them: pieces of those, in
 * any order, and what is new between them. For letters of one form a general compressor makes it a
 * third smaller still, and takes four times as long. Pure.
 *
 * It is one step after another: a number n (seven bits to the byte, the lowest first); n even: n/2
 * new bytes follow; n odd: n/2 bytes of the base, which stand so far behind (a number again, the
 * sign in its lowest bit) the end of the piece before.
 */
#ifndef PATCH_H
#define PATCH_H

#include "base.h"

/* What others are compared with, made ready for it. The bytes are borrowed as long as it lives. */
struct patch_base;
struct patch_base *patch_base_new(const char *bytes, size_t n);
void patch_base_free(struct patch_base *b);
DEFINE_AUTO(struct patch_base, patch_base_free)

/* Append how `bytes` differ from the base. */
void patch_put(const struct patch_base *b, const char *bytes, size_t n, struct text *out);

/* The n bytes that the patch makes of the base, to `ret`; never a byte more. 0; PATCH_BAD: it makes
 * another number of them, or is none for a base of this size. */
enum { PATCH_BAD = 1 };
int patch_get(
        const char *base, size_t base_n, const char *patch, size_t patch_n, char *ret, size_t n);

#endif
