#include "db.h"

#include "db_inside.h"

#include <string.h>

/* Pure functions only: the same customer must always give the same answer. */
static bool pure(const char *function)
{
	static const char *const names[] = {"abs", "coalesce", "glob", "ifnull", "iif", "instr",
	        "json_extract", "length", "like", "lower", "ltrim", "max", "min", "nullif",
	        "replace", "round", "rtrim", "substr", "substring", "trim", "upper", "->", "->>",
	        NULL};
	for (size_t i = 0; names[i]; i++)
		if (str_same_nocase(names[i], function))
			return true;
	return false;
}

static int authorize(void *arg, int action, const char *a, const char *b, const char *database,
        const char *trigger)
{
	(void)arg;
	(void)database;
	(void)trigger;
	switch (action) {
	case SQLITE_SELECT:
		return SQLITE_OK;
	case SQLITE_READ:
		return str_same_nocase(a, "customer") ? SQLITE_OK : SQLITE_DENY;
	case SQLITE_FUNCTION:
		return pure(b) ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

/* The condition is put between brackets: it must not close them itself, nor end the statement. */
static bool stays_inside(const char *s)
{
	int depth = 0;
	for (; *s; s++) {
		if (*s == '\'' || *s == '"' || *s == '`') {
			const char *end = strchr(s + 1, *s);
			if (!end)
				return false;
			s = end;
		} else if (*s == '(') {
			depth++;
		} else if (*s == ')' && --depth < 0) {
			return false;
		} else if (*s == ';' || *s == '[' || (s[0] == '-' && s[1] == '-') ||
		           (s[0] == '/' && s[1] == '*')) {
			return false;
		}
	}
	return depth == 0;
}

int db_check_condition(struct db *db, const char *condition, char **ret_why)
{
	if (!stays_inside(condition)) {
		*ret_why = xstrdup(
		        "brackets or quotes do not match, or it holds a comment, a semicolon or [");
		return DB_REFUSED;
	}
	AUTO(xfree) char *sql = xasprintf("SELECT 1 FROM customer WHERE (%s\n)", condition);
	sqlite3_stmt *stmt = NULL;
	sqlite3_set_authorizer(db->handle, authorize, NULL);
	int rc = sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL);
	sqlite3_set_authorizer(db->handle, NULL, NULL);
	sqlite3_finalize(stmt);
	if (rc == SQLITE_OK)
		return 0;
	*ret_why = rc == SQLITE_AUTH
	                   ? xstrdup("it may read the customer's own columns and use plain "
	                             "functions only")
	                   : xstrdup(sqlite3_errmsg(db->handle));
	return DB_REFUSED;
}
