/*
 * The part of rule that knows names: how people write one and mean another's.
 */
#include "rule.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "utf8.h"

char *rule_utf8(const char *s)
{
	struct text t = TEXT_INIT;
	if (utf8_valid(s, strlen(s)))
		return xstrdup(s);
	for (; *s; s++)
		utf8_put(&t, (unsigned char)*s);
	return text_steal(&t);
}

static bool is_word(ucs4_t c)
{
	return uc_is_general_category_withtable(
	        c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_N);
}

/* Typographers' and typists' marks are the same. */
static ucs4_t plain_mark(ucs4_t c)
{
	if (c == 0x2018 || c == 0x2019 || c == 0x02BC)
		return '\'';
	return c >= 0x2010 && c <= 0x2015 ? '-' : c;
}

/* Decomposed text without its marks, blanks made one, and what is no word cut off the ends. */
static void fold_put(const uint8_t *s, size_t n, struct text *t)
{
	size_t word_end = 0;
	bool blank = false;
	for (size_t i = 0; i < n;) {
		ucs4_t c;
		uint8_t u[6];
		i += (size_t)u8_mbtouc(&c, s + i, n - i);
		if (uc_combining_class(c) != 0)
			continue;
		if (uc_is_property_white_space(c)) {
			blank = true;
			continue;
		}
		if (!is_word(c) && !word_end)
			continue;
		if (blank && t->len)
			text_putc(t, ' ');
		blank = false;
		int k = u8_uctomb(u, plain_mark(c), sizeof u);
		text_put(t, (const char *)u, k > 0 ? (size_t)k : 0);
		if (is_word(c))
			word_end = t->len;
	}
	text_cut(t, word_end);
}

char *rule_fold(const char *name)
{
	AUTO(xfree) char *clean = rule_utf8(name);
	struct text t = TEXT_INIT;
	size_t n = 0;
	uint8_t *folded =
	        u8_casefold((const uint8_t *)clean, strlen(clean), NULL, UNINORM_NFKD, NULL, &n);
	if (folded)
		fold_put(folded, n, &t);
	free(folded);
	if (t.len == 0) /* nothing but signs: they are the name */
		text_puts(&t, clean);
	return text_steal(&t);
}
