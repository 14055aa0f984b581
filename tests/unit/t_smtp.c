/* smtp: what each misbehaviour of a server is worth, and what may never be sent. */
#include "mailserver.h"
#include "smtp.h"
#include "stream.h"

#include <sys/eventfd.h>

#define FROM "care@harbourpine.example"
#define TO "anna@example.org"
#define LETTER "Subject: x\r\n\r\nDear Anna,\r\n.\r\n..two\r\nbare\nend"

/* Words a script may say instead of an answer. */
#define HANG_UP "(hang up)"
#define RESET "(reset)"
#define SILENT "(silent)"
#define DRIP "(drip)"

struct script {
	const char *name;
	const char *greeting, *ehlo, *auth, *mail, *rcpt, *data, *dot; /* NULL: as it should be */
	int body_lines;     /* hang up after so many lines of the letter; 0: never */
	const char *pushed; /* said in the middle of the letter */
	bool reset;         /* that is a reset */
	const char *to;     /* NULL: TO */

	int open, send; /* wanted outcomes */
	int code;
	const char *step;
	const char *text; /* in the answer's text */
	bool closed;      /* wanted: not usable afterwards */
};

#define PLAIN_EHLO "250-mail.example\r\n250-SIZE 100000\r\n250-AUTH PLAIN LOGIN\r\n250 DSN\r\n"
#define PIPELINED "250-mail.example\r\n250-PIPELINING\r\n250-AUTH PLAIN\r\n250 DSN\r\n"

/* Say an answer, or do what the word stands for. False: this connection is over. */
static bool reply(struct peer *p, const char *words, const char *otherwise)
{
	words = words ? words : otherwise;
	if (strcmp(words, RESET) == 0)
		hang_up_hard(p);
	else if (strcmp(words, SILENT) == 0)
		wait_for_the_end(p);
	else if (strcmp(words, DRIP) == 0)
		for (;; usleep(100000)) /* until its alarm() */
			say(p, "2");
	else if (strcmp(words, HANG_UP) != 0) {
		say(p, words);
		return strncmp(words, "421", 3) != 0 && words[strlen(words) - 1] == '\n';
	}
	return false;
}

static bool read_letter(struct peer *p, const struct script *s)
{
	char *l;

	for (int n = 1; (l = hear(p)); n++) {
		if (strcmp(l, ".") == 0)
			return true;
		if (s->pushed && n == 2)
			say(p, s->pushed);
		if (n != s->body_lines)
			continue;
		if (s->reset)
			hang_up_hard(p);
		return false;
	}
	return false;
}

/* The secrets of a login, line by line. */
static bool read_login(struct peer *p, const struct script *s, const char *line)
{
	if (s->auth && strncmp(s->auth, "334", 3) != 0)
		return reply(p, s->auth, "");
	bool login = strcmp(line, "AUTH LOGIN") == 0; /* `line` changes with each hear() */

	if (login || strcmp(line, "AUTH PLAIN") == 0) {
		say(p, "334 VXNlcm5hbWU6\r\n");
		hear(p);
	}
	if (login) {
		say(p, "334 UGFzc3dvcmQ6\r\n");
		hear(p);
	}
	return reply(p, s->auth, "235 2.7.0 welcome\r\n");
}

static void play_smtp(struct peer *p)
{
	const struct script *s = p->script;
	bool goes_on = secure(p) && reply(p, s->greeting, "220 mail.example ESMTP\r\n");

	while (goes_on) {
		const char *l = hear(p);

		if (!l || strcmp(l, "QUIT") == 0)
			break;
		if (strncmp(l, "EHLO ", 5) == 0)
			goes_on = reply(p, s->ehlo, PLAIN_EHLO);
		else if (strncmp(l, "AUTH ", 5) == 0)
			goes_on = read_login(p, s, l);
		else if (strncmp(l, "MAIL FROM:", 10) == 0)
			goes_on = reply(p, s->mail, "250 2.1.0 ok\r\n");
		else if (strncmp(l, "RCPT TO:", 8) == 0)
			goes_on = reply(p, s->rcpt, "250 2.1.5 ok\r\n");
		else if (strcmp(l, "RSET") == 0)
			goes_on = reply(p, NULL, "250 2.0.0 ok\r\n");
		else if (strcmp(l, "DATA") == 0) {
			goes_on = reply(p, s->data, "354 go on\r\n");
			if (goes_on && (!s->data || strncmp(s->data, "354", 3) == 0))
				goes_on = read_letter(p, s) &&
				          reply(p, s->dot, "250 2.0.0 queued\r\n");
		} else
			goes_on = reply(p, NULL, "500 5.5.1 what?\r\n");
	}
}

static int open_smtp(struct server *server, struct smtp **ret, struct smtp_answer *a)
{
	return smtp_open(&server->conf, "host.example", ret, a);
}

static int send_letter_to(struct smtp *s, const char *to, struct smtp_answer *a)
{
	return smtp_send(s, FROM, to, "id+1", LETTER, strlen(LETTER), a);
}

static int send_letter(struct smtp *s, struct smtp_answer *a)
{
	return send_letter_to(s, TO, a);
}

/* More than all buffers between us and a server take. */
static int send_large(struct smtp *s, struct smtp_answer *a)
{
	AUTO(text_done) struct text lines = TEXT_INIT;

	while (lines.len < 12 << 20)
		text_puts(&lines,
		        "A line of a letter that is much too long for anybody to read it.\r\n");
	return smtp_send(s, FROM, TO, "e", lines.s, lines.len, a);
}

#define HUNDRED                                                                                    \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"                                       \
	"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const char late_dot[] = "250-first\r\n250 2.0.0 second\r\n";

static const struct script scripts[] = {
        {.name = "all well", .code = 250, .step = "dot"},
        {.name = "many lines", .dot = late_dot, .code = 250, .step = "dot"},
        {.name = "another 2xx", .dot = "253 fine\r\n", .code = 253, .step = "dot"},
        {.name = "no text", .dot = "250\r\n", .code = 250, .step = "dot"},
        {.name = "a tab in EHLO",
                .ehlo = "250-x\r\n250 AUTH\tPLAIN\tLOGIN\r\n",
                .code = 250,
                .step = "dot"},
        {.name = "old AUTH=",
                .ehlo = "250-x\r\n250 AUTH=LOGIN PLAIN\r\n",
                .code = 250,
                .step = "dot"},
        {.name = "only LOGIN", .ehlo = "250-x\r\n250 AUTH LOGIN\r\n", .code = 250, .step = "dot"},
        {.name = "pipelined", .ehlo = PIPELINED, .code = 250, .step = "dot"},
        /* opening */
        {.name = "421 greeting",
                .greeting = "421 4.3.2 too many\r\n",
                .open = SMTP_TROUBLE,
                .code = 421,
                .step = "greeting",
                .text = "too many"},
        {.name = "450 greeting",
                .greeting = "450 4.3.2 later\r\n",
                .open = SMTP_DEFERRED,
                .code = 450,
                .step = "greeting"},
        {.name = "554 greeting",
                .greeting = "554 no service\r\n",
                .open = SMTP_TROUBLE,
                .code = 554,
                .step = "greeting"},
        {.name = "hang up at once",
                .greeting = HANG_UP,
                .open = SMTP_TROUBLE,
                .step = "greeting",
                .text = "closed"},
        {.name = "not SMTP",
                .greeting = "* OK IMAP4rev1\r\n",
                .open = SMTP_TROUBLE,
                .step = "greeting",
                .text = "not SMTP"},
        {.name = "other codes",
                .ehlo = "250-one\r\n550 two\r\n",
                .open = SMTP_TROUBLE,
                .step = "greeting"},
        {.name = "no login",
                .ehlo = "250-x\r\n250 SIZE\r\n",
                .open = SMTP_TROUBLE,
                .step = "auth",
                .text = "offers no login"},
        {.name = "wrong password",
                .auth = "535 5.7.8 bad\r\n",
                .open = SMTP_TROUBLE,
                .code = 535,
                .step = "auth",
                .text = "care@example.org"},
        {.name = "login later",
                .auth = "454 4.7.0 later\r\n",
                .open = SMTP_DEFERRED,
                .code = 454,
                .step = "auth"},
        {.name = "login 421",
                .auth = "421 4.7.0 enough\r\n",
                .open = SMTP_TROUBLE,
                .code = 421,
                .step = "auth"},
        {.name = "a link in its words stays whole, and the code stands there once",
                .auth = "534-5.7.9 An app password is wanted. For more information, go to\r\n"
                        "534 5.7.9 https://support.example.com/mail/?p=InvalidSecondFactor\r\n",
                .open = SMTP_TROUBLE,
                .code = 534,
                .step = "auth",
                .text = "go to https://support.example.com/mail/?p=InvalidSecondFactor)"},
        {.name = "passwords are over",
                .auth = "550 5.7.30 Basic authentication is not supported\r\n",
                .open = SMTP_TROUBLE,
                .code = 550,
                .step = "auth",
                .text = "wants OAuth"},
        {.name = "SCRAM that goes wrong is not followed by the password",
                .ehlo = "250-x\r\n250 AUTH SCRAM-SHA-256 PLAIN LOGIN\r\n",
                .auth = "504 5.5.4 not for you\r\n",
                .open = SMTP_TROUBLE,
                .code = 504,
                .step = "auth"},
        {.name = "SCRAM without proof",
                .ehlo = "250-x\r\n250 AUTH SCRAM-SHA-256\r\n",
                .auth = "235 2.7.0 welcome\r\n",
                .open = SMTP_TROUBLE,
                .code = 0,
                .step = "auth",
                .text = "may be another"},
        {.name = "login without end", .auth = "334 more\r\n", .open = SMTP_TROUBLE, .step = "auth"},
        /* MAIL: about us, but for the size */
        {.name = "421 MAIL",
                .mail = "421 4.3.0 down\r\n",
                .send = SMTP_TROUBLE,
                .code = 421,
                .step = "mail",
                .closed = true},
        {.name = "451 MAIL",
                .mail = "451 4.3.0 later\r\n",
                .send = SMTP_DEFERRED,
                .code = 451,
                .step = "mail"},
        {.name = "rate MAIL",
                .mail = "454 4.7.0 too fast\r\n",
                .send = SMTP_TROUBLE,
                .code = 454,
                .step = "mail",
                .closed = true},
        {.name = "530 MAIL",
                .mail = "530 5.7.0 log in\r\n",
                .send = SMTP_TROUBLE,
                .code = 530,
                .step = "mail",
                .closed = true},
        {.name = "basic login off",
                .mail = "550 5.7.30 no basic\r\n",
                .send = SMTP_TROUBLE,
                .code = 550,
                .step = "mail",
                .closed = true},
        {.name = "552 MAIL",
                .mail = "552 5.3.4 too big\r\n",
                .send = SMTP_REJECTED,
                .code = 552,
                .step = "mail"},
        {.name = "552 pipelined",
                .ehlo = PIPELINED,
                .mail = "552 5.3.4 too big\r\n",
                .rcpt = "503 first MAIL\r\n",
                .data = "503 first MAIL\r\n",
                .send = SMTP_REJECTED,
                .code = 552,
                .step = "mail"},
        {.name = "MAIL no, RCPT yes",
                .ehlo = PIPELINED,
                .mail = "451 4.3.0 later\r\n",
                .send = SMTP_DEFERRED,
                .code = 451,
                .step = "mail",
                .closed = true},
        {.name = "reset at MAIL",
                .mail = RESET,
                .send = SMTP_NOT_SENT,
                .step = "mail",
                .closed = true},
        /* RCPT: about the customer, but for relaying and logins */
        {.name = "550 RCPT",
                .rcpt = "550 5.1.1 nobody\r\n",
                .send = SMTP_REJECTED,
                .code = 550,
                .step = "rcpt",
                .text = "nobody"},
        {.name = "550 pipelined",
                .ehlo = PIPELINED,
                .rcpt = "550 5.1.1 nobody\r\n",
                .data = "554 nobody\r\n",
                .send = SMTP_REJECTED,
                .code = 550,
                .step = "rcpt"},
        {.name = "550 and yet 354",
                .ehlo = PIPELINED,
                .rcpt = "550 5.1.1 nobody\r\n",
                .dot = "554 nobody\r\n",
                .send = SMTP_REJECTED,
                .code = 550,
                .step = "rcpt"},
        {.name = "450 RCPT",
                .rcpt = "450 4.2.0 grey\r\n",
                .send = SMTP_DEFERRED,
                .code = 450,
                .step = "rcpt"},
        {.name = "421 RCPT",
                .rcpt = "421 4.7.0 away\r\n",
                .send = SMTP_DEFERRED,
                .code = 421,
                .step = "rcpt",
                .closed = true},
        {.name = "421 RCPT pipelined",
                .ehlo = PIPELINED,
                .rcpt = "421 4.7.0 away\r\n",
                .send = SMTP_DEFERRED,
                .code = 421,
                .step = "rcpt",
                .closed = true},
        {.name = "no relay",
                .rcpt = "554 5.7.1 <x>: Relay access denied\r\n",
                .send = SMTP_TROUBLE,
                .code = 554,
                .step = "rcpt",
                .closed = true},
        {.name = "not our sender address",
                .rcpt = "553 5.7.1 <x>: Sender address rejected: not owned by user care\r\n",
                .send = SMTP_TROUBLE,
                .code = 553,
                .step = "rcpt",
                .closed = true},
        {.name = "sent enough for today",
                .rcpt = "550 5.4.5 Daily user sending limit exceeded\r\n",
                .send = SMTP_TROUBLE,
                .code = 550,
                .step = "rcpt",
                .closed = true},
        {.name = "a customer at relay",
                .rcpt = "550 5.1.1 <anna@relay.example>: nobody\r\n",
                .send = SMTP_REJECTED,
                .code = 550,
                .step = "rcpt"},
        {.name = "not to him",
                .rcpt = "550 5.7.1 he takes no mail\r\n",
                .send = SMTP_REJECTED,
                .code = 550,
                .step = "rcpt"},
        {.name = "hang up RCPT",
                .rcpt = HANG_UP,
                .send = SMTP_NOT_SENT,
                .step = "rcpt",
                .closed = true},
        /* the letter */
        {.name = "451 DATA",
                .data = "451 4.3.0 later\r\n",
                .send = SMTP_DEFERRED,
                .code = 451,
                .step = "data"},
        {.name = "554 DATA",
                .data = "554 5.6.0 no\r\n",
                .send = SMTP_REJECTED,
                .code = 554,
                .step = "data"},
        {.name = "503 DATA",
                .data = "503 5.5.1 order\r\n",
                .send = SMTP_TROUBLE,
                .code = 503,
                .step = "data",
                .closed = true},
        {.name = "hang up DATA",
                .data = HANG_UP,
                .send = SMTP_NOT_SENT,
                .step = "data",
                .closed = true},
        {.name = "554 dot",
                .dot = "554 5.6.0 no\r\n",
                .send = SMTP_REJECTED,
                .code = 554,
                .step = "dot"},
        {.name = "552 dot",
                .dot = "552 5.2.2 full\r\n",
                .send = SMTP_REJECTED,
                .code = 552,
                .step = "dot"},
        {.name = "451 dot",
                .dot = "451 4.3.0 later\r\n",
                .send = SMTP_DEFERRED,
                .code = 451,
                .step = "dot"},
        {.name = "421 dot",
                .dot = "421 4.3.0 later\r\n",
                .send = SMTP_DEFERRED,
                .code = 421,
                .step = "dot",
                .closed = true},
        {.name = "DMARC",
                .dot = "550 5.7.26 unauthenticated\r\n",
                .send = SMTP_TROUBLE,
                .code = 550,
                .step = "dot",
                .closed = true},
        {.name = "blocked",
                .dot = "550-5.7.1 [192.0.2.1] our system\r\n550 5.7.1 blocked\r\n",
                .send = SMTP_TROUBLE,
                .code = 550,
                .step = "dot",
                .closed = true},
        {.name = "421 inside",
                .pushed = "421 4.3.0 down\r\n",
                .body_lines = 4,
                .send = SMTP_DEFERRED,
                .code = 421,
                .closed = true},
        {.name = "reset inside",
                .ehlo = "250-x\r\n250 AUTH PLAIN\r\n",
                .body_lines = 1000,
                .reset = true,
                .send = SMTP_NOT_SENT,
                .step = "body",
                .closed = true},
        {.name = "two recipients in one",
                .to = "bob>\r\nRCPT TO:<carol",
                .send = SMTP_REJECTED,
                .step = "rcpt",
                .text = "can't be used"},
        {.name = "611 bytes",
                .to = HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED "@example.or",
                .send = SMTP_REJECTED,
                .step = "rcpt",
                .text = "can't be used"},
        /* the dot went out: without a whole answer nobody knows */
        {.name = "hang up dot", .dot = HANG_UP, .send = SMTP_UNSURE, .step = "dot", .closed = true},
        {.name = "reset dot", .dot = RESET, .send = SMTP_UNSURE, .step = "dot", .closed = true},
        {.name = "250 cut short", .dot = "250", .send = SMTP_UNSURE, .step = "dot", .closed = true},
        {.name = "250 ok cut short",
                .dot = "250 2.0.0 ok",
                .send = SMTP_UNSURE,
                .step = "dot",
                .closed = true},
        {.name = "25 cut short", .dot = "25", .send = SMTP_UNSURE, .step = "dot", .closed = true},
        {.name = "250- cut short",
                .dot = "250-2.0.0 ok\r\n250",
                .send = SMTP_UNSURE,
                .step = "dot",
                .closed = true},
        {.name = "354 for the dot",
                .dot = "354 go on\r\n",
                .send = SMTP_UNSURE,
                .code = 354,
                .step = "dot",
                .closed = true},
        {.name = "nonsense dot",
                .dot = "thanks a lot\r\n",
                .send = SMTP_UNSURE,
                .step = "dot",
                .text = "not SMTP",
                .closed = true},
        {.name = "2500 for the dot",
                .dot = "2500 ok\r\n",
                .send = SMTP_UNSURE,
                .step = "dot",
                .closed = true},
};

static void check_answer(const struct script *s, const struct smtp_answer *a, int outcome)
{
	if ((int)a->outcome != outcome || a->code != s->code ||
	        (s->step && strcmp(a->step, s->step) != 0) ||
	        (s->text && !strstr(a->text, s->text)))
		fail_msg("%s: outcome %d, code %d, step %s: %s", s->name, (int)a->outcome, a->code,
		        a->step, a->text);
	for (const char *p = a->text; *p; p++)
		assert_true((unsigned char)*p >= 0x20);
}

static int send_as(const struct script *s, struct smtp *smtp, struct smtp_answer *a)
{
	return s->reset ? send_large(smtp, a) : send_letter_to(smtp, s->to ? s->to : TO, a);
}

/* The connection goes on after a verdict about one letter: the next one must be in step. */
static void check_next(const struct script *s, struct smtp *smtp)
{
	struct smtp_answer a;
	int r = send_as(s, smtp, &a);

	if (s->closed)
		assert_int_equal(r, SMTP_NOT_SENT);
	else
		check_answer(s, &a, s->send);
}

static void check_script(const struct script *s)
{
	struct server server = server_start(play_smtp, CERT_GOOD, CONF_TLS_IMPLICIT, s);
	AUTO(smtp_close) struct smtp *smtp = NULL;
	struct smtp_answer a;
	int r = open_smtp(&server, &smtp, &a);

	assert_int_equal(r, a.outcome);
	if (s->open) {
		check_answer(s, &a, s->open);
		assert_null(smtp);
	} else if (r != 0) {
		fail_msg("%s: does not open: %s", s->name, a.text);
	} else {
		r = send_as(s, smtp, &a);
		check_answer(s, &a, s->send);
		assert_int_equal(r, a.outcome);
		if (smtp_usable(smtp) == s->closed)
			fail_msg("%s: usable %d", s->name, smtp_usable(smtp));
		check_next(s, smtp);
	}
	server_stop(&server);
}

static void test_scripts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(scripts); i++)
		check_script(&scripts[i]);
}

/* ---- what the server gets ---- */

static void test_wire(void **state)
{
	static const struct script well = {.name = "well"};
	struct server server = server_start(play_smtp, CERT_GOOD, CONF_TLS_IMPLICIT, &well);
	struct smtp *s = NULL;
	struct smtp_answer a;

	(void)state;
	assert_int_equal(open_smtp(&server, &s, &a), 0);
	assert_int_equal(send_letter(s, &a), SMTP_SENT);
	assert_string_equal(a.enhanced, "2.0.0");
	smtp_close(s);
	server_settle(&server, 1);
	server.seen->text[server.seen->n] = '\0';
	assert_string_equal(server.seen->text,
	        "EHLO host.example\r\n"
	        "AUTH PLAIN AGNhcmVAZXhhbXBsZS5vcmcAb3BlbiAic2Vcc2FtZQ==\r\n"
	        "MAIL FROM:<care@harbourpine.example> SIZE=44 RET=HDRS ENVID=id+2B1\r\n"
	        "RCPT TO:<anna@example.org> NOTIFY=FAILURE,DELAY ORCPT=rfc822;anna@example.org\r\n"
	        "DATA\r\n"
	        "Subject: x\r\n\r\nDear Anna,\r\n..\r\n...two\r\nbare\r\nend\r\n.\r\n"
	        "QUIT\r\n");
	server_stop(&server);
}

static void test_wire_pipelined(void **state)
{
	static const struct script refusing = {.name = "550",
	        .ehlo = "250-x\r\n250-8BITMIME\r\n250 PIPELINING\r\n",
	        .rcpt = "550 no\r\n",
	        .data = "554 no\r\n"};
	struct server server = server_start(play_smtp, CERT_GOOD, CONF_TLS_IMPLICIT, &refusing);
	struct smtp *s = NULL;
	struct smtp_answer a;

	(void)state;
	server.conf.user = NULL;
	assert_int_equal(open_smtp(&server, &s, &a), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(smtp_send(s, "", TO, NULL, "\xc3\xa4\r\n", 4, &a), SMTP_REJECTED);
	smtp_close(s);
	server_settle(&server, 1);
	server.seen->text[server.seen->n] = '\0';
	assert_string_equal(server.seen->text,
	        "EHLO host.example\r\n"
	        "MAIL FROM:<> BODY=8BITMIME\r\nRCPT TO:<anna@example.org>\r\nDATA\r\n"
	        "RSET\r\nMAIL FROM:<> BODY=8BITMIME\r\nRCPT "
	        "TO:<anna@example.org>\r\nDATA\r\nQUIT\r\n");
	server_stop(&server);
}

/* RFC 6531: used where it is offered and needed, and only there; else said in words, unasked. */
static void test_other_alphabets(void **state)
{
	static const char joerg[] = "j\xc3\xb6rg+1@example.org",
	                  letter[] = "To: j\xc3\xb6rg+1@example.org\r\n\r\nx\r\n";
	static const struct script takes = {.ehlo = "250-x\r\n250-8BITMIME\r\n250-DSN\r\n250 "
	                                            "SMTPUTF8\r\n"},
	                           plain = {.ehlo = "250-x\r\n250-8BITMIME\r\n250 DSN\r\n"};
	struct server server = server_start(play_smtp, CERT_GOOD, CONF_TLS_IMPLICIT, &takes);
	struct smtp *s = NULL;
	struct smtp_answer a;

	(void)state;
	server.conf.user = NULL;
	assert_int_equal(open_smtp(&server, &s, &a), 0);
	assert_int_equal(smtp_send(s, FROM, joerg, "e", letter, strlen(letter), &a), SMTP_SENT);
	assert_int_equal(smtp_send(s, FROM, TO, "e", "x\r\n", 3, &a), SMTP_SENT);
	smtp_close(s);
	server_settle(&server, 1);
	assert_true(server_saw(&server,
	        "MAIL FROM:<care@harbourpine.example> BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=e\r\n"
	        "RCPT TO:<j\xc3\xb6rg+1@example.org> NOTIFY=FAILURE,DELAY "
	        "ORCPT=utf-8;j\xc3\xb6rg\\x{2B}1@example.org\r\n"));
	assert_true(
	        server_saw(&server, "MAIL FROM:<care@harbourpine.example> RET=HDRS ENVID=e\r\n"));
	server_stop(&server);

	server = server_start(play_smtp, CERT_GOOD, CONF_TLS_IMPLICIT, &plain);
	server.conf.user = NULL;
	assert_int_equal(open_smtp(&server, &s, &a), 0);
	assert_int_equal(smtp_send(s, FROM, joerg, "e", letter, strlen(letter), &a), SMTP_REJECTED);
	assert_non_null(strstr(a.text, "no SMTPUTF8"));
	assert_non_null(strstr(a.text, "j\xc3\xb6rg"));
	assert_int_equal(smtp_send(s, FROM, TO, "e", "x\r\n", 3, &a), SMTP_SENT);
	smtp_close(s);
	server_settle(&server, 1);
	assert_false(server_saw(&server, "rg+1@"));
	server_stop(&server);
}

/* LOGIN when it is all there is, and a password too long for a command line. */
static void test_logins(void **state)
{
	static const struct script login = {.ehlo = "250-x\r\n250 AUTH LOGIN\r\n"}, plain = {0};
	struct server server = server_start(play_smtp, CERT_GOOD, CONF_TLS_IMPLICIT, &login);
	char path[96 + 8];
	struct smtp *s = NULL;
	struct smtp_answer a;
	FILE *f;

	(void)state;
	assert_int_equal(open_smtp(&server, &s, &a), 0);
	smtp_close(s);
	server_settle(&server, 1);
	assert_true(server_saw(&server,
	        "AUTH LOGIN\r\nY2FyZUBleGFtcGxlLm9yZw==\r\nb3BlbiAic2Vcc2FtZQ==\r\nQUIT\r\n"));
	server_stop(&server);

	snprintf(path, sizeof(path), "%s.long", password_path);
	f = fopen(path, "w");
	for (int i = 0; i < 600; i++)
		fputc('p', f);
	fputc('\n', f);
	fclose(f);
	chmod(path, 0600);
	server = server_start(play_smtp, CERT_GOOD, CONF_TLS_IMPLICIT, &plain);
	server.conf.password.file = path;
	assert_int_equal(open_smtp(&server, &s, &a), 0);
	smtp_close(s);
	unlink(path);
	server_settle(&server, 1);
	assert_true(server_saw(&server, "AUTH PLAIN\r\nAGNhcmVAZXhhbXBsZS5vcmcAcHBwcHBw"));
	server_stop(&server);
}

/* XOAUTH2: with the command where it fits, behind the 334 where it does not; and a no that comes as
 * a challenge first. */
static void play_token(struct peer *p)
{
	const char *how = p->script;

	if (!secure(p))
		return;
	say(p, "220 x\r\n");
	for (bool asked = false; hear(p);) {
		if (strncmp(p->line, "EHLO", 4) == 0)
			say(p, "250-x\r\n250 AUTH PLAIN LOGIN XOAUTH2\r\n");
		else if (strcmp(p->line, "AUTH XOAUTH2") == 0)
			say(p, "334 \r\n");
		else if (strcmp(how, "no") == 0 && !asked)
			say(p, "334 eyJzdGF0dXMiOiI0MDEifQ==\r\n"), asked = true;
		else
			say(p, strcmp(how, "no") == 0 ? "535 5.7.8 no\r\n" : "235 2.7.0 in\r\n");
	}
}

static void check_token(const char *command, const char *how, const char *saw, int want)
{
	struct server server = server_start(play_token, CERT_GOOD, CONF_TLS_IMPLICIT, how);
	AUTO(xfree) char *owned = xstrdup(command);
	struct smtp *s = NULL;
	struct smtp_answer a;

	server.conf.password = (struct conf_secret){.token_command = owned};
	assert_int_equal(open_smtp(&server, &s, &a), want);
	if (want)
		assert_non_null(strstr(a.text, "{\"status\":\"401\"}"));
	smtp_close(s);
	server_settle(&server, 1);
	assert_true(server_saw(&server, saw));
	server_stop(&server);
}

static void test_tokens(void **state)
{
	const char *at_once =
	        "AUTH XOAUTH2 dXNlcj1jYXJlQGV4YW1wbGUub3JnAWF1dGg9QmVhcmVyIHRvawEB\r\n";

	(void)state;
	check_token("echo tok", "yes", at_once, 0);
	check_token("echo tok", "no", "\r\n\r\n", SMTP_TROUBLE); /* the empty answer */
	check_token("head -c 3000 /dev/zero | tr '\\0' x", "yes",
	        "AUTH XOAUTH2\r\ndXNlcj1jYXJlQGV4YW1wbGUub3JnAWF1dGg9QmVhcmVyIHh4eHh4", 0);
}

static void test_bad_arguments(void **state)
{
	static const char *const bad[] = {"", "anna", "@example.org", "anna@", "a b@example.org",
	        "bob@x>\r\nRCPT TO:<carol@x", "anna@example.org\n", "anna@ex\x01mple.org",
	        "j\xc3\xb6rg@ex\xc3\xa4mple.org", "<anna@example.org>"};
	static const struct script well = {.name = "well"};
	struct server server = server_start(play_smtp, CERT_GOOD, CONF_TLS_IMPLICIT, &well);
	char long_one[400];
	struct smtp *s = NULL, *none = NULL;
	struct smtp_answer a;

	(void)state;
	assert_int_equal(smtp_open(&server.conf, "a\r\nQUIT", &none, &a), SMTP_TROUBLE);
	assert_int_equal(open_smtp(&server, &s, &a), 0);
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(smtp_send(s, FROM, bad[i], "e", "x\r\n", 3, &a), SMTP_REJECTED);
		assert_int_equal(a.code, 0);
		assert_true(a.text[0] != '\0');
		if (*bad[i])
			assert_int_equal(
			        smtp_send(s, bad[i], TO, "e", "x\r\n", 3, &a), SMTP_TROUBLE);
	}
	memset(long_one, 'a', sizeof(long_one));
	memcpy(long_one + 380, "@example.org", 13);
	assert_int_equal(smtp_send(s, FROM, long_one, "e", "x\r\n", 3, &a), SMTP_REJECTED);
	assert_int_equal(smtp_send(s, FROM, TO, "e", "x\r\n", 100001, &a), SMTP_REJECTED);
	assert_non_null(strstr(a.text, "100000"));
	assert_true(smtp_usable(s));
	smtp_close(s);
	server_settle(&server, 1);
	assert_false(server_saw(&server, "MAIL"));
	assert_false(server_saw(&server, "RCPT"));
	server_stop(&server);
}

/* A 421 on a connection that served before asks for a new one: nothing is wrong with us. */
static void play_twice(struct peer *p)
{
	if (!secure(p))
		return;
	say(p, "220 x\r\n");
	for (int mails = 0; hear(p);) {
		if (strncmp(p->line, "MAIL", 4) == 0 && ++mails == 2) {
			say(p, "421 4.4.2 enough for one connection\r\n");
			return;
		}
		say(p, strcmp(p->line, "DATA") == 0 ? "354 go\r\n" : "250 ok\r\n");
		while (strcmp(p->line, "DATA") == 0 && hear(p) && strcmp(p->line, ".") != 0)
			strcpy(p->line, "DATA");
		if (strcmp(p->line, ".") == 0)
			say(p, "250 ok\r\n");
	}
}

static void test_enough_for_one_connection(void **state)
{
	struct server server = server_start(play_twice, CERT_GOOD, CONF_TLS_IMPLICIT, NULL);
	AUTO(smtp_close) struct smtp *s = NULL;
	struct smtp_answer a;

	(void)state;
	server.conf.user = NULL;
	assert_int_equal(open_smtp(&server, &s, &a), 0);
	assert_int_equal(send_letter(s, &a), SMTP_SENT);
	assert_int_equal(send_letter(s, &a), SMTP_NOT_SENT);
	assert_int_equal(a.code, 421);
	assert_false(smtp_usable(s));
	server_stop(&server);
}

/* ---- TLS ---- */

static void play_starttls(struct peer *p)
{
	const char *offer = p->script;

	say(p, "220 mail.example ESMTP\r\n");
	hear(p);
	say(p, offer);
	if (!hear(p) || strcmp(p->line, "STARTTLS") != 0)
		return;
	say(p, "220 go\r\n");
	if (!secure(p))
		return;
	while (hear(p)) /* what it offers inside differs from what it said before */
		say(p, strncmp(p->line, "EHLO", 4) == 0 ? "250-x\r\n250 AUTH PLAIN\r\n"
		                                        : "235 in\r\n");
}

static void check_tls(enum cert cert, enum conf_tls tls, const char *offer, int want)
{
	static const struct script well = {.name = "well"};
	struct server server = server_start(tls == CONF_TLS_STARTTLS ? play_starttls : play_smtp,
	        cert, tls, tls == CONF_TLS_STARTTLS ? (const void *)offer : &well);
	struct smtp *s = NULL;
	struct smtp_answer a;

	assert_int_equal(open_smtp(&server, &s, &a), want);
	if (want)
		assert_string_equal(a.step, "tls");
	smtp_close(s);
	server_settle(&server, 1);
	assert_int_equal(server_saw(&server, "AUTH"), !want);
	assert_int_equal(server.seen->secured, !want);
	server_stop(&server);
}

static void test_tls(void **state)
{
	const char *offer = "250-x\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n";

	(void)state;
	check_tls(CERT_GOOD, CONF_TLS_STARTTLS, offer, 0);
	check_tls(CERT_GOOD, CONF_TLS_STARTTLS, "250-x\r\n250 AUTH PLAIN LOGIN\r\n", SMTP_TROUBLE);
	for (enum cert c = CERT_EXPIRED; c < CERTS; c++) {
		check_tls(c, CONF_TLS_STARTTLS, offer, SMTP_TROUBLE);
		check_tls(c, CONF_TLS_IMPLICIT, NULL, SMTP_TROUBLE);
	}
}

/* ---- time ---- */

/* A script whose server keeps us waiting, each in a process of its own, all at once. That the end
 * comes at all is the point: a server that drips would else go on until its alarm(). */
static const struct script clocked[] = {
        {.name = "silent greeting", .greeting = SILENT, .open = SMTP_TROUBLE},
        {.name = "drip greeting", .greeting = DRIP, .open = SMTP_TROUBLE},
        {.name = "silent DATA", .data = SILENT, .send = SMTP_NOT_SENT},
        {.name = "silent dot", .dot = SILENT, .send = SMTP_UNSURE},
        {.name = "drip dot", .dot = DRIP, .send = SMTP_UNSURE},
};

static bool is_timed_out(const struct script *s)
{
	struct server server = server_start(play_smtp, CERT_GOOD, CONF_TLS_IMPLICIT, s);
	AUTO(smtp_close) struct smtp *smtp = NULL;
	struct smtp_answer a;

	server.conf.timeout_s = 2;
	int r = open_smtp(&server, &smtp, &a);
	bool well = r == s->open;
	if (well && r == 0)
		well = send_letter(smtp, &a) == s->send;
	well = well && strstr(a.text, "too long");
	if (!well)
		fprintf(stderr, "%s: %s\n", s->name, a.text);
	server_stop(&server);
	return well;
}

static void test_clocked(void **state)
{
	pid_t children[COUNT(clocked)];

	(void)state;
	fflush(NULL);
	for (size_t i = 0; i < COUNT(clocked); i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(!is_timed_out(&clocked[i]));
	}
	for (size_t i = 0; i < COUNT(clocked); i++) {
		int status = 0;
		waitpid(children[i], &status, 0);
		if (status)
			fail_msg("%s", clocked[i].name);
	}
}

/* A server that stops reading in the middle: nothing of the letter may follow later. */
static void play_stops_reading(struct peer *p)
{
	if (!secure(p))
		return;
	say(p, "220 x\r\n");
	while (hear(p) && strcmp(p->line, "DATA") != 0)
		say(p, "250 ok\r\n");
	say(p, "354 go\r\n");
	seen_now->stage = 1;
	while (seen_now->stage == 1) /* until the client has given up */
		usleep(10000);
	while (hear(p))
		;
}

static void test_stops_reading(void **state)
{
	struct server server = server_start(play_stops_reading, CERT_GOOD, CONF_TLS_IMPLICIT, NULL);
	struct smtp *s = NULL;
	struct smtp_answer a;
	int fd = eventfd(0, EFD_CLOEXEC);
	pid_t bell;

	(void)state;
	server.conf.user = NULL;
	server.conf.timeout_s = 60;
	assert_int_equal(open_smtp(&server, &s, &a), 0);
	stream_interrupt_on(fd);
	bell = fork(); /* and then we are asked to stop: no waiting for the rest */
	if (bell == 0) {
		while (server.seen->stage == 0)
			usleep(10000);
		usleep(300000);
		_exit(eventfd_write(fd, 1));
	}
	assert_int_equal(send_large(s, &a), SMTP_NOT_SENT);
	waitpid(bell, NULL, 0);
	smtp_close(s);
	server.seen->stage = 2;
	stream_interrupt_on(-1);
	close(fd);
	server_settle(&server, 1);
	assert_false(server_saw(&server, "\r\n.\r\n"));
	assert_false(server_saw(&server, "QUIT"));
	server_stop(&server);
}

/* ---- the table ---- */

/*
 * What misbehaving servers (and two addresses) did to the stock client of libetpan, and what each
 * is worth here. The script of each name is played above, by test_scripts(), test_clocked() or
 * test_stops_reading().
 */
static const struct {
	const char *what, *script;
	int verdict;
} known[] = {
        {"250 to the dot", "all well", SMTP_SENT},
        {"421 at the greeting", "421 greeting", SMTP_TROUBLE},
        {"421 at MAIL", "421 MAIL", SMTP_TROUBLE},
        {"421 at RCPT", "421 RCPT", SMTP_DEFERRED},
        {"421 in the middle of the text", "421 inside", SMTP_DEFERRED},
        {"450 at RCPT", "450 RCPT", SMTP_DEFERRED},
        {"closes after DATA", "hang up DATA", SMTP_NOT_SENT},
        {"a reset in the middle of the text", "reset inside", SMTP_NOT_SENT},
        {"closes after the dot", "hang up dot", SMTP_UNSURE},
        {"a reset after the dot", "reset dot", SMTP_UNSURE},
        {"silence after the dot", "silent dot", SMTP_UNSURE},
        {"\"250\" and closes, no line end", "250 cut short", SMTP_UNSURE},
        {"\"25\" and closes", "25 cut short", SMTP_UNSURE},
        {"552 to the dot", "552 dot", SMTP_REJECTED},
        {"451 to the dot", "451 dot", SMTP_DEFERRED},
        {"554 to the dot", "554 dot", SMTP_REJECTED},
        {"253 to the dot", "another 2xx", SMTP_SENT},
        {"several lines to the dot", "many lines", SMTP_SENT},
        {"a byte now and then after the dot", "drip dot", SMTP_UNSURE},
        {"AUTH with tabs in EHLO", "a tab in EHLO", SMTP_SENT},
        {"an address with a second recipient in it", "two recipients in one", SMTP_REJECTED},
        {"an address of 611 bytes", "611 bytes", SMTP_REJECTED},
        {"takes nothing more in the middle of the text", "stops reading", SMTP_NOT_SENT},
        {"354 although no recipient was taken", "550 and yet 354", SMTP_REJECTED},
};

static const struct script *script_named(const char *name)
{
	static const struct script own = {.name = "stops reading", .send = SMTP_NOT_SENT};

	for (size_t i = 0; i < COUNT(scripts); i++)
		if (strcmp(scripts[i].name, name) == 0)
			return &scripts[i];
	for (size_t i = 0; i < COUNT(clocked); i++)
		if (strcmp(clocked[i].name, name) == 0)
			return &clocked[i];
	return strcmp(name, own.name) == 0 ? &own : NULL;
}

/* Said to the first letter of a connection it is about us, or about now; to a later one it means
 * that another connection will do. */
static void test_enough_over_one_connection(void **state)
{
	(void)state;
	struct smtp_answer away = {.step = "mail", .code = 421},
	                   many = {.step = "mail", .code = 452};
	assert_int_equal(smtp_judge(&away, true), SMTP_NOT_SENT);
	assert_int_equal(smtp_judge(&many, true), SMTP_NOT_SENT);
	assert_int_equal(smtp_judge(&away, false), SMTP_TROUBLE);
	assert_int_equal(smtp_judge(&many, false), SMTP_DEFERRED);
}

static void test_the_table(void **state)
{
	(void)state;
	assert_int_equal(COUNT(known), 24);
	for (size_t i = 0; i < COUNT(known); i++) {
		const struct script *s = script_named(known[i].script);

		if (!s || (s->open ? s->open : s->send) != known[i].verdict)
			fail_msg("%s: not played, or worth something else", known[i].what);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_scripts),
	        cmocka_unit_test(test_wire),
	        cmocka_unit_test(test_wire_pipelined),
	        cmocka_unit_test(test_other_alphabets),
	        cmocka_unit_test(test_logins),
	        cmocka_unit_test(test_tokens),
	        cmocka_unit_test(test_bad_arguments),
	        cmocka_unit_test(test_enough_for_one_connection),
	        cmocka_unit_test(test_tls),
	        cmocka_unit_test(test_clocked),
	        cmocka_unit_test(test_stops_reading),
	        cmocka_unit_test(test_enough_over_one_connection),
	        cmocka_unit_test(test_the_table),
	};
	return cmocka_run_group_tests(tests, mailserver_setup, mailserver_teardown);
}
