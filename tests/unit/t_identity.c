/*
 * Who is who, from one export to the next, down to the letters that leave: nobody gets a second
 * one, and who said no stays heard, and nobody else in their place.
 */
#include "scene.h"

#include <stdio.h>

#include "conversation.h"
#include "ledger.h"
#include "log.h"

#define YEARLY                                                                                     \
	"Subject: Thank you\nStatus: live\nTo: all\nValid: the day\nWhen: Harvest\n" SCENE_BODY

static char path[] = "/tmp/t_identity.XXXXXX";

static void quiet(enum log_level level, const char *line, void *arg)
{
	(void)level;
	(void)line;
	(void)arg;
}

static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, "2026-10-05T08:00");
	s.conf.ledger.customers = path;
	s.conf.courtesy.assume_consent = true;
	s.conf.courtesy.gap_days = 1;
	scene_template(&s, "thanks", YEARLY);
	for (int day = 6; day <= 20; day += 2) {
		AUTO(xfree) char *iso = xasprintf("2026-10-%02d", day);
		scene_occasion(&s, "Harvest", iso);
	}
	log_hook_set(quiet, NULL);
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

/* The business exports this; the planner takes it and plans, without sending. */
static void export(struct scene *s, const char *rows)
{
	AUTO(ledger_report_done) struct ledger_report report = {0};
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(rows, f);
	fclose(f);
	struct date today = zone_date(zone_find("Europe/Berlin"), s->h.now);
	assert_int_equal(ledger_import(s->h.db, &s->conf, today, s->h.now, &report), 0);
	if (report.problem)
		fail_msg("%s", report.problem);
	scene_pass(s);
}

static void send_due(struct scene *s)
{
	AUTO(courtesy_round_done) struct courtesy_round round = {.h = &s->h};
	const struct outbox_verdict sent = {.event = OUTBOX_ACCEPTED};
	for (;;) {
		AUTO(outbox_item_done) struct outbox_item item = {0};
		if (scene_claim(s->h.db, s->h.now, courtesy_veto, &round, &item) != 0)
			return;
		assert_int_equal(scene_settle(s->h.db, item.id, &sent, s->h.now), 0);
	}
}

/* On that October morning this is what was exported; noon comes, and what is due has gone. */
static void day(struct scene *s, int day, const char *rows)
{
	AUTO(xfree) char *morning = xasprintf("2026-10-%02dT05:00", day);
	AUTO(xfree) char *noon = xasprintf("2026-10-%02dT10:00", day);
	s->h.now = scene_at(morning);
	export(s, rows);
	s->h.now = scene_at(noon);
	send_due(s);
}

/* Who got a letter, in order: "address occurrence". */
static void sent(struct scene *s, const char *words)
{
	scene_text(s,
	        "SELECT coalesce(group_concat(recipient || ' ' || substr(occurrence, 9), ', '), '')"
	        " FROM (SELECT * FROM outbox WHERE state='SENT' ORDER BY occurrence, recipient)",
	        words);
}

static void optout(struct scene *s, const char *customer, const char *address)
{
	assert_int_equal(SCENE_TX(s, conversation_suppress_put(s->h.db, &s->key, address, customer,
	                                     "optout", "", s->h.now)),
	        0);
}

#define HEAD "id,email,name\n"

static void test_one_person_in_two_rows(void **state)
{
	struct scene *s = *state;
	day(s, 6, HEAD "1,anna@x.example,Anna\n2,Anna@X.example,Anna Berg\n");
	sent(s, "anna@x.example 06");
	/* the other row is the one that stays: the same occasion brings nothing more */
	export(s, HEAD "2,anna@x.example,Anna Berg\n");
	send_due(s);
	sent(s, "anna@x.example 06");
	day(s, 8, HEAD "2,anna@x.example,Anna Berg\n");
	sent(s, "anna@x.example 06, anna@x.example 08");
	/* and a no under either is a no */
	optout(s, "2", "anna@x.example");
	day(s, 10, HEAD "1,anna@x.example,Anna\n2,anna@x.example,Anna Berg\n");
	sent(s, "anna@x.example 06, anna@x.example 08");
}

static void test_two_people_on_one_address(void **state)
{
	struct scene *s = *state;
	day(s, 6, HEAD "1,home@x.example,Anna\n2,home@x.example,Bert\n");
	sent(s, "home@x.example 06");
	optout(s, "1", "home@x.example");
	day(s, 8, HEAD "2,home@x.example,Bert\n"); /* it is their mailbox that said no */
	sent(s, "home@x.example 06");
	/* Bert with a mailbox of his own never said so */
	day(s, 10, HEAD "1,home@x.example,Anna\n2,bert@x.example,Bert\n");
	sent(s, "home@x.example 06, bert@x.example 10");
}

static void test_a_changed_address(void **state)
{
	struct scene *s = *state;
	/* planned for the old one, and changed before it went: nothing goes there */
	s->h.now = scene_at("2026-10-06T05:00");
	export(s, HEAD "1,anna@old.example,Anna\n");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox"), 1);
	day(s, 6, HEAD "1,anna@new.example,Anna\n");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox WHERE state='SENT'"
	                              " AND recipient='anna@old.example'"),
	        0);
	day(s, 8, HEAD "1,anna@new.example,Anna\n");
	assert_int_equal(
	        scene_int(s, "SELECT count(*) FROM outbox WHERE state='SENT' AND occurrence"
	                     "='2026-10-08' AND recipient='anna@new.example'"),
	        1);
	/* changed after it went: the same occasion brings no second one */
	export(s, HEAD "1,anna@third.example,Anna\n");
	send_due(s);
	assert_int_equal(
	        scene_int(s, "SELECT count(*) FROM outbox WHERE state='SENT' AND occurrence"
	                     "='2026-10-08'"),
	        1);
	/* a no goes along with her, and stays with the mailbox */
	optout(s, "1", "anna@third.example");
	day(s, 10, HEAD "1,anna@fourth.example,Anna\n");
	day(s, 12, HEAD "1,anna@fourth.example,Anna\n9,anna@third.example,Somebody\n");
	assert_int_equal(
	        scene_int(s, "SELECT count(*) FROM outbox WHERE state='SENT' AND occurrence"
	                     ">='2026-10-10'"),
	        0);
}

static void test_a_reused_id(void **state)
{
	struct scene *s = *state;
	day(s, 6, HEAD "7,anna@x.example,Anna\n8,cara@x.example,Cara\n");
	sent(s, "anna@x.example 06, cara@x.example 06");
	optout(s, "7", "anna@x.example");
	/* Bert is another person: neither Anna's no nor her letters are his, so he waits for an id
	 */
	day(s, 8, HEAD "7,bert@x.example,Bert\n8,cara@x.example,Cara\n");
	day(s, 10, HEAD "8,cara@x.example,Cara\n"); /* also when the id rested for a while */
	day(s, 12, HEAD "7,bert@x.example,Bert\n8,cara@x.example,Cara\n");
	scene_text(
	        s, "SELECT group_concat(recipient) FROM outbox WHERE recipient LIKE 'bert%'", "");
	day(s, 14, HEAD "17,bert@x.example,Bert\n8,cara@x.example,Cara\n");
	scene_text(s,
	        "SELECT group_concat(recipient || ' ' || occurrence) FROM outbox WHERE recipient"
	        " LIKE 'bert%' AND state='SENT'",
	        "bert@x.example 2026-10-14");
	/* Anna, back under whatever id, is who she was */
	day(s, 16, HEAD "17,bert@x.example,Bert\n21,anna@x.example,Anna\n");
	day(s, 18, HEAD "17,bert@x.example,Bert\n7,anna@x.example,Anna\n");
	scene_text(s,
	        "SELECT group_concat(occurrence) FROM outbox WHERE recipient LIKE 'anna%' AND"
	        " state='SENT'",
	        "2026-10-06");
}

/* The export gets ids, or loses them: the address is what both know. */
static void test_ids_that_come_and_go(void **state)
{
	struct scene *s = *state;
	day(s, 6, "email,name\nanna@x.example,Anna\nbert@x.example,Bert\n");
	sent(s, "anna@x.example 06, bert@x.example 06");
	optout(s, "bert@x.example", "bert@x.example");
	export(s, HEAD "1,anna@x.example,Anna\n2,bert@x.example,Bert\n");
	send_due(s);
	sent(s, "anna@x.example 06, bert@x.example 06");
	day(s, 8, HEAD "1,anna@x.example,Anna\n2,bert@x.example,Bert\n");
	sent(s, "anna@x.example 06, bert@x.example 06, anna@x.example 08");
	day(s, 10, "email,name\nAnna@x.example,Anna\nBERT@x.example,Bert\n");
	sent(s, "anna@x.example 06, bert@x.example 06, anna@x.example 08, anna@x.example 10");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(
	                test_one_person_in_two_rows, open_scene, close_scene),
	        cmocka_unit_test_setup_teardown(
	                test_two_people_on_one_address, open_scene, close_scene),
	        cmocka_unit_test_setup_teardown(test_a_changed_address, open_scene, close_scene),
	        cmocka_unit_test_setup_teardown(test_a_reused_id, open_scene, close_scene),
	        cmocka_unit_test_setup_teardown(test_ids_that_come_and_go, open_scene, close_scene),
	};
	int fd = mkstemp(path);
	if (fd < 0)
		return 1;
	close(fd);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
