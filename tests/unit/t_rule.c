/* rule: the guard, the days, spans, names, foreign calendars and the feed. */
#include "rule.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct date on(const char *iso)
{
	struct date ret = DATE_NONE;
	assert_int_equal(date_parse(iso, &ret), 0);
	return ret;
}

static void expect_days(const char *rrule, const char *start, const char *want)
{
	AUTO(xfree) struct date *days = NULL;
	AUTO(xfree) char *why = NULL;
	AUTO(text_done) struct text got = TEXT_INIT;
	size_t n = 0;
	if (rule_expand(rrule, on(start), on("2024-01-01"), on("2028-12-31"), &days, &n, &why))
		fail_msg("%s: %s", rrule, why);
	for (size_t i = 0; i < n && i < 4; i++) {
		AUTO(xfree) char *day = date_format(days[i]);
		text_printf(&got, "%s%s", i ? " " : "", day);
	}
	if (strcmp(text_str(&got), want) != 0)
		fail_msg("%s from %s: %s, not %s", rrule, start, text_str(&got), want);
}

static void test_days(void **state)
{
	(void)state;
	expect_days("FREQ=YEARLY", "2020-06-01", "2024-06-01 2025-06-01 2026-06-01 2027-06-01");
	expect_days("FREQ=YEARLY", "2024-02-29", "2024-02-29 2028-02-29");
	expect_days("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "2024-02-29",
	        "2024-02-29 2025-02-28 2026-02-28 2027-02-28");
	expect_days("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2020-11-26",
	        "2024-11-28 2025-11-27 2026-11-26 2027-11-25");
	expect_days("FREQ=YEARLY;COUNT=6", "2020-06-01", "2024-06-01 2025-06-01");
	expect_days("FREQ=MONTHLY;COUNT=2", "2027-01-31", "2027-01-31 2027-03-31");
	expect_days("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1;UNTIL=20240430", "2024-01-31",
	        "2024-01-31 2024-02-29 2024-03-31 2024-04-30");
	expect_days("FREQ=MONTHLY;BYMONTHDAY=-1,15", "2028-11-15",
	        "2028-11-15 2028-11-30 2028-12-15 2028-12-31");
	expect_days("FREQ=WEEKLY;INTERVAL=2", "2023-12-20",
	        "2024-01-03 2024-01-17 2024-01-31 2024-02-14");
	expect_days("FREQ=DAILY;INTERVAL=30;COUNT=3", "2023-12-31", "2024-01-30 2024-02-29");
	expect_days(" rrule:freq = yearly ; byday = 2su ; bymonth = 5", "2024-05-12",
	        "2024-05-12 2025-05-11 2026-05-10 2027-05-09");
	/* where libical 3.0 leaves out the first week */
	expect_days("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,MO;WKST=SU", "2024-04-30",
	        "2024-04-30 2024-05-13 2024-05-14 2024-05-27");
}

static void expect_days_from(
        const char *rrule, const char *start, enum rule_end end, const char *from, const char *want)
{
	AUTO(xfree) struct date *days = NULL;
	AUTO(xfree) char *why = NULL;
	AUTO(text_done) struct text got = TEXT_INIT;
	size_t n = 0;
	if (rule_expand_from(rrule, on(start), end, on(from), on("2028-12-31"), &days, &n, &why))
		fail_msg("%s: %s", rrule, why);
	for (size_t i = 0; i < n && i < 4; i++) {
		AUTO(xfree) char *day = date_format(days[i]);
		text_printf(&got, "%s%s", i ? " " : "", day);
	}
	if (strcmp(text_str(&got), want) != 0)
		fail_msg("%s from %s: %s, not %s", rrule, start, text_str(&got), want);
}

static void test_month_ends(void **state)
{
	(void)state;
	static const char day[] = "2026-12-31", from[] = "2027-01-01";
	expect_days_from("FREQ=MONTHLY", day, RULE_END_NONE, from,
	        "2027-01-31 2027-03-31 2027-05-31 2027-07-31");
	expect_days_from("FREQ=MONTHLY", day, RULE_END_LAST, from,
	        "2027-01-31 2027-02-28 2027-03-31 2027-04-30");
	expect_days_from("FREQ=MONTHLY", day, RULE_END_NEXT, from,
	        "2027-01-31 2027-03-01 2027-03-31 2027-05-01");
	/* asked from the very day that a month lent to the next one */
	expect_days_from("FREQ=MONTHLY;INTERVAL=2", day, RULE_END_NEXT, "2027-03-01",
	        "2027-03-01 2027-05-01 2027-07-01 2027-08-31");
	expect_days_from("FREQ=MONTHLY;BYMONTH=2,4", day, RULE_END_LAST, from,
	        "2027-02-28 2027-04-30 2028-02-29 2028-04-30");
	expect_days_from("FREQ=MONTHLY;COUNT=3", day, RULE_END_LAST, from, "2027-01-31 2027-02-28");
	expect_days_from("FREQ=YEARLY", "2024-02-29", RULE_END_LAST, from, "2027-02-28 2028-02-29");
	expect_days_from("FREQ=YEARLY", "2024-02-29", RULE_END_NEXT, from, "2027-03-01 2028-02-29");
	expect_days_from("FREQ=YEARLY", "2024-02-29", RULE_END_NONE, from, "2028-02-29");
	/* days that the rule itself names are the rule's */
	expect_days_from("FREQ=MONTHLY;BYMONTHDAY=31", day, RULE_END_LAST, "2027-02-01",
	        "2027-03-31 2027-05-31 2027-07-31 2027-08-31");
}

static void expect_refused(const char *rrule, const char *start, const char *word)
{
	AUTO(xfree) char *why = NULL;
	assert_int_equal(rule_check(rrule, on(start), NULL), RULE_REFUSED);
	assert_int_equal(rule_check(rrule, on(start), &why), RULE_REFUSED);
	if (!strstr(why, word))
		fail_msg("%s is refused with \"%s\", which does not say %s", rrule, why, word);
}

static void test_refused(void **state)
{
	(void)state;
	expect_refused("", "2024-01-01", "empty");
	expect_refused("New Year", "2024-01-01", "NAME=VALUE");
	expect_refused("BYMONTH=2", "2024-01-01", "how often");
	expect_refused("FREQ=YEARLY;BYWEEKNO=24,3", "2028-08-13", "BYWEEKNO");
	expect_refused("FREQ=HOURLY", "2024-01-01", "once a day");
	expect_refused("FREQ=YEARLY;RSCALE=CHINESE", "2024-02-10", "tables");
	expect_refused("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2024-01-01", "BYMONTHDAY=-1");
	expect_refused("FREQ=MONTHLY;BYMONTH=2", "2024-01-31", "never comes");
	expect_refused("FREQ=YEARLY;UNTIL=20230101", "2024-01-31", "UNTIL");
	expect_refused("FREQ=YEARLY;UNTIL=20261231T000000Z", "2024-01-31", "UNTIL=20261231");
	expect_refused("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2024-01-02", "Add TU");
	expect_refused("FREQ=DAILY;INTERVAL=65537", "2024-01-02", "999");
	expect_refused("FREQ=YEARLY;BYMONTHDAY=13", "2024-01-02", "BYMONTH");
	AUTO(text_done) struct text flood = TEXT_INIT;
	text_puts(&flood, "FREQ=YEARLY;BYMONTH=1");
	for (int i = 0; i < 1000; i++)
		text_puts(&flood, ",1");
	expect_refused(flood.s, "2024-01-02", "512");
}

static void expect_span(const char *s, const char *from, const char *want)
{
	struct rule_span span;
	if (rule_span_parse(s, &span) < 0)
		fail_msg("%s is a span", s);
	AUTO(xfree) char *got = date_format(rule_span_add(on(from), span));
	assert_string_equal(got, want);
}

static void test_spans(void **state)
{
	(void)state;
	expect_span("P2D", "2026-12-30", "2027-01-01");
	expect_span("-P1W", "2026-03-05", "2026-02-26");
	expect_span("P1M", "2026-01-31", "2026-02-28");
	expect_span("-p1y", "2024-02-29", "2023-02-28");
	expect_span(" P1Y2M3W4D ", "2026-01-01", "2027-03-26");
	expect_span("+P0D", "2026-01-01", "2026-01-01");
	static const char *const bad[] = {"", "P", "2D", "P2", "PD", "P2D3M", "P1D1D", "PT2H",
	        "P99999D", "P2X", "--P2D", "P-2D"};
	struct rule_span span;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (rule_span_parse(bad[i], &span) != -EINVAL)
			fail_msg("\"%s\" is no span", bad[i]);
}

static void expect_fold(const char *name, const char *want)
{
	AUTO(xfree) char *got = rule_fold(name);
	assert_string_equal(got, want);
}

static void test_fold(void **state)
{
	(void)state;
	expect_fold("  A\xC3\xB1o \t Nuevo ", "ano nuevo");
	expect_fold("Neujahrstag ", "neujahrstag");
	expect_fold("New Year\xE2\x80\x99s Day!", "new year's day");
	expect_fold("GROSSE Stra\xC3\x9F"
	            "e",
	        "grosse strasse");
	expect_fold("\xF0\x9F\x8E\x84 Christmas \xF0\x9F\x8E\x84", "christmas");
	expect_fold("\xF0\x9F\x8E\x84", "\xF0\x9F\x8E\x84");
	expect_fold("No\xEBl", "noel");                /* Latin-1 */
	expect_fold("\xEF\xBC\xA1\xEF\xBC\xA2", "ab"); /* full width */
	expect_fold("\xE6\x98\xA5\xE8\x8A\x82", "\xE6\x98\xA5\xE8\x8A\x82");
	expect_fold("", "");
}

/* ---- calendars ---- */

#define HEAD "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
#define TAIL "END:VCALENDAR\r\n"
#define EVENT(body) "BEGIN:VEVENT\r\n" body "END:VEVENT\r\n"

static void read_text(const char *text, struct rule_events *ret)
{
	AUTO(xfree) char *why = NULL;
	if (rule_calendar(text, strlen(text), on("2026-01-01"), on("2027-12-31"), ret, &why) != 0)
		fail_msg("refused: %s", why);
}

/* "NAME DAY" of each, in order; '|' between. */
static char *listed(const struct rule_events *e)
{
	struct text t = TEXT_INIT;
	for (size_t i = 0; i < e->count; i++) {
		AUTO(xfree) char *day = date_format(e->at[i].day);
		text_printf(&t, "%s%s %s", i ? "|" : "", e->at[i].name, day);
	}
	return text_steal(&t);
}

static void expect_calendar(const char *events, const char *want, size_t warnings)
{
	AUTO(xfree) char *text = xasprintf(HEAD "%s" TAIL, events);
	AUTO(rule_events_done) struct rule_events e = {0};
	read_text(text, &e);
	AUTO(xfree) char *got = listed(&e);
	assert_string_equal(got, want);
	for (size_t i = 0; i < e.warnings_count; i++)
		if (i >= warnings)
			print_message("%s\n", e.warnings[i]);
	assert_int_equal(e.warnings_count, warnings);
}

static void test_calendar(void **state)
{
	(void)state;
	expect_calendar("", "", 0);
	/* zero length, several days, a trailing blank */
	expect_calendar(EVENT("SUMMARY:Zero \r\nDTSTART;VALUE=DATE:20260501\r\n"
	                      "DTEND;VALUE=DATE:20260501\r\n")
	                        EVENT("SUMMARY:Long\r\nDTSTART;VALUE=DATE:20260601\r\n"
	                              "DTEND;VALUE=DATE:20260608\r\n"),
	        "Zero 2026-05-01|Long 2026-06-01", 0);
	/* RDATE and EXDATE, one day twice */
	expect_calendar(
	        EVENT("SUMMARY:Mix\r\nDTSTART;VALUE=DATE:20260101\r\n"
	              "RRULE:FREQ=MONTHLY;COUNT=4\r\nEXDATE;VALUE=DATE:20260201,20260301\r\n"
	              "RDATE;VALUE=DATE:20260401,20260415\r\n"),
	        "Mix 2026-01-01|Mix 2026-04-01|Mix 2026-04-15", 0);
	/* a day of a series was moved, another cancelled */
	expect_calendar(
	        EVENT("UID:a\r\nSUMMARY:Moved\r\nDTSTART;VALUE=DATE:20260105\r\n"
	              "RRULE:FREQ=WEEKLY;COUNT=3\r\n") EVENT("UID:a\r\nSUMMARY:Moved\r\nRECURRENCE-"
	                                                     "ID;VALUE=DATE:20260112\r\n"
	                                                     "DTSTART;VALUE=DATE:20260114\r\n")
	                EVENT("UID:a\r\nSUMMARY:Moved\r\nRECURRENCE-ID;VALUE=DATE:20260119\r\n"
	                      "STATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20260119\r\n"),
	        "Moved 2026-01-05|Moved 2026-01-14", 0);
	/* a time with a zone is its civil day; UNTIL is a moment then */
	expect_calendar(EVENT("SUMMARY:Late\r\nDTSTART;TZID=America/New_York:20260102T233000\r\n"
	                      "RRULE:FREQ=DAILY;UNTIL=20260104T230000Z\r\n"),
	        "Late 2026-01-02|Late 2026-01-03", 0);
	/* UNTIL is a moment on the event's own clocks: 09:00 in Tokyo is midnight UTC */
	expect_calendar(EVENT("SUMMARY:East\r\nDTSTART;TZID=Asia/Tokyo:20260102T090000\r\n"
	                      "RRULE:FREQ=DAILY;UNTIL=20260104T000000Z\r\n"),
	        "East 2026-01-02|East 2026-01-03|East 2026-01-04", 0);
	expect_calendar(
	        EVENT("SUMMARY:West\r\nDTSTART;TZID=\"Pacific Standard Time\":20260102T210000\r\n"
	              "RRULE:FREQ=DAILY;UNTIL=20260104T050000Z\r\n"),
	        "West 2026-01-02|West 2026-01-03", 0);
	expect_calendar(EVENT("SUMMARY:Moz\r\nDTSTART;TZID=/mozilla.org/2007_1/Asia/"
	                      "Tokyo:20260102T090000\r\n"
	                      "RRULE:FREQ=DAILY;UNTIL=20260102T235959Z\r\n"),
	        "Moz 2026-01-02", 0);
	/* midnight in Berlin, as Google writes it; a value in UTC with no zone is as it stands */
	expect_calendar("X-WR-TIMEZONE:Europe/Berlin\r\n" EVENT(
	                        "EXDATE:20270630T220000Z\r\nSUMMARY:Home\r\n"
	                        "DTSTART:20260630T220000Z\r\n"
	                        "RDATE:20260731T220000Z\r\n"
	                        "RRULE:FREQ=YEARLY;UNTIL=20280630T220000Z\r\n"),
	        "Home 2026-07-01|Home 2026-08-01", 0);
	expect_calendar(EVENT("SUMMARY:Z\r\nDTSTART:20260630T220000Z\r\n"), "Z 2026-06-30", 0);
	expect_calendar("X-WR-TIMEZONE:;Z\r\n" EVENT(
	                        "SUMMARY:None\r\nDTSTART;TZID=Nowhere:20260102T090000\r\n"
	                        "RRULE:FREQ=DAILY;UNTIL=20260103T100000Z\r\n"),
	        "None 2026-01-02|None 2026-01-03", 0);
	/* regional doubles */
	expect_calendar(EVENT("SUMMARY:Twice\r\nDTSTART;VALUE=DATE:20260501\r\n")
	                        EVENT("SUMMARY: Twice\r\nDTSTART;VALUE=DATE:20260501\r\n"),
	        "Twice 2026-05-01", 0);
}

static void test_calendar_left_out(void **state)
{
	(void)state;
	expect_calendar(
	        EVENT("SUMMARY:Bad rule\r\nDTSTART;VALUE=DATE:20280813\r\n"
	              "RRULE:FREQ=YEARLY;BYWEEKNO=24,3\r\n")
	                EVENT("SUMMARY:No day\r\nDTSTART;VALUE=DATE:20260230\r\n") EVENT(
	                        "SUMMARY:No start\r\n") EVENT("DTSTART;VALUE=DATE:20260101\r\n")
	                        EVENT("SUMMARY:Bad date\r\nDTSTART;VALUE=DATE:20260101\r\n"
	                              "RDATE;VALUE=DATE:soon\r\n")
	                                EVENT("SUMMARY:Good\r\nDTSTART;VALUE=DATE:20260101\r\n"),
	        "Good 2026-01-01", 5);
	expect_calendar(EVENT("SUMMARY:Beside\r\nDTSTART;VALUE=DATE:20260102\r\n"
	                      "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=2SU\r\n"),
	        "Beside 2026-05-10|Beside 2027-05-09", 1);
	AUTO(rule_events_done) struct rule_events e = {0};
	read_text(HEAD EVENT("SUMMARY:A\r\nDTSTART;VALUE=DATE:20260101\r\n")
	                  EVENT("SUMMARY:Bad rule\r\nDTSTART;VALUE=DATE:20260101\r\n"
	                        "RRULE:FREQ=HOURLY\r\n") TAIL,
	        &e);
	assert_int_equal(e.warnings_count, 1);
	if (!str_starts(e.warnings[0], "Line 7: \"Bad rule\" is left out: FREQ=HOURLY"))
		fail_msg("%s", e.warnings[0]);
}

static void test_calendar_oddities(void **state)
{
	(void)state;
	/* raw line ends in a description, an alarm's own DESCRIPTION, a zone full of traps */
	expect_calendar(
	        "BEGIN:VTIMEZONE\r\nTZID:Trap\r\nBEGIN:STANDARD\r\n"
	        "DTSTART:20280813T090000\r\nRRULE:FREQ=YEARLY;BYWEEKNO=24,3\r\n"
	        "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" EVENT(
	                "SUMMARY:Od\r\n d\r\nDESCRIPTION:One\r\ntwo three\r\n\r\nSee: four\r\n"
	                "BEGIN:VALARM\r\nDTSTART;VALUE=DATE:20270101\r\nEND:VALARM\r\n"
	                "DTSTART;TZID=Trap:20260101T090000\r\n"),
	        "Odd 2026-01-01", 0);
	AUTO(rule_events_done) struct rule_events e = {0};
	read_text("\xEF\xBB\xBF"
	          "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:No\xEBl\\, soir\n"
	          "CATEGORIES:Holidays,followup: from-cat \nDTSTART:20261224\nCATEGORIES:Private\n"
	          "DESCRIPTION:Hello\\nFollowup: from-text<br>\\nbye\nEND:VEVENT\nEND:VCALENDAR",
	        &e);
	assert_int_equal(e.count, 1);
	assert_string_equal(e.at[0].name, "No\xC3\xABl, soir");
	assert_string_equal(e.at[0].category, "Holidays,Private");
	assert_string_equal(e.at[0].touchpoint, "from-cat");
	assert_int_equal(e.warnings_count, 1); /* two names for one touchpoint */
}

static void test_calendar_many_dates(void **state)
{
	(void)state;
	AUTO(text_done) struct text t = TEXT_INIT;
	AUTO(rule_events_done) struct rule_events e = {0};
	text_puts(&t, HEAD "BEGIN:VEVENT\r\nSUMMARY:Daily\r\nDTSTART;VALUE=DATE:20260101\r\n"
	                   "RDATE;VALUE=DATE:20260102");
	for (int i = 2; i < 720; i++) {
		int year, month, day;
		date_to_ymd(date_add(on("2026-01-01"), i), &year, &month, &day);
		text_printf(&t, ",%s%04d%02d%02d", i % 7 ? "" : "\r\n ", year, month, day);
	}
	text_puts(&t, "\r\nEND:VEVENT\r\n" TAIL);
	read_text(t.s, &e);
	assert_int_equal(e.count, 720);
}

static void expect_file_refused(const char *bytes, size_t n, const char *word)
{
	AUTO(xfree) char *why = NULL;
	AUTO(rule_events_done) struct rule_events e = {0};
	assert_int_equal(rule_calendar(bytes, n, on("2026-01-01"), on("2026-12-31"), &e, &why),
	        RULE_REFUSED);
	if (!strstr(why, word))
		fail_msg("\"%s\" does not say %s", why, word);
	assert_int_equal(e.count, 0);
}

static void test_calendar_refused(void **state)
{
	(void)state;
	expect_file_refused("", 0, "BEGIN:VCALENDAR");
	expect_file_refused("a\0b", 3, "NUL");
	expect_file_refused("<html>", 6, "no calendar");
	static const char cut[] = HEAD "BEGIN:VEVENT\r\nSUMMARY:A\r\nDTSTART:20260101\r\n";
	expect_file_refused(cut, sizeof cut - 1, "in the middle");
	size_t n = (24 << 20) + 1;
	AUTO(xfree) char *big = xmalloc(n);
	memset(big, 'a', n);
	expect_file_refused(big, n, "24 MB");
	expect_file_refused(big, 100000, "64 KB");
	AUTO(text_done) struct text many = TEXT_INIT;
	for (int i = 0; i < 50001; i++)
		text_puts(&many, "\nBEGIN:VEVENT\nEND:VEVENT");
	expect_file_refused(many.s, many.len, "50,000");
}

#define CRASH "RRULE:FREQ=YEARLY;BYWEEKNO=24,3\r\n"
#define ENDLESS "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30\r\n"
#define ZONE(rule)                                                                                 \
	"BEGIN:VTIMEZONE\r\nTZID:Bomb\r\nBEGIN:DAYLIGHT\r\nDTSTART:20280813T090000\r\n" rule       \
	"TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"

/* Rules that kill libical or never come back from it, where they hurt: each is left out in words,
 * and the event beside them counts. */
static void test_hostile_rules(void **state)
{
	(void)state;
	static const char *const rules[] = {CRASH, ENDLESS, "RRULE:FREQ=SECONDLY\r\n",
	        "RRULE:FREQ=MINUTELY;BYHOUR=9\r\n", "RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9\r\n",
	        "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\r\n", "RRULE:\r\n",
	        "RRULE\r\n:FREQ=X\r\n",
	        "RRULE:FREQ=YEARLY;BYMONTH=1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1\r\n",
	        "RRULE:RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=12L;BYMONTHDAY=1\r\n",
	        "RRULE:FREQ=DAILY\r\nRRULE:FREQ=WEEKLY\r\n"};
	size_t left_out = 0;
	for (size_t i = 0; i < COUNT(rules); i++) {
		AUTO(xfree)
		char *text = xasprintf(
		        HEAD ZONE(CRASH) ZONE(ENDLESS) EVENT(
		                "SUMMARY:Bad\r\nDTSTART;TZID=Bomb:20280813T090000\r\n%s")
		                EVENT("SUMMARY:Good\r\nDTSTART;TZID=Bomb:20260102T030405\r\n") TAIL,
		        rules[i]);
		AUTO(rule_events_done) struct rule_events e = {0};
		read_text(text, &e);
		assert_true(e.count >= 1);
		assert_string_equal(e.at[0].name, "Good");
		left_out += e.warnings_count == 1 && strstr(e.warnings[0], "is left out");
	}
	assert_int_equal(left_out, COUNT(rules) - 1); /* "RRULE" alone is no property, but text */
}

static void put_many(struct text *t, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text_puts(t, s);
}

/* A million events, a line of 20 MB in one piece and folded, a zone of a hundred thousand rules:
 * refused, or read, before anybody tires of it. */
static void test_hostile_sizes(void **state)
{
	(void)state;
	AUTO(text_done) struct text million = TEXT_INIT;
	AUTO(text_done) struct text line = TEXT_INIT;
	AUTO(text_done) struct text folded = TEXT_INIT;
	AUTO(text_done) struct text zone = TEXT_INIT;
	put_many(&million, "BEGIN:VEVENT\nEND:VEVENT\n", 1000000);
	expect_file_refused(million.s, million.len, "50,000 events");
	put_many(&line, "DESCRIPTION:aaaaaaaa", 1 << 20);
	expect_file_refused(line.s, line.len, "64 KB");
	text_puts(&folded, HEAD "BEGIN:VEVENT\r\nSUMMARY:");
	put_many(&folded, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n ", 200000);
	expect_file_refused(folded.s, folded.len, "64 KB");
	text_puts(&zone, HEAD "BEGIN:VTIMEZONE\r\nTZID:Bomb\r\n");
	put_many(&zone, "BEGIN:STANDARD\r\n" CRASH ENDLESS "END:STANDARD\r\n", 50000);
	text_puts(&zone, "END:VTIMEZONE\r\n" EVENT(
	                         "SUMMARY:Good\r\nDTSTART;TZID=Bomb:20260102T030405\r\n") TAIL);
	AUTO(rule_events_done) struct rule_events e = {0};
	read_text(zone.s, &e);
	assert_int_equal(e.count, 1);
}

/* Twenty megabytes of events that have much to say are a calendar like any other. */
static void test_twenty_megabytes(void **state)
{
	(void)state;
	AUTO(text_done) struct text t = TEXT_INIT;
	AUTO(rule_events_done) struct rule_events e = {0};
	text_puts(&t, HEAD);
	for (int i = 0; i < 700; i++) {
		text_printf(&t,
		        "BEGIN:VEVENT\r\nSUMMARY:Day %d\r\nDTSTART:20260301\r\nDESCRIPTION:", i);
		put_many(&t, "We meet at the quay, and whoever comes brings something along.\r\n ",
		        460);
		text_puts(&t, "\r\nEND:VEVENT\r\n");
	}
	text_puts(&t, TAIL);
	assert_true(t.len > 20 << 20);
	read_text(t.s, &e);
	assert_int_equal(e.count, 700);
	assert_int_equal(e.warnings_count, 0);
}

/* Which of the three names wins, and that a second one is told. */
static void expect_binding(const char *lines, const char *touchpoint, size_t warnings)
{
	AUTO(xfree)
	char *text = xasprintf(HEAD
	        "BEGIN:VEVENT\r\nSUMMARY:Day\r\n%sDTSTART:20260101\r\nEND:VEVENT\r\n" TAIL,
	        lines);
	AUTO(rule_events_done) struct rule_events e = {0};
	read_text(text, &e);
	assert_int_equal(e.count, 1);
	if (!str_same(e.at[0].touchpoint, touchpoint))
		fail_msg("%s: %s, not %s", lines, e.at[0].touchpoint, touchpoint);
	assert_int_equal(e.warnings_count, warnings);
	if (warnings && !strstr(e.warnings[0], "names two touchpoints"))
		fail_msg("%s", e.warnings[0]);
}

static void test_binding(void **state)
{
	(void)state;
	static const char x[] = "X-FOLLOWUP-TEMPLATE:from-x\r\n";
	static const char category[] = "CATEGORIES:Work,followup:from-category\r\n";
	static const char text[] = "DESCRIPTION:Dear all\\nFollowup: from-text\r\n";
	AUTO(xfree) char *all = xasprintf("%s%s%s", text, category, x);
	AUTO(xfree) char *two = xasprintf("%s%s", text, category);
	AUTO(xfree) char *same = xasprintf("%sX-FOLLOWUP-TEMPLATE:FROM-TEXT\r\n", text);
	expect_binding("", NULL, 0);
	expect_binding(x, "from-x", 0);
	expect_binding(category, "from-category", 0);
	expect_binding(text, "from-text", 0);
	expect_binding(all, "from-x", 2);
	expect_binding(two, "from-category", 1);
	expect_binding(same, "FROM-TEXT", 0);
	expect_binding("DESCRIPTION:a followup: in a sentence\r\n", NULL, 0);
}

/* Our own reader takes every shipped calendar without a complaint. */
static void test_shipped(void **state)
{
	(void)state;
	static const char *const names[] = {"business", "christian", "civil", "diwali", "islamic",
	        "jewish", "lunar", "nowruz", "orthodox", "seollal", "public-holidays-at",
	        "public-holidays-be", "public-holidays-ca", "public-holidays-ch",
	        "public-holidays-de", "public-holidays-es", "public-holidays-fr",
	        "public-holidays-gb", "public-holidays-it", "public-holidays-nl",
	        "public-holidays-pl", "public-holidays-se", "public-holidays-us"};
	const char *top = getenv("srcdir") ? getenv("srcdir") : ".";
	for (size_t i = 0; i < COUNT(names); i++) {
		AUTO(xfree) char *path = xasprintf("%s/templates/calendars/%s.ics", top, names[i]);
		AUTO(rule_events_done) struct rule_events e = {0};
		AUTO(xfree) char *bytes = xcalloc(1, 1 << 20);
		FILE *f = fopen(path, "re");
		if (!f)
			fail_msg("%s is missing", path);
		assert_true(fread(bytes, 1, (1 << 20) - 1, f) > 0);
		fclose(f);
		read_text(bytes, &e);
		if (e.warnings_count)
			fail_msg("%s: %s", path, e.warnings[0]);
		assert_true(e.count >= 2 && e.at[0].category);
	}
}

/* A rule that is read once for many people says of each what it says of him alone. */
static void test_series(void **state)
{
	(void)state;
	static const char *const rules[] = {"FREQ=MONTHLY;INTERVAL=6", "FREQ=YEARLY",
	        "FREQ=YEARLY;INTERVAL=3;COUNT=2", "FREQ=WEEKLY;INTERVAL=5",
	        "FREQ=DAILY;INTERVAL=45", "FREQ=MONTHLY", "INTERVAL=2;FREQ=MONTHLY;UNTIL=20271231",
	        "FREQ=MONTHLY;INTERVAL=4;BYDAY=-1FR", "FREQ=YEARLY;BYMONTH=2,3;BYDAY=1MO",
	        "FREQ=YEARLY;BYMONTH=2;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
	        "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1,15;BYSETPOS=2", "FREQ=YEARLY;BYDAY=10SU",
	        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=2TU;COUNT=30",
	        "FREQ=DAILY;INTERVAL=7;BYMONTH=2,3", "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=-3,3"};
	static const enum rule_end ends[] = {RULE_END_LAST, RULE_END_NEXT, RULE_END_NONE};
	size_t all = 0;
	for (int i = 0; i < (int)COUNT(rules) * 300; i++) {
		const char *rule = rules[i % (int)COUNT(rules)];
		struct date start = date_add(on("2023-12-20"), i * 7 % 1201);
		struct date from = date_add(on("2027-02-10"), i * 11 % 97),
		            to = date_add(from, i % 41), some[64];
		AUTO(rule_series_free)
		struct rule_series *series = rule_series_new(rule, ends[i % 3]);
		assert_non_null(series);
		size_t got = rule_series_days(series, start, from, to, some, COUNT(some));
		AUTO(xfree) struct date *days = NULL;
		AUTO(xfree) char *why = NULL;
		size_t n = 0, before = 0;
		rule_expand_from(rule, start, ends[i % 3], start, to, &days, &n, &why);
		while (before < n && date_diff(days[before], from) < 0)
			before++;
		if (got != n - before || (got && memcmp(some, days + before, got * sizeof *days)))
			fail_msg("%s from %d within %d..%d: %zu days, not %zu", rule, start.days,
			        from.days, to.days, got, n - before);
		all += got;
	}
	assert_true(all > 1000);
	assert_null(rule_series_new("FREQ=SECONDLY", RULE_END_NONE));
}

static void test_feed(void **state)
{
	(void)state;
	const struct rule_feed_event events[] = {{.uid = "thanks.c1.20260601@host",
	                                                 .summary = "Thanks, Anna; \\ \xC3\xA9\x01",
	                                                 .description = "Line one\nline two",
	                                                 .category = "Followup",
	                                                 .day = on("2026-12-31"),
	                                                 .changed_at = 1790000000,
	                                                 .sequence = 2},
	        {.uid = "b", .summary = "Gone", .day = on("2026-06-02"), .cancelled = true}};
	AUTO(xfree) char *feed = rule_feed("Letters, Alice", events, 2);
	AUTO(xfree) char *again = rule_feed("Letters, Alice", events, 2);
	assert_string_equal(feed, again);
	static const char *const lines[] = {"METHOD:PUBLISH", "X-PUBLISHED-TTL:PT6H",
	        "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "UID:thanks.c1.20260601@host", "SEQUENCE:2",
	        "DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101",
	        "SUMMARY:Thanks\\, Anna\\; \\\\ \xC3\xA9", "DESCRIPTION:Line one\\nline two",
	        "CATEGORIES:Followup", "STATUS:CANCELLED", "STATUS:CONFIRMED", "CLASS:PRIVATE",
	        "TRANSP:TRANSPARENT", "DTSTAMP:20260921T141320Z", "NAME:Letters\\, Alice"};
	for (size_t i = 0; i < COUNT(lines); i++) {
		AUTO(xfree) char *line = xasprintf("\r\n%s\r\n", lines[i]);
		if (!strstr(feed, line))
			fail_msg("\"%s\" is missing in\n%s", lines[i], feed);
	}
	/* what we write we can read */
	AUTO(rule_events_done) struct rule_events e = {0};
	read_text(feed, &e);
	assert_int_equal(e.count, 1);
	assert_string_equal(e.at[0].name, "Thanks, Anna; \\ \xC3\xA9");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_days),
	        cmocka_unit_test(test_month_ends),
	        cmocka_unit_test(test_refused),
	        cmocka_unit_test(test_spans),
	        cmocka_unit_test(test_fold),
	        cmocka_unit_test(test_calendar),
	        cmocka_unit_test(test_calendar_left_out),
	        cmocka_unit_test(test_calendar_oddities),
	        cmocka_unit_test(test_calendar_many_dates),
	        cmocka_unit_test(test_calendar_refused),
	        cmocka_unit_test(test_hostile_rules),
	        cmocka_unit_test(test_hostile_sizes),
	        cmocka_unit_test(test_twenty_megabytes),
	        cmocka_unit_test(test_binding),
	        cmocka_unit_test(test_shipped),
	        cmocka_unit_test(test_series),
	        cmocka_unit_test(test_feed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
