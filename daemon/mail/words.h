/*
 * words: does any of a list of words stand in a text? The text is read once, however many words
 * there are, and the case of ASCII does not count. Pure.
 */
#ifndef WORDS_H
#define WORDS_H

#include "base.h"

/* The words, of three bytes or more each, by those three: sorted when first asked for. Say
 * static struct words greetings = {.list = {"hello", "good day"}}; */
enum { WORDS_MOST = 160, WORDS_SHELVES = 1024 };
struct words {
	const char *list[WORDS_MOST + 1]; /* NULL behind the last */
	bool known;
	unsigned char first[WORDS_SHELVES]; /* numbers from 1; 0 ends a chain */
	unsigned char next[WORDS_MOST + 1], length[WORDS_MOST + 1];
};

bool words_in(struct words *w, const char *text);
bool words_within(struct words *w, const char *s, size_t n);

#endif
