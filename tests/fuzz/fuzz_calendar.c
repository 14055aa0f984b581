/*
 * The calendar door without its jail: what the child does with foreign bytes, in this process, so
 * that the sanitizers see it. make tests/fuzz/fuzz_calendar (configure --enable-fuzzers CC=clang
 * --enable-sanitizers), then: ASAN_OPTIONS=detect_leaks=0 tests/fuzz/fuzz_calendar -fork=1
 * -ignore_ooms=1 -rss_limit_mb=1200 -max_total_time=600 CORPUS tests/fuzz/seeds/calendar. The
 * child frees nothing, as it ends: hence no leaks are looked for, and -fork starts anew before
 * they fill the memory.
 */
#include "jail.h"

static int jail_run_here(
        const struct jail_limits *limits, jail_work *work, void *arg, struct text *ret)
{
	(void)limits;
	work(arg, ret);
	return 0;
}
#define jail_run jail_run_here
#include "../../daemon/calendar/rule_calendar.c"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	AUTO(rule_events_done) struct rule_events events = {0};
	AUTO(xfree) char *why = NULL;
	struct date from, to;
	date_from_ymd(2025, 9, 1, &from);
	date_from_ymd(2028, 12, 31, &to);
	rule_calendar((const char *)bytes, n, from, to, &events, &why);
	for (size_t i = 0; i < events.count; i++)
		if (date_diff(events.at[i].day, from) < 0 || date_diff(to, events.at[i].day) < 0)
			__builtin_trap();
	return 0;
}
