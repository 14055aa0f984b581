/*
 * retell: what the store keeps in English (troubles, complaints about the ledger, what was done
 * about a mail) for who reads another language. A finished sentence is known again by the words
 * in the code that made it; what stood in its holes is put into the other language's sentence.
 * Pure.
 */
#ifndef RETELL_H
#define RETELL_H

#include "base.h"

/* The same in this language ("de"); what is not known stays as it is. Owned. */
char *retell(const char *language, const char *english);

/* A sentence as the code has it, with its conversions, and the same with {1} for the first. */
struct retelling {
	const char *english, *said;
};
/* NULL at the end */
extern const struct retelling retell_de_files[], retell_de_mail[];

#endif
