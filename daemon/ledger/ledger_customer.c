/* The other half of ledger.h: one customer as templates and courtesy see them. */
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

/* Names and values lie in `room`, one behind the other; what points into it are offsets. */
struct field {
	uint32_t name, name_n, value;
};

struct ledger_customer {
	struct text room;
	struct field *fields;
	size_t count, cap; /* one more than `count` is there when a field is open */
	char *others;      /* names of the ledger's other columns, a line each; NULL: none known */
};

static const struct field *find(const struct ledger_customer *c, const char *name, size_t n)
{
	for (const struct field *f = c->fields; f < c->fields + c->count; f++)
		if (f->name_n == n && !memcmp(c->room.s + f->name, name, n))
			return f;
	return NULL;
}

/* Write the value of a field to what this returns, then close it. */
static struct text *open_field(struct ledger_customer *c, const char *name)
{
	if (c->count == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 64;
		c->fields = xrealloc(c->fields, c->cap * sizeof *c->fields);
	}
	struct field *f = &c->fields[c->count];
	f->name = (uint32_t)c->room.len;
	f->name_n = (uint32_t)strlen(name);
	text_put(&c->room, name, f->name_n + 1);
	f->value = (uint32_t)c->room.len;
	return &c->room;
}

/* The field is one of ours, and the first of its name. */
static void keep_field(struct ledger_customer *c)
{
	text_putc(&c->room, '\0');
	c->count++;
}

/* The first to say a name wins: no column can pass for a fact of ours. */
static void close_field(struct ledger_customer *c)
{
	const struct field *f = &c->fields[c->count];
	text_putc(&c->room, '\0');
	if (find(c, c->room.s + f->name, f->name_n))
		text_cut(&c->room, f->name);
	else
		c->count++;
}

static void put(struct ledger_customer *c, const char *name, const char *value)
{
	text_puts(open_field(c, name), value);
	close_field(c);
}

void ledger_customer_free(struct ledger_customer *c)
{
	if (!c)
		return;
	text_done(&c->room);
	xfree(c->fields);
	xfree(c->others);
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

struct view { /* a customer while it is put together */
	struct ledger_customer *c;
	struct db *db;
	int64_t id;
	struct date today, first, last, since;
	const struct tongue *tongue; /* a phrase stands in a letter: it speaks its language */
};

/* What stands behind "Dear": a bare title needs the family name, no salutation the whole name. */
static void salutation(struct text *out, const char *title, const char *last_name, const char *name)
{
	text_puts(out, *title ? title : name);
	if (*title && *last_name && !strchr(title, ' ')) {
		text_putc(out, ' ');
		text_puts(out, last_name);
	}
}

static void put_date(struct view *v, const char *name, struct date day)
{
	tongue_date(open_field(v->c, name), v->tongue, day, ENTRY_NO_YEAR);
	close_field(v->c);
}

static void put_list(struct view *v, const char *name, const char *list)
{
	list_words(open_field(v->c, name), list);
	close_field(v->c);
}

/* 0 is "": nobody reads "0 years". */
static void put_count(struct view *v, const char *name, int64_t n)
{
	struct text *out = open_field(v->c, name);
	if (n)
		text_putd(out, n);
	close_field(v->c);
}

/* Every date, ours and the ledger's own. */
static void put_dates(struct view *v, const char *json)
{
	AUTO(text_done) struct text name = TEXT_INIT;
	while (json_member(&json, &name)) {
		const char *field = text_str(&name);
		char *end;
		struct date day = {(int32_t)strtol(json, &end, 10)};
		json = end;
		if (str_same(field, "own_day"))
			continue;
		put_date(v, field, day);
		if (str_same(field, "since"))
			v->since = day;
		if (str_same(field, "first_contact"))
			put_date(v, "first_contact_date", day);
	}
}

static int put_purchases(struct view *v)
{
	AUTO(text_done) struct text spent = TEXT_INIT;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(v->db,
	        "SELECT currency, first_day, last_day, count, spent_cents FROM purchase_total"
	        " WHERE customer=:id ORDER BY spent_cents DESC, currency",
	        DB_INT(":id", v->id));
	int64_t count = 0;
	int r;
	while ((r = db_step(rows)) > 0) {
		struct date first = {(int32_t)db_col_int(rows, 1)},
		            last = {(int32_t)db_col_int(rows, 2)};
		if (count == 0 || date_diff(first, v->first) < 0)
			v->first = first;
		if (count == 0 || date_diff(last, v->last) > 0)
			v->last = last;
		count += db_col_int(rows, 3);
		text_puts(&spent, spent.len ? " + " : "");
		tongue_money(&spent, v->tongue, db_col_int(rows, 4), db_col_text(rows, 0));
	}
	put_date(v, "first_purchase", v->first);
	put_date(v, "last_purchase", v->last);
	put(v->c, "spent", text_str(&spent));
	put_count(v, "purchases", count);
	return r;
}

static void put_time(struct view *v)
{
	struct date start = v->since;
	if (date_is_none(start) || (!date_is_none(v->first) && date_diff(v->first, start) < 0))
		start = v->first;
	int year, month, day, years = stage_years(start, v->today);
	date_to_ymd(v->today, &year, &month, &day);
	put_count(v, "year", year);
	put_count(v, "years", years);
	tongue_years(open_field(v->c, "years_phrase"), v->tongue, years);
	close_field(v->c);
	tongue_since(open_field(v->c, "since_phrase"), v->tongue, start, v->today);
	close_field(v->c);
}

/* The ledger's other columns: those with a value. */
static void put_extra(struct ledger_customer *c, const char *json)
{
	AUTO(text_done) struct text name = TEXT_INIT;
	while (json_member(&json, &name)) {
		struct text *value = open_field(c, text_str(&name));
		if (*json == '"')
			json_string(&json, value);
		close_field(c);
	}
}

/* What stands in the customer's own row. */
static void put_row(struct view *v, struct db_rows *row)
{
	static const char *const names[] = {"key", "email", "name", "first_name", "last_name",
	        "company", "language", "country", "timezone", "manager", "status", "consent",
	        "mood", "personal_line", "stage"};
	for (int i = 0; i < (int)COUNT(names); i++) {
		text_puts(open_field(v->c, names[i]), db_col_text(row, i));
		keep_field(v->c);
	}
	salutation(open_field(v->c, "salutation"), db_col_text(row, 15), db_col_text(row, 4),
	        db_col_text(row, 2));
	keep_field(v->c);
	put(v->c, "id", db_col_text(row, 0));
	put_list(v, "tags", db_col_text(row, 16));
	put_list(v, "celebrates", db_col_text(row, 17));
	put(v->c, "birthday_ok", db_col_int(row, 18) ? "1" : "");
	struct date until = {(int32_t)db_col_int(row, 19)};
	put_date(v, "pause_until", db_col_null(row, 19) ? DATE_NONE : until);
}

int ledger_customer_get(struct db *db, const char *key, const char *language, struct date today,
        struct ledger_customer **ret)
{
	AUTO(db_rows_free)
	struct db_rows *row = db_query(db,
	        "SELECT key, email, name, first_name, last_name, company, language, country,"
	        " timezone, manager, status, consent, mood, personal_line, stage, salutation, tags,"
	        " celebrates, birthday_ok, pause_until_day, id, dates, extra,"
	        " (SELECT value FROM ledger_fact WHERE key='" LEDGER_FACT_LANGUAGE "'),"
	        " (SELECT value FROM ledger_fact WHERE key='" LEDGER_FACT_BUSINESS "'),"
	        " (SELECT value FROM ledger_fact WHERE key='" LEDGER_FACT_FIELDS "')"
	        " FROM customer"
	        " WHERE key=:key",
	        DB_TEXT(":key", key));
	int r = db_step(row);
	if (r <= 0)
		return r < 0 ? r : -ENOENT;
	AUTO(ledger_customer_free) struct ledger_customer *c = xcalloc(1, sizeof *c);
	text_reserve(&c->room, 2048);
	struct view v = {.c = c,
	        .db = db,
	        .id = db_col_int(row, 20),
	        .today = today,
	        .first = DATE_NONE,
	        .last = DATE_NONE,
	        .since = DATE_NONE};
	/* phrases stand in a letter: they speak its language, not the customer's */
	const char *usual = db_col_null(row, 23) ? NULL : db_col_text(row, 23);
	v.tongue = tongue_of(language ? language : usual, db_col_text(row, 7));
	put_row(&v, row);
	if ((r = put_purchases(&v)) < 0)
		return r;
	put_dates(&v, db_col_text(row, 21));
	put_time(&v);
	put(c, "business", db_col_text(row, 24));
	put_extra(c, db_col_text(row, 22));
	c->others = db_col_null(row, 25) ? NULL : xstrdup(db_col_text(row, 25));
	*ret = c;
	c = NULL;
	return 0;
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
	return is_other(c->others, name);
}

const char *ledger_customer_field(const struct ledger_customer *c, const char *field)
{
	const struct field *f = find(c, field, strlen(field));
	if (f)
		return c->room.s + f->value;
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
