#include "scene.h"

#include "amend.h"
#include "conversation.h"
#include "desk.h"
#include "digest.h"
#include "message.h"
#include "phrase.h"
#include "verb.h"

/*
 * Every verb, one row of a table each: said in a reply to the digest in English and in German,
 * it does what it says, once; it is written down for `show`; it is confirmed; it is taken back.
 */
#define NOW "2026-10-12T08:00"

static void wrote(struct scene *s, const char *customer, const char *class, const char *confidence)
{
	scene_sql(s,
	        "INSERT INTO inbox (mailbox, uidvalidity, uid, class, confidence, customer,"
	        " from_address, excerpt, arrived_at, read_at) VALUES ('INBOX', 1, random(), '%s',"
	        " '%s', '%s', '%s@elsewhere.example', 'A question', 1791500000, 0)",
	        class, confidence, customer, customer);
}

static void holds(struct scene *s, const char *customer, const char *name, const char *reason,
        const char *detail)
{
	scene_sql(s,
	        "INSERT INTO decision (customer, touchpoint, occurrence, verdict, reason, detail,"
	        " day, decided_at) VALUES ('%s', '%s', '2026-10-10', 'hold', '%s', '%s', %d, 0)",
	        customer, name, reason, detail, scene_day("2026-10-10").days);
}

static void suggested(struct scene *s, const char *customer, const char *kind, const char *value)
{
	wrote(s, customer, "autoreply", "certain");
	scene_sql(s,
	        "INSERT INTO suggestion (customer, kind, value, inbox, at)"
	        " SELECT '%s', '%s', '%s', max(id), 1791500000 FROM inbox",
	        customer, kind, value);
}

static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, NOW);
	for (int i = 1; i <= 8; i++) {
		AUTO(xfree) char *key = xasprintf("c%d", i);
		AUTO(xfree) char *email = xasprintf("c%d@x.example", i);
		AUTO(xfree) char *name = xasprintf("Guest %c", 'A' + i - 1);
		scene_customer(&s, key, email, name);
	}
	wrote(&s, "c1", "reply", "certain");
	SCENE_TX(&s, conversation_happen(s.h.db, "c1", CONVERSATION_WROTE, 1, 1791500000, ""));
	holds(&s, "c2", "thanks", "approval", "");
	holds(&s, "c3", "thanks", "field", "personal_line");
	wrote(&s, "c4", "reply", "possible");
	SCENE_TX(&s, conversation_pause_put(s.h.db, "c4", s.h.now + 86400, "who is it", 0));
	scene_sent(s.h.db,
	        (struct scene_letter){
	                .customer = "c5", .recipient = "c5@x.example", .touchpoint = "hello"},
	        s.h.now - 86400);
	scene_sql(&s, "UPDATE outbox SET state='UNSURE'");
	suggested(&s, "c6", "address", "c6.new@y.example");
	suggested(&s, "c7", "left", "");
	suggested(&s, "c8", "back", "2027-01-07");
	assert_int_equal(digest_put_due(&s.h), 1);
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

static const struct {
	enum verb verb;
	const char *customer; /* whose number */
	const char *said, *gesagt;
	const char *sql; /* true once it is done */
} table[] = {
        {VERB_ANSWERED, "c1", "done %d", "erledigt %d",
                "SELECT state='ANSWERED' FROM conversation"},
        {VERB_GIVE, "c1", "give %d anna", "gib %d an Anna",
                "SELECT manager='anna' FROM conversation"},
        {VERB_APPROVE, "c2", "yes %d", "ja %d", "SELECT answer='yes' FROM approval"},
        {VERB_HOLD, "c2", "no %d", "nein %d", "SELECT answer='no' FROM approval"},
        {VERB_PERSONAL, "c3", "personal %d: What a boat!", "persönlich %d: What a boat!",
                "SELECT value='What a boat!' FROM amendment WHERE touchpoint='thanks'"},
        {VERB_SAME, "c4", "yes %d", "ja %d",
                "SELECT state='WAITING' FROM conversation WHERE customer='c4'"},
        {VERB_OTHER, "c4", "no %d", "nein %d",
                "SELECT NOT EXISTS (SELECT 1 FROM pause WHERE customer='c4')"},
        {VERB_ARRIVED, "c5", "yes %d", "ja %d",
                "SELECT state='SENT' FROM outbox WHERE customer='c5'"},
        {VERB_LOST, "c5", "no %d", "nein %d",
                "SELECT state='FAILED' FROM outbox WHERE customer='c5'"},
        {VERB_ACCEPT, "c6", "use %d", "nimm %d",
                "SELECT email='c6.new@y.example' FROM customer WHERE key='c6'"},
        {VERB_ACCEPT, "c7", "yes %d", "ja %d", "SELECT status='left' FROM customer WHERE key='c7'"},
        {VERB_ACCEPT, "c8", "yes %d", "ja %d",
                "SELECT until_at>1799000000 FROM pause WHERE customer='c8'"},
        {VERB_DECLINE, "c6", "no %d", "nein %d",
                "SELECT decided='no' FROM suggestion WHERE customer='c6'"},
        {VERB_ASK, "c6", "ask %d", "frag %d",
                "SELECT 1 FROM outbox WHERE touchpoint='ask' AND manager='ben'"},
        {VERB_OPTOUT, "c1", "stop %d", "stopp %d", "SELECT reason='optout' FROM suppression"},
        {VERB_PAUSE, "c1", "pause %d until 1 March", "pause %d bis 1. März",
                "SELECT until_at=1803855600 FROM pause WHERE customer='c1'"},
        {VERB_RESUME, "c4", "resume %d", "weiter %d",
                "SELECT NOT EXISTS (SELECT 1 FROM pause WHERE customer='c4')"},
        {VERB_LOG, "c1", "note %d rang her", "notiz %d rang her",
                "SELECT text='rang her' FROM contact"},
        {VERB_HAPPY, "c1", "happy %d", "zufrieden %d",
                "SELECT mood='delighted' FROM customer WHERE key='c1'"},
        {VERB_DIGEST_OFF, "staff:anna", "stop digest", "Wochenbrief aus",
                "SELECT verb='digest-off' FROM act WHERE undone_at IS NULL"},
        {VERB_DIGEST_DAILY, "staff:anna", "digest daily", "Wochenbrief täglich",
                "SELECT verb='digest-daily' FROM act WHERE undone_at IS NULL"},
};

/* All that a verb can change, as one text. */
static char *world(struct scene *s)
{
	return db_text(s->h.db,
	        "SELECT json_group_array(x) FROM ("
	        "SELECT 'conversation' || customer || state || manager AS x FROM conversation"
	        " WHERE state<>'CLOSED'" /* history */
	        " UNION ALL SELECT 'approval' || customer || answer FROM approval"
	        " UNION ALL SELECT 'amendment' || customer || field || value FROM amendment"
	        " UNION ALL SELECT 'pause' || customer || until_at || reason FROM pause"
	        " UNION ALL SELECT 'contact' || customer || text FROM contact"
	        " UNION ALL SELECT 'suppression' || address || reason FROM suppression"
	        " UNION ALL SELECT 'suggestion' || customer || kind || decided FROM suggestion"
	        " UNION ALL SELECT key || email || status || mood FROM customer"
	        " UNION ALL SELECT 'outbox' || customer || state FROM outbox WHERE kind='letter'"
	        " ORDER BY 1)");
}

static void reply(struct scene *s, const char *touchpoint, const char *text)
{
	static int64_t number = 100;
	AUTO(xfree)
	char *token = db_text(s->h.db,
	        "SELECT token FROM outbox WHERE touchpoint=:touchpoint ORDER BY id DESC LIMIT 1",
	        DB_TEXT(":touchpoint", touchpoint));
	AUTO(xfree)
	char *raw = xasprintf("From: anna@harbourpine.example\r\nTo: care+fu1.%s@harbourpine."
	                      "example\r\nSubject: Re: digest\r\nMessage-ID: <%lld@x.example>\r\n"
	                      "Content-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
	        token, (long long)++number, text);
	AUTO(message_free) struct message *m = NULL;
	assert_int_equal(message_parse_here(raw, strlen(raw), &m), 0);
	enum desk what;
	AUTO(xfree) char *effect = NULL;
	assert_int_equal(SCENE_TX(s, desk_take(&s->h, m, number, &what, &effect)), 0);
	assert_int_equal(what, DESK_ORDER);
}

static void confirmed(struct scene *s, int count, const char *words)
{
	assert_int_equal(
	        scene_int(s, "SELECT count(*) FROM outbox WHERE touchpoint='confirmation'"), count);
	AUTO(xfree)
	char *subject = db_text(s->h.db,
	        "SELECT subject FROM outbox WHERE touchpoint='confirmation' ORDER BY id DESC");
	if (!str_starts(subject, words))
		fail_msg("confirmed with \"%s\"", subject);
}

/* Said, said again by another mail, taken back, taken back again. */
static void play(struct scene *s, size_t i, bool german)
{
	int64_t n = db_int(s->h.db, 0,
	        "SELECT number FROM listed WHERE notice=(SELECT max(id) FROM outbox WHERE"
	        " touchpoint='digest') AND customer=:customer",
	        DB_TEXT(":customer", table[i].customer));
	AUTO(text_done) struct text said = TEXT_INIT;
	const char *words = german ? table[i].gesagt : table[i].said;
	for (const char *c = words; *c; c++)
		if (c[0] == '%' && c[1] == 'd') {
			assert_true(n > 0);
			text_printf(&said, "%d", (int)n);
			c++;
		} else {
			text_putc(&said, *c);
		}
	AUTO(xfree) char *before = world(s);
	reply(s, "digest", text_str(&said));
	if (db_int(s->h.db, 0, table[i].sql) != 1)
		fail_msg("\"%s\" did not do it", text_str(&said));
	confirmed(s, 1, german ? "Erledigt: " : "Done: ");
	AUTO(xfree)
	char *shown = db_text(s->h.db, "SELECT verb FROM act WHERE customer=:customer",
	        DB_TEXT(":customer", table[i].customer));
	assert_string_equal(shown, verb_name(table[i].verb));
	AUTO(xfree) char *after = world(s);
	reply(s, "digest", text_str(&said));
	confirmed(s, 2, german ? "Nicht erledigt: " : "Not done: ");
	AUTO(xfree) char *twice = world(s);
	assert_string_equal(twice, after);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM act"), 1);
	AUTO(xfree) char *sentence = NULL;
	int r = SCENE_TX(s, verb_undo(&s->h, 1, "anna", german ? "de" : "en", &sentence));
	assert_int_equal(r, verb_undoes(table[i].verb) ? 0 : VERB_IDLE);
	AUTO(xfree) char *back = world(s);
	assert_string_equal(back, verb_undoes(table[i].verb) ? before : after);
	AUTO(xfree) char *again = NULL;
	assert_int_equal(SCENE_TX(s, verb_undo(&s->h, 1, "anna", "en", &again)), VERB_IDLE);
}

static void test_each(bool german)
{
	for (size_t i = 0; i < COUNT(table); i++) {
		void *state;
		open_scene(&state);
		struct scene *s = state;
		s->people[0].language = (char *)(german ? "de" : "en");
		play(s, i, german);
		close_scene(&state);
	}
}

static void test_english(void **state)
{
	(void)state;
	test_each(false);
}

static void test_german(void **state)
{
	(void)state;
	test_each(true);
}

static void test_the_table_is_whole(void **state)
{
	(void)state;
	for (int v = 0; v < VERBS; v++) {
		/* see t_desk; replies to a preview are played in tests/e2e/test_reply.py */
		bool found = v == VERB_DIGEST_ON || v == VERB_GO || v == VERB_REST;
		for (size_t i = 0; i < COUNT(table); i++)
			found |= (int)table[i].verb == v;
		if (!found)
			fail_msg("nobody plays %s", verb_name((enum verb)v));
	}
}

/* What people told stays over an import, until the ledger itself says something new. */
static void test_amendments(void **state)
{
	struct scene *s = *state;
	SCENE_TX(s, amend_put(s->h.db, "c1", "email", "a@y.example"));
	SCENE_TX(s, amend_put(s->h.db, "c1", "mood", "delighted"));
	scene_sql(s, "UPDATE customer SET email='c1@x.example', mood=''");
	SCENE_TX(s, amend_apply(s->h.db));
	scene_text(s, "SELECT email || mood FROM customer WHERE key='c1'", "a@y.exampledelighted");
	SCENE_TX(s, amend_put(s->h.db, "c1", "email", "b@y.example"));
	SCENE_TX(s, amend_drop(s->h.db, "c1", "email"));
	scene_text(s, "SELECT email FROM customer WHERE key='c1'", "c1@x.example");
	SCENE_TX(s, amend_put(s->h.db, "c1", "email", "a@y.example"));
	scene_sql(s, "UPDATE customer SET email='ledger@x.example' WHERE key='c1'");
	SCENE_TX(s, amend_apply(s->h.db));
	scene_text(s, "SELECT email FROM customer WHERE key='c1'", "ledger@x.example");
	scene_text(s, "SELECT group_concat(field) FROM amendment", "mood");
}

/* "no 6" in the digest, then the question again only when another address is named. */
static void test_a_decided_suggestion_is_not_asked_again(void **state)
{
	struct scene *s = *state;
	scene_sql(s, "UPDATE suggestion SET decided='no'");
	AUTO(digest_done) struct digest d = {0};
	assert_int_equal(digest_make(&s->h, &s->people[0], scene_day("2026-10-07"), &d), 0);
	assert_null(strstr(d.text, "c6.new@y.example"));
	assert_null(strstr(d.text, "An automatic reply"));
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_english),
	        cmocka_unit_test(test_german),
	        cmocka_unit_test(test_the_table_is_whole),
	        T(test_amendments),
	        T(test_a_decided_suggestion_is_not_asked_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
