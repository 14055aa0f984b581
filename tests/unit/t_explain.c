/* explain: what `why` says of a customer, of a day that was, of today, of a day to come. */
#include "scene.h"

#include "conversation.h"
#include "explain.h"

#define LIVE "Subject: A word to {{first_name|you}}\nStatus: live\nTo: all\n"

static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, "2026-10-06T12:00");
	scene_customer(&s, "c1", "cara@flowers.example", "Cara");
	scene_template(&s, "harvest", LIVE "When: FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=6" SCENE_BODY);
	scene_template(&s, "winter", LIVE "When: FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=9" SCENE_BODY);
	scene_template(&s, "advent", LIVE "When: FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1" SCENE_BODY);
	scene_template(
	        &s, "far", LIVE "When: FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=9\nCountry: FR" SCENE_BODY);
	scene_template(&s, "once", LIVE "When: first_purchase\nAfter: P3D" SCENE_BODY);
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

static void expect(
        struct scene *s, const char *day, const char *touchpoint, const char *const *words)
{
	AUTO(text_done) struct text out = TEXT_INIT;
	struct date d = day ? scene_day(day) : DATE_NONE;
	assert_int_equal(explain(&s->h, "c1", d, touchpoint, &out), 0);
	for (; *words; words++) {
		bool not = **words == '!';
		if (!strstr(text_str(&out), *words + not ) != not )
			fail_msg("%s: \"%s\" in\n%s", not ? "stray" : "missing", *words + not,
			        text_str(&out));
	}
}
#define EXPECT(s, day, touchpoint, ...)                                                            \
	expect(s, day, touchpoint, (const char *const[]){__VA_ARGS__, NULL})

static struct scene_letter harvest = {.customer = "c1",
        .recipient = "cara@flowers.example",
        .touchpoint = "harvest",
        .occurrence = "2026-10-06",
        .day = "2026-10-06"};

static void test_sent_today(void **state)
{
	struct scene *s = *state;
	scene_sent(s->h.db, harvest, s->h.now);
	EXPECT(s, NULL, NULL, "2026-10-06  harvest: sent on 2026-10-06 14:00.",
	        "harvest: goes out on 2027-10-06.", "!nothing stands",
	        "winter: 2026-12-09: skipped", "advent: goes out on 2026-12-01.",
	        "far: its line \"Country:\"", "once: no day of it comes");
	EXPECT(s, "2026-10-06", NULL, "harvest: sent on 2026-10-06 14:00.", "!winter", "!advent");
}

static void test_unsure_today(void **state)
{
	struct scene *s = *state;
	int64_t id = scene_sent(s->h.db, harvest, s->h.now);
	scene_sql(s, "UPDATE outbox SET state='UNSURE', reason='The line broke.' WHERE id=%lld",
	        (long long)id);
	EXPECT(s, NULL, "harvest", "unsure since 2026-10-06 14:00: The line broke.",
	        "It is not sent again by itself", "harvest: goes out on 2027-10-06.",
	        "!nothing stands", "!winter");
}

static void test_a_day_to_come(void **state)
{
	struct scene *s = *state;
	EXPECT(s, "2026-12-01", NULL,
	        "2026-12-01  advent: will go out, with the subject \"A word to Cara\".", "!winter");
	EXPECT(s, "2026-12-09", NULL,
	        "2026-12-09  winter: skipped: too near to another letter (advent on 2026-12-01).");
	EXPECT(s, "2026-12-02", NULL, "No letter's day falls on that date");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox"), 0);
}

static void test_a_day_that_was(void **state)
{
	struct scene *s = *state;
	int64_t id;
	SCENE_TX(s, conversation_contact(s->h.db, "c1", "a call about the boat",
	                    scene_at("2026-10-01T08:00"), &id));
	scene_pass(s);
	EXPECT(s, "2026-10-06", NULL,
	        "harvest: skipped: a person was in touch on 2026-10-01; letters wait");
	EXPECT(s, "2026-10-01", NULL,
	        "2026-10-01 10:00  a contact was noted: a call about the boat");
	EXPECT(s, "2026-10-02", NULL, "Nothing was due for this customer on that day.");
}

/* Their house has three letters on that day: colleagues count, strangers need not be looked at. */
/* A day on which a letter was to go, though it is not the letter's own. */
static void test_a_day_it_was_to_go(void **state)
{
	struct scene *s = *state;
	scene_pass(s);
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox"), 1);
	EXPECT(s, "2026-10-07", NULL, "2026-10-06  harvest: in the outbox, goes out on 2026-10-07");
	SCENE_TX(s, outbox_withdraw(s->h.db, "c1", NULL, "They wrote.", s->h.now));
	EXPECT(s, "2026-10-07", NULL, "2026-10-06  harvest: withdrawn on 2026-10-06");
}

static void test_colleagues_count(void **state)
{
	struct scene *s = *state;
	for (int i = 0; i < 4; i++) {
		AUTO(xfree) char *key = xasprintf("a%d", i);
		AUTO(xfree) char *mail = xasprintf("a%d@flowers.example", i);
		scene_customer(s, key, mail, "Ada");
	}
	scene_sql(s, "UPDATE customer SET id=100 WHERE key='c1'");
	EXPECT(s, "2026-12-01", NULL, "3 other people of this company have a letter on that day");
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        T(test_sent_today),
	        T(test_unsure_today),
	        T(test_a_day_to_come),
	        T(test_a_day_that_was),
	        T(test_a_day_it_was_to_go),
	        T(test_colleagues_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
