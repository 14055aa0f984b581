#include "tongue.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const months_en[] = {"January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December"};
static const char *const numbers_en[] = {"", "one", "two", "three", "four", "five", "six", "seven",
        "eight", "nine", "ten", "eleven", "twelve"};

enum { NUMBERS = COUNT(numbers_en) };

/* "3rd of March 2024" is the day, `of_month`, the month, `of_year`, the year. */
struct tongue {
	const char *language, *country; /* country NULL: wherever it is spoken */
	bool month_first;
	const char *first, *behind_day; /* the 1st of a month; behind the number of any other day */
	const char *of_month, *of_year;
	const char *const *months;
	const char *since, *year, *years;
	const char *const *numbers; /* of years, in words */
	const char *thousands, *decimal;
};

static const char *const months_de[] = {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli",
        "August", "September", "Oktober", "November", "Dezember"};
static const char *const numbers_de[NUMBERS] = {"", "ein", "zwei", "drei", "vier", "fünf", "sechs",
        "sieben", "acht", "neun", "zehn", "elf", "zwölf"};
static const char *const months_es[] = {"enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"};
static const char *const numbers_es[NUMBERS] = {"", "un", "dos", "tres", "cuatro", "cinco", "seis",
        "siete", "ocho", "nueve", "diez", "once", "doce"};
static const char *const months_fr[] = {"janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre"};
static const char *const numbers_fr[NUMBERS] = {"", "un", "deux", "trois", "quatre", "cinq", "six",
        "sept", "huit", "neuf", "dix", "onze", "douze"};

#define NARROW_BLANK "\u202f"

/* The first one is for everybody we don't understand. */
static const struct tongue tongues[] = {
        {"en", NULL, false, "1", "", " ", " ", months_en, "since", "year", "years", numbers_en, ",",
                "."},
        {"en", "US", true, "1", "", " ", ", ", months_en, "since", "year", "years", numbers_en, ",",
                "."},
        {"de", NULL, false, "1.", ".", " ", " ", months_de, "seit", "Jahr", "Jahre", numbers_de,
                ".", ","},
        {"es", NULL, false, "1", "", " de ", " de ", months_es, "desde", "año", "años", numbers_es,
                ".", ","},
        {"fr", NULL, false, "1er", "", " ", " ", months_fr, "depuis", "an", "ans", numbers_fr,
                NARROW_BLANK, ","},
};

const struct tongue *tongue_of(const char *language, const char *country)
{
	const struct tongue *found = tongues;
	for (size_t i = 1; i < COUNT(tongues); i++)
		if (strncasecmp(language ? language : "en", tongues[i].language, 2) == 0 &&
		        (!tongues[i].country || str_same(country, tongues[i].country)))
			found = &tongues[i];
	return found;
}

void tongue_date(struct text *out, const struct tongue *t, struct date day, int yearless)
{
	if (date_is_none(day))
		return;
	int y, month, d;
	date_to_ymd(day, &y, &month, &d);
	if (t->month_first) {
		text_puts(out, t->months[month - 1]);
		text_putc(out, ' ');
	}
	if (d == 1) {
		text_puts(out, t->first);
	} else {
		text_putd(out, d);
		text_puts(out, t->behind_day);
	}
	if (!t->month_first) {
		text_puts(out, t->of_month);
		text_puts(out, t->months[month - 1]);
	}
	if (y == yearless)
		return;
	text_puts(out, t->of_year);
	text_putd(out, y);
}

void tongue_years(struct text *out, const struct tongue *t, int years)
{
	if (years < 1)
		return;
	if (years < NUMBERS)
		text_puts(out, t->numbers[years]);
	else
		text_putd(out, years);
	text_putc(out, ' ');
	text_puts(out, years == 1 ? t->year : t->years);
}

void tongue_since(struct text *out, const struct tongue *t, struct date start, struct date today)
{
	if (date_is_none(start) || date_diff(start, today) > 0)
		return;
	int y, month, d, year, unused;
	date_to_ymd(start, &y, &month, &d);
	date_to_ymd(today, &year, &unused, &unused);
	text_puts(out, t->since);
	text_putc(out, ' ');
	if (y == year)
		text_puts(out, t->months[month - 1]);
	else
		text_putd(out, y);
}

void tongue_money(struct text *out, const struct tongue *t, int64_t cents, const char *currency)
{
	uint64_t n = cents < 0 ? -(uint64_t)cents : (uint64_t)cents;
	char whole[24];
	size_t all = (size_t)snprintf(whole, sizeof whole, "%" PRIu64, n / 100);
	text_puts(out, cents < 0 ? "-" : "");
	for (size_t i = 0; i < all; i++) {
		text_putc(out, whole[i]);
		if ((all - i) % 3 == 1 && i + 1 < all)
			text_puts(out, t->thousands);
	}
	text_printf(out, "%s%02d%s%s", t->decimal, (int)(n % 100), *currency ? " " : "", currency);
}
