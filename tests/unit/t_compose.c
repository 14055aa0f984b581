#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "address.h"
#include "compose.h"
#include "heading.h"

/* The bytes themselves; whether others read them as meant is tests/conformance/test_compose.py. */

static struct compose_message plain(void)
{
	return (struct compose_message){
	        .kind = COMPOSE_LETTER,
	        .from_name = "Anna Berg",
	        .from_address = "care@harbourpine.example",
	        .to_name = "Maria Silva",
	        .to_address = "maria@customer.example",
	        .subject = "Thank you",
	        .message_id = "fu1.abc@harbourpine.example",
	        .text = "Dear Maria,\n",
	        .date_at = 1790000000,
	        .date_offset = 20700,
	};
}

static char *composed(const struct compose_message *m)
{
	AUTO(xfree) char *why = NULL;
	char *out = NULL;
	size_t n = 0;

	if (compose(m, &out, &n, &why) != 0)
		fail_msg("not composed: %s", why);
	assert_int_equal(strlen(out), n);
	return out;
}

static char *refused(const struct compose_message *m)
{
	char untouched[] = "untouched", *out = untouched, *why = NULL;
	size_t n = 42;

	assert_int_equal(compose(m, &out, &n, &why), COMPOSE_BAD);
	assert_ptr_equal(out, untouched);
	assert_int_equal(n, 42);
	return why;
}

static void test_whole(void **state)
{
	struct compose_message m = plain();
	AUTO(xfree) char *s = composed(&m);

	(void)state;
	assert_string_equal(s, "Date: Mon, 21 Sep 2026 19:58:20 +0545\r\n"
	                       "From: Anna Berg <care@harbourpine.example>\r\n"
	                       "To: Maria Silva <maria@customer.example>\r\n"
	                       "Message-ID: <fu1.abc@harbourpine.example>\r\n"
	                       "Subject: Thank you\r\n"
	                       "Auto-Submitted: auto-generated\r\n"
	                       "MIME-Version: 1.0\r\n"
	                       "Content-Type: text/plain; charset=utf-8\r\n"
	                       "Content-Transfer-Encoding: 7bit\r\n"
	                       "\r\n"
	                       "Dear Maria,\r\n");
}

static void test_body_encodings(void **state)
{
	static const char *const cases[][2] = {
	        {"-- \nAnna\n", "quoted-printable\r\n\r\n--=20\r\nAnna\r\n"},
	        {"a\t\n", "quoted-printable\r\n\r\na=09\r\n"},
	        {"From x\n.\n", "quoted-printable\r\n\r\n=46rom x\r\n=2E\r\n"},
	        {"1=1 \xc3\xa9", "quoted-printable\r\n\r\n1=3D1 =C3=A9\r\n"},
	        {"a\rb", "quoted-printable\r\n\r\na=0Db\r\n"},
	        {"\xe6\x84\x9f\xe8\xac\x9d", "base64\r\n\r\n5oSf6KydDQo=\r\n"},
	        {"", "7bit\r\n\r\n\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct compose_message m = plain();

		m.text = cases[i][0];
		AUTO(xfree) char *s = composed(&m);
		assert_string_equal(strstr(s, "Encoding: ") + strlen("Encoding: "), cases[i][1]);
	}
}

static void test_soft_break_column(void **state)
{
	struct compose_message m = plain();
	char line[200];

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	m.text = line;
	AUTO(xfree) char *s = composed(&m);
	const char *body = strstr(s, "\r\n\r\n") + 4;
	assert_int_equal(strcspn(body, "\r"), 76);
	assert_memory_equal(body + 75, "=\r\nx", 4);
}

static void test_names(void **state)
{
	static const char *const cases[][2] = {
	        {"Dr. Berg", "To: \"Dr. Berg\" <"},
	        {"O'Neil \"Bob\"", "To: \"O'Neil \\\"Bob\\\"\" <"},
	        {"Zo\xc3\xab", "To: =?utf-8?Q?Zo=C3=AB?= <"},
	        {"=?utf-8?Q?x?=", "To: =?utf-8?"},
	        {"  Anna  ", "To: Anna <"},
	        {"boss@bank.example", "To: maria@customer.example\r\n"},
	        {"Us @ Home", "To: \"Us @ Home\" <"},
	        {"\xe2\x80\xae"
	         "evil",
	                "To: evil <"},
	        {"", "To: maria@customer.example\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct compose_message m = plain();

		m.to_name = cases[i][0];
		AUTO(xfree) char *s = composed(&m);
		if (!strstr(s, cases[i][1]))
			fail_msg("\"%s\" is not in\n%s", cases[i][1], s);
	}
}

static void test_marks(void **state)
{
	struct compose_message m = plain();

	(void)state;
	m.unsubscribe = "care+stop%x@harbourpine.example";
	AUTO(xfree) char *letter = composed(&m);
	m.kind = COMPOSE_LETTER_BY_HAND;
	AUTO(xfree) char *by_hand = composed(&m);
	m.kind = COMPOSE_NOTICE;
	AUTO(xfree) char *notice = composed(&m);
	m.kind = COMPOSE_ANSWER;
	m.answers = "order.1@phone.example";
	AUTO(xfree) char *answer = composed(&m);
	m.answers = "x@y>\r\nBcc: <z@y";
	AUTO(xfree) char *bare = composed(&m);
	assert_non_null(strstr(letter, "\r\nAuto-Submitted: auto-generated\r\n"));
	assert_non_null(strstr(letter, "<mailto:care+stop%25x@harbourpine.example?subject=stop>"));
	assert_null(strstr(letter, "X-Auto"));
	assert_null(strstr(by_hand, "Auto-Submitted"));
	assert_non_null(strstr(by_hand, "List-Unsubscribe"));
	assert_non_null(strstr(notice, "\r\nX-Auto-Response-Suppress: All\r\n"));
	assert_null(strstr(notice, "List-Unsubscribe"));
	assert_non_null(strstr(notice, "\r\nAuto-Submitted: auto-generated\r\n"));
	assert_non_null(strstr(notice, "\r\nList-Id: <staff.followupd."));
	assert_null(strstr(letter, "List-Id"));
	/* RFC 3834 5.2: what answers a mail is not "auto-generated" */
	assert_non_null(strstr(answer, "\r\nAuto-Submitted: auto-replied\r\n"));
	assert_non_null(strstr(answer, "\r\nIn-Reply-To: <order.1@phone.example>\r\n"));
	assert_null(strstr(bare, "In-Reply-To"));
	assert_null(strstr(bare, "Bcc"));
}

static void test_alternatives(void **state)
{
	struct compose_message m = plain();

	(void)state;
	m.html = "<p>Dear Maria</p>\n";
	AUTO(xfree) char *a = composed(&m);
	AUTO(xfree) char *again = composed(&m);
	const char *text = strstr(a, "text/plain"), *html = strstr(a, "text/html");
	assert_string_equal(a, again);
	assert_true(text && html && text < html);
	m.message_id = "fu1.abd@harbourpine.example";
	AUTO(xfree) char *other = composed(&m);
	assert_string_not_equal(strstr(a, "boundary="), strstr(other, "boundary="));
	assert_string_equal(a + strlen(a) - 4, "--\r\n");
}

static void test_refuses(void **state)
{
	struct compose_message m = plain();
	AUTO(xfree) char *why = NULL;

	(void)state;
	m.subject = "Hello\r\nBcc: all@customer.example";
	why = refused(&m);
	assert_string_equal(
	        why, "the subject holds a line break or control character (U+000D); take it out");
	m = plain();
	m.message_id = "no-at";
	AUTO(xfree) char *id = refused(&m);
	assert_non_null(strstr(id, "Message-ID"));
	m = plain();
	m.to_address = "zo\xe2\x80\xae@customer.example"; /* what follows would be read backwards */
	AUTO(xfree) char *local = refused(&m);
	assert_non_null(strstr(local, "a character before the @"));
	m = plain();
	m.date_at = -1;
	AUTO(xfree) char *date = refused(&m);
	assert_non_null(strstr(date, "date"));
}

static void test_address(void **state)
{
	AUTO(xfree) char *wire = NULL;
	AUTO(xfree) char *why = NULL;

	(void)state;
	assert_int_equal(address_to_wire("info@b\xc3\xbc"
	                                 "cher.example",
	                         &wire, &why),
	        0);
	assert_string_equal(wire, "info@xn--bcher-kva.example");
	assert_null(why);
	AUTO(xfree) char *untouched = NULL;
	assert_int_equal(address_to_wire(NULL, &untouched, &why), ADDRESS_BAD);
	assert_string_equal(why, "the address \"\" is empty");
	assert_null(untouched);
}

static void check_date(int64_t at, int32_t offset, const char *wanted)
{
	AUTO(text_done) struct text s = TEXT_INIT;
	AUTO(xfree) char *line = xasprintf("Date: %s\r\n", wanted);

	heading_put_date(&s, at, offset);
	assert_string_equal(s.s, line);
}

static void test_date(void **state)
{
	(void)state;
	check_date(0, 0, "Thu, 01 Jan 1970 00:00:00 +0000");
	check_date(0, -12600, "Wed, 31 Dec 1969 20:30:00 -0330");
	check_date(1790000000, 20700, "Mon, 21 Sep 2026 19:58:20 +0545");
	check_date(951825600, 19800, "Tue, 29 Feb 2000 17:30:00 +0530");
	check_date(1798761599, 3600, "Fri, 01 Jan 2027 00:59:59 +0100");
	check_date(0, -2670, "Wed, 31 Dec 1969 23:16:00 -0044"); /* an old zone with seconds */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_whole),
	        cmocka_unit_test(test_body_encodings),
	        cmocka_unit_test(test_soft_break_column),
	        cmocka_unit_test(test_names),
	        cmocka_unit_test(test_marks),
	        cmocka_unit_test(test_alternatives),
	        cmocka_unit_test(test_refuses),
	        cmocka_unit_test(test_address),
	        cmocka_unit_test(test_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
