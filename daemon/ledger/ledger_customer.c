/* The other half of ledger.h: one customer as templates and courtesy see them. */
#include "db.h"
#include "entry.h"
#include "ledger.h"
#include "stage.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

struct field {
	char *name, *value;
};

struct ledger_customer {
	struct field *fields;
	size_t count, cap;
};

/* Takes `value`. The first to say a name wins: no column can pass for a fact of ours. */
static void put(struct ledger_customer *c, const char *name, char *value)
{
	if (ledger_customer_field(c, name)) {
		xfree(value);
		return;
	}
	if (c->count == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 64;
		c->fields = xrealloc(c->fields, c->cap * sizeof *c->fields);
	}
	c->fields[c->count++] = (struct field){xstrdup(name), value};
}

const char *ledger_customer_field(const struct ledger_customer *c, const char *field)
{
	for (size_t i = 0; i < c->count; i++)
		if (!strcmp(c->fields[i].name, field))
			return c->fields[i].value;
	return NULL;
}

void ledger_customer_free(struct ledger_customer *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->count; i++) {
		xfree(c->fields[i].name);
		xfree(c->fields[i].value);
	}
	xfree(c->fields);
	xfree(c);
}

/* ---- in words ---- */

static const char *const months_en[] = {"January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December"};
static const char *const months_de[] = {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli",
        "August", "September", "Oktober", "November", "Dezember"};

struct manner { /* how to put things to this customer */
	bool german, american;
};

static char *date_words(struct date day, struct manner m)
{
	if (date_is_none(day))
		return xstrdup("");
	int y, month, d;
	date_to_ymd(day, &y, &month, &d);
	AUTO(xfree) char *year = y == ENTRY_NO_YEAR ? xstrdup("") : xasprintf(" %d", y);
	const char *name = (m.german ? months_de : months_en)[month - 1];
	if (m.american)
		return xasprintf("%s %d%s%s", name, d, *year ? "," : "", year);
	return xasprintf("%d%s %s%s", d, m.german ? "." : "", name, year);
}

static char *years_words(int years, struct manner m)
{
	static const char *const en[] = {"", "one", "two", "three", "four", "five", "six", "seven",
	        "eight", "nine", "ten", "eleven", "twelve"};
	static const char *const de[] = {"", "ein", "zwei", "drei", "vier", "fünf", "sechs",
	        "sieben", "acht", "neun", "zehn", "elf", "zwölf"};
	if (years < 1)
		return xstrdup("");
	const char *unit = m.german     ? (years == 1 ? "Jahr" : "Jahre")
	                   : years == 1 ? "year"
	                                : "years";
	if (years >= (int)COUNT(en))
		return xasprintf("%d %s", years, unit);
	return xasprintf("%s %s", (m.german ? de : en)[years], unit);
}

/* "since 2023"; in its first calendar year "since March". */
static char *since_words(struct date start, struct date today, struct manner m)
{
	if (date_is_none(start) || date_diff(start, today) > 0)
		return xstrdup("");
	int y, month, d, year, unused;
	date_to_ymd(start, &y, &month, &d);
	date_to_ymd(today, &year, &unused, &unused);
	const char *since = m.german ? "seit" : "since";
	if (y == year)
		return xasprintf("%s %s", since, (m.german ? months_de : months_en)[month - 1]);
	return xasprintf("%s %d", since, y);
}

static char *money_words(int64_t cents, const char *currency, struct manner m)
{
	uint64_t n = cents < 0 ? -(uint64_t)cents : (uint64_t)cents;
	AUTO(xfree) char *whole = xasprintf("%" PRIu64, n / 100);
	struct text t = TEXT_INIT;
	text_puts(&t, cents < 0 ? "-" : "");
	for (size_t i = 0, all = strlen(whole); i < all; i++) {
		text_putc(&t, whole[i]);
		if ((all - i) % 3 == 1 && i + 1 < all)
			text_putc(&t, m.german ? '.' : ',');
	}
	text_printf(&t, "%c%02d%s%s", m.german ? ',' : '.', (int)(n % 100), *currency ? " " : "",
	        currency);
	return text_steal(&t);
}

/* ",a,b," -> "a, b" */
static char *list_words(const char *list)
{
	struct text t = TEXT_INIT;
	for (const char *s = list + (*list == ','); *s; s += *s == ',') {
		size_t n = strcspn(s, ",");
		text_puts(&t, t.len ? ", " : "");
		text_put(&t, s, n);
		s += n;
	}
	return text_steal(&t);
}

/* ---- from the store ---- */

struct view { /* a customer while it is put together */
	struct ledger_customer *c;
	struct db *db;
	int64_t id;
	const char *language; /* of the letter; NULL: the business's */
	struct date today, first, last, since;
	struct manner manner;
};

/* What stands behind "Dear": a bare title needs the family name, no salutation the whole name. */
static char *salutation(const char *title, const char *last_name, const char *name)
{
	if (!*title)
		return xstrdup(name);
	return strchr(title, ' ') || !*last_name ? xstrdup(title)
	                                         : xasprintf("%s %s", title, last_name);
}

/* 1 found, 0 not, -errno. */
static int put_row(struct view *v, const char *key)
{
	static const char *const names[] = {"key", "email", "name", "first_name", "last_name",
	        "salutation", "company", "language", "country", "timezone", "manager", "status",
	        "consent", "mood", "personal_line", "stage"};
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(v->db,
	        "SELECT key, email, name, first_name, last_name, salutation, company, language,"
	        " country, timezone, manager, status, consent, mood, personal_line, stage, tags,"
	        " celebrates, birthday_ok, pause_until_day, id FROM customer WHERE key=:key",
	        DB_TEXT(":key", key));
	int r = db_step(rows);
	if (r <= 0)
		return r;
	AUTO(xfree) char *usual = db_meta(db_ledger(v->db), LEDGER_META_LANGUAGE);
	/* phrases stand in a letter: they speak its language, not the customer's */
	v->manner.german = str_same(v->language ? v->language : usual, "de");
	v->manner.american = !v->manner.german && !strcmp(db_col_text(rows, 8), "US");
	v->id = db_col_int(rows, 20);
	for (int i = 0; i < (int)COUNT(names); i++) {
		const char *value = db_col_text(rows, i);
		if (!strcmp(names[i], "salutation"))
			put(v->c, names[i],
			        salutation(value, db_col_text(rows, 4), db_col_text(rows, 2)));
		else
			put(v->c, names[i], xstrdup(value));
	}
	put(v->c, "id", xstrdup(db_col_text(rows, 0)));
	put(v->c, "tags", list_words(db_col_text(rows, 16)));
	put(v->c, "celebrates", list_words(db_col_text(rows, 17)));
	put(v->c, "birthday_ok", xstrdup(db_col_int(rows, 18) ? "1" : ""));
	struct date until = {(int32_t)db_col_int(rows, 19)};
	put(v->c, "pause_until", date_words(db_col_null(rows, 19) ? DATE_NONE : until, v->manner));
	return 1;
}

/* Every date, ours and the ledger's own. */
static int put_dates(struct view *v)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(v->db,
	        "SELECT j.key, j.value FROM customer c, json_each(c.dates) j"
	        " WHERE c.id=:id AND j.key<>'own_day'",
	        DB_INT(":id", v->id));
	int r;
	while ((r = db_step(rows)) > 0) {
		const char *name = db_col_text(rows, 0);
		struct date day = {(int32_t)db_col_int(rows, 1)};
		put(v->c, name, date_words(day, v->manner));
		if (!strcmp(name, "since"))
			v->since = day;
		if (!strcmp(name, "first_contact"))
			put(v->c, "first_contact_date", date_words(day, v->manner));
	}
	return r;
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
		AUTO(xfree)
		char *sum = money_words(db_col_int(rows, 4), db_col_text(rows, 0), v->manner);
		text_printf(&spent, "%s%s", spent.len ? " + " : "", sum);
	}
	put(v->c, "first_purchase", date_words(v->first, v->manner));
	put(v->c, "last_purchase", date_words(v->last, v->manner));
	put(v->c, "spent", xstrdup(text_str(&spent)));
	put(v->c, "purchases", count ? xasprintf("%" PRId64, count) : xstrdup(""));
	return r;
}

static void put_time(struct view *v)
{
	struct date start = v->since;
	if (date_is_none(start) || (!date_is_none(v->first) && date_diff(v->first, start) < 0))
		start = v->first;
	int year, month, day, years = stage_years(start, v->today);
	date_to_ymd(v->today, &year, &month, &day);
	put(v->c, "year", xasprintf("%d", year));
	put(v->c, "years", years ? xasprintf("%d", years) : xstrdup(""));
	put(v->c, "years_phrase", years_words(years, v->manner));
	put(v->c, "since_phrase", since_words(start, v->today, v->manner));
}

/* The ledger's other columns: those with a value, then the names of all. */
static int put_extra(struct view *v)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(v->db,
	        "SELECT j.key, j.value FROM customer c, json_each(c.extra) j WHERE c.id=:id",
	        DB_INT(":id", v->id));
	int r;
	while ((r = db_step(rows)) > 0)
		put(v->c, db_col_text(rows, 0), xstrdup(db_col_text(rows, 1)));
	if (r < 0)
		return r;
	char **names = ledger_fields(v->db);
	for (char **name = names; *name; name++)
		put(v->c, *name, xstrdup(""));
	ledger_fields_free(names);
	return 0;
}

int ledger_customer_get(struct db *db, const char *key, const char *language, struct date today,
        struct ledger_customer **ret)
{
	AUTO(ledger_customer_free) struct ledger_customer *c = xcalloc(1, sizeof *c);
	struct view v = {.c = c,
	        .db = db,
	        .language = language,
	        .today = today,
	        .first = DATE_NONE,
	        .last = DATE_NONE,
	        .since = DATE_NONE};
	int r = put_row(&v, key);
	if (r <= 0)
		return r < 0 ? r : -ENOENT;
	r = put_purchases(&v);
	if (r == 0)
		r = put_dates(&v);
	put_time(&v);
	AUTO(xfree) char *business = db_meta(db_ledger(db), LEDGER_META_BUSINESS);
	put(c, "business", xstrdup(business ? business : ""));
	if (r == 0)
		r = put_extra(&v);
	if (r < 0)
		return r;
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

char **ledger_fields(struct db *db)
{
	static const char *const ours[] = {"key", "first_purchase", "last_purchase",
	        "first_contact_date", "years", "years_phrase", "since_phrase", "year", "stage",
	        "spent", "purchases", "business"};
	AUTO(xfree) char *extra = db_meta(db_ledger(db), LEDGER_META_FIELDS);
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
