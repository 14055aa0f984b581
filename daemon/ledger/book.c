#include "book.h"

#include "cell.h"
#include "columns.h"
#include "conf.h"
#include "entry.h"
#include "progress.h"
#include "seal.h"
#include "sheet.h"
#include "slip.h"
#include "stage.h"

#include <stdlib.h>
#include <string.h>

enum {
	TELL_ROWS = 8192, /* between two words of how far it is */
	AHEAD = 8         /* rows that are read while somebody comes from afar */
};

_Static_assert((int)BOUGHT_MOST_STRANGERS >= (int)BOOK_MOST_REFUSALS, "as many as are kept");

struct book_private {
	const struct conf *conf;
	uint64_t settings, seed; /* of the rows' hashes */
	size_t refusals_cap;
	size_t refused_of_file;          /* of the file being read */
	int64_t rows;                    /* likewise */
	struct columns columns;          /* of the customers */
	bool known;                      /* somebody is on the roll before any is read */
	size_t key_column, email_column; /* of the customers */
	size_t next;     /* whose row comes next, when they come as they did last time */
	char *purchases; /* what that file is called: both tables may lie in one database */
	book_take *take;
	void *arg;
};

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

static void refusal_done(struct book_refusal *r)
{
	xfree(r->value);
	xfree(r->reason);
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

/* ---- a customer's row ---- */

static bool refuse_twice(struct book *b, const struct sheet *s, enum entry_field field,
        const char *what, int64_t other)
{
	const struct columns *columns = &b->own->columns;
	size_t column = columns_of(columns, (int)field);
	if (column == columns->count)
		column = columns_of(columns, ENTRY_EMAIL);
	refuse_field(b, b->own->conf->ledger.customers, s, column,
	        xasprintf(
	                "line %d already has this %s; the first row counts, this one is not used: "
	                "delete one of the two, or correct it",
	                b->roll.people[other].line, what));
	return false;
}

/* False, and refused: another row has this id or address, or it has neither. */
static bool identity_free(
        struct book *b, const struct sheet *s, const char *key, int64_t who, const char *email)
{
	if (!*key) {
		refuse(b, b->own->conf->ledger.customers, sheet_line(s), 0, sheet_field(s, 0),
		        xstrdup("this row has neither an id nor an e-mail address, so nobody can "
		                "tell who it is; fill in one of them"));
		return false;
	}
	if (who >= 0 && b->roll.people[who].taken)
		return refuse_twice(b, s, ENTRY_ID, "id", who);
	int64_t other = *email ? roll_by_email(&b->roll, email) : ROLL_NOBODY;
	return other < 0 || refuse_twice(b, s, ENTRY_EMAIL, "e-mail address", other);
}

static void mark_taken(struct book *b, const struct sheet *s, size_t who, const char *email)
{
	struct roll_person *p = &b->roll.people[who];
	p->line = sheet_line(s);
	p->taken = true;
	p->refused = false;
	b->customers++;
	roll_put_email(&b->roll, email, who);
}

/* Their purchases are not complained about a second time. */
static void mark_refused(struct book *b, const char *key)
{
	int64_t who = *key ? roll_by_key(&b->roll, key) : ROLL_NOBODY;
	if (*key && who < 0)
		who = (int64_t)roll_add(&b->roll, key);
	if (who < 0 || b->roll.people[who].taken)
		return;
	b->roll.people[who].refused = true;
}

static int hand_on(
        struct book *b, const struct sheet *s, const struct entry *e, size_t who, uint64_t row)
{
	struct roll_person *p = &b->roll.people[who];
	AUTO(xfree) char *why = NULL;
	p->row = row;
	roll_set_since(p, e->since);
	p->integral = e->integral;
	int r = b->own->take(b->own->arg, e, p, &why);
	if (r == 0)
		mark_taken(b, s, who, e->text[ENTRY_EMAIL]);
	if (r <= 0)
		return r;
	refuse(b, b->own->conf->ledger.customers, e->line, 0, e->key, why);
	why = NULL;
	p->refused = true;
	b->others++;
	return 0;
}

static int read_changed(struct book *b, const struct sheet *s, struct entry *e, uint64_t row)
{
	size_t column;
	char *why = NULL;
	if (entry_read(e, &b->own->columns, s, b->own->conf, b->today, &column, &why) != 0) {
		refuse_field(b, b->own->conf->ledger.customers, s, column, why);
		mark_refused(b, entry_key(e, &b->own->columns, s));
		return 0;
	}
	int64_t who = roll_by_key(&b->roll, e->key);
	if (!identity_free(b, s, e->key, who, e->text[ENTRY_EMAIL])) {
		mark_refused(b, e->key);
		return 0;
	}
	return hand_on(b, s, e, who < 0 ? roll_add(&b->roll, e->key) : (size_t)who, row);
}

/* While the row is read, its places on the roll come near. */
static int read_new(struct book *b, const struct sheet *s, struct entry *e)
{
	size_t key = b->own->key_column, email = b->own->email_column;
	if (key < b->own->columns.count)
		roll_call_key(&b->roll, sheet_field(s, key));
	if (email < b->own->columns.count)
		roll_call_email(&b->roll, sheet_field(s, email));
	return read_changed(b, s, e, sheet_row_hash(s, b->own->seed));
}

static int read_customer(struct book *b, const struct sheet *s, struct entry *e)
{
	if (!b->own->known)
		return read_new(b, s, e);
	uint64_t row = sheet_row_hash(s, b->own->seed);
	int64_t who = roll_by_key(&b->roll, entry_key(e, &b->own->columns, s));
	if (who >= 0)
		b->own->next = (size_t)who + 1;
	if (who < 0 || roll_met(&b->roll.people[who]) || b->roll.people[who].row != row)
		return read_changed(b, s, e, row);
	const char *email = entry_email(e, &b->own->columns, s);
	if (identity_free(b, s, "known", who, email))
		mark_taken(b, s, (size_t)who, email);
	else
		b->roll.people[who].refused = true;
	return 0;
}

/* The same bytes in the same place: nothing of them need be read. */
static bool pass_over(struct book *b, struct sheet *s)
{
	struct roll *roll = &b->roll;
	while (b->own->next < roll->count && !roll->people[b->own->next].row)
		b->own->next++;
	if (b->own->next == roll->count)
		return false;
	size_t who = b->own->next;
	struct roll_person *p = &roll->people[who];
	roll_call_kept(roll, who + AHEAD);
	if (roll_met(p) || !roll_email_free(roll, who) || !sheet_pass_over(s, b->own->seed, p->row))
		return false;
	roll_keep_email(roll, who);
	p->line = sheet_line(s);
	p->taken = true;
	b->customers++;
	b->own->next++;
	return true;
}

/* ---- files ---- */

static int open_file(struct book *b, const char *path, const char *query,
        const struct columns_field *known, size_t known_count, const struct conf_column *map,
        size_t map_count, struct columns *ret_columns, struct sheet **ret)
{
	const struct conf *conf = b->own->conf;
	AUTO(sheet_close) struct sheet *s = NULL;
	int r = sheet_open(
	        path, query, conf->ledger.delimiter, conf->ledger.encoding, &s, &b->problem);
	if (r < 0)
		return r;
	r = columns_match(s, path, known, known_count, map, map_count, ret_columns, &b->problem);
	if (r < 0)
		return r;
	*ret = s;
	s = NULL;
	return 0;
}

static void count_row(struct book *b, const struct sheet *s, const char *file)
{
	if (++b->own->rows % TELL_ROWS)
		return;
	int percent = sheet_percent(s);
	AUTO(xfree) char *part = percent < 0 ? xstrdup("") : xasprintf(" %d %%,", percent);
	progress_tell("Reading %s:%s %lld rows, %zu customers.", book_base_name(file), part,
	        (long long)b->own->rows, b->customers);
}

/* The end of a file: was it read whole, and is it still the same? */
static void close_file(
        struct book *b, struct sheet *s, int r, const char *path, struct source_stamp *ret_stamp)
{
	b->own->rows = 0;
	b->fingerprint = b->fingerprint * UINT64_C(0x100000001b3) ^ sheet_fingerprint(s);
	if (r < 0)
		b->problem = xasprintf("%s can't be read to its end: %s; nothing was taken from it",
		        path, sheet_why(s) ? sheet_why(s) : strerror(-r));
	else if (!sheet_steady(s, ret_stamp))
		b->problem = xasprintf(
		        "%s changed while it was being read, so it may be half "
		        "written; nothing was taken from it, the next look reads it again",
		        path);
}

static void keep_names(struct book *b)
{
	const struct columns *c = &b->own->columns;
	size_t n = 0;
	b->extra_fields = xcalloc(c->count + 1, sizeof *b->extra_fields);
	for (size_t i = 0; i < c->count; i++)
		if (c->field[i] == COLUMNS_EXTRA)
			b->extra_fields[n++] = xstrdup(c->name[i]);
		else if (c->field[i] >= 0)
			b->fields |= UINT32_C(1) << c->field[i];
}

/* The same bytes under other names of columns, or other settings, are another row. */
static uint64_t row_seed(const struct book *b, const struct sheet *s)
{
	const char delimiter = sheet_delimiter(s);
	uint64_t seed = seal_quick(b->roll.seed ^ b->own->settings, &delimiter, 1);
	for (size_t i = 0; i < sheet_width(s); i++) {
		const char *name = sheet_header(s, i);
		seed = seal_quick(seed, name, strlen(name) + 1);
	}
	return seed;
}

enum { PASSED_OVER = SHEET_FAULT + 1 };

static int next_row(struct book *b, struct sheet *s)
{
	return pass_over(b, s) ? PASSED_OVER : sheet_next(s);
}

static int each_customer(struct book *b, struct sheet *s)
{
	AUTO(entry_done) struct entry e = {0};
	int r, taken = 0;
	while (taken == 0 && (r = next_row(b, s)) > 0) {
		if (r == SHEET_ROW)
			taken = read_customer(b, s, &e);
		else if (r == SHEET_FAULT)
			refuse_fault(b, b->own->conf->ledger.customers, s);
		count_row(b, s, b->own->conf->ledger.customers);
	}
	if (taken < 0)
		return taken;
	sum_up_refusals(b, b->own->conf->ledger.customers);
	close_file(b, s, r, b->own->conf->ledger.customers, &b->customers_stamp);
	return 0;
}

static int read_customers(struct book *b)
{
	const struct conf *conf = b->own->conf;
	AUTO(sheet_close) struct sheet *s = NULL;
	if (open_file(b, conf->ledger.customers, conf->ledger.customers_query, entry_columns(),
	            ENTRY_FIELDS, conf->ledger.columns, conf->ledger.columns_count,
	            &b->own->columns, &s) < 0)
		return 0;
	keep_names(b);
	b->own->known = b->roll.count > 0;
	b->own->key_column = columns_of(&b->own->columns, ENTRY_ID);
	b->own->email_column = columns_of(&b->own->columns, ENTRY_EMAIL);
	b->own->seed = row_seed(b, s);
	return each_customer(b, s);
}

static void read_purchase(struct book *b, const struct sheet *s)
{
	size_t column;
	char *why = NULL;
	if (bought_add(&b->bought, s, &column, &why) != 0)
		refuse_field(b, b->own->purchases, s, column, why);
}

static int by_line(const void *x, const void *y)
{
	const struct book_refusal *a = x, *b = y;
	return (a->line > b->line) - (a->line < b->line);
}

/* Who bought is known a little later than the rest of the row: among the refusals of this file,
 * which begin there, they get the place of their line. */
static void refuse_strangers(struct book *b, size_t from)
{
	struct bought *bought = &b->bought;
	for (size_t i = 0; i < bought->strangers_count && i < BOUGHT_MOST_STRANGERS; i++) {
		struct bought_stranger *s = &bought->strangers[i];
		refusal_put(
		        b, b->own->purchases, s->line, s->place, s->value, bought_strange(bought));
		s->value = NULL;
	}
	if (bought->strangers_count)
		qsort(b->refusals + from, b->refusals_count - from, sizeof *b->refusals, by_line);
	for (; b->refusals_count - from > BOOK_MOST_REFUSALS; b->refusals_count--)
		refusal_done(&b->refusals[b->refusals_count - 1]);
	b->own->refused_of_file += bought->strangers_count;
}

static void read_purchases(struct book *b)
{
	const struct conf *conf = b->own->conf;
	const char *path = conf->ledger.purchases, *name = b->own->purchases;
	size_t known;
	const struct columns_field *fields = slip_columns(&known);
	size_t refused = b->refusals_count;
	AUTO(sheet_close) struct sheet *s = NULL;
	AUTO(columns_done) struct columns columns = {0};
	if (open_file(b, path, conf->ledger.purchases_query, fields, known,
	            conf->ledger.purchase_columns, conf->ledger.purchase_columns_count, &columns,
	            &s) < 0)
		return;
	bought_init(&b->bought, conf, &b->roll, &columns, b->today);
	int r;
	while ((r = sheet_next(s)) > 0) {
		if (r == SHEET_ROW)
			read_purchase(b, s);
		else
			refuse_fault(b, name, s);
		count_row(b, s, name);
	}
	bought_rest(&b->bought);
	refuse_strangers(b, refused);
	sum_up_refusals(b, name);
	close_file(b, s, r, path, &b->purchases_stamp);
}

/* ---- how far each has come ---- */

/* The day somebody became a customer: `since` or the first purchase, whichever is earlier. */
static struct date start_of(const struct book *b, const struct roll_person *p)
{
	struct date since = roll_since(p), first, last;
	bought_days(&b->bought, p->sums, &first, &last);
	if (date_is_none(since) || (!date_is_none(first) && date_diff(first, since) < 0))
		return first;
	return since;
}

static struct stage_rank rank_of(const struct book *b, size_t who, struct date start)
{
	const struct roll_person *p = &b->roll.people[who];
	struct stage_rank rank = {.who = (uint32_t)who, .start = start, .tie = p->tie};
	for (const struct bought_sum *s = bought_sum(&b->bought, p->sums); s;
	        s = bought_sum(&b->bought, s->next))
		if (s->cents > rank.cents) {
			rank.cents = s->cents;
			memcpy(&rank.currency, s->currency, sizeof rank.currency);
		}
	return rank;
}

static void set_stages(struct book *b)
{
	AUTO(xfree) struct stage_rank *ranks = NULL;
	size_t n = 0, cap = 0, all = 0;
	for (size_t i = 0; i < b->roll.count; i++) {
		struct roll_person *p = &b->roll.people[i];
		bought_ahead(&b->bought, i);
		struct date start = start_of(b, p);
		p->now = stage_by_time(start, b->own->conf, b->today);
		if (!p->taken || p->now != STAGE_LONG)
			continue;
		all++;
		struct stage_rank rank = rank_of(b, i, start);
		if (rank.cents <= 0)
			continue;
		if (n == cap) {
			cap = cap ? cap * 2 : 256;
			ranks = xrealloc(ranks, cap * sizeof *ranks);
		}
		ranks[n++] = rank;
	}
	size_t top = stage_top(ranks, n, all, b->own->conf->stages.integral_percent);
	for (size_t i = 0; i < top; i++)
		b->roll.people[ranks[i].who].now = STAGE_INTEGRAL;
	for (size_t i = 0; i < b->roll.count; i++)
		if (b->roll.people[i].integral)
			b->roll.people[i].now = STAGE_INTEGRAL;
}

/* ---- the whole ---- */

const char *book_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

struct book *book_new(const struct conf *conf, struct date today, uint64_t settings)
{
	struct book *b = xcalloc(1, sizeof *b);
	b->own = xcalloc(1, sizeof *b->own);
	b->own->conf = conf;
	b->today = today;
	b->own->settings = settings;
	b->own->purchases = xasprintf("%s%s", conf->ledger.purchases ? conf->ledger.purchases : "",
	        conf->ledger.purchases_query ? " (purchases)" : "");
	return b;
}

static char *nobody_left(const struct book *b)
{
	const char *file = b->own->conf->ledger.customers;
	const struct book_refusal *f = b->refusals;
	if (b->refusals_count)
		return xasprintf(
		        "%s holds no customer that can be used; nothing was taken from it: "
		        "what we know of the customers stays as it was. The first row that "
		        "was refused is in line %d: %s",
		        file, f->line, f->reason);
	return xasprintf(
	        "%s holds no customer that can be used; nothing was taken from it: what we "
	        "know of the customers stays as it was",
	        file);
}

int book_read(struct book *b, book_take *take, void *arg)
{
	const struct conf *conf = b->own->conf;
	b->own->take = take;
	b->own->arg = arg;
	int r = read_customers(b);
	if (r < 0)
		return r;
	for (size_t i = 0; i < b->roll.count; i++)
		b->roll.people[i].sums = 0; /* where the lines were */
	if (!b->problem && conf->ledger.purchases)
		read_purchases(b);
	if (!b->problem && b->customers == 0 && b->others == 0)
		b->problem = nobody_left(b);
	if (!b->problem)
		set_stages(b);
	return 0;
}

void book_free(struct book *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->refusals_count; i++)
		refusal_done(&b->refusals[i]);
	for (char **f = b->extra_fields; f && *f; f++)
		xfree(*f);
	xfree(b->extra_fields);
	xfree(b->refusals);
	xfree(b->problem);
	roll_done(&b->roll);
	bought_done(&b->bought);
	columns_done(&b->own->columns);
	xfree(b->own->purchases);
	xfree(b->own);
	xfree(b);
}
