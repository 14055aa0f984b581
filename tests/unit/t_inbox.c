#include "scene.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conversation.h"
#include "inbox.h"
#include "message.h"

static const int64_t NOON = 1790000000; /* 2026-09-21 14:13:20 UTC, a Monday */

/* A message as facts, by hand: what is not said is "". */
struct mail {
	const char *from, *subject, *text, *id, *in_reply_to, *references, *to, *ref, *headers;
	const char *auto_submitted, *content_type, *report_type, *feedback;
	const char *original_id, *original_reference, *envelope_id;
	const char *recipient, *action, *status, *diagnostic;
	const char *mailbox; /* INBOX */
	bool sent, poison;
	uint32_t uid, uidvalidity;
	int64_t at; /* NOON */
};

static char *s_or_empty(const char *s)
{
	return (char *)(s ? s : "");
}

static uint32_t uids;

static int take_at(struct scene *s, struct mail m, int64_t now, bool *ret_news)
{
	struct report_recipient recipient = {.address = s_or_empty(m.recipient),
	        .action = s_or_empty(m.action),
	        .status = s_or_empty(m.status),
	        .diagnostic = s_or_empty(m.diagnostic),
	        .original = s_or_empty(NULL)};
	AUTO(xfree) char *id = m.id ? xstrdup(m.id) : xasprintf("mail%u@elsewhere.example", uids);
	AUTO(xfree)
	char *headers = m.headers          ? xstrdup(m.headers)
	                : m.auto_submitted ? xasprintf("Auto-Submitted: %s\n", m.auto_submitted)
	                                   : xstrdup("MIME-Version: 1.0\n");
	const struct message message = {
	        .from_address = s_or_empty(m.from),
	        .from_name = s_or_empty(NULL),
	        .subject = s_or_empty(m.subject),
	        .message_id = id,
	        .in_reply_to = s_or_empty(m.in_reply_to),
	        .references = s_or_empty(m.references),
	        .to = s_or_empty(m.to ? m.to : "care@harbourpine.example"),
	        .return_path = s_or_empty(m.from),
	        .followup_ref = s_or_empty(m.ref),
	        .auto_submitted = s_or_empty(m.auto_submitted),
	        .precedence = s_or_empty(NULL),
	        .list_id = s_or_empty(NULL),
	        .content_type = s_or_empty(m.content_type ? m.content_type : "text/plain"),
	        .report_type = s_or_empty(m.report_type),
	        .headers = headers,
	        .date_at = m.at ? m.at : NOON,
	        .text = s_or_empty(m.text ? m.text : "Could you bring the blue one instead?"),
	        .new_text = s_or_empty(m.text ? m.text : "Could you bring the blue one instead?"),
	        .recipients = m.recipient ? &recipient : NULL,
	        .recipients_count = m.recipient ? 1 : 0,
	        .original_message_id = s_or_empty(m.original_id),
	        .original_reference = s_or_empty(m.original_reference),
	        .envelope_id = s_or_empty(m.envelope_id),
	        .feedback_type = s_or_empty(m.feedback),
	};
	const struct inbox_mail mail = {
	        .mailbox = m.mailbox ? m.mailbox
	                   : m.sent  ? "Sent"
	                             : "INBOX",
	        .uidvalidity = m.uidvalidity ? m.uidvalidity : 7,
	        .uid = m.uid ? m.uid : ++uids,
	        .sent = m.sent,
	        .arrived_at = m.at ? m.at : NOON,
	        .message = m.poison ? NULL : &message,
	};
	int r = inbox_take(s->h.db, &s->conf, &s->key, &mail, 1, now, ret_news);
	assert_false(db_in_transaction(s->h.db));
	return r;
}

/* Whether there is news in it. */
static bool take(struct scene *s, struct mail m)
{
	bool news = false;
	assert_int_equal(take_at(s, m, NOON + 60, &news), 0);
	return news;
}

/* ---- the scene: Cara got "thanks" yesterday and has "spring" in the queue ---- */

static char *ids[3]; /* Message-IDs of: the sent one, the queued one, Dirk's queued one */
static char *tags[3];

static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, "2026-09-21T14:13:20");
	scene_customer(&s, "c1", "cara@flowers.example", "Cara");
	scene_customer(&s, "c2", "dirk@example.net", "Dirk");
	struct scene_letter sent = {.customer = "c1", .recipient = "cara@flowers.example"};
	scene_sent(s.h.db, sent, NOON - 86400);
	struct scene_letter next = {
	        .customer = "c1", .recipient = "cara@flowers.example", .touchpoint = "spring"};
	scene_put(s.h.db, next, NOON);
	struct scene_letter dirk = {.customer = "c2", .recipient = "dirk@example.net"};
	scene_put(s.h.db, dirk, NOON);
	for (int i = 0; i < 3; i++) {
		ids[i] = db_text(s.h.db, "SELECT '<' || message_id || '>' FROM outbox WHERE id=:id",
		        DB_INT(":id", i + 1));
		tags[i] = db_text(s.h.db, "SELECT 'fu1.' || token FROM outbox WHERE id=:id",
		        DB_INT(":id", i + 1));
	}
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	for (int i = 0; i < 3; i++) {
		xfree(ids[i]);
		xfree(tags[i]);
	}
	scene_close(*state);
	return 0;
}

#define CARA .from = "cara@flowers.example"
#define LAST                                                                                       \
	"SELECT class || ' ' || confidence || ' ' || coalesce(customer, '-') || ' ' ||"            \
	" coalesce(outbox, '-') FROM inbox ORDER BY id DESC LIMIT 1"

static void expect_waiting(struct scene *s, const char *customer, int64_t since)
{
	assert_int_equal(conversation_waiting_since(s->h.db, customer), since);
}

static void expect_queue(struct scene *s, const char *caras, const char *dirks)
{
	scene_text(s, "SELECT state FROM outbox WHERE id=2", caras);
	scene_text(s, "SELECT state FROM outbox WHERE id=3", dirks);
}

/* ---- whose reply is it ---- */

static void test_certain_replies(void **state)
{
	struct scene *s = *state;
	AUTO(xfree) char *upper = xstrdup(ids[0]);
	for (char *c = upper; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 32);
	AUTO(xfree)
	char *chain = xasprintf("<a@b> <fu1.00000000000000000000000zzz@x> %s <c@d>", ids[0]);
	AUTO(xfree)
	char *to = xasprintf("Anna <care+%s@harbourpine.example>\nanna@x.example", tags[0]);
	const struct mail ways[] = {
	        {CARA, .in_reply_to = ids[0]},
	        {CARA, .in_reply_to = upper}, /* servers fold case */
	        {CARA, .in_reply_to = "<rewritten@exchange.example>", .references = chain},
	        {CARA, .to = to},
	        {.from = "CARA@Flowers.example", .in_reply_to = ids[0]},
	};
	for (size_t i = 0; i < COUNT(ways); i++) {
		scene_sql(s, "DELETE FROM conversation");
		scene_sql(s, "DELETE FROM inbox");
		scene_sql(s, "UPDATE outbox SET state='QUEUED' WHERE id=2");
		assert_true(take(s, ways[i]));
		scene_text(s, LAST, "reply certain c1 1");
		expect_waiting(s, "c1", NOON);
		expect_queue(s, "WITHDRAWN", "QUEUED");
		scene_text(s, "SELECT effect FROM inbox",
		        "Waits for an answer. 1 queued letter withdrawn.");
	}
}

static void test_a_colleague_and_a_stranger(void **state)
{
	struct scene *s = *state;
	assert_true(take(s, (struct mail){.from = "Max@FLOWERS.example", .in_reply_to = ids[0]}));
	scene_text(s, LAST, "reply colleague c1 1");
	expect_waiting(s, "c1", NOON);
	expect_queue(s, "WITHDRAWN", "QUEUED");

	scene_sql(s, "DELETE FROM conversation");
	scene_sql(s, "UPDATE outbox SET state='QUEUED' WHERE id=2");
	assert_true(take(s, (struct mail){.from = "who@elsewhere.example", .in_reply_to = ids[0]}));
	scene_text(s, LAST, "reply possible c1 1");
	expect_waiting(s, "c1", 0); /* nobody knows yet whether it was the customer */
	expect_queue(s, "WITHDRAWN", "QUEUED");
	assert_int_equal(scene_paused_until(s->h.db, "c1", NOON), NOON + 60 + 7 * 86400);
}

/* A sender that our own mail server denies; what others wrote there counts for nothing. */
static void test_a_denied_sender(void **state)
{
	struct scene *s = *state;
	static const char denied[] = "Authentication-Results: mx.harbourpine.example; dmarc=fail\n",
	                  others[] = "Authentication-Results: mx.evil.example; dmarc=fail\n"
	                             "Authentication-Results: mx.harbourpine.example; dmarc=pass\n",
	                  faked[] = "Authentication-Results: mx.harbourpine.example; dmarc=fail\n"
	                            "Authentication-Results: mx.harbourpine.example; dmarc=pass\n";
	s->conf.imap.authenticator = (char *)"mx.harbourpine.example";
	assert_true(take(s, (struct mail){CARA, .in_reply_to = ids[0], .headers = denied}));
	scene_text(s, LAST, "reply probable c1 1");
	expect_waiting(s, "c1", NOON); /* whoever it was, a person looks */
	scene_text(s, "SELECT instr(effect, 'doubts that the sender')>0 FROM inbox", "1");
	take(s, (struct mail){CARA, .in_reply_to = ids[0], .headers = others});
	scene_text(s, LAST, "reply certain c1 1");
	take(s, (struct mail){CARA, .in_reply_to = ids[0], .headers = faked});
	scene_text(s, LAST, "reply probable c1 1");
	take(s, (struct mail){
	                .from = "Max@FLOWERS.example", .in_reply_to = ids[0], .headers = denied});
	scene_text(s, LAST, "reply possible c1 1");
}

/* One mail provider's customers are no colleagues. */
static void test_big_providers_are_no_company(void **state)
{
	struct scene *s = *state;
	scene_sql(s, "UPDATE outbox SET recipient='cara@gmail.com' WHERE id=1");
	scene_sql(s, "UPDATE customer SET email='cara@gmail.com' WHERE key='c1'");
	take(s, (struct mail){.from = "other@gmail.com", .in_reply_to = ids[0]});
	scene_text(s, LAST, "reply possible c1 1");
}

static void test_forged_tokens(void **state)
{
	struct scene *s = *state;
	static const char forged[] = "<fu1.7zzzzzzzzzzzzzzzzzzzzzzzzz@harbourpine.example>";
	assert_false(
	        take(s, (struct mail){.from = "spam@elsewhere.example", .in_reply_to = forged}));
	assert_int_equal(scene_int(s, "SELECT count(*) FROM inbox"), 0); /* no trace */
	assert_int_equal(scene_int(s, "SELECT uid_next FROM cursor"), uids + 1);
	/* from a known customer it is a mail like any other */
	assert_true(take(s, (struct mail){CARA, .in_reply_to = forged, .subject = "Hello"}));
	scene_text(s, LAST, "reply wrote c1 -");
	/* a nudge's or digest's token is no letter's */
	struct scene_letter nudge = {.customer = "staff:ben",
	        .recipient = "ben@harbourpine.example",
	        .kind = "nudge",
	        .touchpoint = "nudge"};
	scene_put(s->h.db, nudge, NOON);
	AUTO(xfree)
	char *id = db_text(s->h.db, "SELECT message_id FROM outbox WHERE kind='nudge'");
	assert_false(take(s, (struct mail){.from = "x@elsewhere.example", .in_reply_to = id}));
}

static void test_a_new_thread(void **state)
{
	struct scene *s = *state;
	assert_true(take(s, (struct mail){CARA, .subject = "Delivery on Friday"}));
	scene_text(s, LAST, "reply wrote c1 -");
	expect_waiting(s, "c1", NOON);
	expect_queue(s, "WITHDRAWN", "QUEUED");
	/* by its subject it is probably an answer to our letter */
	take(s, (struct mail){CARA, .subject = "AW: Thank you", .at = NOON + 5});
	scene_text(s, LAST, "reply probable c1 1");
	expect_waiting(s, "c1", NOON);
	scene_text(s, "SELECT manager FROM conversation", "ben");
}

static void test_nobody_of_ours(void **state)
{
	struct scene *s = *state;
	assert_false(take(s, (struct mail){.from = "news@elsewhere.example"}));
	assert_false(take(s, (struct mail){.from = ""}));
	assert_int_equal(scene_int(s, "SELECT count(*) FROM inbox"), 0);
	expect_queue(s, "QUEUED", "QUEUED");
}

/* ---- what they say ---- */

static void test_thanks_only(void **state)
{
	struct scene *s = *state;
	assert_true(take(s, (struct mail){CARA, .in_reply_to = ids[0], .text = "Thank you!"}));
	expect_waiting(s, "c1", 0);
	scene_text(s, "SELECT state FROM conversation", "LISTED");
	take(s, (struct mail){CARA, .in_reply_to = ids[0], .at = NOON + 50});
	expect_waiting(s, "c1", NOON + 50);
}

static void test_an_angry_customer(void **state)
{
	struct scene *s = *state;
	take(s, (struct mail){CARA, .in_reply_to = ids[0],
	                .text = "I am very disappointed, the table arrived broken."});
	expect_waiting(s, "c1", NOON);
	assert_true(scene_paused_until(s->h.db, "c1", NOON) > NOON + 300 * 86400);
}

static void expect_stopped(struct scene *s, const char *address, const char *reason)
{
	AUTO(xfree) char *found = conversation_suppressed(s->h.db, &s->key, address);
	if (!str_same(found, reason))
		fail_msg("%s: %s, not %s", address, found ? found : "-", reason ? reason : "-");
}

static void test_a_clear_optout(void **state)
{
	struct scene *s = *state;
	scene_sql(s, "UPDATE customer SET email='new@flowers.example' WHERE key='c1'");
	assert_true(take(s, (struct mail){CARA, .in_reply_to = ids[0], .text = "stop"}));
	scene_text(s, LAST, "optout certain c1 1");
	expect_stopped(s, "cara@flowers.example", "optout");
	expect_stopped(s, "new@flowers.example", "optout"); /* the one the ledger has by now */
	expect_stopped(s, "dirk@example.net", NULL);
	expect_waiting(s, "c1", 0);
	expect_queue(s, "WITHDRAWN", "QUEUED");
	AUTO(xfree) char *customer = conversation_stopped(s->h.db, "c1");
	assert_string_equal(customer, "optout");
}

static void test_a_doubtful_optout(void **state)
{
	struct scene *s = *state;
	take(s, (struct mail){CARA, .in_reply_to = ids[0],
	                .text = "The red chair is fine. Please unsubscribe us from the price list "
	                        "about the table, we have decided. Can you deliver the chair on "
	                        "Tuesday afternoon, after four, to the back entrance of the "
	                        "shop? My sister will be there with the keys."});
	expect_stopped(s, "cara@flowers.example", NULL);
	expect_waiting(s, "c1", NOON); /* a person reads it */
	assert_true(scene_paused_until(s->h.db, "c1", NOON) > NOON);
	expect_queue(s, "WITHDRAWN", "QUEUED");
}

static void test_a_colleagues_optout(void **state)
{
	struct scene *s = *state;
	take(s, (struct mail){
	                .from = "max@flowers.example", .in_reply_to = ids[0], .text = "stop"});
	scene_text(s, LAST, "optout colleague c1 1");
	expect_stopped(s, "max@flowers.example", "optout");
	expect_stopped(s, "cara@flowers.example", NULL);
	expect_waiting(s, "c1", NOON);
	AUTO(xfree) char *customer = conversation_stopped(s->h.db, "c1");
	assert_null(customer);
}

static void test_a_strangers_optout(void **state)
{
	struct scene *s = *state;
	take(s, (struct mail){
	                .from = "who@elsewhere.example", .in_reply_to = ids[0], .text = "stop"});
	scene_text(s, LAST, "optout possible c1 1");
	expect_stopped(s, "cara@flowers.example", NULL);
	expect_stopped(s, "who@elsewhere.example", NULL);
	assert_int_equal(scene_paused_until(s->h.db, "c1", NOON), NOON + 60 + 7 * 86400);
}

static void test_the_stop_address(void **state)
{
	struct scene *s = *state;
	AUTO(xfree) char *to = xasprintf("care+stop.%s@harbourpine.example", tags[0]);
	/* whatever it says, and even when the mail program calls it automatic */
	const struct mail ways[] = {
	        {CARA, .to = to, .text = ""},
	        {CARA, .to = to, .text = "I love your letters."},
	        {CARA, .to = to, .text = "unsubscribe", .auto_submitted = "auto-generated"},
	        {CARA, .to = to, .subject = "Automatic reply: x", .text = "",
	                .auto_submitted = "auto-replied"},
	};
	for (size_t i = 0; i < COUNT(ways); i++) {
		scene_sql(s, "DELETE FROM suppression");
		assert_true(take(s, ways[i]));
		expect_stopped(s, "cara@flowers.example", "optout");
		expect_waiting(s, "c1", 0);
	}
	/* without a letter's token the tag means nothing */
	scene_sql(s, "DELETE FROM suppression");
	take(s, (struct mail){CARA, .to = "care+stop.fu1.xyz@harbourpine.example"});
	expect_stopped(s, "cara@flowers.example", NULL);
	expect_waiting(s, "c1", NOON);
}

/* ---- machines ---- */

static void test_automatic_replies(void **state)
{
	struct scene *s = *state;
	take(s, (struct mail){CARA, .in_reply_to = ids[0], .auto_submitted = "auto-replied",
	                .subject = "Out of office",
	                .text = "I am away until Monday. Please stop by then."});
	scene_text(s, LAST, "autoreply certain c1 1");
	expect_waiting(s, "c1", 0);
	expect_queue(s, "QUEUED", "QUEUED");
	assert_int_equal(conversation_last_human(s->h.db, "c1"), 0);
}

#define DSN                                                                                        \
	.from = "MAILER-DAEMON@mx.elsewhere.example", .subject = "Undelivered Mail",               \
	.content_type = "multipart/report; report-type=delivery-status",                           \
	.report_type = "delivery-status", .recipient = "cara@flowers.example", .action = "failed", \
	.text = "I could not deliver your message."

/* Another daemon's letters and nudges, of a business that is our customer as we are theirs: each
 * writes what it has to say, and neither answers the other. */
static void test_two_daemons(void **state)
{
	struct scene *s = *state;
	for (int i = 0; i < 3; i++)
		take(s, (struct mail){CARA, .subject = "Thank you for a good year",
		                .auto_submitted = "auto-generated",
		                .ref = "fu1.zzzzzzzzzzzzzzzzzzzzzzzzzz",
		                .text = "Dear Ben,\n\nthank you for a good year."});
	take(s, (struct mail){CARA, .subject = "Re: Thank you", .auto_submitted = "auto-replied",
	                .in_reply_to = ids[0]});
	expect_waiting(s, "c1", 0);
	expect_queue(s, "QUEUED", "QUEUED");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox"), 3);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM conversation"), 0);
}

static void test_what_an_absence_note_tells(void **state)
{
	struct scene *s = *state;
	take(s, (struct mail){CARA, .subject = "Automatic reply: Thank you",
	                .auto_submitted = "auto-replied", .in_reply_to = ids[0],
	                .text = "I am away until 5 October 2026; ask eve@flowers.example."});
	scene_text(s, LAST, "autoreply certain c1 1");
	scene_text(s,
	        "SELECT group_concat(kind || '=' || value) FROM (SELECT * FROM suggestion ORDER BY "
	        "kind)",
	        "address=eve@flowers.example,back=2026-10-05");
	take(s, (struct mail){CARA, .auto_submitted = "auto-replied", .in_reply_to = ids[0],
	                .text = "Cara no longer works for us."});
	scene_text(s, "SELECT customer FROM suggestion WHERE kind='left'", "c1");
	/* suggestions only: nothing waits, nothing is withdrawn, nobody is written to */
	expect_waiting(s, "c1", 0);
	expect_queue(s, "QUEUED", "QUEUED");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox"), 3);
	/* what a stranger's machine says is nothing about this customer */
	scene_sql(s, "DELETE FROM suggestion");
	take(s, (struct mail){.from = "eve@elsewhere.example",
	                .auto_submitted = "auto-replied",
	                .in_reply_to = ids[0],
	                .text = "Eve no longer works for us."});
	assert_int_equal(scene_int(s, "SELECT count(*) FROM suggestion"), 0);
}

static void test_a_dead_address(void **state)
{
	struct scene *s = *state;
	const struct mail ways[] = {
	        {DSN, .original_id = ids[0] + 1, .status = "5.1.1",
	                .diagnostic = "550 no such user"},
	        {DSN, .original_reference = tags[0], .status = "5.1.1", .diagnostic = "x"},
	        {DSN, .envelope_id = tags[0], .status = "5.1.1", .diagnostic = "x"},
	};
	for (size_t i = 0; i < COUNT(ways); i++) {
		scene_sql(s, "DELETE FROM suppression");
		scene_sql(s, "UPDATE outbox SET state='SENT', enhanced='' WHERE id=1");
		scene_sql(s, "UPDATE outbox SET state='QUEUED' WHERE id=2");
		assert_true(take(s, ways[i]));
		scene_text(s, "SELECT state || ' ' || enhanced FROM outbox WHERE id=1",
		        "FAILED 5.1.1");
		expect_stopped(s, "cara@flowers.example", "dead");
		expect_queue(s, "WITHDRAWN", "QUEUED");
		expect_waiting(s, "c1", 0);
	}
}

static void test_other_bounces(void **state)
{
	struct scene *s = *state;
	static const char *const diagnostics[][2] = {
	        {"4.2.2", "452 mailbox full"}, {"5.7.1", "550 rejected as spam by policy"}};
	for (size_t i = 0; i < COUNT(diagnostics); i++) {
		scene_sql(s, "UPDATE outbox SET state='SENT' WHERE id=1");
		take(s, (struct mail){DSN, .original_id = ids[0] + 1, .status = diagnostics[i][0],
		                .diagnostic = diagnostics[i][1]});
		scene_text(s, "SELECT state FROM outbox WHERE id=1", "FAILED");
		expect_stopped(s, "cara@flowers.example", NULL); /* the address is not dead */
		expect_queue(s, "QUEUED", "QUEUED");
	}
}

/* Anybody can write a bounce: without our token it is only shown to a person. */
static void test_a_bounce_without_proof(void **state)
{
	struct scene *s = *state;
	take(s, (struct mail){DSN, .status = "5.1.1", .diagnostic = "550 no such user"});
	scene_text(s, LAST, "bounce probable c1 1");
	scene_text(s, "SELECT state FROM outbox WHERE id=1", "SENT");
	expect_stopped(s, "cara@flowers.example", NULL);
	expect_queue(s, "QUEUED", "QUEUED");
	assert_int_equal(scene_int(s, "SELECT effect LIKE '%a person should look%' FROM inbox"), 1);
	/* nobody's address at all, or a letter of long ago: no trace */
	scene_sql(s, "UPDATE outbox SET settled_at=settled_at-30*86400 WHERE id=1");
	take(s, (struct mail){DSN, .status = "5.1.1"});
	assert_int_equal(scene_int(s, "SELECT count(*) FROM inbox"), 1);
	/* the customer's own address, but not our letter */
	take(s, (struct mail){CARA, .subject = "Undelivered Mail Returned to Sender",
	                .content_type = "multipart/report; report-type=delivery-status",
	                .report_type = "delivery-status", .recipient = "cara@flowers.example",
	                .action = "failed", .status = "5.1.1"});
	expect_stopped(s, "cara@flowers.example", NULL);
}

static void test_a_bounce_settles_what_was_unsure(void **state)
{
	struct scene *s = *state;
	scene_sql(s, "UPDATE outbox SET state='UNSURE' WHERE id=1");
	take(s, (struct mail){DSN, .original_id = ids[0] + 1, .status = "5.1.1"});
	scene_text(s, "SELECT state FROM outbox WHERE id=1", "FAILED");
}

static void test_our_own_mail_to_staff_comes_back(void **state)
{
	struct scene *s = *state;
	struct scene_letter digest = {.customer = "staff:anna",
	        .recipient = "anna@harbourpine.example",
	        .kind = "digest",
	        .touchpoint = "digest"};
	int64_t id = scene_sent(s->h.db, digest, NOON - 9);
	AUTO(xfree)
	char *ref = db_text(
	        s->h.db, "SELECT 'fu1.' || token FROM outbox WHERE id=:id", DB_INT(":id", id));
	assert_true(take(s, (struct mail){DSN, .original_reference = ref, .status = "5.1.1",
	                            .diagnostic = "gone"}));
	scene_text(s, "SELECT state FROM outbox WHERE kind='digest'", "FAILED");
	scene_text(s, "SELECT class || ' ' || effect FROM inbox",
	        "bounce A mail to our own staff came back.");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM suppression"), 0);
}

static void test_a_complaint(void **state)
{
	struct scene *s = *state;
	take(s, (struct mail){.from = "fbl@isp.example",
	                .subject = "complaint",
	                .content_type = "multipart/report; report-type=feedback-report",
	                .report_type = "feedback-report",
	                .feedback = "abuse",
	                .original_reference = tags[0]});
	scene_text(s, "SELECT class FROM inbox", "complaint");
	expect_stopped(s, "cara@flowers.example", "complaint");
	expect_queue(s, "WITHDRAWN", "QUEUED");
}

static void test_poison(void **state)
{
	struct scene *s = *state;
	take(s, (struct mail){.poison = true});
	scene_text(s, "SELECT class FROM inbox", "poison");
	assert_int_equal(scene_int(s, "SELECT uid_next FROM cursor"), uids + 1);
	take(s, (struct mail){.poison = true, .uid = uids}); /* never twice */
	assert_int_equal(scene_int(s, "SELECT count(*) FROM inbox"), 1);
}

/* ---- staff ---- */

static void test_our_copy_in_sent(void **state)
{
	struct scene *s = *state;
	scene_sql(s, "UPDATE outbox SET state='UNSURE' WHERE id=1");
	take(s, (struct mail){.from = "care@harbourpine.example",
	                .sent = true,
	                .ref = tags[0],
	                .to = "cara@flowers.example"});
	scene_text(s, "SELECT state FROM outbox WHERE id=1", "SENT");
	scene_text(s, LAST, "ours  - 1");
	/* it counts as no answer to the customer */
	take(s, (struct mail){CARA, .in_reply_to = ids[0]});
	take(s, (struct mail){.from = "care@harbourpine.example",
	                .sent = true,
	                .ref = tags[0],
	                .to = "cara@flowers.example",
	                .at = NOON + 500});
	expect_waiting(s, "c1", NOON);
}

#define ANNA .from = "anna@harbourpine.example"

static void ask(struct scene *s, int64_t at)
{
	take(s, (struct mail){
	                CARA, .in_reply_to = ids[0], .id = "question@flowers.example", .at = at});
	expect_waiting(s, "c1", at);
}

/* Some servers put a Message-ID of their own in place of ours; our copy in Sent tells which. */
static void test_a_rewritten_message_id(void **state)
{
	struct scene *s = *state;
	take(s, (struct mail){.from = "care@harbourpine.example",
	                .sent = true,
	                .ref = tags[0],
	                .id = "0100018a-77@mail.provider.example",
	                .to = "cara@flowers.example"});
	take(s, (struct mail){CARA, .in_reply_to = "<0100018a-77@mail.provider.example>"});
	scene_text(s, LAST, "reply certain c1 1");
	take(s, (struct mail){.from = "eve@elsewhere.example",
	                .references = "<x@y.example> <0100018a-77@mail.provider.example>"});
	scene_text(s, LAST, "reply possible c1 1");
}

static void test_answers_in_sent(void **state)
{
	struct scene *s = *state;
	const struct mail ways[] = {
	        {ANNA, .sent = true, .to = "cara@flowers.example"},
	        {ANNA, .sent = true, .to = "\"C, A\" <Cara@flowers.example>, x@y.example"},
	        {ANNA, .sent = true, .in_reply_to = "<question@flowers.example>",
	                .to = "cara.private@mail.example"},
	        {ANNA, .sent = true, .references = "<a@b>\n <question@flowers.example>",
	                .to = "cara.private@mail.example"},
	        {ANNA, .to = "care@harbourpine.example, cara@flowers.example"}, /* a copy */
	        {.from = "care@harbourpine.example", .sent = true, .to = "cara@flowers.example"},
	};
	for (size_t i = 0; i < COUNT(ways); i++) {
		scene_sql(s, "DELETE FROM conversation");
		scene_sql(s, "DELETE FROM inbox");
		ask(s, NOON - 5);
		struct mail m = ways[i];
		m.at = NOON + 5;
		assert_true(take(s, m));
		expect_waiting(s, "c1", 0);
		scene_text(s, "SELECT state || answered_how FROM conversation", "ANSWEREDsent");
		assert_int_equal(scene_int(s, "SELECT answered_at FROM conversation"), NOON + 5);
	}
}

static void test_what_is_no_answer(void **state)
{
	struct scene *s = *state;
	const struct mail ways[] = {
	        /* older than the question */
	        {ANNA, .sent = true, .to = "cara@flowers.example", .at = NOON - 50},
	        /* to somebody else */
	        {ANNA, .sent = true, .to = "dirk@example.net"},
	        /* passed on within the house, as a forward or with a plus address */
	        {ANNA, .sent = true, .references = "<question@flowers.example>",
	                .to = "ben@harbourpine.example"},
	        {ANNA, .references = "<question@flowers.example>",
	                .to = "Care+fu1.x@HarbourPine.example\nanna@harbourpine.example"},
	        /* a machine of staff's */
	        {ANNA, .sent = true, .to = "cara@flowers.example", .auto_submitted = "auto-replied",
	                .subject = "Out of office"},
	};
	ask(s, NOON - 5);
	scene_sql(s, "UPDATE conversation SET nudged=1");
	for (size_t i = 0; i < COUNT(ways); i++) {
		take(s, ways[i]);
		expect_waiting(s, "c1", NOON - 5);
	}
	/* the very same conversation, with its nudge */
	assert_int_equal(scene_int(s, "SELECT sum(nudged) * 10 + count(*) FROM conversation"), 11);
}

/* People of the house may read their mail elsewhere, and the house may have its mail where its
 * customers have theirs. */
static void test_who_is_of_the_house(void **state)
{
	struct scene *s = *state;
	s->people[1].email = (char *)"ben@gmail.com";
	ask(s, NOON - 5);
	take(s, (struct mail){ANNA, .sent = true, .references = "<question@flowers.example>",
	                .to = "Ben@Gmail.com"});
	expect_waiting(s, "c1", NOON - 5);
	s->conf.business.address = (char *)"harbourpine@gmail.com";
	take(s, (struct mail){ANNA, .sent = true, .references = "<question@flowers.example>",
	                .to = "the.workshop@gmail.com, harbourpine+x@gmail.com"});
	expect_waiting(s, "c1", NOON - 5);
	take(s, (struct mail){ANNA, .sent = true, .references = "<question@flowers.example>",
	                .to = "someone.else@flowers.example"});
	expect_waiting(s, "c1", 0);
}

/* Sent is read before the mailbox the question came to, or long after. */
static void test_whatever_is_read_first(void **state)
{
	struct scene *s = *state;
	take(s, (struct mail){ANNA, .sent = true, .to = "cara@flowers.example", .at = NOON + 10});
	take(s, (struct mail){CARA, .in_reply_to = ids[0], .at = NOON});
	expect_waiting(s, "c1", 0);
	scene_text(s, "SELECT state FROM conversation", "ANSWERED");
	assert_int_equal(scene_int(s, "SELECT answered_at - opened_at FROM conversation"), 10);
	/* a newer question waits; an older one that turns up does not hide it */
	take(s, (struct mail){CARA, .in_reply_to = ids[0], .at = NOON + 20});
	expect_waiting(s, "c1", NOON + 20);
	take(s, (struct mail){CARA, .in_reply_to = ids[0], .at = NOON + 5});
	expect_waiting(s, "c1", NOON + 20);
}

/* Question, answer, question; the mailbox is read before Sent. */
static void test_a_question_behind_the_answer_waits_on(void **state)
{
	struct scene *s = *state;
	take(s, (struct mail){CARA, .in_reply_to = ids[0], .at = NOON});
	take(s, (struct mail){CARA, .in_reply_to = ids[0], .at = NOON + 20});
	take(s, (struct mail){CARA, .in_reply_to = ids[0], .at = NOON + 30});
	take(s, (struct mail){ANNA, .sent = true, .to = "cara@flowers.example", .at = NOON + 10});
	expect_waiting(s, "c1", NOON + 20);
	take(s, (struct mail){ANNA, .sent = true, .to = "cara@flowers.example", .at = NOON + 40});
	expect_waiting(s, "c1", 0);
	/* thanks behind the answer are only listed */
	take(s, (struct mail){CARA, .in_reply_to = ids[0], .at = NOON + 50});
	take(s, (struct mail){CARA, .in_reply_to = ids[0], .text = "Thanks!", .at = NOON + 70});
	take(s, (struct mail){ANNA, .sent = true, .to = "cara@flowers.example", .at = NOON + 60});
	expect_waiting(s, "c1", 0);
	scene_text(s, "SELECT state FROM conversation ORDER BY id DESC LIMIT 1", "LISTED");
}

/* ---- once ---- */

static void test_the_same_message_again(void **state)
{
	struct scene *s = *state;
	struct mail m = {CARA, .in_reply_to = ids[0], .id = "one@flowers.example", .uid = 900};
	take(s, m);
	assert_int_equal(
	        SCENE_TX(s, conversation_answered(s->h.db, "c1", "telephone", NOON + 1)), 0);
	assert_false(take(s, m)); /* the same UID */
	m.mailbox = "Archive";    /* moved to another mailbox */
	m.uid = 3;
	assert_false(take(s, m));
	m.mailbox = NULL;
	m.uidvalidity = 8; /* the mailbox was built anew */
	m.uid = 1;
	assert_false(take(s, m));
	expect_waiting(s, "c1", 0);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM inbox"), 1);
	assert_int_equal(scene_int(s, "SELECT uid_next FROM cursor WHERE mailbox='Archive'"), 4);
	uint32_t next = 0;
	bool first = true;
	assert_int_equal(inbox_cursor(s->h.db, "INBOX", 8, &next, &first), 0);
	assert_int_equal(next, 2);
	assert_false(first);
	assert_int_equal(inbox_cursor(s->h.db, "INBOX", 7, &next, &first), 0);
	assert_int_equal(next, 1);
	assert_true(first);
	/* the cursor never goes back */
	m.uid = 50;
	take(s, m);
	m.uid = 20;
	take(s, m);
	assert_int_equal(inbox_cursor(s->h.db, "INBOX", 8, &next, &first), 0);
	assert_int_equal(next, 51);
	/* … but when the server begins to count anew; the same message is still known */
	assert_int_equal(inbox_forget_uids(s->h.db, "INBOX", 8), 0);
	assert_int_equal(inbox_cursor(s->h.db, "INBOX", 8, &next, &first), 0);
	assert_int_equal(next, 1);
	assert_true(first);
	m.uid = 1;
	take(s, m);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM inbox"), 1);
}

static void test_long_texts_are_cut_whole(void **state)
{
	struct scene *s = *state;
	AUTO(text_done) struct text t = TEXT_INIT;
	text_putc(&t, 'x');
	for (int i = 0; i < 500; i++)
		text_puts(&t, "ü");
	take(s, (struct mail){CARA, .in_reply_to = ids[0], .text = text_str(&t)});
	AUTO(xfree) char *excerpt = db_text(s->h.db, "SELECT excerpt FROM inbox");
	assert_int_equal(strlen(excerpt), 599); /* not in the middle of a character */
}

/* All that a message does is in the store, or nothing of it. */
static void take_and_crash(const char *file, int at)
{
	struct scene s;
	AUTO(xfree) char *why = NULL;
	bool news = false;
	scene_open(&s, "2026-09-21T14:13:20");
	scene_close(&s);
	if (db_open(file, &s.h.db, &why) != 0)
		_exit(1);
	scene_customer(&s, "c1", "cara@flowers.example", "Cara");
	struct scene_letter l = {.customer = "c1", .recipient = "cara@flowers.example"};
	scene_sent(s.h.db, l, NOON - 86400);
	AUTO(xfree) char *id = db_text(s.h.db, "SELECT message_id FROM outbox");
	l.touchpoint = "spring";
	scene_put(s.h.db, l, NOON);
	db_crash_at(at);
	take_at(&s, (struct mail){CARA, .in_reply_to = id, .text = "unsubscribe"}, NOON, &news);
	_exit(0);
}

static void test_all_effects_or_none(void **state)
{
	(void)state;
	char path[] = "/tmp/t_inbox.XXXXXX";
	assert_non_null(mkdtemp(path));
	AUTO(xfree) char *file = xasprintf("%s/s.db", path);
	for (int at = 1; at <= 2; at++) {
		pid_t pid = fork();
		if (pid == 0)
			take_and_crash(file, at);
		int status = 0;
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(WEXITSTATUS(status), 99);
		AUTO(xfree) char *why = NULL;
		AUTO(db_close) struct db *db = NULL;
		assert_int_equal(db_open(file, &db, &why), 0);
		int done = at == 2;
		assert_int_equal(db_int(db, 0, "SELECT count(*) FROM inbox"), done);
		assert_int_equal(db_int(db, 0, "SELECT count(*) FROM cursor"), done);
		assert_int_equal(db_int(db, 0, "SELECT count(*) FROM suppression"), done);
		assert_int_equal(
		        db_int(db, 0, "SELECT count(*) FROM outbox WHERE state='WITHDRAWN'"), done);
		scene_remove_store(file);
	}
	assert_int_equal(rmdir(path), 0);
}

/* The customer's page says so too. */
static void test_a_subject_of_several(void **state)
{
	struct scene *s = *state;
	struct scene_letter again = {
	        .customer = "c1", .recipient = "cara@flowers.example", .touchpoint = "again"};
	int64_t newer = scene_sent(s->h.db, again, NOON - 3600);
	scene_sql(
	        s, "UPDATE outbox SET subject='Thank you' WHERE id IN (1, %lld)", (long long)newer);
	take(s, (struct mail){CARA, .subject = "Re: Thank you"});
	scene_text(s, LAST, "reply wrote c1 4");
	scene_text(s,
	        "SELECT instr(effect, 'which one is meant is a guess') > 0 FROM inbox"
	        " ORDER BY id DESC LIMIT 1",
	        "1");
	expect_waiting(s, "c1", NOON);
}

/* ---- at a glance ---- */

static bool is_wanted(struct scene *s, const char *from, const char *id, int64_t at)
{
	AUTO(message_free) struct message *m = NULL;
	AUTO(xfree) char *head = xasprintf("From: %s\r\nMessage-ID: <%s>\r\n\r\n", from, id);
	bool wanted;
	assert_int_equal(message_parse_here(head, strlen(head), &m), 0);
	const struct inbox_mail mail = {
	        .mailbox = "INBOX", .uidvalidity = 7, .uid = 1, .arrived_at = at, .message = m};
	inbox_sift(s->h.db, &s->conf, &mail, 1, &wanted);
	return wanted;
}

static void test_heads(void **state)
{
	struct scene *s = *state;
	const int64_t long_ago = NOON - 30 * 86400;
	scene_sql(s, "UPDATE outbox SET created_at=1789900000"); /* the day before */
	assert_true(is_wanted(s, "Cara <cara@flowers.example>", "a1", long_ago));
	assert_true(is_wanted(s, "<cara+shop@flowers.example>", "a2", long_ago));
	assert_true(is_wanted(s, "care@harbourpine.example", "a3", long_ago));
	assert_false(is_wanted(s, "Somebody <one@else.example>", "a4", long_ago));
	assert_false(is_wanted(s, "MAILER-DAEMON@else.example", "a5", long_ago));
	assert_true(is_wanted(s, "", "a9", long_ago)); /* its head says nothing */
	/* since then it may be about a letter, whoever wrote it: only the text tells */
	assert_true(is_wanted(s, "Somebody <one@else.example>", "a6", NOON));
	assert_true(is_wanted(s, "Somebody <one@else.example>", "a7", NOON - 2 * 86400));
	const struct inbox_mail unreadable = {.arrived_at = long_ago};
	bool wanted = false;
	inbox_sift(s->h.db, &s->conf, &unreadable, 1, &wanted);
	assert_true(wanted);
	/* had before, under another number */
	take(s, (struct mail){CARA, .id = "again@flowers.example"});
	assert_false(is_wanted(s, "cara@flowers.example", "again@flowers.example", NOON));
	/* nothing of ours was ever there */
	scene_sql(s, "UPDATE inbox SET outbox=NULL");
	scene_sql(s, "DELETE FROM outbox");
	assert_false(is_wanted(s, "Somebody <one@else.example>", "a8", NOON));
	assert_true(is_wanted(s, "cara@flowers.example", "a9", NOON));
}

/* Asked for each message that arrives: with 50,000 in the table a walk through it is felt. */
static void test_known_messages_are_found_by_index(void **state)
{
	struct scene *s = *state;
	AUTO(db_rows_free)
	struct db_rows *plan = db_query(s->h.db,
	        "EXPLAIN QUERY PLAN SELECT 1 FROM inbox WHERE message_id=:id AND "
	        "from_address=:from",
	        DB_TEXT(":id", "x"), DB_TEXT(":from", "y"));
	assert_int_equal(db_step(plan), 1);
	assert_non_null(strstr(db_col_text(plan, 3), "USING INDEX inbox_message_id"));
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        T(test_certain_replies),
	        T(test_a_colleague_and_a_stranger),
	        T(test_a_denied_sender),
	        T(test_big_providers_are_no_company),
	        T(test_forged_tokens),
	        T(test_a_new_thread),
	        T(test_nobody_of_ours),
	        T(test_thanks_only),
	        T(test_an_angry_customer),
	        T(test_a_clear_optout),
	        T(test_a_doubtful_optout),
	        T(test_a_colleagues_optout),
	        T(test_a_strangers_optout),
	        T(test_the_stop_address),
	        T(test_automatic_replies),
	        T(test_two_daemons),
	        T(test_what_an_absence_note_tells),
	        T(test_a_dead_address),
	        T(test_other_bounces),
	        T(test_a_bounce_without_proof),
	        T(test_a_bounce_settles_what_was_unsure),
	        T(test_our_own_mail_to_staff_comes_back),
	        T(test_a_complaint),
	        T(test_poison),
	        T(test_our_copy_in_sent),
	        T(test_a_rewritten_message_id),
	        T(test_answers_in_sent),
	        T(test_what_is_no_answer),
	        T(test_who_is_of_the_house),
	        T(test_whatever_is_read_first),
	        T(test_a_question_behind_the_answer_waits_on),
	        T(test_the_same_message_again),
	        T(test_long_texts_are_cut_whole),
	        T(test_all_effects_or_none),
	        T(test_a_subject_of_several),
	        T(test_heads),
	        T(test_known_messages_are_found_by_index),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
