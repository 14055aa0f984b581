/* log: one event is one line, whatever is in it; levels; the journal's priorities; the hook. */
#include "log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What `say` writes to stderr. Owned. */
static char *stderr_of(void (*say)(void))
{
	int ends[2], saved = dup(STDERR_FILENO);
	assert_int_equal(pipe(ends), 0);
	fflush(stderr);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	say();
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	char *got = xcalloc(4096, 1);
	assert_true(read(ends[0], got, 4095) >= 0);
	close(ends[0]);
	return got;
}

static void say_each_level(void)
{
	log_error("disk %s", "full");
	log_warning("row %d refused", 7);
	log_info("sent");
	log_debug("decided");
}

static void plain_lines_carry_the_role(void **state)
{
	(void)state;
	unsetenv("JOURNAL_STREAM");
	log_init("planner", LOG_LEVEL_INFO);
	AUTO(xfree) char *got = stderr_of(say_each_level);
	assert_string_equal(got, "planner: disk full\nplanner: row 7 refused\nplanner: sent\n");
}

static void the_journal_gets_priorities(void **state)
{
	(void)state;
	setenv("JOURNAL_STREAM", "8:12345", 1);
	log_init("sender", LOG_LEVEL_DEBUG);
	unsetenv("JOURNAL_STREAM");
	AUTO(xfree) char *got = stderr_of(say_each_level);
	assert_string_equal(got, "<3>sender: disk full\n<4>sender: row 7 refused\n<6>sender: sent\n"
	                         "<7>sender: decided\n");
}

static void levels_above_the_most_are_dropped(void **state)
{
	(void)state;
	log_init("x", LOG_LEVEL_ERROR);
	AUTO(xfree) char *got = stderr_of(say_each_level);
	assert_string_equal(got, "x: disk full\n");
}

static void say_hostile(void)
{
	/* what a server might answer to forge a line of ours */
	log_warning("server said: %s", "no\r\n<3>sender: all letters lost\tnow\033[2J\x7f");
}

static void one_event_is_one_line(void **state)
{
	(void)state;
	log_init("sender", LOG_LEVEL_INFO);
	AUTO(xfree) char *got = stderr_of(say_hostile);
	assert_string_equal(got, "sender: server said: no  <3>sender: all letters lost now [2J \n");
}

static void say_long(void)
{
	char row[1500];
	memset(row, 'x', sizeof row - 1);
	row[sizeof row - 1] = '\0';
	log_info("%s", row);
}

static void a_long_line_stays_whole(void **state)
{
	(void)state;
	log_init("x", LOG_LEVEL_INFO);
	AUTO(xfree) char *got = stderr_of(say_long);
	assert_int_equal(strlen(got), strlen("x: ") + 1499 + 1);
}

static void keep(enum log_level level, const char *line, void *arg)
{
	text_printf(arg, "%d=%s;", (int)level, line);
}

static void the_hook_gets_lines_instead(void **state)
{
	(void)state;
	AUTO(text_done) struct text kept = TEXT_INIT;
	log_init("x", LOG_LEVEL_INFO);
	log_hook_set(keep, &kept);
	AUTO(xfree) char *got = stderr_of(say_each_level);
	log_hook_set(NULL, NULL);
	assert_string_equal(got, "");
	assert_string_equal(text_str(&kept), "3=disk full;4=row 7 refused;6=sent;");
	AUTO(xfree) char *after = stderr_of(say_hostile);
	assert_true(strlen(after) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(plain_lines_carry_the_role),
	        cmocka_unit_test(the_journal_gets_priorities),
	        cmocka_unit_test(levels_above_the_most_are_dropped),
	        cmocka_unit_test(one_event_is_one_line),
	        cmocka_unit_test(a_long_line_stays_whole),
	        cmocka_unit_test(the_hook_gets_lines_instead),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
