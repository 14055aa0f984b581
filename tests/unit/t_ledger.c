#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "condition.h"
#include "conf.h"
#include "db.h"
#include "ledger.h"
#include "log.h"

/* ---- a business of its own for each test ---- */

struct house {
	char folder[32];
	char *customers, *purchases;
	struct conf conf;
	struct conf_person people[2];
	struct db *db;
	struct ledger_report report;
};

static void quiet(enum log_level level, const char *line, void *arg)
{
	(void)level;
	(void)line;
	(void)arg;
}

static int setup(void **state)
{
	struct house *h = xcalloc(1, sizeof *h);
	strcpy(h->folder, "/tmp/t_ledger.XXXXXX");
	if (!mkdtemp(h->folder) || db_open_memory(&h->db) < 0)
		return -1;
	log_hook_set(quiet, NULL);
	h->customers = xasprintf("%s/customers.csv", h->folder);
	h->purchases = xasprintf("%s/purchases.csv", h->folder);
	h->people[0] = (struct conf_person){.id = "anna", .name = "Anna", .owner = true};
	h->conf.people = h->people;
	h->conf.people_count = 1;
	h->conf.business.name = "Harbour & Pine";
	h->conf.business.language = "en";
	h->conf.business.timezone = "UTC";
	h->conf.ledger.customers = h->customers;
	h->conf.ledger.encoding = "utf-8";
	h->conf.ledger.decimal = '.';
	h->conf.ledger.shrink_percent = 20;
	h->conf.stages.new_days = 90;
	h->conf.stages.short_years = 3;
	h->conf.stages.integral_percent = 5;
	h->conf.stages.integral_tag = "integral";
	*state = h;
	return 0;
}

static int teardown(void **state)
{
	struct house *h = *state;
	ledger_report_done(&h->report);
	db_close(h->db);
	unlink(h->customers);
	unlink(h->purchases);
	rmdir(h->folder);
	xfree(h->customers);
	xfree(h->purchases);
	xfree(h);
	return 0;
}

static void write_file(const char *path, const char *bytes, size_t n)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static void customers(struct house *h, const char *s)
{
	write_file(h->customers, s, strlen(s));
}

static void purchases(struct house *h, const char *s)
{
	h->conf.ledger.purchases = h->purchases;
	write_file(h->purchases, s, strlen(s));
}

static struct date on(const char *iso)
{
	struct date d = DATE_NONE;
	assert_int_equal(date_parse(iso, &d), 0);
	return d;
}

static void import_at(struct house *h, const char *today, int64_t now)
{
	ledger_report_done(&h->report);
	assert_int_equal(ledger_import(h->db, &h->conf, on(today), now, &h->report), 0);
}

static void import(struct house *h)
{
	import_at(h, "2026-10-01", 1000);
}

static void taken(struct house *h)
{
	import(h);
	if (h->report.problem)
		fail_msg("%s", h->report.problem);
	assert_false(h->report.unchanged);
}

static void expect_text(struct house *h, const char *sql, const char *want)
{
	AUTO(xfree) char *got = db_text(h->db, sql);
	if (!str_same(got, want))
		fail_msg("%s\ngave \"%s\", not \"%s\"", sql, got ? got : "(null)", want);
}

static void expect_int(struct house *h, const char *sql, int64_t want)
{
	int64_t got = db_int(h->db, -1, sql);
	if (got != want)
		fail_msg("%s\ngave %lld, not %lld", sql, (long long)got, (long long)want);
}

/* "line:column …" of all refused rows, in order. */
static char *refused(struct house *h)
{
	char *s = db_text(h->db, "SELECT coalesce(group_concat(p, ' '), '') FROM (SELECT"
	                         " line || ':' || column AS p FROM refused ORDER BY file, line)");
	return s;
}

static void expect_refused(struct house *h, const char *want)
{
	AUTO(xfree) char *got = refused(h);
	assert_string_equal(got, want);
}

/* ---- rows ---- */

static void test_fields(void **state)
{
	struct house *h = *state;
	customers(h,
	        "ID;E-Mail;Vorname;Nachname;Firma;Sprache;Land;Betreuer;Geburtstag;birthday_ok;"
	        "Consent;Tags;celebrates;Pause until;Boat name;survey_date\n"
	        "7;Anna.Berg@BÜCHER.example;Anna;Berg;;Deutsch;Deutschland;ANNA;1980-02-29;ja;"
	        "yes;VIP, hotel;christmas;2026-12-01;\"Sea \"\"Bee\"\"\";2024-05-06\n");
	h->conf.ledger.delimiter = ';';
	taken(h);
	assert_int_equal(h->report.customers, 1);
	expect_text(h,
	        "SELECT key||'/'||email||'/'||name||'/'||language||'/'||country||'/'||manager"
	        "||'/'||consent||'/'||tags||'/'||celebrates||'/'||birthday_ok FROM customer",
	        "7/anna.berg@xn--bcher-kva.example/Anna Berg/de/DE/anna/express/,vip,hotel,/"
	        ",christmas,/1");
	expect_text(h, "SELECT json_extract(extra, '$.boat_name') FROM customer", "Sea \"Bee\"");
	expect_int(h, "SELECT pause_until_day FROM customer", on("2026-12-01").days);
	expect_int(h, "SELECT day FROM anchor WHERE field='birthday'", on("1980-02-29").days);
	expect_int(h, "SELECT day FROM anchor WHERE field='survey_date'", on("2024-05-06").days);
	expect_int(h, "SELECT count(*) FROM anchor WHERE field<>'own_day'", 2);
}

static void test_keys(void **state)
{
	struct house *h = *state;
	customers(h, "email,name\nMixed@Case.example,A\n,B\n");
	taken(h);
	expect_text(h, "SELECT key FROM customer", "mixed@case.example");
	expect_refused(h, "3:0");
	customers(h, "id,email,name\nx,mixed@case.example,A\ny,,No Mail\n,third@x.example,C\n");
	import(h);
	assert_true(h->report.waiting); /* another key is another customer */
	assert_int_equal(ledger_approve(h->db), 0);
	taken(h);
	expect_text(h,
	        "SELECT group_concat(key) FROM (SELECT key FROM customer WHERE present=1"
	        " ORDER BY key)",
	        "third@x.example,x,y");
	expect_text(h, "SELECT email FROM customer WHERE key='y'", "");
}

static void test_refusals(void **state)
{
	struct house *h = *state;
	customers(h, "id,email,name,since,status,timezone,country,birthday\n"
	             "1,ok@x.example,Fine,2020-01-01,,Europe/Berlin,DE,\n"
	             "2,not an address,Bad,,,,,\n"
	             "3,c@x.example,Bad,2020-02-30,,,,\n"
	             "4,d@x.example,Bad,01/02/2020,,,,\n"
	             "5,e@x.example,Bad,,decesed,,,\n"
	             "6,f@x.example,Bad,,,Mars/Olympus,,\n"
	             "7,g@x.example,Bad,,,,Atlantis,\n"
	             "8,h@x.example,\"Bcc: x\r\ny\",,,,,\n"
	             "9,\"i@x.example\nBcc: victim@x.example\",Bad,,,,,\n"
	             "10,j@x.example,=1+1,,,,,\n"
	             "11,k@x.example,Bad,,,,,2031-01-01\n"
	             "12,l@x.example\n"
	             "1,m@x.example,Twice,,,,,\n"
	             "13,OK@X.example,Twice,,,,,\n"
	             "14,n@x.example,Fine,,,,,--12-24\n");
	taken(h);
	expect_text(h, "SELECT group_concat(key) FROM customer", "1,14");
	expect_refused(h, "3:3 4:19 5:19 6:20 7:21 8:22 9:15 11:3 13:16 14:24 15:0 16:1 17:4");
	expect_int(h, "SELECT count(*) FROM refused WHERE reason LIKE 'line 2 already%'", 2);
	expect_int(h, "SELECT count(*) FROM refused WHERE length(reason) < 30", 0);
	expect_text(h, "SELECT DISTINCT file FROM refused", "customers.csv");
	assert_int_equal(h->report.refused, 13);
}

static void test_complaints_keep_their_age(void **state)
{
	struct house *h = *state;
	customers(h, "email,name\na@x.example,A\nbad,B\n");
	import_at(h, "2026-10-01", 1000);
	customers(h, "email,name\na@x.example,A\nc@x.example,C\nbad,B\nworse,D\n");
	import_at(h, "2026-10-01", 2000);
	expect_int(h, "SELECT first_at FROM refused WHERE value='bad' AND line=4", 1000);
	expect_int(h, "SELECT first_at FROM refused WHERE value='worse'", 2000);
	customers(h, "email,name\na@x.example,A\nc@x.example,C\n");
	import_at(h, "2026-10-01", 3000);
	assert_int_equal(h->report.refused, 0);
}

static void test_many_refusals_are_summed_up(void **state)
{
	struct house *h = *state;
	AUTO(text_done) struct text t = TEXT_INIT;
	text_puts(&t, "email,name\na@x.example,A\n");
	for (int i = 0; i < 5000; i++)
		text_puts(&t, "bad,B\n");
	customers(h, t.s);
	taken(h);
	expect_int(h, "SELECT count(*) FROM refused", 1001);
	expect_int(h, "SELECT reason LIKE '4000 more rows%' FROM refused WHERE line=0", 1);
}

/* ---- columns ---- */

static void test_column_map(void **state)
{
	struct house *h = *state;
	struct conf_column map[] = {{"email", "Kontakt"}, {"first_purchase_note", "x"}};
	h->conf.ledger.columns = map;
	h->conf.ledger.columns_count = 1;
	customers(h, "name,E-Mail,KONTAKT,note,note\nA,private@x.example,work@x.example,1,2\n");
	taken(h);
	expect_text(h, "SELECT email FROM customer", "work@x.example");
	expect_text(h, "SELECT extra FROM customer",
	        "{\"e_mail\":\"private@x.example\",\"note\":\"1\",\"note_2\":\"2\"}");
	map[0].header = "Mailadresse privat";
	import(h);
	assert_non_null(strstr(h->report.problem, "Mailadresse privat"));
	expect_int(h, "SELECT count(*) FROM customer WHERE present=1", 1);
}

/* As programs of other countries name them. */
static void test_columns_of_other_languages(void **state)
{
	struct house *h = *state;
	static const char *const heads[][2] = {
	        {"Code client;Prénom;Nom;Société;Courriel;Date de naissance;Étiquettes",
	                "Code client;Date facture;Montant;Devise"},
	        {"Código cliente;Nombre;Apellidos;Empresa;Correo electrónico;"
	         "Fecha de nacimiento;Etiquetas",
	                "Cliente;Fecha;Importe;Moneda"},
	        {"Codice cliente;Nome;Cognome;Ragione sociale;E-mail;Data di nascita;Etichette",
	                "Cliente;Data;Importo;Valuta"},
	        {"Klantnummer;Voornaam;Achternaam;Bedrijf;E-mailadres;Geboortedatum;Labels",
	                "Klant;Factuurdatum;Bedrag;Valuta"},
	};
	for (size_t i = 0; i < COUNT(heads); i++) {
		AUTO(xfree)
		char *people =
		        xasprintf("%s\n7;Zoë;Ek;Ek AB;zoe@x.example;1980-02-28;vip\n", heads[i][0]);
		AUTO(xfree)
		char *bought = xasprintf("%s\n7;2026-01-0%zu;12.50;SEK\n", heads[i][1], i + 1);
		customers(h, people);
		purchases(h, bought);
		taken(h);
		expect_text(h,
		        "SELECT key||email||name||company||tags||day FROM customer c JOIN anchor a"
		        " ON a.customer=c.id WHERE field='birthday'",
		        "7zoe@x.exampleZoë EkEk AB,vip,3710");
		expect_text(h, "SELECT spent_cents || currency FROM purchase_total", "1250SEK");
	}
}

static void test_columns_that_cannot_be_told(void **state)
{
	struct house *h = *state;
	customers(h, "email,E-Mail,name\na@x.example,b@x.example,A\n");
	import(h);
	assert_non_null(strstr(h->report.problem, "columns 1 (\"email\") and 2 (\"E-Mail\")"));
	customers(h, "id,name\n1,A\n");
	import(h);
	assert_non_null(strstr(h->report.problem, "no column is called email"));
	expect_int(h, "SELECT count(*) FROM customer", 0);
}

/* ---- what changed ---- */

static void test_unchanged_does_nothing(void **state)
{
	struct house *h = *state;
	customers(h, "email,name\na@x.example,A\n");
	taken(h);
	int64_t id = db_int(h->db, 0, "SELECT id FROM customer");
	import(h);
	assert_true(h->report.unchanged);
	assert_int_equal(h->report.customers, 1);
	customers(h, "email,name\na@x.example,A\n"); /* same bytes, other stamps */
	import(h);
	assert_true(h->report.unchanged);
	import_at(h, "2026-10-02", 1000);
	assert_false(h->report.unchanged);
	h->conf.stages.new_days = 30; /* another reading of the same bytes */
	import_at(h, "2026-10-02", 1000);
	assert_false(h->report.unchanged);
	customers(h, "email,name\na@x.example,Anna\n");
	import(h);
	expect_text(h, "SELECT name FROM customer", "Anna");
	expect_int(h, "SELECT id FROM customer", id);
}

static void ten(struct house *h, int from, int to)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	text_puts(&t, "id,email,since\n");
	for (int i = from; i < to; i++)
		text_printf(&t, "c%d,c%d@x.example,2020-01-01\n", i, i);
	customers(h, t.s);
}

static void test_gone_people_are_kept_apart(void **state)
{
	struct house *h = *state;
	ten(h, 0, 10);
	taken(h);
	ten(h, 0, 8); /* a fifth is still allowed */
	taken(h);
	expect_int(h, "SELECT count(*) FROM customer WHERE present=0", 2);
	expect_int(h, "SELECT count(*) FROM anchor WHERE field<>'own_day'", 8);
	ten(h, 0, 10);
	taken(h);
	expect_int(h, "SELECT count(*) FROM customer WHERE present=1", 10);
	expect_int(h, "SELECT count(*) FROM anchor WHERE field<>'own_day'", 10);
}

static void test_shrunk_ledger_waits(void **state)
{
	struct house *h = *state;
	assert_int_equal(ledger_approve(h->db), LEDGER_NOT_WAITING);
	ten(h, 0, 10);
	taken(h);
	ten(h, 0, 7);
	for (int i = 0; i < 3; i++) {
		import(h);
		assert_true(h->report.waiting);
		assert_non_null(strstr(h->report.problem, "lost 3 of 10"));
		AUTO(xfree) char *why = ledger_waiting(h->db, &h->conf);
		assert_string_equal(why, h->report.problem);
		assert_int_equal(h->report.customers, 10);
	}
	assert_int_equal(ledger_approve(h->db), 0);
	assert_null(ledger_waiting(h->db, &h->conf));
	ten(h, 0, 5);                                 /* other bytes than those approved */
	assert_null(ledger_waiting(h->db, &h->conf)); /* nobody has looked at them yet */
	import(h);
	assert_true(h->report.waiting);
	assert_int_equal(ledger_approve(h->db), 0);
	taken(h);
	assert_false(h->report.waiting);
	assert_int_equal(h->report.customers, 5);
	assert_int_equal(ledger_approve(h->db), LEDGER_NOT_WAITING);
}

static void test_doubled_ledger_waits(void **state)
{
	struct house *h = *state;
	ten(h, 0, 50);
	taken(h);
	ten(h, 0, 99);
	taken(h);
	ten(h, 0, 198);
	import(h);
	assert_true(h->report.waiting);
	assert_non_null(strstr(h->report.problem, "holds 198 customers where there were 99"));
	assert_int_equal(h->report.customers, 99);
	assert_int_equal(ledger_approve(h->db), 0);
	taken(h);
	assert_int_equal(h->report.customers, 198);
}

static void still_ten(struct house *h, const char *why)
{
	import(h);
	assert_non_null(h->report.problem);
	if (!strstr(h->report.problem, why))
		fail_msg("%s", h->report.problem);
	assert_int_equal(h->report.customers, 10);
}

static void test_bad_files_change_nothing(void **state)
{
	struct house *h = *state;
	ten(h, 0, 10);
	taken(h);
	customers(h, "");
	still_ten(h, "is empty");
	customers(h, "id,email\n");
	still_ten(h, "no customer");
	customers(h, "id,email\n1,bad\n2,worse\n");
	still_ten(h, "is in line 2: no mail can go to this address");
	unlink(h->customers);
	still_ten(h, "is not there");
	assert_int_equal(mkdir(h->customers, 0700), 0);
	still_ten(h, "not a plain file");
	rmdir(h->customers);
	assert_int_equal(mkfifo(h->customers, 0600), 0);
	still_ten(h, "not a plain file");
	unlink(h->customers);
	assert_int_equal(symlink(h->customers, h->customers), 0);
	still_ten(h, "Too many levels of symbolic links");
	unlink(h->customers);
	assert_int_equal(symlink("/nonexistent/customers.csv", h->customers), 0);
	still_ten(h, "is not there");
	unlink(h->customers);
	ten(h, 0, 10);
	h->conf.ledger.purchases = h->purchases; /* configured, and not there */
	still_ten(h, "is not there");
	purchases(h, "what,ever\n1,2\n");
	still_ten(h, "no column is called customer");
	purchases(h, "customer,date\nc1,2026-01-01\n");
	taken(h);
}

/* The file itself, not only its folder: what nobody may read is told, though nothing else about it
 * has changed. */
static void test_a_file_without_the_right_to_read_it(void **state)
{
	struct house *h = *state;
	bool root = geteuid() == 0;
	ten(h, 0, 10);
	purchases(h, "customer,date\nc1,2026-01-01\n");
	taken(h);
	assert_int_equal(chmod(h->folder, 0755), 0);
	for (int i = 0; i < 2; i++) {
		const char *path = i ? h->purchases : h->customers;
		assert_int_equal(chmod(path, 0), 0);
		assert_int_equal(root ? setresuid(65534, 65534, 0) : 0, 0);
		import(h);
		assert_int_equal(root ? setresuid(0, 0, 0) : 0, 0);
		assert_non_null(h->report.problem);
		assert_true(str_starts(h->report.problem, path));
		assert_non_null(strstr(h->report.problem,
		        "can't be read: Permission denied; give the daemon's user the right"));
		assert_int_equal(h->report.customers, 10);
		assert_int_equal(chmod(path, 0644), 0);
	}
	import(h);
	assert_true(h->report.unchanged);
}

/* ---- who is who ---- */

static void test_one_person_who_moves_or_marries(void **state)
{
	struct house *h = *state;
	customers(h, "id,email,name\n7,anna@x.example,Anna Berg\n");
	taken(h);
	int64_t id = db_int(h->db, 0, "SELECT id FROM customer");
	customers(h, "id,email,name\n7,anna@new.example,Anna Berg\n");
	taken(h);
	customers(h, "id,email,name\n7,anna@new.example,Anna Holm\n");
	taken(h);
	expect_text(h, "SELECT email||' '||name FROM customer", "anna@new.example Anna Holm");
	expect_int(h, "SELECT id FROM customer", id);
	expect_refused(h, "");
}

static void test_an_id_given_out_anew_is_refused(void **state)
{
	struct house *h = *state;
	customers(h, "id,email,name\n6,o@x.example,Ole\n7,anna@x.example,Anna Berg\n"
	             "8,p@x.example,Per\n9,q@x.example,Quy\n5,r@x.example,Rut\n");
	taken(h);
	customers(h, "id,email,name\n6,o@x.example,Ole\n7,bert@x.example,Bert Carl\n"
	             "8,p@x.example,Per\n9,q@x.example,Quy\n5,r@x.example,Rut\n");
	for (int i = 0; i < 2; i++) {
		import_at(h, i ? "2026-10-02" : "2026-10-01", 1000 + i);
		assert_null(h->report.problem);
		expect_refused(h, "3:0");
		expect_text(h,
		        "SELECT value||' '||(reason LIKE '%Anna Berg <anna@x.example>%')"
		        "||' '||first_at FROM refused",
		        "7 1 1000");
		expect_text(h, "SELECT email||' '||present FROM customer WHERE key='7'",
		        "anna@x.example 0");
	}
	customers(h, "id,email,name\n6,o@x.example,Ole\n7,anna@x.example,Anna Berg\n"
	             "8,p@x.example,Per\n9,q@x.example,Quy\n5,r@x.example,Rut\n"
	             "10,bert@x.example,Bert Carl\n");
	taken(h);
	expect_refused(h, "");
	expect_int(h, "SELECT count(*) FROM customer WHERE present=1", 6);
}

/* Rows by number instead of ids: one row more at the top would make everybody somebody else. */
static void test_row_numbers_are_no_ids(void **state)
{
	struct house *h = *state;
	customers(h, "id,email,name\n1,a@x.example,A\n2,b@x.example,B\n3,c@x.example,C\n");
	taken(h);
	customers(h, "id,email,name\n1,n@x.example,N\n2,a@x.example,A\n3,b@x.example,B\n"
	             "4,c@x.example,C\n");
	import(h);
	assert_true(h->report.waiting);
	expect_text(h,
	        "SELECT group_concat(email) FROM (SELECT email FROM customer"
	        " WHERE present=1 ORDER BY key)",
	        "a@x.example,b@x.example,c@x.example");
}

/* One address, one person: the first row, and whoever stands behind it changes nothing. */
static void test_two_people_on_one_address(void **state)
{
	struct house *h = *state;
	customers(h, "id,email,name\n1,home@x.example,Anna\n2,Home@x.example,Bert\n");
	taken(h);
	expect_text(h, "SELECT group_concat(key) FROM customer", "1");
	expect_refused(h, "3:3");
	customers(h, "id,email,name\n1,home@x.example,Anna\n2,bert@x.example,Bert\n");
	taken(h);
	expect_int(h, "SELECT count(*) FROM customer WHERE present=1", 2);
}

/* Whatever came before, the last export alone says who is there and what they bought. */
static void only_the_last_export_counts(struct house *h, int rounds, int people, const char *note)
{
	static const char all[] =
	        "SELECT group_concat(c, '|') FROM (SELECT "
	        "key||email||name||tags||extra||dates||stage"
	        "||coalesce((SELECT group_concat(field||day) FROM (SELECT field, day FROM anchor"
	        " WHERE customer=customer.id ORDER BY field)), '')"
	        "||coalesce((SELECT group_concat(currency||first_day||last_day||count||spent_cents"
	        "||spent_12_cents||spent_prior_12_cents||months||coalesce(usual_days, ''))"
	        " FROM (SELECT * FROM"
	        " purchase_total WHERE customer=customer.id ORDER BY currency)), '') AS c"
	        " FROM customer WHERE present=1 ORDER BY key)";
	uint32_t seed = 12345;
	h->conf.ledger.shrink_percent = 100;
	for (int round = 0; round < rounds; round++) {
		AUTO(text_done) struct text c = TEXT_INIT;
		AUTO(text_done) struct text p = TEXT_INIT;
		AUTO(xfree) char *day = xasprintf("2026-10-%02d", round / 3 + 1);
		bool fewer = round % 4 == 2; /* columns: somebody changed the export */
		text_puts(&c, fewer ? "email,id,name,since\n" : "id,email,name,since,tags,note\n");
		text_puts(&p, "customer,date,amount,currency\n");
		for (int i = 0; i < people; i++) {
			seed = seed * 1664525 + 1013904223;
			unsigned dice = seed >> 16;
			if (dice % 5 == 0 && i)
				continue;
			const char *home = dice & 64 ? "b" : "",
			           *since = dice & 128 ? "2020-02-29" : "";
			if (fewer)
				text_printf(
				        &c, "c%d%s@x.example,c%d,N%d,%s\n", i, home, i, i, since);
			else
				text_printf(&c, "c%d,c%d%s@x.example,N%d,%s,%s,%s\n", i, i, home, i,
				        since, dice & 256 ? "vip;b" : "", dice & 512 ? note : "");
			for (unsigned n = dice % 4; n; n--)
				text_printf(&p, "c%d,202%u-%02u-1%u,%u.50,%s\n", i, n + 2,
				        dice % 12 + 1, n, dice % 90, n & 1 ? "EUR" : "USD");
		}
		customers(h, c.s);
		purchases(h, p.s);
		import_at(h, day, 1000);
		assert_null(h->report.problem);
		AUTO(xfree) char *grown = db_text(h->db, all);
		struct house alone = *h;
		AUTO(db_close) struct db *empty = NULL;
		assert_int_equal(db_open_memory(&empty), 0);
		alone.db = empty;
		alone.report = (struct ledger_report){0};
		import_at(&alone, day, 1000);
		ledger_report_done(&alone.report);
		expect_text(&alone, all, grown);
	}
}

static void test_only_the_last_export_counts(void **state)
{
	only_the_last_export_counts(*state, 60, 12, "x");
}

/* So much that it is written while it is still read. */
static void test_of_long_exports_too(void **state)
{
	AUTO(xfree) char *note = xmalloc(12001);
	memset(note, 'x', 12000);
	note[12000] = '\0';
	only_the_last_export_counts(*state, 4, 600, note);
}

/* And where there is no second thread. */
static void test_of_long_exports_alone(void **state)
{
	pthread_attr_t usual, huge;
	assert_int_equal(pthread_getattr_default_np(&usual), 0);
	pthread_attr_init(&huge);
	assert_int_equal(pthread_attr_setstacksize(&huge, (size_t)1 << 50), 0);
	assert_int_equal(pthread_setattr_default_np(&huge), 0);
	test_of_long_exports_too(state);
	assert_int_equal(pthread_setattr_default_np(&usual), 0);
}

/* ---- purchases and stages ---- */

static void test_totals(void **state)
{
	struct house *h = *state;
	customers(h, "id,email\nA,a@x.example\nB,b@x.example\nC,broken\n");
	purchases(h, "date,customer,amount,currency,item\n"
	             "2024-09-30,A,1.00,eur,too old\n"
	             "2024-10-01,A,10.00,EUR,edge\n"
	             "2024-10-02,A,20.00,EUR,prior\n"
	             "2025-10-01,A,40.00,€,prior\n"
	             "2025-10-02,a@x.example,80.00,EUR,last 12\n"
	             "2026-10-01,A@X.example,160.00,EUR,today\n"
	             "2026-10-02,A,320.00,EUR,tomorrow\n"
	             "2026-03-01,B,5.00,EUR,\n"
	             "2026-04-01,B,7.00,USD,\n"
	             "2026-04-01,B,-2.00,USD,returned\n"
	             "2026-04-01,C,9.00,USD,their row was refused\n"
	             "2026-04-01,D,9.00,USD,nobody\n"
	             "2026-04-31,A,9.00,USD,no such day\n"
	             "2026-04-01,A,9.x0,USD,no amount\n"
	             "2026-04-01,A,9.00,Dollars,no currency\n"
	             "2036-04-01,A,9.00,USD,too far\n");
	taken(h);
	expect_text(h,
	        "SELECT first_day||' '||last_day||' '||count||' '||spent_cents||' '||"
	        "spent_12_cents||' '||spent_prior_12_cents FROM purchase_total JOIN customer c"
	        " ON c.id=customer WHERE key='A'",
	        "19996 20727 6 31100 24000 6000");
	expect_int(h,
	        "SELECT sum(spent_cents) FROM purchase_total JOIN customer c ON c.id=customer"
	        " WHERE key='B' AND currency='USD'",
	        500);
	expect_refused(h, "4:3 13:12 14:1 15:14 16:19 17:1");
	assert_int_equal(h->report.purchases, 11);
	expect_int(h,
	        "SELECT day FROM anchor JOIN customer c ON c.id=customer WHERE key='A' AND"
	        " field='first_purchase'",
	        19996);
	import_at(h, "2026-10-02", 1000);
	expect_int(h,
	        "SELECT spent_12_cents FROM purchase_total JOIN customer c ON c.id=customer"
	        " WHERE key='A'",
	        48000);
	purchases(h, "date,customer,amount,currency\n2026-03-01,B,5.00,USD\n");
	taken(h);
	expect_int(h, "SELECT count(*) FROM purchase_total", 1);
	expect_int(h, "SELECT count(*) FROM anchor WHERE field<>'own_day'", 2);
}

/* Who bought is looked up beside the reading; what is refused stands in the order of the lines. */
static void test_strangers_among_other_faults(void **state)
{
	struct house *h = *state;
	AUTO(text_done) struct text t = TEXT_INIT;
	customers(h, "id,email\nA,a@x.example\n");
	text_puts(&t, "customer,date,amount\nnobody,2026-04-31,1.00\nA,2026-04-31,1.00\n");
	for (int i = 0; i < 30000; i++)
		text_puts(&t, i % 3 == 0   ? "nobody at all,2026-04-01,1.00\n"
		              : i % 3 == 1 ? "A,2026-04-01,much\n"
		                           : "A,2026-04-01,1.00\n");
	purchases(h, t.s);
	taken(h);
	expect_int(h, "SELECT count(*) FROM refused", 1001);
	expect_int(h, "SELECT max(line) FROM refused", 1499);
	expect_int(h, "SELECT count(*) FROM refused WHERE column=1 AND value LIKE 'nobody%'", 500);
	expect_int(h, "SELECT count(*) FROM refused WHERE column=3 AND value='2026-04-31'", 1);
	expect_int(h, "SELECT count(*) FROM refused WHERE column=14 AND value='much'", 499);
	expect_int(h, "SELECT reason LIKE '19002 more rows%' FROM refused WHERE line=0", 1);
	expect_int(h, "SELECT sum(count) FROM purchase_total", 10000);
	assert_int_equal(h->report.purchases, 10000);
}

static void test_sums_do_not_overflow(void **state)
{
	struct house *h = *state;
	AUTO(text_done) struct text t = TEXT_INIT;
	customers(h, "id,email\nA,a@x.example\n");
	text_puts(&t, "date,customer,amount\n");
	for (int i = 0; i < 100000; i++)
		text_puts(&t, "2026-01-01,A,999999999999.99\n");
	purchases(h, t.s);
	taken(h);
	assert_true(db_int(h->db, 0, "SELECT spent_cents FROM purchase_total") > 0);
}

/* A letter's Where: takes these. */
static void expect_those(struct house *h, const char *condition, const char *keys)
{
	AUTO(text_done) struct text sql = TEXT_INIT;
	AUTO(xfree) char *why = NULL;
	assert_int_equal(condition_check(h->db, condition, &why), 0);
	text_puts(&sql, "SELECT group_concat(key) FROM customer WHERE (");
	condition_put(h->db, condition, &sql);
	text_puts(&sql, ")");
	expect_text(h, sql.s, keys);
}

static void test_habits(void **state)
{
	struct house *h = *state;
	customers(h, "id,email\nA,a@x.example\nB,b@x.example\nC,c@x.example\n");
	/* A: weeks 0, 4, 8, 20 in any order; B: twice only; C: one errand of two days, then two */
	purchases(h, "customer,date,amount\nA,2026-06-22,1\nA,2026-03-02,1\nA,2026-03-30,1\n"
	             "A,2026-04-27,1\nB,2026-01-01,1\nB,2026-02-01,1\n"
	             "C,2026-01-05,1\nC,2026-01-11,1\nC,2026-01-12,1\nC,2026-01-26,1\n");
	taken(h);
	expect_text(
	        h, "SELECT group_concat(coalesce(usual_days, '-')) FROM purchase_total", "28,-,10");
	/* the last purchase and twice the usual time */
	expect_those(h, "quiet_day = '2026-08-17'", "A");
	expect_those(h, "quiet_day IS NULL", "B");
	expect_those(h, "usual_days BETWEEN 5 AND 15", "C");
	expect_those(h, "first_purchase < '2026-02-01' AND last_purchase > '2026-01-26'", "B");
	import_at(h, "2031-10-01", 1000); /* nothing left in sight */
	expect_int(h, "SELECT count(*) FROM purchase_total WHERE usual_days IS NOT NULL", 0);
	expect_those(h, "quiet_day IS NULL", "A,B,C");
}

static void test_stages(void **state)
{
	struct house *h = *state;
	customers(h, "id,email,since,tags\n"
	             "before,a@x.example,,\n"
	             "before2,b@x.example,2026-10-02,\n"
	             "new,c@x.example,2026-10-01,\n"
	             "new2,d@x.example,2026-07-04,\n"
	             "short,e@x.example,2026-07-03,\n"
	             "short2,f@x.example,2023-10-02,\n"
	             "long,g@x.example,2023-10-01,\n"
	             "integral,h@x.example,2026-09-01,x;Integral\n"
	             "short3,i@x.example,2026-09-30,\n");
	purchases(h, "customer,date,amount\nshort3,2026-01-01,1\n");
	taken(h);
	expect_text(h,
	        "SELECT coalesce(group_concat(key), '') FROM customer"
	        " WHERE rtrim(key, '0123456789') <> stage",
	        "");
}

static void test_top_share_is_integral(void **state)
{
	struct house *h = *state;
	AUTO(text_done) struct text t = TEXT_INIT;
	AUTO(text_done) struct text bought = TEXT_INIT;
	text_puts(&t, "id,email,since\n");
	text_puts(&bought, "customer,date,amount,currency\n");
	for (int i = 0; i < 40; i++) {
		text_printf(&t, "c%02d,c%d@x.example,20%02d-01-01\n", i, i, i < 20 ? 10 : 12);
		text_printf(&bought, "c%02d,2025-01-01,%d,EUR\n", i, i == 7 || i == 9 ? 900 : 100);
	}
	customers(h, t.s);
	purchases(h, bought.s);
	taken(h);
	expect_text(h,
	        "SELECT group_concat(key) FROM (SELECT key FROM customer WHERE"
	        " stage='integral' ORDER BY key)",
	        "c07,c09");
}

/* ---- a customer as templates see them ---- */

static void field_is(const struct ledger_customer *c, const char *field, const char *want)
{
	const char *got = ledger_customer_field(c, field);
	if (!got || strcmp(got, want) != 0)
		fail_msg("%s is \"%s\", not \"%s\"", field, got ? got : "(null)", want);
}

static void test_customer(void **state)
{
	struct house *h = *state;
	AUTO(ledger_customer_free) struct ledger_customer *c = NULL;
	AUTO(ledger_customer_free) struct ledger_customer *d = NULL;
	struct ledger_customer *none = NULL;
	customers(h,
	        "id,email,name,salutation,language,country,since,first_contact,birthday,tags,"
	        "boat,years,empty\n"
	        "A,a@x.example,Anna Berg,,en,GB,2023-10-05,2023-01-02,--02-29,\"x,y\",Bee,99,\n"
	        "B,b@x.example,Bert,Herr,de,DE,2025-10-01,,,,\"the \"\"B\\\\e\"\"\\\",,\n"
	        "C,c@x.example,Carl,,,US,2026-03-01,,1980-03-14,,,,\n");
	purchases(
	        h, "customer,date,amount,currency\nA,2023-11-06,1234.5,GBP\nA,2024-01-01,7,EUR\n");
	taken(h);
	assert_int_equal(ledger_customer_get(h->db, "Z", NULL, on("2026-10-05"), &none), -ENOENT);
	assert_int_equal(ledger_customer_get(h->db, "A", NULL, on("2026-10-05"), &c), 0);
	field_is(c, "key", "A");
	field_is(c, "salutation", "Anna Berg");
	field_is(c, "years", "3");
	field_is(c, "years_phrase", "three years");
	field_is(c, "since_phrase", "since 2023");
	field_is(c, "since", "5 October 2023");
	field_is(c, "first_contact_date", "2 January 2023");
	field_is(c, "first_purchase", "6 November 2023");
	field_is(c, "last_purchase", "1 January 2024");
	field_is(c, "birthday", "29 February");
	field_is(c, "spent", "1,234.50 GBP + 7.00 EUR");
	field_is(c, "tags", "x, y");
	field_is(c, "boat", "Bee");
	field_is(c, "empty", "");
	field_is(c, "company", "");
	field_is(c, "year", "2026");
	field_is(c, "business", "Harbour & Pine");
	assert_null(ledger_customer_field(c, "nonsense"));
	assert_int_equal(ledger_customer_get(h->db, "B", "de", on("2026-10-01"), &d), 0);
	field_is(d, "years_phrase", "ein Jahr");
	field_is(d, "since", "1. Oktober 2025");
	field_is(d, "since_phrase", "seit 2025");
	field_is(d, "first_purchase", "");
	field_is(d, "boat", "the \"B\\\\e\"\\"); /* quotes and backslashes come through the store */
	ledger_customer_free(d);
	d = NULL;
	/* a letter in French or Spanish: its words, and its way to write dates and sums */
	assert_int_equal(ledger_customer_get(h->db, "A", "fr", on("2026-10-05"), &d), 0);
	field_is(d, "years_phrase", "trois ans");
	field_is(d, "since_phrase", "depuis 2023");
	field_is(d, "since", "5 octobre 2023");
	field_is(d, "last_purchase", "1er janvier 2024");
	field_is(d, "birthday", "29 février");
	field_is(d, "spent", "1\u202f234,50 GBP + 7,00 EUR");
	ledger_customer_free(d);
	d = NULL;
	assert_int_equal(ledger_customer_get(h->db, "A", "es-MX", on("2026-10-05"), &d), 0);
	field_is(d, "years_phrase", "tres años");
	field_is(d, "since_phrase", "desde 2023");
	field_is(d, "since", "5 de octubre de 2023");
	field_is(d, "birthday", "29 de febrero");
	field_is(d, "spent", "1.234,50 GBP + 7,00 EUR");
	ledger_customer_free(d);
	d = NULL;
	assert_int_equal(ledger_customer_get(h->db, "C", NULL, on("2026-10-01"), &d), 0);
	field_is(d, "birthday", "March 14, 1980");
	field_is(d, "since_phrase", "since March");
	field_is(d, "years", "");
}

static void test_find_and_fields(void **state)
{
	struct house *h = *state;
	AUTO(xfree) char *key = NULL;
	AUTO(xfree) char *other = NULL;
	char *none = NULL;
	customers(h, "id,email,boat\nA1,a@x.example,Bee\n");
	taken(h);
	assert_int_equal(ledger_customer_find(h->db, "A@X.example", &key), 0);
	assert_string_equal(key, "A1");
	assert_int_equal(ledger_customer_find(h->db, "a1", &other), 0);
	assert_string_equal(other, "A1");
	assert_int_equal(ledger_customer_find(h->db, "", &none), -ENOENT);
	char **fields = ledger_fields(h->db);
	int found = 0;
	for (char **f = fields; *f; f++)
		found += str_same(*f, "boat") + str_same(*f, "first_name") + str_same(*f, "years");
	assert_int_equal(found, 3);
	ledger_fields_free(fields);
}

/* ---- check ---- */

static void keep(
        const char *file, int line, int column, const char *value, const char *text, void *arg)
{
	const char *slash = strrchr(file, '/');
	text_printf(arg, "%s:%d:%d:%s;", slash + 1, line, column, value);
	assert_true(strlen(text) > 20);
}

static void test_check(void **state)
{
	struct house *h = *state;
	AUTO(text_done) struct text t = TEXT_INIT;
	customers(h, "id,email,manager\n1,bad,anna\n2,b@x.example,otto\n");
	purchases(h, "customer,date\n2,never\n");
	assert_int_equal(ledger_check(&h->conf, keep, &t), 0);
	assert_string_equal(text_str(&t),
	        "customers.csv:3:0:otto;customers.csv:2:3:bad;purchases.csv:2:3:never;");
	expect_int(h, "SELECT count(*) FROM customer", 0);
	/* what is wrong with a file as a whole has its place in front, too */
	text_cut(&t, 0);
	customers(h, "\nid,email,E-Mail\n1,a@x.example,b@x.example\n");
	assert_int_equal(ledger_check(&h->conf, keep, &t), 0);
	customers(h, "id,name\n");
	assert_int_equal(ledger_check(&h->conf, keep, &t), 0);
	customers(h, "id,email,since\n1,a@x.example,\n");
	purchases(h, "customer,day,day\n");
	assert_int_equal(ledger_check(&h->conf, keep, &t), 0);
	purchases(h, "");
	assert_int_equal(ledger_check(&h->conf, keep, &t), 0);
	assert_string_equal(text_str(&t), "customers.csv:2:10:;customers.csv:1:0:;"
	                                  "purchases.csv:1:14:;purchases.csv:0:0:;");
}

/* ---- a database ---- */

/* As the shop's own program would have made it. */
static void database(struct house *h, const char *sql)
{
	sqlite3 *shop = NULL;
	unlink(h->customers);
	assert_int_equal(sqlite3_open(h->customers, &shop), SQLITE_OK);
	assert_int_equal(sqlite3_exec(shop, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(shop), SQLITE_OK);
}

static void test_database(void **state)
{
	struct house *h = *state;
	struct stat before, after;
	database(h, "CREATE TABLE client (no INTEGER, mail TEXT, who TEXT, born TEXT, note BLOB);"
	            "INSERT INTO client VALUES (1, 'a@x.example', 'Anna', '1980-02-29', NULL),"
	            " (2, 'broken', 'Bo', NULL, NULL), (3, 'c@x.example', 'Cara', NULL, x'0041'),"
	            " (4, 'd@x.example', 'Dirk' || char(10) || 'Bcc: x', NULL, NULL),"
	            " (5, 'e@x.example', 'Eva', NULL, 'hello');"
	            "CREATE TABLE sale (no INTEGER, day TEXT, cents INTEGER);"
	            "INSERT INTO sale VALUES (1, '2026-01-02', 1250), (9, '2026-01-02', 1);");
	h->conf.ledger.customers_query =
	        "SELECT no AS id, mail AS email, who AS name, born AS birthday, note FROM client";
	h->conf.ledger.purchases = h->customers;
	h->conf.ledger.purchases_query = "SELECT no AS customer, day AS date, printf('%.2f', "
	                                 "cents/100.0) AS amount FROM sale";
	/* a day ago: whoever reads it without care would change that */
	const struct timespec day_ago[] = {
	        {.tv_sec = time(NULL) - 90000}, {.tv_sec = time(NULL) - 9000}};
	assert_int_equal(utimensat(AT_FDCWD, h->customers, day_ago, 0), 0);
	assert_int_equal(stat(h->customers, &before), 0);
	taken(h);
	expect_text(h, "SELECT group_concat(key || name) FROM customer", "1Anna,5Eva");
	expect_text(h, "SELECT json_extract(extra, '$.note') FROM customer WHERE key='5'", "hello");
	expect_int(h, "SELECT spent_cents FROM purchase_total", 1250);
	expect_text(h,
	        "SELECT group_concat(p, ' ') FROM (SELECT substr(file, 11) || line || ':' ||"
	        " column AS p FROM refused ORDER BY file, line)",
	        "csv3:2 csv4:5 csv5:3 csv (purchases)3:1");
	/* read, and nothing else */
	assert_int_equal(stat(h->customers, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_memory_equal(&before.st_mtim, &after.st_mtim, sizeof before.st_mtim);
	assert_memory_equal(&before.st_atim, &after.st_atim, sizeof before.st_atim);
	assert_memory_equal(&before.st_ctim, &after.st_ctim, sizeof before.st_ctim);
	import(h);
	assert_true(h->report.unchanged);
	database(h, "CREATE TABLE client (no, mail, who, born, note); CREATE TABLE sale (no, day,"
	            " cents); INSERT INTO client VALUES (1, 'a@x.example', 'Anna B', '', ''),"
	            " (5, 'e@x.example', 'Eva', '', 'hello')");
	taken(h);
	expect_text(h, "SELECT name FROM customer WHERE key='1'", "Anna B");
	expect_int(h, "SELECT count(*) FROM purchase_total", 0);
}

static void test_hostile_queries(void **state)
{
	struct house *h = *state;
	static const struct {
		const char *query, *why;
	} queries[] = {
	        {"DELETE FROM client", "more than read"},
	        {"SELECT 1 AS id; DROP TABLE client", "not one SELECT"},
	        {"PRAGMA journal_mode=WAL", "more than read"},
	        {"ATTACH '/tmp/other.db' AS o", "more than read"},
	        {"SELECT load_extension('/tmp/x') AS email FROM client", "not authorized"},
	        {"SELECT absent AS email FROM client", "no such column"},
	        {"", "not one SELECT"},
	        {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i AS email"
	         " FROM n WHERE i<0",
	                "far longer"},
	        {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i || "
	         "'@x.example'"
	         " AS email FROM n", /* rows without end, from no file at all */
	                "far longer"},
	        {"SELECT replace(hex(zeroblob(1000000)), '00', 'xxxxxxxx') AS email FROM client",
	                "too big"},
	        {"SELECT mail AS whither FROM client", "no column is called email"},
	};
	database(h, "CREATE TABLE client (mail TEXT); INSERT INTO client VALUES ('a@x.example')");
	for (size_t i = 0; i < COUNT(queries); i++) {
		h->conf.ledger.customers_query = (char *)queries[i].query;
		import(h);
		if (!h->report.problem || !strstr(h->report.problem, queries[i].why))
			fail_msg("%s: %s", queries[i].query,
			        h->report.problem ? h->report.problem : "was taken");
		expect_int(h, "SELECT count(*) FROM customer", 0);
	}
	h->conf.ledger.customers_query = "SELECT mail AS email FROM client";
	taken(h);
	write_file(h->customers, "this is no database, whatever it is called", 42);
	import(h);
	assert_non_null(strstr(h->report.problem, "not a database"));
	expect_int(h, "SELECT count(*) FROM customer WHERE present=1", 1);
}

/* ---- hostile files ---- */

static void test_damaged_files(void **state)
{
	static const char good[] =
	        "id,email,name,since,birthday,tags,note\n"
	        "1,a@x.example,\"Ann \"\"A\"\" Berg\",2020-01-01,--02-29,\"a;b\",x\n"
	        "2,b@x.example,Zoë,2021-02-03,1980-01-01,,\"two\nlines\"\n"
	        "3,c@x.example,Łukasz,2022-02-03,,integral,=\"007\"\n";
	static const char nasty[] = "\"\",;\t\r\n\0\xff\xc3\xe2=|0-\xfe\xbf";
	struct house *h = *state;
	uint32_t seed = 20261001;
	h->conf.ledger.shrink_percent = 100;
	for (int round = 0; round < 1500; round++) {
		char bytes[sizeof good];
		memcpy(bytes, good, sizeof good);
		size_t n = sizeof good - 1;
		for (int i = 0; i < 1 + round % 12; i++) {
			seed = seed * 1664525 + 1013904223;
			bytes[(seed >> 8) % n] = nasty[(seed >> 3) % (sizeof nasty - 1)];
		}
		write_file(h->customers, bytes, round % 5 ? n : seed % n);
		h->conf.ledger.encoding = round % 3 ? "utf-8" : "utf-16le";
		import_at(h, "2026-10-01", round);
		assert_true(h->report.problem || h->report.customers > 0);
	}
	expect_int(h,
	        "SELECT count(*) FROM customer WHERE email LIKE '%' || char(10) || '%'"
	        " OR name LIKE '%' || char(10) || '%' OR key=''",
	        0);
	expect_int(h,
	        "SELECT count(*) FROM customer WHERE present=1 AND (NOT json_valid(extra) OR"
	        " email LIKE '% %')",
	        0);
}

#define MANY(n, ...)                                                                               \
	for (int i_ = 0; i_ < (n); i_++)                                                           \
	text_printf(&t, __VA_ARGS__)

/* Rows that want to be more than a customer: each is refused at its place, in words, and its
 * neighbours are taken. */
static void test_hostile_rows(void **state)
{
	static const struct {
		const char *row, *why;
		size_t n;
	} rows[] = {
	        {"=cmd|'/c calc'!A1", "formula", 0},
	        {"\"=HYPERLINK(\"\"http://x.example\"\",\"\"y\"\")\"", "formula", 0},
	        {"\"Bo\nBcc: evil@x.example\"", "line break", 0},
	        {"\"Bo\r\nBcc: evil@x.example\"", "line break", 0},
	        {"\"Bo\rBcc: evil@x.example\"", "line break", 0},
	        {"Bo\033[31m", "control character U+001B", 0},
	        {"Bo\xc2\x85"
	         "Bcc: x",
	                "control character U+0085", 0},
	        {"oB\xe2\x80\xae", "control character U+202E", 0},
	        {"B\0o", "U+0000", 3},
	        {"B\xc0\xafo", "no text", 0},
	        {"B\xe0\x80\xafo", "no text", 0},
	        {"B\xed\xa0\x80o", "no text", 0},
	};
	struct house *h = *state;
	AUTO(text_done) struct text t = TEXT_INIT;
	text_puts(&t, "id,email,name\n");
	for (size_t i = 0; i < COUNT(rows); i++) {
		text_printf(&t, "good%zu,g%zu@x.example,Good\nbad%zu,b%zu@x.example,", i, i, i, i);
		text_put(&t, rows[i].row, rows[i].n ? rows[i].n : strlen(rows[i].row));
		text_puts(&t, "\n");
	}
	write_file(h->customers, t.s, t.len);
	taken(h);
	expect_int(h, "SELECT count(*) FROM customer WHERE name='Good'", COUNT(rows));
	expect_int(h, "SELECT count(*) FROM customer", COUNT(rows));
	for (size_t i = 0; i < COUNT(rows); i++) {
		AUTO(xfree)
		char *sql =
		        xasprintf("SELECT reason FROM refused WHERE column>0 ORDER BY line LIMIT 1"
		                  " OFFSET %zu",
		                i);
		AUTO(xfree) char *why = db_text(h->db, sql);
		if (!why || !strstr(why, rows[i].why))
			fail_msg("%s: %s", rows[i].row, why ? why : "not refused");
	}
}

/* Sizes that nobody's export has. */
static void test_hostile_sizes(void **state)
{
	struct house *h = *state;
	AUTO(text_done) struct text t = TEXT_INIT;
	text_puts(&t, "id,email,note\n1,a@x.example,");
	MANY(1 << 20, "%c", 'x');
	text_puts(&t, "\n2,b@x.example,fine\n");
	write_file(h->customers, t.s, t.len);
	taken(h);
	expect_text(h, "SELECT group_concat(key) FROM customer", "2");
	expect_int(h, "SELECT count(*) FROM refused WHERE line=2", 1);
	/* what claims to go on for ever: holes are read as nothing, of no more than a row */
	customers(h, "id,email,note\n2,b@x.example,fine\n3,c@x.example,too\n");
	assert_int_equal(truncate(h->customers, 32 << 20), 0);
	taken(h);
	expect_text(h, "SELECT group_concat(key) FROM customer", "2,3");
	expect_int(h, "SELECT count(*) FROM refused WHERE line=4", 1);
	text_cut(&t, 0);
	MANY(10000, "c%d,", i_);
	text_puts(&t, "email\na@x.example\n");
	customers(h, t.s);
	import(h);
	assert_non_null(strstr(h->report.problem, "10001 columns"));
	/* columns of one name: of ours, nobody can tell which; of theirs, each has its own */
	customers(h, "id,id,email\n1,2,a@x.example\n");
	import(h);
	assert_non_null(strstr(h->report.problem, "both seem to be id"));
	customers(h, "id,email,note,note,Note\n2,b@x.example,a,b,c\n3,c@x.example,,,\n");
	taken(h);
	expect_text(h, "SELECT extra FROM customer WHERE key='2'",
	        "{\"note\":\"a\",\"note_2\":\"b\",\"note_3\":\"c\"}");
}

#define LEDGER_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        LEDGER_TEST(test_fields),
	        LEDGER_TEST(test_keys),
	        LEDGER_TEST(test_refusals),
	        LEDGER_TEST(test_complaints_keep_their_age),
	        LEDGER_TEST(test_many_refusals_are_summed_up),
	        LEDGER_TEST(test_column_map),
	        LEDGER_TEST(test_columns_of_other_languages),
	        LEDGER_TEST(test_columns_that_cannot_be_told),
	        LEDGER_TEST(test_unchanged_does_nothing),
	        LEDGER_TEST(test_gone_people_are_kept_apart),
	        LEDGER_TEST(test_shrunk_ledger_waits),
	        LEDGER_TEST(test_doubled_ledger_waits),
	        LEDGER_TEST(test_bad_files_change_nothing),
	        LEDGER_TEST(test_a_file_without_the_right_to_read_it),
	        LEDGER_TEST(test_one_person_who_moves_or_marries),
	        LEDGER_TEST(test_an_id_given_out_anew_is_refused),
	        LEDGER_TEST(test_row_numbers_are_no_ids),
	        LEDGER_TEST(test_two_people_on_one_address),
	        LEDGER_TEST(test_only_the_last_export_counts),
	        LEDGER_TEST(test_of_long_exports_too),
	        LEDGER_TEST(test_of_long_exports_alone),
	        LEDGER_TEST(test_totals),
	        LEDGER_TEST(test_strangers_among_other_faults),
	        LEDGER_TEST(test_sums_do_not_overflow),
	        LEDGER_TEST(test_habits),
	        LEDGER_TEST(test_stages),
	        LEDGER_TEST(test_top_share_is_integral),
	        LEDGER_TEST(test_customer),
	        LEDGER_TEST(test_find_and_fields),
	        LEDGER_TEST(test_check),
	        LEDGER_TEST(test_database),
	        LEDGER_TEST(test_hostile_queries),
	        LEDGER_TEST(test_damaged_files),
	        LEDGER_TEST(test_hostile_rows),
	        LEDGER_TEST(test_hostile_sizes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
