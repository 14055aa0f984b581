#include "person.h"

#include "db.h"
#include "noted.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void person_done(struct person *p)
{
	xfree(p->email);
	xfree(p->status);
	xfree(p->consent);
	xfree(p->country);
	xfree(p->company);
	xfree(p->celebrates);
	xfree(p->stage);
	xfree(p->language);
	xfree(p->tags);
	xfree(p->dates);
	xfree(p->seal);
	for (char **key = p->rows; key && *key; key++)
		xfree(*key);
	xfree(p->rows);
}

static struct date day_in(struct db_rows *rows, int column)
{
	return db_col_null(rows, column) ? DATE_NONE
	                                 : (struct date){(int32_t)db_col_int(rows, column)};
}

/* Who writes from a mailbox, or wants it to rest, speaks for every row of the ledger that has it.
 */
static int add_rows(const struct house *h, const char *customer, bool shared, struct person *p)
{
	size_t n = 1;
	p->rows = xcalloc(2, sizeof *p->rows);
	p->rows[0] = xstrdup(customer);
	if (!shared)
		return 0;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT key, coalesce(pause_until_day, -1), status='dispute' FROM customer"
	        " WHERE " DB_LIVES_AT(":email") " AND key<>:key ORDER BY id",
	        DB_TEXT(":email", p->email), DB_TEXT(":key", customer));
	int r;
	for (; (r = db_step(rows)) > 0; n++) {
		p->rows = xrealloc(p->rows, (n + 2) * sizeof *p->rows);
		p->rows[n] = xstrdup(db_col_text(rows, 0));
		p->rows[n + 1] = NULL;
		if (db_col_int(rows, 1) > p->pause_until_day)
			p->pause_until_day = db_col_int(rows, 1);
		p->dispute = p->dispute || db_col_int(rows, 2);
	}
	return r;
}

static void take(char **field, const char *value)
{
	xfree(*field);
	*field = xstrdup(value);
}

/* What people told us counts at once, also while a ledger is being taken. */
static int amend(const struct house *h, const char *customer, struct person *p)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT field, value FROM amendment WHERE customer=:key AND touchpoint=''"
	        " AND (field='email' OR field='status')",
	        DB_TEXT(":key", customer));
	int r;
	while ((r = db_step(rows)) > 0)
		take(str_same(db_col_text(rows, 0), "email") ? &p->email : &p->status,
		        db_col_text(rows, 1));
	return r;
}

#define COLUMNS                                                                                    \
	"key, email, status, consent, present, birthday_ok, coalesce(pause_until_day, -1),"        \
	" country, company, celebrates, stage, language, tags, dates, consent_day, timezone,"      \
	" (SELECT min(first_day) FROM purchase_total p WHERE p.customer=c.id),"                    \
	" (SELECT max(last_day) FROM purchase_total p WHERE p.customer=c.id),"                     \
	" EXISTS (SELECT 1 FROM letterbox b JOIN customer x ON x.id=b.customer"                    \
	" WHERE b.number=letterbox(c.email) AND b.customer<>c.id AND x.email=c.email)"
enum { COLUMNS_COUNT = 19 };

/* 0, *ret owned; or -errno. */
static int fill(const struct house *h, struct db_rows *rows, struct person *ret)
{
	const char *customer = db_col_text(rows, 0);
	struct person p = {
	        .email = xstrdup(db_col_text(rows, 1)),
	        .status = xstrdup(db_col_text(rows, 2)),
	        .consent = xstrdup(db_col_text(rows, 3)),
	        .present = db_col_int(rows, 4),
	        .birthday_ok = db_col_int(rows, 5),
	        .pause_until_day = db_col_int(rows, 6),
	        .country = xstrdup(db_col_text(rows, 7)),
	        .company = xstrdup(db_col_text(rows, 8)),
	        .celebrates = xstrdup(db_col_text(rows, 9)),
	        .stage = xstrdup(db_col_text(rows, 10)),
	        .language = xstrdup(db_col_text(rows, 11)),
	        .tags = xstrdup(db_col_text(rows, 12)),
	        .dates = xstrdup(db_col_text(rows, 13)),
	        .consent_day = day_in(rows, 14),
	        .first_purchase = day_in(rows, 16),
	        .last_purchase = day_in(rows, 17),
	};
	p.first_contact = person_date(&p, "first_contact");
	morning_of(h, db_col_text(rows, 15), p.country, &p.morning);
	int r = noted_has(h, customer) ? amend(h, customer, &p) : 0;
	if (r == 0)
		r = add_rows(h, customer, db_col_int(rows, 18), &p);
	if (r < 0) {
		person_done(&p);
		return r;
	}
	*ret = p;
	return 0;
}

int person_get(const struct house *h, const char *customer, struct person *ret)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db, "SELECT " COLUMNS " FROM customer c WHERE key=:key",
	        DB_TEXT(":key", customer));
	int r = db_step(rows);
	return r > 0 ? fill(h, rows, ret) : r < 0 ? r : -ENOENT;
}

int person_get_row(const struct house *h, int64_t row, struct person *ret)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(
	        h->db, "SELECT " COLUMNS " FROM customer c WHERE id=:id", DB_INT(":id", row));
	int r = db_step(rows);
	return r > 0 ? fill(h, rows, ret) : r < 0 ? r : -ENOENT;
}

/* `dates` is JSON of our own making, names and whole numbers only: asking SQLite for one of them
 * would cost more than all the rest of the row. */
struct date person_date(const struct person *p, const char *field)
{
	size_t n = strlen(field);
	if (str_same(field, "first_purchase"))
		return p->first_purchase;
	if (str_same(field, "last_purchase"))
		return p->last_purchase;
	for (const char *at = p->dates; at && n && (at = strstr(at, field)); at += n)
		if (at - p->dates >= 2 && at[-1] == '"' && at[n] == '"' && at[n + 1] == ':' &&
		        at[n + 2] != 'n')
			return (struct date){(int32_t)strtol(at + n + 2, NULL, 10)};
	return DATE_NONE;
}

/* ---- many ---- */

struct persons {
	struct person *all;
	int64_t *letters;   /* row of the outbox of each; 0: it was taken */
	size_t count, next; /* next: where persons_take() looks first */
};

void persons_free(struct persons *persons)
{
	if (!persons)
		return;
	for (size_t i = 0; i < persons->count; i++)
		person_done(&persons->all[i]);
	xfree(persons->all);
	xfree(persons->letters);
	xfree(persons);
}

int persons_get(const struct house *h, size_t most, struct persons **ret)
{
	AUTO(persons_free) struct persons *found = xcalloc(1, sizeof *found);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT " COLUMNS ", letter,"
	        " NOT EXISTS (SELECT 1 FROM outbox o WHERE o.customer=c.key AND o.id<>letter)"
	        " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.recipient=q.recipient"
	        "  AND o.id<>letter)"
	        " FROM (SELECT id AS letter, customer, recipient FROM outbox"
	        " WHERE state='QUEUED' AND next_try_at<=:now ORDER BY next_try_at, id LIMIT :most) "
	        "q"
	        " CROSS JOIN customer c ON c.key=q.customer",
	        DB_INT(":now", h->now), DB_INT(":most", (int64_t)most));
	int r;
	found->all = xcalloc(most, sizeof *found->all);
	found->letters = xcalloc(most, sizeof *found->letters);
	while ((r = db_step(rows)) > 0) {
		found->letters[found->count] = db_col_int(rows, COLUMNS_COUNT);
		if ((r = fill(h, rows, &found->all[found->count])) < 0)
			break;
		found->all[found->count++].alone = db_col_int(rows, COLUMNS_COUNT + 1);
	}
	if (r < 0)
		return r;
	*ret = found;
	found = NULL;
	return 0;
}

int persons_take(struct persons *persons, int64_t letter, struct person *ret)
{
	for (size_t i = 0; letter && i < persons->count; i++) {
		size_t at = (persons->next + i) % persons->count;
		if (persons->letters[at] != letter)
			continue;
		persons->next = at + 1;
		persons->letters[at] = 0;
		*ret = persons->all[at];
		persons->all[at] = (struct person){0};
		return 0;
	}
	return -ENOENT;
}
