/*
 * wish: what a person wants, as far as single words can say it: no more letters, an angry word,
 * only thanks. Whole words, in twenty-five languages, without regard to case and accents. Pure.
 */
#ifndef WISH_H
#define WISH_H

#include "base.h"

enum wish {
	WISH_NONE,
	WISH_DOUBTFUL, /* the word stands inside a longer text, or in a question: ask a person */
	WISH_CLEAR,    /* no more letters */
};
/*
 * From the new text of a mail (quoted text would bring in our own "just reply stop") and its
 * subject where the writer chose it, else "". `answer`: it answers something, so it is no
 * newsletter. *ret_complains: an angry word stands in it.
 */
enum wish wish_read(const char *new_text, const char *subject, bool answer, bool *ret_complains);
bool wish_thanks(const char *new_text); /* three words or fewer, one of them thanks */

/* " word word word ": lower case, accents and apostrophes gone, at most `most` bytes. Owned. */
char *wish_fold(const char *text, size_t most);
/* A list of phrases (folded, NULL-terminated), by their first bytes: sorted when first asked
 * for, so that a text is walked once, not once for each of them. Say {.phrases = list}. */
enum { WISH_SHELVES = 1024, WISH_PHRASES_MOST = 160 };
struct wish_phrases {
	const char *const *phrases;
	bool sorted;
	unsigned char first[WISH_SHELVES]; /* numbers from 1; 0 ends a chain */
	unsigned char next[WISH_PHRASES_MOST + 1];
};
/* The first of the phrases that stands in the folded text as whole words, and where it does so
 * first; scripts that put no blanks between words match anywhere. Or NULL. */
const char *wish_find(const char *folded, struct wish_phrases *in, size_t *ret_at);

/* The same for several lists in one walk through the text. */
enum { WISH_SEARCHES_MOST = 4 };
struct wish_search {
	struct wish_phrases *in;
	const char *found; /* NULL when none of them stands there */
	size_t at;
};
void wish_search(const char *folded, struct wish_search *searches, size_t count);

#endif
