/*
 * The guard and the expansion as a filter, for comparison with other programs: each line
 * "DTSTART RRULE FROM TO" (dates as 2026-01-31) gives one line, "= DATE DATE …" or "! why not".
 */
#include "rule.h"

#include <stdio.h>
#include <string.h>

static bool take_date(char **save, struct date *ret)
{
	const char *s = strtok_r(NULL, " \n", save);
	return s && date_parse(s, ret) == 0;
}

static void answer(const char *rrule, struct date start, struct date from, struct date to)
{
	AUTO(xfree) struct date *days = NULL;
	AUTO(xfree) char *why = NULL;
	size_t n = 0;
	if (rule_expand(rrule, start, from, to, &days, &n, &why) != 0) {
		printf("! %s\n", why);
		return;
	}
	putchar('=');
	for (size_t i = 0; i < n; i++) {
		AUTO(xfree) char *day = date_format(days[i]);
		printf(" %s", day);
	}
	putchar('\n');
}

int main(void)
{
	char line[2048];
	while (fgets(line, sizeof line, stdin)) {
		struct date start, from, to;
		char *save = NULL;
		const char *first = strtok_r(line, " \n", &save);
		const char *rrule = first ? strtok_r(NULL, " \n", &save) : NULL;
		if (!rrule || date_parse(first, &start) < 0 || !take_date(&save, &from) ||
		        !take_date(&save, &to)) {
			fprintf(stderr, "expand: a line is DTSTART RRULE FROM TO\n");
			return 64;
		}
		answer(rrule, start, from, to);
	}
	return 0;
}
