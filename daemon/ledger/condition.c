#include "condition.h"

#include "columns.h"
#include "db.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- columns ---- */

#define DAY(column) "iso_day(" column ")"
#define DATE_OF(field) DAY("dates ->> '$." field "'")

#define BOUGHT(what)                                                                               \
	"(SELECT " what " FROM purchase_total WHERE purchase_total.customer=customer.id)"

/* What the manual page names, and what it is of table customer; NULL: the same. A date that is not
 * known is NULL: it is neither before nor after any day. */
static const struct own {
	const char *name, *sql;
} own[] = {
        {"id", "key"},
        {"key", NULL},
        {"email", NULL},
        {"name", NULL},
        {"first_name", NULL},
        {"last_name", NULL},
        {"salutation", NULL},
        {"company", NULL},
        {"language", NULL},
        {"country", NULL},
        {"timezone", NULL},
        {"manager", NULL},
        {"status", NULL},
        {"stage", NULL},
        {"birthday_ok", NULL},
        {"consent", NULL},
        {"tags", NULL},
        {"celebrates", NULL},
        {"mood", NULL},
        {"personal_line", NULL},
        {"usual_days", BOUGHT("usual_days")},
        /* the last purchase and twice the usual time */
        {"quiet_day", DAY(BOUGHT("max(last_day) + 2 * max(usual_days)"))},
        {"consent_date", DAY("consent_day")},
        {"pause_until", DAY("pause_until_day")},
        {"first_contact", DATE_OF("first_contact")},
        {"since", DATE_OF("since")},
        {"birthday", DATE_OF("birthday")},
        {"first_purchase", DAY(BOUGHT("min(first_day)"))},
        {"last_purchase", DAY(BOUGHT("max(last_day)"))},
        {"extra", NULL},
};

/* Words of the language, which are columns only in quotation marks. */
static const char *const keywords[] = {"and", "or", "not", "is", "null", "in", "like", "between",
        "case", "when", "then", "else", "end", "isnull", "notnull", "escape", "distinct", "from",
        "cast", "as", "text", "integer", "real", "numeric", "collate", "nocase", "binary", "true",
        "false", "glob", "exists", "select", "where", NULL};

static bool keyword(const char *word)
{
	for (size_t i = 0; keywords[i]; i++)
		if (str_same_nocase(keywords[i], word))
			return true;
	return false;
}

static const struct own *own_column(const char *folded)
{
	for (size_t i = 0; i < COUNT(own); i++)
		if (str_same(own[i].name, folded))
			return &own[i];
	return NULL;
}

/* One rendering: what the ledger has beside, and the first name that nobody knows. */
struct reading {
	char *fields; /* a name on each line; NULL: none */
	struct text *sql;
	bool check;    /* no SELECT in it, not even ours: in the place of one stands any day */
	char *unknown; /* as it was written */
};

static void reading_done_auto(struct reading *r)
{
	xfree(r->fields);
	xfree(r->unknown);
}

/* The ledger's own column of this name, as it is kept. Owned; NULL: it has none. */
static char *extra_column(const struct reading *r, const char *folded)
{
	for (const char *s = r->fields; s && *s; s += strcspn(s, "\n"), s += *s == '\n') {
		AUTO(xfree) char *name = xstrndup(s, strcspn(s, "\n"));
		AUTO(xfree) char *same = columns_fold(name);
		if (str_same(same, folded))
			return xstrdup(name);
	}
	return NULL;
}

/*
 * The ledger's other columns are texts, '' where nothing stands; but a person who writes "points >
 * 100" thinks of numbers: two of these that both are numbers are compared as such (db_words()).
 */
static void put_column(struct reading *r, const char *name)
{
	AUTO(xfree) char *folded = columns_fold(name);
	const struct own *column = own_column(folded);
	if (column) {
		const char *sql = column->sql ? column->sql : column->name;
		text_puts(r->sql, r->check && strstr(sql, "SELECT") ? DAY("consent_day") : sql);
		return;
	}
	AUTO(xfree) char *extra = extra_column(r, folded);
	if (!extra && !r->unknown)
		r->unknown = xstrdup(name);
	text_printf(r->sql,
	        "(CAST(coalesce(extra ->> '$.\"%s\"', '') AS TEXT) COLLATE ledger_value)",
	        extra ? extra : folded);
}

/* ---- reading ---- */

static bool begins_word(char c)
{
	return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static size_t word_length(const char *s)
{
	size_t n = 0;
	while (begins_word(s[n]) || isdigit((unsigned char)s[n]))
		n++;
	return n;
}

/* Behind the quoted text that begins at `s`; a mark in it is written twice. NULL: it never ends. */
static const char *quoted_end(const char *s)
{
	for (char mark = *s++; *s; s++)
		if (*s == mark && *++s != mark)
			return s;
	return NULL;
}

/* "Boat ""Bee""" -> Boat "Bee". Owned. */
static char *unquoted(const char *s, const char *end)
{
	struct text t = TEXT_INIT;
	for (const char *at = s + 1; at < end - 1; at += 1 + (*at == *s))
		text_putc(&t, *at);
	return text_steal(&t);
}

static const char *put_word(struct reading *r, const char *s)
{
	size_t n = word_length(s);
	AUTO(xfree) char *word = xstrndup(s, n);
	if (keyword(word) || s[n + strspn(s + n, " \t")] == '(')
		text_puts(r->sql, word);
	else
		put_column(r, word);
	return s + n;
}

/* A number, 0x1f and 1e5 too: letters in it are no column. */
static const char *put_number(struct reading *r, const char *s)
{
	size_t n = 0;
	while (isalnum((unsigned char)s[n]) || s[n] == '.')
		n++;
	text_put(r->sql, s, n);
	return s + n;
}

static const char *put_quoted(struct reading *r, const char *s)
{
	const char *end = quoted_end(s), *all = s + strlen(s);
	if (*s == '\'' || !end) { /* the check meets one that never ends */
		text_put(r->sql, s, (size_t)((end ? end : all) - s));
	} else {
		AUTO(xfree) char *name = unquoted(s, end);
		put_column(r, name);
	}
	return end ? end : all;
}

static void put_all(struct reading *r, const char *s)
{
	while (*s) {
		if (*s == '\'' || *s == '"' || *s == '`')
			s = put_quoted(r, s);
		else if (isdigit((unsigned char)*s))
			s = put_number(r, s);
		else if (begins_word(*s))
			s = put_word(r, s);
		else
			text_putc(r->sql, *s++);
	}
}

static void read_condition(struct db *db, const char *condition, struct reading *r)
{
	r->fields = db_text(db, "SELECT value FROM ledger_fact WHERE key='fields'");
	put_all(r, condition);
}

void condition_put(struct db *db, const char *condition, struct text *sql)
{
	AUTO(reading_done) struct reading r = {.sql = sql};
	read_condition(db, condition, &r);
}

/* ---- judging ---- */

static int condition_refuse(char **ret_why, const char *format, ...) PRINTF_LIKE(2, 3);
static int condition_refuse(char **ret_why, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	if (vasprintf(ret_why, format, args) < 0)
		abort();
	va_end(args);
	return CONDITION_REFUSED;
}

static int refuse_unknown(const struct reading *r, char **ret_why)
{
	AUTO(xfree) char *fields = xstrdup(r->fields ? r->fields : "");
	AUTO(xfree) const char **names = xcalloc(COUNT(own) + strlen(fields) + 1, sizeof *names);
	AUTO(xfree) char *folded = columns_fold(r->unknown);
	size_t n = 0;
	for (; n < COUNT(own); n++)
		names[n] = own[n].name;
	for (char *save = NULL, *f = strtok_r(fields, "\n", &save); f;
	        f = strtok_r(NULL, "\n", &save))
		names[n++] = f;
	const char *near = str_nearest(folded, names);
	return near ? condition_refuse(ret_why,
	                      "your customer list has no column %s; the nearest is %s", r->unknown,
	                      near)
	            : condition_refuse(ret_why, "your customer list has no column %s", r->unknown);
}

int condition_check(struct db *db, const char *condition, char **ret_why)
{
	AUTO(text_done) struct text sql = TEXT_INIT;
	AUTO(reading_done) struct reading r = {.sql = &sql, .check = true};
	read_condition(db, condition, &r);
	if (r.unknown)
		return refuse_unknown(&r, ret_why);
	return db_check_condition(db, text_str(&sql), ret_why) == 0 ? 0 : CONDITION_REFUSED;
}
