/* provider: public mail providers: two people with addresses there have nothing in common. */
#ifndef PROVIDER_H
#define PROVIDER_H

#include "base.h"

bool provider_shared(const char *domain);

#endif
