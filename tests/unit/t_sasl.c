/* sasl: each mechanism's own words, and a secret that goes nowhere else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base64.h"
#include "conf.h"
#include "sasl.h"
#include "scram.h"

static struct conf_server with(const char *command, bool token)
{
	return (struct conf_server){.host = (char *)"mail.example",
	        .port = 993,
	        .user = (char *)"care@example.org",
	        .password = {.command = token ? NULL : (char *)command,
	                .token_command = token ? (char *)command : NULL}};
}

static char *plain(const char *answer)
{
	struct text t = TEXT_INIT;

	assert_non_null(answer);
	base64_read(&t, answer, strlen(answer));
	text_putc(&t, '\0');
	return text_steal(&t);
}

static struct sasl *begin(const struct conf_server *server, unsigned offered)
{
	AUTO(xfree) char *why = NULL;
	struct sasl *s = NULL;

	if (sasl_new(server, offered, &s, &why) != 0)
		fail_msg("%s", why);
	return s;
}

static void test_plain(void **state)
{
	const struct conf_server server = with("printf 'gehe im'", false);
	AUTO(sasl_free) struct sasl *s = begin(&server, sasl_bit("login") | sasl_bit("PLAIN"));

	(void)state;
	assert_string_equal(sasl_name(s), "PLAIN");
	assert_true(sasl_speaks_first(s));
	AUTO(xfree) char *said = plain(sasl_answer(s, ""));
	assert_memory_equal(said, "\0care@example.org\0gehe im", 26);
	assert_null(sasl_answer(s, "more?"));
}

static void test_login(void **state)
{
	const struct conf_server server = with("printf geheim", false);
	unsigned offered = sasl_bit("PLAIN") | sasl_bit("LOGIN") | sasl_bit("XOAUTH2");
	AUTO(sasl_free) struct sasl *first = begin(&server, offered);
	AUTO(sasl_free) struct sasl *s = begin(&server, sasl_next(first, offered));

	(void)state;
	assert_string_equal(sasl_name(s), "LOGIN");
	assert_false(sasl_speaks_first(s));
	assert_string_equal(sasl_answer(s, "VXNlcm5hbWU6"), "Y2FyZUBleGFtcGxlLm9yZw==");
	assert_string_equal(sasl_answer(s, "UGFzc3dvcmQ6"), "Z2VoZWlt");
	assert_null(sasl_answer(s, ""));
}

/* A token of 3,000 bytes, as some providers make them. */
static void test_a_token(void **state)
{
	const struct conf_server server =
	        with("head -c 3000 /dev/zero | tr '\\0' x; echo; echo other", true);
	AUTO(sasl_free)
	struct sasl *s = begin(&server, sasl_bit("PLAIN") | sasl_bit("XOAUTH2"));

	(void)state;
	assert_string_equal(sasl_name(s), "XOAUTH2");
	AUTO(xfree) char *said = plain(sasl_answer(s, ""));
	assert_int_equal(strlen(said), strlen("user=care@example.org\1auth=Bearer \1\1") + 3000);
	assert_memory_equal(said, "user=care@example.org\1auth=Bearer xxx", 37);
	assert_memory_equal(said + strlen(said) - 3, "x\1\1", 3);
	/* the reasons come as a challenge; an empty answer brings the no */
	assert_string_equal(sasl_answer(s, "eyJzdGF0dXMiOiI0MDEifQ=="), "");
	assert_null(sasl_answer(s, ""));
	AUTO(xfree) char *advice = sasl_advice(s);
	assert_non_null(strstr(advice, "({\"status\":\"401\"})"));
	assert_non_null(strstr(advice, "token_command"));
}

/* The example of RFC 7677 3. */
#define NONCE "rOprNGfwEbeRWgbNEkqO"
#define SERVER_FIRST                                                                               \
	"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"

static void test_scram(void **state)
{
	const struct text password = {.s = (char *)"pencil", .len = 6, .cap = 7};
	AUTO(scram_free) struct scram *s = scram_new("user", &password, NONCE);
	AUTO(scram_free) struct scram *odd = scram_new("a=b,c", &password, NONCE);

	(void)state;
	assert_string_equal(scram_first(s), "n,,n=user,r=" NONCE);
	assert_string_equal(scram_first(odd), "n,,n=a=3Db=2Cc,r=" NONCE);
	assert_false(scram_believes(s, "v=")); /* nothing was proved yet */
	assert_string_equal(scram_proof(s, SERVER_FIRST),
	        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
	        "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
	assert_false(scram_believes(s, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95H4="));
	assert_false(scram_believes(s, "e=other-error"));
	assert_true(scram_believes(s, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
}

static void test_scram_bad_servers(void **state)
{
	static const char *const bad[] = {"", "r=", "e=no-resources",
	        "r=" NONCE ",s=W22Z,i=4096",     /* adds nothing to our nonce */
	        "r=another%x,s=W22Z,i=4096",     /* not ours */
	        "r=" NONCE "x,s=W22Z,i=4095",    /* too cheap to guess against */
	        "r=" NONCE "x,s=W22Z,i=1000001", /* work without end */
	        "r=" NONCE "x,s=W22Z,i=-1", "r=" NONCE "x,s=W22Z,i=4096x", "r=" NONCE "x,s=,i=4096",
	        "r=" NONCE "x,i=4096", "r=" NONCE "x"};
	const struct text password = {.s = (char *)"pencil", .len = 6, .cap = 7};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		AUTO(scram_free) struct scram *s = scram_new("user", &password, NONCE);

		assert_null(scram_proof(s, bad[i]));
		assert_false(scram_believes(s, "v="));
	}
}

/* A yes without the server's proof is none, and the password is never said in SCRAM's place. */
static void test_no_downgrade(void **state)
{
	const struct conf_server server = with("printf geheim", false);
	unsigned offered = sasl_bit("PLAIN") | sasl_bit("LOGIN") | sasl_bit("SCRAM-SHA-256");
	AUTO(sasl_free) struct sasl *s = begin(&server, offered);

	(void)state;
	assert_string_equal(sasl_name(s), "SCRAM-SHA-256");
	assert_int_equal(sasl_next(s, offered), 0);
	AUTO(xfree) char *said = plain(sasl_answer(s, ""));
	assert_memory_equal(said, "n,,n=care@example.org,r=", 24);
	assert_null(strstr(said, "geheim"));
	assert_false(sasl_is_satisfied(s));
	assert_null(sasl_answer(s, "cj1ub3BlLHM9YSxpPTQwOTY="));
	assert_null(sasl_answer(s, "dj1ub3BlCg=="));
	assert_false(sasl_is_satisfied(s));
	AUTO(xfree) char *advice = sasl_advice(s);
	assert_non_null(strstr(advice, "could not show that it knows the password"));
}

static void check_none(
        const char *command, bool token, unsigned offered, int want, const char *says)
{
	const struct conf_server server = with(command, token);
	AUTO(xfree) char *why = NULL;
	struct sasl *s = NULL;

	assert_int_equal(sasl_new(&server, offered, &s, &why), want);
	assert_null(s);
	if (!strstr(why, says))
		fail_msg("%s", why);
}

static void test_none(void **state)
{
	unsigned passwords = sasl_bit("PLAIN") | sasl_bit("LOGIN");

	(void)state;
	assert_int_equal(sasl_bit("GSSAPI"), 0);
	check_none("echo x", true, passwords, SASL_NONE, "it offers: PLAIN, LOGIN");
	check_none("echo x", false, sasl_bit("XOAUTH2"), SASL_NONE, "name a token_command");
	check_none("echo x", false, 0, SASL_NONE, "none that we know");
	check_none(
	        "false", true, sasl_bit("XOAUTH2"), SASL_NO_SECRET, "no token from token_command");
	check_none("false", false, passwords, SASL_NO_SECRET, "no password from password_command");
	check_none("printf 'a\\001b'", true, sasl_bit("XOAUTH2"), SASL_NO_SECRET, "line break");
}

/* As often as anybody needs them; what is no base64 is passed over. */
static void test_base64(void **state)
{
	static const char *const pairs[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="},
	        {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"\xff\xfe\xfd", "//79"}};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		AUTO(text_done) struct text t = TEXT_INIT, back = TEXT_INIT;

		base64_put(&t, pairs[i][0], strlen(pairs[i][0]));
		assert_string_equal(text_str(&t), pairs[i][1]);
		text_puts(&t, "\r\n*");
		base64_read(&back, t.s, t.len);
		assert_string_equal(text_str(&back), pairs[i][0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_plain),
	        cmocka_unit_test(test_login),
	        cmocka_unit_test(test_a_token),
	        cmocka_unit_test(test_scram),
	        cmocka_unit_test(test_scram_bad_servers),
	        cmocka_unit_test(test_no_downgrade),
	        cmocka_unit_test(test_none),
	        cmocka_unit_test(test_base64),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
