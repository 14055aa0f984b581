#include "retell.h"

#include "phrase.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum {
	HOLES = 9,     /* in one sentence */
	DEPTH = 4,     /* sentences within sentences */
	STEPS = 20000, /* a sentence that fits in too many ways stays as it is, */
	MOST = 2000,   /* and one that is longer than any of ours */
};

/* One sentence of the table held against what was said. */
struct fit {
	const char *from[HOLES];
	size_t length[HOLES];
	int holes, steps;
};

/* The length of the conversion that p begins with; its letter. 0: it is no conversion. */
static size_t conversion(const char *p, char *ret_letter)
{
	if (*p != '%' || p[1] == '%')
		return 0;
	size_t n = 1 + strspn(p + 1, "0123456789.-+lhzj");
	*ret_letter = p[n];
	return n + 1;
}

/* May this stand where the conversion was? */
static bool may_hold(char letter, char c)
{
	return letter == 's' || letter == 'c' || (letter == 'd' && c == '-') ||
	       (letter == 'x' || letter == 'X' ? isxdigit((unsigned char)c)
	                                       : isdigit((unsigned char)c));
}

static bool fits(const char *pattern, const char *s, int hole, struct fit *f)
{
	char letter;
	for (; *pattern; pattern++, s++) {
		size_t n = conversion(pattern, &letter);
		if (n && hole < HOLES) {
			f->from[hole] = s;
			for (size_t i = 0; f->steps < STEPS; i++) {
				f->length[hole] = i;
				f->steps++;
				if (fits(pattern + n, s + i, hole + 1, f))
					return true;
				if (!s[i] || !may_hold(letter, s[i]))
					break;
			}
			return false;
		}
		if (*pattern != *s)
			return false;
		pattern += *pattern == '%';
	}
	f->holes = hole;
	return !*s;
}

static char *tell(const struct retelling *const *tables, const char *s, int depth);

static char *fill(const struct retelling *const *tables, const struct retelling *known,
        const struct fit *f, int depth)
{
	char *values[HOLES] = {NULL};
	for (int i = 0; i < f->holes; i++) {
		AUTO(xfree) char *value = xstrndup(f->from[i], f->length[i]);
		char *other = tell(tables, value, depth + 1);
		values[i] = other ? other : xstrdup(value);
	}
	char *whole = phrase_fill(known->said, (const char *const *)values, (size_t)f->holes);
	for (int i = 0; i < f->holes; i++)
		xfree(values[i]);
	return whole;
}

/* NULL: not known. */
static char *tell_whole(const struct retelling *const *tables, const char *s, int depth)
{
	for (size_t i = 0; tables[i]; i++)
		for (const struct retelling *t = tables[i]; t->english; t++) {
			struct fit f = {.steps = 0};
			if (fits(t->english, s, 0, &f))
				return fill(tables, t, &f, depth);
		}
	return NULL;
}

/* Two sentences that were put behind one another. */
static char *tell_parts(const struct retelling *const *tables, const char *s, int depth)
{
	for (const char *end = strstr(s, ". "); end; end = strstr(end + 1, ". ")) {
		AUTO(xfree) char *first = xstrndup(s, (size_t)(end + 1 - s));
		AUTO(xfree) char *one = tell_whole(tables, first, depth);
		AUTO(xfree) char *other = one ? tell(tables, end + 2, depth) : NULL;
		if (one)
			return xasprintf("%s %s", one, other ? other : end + 2);
	}
	return NULL;
}

static char *tell(const struct retelling *const *tables, const char *s, int depth)
{
	if (depth > DEPTH || !*s)
		return NULL;
	char *whole = tell_whole(tables, s, depth);
	return whole ? whole : tell_parts(tables, s, depth);
}

static const struct retelling *const GERMAN[] = {retell_de_files, retell_de_mail, NULL};

char *retell(const char *language, const char *english)
{
	bool german = language && strncasecmp(language, "de", 2) == 0;
	char *other = german && strnlen(english, MOST) < MOST ? tell(GERMAN, english, 0) : NULL;
	return other ? other : xstrdup(english);
}
