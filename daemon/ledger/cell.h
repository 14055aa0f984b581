/*
 * cell: what one field of an export means: text that can be trusted, dates, amounts, yes and no,
 * languages, countries (cell_word.c). Pure. Each reader gives 0, or CELL_BAD with a sentence that
 * says what to type instead (owned). Empty fields are the caller's business.
 */
#ifndef CELL_H
#define CELL_H

#include "base.h"

enum { CELL_BAD = 1 };

/* What is wrong with these bytes as text (UTF-8, no controls but LF): a sentence, or NULL. */
char *cell_text_complaint(const char *bytes, size_t n);
bool cell_text_good(const char *bytes, size_t n);
/* An excerpt of any bytes that can be printed: control and broken bytes as \xNN. Owned. */
char *cell_excerpt(const char *bytes, size_t n);

/* A spreadsheet's formula or error instead of its value; `lines`: may hold line breaks. */
int cell_value(const char *s, bool lines, char **ret_why);

/*
 * A date. ISO 8601 always (a time of day behind it is left out); else day, month and year in
 * `order` (CONF_DATES_*) between dots, slashes or hyphens, the year in four digits. A date
 * that could be read in two ways is refused.
 */
int cell_date(const char *s, int order, struct date *ret, char **ret_why);
/* Most are YYYY-MM-DD and nothing else. False: this is another, or none. */
bool cell_date_plain(const char *s, size_t n, struct date *ret);
/* Likewise, and also without a year: "--03-14", "14.03.": in the leap year CELL_NO_YEAR. */
enum { CELL_NO_YEAR = 1604 };
int cell_birthday(const char *s, int order, struct date *ret, char **ret_why);

/* Money in cents: "1.234,50 €" with decimal ',', "-1,234.5" with '.'. */
int cell_amount(const char *s, char decimal, int64_t *ret_cents, char **ret_why);

/* Most are up to twelve digits, the mark and two digits. False: this is another, or none. */
bool cell_amount_plain(const char *s, char decimal, int64_t *ret_cents);

int cell_flag(const char *s, bool *ret, char **ret_why);
/* The words of table customer; static. */
int cell_consent(const char *s, const char **ret, char **ret_why);
int cell_status(const char *s, const char **ret, char **ret_why);
/* "de", "DE" from codes or usual names; in `ret` with its NUL. */
int cell_language(const char *s, char ret[4], char **ret_why);
int cell_country(const char *s, char ret[3], char **ret_why);
/* A list between commas, semicolons or bars -> ",a,b,", lower case; "" when it is empty. */
void cell_list(const char *s, struct text *out);

/* The same in lower case (ASCII only); in place. */
void cell_fold(char *s);

#endif
