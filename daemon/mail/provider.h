/* provider: public mail providers: two people with addresses there have nothing in common. */
#ifndef PROVIDER_H
#define PROVIDER_H

#include "base.h"

bool provider_shared(const char *domain);

/* Does whoever runs this mail server put a copy of what it sends for us into Sent by itself? */
bool provider_keeps_sent(const char *host);

#endif
