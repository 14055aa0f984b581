/*
 * Each rule of the lint with a file that breaks it and one that is just not: the line, the words
 * quoted, what to type instead; and that it is said in each language. The letters of the rules are
 * those of INTERNALS.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "template.h"
#include "wording.h"

static const char *const FIELDS[] = {"first_name", "name", "company", "year", NULL};

#define S "Subject: Thank you\n"
#define B "\nDear {{first_name|friend}},\n\nthank you for your trust.\n"
#define B5 "\nDear {{first_name|friend}},\n\nthank you for your trust. "
#define TEN "your words and your trust mean the world to us "
#define WORDS_180 TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static const struct rule {
	const char *rule;
	bool error;
	int line;
	const char *quote; /* stands in what is quoted */
	const char *bad, *good;
} RULES[] = {
        {"E01", true, 1, "Subject:", "When: New Year\n" B, S "When: New Year\n" B},
        {"E02", true, 3, "{{first_nam|friend}}", S "\nDear {{first_nam|friend}},\n\nthank you.\n",
                S B},
        {"E04", true, 3, "{{first_name|friend", S "\nDear {{first_name|friend,\n\nthank you.\n",
                S B},
        {"E04", true, 3, "{{#company}}", S "\n{{#company}}Dear friends, thank you.\n",
                S "\n{{#company}}Dear friends,{{/company}} thank you.\n"},
        {"E04", true, 3, "}}", S "\nDear friend}}, thank you.\n", S "\nDear friend, thank you.\n"},
        {"E05", true, 3, "[First Name]", S "\nDear [First Name], thank you.\n",
                S "\nDear friend, thank you.\n"},
        {"E05", true, 3, "<<FirstName>>", S "\nDear <<FirstName>>, thank you.\n", S B},
        {"E05", true, 3, "<FirstName>", S "\nDear <FirstName>, thank you.\n", S B},
        {"E05", true, 3, "*|FNAME|*", S "\nDear *|FNAME|*, thank you.\n", S B},
        {"E05", true, 3, "{First Name}", S "\nDear {First Name}, thank you.\n",
                S "\nDear {friend}, thank you.\n"},
        {"E05", true, 3, "@firstname", S "\nDear @firstname, thank you.\n",
                S "\nDear friend@name.example, thank you, says @nameless.\n"},
        {"E05", true, 3,
                "default:", S "\nDear {{ first_name | default: \"friend\" }}, thank you.\n",
                S "\nDear {{first_name|default friend}}, thank you.\n"},
        {"E05", true, 3, "MERGEFIELD",
                S "\nDear { MERGEFIELD First_Name \\* MERGEFORMAT }, thanks to you.\n", S B},
        {"E05", true, 3, "%FIRSTNAME%", S "\nDear %FIRSTNAME%, thank you.\n", S B},
        {"E05", true, 3, "«Vorname»", S "\nDear «Vorname», thank you.\n",
                S "\nDear «friend», thank you.\n"},
        {"E06", true, 2, "Whne: New Year", S "Whne: New Year\n" B, S "when: New Year\n" B},
        {"E06", true, 2, "When:", S "When:\n" B, S B},
        {"E06", true, 3, "To: new", S "To: long\nTo: new\n" B, S "To: long, new\n" B},
        {"E06", true, 2, "Dear friend, thank you.", S "Dear friend, thank you.\n" B, S B},
        {"E06", true, 2, "-----", S "-----\n" B, S B},
        {"E07", true, 2, "BYMONTHDAY=30", S "When: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n" B,
                S "When: FREQ=YEARLY; BYMONTH=2; BYMONTHDAY=28\n" B},
        {"E07", true, 2, "WEEKLY", S "When: FREQ=WEEKLY\n" B, S "When: FREQ=YEARLY\n" B},
        {"E07", true, 2, "FREQ=NEVER", S "When: FREQ=NEVER\n" B, S "When: freq=yearly\n" B},
        {"E07", true, 2, "Valid: soon", S "Valid: soon\n" B, S "Valid: 3 days\n" B},
        {"E07", true, 2, "After: P-2D", S "After: P-2D\n" B, S "After: P2D\n" B},
        {"E08", true, 2, "To: longer", S "To: longer\n" B, S "To: long\n" B},
        {"E08", true, 2, "Country: UK", S "Country: UK\n" B, S "Country: GB\n" B},
        {"E08", true, 2, "Language: English", S "Language: English\n" B, S "Language: en\n" B},
        {"E08", true, 2, "Status: on", S "Status: on\n" B, S "Status: live\n" B},
        {"E09", true, 6, "<b>", S B5 "\n<b>So much.</b>\n", S B5 "\n**So much.**\n"},
        {"E09", true, 1, "the whole file", "PK\x03\x04 and more of it", S B},
        {"E10", true, 3, "tru\xef\xbf\xbdt",
                S "\nDear friend, thank you for your tru\xef\xbf\xbdt.\n",
                S "\nDear friend, thank you for your trust.\n"},
        {"E13", true, 3, "XXX", S "\nDear XXX, thank you.\n", S "\nDear Max, thank you.\n"},
        {"E13", true, 5, "TODO", S B5 "TODO\n", S B5 "To do so is a pleasure.\n"},
        {"E13", true, 5, "lorem ipsum", S B5 "lorem ipsum dolor\n", S B5 "Yours.\n"},
        {"E13", true, 5, "???", S B5 "See you on ???\n", S B5 "See you?\n"},
        {"E15", true, 1, "Thank\tyou", "Subject: Thank\tyou\n" B, S B},
        {"E16", true, 1, "re:", "Subject: Re: your order\n" B, "Subject: Regarding your order\n" B},
        {"E17", true, 7, "discount", S "Class: service\n" B5 "\nHere is a discount.\n",
                S "Class: marketing\n" B5 "\nHere is a discount.\n"},
        {"E18", true, 5, "http://", S B5 "[our hours](http://example.org/)\n",
                S B5 "[our hours](https://example.org/)\n"},
        {"E18", true, 5, "https://192.0.2.1", S B5 "[our hours](https://192.0.2.1/)\n",
                S B5 "[our hours](https://example.org/)\n"},
        {"E18", true, 5, "file:", S B5 "[our hours](file:///etc/passwd)\n",
                S B5 "[call us](tel:+49401234)\n"},
        {"E18", true, 5, "bank.example", S B5 "[bank.example](https://other.example/)\n",
                S B5 "[other.example](https://other.example/)\n"},
        {"E19", true, 1, "2025", "Subject: Happy 2025\n" B, "Subject: Happy {{year}}\n" B},
        {"E19", true, 5, "2025", S B5 "Happy New Year 2025\n", S B5 "You came in 2019.\n"},
        {"E21", true, 4, "the letter", S "\n\n", S B},
        {"W01", false, 1, "a subject",
                "Subject: This is a subject that goes on and on and on and "
                "on and on for ever\n" B,
                S B},
        {"W02", false, 1, "THANK YOU", "Subject: THANK YOU\n" B, S B},
        {"W02", false, 1, "Thank you!!", "Subject: Thank you!!\n" B, "Subject: Thank you!\n" B},
        {"W03", false, 5, "discount", S B5 "Here is a discount.\n", S B5 "Here is our thanks.\n"},
        {"W04", false, 5, "](", S B5 "[one](https://a.example/) [two](https://b.example/)\n",
                S B5 "[one](https://a.example/)\n"},
        {"W04", false, 5, "May we call?", S B5 "How was it? May we call?\n", S B5 "How was it?\n"},
        {"W05", false, 3, "words", S "\n" WORDS_180 "\n", S "\n" TEN TEN TEN "\n"},
        {"W06", false, 3, "{{first_name|}}", S "\nDear {{first_name|}},\n\nthank you.\n", S B},
        {"W07", false, 6, "Best regards", S B5 "\nBest regards,\n",
                S B5 "\nWith best regards to all of you\n"},
        {"W07", false, 6, "all the best", S B5 "See you soon.\nall the best,\n",
                S B5 "For the year ahead we wish you\nall the best.\n"},
        {"W08", false, 5, "guarantee", S B5 "We guarantee it.\n", S B5 "We do it.\n"},
        {"W09", false, 5, "We miss you", S B5 "We miss you.\n", S B5 "We think of you.\n"},
        {"W10", false, 5, "Christmas", S B5 "Merry Christmas\n",
                S "Celebrates: christmas\n" B5 "Merry Christmas\n"},
        {"W11", false, 4, "de", S "Language: de\n" B5 "You and your people are the best of all.\n",
                S "Language: en\n" B5 "You and your people are the best of all.\n"},
        {"W13", false, 1, "the whole file",
                "Subject: Gr\xfc\xdf"
                "e\n\nDear friend, thank you.\n",
                S B},
        {"W17", false, 5, "the year was good",
                S "\nDear {{first_name|friend}},\n\nthe year was good for the shop and for the "
                  "people of it, and we have a new door.\n",
                S B},
        {"W17", false, 5, "thank you",
                S
                "\nDear friend,\n\nthank you. We have a new door, and we have a new roof; our shop "
                "is bigger, and with us is the new master of the trade.\n",
                S "\nDear friend,\n\nthank you. You have a new door, and your shop is bigger.\n"},
        {"W22", false, 3, "｛｛", S "\nDear ｛｛first_name｜friend｝｝,\n\nthanks to you.\n", S B},
        {"W22", false, 3, "{ {", S "\nDear { {first_name|friend} },\n\nthanks to you.\n", S B},
        {"W21", false, 5, "here", S B5 "[here](https://a.example/)\n",
                S B5 "[our opening hours](https://a.example/)\n"},
};

static struct template_problems read_in(const char *language, const char *bytes)
{
	struct template_problems p = {.language = language};
	struct template *t = NULL;
	template_parse(bytes, strlen(bytes), "letter", FIELDS, &t, &p);
	template_free(t);
	return p;
}

static const struct template_problem *about(const struct template_problems *p, const struct rule *r)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->at[i].error == r->error && p->at[i].line == r->line &&
		        (strcasestr(p->at[i].quote, r->quote) || !p->at[i].quote[0]))
			return &p->at[i];
	for (size_t i = 0; i < p->count; i++)
		print_error("%s: line %d, \"%s\": %s\n", r->rule, p->at[i].line, p->at[i].quote,
		        p->at[i].text);
	fail_msg("%s: nothing is said about \"%s\"", r->rule, r->quote);
	return NULL;
}

static void each_rule_has_a_bad_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(RULES); i++) {
		struct template_problems p = read_in("en", RULES[i].bad);
		const struct template_problem *found = about(&p, &RULES[i]);
		if (!found->instead || strlen(found->text) < 30)
			fail_msg("%s says too little: %s", RULES[i].rule, found->text);
		template_problems_done(&p);
	}
}

static void and_a_good_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(RULES); i++) {
		struct template_problems p = read_in("en", RULES[i].good);
		if (p.count)
			fail_msg("%s: line %d, \"%s\": %s", RULES[i].rule, p.at[0].line,
			        p.at[0].quote, p.at[0].text);
		template_problems_done(&p);
	}
}

/* The same complaints in each language, none of them in English. */
static void each_is_said_in_each_language(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(RULES); i++) {
		struct template_problems english = read_in("en", RULES[i].bad);
		for (size_t l = 1; wording_languages[l]; l++) {
			struct template_problems other =
			        read_in(wording_languages[l], RULES[i].bad);
			assert_int_equal(other.count, english.count);
			for (size_t k = 0; k < other.count; k++)
				if (strcmp(other.at[k].text, english.at[k].text) == 0)
					fail_msg("%s is not said in %s: %s", RULES[i].rule,
					        wording_languages[l], other.at[k].text);
			template_problems_done(&other);
		}
		template_problems_done(&english);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(each_rule_has_a_bad_file),
	        cmocka_unit_test(and_a_good_one),
	        cmocka_unit_test(each_is_said_in_each_language),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
