#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sheet.h"
#include "source.h"

#define LITERAL(s) (s), sizeof(s) - 1

static char path[] = "/tmp/t_sheet.XXXXXX";

static void write_bytes(const char *bytes, size_t n)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static struct sheet *opened(const char *bytes, size_t n, const char *encoding)
{
	struct sheet *s = NULL;
	char *why = NULL;
	write_bytes(bytes, n);
	if (sheet_open(path, NULL, 0, encoding, &s, &why) < 0)
		fail_msg("%s", why);
	return s;
}

/* All rows as "line:a|b|c\n", faults as "line:column!\n". */
static char *dump(struct sheet *s)
{
	struct text t = TEXT_INIT;
	int r;
	while ((r = sheet_next(s)) > 0) {
		if (r == SHEET_FAULT) {
			const struct sheet_fault *f = sheet_fault(s);
			assert_non_null(f->value);
			assert_non_null(f->text);
			text_printf(&t, "%d:%d!\n", f->line, f->column);
			continue;
		}
		text_printf(&t, "%d:", sheet_line(s));
		for (size_t i = 0; i < sheet_width(s); i++)
			text_printf(&t, "%s%s", i ? "|" : "", sheet_field(s, i));
		text_putc(&t, '\n');
	}
	assert_int_equal(r, SHEET_END);
	return text_steal(&t);
}

static void expect_n(const char *bytes, size_t n, const char *encoding, const char *want)
{
	AUTO(sheet_close) struct sheet *s = opened(bytes, n, encoding);
	AUTO(xfree) char *got = dump(s);
	assert_string_equal(got, want);
}

static void expect(const char *bytes, const char *want)
{
	expect_n(bytes, strlen(bytes), "utf-8", want);
}

static void test_delimiters_and_line_ends(void **state)
{
	(void)state;
	expect("a,b\n1,2\n", "2:1|2\n");
	expect("a;b\r\n1;2,0\r\n", "2:1|2,0\n");
	expect("a\tb\r1\t2\r3\t\r", "2:1|2\n3:3|\n");
	expect("a|b\n1|2", "2:1|2\n");
	expect("\"a,x,y\";b\n1;2\n", "2:1|2\n");
	expect("sep=;\r\na;b\r\n1;2", "3:1|2\n");
	expect("one\n1\n\n  \n2\n", "2:1\n5:2\n");
}

static void test_quotes(void **state)
{
	(void)state;
	expect("a,b\n\"x, \"\"y\"\"\",\"two\r\nlines\"\n3,4\n", "2:x, \"y\"|two\nlines\n4:3|4\n");
	expect("a,b\n5\" pipe,Emil \"E\" Egon\n", "2:5\" pipe|Emil \"E\" Egon\n");
	/* a mark never closed costs its own line only */
	expect("a,b\n1,\"open\n2,x\n3,\"y\"\n4,z\n", "2:0!\n3:2|x\n4:3|y\n5:4|z\n");
	expect("a,b\n1,\"open", "2:0!\n");
}

static void test_widths(void **state)
{
	(void)state;
	expect("a,b,,\n1,2,,\n1,2\n1\n1,2,,3\n,,,\n", "2:1|2\n3:1|2\n4:0!\n5:0!\n");
	expect("a,b\n1,2\na,b\n3,4\n", "2:1|2\n4:3|4\n"); /* the names again */
}

/* The cases of csv-spectrum, which a reader of CSV has to pass. */
static void test_spectrum(void **state)
{
	(void)state;
	expect("first,last,address,city,zip\nJohn,Doe,120 any st.,\"Anytown, WW\",08123\n",
	        "2:John|Doe|120 any st.|Anytown, WW|08123\n");
	expect("a,b,c\n1,\"\",\"\"\n2,3,4\n", "2:1||\n3:2|3|4\n");
	expect("a,b,c\r\n1,\"\",\"\"\r\n2,3,4\r\n", "2:1||\n3:2|3|4\n");
	expect("a,b\n1,\"ha \"\"ha\"\" ha\"\n3,4\n", "2:1|ha \"ha\" ha\n3:3|4\n");
	expect("key,val\n1,\"{\"\"type\"\": \"\"Point\"\", \"\"at\"\": [102.0, 0.5]}\"\n",
	        "2:1|{\"type\": \"Point\", \"at\": [102.0, 0.5]}\n");
	expect("phone,\"place (lat, long)\",city\n0123,\"37.1, -122.5\",Here\n",
	        "2:0123|37.1, -122.5|Here\n");
	expect("a,b,c\n1,2,3\n\"Once upon \na time\",5,6\n7,8,9\n",
	        "2:1|2|3\n3:Once upon \na time|5|6\n5:7|8|9\n");
	expect("a,b,c\r\n1,2,3\r\n\"Once upon \r\na time\",5,6\r\n7,8,9\r\n",
	        "2:1|2|3\n3:Once upon \na time|5|6\n5:7|8|9\n");
	expect("a,b\n1,\"ha \n\"\"ha\"\" \nha\"\n3,4\n", "2:1|ha \n\"ha\" \nha\n5:3|4\n");
	expect("a,b,c\n1,2,3\n", "2:1|2|3\n");
	expect("a,b,c\r\n1,2,3\r\n", "2:1|2|3\n");
	expect("a,b,c\n1,2,3\n4,5,ʤ\n", "2:1|2|3\n3:4|5|ʤ\n");
}

/* Plain rows are split without the parser: it must make no difference. A tab behind a row is
 * nothing to the parser, and sends the row to it. */
static void test_the_short_way_is_the_same(void **state)
{
	static const char letters[] = "ab ,,\"\"";
	uint32_t seed = 7;
	(void)state;
	for (int round = 0; round < 2000; round++) {
		char line[16] = "";
		size_t n = 1 + round % 14;
		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			line[i] = letters[(seed >> 16) % (sizeof letters - 1)];
		}
		AUTO(xfree) char *file = xasprintf("a,b,c,\nx%s\n1,2,3\n", line);
		AUTO(xfree) char *other = xasprintf("a,b,c,\nx%s\t\n1,2,3\n", line);
		AUTO(sheet_close) struct sheet *s = opened(other, strlen(other), NULL);
		AUTO(xfree) char *want = dump(s);
		AUTO(sheet_close) struct sheet *short_way = opened(file, strlen(file), NULL);
		AUTO(xfree) char *got = dump(short_way);
		if (strcmp(got, want) != 0)
			fail_msg("%s gave\n%s\nnot\n%s", line, got, want);
	}
}

static void test_encodings(void **state)
{
	(void)state;
	expect_n(LITERAL("\xef\xbb\xbf"
	                 "a,b\n1,\xc3\xa4\n"),
	        "latin1", "2:1|ä\n");
	expect_n(LITERAL("a,b\n1,\xe4\x80\n"), "windows-1252", "2:1|ä€\n");
	expect_n(LITERAL("\xff\xfe"
	                 "a\0;\0b\0\n\0"
	                 "1\0;\0\xe4\0\n\0"),
	        "utf-8", "2:1|ä\n");
	expect_n(LITERAL("\xfe\xff\0a\0,\0b\0\n\0"
	                 "1\0,\0\xe4"),
	        "utf-8", "2:1|ä\n");
	/* the same without a mark, as some programs leave it */
	expect_n(LITERAL("a\0;\0b\0\n\0"
	                 "1\0;\0\xe4\0\n\0"),
	        "utf-8", "2:1|ä\n");
	expect_n(LITERAL("\0a\0;\0b\0\n\0"
	                 "1\0;\0\xe4\0\n"),
	        NULL, "2:1|ä\n");
	/* half a character at the end of UTF-16, a lonely surrogate */
	expect_n(LITERAL("\xff\xfe"
	                 "a\0\n\0"
	                 "1\0\n\0\x00\xd8\n\0"
	                 "2"),
	        "utf-8", "2:1\n3:1!\n");
}

static void test_hostile_bytes(void **state)
{
	(void)state;
	expect_n(LITERAL("a,b\n1,x\0y\n2,\xc0\x80\n3,\xff\n4,ok\n"), NULL,
	        "2:3!\n3:3!\n4:3!\n5:4|ok\n");
}

static void test_places_count_characters(void **state)
{
	AUTO(sheet_close)
	struct sheet *s = opened(LITERAL("a,b,c\n\"ä,\"\"\",ö ö,x\n\"l1\nl2\",y,z\n"), NULL);
	int line = 0;
	(void)state;
	assert_int_equal(sheet_next(s), SHEET_ROW);
	assert_int_equal(sheet_place(s, 0, &line), 1);
	assert_int_equal(sheet_place(s, 1, &line), 8);
	assert_int_equal(sheet_place(s, 2, &line), 12);
	assert_int_equal(line, 2);
	assert_int_equal(sheet_next(s), SHEET_ROW);
	assert_int_equal(sheet_place(s, 1, &line), 5);
	assert_int_equal(line, 4);
}

static void test_giants(void **state)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	(void)state;
	text_puts(&t, "a,b\n1,");
	for (int i = 0; i < 1000000; i++)
		text_putc(&t, 'x');
	text_puts(&t, "\n2,ok\n3,\"");
	for (int i = 0; i < 100; i++)
		text_puts(&t, "\n");
	text_puts(&t, "4,\"ok\"\n");
	expect_n(t.s, t.len, NULL, "2:0!\n3:2|ok\n4:0!\n104:4|ok\n");
}

static void test_many_columns(void **state)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	struct sheet *s = NULL;
	AUTO(xfree) char *why = NULL;
	(void)state;
	for (int i = 0; i < 10000; i++)
		text_printf(&t, "c%d,", i);
	write_bytes(t.s, t.len);
	assert_int_equal(sheet_open(path, NULL, 0, NULL, &s, &why), -EINVAL);
	assert_non_null(strstr(why, "10000 columns"));
	text_cut(&t, 0);
	for (int i = 0; i < 300; i++)
		text_printf(&t, "c%d,", i);
	text_puts(&t, ",,\n");
	for (int i = 0; i < 300; i++)
		text_printf(&t, "\"%d\",", i);
	text_puts(&t, "\n");
	AUTO(sheet_close) struct sheet *wide = opened(t.s, t.len, NULL);
	assert_int_equal(sheet_width(wide), 300);
	assert_int_equal(sheet_next(wide), SHEET_ROW);
	assert_string_equal(sheet_field(wide, 299), "299");
	assert_int_equal(sheet_next(wide), SHEET_END);
	text_cut(&t, 0);
	text_puts(&t, "a,b\n");
	for (int i = 0; i < 10000; i++)
		text_puts(&t, "x,");
	expect_n(t.s, t.len, NULL, "2:0!\n");
}

static void expect_refused(const char *bytes, size_t n, const char *encoding)
{
	struct sheet *s = NULL;
	AUTO(xfree) char *why = NULL;
	write_bytes(bytes, n);
	assert_true(sheet_open(path, NULL, 0, encoding, &s, &why) < 0);
	assert_null(s);
	assert_non_null(strstr(why, path));
}

static void test_no_table(void **state)
{
	struct sheet *s = NULL;
	char *why = NULL;
	(void)state;
	expect_refused(LITERAL(""), NULL);
	expect_refused(LITERAL("\n\n \n"), NULL);
	expect_refused(LITERAL(",,,\n1,2,3\n"), NULL);
	expect_refused(LITERAL("a,\"b\n1,2\n"), NULL);
	expect_refused(LITERAL("a,\xff\n"), NULL);
	expect_refused(LITERAL("PK\x03\x04 a workbook"), NULL);
	expect_refused(LITERAL("\xd0\xcf\x11\xe0 an old workbook"), NULL);
	expect_refused(LITERAL("%PDF-1.7\na,b\n"), NULL);
	expect_refused(LITERAL("SQLite format 3\0"), NULL);
	write_bytes(LITERAL("a\n"));
	assert_int_equal(sheet_open(path, NULL, 0, "klingon", &s, &why), -EINVAL);
	assert_non_null(strstr(why, "klingon"));
	xfree(why);
	assert_int_equal(sheet_open("/tmp", NULL, 0, NULL, &s, &why), -EINVAL);
	xfree(why);
	assert_int_equal(sheet_open("/nonexistent/x", NULL, 0, NULL, &s, &why), -ENOENT);
	xfree(why);
}

static void test_pipe_does_not_stop_us(void **state)
{
	AUTO(xfree) char *fifo = xasprintf("%s.fifo", path);
	struct sheet *s = NULL;
	AUTO(xfree) char *why = NULL;
	(void)state;
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(sheet_open(fifo, NULL, 0, NULL, &s, &why), -EINVAL);
	unlink(fifo);
}

static void test_steady_and_fingerprint(void **state)
{
	struct source_stamp stamp;
	AUTO(sheet_close) struct sheet *s = opened(LITERAL("a\n1\n"), NULL);
	xfree(dump(s));
	(void)state;
	uint64_t first = sheet_fingerprint(s);
	assert_true(sheet_steady(s, &stamp));
	assert_int_equal(stamp.size, 4);
	write_bytes(LITERAL("a\n1\n2\n"));
	assert_false(sheet_steady(s, &stamp));
	AUTO(sheet_close) struct sheet *again = opened(LITERAL("a\n2\n"), NULL);
	xfree(dump(again));
	assert_int_not_equal(sheet_fingerprint(again), first);
}

static int make_path(void **state)
{
	(void)state;
	int fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int remove_path(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_delimiters_and_line_ends),
	        cmocka_unit_test(test_quotes),
	        cmocka_unit_test(test_widths),
	        cmocka_unit_test(test_spectrum),
	        cmocka_unit_test(test_the_short_way_is_the_same),
	        cmocka_unit_test(test_encodings),
	        cmocka_unit_test(test_hostile_bytes),
	        cmocka_unit_test(test_places_count_characters),
	        cmocka_unit_test(test_giants),
	        cmocka_unit_test(test_many_columns),
	        cmocka_unit_test(test_no_table),
	        cmocka_unit_test(test_pipe_does_not_stop_us),
	        cmocka_unit_test(test_steady_and_fingerprint),
	};
	return cmocka_run_group_tests(tests, make_path, remove_path);
}
