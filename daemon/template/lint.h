/*
 * lint: what a person would regret having sent: forgotten placeholders, another program's merge
 * fields, shouting, sales talk. Pure: words and patterns over one text. Also the form every
 * complaint about a template takes.
 */
#ifndef LINT_H
#define LINT_H

#include "base.h"

/* One complaint: an error (it must not be sent so) or a warning. All strings are borrowed. */
typedef void lint_report(
        void *arg, int line, bool error, const char *quote, const char *text, const char *instead);

struct lint {
	lint_report *report;
	void *arg;
	const char *const *fields; /* names a customer may have, NULL-terminated; NULL: unknown */
	const char *language;      /* that complaints are made in; NULL: English */
};

/* Complain. `text` says what is wrong and why it matters to the customer; `instead` what to
 * type, or NULL. */
void lint_error(
        const struct lint *l, int line, const char *quote, const char *text, const char *instead);
void lint_warn(
        const struct lint *l, int line, const char *quote, const char *text, const char *instead);

/* A field's name as people write it, made into ours: "First Name" -> "first_name". Owned. */
char *lint_field_name(const char *s, size_t n);

/* The word that was probably meant: two letters swapped, one forgotten. NULL when none is near.
 * Borrowed. */
const char *lint_nearest(const char *s, const char *const *words);

/* Is all of this another program's way to write a field, which lint_letter() complains of? */
bool lint_foreign(const struct lint *l, const char *s);

/* The Subject line; {{tokens}} are left alone. */
void lint_subject(const struct lint *l, int line, const char *subject);
/* What may be sold in a letter: anything; nothing, or it is no thank-you; nothing, by law. */
enum lint_sales { LINT_SALES_FREE, LINT_SALES_RUDE, LINT_SALES_FORBIDDEN };
/* The letter, whose first line is `line` of the file. */
void lint_letter(const struct lint *l, int line, const char *letter, enum lint_sales sales);
/* What depends on whom it is for: feasts not everybody keeps; a language that is not the one its
 * header says (NULL: none). */
void lint_audience(const struct lint *l, int line, const char *letter, bool for_everybody,
        const char *language);

#endif
