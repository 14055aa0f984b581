/*
 * html: a page as text. Pure.
 */
#ifndef HTML_H
#define HTML_H

#include "base.h"

/* The text that a reader sees; lines in <blockquote> begin with "> ". UTF-8 in, UTF-8 out. Owned.
 */
char *html_text(const char *html);

/* Plain text that is none: it opens with a tag of a page. */
bool html_is(const char *text);

#endif
