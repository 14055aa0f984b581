#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cell.h"
#include "conf.h"

struct date_case {
	const char *s;
	int order;
	const char *iso; /* NULL: refused */
};

static void test_dates(void **state)
{
	static const struct date_case cases[] = {
	        {"2026-02-28", CONF_DATES_YMD, "2026-02-28"},
	        {"2026-02-29", CONF_DATES_YMD, NULL},
	        {"2024-02-29", CONF_DATES_MDY, "2024-02-29"},
	        {"2026/3/9", CONF_DATES_DMY, "2026-03-09"},
	        {"20260309", CONF_DATES_YMD, "2026-03-09"},
	        {"2026-03-09T14:00:00Z", CONF_DATES_YMD, "2026-03-09"},
	        {"2026-03-09 14:00", CONF_DATES_YMD, "2026-03-09"},
	        {"03/04/2026", CONF_DATES_YMD, NULL},
	        {"31/12/2026", CONF_DATES_YMD, NULL},
	        {"03.04.2026", CONF_DATES_DMY, "2026-04-03"},
	        {"3. 4. 2026", CONF_DATES_DMY, "2026-04-03"},
	        {"03/04/2026", CONF_DATES_MDY, "2026-03-04"},
	        {"12/31/2026", CONF_DATES_DMY, NULL},
	        {"31/12/2026", CONF_DATES_MDY, NULL},
	        {"03.04.26", CONF_DATES_DMY, NULL},
	        {"0000-00-00", CONF_DATES_YMD, NULL},
	        {"2026-13-01", CONF_DATES_YMD, NULL},
	        {"2026-02", CONF_DATES_YMD, NULL},
	        {"tomorrow", CONF_DATES_YMD, NULL},
	        {"99999999999999999999-1-1", CONF_DATES_YMD, NULL},
	        {"2026-1-1x", CONF_DATES_YMD, NULL},
	        {"2026.01-01", CONF_DATES_YMD, NULL},
	        {"-1-1-1", CONF_DATES_YMD, NULL},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct date d = DATE_NONE;
		AUTO(xfree) char *why = NULL;
		int r = cell_date(cases[i].s, cases[i].order, &d, &why);
		AUTO(xfree) char *iso = date_format(d);
		if (r != (cases[i].iso ? 0 : CELL_BAD) || (!r && strcmp(iso, cases[i].iso) != 0))
			fail_msg("%s gave %d %s", cases[i].s, r, iso);
		assert_true(r == 0 ? why == NULL : why != NULL);
	}
}

static void test_ambiguous_date_names_both_readings(void **state)
{
	struct date d;
	AUTO(xfree) char *why = NULL;
	(void)state;
	assert_int_equal(cell_date("03/04/2026", CONF_DATES_YMD, &d, &why), CELL_BAD);
	assert_non_null(strstr(why, "2026-04-03"));
	assert_non_null(strstr(why, "2026-03-04"));
}

static void test_birthdays_without_year(void **state)
{
	static const struct date_case cases[] = {
	        {"--02-29", CONF_DATES_YMD, "1604-02-29"},
	        {"14.03.", CONF_DATES_DMY, "1604-03-14"},
	        {"14.03.", CONF_DATES_YMD, "1604-03-14"},
	        {"03/14", CONF_DATES_MDY, "1604-03-14"},
	        {"03/04", CONF_DATES_YMD, NULL},
	        {"--13-01", CONF_DATES_YMD, NULL},
	        {"1980-03-14", CONF_DATES_YMD, "1980-03-14"},
	        {"1980", CONF_DATES_YMD, NULL},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct date d = DATE_NONE;
		AUTO(xfree) char *why = NULL;
		int r = cell_birthday(cases[i].s, cases[i].order, &d, &why);
		AUTO(xfree) char *iso = date_format(d);
		if (r != (cases[i].iso ? 0 : CELL_BAD) || (!r && strcmp(iso, cases[i].iso) != 0))
			fail_msg("%s gave %d %s", cases[i].s, r, iso);
	}
}

static void test_amounts(void **state)
{
	static const struct {
		const char *s;
		char decimal;
		bool good;
		int64_t cents;
	} cases[] = {
	        {"12", '.', true, 1200},
	        {"12.5", '.', true, 1250},
	        {"12.50", '.', true, 1250},
	        {"1,234.50", '.', true, 123450},
	        {"1.234,50", ',', true, 123450},
	        {"1.234,50 €", ',', true, 123450},
	        {"€ 9,99", ',', true, 999},
	        {"$1,234", '.', true, 123400},
	        {"-5.00", '.', true, -500},
	        {"(5.00)", '.', true, -500},
	        {"1 234,50", ',', true, 123450},
	        {"1'234.50", '.', true, 123450},
	        {"1\xc2\xa0"
	         "234,50",
	                ',', true, 123450},
	        {"12.3456", '.', true, 1235},
	        {"12.345", '.', false, 0},
	        {"12,50", '.', false, 0},
	        {"12.50", ',', false, 0},
	        {"1,23,4", '.', false, 0},
	        {"1234,567.00", '.', false, 0},
	        {"", '.', false, 0},
	        {"free", '.', false, 0},
	        {"1.2.3", '.', false, 0},
	        {"1e9", '.', false, 0},
	        {"99999999999999", '.', false, 0},
	        {"NaN", '.', false, 0},
	        {"12a34", '.', false, 0},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t cents = 0;
		AUTO(xfree) char *why = NULL;
		int r = cell_amount(cases[i].s, cases[i].decimal, &cents, &why);
		if ((r == 0) != cases[i].good || (r == 0 && cents != cases[i].cents))
			fail_msg("%s gave %d %lld", cases[i].s, r, (long long)cents);
	}
}

static void test_text(void **state)
{
	static const char *const bad[] = {"\xff", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
	        "\xf4\x90\x80\x80", "\xc3", "a\x01", "\x7f", "\xc2\x85", "\xe2\x80\xae", "\t"};
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		AUTO(xfree) char *why = cell_text_complaint(bad[i], strlen(bad[i]));
		if (!why)
			fail_msg("case %zu passed", i);
	}
	assert_null(cell_text_complaint("Zoë\nŁódź 猫 😀", strlen("Zoë\nŁódź 猫 😀")));
	AUTO(xfree) char *why = cell_text_complaint("a\0b", 3);
	assert_non_null(strstr(why, "U+0000"));
	AUTO(xfree) char *excerpt = cell_excerpt("a\0\xff\n", 4);
	assert_string_equal(excerpt, "a\\x00\\xff");
}

static void test_formulas(void **state)
{
	static const char *const bad[] = {"=1+1", "=HYPERLINK(\"x\")", "#REF!", "#N/A", "####"};
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		AUTO(xfree) char *why = NULL;
		assert_int_equal(cell_value(bad[i], true, &why), CELL_BAD);
	}
	AUTO(xfree) char *why = NULL;
	assert_int_equal(cell_value("+49 40 123", false, &why), 0);
	assert_int_equal(cell_value("#1 in town", false, &why), 0);
	assert_int_equal(cell_value("two\nlines", true, &why), 0);
	assert_int_equal(cell_value("two\nlines", false, &why), CELL_BAD);
}

static const char *country_of(const char *s)
{
	static char country[3];
	AUTO(xfree) char *why = NULL;
	return cell_country(s, country, &why) == 0 ? country : "";
}

static const char *language_of(const char *s)
{
	static char language[4];
	AUTO(xfree) char *why = NULL;
	return cell_language(s, language, &why) == 0 ? language : "";
}

static const char *status_of(const char *s)
{
	const char *status = "";
	AUTO(xfree) char *why = NULL;
	return cell_status(s, &status, &why) == 0 ? status : "";
}

static const char *consent_of(const char *s)
{
	const char *consent = "";
	AUTO(xfree) char *why = NULL;
	return cell_consent(s, &consent, &why) == 0 ? consent : "";
}

static const char *flag_of(const char *s)
{
	bool yes = false;
	AUTO(xfree) char *why = NULL;
	return cell_flag(s, &yes, &why) != 0 ? "" : yes ? "yes" : "no";
}

/* As programs write them whose people speak another language. */
static void test_words_of_other_languages(void **state)
{
	static const struct {
		const char *(*of)(const char *s);
		const char *s, *meant;
	} cases[] = {
	        {country_of, "Allemagne", "DE"},
	        {country_of, "ÖSTERREICH", "AT"},
	        {country_of, "O\u0308sterreich", "AT"},
	        {country_of, "Oostenrijk", "AT"},
	        {country_of, "ESPAÑA", "ES"},
	        {country_of, "Pays-Bas", "NL"},
	        {country_of, "Paesi Bassi", "NL"},
	        {country_of, "Großbritannien", "GB"},
	        {country_of, "Grande-Bretagne", "GB"},
	        {country_of, "États-Unis d’Amérique", "US"},
	        {country_of, "EE. UU.", "US"},
	        {country_of, "U.S.A.", "US"},
	        {country_of, "deu", "DE"},
	        {country_of, "ČESKO", "CZ"},
	        {country_of, "zz", "ZZ"},
	        {country_of, "Allemagnes", ""},
	        {country_of, "Ελλάδα", ""},
	        {country_of, "Germany, which is a country in the middle of Europe", ""},
	        {language_of, "allemand", "de"},
	        {language_of, "ALEMÁN", "de"},
	        {language_of, "tedesco", "de"},
	        {language_of, "Duits", "de"},
	        {language_of, "fr_BE", "fr"},
	        {language_of, "ger", "de"},
	        {language_of, "NLD", "nl"},
	        {language_of, "French / Français", "fr"},
	        {language_of, "Français (FR)", "fr"},
	        {language_of, "frison", ""},
	        {language_of, "(de)", ""},
	        {status_of, "Décédée", "deceased"},
	        {status_of, "FALLECIDO", "deceased"},
	        {status_of, "deceduto", "deceased"},
	        {status_of, "overleden", "deceased"},
	        {status_of, "klant", "active"},
	        {status_of, "Attivo", "active"},
	        {status_of, "ex-cliente", "left"},
	        {status_of, "litige", "dispute"},
	        {status_of, "presque mort", ""},
	        {consent_of, "oui", "express"},
	        {consent_of, "Sí", "express"},
	        {consent_of, "opt-in", "express"},
	        {consent_of, "Tácito", "soft"},
	        {consent_of, "nee", "none"},
	        {consent_of, "NO", "none"},
	        {consent_of, "désinscrit", "none"},
	        {consent_of, "widerrufen", "none"},
	        /* not enough of a yes to write to somebody for */
	        {consent_of, "x", ""},
	        {consent_of, "-", ""},
	        {consent_of, "oui (retiré)", ""},
	        {flag_of, "oui", "yes"},
	        {flag_of, "Sì", "yes"},
	        {flag_of, "x", "yes"},
	        {flag_of, "VERO", "yes"},
	        {flag_of, "non", "no"},
	        {flag_of, "nee", "no"},
	        {flag_of, "-", "no"},
	        {flag_of, "peut-être", ""},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (!str_same(cases[i].of(cases[i].s), cases[i].meant))
			fail_msg("%s became \"%s\"", cases[i].s, cases[i].of(cases[i].s));
}

static void test_words(void **state)
{
	char language[4], country[3];
	const char *word;
	bool flag;
	char *why = NULL;
	(void)state;
	assert_int_equal(cell_language("de-AT", language, &why), 0);
	assert_string_equal(language, "de");
	assert_int_equal(cell_language("Deutsch", language, &why), 0);
	assert_string_equal(language, "de");
	assert_int_equal(cell_country("Österreich", country, &why), 0);
	assert_string_equal(country, "AT");
	assert_int_equal(cell_country("uk", country, &why), 0);
	assert_string_equal(country, "GB");
	assert_int_equal(cell_flag("Ja", &flag, &why), 0);
	assert_true(flag);
	assert_int_equal(cell_status("Verstorben", &word, &why), 0);
	assert_string_equal(word, "deceased");
	assert_int_equal(cell_status("decesed", &word, &why), CELL_BAD);
	xfree(why);
	assert_int_equal(cell_consent("maybe", &word, &why), CELL_BAD);
	xfree(why);
	assert_int_equal(cell_country("Atlantis", country, &why), CELL_BAD);
	xfree(why);
	AUTO(text_done) struct text t = TEXT_INIT;
	cell_list(" VIP; Hotel ,,x|", &t);
	assert_string_equal(text_str(&t), ",vip,hotel,x,");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_dates),
	        cmocka_unit_test(test_ambiguous_date_names_both_readings),
	        cmocka_unit_test(test_birthdays_without_year),
	        cmocka_unit_test(test_amounts),
	        cmocka_unit_test(test_text),
	        cmocka_unit_test(test_formulas),
	        cmocka_unit_test(test_words),
	        cmocka_unit_test(test_words_of_other_languages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
