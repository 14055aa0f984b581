/*
 * address: whom a mail goes to and comes from, made fit for the wire. Pure.
 */
#ifndef ADDRESS_H
#define ADDRESS_H

#include "base.h"

/* May an atom hold this byte (RFC 5322 section 3.2.3)? */
bool address_atext(char c);

/*
 * An address as it goes on the wire: domain to A-labels (libidn2, UTS 46 non-transitional),
 * checked; its local part may hold letters of other alphabets (RFC 6531). 0 and *ret (owned);
 * ADDRESS_BAD with a sentence in *ret_why (owned).
 */
enum { ADDRESS_BAD = 1 };
int address_to_wire(const char *address, char **ret, char **ret_why);

#endif
