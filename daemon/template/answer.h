/*
 * answer: what the folder answers a person who saved a letter: a few lines, the verdict first.
 * Pure.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include "base.h"

struct template;
struct template_problems;

/* The problems as paragraphs: errors first, the first of them whole, then as many as a person
 * reads. "" when there are none. Owned. */
char *answer_problems(const struct template_problems *problems);

/* The whole answer about a file that is refused, in this language; `in_use`: its last good version
 * still is. Owned. */
char *answer_bad(const char *language, const char *file, bool in_use, const char *problems);
/* ... about one that is understood; `more`: what only the plan knows, whom it reaches and when. */
char *answer_good(const char *language, const char *file, const struct template *t,
        const char *more, const char *problems);
/* Why nobody gets it, and what to do about that; owned, NULL: it goes out. */
char *answer_status(const char *language, const struct template *t, const char *file);

/* Did we write this? Nothing else of other people's is ever taken away. */
bool answer_ours(const char *text);

#endif
