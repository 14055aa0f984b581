/*
 * Letters of one template share a form: they come out of the store as they were written, byte for
 * byte, nobody's words stand in it, and it goes with the last of them.
 */
#include "scene.h"

#include "folder.h"
#include "form.h"
#include "letter.h"
#include "log.h"
#include "outbox.h"
#include "template.h"

#include <errno.h>
#include <stdio.h>

#define HEAD "Subject: Thanks, {{first_name|friend}}\nWhen: Harbour Day\nStatus: live\nTo: all\n"
#define BODY                                                                                       \
	"\n\nDear {{first_name|friend of the house}},\n\nthank you from {{manager_name}}, to "     \
	"{{city|your town}}.{{#company}} And to all at {{company}}.{{/company}}\n"
#define GERMAN                                                                                     \
	"Subject: Danke\nStatus: live\n\nGuten Tag {{first_name|zusammen}},\n\nvielen Dank aus "   \
	"dem "                                                                                     \
	"Hafen, und auf bald.\n"

static char said[1000];

static void hear(enum log_level level, const char *line, void *arg)
{
	(void)arg;
	if (level == LOG_LEVEL_ERROR)
		snprintf(said, sizeof said, "%s", line);
}

static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, "2026-11-09T12:00");
	scene_customer(&s, "c1", "al@flowers.example", "Al Ångström");
	scene_customer(&s, "c2", "maximiliane@example.org", "Maximiliane von Hohenfels");
	scene_customer(&s, "c3", "kim@other.example", "Kim");
	scene_sql(&s, "UPDATE customer SET company='Blüten & Söhne' WHERE key='c1'");
	scene_sql(&s, "UPDATE customer SET language='de' WHERE key='c3'");
	scene_occasion(&s, "Harbour Day", "2026-11-10");
	scene_template(&s, "thanks", HEAD BODY);
	scene_template(&s, "thanks.de", GERMAN);
	s.conf.courtesy.gap_days = 0;
	log_hook_set(hear, NULL);
	*said = '\0';
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	log_hook_set(NULL, NULL);
	scene_close(*state);
	return 0;
}

static int64_t id_of(struct scene *s, const char *customer)
{
	return db_int(
	        s->h.db, 0, "SELECT id FROM outbox WHERE customer=:c", DB_TEXT(":c", customer));
}

/* It is what letter_make() writes, without any form. */
static void expect_as_written(struct scene *s, const char *customer)
{
	AUTO(template_free) struct template *t = NULL;
	AUTO(outbox_item_done) struct outbox_item item = {0};
	AUTO(xfree) char *bytes = NULL, *why = NULL;
	enum courtesy reason;
	size_t n;
	assert_int_equal(folder_load(s->h.db, "thanks", &t), 0);
	assert_int_equal(letter_make(&s->h, t, customer, scene_day("2026-11-10"), "2026-11-10",
	                         NULL, &item, NULL, &reason, &why),
	        0);
	assert_null(item.form);
	assert_int_equal(outbox_message(s->h.db, id_of(s, customer), &bytes, &n), 0);
	assert_int_equal(n, item.message_n);
	assert_memory_equal(bytes, item.message, n);
	assert_int_equal(bytes[n], '\0');
}

static void as_they_were_written(void **state)
{
	struct scene *s = *state;
	assert_int_equal(scene_pass(s).put, 3);
	expect_as_written(s, "c1");
	expect_as_written(s, "c2");
	expect_as_written(s, "c3");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM form"), 2); /* two languages */
	assert_int_equal(scene_int(s, "SELECT count(*) FROM outbox_message WHERE form IS NULL"), 0);
	assert_int_equal(
	        scene_int(s, "SELECT count(*) FROM outbox_message WHERE length(message)>size/2"),
	        0);
}

/* Neither of the customers nor of who looks after them; fields stand in their places. */
static void nobody_is_in_a_form(void **state)
{
	struct scene *s = *state;
	scene_pass(s);
	static const char *const words[] = {"Al", "ngstr", "flowers", "Maximiliane", "Hohenfels",
	        "example.org", "Kim", "other.example", "Bl=C3", "Ben Ode", "2026"};
	for (size_t i = 0; i < COUNT(words); i++)
		if (db_int(s->h.db, 0, "SELECT count(*) FROM form WHERE instr(bytes, :word)",
		            DB_BLOB(":word", words[i], strlen(words[i]))))
			fail_msg("a form holds \"%s\"", words[i]);
	assert_int_equal(db_int(s->h.db, 0, "SELECT count(*) FROM form WHERE instr(bytes, :word)",
	                         DB_BLOB(":word", "Dear first_name", 15)),
	        1);
}

/* Another pass, another day, another customer: the same form. Other words: another one. */
static void kept_once(void **state)
{
	struct scene *s = *state;
	scene_pass(s);
	scene_customer(s, "c4", "lu@fourth.example", "Lu");
	s->h.now = scene_at("2026-11-10T06:00");
	assert_int_equal(scene_pass(s).put, 1);
	expect_as_written(s, "c4");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM form"), 2);
	scene_customer(s, "c5", "jo@fifth.example", "Jo");
	scene_template(s, "thanks", HEAD "\nHello {{first_name|friend}},\n\nthank you.\n");
	assert_int_equal(scene_pass(s).put, 1);
	expect_as_written(s, "c5");
	assert_int_equal(scene_int(s, "SELECT count(*) FROM form"), 3);
}

/* More languages than forms are remembered, in turns: one that was forgotten is the same again. */
static void many_languages(void **state)
{
	static const char *const languages[] = {"fr", "es", "it", "nl", "pl", "sv", "da"};
	struct scene *s = *state;
	for (size_t i = 0; i < COUNT(languages); i++) {
		AUTO(xfree) char *name = xasprintf("thanks.%s", languages[i]);
		AUTO(xfree)
		char *words = xasprintf("Subject: %s\nStatus: live\n\n%s, {{first_name|x}}: %s.\n",
		        languages[i], languages[i], languages[i]);
		scene_template(s, name, words);
	}
	for (size_t i = 0; i < 3 * COUNT(languages); i++) {
		AUTO(xfree)
		char *key = xasprintf("k%zu", i), *email = xasprintf("a@b%zu.example", i);
		scene_customer(s, key, email, "Sam");
		scene_sql(s, "UPDATE customer SET language='%s' WHERE key='%s'",
		        languages[i % COUNT(languages)], key);
	}
	assert_int_equal(scene_pass(s).put, 3 + 3 * COUNT(languages));
	assert_int_equal(scene_int(s, "SELECT count(*) FROM form"), 2 + COUNT(languages));
	for (size_t i = 0; i < 3 * COUNT(languages); i++) {
		AUTO(xfree) char *key = xasprintf("k%zu", i);
		expect_as_written(s, key);
	}
}

static bool take_away(struct scene *s, const char *customer)
{
	scene_sql(s, "UPDATE outbox SET state='WITHDRAWN', reason='moved' WHERE customer='%s'",
	        customer);
	return SCENE_TX(s, outbox_taken(s->h.db, customer, "thanks", "2026-11-10",
	                           scene_day("2026-11-11"), "moved")) == 0;
}

static void goes_with_the_last_letter(void **state)
{
	struct scene *s = *state;
	scene_pass(s);
	assert_true(take_away(s, "c1"));
	assert_int_equal(scene_int(s, "SELECT count(*) FROM form"), 2);
	expect_as_written(s, "c2");
	assert_true(take_away(s, "c2"));
	assert_int_equal(scene_int(s, "SELECT count(*) FROM form"), 1);
	assert_true(take_away(s, "c3"));
	assert_int_equal(scene_int(s, "SELECT count(*) FROM form"), 0);
	assert_int_equal(scene_pass(s).put, 3);
	expect_as_written(s, "c1");
}

static void expect_refused(struct scene *s, const char *customer)
{
	AUTO(xfree) char *bytes = NULL;
	size_t n = 77;
	*said = '\0';
	assert_int_equal(outbox_message(s->h.db, id_of(s, customer), &bytes, &n), -EUCLEAN);
	assert_null(bytes);
	assert_int_equal(n, 77);
	assert_non_null(strstr(said, "is not sent"));
}

static void damage_is_told(void **state)
{
	struct scene *s = *state;
	scene_pass(s);
	static const char *const damages[] = {
	        "message=substr(message, 1, length(message)-1)",
	        "message=substr(message, 1, 3)",
	        "message=x''",
	        "message=(SELECT message FROM outbox_message WHERE id<>m.id LIMIT 1)",
	        "size=size+1",
	        "size=-1",
	        "size=1000000000000",
	        "form=(SELECT id FROM form WHERE id<>m.form)",
	        "form=NULL",
	};
	for (size_t i = 0; i < COUNT(damages); i++) {
		scene_sql(s, "CREATE TABLE kept AS SELECT * FROM outbox_message");
		scene_sql(s, "UPDATE outbox_message AS m SET %s WHERE id=%lld", damages[i],
		        (long long)id_of(s, "c1"));
		expect_refused(s, "c1");
		expect_as_written(s, "c2");
		scene_sql(s, "DELETE FROM outbox_message");
		scene_sql(s, "INSERT INTO outbox_message SELECT * FROM kept");
		scene_sql(s, "DROP TABLE kept");
		expect_as_written(s, "c1");
	}
}

/* Mail to staff, and what an older followupd put, has no form. */
static void without_a_form(void **state)
{
	struct scene *s = *state;
	AUTO(xfree) char *bytes = NULL;
	size_t n;
	assert_int_equal(
	        scene_put(s->h.db,
	                (struct scene_letter){.customer = "c1", .recipient = "al@flowers.example"},
	                s->h.now),
	        0);
	assert_int_equal(outbox_message(s->h.db, id_of(s, "c1"), &bytes, &n), 0);
	assert_string_equal(bytes, "Subject: Thank you\r\n\r\nThank you.\r\n");
	assert_int_equal(n, strlen(bytes));
	assert_int_equal(scene_int(s, "SELECT count(*) FROM form"), 0);
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        T(as_they_were_written),
	        T(nobody_is_in_a_form),
	        T(kept_once),
	        T(many_languages),
	        T(goes_with_the_last_letter),
	        T(damage_is_told),
	        T(without_a_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
