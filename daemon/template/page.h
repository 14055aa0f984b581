/*
 * page: a short report said twice: as plain text (72 columns) and as HTML that every mail program
 * shows (one column, real tables, inline CSS, at most one picture). Both are made from the same
 * blocks, so they carry the same numbers. Pure.
 */
#ifndef PAGE_H
#define PAGE_H

#include "base.h"

struct page;

struct page *page_new(const char *title, const char *language);
void page_free(struct page *p);
DEFINE_AUTO(struct page, page_free)

void page_heading(struct page *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
void page_group(struct page *p, const char *fmt, ...) PRINTF_LIKE(2, 3); /* within a heading */
void page_alarm(struct page *p, const char *fmt, ...) PRINTF_LIKE(2, 3); /* what can't wait */
void page_para(struct page *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
void page_item(struct page *p, const char *fmt, ...) PRINTF_LIKE(2, 3);   /* "- …" */
void page_number(struct page *p, const char *fmt, ...) PRINTF_LIKE(2, 3); /* "1. …", counted on */
int page_numbers(const struct page *p); /* the last number that was given */
void page_under(struct page *p, const char *fmt, ...) PRINTF_LIKE(2, 3); /* below the item */
/* Likewise, what to do about it: "Reply: *done 1*." Between the stars stands what is typed. */
void page_action(struct page *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
void page_small(struct page *p, const char *fmt, ...) PRINTF_LIKE(2, 3); /* at the end */

/* A table: heads, then rows of as many cells (NULL-terminated); the first cell is the row's
 * head. `bar` 0..100 draws a bar behind the last cell; -1: none. */
void page_table(struct page *p, const char *const *heads);
void page_row(struct page *p, int bar, const char *const *cells);

/* A picture of the message (Content-ID `id`; NULL: none, only its words) and a line below it. The
 * words stand in the text, and in the HTML for who does not see the picture. */
void page_picture(struct page *p, const char *id, int width, int height, const char *caption,
        const char *fmt, ...) PRINTF_LIKE(6, 7);

char *page_text(const struct page *p); /* UTF-8, LF; owned */
char *page_html(const struct page *p); /* a whole document; owned */

#endif
