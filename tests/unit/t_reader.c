/* reader: whatever the server or the message does, each is read once and none is forgotten. */
#include "scene.h"

#include "imap.h"
#include "log.h"
#include "mailserver.h"
#include "reader.h"
#include "worker.h"

/* The worker's side, without a supervisor. */
static bool stopping;
bool worker_stopping(const struct worker_context *ctx)
{
	(void)ctx;
	return stopping;
}
void worker_busy(struct worker_context *ctx, int64_t seconds)
{
	(void)ctx;
	assert_true(seconds > 0);
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

/* ---- a server with `count` messages, UIDs from `first` ---- */

struct box {
	uint32_t first, count, uidvalidity;
	uint32_t cut_at;   /* the line drops in the middle of this one's literal … */
	int cuts;          /* … on the first so many connections */
	uint32_t stall_at; /* says half of it and then nothing more */
	bool texts;        /* … of the text, not of its head */
	bool sent;         /* it is Sent: written by us, to her and to others */
	uint32_t gone;     /* expunged when SEARCH had named it: NO to any FETCH that has it */
	bool lies;         /* each one twice, with strangers in between */
	/* there, but not given so many times: from this one to that one */
	uint32_t refused, refused_to;
	int refusals;
	const char *refusal; /* "NO later"; "OK": success without it; NULL: another in its place */
	uint32_t fake_uidnext, fake_exists;
	uint32_t number; /* what the first one calls itself */
	/* only one in so many is Maria's; the others' heads are given, never their texts. 0: all */
	uint32_t hers;
};

static bool is_hers(const struct box *box, uint32_t uid)
{
	return !box->hers || uid % box->hers == 0;
}

static bool in_set(const char *set, uint32_t uid)
{
	while (*set && *set != ' ') {
		char *end;
		unsigned long a = strtoul(set, &end, 10), b = a;
		if (*end == ':')
			b = end[1] == '*' ? UINT32_MAX : strtoul(end + 1, &end, 10);
		if (uid >= a && uid <= b)
			return true;
		set = end + strcspn(end, ", ");
		set += *set == ',';
	}
	return false;
}

/* `whole`: and not only its head. */
static void say_message(struct peer *p, const struct box *box, uint32_t uid, bool whole)
{
	bool well = box->texts && !whole;
	AUTO(xfree)
	char *mail = xasprintf("%s: <%s@customer.example>\r\n%s: care@harbourpine.example\r\n"
	                       "Subject: a word\r\nMessage-ID: <m%u@customer.example>\r\n\r\n"
	                       "Number %u.\r\n",
	        box->sent ? "To" : "From", is_hers(box, uid) ? "maria" : "somebody",
	        box->sent ? "From" : "To", box->number + uid - box->first,
	        box->number + uid - box->first);
	AUTO(xfree)
	char *head = xasprintf("* %u FETCH (UID %u FLAGS () INTERNALDATE \"21-Sep-2026 10:00:00 "
	                       "+0000\" RFC822.SIZE %zu BODY[]<0> {%zu}\r\n",
	        uid - box->first + 1, uid, strlen(mail), strlen(mail));
	say(p, head);
	say_bytes(p, mail, strlen(mail) / 2);
	if (uid == box->stall_at && !well)
		wait_for_the_end(p);
	if (!well && (uid == box->stall_at || (uid == box->cut_at && p->visit < box->cuts))) {
		shutdown(p->fd, SHUT_RDWR);
		return;
	}
	say(p, mail + strlen(mail) / 2);
	say(p, ")\r\n");
}

static bool is_refused(const struct box *box, uint32_t uid)
{
	return uid == box->refused || (uid > box->refused && uid <= box->refused_to);
}

static void say_fetched(struct peer *p, const struct box *box, const char *set, bool all)
{
	for (uint32_t uid = box->first; uid < box->first + box->count; uid++) {
		if (uid == box->gone || (!all && is_refused(box, uid)) || !in_set(set, uid))
			continue;
		if (box->lies) {
			say(p, "* 9 FETCH (UID 4000000000 BODY[]<0> {1}\r\nx)\r\n* 3 EXPUNGE\r\n");
			say_message(p, box, uid, !strstr(set, "HEADER"));
		}
		say_message(p, box, uid, !strstr(set, "HEADER"));
	}
}

/* The one that was not asked for, under its own number. */
static void say_instead(struct peer *p, const struct box *box, const char *set)
{
	say_fetched(p, box, set, false);
	say_message(p, box, box->refused - 1, true);
}

/* Answers to UID FETCH; the words at the end. The server's process lives as long as its box. */
static const char *say_fetch(struct peer *p, const struct box *box, const char *set)
{
	static int refusals;
	bool asked = false;
	for (uint32_t uid = box->first; uid < box->first + box->count; uid++)
		asked |= in_set(set, uid) && is_refused(box, uid);
	for (uint32_t uid = box->first; uid < box->first + box->count; uid++)
		if (!strstr(set, "HEADER") && in_set(set, uid) && !is_hers(box, uid))
			return "NO that is none of your business";
	if (box->gone && in_set(set, box->gone))
		return "NO [EXPUNGEISSUED] some are gone";
	if (!asked || refusals == box->refusals)
		say_fetched(p, box, set, true);
	else if (refusals++, !box->refusal)
		say_instead(p, box, set);
	else if (str_same(box->refusal, "OK"))
		say_fetched(p, box, set, false);
	else
		return box->refusal;
	return "OK done";
}

static void say_uids(struct peer *p, const struct box *box, const char *query)
{
	const char *set = strstr(query, "UID ");
	say(p, "* SEARCH");
	for (uint32_t uid = box->first; uid < box->first + box->count; uid++)
		if (in_set(set ? set + 4 : "1:*", uid) &&
		        (uid != box->gone || strchr(query, '*'))) {
			char number[16];
			snprintf(number, sizeof number, " %u", uid);
			say(p, number);
		}
	say(p, "\r\n");
}

static void play_box(struct peer *p)
{
	const struct box *box = p->script;
	char tag[40];
	if (!secure(p))
		return;
	say(p, "* OK ready\r\n");
	while (hear(p)) {
		const char *verb = strchr(p->line, ' ') + 1;
		const char *end = "OK done";
		AUTO(xfree) char *command = xstrdup(verb);
		snprintf(tag, sizeof tag, "%.*s ", (int)(verb - 1 - p->line), p->line);
		if (str_starts(command, "CAPABILITY")) {
			say(p, "* CAPABILITY IMAP4rev1\r\n");
		} else if (str_starts(command, "EXAMINE")) {
			AUTO(xfree)
			char *s = xasprintf(
			        "* %u EXISTS\r\n* OK [UIDVALIDITY %u] x\r\n* OK [UIDNEXT "
			        "%u] x\r\n",
			        box->fake_exists ? box->fake_exists : box->count, box->uidvalidity,
			        box->fake_uidnext ? box->fake_uidnext : box->first + box->count);
			say(p, s);
		} else if (str_starts(command, "UID SEARCH ")) {
			say_uids(p, box, command + 11);
		} else if (str_starts(command, "UID FETCH ")) {
			end = say_fetch(p, box, command + 10);
		} else if (str_starts(command, "LOGOUT")) {
			return;
		}
		say(p, tag);
		say(p, end);
		say(p, "\r\n");
	}
}

/* ---- one visit ---- */

static int visit_mailbox(struct scene *s, struct server *server, const char *name, bool sent)
{
	struct imap_mailbox seen = {0};
	AUTO(imap_close) struct imap *imap = NULL;
	AUTO(xfree) char *why = NULL;
	struct worker_context ctx = {.conf = &s->conf, .db = s->h.db};
	int o = imap_open(&server->conf, &imap, &why);
	if (o != IMAP_OK)
		fail_msg("%s", why);
	const struct reader reader = {.ctx = &ctx, .key = &s->key, .imap = imap};
	return reader_read(&reader, name, sent, &seen, &why);
}

static int visit(struct scene *s, struct server *server)
{
	return visit_mailbox(s, server, "INBOX", false);
}

static struct server open_box(struct scene *s, const struct box *box)
{
	scene_open(s, "2026-09-21T12:00");
	s->conf.imap.since_days = 30;
	scene_customer(s, "k1", "maria@customer.example", "Maria");
	return server_start(play_box, CERT_GOOD, CONF_TLS_IMPLICIT, box);
}

static void take_server(struct server *server, const struct box *box)
{
	server_stop(server);
	*server = server_start(play_box, CERT_GOOD, CONF_TLS_IMPLICIT, box);
}

static void check_read(struct scene *s, int64_t count)
{
	assert_int_equal(scene_int(s, "SELECT count(*) FROM inbox"), count);
	assert_int_equal(scene_int(s, "SELECT count(DISTINCT uid) FROM inbox"), count);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM trying"), 0);
}

/* So many were taken, and the cursor stands behind them. */
static void check_passed_over(struct scene *s, int64_t count)
{
	assert_int_equal(scene_int(s, "SELECT count(*) FROM inbox"), count);
	assert_int_equal(scene_int(s, "SELECT coalesce(max(uid_next), 1) - 1 FROM cursor"), count);
}

static void close_box(struct scene *s, struct server *server)
{
	server_stop(server);
	scene_close(s);
}

/* ---- the tests ---- */

static void test_all_in_batches(void **state)
{
	(void)state;
	static const struct box box = {.first = 5, .count = 150, .uidvalidity = 7};
	struct scene s;
	struct server server = open_box(&s, &box);
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 150);
	assert_int_equal(scene_int(&s, "SELECT uid_next FROM cursor"), 155);
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 150);
	server_settle(&server, 2);
	/* people's mailboxes are left as found */
	assert_true(server_saw(&server, "EXAMINE"));
	assert_true(server_saw(&server, "BODY.PEEK["));
	static const char *const never[] = {"SELECT", " BODY[", "STORE", "EXPUNGE", "COPY", "MOVE",
	        "APPEND", "DELETE", "CLOSE"};
	for (size_t i = 0; i < COUNT(never); i++)
		assert_false(server_saw(&server, never[i]));
	close_box(&s, &server);
}

/* Of a stranger's mail nobody needs more than its head. */
static void test_strangers_are_glanced_at(void **state)
{
	(void)state;
	static const struct box box = {.first = 1, .count = 700, .uidvalidity = 7, .hers = 20};
	static const struct box hers_no_more = {
	        .first = 1, .count = 905, .uidvalidity = 7, .hers = 2000};
	struct scene s;
	struct server server = open_box(&s, &box);
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 35);
	assert_int_equal(scene_int(&s, "SELECT uid_next FROM cursor"), 701);
	take_server(&server, &hers_no_more); /* not one that is wanted */
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 35);
	assert_int_equal(scene_int(&s, "SELECT uid_next FROM cursor"), 906);
	close_box(&s, &server);
}

/* Of our own mail neither, unless it is an answer to a customer. */
static void test_sent_is_glanced_at(void **state)
{
	(void)state;
	static const struct box box = {
	        .first = 1, .count = 700, .uidvalidity = 7, .hers = 20, .sent = true};
	struct scene s;
	struct server server = open_box(&s, &box);
	assert_int_equal(visit_mailbox(&s, &server, "Sent", true), 0);
	check_read(&s, 35);
	assert_int_equal(scene_int(&s, "SELECT count(*) FROM inbox WHERE class='answer'"), 35);
	assert_int_equal(scene_int(&s, "SELECT uid_next FROM cursor"), 701);
	close_box(&s, &server);
}

static void test_a_line_that_drops_over_the_heads(void **state)
{
	(void)state;
	static const struct box box = {
	        .first = 1, .count = 140, .uidvalidity = 7, .cut_at = 9, .cuts = 2};
	struct scene s;
	struct server server = open_box(&s, &box);
	assert_int_equal(visit(&s, &server), IMAP_TROUBLE);
	check_passed_over(&s, 0);
	assert_int_equal(visit(&s, &server), IMAP_TROUBLE); /* one by one up to it */
	check_passed_over(&s, 8);
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 140);
	assert_int_equal(scene_int(&s, "SELECT count(*) FROM inbox WHERE class='poison'"), 0);
	close_box(&s, &server);
}

static void test_a_line_that_drops(void **state)
{
	(void)state;
	static const struct box box = {.first = 1,
	        .count = 300,
	        .uidvalidity = 7,
	        .cut_at = 271,
	        .cuts = 2,
	        .texts = true};
	struct scene s;
	struct server server = open_box(&s, &box);
	assert_int_equal(visit(&s, &server), IMAP_TROUBLE);
	check_passed_over(&s, 256);                         /* the first batch */
	assert_int_equal(visit(&s, &server), IMAP_TROUBLE); /* one by one up to it */
	check_passed_over(&s, 270);
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 300);
	assert_int_equal(scene_int(&s, "SELECT count(*) FROM inbox WHERE class='poison'"), 0);
	close_box(&s, &server);
}

static void test_a_message_that_always_breaks_the_line(void **state)
{
	(void)state;
	static const struct box box = {
	        .first = 1, .count = 40, .uidvalidity = 7, .cut_at = 20, .cuts = 1000};
	struct scene s;
	struct server server = open_box(&s, &box);
	int visits = 1;
	while (visit(&s, &server) == IMAP_TROUBLE && visits < 20)
		visits++;
	assert_int_equal(visits, 6); /* in the batch, four times alone, and the one that went on */
	check_read(&s, 40);
	assert_int_equal(scene_int(&s, "SELECT uid FROM inbox WHERE class='poison'"), 20);
	close_box(&s, &server);
}

static void test_nothing_is_begun_when_asked_to_stop(void **state)
{
	(void)state;
	static const struct box box = {.first = 1, .count = 40, .uidvalidity = 7};
	struct scene s;
	struct server server = open_box(&s, &box);
	stopping = true;
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 0);
	stopping = false;
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 40);
	close_box(&s, &server);
}

static void test_one_is_gone(void **state)
{
	(void)state;
	static const struct box box = {.first = 1, .count = 40, .uidvalidity = 7, .gone = 17};
	struct scene s;
	struct server server = open_box(&s, &box);
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 39);
	assert_int_equal(scene_int(&s, "SELECT uid_next FROM cursor"), 41);
	close_box(&s, &server);
}

/* NO, BAD, an OK with nothing behind it, another message instead: what is there and did not come
 * is not gone. Nothing passes it, and it is read as soon as it comes. */
static void check_refused(const char *refusal, uint32_t refused, int refusals, int visits)
{
	const struct box box = {.first = 1,
	        .count = 9,
	        .uidvalidity = 7,
	        .refused = refused,
	        .refusals = refusals,
	        .refusal = refusal};
	struct scene s;
	struct server server = open_box(&s, &box);
	for (int k = 0; k < visits; k++) {
		assert_int_equal(visit(&s, &server), IMAP_REFUSED);
		assert_int_equal(scene_int(&s, "SELECT count(*) FROM inbox"), refused - 1);
		assert_int_equal(scene_int(&s, "SELECT max(uid) FROM inbox"), refused - 1);
		assert_int_equal(scene_int(&s, "SELECT uid_next FROM cursor"), refused);
	}
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 9);
	assert_int_equal(scene_int(&s, "SELECT count(*) FROM inbox WHERE class='poison'"), 0);
	assert_int_equal(scene_int(&s, "SELECT uid_next FROM cursor"), 10);
	close_box(&s, &server);
}

static void test_refused_for_now(void **state)
{
	(void)state;
	static const char *const refusals[] = {
	        "NO [SERVERBUG] later", "BAD not in the mood", "OK", NULL};
	for (size_t i = 0; i < COUNT(refusals); i++) {
		check_refused(refusals[i], 4, 1, 0); /* once, in a batch: alone it comes */
		check_refused(refusals[i], 4, 4, 3); /* in the batch and three times alone */
		check_refused(refusals[i], 9, 3, 2); /* the newest of all */
	}
}

static void set_clock(const char *when)
{
	clock_set(scene_at(when));
}

/* Refused for ever while others come: after an hour a person is asked to open it, and its
 * neighbour that is refused as well does not cost another hour. */
static void test_refused_for_ever(void **state)
{
	(void)state;
	static const struct box box = {.first = 1,
	        .count = 40,
	        .uidvalidity = 7,
	        .refused = 20,
	        .refused_to = 21,
	        .refusals = 1000,
	        .refusal = "NO damaged"};
	struct scene s;
	struct server server = open_box(&s, &box);
	set_clock("2026-09-21T12:00");
	assert_int_equal(visit(&s, &server), IMAP_REFUSED);
	set_clock("2026-09-21T12:59");
	assert_int_equal(visit(&s, &server), IMAP_REFUSED);
	assert_int_equal(scene_int(&s, "SELECT count(*) FROM inbox"), 19);
	set_clock("2026-09-21T13:00");
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 40);
	assert_int_equal(scene_int(&s, "SELECT min(uid) FROM inbox WHERE class='poison'"), 20);
	assert_int_equal(scene_int(&s, "SELECT max(uid) FROM inbox WHERE class='poison'"), 21);
	assert_int_equal(scene_int(&s, "SELECT count(*) FROM inbox WHERE class='poison'"), 2);
	close_box(&s, &server);
}

/* A server that gives nothing at all is ill: nothing is set aside however long it takes. */
static void test_refuses_all(void **state)
{
	(void)state;
	static const struct box ill = {.first = 1,
	        .count = 40,
	        .uidvalidity = 7,
	        .refused = 20,
	        .refused_to = UINT32_MAX,
	        .refusals = 1000,
	        .refusal = "NO [UNAVAILABLE] disk"};
	static const struct box well = {.first = 1, .count = 41, .uidvalidity = 7};
	struct scene s;
	struct server server = open_box(&s, &ill);
	set_clock("2026-09-21T12:00");
	assert_int_equal(visit(&s, &server), IMAP_REFUSED);
	set_clock("2026-09-24T12:00");
	assert_int_equal(visit(&s, &server), IMAP_REFUSED);
	assert_int_equal(scene_int(&s, "SELECT count(*) FROM inbox"), 19);
	take_server(&server, &well);
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 41);
	assert_int_equal(scene_int(&s, "SELECT count(*) FROM inbox WHERE class='poison'"), 0);
	close_box(&s, &server);
}

/* UIDNEXT and EXISTS are words; only what came moves the cursor. */
static void check_numbers(uint32_t uidnext, uint32_t exists)
{
	const struct box before = {.first = 1,
	        .count = 40,
	        .uidvalidity = 7,
	        .fake_uidnext = uidnext,
	        .fake_exists = exists};
	const struct box after = {.first = 1,
	        .count = 45,
	        .uidvalidity = 7,
	        .fake_uidnext = uidnext,
	        .fake_exists = exists};
	struct scene s;
	struct server server = open_box(&s, &before);
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 40);
	take_server(&server, &after);
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 45);
	assert_int_equal(scene_int(&s, "SELECT count(*) FROM inbox WHERE uidvalidity<0"), 0);
	close_box(&s, &server);
}

static void test_fake_numbers(void **state)
{
	(void)state;
	check_numbers(4000000000, 0);
	check_numbers(0, 4000000000);
	check_numbers(1, 1);
	check_numbers(30, 2);
	check_numbers(UINT32_MAX, UINT32_MAX);
}

/* The mailbox begins to count anew under the same UIDVALIDITY: old and new messages in it. */
static void test_uids_fall(void **state)
{
	(void)state;
	static const struct box before = {.first = 101, .count = 40, .uidvalidity = 7};
	static const struct box after = {.first = 1, .count = 10, .uidvalidity = 7, .number = 35};
	static const struct box later = {.first = 1, .count = 12, .uidvalidity = 7, .number = 35};
	struct scene s;
	struct server server = open_box(&s, &before);
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 40);
	take_server(&server, &after); /* five that were known, five that were not */
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 45);
	assert_int_equal(scene_int(&s, "SELECT uid_next FROM cursor"), 11);
	take_server(&server, &later);
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 47);
	close_box(&s, &server);
}

static void test_a_liar(void **state)
{
	(void)state;
	static const struct box box = {.first = 1, .count = 40, .uidvalidity = 7, .lies = true};
	struct scene s;
	struct server server = open_box(&s, &box);
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 40);
	close_box(&s, &server);
}

/* The mailbox was restored from a backup: other numbers, the same messages, one more. */
static void test_another_uidvalidity(void **state)
{
	(void)state;
	static const struct box before = {.first = 1, .count = 40, .uidvalidity = 7};
	static const struct box after = {.first = 100, .count = 41, .uidvalidity = 8};
	struct scene s;
	struct server server = open_box(&s, &before);
	assert_int_equal(visit(&s, &server), 0);
	take_server(&server, &after);
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 41);
	assert_int_equal(scene_int(&s, "SELECT uid_next FROM cursor"), 141);
	close_box(&s, &server);
}

/* What a process leaves that died over the message, as often as it may. */
static void test_death_over_a_message(void **state)
{
	(void)state;
	static const struct box box = {.first = 1, .count = 40, .uidvalidity = 7};
	struct scene s;
	struct server server = open_box(&s, &box);
	scene_sql(&s, "INSERT INTO trying VALUES ('INBOX', 7, 1, 1, 1, 0, 0)");
	assert_int_equal(visit(&s, &server), 0); /* once may be a power cut */
	check_read(&s, 40);
	assert_int_equal(scene_int(&s, "SELECT count(*) FROM inbox WHERE class='poison'"), 0);
	scene_sql(&s, "DELETE FROM conversation");
	scene_sql(&s, "DELETE FROM inbox");
	scene_sql(&s, "DELETE FROM cursor");
	scene_sql(&s, "INSERT INTO trying VALUES ('INBOX', 7, 1, 1, 2, 0, 0)");
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, 40);
	assert_int_equal(scene_int(&s, "SELECT uid FROM inbox WHERE class='poison'"), 1);
	close_box(&s, &server);
}

/* kill -9 while a message, or its head, is only half here: `first` begins what was asked for, and
 * what stands before it was taken. A store on disk, as the dead one leaves it. */
static void kill_over(const struct box *stalls, const struct box *whole, uint32_t first)
{
	struct scene s;
	char folder[] = "/tmp/followupd-test-XXXXXX";
	assert_non_null(mkdtemp(folder));
	AUTO(xfree) char *path = xasprintf("%s/store.db", folder);
	AUTO(xfree) char *why = NULL;
	struct server server = open_box(&s, stalls);
	scene_close(&s);
	assert_int_equal(db_open(path, &s.h.db, &why), 0);
	assert_int_equal(db_key(s.h.db, &s.key), 0);
	scene_customer(&s, "k1", "maria@customer.example", "Maria");
	scene_close(&s);
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (db_open(path, &s.h.db, &why) == 0)
			visit(&s, &server);
		_exit(0);
	}
	assert_int_equal(db_open(path, &s.h.db, &why), 0);
	for (int i = 0; i < 6000 && scene_int(&s, "SELECT max(uid_first) FROM trying") != first;
	        i++)
		usleep(10000);
	usleep(50000);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	assert_int_equal(scene_int(&s, "SELECT count(*) FROM inbox"), first - 1);
	assert_int_equal(scene_int(&s, "SELECT deaths FROM trying"), 1);
	take_server(&server, whole);
	assert_int_equal(visit(&s, &server), 0);
	check_read(&s, whole->count);
	assert_int_equal(scene_int(&s, "SELECT count(*) FROM inbox WHERE class='poison'"), 0);
	close_box(&s, &server);
	AUTO(xfree) char *sweep = xasprintf("rm -rf %s", folder);
	assert_int_equal(system(sweep), 0);
}

static void test_kill_in_the_middle(void **state)
{
	(void)state;
	static const struct box stalls = {
	        .first = 1, .count = 270, .uidvalidity = 7, .stall_at = 261, .texts = true};
	static const struct box whole = {.first = 1, .count = 270, .uidvalidity = 7};
	kill_over(&stalls, &whole, 257);
}

static void test_kill_over_the_heads(void **state)
{
	(void)state;
	static const struct box stalls = {
	        .first = 1, .count = 140, .uidvalidity = 7, .stall_at = 90};
	static const struct box whole = {.first = 1, .count = 140, .uidvalidity = 7};
	kill_over(&stalls, &whole, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_all_in_batches),
	        cmocka_unit_test(test_strangers_are_glanced_at),
	        cmocka_unit_test(test_sent_is_glanced_at),
	        cmocka_unit_test(test_a_line_that_drops_over_the_heads),
	        cmocka_unit_test(test_a_line_that_drops),
	        cmocka_unit_test(test_a_message_that_always_breaks_the_line),
	        cmocka_unit_test(test_nothing_is_begun_when_asked_to_stop),
	        cmocka_unit_test(test_one_is_gone),
	        cmocka_unit_test(test_refused_for_now),
	        cmocka_unit_test(test_refused_for_ever),
	        cmocka_unit_test(test_refuses_all),
	        cmocka_unit_test(test_fake_numbers),
	        cmocka_unit_test(test_uids_fall),
	        cmocka_unit_test(test_a_liar),
	        cmocka_unit_test(test_another_uidvalidity),
	        cmocka_unit_test(test_death_over_a_message),
	        cmocka_unit_test(test_kill_in_the_middle),
	        cmocka_unit_test(test_kill_over_the_heads),
	};
	log_hook_set(quiet, NULL);
	return cmocka_run_group_tests(tests, mailserver_setup, mailserver_teardown);
}
