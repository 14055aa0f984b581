#include "scene.h"

#include "folder.h"
#include "log.h"
#include "preview.h"
#include "reach.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void swallow(enum log_level level, const char *line, void *arg)
{
	(void)level;
	(void)line;
	(void)arg;
}

static int quiet(void **state)
{
	(void)state;
	log_hook_set(swallow, NULL);
	return 0;
}

/* Four customers: all well; no first name; paused; no consent. */
static void people(struct scene *s)
{
	scene_open(s, "2026-10-05T09:00");
	scene_customer(s, "c1", "al@example.org", "Al");
	scene_customer(s, "c2", "maximiliane@example.org", "Maximiliane von Hohenfels");
	scene_customer(s, "c3", "kim@example.org", "Kim Lee");
	scene_customer(s, "c4", "lu@example.org", "Lu Ann");
	scene_sql(s, "UPDATE customer SET first_name='' WHERE key='c2'");
	scene_sql(s, "UPDATE customer SET pause_until_day=99999 WHERE key='c3'");
	scene_sql(s, "UPDATE customer SET consent='' WHERE key='c4'");
	scene_occasion(s, "Harbour Day", "2026-11-10");
}

static char *describe(struct scene *s, const char *bytes)
{
	scene_template(s, "thanks", bytes);
	AUTO(template_free) struct template *t = NULL;
	assert_int_equal(folder_load(s->h.db, "thanks", &t), 0);
	struct text out = TEXT_INIT;
	reach_describe(&s->h, t, "en", &out);
	return text_steal(&out);
}

#define HEAD "Subject: Thanks\nWhen: Harbour Day\nStatus: live\n"

/* A rule that lint lets through, and this business's own gap does not; an event of a calendar. */
static void says_when_it_comes_too_often(void **state)
{
	(void)state;
	AUTO(scene_close) struct scene s;
	people(&s);
	s.conf.courtesy.gap_days = 60;
	AUTO(xfree)
	char *rule = describe(&s, "Subject: Thanks\nWhen: FREQ=MONTHLY\nStatus: live\n" SCENE_BODY);
	assert_non_null(strstr(rule, "after 28 days already"));
	assert_non_null(strstr(rule, "at least 60"));
	AUTO(xfree) char *once = describe(&s, HEAD SCENE_BODY);
	assert_null(strstr(once, "already"));
	scene_occasion(&s, "Harbour Day", "2026-11-17");
	AUTO(xfree) char *often = describe(&s, HEAD SCENE_BODY);
	assert_non_null(strstr(often, "after 7 days already"));
}

static void counts_people_reasons_and_gaps(void **state)
{
	(void)state;
	AUTO(scene_close) struct scene s;
	people(&s);
	AUTO(xfree) char *words = describe(&s, HEAD SCENE_BODY);
	assert_string_equal(words,
	        "This would go to 2 people, next on 10 November 2026; not to 2: 1 gave no\n"
	        "consent, 1 paused.\n"
	        "1 of 4 has no first_name; they would read \"friend of the house\".\n");
}

static void a_value_without_fallback_holds(void **state)
{
	(void)state;
	AUTO(scene_close) struct scene s;
	people(&s);
	AUTO(xfree) char *words = describe(&s, HEAD "\nDear {{first_name}},\n\nthank you.\n");
	assert_non_null(strstr(words, "This would go to one person, next on 10 November 2026"));
	assert_non_null(strstr(words, "1 without a word the letter needs"));
	assert_non_null(strstr(words, "1 of 4 has no first_name; nobody gets a letter with"));
	assert_non_null(strstr(words, "{{first_name|other"));
}

static void a_section_leaves_no_gap(void **state)
{
	(void)state;
	AUTO(scene_close) struct scene s;
	people(&s);
	AUTO(xfree)
	char *words = describe(&s,
	        HEAD "\nDear friend{{#first_name}} {{first_name}}{{/first_name}},\n\nthanks.\n");
	assert_null(strstr(words, "first_name"));
	assert_non_null(strstr(words, "This would go to 2 people"));
}

static void nobody_is_said(void **state)
{
	(void)state;
	AUTO(scene_close) struct scene s;
	people(&s);
	AUTO(xfree) char *words = describe(&s, HEAD "Country: NZ\n" SCENE_BODY);
	assert_non_null(strstr(words, "It is written to nobody"));
}

/* ---- variants ---- */

#define GERMAN "Subject: Danke\nStatus: live\n\nGuten Tag {{first_name|zusammen}},\n\ndanke.\n"

static char *letter_of(struct scene *s, const char *customer)
{
	int64_t id = db_int(
	        s->h.db, 0, "SELECT id FROM outbox WHERE customer=:c", DB_TEXT(":c", customer));
	AUTO(xfree)
	char *subject =
	        db_text(s->h.db, "SELECT subject FROM outbox WHERE id=:id", DB_INT(":id", id));
	AUTO(xfree) char *bytes = NULL;
	size_t n;
	assert_int_equal(outbox_message(s->h.db, id, &bytes, &n), 0);
	return xasprintf("%s%s", subject, strstr(bytes, "\r\n\r\n"));
}

static void each_reads_their_language(void **state)
{
	(void)state;
	AUTO(scene_close) struct scene s;
	people(&s);
	s.h.now = scene_at("2026-11-09T12:00");
	scene_sql(&s, "UPDATE customer SET language='de-at' WHERE key='c2'");
	scene_template(&s, "thanks", HEAD SCENE_BODY);
	scene_template(&s, "thanks.de", GERMAN);
	struct plan_counts counts = scene_pass(&s);
	assert_int_equal(counts.put, 2);
	AUTO(xfree) char *english = letter_of(&s, "c1"), *german = letter_of(&s, "c2");
	assert_true(str_starts(english, "Thanks\r\n"));
	assert_non_null(strstr(english, "\r\nDear Al,\r\n"));
	assert_true(str_starts(german, "Danke\r\n"));
	assert_non_null(strstr(german, "\r\nGuten Tag zusammen,\r\n"));
	assert_int_equal(scene_int(&s, "SELECT count(DISTINCT touchpoint) FROM outbox"), 1);
	assert_int_equal(scene_pass(&s).put, 0);
}

static void a_draft_variant_is_not_used(void **state)
{
	(void)state;
	AUTO(scene_close) struct scene s;
	people(&s);
	s.h.now = scene_at("2026-11-09T12:00");
	scene_sql(&s, "UPDATE customer SET language='de' WHERE key='c1'");
	scene_template(&s, "thanks", HEAD SCENE_BODY);
	scene_template(&s, "thanks.de", "Subject: Danke\n\nGuten Tag,\n\ndanke.\n");
	scene_pass(&s);
	AUTO(xfree) char *english = letter_of(&s, "c1");
	assert_true(str_starts(english, "Thanks\r\n"));
}

static void a_variant_widens_the_language_line(void **state)
{
	(void)state;
	AUTO(scene_close) struct scene s;
	people(&s);
	scene_sql(&s, "UPDATE customer SET language='de' WHERE key='c1'");
	AUTO(xfree) char *before = describe(&s, HEAD "Language: en\n" SCENE_BODY);
	assert_non_null(strstr(before, "would go to one person"));
	assert_non_null(strstr(before, "; not to 2: "));
	scene_template(&s, "thanks.de", GERMAN);
	AUTO(xfree) char *after = describe(&s, HEAD "Language: en\n" SCENE_BODY);
	assert_non_null(strstr(after, "would go to 2 people"));
}

static void a_missing_variant_is_counted(void **state)
{
	(void)state;
	AUTO(scene_close) struct scene s;
	people(&s);
	scene_sql(&s, "UPDATE customer SET language='fr' WHERE key='c1'");
	AUTO(xfree) char *words = describe(&s, HEAD SCENE_BODY);
	assert_non_null(strstr(words, "1 of those it is written to speaks another language"));
	assert_non_null(strstr(words, "thanks.fr.txt"));
}

/* A field in the writer's own language; a column of that very name comes first. */
static void fields_by_their_other_names(void **state)
{
	(void)state;
	AUTO(scene_close) struct scene s;
	people(&s);
	s.h.now = scene_at("2026-11-09T12:00");
	AUTO(xfree)
	char *words = describe(&s, HEAD "\nDear {{Vorname|friend}}{{#prénom}}, {{/prénom}}"
	                                "{{^Nombre}} {{/Nombre}}thank you, {{Anrede|you}}.\n");
	assert_non_null(strstr(words, "1 of 4 has no vorname; they would read \"friend\""));
	scene_pass(&s);
	AUTO(xfree) char *known = letter_of(&s, "c1"), *unknown = letter_of(&s, "c2");
	assert_non_null(strstr(known, "Dear Al, thank you, "));
	assert_non_null(strstr(unknown, "Dear friend thank you, "));
}

/* ---- previews ---- */

struct desk {
	struct scene s;
	char folder[32];
};

static void desk_open(struct desk *d)
{
	people(&d->s);
	strcpy(d->folder, "/tmp/t_reach.XXXXXX");
	assert_non_null(mkdtemp(d->folder));
	d->s.conf.templates = d->folder;
}

static void desk_close(struct desk *d)
{
	AUTO(xfree) char *command = xasprintf("rm -rf -- '%s'", d->folder);
	assert_int_equal(system(command), 0);
	scene_close(&d->s);
}

/* Save, and let the planner look twice; how many previews there are. */
static int saved(struct desk *d, const char *name, const char *text)
{
	AUTO(xfree) char *path = xasprintf("%s/%s", d->folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	for (int i = 0; i < 2; i++) {
		assert_true(folder_scan(&d->s.h, 0) >= 0);
		assert_true(preview_put_due(&d->s.h) >= 0);
	}
	return (int)scene_int(&d->s, "SELECT count(*) FROM outbox WHERE touchpoint='preview'");
}

static void a_version_is_shown_once(void **state)
{
	(void)state;
	struct desk d;
	desk_open(&d);
	assert_int_equal(
	        saved(&d, "old.txt", HEAD SCENE_BODY), 0); /* lay there at the first look */
	assert_int_equal(saved(&d, "thanks.txt", HEAD SCENE_BODY "A word more.\n"), 1);
	assert_int_equal(saved(&d, "thanks.txt", "Subject: Re: x\n\nHi\n"), 1); /* bad */
	assert_int_equal(saved(&d, "thanks.txt", HEAD SCENE_BODY "Another word.\n"), 2);
	assert_int_equal(saved(&d, "thanks.txt", HEAD SCENE_BODY "A word more.\n"), 2);
	desk_close(&d);
}

static void it_shows_the_shortest_and_the_longest(void **state)
{
	(void)state;
	struct desk d;
	desk_open(&d);
	saved(&d, "old.txt", HEAD SCENE_BODY);
	assert_int_equal(saved(&d, "thanks.txt", HEAD SCENE_BODY "Yours.\n"), 1);
	scene_text(&d.s, "SELECT recipient FROM outbox", "anna@harbourpine.example");
	scene_text(&d.s, "SELECT subject FROM outbox", "[Preview] thanks: 2 people");
	AUTO(xfree) char *text = db_text(d.s.h.db, "SELECT excerpt FROM outbox");
	assert_non_null(strstr(text, "To:      al@example.org\nSubject: Thanks\n\nDear Al,"));
	assert_non_null(strstr(text, "To:      maximiliane@example.org"));
	assert_non_null(strstr(text, "Dear friend of the house,"));
	assert_non_null(strstr(text, "word: go"));
	scene_text(&d.s, "SELECT kind || touchpoint FROM listed", "templatethanks");
	assert_null(strstr(text, "we know least")); /* the longest again */
	desk_close(&d);
}

/* Where no answer can be put beside a broken letter, it comes by mail, and once. */
static void an_answer_without_a_place_goes_by_mail(void **state)
{
	(void)state;
	struct desk d;
	desk_open(&d);
	saved(&d, "old.txt", HEAD SCENE_BODY);
	AUTO(xfree) char *obstacle = xasprintf("%s/thanks.PROBLEM.txt", d.folder);
	assert_int_equal(mkdir(obstacle, 0755), 0);
	saved(&d, "thanks.txt", "Subject: Re: x\n\nHi\n");
	assert_int_equal(folder_answer(&d.s.h, NULL), 0);
	assert_int_equal(preview_put_due(&d.s.h), 1);
	assert_int_equal(folder_answer(&d.s.h, NULL), 0);
	assert_int_equal(preview_put_due(&d.s.h), 0);
	scene_text(&d.s, "SELECT subject FROM outbox", "[Problem] thanks.txt");
	AUTO(xfree) char *text = db_text(d.s.h.db, "SELECT excerpt FROM outbox");
	assert_non_null(
	        strstr(text, "PROBLEM: thanks.txt can't be sent as it is. Nobody gets it."));
	assert_non_null(strstr(text, "Line 1: \"re:\""));
	assert_int_equal(scene_int(&d.s, "SELECT count(*) FROM listed"), 0);
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(says_when_it_comes_too_often),
	        cmocka_unit_test(counts_people_reasons_and_gaps),
	        cmocka_unit_test(a_value_without_fallback_holds),
	        cmocka_unit_test(a_section_leaves_no_gap),
	        cmocka_unit_test(nobody_is_said),
	        cmocka_unit_test(each_reads_their_language),
	        cmocka_unit_test(a_draft_variant_is_not_used),
	        cmocka_unit_test(a_variant_widens_the_language_line),
	        cmocka_unit_test(a_missing_variant_is_counted),
	        cmocka_unit_test(fields_by_their_other_names),
	        cmocka_unit_test(a_version_is_shown_once),
	        cmocka_unit_test(it_shows_the_shortest_and_the_longest),
	        cmocka_unit_test(an_answer_without_a_place_goes_by_mail),
	};
	return cmocka_run_group_tests(tests, quiet, NULL);
}
