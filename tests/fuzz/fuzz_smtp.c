/* A mail server's side of a dialogue, from greeting to QUIT, two letters long. The first byte: TLS
 * and login. */
#include "smtp.h"
#include "wire.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

static void check(const struct smtp_answer *a, int outcome)
{
	if ((int)a->outcome != outcome || outcome < SMTP_SENT || outcome > SMTP_TROUBLE)
		abort();
	if (outcome == SMTP_SENT && (a->code / 100 != 2 || strcmp(a->step, "dot") != 0))
		abort();
	if (outcome == SMTP_REJECTED && a->code && a->code / 100 != 5)
		abort();
	wire_check_words(a->text);
}

static void talk(struct smtp *s)
{
	static const char text[] = "Subject: x\r\n\r\n.Dear\nAnna";
	const struct smtp_letter one = {"a@x.example", "b@y.example", "id", text, sizeof(text) - 1},
	                         two = {"a@x.example", "c@y.example", NULL, text, 8};
	struct smtp_answer a;
	int r = smtp_say(s, &one, &two, &a);

	check(&a, r ? r : smtp_hear(s, &a));
	r = smtp_say(s, &two, NULL, &a);
	check(&a, r ? r : smtp_hear(s, &a));
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	static char host[] = "mail.example", user[] = "care", command[] = "token";
	struct conf_server server = {.host = host, .port = 587, .timeout_s = 60};
	struct smtp_answer a;
	struct smtp *s = NULL;
	int r;

	if (n == 0)
		return 0;
	server.tls = bytes[0] & 1 ? CONF_TLS_STARTTLS : CONF_TLS_IMPLICIT;
	server.user = bytes[0] & 2 ? user : NULL;
	server.password.token_command = bytes[0] & 4 ? command : NULL;
	wire_begin(bytes + 1, n - 1);
	r = smtp_open(&server, "host.example", &s, &a);
	if (r == 0)
		talk(s);
	else
		check(&a, r);
	smtp_close(s);
	return 0;
}
