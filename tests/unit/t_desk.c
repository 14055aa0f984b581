#include "scene.h"

#include "conversation.h"
#include "desk.h"
#include "digest.h"
#include "message.h"
#include "notice.h"
#include "outbox.h"
#include "verb.h"

#define NOW "2026-10-12T08:00"

/* Cara waits (1), a letter to Dirk wants a yes (2), a letter to Eva is unsure (3). */
static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, NOW);
	scene_customer(&s, "c1", "cara@flowers.example", "Cara");
	scene_customer(&s, "c2", "dirk@example.net", "Dirk");
	scene_customer(&s, "c3", "eva@example.org", "Eva");
	scene_sql(&s, "INSERT INTO inbox (mailbox, uidvalidity, uid, class, confidence, customer,"
	              " from_address, excerpt, arrived_at, read_at) VALUES ('INBOX', 1, 1, 'reply',"
	              " 'certain', 'c1', 'cara@flowers.example', 'A question', 1791500000, 0)");
	SCENE_TX(&s, conversation_happen(s.h.db, "c1", CONVERSATION_WROTE, 1, 1791500000, ""));
	scene_sql(&s,
	        "INSERT INTO decision (customer, touchpoint, occurrence, verdict, reason, day,"
	        " decided_at) VALUES ('c2', 'thanks', '2026-10-10', 'hold', 'approval', %d, 0)",
	        scene_day("2026-10-10").days);
	scene_sent(s.h.db,
	        (struct scene_letter){
	                .customer = "c3", .recipient = "eva@example.org", .touchpoint = "hello"},
	        s.h.now - 86400);
	scene_sql(&s, "UPDATE outbox SET state='UNSURE' WHERE customer='c3'");
	assert_int_equal(digest_put_due(&s.h), 1); /* anna's; in New York it is early */
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

static char *address(struct scene *s, const char *touchpoint)
{
	AUTO(xfree)
	char *token = db_text(s->h.db,
	        "SELECT token FROM outbox WHERE touchpoint=:touchpoint ORDER BY id DESC LIMIT 1",
	        DB_TEXT(":touchpoint", touchpoint));
	return xasprintf("care+fu1.%s@harbourpine.example", token);
}

/* A mail to this address; what the desk makes of it. */
static enum desk mail(
        struct scene *s, const char *from, const char *to, const char *more, const char *text)
{
	static int64_t number = 100;
	AUTO(xfree)
	char *raw = xasprintf("From: %s\r\nTo: %s\r\nSubject: Re: digest\r\nMessage-ID: "
	                      "<%lld@x.example>\r\n%s\r\n%s\r\n",
	        from, to, (long long)++number, more, text);
	AUTO(message_free) struct message *m = NULL;
	assert_int_equal(message_parse_here(raw, strlen(raw), &m), 0);
	enum desk what;
	AUTO(xfree) char *effect = NULL;
	assert_int_equal(SCENE_TX(s, desk_take(&s->h, m, number, &what, &effect)), 0);
	return what;
}

static enum desk reply(struct scene *s, const char *text)
{
	AUTO(xfree) char *to = address(s, "digest");
	return mail(s, "Anna <anna@harbourpine.example>", to, "", text);
}

static int confirmations(struct scene *s)
{
	return (int)scene_int(s, "SELECT count(*) FROM outbox WHERE touchpoint='confirmation'");
}

static void expect_confirmed(struct scene *s, const char *words)
{
	AUTO(xfree)
	char *text = db_text(s->h.db, "SELECT subject || char(10) || excerpt FROM outbox WHERE "
	                              "touchpoint='confirmation' ORDER BY id DESC LIMIT 1");
	if (!text || !strstr(text, words))
		fail_msg("no \"%s\" in\n%s", words, text ? text : "(nothing)");
}

static void test_what_the_digest_lists(void **state)
{
	struct scene *s = *state;
	scene_text(s,
	        "SELECT group_concat(number || kind || customer, ' ') FROM (SELECT * FROM listed "
	        "ORDER BY number)",
	        "1waitingc1 2heldc2 3unsurec3");
}

static void test_done(void **state)
{
	struct scene *s = *state;
	assert_int_equal(reply(s, "done 1"), DESK_ORDER);
	scene_text(s, "SELECT state || answered_how FROM conversation", "ANSWEREDanna");
	expect_confirmed(s, "Done: Cara is no longer waiting for an answer.");
	scene_text(s, "SELECT who || verb || customer FROM act", "annaansweredc1");
	/* said again: nothing more happens */
	assert_int_equal(reply(s, "done 1"), DESK_ORDER);
	expect_confirmed(s, "that was said and done before");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM act"), 1);
	assert_int_equal(confirmations(s), 2);
}

static void test_undo(void **state)
{
	struct scene *s = *state;
	reply(s, "done 1\nyes 2");
	AUTO(xfree) char *to = address(s, "confirmation");
	assert_int_equal(mail(s, "anna@harbourpine.example", to, "", "undo"), DESK_ORDER);
	scene_text(s, "SELECT state FROM conversation", "WAITING");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM approval"), 0);
	expect_confirmed(s, "Cara is waiting for an answer again.");
	/* the old reply, sent again by somebody's mail server, does not do it again */
	reply(s, "done 1\nyes 2");
	scene_text(s, "SELECT state FROM conversation", "WAITING");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM approval"), 0);
	assert_int_equal(mail(s, "anna@harbourpine.example", to, "", "undo"), DESK_ORDER);
	expect_confirmed(s, "that was taken back before");
}

static void test_each_word(void **state)
{
	struct scene *s = *state;
	reply(s, "give 1 Anna\nyes 2\nno 3\npause 1 until 1 March\nnote 2 rang him\nstop 3");
	scene_text(s, "SELECT manager FROM conversation", "anna");
	scene_text(s, "SELECT answer FROM approval WHERE customer='c2'", "yes");
	scene_text(s, "SELECT state FROM outbox WHERE customer='c3'", "FAILED");
	assert_int_equal(scene_int(s, "SELECT until_at FROM pause WHERE customer='c1'"),
	        scene_at("2027-02-28T23:00"));
	scene_text(s, "SELECT text FROM contact WHERE customer='c2'", "rang him");
	scene_text(s, "SELECT reason || address FROM suppression", "optouteva@example.org");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM act WHERE notice IS NOT NULL"), 6);
	assert_int_equal(confirmations(s), 1);
	AUTO(xfree) char *to = address(s, "confirmation");
	mail(s, "anna@harbourpine.example", to, "", "undo");
	scene_text(s, "SELECT manager FROM conversation", "ben");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM pause"), 0);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM contact"), 0);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM suppression"), 0);
	expect_confirmed(s, "It is unsure again whether \"hello\" reached Eva.");
}

static void test_what_is_not_done(void **state)
{
	struct scene *s = *state;
	static const struct {
		const char *said, *answer;
	} table[] = {
	        {"done 9", "There is no number 9"},
	        {"done 2", "That can't be said of number 2."},
	        {"yes", "Please say which one"},
	        {"stop", "Please say which one"},
	        {"give 1 nobody", "Nobody called \"nobody\""},
	        {"pause 1 until someday", "\"someday\" is no day I understand"},
	        {"pause 1 until 2020-01-01", "is over already"},
	        {"undo", "There is nothing to take back"},
	        {"Dear Cara, your vase is on its way.",
	                "Nothing of your reply went to a customer."},
	        {"help", "stop digest, start digest"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		assert_int_equal(reply(s, table[i].said), DESK_ORDER);
		expect_confirmed(s, table[i].answer);
	}
	assert_int_equal(scene_int(s, "SELECT count(*) FROM act"), 0);
}

static void test_she_wrote_again(void **state)
{
	struct scene *s = *state;
	s->h.now += 3600;
	SCENE_TX(s, conversation_happen(s->h.db, "c1", CONVERSATION_WROTE, 1, s->h.now, ""));
	reply(s, "done 1");
	scene_text(s, "SELECT state FROM conversation", "WAITING");
	expect_confirmed(s, "Cara has written again since");
}

/* Only our own server's word counts, and only what it denies. */
static void test_who_says_it_is_forged(void **state)
{
	struct scene *s = *state;
	static const struct {
		const char *server, *headers;
		bool forged;
	} table[] = {
	        {NULL, "", false},
	        {NULL, "Authentication-Results: mx.a.example; dmarc=fail\r\n", true},
	        {NULL, "Authentication-Results: mx.a.example; spf=fail; dkim=none\r\n", true},
	        {NULL, "Authentication-Results: mx.a.example; spf=fail; dkim=pass\r\n", false},
	        {NULL, "Authentication-Results: mx.a.example; spf=fail; dmarc=pass\r\n", false},
	        {NULL,
	                "Authentication-Results: mx.a.example; dmarc=pass\r\n"
	                "Authentication-Results: evil.example; dmarc=fail\r\n",
	                false},
	        {"mx.a.example",
	                "Authentication-Results: evil.example; dmarc=pass\r\n"
	                "Authentication-Results:\r\n\tMX.A.example 1;\r\n dmarc=fail\r\n",
	                true},
	        {"mx.a.example", "Authentication-Results: evil.example; dmarc=fail\r\n", false},
	        {"mx.a.example", "Authentication-Results: mx.a.example.evil; dmarc=fail\r\n",
	                false},
	        {"mx.a.example", "Authentication-Results:\r\n", false},
	};
	AUTO(xfree) char *to = address(s, "digest");
	for (size_t i = 0; i < COUNT(table); i++) {
		s->conf.imap.authenticator = (char *)table[i].server;
		enum desk what = mail(s, "anna@harbourpine.example", to, table[i].headers, "help");
		if (what != (table[i].forged ? DESK_REFUSED : DESK_ORDER))
			fail_msg("%zu: %d", i, what);
	}
}

/* Strangers, colleagues with a copy, forged senders, old notices, machines. */
static void test_who_may_not(void **state)
{
	struct scene *s = *state;
	AUTO(xfree) char *to = address(s, "digest");
	const char *anna = "anna@harbourpine.example";
	assert_int_equal(mail(s, "eve@evil.example", to, "", "done 1"), DESK_REFUSED);
	assert_int_equal(mail(s, "ben@harbourpine.example", to, "", "done 1"), DESK_REFUSED);
	assert_int_equal(mail(s, anna, to,
	                         "Authentication-Results: mx.harbourpine.example; dmarc=fail\r\n"
	                         "Authentication-Results: evil.example; dmarc=pass\r\n",
	                         "done 1"),
	        DESK_REFUSED);
	assert_int_equal(
	        mail(s, anna, to, "Auto-Submitted: auto-replied\r\n", "done 1"), DESK_NONE);
	assert_int_equal(mail(s, anna, "care+fu1.00000000000000000000000000@harbourpine.example",
	                         "", "done 1"),
	        DESK_NONE);
	assert_int_equal(mail(s, anna, "care@harbourpine.example", "", "done 1"), DESK_NONE);
	s->h.now += 29 * 86400;
	assert_int_equal(mail(s, anna, to, "", "done 1"), DESK_REFUSED);
	scene_text(s, "SELECT state FROM conversation", "WAITING");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM act"), 0);
	assert_int_equal(confirmations(s), 0);
}

static void test_case_of_the_address(void **state)
{
	struct scene *s = *state;
	AUTO(xfree) char *to = address(s, "digest");
	for (char *c = to; *c; c++)
		*c = *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c;
	assert_int_equal(mail(s, "ANNA@HarbourPine.Example", to, "", "Done 1!"), DESK_ORDER);
	scene_text(s, "SELECT state FROM conversation", "ANSWERED");
}

static void test_two_programs_that_answer_each_other(void **state)
{
	struct scene *s = *state;
	for (int i = 0; i < 50; i++)
		reply(s, "I beg your pardon?");
	assert_int_equal(confirmations(s), 20);
	s->h.now += 3601;
	reply(s, "done 1");
	assert_int_equal(confirmations(s), 21);
}

static void test_the_digest_off(void **state)
{
	struct scene *s = *state;
	AUTO(xfree) char *to = address(s, "digest");
	reply(s, "stop digest");
	expect_confirmed(s, "You get no more digests.");
	s->h.now += 7 * 86400 + 6 * 3600;           /* his Monday morning too */
	assert_int_equal(digest_put_due(&s->h), 1); /* ben's */
	mail(s, "anna@harbourpine.example", to, "", "start digest");
	assert_int_equal(digest_put_due(&s->h), 1);
}

static void test_german(void **state)
{
	struct scene *s = *state;
	s->people[0].language = (char *)"de";
	reply(s, "Hallo,\r\nerledigt 1\r\nDas war ein nettes Gespräch.\r\nViele Grüße\r\n");
	expect_confirmed(s, "Erledigt: Cara wartet nicht mehr auf eine Antwort.");
	expect_confirmed(s, "> Das war ein nettes Gespräch.");
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        T(test_what_the_digest_lists),
	        T(test_done),
	        T(test_undo),
	        T(test_each_word),
	        T(test_what_is_not_done),
	        T(test_she_wrote_again),
	        T(test_who_says_it_is_forged),
	        T(test_who_may_not),
	        T(test_case_of_the_address),
	        T(test_two_programs_that_answer_each_other),
	        T(test_the_digest_off),
	        T(test_german),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
