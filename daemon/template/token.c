#include "token.h"

#include "alias.h"
#include "lint.h"
#include "plain.h"
#include "utf8.h"

#include <string.h>

/* A token is short; what is longer was never closed. */
enum { LENGTH_MOST = 500, QUOTE_MOST = 80 };

void tokens_done(struct tokens *t)
{
	for (size_t i = 0; i < t->count; i++) {
		xfree(t->at[i].field);
		xfree(t->at[i].fallback);
	}
	xfree(t->at);
	*t = (struct tokens){0};
}

char *token_quote(const struct token *t)
{
	static const char *const signs[] = {"", "#", "^", "/"};
	return xasprintf("{{%s%s}}", signs[t->kind], t->field);
}

char *token_straighten(const char *source, int line, const struct lint *lint)
{
	static const struct {
		const char *theirs, *ours;
	} forms[] = {{"｛｛", "{{"}, {"｝｝", "}}"}, {"{ {", "{{"}, {"} }", "}}"}};
	struct text t = TEXT_INIT;
	bool told = false;
	while (*source) {
		size_t i = 0;
		while (i < COUNT(forms) && !str_starts(source, forms[i].theirs))
			i++;
		if (i == COUNT(forms)) {
			line += *source == '\n';
			text_putc(&t, *source++);
			continue;
		}
		if (!told)
			lint_warn(lint, line, forms[i].theirs,
			        "These are not the usual braces. They were understood: the "
			        "customer gets the field.",
			        "{{first_name}}: two braces before, two after");
		told = true;
		text_puts(&t, forms[i].ours);
		source += strlen(forms[i].theirs);
	}
	return text_steal(&t);
}

struct taking {
	struct tokens *tokens;
	const struct lint *lint;
	struct text *out;
	int line;
};

/* The same name in the list of fields. NULL: it is not there. */
static const char *among(const char *const *fields, const char *name)
{
	for (; *fields; fields++) {
		AUTO(xfree) char *known = lint_field_name(*fields, strlen(*fields));
		if (str_same(known, name))
			return *fields;
	}
	return NULL;
}

/* The field's name as the ledger knows it (which knows the aliases too), or NULL after a complaint.
 * Owned. */
static char *check_field(struct taking *k, const char *written, size_t n, const char *quote)
{
	AUTO(xfree) char *name = lint_field_name(written, n);
	const char *const *fields = k->lint->fields;
	if (!*name) {
		lint_error(k->lint, k->line, quote, "No field is named between the braces.",
		        "the field's name, such as {{first_name|our customer}}");
		return NULL;
	}
	if (!fields)
		return xstrdup(name);
	const char *known = among(fields, name), *alias = alias_of(name);
	if (known)
		return xstrdup(known);
	if (alias && among(fields, alias))
		return xstrdup(name);
	const char *near = lint_nearest(name, fields);
	AUTO(xfree) char *instead = near ? xasprintf("{{%s}}", near) : NULL;
	lint_error(k->lint, k->line, quote,
	        "Your customer list has no such column, so every customer would get the letter "
	        "without these words.",
	        instead ? instead : "the name of a column of your customer list");
	return NULL;
}

/* "Dear {{first_name|}}," reads as "Dear ,". */
static void check_empty_fallback(struct taking *k, const char *quote, char behind)
{
	if (k->out->len && k->out->s[k->out->len - 1] == ' ' && behind && strchr(",.;:!?", behind))
		lint_warn(k->lint, k->line, quote,
		        "Without a value this reads as a blank before a comma; the customer sees "
		        "that a name was meant to stand here.",
		        "words after the bar: {{first_name|our customer}}");
}

static void add(struct tokens *tokens, const struct token *t)
{
	if (tokens->count == tokens->cap) {
		tokens->cap = tokens->cap ? tokens->cap * 2 : 16;
		tokens->at = xrealloc(tokens->at, tokens->cap * sizeof *t);
	}
	tokens->at[tokens->count++] = *t;
}

static const char WIDE_BAR[] = "｜";

static void put_token(struct taking *k, const char *s, const char *quote, char behind)
{
	static const char signs[] = "#^/";
	s += strspn(s, " \t\n");
	const char *sign = *s ? strchr(signs, *s) : NULL;
	enum token_kind kind = sign ? (enum token_kind)(TOKEN_IF + (sign - signs)) : TOKEN_VALUE;
	s += sign != NULL;
	const char *wide = strstr(s, WIDE_BAR), *bar = kind == TOKEN_VALUE ? strchr(s, '|') : NULL;
	size_t bar_length = 1;
	if (kind == TOKEN_VALUE && wide && (!bar || wide < bar)) {
		bar = wide;
		bar_length = strlen(WIDE_BAR);
	}
	AUTO(xfree) char *field = check_field(k, s, bar ? (size_t)(bar - s) : strlen(s), quote);
	if (!field)
		return;
	if (k->tokens->count == TOKEN_MOST) {
		lint_error(k->lint, k->line, quote,
		        "There are more fields here than a letter has words.", NULL);
		return;
	}
	struct token t = {.kind = kind, .line = k->line};
	if (bar) {
		AUTO(xfree) char *raw = xstrdup(bar + bar_length);
		AUTO(text_done) struct text clean = TEXT_INIT;
		plain_clean(&clean, str_trim(raw));
		t.fallback = text_steal(&clean);
		if (!*t.fallback)
			check_empty_fallback(k, quote, behind);
	}
	t.field = xstrdup(field);
	utf8_put(k->out, TOKEN_MARK + (uint32_t)k->tokens->count);
	add(k->tokens, &t);
}

static void complain_open(struct taking *k, const char *s)
{
	const char *end = memchr(s, '\n', strnlen(s, QUOTE_MOST));
	AUTO(xfree) char *quote = xstrndup(s, end ? (size_t)(end - s) : QUOTE_MOST);
	lint_error(k->lint, k->line, quote,
	        "These opening braces are never closed; the customer would read them.",
	        "{{first_name}}: two braces before, two after");
}

/* The end of the token that opens at s, or NULL after a complaint. */
static const char *token_end(struct taking *k, const char *s)
{
	size_t near = strnlen(s, LENGTH_MOST);
	const char *end = memmem(s + 2, near < 2 ? 0 : near - 2, "}}", 2);
	const char *again = end ? memmem(s + 2, (size_t)(end - s) - 2, "{{", 2) : NULL;
	const char *paragraph = end ? memmem(s, (size_t)(end - s), "\n\n", 2) : NULL;
	if (!end || again || (paragraph && s[2] != '!')) {
		complain_open(k, s);
		return NULL;
	}
	return end;
}

/* A remark alone on its line takes the line with it, or an empty one would end the paragraph. */
static const char *behind_remark(struct taking *k, const char *end)
{
	size_t blanks = strspn(end, " \t"), at = k->out->len;
	while (at && strchr(" \t", k->out->s[at - 1]))
		at--;
	if ((at && k->out->s[at - 1] != '\n') || end[blanks] != '\n')
		return end;
	text_cut(k->out, at);
	return end + blanks + 1;
}

/* Take the token at s; the place behind it. */
static const char *take(struct taking *k, const char *s)
{
	const char *end = token_end(k, s);
	if (!end)
		return s + 2;
	const char *next = end + 2;
	AUTO(xfree) char *inside = xstrndup(s + 2, (size_t)(end - s) - 2);
	AUTO(xfree) char *quote = xstrndup(s, (size_t)(next - s));
	if (*inside == '!')
		next = behind_remark(k, next);
	else
		put_token(k, inside, quote, *next);
	for (; s < next; s++)
		k->line += *s == '\n';
	return next;
}

static bool is_private(uint32_t c)
{
	return c >= 0xe000 && c <= 0xf8ff;
}

void tokens_take(
        struct tokens *t, const char *source, int line, const struct lint *lint, struct text *out)
{
	struct taking k = {.tokens = t, .lint = lint, .out = out, .line = line};
	for (const char *s = source; *s;) {
		if (str_starts(s, "{{")) {
			s = take(&k, s);
			continue;
		}
		if (str_starts(s, "}}")) {
			lint_error(lint, k.line, "}}",
			        "These closing braces have no opening ones; the customer would "
			        "read "
			        "them.",
			        "{{first_name}}: two braces before, two after");
			s += 2;
			continue;
		}
		const char *was = s;
		uint32_t c = utf8_next(&s);
		if (is_private(c))
			lint_error(lint, k.line, "a symbol of a special font",
			        "A bullet or arrow pasted from a word processor; the customer "
			        "would "
			        "see an empty box.",
			        "- at the start of the line, or nothing");
		else
			text_put(out, was, (size_t)(s - was));
		k.line += c == '\n';
	}
}
