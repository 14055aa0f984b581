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
 * newsletter.
 */
enum wish wish_of(const char *new_text, const char *subject, bool answer);

bool wish_complains(const char *new_text);
bool wish_thanks(const char *new_text); /* three words or fewer, one of them thanks */

/* " word word word ": lower case, accents and apostrophes gone, at most `most` bytes. Owned. */
char *wish_fold(const char *text, size_t most);
/* The first of `phrases` (folded, NULL-terminated) that stands in the folded text as whole
 * words, and where; scripts that put no blanks between words match anywhere. Or NULL. */
const char *wish_find(const char *folded, const char *const *phrases, size_t *ret_at);

#endif
