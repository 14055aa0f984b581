#include "scene.h"

#include "amend.h"
#include "conversation.h"
#include "desk.h"
#include "digest.h"
#include "message.h"
#include "notice.h"
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

/* A letter that lies in the outbox. */
static void queued(struct scene *s, const char *customer, const char *touchpoint)
{
	AUTO(xfree) char *address = xasprintf("%s@x.example", customer);
	assert_int_equal(scene_put(s->h.db,
	                         (struct scene_letter){.customer = customer,
	                                 .recipient = address,
	                                 .touchpoint = touchpoint},
	                         s->h.now),
	        0);
}

/* A template whose newest version waits for its go, while the one before it runs; its author was
 * asked. */
static void asked_for_a_go(struct scene *s)
{
	scene_template(s, "spring", "Subject: A\nStatus: live\nWhen: FREQ=YEARLY" SCENE_BODY);
	scene_sql(s,
	        "UPDATE template SET fingerprint=77, waits=77, next=CAST('Subject: B\nStatus:"
	        " live\nWhen: FREQ=YEARLY\n\nDear all, thank you.\n' AS BLOB) WHERE name='spring'");
	AUTO(notice_list_done) struct notice_list list = {0};
	notice_list_add(&list, 1, "template", "", "spring", "000000000000004d", 0);
	const struct notice preview = {.mail.kind = "notice",
	        .mail.touchpoint = "preview",
	        .mail.occurrence = "spring",
	        .mail.subject = "[Preview]",
	        .mail.text = "Dear all",
	        .mail.valid_until_at = s->h.now + 86400,
	        .list = &list};
	assert_int_equal(SCENE_TX(s, notice_put(&s->h, &s->people[0], &preview)), 0);
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
	queued(&s, "c1", "harvest");
	queued(&s, "c7", "harvest");
	queued(&s, "c8", "harvest");
	asked_for_a_go(&s);
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
        {VERB_DIGEST_ON, "staff:anna", "start digest", "Wochenbrief an",
                "SELECT verb='digest-on' FROM act ORDER BY id DESC"},
        {VERB_GO, "", "go", "ja",
                "SELECT good=approved AND waits=0 AND instr(good, 'Subject: B')>0 FROM template"},
        {VERB_REST, "", "stop", "nein", "SELECT approved IS NULL AND waits<>0 FROM template"},
        {VERB_SHOW, "", "to me again", "noch einmal", "SELECT previewed=-2 FROM template"},
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
	        " UNION ALL SELECT 'outbox' || customer || state || reason || next_try_at ||"
	        "  coalesce(claimed_at, '') FROM outbox WHERE kind='letter'"
	        " UNION ALL SELECT 'listed' || kind || number FROM listed WHERE notice IN"
	        "  (SELECT id FROM outbox WHERE touchpoint='ask' AND state<>'WITHDRAWN')"
	        " UNION ALL SELECT 'template' || CAST(good AS TEXT) || ifnull(CAST(approved AS"
	        "  TEXT), '-') || ifnull(CAST(next AS TEXT), '-') || waits || (previewed=-2) FROM "
	        "template"
	        " UNION ALL SELECT 'digest' || ifnull((SELECT verb FROM act WHERE undone_at IS"
	        "  NULL AND verb GLOB 'digest*' ORDER BY id DESC LIMIT 1), '')"
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
	const char *to = str_empty(table[i].customer) ? "preview" : "digest";
	if (table[i].verb == VERB_DIGEST_ON)
		scene_sql(s, "INSERT INTO act (at, verb, customer) VALUES (1, 'digest-off',"
		             " 'staff:anna')");
	AUTO(xfree) char *before = world(s);
	reply(s, to, text_str(&said));
	if (db_int(s->h.db, 0, table[i].sql) != 1)
		fail_msg("\"%s\" did not do it", text_str(&said));
	confirmed(s, 1, german ? "Erledigt: " : "Done: ");
	AUTO(xfree)
	char *shown =
	        db_text(s->h.db, "SELECT verb FROM act WHERE customer=:customer ORDER BY id DESC",
	                DB_TEXT(":customer", table[i].customer));
	assert_string_equal(shown, verb_name(table[i].verb));
	AUTO(xfree) char *after = world(s);
	reply(s, to, text_str(&said));
	confirmed(s, 2, german ? "Nicht erledigt: " : "Not done: ");
	AUTO(xfree) char *twice = world(s);
	assert_string_equal(twice, after);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM act WHERE notice>0"), 1);
	int64_t act = scene_int(s, "SELECT max(id) FROM act");
	AUTO(xfree) char *sentence = NULL;
	int r = SCENE_TX(s, verb_undo(&s->h, act, "anna", german ? "de" : "en", &sentence));
	assert_int_equal(r, 0);
	AUTO(xfree) char *back = world(s);
	assert_string_equal(back, before);
	AUTO(xfree) char *again = NULL;
	assert_int_equal(SCENE_TX(s, verb_undo(&s->h, act, "anna", "en", &again)), VERB_IDLE);
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

/* Whoever has previews in French or Spanish may answer them in it, and is answered in it. */
static void test_replies_to_a_preview(void **state)
{
	static const struct {
		const char *language, *said, *confirmed, *sql;
	} replies[] = {
	        {"fr", "Oui, merci !", "Fait\u00a0: La lettre «\u00a0",
	                "SELECT instr(good, 'Subject: B') > 0 AND waits=0 FROM template"},
	        {"fr", "À moi encore une fois", "Fait\u00a0: L'aperçu",
	                "SELECT previewed=-2 FROM template"},
	        {"fr", "Encore une fois, s'il vous plaît", "Fait\u00a0: L'aperçu de la lettre",
	                "SELECT previewed=-2 FROM template"},
	        {"fr", "arrêtez", "Fait\u00a0: Plus rien de la lettre",
	                "SELECT approved IS NULL FROM template"},
	        {"es", "Sí.", "Hecho: La carta «", "SELECT waits=0 FROM template"},
	        {"es", "Otra vez, por favor", "Hecho: La vista previa de la carta «",
	                "SELECT previewed=-2 FROM template"},
	        {"es", "pare", "Hecho: No sale nada más de la carta «",
	                "SELECT approved IS NULL FROM template"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(replies); i++) {
		void *opened;
		open_scene(&opened);
		struct scene *s = opened;
		s->people[0].language = (char *)replies[i].language;
		reply(s, "preview", replies[i].said);
		confirmed(s, 1, replies[i].confirmed);
		if (db_int(s->h.db, 0, replies[i].sql) != 1)
			fail_msg("\"%s\" did not do it", replies[i].said);
		close_scene(&opened);
	}
}

static void test_the_table_is_whole(void **state)
{
	(void)state;
	for (int v = 0; v < VERBS; v++) {
		bool found = false;
		for (size_t i = 0; i < COUNT(table); i++)
			found |= (int)table[i].verb == v;
		if (!found)
			fail_msg("nobody plays %s", verb_name((enum verb)v));
	}
}

static int64_t decide(struct scene *s, enum verb verb, const char *customer, const char *touchpoint,
        int expected, const char *words)
{
	int64_t act = 0;
	AUTO(xfree) char *sentence = NULL;
	const struct verb_call call = {.verb = verb,
	        .language = "en",
	        .customer = customer,
	        .touchpoint = touchpoint,
	        .occurrence = "once",
	        .subject = db_int(s->h.db, 0,
	                "SELECT id FROM outbox WHERE customer=:customer AND touchpoint=:touchpoint",
	                DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", touchpoint))};
	assert_int_equal(SCENE_TX(s, verb_do(&s->h, &call, &act, &sentence)), expected);
	if (!strstr(sentence, words))
		fail_msg("said \"%s\"", sentence);
	return act;
}

static void take_back(struct scene *s, int64_t act, int expected, const char *words)
{
	AUTO(xfree) char *sentence = NULL;
	assert_int_equal(SCENE_TX(s, verb_undo(&s->h, act, "anna", "en", &sentence)), expected);
	if (!strstr(sentence, words))
		fail_msg("said \"%s\"", sentence);
}

/* No and yes to a letter that lies in the outbox, as often as a person likes, while its day lasts
 * and it has not gone. */
static void test_a_queued_letter(void **state)
{
	struct scene *s = *state;
	static const char here[] = "SELECT state FROM outbox WHERE touchpoint='harvest' AND"
	                           " customer='c1'";
	int64_t no = decide(s, VERB_HOLD, "c1", "harvest", 0, "does not go");
	scene_text(s, here, "WITHDRAWN");
	take_back(s, no, 0, "waits to be sent again");
	scene_text(s, here, "QUEUED");
	decide(s, VERB_HOLD, "c1", "harvest", 0, "does not go");
	int64_t yes = decide(s, VERB_APPROVE, "c1", "harvest", 0, "is approved");
	scene_text(s, here, "QUEUED");
	take_back(s, yes, 0, "followup approve \"harvest\" c1");
	scene_text(s, here, "WITHDRAWN");
	yes = decide(s, VERB_APPROVE, "c1", "harvest", 0, "is approved");
	scene_text(s, here, "QUEUED");
	scene_sql(s, "UPDATE outbox SET state='SENT' WHERE touchpoint='harvest'");
	take_back(s, yes, VERB_IDLE, "has gone already");
	/* what the world did is not undone with it */
	scene_sql(s, "UPDATE outbox SET state='QUEUED' WHERE customer='c7'");
	no = decide(s, VERB_HOLD, "c7", "harvest", 0, "does not go");
	s->h.now += 30 * 86400;
	take_back(s, no, VERB_IDLE, "its day is past");
}

/* It arrived, said a person; then the bounce came. */
static void test_evidence_outranks_what_was_said(void **state)
{
	struct scene *s = *state;
	int64_t act = decide(s, VERB_ARRIVED, "c5", "hello", 0, "received by Guest E");
	int64_t id = scene_int(s, "SELECT id FROM outbox WHERE customer='c5'");
	SCENE_TX(s, outbox_returned(s->h.db, id, "5.1.1", "Nobody there.", s->h.now + 60));
	take_back(s, act, VERB_IDLE, "is known otherwise");
	scene_text(
	        s, "SELECT state || reason FROM outbox WHERE customer='c5'", "FAILEDNobody there.");
}

/* Ben was asked, and the question has gone: he hears that it is not needed, and his answer does
 * nothing. */
static void test_a_question_that_has_gone(void **state)
{
	struct scene *s = *state;
	AUTO(xfree)
	char *said = db_text(s->h.db, "SELECT 'ask ' || number FROM listed WHERE customer='c6'");
	reply(s, "digest", said);
	scene_sql(s, "UPDATE outbox SET state='SENT' WHERE touchpoint='ask'");
	take_back(s, scene_int(s, "SELECT id FROM act WHERE verb='ask'"), 0,
	        "is told that no answer is needed");
	scene_text(s, "SELECT manager || subject FROM outbox WHERE touchpoint='unasked'",
	        "benNo answer needed any more: which address has Guest F?");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM listed l JOIN outbox o ON"
	                              " o.id=l.notice WHERE o.touchpoint='ask'"),
	        0);
}

/* What people told stays over an import, until the ledger itself says something new. */
static void test_amendments(void **state)
{
	struct scene *s = *state;
	SCENE_TX(s, amend_put(s->h.db, "c1", "email", "a@y.example"));
	SCENE_TX(s, amend_put(s->h.db, "c1", "mood", "delighted"));
	scene_sql(s, "UPDATE customer SET email='c1@x.example', mood=''");
	assert_int_equal(amend_settle(s->h.db), 0);
	scene_text(s, "SELECT email || mood FROM customer WHERE key='c1'", "a@y.exampledelighted");
	SCENE_TX(s, amend_put(s->h.db, "c1", "email", "b@y.example"));
	SCENE_TX(s, amend_drop(s->h.db, "c1", "email"));
	scene_text(s, "SELECT email FROM customer WHERE key='c1'", "c1@x.example");
	SCENE_TX(s, amend_put(s->h.db, "c1", "email", "a@y.example"));
	scene_sql(s, "UPDATE customer SET email='ledger@x.example' WHERE key='c1'");
	assert_int_equal(amend_settle(s->h.db), 0);
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
	        cmocka_unit_test(test_replies_to_a_preview),
	        cmocka_unit_test(test_the_table_is_whole),
	        T(test_a_queued_letter),
	        T(test_evidence_outranks_what_was_said),
	        T(test_a_question_that_has_gone),
	        T(test_amendments),
	        T(test_a_decided_suggestion_is_not_asked_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
