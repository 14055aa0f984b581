#include "hint.h"

#include "wish.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { AHEAD_DAYS = 400, FOLD_MOST = 8192, WORDS_NEAR = 6 };

/* Folded, as wish_fold() does it. */
static const char *const gone_phrases[] = {"no longer with", "no longer work", "no longer works",
        "no longer working", "no longer employed", "has left the company", "have left the company",
        "left the organization", "left the organisation", "is not with us anymore",
        "nicht mehr im unternehmen", "nicht mehr bei uns", "nicht mehr fur", "nicht mehr tatig",
        "nicht langer bei", "das unternehmen verlassen", "ausgeschieden", "ne travaille plus",
        "ne fait plus partie", "a quitte l entreprise", "a quitte lentreprise",
        "a quitte la societe", "ya no trabaja", "ya no forma parte", "non lavora piu",
        "ha lasciato l azienda", "ha lasciato lazienda", "nao trabalha mais", "ja nao trabalha",
        "werkt niet meer", "niet meer werkzaam", "arbetar inte langre", "har slutat",
        "arbejder ikke længere", "jobber ikke lenger", "ei ole enaa", "juz nie pracuje",
        "nie pracuje juz", "jiz nepracuje", "mar nem dolgozik", "nu mai lucreaza",
        "больше не работает", NULL};
static struct wish_phrases gone = {.phrases = gone_phrases};
static const char *const returning[] = {"back on", "return on", "returning on",
        "back in the office", "return to the office", "until", "till", "through", "back", "return",
        "bis", "zuruck", "wieder ab", "wieder am", "wieder im buro", "jusqu", "jusquau", "jusqua",
        "de retour", "hasta", "regreso", "vuelvo", "fino al", "fino a", "rientro", "tot en met",
        "tot", "terug", "ate", "retorno", "till och med", "tillbaka", "tilbage", "tilbake", "asti",
        "saakka", "do", "powrot", "zpet", "до", "вернусь", NULL};
static const char *const months[][8] = {
        {"jan", "janv", "ene", "gen", "янв", "tammi", NULL},
        {"feb", "fev", "febr", "фев", "helmi", NULL},
        {"mar", "mars", "marz", "maa", "mrt", "мар", NULL},
        {"apr", "avr", "abr", "апр", "huhti", NULL},
        {"may", "mai", "maj", "mei", "mag", "мая", "touko", NULL},
        {"jun", "juin", "giu", "июн", "kesa", NULL},
        {"jul", "juil", "lug", "июл", "heina", NULL},
        {"aug", "aou", "ago", "авг", "elo", NULL},
        {"sep", "set", "сен", "syys", NULL},
        {"oct", "okt", "ott", "out", "окт", "loka", NULL},
        {"nov", "ноя", "marras", NULL},
        {"dec", "dez", "des", "dic", "дек", "joulu", NULL},
};

/* The month whose name begins the word; 0 when none. */
static int month_of(const char *word)
{
	for (int m = 0; m < 12; m++)
		for (size_t i = 0; months[m][i]; i++)
			if (str_starts(word, months[m][i]))
				return m + 1;
	return 0;
}

/* The next such day from today on; without a year it is the coming one. */
static bool make_day(int year, int month, int day, struct date today, struct date *ret)
{
	int this_year, m, d;
	struct date made;
	date_to_ymd(today, &this_year, &m, &d);
	if (year && year < 100)
		year += 2000;
	for (int y = year ? year : this_year; y <= (year ? year : this_year + 1); y++)
		if (date_from_ymd(y, month, day, &made) == 0 && made.days >= today.days &&
		        made.days <= today.days + AHEAD_DAYS) {
			*ret = made;
			return true;
		}
	return false;
}

/* The next words of the fold; fewer when one is too long for a date. */
static size_t words_of(const char *s, char out[][24], size_t most)
{
	size_t n = 0;
	while (*s && n < most) {
		s += *s == ' ';
		size_t k = strcspn(s, " ");
		bool between = (k == 2 && (memcmp(s, "de", 2) == 0 || memcmp(s, "of", 2) == 0));
		if (between) {
			/* "3 de octubre", "5th of October" */
		} else if (k && k < sizeof out[0]) {
			memcpy(out[n], s, k);
			out[n++][k] = '\0';
		} else if (k) {
			return n;
		}
		s += k;
	}
	return n;
}

/* A number of at most four digits, "5th" too; -1 when it is none. */
static int number(const char *word)
{
	size_t n = strspn(word, "0123456789");
	return n && n <= 4 && strlen(word) <= n + 2 ? atoi(word) : -1;
}

/* "5 march 2026", "march 5th", "05 03 2026" (day first), "2026 03 05": at these words. */
static bool day_at(char w[][24], size_t n, struct date today, struct date *ret)
{
	if (n < 2)
		return false;
	int a = number(w[0]), b = number(w[1]), c = n > 2 ? number(w[2]) : -1;
	int year = c >= 2000 || (c >= 26 && c < 100) ? c : 0;
	if (a >= 2000 && b > 0 && c > 0)
		return make_day(a, b, c, today, ret);
	if (a > 0 && b < 0 && month_of(w[1]))
		return make_day(year, month_of(w[1]), a, today, ret);
	if (a < 0 && b > 0 && month_of(w[0]))
		return make_day(year, month_of(w[0]), b, today, ret);
	/* two plain numbers without a year are as often a time or a telephone number; and above
	 * 12 only the day can be: Americans put it second */
	if (a > 0 && b > 0 && year)
		return b > 12 ? make_day(year, a, b, today, ret) : make_day(year, b, a, today, ret);
	return false;
}

/* Behind a word of returning that begins here (s stands on a blank), or NULL. */
static const char *behind_returning(const char *s)
{
	for (size_t i = 0; returning[i]; i++) {
		size_t n = strlen(returning[i]);
		if (strncmp(s + 1, returning[i], n) == 0 && s[1 + n] == ' ')
			return s + 1 + n;
	}
	return NULL;
}

/* The day among the few words behind; the last one of the note, as "from … until …" has two. */
static struct date back_day(const char *folded, struct date today)
{
	struct date found = DATE_NONE, day;
	for (const char *s = folded; s && s[1]; s = strchr(s + 1, ' ')) {
		const char *p = behind_returning(s);
		for (int words = 0; p && *p && words < WORDS_NEAR;
		        words++, p = strchr(p + 1, ' ')) {
			char w[3][24];
			if (!day_at(w, words_of(p, w, 3), today, &day))
				continue;
			if (date_is_none(found) || day.days > found.days)
				found = day;
			break;
		}
	}
	return found;
}

static bool address_byte(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("._%+-", c));
}

/* The first address in the text that is not among `own`. Owned, "" when there is none. */
static char *other_address(const char *text, const char *const *own)
{
	for (const char *at = strchr(text, '@'); at; at = strchr(at + 1, '@')) {
		const char *a = at, *z = at + 1;
		while (a > text && address_byte(a[-1]))
			a--;
		while (address_byte(*z))
			z++;
		while (z > at && (z[-1] == '.' || z[-1] == '-'))
			z--;
		AUTO(xfree) char *address = xstrndup(a, (size_t)(z - a));
		bool known = a == at || !memchr(at, '.', (size_t)(z - at));
		for (size_t i = 0; own[i] && !known; i++)
			known = str_same_nocase(own[i], address);
		if (!known)
			return xstrdup(address);
	}
	return xstrdup("");
}

void hint_read(const char *text, struct date today, const char *const *own, struct hint *ret)
{
	AUTO(xfree) char *folded = wish_fold(text, FOLD_MOST);
	size_t at;
	*ret = (struct hint){.left = wish_find(folded, &gone, &at) != NULL,
	        .back = back_day(folded, today),
	        .address = other_address(text, own)};
}

void hint_done(struct hint *h)
{
	xfree(h->address);
	*h = (struct hint){0};
}
