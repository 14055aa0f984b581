#include "order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const names[ORDER_WORDS] = {"done", "give", "yes", "no", "use", "ask",
        "personal", "happy", "stop", "pause", "resume", "note", "off", "on", "daily", "again",
        "undo", "help"};

/* "done 1, give 2 anna | 1 ignored" */
static char *told(const char *text)
{
	AUTO(orders_done) struct orders o = {0};
	struct text t = TEXT_INIT;
	orders_read(text, &o);
	for (size_t i = 0; i < o.count; i++) {
		text_printf(&t, "%s%s", i ? ", " : "", names[o.at[i].word]);
		if (o.at[i].number)
			text_printf(&t, " %d", o.at[i].number);
		if (o.at[i].words)
			text_printf(&t, " %s", o.at[i].words);
	}
	if (o.ignored_count)
		text_printf(&t, " | %zu", o.ignored_count);
	return text_steal(&t);
}

static const struct {
	const char *said, *meant;
} table[] = {
        {"done 1", "done 1"},
        {"Done 1.", "done 1"},
        {"DONE #1!", "done 1"},
        {"1 done", "done 1"},
        {"done 1, 2 and 3", "done 1, done 2, done 3"},
        {"done 1 2\nyes 4", "done 1, done 2, yes 4"},
        {"done 1, yes 4; no 5", "done 1, yes 4, no 5"},
        {"Hi,\n\ndone 1 please\n\nBest regards", "done 1"},
        {"please done 1 thanks", "done 1"},
        {"to me again", "again"},
        {"To me again, please!", "again"},
        {"nochmal", "again"},
        {"noch einmal an mich", "again"},
        {"Encore une fois, s'il vous plaît !", "again"},
        {"À moi encore, merci.", "again"},
        {"Otra vez, por favor", "again"},
        {"A MÍ OTRA VEZ", "again"},
        {"Bonjour,\n\noui", "yes"},
        {"SÍ, gracias", "yes"},
        {"Arrêtez.", "stop"},
        {"annuler", "undo"},
        {"deshacer", "undo"},
        {"encore un détail", " | 1"},
        {"to me", " | 1"},
        {"done", "done"},
        {"go", "yes"},
        {"skip 2", "no 2"},
        {"give 2 anna", "give 2 anna"},
        {"give 2 to Anna", "give 2 anna"},
        {"pause 3 until 1 March", "pause 3 until 1 March"},
        {"pause until 1 March", "pause 1 March"},
        {"pause 3", "pause 3"},
        {"note 3 rang her, all is well.", "note 3 rang her, all is well."},
        {"stop digest", "off"},
        {"Digest on", "on"},
        {"stop 3", "stop 3"},
        {"use 5", "use 5"},
        {"Ask 5, please", "ask 5"},
        {"happy", "happy"},
        {"Happy 3!", "happy 3"},
        {"personal 4: Your boat, what a sight!", "personal 4 Your boat, what a sight!"},
        {"Personal: done 1 is not an order here", "personal done 1 is not an order here"},
        {"digest daily", "daily"},
        {"Daily digest please", "daily"},
        {"digest weekly", "on"},
        {"undo 2", "undo 2"},
        {"help", "help"},
        /* German */
        {"Erledigt 1", "done 1"},
        {"Hallo,\nerledigt 1 und 2\nViele Grüße", "done 1, done 2"},
        {"gib 2 an Jonas", "give 2 jonas"},
        {"Ja 4. Nein 5.", "yes 4, no 5"},
        {"pause 3 bis zum 1. März", "pause 3 1. März"},
        {"RÜCKGÄNGIG", "undo"},
        {"Wochenbrief aus", "off"},
        {"nimm 5, frag 6", "use 5, ask 6"},
        {"Persönlich 4: Schöne Grüße vom Kai", "personal 4 Schöne Grüße vom Kai"},
        {"Wochenbrief täglich", "daily"},
        {"zufrieden 3", "happy 3"},
        {"Pausiere 3 bis 1.3.", "pause 3 1.3."},
        /* never */
        {"", ""},
        {"> done 1", ""},
        {"not done 1", " | 1"},
        {"nicht erledigt 1", " | 1"},
        {"done 1?", " | 1"},
        {"is 1 done", " | 1"},
        {"Done with it all, see you on 1 May", " | 1"},
        {"No, I rang her on Tuesday", " | 1"},
        {"Yes we can", " | 1"},
        {"done 1 or maybe not", " | 1"},
        {"yes 4 but not before May", " | 1"},
        {"stop digesting", " | 1"},
        {"note that I rang", " | 1"},
        {"give 2", " | 1"},
        {"personal", " | 1"},
        {"personal matters first", " | 1"},
        {"personal:", " | 1"},
        {"happy birthday", " | 1"},
        {"We use 5 boats", " | 1"},
        {"ask 5 people", " | 1"},
        {"digest daily 3 times", " | 1"},
        {"done 0", " | 1"},
        {"done -1", " | 1"},
        {"done 99999", " | 1"},
        {"done 1e1", " | 1"},
        {"doneone 1", " | 1"},
        {"done\xc2\xa0"
         "1",
                " | 1"},
        {"d\xd0\xbe"
         "ne 1",
                " | 1"}, /* a Cyrillic o */
        {"done 1; rm -rf /", " | 1"},
        {"done 1' OR 1=1 --", " | 1"},
        {"%s%n done 1", " | 1"},
        {"Dear Elena, your gasket left on Monday.\nKind regards\nAnna Berg", " | 2"},
        {"done 1\nElena called twice.", "done 1 | 1"},
};

static void test_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		AUTO(xfree) char *said = told(table[i].said);
		const char *meant = table[i].meant;
		/* until when is told without the word before it */
		AUTO(xfree) char *bare = xstrdup(meant);
		char *until = strstr(bare, "until ");
		if (until)
			memmove(until, until + 6, strlen(until + 6) + 1);
		if (!str_same(said, bare))
			fail_msg("\"%s\" was understood as \"%s\", not \"%s\"", table[i].said, said,
			        bare);
	}
}

static void test_too_much(void **state)
{
	(void)state;
	struct text t = TEXT_INIT;
	for (int i = 0; i < 5000; i++)
		text_printf(&t, "done %d %d %d\nwhat %d\n", i, i + 1, i + 2, i);
	for (int i = 0; i < 100000; i++)
		text_puts(&t, "1 ");
	AUTO(orders_done) struct orders o = {0};
	orders_read(text_str(&t), &o);
	assert_int_equal(o.count, ORDER_MOST);
	assert_true(o.ignored_count >= 5000);
	text_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_table),
	        cmocka_unit_test(test_too_much),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
