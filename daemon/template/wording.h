/*
 * wording: what the folder says to those who write letters, in their language: the sentences of
 * answers, previews and complaints. English is the text in the code; each other language has a
 * table of its own, wording_de.c and so on. Pure.
 */
#ifndef WORDING_H
#define WORDING_H

#include "base.h"

/* The sentence in this language ("de", "de-AT"), with the same conversions in the same order;
 * English where there is none. Static. */
const char *wording(const char *language, const char *english) __attribute__((format_arg(2)));

/* The same of what somebody is answered who replies to a preview; not in German, which phrase_de.c
 * speaks. */
const char *wording_reply(const char *language, const char *english) __attribute__((format_arg(2)));

/* A sentence that was put together in English elsewhere (why a rule is refused), said in this
 * language: the words that fill its holes stay. As it is where there is none. Owned. */
char *wording_again(const char *language, const char *sentence);

/* The languages there are, English first; NULL at the end. */
extern const char *const wording_languages[];

/* One language: pairs, sorted by nothing; NULL at the end. */
struct wording {
	const char *english, *said;
};
extern const struct wording wording_de[], wording_es[], wording_fr[];
extern const struct wording wording_reply_es[], wording_reply_fr[];

/* The table of a language, NULL for English and those we don't speak. For the test, too. */
const struct wording *wording_table(const char *language);

#endif
