/* contrib/ledger: each preset takes its program's export whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <unistd.h>

#include "conf.h"
#include "db.h"
#include "ledger.h"
#include "log.h"

static void quiet(enum log_level level, const char *line, void *arg)
{
	(void)level;
	(void)line;
	(void)arg;
}

static char *sample(const char *name)
{
	const char *top = getenv("srcdir");
	AUTO(xfree) char *folder = realpath(top ? top : ".", NULL);
	return xasprintf("%s/contrib/ledger/%s", folder, name);
}

/* `name` the preset, the files those of the samples; purchases may be NULL. */
static struct conf *conf_with(const char *name, const char *customers, const char *purchases)
{
	char home[] = "/tmp/t_preset.XXXXXX";
	assert_non_null(mkdtemp(home));
	AUTO(xfree) char *path = xasprintf("%s/followupd.conf", home);
	AUTO(xfree) char *beside = xasprintf("%s/%s.conf", home, name);
	AUTO(xfree) char *file = xasprintf("%s.conf", name);
	AUTO(xfree) char *preset = sample(file);
	assert_int_equal(symlink(preset, beside), 0);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f,
	        "business = { name = \"Pier\"; address = \"care@pier.example\";"
	        " timezone = \"Europe/Berlin\"; };\n"
	        "people = ( { id = \"anna\"; name = \"Anna\"; email = \"anna@pier.example\";"
	        " owner = true; } );\n"
	        "smtp = { host = \"mail.pier.example\"; };\n"
	        "imap = { host = \"mail.pier.example\"; user = \"care\";"
	        " password_file = \"/dev/null\"; };\n"
	        "ledger = { customers = \"%s\";\n"
	        "%s%s%s"
	        "@include \"%s.conf\"\n"
	        "};\n",
	        customers, purchases ? "purchases = \"" : "", purchases ? purchases : "",
	        purchases ? "\";\n" : "", name);
	fclose(f);
	AUTO(conf_problems_done) struct conf_problems problems = {0};
	struct conf *conf = NULL;
	int r = conf_load(path, &conf, &problems);
	unlink(path);
	unlink(beside);
	rmdir(home);
	for (size_t i = 0; i < problems.count; i++)
		if (!problems.at[i].warning)
			print_message("%s:%d: %s\n", problems.at[i].file, problems.at[i].line,
			        problems.at[i].text);
	assert_int_equal(r, 0);
	return conf;
}

/* Every row of these files, into a store. */
static struct db *taken(const char *name, const char *customers, const char *purchases)
{
	AUTO(conf_free) struct conf *conf = conf_with(name, customers, purchases);
	AUTO(ledger_report_done) struct ledger_report report = {0};
	struct db *db = NULL;
	struct date today = DATE_NONE;
	log_hook_set(quiet, NULL);
	assert_int_equal(date_parse("2026-10-01", &today), 0);
	assert_int_equal(db_open_memory(&db), 0);
	assert_int_equal(ledger_import(db, conf, today, 1000, &report), 0);
	if (report.problem)
		fail_msg("%s", report.problem);
	AUTO(xfree)
	char *refused = db_text(db,
	        "SELECT group_concat(line || ':' || column || ' ' || value || ': ' || reason) FROM "
	        "refused");
	if (refused)
		fail_msg("%s", refused);
	assert_int_equal(report.customers, 2);
	return db;
}

static void holds(const char *name, const char *got, const char *want)
{
	if (!str_same(got, want))
		fail_msg("%s gave\n%s\nnot\n%s", name, got, want);
}

static void takes(const char *name, const char *want)
{
	AUTO(xfree) char *file = xasprintf("%s.csv", name);
	AUTO(xfree) char *customers = sample(file);
	AUTO(db_close) struct db *db = taken(name, customers, NULL);
	AUTO(xfree)
	char *got = db_text(db,
	        "SELECT group_concat(c, '; ') FROM (SELECT key||' '||email||' '||name||' '||company"
	        "||' '||language||country||' '||consent||tags||coalesce((SELECT"
	        " group_concat(' '||field||strftime('%m%d', day*86400, 'unixepoch'))"
	        " FROM (SELECT field, day FROM anchor WHERE customer=customer.id"
	        " AND field<>'own_day' ORDER BY field)), '') AS c FROM customer ORDER BY id)");
	holds(name, got, want);
}

/* Who bought how much, in how many purchases, from when to when. */
static char *sums(struct db *db)
{
	return db_text(db,
	        "SELECT group_concat(s, '; ') FROM (SELECT key || ' ' || spent_cents || ' ' ||"
	        " currency || ' ' || count || ' ' || iso_day(first_day) || ' ' ||"
	        " iso_day(last_day) AS s FROM purchase_total t JOIN customer c ON c.id=t.customer"
	        " ORDER BY c.id)");
}

static void buys(const char *name, const char *file, const char *want)
{
	AUTO(xfree) char *list = xasprintf("%s.csv", name);
	AUTO(xfree) char *customers = sample(list);
	AUTO(xfree) char *purchases = sample(file);
	AUTO(db_close) struct db *db = taken(name, customers, purchases);
	AUTO(xfree) char *got = sums(db);
	holds(file, got, want);
}

static void test_purchases(void **state)
{
	(void)state;
	buys("shopify", "shopify-orders.csv",
	        "'7312001 15923 CAD 2 2026-05-01 2026-07-01;"
	        " '7312002 2400 GBP 1 2026-06-11 2026-06-11");
	buys("stripe", "stripe-payments.csv", "cus_A1b2C3 23000 EUR 2 2025-04-05 2026-04-05");
	buys("xero", "xero-invoices.csv",
	        "HB-7 23000 NZD 1 2026-03-31 2026-03-31;"
	        " rua@rua.example 11500 NZD 1 2026-04-02 2026-04-02");
	buys("hubspot", "hubspot-deals.csv",
	        "501 480000 GBP 1 2026-03-31 2026-03-31; 502 35000 GBP 1 2025-11-02 2025-11-02");
	buys("odoo", "odoo-orders.csv",
	        "__export__.res_partner_14_ab12 121000 EUR 1 2026-02-10 2026-02-10;"
	        " __export__.res_partner_15_cd34 9990 EUR 1 2026-05-04 2026-05-04");
	buys("woocommerce", "woocommerce-orders.csv",
	        "eva@lind.example 5490 SEK 1 2026-08-30 2026-08-30;"
	        " guest@buyer.example 1990 EUR 1 2026-02-02 2026-02-02");
}

/* The program's own database: both queries over one file. */
static void test_a_book(void **state)
{
	(void)state;
	char path[] = "/tmp/t_preset.XXXXXX";
	AUTO(xfree) char *from = sample("gnucash-sqlite.sql");
	static char sql[16384];
	FILE *f = fopen(from, "r");
	assert_non_null(f);
	size_t n = fread(sql, 1, sizeof sql - 1, f);
	fclose(f);
	assert_true(n > 0 && n < sizeof sql - 1);
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	sqlite3 *book = NULL;
	assert_int_equal(sqlite3_open(path, &book), SQLITE_OK);
	assert_int_equal(sqlite3_exec(book, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(book), SQLITE_OK);
	AUTO(db_close) struct db *db = taken("gnucash-sqlite", path, path);
	unlink(path);
	AUTO(xfree) char *got = sums(db);
	holds("gnucash-sqlite", got, "000001 23800 EUR 1 2026-03-05 2026-03-05");
	AUTO(xfree)
	char *who = db_text(db,
	        "SELECT group_concat(c, '; ') FROM (SELECT key||' '||email||' '||name||' '||"
	        "company AS c FROM customer ORDER BY id)");
	holds("gnucash-sqlite", who,
	        "000001 ute@tannenhof.example Ute Tann Tannenhof GmbH;"
	        " 000002 karl@wirt.example Karl Wirt ");
}

static void test_shops(void **state)
{
	(void)state;
	takes("shopify", "'7312001 mara@quist.example Mara Quist Quist & Daughters CA "
	                 "express,vip,wholesale,;"
	                 " '7312002 tom.okoro@mail.example Tom Okoro  GB none");
	takes("woocommerce", "eva@lind.example eva@lind.example Eva Lind  SE  first_contact0506;"
	                     " guest@buyer.example guest@buyer.example Guest Buyer  DE ");
	takes("stripe", "cus_A1b2C3 ines@faro.example Inês Faro    first_contact0405;"
	                " cus_D4e5F6 li@wei.example Li Wei    first_contact1231");
}

static void test_books(void **state)
{
	(void)state;
	takes("quickbooks", "ada@pell.example ada@pell.example Ada Pell Pell Ceramics US ;"
	                    " ray@soto.example ray@soto.example Ray Soto  US ");
	takes("xero", "HB-7 kim@harbourbooks.example Harbour Books  NZ ;"
	              " rua@rua.example rua@rua.example Rua Design   ");
	takes("gnucash", "000001 ute@tannenhof.example Ute Tann Tannenhof GmbH  ;"
	                 " 000002 karl@wirt.example Karl Wirt   ");
	takes("datev", "10001 info@suess.example Bäckerei Süß KG Bäckerei Süß KG DE ;"
	               " 10002 juergen@gross.example Jürgen Groß  DE ");
}

static void test_address_books(void **state)
{
	(void)state;
	takes("hubspot", "501 nadia@bright.example Nadia Bright Bright Ltd   first_contact0228,"
	                 " last_activity_date0814;"
	                 " 502 jonas@ek.example Jonas Ek    first_contact0701");
	takes("google-contacts",
	        "olga@petrenko.example olga@petrenko.example Olga Petrenko Petrenko Studio  "
	        " birthday0314; ben@adler.example ben@adler.example Ben Adler    birthday1224");
	takes("odoo", "__export__.res_partner_14_ab12 sofie@maes.example Sofie Maes Maes BV nlBE"
	              " ,gold,newsletter,; __export__.res_partner_15_cd34 luc@petit.example Luc "
	              "Petit  frBE"
	              " ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_shops),
	        cmocka_unit_test(test_books),
	        cmocka_unit_test(test_address_books),
	        cmocka_unit_test(test_purchases),
	        cmocka_unit_test(test_a_book),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
