/*
 * Hostile bytes: whatever repeats in a mail, it is read to its end and judged. What that costs is
 * counted in tests/conformance/test_effort.py.
 */
#include "classify.h"
#include "message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 250 << 10 };

static const struct {
	const char *name, *before, *again, *after;
} shapes[] = {
        {"headers", "", "A: b\n", "\ntext\n"},
        {"headers of one letter", "", "A:\n", "\ntext\n"},
        {"a folded header", "Subject: a\n", " b\n", "\ntext\n"},
        {"encoded words", "Subject: ", "=?utf-8?q?a?= ", "\n\ntext\n"},
        {"halves of encoded words", "Subject: ", "=?utf-8?b?", "\n\ntext\n"},
        {"encoded words of many alphabets",
                "Subject: ", "=?iso-2022-jp?b?GyRC?= =?x?q?a?=", "\n\ntext\n"},
        {"prefixes", "Subject: ", "Re: ", "\n\ntext\n"},
        {"list tags", "Subject: ", "[a] Re: ", "\n\ntext\n"},
        {"ids", "References: ", "<a@b> ", "\n\ntext\n"},
        {"comments", "From: ", "(", "\n\ntext\n"},
        {"brackets", "From: ", "<", "\n\ntext\n"},
        {"quotes", "From: ", "\"", "\n\ntext\n"},
        {"addresses", "To: ", "a@b.example, ", "\n\ntext\n"},
        {"parameters", "Content-Type: text/plain", "; a=b", "\n\ntext\n"},
        {"pieces of a parameter", "Content-Type: multipart/mixed", "; boundary*0=a", "\n\ntext\n"},
        {"parts", "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\na\n", "--b--\n"},
        {"ends of parts", "Content-Type: multipart/mixed; boundary=b\n\n", "--b--\n", "\n"},
        {"nested parts", "Content-Type: multipart/mixed; boundary=b\n\n",
                "--b\nContent-Type: multipart/mixed; boundary=b\n\n", "\n"},
        {"nested messages", "", "Content-Type: message/rfc822\n\n", "text\n"},
        {"blank lines", "\n", "\n", "text"},
        {"carriage returns", "\n", "\r", "text"},
        {"spaces", "\n", " ", "text"},
        {"quoted lines", "\n", "> a\n", "text"},
        {"deep quotes", "\n", ">", "text"},
        {"introductions", "\n", "On 1 May 2026 at 09:12 a@b.example wrote:\n", "text"},
        {"introductions and quotes", "\n", "On 10 May a@b.example wrote:\n> a\nb\n", "text"},
        {"colons", "\n", "a:\n", "text"},
        {"labels", "\n", "From: a\nSent: b\n", "text"},
        {"labels of one kind", "\n", "From: a\n", "text"},
        {"rules", "\n", "_____\n", "text"},
        {"rules and blanks", "\n", "_____\n\n\n", "text"},
        {"signatures", "\n", "-- \n", "text"},
        {"names and times", "\n", "Anna 10:10\n\n", "text"},
        {"soft line ends", "Content-Type: text/plain; format=flowed\n\n", "a \n", "text"},
        {"tags", "Content-Type: text/html\n\n", "<div>", "text"},
        {"open tags", "Content-Type: text/html\n\n", "<a ", "text"},
        {"open quotes in tags", "Content-Type: text/html\n\n", "<a b=\">", "text"},
        {"both quotes in tags", "Content-Type: text/html\n\n", "<a b=\"'>", "text"},
        {"open comments", "Content-Type: text/html\n\n", "<!--", "text"},
        {"unseen elements", "Content-Type: text/html\n\n", "<style></x>", "text"},
        {"blockquotes", "Content-Type: text/html\n\n", "<blockquote>a<br>", "text"},
        {"ampersands", "Content-Type: text/html\n\n", "&", "text"},
        {"numbers of characters", "Content-Type: text/html\n\n", "&#99999999999999999999;", "text"},
        {"quoted-printable", "Content-Transfer-Encoding: quoted-printable\n\n", "=\n", "text"},
        {"base64", "Content-Transfer-Encoding: base64\n\n", "=", "text"},
        {"utf-7", "Content-Type: text/plain; charset=utf-7\n\n", "+AAA-", "text"},
        {"escapes", "Content-Type: text/plain; charset=iso-2022-jp\n\n", "\033$B\033(B", "text"},
        {"escapes to Korean", "Content-Type: text/plain; charset=iso-2022-kr\n\n", "\016\017",
                "text"},
        {"broken UTF-8", "Content-Type: text/plain; charset=utf-8\n\n", "\xf0\x80", "text"},
        {"words of stopping", "\n", "stop ", "text"},
        {"long words", "\n", "unsubscribeme", "text"},
        {"recipients in prose", "From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n",
                "<a@b.example>: 550\n", "\n"},
        {"ats in prose", "From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n", "@", "\n"},
        {"failed recipients", "From: MAILER-DAEMON@x.example\nX-Failed-Recipients: a@b.example",
                ", @", "\n\ntext\n"},
        {"codes", "From: MAILER-DAEMON@x.example\nSubject: failure notice\n\na@b.example ", "5.1.",
                "\n"},
        {"returned headers", "From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n",
                "Message-ID:\n", "\n"},
        {"blocks of a report",
                "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
                "--b\nContent-Type: message/delivery-status\n\n",
                "Final-Recipient: rfc822;a@b.example\n\n", "--b--\n"},
        {"lines of no report",
                "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
                "--b\nContent-Type: message/delivery-status\n\n",
                "x\n", "--b--\n"},
};

static void build(struct text *out, size_t i, size_t bytes)
{
	text_puts(out, shapes[i].before);
	while (out->len < bytes)
		text_puts(out, shapes[i].again);
	text_puts(out, shapes[i].after);
}

static void test_each_is_read_and_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(shapes); i++) {
		AUTO(text_done) struct text mail = TEXT_INIT;
		AUTO(message_free) struct message *m = NULL;

		build(&mail, i, MOST);
		assert_int_equal(message_parse_here(mail.s, mail.len, &m), 0);
		assert_non_null(classify(m).reason);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_each_is_read_and_judged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
