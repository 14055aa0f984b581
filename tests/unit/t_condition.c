/* Where: over a ledger as it was exported: whom it means, and what it may not do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unistd.h>

#include "condition.h"
#include "conf.h"
#include "db.h"
#include "ledger.h"
#include "log.h"

static const char list[] =
        "id,email,name,language,since,birthday,pause until,tags,vip,Account Manager Region,Points,"
        "PLZ,Kündigung,end,say \"\"hi\"\",survey_date\n"
        "A,a@x.example,Anna Berg,de,2019-12-31,1980-03-14,,\"gold,long\",yes,North,90,04109,,x,1,"
        "2024-05-06\n"
        "B,b@x.example,Bert Öst,en,2020-01-01,--03-14,2027-01-01,,no,South,1000,99999,ja,,,\n"
        "C,c@x.example,Carl 100%,en,,,,,,,n/a,,,,,\n";

static void quiet(enum log_level level, const char *line, void *arg)
{
	(void)level;
	(void)line;
	(void)arg;
}

static int open_ledger(void **state)
{
	char path[] = "/tmp/t_condition.XXXXXX";
	int fd = mkstemp(path);
	struct conf conf = {.business = {.name = (char *)"Pier", .language = (char *)"en"},
	        .ledger = {.customers = path,
	                .encoding = (char *)"utf-8",
	                .decimal = '.',
	                .shrink_percent = 20},
	        .stages = {.new_days = 90, .short_years = 3}};
	AUTO(ledger_report_done) struct ledger_report report = {0};
	struct date today = DATE_NONE;
	struct db *db = NULL;
	log_hook_set(quiet, NULL);
	if (fd < 0 || write(fd, list, sizeof list - 1) != sizeof list - 1 ||
	        date_parse("2026-10-01", &today) < 0 || db_open_memory(&db) < 0 ||
	        ledger_import(db, &conf, today, 1000, &report) < 0)
		return -1;
	close(fd);
	unlink(path);
	*state = db;
	return report.customers == 3 ? 0 : -1;
}

static int close_ledger(void **state)
{
	db_close(*state);
	return 0;
}

/* The keys it means, as "AB"; or "!" and why it can't be used. Owned. */
static char *means(struct db *db, const char *condition)
{
	AUTO(xfree) char *why = NULL;
	if (condition_check(db, condition, &why) != 0)
		return xasprintf("!%s", why);
	AUTO(text_done) struct text sql = TEXT_INIT;
	text_puts(&sql, "SELECT coalesce(group_concat(key, ''), '') FROM"
	                " (SELECT key FROM customer WHERE (");
	condition_put(db, condition, &sql);
	text_puts(&sql, "\n) ORDER BY id)");
	return db_text(db, text_str(&sql));
}

struct example {
	const char *condition, *means;
};

static void check(struct db *db, const struct example *examples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		AUTO(xfree) char *got = means(db, examples[i].condition);
		if (!got || strcmp(got, examples[i].means) != 0)
			fail_msg("%s\nmeans \"%s\", not \"%s\"", examples[i].condition, got,
			        examples[i].means);
	}
}

static void test_own_columns(void **state)
{
	static const struct example examples[] = {
	        {"id = 'B'", "B"},
	        {"ID='B' OR Name LIKE 'anna%'", "AB"},
	        {"language IN ('de', 'fr')", "A"},
	        {"since < '2020-01-01'", "A"},
	        {"since >= '2020-01-01'", "B"},
	        {"since IS NULL", "C"},
	        {"birthday < '1990-01-01'",
	                "A"}, /* one without a year is neither before nor after */
	        {"birthday >= '1990-01-01'", ""},
	        {"pause_until > '2026-12-31'", "B"},
	        {"\"pause until\" IS NOT NULL", "B"},
	        {"instr(tags, ',gold,')", "A"},
	        {"first_purchase IS NULL AND stage = 'before'", "C"},
	        {"upper(language) = 'EN' AND NOT (length(name) > 8)", "B"},
	        {"CASE WHEN stage = 'long' THEN 1 ELSE 0 END", "AB"},
	        {"email LIKE '%@X.example' AND 0x1f = 31 AND 1e1 > 9.5", "ABC"},
	};
	check(*state, examples, COUNT(examples));
}

static void test_the_ledgers_other_columns(void **state)
{
	static const struct example examples[] = {
	        {"vip = 'yes'", "A"},
	        {"vip <> 'yes'", "BC"}, /* nothing is not yes */
	        {"VIP = ''", "C"},
	        {"\"Account Manager Region\" = 'North'", "A"},
	        {"account_manager_region IN ('North', 'South')", "AB"},
	        {"`Account Manager Region` LIKE 's%'", "B"},
	        {"points > 100", "BC"}, /* 1000, and n/a, which is no number */
	        {"points > 100 AND points < 1000000", "B"},
	        {"points < 100", "A"},
	        {"points BETWEEN 90 AND 1000.0", "AB"},
	        {"points = '90'", "A"},
	        {"points + 1 = 91", "A"},
	        {"100 < points AND vip = 'no'", "B"},
	        {"plz = '04109'", "A"},
	        {"substr(plz, 1, 2) = '04'", "A"},
	        {"Kündigung = 'ja'", "B"},
	        {"\"end\" = 'x'", "A"},
	        {"\"say \"\"hi\"\"\" = 1", "A"},
	        {"survey_date > '2024-01-01'", "A"},
	        {"extra ->> 'vip' = 'yes'", "A"},
	        {"vip = 'it''s \"points\" (or) ;'", ""},
	};
	check(*state, examples, COUNT(examples));
}

static void test_a_name_nobody_knows(void **state)
{
	static const struct example examples[] = {
	        {"poinst > 100", "!your customer list has no column poinst; the nearest is points"},
	        {"\"Account Manger Region\" = 1",
	                "!your customer list has no column Account Manger "
	                "Region; the nearest is account_manager_region"},
	        {"countri = 'DE'",
	                "!your customer list has no column countri; the nearest is country"},
	        {"shoe_size > 40", "!your customer list has no column shoe_size"},
	        {"customer.name = ''", "!your customer list has no column customer"},
	        {"rowid = 1", "!your customer list has no column rowid; the nearest is id"},
	        {"fingerprint = 1", "!your customer list has no column fingerprint"},
	};
	check(*state, examples, COUNT(examples));
}

static void test_what_it_may_not(void **state)
{
	static const char *const conditions[] = {"", "name =", "name = 'x", "name = \"x",
	        "1) OR (1", "(1", "1 -- x", "1 /* x", "1; DELETE FROM customer", "name = :key",
	        "name = ?", "random() > 0", "date('now') > ''", "load_extension('x')",
	        "name MATCH 'x'", "name REGEXP 'x'", "id IN (SELECT 'A')",
	        "EXISTS (SELECT 1 WHERE 1)", "zeroblob(1000000) > ''",
	        "printf('%1000000d', 1) > ''", "vip COLLATE x = 'yes'", "raise(ABORT, 'x')",
	        "max(name) OVER () > ''"};
	for (size_t i = 0; i < COUNT(conditions); i++) {
		AUTO(xfree) char *got = means(*state, conditions[i]);
		if (*got != '!' || strlen(got) < 10)
			fail_msg("%s was let through", conditions[i]);
	}
}

static void test_like(void **state)
{
	static const struct example examples[] = {
	        {"name LIKE '%'", "ABC"},
	        {"name LIKE ''", ""},
	        {"name LIKE '%berg'", "A"},
	        {"name LIKE '%e%'", "AB"},
	        {"name LIKE 'Bert _st'", "B"}, /* a character, not a byte */
	        {"name LIKE 'Bert __st'", ""},
	        {"name LIKE '%r%t%'", "B"},
	        {"name LIKE '%100\\%' ESCAPE '\\'", "C"},
	        {"name LIKE '%\\%' ESCAPE '\\' AND name NOT LIKE 'x%'", "C"},
	        {"name LIKE '%%_%%'", "ABC"},
	        {"name NOT LIKE '%l%'", "AB"},
	};
	check(*state, examples, COUNT(examples));
}

/* SQLite's own would try every way to share the letters out among the %. */
static void test_like_is_bounded(void **state)
{
	AUTO(text_done) struct text name = TEXT_INIT, pattern = TEXT_INIT;
	for (int i = 0; i < 4000; i++)
		text_putc(&name, 'a');
	for (int i = 0; i < 200; i++)
		text_puts(&pattern, "a%");
	text_putc(&pattern, 'b');
	assert_int_equal(db_int(*state, -1, "SELECT :name LIKE :pattern", DB_TEXT(":name", name.s),
	                         DB_TEXT(":pattern", pattern.s)),
	        0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_own_columns),
	        cmocka_unit_test(test_the_ledgers_other_columns),
	        cmocka_unit_test(test_a_name_nobody_knows),
	        cmocka_unit_test(test_what_it_may_not),
	        cmocka_unit_test(test_like),
	        cmocka_unit_test(test_like_is_bounded),
	};
	return cmocka_run_group_tests(tests, open_ledger, close_ledger);
}
