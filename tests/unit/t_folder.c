#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "conf.h"
#include "db.h"
#include "folder.h"
#include "house.h"
#include "log.h"
#include "rule.h"
#include "template.h"

/* ---- a folder and a store for each test ---- */

struct world {
	struct db *db;
	char folder[32];
	int64_t now;
	struct conf conf;
};

static void swallow(enum log_level level, const char *line, void *arg)
{
	(void)arg;
	if (level == LOG_LEVEL_ERROR) /* the last words before an abort() */
		print_message("%s\n", line);
}

static int set_up(void **state)
{
	struct world *w = xcalloc(1, sizeof *w);
	log_hook_set(swallow, NULL);
	/* in memory where there is some: tens of thousands of files come and go */
	strcpy(w->folder, access("/dev/shm", W_OK) == 0 ? "/dev/shm/t_folder.XXXXXX"
	                                                : "/tmp/t_folder.XXXXXX");
	assert_non_null(mkdtemp(w->folder));
	assert_int_equal(db_open_memory(&w->db), 0);
	w->now = 1790000000;
	w->conf.templates = w->folder;
	w->conf.business.language = (char *)"en";
	w->conf.business.timezone = (char *)"Europe/Berlin";
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;
	AUTO(xfree) char *command = xasprintf("rm -rf -- '%s'", w->folder);
	assert_int_equal(system(command), 0);
	db_close(w->db);
	xfree(w);
	return 0;
}

static char *path_of(struct world *w, const char *name)
{
	return xasprintf("%s/%s", w->folder, name);
}

/* Each save is a minute after the one before. */
static void save(struct world *w, const char *name, const char *text)
{
	AUTO(xfree) char *path = path_of(w, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	w->now += 60;
	struct timespec times[2] = {{.tv_sec = w->now}, {.tv_sec = w->now}};
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void delete (struct world *w, const char *name)
{
	AUTO(xfree) char *path = path_of(w, name);
	assert_int_equal(unlink(path), 0);
}

static void move(struct world *w, const char *from, const char *to)
{
	AUTO(xfree) char *a = path_of(w, from), *b = path_of(w, to);
	assert_int_equal(rename(a, b), 0);
}

static bool exists(struct world *w, const char *name)
{
	AUTO(xfree) char *path = path_of(w, name);
	return access(path, F_OK) == 0;
}

static char *contents(struct world *w, const char *name)
{
	AUTO(xfree) char *path = path_of(w, name);
	FILE *f = fopen(path, "r");
	if (!f)
		fail_msg("%s is not there", name);
	struct text t = TEXT_INIT;
	char chunk[4096];
	size_t n;
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		text_put(&t, chunk, n);
	fclose(f);
	return text_steal(&t);
}

static struct house house(struct world *w, int64_t now)
{
	return (struct house){.db = w->db, .conf = &w->conf, .now = now};
}

static int scan(struct world *w, int quiet_s, int64_t now)
{
	struct house h = house(w, now);
	return folder_scan(&h, quiet_s);
}

static int check(struct world *w, const char *path, struct text *out, int *ret_errors)
{
	struct house h = house(w, w->now);
	AUTO(xfree) char *name = NULL;
	return folder_check_file(&h, path, out, ret_errors, &name);
}

/* A person says go to whatever waits under this name. */
static int go(struct world *w, const char *name)
{
	int64_t version;
	assert_int_equal(db_begin(w->db), 0);
	int r = folder_go(w->db, name, 0, &version);
	assert_int_equal(db_commit(w->db), 0);
	return r;
}

static void describe(
        const struct house *h, const struct template *t, const char *language, struct text *out)
{
	(void)h, (void)language;
	text_printf(out, "It would reach 12 people, next on 4 January 2027 (%s).\n", t->name);
}

/* One pass of the daemon: look, answer. How many answers changed. */
static int look(struct world *w)
{
	int changed = scan(w, 0, w->now);
	assert_true(changed >= 0);
	struct house h = house(w, w->now);
	assert_int_equal(folder_answer(&h, describe), 0);
	return changed;
}

/* The names in use, joined by blanks. */
static char *names(struct world *w)
{
	struct text t = TEXT_INIT;
	AUTO(folder_names_free) char **all = folder_names(w->db);
	for (size_t i = 0; all[i]; i++)
		text_printf(&t, "%s%s", i ? " " : "", all[i]);
	return text_steal(&t);
}

static void assert_names(struct world *w, const char *expected)
{
	AUTO(xfree) char *got = names(w);
	assert_string_equal(got, expected);
}

static void assert_subject(struct world *w, const char *name, const char *subject)
{
	AUTO(template_free) struct template *t = NULL;
	assert_int_equal(folder_load(w->db, name, &t), 0);
	assert_string_equal(t->subject, subject);
	assert_string_equal(t->name, name);
}

static void assert_says(struct world *w, const char *answer, const char *words)
{
	AUTO(xfree) char *s = contents(w, answer);
	if (!strstr(s, words))
		fail_msg("%s does not say \"%s\":\n%s", answer, words, s);
	size_t lines = 0;
	for (const char *c = s; *c; c++)
		lines += *c == '\n';
	if (lines > 20)
		fail_msg("%s has %zu lines", answer, lines);
}

static const char GOOD[] = "Subject: Happy New Year\nWhen: New Year\nStatus: live\n\nThank you.\n";
static const char BETTER[] = "Subject: A clean page\nWhen: New Year\nStatus: live\n\nThank you.\n";
static const char BROKEN[] = "Subject: A clean page\nWhne: New Year\n\nDear [First Name],\n";

/* ---- the tests ---- */

static void test_good(void **state)
{
	struct world *w = *state;
	save(w, "new-year.txt", GOOD);
	assert_int_equal(look(w), 1);
	assert_names(w, "new-year");
	assert_subject(w, "new-year", "Happy New Year");
	AUTO(xfree) char *answer = contents(w, "new-year.OK.txt");
	assert_string_equal(answer, "OK: new-year.txt is understood. Its name is new-year.\n"
	                            "It goes on the occasion \"New Year\". It may be up to 7 days "
	                            "late. To\n"
	                            "customers of the stages new, short, long, integral.\n"
	                            "It would reach 12 people, next on 4 January 2027 (new-year).\n"
	                            "(followupd wrote this answer and takes it away again.)\n");
	assert_false(exists(w, "new-year.PROBLEM.txt"));
	assert_int_equal(look(w), 0); /* nothing new, nothing said */
}

static void test_broken(void **state)
{
	struct world *w = *state;
	save(w, "new-year.txt", BROKEN);
	look(w);
	assert_names(w, "");
	AUTO(xfree) char *answer = contents(w, "new-year.PROBLEM.txt");
	assert_string_equal(answer,
	        "PROBLEM: new-year.txt can't be sent as it is. Nobody gets it.\n\n"
	        "Line 2: \"Whne: New Year\"\n"
	        "    There is no such line on top of a letter, so what you want by it would\n"
	        "    not happen.\n"
	        "    Type instead: When:\n"
	        "Line 4: \"[First Name]\"\n"
	        "    This is another program's way to write a field. The customer would read\n"
	        "    it as it stands here.\n"
	        "    Type instead: {{first_name}}\n\n"
	        "Mend this and save; the next answer comes within two minutes.\n"
	        "(followupd wrote this answer and takes it away again.)\n");
	save(w, "new-year.txt", GOOD);
	assert_int_equal(look(w), 1);
	assert_true(exists(w, "new-year.OK.txt"));
	assert_false(exists(w, "new-year.PROBLEM.txt"));
}

static void test_last_good_version(void **state)
{
	struct world *w = *state;
	save(w, "new-year.txt", GOOD);
	look(w);
	save(w, "new-year.txt", BROKEN);
	look(w);
	assert_subject(w, "new-year", "Happy New Year");
	assert_false(exists(w, "new-year.OK.txt"));
	assert_says(w, "new-year.PROBLEM.txt", "The version before stays in use.");
	save(w, "new-year.txt", BETTER);
	look(w);
	assert_subject(w, "new-year", "Happy New Year"); /* nobody said go yet */
	assert_true(exists(w, "new-year.OK.txt"));
	assert_false(exists(w, "new-year.PROBLEM.txt"));
	assert_int_equal(go(w, "new-year"), 0);
	assert_subject(w, "new-year", "A clean page");
}

static void assert_status(
        struct world *w, const char *name, enum template_status status, bool waits)
{
	AUTO(template_free) struct template *t = NULL;
	assert_int_equal(folder_load(w->db, name, &t), 0);
	assert_int_equal(t->status, status);
	assert_int_equal(t->waits, waits);
}

/* Nothing new or changed goes out before a person said go to these very words. */
static void test_go(void **state)
{
	struct world *w = *state;
	save(w, "old.txt", GOOD);
	look(w);
	assert_status(w, "old", TEMPLATE_LIVE, false); /* lay there before anybody looked */
	assert_int_equal(go(w, "old"), FOLDER_NOT_WAITING);
	save(w, "new-year.txt", GOOD);
	look(w);
	assert_status(w, "new-year", TEMPLATE_DRAFT, true);
	assert_says(w, "new-year.OK.txt", "Nobody said go to these words yet.");
	assert_int_equal(go(w, "new-year"), 0);
	look(w);
	assert_status(w, "new-year", TEMPLATE_LIVE, false);
	AUTO(xfree) char *answer = contents(w, "new-year.OK.txt");
	assert_null(strstr(answer, "Nobody said go"));
	save(w, "new-year.txt", BETTER);
	look(w);
	assert_says(w, "new-year.OK.txt", "Nobody said go to these words yet.");
	assert_subject(w, "new-year", "Happy New Year");
	assert_status(w, "new-year", TEMPLATE_LIVE, false);
	AUTO(template_free) struct template *newest = NULL;
	assert_int_equal(folder_newest(w->db, "new-year", &newest), 0);
	assert_string_equal(newest->subject, "A clean page");
	assert_true(newest->waits);
}

/* A go is for the words that were shown, and for no others. */
static void test_go_to_other_words(void **state)
{
	struct world *w = *state;
	save(w, "old.txt", GOOD);
	look(w);
	save(w, "old.txt", BETTER);
	look(w);
	int64_t version = db_int(w->db, 0, "SELECT waits FROM template"), got;
	save(w, "old.txt", "Subject: A third page\nStatus: live\n\nThank you.\n");
	look(w);
	assert_int_equal(db_begin(w->db), 0);
	assert_int_equal(folder_go(w->db, "old", version, &got), FOLDER_CHANGED);
	assert_int_equal(db_commit(w->db), 0);
	save(w, "old.txt", BROKEN);
	look(w);
	assert_int_equal(go(w, "old"), FOLDER_NOT_WAITING);
	assert_subject(w, "old", "Happy New Year");
}

/* draft -> live -> paused -> live -> off: what stops does so at once, known words go on at once. */
static void test_life_of_a_letter(void **state)
{
	struct world *w = *state;
	save(w, "a.txt", "Subject: Hello\n\nThank you.\n");
	look(w);
	assert_status(w, "a", TEMPLATE_DRAFT, false);
	save(w, "a.txt", "Subject: Hello\nStatus: live\n\nThank you.\n");
	look(w);
	assert_status(w, "a", TEMPLATE_DRAFT, true);
	assert_int_equal(go(w, "a"), 0);
	assert_status(w, "a", TEMPLATE_LIVE, false);
	save(w, "a.txt", "Subject: Hello\nStatus: paused\n\nThank you.\n");
	look(w);
	assert_status(w, "a", TEMPLATE_PAUSED, false);
	save(w, "a.txt", "Subject: Hello\nStatus: live\n\nThank you all.\n");
	look(w);
	assert_status(w, "a", TEMPLATE_DRAFT, true); /* other words: the old ones stay stopped */
	save(w, "a.txt", "Subject: Hello\nStatus: live\n\nThank you.\n");
	look(w);
	assert_status(w, "a", TEMPLATE_LIVE, false);
	save(w, "a.txt", "Subject: Hello\nStatus: off\n\nThank you.\n");
	look(w);
	assert_status(w, "a", TEMPLATE_OFF, false);
}

static void test_a_go_taken_back(void **state)
{
	struct world *w = *state;
	save(w, "a.txt", GOOD);
	look(w);
	assert_int_equal(db_begin(w->db), 0);
	int64_t version;
	assert_int_equal(folder_rest(w->db, "a", &version), 0);
	assert_int_equal(folder_rest(w->db, "a", &version), FOLDER_NOT_WAITING);
	assert_int_equal(db_commit(w->db), 0);
	assert_status(w, "a", TEMPLATE_DRAFT, true);
	assert_int_equal(go(w, "a"), 0);
	assert_status(w, "a", TEMPLATE_LIVE, false);
}

/* The new words may bring a new name: it counts from the go on. */
static void test_go_to_a_new_name(void **state)
{
	struct world *w = *state;
	save(w, "a.txt", GOOD);
	look(w);
	save(w, "a.txt", "Name: January\nSubject: A clean page\nStatus: live\n\nThank you.\n");
	look(w);
	assert_names(w, "a");
	assert_int_equal(go(w, "a"), 0);
	assert_names(w, "January");
	assert_status(w, "January", TEMPLATE_LIVE, false);
}

static void test_deletion_stops(void **state)
{
	struct world *w = *state;
	save(w, "new-year.txt", GOOD);
	look(w);
	delete (w, "new-year.txt");
	assert_int_equal(look(w), 1);
	AUTO(template_free) struct template *t = NULL;
	assert_int_equal(folder_load(w->db, "new-year", &t), -ENOENT);
	assert_names(w, "");
	assert_false(exists(w, "new-year.OK.txt"));
	assert_int_equal(look(w), 0);
	save(w, "new-year.txt", BETTER); /* the old words do not come back with it */
	look(w);
	assert_subject(w, "new-year", "A clean page");
	assert_status(w, "new-year", TEMPLATE_DRAFT, true);
}

static void test_rename_keeps_identity(void **state)
{
	struct world *w = *state;
	save(w, "new-year.txt", GOOD);
	look(w);
	move(w, "new-year.txt", "turn-of-year.txt");
	look(w);
	assert_names(w, "new-year");
	assert_says(w, "turn-of-year.OK.txt", "Its name is new-year.");
	assert_false(exists(w, "new-year.OK.txt"));
	/* and it stays so when the text is changed later */
	save(w, "turn-of-year.txt", BETTER);
	look(w);
	assert_names(w, "new-year");
	assert_int_equal(go(w, "new-year"), 0);
	assert_subject(w, "new-year", "A clean page");
	/* until its own line says otherwise */
	save(w, "turn-of-year.txt",
	        "Name: January\nSubject: A clean page\nWhen: New Year\n\nThank you.\n");
	look(w);
	assert_names(w, "January");
}

/* A file server that was away for an hour, an editor that deletes and writes anew. */
static void test_gone_and_back(void **state)
{
	struct world *w = *state;
	save(w, "new-year.txt", GOOD);
	look(w);
	move(w, "new-year.txt", "2027.txt");
	look(w);
	move(w, "2027.txt", "2027.away");
	look(w);
	assert_names(w, "");
	move(w, "2027.away", "2027.txt");
	look(w);
	assert_names(w, "new-year");
	move(w, "2027.txt", "2027.away");
	look(w);
	move(w, "2027.away", "2028.txt");
	look(w);
	assert_names(w, "new-year");
}

static void test_rename_of_a_broken_edit(void **state)
{
	struct world *w = *state;
	save(w, "new-year.txt", GOOD);
	look(w);
	save(w, "new-year.txt", BROKEN);
	look(w);
	move(w, "new-year.txt", "other.txt");
	look(w);
	assert_subject(w, "new-year", "Happy New Year");
	assert_says(w, "other.PROBLEM.txt", "The version before stays in use.");
}

static void test_same_name(void **state)
{
	struct world *w = *state;
	save(w, "a.txt", "Name: Thanks\nSubject: One\n\nThank you.\n");
	save(w, "b.txt", "Name: thanks\nSubject: Two\n\nThank you.\n");
	look(w);
	assert_names(w, "Thanks");
	assert_subject(w, "Thanks", "One");
	assert_says(w, "b.PROBLEM.txt", "a.txt has the same name.");
	assert_true(exists(w, "a.OK.txt"));
	delete (w, "a.txt"); /* the name is free: the second is looked at again by itself */
	look(w);
	assert_subject(w, "thanks", "Two");
	assert_true(exists(w, "b.OK.txt"));
	assert_false(exists(w, "b.PROBLEM.txt"));
	save(w, "a.txt", "Name: Thanks\nSubject: One\n\nThank you.\n");
	look(w);
	assert_names(w, "thanks"); /* who came back finds the name taken */
	assert_says(w, "a.PROBLEM.txt", "b.txt has the same name.");
}

static void test_copy_with_other_name(void **state)
{
	struct world *w = *state;
	save(w, "new-year.txt", GOOD);
	look(w);
	save(w, "easter.txt", GOOD); /* a start for another letter */
	look(w);
	assert_names(w, "easter new-year");
}

static void test_drafts(void **state)
{
	struct world *w = *state;
	AUTO(xfree) char *drafts = path_of(w, "drafts");
	AUTO(template_free) struct template *t = NULL;
	assert_int_equal(mkdir(drafts, 0755), 0);
	save(w, "drafts/new-year.txt", GOOD);
	look(w);
	assert_int_equal(folder_load(w->db, "new-year", &t), 0);
	assert_int_equal(t->status, TEMPLATE_DRAFT);
	assert_says(w, "drafts/new-year.OK.txt", "It lies in drafts, so nobody gets it.");
	template_free(t);
	t = NULL;
	move(w, "drafts/new-year.txt", "new-year.txt");
	look(w);
	assert_int_equal(folder_load(w->db, "new-year", &t), 0);
	assert_true(t->waits);
	assert_int_equal(go(w, "new-year"), 0);
	assert_status(w, "new-year", TEMPLATE_LIVE, false);
	assert_false(exists(w, "drafts/new-year.OK.txt"));
	assert_true(exists(w, "new-year.OK.txt"));
}

static void test_names_of_files(void **state)
{
	struct world *w = *state;
	static const char *const passed_over[] = {".hidden.txt", "~$word.txt", "#emacs.txt#",
	        "x.txt~", "x.txt.swp", "x.tmp", "x.bak", "README.txt", "readme.TXT", "Thumbs.db"};
	for (size_t i = 0; i < COUNT(passed_over); i++)
		save(w, passed_over[i], "nothing\n");
	save(w, "hidden-ending.txt.txt", GOOD);
	save(w, "Upper.TXT", GOOD);
	save(w, "mark.md", GOOD);
	look(w);
	assert_names(w, "Upper hidden-ending mark");
	assert_true(exists(w, "hidden-ending.txt.OK.txt"));
	assert_true(exists(w, "Upper.OK.txt"));
	assert_true(exists(w, "mark.md.OK.txt"));
	assert_int_equal(look(w), 0); /* our own answers are no letters */
	assert_int_equal(db_int(w->db, 0, "SELECT count(*) FROM template"), 3);
}

static void test_what_is_no_letter(void **state)
{
	struct world *w = *state;
	AUTO(xfree) char *link = path_of(w, "link.txt"), *pipe = path_of(w, "pipe.txt");
	AUTO(xfree) char *big = xcalloc(70001, 1);
	memset(big, 'a', 70000);
	assert_int_equal(symlink("/etc/passwd", link), 0);
	assert_int_equal(mkfifo(pipe, 0644), 0);
	save(w, "letter.docx", "PK");
	save(w, "big.txt", big);
	save(w, "new-year - Copy.txt", GOOD);
	save(w, "empty.txt", "");
	look(w); /* and does not hang on the pipe */
	assert_names(w, "");
	assert_says(w, "link.PROBLEM.txt", "link to another file");
	assert_says(w, "pipe.PROBLEM.txt", "only real files");
	assert_says(w, "letter.docx.PROBLEM.txt", "Plain text (.txt)");
	assert_says(w, "big.PROBLEM.txt", "64 kB");
	assert_says(w, "new-year - Copy.PROBLEM.txt", "copy");
	assert_says(w, "empty.PROBLEM.txt", "Subject: Thank you");
	AUTO(xfree) char *s = contents(w, "link.PROBLEM.txt");
	assert_null(strstr(s, "root:"));
}

/* Somebody lays a link where our answer goes: the link is replaced, its target is not touched. */
static void test_answer_is_not_led_astray(void **state)
{
	struct world *w = *state;
	AUTO(xfree) char *victim = path_of(w, "victim"), *trap = path_of(w, "new-year.OK.txt");
	save(w, "victim", "precious\n");
	assert_int_equal(symlink(victim, trap), 0);
	save(w, "new-year.txt", GOOD);
	look(w);
	AUTO(xfree) char *s = contents(w, "victim");
	assert_string_equal(s, "precious\n");
	assert_says(w, "new-year.OK.txt", "is understood");
	struct stat st;
	assert_int_equal(lstat(trap, &st), 0);
	assert_true(S_ISREG(st.st_mode));
}

/* A person's file that only has such a name is left alone. */
static void test_only_our_answers_go(void **state)
{
	struct world *w = *state;
	save(w, "list.OK.txt", "my own list\n");
	save(w, "new-year.txt", GOOD);
	look(w);
	delete (w, "new-year.txt");
	look(w);
	assert_true(exists(w, "list.OK.txt"));
	assert_false(exists(w, "new-year.OK.txt"));
}

static void test_waits_until_quiet(void **state)
{
	struct world *w = *state;
	save(w, "new-year.txt", GOOD); /* saved just now */
	assert_int_equal(scan(w, 5, w->now + 1), 0);
	assert_names(w, "");
	save(w, "new-year.txt", BETTER); /* still writing */
	assert_int_equal(scan(w, 5, w->now + 1), 0);
	assert_names(w, "");
	/* as at the last look, which was just now: half a file can lie still for a moment */
	assert_int_equal(scan(w, 5, w->now + 2), 0);
	assert_names(w, "");
	assert_int_equal(scan(w, 5, w->now + 5), 1); /* older than 5 s */
	assert_subject(w, "new-year", "A clean page");
}

/* A file server whose clock is ahead: its file is never old, so it is taken when it lies still. */
static void test_a_file_from_the_future_is_taken(void **state)
{
	struct world *w = *state;
	save(w, "new-year.txt", GOOD);
	int64_t now = w->now - 1000;
	assert_int_equal(scan(w, 5, now), 0);
	assert_int_equal(scan(w, 5, now + 4), 0);
	assert_int_equal(scan(w, 5, now + 5), 1);
	assert_names(w, "new-year");
}

static void test_folder_away(void **state)
{
	struct world *w = *state;
	save(w, "new-year.txt", GOOD);
	look(w);
	w->conf.templates = (char *)"/tmp/t_folder.nowhere";
	assert_int_equal(scan(w, 0, w->now), -ENOENT);
	assert_names(w, "new-year"); /* a folder we can't see is no empty folder */
}

static void test_answer_can_not_be_written(void **state)
{
	struct world *w = *state;
	AUTO(xfree) char *obstacle = path_of(w, "new-year.OK.txt");
	assert_int_equal(mkdir(obstacle, 0755), 0);
	save(w, "new-year.txt", GOOD);
	look(w);
	assert_names(w, "new-year"); /* works all the same */
	assert_int_equal(rmdir(obstacle), 0);
	look(w); /* tried again */
	assert_says(w, "new-year.OK.txt", "is understood");
}

static void test_new_column(void **state)
{
	struct world *w = *state;
	save(w, "boat.txt", "Subject: Hello\n\nYour {{boat_name}} is ready.\n");
	look(w);
	assert_says(w, "boat.PROBLEM.txt", "no such column");
	assert_int_equal(db_begin(w->db), 0);
	assert_int_equal(
	        db_run(w->db, "INSERT INTO ledger_fact VALUES ('fields', 'boat_name' || char(10))"),
	        1);
	assert_int_equal(db_commit(w->db), 0);
	look(w);
	assert_true(exists(w, "boat.OK.txt"));
	assert_names(w, "boat");
}

static void test_condition(void **state)
{
	struct world *w = *state;
	save(w, "a.txt", "Subject: Hello\nWhere: country = 'DE'\n\nThank you.\n");
	save(w, "b.txt", "Subject: Hello\nWhere: (SELECT 1 FROM outbox)\n\nThank you.\n");
	look(w);
	assert_names(w, "a");
	assert_says(w, "b.PROBLEM.txt", "Line 2:");
}

/* One of our calendars says this name on a day `ahead` days from now. */
static void occasion(struct world *w, const char *name, int ahead, const char *touchpoint)
{
	AUTO(xfree) char *fold = rule_fold(name);
	int64_t day = w->now / 86400 + ahead;
	assert_int_equal(db_begin(w->db), 0);
	assert_true(
	        db_run(w->db,
	                "INSERT OR REPLACE INTO calendar (file, size, mtime, fingerprint,"
	                " expanded_day) SELECT 'ours.ics', 1, 1, count(*), 1 FROM occasion") > 0);
	assert_true(db_run(w->db,
	                    "INSERT INTO occasion (fold, day, calendar, name, touchpoint)"
	                    " VALUES (:fold, :day, 'ours.ics', :name, :touchpoint)",
	                    DB_TEXT(":fold", fold), DB_INT(":day", day), DB_TEXT(":name", name),
	                    DB_TEXT(":touchpoint", touchpoint)) > 0);
	assert_int_equal(db_commit(w->db), 0);
}

/* A rule that comes more often than the business lets letters come to one person. */
static void test_too_often(void **state)
{
	struct world *w = *state;
	w->conf.courtesy.gap_days = 31;
	save(w, "a.txt", "Subject: Hello\nWhen: FREQ=MONTHLY;BYMONTHDAY=3\n\nThank you.\n");
	save(w, "b.txt",
	        "Subject: Hello\nWhen: since\nRepeat: FREQ=DAILY;INTERVAL=30\n\nThank you.\n");
	save(w, "c.txt", "Subject: Hello\nWhen: FREQ=MONTHLY;INTERVAL=2\n\nThank you.\n");
	save(w, "d.txt", "Subject: Hello\nClass: service\nWhen: FREQ=MONTHLY\n\nThank you.\n");
	look(w);
	assert_says(w, "a.PROBLEM.txt", "after 28 days already");
	assert_says(w, "b.PROBLEM.txt", "after 30 days already");
	assert_true(exists(w, "c.OK.txt"));
	assert_true(exists(w, "d.OK.txt"));
}

/* What no calendar knows is refused once there are calendars, and taken when one knows it. */
static void test_occasion(void **state)
{
	struct world *w = *state;
	save(w, "a.txt", "Subject: Hello\nWhen: New Yaer\n\nThank you.\n");
	save(w, "b.txt", "Subject: Hello\nWhen: birhtday\n\nThank you.\n");
	look(w);
	assert_true(exists(w, "a.OK.txt")); /* nobody can tell yet */
	occasion(w, "New Year", 100, "");
	look(w);
	assert_says(w, "a.PROBLEM.txt", "Line 2: \"New Yaer\"");
	assert_says(w, "a.PROBLEM.txt", "No calendar knows this occasion");
	assert_says(w, "a.PROBLEM.txt", "Did you");
	assert_says(w, "a.PROBLEM.txt", "Type instead: When: New Year");
	assert_says(w, "b.PROBLEM.txt", "Type instead: When: birthday");
	occasion(w, "New Yaer", 100, "");
	look(w);
	assert_true(exists(w, "a.OK.txt") && !exists(w, "a.PROBLEM.txt"));
}

static void test_occasion_that_is_over(void **state)
{
	struct world *w = *state;
	occasion(w, "Opening", -30, "");
	occasion(w, "Fair", 30, "fair");
	save(w, "opening.txt", "Subject: Hello\nWhen: Opening\n\nThank you.\n");
	save(w, "fair.txt", "Subject: Hello\n\nThank you.\n");
	save(w, "none.txt", "Subject: Hello\n\nThank you.\n");
	save(w, "none.de.txt", "Subject: Hello\n\nThank you.\n");
	look(w);
	assert_says(w, "opening.OK.txt", "no day of this occasion");
	assert_says(w, "none.OK.txt", "no coming event");
	AUTO(xfree)
	char *fair = contents(w, "fair.OK.txt"), *german = contents(w, "none.de.OK.txt");
	assert_null(strstr(fair, "second look"));
	assert_null(strstr(german, "second look"));
}

/* In the language of whom it is for; an answer of before, in another one, goes away all the same.
 */
static void test_answers_in_the_writers_language(void **state)
{
	struct world *w = *state;
	struct conf_person people[] = {
	        {.id = (char *)"anna", .language = (char *)"de", .owner = true}};
	save(w, "new-year.txt", GOOD);
	look(w);
	assert_says(w, "new-year.OK.txt", "OK: new-year.txt is understood.");
	w->conf.people = people;
	w->conf.people_count = 1;
	save(w, "new-year.txt", BROKEN);
	look(w);
	assert_false(exists(w, "new-year.OK.txt"));
	AUTO(xfree) char *answer = contents(w, "new-year.PROBLEM.txt");
	assert_string_equal(answer,
	        "PROBLEM: new-year.txt kann so nicht hinausgehen. Die Fassung davor gilt "
	        "weiter.\n\n"
	        "Zeile 2: „Whne: New Year“\n"
	        "    Eine solche Zeile gibt es im Kopf eines Briefes nicht; was Sie damit\n"
	        "    möchten, geschähe nicht.\n"
	        "    Schreiben Sie stattdessen: When:\n"
	        "Zeile 4: „[First Name]“\n"
	        "    So schreibt ein anderes Programm ein Feld. Der Kunde läse es so, wie es\n"
	        "    hier steht.\n"
	        "    Schreiben Sie stattdessen: {{first_name}}\n\n"
	        "Bitte ausbessern und speichern; die nächste Antwort kommt binnen zwei Minuten.\n"
	        "(Diese Antwort hat followupd geschrieben; es räumt sie auch wieder weg.)\n");
	people[0].language = (char *)"fr";
	save(w, "new-year.txt", BETTER);
	look(w);
	assert_false(exists(w, "new-year.PROBLEM.txt"));
	assert_says(w, "new-year.OK.txt", "Personne n'a encore dit oui à ces mots.");
	people[0].language = (char *)"es-MX";
	delete (w, "new-year.txt");
	save(w, "other.txt", BETTER);
	look(w);
	assert_false(exists(w, "new-year.OK.txt"));
	assert_says(w, "other.OK.txt", "Nadie ha dicho aún que sí a estas palabras.");
}

/* Two files, one Name:, two languages: one letter in both. */
static void test_variants_by_header(void **state)
{
	struct world *w = *state;
	save(w, "a.txt", "Name: Thanks\nLanguage: en\nStatus: live\nSubject: One\n\nThank you.\n");
	save(w, "b.txt", "Name: Thanks\nLanguage: de\nStatus: live\nSubject: Zwei\n\nDanke.\n");
	look(w);
	assert_names(w, "Thanks");
	AUTO(template_free) struct template *t = NULL, *german = NULL;
	assert_int_equal(folder_load(w->db, "Thanks", &t), 0);
	assert_int_equal(folder_variant(w->db, t, "de", &german), 0);
	assert_string_equal(german->subject, "Zwei");
	assert_int_equal(look(w), 0);
	save(w, "c.txt", "Name: Thanks\nLanguage: de\nSubject: Drei\n\nDanke.\n");
	look(w);
	assert_says(w, "c.PROBLEM.txt", "b.txt has the same name.");
}

/* Do it as a user who owns nothing here. */
static void as_nobody(int (*act)(struct world *w), struct world *w)
{
	uid_t us = geteuid();
	if (us == 0)
		assert_int_equal(seteuid(65534), 0);
	act(w);
	if (us == 0)
		assert_int_equal(seteuid(us), 0);
}

/* Files that somebody keeps private, devices, a hundred megabytes: named, and the rest goes on. */
static void test_what_others_put_there(void **state)
{
	struct world *w = *state;
	AUTO(xfree) char *private = path_of(w, "private.txt"), *huge = path_of(w, "huge.txt");
	AUTO(xfree) char *device = path_of(w, "device.txt"), *inside = path_of(w, "folder.txt");
	AUTO(xfree) char *drafts = path_of(w, "drafts");
	assert_int_equal(chmod(w->folder, 0777), 0);
	save(w, "private.txt", GOOD);
	assert_int_equal(chmod(private, 0), 0);
	save(w, "huge.txt", GOOD);
	assert_int_equal(truncate(huge, 100 << 20), 0);
	assert_int_equal(mkdir(inside, 0755), 0); /* nobody's letter, though it is called so */
	assert_int_equal(symlink("/etc", drafts), 0);
	bool made = mknod(device, S_IFCHR | 0666, makedev(1, 3)) == 0; /* only the superuser can */
	save(w, "new-year.txt", GOOD);
	w->now += 60;
	as_nobody(look, w);
	assert_names(w, "new-year");
	assert_says(w, "private.PROBLEM.txt", "followupd may not read this file");
	assert_says(w, "huge.PROBLEM.txt", "64 kB");
	assert_false(exists(w, "folder.PROBLEM.txt"));
	if (made)
		assert_says(w, "device.PROBLEM.txt", "only real files");
	assert_int_equal(db_int(w->db, 0, "SELECT count(*) FROM template"), made ? 4 : 3);
}

/* No answer can be put beside the files: their authors are to be told by mail, of both kinds. */
static void test_a_folder_we_may_not_write_to(void **state)
{
	struct world *w = *state;
	look(w);
	save(w, "bad.txt", BROKEN);
	save(w, "good.txt", GOOD);
	assert_int_equal(chmod(w->folder, 0555), 0);
	as_nobody(look, w);
	assert_int_equal(chmod(w->folder, 0755), 0);
	assert_false(exists(w, "bad.PROBLEM.txt"));
	AUTO(folder_fresh_done) struct folder_fresh bad = {0}, good = {0}, none = {0};
	assert_int_equal(folder_fresh_next(w->db, "", &bad), 1);
	assert_string_equal(bad.file, "bad.txt");
	assert_non_null(strstr(bad.problems, "Whne"));
	assert_int_equal(folder_fresh_next(w->db, "bad.txt", &good), 1);
	assert_string_equal(good.file, "good.txt");
	assert_null(good.problems);
	assert_true(good.unanswered);
	assert_int_equal(folder_fresh_next(w->db, "good.txt", &none), 0);
	look(w); /* it may be written to again */
	assert_true(exists(w, "bad.PROBLEM.txt"));
	AUTO(folder_fresh_done) struct folder_fresh now = {0};
	assert_int_equal(folder_fresh_next(w->db, "", &now), 1);
	assert_string_equal(now.file, "good.txt");
	assert_false(now.unanswered);
}

/* How many letters were opened since the last time we asked. */
static int opened(int fd)
{
	_Alignas(struct inotify_event) char space[65536];
	int count = 0;
	ssize_t n;
	while ((n = read(fd, space, sizeof space)) > 0)
		for (char *at = space; at < space + n;) {
			const struct inotify_event *e = (const struct inotify_event *)at;
			assert_false(e->mask & IN_Q_OVERFLOW);
			count += str_starts(e->len ? e->name : "", "letter-") &&
			         !strstr(e->name, ".OK.");
			at += sizeof *e + e->len;
		}
	return count;
}

/* Of ten thousand letters only those are read again that somebody touched. */
static void test_ten_thousand(void **state)
{
	enum { MANY = 10000 };
	struct world *w = *state;
	for (int i = 0; i < MANY; i++) {
		AUTO(xfree) char *name = xasprintf("letter-%05d.txt", i);
		AUTO(xfree) char *text = xasprintf("Subject: Letter %d\n\nThank you.\n", i);
		AUTO(xfree) char *path = path_of(w, name);
		FILE *f = fopen(path, "w");
		assert_non_null(f);
		fputs(text, f);
		fclose(f);
	}
	w->now = clock_now() + 60;
	assert_int_equal(look(w), MANY);
	assert_int_equal(db_int(w->db, 0, "SELECT count(*) FROM template WHERE NOT bad"), MANY);
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	assert_true(inotify_add_watch(fd, w->folder, IN_OPEN) >= 0);
	assert_int_equal(look(w), 0);
	assert_int_equal(opened(fd), 0);
	save(w, "letter-04711.txt", "Subject: Hello\n\nThank you.\n");
	opened(fd);
	assert_int_equal(look(w), 1);
	assert_int_equal(opened(fd), 1);
	assert_int_equal(look(w), 0);
	assert_int_equal(opened(fd), 0);
	close(fd);
}

/* A share with everything in it is no folder of letters: what ran goes on, and it is said. */
static void test_too_many(void **state)
{
	enum { TOO_MANY = 40001 };
	struct world *w = *state;
	save(w, "new-year.txt", GOOD);
	look(w);
	for (int i = 0; i < TOO_MANY; i++) {
		AUTO(xfree) char *name = xasprintf("pile-%05d.txt", i);
		AUTO(xfree) char *path = path_of(w, name);
		assert_int_equal(symlink("new-year.txt", path), 0);
	}
	save(w, "new-year.txt", BETTER);
	assert_int_equal(scan(w, 0, w->now), -EMLINK);
	assert_subject(w, "new-year", "Happy New Year");
	for (int i = 0; i < TOO_MANY; i++) {
		AUTO(xfree) char *name = xasprintf("pile-%05d.txt", i);
		delete (w, name);
	}
	assert_int_equal(look(w), 1);
	assert_int_equal(go(w, "new-year"), 0);
	assert_subject(w, "new-year", "A clean page");
}

/* However much is wrong, the answer is one look long. */
static void test_many_problems(void **state)
{
	struct world *w = *state;
	AUTO(text_done) struct text t = TEXT_INIT;
	for (int i = 0; i < 40; i++)
		text_printf(&t, "Colour%d: blue\n", i);
	save(w, "wild.txt", text_str(&t));
	look(w);
	assert_says(w, "wild.PROBLEM.txt", "more, shown when these are mended.");
}

static void test_warnings_in_a_good_answer(void **state)
{
	struct world *w = *state;
	save(w, "loud.txt", "Subject: THANK YOU!!\nWhen: a day of their own\n\nWe miss you.\n");
	look(w);
	assert_says(w, "loud.OK.txt", "Worth a second look:");
	assert_says(w, "loud.OK.txt", "It is a draft, so nobody gets it.");
	assert_says(w, "loud.OK.txt", "to each customer on another day");
}

static void test_check_file(void **state)
{
	struct world *w = *state;
	AUTO(text_done) struct text out = TEXT_INIT;
	int errors = 0;
	save(w, "new-year.txt",
	        "Subject: A clean page\nWhne: New Year\n\nDear [First Name],\n\nyour {{colour}} "
	        "and {{size}}.\n");
	AUTO(xfree) char *path = path_of(w, "new-year.txt"), *none = path_of(w, "none.txt");
	AUTO(xfree) char *expected = xasprintf("%s:2: error: \"Whne: New Year\": ", path);
	assert_int_equal(check(w, path, &out, &errors), 0);
	assert_int_equal(errors, 4);
	assert_true(str_starts(text_str(&out), expected));
	text_cut(&out, 0);
	save(w, "new-year.txt", GOOD);
	assert_int_equal(check(w, path, &out, &errors), 0);
	assert_int_equal(errors, 0);
	assert_string_equal(text_str(&out), "");
	assert_int_equal(check(w, none, &out, &errors), -ENOENT);
}

/* The letters we ship are clean. */
static void test_shipped(void **state)
{
	struct world *w = *state;
	const char *srcdir = getenv("srcdir");
	AUTO(xfree)
	char *command = xasprintf("cp '%s'/templates/letters/*.txt '%s'/",
	        srcdir && *srcdir ? srcdir : ".", w->folder);
	assert_int_equal(system(command), 0);
	look(w);
	AUTO(folder_names_free) char **all = folder_names(w->db);
	size_t count = 0;
	while (all[count])
		count++;
	assert_true(count >= 15);
	AUTO(xfree)
	char *first = db_text(
	        w->db, "SELECT file || ': ' || problems FROM template WHERE problems <> ''");
	if (first)
		fail_msg("%s", first);
	assert_int_equal(db_int(w->db, -1, "SELECT count(*) FROM template WHERE bad"), 0);
	assert_int_equal(db_int(w->db, -1,
	                         "SELECT count(*) FROM template e WHERE NOT EXISTS (SELECT 1 FROM"
	                         " template d WHERE d.name = e.name || '.de') AND e.name NOT LIKE"
	                         " '%.de'"),
	        0); /* each in German as well */
	for (size_t i = 0; i < count; i++) {
		AUTO(template_free) struct template *t = NULL;
		assert_int_equal(folder_load(w->db, all[i], &t), 0);
		assert_int_equal(t->status, TEMPLATE_DRAFT);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(test_good),
	        TEST(test_broken),
	        TEST(test_last_good_version),
	        TEST(test_go),
	        TEST(test_go_to_other_words),
	        TEST(test_life_of_a_letter),
	        TEST(test_a_go_taken_back),
	        TEST(test_go_to_a_new_name),
	        TEST(test_deletion_stops),
	        TEST(test_rename_keeps_identity),
	        TEST(test_gone_and_back),
	        TEST(test_rename_of_a_broken_edit),
	        TEST(test_same_name),
	        TEST(test_copy_with_other_name),
	        TEST(test_drafts),
	        TEST(test_names_of_files),
	        TEST(test_what_is_no_letter),
	        TEST(test_answer_is_not_led_astray),
	        TEST(test_only_our_answers_go),
	        TEST(test_waits_until_quiet),
	        TEST(test_a_file_from_the_future_is_taken),
	        TEST(test_folder_away),
	        TEST(test_answer_can_not_be_written),
	        TEST(test_new_column),
	        TEST(test_condition),
	        TEST(test_too_often),
	        TEST(test_occasion),
	        TEST(test_occasion_that_is_over),
	        TEST(test_answers_in_the_writers_language),
	        TEST(test_variants_by_header),
	        TEST(test_what_others_put_there),
	        TEST(test_a_folder_we_may_not_write_to),
	        TEST(test_ten_thousand),
	        TEST(test_too_many),
	        TEST(test_many_problems),
	        TEST(test_warnings_in_a_good_answer),
	        TEST(test_check_file),
	        TEST(test_shipped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
