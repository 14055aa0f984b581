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

static int set(struct db *db, const char *customer, const char *field, const char *value)
{
	AUTO(xfree) char *sql = xasprintf("UPDATE customer SET %s=:value WHERE key=:key", field);
	int r = db_run(db, sql, DB_TEXT(":value", value), DB_TEXT(":key", customer));
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
	return r < 0 ? r : set(db, customer, field, value);
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

static int apply_field(struct db *db, const char *field)
{
	AUTO(xfree)
	char *drop = xasprintf("DELETE FROM amendment AS a WHERE field=:field AND touchpoint=''"
	                       " AND EXISTS (SELECT 1 FROM customer c WHERE c.key=a.customer"
	                       "  AND c.%s NOT IN (a.value, a.was))",
	        field);
	AUTO(xfree)
	char *put = xasprintf("UPDATE customer SET %s=a.value FROM amendment a WHERE"
	                      " a.field=:field AND a.touchpoint='' AND customer.key=a.customer",
	        field);
	int r = db_run(db, drop, DB_TEXT(":field", field));
	if (r >= 0)
		r = db_run(db, put, DB_TEXT(":field", field));
	return r < 0 ? r : 0;
}

int amend_apply(struct db *db)
{
	int r = 0;
	for (size_t i = 0; i < COUNT(fields) && r == 0; i++)
		r = apply_field(db, fields[i]);
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
