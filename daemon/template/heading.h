/*
 * heading: header fields of a mail as they go on the wire (RFC 5322): folded at blanks, other
 * alphabets in encoded words (RFC 2047), dates. Values were checked before; no field written here
 * can start another. Pure.
 */
#ifndef HEADING_H
#define HEADING_H

#include "base.h"

/* A field of one word: an address, a Message-ID. */
void heading_put(struct text *out, const char *name, const char *word);
/* Subject and its like: words of any alphabet. */
void heading_put_words(struct text *out, const char *name, const char *words);
/* From and its like; `person` may be "". */
void heading_put_mailbox(
        struct text *out, const char *name, const char *person, const char *address);

/* Message-ID and its like: between < and >. */
void heading_put_id(struct text *out, const char *name, const char *id);

/* "Date: Mon, 05 Oct 2026 09:12:00 +0200" in English whatever the locale; `offset` in seconds east
 * of UTC. Ours, because libetpan's writes wrong zones. */
void heading_put_date(struct text *out, int64_t at, int32_t offset);

#endif
