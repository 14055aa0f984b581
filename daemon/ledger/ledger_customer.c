/* The other half of ledger.h: one customer as templates and courtesy see them. A field is made when
 * it is asked for: a letter names few of them. */
#include "alias.h"
#include "db.h"
#include "entry.h"
#include "ledger.h"
#include "stage.h"
#include "tongue.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The columns of the row, in the order in which they are selected. */
enum column {
	KEY,
	EMAIL,
	NAME,
	FIRST_NAME,
	LAST_NAME,
	COMPANY,
	LANGUAGE,
	COUNTRY,
	TIMEZONE,
	MANAGER,
	STATUS,
	CONSENT,
	MOOD,
	PERSONAL_LINE,
	STAGE,
	AS_THEY_STAND, /* those above are what a letter may say */
	TITLE = AS_THEY_STAND,
	TAGS,
	CELEBRATES,
	BIRTHDAY_OK,
	PAUSE_UNTIL,
	DATES,
	EXTRA,
	BOUGHT,
	THE_LANGUAGE,
	THE_BUSINESS,
	THE_FIELDS,
	COLUMNS
};

/* A field that was asked for. */
struct value {
	struct value *next;
	char *name;
	struct text text;
};
/* Those that were; what was handed out stays where it is. */
struct values {
	struct value *first;
};

struct ledger_customer {
	char *words;                  /* what the columns point into */
	const char *columns[COLUMNS]; /* NULL: nothing stands there */
	struct date today;
	const struct tongue *tongue; /* a phrase stands in a letter: it speaks its language */
	struct values *values;
};

void ledger_customer_free(struct ledger_customer *c)
{
	if (!c)
		return;
	for (struct value *v = c->values->first, *next; v; v = next) {
		next = v->next;
		xfree(v->name);
		text_done(&v->text);
		xfree(v);
	}
	xfree(c->values);
	xfree(c->words);
	xfree(c);
}

/* ---- in words ---- */

/* ",a,b," -> "a, b" */
static void list_words(struct text *out, const char *list)
{
	const char *comma = "";
	for (const char *s = list + (*list == ','); *s; s += *s == ',') {
		size_t n = strcspn(s, ",");
		text_puts(out, comma);
		text_put(out, s, n);
		s += n;
		comma = ", ";
	}
}

/* ---- what the ledger keeps as JSON: one flat object ---- */

/* The string at *p, without its quotes; *p then stands behind it. */
static void json_string(const char **p, struct text *out)
{
	static const char short_ones[] = "b\bf\fn\nr\rt\t";
	const char *s = *p + 1;
	while (*s && *s != '"') {
		size_t plain = strcspn(s, "\"\\");
		text_put(out, s, plain);
		s += plain;
		if (*s != '\\' || !s[1])
			continue;
		const char *known = strchr(short_ones, s[1]);
		unsigned code;
		if (s[1] == 'u' && sscanf(s + 2, "%4x", &code) == 1) { /* a control character */
			text_putc(out, (char)code);
			s += strnlen(s, 6);
			continue;
		}
		text_putc(out, known ? known[1] : s[1]);
		s += 2;
	}
	*p = *s ? s + 1 : s;
}

/* The next member: its name, and where its value starts. False at the end. */
static bool json_member(const char **p, struct text *name)
{
	*p += strcspn(*p, "\"");
	if (!**p)
		return false;
	text_cut(name, 0);
	json_string(p, name);
	*p += **p == ':';
	return true;
}

/* ---- from the store ---- */

/* All columns, in one piece of memory. */
static void take_row(struct ledger_customer *c, struct db_rows *row)
{
	size_t sizes[COLUMNS], all = 0;
	for (int i = 0; i < COLUMNS; i++) {
		c->columns[i] = db_col_text(row, i);
		all += sizes[i] = c->columns[i] ? strlen(c->columns[i]) + 1 : 0;
	}
	char *at = c->words = xmalloc(all);
	for (int i = 0; i < COLUMNS; at += sizes[i++])
		if (c->columns[i])
			c->columns[i] = memcpy(at, c->columns[i], sizes[i]);
}

#define SELECT                                                                                     \
	"SELECT key, email, name, first_name, last_name, company, language, country,"              \
	" timezone, manager, status, consent, mood, personal_line, stage, salutation, tags,"       \
	" celebrates, birthday_ok, pause_until_day, dates, extra,"                                 \
	" (SELECT group_concat(first_day || ' ' || last_day || ' ' || count || ' '"                \
	"  || spent_cents || ' ' || currency, ';') FROM purchase_total"                            \
	"  WHERE purchase_total.customer=customer.id),"                                            \
	" (SELECT value FROM ledger_fact WHERE key='" LEDGER_FACT_LANGUAGE "'),"                   \
	" (SELECT value FROM ledger_fact WHERE key='" LEDGER_FACT_BUSINESS "'),"                   \
	" (SELECT value FROM ledger_fact WHERE key='" LEDGER_FACT_FIELDS "')"                      \
	" FROM customer "

static int get(
        struct db_rows *row, const char *language, struct date today, struct ledger_customer **ret)
{
	int r = db_step(row);
	if (r <= 0)
		return r < 0 ? r : -ENOENT;
	struct ledger_customer *c = xcalloc(1, sizeof *c);
	c->values = xcalloc(1, sizeof *c->values);
	c->today = today;
	take_row(c, row);
	ledger_customer_speak(c, language);
	*ret = c;
	return 0;
}

int ledger_customer_get(struct db *db, const char *key, const char *language, struct date today,
        struct ledger_customer **ret)
{
	AUTO(db_rows_free)
	struct db_rows *row = db_query(db, SELECT "WHERE key=:key", DB_TEXT(":key", key));
	return get(row, language, today, ret);
}

int ledger_customer_get_row(struct db *db, int64_t id, const char *language, struct date today,
        struct ledger_customer **ret)
{
	AUTO(db_rows_free)
	struct db_rows *row = db_query(db, SELECT "WHERE id=:id", DB_INT(":id", id));
	return get(row, language, today, ret);
}

void ledger_customer_speak(struct ledger_customer *c, const char *language)
{
	c->tongue = tongue_of(language ? language : c->columns[THE_LANGUAGE], c->columns[COUNTRY]);
}

/* ---- dates ---- */

/* The day of this name among the row's own, or DATE_NONE. */
static struct date own_date(const struct ledger_customer *c, const char *field)
{
	AUTO(text_done) struct text name = TEXT_INIT;
	const char *json = c->columns[DATES];
	while (json_member(&json, &name))
		if (str_same(text_str(&name), field) && *json != 'n')
			return (struct date){(int32_t)strtol(json, NULL, 10)};
	return DATE_NONE;
}

static bool put_own_date(const struct ledger_customer *c, const char *field, struct text *out)
{
	const char *name = str_same(field, "first_contact_date") ? "first_contact" : field;
	struct date day = str_same(name, "own_day") ? DATE_NONE : own_date(c, name);
	if (!date_is_none(day))
		tongue_date(out, c->tongue, day, ENTRY_NO_YEAR);
	return !date_is_none(day);
}

/* ---- purchases ---- */

/* In one currency. */
struct sum {
	struct date first, last;
	long long count, cents;
	const char *currency;
	int currency_n;
};
struct bought {
	struct sum *sums;
	size_t n;
};
static void bought_done_auto(struct bought *b)
{
	xfree(b->sums);
}

static int most_first(const void *x, const void *y)
{
	const struct sum *a = x, *b = y;
	int by = (a->cents < b->cents) - (a->cents > b->cents);
	return by ? by : strcmp(a->currency, b->currency);
}

static void read_bought(const struct ledger_customer *c, struct bought *ret)
{
	const char *s = c->columns[BOUGHT];
	for (int used; s && *s; s += *s == ';') {
		struct sum one = {0};
		if (sscanf(s, "%d %d %lld %lld %n", &one.first.days, &one.last.days, &one.count,
		            &one.cents, &used) != 4)
			return;
		one.currency = s + used;
		one.currency_n = (int)strcspn(one.currency, ";");
		s = one.currency + one.currency_n;
		ret->sums = xgrow(ret->sums, ret->n, sizeof *ret->sums);
		ret->sums[ret->n++] = one;
	}
	if (ret->n)
		qsort(ret->sums, ret->n, sizeof *ret->sums, most_first);
}

static struct date first_of(const struct bought *b)
{
	struct date first = DATE_NONE;
	for (size_t i = 0; i < b->n; i++)
		if (!i || date_diff(b->sums[i].first, first) < 0)
			first = b->sums[i].first;
	return first;
}

static struct date last_of(const struct bought *b)
{
	struct date last = DATE_NONE;
	for (size_t i = 0; i < b->n; i++)
		if (!i || date_diff(b->sums[i].last, last) > 0)
			last = b->sums[i].last;
	return last;
}

static void put_spent(struct text *out, const struct tongue *tongue, const struct bought *b)
{
	for (size_t i = 0; i < b->n; i++) {
		AUTO(xfree)
		char *currency = xstrndup(b->sums[i].currency, (size_t)b->sums[i].currency_n);
		text_puts(out, i ? " + " : "");
		tongue_money(out, tongue, b->sums[i].cents, currency);
	}
}

/* 0 is "": nobody reads "0 years". */
static void put_count(struct text *out, int64_t n)
{
	if (n)
		text_putd(out, n);
}

static bool put_purchases(const struct ledger_customer *c, const char *field, struct text *out)
{
	static const char *const names[] = {
	        "first_purchase", "last_purchase", "spent", "purchases"};
	__attribute__((cleanup(bought_done_auto))) struct bought b = {0};
	size_t which = 0;
	int64_t count = 0;
	while (which < COUNT(names) && !str_same(field, names[which]))
		which++;
	if (which == COUNT(names))
		return false;
	read_bought(c, &b);
	for (size_t i = 0; i < b.n; i++)
		count += b.sums[i].count;
	if (which < 2)
		tongue_date(out, c->tongue, which ? last_of(&b) : first_of(&b), ENTRY_NO_YEAR);
	else if (which == 2)
		put_spent(out, c->tongue, &b);
	else
		put_count(out, count);
	return true;
}

/* Since when they are a customer. */
static struct date start_of(const struct ledger_customer *c)
{
	__attribute__((cleanup(bought_done_auto))) struct bought b = {0};
	struct date since = own_date(c, "since");
	read_bought(c, &b);
	struct date first = first_of(&b);
	bool earlier = !date_is_none(first) && (date_is_none(since) || date_diff(first, since) < 0);
	return earlier ? first : since;
}

static bool put_time(const struct ledger_customer *c, const char *field, struct text *out)
{
	int year, month, day;
	date_to_ymd(c->today, &year, &month, &day);
	if (str_same(field, "year"))
		put_count(out, year);
	else if (str_same(field, "years"))
		put_count(out, stage_years(start_of(c), c->today));
	else if (str_same(field, "years_phrase"))
		tongue_years(out, c->tongue, stage_years(start_of(c), c->today));
	else if (str_same(field, "since_phrase"))
		tongue_since(out, c->tongue, start_of(c), c->today);
	else
		return false;
	return true;
}

/* ---- the rest ---- */

/* What stands behind "Dear": a bare title needs the family name, no salutation the whole name. */
static void put_salutation(const struct ledger_customer *c, struct text *out)
{
	const char *title = c->columns[TITLE], *last_name = c->columns[LAST_NAME];
	text_puts(out, *title ? title : c->columns[NAME]);
	if (*title && *last_name && !strchr(title, ' ')) {
		text_putc(out, ' ');
		text_puts(out, last_name);
	}
}

static void put_pause(const struct ledger_customer *c, struct text *out)
{
	const char *day = c->columns[PAUSE_UNTIL];
	struct date until = day ? (struct date){(int32_t)strtol(day, NULL, 10)} : DATE_NONE;
	tongue_date(out, c->tongue, until, ENTRY_NO_YEAR);
}

/* What is made of one column. */
static bool put_column(const struct ledger_customer *c, const char *field, struct text *out)
{
	if (str_same(field, "salutation"))
		put_salutation(c, out);
	else if (str_same(field, "tags"))
		list_words(out, c->columns[TAGS]);
	else if (str_same(field, "celebrates"))
		list_words(out, c->columns[CELEBRATES]);
	else if (str_same(field, "birthday_ok"))
		text_puts(out, str_same(c->columns[BIRTHDAY_OK], "0") ? "" : "1");
	else if (str_same(field, "pause_until"))
		put_pause(c, out);
	else
		return false;
	return true;
}

/* One of the ledger's other columns: those with a value. */
static bool put_extra(const struct ledger_customer *c, const char *field, struct text *out)
{
	AUTO(text_done) struct text name = TEXT_INIT;
	const char *json = c->columns[EXTRA];
	while (json_member(&json, &name)) {
		bool is_it = str_same(text_str(&name), field);
		size_t start = out->len;
		if (*json == '"')
			json_string(&json, out);
		if (is_it)
			return true;
		text_cut(out, start);
	}
	return false;
}

int ledger_customer_find(struct db *db, const char *key_or_email, char **ret_key)
{
	char *key = db_text(db,
	        "SELECT key FROM customer WHERE key=:s OR lower(key)=lower(:s) OR email=lower(:s)"
	        " ORDER BY key=:s DESC, present DESC, email=lower(:s) DESC, key LIMIT 1",
	        DB_TEXT(":s", key_or_email));
	if (!key)
		return -ENOENT;
	*ret_key = key;
	return 0;
}

/* ---- names ---- */

static const char *const ours[] = {"key", "first_purchase", "last_purchase", "first_contact_date",
        "years", "years_phrase", "since_phrase", "year", "stage", "spent", "purchases", "business"};

/* A line of the names of the ledger's other columns? */
static bool is_other(const char *others, const char *name)
{
	size_t n = strlen(name);
	for (const char *s = others, *end; s && (end = strchr(s, '\n')); s = end + 1)
		if ((size_t)(end - s) == n && !memcmp(s, name, n))
			return true;
	return false;
}

static bool is_field(const struct ledger_customer *c, const char *name)
{
	for (size_t i = 0; i < COUNT(ours); i++)
		if (!strcmp(ours[i], name))
			return true;
	for (int i = 0; i < ENTRY_FIELDS; i++)
		if (!strcmp(entry_field_name((enum entry_field)i), name))
			return true;
	return is_other(c->columns[THE_FIELDS], name);
}

/* A column that is what a letter says; NULL: it is none. */
static const char *as_it_stands(const struct ledger_customer *c, const char *field)
{
	static const char *const columns[AS_THEY_STAND] = {"key", "email", "name", "first_name",
	        "last_name", "company", "language", "country", "timezone", "manager", "status",
	        "consent", "mood", "personal_line", "stage"};
	for (int i = 0; i < AS_THEY_STAND; i++)
		if (str_same(field, columns[i]))
			return c->columns[i];
	if (str_same(field, "business"))
		return c->columns[THE_BUSINESS] ? c->columns[THE_BUSINESS] : "";
	return str_same(field, "id") ? c->columns[KEY] : NULL;
}

/* The first to say a name wins: no column can pass for a fact of ours. */
static bool put_field(const struct ledger_customer *c, const char *field, struct text *out)
{
	return put_column(c, field, out) || put_purchases(c, field, out) ||
	       put_own_date(c, field, out) || put_time(c, field, out) || put_extra(c, field, out);
}

/* NULL: nothing is said of it. */
static const char *made(const struct ledger_customer *c, const char *field)
{
	AUTO(text_done) struct text text = TEXT_INIT;
	for (const struct value *v = c->values->first; v; v = v->next)
		if (str_same(v->name, field))
			return text_str(&v->text);
	if (!put_field(c, field, &text))
		return NULL;
	struct value *v = xcalloc(1, sizeof *v);
	*v = (struct value){c->values->first, xstrdup(field), text};
	text = (struct text)TEXT_INIT;
	c->values->first = v;
	return text_str(&v->text);
}

const char *ledger_customer_field(const struct ledger_customer *c, const char *field)
{
	const char *value = as_it_stands(c, field);
	if (!value)
		value = made(c, field);
	if (value)
		return value;
	if (is_field(c, field))
		return "";
	const char *alias = alias_of(field);
	return alias ? ledger_customer_field(c, alias) : NULL;
}

char **ledger_fields(struct db *db)
{
	AUTO(xfree) char *extra = ledger_fact(db, LEDGER_FACT_FIELDS);
	size_t n = 0, most = COUNT(ours) + ENTRY_FIELDS + 1;
	for (const char *s = extra ? extra : ""; *s; s++)
		most += *s == '\n';
	char **names = xcalloc(most, sizeof *names);
	for (size_t i = 0; i < COUNT(ours); i++)
		names[n++] = xstrdup(ours[i]);
	for (int i = 0; i < ENTRY_FIELDS; i++)
		names[n++] = xstrdup(entry_field_name((enum entry_field)i));
	char *rest = extra;
	for (char *name; (name = strsep(&rest, "\n")) && rest;)
		names[n++] = xstrdup(name);
	return names;
}

void ledger_fields_free(char **fields)
{
	for (char **f = fields; f && *f; f++)
		xfree(*f);
	xfree(fields);
}
