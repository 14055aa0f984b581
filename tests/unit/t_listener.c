/* listener: one bad mailbox does not silence the others, and no trouble makes it run wild. */
#include "scene.h"

#include "imap.h"
#include "log.h"
#include "mailserver.h"
#include "worker.h"

#include <sys/eventfd.h>

/* The worker's side, without a supervisor. */
bool worker_rang(struct worker_context *ctx)
{
	(void)ctx;
	return true;
}
bool worker_stopping(const struct worker_context *ctx)
{
	(void)ctx;
	return false;
}
void worker_busy(struct worker_context *ctx, int64_t seconds)
{
	(void)ctx;
	(void)seconds;
}
void worker_ring(struct worker_context *ctx)
{
	ctx->rang = true;
}

static void quiet(enum log_level level, const char *line, void *arg)
{
	(void)level;
	(void)line;
	(void)arg;
}

/* ---- a server with one message in each mailbox ---- */

struct post {
	const char *offers;  /* "IDLE CONDSTORE" */
	const char *missing; /* this mailbox is not there … */
	int back_at;         /* … before this visit */
	bool refuses;        /* gives no message */
	bool restless;       /* UIDNEXT is never the same twice */
};

static void say_box(struct peer *p)
{
	const struct post *post = p->script;
	static unsigned visits;
	AUTO(xfree)
	char *s = xasprintf("* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT %u] x\r\n%s",
	        post->restless ? 2 + visits++ : 2,
	        strstr(post->offers, "CONDSTORE") ? "* OK [HIGHESTMODSEQ 900] x\r\n" : "");
	say(p, s);
}

static void say_mail(struct peer *p, const char *mailbox)
{
	AUTO(xfree)
	char *mail =
	        xasprintf("From: Maria <maria@customer.example>\r\nTo: care@harbourpine.example\r\n"
	                  "Subject: a word\r\nMessage-ID: <%s@customer.example>\r\n\r\nHello?\r\n",
	                mailbox);
	AUTO(xfree)
	char *s = xasprintf("* 1 FETCH (UID 1 FLAGS () INTERNALDATE \"21-Sep-2026 10:00:00 +0000\" "
	                    "RFC822.SIZE %zu BODY[]<0> {%zu}\r\n%s)\r\n",
	        strlen(mail), strlen(mail), mail);
	say(p, s);
}

static void play_post(struct peer *p)
{
	const struct post *post = p->script;
	char tag[40], mailbox[40] = "";
	if (!secure(p))
		return;
	say(p, "* OK ready\r\n");
	while (hear(p)) {
		const char *verb = strchr(p->line, ' ') + 1;
		const char *end = "OK done\r\n";
		snprintf(tag, sizeof tag, "%.*s ", (int)(verb - 1 - p->line), p->line);
		if (str_starts(verb, "CAPABILITY")) {
			say(p, "* CAPABILITY IMAP4rev1 ");
			say(p, post->offers);
			say(p, "\r\n");
		} else if (str_starts(verb, "LIST")) {
			say(p, "* LIST (\\Sent) \"/\" \"Out\"\r\n");
		} else if (str_starts(verb, "EXAMINE")) {
			sscanf(verb, verb[8] == '"' ? "EXAMINE \"%39[^\"]" : "EXAMINE %39s",
			        mailbox);
			if (post->missing && p->visit < post->back_at &&
			        str_same(mailbox, post->missing))
				end = "NO [NONEXISTENT] no such mailbox\r\n";
			else
				say_box(p);
		} else if (str_starts(verb, "UID SEARCH")) {
			say(p, strstr(verb, "2:*") ? "* SEARCH\r\n" : "* SEARCH 1\r\n");
		} else if (str_starts(verb, "UID FETCH")) {
			if (post->refuses)
				end = "NO [UNAVAILABLE] disk\r\n";
			else
				say_mail(p, mailbox);
		} else if (str_starts(verb, "IDLE")) {
			say(p, "+ idling\r\n");
			hear(p);
		} else if (str_starts(verb, "LOGOUT")) {
			return;
		}
		say(p, tag);
		say(p, end);
	}
}

/* ---- a listener without its loop ---- */

struct post_office {
	struct scene s;
	struct server server;
	struct worker_context ctx;
	char *mailboxes[4];
};

static void open_office_with(
        struct post_office *o, const struct post *post, const char *a, const char *b, const char *c)
{
	scene_open(&o->s, "2026-09-21T12:00");
	clock_set(scene_at("2026-09-21T12:00"));
	scene_customer(&o->s, "k1", "maria@customer.example", "Maria");
	scene_sql(&o->s, "INSERT INTO health (what, ok_at) VALUES ('ledger', 1)");
	scene_sql(&o->s, "INSERT INTO ledger_fact VALUES ('day', '2026-01-01')");
	o->server = server_start(play_post, CERT_GOOD, CONF_TLS_IMPLICIT, post);
	o->s.conf.imap.server = o->server.conf;
	o->s.conf.imap.mailboxes = o->mailboxes;
	o->s.conf.imap.since_days = 7;
	o->s.conf.imap.poll_s = 120;
	o->mailboxes[0] = (char *)a;
	o->mailboxes[1] = (char *)b;
	o->mailboxes[2] = (char *)c;
	o->mailboxes[3] = NULL;
	o->ctx = (struct worker_context){
	        .conf = &o->s.conf, .db = o->s.h.db, .bell_fd = eventfd(0, EFD_CLOEXEC)};
	assert_int_equal(listener.start(&o->ctx), 0);
}

static void open_office(struct post_office *o, const struct post *post)
{
	open_office_with(o, post, "INBOX", NULL, NULL);
}

static void close_office(struct post_office *o)
{
	listener.stop(&o->ctx);
	close(o->ctx.bell_fd);
	server_stop(&o->server);
	scene_close(&o->s);
}

/* One pass; the seconds until the next, which are whole tens: what the pass itself took is not
 * among them. */
static int64_t pass(struct post_office *o)
{
	int64_t next_at = 0, before = clock_now();
	assert_int_equal(listener.pass(&o->ctx, &next_at), 0);
	int64_t wait = next_at - before, took = clock_now() - before;
	return wait % 10 <= took ? wait - wait % 10 : wait;
}

static int64_t wait_ms(struct post_office *o, int seconds)
{
	int64_t began = clock_monotonic_ms();
	assert_int_equal(listener.wait(&o->ctx, clock_now() + seconds), 0);
	return clock_monotonic_ms() - began;
}

static void expect_health(struct post_office *o, const char *words)
{
	AUTO(xfree)
	char *problem = db_text(o->s.h.db, "SELECT problem FROM health WHERE what='imap'");
	if (!words && problem)
		fail_msg("%s", problem);
	if (words && (!problem || !strstr(problem, words)))
		fail_msg("%s", problem ? problem : "no trouble");
}

static int count(const struct server *server, const char *words)
{
	const char *at = server->seen->text, *end = at + server->seen->n;
	int n = 0;
	while ((at = memmem(at, (size_t)(end - at), words, strlen(words)))) {
		at += strlen(words);
		n++;
	}
	return n;
}

/* ---- the tests ---- */

static void test_a_mailbox_is_missing(void **state)
{
	(void)state;
	static const struct post post = {.offers = "IDLE", .missing = "Lost", .back_at = 1};
	struct post_office o;
	open_office_with(&o, &post, "Lost", "INBOX", "Care");
	assert_int_equal(pass(&o), 120);
	/* the others were read, Sent by its use; what is wrong is told, and what to do */
	assert_int_equal(scene_int(&o.s, "SELECT count(*) FROM inbox"), 2);
	assert_int_equal(scene_int(&o.s, "SELECT count(*) FROM cursor"), 3);
	expect_health(&o, "“Lost”, said NO");
	expect_health(&o, "correct the group imap");
	/* the waiting is for one that is there */
	assert_true(wait_ms(&o, 1) >= 900);
	assert_int_equal(count(&o.server, " IDLE\r\n"), 1);
	assert_false(server_saw(&o.server, "SELECT"));
	/* it comes back */
	listener.stop(&o.ctx);
	assert_int_equal(listener.start(&o.ctx), 0);
	assert_int_equal(pass(&o), 120);
	assert_int_equal(scene_int(&o.s, "SELECT count(*) FROM inbox"), 3);
	expect_health(&o, NULL);
	close_office(&o);
}

/* Nobody is known yet: what customers wrote would be taken for a stranger's. */
static void test_before_the_first_ledger(void **state)
{
	(void)state;
	static const struct post post = {.offers = ""};
	struct post_office o;
	open_office(&o, &post);
	scene_sql(&o.s, "UPDATE health SET ok_at=NULL, problem='not there'");
	assert_int_equal(pass(&o), 10);
	assert_int_equal(scene_int(&o.s, "SELECT count(*) FROM cursor"), 0);
	wait_ms(&o, 0);
	scene_sql(&o.s, "UPDATE health SET ok_at=1");
	assert_int_equal(pass(&o), 120);
	assert_int_equal(scene_int(&o.s, "SELECT count(*) FROM inbox"), 1);
	close_office(&o);
}

static void test_none_is_there(void **state)
{
	(void)state;
	static const struct post post = {.offers = "IDLE", .missing = "INBOX", .back_at = 9};
	struct post_office o;
	open_office(&o, &post);
	assert_int_equal(pass(&o), 120);
	expect_health(&o, "“INBOX”");
	/* nothing to IDLE on, and no running in circles */
	assert_true(wait_ms(&o, 1) >= 900);
	assert_int_equal(count(&o.server, "IDLE\r\n"), 0);
	close_office(&o);
}

static void test_without_idle(void **state)
{
	(void)state;
	static const struct post post = {.offers = ""};
	struct post_office o;
	open_office(&o, &post);
	assert_int_equal(pass(&o), 120);
	expect_health(&o, NULL);
	assert_true(wait_ms(&o, 1) >= 900);
	eventfd_write(o.ctx.bell_fd, 1);
	assert_true(wait_ms(&o, 100) < 60000);
	assert_int_equal(count(&o.server, "IDLE\r\n"), 0);
	close_office(&o);
}

/* RFC 2177: before 29 minutes are over, however seldom somebody wants us to look. */
static void test_idle_is_said_anew(void **state)
{
	(void)state;
	static const struct post post = {.offers = "IDLE"};
	struct post_office o;
	open_office(&o, &post);
	o.s.conf.imap.poll_s = 86400;
	for (int k = 1; k <= 2; k++) {
		int64_t seconds = pass(&o);
		assert_true(seconds > 0 && seconds < 29 * 60);
		assert_true(wait_ms(&o, 1) >= 900);
		server_settle(&o.server, 0);
		assert_int_equal(count(&o.server, " IDLE\r\n"), k);
	}
	assert_int_equal(count(&o.server, "DONE\r\n"), 2);
	assert_int_equal(count(&o.server, " LOGIN "), 1); /* all on one connection */
	close_office(&o);
}

static void test_back_off(void **state)
{
	(void)state;
	static const struct post post = {.offers = ""};
	static const int64_t waits[] = {10, 20, 40, 60, 60};
	struct post_office o;
	open_office(&o, &post);
	int port = o.s.conf.imap.server.port;
	for (int round = 0; round < 2; round++) {
		o.s.conf.imap.server.port = 1; /* nobody there */
		for (size_t k = 0; k < COUNT(waits); k++)
			assert_int_equal(pass(&o), waits[k]);
		expect_health(&o, "localhost:1");
		o.s.conf.imap.server.port = port;
		assert_int_equal(pass(&o), 120);
		expect_health(&o, NULL);
		listener.stop(&o.ctx);
		assert_int_equal(listener.start(&o.ctx), 0);
	}
	close_office(&o);
}

/* A message that is kept back is asked for again soon, on the same connection. */
static void test_kept_back(void **state)
{
	(void)state;
	static const struct post post = {.offers = "", .refuses = true};
	struct post_office o;
	open_office(&o, &post);
	assert_int_equal(pass(&o), 10);
	assert_int_equal(pass(&o), 20);
	expect_health(&o, "UID 1 in INBOX");
	expect_health(&o, "UID 1 in Out"); /* Sent was read all the same */
	assert_int_equal(count(&o.server, " LOGIN "), 1);
	assert_int_equal(scene_int(&o.s, "SELECT count(*) FROM cursor"), 0);
	close_office(&o);
}

static void test_restless_numbers(void **state)
{
	(void)state;
	static const struct post post = {.offers = "IDLE", .restless = true};
	struct post_office o;
	open_office(&o, &post);
	pass(&o);
	assert_true(wait_ms(&o, 100) < 60000); /* something may have come in between: look */
	pass(&o);
	assert_true(wait_ms(&o, 1) >= 900); /* once is enough */
	close_office(&o);
}

/* Nothing changed since: nothing is searched. */
static void test_condstore(void **state)
{
	(void)state;
	static const struct post knows = {.offers = "CONDSTORE"}, does_not = {.offers = ""};
	struct post_office o;
	open_office(&o, &knows);
	for (int k = 0; k < 3; k++)
		pass(&o);
	assert_int_equal(count(&o.server, "(CONDSTORE)\r\n"), 6);
	assert_int_equal(count(&o.server, " UID SEARCH "), 2); /* INBOX and Sent, once */
	close_office(&o);
	open_office(&o, &does_not);
	for (int k = 0; k < 3; k++)
		pass(&o);
	assert_int_equal(count(&o.server, "CONDSTORE"), 0);
	assert_int_equal(count(&o.server, " UID SEARCH "), 6);
	close_office(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_a_mailbox_is_missing),
	        cmocka_unit_test(test_before_the_first_ledger),
	        cmocka_unit_test(test_none_is_there),
	        cmocka_unit_test(test_without_idle),
	        cmocka_unit_test(test_idle_is_said_anew),
	        cmocka_unit_test(test_back_off),
	        cmocka_unit_test(test_kept_back),
	        cmocka_unit_test(test_restless_numbers),
	        cmocka_unit_test(test_condstore),
	};
	log_hook_set(quiet, NULL);
	return cmocka_run_group_tests(tests, mailserver_setup, mailserver_teardown);
}
