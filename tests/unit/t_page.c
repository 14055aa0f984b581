#include "scene.h"

#include "page.h"
#include "plain.h"

static char *line_of(const char *text, int n)
{
	for (; n > 0 && (text = strchr(text, '\n')); n--)
		text++;
	return text ? xstrndup(text, strcspn(text, "\n")) : NULL;
}

/* Every line fits, in the columns that a terminal shows. */
static void expect_columns(const char *text, size_t most)
{
	for (int i = 0;; i++) {
		AUTO(xfree) char *line = line_of(text, i);
		if (!line)
			return;
		if (plain_columns(line) > most)
			fail_msg("%zu columns: %s", plain_columns(line), line);
	}
}

static void test_wrap(void **state)
{
	(void)state;
	AUTO(page_free) struct page *p = page_new("T", "en");
	/* 36 words of one column and a blank: 36 * 2 - 1 = 71 columns, the 37th does not fit */
	AUTO(text_done) struct text narrow = TEXT_INIT, wide = TEXT_INIT, accents = TEXT_INIT;
	for (int i = 0; i < 60; i++) {
		text_puts(&narrow, "x ");
		text_puts(&wide, "漢字 "); /* four columns, six bytes */
		text_puts(&accents, "äö́ü ");
	}
	page_para(p, "%s", text_str(&narrow));
	page_para(p, "%s", text_str(&wide));
	page_para(p, "%s", text_str(&accents));
	page_item(p, "%s", text_str(&wide));
	page_number(p, "%s", text_str(&narrow));
	page_under(p, "%s", text_str(&wide));
	page_alarm(p, "%s", text_str(&narrow));
	page_small(p, "%s", text_str(&narrow));
	AUTO(xfree) char *text = page_text(p);
	expect_columns(text, 72);
	AUTO(xfree) char *first = line_of(text, 0);
	assert_int_equal(strlen(first), 71);
	AUTO(xfree) char *wide_line = line_of(text, 2);
	assert_int_equal(plain_columns(wide_line), 14 * 5 - 1);
}

static void test_exactly_72(void **state)
{
	(void)state;
	AUTO(page_free) struct page *p = page_new("T", "en");
	AUTO(xfree) char *word = xasprintf("%070d", 0);
	AUTO(xfree) char *link = xasprintf("https://x.example/%090d", 0);
	page_para(p, "a %s b", word);     /* 72 fit */
	page_para(p, "see %s now", link); /* too long for any line: whole, on its own */
	AUTO(xfree) char *text = page_text(p);
	AUTO(xfree) char *expected = xasprintf("a %s\nb\nsee\n%s\nnow\n", word, link);
	assert_string_equal(text, expected);
}

static void test_blocks(void **state)
{
	(void)state;
	AUTO(page_free) struct page *p = page_new("The title", "en");
	page_alarm(p, "No letters go out");
	page_para(p, "Good morning,");
	page_heading(p, "Grüße");
	page_number(p, "Cara");
	page_under(p, "She wrote\nthis\tand that.");
	page_number(p, "Dirk");
	page_item(p, "One");
	page_small(p, "Small");
	page_small(p, "print");
	AUTO(xfree) char *text = page_text(p);
	assert_string_equal(text, "!! No letters go out\n"
	                          "\nGood morning,\n"
	                          "\nGrüße\n=====\n"
	                          " 1. Cara\n"
	                          "    She wrote this and that.\n"
	                          " 2. Dirk\n"
	                          " - One\n"
	                          "\n--\nSmall\nprint\n");
}

static void test_table(void **state)
{
	(void)state;
	AUTO(page_free) struct page *p = page_new("T", "en");
	page_table(p, (const char *const[]){"", "this week", "before", NULL});
	page_row(p, 50, (const char *const[]){"Grüße", "7", "12", NULL});
	page_row(p, -1, (const char *const[]){"漢字", "103", "-", NULL});
	page_row(p, 1, (const char *const[]){"x", "1", "1", NULL});
	AUTO(xfree) char *text = page_text(p);
	assert_string_equal(text, "         this week   before\n"
	                          " Grüße           7       12  ##########\n"
	                          " 漢字          103        -\n"
	                          " x               1        1  #\n");
	AUTO(xfree) char *html = page_html(p);
	static const char *const words[] = {"scope=\"col\"", ">this week</th>", "scope=\"row\"",
	        ">Grüße</th>", ">103</td>", "width=\"50%\""};
	for (size_t i = 0; i < COUNT(words); i++)
		if (!strstr(html, words[i]))
			fail_msg("no %s in\n%s", words[i], html);
}

/* Nothing that came from outside becomes HTML. */
static void test_escaping(void **state)
{
	(void)state;
	static const char evil[] = "<script>\"&'</script>";
	AUTO(page_free) struct page *p = page_new(evil, "en");
	page_heading(p, "%s", evil);
	page_alarm(p, "%s", evil);
	page_para(p, "%s", evil);
	page_item(p, "%s", evil);
	page_number(p, "%s", evil);
	page_under(p, "%s", evil);
	page_small(p, "%s", evil);
	page_table(p, (const char *const[]){evil, evil, NULL});
	page_row(p, 10, (const char *const[]){evil, evil, NULL});
	AUTO(xfree) char *html = page_html(p);
	AUTO(xfree) char *text = page_text(p);
	assert_null(strstr(html, "<script"));
	int n = 0;
	for (const char *h = html; (h = strstr(h, "&lt;script&gt;")); h++)
		n++;
	assert_int_equal(n, 12);
	assert_non_null(strstr(text, evil));
	assert_true(str_starts(html, "<!DOCTYPE html>\n<html lang=\"en\""));
	assert_non_null(strstr(html, "</html>"));
}

static void test_empty(void **state)
{
	(void)state;
	AUTO(page_free) struct page *p = page_new("T", "en");
	AUTO(xfree) char *text = page_text(p);
	assert_string_equal(text, "");
	page_para(p, "%s", "");
	AUTO(xfree) char *blank = page_text(p);
	assert_string_equal(blank, "\n");
	page_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_wrap),
	        cmocka_unit_test(test_exactly_72),
	        cmocka_unit_test(test_blocks),
	        cmocka_unit_test(test_table),
	        cmocka_unit_test(test_escaping),
	        cmocka_unit_test(test_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
