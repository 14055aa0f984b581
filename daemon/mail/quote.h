/*
 * quote: what the person wrote: flowed lines joined, and the new text without quoted history and
 * signature. Pure.
 */
#ifndef QUOTE_H
#define QUOTE_H

#include "base.h"

/* Join the soft line ends of format=flowed (RFC 3676). */
char *quote_unflow(const char *text, bool delsp);

/*
 * The new text of a reply: quoted lines, their introduction ("On … wrote:" in thirty
 * languages), Outlook's header block, the forwarded original and the signature are left out.
 * "" when the person added nothing. Owned.
 */
char *quote_new_text(const char *text);

#endif
