/* occasion: a folder of calendars as a person changes it. */
#include "occasion.h"

#include "db.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
#define TAIL "END:VCALENDAR\r\n"

struct fixture {
	char folder[32];
	struct db *db;
	struct date today;
	int written; /* each write gets a time of its own */
};

static struct date on(const char *iso)
{
	struct date ret = DATE_NONE;
	assert_int_equal(date_parse(iso, &ret), 0);
	return ret;
}

static void be_quiet(enum log_level level, const char *line, void *arg)
{
	(void)level;
	(void)line;
	(void)arg;
}

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);
	log_hook_set(be_quiet, NULL);
	strcpy(f->folder, "t_occasion.XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	assert_int_equal(db_open_memory(&f->db), 0);
	f->today = on("2026-06-01");
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	AUTO(xfree) char *clean = xasprintf("rm -rf ./%s", f->folder);
	assert_int_equal(system(clean), 0);
	db_close(f->db);
	xfree(f);
	log_hook_set(NULL, NULL);
	return 0;
}

static void put(struct fixture *f, const char *name, const char *bytes)
{
	AUTO(xfree) char *path = xasprintf("%s/%s", f->folder, name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	fputs(bytes, file);
	fclose(file);
	struct timespec times[2] = {{.tv_sec = 1700000000 + f->written}, {.tv_sec = 0}};
	times[1].tv_sec = 1700000000 + f->written++;
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void put_event(struct fixture *f, const char *file, const char *name, const char *body)
{
	AUTO(xfree)
	char *text =
	        xasprintf(HEAD "BEGIN:VEVENT\r\nSUMMARY:%s\r\n%sEND:VEVENT\r\n" TAIL, name, body);
	put(f, file, text);
}

static int scan(struct fixture *f)
{
	return occasion_scan(f->db, f->folder, f->today);
}

/* "N known|unknown FIRST-DAY" */
static void expect(struct fixture *f, const char *name, const char *want)
{
	AUTO(xfree) struct date *days = NULL;
	bool known = false;
	int n = occasion_days(f->db, name, on("2026-01-01"), on("2026-12-31"), &days, &known);
	assert_true(n >= 0);
	AUTO(xfree) char *first = n ? date_format(days[0]) : xstrdup("-");
	AUTO(xfree) char *got = xasprintf("%d %s %s", n, known ? "known" : "unknown", first);
	assert_string_equal(got, want);
}

static void test_changes(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(scan(f), 0);
	expect(f, "New Year", "0 unknown -");
	put_event(f, "a.ics", "New Year", "DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=YEARLY\r\n");
	put(f, "notes.txt", "no calendar");
	put(f, ".hidden.ics", "no calendar");
	assert_int_equal(scan(f), 1);
	expect(f, " new  YEAR! ", "1 known 2026-01-01");
	assert_int_equal(scan(f), 0);
	/* touched, not changed */
	put_event(f, "a.ics", "New Year", "DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=YEARLY\r\n");
	assert_int_equal(scan(f), 0);
	/* changed */
	put_event(f, "a.ics", "Our Day", "DTSTART;VALUE=DATE:20260707\r\n");
	assert_int_equal(scan(f), 1);
	expect(f, "New Year", "0 unknown -");
	expect(f, "our day", "1 known 2026-07-07");
	/* gone */
	AUTO(xfree) char *path = xasprintf("%s/a.ics", f->folder);
	unlink(path);
	assert_int_equal(scan(f), 0);
	expect(f, "our day", "0 unknown -");
	assert_int_equal(db_int(f->db, -1, "SELECT count(*) FROM calendar"), 0);
}

static void test_last_good(void **state)
{
	struct fixture *f = *state;
	put_event(f, "a.ics", "Our Day", "DTSTART;VALUE=DATE:20260707\r\n");
	assert_int_equal(scan(f), 1);
	put(f, "a.ics", HEAD "BEGIN:VEVENT\r\nSUMMARY:Our Day\r\nDTST");
	assert_int_equal(scan(f), 1);
	expect(f, "Our Day", "1 known 2026-07-07");
	AUTO(xfree) char *problem = db_text(f->db, "SELECT problem FROM calendar");
	assert_non_null(problem);
	assert_non_null(strstr(problem, "in the middle"));
	/* it complains once, not at each pass, also when time passes */
	assert_int_equal(scan(f), 0);
	f->today = date_add(f->today, 300);
	assert_int_equal(scan(f), 0);
	put_event(f, "a.ics", "Our Day", "DTSTART;VALUE=DATE:20260708\r\n");
	assert_int_equal(scan(f), 1);
	expect(f, "Our Day", "1 known 2026-07-08");
	assert_null(db_text(f->db, "SELECT problem FROM calendar"));
	/* a folder that can't be had takes nothing away */
	assert_int_equal(occasion_scan(f->db, "t_occasion.nowhere", f->today), -ENOENT);
	expect(f, "Our Day", "1 known 2026-07-08");
}

static void test_warnings(void **state)
{
	struct fixture *f = *state;
	put(f, "a.ics",
	        HEAD "BEGIN:VEVENT\r\nSUMMARY:Bad\r\nDTSTART:20260101\r\n"
	             "RRULE:FREQ=HOURLY\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Good\r\n"
	             "DTSTART:20260202\r\nEND:VEVENT\r\n" TAIL);
	assert_int_equal(scan(f), 1);
	expect(f, "Good", "1 known 2026-02-02");
	expect(f, "Bad", "0 unknown -");
	AUTO(xfree) char *warnings = db_text(f->db, "SELECT warnings FROM calendar");
	assert_true(str_starts(warnings, "Line 3: \"Bad\""));
	assert_null(db_text(f->db, "SELECT problem FROM calendar"));
}

static void test_time_passes(void **state)
{
	struct fixture *f = *state;
	put_event(f, "a.ics", "Day", "DTSTART;VALUE=DATE:20200315\r\nRRULE:FREQ=YEARLY\r\n");
	assert_int_equal(scan(f), 1);
	f->today = date_add(f->today, 200);
	assert_int_equal(scan(f), 0);
	f->today = date_add(f->today, 1);
	assert_int_equal(scan(f), 1);
	assert_int_equal(db_int(f->db, 0, "SELECT max(day) FROM occasion"), on("2028-03-15").days);
}

static void test_names(void **state)
{
	struct fixture *f = *state;
	put_event(f, "a.ics", "Neujahrstag ",
	        "CATEGORIES:Holidays,Fest T\xC3\xA4g\r\nDTSTART;VALUE=DATE:20260101\r\n");
	put_event(f, "b.ics", "NEUJAHRSTAG", "DTSTART;VALUE=DATE:20260101\r\n");
	put_event(f, "c.ics", "Founders' Day",
	        "DTSTART;VALUE=DATE:20260301\r\nDESCRIPTION:followup: Founders\r\n");
	assert_int_equal(scan(f), 3);
	expect(f, "neujahrstag", "1 known 2026-01-01");
	expect(f, "fest tag", "1 known 2026-01-01");
	expect(f, "holiday", "0 unknown -");
	AUTO(xfree) struct date *days = NULL;
	bool known = false;
	assert_int_equal(occasion_touchpoint_days(f->db, "founders", on("2026-01-01"),
	                         on("2026-12-31"), &days, &known),
	        1);
	assert_int_equal(days[0].days, on("2026-03-01").days);
	assert_true(known);
	AUTO(xfree) struct date *none = NULL;
	assert_int_equal(occasion_touchpoint_days(
	                         f->db, "", on("2026-01-01"), on("2026-12-31"), &none, &known),
	        0);
	assert_false(known);
	AUTO(xfree) char *near = occasion_nearest(f->db, "Neujahrtsag");
	assert_string_equal(near, "NEUJAHRSTAG");
	AUTO(xfree) char *half = occasion_nearest(f->db, "Founders");
	assert_string_equal(half, "Founders' Day");
	assert_null(occasion_nearest(f->db, "Easter"));
	/* one calendar lists a feast twice, in two categories */
	put(f, "d.ics",
	        HEAD "BEGIN:VEVENT\r\nSUMMARY:Fair\r\nCATEGORIES:North\r\nDTSTART:20260502\r\n"
	             "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Fair!\r\nCATEGORIES:South\r\n"
	             "DTSTART:20260502\r\nEND:VEVENT\r\n" TAIL);
	assert_int_equal(scan(f), 1);
	expect(f, "north", "1 known 2026-05-02");
	expect(f, "south", "1 known 2026-05-02");
}

static void expect_ending(struct fixture *f, const char *today, const char *words)
{
	AUTO(xfree) char *got = occasion_ending(f->db, on(today));
	if (!words && got)
		fail_msg("on %s: %s", today, got);
	else if (words && (!got || !strstr(got, words)))
		fail_msg("on %s: %s", today, got ? got : "nothing");
}

/* A table that ends within half a year is told; a rule, a single day and a weekly meeting aren't,
 * nor a feast that another file goes on with. */
static void test_endings(void **state)
{
	struct fixture *f = *state;
	f->today = on("2026-06-01");
	put_event(
	        f, "a.ics", "Feast", "DTSTART:20250310\r\nRDATE;VALUE=DATE:20260228,20270220\r\n");
	put_event(f, "b.ics", "Ruled", "DTSTART:20250310\r\nRRULE:FREQ=YEARLY;UNTIL=20270401\r\n");
	put_event(f, "c.ics", "Weekly", "DTSTART:20260105\r\nRDATE:20260112,20260119,20261101\r\n");
	put_event(f, "d.ics", "Once", "DTSTART:20261003\r\n");
	assert_int_equal(scan(f), 4);
	expect_ending(f, "2026-08-01", NULL);
	expect_ending(f, "2026-08-22", "a.ics lists \"Feast\" only until 2027-02-20. ");
	expect_ending(f, "2027-03-01", "only until 2027-02-20");
	put(f, "e.ics",
	        HEAD "BEGIN:VEVENT\r\nSUMMARY:feast\r\nDTSTART:20280215\r\nEND:VEVENT\r\n" TAIL);
	assert_int_equal(scan(f), 1);
	expect_ending(f, "2027-03-01", NULL);
	expect_ending(f, "2027-08-17", "e.ics lists \"feast\" only until 2028-02-15");
}

static void expect_unwritten(struct fixture *f, char *const *names, const char *words)
{
	AUTO(xfree) char *got = occasion_unwritten(f->db, names, f->today);
	if (!words)
		assert_null(got);
	else if (!got || !strstr(got, words))
		fail_msg("%s", got ? got : "nothing");
}

/* An event that names a letter nobody wrote is told, as long as its day is to come. */
static void test_letters_nobody_wrote(void **state)
{
	struct fixture *f = *state;
	char *const none[] = {NULL}, *const one[] = {(char[]){"Fair"}, NULL};
	char *const both[] = {(char[]){"dinner"}, (char[]){"fair"}, NULL};
	f->today = on("2026-06-01");
	put_event(f, "a.ics", "Our fair", "DTSTART:20260701\r\nCATEGORIES:followup:fair\r\n");
	put_event(f, "b.ics", "Dinner", "DTSTART:20260601\r\nX-FOLLOWUP-TEMPLATE:Dinner\r\n");
	put_event(f, "c.ics", "Past", "DTSTART:20260531\r\nX-FOLLOWUP-TEMPLATE:past\r\n");
	assert_int_equal(scan(f), 3);
	expect_unwritten(
	        f, none, "b.ics: the event \"Dinner\" on 2026-06-01 names the letter \"dinner\"");
	expect_unwritten(f, none, "missing beside it: 1.");
	expect_unwritten(f, one, "correct the name in the event.");
	expect_unwritten(f, both, NULL);
}

/* A holiday site exports the same feast each time under another UID: it is one day, and a moved
 * one leaves its old day. */
static void test_changing_uids(void **state)
{
	struct fixture *f = *state;
	put_event(f, "a.ics", "Eid", "UID:20261101T101112Z-1\r\nDTSTART:20260320\r\n");
	assert_int_equal(scan(f), 1);
	put_event(f, "a.ics", "Eid", "UID:20261102T080000Z-7\r\nDTSTART:20260321\r\n");
	put_event(f, "b.ics", "Eid", "UID:other\r\nDTSTART:20260321\r\n");
	assert_int_equal(scan(f), 2);
	expect(f, "Eid", "1 known 2026-03-21");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(test_changes, setup, teardown),
	        cmocka_unit_test_setup_teardown(test_last_good, setup, teardown),
	        cmocka_unit_test_setup_teardown(test_warnings, setup, teardown),
	        cmocka_unit_test_setup_teardown(test_time_passes, setup, teardown),
	        cmocka_unit_test_setup_teardown(test_names, setup, teardown),
	        cmocka_unit_test_setup_teardown(test_letters_nobody_wrote, setup, teardown),
	        cmocka_unit_test_setup_teardown(test_endings, setup, teardown),
	        cmocka_unit_test_setup_teardown(test_changing_uids, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
