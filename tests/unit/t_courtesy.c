#include "scene.h"

#include <errno.h>

#include "conversation.h"
#include "folder.h"
#include "letter.h"

/* A letter for 5 October, asked for and claimed on that morning. */
#define THANKS "Subject: Thank you\nWhen: Harvest\nTo: all\nStatus: live\n"

static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, "2026-10-05T07:30");
	scene_customer(&s, "c1", "cara@flowers.example", "Cara");
	scene_customer(&s, "c2", "dirk@example.net", "Dirk");
	scene_template(&s, "thanks", THANKS SCENE_BODY);
	scene_template(&s, "bill", THANKS "Class: service\n" SCENE_BODY);
	scene_template(&s, "ask", THANKS "Approval: ask\n" SCENE_BODY);
	scene_template(&s, "winter", THANKS "Group: season\n" SCENE_BODY);
	scene_template(&s, "born",
	        "Subject: Happy birthday\nWhen: birthday\nRepeat: yearly\nStatus: "
	        "live\n" SCENE_BODY);
	scene_occasion(&s, "Harvest", "2026-10-05");
	scene_anchor(&s, "c1", "birthday", "1970-10-05");
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

/* The reason's word and detail for a letter of this template to c1. */
static void expect(struct scene *s, const char *name, const char *words)
{
	AUTO(template_free) struct template *t = NULL;
	AUTO(xfree) char *detail = NULL;
	if (folder_load(s->h.db, name, &t) != 0)
		fail_msg("no template %s", name);
	enum courtesy c =
	        courtesy_ask(&s->h, t, "c1", "2026-10-05", scene_day("2026-10-05"), &detail);
	assert_non_null(detail);
	AUTO(xfree)
	char *found = xasprintf("%s%s%s", courtesy_word(c), str_empty(detail) ? "" : ": ", detail);
	assert_string_equal(found, words);
	/* each reason can be said */
	AUTO(xfree) char *sentence = courtesy_sentence(courtesy_word(c), detail);
	assert_non_null(sentence);
	assert_null(strstr(sentence, "%"));
	if (!str_empty(detail))
		assert_non_null(strstr(sentence, detail));
}

/* The same when its reader is read with those of all the letters of a lease. */
static void expect_veto_in_queue(struct scene *s, const struct outbox_item *item, const char *words)
{
	const struct scene_letter queued = {.customer = "c1",
	        .recipient = "in-queue@flowers.example",
	        .touchpoint = "in queue",
	        .valid_until_at = s->h.now};
	struct outbox_item there = *item;
	assert_int_equal(scene_put(s->h.db, queued, s->h.now), 0);
	there.id = db_int(s->h.db, 0, "SELECT id FROM outbox WHERE touchpoint='in queue'");
	AUTO(courtesy_round_done) struct courtesy_round round = {.h = &s->h, .due = 100};
	AUTO(xfree) char *why = courtesy_veto(s->h.db, &there, s->h.now, &round);
	assert_true(str_same(why, words));
	scene_sql(s, "DELETE FROM outbox WHERE touchpoint='in queue'");
}

/* What the claim says of a letter that was put when all was well. */
static void expect_veto(struct scene *s, const char *name, const char *words)
{
	const struct outbox_item item = {.kind = (char *)"letter",
	        .customer = (char *)"c1",
	        .touchpoint = (char *)name,
	        .occurrence = (char *)(str_same(name, "born") ? "2026" : "2026-10-05"),
	        .recipient = (char *)"cara@flowers.example",
	        .day = scene_day("2026-10-05")};
	AUTO(courtesy_round_done) struct courtesy_round round = {.h = &s->h};
	AUTO(xfree) char *why = courtesy_veto(s->h.db, &item, s->h.now, &round);
	if (!words)
		assert_null(why);
	else if (!why || !strstr(why, words))
		fail_msg("%s, not %s", why ? why : "(it may go)", words);
	expect_veto_in_queue(s, &item, why);
}

static void test_nothing_in_the_way(void **state)
{
	struct scene *s = *state;
	expect(s, "thanks", "due");
	expect_veto(s, "thanks", NULL);
}

/* The sender keeps the letters' templates loaded; what became of one since is seen all the same. */
static void test_a_template_that_stays_loaded(void **state)
{
	struct scene *s = *state;
	AUTO(folder_stock_done) struct folder_stock kept = {0};
	const struct outbox_item item = {.kind = (char *)"letter",
	        .customer = (char *)"c1",
	        .touchpoint = (char *)"thanks",
	        .occurrence = (char *)"2026-10-05",
	        .recipient = (char *)"cara@flowers.example",
	        .day = scene_day("2026-10-05")};
	struct courtesy_round round = {.h = &s->h, .kept = &kept};
	assert_null(courtesy_veto(s->h.db, &item, s->h.now, &round));
	assert_int_equal(kept.count, 1);
	scene_sql(s, "UPDATE template SET good=CAST(replace(CAST(good AS TEXT), 'Status: live',"
	             " 'Status: paused') AS BLOB) WHERE name='thanks'");
	struct courtesy_round next = {.h = &s->h, .kept = &kept};
	AUTO(xfree) char *why = courtesy_veto(s->h.db, &item, s->h.now, &next);
	assert_non_null(why);
	assert_non_null(strstr(why, "no longer live"));
}

/* A letter that waited for its server went later than the next one was planned for. */
static void test_the_gap_at_the_claim(void **state)
{
	struct scene *s = *state;
	const struct scene_letter late = {.customer = "c1",
	        .recipient = "cara@flowers.example",
	        .touchpoint = "late",
	        .day = "2026-09-14",
	        .valid_until_at = s->h.now};
	int64_t at = scene_at("2026-09-15T09:00");
	scene_sent(s->h.db, late, at);
	expect_veto(s, "thanks", "too near to another letter (late on 2026-09-15)");
	scene_sql(s, "UPDATE outbox SET claimed_at=claimed_at-2*86400");
	expect_veto(s, "thanks", NULL);
	int64_t id;
	SCENE_TX(s, conversation_contact(s->h.db, "c1", "a call", s->h.now - 86400, &id));
	expect_veto(s, "thanks", "a person was in touch");
}

/* Two that had to wait for their server until both were due: one goes. */
static void test_the_gap_within_a_lease(void **state)
{
	struct scene *s = *state;
	struct scene_letter l = {.customer = "c1",
	        .recipient = "cara@flowers.example",
	        .occurrence = "2026-10-01",
	        .day = "2026-10-01",
	        .valid_until_at = s->h.now + 86400};
	scene_occasion(s, "Harvest", "2026-10-01");
	for (int i = 0; i < 3; i++) {
		static const char *const names[] = {"thanks", "winter", "bill"};
		l.touchpoint = names[i];
		assert_int_equal(scene_put(s->h.db, l, s->h.now - 86400 + i), 0);
	}
	AUTO(courtesy_round_done) struct courtesy_round round = {.h = &s->h};
	AUTO(outbox_batch_done) struct outbox_batch batch = {0};
	assert_int_equal(
	        outbox_lease(s->h.db, NULL, s->h.now, 9, courtesy_veto, &round, &batch), 0);
	assert_int_equal(batch.count, 2);
	assert_string_equal(batch.items[0].touchpoint, "thanks");
	assert_string_equal(batch.items[1].touchpoint, "bill"); /* what they are owed */
	AUTO(xfree) char *why = db_text(s->h.db, "SELECT reason FROM outbox WHERE state<>'LEASED'");
	assert_non_null(strstr(why, "too near to another letter (thanks on 2026-10-05)"));
	/* and the two don't stand in each other's way when they are asked about again */
	for (int i = 0; i < 2; i++)
		assert_null(courtesy_veto(s->h.db, &batch.items[i], s->h.now, &round));
}

/* Who is read with all the readers of a lease: a letter to another customer of their mailbox is in
 * the way of theirs; without it, theirs is the only one, and goes. */
static void test_a_shared_mailbox_in_a_lease(void **state)
{
	struct scene *s = *state;
	const struct scene_letter other = {.customer = "c2",
	        .recipient = "CARA@flowers.example",
	        .touchpoint = "late",
	        .day = "2026-09-28",
	        .valid_until_at = s->h.now};
	const struct scene_letter theirs = {.customer = "c1",
	        .recipient = "cara@flowers.example",
	        .touchpoint = "thanks",
	        .occurrence = "2026-10-05",
	        .day = "2026-10-05",
	        .valid_until_at = s->h.now + 86400};
	for (int alone = 0; alone < 2; alone++) {
		AUTO(courtesy_round_done)
		struct courtesy_round round = {.h = &s->h, .due = 9};
		AUTO(outbox_batch_done) struct outbox_batch batch = {0};
		scene_sql(s, "DELETE FROM outbox");
		if (!alone)
			scene_sent(s->h.db, other, scene_at("2026-09-28T09:00"));
		assert_int_equal(scene_put(s->h.db, theirs, s->h.now), 0);
		assert_int_equal(
		        outbox_lease(s->h.db, NULL, s->h.now, 9, courtesy_veto, &round, &batch), 0);
		assert_int_equal(batch.count, alone);
		assert_non_null(round.readers);
	}
}

/* The ledger may have changed since: a new country, a stage that is over. */
static void test_the_audience_at_the_claim(void **state)
{
	struct scene *s = *state;
	static const struct {
		const char *line, *leaves;
	} all[] = {{"To: short, long\n", "stage='new'"}, {"Country: DE\n", "country='AT'"},
	        {"Language: de\n", "language='fr'"}, {"Tags: vip\n", "tags=',other,'"},
	        {"Celebrates: easter\n", "celebrates=''"},
	        {"Where: mood <> 'sad'\n", "mood='sad'"}};
	for (size_t i = 0; i < COUNT(all); i++) {
		AUTO(xfree)
		char *bytes = xasprintf("Subject: Thank you\nWhen: Harvest\n%s%sStatus: live\n%s",
		        i ? "To: all\n" : "", all[i].line, SCENE_BODY);
		AUTO(xfree)
		char *words = xasprintf("its line \"%.*s\" leaves this customer out",
		        (int)strcspn(all[i].line, " "), all[i].line);
		scene_template(s, "thanks", bytes);
		scene_sql(s, "UPDATE customer SET stage='long', country='DE', language='de',"
		             " tags=',vip,', celebrates=',easter,', mood='' WHERE key='c1'");
		expect_veto(s, "thanks", NULL);
		scene_sql(s, "UPDATE customer SET %s WHERE key='c1'", all[i].leaves);
		expect_veto(s, "thanks", words);
	}
}

static void test_words(void **state)
{
	(void)state;
	for (int c = 0; c < COURTESY_REASONS; c++) {
		assert_false(str_empty(courtesy_word((enum courtesy)c)));
		for (int d = 0; d < c; d++)
			assert_string_not_equal(
			        courtesy_word((enum courtesy)c), courtesy_word((enum courtesy)d));
		assert_int_equal(courtesy_holds((enum courtesy)c), c >= COURTESY_HOLD_POSTAL);
	}
	AUTO(xfree) char *unknown = courtesy_sentence("no such word", "x");
	assert_string_equal(unknown, "no such word");
	/* what stands in a detail is no format */
	AUTO(xfree) char *odd = courtesy_sentence("gap", "100 %s %n");
	assert_string_equal(odd, "skipped: too near to another letter (100 %s %n)");
}

static void test_no_address(void **state)
{
	struct scene *s = *state;
	scene_sql(s, "UPDATE customer SET email='' WHERE key='c1'");
	expect(s, "thanks", "no-address");
	expect_veto(s, "thanks", "address has changed");
	scene_sql(s, "UPDATE customer SET email='Cara@flowers.example', present=0 WHERE key='c1'");
	expect(s, "thanks", "no-address");
	expect_veto(s, "thanks", "no longer in the ledger");
	scene_sql(s, "UPDATE customer SET present=1 WHERE key='c1'");
	expect_veto(s, "thanks", NULL); /* the same address in other letters */
	scene_sql(s, "UPDATE customer SET email='new@flowers.example' WHERE key='c1'");
	expect_veto(s, "thanks", "address has changed");
}

static void test_suppressed(void **state)
{
	struct scene *s = *state;
	static const char *const reasons[] = {"dead", "optout", "complaint"};
	for (size_t i = 0; i < COUNT(reasons); i++) {
		AUTO(xfree) char *words = xasprintf("suppressed: %s", reasons[i]);
		SCENE_TX(s, conversation_suppress(s->h.db, &s->key, "CARA@flowers.example", "c1",
		                    reasons[i], "", s->h.now));
		expect(s, "thanks", words);
		expect(s, "bill", words);
		expect_veto(s, "thanks", reasons[i]);
	}
}

/* The wish is the person's: a new address in the ledger does not undo it. A dead mailbox is the
 * address's: a new one is welcome. */
static void test_a_wish_outlives_the_address(void **state)
{
	struct scene *s = *state;
	scene_sql(s, "UPDATE customer SET email='old@flowers.example' WHERE key='c1'");
	SCENE_TX(s, conversation_suppress(
	                    s->h.db, &s->key, "old@flowers.example", "c1", "dead", "", s->h.now));
	scene_sql(s, "UPDATE customer SET email='cara@flowers.example' WHERE key='c1'");
	expect(s, "thanks", "due");
	SCENE_TX(s, conversation_suppress(
	                    s->h.db, &s->key, "old@flowers.example", "c1", "optout", "", s->h.now));
	expect(s, "thanks", "suppressed: optout");
	expect_veto(s, "thanks", "optout");
}

static void test_status(void **state)
{
	struct scene *s = *state;
	static const char *const stops[] = {"deceased", "left", "dispute"};
	for (size_t i = 0; i < COUNT(stops); i++) {
		AUTO(xfree) char *words = xasprintf("status: %s", stops[i]);
		scene_sql(s, "UPDATE customer SET status='%s'", stops[i]);
		expect(s, "thanks", words);
		expect(s, "bill", words);
		expect_veto(s, "thanks", stops[i]);
	}
	scene_sql(s, "UPDATE customer SET status='active'");
	expect(s, "thanks", "due");
}

static void test_consent(void **state)
{
	struct scene *s = *state;
	scene_sql(s, "UPDATE customer SET consent='none'");
	expect(s, "thanks", "no-consent");
	expect(s, "bill", "due");
	expect_veto(s, "thanks", "no consent");
	expect_veto(s, "bill", NULL);
	s->conf.courtesy.assume_consent = true;
	expect(s, "thanks", "no-consent"); /* a no stays a no */
	scene_sql(s, "UPDATE customer SET consent=''");
	expect(s, "thanks", "due");
	s->conf.courtesy.assume_consent = false;
	expect(s, "thanks", "no-consent");
	scene_sql(s, "UPDATE customer SET consent='soft'");
	expect(s, "thanks", "consent-undated: DE");
	scene_sql(s, "UPDATE customer SET consent_day=%d", scene_day("2020-01-01").days);
	expect(s, "thanks", "due");
}

/* What each country's law makes of the same customer. */
static void test_consent_by_country(void **state)
{
	struct scene *s = *state;
	scene_sql(s, "UPDATE customer SET consent='', country='GB'");
	expect(s, "thanks", "no-consent");
	scene_sql(s, "UPDATE customer SET company='Flowers Ltd'");
	expect(s, "thanks", "due"); /* PECR: a company's people may be written to */
	scene_sql(s, "UPDATE customer SET consent='none'");
	expect(s, "thanks", "no-consent");
	scene_sql(s, "UPDATE customer SET consent='express', country='US'");
	expect(s, "thanks", "postal: US");
	expect(s, "bill", "due");
	s->conf.business.postal_address = (char *)"Pine 1, Harbour";
	expect(s, "thanks", "due");
	/* Canada: 24 months after the purchase, to the day */
	scene_sql(s, "UPDATE customer SET consent='soft', country='CA'");
	expect(s, "thanks", "consent-lapsed: CA");
	scene_sql(s,
	        "INSERT INTO purchase_total (customer, currency, first_day, last_day, count,"
	        " spent_cents, spent_12_cents, spent_prior_12_cents)"
	        " SELECT id, 'CAD', %d, %d, 1, 1, 0, 0 FROM customer WHERE key='c1'",
	        scene_day("2024-10-05").days, scene_day("2024-10-05").days);
	expect(s, "thanks", "due");
	expect_veto(s, "thanks", NULL);
	scene_sql(s, "UPDATE purchase_total SET last_day=last_day-1");
	expect(s, "thanks", "consent-lapsed: CA");
	expect_veto(s, "thanks", "24 months");
	scene_sql(s, "DELETE FROM purchase_total");
	scene_anchor(s, "c1", "first_contact", "2026-04-05"); /* an enquiry, six months ago */
	expect(s, "thanks", "due");
	scene_anchor(s, "c1", "first_contact", "2026-04-04");
	expect(s, "thanks", "consent-lapsed: CA");
	scene_sql(s, "UPDATE customer SET consent='express'");
	expect(s, "thanks", "due");
}

/* A feast of one faith goes only to whom a person wrote it down for. */
static void test_feasts(void **state)
{
	struct scene *s = *state;
	scene_template(s, "feast", "Subject: x\nWhen: Eid\nTo: all\nStatus: live\n" SCENE_BODY);
	scene_occasion(s, "Eid", "2026-10-05");
	expect(s, "feast", "due");
	scene_sql(s, "UPDATE occasion SET category=',islamic,'");
	expect(s, "feast", "celebrates: islamic");
	expect_veto(s, "feast", "islamic");
	scene_sql(s, "UPDATE customer SET celebrates=',christmas,eid,'");
	expect(s, "feast", "due");
	/* where a country keeps it on another day, it is the same feast */
	scene_template(
	        s, "feast", "Subject: x\nWhen: Eid (Morocco)\nTo: all\nStatus: live\n" SCENE_BODY);
	scene_occasion(s, "Eid (Morocco)", "2026-10-05");
	scene_sql(s, "UPDATE occasion SET category=',islamic,'");
	expect(s, "feast", "due");
	scene_sql(s, "UPDATE customer SET celebrates=',christmas,'");
	expect(s, "feast", "celebrates: islamic");
}

static void test_stage_caps(void **state)
{
	struct scene *s = *state;
	struct scene_letter l = {.customer = "c1",
	        .recipient = "cara@flowers.example",
	        .touchpoint = "hello",
	        .day = "2026-07-01"};
	scene_put(s->h.db, l, s->h.now);
	scene_sql(s, "UPDATE customer SET stage='before'");
	expect(s, "thanks", "due"); /* expressly consented */
	scene_sql(s, "UPDATE customer SET consent='soft', consent_day=1");
	expect(s, "thanks", "stage-cap: 1 in a year is enough for somebody who is no customer yet");
	expect(s, "bill", "stage-cap: 1 in a year is enough for somebody who is no customer yet");
	scene_sql(s, "UPDATE customer SET stage='new'");
	expect(s, "thanks", "due");
	s->conf.courtesy.per_90_new = 1;
	expect(s, "thanks", "due"); /* 96 days ago */
	scene_sql(s, "UPDATE outbox SET day=day+10");
	expect(s, "thanks", "stage-cap: 1 in 90 days are enough for a new customer");
}

static void test_after_a_purchase(void **state)
{
	struct scene *s = *state;
	scene_sql(s,
	        "INSERT INTO purchase_total (customer, currency, first_day, last_day, count,"
	        " spent_cents, spent_12_cents, spent_prior_12_cents)"
	        " SELECT id, 'EUR', 1, %d, 1, 1, 0, 0 FROM customer WHERE key='c1'",
	        scene_day("2026-10-03").days);
	expect(s, "thanks", "purchase: 2026-10-03");
	expect(s, "bill", "due");
	scene_sql(s, "UPDATE purchase_total SET last_day=last_day-1");
	expect(s, "thanks", "due");
}

static void test_colleagues(void **state)
{
	struct scene *s = *state;
	for (int i = 0; i < 3; i++) {
		AUTO(xfree) char *key = xasprintf("k%d", i);
		AUTO(xfree) char *email = xasprintf("k%d@Flowers.example", i);
		struct scene_letter l = {.customer = key, .recipient = email, .day = "2026-10-05"};
		expect(s, "thanks", "due");
		scene_put(s->h.db, l, s->h.now);
	}
	expect(s, "thanks", "company: 3");
	scene_sql(s, "UPDATE outbox SET recipient=replace(recipient, 'Flowers', 'gmail')");
	expect(s, "thanks", "due");
}

/* What asks for business goes once a year, and only with a yes. */
static void test_marketing(void **state)
{
	struct scene *s = *state;
	scene_template(s, "quiet", THANKS "Class: marketing\n" SCENE_BODY);
	expect(s, "quiet", "approval: quiet c1");
	struct scene_letter l = {.customer = "c1",
	        .recipient = "cara@flowers.example",
	        .touchpoint = "quiet",
	        .day = "2025-10-06"};
	scene_put(s->h.db, l, s->h.now);
	expect(s, "quiet", "once-a-year: quiet on 2025-10-06");
	scene_sql(s, "UPDATE outbox SET day=day-1, not_before_at=not_before_at-86400");
	expect(s, "quiet", "approval: quiet c1");
}

static void test_birthday(void **state)
{
	struct scene *s = *state;
	expect(s, "born", "birthday");
	expect_veto(s, "born", "birthday_ok");
	scene_sql(s, "UPDATE customer SET birthday_ok=1");
	expect(s, "born", "due");
	expect_veto(s, "born", NULL);
}

static void test_paused(void **state)
{
	struct scene *s = *state;
	scene_sql(s, "UPDATE customer SET pause_until_day=%d", scene_day("2026-10-05").days);
	expect(s, "thanks", "paused: the ledger says until 2026-10-05");
	expect_veto(s, "thanks", "until 2026-10-05");
	scene_sql(s, "UPDATE customer SET pause_until_day=%d", scene_day("2026-10-04").days);
	expect(s, "thanks", "due");
	SCENE_TX(s,
	        scene_pause(s->h.db, "c1", scene_at("2026-10-20T12:00"), "she is ill", s->h.now));
	expect(s, "thanks", "paused: until 2026-10-20: she is ill");
	expect_veto(s, "thanks", "she is ill");
	SCENE_TX(s, conversation_resume(s->h.db, "c1"));
	expect(s, "thanks", "due");
}

static void wrote(struct scene *s, const char *when, const char *class)
{
	scene_sql(s,
	        "INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, customer, arrived_at, "
	        "read_at) VALUES (1, 'INBOX', 1, 1, '%s', 'c1', %lld, 0)",
	        class, (long long)scene_at(when));
}

static void test_waiting(void **state)
{
	struct scene *s = *state;
	wrote(s, "2026-09-01T22:30", "reply"); /* in Berlin it is the 2nd by then */
	db_begin(s->h.db);
	conversation_happen(s->h.db, "c1", CONVERSATION_WROTE, 1, scene_at("2026-09-01T22:30"), "");
	db_commit(s->h.db);
	expect(s, "thanks", "waiting: 2026-09-02");
	expect(s, "bill", "waiting: 2026-09-02");
	expect_veto(s, "thanks", "2026-09-02");
	SCENE_TX(s, conversation_answered(s->h.db, "c1", "telephone", s->h.now));
	expect(s, "thanks", "due");
	expect_veto(s, "thanks", NULL);
}

/* Two rows of the ledger with one mailbox: what one says or wants counts for the other. */
static void test_one_mailbox(void **state)
{
	struct scene *s = *state;
	scene_customer(s, "c9", "Cara@flowers.example", "Cara and Carl");
	scene_sql(s, "UPDATE customer SET email='dirk@example.net' WHERE key='c1'");
	wrote(s, "2026-09-29T12:00", "answer");
	scene_sql(s, "UPDATE inbox SET customer='c9'");
	expect(s, "thanks", "due");
	scene_sql(s, "UPDATE customer SET email='cara@flowers.example' WHERE key='c1'");
	expect(s, "thanks", "human-gap: 2026-09-29");
	expect_veto(s, "thanks", "a person was in touch");
	scene_sql(s, "UPDATE inbox SET class='reply'");
	SCENE_TX(s, conversation_happen(s->h.db, "c9", CONVERSATION_WROTE, 1,
	                    scene_at("2026-09-01T12:00"), ""));
	expect(s, "bill", "waiting: 2026-09-01");
	expect_veto(s, "bill", "2026-09-01");
	scene_sql(s, "DELETE FROM conversation");
	SCENE_TX(s, scene_pause(s->h.db, "c9", scene_at("2026-10-20T12:00"), "ill", s->h.now));
	expect(s, "bill", "paused: until 2026-10-20: ill");
	expect_veto(s, "bill", "ill");
	SCENE_TX(s, conversation_resume(s->h.db, "c9"));
	scene_sql(s, "UPDATE customer SET pause_until_day=%d WHERE key='c9'",
	        scene_day("2026-10-05").days);
	expect(s, "bill", "paused: the ledger says until 2026-10-05");
	scene_sql(s, "UPDATE customer SET pause_until_day=NULL, status='dispute' WHERE key='c9'");
	expect(s, "bill", "status: dispute");
	scene_sql(
	        s, "UPDATE customer SET status='left' WHERE key='c9'"); /* that is another person */
	expect(s, "bill", "due");
}

/* A date that was corrected while its letter lay in the outbox. */
static void test_a_date_that_moved(void **state)
{
	struct scene *s = *state;
	scene_sql(s, "UPDATE customer SET birthday_ok=1");
	expect_veto(s, "born", NULL);
	scene_anchor(s, "c1", "birthday", "1971-10-05"); /* another year, the same day */
	expect_veto(s, "born", NULL);
	scene_anchor(s, "c1", "birthday", "1970-10-06");
	expect_veto(s, "born", "its date was corrected");
	scene_sql(s, "UPDATE customer SET dates='{}'");
	expect_veto(s, "born", "its date was corrected");
	expect_veto(s, "thanks", NULL);
	scene_sql(s, "UPDATE occasion SET day=day+1");
	expect_veto(s, "thanks", "its date was corrected");
}

static void test_human_gap(void **state)
{
	struct scene *s = *state;
	wrote(s, "2026-09-28T12:00", "answer"); /* seven days before */
	expect(s, "thanks", "due");
	scene_sql(s, "UPDATE inbox SET arrived_at=%lld", (long long)scene_at("2026-09-29T12:00"));
	expect(s, "thanks", "human-gap: 2026-09-29");
	expect(s, "bill", "due");
	scene_sql(s, "UPDATE inbox SET class='autoreply'");
	expect(s, "thanks", "due");
	SCENE_TX(s, conversation_contact(
	                    s->h.db, "c1", "met her", scene_at("2026-10-05T07:00"), &(int64_t){0}));
	expect(s, "thanks", "human-gap: 2026-10-05");
}

static void test_gap(void **state)
{
	struct scene *s = *state;
	struct scene_letter l = {.customer = "c1",
	        .recipient = "cara@flowers.example",
	        .touchpoint = "spring",
	        .day = "2026-09-15"}; /* 20 days before */
	scene_put(s->h.db, l, s->h.now);
	expect(s, "thanks", "gap: spring on 2026-09-15");
	expect(s, "bill", "due");
	static const char *const counted[] = {"SENDING", "SENT", "UNSURE"};
	static const char *const not_counted[] = {"FAILED", "WITHDRAWN"};
	for (size_t i = 0; i < COUNT(counted); i++) {
		scene_sql(s, "UPDATE outbox SET state='%s'", counted[i]);
		expect(s, "thanks", "gap: spring on 2026-09-15");
	}
	for (size_t i = 0; i < COUNT(not_counted); i++) {
		scene_sql(s, "UPDATE outbox SET state='%s'", not_counted[i]);
		expect(s, "thanks", "due");
	}
	scene_sql(s, "UPDATE outbox SET state='SENT', day=day-1, not_before_at=0"); /* 21 days: far
	                                                                               enough */
	expect(s, "thanks", "due");
	scene_sql(s, "UPDATE outbox SET day=%d", scene_day("2026-10-25").days); /* 20 behind */
	expect(s, "thanks", "gap: spring on 2026-10-25");
	scene_sql(s, "UPDATE outbox SET customer='c9'"); /* another row, the same address */
	expect(s, "thanks", "gap: spring on 2026-10-25");
	scene_sql(s, "UPDATE outbox SET recipient='c9@example.net'");
	expect(s, "thanks", "due");
}

/* Eight letters a year, at the same days of each year, are eight a year. */
static void test_per_year(void **state)
{
	struct scene *s = *state;
	for (int i = 0; i < 8; i++) {
		AUTO(xfree) char *name = xasprintf("t%d", i);
		AUTO(xfree) char *day = date_format(date_add(scene_day("2025-10-05"), i * 30));
		struct scene_letter l = {.customer = "c1",
		        .recipient = "cara@flowers.example",
		        .touchpoint = name,
		        .day = day};
		scene_put(s->h.db, l, s->h.now);
	}
	expect(s, "thanks", "due"); /* the first was 365 days before */
	scene_sql(s, "UPDATE outbox SET day=day+1 WHERE touchpoint='t0'");
	expect(s, "thanks", "per-year: 8");
	expect_veto(s, "thanks", "8 letters within a year are enough");
	expect(s, "bill", "due");
	/* a letter that is late counts those that went before it did */
	scene_sql(
	        s, "UPDATE outbox SET day=%d WHERE touchpoint='t0'", scene_day("2026-10-06").days);
	s->conf.courtesy.gap_days = 0;
	expect(s, "thanks", "per-year: 8");
}

static void test_group(void **state)
{
	struct scene *s = *state;
	struct scene_letter l = {.customer = "c1",
	        .recipient = "cara@flowers.example",
	        .touchpoint = "advent",
	        .group = "season",
	        .day = "2026-06-08"}; /* 119 days */
	scene_put(s->h.db, l, s->h.now);
	expect(s, "winter", "group: advent on 2026-06-08");
	expect(s, "thanks", "due");
	scene_sql(s, "UPDATE outbox SET day=day-1, not_before_at=0");
	expect(s, "winter", "due");
}

static void test_same_address(void **state)
{
	struct scene *s = *state;
	struct scene_letter l = {.customer = "c2",
	        .recipient = "CARA@flowers.example",
	        .touchpoint = "thanks",
	        .occurrence = "2026-10-05",
	        .day = "2026-10-05"};
	scene_put(s->h.db, l, s->h.now);
	expect(s, "thanks", "same-address: c2");
	l.touchpoint = "bill";
	scene_put(s->h.db, l, s->h.now);
	expect(s, "bill", "same-address: c2");
}

static void test_approval(void **state)
{
	struct scene *s = *state;
	expect(s, "ask", "approval: ask c1");
	assert_int_equal(SCENE_TX(s, courtesy_answer(&s->h, "c1", "ask", "2025-10-05", "yes")), 0);
	expect(s, "ask", "approval: ask c1"); /* that was another year's */
	assert_int_equal(SCENE_TX(s, courtesy_answer(&s->h, "c1", "ask", "2026-10-05", "yes")), 0);
	assert_int_equal(SCENE_TX(s, courtesy_answer(&s->h, "c1", "ask", "2026-10-05", "yes")), 0);
	expect(s, "ask", "due");
}

static void test_a_template_no_longer_live(void **state)
{
	struct scene *s = *state;
	scene_template(s, "thanks", "Subject: x\nWhen: Harvest\nStatus: paused\n" SCENE_BODY);
	expect_veto(s, "thanks", "no longer live");
	scene_sql(s, "DELETE FROM template WHERE name='thanks'");
	expect_veto(s, "thanks", "no longer live");
}

/* Mail to staff has no courtesy to keep. */
static void test_staff_is_not_asked(void **state)
{
	struct scene *s = *state;
	struct outbox_item item = {.kind = (char *)"digest", .customer = (char *)"staff:anna"};
	AUTO(courtesy_round_done) struct courtesy_round round = {.h = &s->h};
	assert_null(courtesy_veto(s->h.db, &item, s->h.now, &round));
}

/* ---- letter: reasons that only the making finds ---- */

static void expect_held(
        struct scene *s, const char *bytes, enum courtesy reason, const char *detail)
{
	AUTO(template_free) struct template *t = NULL;
	AUTO(outbox_item_done) struct outbox_item item = {0};
	AUTO(xfree) char *why = NULL;
	enum courtesy c = COURTESY_DUE;
	scene_template(s, "try", bytes);
	assert_int_equal(folder_load(s->h.db, "try", &t), 0);
	assert_int_equal(letter_make(&s->h, t, "c1", scene_day("2026-10-05"), "2026-10-05", NULL,
	                         &item, NULL, &c, &why),
	        LETTER_HELD);
	assert_string_equal(courtesy_word(c), courtesy_word(reason));
	if (!strstr(why, detail))
		fail_msg("%s", why);
	assert_null(item.message);
	AUTO(xfree) char *sentence = courtesy_sentence(courtesy_word(c), why);
	assert_non_null(strstr(sentence, why));
}

static void test_what_can_t_be_made(void **state)
{
	struct scene *s = *state;
	expect_held(
	        s, THANKS "\nDear {{company}},\n\nthank you.\n", COURTESY_HOLD_FIELD, "company");
	expect_held(s, "Subject: For {{company}}\nWhen: Harvest\nStatus: live\n\nHello.\n",
	        COURTESY_HOLD_FIELD, "company");
	s->h.now = scene_at("2026-10-12T09:31"); /* the last morning's window ended a minute ago */
	expect_held(s, THANKS SCENE_BODY, COURTESY_SKIP_EXPIRED, "2026-10-12");
	s->h.now = scene_at("2026-10-05T07:30");
	scene_sql(s, "UPDATE customer SET email='zo:e@flowers.example' WHERE key='c1'");
	expect_held(s, THANKS SCENE_BODY, COURTESY_SKIP_BAD_ADDRESS, "");
	AUTO(template_free) struct template *t = NULL;
	struct outbox_item item = {0};
	enum courtesy c;
	char *why;
	assert_int_equal(folder_load(s->h.db, "thanks", &t), 0);
	assert_int_equal(letter_make(&s->h, t, "nobody", scene_day("2026-10-05"), "x", NULL, &item,
	                         NULL, &c, &why),
	        -ENOENT);
}

static struct outbox_item make(struct scene *s, const char *name, const char *day)
{
	AUTO(template_free) struct template *t = NULL;
	struct outbox_item item = {0};
	enum courtesy c;
	char *why = NULL;
	assert_int_equal(folder_load(s->h.db, name, &t), 0);
	if (letter_make(&s->h, t, "c1", scene_day(day), day, NULL, &item, NULL, &c, &why) != 0)
		fail_msg("%s: %s", courtesy_word(c), why);
	return item;
}

static void test_the_letter_itself(void **state)
{
	struct scene *s = *state;
	s->h.now = scene_at("2026-10-04T12:00");
	AUTO(outbox_item_done) struct outbox_item a = make(s, "thanks", "2026-10-05");
	AUTO(outbox_item_done) struct outbox_item b = make(s, "thanks", "2026-10-05");
	AUTO(outbox_item_done) struct outbox_item next = make(s, "thanks", "2026-10-06");
	/* nothing random in what is planned */
	assert_int_equal(a.message_n, b.message_n);
	assert_memory_equal(a.message, b.message, a.message_n);
	assert_string_equal(a.token, b.token);
	assert_string_not_equal(a.token, next.token);
	assert_string_equal(a.recipient, "cara@flowers.example");
	assert_string_equal(a.manager, "ben");
	assert_string_equal(a.customer, "c1");
	AUTO(xfree) char *id = xasprintf("fu1.%s@harbourpine.example", a.token);
	assert_string_equal(a.message_id, id);
	AUTO(xfree) char *ref = xasprintf("\r\nFollowup-Ref: fu1.%s\r\n", a.token);
	assert_non_null(strstr(a.message, ref));
	assert_non_null(strstr(a.message, "care+fu1."));
	assert_non_null(strstr(a.message, "care+stop.fu1."));
	assert_non_null(strstr(a.message, "Ben Ode"));
	/* in the morning window of the customer's day */
	const struct zone *berlin = zone_find("Europe/Berlin");
	assert_int_equal(zone_date(berlin, a.not_before_at).days, scene_day("2026-10-05").days);
	int minute = zone_minute(berlin, a.not_before_at);
	assert_true(minute >= 540 && minute < 690);
	/* good until the end of the seventh day behind */
	assert_int_equal(a.valid_until_at, scene_at("2026-10-12T22:00") - 1);
}

static void test_the_customers_own_morning(void **state)
{
	struct scene *s = *state;
	static const struct {
		const char *timezone, *country, *zone;
	} homes[] = {{"America/Los_Angeles", "DE", "America/Los_Angeles"}, {"", "JP", "Asia/Tokyo"},
	        {"", "", "Europe/Berlin"}, {"Nowhere/Land", "", "Europe/Berlin"}};
	s->h.now = scene_at("2026-10-04T01:00");
	for (size_t i = 0; i < COUNT(homes); i++) {
		scene_sql(s, "UPDATE customer SET timezone='%s', country='%s'", homes[i].timezone,
		        homes[i].country);
		AUTO(outbox_item_done) struct outbox_item item = make(s, "thanks", "2026-10-05");
		const struct zone *z = zone_find(homes[i].zone);
		assert_int_equal(
		        zone_date(z, item.not_before_at).days, scene_day("2026-10-05").days);
		int minute = zone_minute(z, item.not_before_at);
		assert_true(minute >= 540 && minute < 690);
	}
}

static void test_late_letters(void **state)
{
	struct scene *s = *state;
	const struct zone *berlin = zone_find("Europe/Berlin");
	s->h.now = scene_at("2026-10-05T09:29"); /* 11:29 in Berlin: what is left of the window */
	AUTO(outbox_item_done) struct outbox_item now = make(s, "thanks", "2026-10-05");
	assert_true(
	        now.not_before_at >= s->h.now && now.not_before_at <= scene_at("2026-10-05T09:30"));
	s->h.now = scene_at("2026-10-05T12:00"); /* the afternoon: next morning */
	AUTO(outbox_item_done) struct outbox_item next = make(s, "thanks", "2026-10-05");
	assert_int_equal(zone_date(berlin, next.not_before_at).days, scene_day("2026-10-06").days);
	assert_int_equal(next.valid_until_at, now.valid_until_at); /* that does not prolong it */
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        T(test_nothing_in_the_way),
	        T(test_a_template_that_stays_loaded),
	        T(test_the_gap_at_the_claim),
	        T(test_the_gap_within_a_lease),
	        T(test_a_shared_mailbox_in_a_lease),
	        T(test_the_audience_at_the_claim),
	        T(test_words),
	        T(test_no_address),
	        T(test_suppressed),
	        T(test_a_wish_outlives_the_address),
	        T(test_status),
	        T(test_consent),
	        T(test_consent_by_country),
	        T(test_feasts),
	        T(test_stage_caps),
	        T(test_after_a_purchase),
	        T(test_colleagues),
	        T(test_marketing),
	        T(test_birthday),
	        T(test_paused),
	        T(test_waiting),
	        T(test_one_mailbox),
	        T(test_a_date_that_moved),
	        T(test_human_gap),
	        T(test_gap),
	        T(test_per_year),
	        T(test_group),
	        T(test_same_address),
	        T(test_approval),
	        T(test_a_template_no_longer_live),
	        T(test_staff_is_not_asked),
	        T(test_what_can_t_be_made),
	        T(test_the_letter_itself),
	        T(test_the_customers_own_morning),
	        T(test_late_letters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
