#include "amend.h"

#include "db.h"

#include <errno.h>

static const char *const fields[] = {"email", "status", "mood"};

static bool known(const char *field)
{
	for (size_t i = 0; i < COUNT(fields); i++)
		if (str_same(fields[i], field))
			return true;
	return false;
}

/* -EBUSY, and nothing done, while a ledger is being taken. */
static int set(struct db *db, const char *customer, const char *field, const char *value)
{
	AUTO(xfree) char *sql = xasprintf("UPDATE customer SET %s=:value WHERE key=:key", field);
	int r = db_try(db, sql, DB_TEXT(":value", value), DB_TEXT(":key", customer));
	return r < 0 ? r : 0;
}

int amend_put(struct db *db, const char *customer, const char *field, const char *value)
{
	if (!known(field))
		return -EINVAL;
	/* amended twice: what the ledger said stays known */
	AUTO(xfree)
	char *sql = xasprintf("INSERT INTO amendment (customer, field, value, was) SELECT key,"
	                      " :field, :value, %s FROM customer WHERE key=:key"
	                      " ON CONFLICT DO UPDATE SET value=:value",
	        field);
	int r = db_run(db, sql, DB_TEXT(":field", field), DB_TEXT(":value", value),
	        DB_TEXT(":key", customer));
	if (r >= 0)
		r = set(db, customer, field, value);
	return r == -EBUSY ? 0 : r; /* amend_settle() does it then */
}

int amend_drop(struct db *db, const char *customer, const char *field)
{
	AUTO(xfree)
	char *was = db_text(db,
	        "SELECT was FROM amendment WHERE customer=:customer AND field=:field"
	        " AND touchpoint=''",
	        DB_TEXT(":customer", customer), DB_TEXT(":field", field));
	if (!was || !known(field))
		return 0;
	int r = db_run(db,
	        "DELETE FROM amendment WHERE customer=:customer AND field=:field AND touchpoint=''",
	        DB_TEXT(":customer", customer), DB_TEXT(":field", field));
	return r < 0 ? r : set(db, customer, field, was);
}

/* An amendment `a` of this field, and its customer `c` in the ledger as it stands: */
#define AMENDED "a.field=:field AND a.touchpoint='' AND c.key=a.customer AND c."
#define OVERTAKEN " NOT IN (a.value, a.was)"
#define DUE " IN (a.was, a.value) AND a.value<>c."

static bool any(struct db *db, const char *field, const char *how, const char *of)
{
	AUTO(xfree)
	char *sql = xasprintf("SELECT EXISTS (SELECT 1 FROM amendment a, customer c WHERE " AMENDED
	                      "%s%s%s)",
	        field, how, of);
	return db_int(db, 0, sql, DB_TEXT(":field", field));
}

static bool any_due(struct db *db)
{
	bool due = false;
	for (size_t i = 0; i < COUNT(fields); i++)
		due |= any(db, fields[i], DUE, fields[i]);
	return due;
}

int amend_apply(struct db *db)
{
	int r = 0;
	for (size_t i = 0; i < COUNT(fields) && r >= 0; i++) {
		AUTO(xfree)
		char *put = xasprintf("UPDATE customer AS c SET %s=a.value FROM amendment a WHERE"
		                      " " AMENDED "%s" DUE "%s",
		        fields[i], fields[i], fields[i]);
		r = db_run(db, put, DB_TEXT(":field", fields[i]));
	}
	return r < 0 ? r : 0;
}

static int forget(struct db *db, const char *field)
{
	AUTO(xfree)
	char *drop = xasprintf("DELETE FROM amendment AS a WHERE EXISTS (SELECT 1 FROM customer c"
	                       " WHERE " AMENDED "%s" OVERTAKEN ")",
	        field);
	if (!any(db, field, OVERTAKEN, ""))
		return 0;
	int r = db_begin(db);
	if (r == 0)
		r = db_run(db, drop, DB_TEXT(":field", field));
	if (r >= 0)
		return db_commit(db);
	db_rollback(db);
	return r;
}

int amend_settle(struct db *db)
{
	int r = 0;
	for (size_t i = 0; i < COUNT(fields) && r == 0; i++)
		r = forget(db, fields[i]);
	if (r < 0 || !any_due(db))
		return r;
	if ((r = db_begin_ledger(db)) == 0)
		r = amend_apply(db);
	if (r == 0)
		return db_commit(db);
	db_rollback(db);
	return r;
}

#define LETTER                                                                                     \
	DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", touchpoint),                        \
	        DB_TEXT(":occurrence", occurrence)

int amend_line_put(struct db *db, const char *customer, const char *touchpoint,
        const char *occurrence, const char *line)
{
	int r = db_run(db,
	        "DELETE FROM amendment WHERE customer=:customer AND field='personal_line'"
	        " AND touchpoint=:touchpoint AND occurrence=:occurrence",
	        LETTER);
	if (r >= 0 && line)
		r = db_run(db,
		        "INSERT INTO amendment (customer, field, touchpoint, occurrence, value)"
		        " VALUES (:customer, 'personal_line', :touchpoint, :occurrence, :line)",
		        LETTER, DB_TEXT(":line", line));
	return r < 0 ? r : 0;
}

char *amend_line(
        struct db *db, const char *customer, const char *touchpoint, const char *occurrence)
{
	return db_text(db,
	        "SELECT value FROM amendment WHERE customer=:customer AND field='personal_line'"
	        " AND touchpoint=:touchpoint AND occurrence=:occurrence",
	        LETTER);
}
