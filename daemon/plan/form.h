/*
 * form: table `form`: what the letters of one template have in common, words and picture, kept
 * once; each of them keeps only what is its own. A form is the same letter written to nobody:
 * nothing of a customer is in it, so it may stay when one of them is erased.
 */
#ifndef FORM_H
#define FORM_H

#include "base.h"

struct db;

/* Counted: who holds one lets go of it with form_free(). */
struct form;
struct form *form_new(uint64_t seed, const char *bytes, size_t n);
struct form *form_hold(struct form *f);
void form_free(struct form *f);

int64_t form_id(const struct form *f);

/* Append what is a letter's own: how it differs (patch.h), with a sum of that. */
void form_put_own(const struct form *f, const char *bytes, size_t n, struct text *out);
/* The other way, with the form's row: the letter's n bytes to `ret`. 0; FORM_BAD: this is not what
 * was put, or not of this form. */
enum { FORM_BAD = 1 };
int form_get_letter(int64_t id, const char *form, size_t form_n, const char *own, size_t own_n,
        char *ret, size_t n);

/* It is in the store before the first letter that is written on it is; inside of the same
 * transaction. 0 or -errno. */
int form_keep(struct db *db, const struct form *f);
/* Of these (a JSON array of ids; NULL: none) those go that no letter is written on any more;
 * inside of the caller's transaction. 0 or -errno. */
int form_sweep(struct db *db, const char *ids);

/* The last few forms of a pass, each found by what it was made of, which lives as long. */
enum { FORMS = 4 };
struct forms {
	uint64_t seed; /* that nobody knows who writes templates */
	const void *of[FORMS];
	struct form *at[FORMS];
	size_t next; /* the one that gives way to a new one */
};
struct form *forms_find(const struct forms *s, const void *of); /* borrowed; NULL: none */
struct form *forms_add(struct forms *s, const void *of, const char *bytes, size_t n); /* borrowed */
void forms_done(struct forms *s);
static inline void forms_done_auto(struct forms *s)
{
	forms_done(s);
}

#endif
