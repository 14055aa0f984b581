/*
 * mime: the parts of a mail (RFC 2045, 2046), read where they lie: nothing is copied but what a
 * transfer encoding hides. Forgiving, and linear in the size of the mail however it is nested.
 * Pure.
 */
#ifndef MIME_H
#define MIME_H

#include "base.h"
#include "header.h"

struct mime_part {
	const struct header_lines *h; /* its header; of a part within, of the two below */
	struct header_lines own;
	char *block;
	char type[80];     /* "text/plain", lower case; that too when it has none */
	const char *bytes; /* the body, its transfer encoding not undone */
	size_t n;
	char *boundary; /* of the parts within; NULL when it has none */
};

/* The whole mail as a part: its header and its body, both borrowed. */
void mime_open(struct mime_part *ret, const struct header_lines *h, const char *body, size_t n);
void mime_close(struct mime_part *p);
static inline void mime_close_auto(struct mime_part *p)
{
	mime_close(p);
}

/* Is it cut into parts, and are the cuts there? Else it is best read as one text. */
bool mime_has_parts(const struct mime_part *p);
/* The next part within, from *cursor (0 at first) on; to be closed. False behind the last. */
bool mime_next(const struct mime_part *p, size_t *cursor, struct mime_part *ret);

bool mime_is(const struct mime_part *p, const char *type); /* "text/plain", or "text/" for all */
bool mime_attached(const struct mime_part *p);
/* A parameter of the Content-Type; owned, "" when it is absent. */
char *mime_param(const struct mime_part *p, const char *name);
/* The body, transfer encoding undone: where it lies, or in `store`. */
const char *mime_decoded(const struct mime_part *p, struct text *store, size_t *ret_n);

#endif
