#include "book.h"

#include "cell.h"
#include "columns.h"
#include "conf.h"
#include "field.h"
#include "pool.h"
#include "sheet.h"
#include "stage.h"

#include <stdlib.h>
#include <string.h>

enum { UNKNOWN = -1, REFUSED = -2 };

struct book_private {
	const struct conf *conf;
	struct date today, year_ago, two_years_ago;
	struct pool pool;
	struct pool_index keys, emails; /* -> customer's place; REFUSED: its row was */
	size_t customers_cap, refusals_cap;
	size_t refused_of_file; /* of the file being read */
	struct columns columns; /* of the customers */
};

_Static_assert((int)BOOK_NO_YEAR == (int)CELL_NO_YEAR, "one year stands for none");

/* ---- refusals ---- */

static void refusal_put(
        struct book *b, const char *file, int line, int column, char *value, char *reason)
{
	if (b->refusals_count == b->own->refusals_cap) {
		b->own->refusals_cap = b->own->refusals_cap ? b->own->refusals_cap * 2 : 16;
		b->refusals = xrealloc(b->refusals, b->own->refusals_cap * sizeof *b->refusals);
	}
	b->refusals[b->refusals_count++] = (struct book_refusal){file, line, column, value, reason};
}

/* Takes `reason`. */
static void refuse(
        struct book *b, const char *file, int line, int column, const char *value, char *reason)
{
	if (++b->own->refused_of_file > BOOK_MOST_REFUSALS)
		xfree(reason);
	else
		refusal_put(b, file, line, column, cell_excerpt(value, strlen(value)), reason);
}

static void refuse_field(
        struct book *b, const char *file, const struct sheet *s, size_t column, char *reason)
{
	int line;
	int at = sheet_place(s, column, &line);
	refuse(b, file, line, at, sheet_field(s, column), reason);
}

static void refuse_fault(struct book *b, const char *file, const struct sheet *s)
{
	const struct sheet_fault *f = sheet_fault(s);
	refuse(b, file, f->line, f->column, f->value, xstrdup(f->text));
}

static void sum_up_refusals(struct book *b, const char *file)
{
	size_t n = b->own->refused_of_file;
	b->own->refused_of_file = 0;
	if (n > BOOK_MOST_REFUSALS)
		refusal_put(b, file, 0, 0, xstrdup(""),
		        xasprintf(
		                "%zu more rows of this file were refused; so many usually have one "
		                "cause: look at the first ones, then export the file again",
		                n - BOOK_MOST_REFUSALS));
}

/* ---- a customer's fields ---- */

static const struct columns_field fields[BOOK_FIELDS] = {
        [BOOK_ID] = {"id",
                "customer_id customer_no customer_number customer_nr kundennummer kunden_nr "
                "kundennr client_id account_id contact_id",
                false},
        [BOOK_EMAIL] = {"email",
                "e_mail mail email_address e_mail_address e_mail_adresse emailadresse "
                "email_adresse mailadresse",
                true},
        [BOOK_NAME] = {"name",
                "full_name fullname display_name customer_name kunde ansprechpartner", false},
        [BOOK_FIRST_NAME] = {"first_name", "firstname given_name forename vorname", false},
        [BOOK_LAST_NAME] = {"last_name", "lastname surname family_name nachname familienname",
                false},
        [BOOK_SALUTATION] = {"salutation", "anrede title_line greeting", false},
        [BOOK_COMPANY] = {"company", "company_name organisation organization firma firmenname",
                false},
        [BOOK_LANGUAGE] = {"language", "lang sprache locale", false},
        [BOOK_COUNTRY] = {"country", "country_code land", false},
        [BOOK_TIMEZONE] = {"timezone", "time_zone tz zeitzone", false},
        [BOOK_MANAGER] = {"manager", "account_manager betreuer kundenbetreuer", false},
        [BOOK_STATUS] = {"status", "state customer_status", false},
        [BOOK_FIRST_CONTACT] = {"first_contact", "first_contact_date erstkontakt", false},
        [BOOK_SINCE] = {"since", "customer_since kunde_seit", false},
        [BOOK_BIRTHDAY] = {"birthday",
                "birth_date birthdate date_of_birth dob geburtstag geburtsdatum", false},
        [BOOK_BIRTHDAY_OK] = {"birthday_ok", "geburtstag_ok", false},
        [BOOK_CONSENT] = {"consent", "einwilligung opt_in", false},
        [BOOK_CONSENT_DATE] = {"consent_date", "einwilligung_am opt_in_date", false},
        [BOOK_TAGS] = {"tags", "tag labels schlagworte", false},
        [BOOK_CELEBRATES] = {"celebrates", "feiert", false},
        [BOOK_MOOD] = {"mood", "stimmung", false},
        [BOOK_PAUSE_UNTIL] = {"pause_until", "pause_bis", false},
        [BOOK_PERSONAL_LINE] = {"personal_line", "personal_note persoenliche_zeile", false},
};

static const enum field kinds[BOOK_FIELDS] = {
        [BOOK_EMAIL] = FIELD_EMAIL,
        [BOOK_LANGUAGE] = FIELD_LANGUAGE,
        [BOOK_COUNTRY] = FIELD_COUNTRY,
        [BOOK_TIMEZONE] = FIELD_ZONE,
        [BOOK_MANAGER] = FIELD_FOLDED,
        [BOOK_STATUS] = FIELD_STATUS,
        [BOOK_FIRST_CONTACT] = FIELD_DATE,
        [BOOK_SINCE] = FIELD_DATE,
        [BOOK_BIRTHDAY] = FIELD_BIRTHDAY,
        [BOOK_BIRTHDAY_OK] = FIELD_FLAG,
        [BOOK_CONSENT] = FIELD_CONSENT,
        [BOOK_CONSENT_DATE] = FIELD_DATE,
        [BOOK_TAGS] = FIELD_LIST,
        [BOOK_CELEBRATES] = FIELD_LIST,
        [BOOK_PAUSE_UNTIL] = FIELD_DATE,
        [BOOK_PERSONAL_LINE] = FIELD_TEXT,
};

const char *book_field_name(enum book_field f)
{
	return fields[f].name;
}

/* ---- a customer's row ---- */

struct draft { /* one row while it is read */
	struct book_customer c;
	struct text extra;
	struct book_anchor anchors[SHEET_MOST_COLUMNS];
};

static void json_text(struct text *out, const char *s)
{
	text_putc(out, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			text_putc(out, '\\');
		if ((unsigned char)*s < 0x20)
			text_printf(out, "\\u%04x", (unsigned)*s);
		else
			text_putc(out, *s);
	}
	text_putc(out, '"');
}

static bool ends_in_date(const char *name)
{
	size_t n = strlen(name);
	return n > 5 && !strcmp(name + n - 5, "_date");
}

static void keep_date(struct draft *d, const char *name, struct date day)
{
	d->anchors[d->c.anchors_count++] = (struct book_anchor){name, day};
}

static void keep_field(struct book *b, struct draft *d, int field, const char *name,
        const char *value, struct date day)
{
	if (!date_is_none(day) && field != BOOK_PAUSE_UNTIL)
		keep_date(d, name, day);
	if (field >= 0) {
		d->c.text[field] = pool_text(&b->own->pool, value);
		d->c.birthday_ok |= field == BOOK_BIRTHDAY_OK && *value;
		if (field == BOOK_CONSENT_DATE)
			d->c.consent_day = day;
		if (field == BOOK_PAUSE_UNTIL)
			d->c.pause_until = day;
		return;
	}
	text_putc(&d->extra, d->extra.len ? ',' : '{');
	json_text(&d->extra, name);
	text_putc(&d->extra, ':');
	json_text(&d->extra, value);
}

/* All fields of the row; false: one was refused. */
static bool read_fields(struct book *b, const struct sheet *s, struct draft *d)
{
	const struct columns *columns = &b->own->columns;
	AUTO(text_done) struct text value = TEXT_INIT;
	for (size_t i = 0; i < columns->count; i++) {
		int field = columns->field[i];
		AUTO(xfree) char *copy = xstrdup(sheet_field(s, i));
		char *bare = field_bare(copy);
		if (!*bare || field == COLUMNS_IGNORED)
			continue;
		enum field kind = field >= 0                       ? kinds[field]
		                  : ends_in_date(columns->name[i]) ? FIELD_DATE
		                                                   : FIELD_TEXT;
		struct date day = DATE_NONE;
		char *why = NULL;
		text_cut(&value, 0);
		if (field_read(kind, bare, b->own->conf, b->own->today, &value, &day, &why) != 0) {
			refuse_field(b, b->own->conf->ledger.customers, s, i, why);
			return false;
		}
		keep_field(b, d, field, columns->name[i], text_str(&value), day);
	}
	return true;
}

static size_t column_of(const struct columns *c, int field)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->field[i] == field)
			return i;
	return c->count;
}

/* The row's key as far as it can be known from a row that may be refused: the id, else the
 * address in lower case. Owned; "" when it has neither. */
static char *row_key(const struct book *b, const struct sheet *s)
{
	static const int from[] = {BOOK_ID, BOOK_EMAIL};
	for (size_t i = 0; i < COUNT(from); i++) {
		size_t column = column_of(&b->own->columns, from[i]);
		if (column == b->own->columns.count)
			continue;
		AUTO(xfree) char *copy = xstrdup(sheet_field(s, column));
		char *bare = field_bare(copy);
		if (from[i] == BOOK_EMAIL)
			cell_fold(bare);
		if (*bare)
			return xstrdup(bare);
	}
	return xstrdup("");
}

/* False, and refused: another row has this id or address, or it has neither. */
static bool identity_free(struct book *b, const struct sheet *s, const char *key, const char *email)
{
	const struct columns *columns = &b->own->columns;
	const char *file = b->own->conf->ledger.customers;
	if (!*key) {
		refuse(b, file, sheet_line(s), 0, sheet_field(s, 0),
		        xstrdup("this row has neither an id nor an e-mail address, so nobody can "
		                "tell "
		                "who it is; fill in one of them"));
		return false;
	}
	int other = pool_index_get(&b->own->keys, key);
	size_t column = column_of(columns, BOOK_ID);
	const char *what = "id";
	if (other < 0 && *email) {
		other = pool_index_get(&b->own->emails, email);
		what = "e-mail address";
	}
	if (other < 0)
		return true;
	if (what[0] == 'e' || column == columns->count)
		column = column_of(columns, BOOK_EMAIL);
	refuse_field(b, file, s, column,
	        xasprintf(
	                "line %d already has this %s; the first row counts, this one is not used: "
	                "delete one of the two, or correct it",
	                b->customers[other].line, what));
	return false;
}

static const char *joined_name(struct book *b, const struct book_customer *c)
{
	const char *first = c->text[BOOK_FIRST_NAME], *last = c->text[BOOK_LAST_NAME];
	if (*c->text[BOOK_NAME])
		return c->text[BOOK_NAME];
	if (!*first && !*last)
		return c->text[BOOK_COMPANY];
	AUTO(xfree) char *both = xasprintf("%s%s%s", first, *first && *last ? " " : "", last);
	return pool_text(&b->own->pool, both);
}

static void keep_customer(struct book *b, struct draft *d, const char *key, int line)
{
	struct book_customer *c = &d->c;
	c->key = pool_text(&b->own->pool, key);
	c->text[BOOK_NAME] = joined_name(b, c);
	c->line = line;
	text_puts(&d->extra, d->extra.len ? "}" : "{}");
	c->extra = pool_text(&b->own->pool, text_str(&d->extra));
	c->anchors = pool_get(&b->own->pool, c->anchors_count * sizeof *c->anchors);
	memcpy(c->anchors, d->anchors, c->anchors_count * sizeof *c->anchors);
	if (b->customers_count == b->own->customers_cap) {
		b->own->customers_cap = b->own->customers_cap ? b->own->customers_cap * 2 : 128;
		b->customers = xrealloc(b->customers, b->own->customers_cap * sizeof *b->customers);
	}
	int at = (int)b->customers_count++;
	b->customers[at] = *c;
	pool_index_put(&b->own->keys, c->key, at);
	if (*c->text[BOOK_EMAIL])
		pool_index_put(&b->own->emails, c->text[BOOK_EMAIL], at);
}

static void read_customer(struct book *b, const struct sheet *s, struct draft *d)
{
	d->c = (struct book_customer){.consent_day = DATE_NONE,
	        .pause_until = DATE_NONE,
	        .first_purchase = DATE_NONE,
	        .last_purchase = DATE_NONE};
	for (size_t i = 0; i < BOOK_FIELDS; i++)
		d->c.text[i] = "";
	text_cut(&d->extra, 0);
	AUTO(xfree) char *key = row_key(b, s);
	if (read_fields(b, s, d)) {
		bool by_id = *d->c.text[BOOK_ID];
		const char *email = d->c.text[BOOK_EMAIL];
		const char *own = by_id ? d->c.text[BOOK_ID] : email;
		if (identity_free(b, s, own, email)) {
			keep_customer(b, d, own, sheet_line(s));
			return;
		}
	}
	/* Their purchases are not complained about a second time. */
	if (*key && pool_index_get(&b->own->keys, key) == UNKNOWN)
		pool_index_put(&b->own->keys, pool_text(&b->own->pool, key), REFUSED);
}

/* ---- files ---- */

static int open_file(struct book *b, const char *path, const struct columns_field *known,
        size_t known_count, const struct conf_column *map, size_t map_count,
        struct columns *ret_columns, struct sheet **ret)
{
	const struct conf *conf = b->own->conf;
	AUTO(sheet_close) struct sheet *s = NULL;
	int r = sheet_open(path, conf->ledger.delimiter, conf->ledger.encoding, &s, &b->problem);
	if (r < 0)
		return r;
	r = columns_match(s, path, known, known_count, map, map_count, ret_columns, &b->problem);
	if (r < 0)
		return r;
	*ret = s;
	s = NULL;
	return 0;
}

/* The end of a file: was it read whole, and is it still the same? */
static bool close_file(
        struct book *b, struct sheet *s, int r, const char *path, struct source_stamp *ret_stamp)
{
	b->fingerprint = b->fingerprint * UINT64_C(0x100000001b3) ^ sheet_fingerprint(s);
	if (r < 0)
		b->problem = xasprintf("%s can't be read to its end: %s; nothing was taken from it",
		        path, strerror(-r));
	else if (!sheet_steady(s, ret_stamp))
		b->problem = xasprintf(
		        "%s changed while it was being read, so it may be half "
		        "written; nothing was taken from it, the next look reads it again",
		        path);
	return !b->problem;
}

static void keep_extra_names(struct book *b)
{
	const struct columns *c = &b->own->columns;
	size_t n = 0;
	b->extra_fields = xcalloc(c->count + 1, sizeof *b->extra_fields);
	for (size_t i = 0; i < c->count; i++)
		if (c->field[i] == COLUMNS_EXTRA)
			b->extra_fields[n++] = xstrdup(c->name[i]);
}

static bool read_customers(struct book *b)
{
	const struct conf *conf = b->own->conf;
	const char *path = conf->ledger.customers;
	AUTO(sheet_close) struct sheet *s = NULL;
	if (open_file(b, path, fields, BOOK_FIELDS, conf->ledger.columns,
	            conf->ledger.columns_count, &b->own->columns, &s) < 0)
		return false;
	keep_extra_names(b);
	AUTO(xfree) struct draft *d = xcalloc(1, sizeof *d);
	int r;
	while ((r = sheet_next(s)) > 0) {
		if (r == SHEET_ROW)
			read_customer(b, s, d);
		else
			refuse_fault(b, b->own->conf->ledger.customers, s);
	}
	text_done(&d->extra);
	sum_up_refusals(b, b->own->conf->ledger.customers);
	return close_file(b, s, r, path, &b->customers_stamp);
}

/* ---- purchases ---- */

enum { BOUGHT_CUSTOMER, BOUGHT_DATE, BOUGHT_AMOUNT, BOUGHT_CURRENCY, BOUGHT_ITEM, BOUGHT_FIELDS };

static const struct columns_field bought_fields[BOUGHT_FIELDS] = {
        [BOUGHT_CUSTOMER] = {"customer",
                "customer_id customer_no customer_number email e_mail id "
                "kunde kundennummer kunden_nr kundennr client client_id",
                true},
        [BOUGHT_DATE] = {"date",
                "purchase_date order_date invoice_date day datum rechnungsdatum "
                "belegdatum",
                true},
        [BOUGHT_AMOUNT] = {"amount", "total sum price value betrag summe gesamt", false},
        [BOUGHT_CURRENCY] = {"currency", "waehrung währung", false},
        [BOUGHT_ITEM] = {"item", "product article artikel", false},
};

struct purchase {
	int customer;
	struct date day;
	int64_t cents;
	char currency[4];
};

static int read_currency(const char *s, char ret[4], char **ret_why)
{
	static const char *const signs[][2] = {
	        {"€", "EUR"}, {"$", "USD"}, {"£", "GBP"}, {"¥", "JPY"}};
	for (size_t i = 0; i < COUNT(signs); i++)
		if (!strcmp(s, signs[i][0]))
			s = signs[i][1];
	memset(ret, 0, 4);
	for (size_t i = 0; i < 3 && s[i]; i++)
		ret[i] = (char)(s[i] >= 'a' && s[i] <= 'z' ? s[i] - 'a' + 'A' : s[i]);
	if (strspn(ret, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 && !s[3])
		return 0;
	*ret_why = xstrdup("this is not a currency; write its three letters, like EUR");
	return CELL_BAD;
}

static int read_customer_name(const struct book *b, char *s, int *ret, char **ret_why)
{
	int at = pool_index_get(&b->own->keys, s);
	if (at == UNKNOWN) {
		AUTO(xfree) char *folded = xstrdup(s);
		cell_fold(folded);
		at = pool_index_get(&b->own->emails, folded);
		if (at == UNKNOWN)
			at = pool_index_get(&b->own->keys, folded);
	}
	*ret = at;
	if (at != UNKNOWN)
		return 0;
	*ret_why = xasprintf("no customer of %s has this id or address, so the purchase counts for "
	                     "nobody; correct it, or add the customer",
	        book_base_name(b->own->conf->ledger.customers));
	return CELL_BAD;
}

static int read_day(const struct book *b, const char *s, struct date *ret, char **ret_why)
{
	int r = cell_date(s, (int)b->own->conf->ledger.dates, ret, ret_why);
	if (r == 0 && date_diff(*ret, b->own->today) > 366) {
		*ret_why = xstrdup("this purchase lies more than a year ahead; correct the date");
		return CELL_BAD;
	}
	return r;
}

static int read_purchase_field(
        const struct book *b, int field, char *s, struct purchase *p, char **ret_why)
{
	if (field < 0 || field == BOUGHT_ITEM)
		return 0;
	if (!*s && (field == BOUGHT_CUSTOMER || field == BOUGHT_DATE)) {
		*ret_why =
		        xasprintf("the %s is missing, so the purchase can't be counted; fill it in",
		                bought_fields[field].name);
		return CELL_BAD;
	}
	if (!*s)
		return 0;
	if (cell_value(s, false, ret_why) != 0)
		return CELL_BAD;
	switch (field) {
	case BOUGHT_CUSTOMER:
		return read_customer_name(b, s, &p->customer, ret_why);
	case BOUGHT_DATE:
		return read_day(b, s, &p->day, ret_why);
	case BOUGHT_AMOUNT:
		return cell_amount(s, b->own->conf->ledger.decimal, &p->cents, ret_why);
	default:
		return read_currency(s, p->currency, ret_why);
	}
}

/* Sums of hostile amounts stop at the end of the numbers. */
static void add(int64_t *sum, int64_t cents)
{
	int64_t total;
	if (!__builtin_add_overflow(*sum, cents, &total))
		*sum = total;
}

static struct book_total *total_of(struct book *b, struct book_customer *c, const char *currency)
{
	for (struct book_total *t = c->totals; t; t = t->next)
		if (!strcmp(t->currency, currency))
			return t;
	struct book_total *t = pool_get(&b->own->pool, sizeof *t);
	*t = (struct book_total){.currency = pool_text(&b->own->pool, currency),
	        .first = DATE_NONE,
	        .last = DATE_NONE,
	        .next = c->totals};
	return c->totals = t;
}

static void widen(struct date *first, struct date *last, struct date day)
{
	if (date_is_none(*first) || date_diff(day, *first) < 0)
		*first = day;
	if (date_is_none(*last) || date_diff(day, *last) > 0)
		*last = day;
}

static unsigned month_bit(struct date day)
{
	int y, m, d;
	date_to_ymd(day, &y, &m, &d);
	return 1u << (m - 1);
}

/* From Monday on, numbered through. */
static int32_t week_of(struct date day)
{
	int32_t since_monday = day.days + 3; /* 1970-01-01 was a Thursday */
	return since_monday >= 0 ? since_monday / 7 : -1;
}

static void mark_week(const struct book *b, struct book_customer *c, struct date day)
{
	int32_t ago = week_of(b->own->today) - week_of(day);
	if (ago >= 0 && ago < BOOK_WEEKS)
		c->weeks[ago / 64] |= UINT64_C(1) << (ago % 64);
}

static int by_size(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;
	return (x > y) - (x < y);
}

/* The median of the gaps between the weeks somebody bought in. Two gaps are the least that make a
 * habit; two purchases within a week are one errand. */
static int usual_days(const struct book_customer *c)
{
	int gaps[BOOK_WEEKS], n = 0, last = -1;
	for (int i = 0; i < BOOK_WEEKS; i++) {
		if (!(c->weeks[i / 64] >> (i % 64) & 1))
			continue;
		if (last >= 0)
			gaps[n++] = i - last;
		last = i;
	}
	if (n < 2)
		return 0;
	qsort(gaps, (size_t)n, sizeof *gaps, by_size);
	return (gaps[(n - 1) / 2] + gaps[n / 2]) * 7 / 2;
}

/* A purchase of a day to come counts when its day has come. */
static void count_purchase(struct book *b, const struct purchase *p)
{
	b->purchases++;
	if (p->customer == REFUSED || date_diff(p->day, b->own->today) > 0)
		return;
	struct book_customer *c = &b->customers[p->customer];
	struct book_total *t = total_of(b, c, p->currency);
	widen(&t->first, &t->last, p->day);
	widen(&c->first_purchase, &c->last_purchase, p->day);
	mark_week(b, c, p->day);
	t->count++;
	add(&t->cents, p->cents);
	t->months |= month_bit(p->day);
	if (date_diff(p->day, b->own->year_ago) > 0)
		add(&t->cents_12, p->cents);
	else if (date_diff(p->day, b->own->two_years_ago) > 0)
		add(&t->cents_prior_12, p->cents);
}

static void read_purchase(
        struct book *b, const struct sheet *s, const struct columns *columns, struct text *scratch)
{
	struct purchase p = {.customer = UNKNOWN};
	for (size_t i = 0; i < columns->count; i++) {
		char *why = NULL;
		text_cut(scratch, 0);
		text_puts(scratch, sheet_field(s, i));
		if (read_purchase_field(b, columns->field[i], field_bare(scratch->s), &p, &why) !=
		        0) {
			refuse_field(b, b->own->conf->ledger.purchases, s, i, why);
			return;
		}
	}
	count_purchase(b, &p);
}

static bool read_purchases(struct book *b)
{
	const struct conf *conf = b->own->conf;
	const char *path = conf->ledger.purchases;
	AUTO(sheet_close) struct sheet *s = NULL;
	AUTO(columns_done) struct columns columns = {0};
	AUTO(text_done) struct text scratch = TEXT_INIT;
	if (open_file(b, path, bought_fields, BOUGHT_FIELDS, conf->ledger.purchase_columns,
	            conf->ledger.purchase_columns_count, &columns, &s) < 0)
		return false;
	int r;
	while ((r = sheet_next(s)) > 0) {
		if (r == SHEET_ROW)
			read_purchase(b, s, &columns, &scratch);
		else
			refuse_fault(b, b->own->conf->ledger.purchases, s);
	}
	sum_up_refusals(b, b->own->conf->ledger.purchases);
	return close_file(b, s, r, path, &b->purchases_stamp);
}

/* ---- facts about each ---- */

/* The day somebody became a customer: `since` or the first purchase, whichever is earlier. */
static struct date start_of(const struct book_customer *c)
{
	struct date since, first = c->first_purchase;
	if (date_parse(c->text[BOOK_SINCE], &since) < 0)
		return first;
	return date_is_none(first) || date_diff(since, first) < 0 ? since : first;
}

static bool has_integral_tag(const struct book *b, const struct book_customer *c)
{
	if (str_empty(b->own->conf->stages.integral_tag))
		return false;
	AUTO(xfree) char *tag = xasprintf(",%s,", b->own->conf->stages.integral_tag);
	cell_fold(tag);
	return strstr(c->text[BOOK_TAGS], tag) != NULL;
}

static struct stage_person person_of(const struct book *b, const struct book_customer *c)
{
	struct stage_person p = {.key = c->key,
	        .start = start_of(c),
	        .currency = "",
	        .integral = has_integral_tag(b, c)};
	for (const struct book_total *t = c->totals; t; t = t->next)
		if (t->cents > p.cents) {
			p.cents = t->cents;
			p.currency = t->currency;
		}
	return p;
}

static void set_facts(struct book *b)
{
	AUTO(xfree) struct stage_person *people = xcalloc(b->customers_count, sizeof *people);
	for (size_t i = 0; i < b->customers_count; i++)
		people[i] = person_of(b, &b->customers[i]);
	stage_set(people, b->customers_count, b->own->conf, b->own->today);
	for (size_t i = 0; i < b->customers_count; i++)
		b->customers[i].stage = people[i].stage;
	for (size_t i = 0; i < b->customers_count; i++)
		b->customers[i].usual_days = usual_days(&b->customers[i]);
}

/* ---- the whole ---- */

const char *book_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

struct book *book_read(const struct conf *conf, struct date today)
{
	struct book *b = xcalloc(1, sizeof *b);
	b->own = xcalloc(1, sizeof *b->own);
	b->own->conf = conf;
	b->own->today = today;
	b->own->year_ago = stage_years_later(today, -1);
	b->own->two_years_ago = stage_years_later(today, -2);
	if (read_customers(b) && (!conf->ledger.purchases || read_purchases(b)))
		set_facts(b);
	if (!b->problem && b->customers_count == 0)
		b->problem =
		        xasprintf("%s holds no customer that can be used; nothing was taken from "
		                  "it: what we know of the customers stays as it was",
		                conf->ledger.customers);
	return b;
}

const struct book_customer *book_find(const struct book *b, const char *key)
{
	int at = pool_index_get(&b->own->keys, key);
	return at < 0 ? NULL : &b->customers[at];
}

void book_free(struct book *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->refusals_count; i++) {
		xfree(b->refusals[i].value);
		xfree(b->refusals[i].reason);
	}
	for (char **f = b->extra_fields; f && *f; f++)
		xfree(*f);
	xfree(b->extra_fields);
	xfree(b->refusals);
	xfree(b->customers);
	xfree(b->problem);
	pool_done(&b->own->pool);
	pool_index_done(&b->own->keys);
	pool_index_done(&b->own->emails);
	columns_done(&b->own->columns);
	xfree(b->own);
	xfree(b);
}
