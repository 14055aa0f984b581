#include "person.h"

#include "db.h"
#include "noted.h"

#include <errno.h>

void person_done(struct person *p)
{
	xfree(p->email);
	xfree(p->status);
	xfree(p->consent);
	xfree(p->country);
	xfree(p->company);
	xfree(p->celebrates);
	xfree(p->stage);
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
	        " WHERE email=:email AND email<>'' AND key<>:key ORDER BY id",
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

int person_get(const struct house *h, const char *customer, struct person *ret)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT email, status, consent, present, birthday_ok,"
	        " coalesce(pause_until_day, -1), country, company, celebrates, stage, consent_day,"
	        " json_extract(dates, '$.first_contact'),"
	        " (SELECT max(last_day) FROM purchase_total p WHERE p.customer=c.id), timezone,"
	        " EXISTS (SELECT 1 FROM customer x WHERE x.email=c.email AND x.email<>''"
	        " AND x.id<>c.id) FROM customer c WHERE key=:key",
	        DB_TEXT(":key", customer));
	int r = db_step(rows);
	if (r <= 0)
		return r < 0 ? r : -ENOENT;
	struct morning m = {0};
	morning_of(h, db_col_text(rows, 13), db_col_text(rows, 6), &m);
	struct person p = {
	        .email = xstrdup(db_col_text(rows, 0)),
	        .status = xstrdup(db_col_text(rows, 1)),
	        .consent = xstrdup(db_col_text(rows, 2)),
	        .present = db_col_int(rows, 3),
	        .birthday_ok = db_col_int(rows, 4),
	        .pause_until_day = db_col_int(rows, 5),
	        .country = xstrdup(db_col_text(rows, 6)),
	        .company = xstrdup(db_col_text(rows, 7)),
	        .celebrates = xstrdup(db_col_text(rows, 8)),
	        .stage = xstrdup(db_col_text(rows, 9)),
	        .consent_day = day_in(rows, 10),
	        .first_contact = day_in(rows, 11),
	        .last_purchase = day_in(rows, 12),
	        .morning = m,
	};
	bool shared = db_col_int(rows, 14);
	r = noted_has(h, customer) ? amend(h, customer, &p) : 0;
	if (r == 0)
		r = add_rows(h, customer, shared, &p);
	if (r < 0) {
		person_done(&p);
		return r;
	}
	*ret = p;
	return 0;
}
