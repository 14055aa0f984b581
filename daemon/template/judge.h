/*
 * judge: may what was read of a file be sent as a letter? Its own words and lines (template.c),
 * and what they alone can't tell: what kind of file it is, the customer list, the calendars, the
 * other letters of the folder.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include "base.h"

struct house;
struct template;
struct template_problems;

struct judge_file {
	const char *path;     /* below the folder; of a file that lies elsewhere, as it was given */
	bool inside;          /* it lies in the folder: its name must be its own */
	const char *identity; /* the letter it is, unless Name: says otherwise */
	int error;            /* of reading it: -errno, or 0 */
	const struct text *bytes;
	const char *const *fields; /* a customer may have */
};

/* All that is wrong is put in *problems, in the language set there. 0 and *ret (owned), even when
 * one of them is an error; JUDGE_NO_LETTER: it could not be read as one. */
enum { JUDGE_NO_LETTER = 1 };
int judge_read(const struct house *h, const struct judge_file *f, struct template **ret,
        struct template_problems *problems);

#endif
