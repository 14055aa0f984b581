/*
 * phrase: what we say to staff, in their language: sentences, dates, numbers and money. English is
 * the text in the code; German stands in phrase_de.c, the others in wording. Pure.
 */
#ifndef PHRASE_H
#define PHRASE_H

#include "base.h"

/* The sentence in this language ("de"), with the same conversions; English where there is none.
 * Static. */
const char *phrase(const char *language, const char *english) __attribute__((format_arg(2)));

/* "{1} asked us to stop: no more letters to {2}." with its holes filled. Owned. */
char *phrase_fill(const char *sentence, const char *const *values, size_t count);

/* A sentence as the code has it, and the same in the other language. NULL at the end. */
struct phrase_said {
	const char *english, *said;
};
extern const struct phrase_said phrase_de[];

char *phrase_day(const char *language, struct date day);  /* "Mon 16 Nov", "Mo 16. Nov." */
char *phrase_date(const char *language, struct date day); /* "16 November 2026" */
char *phrase_period(const char *language, struct date first, struct date last); /* "16–22 Nov" */
char *phrase_number(const char *language, int64_t n); /* "48,200", "48.200" */
char *phrase_money(const char *language, int64_t cents, const char *currency); /* whole units */

/* A day a person wrote: "1 March", "March 1 2027", "1. März", "1.3.2027", "2027-03-01"; without
 * a year the next one from `today` on. 0, or -EINVAL: not understood, or it reads two ways. */
int phrase_day_parse(const char *words, struct date today, struct date *ret);

#endif
