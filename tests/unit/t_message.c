/* message: real shapes of mail to facts, and hostile mail to an outcome. */
#include "charset.h"
#include "header.h"
#include "html.h"
#include "message.h"
#include "quote.h"
#include "utf8.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

static const char our_id[] = "fu1.000g40r40m30e209.zf4gmvjmxqymfbx5@mail.ourshop.example";
static const char our_reference[] = "fu1.000g40r40m30e209.zf4gmvjmxqymfbx5";

static void load(const char *name, struct text *out)
{
	const char *dir = getenv("srcdir");
	AUTO(xfree) char *path = xasprintf("%s/tests/unit/data/mail/%s.eml", dir ? dir : ".", name);
	FILE *f = fopen(path, "rb");
	if (!f)
		fail_msg("cannot open %s: %s", path, strerror(errno));
	char chunk[4096];
	size_t n;
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		text_put(out, chunk, n);
	fclose(f);
}

static struct message *parse_text(const char *bytes, size_t n)
{
	struct message *m = NULL;
	assert_int_equal(message_parse_here(bytes, n, &m), 0);
	return m;
}

static struct message *parse(const char *name)
{
	AUTO(text_done) struct text bytes = TEXT_INIT;
	load(name, &bytes);
	return parse_text(bytes.s, bytes.len);
}

/* ---- replies ---- */

static void test_webmail(void **state)
{
	(void)state;
	AUTO(message_free) struct message *m = parse("reply-webmail");
	assert_string_equal(m->from_address, "marta@bodega.example");
	assert_string_equal(m->from_name, "Marta Ruiz");
	assert_string_equal(m->subject, "Re: A word of thanks");
	assert_string_equal(m->message_id, "CAF7=a1@mail.bodega.example");
	assert_non_null(strstr(m->in_reply_to, our_id));
	assert_non_null(strstr(m->references, our_id));
	assert_non_null(strstr(m->to, "care+fu1.000g40r40m30e209.zf4gmvjm@ourshop.example"));
	assert_int_equal(m->date_at, 1778574665);
	assert_string_equal(m->new_text,
	        "Dear Anna,\n\nhow kind of you – we opened the second shop "
	        "last week!\nCould you call me on Thursday?\n\nMarta");
	assert_non_null(strstr(m->text, "three good years"));
	assert_false(m->truncated);
}

static void test_outlook_block_and_windows_charset(void **state)
{
	(void)state;
	AUTO(message_free) struct message *m = parse("reply-desktop-de");
	assert_string_equal(m->from_name, "Jürgen Voß");
	assert_string_equal(m->subject, "AW: Danke für drei Jahre");
	assert_string_equal(m->new_text,
	        "Hallo Frau Berg,\n\ndie Rückmeldung dauert leider etwas – "
	        "ich melde mich am Freitag.\n\nMit freundlichen Grüßen\n"
	        "Jürgen Voß");
}

static void test_phone_signature(void **state)
{
	(void)state;
	AUTO(message_free) struct message *m = parse("reply-phone");
	assert_string_equal(m->new_text, "Thanks Anna!");
}

static void test_flowed_inline_answer(void **state)
{
	(void)state;
	AUTO(message_free) struct message *m = parse("reply-flowed-inline");
	assert_non_null(strstr(m->new_text, "og jeg håber at vi ses til sommer."));
	assert_non_null(strstr(m->new_text, "Ja: ring før klokken ti."));
	assert_null(strstr(m->new_text, "three good years"));
	assert_null(strstr(m->new_text, "skrev"));
	assert_null(strstr(m->new_text, "Havn 1"));
}

static void test_html_only(void **state)
{
	(void)state;
	AUTO(message_free) struct message *m = parse("reply-html-only");
	assert_string_equal(m->from_name, "Chen, Li");
	assert_string_equal(
	        m->new_text, "Dear Anna & team,\nwe would like a new offer.\n\none\ntwo");
	assert_null(strstr(m->text, "color"));
}

static void test_charsets(void **state)
{
	(void)state;
	AUTO(message_free) struct message *koi = parse("reply-koi8");
	assert_string_equal(koi->new_text, "Добрый день, всё отлично.");
	assert_true(utf8_valid(koi->from_name, strlen(koi->from_name)));
	assert_string_equal(koi->from_name, "Иван Пушкин");
	AUTO(message_free) struct message *odd = parse("reply-unknown-charset");
	assert_string_equal(odd->new_text, "Café tomorrow – yes");
}

static void test_raw_reference_survives(void **state)
{
	(void)state;
	AUTO(message_free) struct message *m = parse("reply-no-id");
	assert_string_equal(m->message_id, "");
	assert_non_null(strstr(m->in_reply_to, our_reference));
}

/* ---- reports ---- */

static void test_dsn(void **state)
{
	(void)state;
	AUTO(message_free) struct message *m = parse("dsn-unknown");
	assert_string_equal(m->return_path, "<>");
	assert_string_equal(m->report_type, "delivery-status");
	assert_int_equal(m->recipients_count, 1);
	assert_string_equal(m->recipients[0].address, "kim@studio.example");
	assert_string_equal(m->recipients[0].action, "failed");
	assert_string_equal(m->recipients[0].status, "5.1.1");
	assert_non_null(strstr(m->recipients[0].diagnostic, "User unknown"));
	assert_string_equal(m->original_message_id, our_id);
	assert_string_equal(m->original_reference, our_reference);
	assert_string_equal(m->envelope_id, our_reference);
}

static void test_bounces_without_standard(void **state)
{
	(void)state;
	static const char *const names[] = {"bounce-exim", "bounce-qmail", "bounce-boundary-lost"};
	for (size_t i = 0; i < COUNT(names); i++) {
		AUTO(message_free) struct message *m = parse(names[i]);
		assert_int_equal(m->recipients_count, 1);
		assert_string_equal(m->recipients[0].address, "kim@studio.example");
		assert_string_equal(m->recipients[0].status, "5.1.1");
		assert_string_equal(m->original_message_id, our_id);
	}
	AUTO(message_free) struct message *exim = parse("bounce-exim");
	assert_string_equal(exim->original_reference, our_reference);
}

static void test_feedback_and_receipt(void **state)
{
	(void)state;
	AUTO(message_free) struct message *arf = parse("arf");
	assert_string_equal(arf->feedback_type, "abuse");
	assert_string_equal(arf->original_message_id, our_id);
	assert_string_equal(arf->original_reference, our_reference);
	AUTO(message_free) struct message *mdn = parse("mdn");
	assert_string_equal(mdn->report_type, "disposition-notification");
	assert_string_equal(mdn->original_message_id, our_id);
}

/* ---- hostile mail ---- */

static void test_broken_mime(void **state)
{
	(void)state;
	AUTO(message_free) struct message *m = parse("broken-mime");
	assert_string_equal(m->new_text, "Hello Anna, we need help.");
	assert_string_equal(m->from_address, "kim@studio.example");
}

/* Every prefix of a mail must be read without harm. */
static void test_every_prefix(void **state)
{
	(void)state;
	static const char *const names[] = {"dsn-unknown", "reply-webmail", "arf", "bounce-exim"};
	for (size_t i = 0; i < COUNT(names); i++) {
		AUTO(text_done) struct text bytes = TEXT_INIT;
		load(names[i], &bytes);
		for (size_t n = 0; n <= bytes.len; n++) {
			AUTO(xfree) char *exact = xmalloc(n);
			memcpy(exact, bytes.s, n);
			AUTO(message_free) struct message *m = parse_text(exact, n);
			assert_non_null(m->new_text);
		}
	}
}

/* Every byte in turn replaced by something nasty. */
static void test_every_byte(void **state)
{
	(void)state;
	AUTO(text_done) struct text bytes = TEXT_INIT;
	load("reply-webmail", &bytes);
	static const char nasty[] = {'\0', '\n', '(', '"', '\xff', ':'};
	for (size_t i = 0; i < bytes.len; i++) {
		char before = bytes.s[i];
		bytes.s[i] = nasty[i % sizeof nasty];
		AUTO(message_free) struct message *m = parse_text(bytes.s, bytes.len);
		assert_true(utf8_valid(m->text, strlen(m->text)));
		assert_true(utf8_valid(m->headers, strlen(m->headers)));
		bytes.s[i] = before;
	}
}

/* 0 or poison, and no child left behind. */
static void survive(const struct text *mail, struct message **ret)
{
	int r = message_parse(mail->s, mail->len, ret);
	assert_true(r == 0 || r == MESSAGE_POISON);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void test_nested_messages(void **state)
{
	(void)state;
	AUTO(text_done) struct text mail = TEXT_INIT;
	text_puts(&mail, "From: a@b.example\r\nSubject: deep\r\n");
	for (int i = 0; i < 30000; i++)
		text_puts(&mail, "Content-Type: message/rfc822\r\n\r\n");
	AUTO(message_free) struct message *m = NULL;
	survive(&mail, &m);
	/* refused before it could hurt, so the headers are known */
	assert_non_null(m);
	assert_string_equal(m->subject, "deep");
	assert_true(m->truncated);
}

static void test_nested_multiparts(void **state)
{
	(void)state;
	AUTO(text_done) struct text mail = TEXT_INIT;
	text_puts(&mail, "From: a@b.example\r\nSubject: wide\r\n");
	for (int i = 0; i < 5000; i++)
		text_printf(&mail,
		        "Content-Type:\r\n multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i);
	AUTO(message_free) struct message *m = NULL;
	survive(&mail, &m);
	assert_non_null(m);
	assert_string_equal(m->subject, "wide");
}

static void test_parentheses(void **state)
{
	(void)state;
	static const char *const names[] = {"To", "From", "Date", "Content-Type", "Subject"};
	for (size_t i = 0; i < COUNT(names); i++) {
		AUTO(text_done) struct text mail = TEXT_INIT;
		text_printf(&mail, "Message-ID: <1@b.example>\r\n%s: ", names[i]);
		for (int k = 0; k < 200000; k++)
			text_putc(&mail, '(');
		text_puts(&mail, "\r\n\r\nhello\r\n");
		AUTO(message_free) struct message *m = NULL;
		survive(&mail, &m);
		assert_non_null(m);
		assert_string_equal(m->message_id, "1@b.example");
	}
}

static void test_big_mail_is_cut(void **state)
{
	(void)state;
	AUTO(text_done) struct text mail = TEXT_INIT;
	text_puts(&mail, "From: a@b.example\r\n\r\n");
	while (mail.len < 3 << 20)
		text_puts(&mail, "All work and no play makes Jack a dull boy. Ça va? \xc3\xa9\r\n");
	AUTO(message_free) struct message *m = NULL;
	assert_int_equal(message_parse(mail.s, mail.len, &m), 0);
	assert_true(m->truncated);
	assert_true(strlen(m->text) <= 64 << 10);
	assert_true(strlen(m->new_text) <= 64 << 10);
	assert_true(utf8_valid(m->new_text, strlen(m->new_text)));
}

static void test_child_and_here_agree(void **state)
{
	(void)state;
	static const char *const names[] = {"dsn-unknown", "reply-koi8", "reply-html-only", "arf"};
	for (size_t i = 0; i < COUNT(names); i++) {
		AUTO(text_done) struct text bytes = TEXT_INIT;
		load(names[i], &bytes);
		AUTO(message_free) struct message *here = parse_text(bytes.s, bytes.len);
		AUTO(message_free) struct message *child = NULL;
		assert_int_equal(message_parse(bytes.s, bytes.len, &child), 0);
		assert_string_equal(child->text, here->text);
		assert_string_equal(child->headers, here->headers);
		assert_string_equal(child->from_name, here->from_name);
		assert_string_equal(child->original_reference, here->original_reference);
		assert_int_equal(child->date_at, here->date_at);
		assert_int_equal(child->recipients_count, here->recipients_count);
		for (size_t k = 0; k < here->recipients_count; k++)
			assert_string_equal(
			        child->recipients[k].status, here->recipients[k].status);
	}
}

static void test_heads(void **state)
{
	(void)state;
	AUTO(text_done) struct text bytes = TEXT_INIT;
	load("reply-koi8", &bytes);
	AUTO(message_free) struct message *whole = parse_text(bytes.s, bytes.len);
	struct message_bytes two[] = {{bytes.s, bytes.len}, {"\r\n", 2}};
	struct message *heads[2];
	assert_int_equal(message_parse_heads(two, 2, heads), 0);
	assert_string_equal(heads[0]->from_address, whole->from_address);
	assert_string_equal(heads[0]->message_id, whole->message_id);
	assert_string_equal(heads[0]->to, whole->to);
	assert_string_equal(heads[0]->headers, "");
	assert_string_equal(heads[0]->text, "");
	assert_string_equal(heads[0]->feedback_type, "");
	assert_string_equal(heads[1]->from_address, "");
	message_free(heads[0]);
	message_free(heads[1]);
}

static void test_empty(void **state)
{
	(void)state;
	AUTO(message_free) struct message *m = parse_text("", 0);
	assert_string_equal(m->from_address, "");
	assert_string_equal(m->new_text, "");
	assert_int_equal(m->recipients_count, 0);
}

/* ---- pieces ---- */

static void test_base_subject(void **state)
{
	(void)state;
	static const struct {
		const char *in, *out;
	} table[] = {
	        {"Re: A word", "A word"},
	        {"RE: AW: Sv: A word", "A word"},
	        {"Re[2]: Fwd:  A word ", "A word"},
	        {"Réf : A word", "A word"},
	        {"回复：A word", "A word"},
	        {"Απ: A word", "Απ: A word"}, /* mixed case is not in the table; harmless */
	        {"[list] Re: A word", "A word"},
	        {"[list] A word", "[list] A word"},
	        {"Return: A word", "Return: A word"},
	        {"Re: ", ""},
	        {"", ""},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		AUTO(xfree) char *base = message_base_subject(table[i].in);
		assert_string_equal(base, table[i].out);
	}
}

static void test_introductions(void **state)
{
	(void)state;
	static const char *const lines[] = {
	        "On Mon, May 11, 2026 at 9:12 AM Anna Berg <care@x.example> wrote:",
	        "Am 11.05.2026 um 09:12 schrieb Anna Berg:",
	        "Le lun. 11 mai 2026 à 09:12, Anna Berg <care@x.example> a écrit :",
	        "El lun, 11 may 2026 a las 9:12, Anna Berg (<care@x.example>) escribió:",
	        "Il giorno lun 11 mag 2026 alle ore 09:12 Anna Berg <care@x.example> ha scritto:",
	        "Em seg., 11 de mai. de 2026 às 09:12, Anna Berg <care@x.example> escreveu:",
	        "Op ma 11 mei 2026 om 09:12 schreef Anna Berg <care@x.example>:",
	        "Den mån 11 maj 2026 kl 09:12 skrev Anna Berg <care@x.example>:",
	        "W dniu 11.05.2026 o 09:12, Anna Berg pisze:",
	        "Dne 11. 05. 26 v 9:12 Anna Berg napsal(a):",
	        "2026-05-11 9:12 GMT+02:00 Anna Berg <care@x.example>:",
	        "Anna Berg <care@x.example> ezt írta (időpont: 2026. máj. 11., H, 9:12):",
	        "пн, 11 мая 2026 г. в 09:12, Anna Berg <care@x.example> написал:",
	        "于2026年5月11日 Anna Berg <care@x.example> 写道：",
	        "-----Original Message-----",
	        "-----Ursprüngliche Nachricht-----",
	        "---------- Forwarded message ---------",
	};
	for (size_t i = 0; i < COUNT(lines); i++) {
		AUTO(xfree)
		char *text =
		        xasprintf("Fine with me.\n\n%s\n> Dear customer, reply stop\n", lines[i]);
		AUTO(xfree) char *new_text = quote_new_text(text);
		if (strcmp(new_text, "Fine with me.") != 0)
			fail_msg("left behind after \"%s\": %s", lines[i], new_text);
	}
}

static void test_what_is_no_history(void **state)
{
	(void)state;
	static const char *const texts[] = {
	        "Please note:\nwe close at 5.",
	        "On Monday we wrote: nothing came back.",
	        "From: my heart, thanks",
	        "----------\nPrices\n----------\nTen each",
	        "He said: fine\n\nand left",
	};
	for (size_t i = 0; i < COUNT(texts); i++) {
		AUTO(xfree) char *new_text = quote_new_text(texts[i]);
		assert_string_equal(new_text, texts[i]);
	}
	AUTO(xfree) char *only = quote_new_text("> all\n> quoted\n");
	assert_string_equal(only, "");
}

static void test_encoded_words(void **state)
{
	(void)state;
	static const struct {
		const char *in, *out;
	} table[] = {
	        {"plain", "plain"},
	        {"=?utf-8?q?caf=C3=A9?=", "café"},
	        {"=?utf-8?B?w6k=?= =?utf-8?B?w6k=?=", "éé"},
	        {"=?utf-8?B?4oI=?= =?utf-8?B?rA==?=", "€"}, /* one character cut in two */
	        {"a =?iso-8859-1*fr?q?=E9?= b", "a é b"},
	        {"=?utf-8?q?half", "=?utf-8?q?half"},
	        {"=?nobody?q?x=E9?=", "xé"},
	        {"=?utf-8?q?two=0Alines=00?=", "two lines "},
	        {"raw \xe9", "raw é"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		AUTO(xfree) char *out = charset_decode_words(table[i].in);
		assert_string_equal(out, table[i].out);
	}
}

static void test_parameters(void **state)
{
	(void)state;
	static const struct {
		const char *in, *out;
	} table[] = {
	        {"multipart/report; report-type=delivery-status; boundary=x", "x"},
	        {"multipart/mixed; BOUNDARY = \"a b\\\"c\" ; y=1", "a b\"c"},
	        {"a/b; boundary*=utf-8'en'a%20b", "a b"},
	        {"a/b; boundary*0=\"one\"; boundary*1=two", "onetwo"},
	        {"a/b; xboundary=no", ""},
	        {"a/b", ""},
	        {"a/b;;;= ;boundary", ""},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		AUTO(xfree) char *out = header_param(table[i].in, "boundary");
		assert_string_equal(out, table[i].out);
	}
}

static void test_html(void **state)
{
	(void)state;
	static const struct {
		const char *in, *out;
	} table[] = {
	        {"a<br>b", "a\nb"},
	        {"<p>one</p><p>two</p>", "one\n\ntwo"},
	        {"<script>x<y</script>seen", "seen"},
	        {"<style>p{}", ""},
	        {"1 &lt; 2 &amp;&nbsp;3 &#8364; &#x20AC; &bogus;", "1 < 2 & 3 € € &bogus;"},
	        {"<blockquote>q<blockquote>qq</blockquote></blockquote>n", "> q\n> > qq\nn"},
	        {"a <b>bold</b> c", "a bold c"},
	        {"<a href='>'>link</a>", "link"},
	        {"x < y", "x < y"},
	        {"open <b", "open"},
	        {"<!-- <p>no</p> -->yes", "yes"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		AUTO(xfree) char *out = html_text(table[i].in);
		assert_string_equal(out, table[i].out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_webmail),
	        cmocka_unit_test(test_outlook_block_and_windows_charset),
	        cmocka_unit_test(test_phone_signature),
	        cmocka_unit_test(test_flowed_inline_answer),
	        cmocka_unit_test(test_html_only),
	        cmocka_unit_test(test_charsets),
	        cmocka_unit_test(test_raw_reference_survives),
	        cmocka_unit_test(test_dsn),
	        cmocka_unit_test(test_bounces_without_standard),
	        cmocka_unit_test(test_feedback_and_receipt),
	        cmocka_unit_test(test_broken_mime),
	        cmocka_unit_test(test_every_prefix),
	        cmocka_unit_test(test_every_byte),
	        cmocka_unit_test(test_nested_messages),
	        cmocka_unit_test(test_nested_multiparts),
	        cmocka_unit_test(test_parentheses),
	        cmocka_unit_test(test_big_mail_is_cut),
	        cmocka_unit_test(test_child_and_here_agree),
	        cmocka_unit_test(test_heads),
	        cmocka_unit_test(test_empty),
	        cmocka_unit_test(test_base_subject),
	        cmocka_unit_test(test_introductions),
	        cmocka_unit_test(test_what_is_no_history),
	        cmocka_unit_test(test_encoded_words),
	        cmocka_unit_test(test_parameters),
	        cmocka_unit_test(test_html),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
