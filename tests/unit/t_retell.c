/* retell: what the store keeps in English, for who reads German. */
#include "retell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void expect(const char *english, const char *german)
{
	AUTO(xfree) char *said = retell("de", english);
	assert_string_equal(said, german);
	AUTO(xfree) char *same = retell("en", english);
	assert_string_equal(same, english);
}

/* The sentence as the code would have made it, with these values in its holes. */
static char *made(const char *pattern)
{
	struct text t = TEXT_INIT;
	for (const char *p = pattern; *p; p++) {
		if (*p == '%' && p[1] != '%') {
			p += 1 + strspn(p + 1, "0123456789.lz");
			text_puts(&t, *p == 's' ? "Ash & Öst" : *p == 'c' ? "," : "17");
		} else {
			text_putc(&t, *p);
			p += *p == '%';
		}
	}
	return text_steal(&t);
}

/* Each entry of the table is found, and by no other's words. */
static void each_of(const struct retelling *table)
{
	for (const struct retelling *t = table; t->english; t++) {
		AUTO(xfree) char *english = made(t->english);
		AUTO(xfree) char *said = retell("de-AT", english);
		if (str_same(said, english) && !str_same(t->english, t->said))
			fail_msg("not known: %s", english);
		const char *hole = strchr(t->said, '{');
		size_t n = hole ? (size_t)(hole - t->said) : strlen(t->said);
		if (strncmp(said, t->said, n) != 0)
			fail_msg("\"%s\" became \"%s\"", english, said);
		assert_null(strstr(said, "{1}"));
	}
}

static void test_each(void **state)
{
	(void)state;
	each_of(retell_de_files);
	each_of(retell_de_mail);
}

static void test_what_stands_in_it(void **state)
{
	(void)state;
	expect("Template spring: its Where: can't be used (your customer list has no column "
	       "regoin; "
	       "did you mean region?); nobody gets it until that is mended.",
	        "Vorlage spring: Ihr Where: ist nicht brauchbar (Ihre Kundenliste hat keine Spalte "
	        "regoin; meinten Sie region?); niemand bekommt diesen Brief, bis das behoben ist.");
	expect("/srv/c.csv holds no customer that can be used; nothing was taken from it: what we "
	       "know of the customers stays as it was. The first row that was refused is in line "
	       "2: "
	       "this row has neither an id nor an e-mail address, so nobody can tell who it is; "
	       "fill "
	       "in one of them",
	        "/srv/c.csv enthält keinen brauchbaren Kunden; nichts daraus wurde übernommen: Was "
	        "wir von den Kunden wissen, bleibt, wie es war. Die erste Zeile, die nicht "
	        "genommen "
	        "wurde, ist Zeile 2: diese Zeile hat weder Kundennummer noch E-Mail-Adresse, also "
	        "weiß niemand, wer das ist; tragen Sie eines davon ein");
	expect("eve@evil.example replied to the notice \"40 warten\" of anna@x.example. Nothing "
	       "was "
	       "done: that notice is too old.",
	        "eve@evil.example antwortete auf die Nachricht „40 warten“ an anna@x.example. Es "
	        "wurde nichts getan: diese Nachricht ist zu alt.");
	expect("mail.x.example:143, while opening the mailbox “INBOX”, said NO: Mailbox doesn't "
	       "exist",
	        "mail.x.example:143 sagte beim Schritt „Postfach „INBOX“ öffnen“ NO: Mailbox "
	        "doesn't exist");
	expect("No connection to localhost:9 (Connection refused). Check host and port in the "
	       "configuration, and whether the server runs.",
	        "Keine Verbindung zu localhost:9 (Verbindung abgelehnt). Prüfen Sie host und port "
	        "in der Konfiguration, und ob der Server läuft.");
	expect("there is no such day; write the date as year-month-day, like 2025-02-28",
	        "diesen Tag gibt es nicht; schreiben Sie Jahr-Monat-Tag, etwa 2025-02-28");
}

/* Several sentences behind one another, and some that nobody has translated. */
static void test_one_after_the_other(void **state)
{
	(void)state;
	expect("The server closed the connection. The connection failed.",
	        "Der Server schloss die Verbindung. Die Verbindung misslang.");
	expect("The connection failed. Ask 5 % of them.",
	        "Die Verbindung misslang. Ask 5 % of them.");
	expect("550 5.1.1 The mailbox of a@b.example is no longer here",
	        "550 5.1.1 The mailbox of a@b.example is no longer here");
	expect("", "");
}

/* However a stranger chose the words, telling ends. */
static void test_it_ends(void **state)
{
	(void)state;
	AUTO(text_done) struct text t = TEXT_INIT;
	for (int i = 0; i < 20000; i++)
		text_puts(&t, i % 7 ? ":1" : ", while . ");
	AUTO(xfree) char *said = retell("de", text_str(&t));
	assert_string_equal(said, text_str(&t));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_each),
	        cmocka_unit_test(test_what_stands_in_it),
	        cmocka_unit_test(test_one_after_the_other),
	        cmocka_unit_test(test_it_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
