/* match: the table of who wrote, about which letter, and how sure that is. */
#include "scene.h"

#include "match.h"
#include "message.h"

static const int64_t NOON = 1790000000;

struct mail {
	const char *from, *subject, *in_reply_to, *references, *to;
};

static char *of(const char *s)
{
	return (char *)(s ? s : "");
}

static struct match matched(struct scene *s, struct mail m, enum classify_class class)
{
	const struct message message = {.from_address = of(m.from),
	        .subject = of(m.subject),
	        .in_reply_to = of(m.in_reply_to),
	        .references = of(m.references),
	        .to = of(m.to),
	        .original_message_id = of(NULL),
	        .original_reference = of(NULL),
	        .envelope_id = of(NULL),
	        .headers = of(NULL)};
	struct match who = {0};
	match_message(s->h.db, &message, class, NOON, &who);
	return who;
}

static char *id, *other_id, *token;

static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, "2026-09-21T14:13:20");
	scene_customer(&s, "c1", "cara@flowers.example", "Cara");
	scene_customer(&s, "c2", "d.irk@gmail.com", "Dirk");
	scene_sent(s.h.db,
	        (struct scene_letter){.customer = "c1", .recipient = "cara@flowers.example"},
	        NOON - 86400);
	scene_sent(s.h.db,
	        (struct scene_letter){
	                .customer = "c2", .recipient = "d.irk@gmail.com", .touchpoint = "spring"},
	        NOON - 86400);
	scene_sql(&s, "UPDATE outbox SET subject='Thank you, Cara' WHERE id=1");
	id = db_text(s.h.db, "SELECT '<' || message_id || '>' FROM outbox WHERE id=1");
	other_id = db_text(s.h.db, "SELECT '<' || message_id || '>' FROM outbox WHERE id=2");
	token = db_text(
	        s.h.db, "SELECT 'care+fu1.' || token || '@x.example' FROM outbox WHERE id=1");
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	xfree(id);
	xfree(other_id);
	xfree(token);
	return 0;
}

static void check(struct scene *s, struct mail m, const char *want)
{
	struct match who = matched(s, m, CLASSIFY_REPLY);
	AUTO(xfree)
	char *got = xasprintf("%s %s %lld", match_name(who.confidence),
	        who.customer ? who.customer : "-", (long long)who.letter);
	if (!str_same(got, want))
		fail_msg("%s, %s: %s, not %s", m.from, m.subject ? m.subject : "-", got, want);
	match_done(&who);
}

static void test_the_table(void **state)
{
	struct scene *s = *state;
	AUTO(xfree) char *many = xasprintf("<other@x> %s <third@x>", id);
	AUTO(xfree) char *wrapped = xasprintf("<other@x>\r\n\t%s", id);
	AUTO(xfree) char *naked = xstrndup(id + 1, strlen(id) - 2); /* without its brackets */
	AUTO(xfree) char *upper = xstrdup(token);
	for (char *c = upper; *c; c++)
		*c = (char)(*c >= 'a' && *c <= 'z' ? *c - 32 : *c);
	const struct {
		struct mail mail;
		const char *want;
	} table[] = {
	        /* the addressee, whatever carries the letter's name */
	        {{.from = "cara@flowers.example", .in_reply_to = id}, "certain c1 1"},
	        {{.from = "Cara@Flowers.EXAMPLE", .in_reply_to = id}, "certain c1 1"},
	        {{.from = "cara@flowers.example", .in_reply_to = many}, "certain c1 1"},
	        {{.from = "cara@flowers.example", .in_reply_to = naked}, "certain c1 1"},
	        {{.from = "cara@flowers.example", .references = wrapped}, "certain c1 1"},
	        {{.from = "cara@flowers.example", .to = token}, "certain c1 1"},
	        {{.from = "cara@flowers.example", .to = upper}, "certain c1 1"},
	        /* another name of the same person */
	        {{.from = "cara+shop@flowers.example", .in_reply_to = id}, "certain c1 1"},
	        {{.from = "dirk@googlemail.com", .in_reply_to = other_id}, "certain c2 2"},
	        {{.from = "dir.k+letters@gmail.com", .in_reply_to = other_id}, "certain c2 2"},
	        {{.from = "cara+shop@flowers.example"}, "wrote c1 0"},
	        /* a colleague; strangers: forwarded or forged */
	        {{.from = "max@flowers.example", .in_reply_to = id}, "colleague c1 1"},
	        {{.from = "max@flowers.example", .to = token}, "colleague c1 1"},
	        {{.from = "max@mail.flowers.example", .in_reply_to = id}, "possible c1 1"},
	        {{.from = "eve@elsewhere.example",
	                 .subject = "Fwd: Thank you, Cara",
	                 .in_reply_to = id},
	                "possible c1 1"},
	        {{.from = "eve@gmail.com", .in_reply_to = other_id}, "possible c2 2"},
	        {{.from = "", .in_reply_to = id}, "possible c1 1"},
	        /* a known customer with a token of somebody else's letter */
	        {{.from = "d.irk@gmail.com", .in_reply_to = id}, "possible c1 1"},
	        /* without a token */
	        {{.from = "cara@flowers.example", .subject = "Re: AW: Thank you, Cara"},
	                "probable c1 1"},
	        {{.from = "cara@flowers.example", .subject = "Thank you, Cara"}, "probable c1 1"},
	        {{.from = "cara@flowers.example", .subject = "A new order"}, "wrote c1 0"},
	        {{.from = "cara@flowers.example", .subject = ""}, "wrote c1 0"},
	        {{.from = "max@flowers.example", .subject = "Re: Thank you, Cara"}, " - 0"},
	        /* a token of nobody's */
	        {{.from = "cara@flowers.example",
	                 .subject = "x",
	                 .in_reply_to = "<fu1.7zzzzzzzzzzzzzzzzzzzzzzzzz@x>"},
	                "wrote c1 0"},
	        {{.from = "eve@elsewhere.example",
	                 .subject = "x",
	                 .in_reply_to = "<fu1.7zzzzzzzzzzzzzzzzzzzzzzzzz@x>"},
	                " - 0"},
	        {{.from = "eve@elsewhere.example",
	                 .subject = "x",
	                 .in_reply_to = "<fu1.>",
	                 .references = "fu1.fu1.fu1."},
	                " - 0"},
	        {{.from = "", .subject = "x"}, " - 0"},
	};
	for (size_t i = 0; i < COUNT(table); i++)
		check(s, table[i].mail, table[i].want);
}

/* Sixty days later a subject is a coincidence. */
static void test_an_old_subject(void **state)
{
	struct scene *s = *state;
	const struct mail m = {.from = "cara@flowers.example", .subject = "Re: Thank you, Cara"};
	scene_sql(s, "UPDATE outbox SET settled_at=%lld", (long long)NOON - 61 * 86400);
	check(s, m, "wrote c1 0");
}

/* Two letters with one subject: which is meant is a guess, and called one. */
static void test_a_subject_of_several(void **state)
{
	struct scene *s = *state;
	const struct mail m = {.from = "cara@flowers.example", .subject = "Re: Thank you, Cara"};
	struct scene_letter again = {
	        .customer = "c1", .recipient = "cara@flowers.example", .touchpoint = "again"};
	int64_t newer = scene_sent(s->h.db, again, NOON - 60);
	scene_sql(s, "UPDATE outbox SET subject='Thank you, Cara' WHERE id=%lld", (long long)newer);
	struct match who = matched(s, m, CLASSIFY_REPLY);
	assert_true(who.several);
	assert_int_equal(who.letter, newer);
	assert_string_equal(match_name(who.confidence), "wrote");
	match_done(&who);
	/* the older one's days are over: no more doubt */
	scene_sql(s, "UPDATE outbox SET settled_at=%lld WHERE id=1", (long long)NOON - 61 * 86400);
	who = matched(s, m, CLASSIFY_REPLY);
	assert_false(who.several);
	assert_int_equal(who.letter, newer);
	assert_string_equal(match_name(who.confidence), "probable");
	match_done(&who);
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        T(test_the_table),
	        T(test_an_old_subject),
	        T(test_a_subject_of_several),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
