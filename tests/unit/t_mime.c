/* mime: a mail's parts where they lie, however they are cut. Every text is given at its exact
 * length, without a NUL behind it. */
#include "mime.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* "type:text|type:text" of all parts within, for one look. */
static char *parts(const char *header, const char *body)
{
	struct text out = TEXT_INIT;
	struct header_lines h;
	size_t n = strlen(body), cursor = 0;
	AUTO(xfree) char *exact = xmalloc(n);
	memcpy(exact, body, n);
	header_read(header, &h);
	AUTO(mime_close) struct mime_part whole, part;
	part = (struct mime_part){0};
	mime_open(&whole, &h, exact, n);
	while (mime_next(&whole, &cursor, &part)) {
		AUTO(text_done) struct text store = TEXT_INIT;
		size_t k;
		const char *bytes = mime_decoded(&part, &store, &k);
		text_printf(&out, "%s%s:%.*s", out.len ? "|" : "", part.type, (int)k, bytes);
		mime_close(&part);
		part = (struct mime_part){0};
	}
	return text_steal(&out);
}

static void test_cuts(void **state)
{
	(void)state;
	static const char mixed[] = "Content-Type: multipart/mixed; boundary=\"b\"\n";
	static const char digest[] = "Content-Type: Multipart/Digest; boundary=b\n";
	static const struct {
		const char *header, *body, *parts;
	} table[] = {
	        {mixed,
	                "pre\r\n--b\r\n\r\none\r\n--b\r\nContent-Type: "
	                "text/html\r\n\r\ntwo\r\n--b--",
	                "text/plain:one|text/html:two"},
	        {mixed, "--b\n\none\n--b \t\n\ntwo\n", "text/plain:one|text/plain:two\n"},
	        {mixed, "--b\n\none\n--bc\nstill one\n--b--\nafter",
	                "text/plain:one\n--bc\nstill one"},
	        {mixed, "--b\nContent-Type: text\n\none\n--b--", "text/plain:one"},
	        {mixed, "--b\nno header: here\n\nx--b\n--b--",
	                "text/plain:no header: here\n\nx--b"},
	        {mixed, "--b\n--b\n--b--", "text/plain:|text/plain:"},
	        {mixed, "--b--\n\none\n--b\n\ntwo", ""},
	        {mixed, "no cut at all", ""},
	        {digest, "--b\n\nFrom: a@b.example\n\nhi\n--b--",
	                "message/rfc822:From: a@b.example\n\nhi"},
	        {"Content-Type: multipart/mixed\n", "--b\n\none\n--b--", ""},
	        {"Content-Type: text/plain; boundary=b\n", "--b\n\none\n--b--", ""},
	        {mixed,
	                "--b\nContent-Transfer-Encoding: base64\n\nb25l\n--b\n"
	                "Content-Transfer-Encoding: Quoted-Printable\n\na=20b= \nc=3Dd=zz=\n--b--",
	                "text/plain:one|text/plain:a bc=d=zz"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		AUTO(xfree) char *got = parts(table[i].header, table[i].body);
		if (!str_same(got, table[i].parts))
			fail_msg("%zu: \"%s\"", i, got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_cuts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
