/*
 * tongue: how a language puts a date, a number of years and an amount in a sentence. English,
 * German, French and Spanish; English where we don't speak it. Pure.
 */
#ifndef TONGUE_H
#define TONGUE_H

#include "base.h"

struct tongue;

/* Of this language ("fr", "de-AT"; NULL: English) as this country (NULL: any) writes it. Static. */
const struct tongue *tongue_of(const char *language, const char *country);

/* "3 October 2024", "October 3, 2024", "3 de octubre de 2024"; "" for no date. `yearless`: a year
 * that means there is none ("3 October"); 0 otherwise. Appended, as are the others. */
void tongue_date(struct text *out, const struct tongue *t, struct date day, int yearless);
/* "three years"; "" below one. */
void tongue_years(struct text *out, const struct tongue *t, int years);
/* "since 2023", "since March" in its first calendar year; "" for no date. */
void tongue_since(struct text *out, const struct tongue *t, struct date start, struct date today);
/* "1,234.50 EUR" */
void tongue_money(struct text *out, const struct tongue *t, int64_t cents, const char *currency);

#endif
