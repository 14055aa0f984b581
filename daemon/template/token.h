/*
 * token: the {{fields}} of a letter. They are taken out of the text, each leaving one mark
 * behind, so that what is put in later can't meet whoever reads the text in between. Pure.
 *
 *     {{field}}  {{field|fallback}}  {{#field}}…{{/field}}  {{^field}}…{{/field}}  {{! remark}}
 */
#ifndef TOKEN_H
#define TOKEN_H

#include "base.h"

struct lint;

enum token_kind {
	TOKEN_VALUE,
	TOKEN_IF,     /* {{#field}}: when the field has a value */
	TOKEN_UNLESS, /* {{^field}}: when it has none */
	TOKEN_END,
};

struct token {
	enum token_kind kind;
	char *field;
	char *fallback; /* NULL: none; a missing value is a hole */
	int line;
};
struct tokens {
	struct token *at;
	size_t count, cap;
};
void tokens_done(struct tokens *t);
static inline void tokens_done_auto(struct tokens *t)
{
	tokens_done(t);
}

/* Token i leaves the character TOKEN_MARK + i: of the private area, which letters never use
 * (one that does is refused). */
enum { TOKEN_MARK = 0xe000, TOKEN_MOST = 6400 };

/* The text with the usual braces, where some keyboards and word processors make others: full-width,
 * or with a blank between, which gets a warning. Owned. */
char *token_straighten(const char *source, int line, const struct lint *lint);

/* Take the tokens out of `source`, which starts at `line` of its file. The text with marks is
 * appended to *out; what is wrong goes to `lint`. */
void tokens_take(
        struct tokens *t, const char *source, int line, const struct lint *lint, struct text *out);

/* As it was written: "{{#field}}". Owned. */
char *token_quote(const struct token *t);

#endif
