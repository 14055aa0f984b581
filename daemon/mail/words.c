#include "words.h"

#include <string.h>
#include <strings.h>

/* Of the three bytes in the lower part of `three`; equal for words that are equal but for case. */
static unsigned shelf(uint32_t three)
{
	return ((three | 0x202020) & 0xffffff) * 2654435761u >> 22;
}
_Static_assert(WORDS_SHELVES == 1 << (32 - 22), "what shelf() leaves of a number");

static uint32_t three_bytes(const char *s)
{
	uint32_t three = 0;
	memcpy(&three, s, 3);
	return three;
}

static void know(struct words *w)
{
	for (unsigned char i = 1; i <= WORDS_MOST && w->list[i - 1]; i++) {
		const char *word = w->list[i - 1];
		unsigned at = shelf(three_bytes(word));
		w->length[i] = (unsigned char)strlen(word);
		w->next[i] = w->first[at];
		w->first[at] = i;
	}
	w->known = true;
}

static bool one_at(const struct words *w, unsigned char i, const char *s, size_t n)
{
	for (; i; i = w->next[i])
		if (w->length[i] <= n && strncasecmp(s, w->list[i - 1], w->length[i]) == 0)
			return true;
	return false;
}

bool words_within(struct words *w, const char *s, size_t n)
{
	if (!w->known)
		know(w);
	for (; n > 3; s++, n--) {
		uint32_t four;
		memcpy(&four, s, sizeof four);
		unsigned char i = w->first[shelf(four)];
		if (i && one_at(w, i, s, n))
			return true;
	}
	return n == 3 && one_at(w, w->first[shelf(three_bytes(s))], s, n);
}

bool words_in(struct words *w, const char *text)
{
	return words_within(w, text, strlen(text));
}
