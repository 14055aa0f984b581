/*
 * watch: what the kernel announces, and what it does not: a network file system's folder is looked
 * at once a minute, and what changed in it unheard is found then.
 */
#include "watch.h"

#include "folder.h"
#include "scene.h"
#include "template.h"
#include "worker.h"

#include <errno.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>

/* What the folders lie on, in place of the C library's answer. */
static long file_system = EXT4_SUPER_MAGIC;

int statfs(const char *path, struct statfs *ret)
{
	assert_non_null(path);
	*ret = (struct statfs){.f_type = (__typeof__(ret->f_type))file_system};
	return 0;
}

struct place {
	char folder[32], *letters, *drafts, *customers;
};

static int set_up(void **state)
{
	struct place *p = xcalloc(1, sizeof *p);
	strcpy(p->folder, "/tmp/t_watch.XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	p->letters = xasprintf("%s/letters", p->folder);
	p->drafts = xasprintf("%s/drafts", p->letters);
	p->customers = xasprintf("%s/customers.csv", p->folder);
	assert_int_equal(mkdir(p->letters, 0755), 0);
	assert_int_equal(mkdir(p->drafts, 0755), 0);
	file_system = EXT4_SUPER_MAGIC;
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;
	AUTO(xfree) char *command = xasprintf("rm -rf -- '%s'", p->folder);
	assert_int_equal(system(command), 0);
	xfree(p->letters);
	xfree(p->drafts);
	xfree(p->customers);
	xfree(p);
	return 0;
}

static void save(const char *folder, const char *name, const char *text)
{
	AUTO(xfree) char *path = xasprintf("%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static bool there(const char *folder, const char *name)
{
	AUTO(xfree) char *path = xasprintf("%s/%s", folder, name);
	return access(path, F_OK) == 0;
}

static bool readable(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	return poll(&p, 1, 0) > 0;
}

static void test_what_people_do_is_news(void **state)
{
	struct place *p = *state;
	AUTO(xfree) char *from = xasprintf("%s/new-year.txt", p->letters);
	AUTO(xfree) char *to = xasprintf("%s/january.txt", p->letters);
	bool all = false;
	int fd = watch_open((const char *const[]){p->letters, p->drafts, NULL}, &all);
	assert_true(fd >= 0 && all);
	assert_false(watch_news(fd));
	save(p->letters, "new-year.txt", "Hello.\n");
	assert_true(readable(fd) && watch_news(fd));
	assert_int_equal(rename(from, to), 0);
	assert_true(watch_news(fd));
	assert_int_equal(unlink(to), 0);
	assert_true(watch_news(fd));
	assert_false(readable(fd) || watch_news(fd));
	close(fd);
}

/* Or each answer would have the planner look again, and answer. */
static void test_our_own_answers_are_none(void **state)
{
	struct place *p = *state;
	bool all = false;
	int fd = watch_open((const char *const[]){p->letters, NULL}, &all);
	save(p->letters, "new-year.OK.txt", "OK\n");
	save(p->letters, "new-year.PROBLEM.txt", "PROBLEM\n");
	assert_true(readable(fd));
	assert_false(watch_news(fd));
	close(fd);
}

static bool watched(const struct place *p)
{
	bool all = false;
	int fd = watch_open((const char *const[]){p->letters, NULL}, &all);
	close(fd);
	return all;
}

/* CIFS and SMB2 by the numbers that the kernel's documentation gives them. */
static void test_where_others_write_unheard(void **state)
{
	static const long far[] = {
	        NFS_SUPER_MAGIC, V9FS_MAGIC, 0xFF534D42L, 0xFE534D42L, 0x65735546L};
	static const long near[] = {
	        EXT4_SUPER_MAGIC, TMPFS_MAGIC, BTRFS_SUPER_MAGIC, OVERLAYFS_SUPER_MAGIC};
	for (size_t i = 0; i < COUNT(far); i++) {
		file_system = far[i];
		assert_false(watched(*state));
	}
	for (size_t i = 0; i < COUNT(near); i++) {
		file_system = near[i];
		assert_true(watched(*state));
	}
}

static void test_a_folder_that_is_not_there(void **state)
{
	struct place *p = *state;
	assert_int_equal(rmdir(p->drafts), 0);
	bool all = true;
	int fd = watch_open((const char *const[]){p->letters, p->drafts, NULL}, &all);
	assert_true(fd >= 0);
	assert_false(all);
	close(fd);
}

/* ---- the planner on such a share ---- */

/* A pass of the planner at this moment; when it wants the next one. */
static int64_t pass(struct worker_context *ctx, int64_t now)
{
	int64_t next_at = INT64_MAX;
	clock_set(now);
	assert_int_equal(planner.pass(ctx, &next_at), 0);
	return next_at;
}

/* A minute from now, so that nobody can still be writing what the test writes. */
static void business(struct scene *s, const struct place *p)
{
	scene_open(s, "2026-10-05T09:00");
	s->h.now = time(NULL) + 60;
	s->conf.templates = p->letters;
	s->conf.calendars = p->drafts;
	s->conf.ledger.customers = p->customers;
}

/* When a planner that has nothing to do looks again all the same. */
static int64_t looks_again_after(const struct place *p, long where)
{
	AUTO(scene_close) struct scene s;
	business(&s, p);
	struct worker_context ctx = {.conf = &s.conf, .db = s.h.db, .bell_fd = -1, .watch_fd = -1};
	file_system = where;
	assert_int_equal(planner.start(&ctx), 0);
	int64_t after = pass(&ctx, s.h.now) - s.h.now;
	planner.stop(&ctx);
	return after;
}

static void test_such_a_share_is_looked_at_each_minute(void **state)
{
	assert_int_equal(looks_again_after(*state, NFS_SUPER_MAGIC), 60);
	assert_true(looks_again_after(*state, EXT4_SUPER_MAGIC) > 60);
}

static const char OLD[] = "Subject: Thank you\n\nThank you for your trust.\n";
static const char NEW[] = "Subject: Thank you so much\n\nThank you for your trust.\n";

/* Another folder under the same name, as when a share is mounted anew: the one that is watched lies
 * elsewhere, and no event tells of anything in this one. */
static void exchange(const struct place *p)
{
	AUTO(xfree) char *away = xasprintf("%s/away", p->folder);
	assert_int_equal(rename(p->letters, away), 0);
	assert_int_equal(mkdir(p->letters, 0755), 0);
	assert_int_equal(mkdir(p->drafts, 0755), 0);
	save(p->letters, "same.txt", OLD);
	save(p->letters, "changed.txt", NEW);
	save(p->letters, "new.txt", "Subject: Welcome\n\nThank you for coming.\n");
}

static void assert_letter(struct scene *s, const char *name, const char *subject)
{
	AUTO(template_free) struct template *t = NULL;
	assert_int_equal(folder_load(s->h.db, name, &t), subject ? 0 : -ENOENT);
	if (subject)
		assert_string_equal(t->subject, subject);
}

static void test_a_look_finds_what_no_event_told(void **state)
{
	const struct place *p = *state;
	AUTO(scene_close) struct scene s;
	business(&s, p);
	save(p->letters, "same.txt", OLD);
	save(p->letters, "changed.txt", OLD);
	save(p->letters, "gone.txt", OLD);
	struct worker_context ctx = {.conf = &s.conf, .db = s.h.db, .bell_fd = -1, .watch_fd = -1};
	file_system = NFS_SUPER_MAGIC;
	assert_int_equal(planner.start(&ctx), 0);
	int64_t next_at = pass(&ctx, s.h.now);
	assert_letter(&s, "gone", "Thank you");
	watch_news(ctx.watch_fd);
	exchange(p);
	watch_news(ctx.watch_fd); /* the old folder went away; from here on it is silent */
	pass(&ctx, next_at);
	assert_letter(&s, "same", "Thank you");
	assert_letter(&s, "changed", "Thank you so much");
	assert_letter(&s, "new", "Welcome");
	assert_letter(&s, "gone", NULL);
	assert_true(there(p->letters, "new.OK.txt"));
	planner.stop(&ctx);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(test_what_people_do_is_news),
	        TEST(test_our_own_answers_are_none),
	        TEST(test_where_others_write_unheard),
	        TEST(test_a_folder_that_is_not_there),
	        TEST(test_such_a_share_is_looked_at_each_minute),
	        TEST(test_a_look_finds_what_no_event_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
