/* hint: what absence notes tell, and what they do not. */
#include "hint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *const own[] = {"cara@flowers.example", "care@harbourpine.example", NULL};

static void expect(const char *text, bool left, const char *back, const char *address)
{
	struct date today;
	AUTO(hint_done) struct hint h = {0};
	assert_int_equal(date_parse("2026-09-21", &today), 0);
	hint_read(text, today, own, &h);
	AUTO(xfree) char *day = date_format(h.back);
	if (h.left != left || !str_same(day, back) || !str_same(h.address, address))
		fail_msg("\"%s\": %d \"%s\" \"%s\"", text, h.left, day, h.address);
}

static void test_back_on(void **state)
{
	(void)state;
	expect("I am away and will be back on 5 October 2026.", false, "2026-10-05", "");
	expect("Out of office until October 5th.", false, "2026-10-05", "");
	expect("I am travelling from 20 September until 2 January.", false, "2027-01-02", "");
	expect("Ich bin bis zum 05.10.2026 im Urlaub.", false, "2026-10-05", "");
	expect("Ab dem 28. September bin ich wieder im Büro, zurück am 28. September.", false,
	        "2026-09-28", "");
	expect("Je serai de retour le 12 octobre.", false, "2026-10-12", "");
	expect("Estaré fuera hasta el 3 de octubre.", false, "2026-10-03", "");
	expect("Back in the office on the 5th of October.", false, "2026-10-05", "");
	expect("Torno in ufficio, rientro 12 ottobre 2026", false, "2026-10-12", "");
	expect("Jag är tillbaka den 1 oktober.", false, "2026-10-01", "");
	expect("Back 2026-10-07.", false, "2026-10-07", "");
	expect("I return on 10/15/2026.", false, "2026-10-15", "");
}

static void test_no_day(void **state)
{
	(void)state;
	expect("I am away. Back soon.", false, "", "");
	expect("I was away until 5 October 2024.", false, "", ""); /* long ago */
	expect("Our offices: back yard, 12 30 High Street", false, "", "");
	expect("Back on 32 October.", false, "", "");
	expect("", false, "", "");
}

static void test_left(void **state)
{
	(void)state;
	expect("Cara no longer works here. Write to dirk@flowers.example.", true, "",
	        "dirk@flowers.example");
	expect("Frau Meier ist nicht mehr im Unternehmen.", true, "", "");
	expect("Mme Roux ne travaille plus chez nous, <jean@flowers.example>", true, "",
	        "jean@flowers.example");
	expect("La persona ya no trabaja en la empresa.", true, "", "");
	expect("She works no longer than others.", false, "", "");
}

static void test_addresses(void **state)
{
	(void)state;
	/* the person's own and ours are nothing new */
	expect("Your mail to care@harbourpine.example; I am Cara@Flowers.example", false, "", "");
	expect("cara@flowers.example or dirk@flowers.example.", false, "", "dirk@flowers.example");
	expect("@ at@ @home a@b", false, "", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_back_on),
	        cmocka_unit_test(test_no_day),
	        cmocka_unit_test(test_left),
	        cmocka_unit_test(test_addresses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
