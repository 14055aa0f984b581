/* classify: what kind of mail, and above all: no person is taken for a machine. */
#include "classify.h"
#include "message.h"
#include "wish.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct message *parse(const char *name)
{
	const char *dir = getenv("srcdir");
	AUTO(xfree) char *path = xasprintf("%s/tests/unit/data/mail/%s.eml", dir ? dir : ".", name);
	FILE *f = fopen(path, "rb");
	if (!f)
		fail_msg("cannot open %s: %s", path, strerror(errno));
	static char bytes[64 << 10];
	size_t n = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	struct message *m = NULL;
	assert_int_equal(message_parse_here(bytes, n, &m), 0);
	return m;
}

static void test_mails(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum classify_class class;
		enum classify_permanence permanence;
	} table[] = {
	        {"reply-webmail", CLASSIFY_REPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"reply-desktop-de", CLASSIFY_REPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"reply-phone", CLASSIFY_REPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"reply-flowed-inline", CLASSIFY_REPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"reply-html-only", CLASSIFY_REPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"reply-koi8", CLASSIFY_REPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"reply-no-id", CLASSIFY_REPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"broken-mime", CLASSIFY_REPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"human-about-vacation", CLASSIFY_REPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"human-about-bounce", CLASSIFY_REPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"human-from-group", CLASSIFY_REPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"dsn-unknown", CLASSIFY_BOUNCE, CLASSIFY_DEAD},
	        {"dsn-full", CLASSIFY_BOUNCE, CLASSIFY_TRANSIENT},
	        {"dsn-policy", CLASSIFY_BOUNCE, CLASSIFY_REFUSED},
	        {"dsn-delay", CLASSIFY_DELAY, CLASSIFY_TRANSIENT},
	        {"dsn-delivered", CLASSIFY_DELIVERED, CLASSIFY_NOT_A_BOUNCE},
	        {"bounce-exim", CLASSIFY_BOUNCE, CLASSIFY_DEAD},
	        {"bounce-qmail", CLASSIFY_BOUNCE, CLASSIFY_DEAD},
	        {"bounce-boundary-lost", CLASSIFY_BOUNCE, CLASSIFY_DEAD},
	        {"arf", CLASSIFY_COMPLAINT, CLASSIFY_NOT_A_BOUNCE},
	        {"mdn", CLASSIFY_RECEIPT, CLASSIFY_NOT_A_BOUNCE},
	        {"ooo-header", CLASSIFY_AUTOREPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"ooo-subject", CLASSIFY_AUTOREPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"ooo-de", CLASSIFY_AUTOREPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"challenge", CLASSIFY_CHALLENGE, CLASSIFY_NOT_A_BOUNCE},
	        {"newsletter", CLASSIFY_LIST, CLASSIFY_NOT_A_BOUNCE},
	        {"optout-en", CLASSIFY_OPTOUT, CLASSIFY_NOT_A_BOUNCE},
	        {"optout-stop", CLASSIFY_OPTOUT, CLASSIFY_NOT_A_BOUNCE},
	        {"optout-de", CLASSIFY_OPTOUT, CLASSIFY_NOT_A_BOUNCE},
	        {"optout-fr", CLASSIFY_OPTOUT, CLASSIFY_NOT_A_BOUNCE},
	        {"optout-es", CLASSIFY_OPTOUT, CLASSIFY_NOT_A_BOUNCE},
	        {"optout-ja", CLASSIFY_OPTOUT, CLASSIFY_NOT_A_BOUNCE},
	        {"optout-ru", CLASSIFY_OPTOUT, CLASSIFY_NOT_A_BOUNCE},
	        {"optout-sv", CLASSIFY_OPTOUT, CLASSIFY_NOT_A_BOUNCE},
	        {"optout-el", CLASSIFY_OPTOUT, CLASSIFY_NOT_A_BOUNCE},
	        {"optout-subject", CLASSIFY_OPTOUT, CLASSIFY_NOT_A_BOUNCE},
	        {"dont-stop", CLASSIFY_REPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"not-unsubscribe", CLASSIFY_REPLY, CLASSIFY_NOT_A_BOUNCE},
	        {"stop-in-text", CLASSIFY_REPLY, CLASSIFY_NOT_A_BOUNCE},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		AUTO(message_free) struct message *m = parse(table[i].name);
		struct classify c = classify(m);
		if (c.class != table[i].class || c.permanence != table[i].permanence)
			fail_msg("%s: %s %s, because: %s", table[i].name, classify_name(c.class),
			        classify_permanence_name(c.permanence), c.reason);
		assert_non_null(c.reason);
	}
}

static struct classify of(const char *name)
{
	AUTO(message_free) struct message *m = parse(name);
	return classify(m);
}

static void test_moods(void **state)
{
	(void)state;
	assert_true(of("thanks").thanks);
	assert_true(of("reply-phone").thanks);
	assert_false(of("reply-webmail").thanks);
	assert_true(of("complaint-words").complaint_words);
	assert_false(of("reply-webmail").complaint_words);
	assert_true(of("stop-in-text").doubtful_optout);
	assert_false(of("dont-stop").doubtful_optout);
	assert_false(of("not-unsubscribe").doubtful_optout);
	assert_false(of("optout-en").doubtful_optout);
}

static enum wish optout(const char *new_text, const char *subject, bool answer)
{
	bool complains;
	return wish_read(new_text, subject, answer, &complains);
}

static void test_wishes(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum wish wish;
	} table[] = {
	        {"stop", WISH_CLEAR},
	        {"Stop.", WISH_CLEAR},
	        {"STOPP!", WISH_CLEAR},
	        {"Unsubscribe\n\nJohn Smith\nHead of Purchasing\nBig Company", WISH_CLEAR},
	        {"Please take me off your list", WISH_CLEAR},
	        {"Hi Anna, please remove me from the list. Best, John", WISH_CLEAR},
	        {"Bitte abmelden", WISH_CLEAR},
	        {"Abbestellen bitte", WISH_CLEAR},
	        {"Désinscription", WISH_CLEAR},
	        {"Baja por favor", WISH_CLEAR},
	        {"Sair", WISH_CLEAR},
	        {"Afmelden aub", WISH_CLEAR},
	        {"Frameld mig", WISH_CLEAR},
	        {"Peru", WISH_CLEAR},
	        {"Proszę mnie wypisać", WISH_CLEAR},
	        {"Odhlásit prosím", WISH_CLEAR},
	        {"Leiratkozom", WISH_CLEAR},
	        {"Nu mai doresc", WISH_CLEAR},
	        {"退订", WISH_CLEAR},
	        {"수신거부", WISH_CLEAR},
	        {"إلغاء الاشتراك", WISH_CLEAR},
	        {"don't stop!", WISH_NONE},
	        {"No thanks, unsubscribe me", WISH_CLEAR},
	        {"No, don't stop!", WISH_NONE},
	        {"Fine, thanks!", WISH_NONE},
	        {"Stop, ich will nicht mehr", WISH_DOUBTFUL},
	        {"Please do not stop sending these", WISH_NONE},
	        {"Bitte nicht abmelden", WISH_NONE},
	        {"We are travelling in Peru until June, call us after", WISH_DOUBTFUL},
	        {"I will stop by your office on Friday with the new samples, is ten fine?",
	                WISH_NONE},
	        {"How do I unsubscribe?", WISH_DOUBTFUL},
	        {"Thank you so much, this was kind", WISH_NONE},
	        {"The stopwatch you sold us works", WISH_NONE},
	        {"", WISH_NONE},
	};
	for (size_t i = 0; i < COUNT(table); i++)
		if (optout(table[i].text, "", true) != table[i].wish)
			fail_msg("\"%s\" is not %d", table[i].text, table[i].wish);
	assert_int_equal(optout("", "unsubscribe", false), WISH_CLEAR);
	assert_int_equal(optout("", "", false), WISH_NONE);
}

static void wanted(const char *language, const char *text, enum wish wish)
{
	if (text && optout(text, "", true) != wish)
		fail_msg("%s: \"%s\" is not %d", language, text, wish);
}

/* "Stop", "don't stop!" and a question, by language. */
static void test_languages(void **state)
{
	(void)state;
	static const struct {
		const char *language, *clear[3], *none[2], *doubtful[1];
	} table[] = {
	        {"en", {"Unsubscribe", "Please remove me from your list", "No more letters please"},
	                {"Don't stop!", "Please do not remove me"},
	                {"Please stop sending the blue boxes, the red ones sell better"}},
	        {"de", {"Bitte abmelden", "Keine weiteren Mails bitte", "Ich widerspreche"},
	                {"Bitte nicht abmelden!", "Nicht aufhören!"},
	                {"Wie kann ich mich abmelden?"}},
	        {"fr",
	                {"Désabonnez-moi", "Je souhaite ne plus recevoir vos courriels",
	                        "Arrêtez svp"},
	                {"Ne m'arrêtez pas !", "Ne me désabonnez pas"},
	                {"Comment se désinscrire ?"}},
	        {"es", {"Baja", "Quiero darme de baja por favor", "No me escriban más"},
	                {"¡No quiero darme de baja!"}, {"¿Cómo puedo darme de baja?"}},
	        {"it",
	                {"Disiscrivetemi", "Cancellatemi dalla lista",
	                        "Non voglio più ricevere lettere"},
	                {"Non cancellatemi!"}, {"Come funziona la disiscrizione?"}},
	        {"pt", {"Sair", "Quero descadastrar", "Não quero mais receber"},
	                {"Não quero sair!"}, {"Como posso cancelar inscrição?"}},
	        {"nl", {"Afmelden", "Schrijf me uit", "Geen mails meer alstublieft"},
	                {"Niet afmelden!"}, {"Hoe kan ik me afmelden?"}},
	        {"sv", {"Avregistrera mig", "Sluta", "Inga fler mejl tack"},
	                {"Avregistrera mig inte!", "Sluta inte!"},
	                {"Hur kan jag avregistrera mig?"}},
	        {"da", {"Afmeld", "Frameld mig", "Stop tak"}, {"Afmeld mig ikke!", "Stop ikke!"},
	                {"Hvordan kan jeg afmelde? afmeld"}},
	        {"nb", {"Meld meg av", "Avmeld", "Stopp takk"}, {"Ikke stopp!", "Ikke meld meg av"},
	                {"Kan dere meld meg av senere?"}},
	        {"fi", {"Lopeta", "En halua näitä kirjeitä", "Peru"},
	                {"Älä lopeta!", "Älkää lopettako!"}, {"Miten peru?"}},
	        {"pl", {"Proszę mnie wypisać", "Rezygnuję", "Nie chcę otrzymywać listów"},
	                {"Nie rezygnuję!", "Proszę mnie nie wypisywać"}, {"Jak mogę się wypisać?"}},
	        {"cs", {"Odhlásit", "Prosím odhlaste mě", "Nechci"},
	                {"Neodhlašujte mě!", "Prosím, neodhlašovat"}, {"Jak se mohu odhlásit?"}},
	        {"hu", {"Leiratkozom", "Leiratkozás kérem"},
	                {"Nem iratkozom le!", "Nem leiratkozom"}, {"Hogyan lehet? Leiratkozás?"}},
	        {"ro", {"Dezabonare", "Nu mai doresc", "Dezabonați-mă vă rog"},
	                {"Nu mă dezabonați!"}, {"Cum pot face dezabonare?"}},
	        {"tr", {"Abonelikten çıkmak istiyorum", "İptal", "Almak istemiyorum"},
	                {"Aboneliği iptal etmeyin!", "Durmayın!"},
	                {"Abonelikten çıkmak nasıl olur?"}},
	        {"el", {"Διαγραφή", "Διαγράψτε με παρακαλώ", "Κατάργηση"},
	                {"Μη με διαγράψετε!", "Όχι διαγραφή"}, {"Πώς γίνεται η διαγραφή;"}},
	        {"ru", {"Отписаться", "Отпишите меня пожалуйста", "Не присылайте"},
	                {"Не отписывайте меня!", "Не надо отписаться"}, {"Как отписаться?"}},
	        {"uk", {"Відписатися", "Відпишіть мене будь ласка"}, {"Не відписуйте мене!"},
	                {"Як відписатися?"}},
	        {"ja", {"配信停止", "退会", "購読解除"},
	                {"配信停止しないでください", "退会しません"}, {"配信停止はできますか？"}},
	        {"zh", {"退订", "退訂", "取消订阅"}, {"不要退订", "不退订"}, {"怎么退订？"}},
	        {"ko", {"수신거부", "구독취소"}, {"수신거부 아닙니다", "구독취소 하지 마세요"},
	                {"수신거부 어떻게 하나요?"}},
	        {"ar", {"إلغاء الاشتراك", "توقف"}, {"لا تتوقف!", "لا إلغاء الاشتراك"},
	                {"كيف يمكن إلغاء الاشتراك؟"}},
	        {"he", {"הסר", "הסירו אותי"}, {"אל תסירו אותי!", "לא הסר"}, {"איך הסר?"}},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		for (size_t k = 0; k < COUNT(table[i].clear); k++)
			wanted(table[i].language, table[i].clear[k], WISH_CLEAR);
		for (size_t k = 0; k < COUNT(table[i].none); k++)
			wanted(table[i].language, table[i].none[k], WISH_NONE);
		wanted(table[i].language, table[i].doubtful[0], WISH_DOUBTFUL);
	}
}

static void test_status(void **state)
{
	(void)state;
	static const struct {
		const char *status, *text;
		enum classify_permanence permanence;
	} table[] = {
	        {"5.1.1", "", CLASSIFY_DEAD},
	        {"5.1.2", "", CLASSIFY_DEAD},
	        {"5.1.10", "", CLASSIFY_DEAD},
	        {"5.2.1", "", CLASSIFY_DEAD},
	        {"5.2.2", "", CLASSIFY_TRANSIENT},
	        {"4.2.2", "mailbox full", CLASSIFY_TRANSIENT},
	        {"4.1.1", "user unknown", CLASSIFY_TRANSIENT},
	        {"5.7.1", "", CLASSIFY_REFUSED},
	        {"5.7.26", "unauthenticated", CLASSIFY_REFUSED},
	        {"5.7.515", "", CLASSIFY_REFUSED},
	        {"5.3.4", "", CLASSIFY_REFUSED},
	        {"5.2.3", "", CLASSIFY_REFUSED},
	        {"5.6.0", "", CLASSIFY_REFUSED},
	        {"5.0.0", "550 no such user here", CLASSIFY_DEAD},
	        {"5.0.0", "550 rejected by our spam policy", CLASSIFY_REFUSED},
	        {"5.1.1", "550 blocked, see our blacklist", CLASSIFY_REFUSED},
	        {"5.4.1", "Recipient address rejected: Access denied", CLASSIFY_DEAD},
	        {"5.0.0", "550 mailbox over quota", CLASSIFY_TRANSIENT},
	        {"5.0.0", "", CLASSIFY_REFUSED},
	        {"", "User unknown", CLASSIFY_DEAD},
	        {"", "does-not-exist@studio.example: connection timed out", CLASSIFY_TRANSIENT},
	        {"", "", CLASSIFY_TRANSIENT},
	        {NULL, NULL, CLASSIFY_TRANSIENT},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		enum classify_permanence p = classify_status(table[i].status, table[i].text);
		if (p != table[i].permanence)
			fail_msg("%s %s: %s", table[i].status, table[i].text,
			        classify_permanence_name(p));
	}
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(classify_name(CLASSIFY_REPLY), "reply");
	assert_string_equal(classify_name(CLASSIFY_OTHER), "other");
	assert_string_equal(classify_permanence_name(CLASSIFY_NOT_A_BOUNCE), "");
	assert_string_equal(classify_permanence_name(CLASSIFY_TRANSIENT), "transient");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_mails),
	        cmocka_unit_test(test_moods),
	        cmocka_unit_test(test_wishes),
	        cmocka_unit_test(test_languages),
	        cmocka_unit_test(test_status),
	        cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
