/*
 * markup: compiles a letter's text, {{tokens}} and a little Markdown, into segments.
 * The only reader of <cmark.h>. Pure.
 *
 * The tokens are put aside before the Markdown is read and come back behind it: nothing that a
 * value says is ever read as Markdown.
 */
#ifndef MARKUP_H
#define MARKUP_H

#include "base.h"
#include "segment.h"

struct lint;

enum markup_kind {
	MARKUP_LINE,   /* tokens only: a subject */
	MARKUP_LETTER, /* tokens and Markdown */
};

/* Compile into *ret (empty before; the caller's). `line` is the file's line the source starts
 * at. Problems go to `lint`; after an error the segments must not be rendered. */
void markup_compile(const char *source, int line, enum markup_kind kind, const struct lint *lint,
        struct segments *ret);

#endif
