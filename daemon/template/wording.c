#include "wording.h"

#include <string.h>
#include <strings.h>

const char *const wording_languages[] = {"en", "de", "es", "fr", NULL};

const struct wording *wording_table(const char *language)
{
	static const struct wording *const tables[] = {NULL, wording_de, wording_es, wording_fr};
	for (size_t i = 1; language && wording_languages[i]; i++)
		if (strncasecmp(language, wording_languages[i], 2) == 0)
			return tables[i];
	return NULL;
}

static const char *said(const struct wording *w, const char *english)
{
	for (; w && w->english; w++)
		if (strcmp(w->english, english) == 0)
			return w->said;
	return english;
}

const char *wording(const char *language, const char *english)
{
	return said(wording_table(language), english);
}

const char *wording_reply(const char *language, const char *english)
{
	const struct wording *w = wording_table(language);
	return said(w == wording_es   ? wording_reply_es
	            : w == wording_fr ? wording_reply_fr
	                              : NULL,
	        english);
}

/* ---- sentences that were filled already ---- */

enum { HOLES_MOST = 5 };

/* "%s", "%zu" at s: how long, 0 when no hole is there. "%%" is none. */
static size_t hole_at(const char *s)
{
	return s[0] != '%' || s[1] == '%' ? 0 : 1 + strspn(s + 1, "0123456789.zlj") + 1;
}

/* What stands in the holes of the pattern when it reads as the sentence; false when it can't. */
static bool fits(const char *pattern, const char *sentence, char **holes, size_t *ret_count)
{
	size_t n = hole_at(pattern);
	if (!n)
		return *pattern == *sentence &&
		       (!*pattern || fits(pattern + 1, sentence + 1, holes, ret_count));
	if (*ret_count == HOLES_MOST)
		return false;
	size_t own = (*ret_count)++;
	for (size_t filled = strlen(sentence) + 1; filled-- > 0;)
		if (fits(pattern + n, sentence + filled, holes, ret_count)) {
			holes[own] = xstrndup(sentence, filled);
			return true;
		}
	*ret_count = own;
	return false;
}

static char *fill(const char *said, char **holes)
{
	struct text t = TEXT_INIT;
	for (size_t hole = 0; *said;) {
		size_t n = hole_at(said);
		if (n)
			text_puts(&t, holes[hole++]);
		else
			text_putc(&t, *said);
		said += n ? n : 1;
	}
	return text_steal(&t);
}

char *wording_again(const char *language, const char *sentence)
{
	const struct wording *w = wording_table(language);
	for (; w && w->english; w++) {
		char *holes[HOLES_MOST];
		size_t count = 0;
		if (!fits(w->english, sentence, holes, &count))
			continue;
		char *said = fill(w->said, holes);
		while (count)
			xfree(holes[--count]);
		return said;
	}
	return xstrdup(sentence);
}
