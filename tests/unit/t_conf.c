#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf.h"

static char folder[] = "/tmp/t_conf.XXXXXX";

/* The least that works; the tests put lines before, after and into it. */
#define BUSINESS                                                                                   \
	"business = { name = \"Harbour & Pine\"; address = \"care@harbourpine.example\"; "         \
	"timezone = \"Europe/Berlin\"; };\n"
#define PEOPLE                                                                                     \
	"people = ( { id = \"anna\"; name = \"Anna Berg\"; email = \"anna@harbourpine.example\"; " \
	"owner = true; } );\n"
#define LEDGER "ledger = { customers = \"customers.csv\"; };\n"
#define SMTP "smtp = { host = \"mail.harbourpine.example\"; };\n"
#define IMAP                                                                                       \
	"imap = { host = \"mail.harbourpine.example\"; user = \"care\"; password_file = "          \
	"\"/dev/null\"; };\n"
#define LEAST BUSINESS PEOPLE LEDGER SMTP IMAP

static char *in_folder(const char *name)
{
	return xasprintf("%s/%s", folder, name);
}

static void put_file(const char *name, const char *content, mode_t mode)
{
	AUTO(xfree) char *path = in_folder(name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(content, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static int load(const char *content, struct conf **ret, struct conf_problems *ret_problems)
{
	AUTO(xfree) char *path = in_folder("test.conf");

	put_file("test.conf", content, 0600);
	return conf_load(path, ret, ret_problems);
}

static struct conf *good(const char *content)
{
	AUTO(conf_problems_done) struct conf_problems p = {0};
	struct conf *conf = NULL;

	if (load(content, &conf, &p) != 0)
		fail_msg("line %d: %s", p.at[0].line, p.at[0].text);
	assert_int_equal(p.count, 0);
	return conf;
}

/* What `check` goes on with although the file is bad: nothing of it is missing. */
static void can_be_looked_at(void)
{
	AUTO(conf_problems_done) struct conf_problems p = {0};
	AUTO(conf_free) struct conf *c = NULL;
	AUTO(xfree) char *path = in_folder("test.conf");

	assert_int_equal(conf_load_to_look(path, &c, &p), CONF_BAD);
	if (!c)
		return;
	assert_non_null(c->business.name);
	assert_non_null(c->business.address);
	assert_non_null(c->business.message_domain);
	assert_non_null(c->business.timezone);
	assert_true(c->people_count > 0);
	for (size_t i = 0; i < c->people_count; i++)
		assert_true(c->people[i].id && c->people[i].name && c->people[i].email &&
		            c->people[i].timezone);
}

/* Bad, and one of the complaints is of this line and holds these words. */
static void bad(const char *content, int line, const char *words)
{
	AUTO(conf_problems_done) struct conf_problems p = {0};
	struct conf *conf = NULL;

	assert_int_equal(load(content, &conf, &p), CONF_BAD);
	assert_null(conf);
	can_be_looked_at();
	for (size_t i = 0; i < p.count; i++)
		if (!p.at[i].warning && p.at[i].line == line && strstr(p.at[i].text, words))
			return;
	fail_msg("nobody said \"%s\" of line %d, but: %d: %s", words, line, p.at[0].line,
	        p.at[0].text);
}

/* What stands under a letter speaks the letter's language. */
static void test_languages_of_letters(void **state)
{
	(void)state;
	AUTO(conf_free) struct conf *plain = good(LEAST);
	assert_non_null(strstr(conf_optout(plain, "en-GB"), "just reply"));
	assert_non_null(strstr(conf_optout(plain, "de-AT"), "Wenn Sie"));
	assert_non_null(strstr(conf_optout(plain, "pl"), "wystarczy"));
	assert_non_null(strstr(conf_optout(plain, "fi"), "just reply")); /* we have no Finnish */
	assert_string_equal(conf_signature(&plain->people[0], "de"), "Anna Berg\nHarbour & Pine");

	struct conf c = {
	        .business = {.language = (char *)"de", .optout_line = (char *)"Genug? Stopp."}};
	struct conf_person anna = {.signature = (char *)"Anna"};
	conf_words_add(&c.business.optout_lines, "pt", "Chega?");
	conf_words_add(&c.business.optout_lines, "pt-BR", "Basta?");
	conf_words_add(&anna.signatures, "fr", "Anna\nvotre interlocutrice");
	assert_string_equal(conf_optout(&c, "de-CH"), "Genug? Stopp.");
	assert_string_equal(conf_optout(&c, "pt-BR"), "Basta?");
	assert_string_equal(conf_optout(&c, "pt-PT"), "Chega?");
	assert_non_null(strstr(conf_optout(&c, "fr"), "répondez"));
	assert_string_equal(conf_optout(&c, "ja"), "Genug? Stopp.");
	assert_string_equal(conf_signature(&anna, "fr-CA"), "Anna\nvotre interlocutrice");
	assert_string_equal(conf_signature(&anna, "de"), "Anna");
	conf_words_done(&c.business.optout_lines);
	conf_words_done(&anna.signatures);
}

static void test_defaults(void **state)
{
	AUTO(conf_free) struct conf *c = good(LEAST);
	AUTO(xfree) char *templates = in_folder("templates");
	AUTO(xfree) char *customers = in_folder("customers.csv");

	(void)state;
	assert_string_equal(c->business.from_name, "%s, Harbour & Pine");
	assert_string_equal(c->business.message_domain, "harbourpine.example");
	assert_string_equal(c->business.language, "en");
	assert_string_equal(c->business.country, "");
	assert_string_equal(c->business.optout_line,
	        "If you would rather not get letters like this, just reply “stop”.");
	assert_null(c->business.postal_address);
	assert_string_equal(c->people[0].timezone, "Europe/Berlin");
	assert_string_equal(c->people[0].signature, "Anna Berg\nHarbour & Pine");
	assert_true(c->people[0].digest);
	assert_string_equal(c->state, "/var/lib/followupd");
	assert_string_equal(c->templates, templates);
	assert_string_equal(c->ledger.customers, customers);
	assert_null(c->ledger.purchases);
	assert_int_equal(c->ledger.delimiter, 0);
	assert_int_equal(c->ledger.decimal, '.');
	assert_int_equal(c->ledger.shrink_percent, 20);
	assert_int_equal(c->courtesy.window_start_min, 540);
	assert_int_equal(c->courtesy.window_end_min, 690);
	assert_int_equal(c->courtesy.gap_days, 21);
	assert_false(c->courtesy.assume_consent);
	assert_int_equal(c->smtp.server.port, 465);
	assert_null(c->smtp.server.user);
	assert_int_equal(c->smtp.per_minute, 30);
	assert_int_equal(c->imap.server.port, 993);
	assert_string_equal(c->imap.mailboxes[0], "INBOX");
	assert_null(c->imap.mailboxes[1]);
	assert_int_equal(c->digest.weekday, 1);
	assert_int_equal(c->digest.escalate_hours, 8);
}

static char *data(const char *name)
{
	const char *srcdir = getenv("srcdir");

	return xasprintf("%s/tests/unit/data/%s", srcdir ? srcdir : ".", name);
}

static void check_full_people(const struct conf *c)
{
	assert_int_equal(c->people_count, 2);
	assert_string_equal(c->people[0].id, "jo.ao");
	assert_string_equal(c->people[0].name, "João Prado");
	assert_string_equal(c->people[0].signature, "João");
	assert_string_equal(conf_signature(&c->people[0], "de"), "João\nIhr Bäcker");
	assert_string_equal(conf_optout(c, "fr-CA"), "Assez ? Stop.");
	assert_string_equal(c->people[0].timezone, "Europe/Lisbon");
	assert_string_equal(c->people[0].language, "pt-BR");
	assert_false(c->people[0].digest || c->people[0].owner);
	assert_string_equal(c->people[1].timezone, "Asia/Kathmandu");
	assert_string_equal(c->people[1].language, "de");
	assert_ptr_equal(conf_person(c, "JO.AO"), &c->people[0]);
	assert_null(conf_person(c, "anna"));
	assert_null(conf_person(c, ""));
	assert_null(conf_person(c, NULL));
	assert_ptr_equal(conf_person_by_email(c, "Zoe@Groesse.example"), &c->people[1]);
	assert_ptr_equal(conf_default_person(c), &c->people[1]);
}

static void check_full_servers(const struct conf *c)
{
	assert_int_equal(c->smtp.server.port, 587);
	assert_int_equal(c->smtp.server.tls, CONF_TLS_STARTTLS); /* by its port */
	assert_string_equal(strrchr(c->smtp.server.ca_file, '/'), "/ca.pem");
	assert_string_equal(c->smtp.server.password.credential, "smtp");
	assert_int_equal(c->smtp.server.timeout_s, 5);
	assert_int_equal(c->smtp.per_minute, 0);
	assert_int_equal(c->imap.server.port, 143);
	assert_string_equal(c->imap.server.password.command, "echo x");
	assert_string_equal(c->imap.mailboxes[1], "Kunden");
	assert_null(c->imap.mailboxes[2]);
	assert_string_equal(c->imap.sent, "Gesendet");
	assert_int_equal(c->imap.since_days, 0);
}

static void test_full(void **state)
{
	AUTO(xfree) char *path = data("full.conf");
	AUTO(conf_problems_done) struct conf_problems p = {0};
	AUTO(conf_free) struct conf *c = NULL;

	(void)state;
	assert_int_equal(conf_load(path, &c, &p), 0);
	assert_int_equal(p.count, 0);
	assert_int_equal(c->path[0], '/');
	assert_string_equal(c->business.country, "DE");
	assert_string_equal(c->business.name, "Bäckerei Größe");
	assert_string_equal(c->business.optout_line,
	        "Wenn Sie solche Briefe lieber nicht bekommen möchten, antworten Sie einfach mit "
	        "„stopp“.");
	assert_int_equal(c->business.from, CONF_FROM_SHARED);
	assert_string_equal(c->business.unsubscribe_url, "https://groesse.example/stopp?brief=%t");
	assert_string_equal(c->cluster, "shop");
	assert_string_equal(strstr(c->state, "/unit/"), "/unit/data/store");
	assert_string_equal(strstr(c->templates, "/unit/"), "/unit/data/briefe");
	assert_string_equal(c->calendars, "/srv/kalender");
	assert_int_equal(c->ledger.delimiter, '\t');
	assert_int_equal(c->ledger.decimal, ',');
	assert_int_equal(c->ledger.dates, CONF_DATES_DMY);
	assert_int_equal(c->ledger.columns_count, 2);
	assert_string_equal(c->ledger.columns[1].field, "lieblingskuchen");
	assert_string_equal(c->ledger.columns[1].header, "Kuchen");
	assert_string_equal(c->ledger.purchase_columns[0].header, "Betrag");
	assert_int_equal(c->courtesy.window_start_min, 485);
	assert_int_equal(c->courtesy.window_end_min, 1440);
	assert_int_equal(c->courtesy.leap, CONF_LEAP_MAR1);
	assert_true(c->courtesy.assume_consent);
	assert_int_equal(c->digest.weekday, 5);
	check_full_people(c);
	check_full_servers(c);
}

/* The annotated sample is what people copy: it must be right. */
static void test_sample(void **state)
{
	const char *srcdir = getenv("srcdir");
	AUTO(xfree)
	char *path = xasprintf("%s/contrib/followupd.conf.sample", srcdir ? srcdir : ".");
	AUTO(conf_problems_done) struct conf_problems p = {0};
	AUTO(conf_free) struct conf *c = NULL;

	(void)state;
	assert_int_equal(conf_load(path, &c, &p), 0);
	assert_int_equal(p.count, 0);
}

static void test_unknown_words(void **state)
{
	(void)state;
	bad(LEAST "stagess = {};\n", 6, "did you mean stages?");
	bad(LEAST "courtesy = {\n gap_dyas = 1; };\n", 7, "did you mean gap_days?");
	bad(LEAST "zebra = 1;\n", 6, "known there: business, people");
	bad(BUSINESS "people = ( { id = \"a\"; name = \"A\"; email = \"a@b.example\";\nowmer = "
	             "true; } );" LEDGER SMTP IMAP,
	        3, "did you mean owner?");
	bad(BUSINESS PEOPLE
	        "ledger = { customers = \"c\"; purchase_columns = { amuont = \"x\"; }; };" SMTP
	                IMAP,
	        3, "did you mean amount?");
	bad(BUSINESS PEOPLE LEDGER SMTP
	        "imap = { host = \"x.example\"; user = \"u\"; per_minute = 1;"
	        "password_file = \"/dev/null\"; };",
	        5, "per_minute is not known in imap");
}

static void test_wrong_values(void **state)
{
	static const char *const cases[][2] = {
	        {"courtesy = { gap_days = \"21\"; };", "gap_days must be a whole number"},
	        {"courtesy = { gap_days = -1; };", "between 0 and 365"},
	        {"courtesy = { gap_days = 2.5; };", "gap_days must be a whole number"},
	        {"courtesy = { assume_consent = 1; };", "true or false"},
	        {"courtesy = { window = \"9-11\"; };", "\"09:00-11:30\""},
	        {"courtesy = { window = \"11:00-09:00\"; };", "the earlier first"},
	        {"courtesy = { window = \"09:00-24:01\"; };", "two times of one day"},
	        {"courtesy = { window = \"09:00-11:30x\"; };", "two times of one day"},
	        {"courtesy = { leap = \"feb29\"; };", "\"feb28\", \"mar1\", \"only\""},
	        {"courtesy = 5;", "courtesy must be a group"},
	        {"digest = { day = \"Mon\"; };", "\"Monday\""},
	        {"digest = { nudge_hours = 8; escalate_hours = 4; };", "before nudge_hours"},
	        {"stages = { integral_tag = \"\"; };", "integral_tag is empty"},
	        {"stages = { integral_tag = \"a\\nb\"; };", "line break"},
	        {"stages = { integral_tag = \"\xe4\"; };", "not UTF-8"},
	        {"templates = [ \"a\" ];", "templates must be text in quotes"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO(xfree) char *content = xasprintf("%s%s\n", LEAST, cases[i][0]);

		bad(content, 6, cases[i][1]);
	}
}

static void test_wrong_business(void **state)
{
	static const char *const cases[][2] = {
	        {"address = \"Anna <a@b.example>\";", "is not a plain e-mail address"},
	        {"address = \"a@b@c.example\";", "is not a plain e-mail address"},
	        {"address = \"zoë@c.example\";", "is not a plain e-mail address"},
	        {"address = \"a@exmaple\";", "is not a plain e-mail address"},
	        {"address = \"a@localhost\";", "message_domain is missing"},
	        {"address = \"a@bücher.example\";", "message_domain is missing"},
	        {"address = \"a@b.example\"; message_domain = \"vm\";", "with a dot in it"},
	        {"address = \"a@b.example\"; message_domain = \"winterfell.\";",
	                "with a dot in it"},
	        {"address = \"a@b.example\"; message_domain = \"bücher.example\";", "ASCII"},
	        {"address = \"a@b.example\"; from = \"mine\";",
	                "\"shared\", \"own\", \"delegate\""},
	        {"address = \"a@b.example\"; unsubscribe_url = \"http://b.example/%t\";",
	                "mail programs take https only"},
	        {"address = \"a@b.example\"; unsubscribe_url = \"https://b.example/stop\";", "%t"},
	        {"address = \"a@b.example\"; unsubscribe_url = \"https://b.example/%t>, <x:%t\";",
	                "no address for one click"},
	        {"address = \"a@b.example\"; country = \"Germany\";", "two letters"},
	        {"address = \"a@b.example\"; language = \"english!\";", "language code"},
	        {"name = \"N\";", "address is missing in business"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO(xfree)
		char *content = xasprintf("%sbusiness = { %s %s timezone = \"UTC\"; };\n",
		        PEOPLE LEDGER SMTP IMAP,
		        strstr(cases[i][0], "name = ") == cases[i][0] ? "" : "name = \"N\";",
		        cases[i][0]);

		bad(content, 5, cases[i][1]);
	}
}

static void test_timezones(void **state)
{
	(void)state;
#define ZONE(tz)                                                                                   \
	PEOPLE LEDGER SMTP IMAP "business = { name = \"N\"; address = \"a@b.example\";\n"          \
	                        "timezone = \"" tz "\"; };\n"
	bad(ZONE("Europe/Berln"), 6, "did you mean \"Europe/Berlin\"?");
	bad(ZONE("CEST"), 6, "timedatectl");
	bad(ZONE("../../etc/passwd"), 6, "not a time zone");
	bad(ZONE("/etc/passwd"), 6, "not a time zone");
	bad(ZONE("Europe"), 6, "not a time zone");
}

static void test_people(void **state)
{
#define ANNA "{ id = \"anna\"; name = \"A\"; email = \"a@b.example\"; owner = true; }"
	(void)state;
	bad(BUSINESS LEDGER SMTP IMAP "people = ( " ANNA ",\n{ id = \"ANNA\"; name = \"B\"; "
	                              "email = \"b@b.example\"; } );",
	        6, "two people have the id \"anna\"");
	bad(BUSINESS LEDGER SMTP IMAP "people = ( " ANNA ",\n{ id = \"b\"; name = \"B\"; "
	                              "email = \"A@B.example\"; } );",
	        6, "two people have the address");
	bad(LEDGER SMTP IMAP "people = ( " ANNA
	                     " );\nbusiness = { name = \"N\"; timezone = \"UTC\";"
	                     " address = \"care@c.example\"; from = \"own\"; };",
	        4, "letters can't come from a@b.example");
	bad(BUSINESS LEDGER SMTP IMAP "people = ( { id = \"an na\"; name = \"A\"; "
	                              "email = \"a@b.example\"; owner = true; } );",
	        5, "use only a-z");
	bad(BUSINESS LEDGER SMTP IMAP "people = ( { id = \"anna\"; name = \"A\"; "
	                              "email = \"a@b.example\"; } );",
	        5, "nobody in people is the owner");
	bad(BUSINESS LEDGER SMTP IMAP "people = ();", 5, "nobody in people");
	bad(BUSINESS LEDGER SMTP IMAP "people = { id = \"anna\"; };", 5, "must be a list");
	bad(BUSINESS LEDGER SMTP IMAP, 0, "people is missing in the file");
}

static void test_passwords(void **state)
{
	AUTO(conf_problems_done) struct conf_problems p = {0};
	struct conf *c = NULL;

	(void)state;
	assert_int_equal(load(BUSINESS PEOPLE LEDGER IMAP "smtp = { host = \"x.example\"; "
	                                                  "user = \"u\"; password = \"geheim\"; };",
	                         &c, &p),
	        CONF_BAD);
	assert_int_equal(p.count, 1);
	assert_int_equal(p.at[0].line, 5);
	assert_non_null(strstr(p.at[0].text, "password_file"));
	assert_null(strstr(p.at[0].text, "geheim"));
	bad(BUSINESS PEOPLE LEDGER IMAP "smtp = { host = \"x.example\"; user = \"u\"; };", 5,
	        "has a user but no password");
	bad(BUSINESS PEOPLE LEDGER IMAP
	        "smtp = { host = \"x.example\"; password_command = \"c\"; };",
	        5, "has a password but no user");
	bad(BUSINESS PEOPLE LEDGER IMAP
	        "smtp = { host = \"x.example\"; user = \"u\"; "
	        "password_file = \"/dev/null\"; password_command = \"c\"; };",
	        5, "more than once");
	bad(BUSINESS PEOPLE LEDGER "imap = { host = \"x.example\"; user = \"u\"; "
	                           "password_file = \"/dev/null\"; token_command = \"c\"; };",
	        4, "more than once");
	bad(BUSINESS PEOPLE LEDGER IMAP "smtp = { host = \"x.example\"; user = \"u\"; "
	                                "password_credential = \"/a/b\"; };",
	        5, "for a path use password_file");
}

static void check_warning(const char *content, const char *words)
{
	AUTO(conf_problems_done) struct conf_problems p = {0};
	AUTO(conf_free) struct conf *c = NULL;

	assert_int_equal(load(content, &c, &p), 0);
	assert_int_equal(p.count, 1);
	assert_true(p.at[0].warning);
	assert_non_null(strstr(p.at[0].text, words));
}

static void test_warnings(void **state)
{
#define SMTP_FILE(name)                                                                            \
	BUSINESS PEOPLE LEDGER IMAP                                                                \
	        "smtp = { host = \"x.example\"; user = \"u\"; password_file = \"" name "\"; };"
	(void)state;
	put_file("open", "x\n", 0644);
	put_file("closed", "x\n", 0600);
	check_warning(SMTP_FILE("open"), "chmod 600");
	check_warning(SMTP_FILE("missing"), "does not exist");
	AUTO(conf_free) struct conf *c = good(SMTP_FILE("closed"));
	assert_non_null(c);
	check_warning(BUSINESS PEOPLE SMTP IMAP "ledger = { customers = \"c\"; columns = { emial = "
	                                        "\"x\"; }; };",
	        "did you mean email");
}

/* All of them in one go, in the order of the file. */
static void test_all_at_once(void **state)
{
	AUTO(conf_problems_done) struct conf_problems p = {0};
	struct conf *c = NULL;

	(void)state;
	assert_int_equal(
	        load("zebra = 1;\n" BUSINESS LEDGER SMTP "digest = { hour = 24; };\n", &c, &p),
	        CONF_BAD);
	assert_int_equal(p.count, 4);
	assert_int_equal(p.at[0].line, 1);
	assert_int_equal(p.at[1].line, 5);
	assert_int_equal(p.at[2].line, 0);
	assert_int_equal(p.at[3].line, 0);
}

static void test_files(void **state)
{
	AUTO(conf_problems_done) struct conf_problems p = {0};
	AUTO(conf_problems_done) struct conf_problems q = {0};
	struct conf *c = NULL;

	(void)state;
	assert_int_equal(conf_load("/nonexistent/followupd.conf", &c, &p), -ENOENT);
	assert_int_equal(p.count, 1);
	assert_int_equal(conf_load("/tmp", &c, &q), -EISDIR);
	assert_null(c);
	bad("", 0, "business is missing in the file");
	bad(LEAST "state = ;\n", 6, "syntax error");
	bad(LEAST "state = \"a\";\nstate = \"b\";\n", 7, "duplicate");
	AUTO(conf_free) struct conf *bom = good("\xef\xbb\xbf" LEAST);
	assert_non_null(bom);
}

static void test_include(void **state)
{
	AUTO(conf_problems_done) struct conf_problems p = {0};
	struct conf *c = NULL;

	(void)state;
	put_file("more.conf", "\n\nzebra = 1;\n", 0600);
	assert_int_equal(load(LEAST "@include \"more.conf\"\n", &c, &p), CONF_BAD);
	assert_int_equal(p.count, 1);
	assert_int_equal(p.at[0].line, 3);
	assert_string_equal(strrchr(p.at[0].file, '/'), "/more.conf");
}

/* conf.d/: the later name is the last word, group by group, and each complaint names its file. */
static void test_dropins(void **state)
{
	AUTO(conf_problems_done) struct conf_problems p = {0};
	struct conf *c = NULL;

	(void)state;
	AUTO(xfree) char *folder_d = in_folder("conf.d");
	assert_int_equal(mkdir(folder_d, 0700), 0);
	put_file("conf.d/20-later.conf", "courtesy = { gap_days = 33; };\n", 0600);
	put_file("conf.d/10-first.conf",
	        "courtesy = { gap_days = 44; per_year = 5; };\n"
	        "imap = { mailboxes = [ \"A\", \"B\" ]; };\nstate = \"elsewhere\";\n",
	        0600);
	put_file("conf.d/30-not-ours.conf.bak", "zebra = 1;\n", 0600);
	assert_int_equal(
	        load(LEAST "courtesy = { gap_days = 3; quiet_from = \"17:00\"; };\n", &c, &p), 0);
	assert_int_equal(c->courtesy.gap_days, 33);
	assert_int_equal(c->courtesy.per_year, 5);
	assert_int_equal(c->courtesy.quiet_min, 17 * 60);
	assert_string_equal(c->imap.mailboxes[1], "B");
	assert_null(c->imap.mailboxes[2]);
	assert_string_equal(strrchr(c->state, '/'), "/elsewhere");
	conf_free(c);
	conf_problems_done(&p);
	put_file("conf.d/10-first.conf", "\ncourtesy = {\n gapdays = 44; };\nsmtp = 1;\n", 0600);
	put_file("conf.d/20-later.conf", "courtesy = { \n", 0600);
	assert_int_equal(load(LEAST, &c, &p), CONF_BAD);
	assert_int_equal(p.count, 1); /* what a broken file would have said is not known */
	assert_non_null(strstr(p.at[0].file, "conf.d/20-later.conf"));
	conf_problems_done(&p);
	put_file("conf.d/20-later.conf", "", 0600);
	assert_int_equal(load(LEAST, &c, &p), CONF_BAD);
	assert_int_equal(p.count, 2);
	assert_non_null(strstr(p.at[0].file, "conf.d/10-first.conf"));
	assert_int_equal(p.at[0].line, 3);
	assert_non_null(strstr(p.at[0].text, "gap_days"));
	assert_int_equal(p.at[1].line, 4);
	static const char *const names[] = {"conf.d/10-first.conf", "conf.d/20-later.conf",
	        "conf.d/30-not-ours.conf.bak", "conf.d"};
	for (size_t i = 0; i < COUNT(names); i++) {
		AUTO(xfree) char *path = in_folder(names[i]);
		assert_int_equal(remove(path), 0);
	}
}

/* ---- secrets ---- */

static void check_secret(struct conf_secret s, const char *wanted)
{
	struct text t = TEXT_INIT;
	AUTO(xfree) char *why = NULL;
	int r = conf_secret_read(&s, &t, &why);

	if (wanted) {
		assert_int_equal(r, 0);
		assert_null(why);
		assert_string_equal(text_str(&t), wanted);
		assert_int_equal(t.len, strlen(wanted));
	} else {
		assert_true(r < 0);
		assert_non_null(strstr(why, "no password from"));
		assert_int_equal(t.len, 0);
	}
	conf_secret_wipe(&t);
	assert_null(t.s);
}

static void check_secret_file(const char *content, const char *wanted)
{
	AUTO(xfree) char *path = in_folder("secret");

	put_file("secret", content, 0600);
	check_secret((struct conf_secret){.file = path}, wanted);
}

static void test_secret_file(void **state)
{
	AUTO(xfree) char *missing = in_folder("missing");
	AUTO(text_done) struct text huge = TEXT_INIT;

	(void)state;
	check_secret_file("geheim\n", "geheim");
	check_secret_file("geheim", "geheim");
	check_secret_file("geheim\r\nmore\n", "geheim");
	check_secret_file(" with blanks \n", " with blanks ");
	check_secret_file("größe\n", "größe");
	check_secret_file("", NULL);
	check_secret_file("\nsecond\n", NULL);
	check_secret_file("\r\n", NULL);
	while (huge.len < 17000)
		text_puts(&huge, "x");
	check_secret_file(huge.s, NULL);
	check_secret((struct conf_secret){.file = missing}, NULL);
	check_secret(
	        (struct conf_secret){.token_command = (char *)"echo ya29.token"}, "ya29.token");
	check_secret((struct conf_secret){0}, NULL);
}

static void test_secret_credential(void **state)
{
	(void)state;
	unsetenv("CREDENTIALS_DIRECTORY");
	check_secret((struct conf_secret){.credential = (char *)"smtp"}, NULL);
	put_file("smtp", "geheim\n", 0600);
	setenv("CREDENTIALS_DIRECTORY", folder, 1);
	check_secret((struct conf_secret){.credential = (char *)"smtp"}, "geheim");
	check_secret((struct conf_secret){.credential = (char *)"nix"}, NULL);
}

static void test_secret_command(void **state)
{
	(void)state;
	check_secret((struct conf_secret){.command = (char *)"echo geheim; echo more"}, "geheim");
	check_secret((struct conf_secret){.command = (char *)"printf 'a b'"}, "a b");
	check_secret((struct conf_secret){.command = (char *)"cat"}, NULL); /* gets no input */
	check_secret((struct conf_secret){.command = (char *)"echo geheim; exit 3"}, NULL);
	check_secret((struct conf_secret){.command = (char *)"yes geheim"}, NULL);
	check_secret((struct conf_secret){.command = (char *)"/nonexistent 2>/dev/null"}, NULL);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	static const char *const names[] = {
	        "test.conf", "more.conf", "open", "closed", "secret", "smtp"};

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		AUTO(xfree) char *path = in_folder(names[i]);

		unlink(path);
	}
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_languages_of_letters),
	        cmocka_unit_test(test_defaults),
	        cmocka_unit_test(test_full),
	        cmocka_unit_test(test_sample),
	        cmocka_unit_test(test_unknown_words),
	        cmocka_unit_test(test_wrong_values),
	        cmocka_unit_test(test_wrong_business),
	        cmocka_unit_test(test_timezones),
	        cmocka_unit_test(test_people),
	        cmocka_unit_test(test_passwords),
	        cmocka_unit_test(test_warnings),
	        cmocka_unit_test(test_all_at_once),
	        cmocka_unit_test(test_files),
	        cmocka_unit_test(test_include),
	        cmocka_unit_test(test_dropins),
	        cmocka_unit_test(test_secret_file),
	        cmocka_unit_test(test_secret_credential),
	        cmocka_unit_test(test_secret_command),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
