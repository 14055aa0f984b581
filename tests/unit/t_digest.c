#include "scene.h"

#include <ctype.h>

#include "conversation.h"
#include "digest.h"
#include "figures.h"
#include "health.h"

/*
 * The digest of Monday, 12 October 2026, about week 41 (5 to 11 October). Anna, the owner, reads
 * it in Berlin (UTC+2), Ben in New York (UTC-4).
 */
#define MONDAY_ANNA "2026-10-12T05:00" /* 07:00 in Berlin */
#define MONDAY_BEN "2026-10-12T11:00"  /* 07:00 in New York */

static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, MONDAY_ANNA);
	scene_customer(&s, "c1", "cara@flowers.example", "Cara");
	scene_customer(&s, "c2", "dirk@example.net", "Dirk");
	scene_customer(&s, "c3", "eva@example.org", "Eva");
	scene_sql(&s, "UPDATE customer SET manager='anna' WHERE key='c2'");
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

/* ---- a business life ---- */

static int64_t mail(struct scene *s, const char *customer, const char *class,
        const char *confidence, const char *when)
{
	scene_sql(s,
	        "INSERT INTO inbox (mailbox, uidvalidity, uid, class, confidence, customer, "
	        "from_address,"
	        " subject, excerpt, arrived_at, read_at) VALUES ('INBOX', 1, random(), '%s', '%s', "
	        "'%s',"
	        " '%s@private.example', 'A question', 'Could you bring the blue one instead?', "
	        "%lld, 0)",
	        class, confidence, customer, customer, (long long)scene_at(when));
	return db_int(s->h.db, 0, "SELECT max(id) FROM inbox");
}

static void happen(struct scene *s, const char *customer, enum conversation_event e, int64_t inbox,
        const char *when)
{
	assert_int_equal(db_begin(s->h.db), 0);
	assert_int_equal(
	        conversation_happen(s->h.db, customer, e, inbox, scene_at(when), "sent"), 1);
	assert_int_equal(db_commit(s->h.db), 0);
}

/* Asked, and answered unless `answer` is NULL. */
static void asked(struct scene *s, const char *customer, const char *question, const char *answer)
{
	int64_t id = mail(s, customer, "reply", "certain", question);
	happen(s, customer, CONVERSATION_WROTE, id, question);
	if (answer)
		happen(s, customer, CONVERSATION_ANSWER, 0, answer);
}

static int64_t sent(struct scene *s, const char *customer, const char *address, const char *name,
        const char *when)
{
	struct scene_letter l = {.customer = customer, .recipient = address, .touchpoint = name};
	return scene_sent(s->h.db, l, scene_at(when));
}

static void busy_weeks(struct scene *s)
{
	/* letters: three in the week, one bounced, one only found in Sent; the edges in Berlin */
	sent(s, "c1", "cara@flowers.example", "a", "2026-10-04T21:59"); /* the week before */
	sent(s, "c1", "cara@flowers.example", "b", "2026-10-04T22:00");
	sent(s, "c2", "dirk@example.net", "c", "2026-10-11T21:59");
	sent(s, "c2", "dirk@example.net", "d", "2026-10-11T22:00"); /* the week behind */
	int64_t bounced = sent(s, "c3", "eva@example.org", "e", "2026-10-07T08:00");
	int64_t found = sent(s, "c3", "eva@example.org", "f", "2026-10-07T08:00");
	int64_t refused = sent(s, "c3", "eva@example.org", "g", "2026-10-07T08:00");
	scene_sql(s, "UPDATE outbox SET state='FAILED', settled_at=%lld WHERE id=%lld",
	        (long long)scene_at("2026-10-07T09:00"), (long long)bounced);
	scene_sql(s, "UPDATE outbox SET code=0 WHERE id=%lld", (long long)found);
	scene_sql(
	        s, "UPDATE outbox SET state='FAILED', code=550 WHERE id=%lld", (long long)refused);
	/* a nudge is no letter */
	struct scene_letter nudge = {.customer = "staff:ben",
	        .recipient = "ben@harbourpine.example",
	        .kind = "nudge",
	        .touchpoint = "nudge"};
	scene_sent(s->h.db, nudge, scene_at("2026-10-07T08:00"));
	/* answers after 1, 3 and 10 working hours in the keepers' zones */
	asked(s, "c1", "2026-10-06T13:00", "2026-10-06T14:00");
	asked(s, "c2", "2026-10-06T07:00", "2026-10-06T10:00");
	asked(s, "c3", "2026-10-07T13:00", "2026-10-08T15:00");
	asked(s, "c1", "2026-10-08T13:00", NULL); /* still open */
	mail(s, "c2", "autoreply", "certain", "2026-10-08T13:00");
	mail(s, "c2", "reply", "possible", "2026-10-08T13:00");
	assert_int_equal(SCENE_TX(s, conversation_suppress(s->h.db, &s->key, "eva@example.org",
	                                     "c3", "optout", "", scene_at("2026-10-09T12:00"))),
	        0);
	SCENE_TX(s, conversation_suppress(s->h.db, &s->key, "x@example.org", "c3", "dead", "",
	                    scene_at("2026-10-09T12:00")));
}

static struct figures count(struct scene *s, const char *manager)
{
	struct figures f;
	const struct figures_scope scope = {.all = !manager,
	        .manager = manager ? manager : "anna",
	        .start_at = scene_at("2026-10-04T22:00"),
	        .end_at = scene_at("2026-10-11T22:00")};
	assert_int_equal(figures_count(&s->h, &scope, &f), 0);
	return f;
}

static void test_figures(void **state)
{
	struct scene *s = *state;
	busy_weeks(s);
	struct figures all = count(s, NULL), ben = count(s, "ben"), anna = count(s, "anna");
	assert_int_equal(all.sent, 4); /* b, c, e, f */
	assert_int_equal(ben.sent, 3);
	assert_int_equal(anna.sent, 1);
	assert_int_equal(all.wrote_back, 3);
	assert_int_equal(ben.wrote_back, 2);
	assert_int_equal(all.answered, 3);
	assert_int_equal(all.median_answer_s, 3 * 3600);
	assert_int_equal(ben.answered, 2);
	assert_int_equal(ben.median_answer_s, (1 + 10) * 3600 / 2);
	assert_int_equal(anna.median_answer_s, 3 * 3600);
	assert_int_equal(all.stopped, 1);
	assert_int_equal(anna.stopped, 0);
	assert_int_equal(all.waiting, 1);
	assert_int_equal(anna.waiting, 0);
	assert_int_equal(anna.longest_wait_s, -1);
	/* since Thursday 09:00 in New York: Thursday, Friday */
	assert_int_equal(all.longest_wait_s, 16 * 3600);
	/* the same once more, asked another way */
	const char *const sums[] = {
	        "SELECT sum(kind='letter' AND claimed_at>=1791151200 AND claimed_at<1791756000 AND"
	        " (state='SENT' OR code/100=2)) FROM outbox",
	        "SELECT count(*) FROM (SELECT customer FROM inbox WHERE class='reply' AND"
	        " confidence<>'possible' AND arrived_at BETWEEN 1791151200 AND 1791755999 GROUP BY "
	        "1)",
	        "SELECT count(*) FROM conversation WHERE answered_at BETWEEN 1791151200 AND "
	        "1791755999",
	        "SELECT count(*) FROM suppression WHERE reason='optout'"};
	const int64_t figures[] = {all.sent, all.wrote_back, all.answered, all.stopped};
	for (size_t i = 0; i < COUNT(sums); i++)
		assert_int_equal(db_int(s->h.db, -1, sums[i]), figures[i]);
}

static void test_no_figures(void **state)
{
	struct scene *s = *state;
	struct figures none = count(s, NULL);
	assert_int_equal(
	        none.sent + none.wrote_back + none.answered + none.stopped + none.waiting, 0);
	assert_int_equal(none.median_answer_s, -1);
	assert_int_equal(none.longest_wait_s, -1);
}

/* ---- the two ways to say it ---- */

/* What a reader sees of the HTML. */
static char *seen(const char *html)
{
	struct text t = TEXT_INIT;
	const char *body = strstr(html, "<body");
	for (const char *c = body; *c;) {
		if (*c == '<') {
			c = strchr(c, '>') + 1;
			text_putc(&t, ' ');
		} else if (*c == '&') {
			c = strchr(c, ';') + 1;
			text_putc(&t, '\'');
		} else {
			text_putc(&t, *c++);
		}
	}
	return text_steal(&t);
}

/* The numbers in a text, in order. */
static char *numbers(const char *s)
{
	struct text t = TEXT_INIT;
	for (; *s; s++)
		if (isdigit((unsigned char)*s)) {
			text_putc(&t, *s);
			if (!isdigit((unsigned char)s[1]))
				text_putc(&t, ' ');
		}
	return text_steal(&t);
}

static struct digest make(struct scene *s, int reader, const char *week)
{
	struct digest d = {0};
	assert_int_equal(digest_make(&s->h, &s->people[reader], scene_day(week), &d), 0);
	AUTO(xfree) char *visible = seen(d.html);
	AUTO(xfree) char *in_html = numbers(visible);
	AUTO(xfree) char *in_text = numbers(d.text);
	assert_string_equal(in_html, in_text);
	return d;
}

static void expect_words(const char *text, const char *const *words, bool there)
{
	for (; *words; words++)
		if ((strstr(text, *words) != NULL) != there)
			fail_msg("%s \"%s\" in\n%s", there ? "no" : "there is", *words, text);
}

static void test_a_busy_week(void **state)
{
	struct scene *s = *state;
	busy_weeks(s);
	AUTO(digest_done) struct digest d = make(s, 0, "2026-10-07");
	assert_string_equal(d.week, "2026-W41");
	assert_string_equal(d.subject, "1 waiting · 3 wrote back · 4 letters (5–11 Oct)");
	static const char *const words[] = {"Good morning Anna Berg,",
	        "1 customer is waiting for an answer", "1. Cara — waiting 2 working days",
	        "\"Could you bring the blue one instead?\"", "Answer: c1@private.example",
	        "A reply to a letter for Dirk came from", "this week   week before",
	        "eva@example.org no longer takes our mail", "Eva asked us to stop",
	        "Filed as automatic replies: 1 (Dirk).",
	        "Period: 5 October 2026 to 11 October 2026, time zone Europe/Berlin",
	        "No digest by Monday noon?", NULL};
	static const char *const none[] = {"This digest is late", "Coming up", NULL};
	AUTO(text_done) struct text flat = TEXT_INIT; /* the words, however they were wrapped */
	for (const char *c = d.text; *c; c++)
		if (*c != '\n')
			text_putc(&flat, *c);
		else if (flat.len && flat.s[flat.len - 1] != ' ')
			text_putc(&flat, ' ');
	for (size_t i = 0; words[i]; i++)
		if (!strstr(d.text, words[i]) && !strstr(text_str(&flat), words[i]))
			fail_msg("no \"%s\" in\n%s", words[i], d.text);
	expect_words(d.text, none, false);
}

static void test_each_sees_his_own(void **state)
{
	struct scene *s = *state;
	busy_weeks(s);
	s->h.now = scene_at(MONDAY_BEN);
	AUTO(digest_done) struct digest d = make(s, 1, "2026-10-07");
	static const char *const words[] = {"Cara", "time zone America/New_York", NULL};
	static const char *const none[] = {"Dirk", "dirk@example.net", NULL};
	expect_words(d.text, words, true);
	expect_words(d.text, none, false);
	expect_words(d.html, none, false);
}

static void test_a_quiet_week(void **state)
{
	struct scene *s = *state;
	AUTO(digest_done) struct digest d = make(s, 0, "2026-10-05");
	assert_string_equal(d.subject, "Nobody waiting · quiet week (5–11 Oct)");
	static const char *const words[] = {",\nNobody is waiting for an answer.\nNo letters "
	                                    "were due, and no one wrote.\n\n--",
	        NULL};
	expect_words(d.text, words, true);
}

/* Each reason a letter can be skipped for is told in words, in the reader's language. */
static void test_why_letters_were_skipped(void **state)
{
	struct scene *s = *state;
	int skips = 0;
	for (int c = COURTESY_DUE + 1; c < COURTESY_REASONS; c++) {
		const char *word = courtesy_word((enum courtesy)c);
		if (courtesy_holds((enum courtesy)c))
			continue;
		scene_sql(s,
		        "INSERT INTO decision (customer, touchpoint, occurrence, verdict, reason, "
		        "day,"
		        " decided_at) VALUES ('c1', '%s', 'once', 'skip', '%s', %d, 0)",
		        word, word, scene_day("2026-10-07").days);
		skips++;
	}
	AUTO(digest_done) struct digest english = make(s, 0, "2026-10-07");
	s->people[0].language = (char *)"de";
	AUTO(digest_done) struct digest german = make(s, 0, "2026-10-07");
	const char *told[] = {strstr(english.text, "Letters skipped"),
	        strstr(german.text, "ausgelassene Briefe")};
	for (size_t i = 0; i < COUNT(told); i++) {
		assert_non_null(told[i]);
		int ones = 0;
		for (const char *c = told[i]; *c != '.' && *c; c++)
			ones += *c == '1';
		assert_int_equal(ones, skips);
	}
	static const char *const words[] = {"1 too near to another letter", NULL};
	static const char *const codes[] = {
	        "no-consent", "human-gap", "bad-address", "1 gap", "1 birthday", NULL};
	static const char *const strange[] = {
	        "1 to ", "1 after", "1 too", "without", "letter ", NULL};
	expect_words(told[0], words, true);
	expect_words(told[0], codes, false);
	expect_words(told[1], codes, false);
	expect_words(told[1], strange, false);
}

static void test_faults_come_first(void **state)
{
	struct scene *s = *state;
	health_problem(s->h.db, "smtp", "the server says 535: wrong password", s->h.now - 86400);
	AUTO(digest_done) struct digest d = make(s, 0, "2026-10-05");
	assert_true(str_starts(d.subject, "Letters stopped"));
	const char *alarm = strstr(d.text, "!! No letters go out since Sun 11 Oct:");
	assert_non_null(alarm);
	assert_true(alarm < strstr(d.text, "Nobody is waiting"));
}

/* Words grow old: told once when they are two years old, and before they are sent a second time. */
static void test_old_words(void **state)
{
	struct scene *s = *state;
	scene_template(s, "thanks", "Subject: Thank you\nStatus: live" SCENE_BODY);
	scene_sql(s, "UPDATE template SET mtime=%lld*1000000000",
	        (long long)scene_at("2024-10-09T09:00"));
	struct scene_letter sent = {.customer = "c1",
	        .recipient = "c1@example.org",
	        .occurrence = "2025-11-01",
	        .day = "2025-11-01"};
	scene_sent(s->h.db, sent, scene_at("2025-11-01T09:00"));
	AUTO(digest_done) struct digest d = make(s, 0, "2026-10-05");
	AUTO(xfree) char *words = xstrdup(d.text);
	for (char *c = words; *c; c++)
		*c = *c == '\n' ? ' ' : *c;
	assert_non_null(strstr(words, "\"thanks\" was not changed for two years."));
	assert_non_null(strstr(words, "\"thanks\" goes out again in about three weeks"));
	scene_sql(s, "UPDATE template SET mtime=%lld*1000000000",
	        (long long)scene_at("2026-10-09T09:00"));
	AUTO(digest_done) struct digest later = make(s, 0, "2026-10-05");
	assert_null(strstr(later.text, "two years"));
	assert_null(strstr(later.text, "three weeks"));
}

/* Long words of a script without blanks, and hostile ones. */
static void test_what_customers_write(void **state)
{
	struct scene *s = *state;
	asked(s, "c1", "2026-10-08T13:00", NULL);
	AUTO(text_done) struct text t = TEXT_INIT;
	for (int i = 0; i < 100; i++)
		text_puts(&t, "漢");
	scene_sql(s, "UPDATE inbox SET excerpt='%s', subject='<script>'", text_str(&t));
	scene_sql(s, "UPDATE customer SET name='<b>Cara</b> 100%%n'");
	AUTO(digest_done) struct digest d = make(s, 0, "2026-10-07");
	assert_non_null(strstr(d.text, "漢漢漢"));
	assert_non_null(strstr(d.text, "漢…\""));
	assert_non_null(strstr(d.text, "<b>Cara</b> 100%n"));
	assert_null(strstr(d.html, "<b>Cara"));
}

static void test_coming_up(void **state)
{
	struct scene *s = *state;
	scene_template(s, "harvest",
	        "Subject: Thank you\nStatus: live\nTo: all\nWhen: Harvest\n" SCENE_BODY);
	scene_occasion(s, "Harvest", "2026-10-14");
	scene_occasion(s, "Harvest", "2026-10-12");
	s->conf.courtesy.gap_days = 1;
	s->h.now = scene_at("2026-10-12T12:00"); /* this Monday's went out in the morning */
	const char *const names[][2] = {{"c1", "cara@flowers.example"}, {"c2", "dirk@example.net"},
	        {"c3", "eva@example.org"}};
	for (size_t i = 0; i < COUNT(names); i++) {
		struct scene_letter l = {.customer = names[i][0],
		        .recipient = names[i][1],
		        .touchpoint = "harvest",
		        .occurrence = "2026-10-12"};
		scene_sent(s->h.db, l, scene_at("2026-10-12T08:00"));
	}
	AUTO(digest_done) struct digest d = make(s, 0, "2026-10-07");
	const char *soon = strstr(d.text, "Coming up");
	assert_non_null(soon);
	assert_null(strstr(soon, "Mon 12 Oct: "));
	static const char *const words[] = {
	        "Wed 14 Oct: \"harvest\" to ", "Cara", "Dirk", "Eva", NULL};
	expect_words(soon, words, true);
}

/* Dates that come again by a rule, and at the ends of months: a large house counts on the same days
 * that a small one lives through letter by letter. */
static void test_coming_up_in_a_large_house(void **state)
{
	struct scene *s = *state;
	s->conf.courtesy.gap_days = 0;
	s->conf.courtesy.purchase_gap_days = 0;
	scene_template(s, "quarterly",
	        "Subject: Thank you\nStatus: live\nTo: all\nWhen: first_purchase\n"
	        "Repeat: FREQ=MONTHLY;INTERVAL=3" SCENE_BODY);
	scene_template(s, "month-on",
	        "Subject: Thank you\nStatus: live\nTo: all\nWhen: first_contact\nAfter: "
	        "P1M" SCENE_BODY);
	scene_template(s, "leap",
	        "Subject: Thank you\nStatus: live\nTo: all\nWhen: since\nRepeat: "
	        "yearly" SCENE_BODY);
	scene_anchor(
	        s, "c1", "first_purchase", "2024-08-31"); /* 30 November, 28 February, 31 May */
	scene_anchor(s, "c2", "first_purchase", "2024-11-28"); /* 28 February */
	scene_anchor(s, "c3", "first_purchase", "2025-02-28"); /* the day itself is none */
	scene_anchor(s, "c2", "first_contact", "2025-01-31");
	scene_anchor(s, "c3", "since", "2024-02-29");
	static const char *const days[][2] = {
	        {"quarterly", "Fri 28 Feb"}, {"month-on", "Fri 28 Feb"}, {"leap", "Fri 28 Feb"}};
	for (int large = 0; large < 2; large++) {
		s->h.now = scene_at("2025-02-24T06:00");
		AUTO(digest_done) struct digest d = make(s, 0, "2025-02-17");
		for (size_t i = 0; i < COUNT(days); i++) {
			AUTO(xfree)
			char *line = xasprintf("%s: \"%s\"%s", days[i][1], days[i][0],
			        !large ? " to "
			        : i    ? ", at most 1 letter"
			               : ", up to 2 letters");
			const char *words[] = {line, NULL};
			expect_words(d.text, words, true);
		}
		if (large)
			break;
		scene_sql(s,
		        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE"
		        " i<10000) INSERT INTO customer (key, email, manager, consent, stage)"
		        " SELECT 'n'||i, 'n'||i||'@n.example', 'ben', 'express', 'short' FROM n");
	}
	AUTO(digest_done) struct digest own = make(s, 1, "2025-02-17");
	static const char *const bens[] = {"\"leap\", at most 1 letter", NULL};
	static const char *const annas[] = {"month-on", NULL};
	expect_words(own.text, bens, true);
	expect_words(own.text, annas, false);
}

/* ---- when ---- */

/* … and the mail server takes them. */
static int put_now(struct scene *s)
{
	int n = digest_put_due(&s->h);
	assert_true(n >= 0);
	scene_sql(s, "UPDATE outbox SET state='SENT' WHERE state='QUEUED'");
	return n;
}

static int put_at(struct scene *s, const char *when)
{
	s->h.now = scene_at(when);
	return put_now(s);
}

static void test_once_a_week_in_two_zones(void **state)
{
	struct scene *s = *state;
	s->h.now = scene_at("2026-10-12T04:59");
	assert_int_equal(digest_next_at(&s->h), scene_at(MONDAY_ANNA));
	assert_int_equal(put_at(s, "2026-10-12T04:59"), 0);
	assert_int_equal(put_at(s, "2026-10-12T05:00"), 1);
	scene_text(s, "SELECT recipient || ' ' || occurrence FROM outbox",
	        "anna@harbourpine.example 2026-W41");
	assert_int_equal(put_at(s, "2026-10-12T05:00"), 0);
	assert_int_equal(digest_next_at(&s->h), scene_at(MONDAY_BEN));
	assert_int_equal(put_at(s, "2026-10-12T10:59"), 0);
	assert_int_equal(put_at(s, "2026-10-12T11:00"), 1);
	assert_int_equal(put_at(s, "2026-10-15T11:00"), 0);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox"), 2);
	assert_int_equal(put_at(s, "2026-10-19T11:00"), 2);
	assert_int_equal(
	        scene_int(s, "SELECT count(*) FROM outbox WHERE occurrence='2026-W42'"), 2);
	/* the clocks in Berlin change on the 25th, in New York a week later */
	assert_int_equal(digest_next_at(&s->h), scene_at("2026-10-26T06:00"));
	assert_int_equal(put_at(s, "2026-10-26T05:59"), 0);
	assert_int_equal(put_at(s, "2026-10-26T06:00"), 1);
}

/* Who moves to another zone in between has had the week's digest; nor is one left out. */
static void test_a_reader_moves(void **state)
{
	struct scene *s = *state;
	s->people[1].digest = false;
	static const char *const zones[] = {
	        "Pacific/Auckland", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati"};
	int put = 0;
	for (int hour = 0; hour < 4 * 7 * 24; hour++) {
		s->people[0].timezone = (char *)zones[hour / 5 % COUNT(zones)];
		s->h.now = scene_at("2026-10-12T12:00") + hour * INT64_C(3600);
		put += put_now(s);
	}
	/* the clocks in Berlin change in week 43; in the east it is Monday before the loop ends */
	assert_int_equal(put, 5);
	scene_text(s,
	        "SELECT group_concat(occurrence, ' ') FROM (SELECT * FROM outbox ORDER BY id)",
	        "2026-W41 2026-W42 2026-W43 2026-W44 2026-W45");
}

/* "digest daily": working days, while somebody waits who did so by the morning. */
static void test_daily(void **state)
{
	struct scene *s = *state;
	s->people[1].digest = false;
	assert_int_equal(put_at(s, "2026-10-12T05:00"), 1);
	scene_sql(s, "INSERT INTO act (at, who, verb, customer) VALUES (0, 'anna', 'digest-daily',"
	             " 'staff:anna')");
	assert_int_equal(digest_next_at(&s->h), scene_at("2026-10-13T05:00"));
	assert_int_equal(put_at(s, "2026-10-13T05:00"), 0); /* nobody waits */
	asked(s, "c1", "2026-10-13T06:00", NULL);
	assert_int_equal(put_at(s, "2026-10-13T07:00"), 0); /* not by the morning */
	assert_int_equal(put_at(s, "2026-10-14T04:59"), 0);
	assert_int_equal(put_at(s, "2026-10-14T05:00"), 1);
	assert_int_equal(put_at(s, "2026-10-14T05:01"), 0);
	scene_text(s, "SELECT subject FROM outbox ORDER BY id DESC", "1 waiting on Wed 14 Oct");
	assert_int_equal(put_at(s, "2026-10-15T10:00"), 0); /* too late for a morning's mail */
	assert_int_equal(put_at(s, "2026-10-17T05:00"), 0); /* Saturday */
	assert_int_equal(put_at(s, "2026-10-19T05:00"), 1); /* the week's, not both */
	scene_text(s, "SELECT occurrence FROM outbox ORDER BY id DESC", "2026-W42");
}

static void test_around_new_year(void **state)
{
	struct scene *s = *state;
	assert_int_equal(put_at(s, "2027-01-04T12:00"), 2);
	scene_text(s, "SELECT DISTINCT occurrence FROM outbox", "2026-W53");
	AUTO(digest_done) struct digest d = make(s, 0, "2027-01-01");
	assert_non_null(strstr(d.subject, "28 Dec–3 Jan"));
}

static void test_late_is_said_so(void **state)
{
	struct scene *s = *state;
	assert_int_equal(put_at(s, "2026-10-14T12:00"), 2);
	AUTO(xfree)
	char *text = db_text(s->h.db, "SELECT excerpt FROM outbox WHERE manager='anna'");
	assert_non_null(strstr(text, "This digest is late: it was due on Monday."));
	/* it is about the week before, and good until the next one */
	scene_text(s, "SELECT DISTINCT occurrence FROM outbox", "2026-W41");
	assert_int_equal(scene_int(s, "SELECT valid_until_at FROM outbox WHERE manager='anna'"),
	        scene_at("2026-10-18T22:00"));
}

/* No server took Monday's: on Tuesday one that says so takes its place, once; what is on its way is
 * left alone. */
static void test_one_that_waits_beyond_its_day(void **state)
{
	struct scene *s = *state;
	assert_int_equal(put_at(s, "2026-10-12T12:00"), 2);
	scene_sql(s, "INSERT OR REPLACE INTO health (what, problem, problem_since_at, problem_at)"
	             " VALUES ('smtp', 'No answer.', 1791806400, 1791806400)");
	scene_sql(s, "UPDATE outbox SET state=iif(manager='ben', 'SENDING', 'QUEUED')");
	assert_int_equal(put_at(s, "2026-10-12T21:59"), 0);
	scene_sql(s, "UPDATE outbox SET state=iif(manager='ben', 'SENDING', 'QUEUED')");
	assert_int_equal(put_at(s, "2026-10-12T22:00"), 1);
	scene_sql(s, "UPDATE outbox SET state='QUEUED' WHERE state='SENT'");
	assert_int_equal(put_at(s, "2026-10-13T22:00"), 0);
	scene_text(s,
	        "SELECT group_concat(manager || ' ' || occurrence || ' ' || state, ', ') FROM"
	        " (SELECT * FROM outbox ORDER BY id)",
	        "anna 2026-W41 WITHDRAWN, ben 2026-W41 SENDING, anna 2026-W41-late SENT");
	AUTO(xfree)
	char *text =
	        db_text(s->h.db, "SELECT excerpt FROM outbox WHERE occurrence='2026-W41-late'");
	assert_non_null(strstr(text, "!! No letters go out since Mon 12 Oct"));
	assert_non_null(strstr(text, "This digest is late: it was due on Monday."));
	assert_int_equal(put_at(s, "2026-10-19T12:00"), 2);
}

static void test_another_day_of_the_week(void **state)
{
	struct scene *s = *state;
	s->conf.digest.weekday = 5;
	assert_int_equal(put_at(s, "2026-10-15T12:00"), 0);
	assert_int_equal(put_at(s, "2026-10-16T12:00"), 2);
	AUTO(xfree)
	char *text = db_text(s->h.db, "SELECT excerpt FROM outbox WHERE manager='anna'");
	assert_null(strstr(text, "is late"));
	assert_non_null(strstr(text, "No digest by Friday noon?"));
}

static void test_a_new_store(void **state)
{
	struct scene *s = *state;
	/* made on Monday, after midnight in Berlin, before it in New York */
	scene_sql(s, "UPDATE meta SET value='%lld' WHERE key='created_at'",
	        (long long)scene_at("2026-10-12T01:00"));
	assert_int_equal(put_at(s, "2026-10-12T12:00"), 1);
	scene_text(s, "SELECT manager FROM outbox", "ben");
	assert_int_equal(put_at(s, "2026-10-19T12:00"), 2);
}

static void test_who_wants_it(void **state)
{
	struct scene *s = *state;
	s->people[1].digest = false;
	assert_int_equal(put_at(s, MONDAY_BEN), 1);
	scene_text(s, "SELECT manager FROM outbox", "anna");
	assert_int_equal(digest_next_at(&s->h), scene_at("2026-10-19T05:00"));
	s->people[0].digest = false;
	assert_int_equal(digest_next_at(&s->h), INT64_MAX);
}

/* Two readers at one address: it gets one, and it is not made again and again. */
static void test_a_shared_address(void **state)
{
	struct scene *s = *state;
	s->people[1].email = (char *)"Anna@HarbourPine.example";
	assert_int_equal(put_at(s, MONDAY_BEN), 1);
	assert_int_equal(put_at(s, MONDAY_BEN), 0);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox"), 1);
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        T(test_figures),
	        T(test_no_figures),
	        T(test_a_busy_week),
	        T(test_each_sees_his_own),
	        T(test_a_quiet_week),
	        T(test_why_letters_were_skipped),
	        T(test_faults_come_first),
	        T(test_old_words),
	        T(test_what_customers_write),
	        T(test_coming_up),
	        T(test_coming_up_in_a_large_house),
	        T(test_once_a_week_in_two_zones),
	        T(test_a_reader_moves),
	        T(test_daily),
	        T(test_around_new_year),
	        T(test_late_is_said_so),
	        T(test_one_that_waits_beyond_its_day),
	        T(test_another_day_of_the_week),
	        T(test_a_new_store),
	        T(test_who_wants_it),
	        T(test_a_shared_address),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
