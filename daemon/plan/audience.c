#include "audience.h"

#include "condition.h"
#include "db.h"
#include "template.h"

#include <errno.h>
#include <string.h>

void audience_quote(struct text *sql, const char *s)
{
	text_putc(sql, '\'');
	for (; *s; s++) {
		if (*s == '\'')
			text_putc(sql, '\'');
		text_putc(sql, *s);
	}
	text_putc(sql, '\'');
}

/* " AND (column='a' OR column='b')": IN would make a table of its own for each question. */
static void put_in(struct text *sql, const char *column, char *const *words)
{
	if (!words || !*words)
		return;
	text_puts(sql, " AND (");
	for (size_t i = 0; words[i]; i++) {
		text_puts(sql, i ? " OR " : "");
		text_puts(sql, column);
		text_putc(sql, '=');
		audience_quote(sql, words[i]);
	}
	text_putc(sql, ')');
}

/* " AND (instr(tags, ',a,') OR …)": the column holds ',a,b,' */
static void put_any(struct text *sql, const char *column, char *const *words)
{
	if (!words || !*words)
		return;
	text_puts(sql, " AND (");
	for (size_t i = 0; words[i]; i++) {
		AUTO(xfree) char *between = xasprintf(",%s,", words[i]);
		text_printf(sql, "%sinstr(%s, ", i ? " OR " : "", column);
		audience_quote(sql, between);
		text_putc(sql, ')');
	}
	text_putc(sql, ')');
}

static const struct {
	int bit;
	const char *stage;
} stages[] = {{TEMPLATE_TO_BEFORE, "before"}, {TEMPLATE_TO_NEW, "new"},
        {TEMPLATE_TO_SHORT, "short"}, {TEMPLATE_TO_LONG, "long"},
        {TEMPLATE_TO_INTEGRAL, "integral"}};

static void put_stages(struct text *sql, int to)
{
	if ((to & TEMPLATE_TO_ALL) == TEMPLATE_TO_ALL)
		return;
	char *words[COUNT(stages) + 1] = {0};
	size_t n = 0;
	for (size_t i = 0; i < COUNT(stages); i++)
		if (to & stages[i].bit)
			words[n++] = (char *)stages[i].stage;
	if (n)
		put_in(sql, "stage", words);
	else
		text_puts(sql, " AND 0");
}

void audience_put(const struct house *h, struct text *sql, const struct template *t)
{
	text_puts(sql, " present=1");
	put_stages(sql, t->to);
	put_in(sql, "country", t->countries);
	put_in(sql, "language", t->languages);
	put_any(sql, "tags", t->tags);
	put_any(sql, "celebrates", t->celebrates);
	if (t->where) {
		text_puts(sql, " AND (");
		condition_put(h->db, t->where, sql);
		text_puts(sql, "\n)");
	}
}

static bool is_word(const char *value, char *const *words)
{
	bool any = words && *words;
	for (; any && *words; words++)
		if (str_same(value, *words))
			return true;
	return !any;
}

/* `list` holds ",a,b,". */
static bool is_listed(const char *list, char *const *words)
{
	bool any = words && *words;
	for (; any && *words; words++) {
		size_t n = strlen(*words);
		for (const char *at = list; n && (at = strstr(at, *words)); at++)
			if (at > list && at[-1] == ',' && at[n] == ',')
				return true;
	}
	return !any;
}

bool audience_takes(const struct template *t, const struct audience_facts *who)
{
	bool stage = (t->to & TEMPLATE_TO_ALL) == TEMPLATE_TO_ALL;
	for (size_t i = 0; !stage && i < COUNT(stages); i++)
		stage = (t->to & stages[i].bit) && str_same(who->stage, stages[i].stage);
	return who->present && stage && !t->where && is_word(who->country, t->countries) &&
	       is_word(who->language, t->languages) && is_listed(who->tags, t->tags) &&
	       is_listed(who->celebrates, t->celebrates);
}

/* " FROM customer WHERE …": whom it is written to. 0, or -EINVAL. */
static int put_from(const struct house *h, const struct template *t, struct text *sql)
{
	AUTO(xfree) char *why = NULL;
	if (t->where && condition_check(h->db, t->where, &why) != 0)
		return -EINVAL;
	text_puts(sql, " FROM customer WHERE");
	audience_put(h, sql, t);
	if (t->when_kind == TEMPLATE_WHEN_DATE) { /* whoever lacks the date gets no letter */
		text_puts(sql, " AND id IN (SELECT customer FROM anchor WHERE field=");
		audience_quote(sql, t->when);
		text_putc(sql, ')');
	}
	return 0;
}

int audience_count(const struct house *h, const struct template *t)
{
	AUTO(text_done) struct text sql = TEXT_INIT;
	text_puts(&sql, "SELECT count(*)");
	int r = put_from(h, t, &sql);
	return r < 0 ? r : (int)db_int(h->db, 0, text_str(&sql));
}

void audience_keys_free(char **keys)
{
	for (char **k = keys; k && *k; k++)
		xfree(*k);
	xfree(keys);
}

int audience_keys(const struct house *h, const struct template *t, int most, char ***ret_keys)
{
	AUTO(text_done) struct text sql = TEXT_INIT;
	text_puts(&sql, "SELECT key");
	int n = 0, r = put_from(h, t, &sql);
	if (r < 0)
		return r;
	text_puts(&sql, " ORDER BY id");
	AUTO(audience_keys_free) char **keys = xcalloc(1, sizeof *keys);
	AUTO(db_rows_free) struct db_rows *rows = db_query(h->db, text_str(&sql));
	for (; (r = db_step(rows)) > 0; n++) {
		if (n >= most)
			continue;
		keys = xrealloc(keys, ((size_t)n + 2) * sizeof *keys);
		keys[n] = xstrdup(db_col_text(rows, 0));
		keys[n + 1] = NULL;
	}
	if (r < 0)
		return r;
	*ret_keys = keys;
	keys = NULL;
	return n;
}

static bool is_in(const struct house *h, const struct template *t, const char *customer)
{
	AUTO(text_done) struct text sql = TEXT_INIT;
	text_puts(&sql, "SELECT 1 FROM customer WHERE key=:key AND");
	audience_put(h, &sql, t);
	return db_int(h->db, 0, text_str(&sql), DB_TEXT(":key", customer));
}

bool audience_has(
        const struct house *h, const struct template *t, const char *customer, char **ret_why)
{
	const struct {
		const char *line;
		struct template part;
	} parts[] = {
	        {"To:", {.to = t->to}},
	        {"Country:", {.to = TEMPLATE_TO_ALL, .countries = t->countries}},
	        {"Language:", {.to = TEMPLATE_TO_ALL, .languages = t->languages}},
	        {"Tags:", {.to = TEMPLATE_TO_ALL, .tags = t->tags}},
	        {"Celebrates:", {.to = TEMPLATE_TO_ALL, .celebrates = t->celebrates}},
	        {"Where:", {.to = TEMPLATE_TO_ALL, .where = t->where}},
	};
	AUTO(xfree) char *unusable = NULL;
	bool usable = !t->where || condition_check(h->db, t->where, &unusable) == 0;
	if (usable && is_in(h, t, customer))
		return true;
	for (size_t i = 0; i < COUNT(parts) && ret_why; i++) {
		if ((usable || !parts[i].part.where) && is_in(h, &parts[i].part, customer))
			continue;
		*ret_why = xasprintf("its line \"%s\" leaves this customer out", parts[i].line);
		break;
	}
	return false;
}
