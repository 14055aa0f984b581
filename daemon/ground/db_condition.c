#include "db.h"

#include "db_inside.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NO_YEAR_BEFORE = 1700 }; /* birthdays without a year are kept in one of long ago */

/* ---- functions ---- */

/* Days since 1970 as "2026-10-05"; NULL when there is none, or no year (a birthday's). */
static void iso_day(sqlite3_context *context, int n, sqlite3_value **args)
{
	(void)n;
	int year, month, day;
	if (sqlite3_value_type(args[0]) != SQLITE_INTEGER)
		return;
	struct date date = {(int32_t)sqlite3_value_int64(args[0])};
	date_to_ymd(date, &year, &month, &day);
	if (year < NO_YEAR_BEFORE)
		return;
	AUTO(xfree) char *iso = date_format(date);
	sqlite3_result_text(context, iso, -1, SQLITE_TRANSIENT);
}

static size_t character(const unsigned char *s, const unsigned char *end)
{
	size_t n = 1;
	while (s + n < end && (s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

static bool same(const unsigned char *a, const unsigned char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (tolower(a[i]) != tolower(b[i]))
			return false;
	return true;
}

/* As SQLite's own LIKE, but never slower than the two lengths multiplied: only the last % is tried
 * anew. */
static bool is_like(const unsigned char *s, const unsigned char *s_end, const unsigned char *p,
        const unsigned char *p_end, int escape)
{
	const unsigned char *again = NULL, *from = s;
	while (s < s_end) {
		size_t n = character(s, s_end), m = p < p_end ? character(p, p_end) : 0;
		bool literal = m && *p == escape && escape && p + 1 < p_end;
		if (m && *p == '%' && *p != escape) {
			again = ++p;
			from = s;
			continue;
		}
		const unsigned char *word = literal ? p + 1 : p;
		size_t length = m ? character(word, p_end) : 0;
		if (m && ((*p == '_' && *p != escape) || (length == n && same(word, s, n)))) {
			s += n;
			p = word + length;
			continue;
		}
		if (!again)
			return false;
		from += character(from, s_end);
		s = from;
		p = again;
	}
	while (p < p_end && *p == '%' && *p != escape)
		p++;
	return p == p_end;
}

static void like(sqlite3_context *context, int n, sqlite3_value **args)
{
	const unsigned char *p = sqlite3_value_text(args[0]), *s = sqlite3_value_text(args[1]);
	const unsigned char *escape = n == 3 ? sqlite3_value_text(args[2]) : NULL;
	if (!p || !s || (n == 3 && !escape))
		return;
	sqlite3_result_int(
	        context, is_like(s, s + sqlite3_value_bytes(args[1]), p,
	                         p + sqlite3_value_bytes(args[0]), escape ? *escape : 0));
}

/* Is it a number as one writes it: -12, 0042, 3.50? */
static bool number(const char *s, size_t n, double *ret)
{
	char copy[32];
	bool digit = false, point = false;
	if (n == 0 || n >= sizeof copy)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s[i] >= '0' && s[i] <= '9')
			digit = true;
		else if (s[i] == '.' && !point)
			point = true;
		else if (i > 0 || (s[i] != '-' && s[i] != '+'))
			return false;
	}
	memcpy(copy, s, n);
	copy[n] = '\0';
	*ret = strtod(copy, NULL);
	return digit;
}

/* Nothing first, then numbers by what they are worth, then texts byte for byte. */
static int compare(void *arg, int a_n, const void *a, int b_n, const void *b)
{
	(void)arg;
	double x = 0, y = 0;
	bool is_x = number(a, (size_t)a_n, &x), is_y = number(b, (size_t)b_n, &y);
	if (is_x && is_y)
		return (x > y) - (x < y);
	if (a_n && b_n && is_x != is_y)
		return is_x ? -1 : 1;
	int n = a_n < b_n ? a_n : b_n, r = n ? memcmp(a, b, (size_t)n) : 0;
	return r ? r : a_n - b_n;
}

int db_words(struct db *db)
{
	enum { PURE = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };
	static const struct {
		const char *name;
		int args;
		void (*run)(sqlite3_context *, int, sqlite3_value **);
	} functions[] = {{"iso_day", 1, iso_day}, {"like", 2, like}, {"like", 3, like}};
	int rc = sqlite3_create_collation(db->handle, "ledger_value", SQLITE_UTF8, NULL, compare);
	for (size_t i = 0; i < COUNT(functions) && rc == SQLITE_OK; i++)
		rc = sqlite3_create_function(db->handle, functions[i].name, functions[i].args, PURE,
		        NULL, functions[i].run, NULL, NULL);
	return rc == SQLITE_OK ? 0 : db_fail(db, rc, "words of conditions");
}

/* ---- what it may ---- */

/* Pure functions only: the same customer must always give the same answer. */
static bool pure(const char *function)
{
	static const char *const names[] = {"abs", "coalesce", "ifnull", "iif", "instr", "iso_day",
	        "json_extract", "length", "like", "lower", "ltrim", "max", "min", "nullif",
	        "replace", "round", "rtrim", "substr", "substring", "trim", "upper", "->", "->>",
	        NULL};
	for (size_t i = 0; names[i]; i++)
		if (str_same_nocase(names[i], function))
			return true;
	return false;
}

/* One SELECT is ours. With none of its own it costs each customer the same few steps. */
static int authorize(void *arg, int action, const char *a, const char *b, const char *database,
        const char *trigger)
{
	int *selects = arg;
	(void)database;
	(void)trigger;
	switch (action) {
	case SQLITE_SELECT:
		return ++*selects == 1 ? SQLITE_OK : SQLITE_DENY;
	case SQLITE_READ:
		return str_same_nocase(a, "customer") ? SQLITE_OK : SQLITE_DENY;
	case SQLITE_FUNCTION:
		return pure(b) ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

/* The condition is put between brackets: it must not close them itself, nor end the statement, nor
 * take a parameter of ours. */
static bool stays_inside(const char *s)
{
	int depth = 0;
	for (; *s; s++) {
		if (*s == '\'' || *s == '"' || *s == '`') {
			const char *end = strchr(s + 1, *s);
			if (!end)
				return false;
			s = end;
			continue;
		}
		if (strchr(";[:?@$#", *s) || str_starts(s, "--") || str_starts(s, "/*"))
			return false;
		depth += (*s == '(') - (*s == ')');
		if (depth < 0)
			return false;
	}
	return depth == 0;
}

int db_check_condition(struct db *db, const char *condition, char **ret_why)
{
	if (!stays_inside(condition)) {
		*ret_why = xstrdup("brackets or quotes do not match, or it holds a comment or one "
		                   "of ; [ : ? @ $ #");
		return DB_REFUSED;
	}
	AUTO(xfree) char *sql = xasprintf("SELECT 1 FROM customer WHERE (%s\n)", condition);
	sqlite3_stmt *stmt = NULL;
	int selects = 0;
	sqlite3_set_authorizer(db->handle, authorize, &selects);
	int rc = sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL);
	sqlite3_set_authorizer(db->handle, NULL, NULL);
	sqlite3_finalize(stmt);
	if (rc == SQLITE_OK)
		return 0;
	if (rc == SQLITE_AUTH) {
		*ret_why = xstrdup("it may only compare the customer's own columns, with plain "
		                   "functions, and hold no SELECT");
		return DB_REFUSED;
	}
	const char *why = sqlite3_errmsg(db->handle);
	bool bracket = str_same(why, "near \")\": syntax error") && !strchr(condition, ')');
	*ret_why = xstrdup(bracket ? "incomplete input" : why); /* the bracket is ours */
	return DB_REFUSED;
}
