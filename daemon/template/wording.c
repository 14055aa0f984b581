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

const char *wording(const char *language, const char *english)
{
	const struct wording *w = wording_table(language);
	for (; w && w->english; w++)
		if (strcmp(w->english, english) == 0)
			return w->said;
	return english;
}
