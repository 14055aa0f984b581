/*
 * letter_read: a letter of these words, as one customer reads it.
 */
#ifndef LETTER_READ_H
#define LETTER_READ_H

#include "template.h"

#include <string.h>

/* Values are pairs, "name", "Bob", …, NULL: what is not among them is missing. */
static inline const char *letter_lookup(const char *field, void *arg)
{
	for (const char *const *pair = arg; *pair; pair += 2)
		if (strcmp(pair[0], field) == 0)
			return pair[1];
	return NULL;
}

/* LETTER_FINE, and its text (owned). */
enum letter_outcome { LETTER_FINE, LETTER_REFUSED, LETTER_HELD };
static inline enum letter_outcome letter_read(
        const char *words, const char *const *fields, const char *const *values, char **ret_text)
{
	AUTO(xfree) char *file = xasprintf("Subject: Hello\n\n%s\n", words);
	AUTO(template_problems_done) struct template_problems problems = {0};
	AUTO(template_free) struct template *t = NULL;
	AUTO(template_letter_done) struct template_letter l = {0};
	AUTO(xfree) char *hole = NULL;
	static const struct template_frame frame = {.signature = "Anna", .language = "en"};
	if (template_parse(file, strlen(file), "t", fields, &t, &problems) != 0)
		return LETTER_REFUSED;
	if (template_render(t, &frame, letter_lookup, (void *)values, &l, &hole) != 0)
		return LETTER_HELD;
	*ret_text = l.text;
	l.text = NULL;
	return LETTER_FINE;
}

#endif
