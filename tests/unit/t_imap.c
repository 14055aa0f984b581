/* imap: what we ask, what we make of it, and what no server may do to us. */
#include "imap.h"
#include "imap_fetch.h"
#include "mailserver.h"
#include "stream.h"

#include <sys/eventfd.h>
#include <sys/resource.h>

/* libetpan's own: it forgets a greeting that was a BYE. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:mailimap_greeting_new\n";
}

#define CAPABILITIES "* CAPABILITY IMAP4rev1 IDLE SPECIAL-USE LIST-EXTENDED\r\n"
#define HANG_UP "(hang up)"

/* What the server says to the first command that starts with `verb`; {tag} is put in. */
struct exchange {
	const char *verb, *answer;
};

struct script {
	const char *greeting; /* NULL: as it should be */
	struct exchange say[8];
};

static void say_tagged(struct peer *p, const char *answer, const char *tag)
{
	const char *mark;

	while ((mark = strstr(answer, "{tag}"))) {
		say_bytes(p, answer, (size_t)(mark - answer));
		say(p, tag);
		answer = mark + 5;
	}
	say(p, answer);
}

static const char *usual(const char *verb)
{
	if (strncmp(verb, "CAPABILITY", 10) == 0)
		return CAPABILITIES "{tag} OK done\r\n";
	if (strncmp(verb, "EXAMINE", 7) == 0)
		return "* 3 EXISTS\r\n* OK [UIDVALIDITY 77] x\r\n* OK [UIDNEXT 12] x\r\n{tag} OK "
		       "done\r\n";
	if (strncmp(verb, "LOGOUT", 6) == 0)
		return "* BYE bye\r\n{tag} OK done\r\n";
	return "{tag} OK done\r\n";
}

static void talk(struct peer *p, const struct script *s)
{
	char tag[40];

	while (hear(p)) {
		const char *answer = NULL, *verb = strchr(p->line, ' ');

		if (!verb)
			continue;
		snprintf(tag, sizeof(tag), "%.*s", (int)(verb - p->line), p->line);
		verb++;
		for (size_t i = 0; i < COUNT(s->say) && s->say[i].verb && !answer; i++)
			if (strncmp(verb, s->say[i].verb, strlen(s->say[i].verb)) == 0)
				answer = s->say[i].answer;
		answer = answer ? answer : usual(verb);
		if (strcmp(answer, HANG_UP) == 0)
			return;
		say_tagged(p, answer, tag);
		if (answer[strlen(answer) - 1] != '\n' || strncmp(answer, "* BYE", 5) == 0)
			return;
	}
}

static void play_imap(struct peer *p)
{
	const struct script *s = p->script;

	if (!secure(p))
		return;
	say(p, s->greeting ? s->greeting : "* OK ready\r\n");
	talk(p, s);
}

static void play_starttls(struct peer *p)
{
	static const struct script inside = {0};
	char tag[80];

	say(p, "* OK ready\r\n");
	hear(p);
	snprintf(tag, sizeof(tag), "%.20s", strtok(p->line, " "));
	say_tagged(p, p->script, tag);
	if (!hear(p) || !strstr(p->line, "STARTTLS"))
		return;
	snprintf(tag, sizeof(tag), "%.20s OK go\r\n", strtok(p->line, " "));
	say(p, tag);
	if (secure(p))
		talk(p, &inside);
}

static struct server serve_script(const struct script *s)
{
	return server_start(play_imap, CERT_GOOD, CONF_TLS_IMPLICIT, s);
}

static struct imap *open_imap(struct server *server)
{
	AUTO(xfree) char *why = NULL;
	struct imap *i = NULL;

	if (imap_open(&server->conf, &i, &why) != IMAP_OK)
		fail_msg("does not open: %s", why);
	return i;
}

/* ---- what the parser's process inherits ---- */

/* How often the words stand in memory that we may write (the server's notes are shared: not ours,
 * and not private). The words themselves come with each byte turned over. */
static int in_memory(const char *turned, size_t n)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512], perms[8];
	unsigned long from, to;
	int found = 0;

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx %7s", &from, &to, perms) != 3 || perms[1] != 'w' ||
		        perms[3] != 'p' || to - from > 64 << 20)
			continue;
		for (const char *p = (const char *)from; p + n <= (const char *)to; p++) {
			size_t k = 0;

			while (k < n && p[k] == (char)~turned[k])
				k++;
			found += k == n;
		}
	}
	fclose(maps);
	return found;
}

/* The child that parses is a fork of the process that logged in: nothing of the password may be
 * left in it by then. */
static void test_the_password_is_forgotten(void **state)
{
	static const struct script usual_script = {0};
	struct server server;
	struct imap *i;
	char turned[16], path[120];
	FILE *f, *random;

	(void)state;
#ifdef SANITIZERS
	skip(); /* freed memory is kept for a while there, and not to be looked at */
#endif
	random = fopen("/dev/urandom", "r");
	assert_non_null(random);
	snprintf(path, sizeof(path), "%s/secret", pki);
	f = fopen(path, "w");
	assert_non_null(f);
	setvbuf(f, NULL, _IONBF, 0);
	for (size_t k = 0; k < sizeof(turned); k++) {
		int c = 'a' + getc(random) % 26;

		fputc(c, f);
		turned[k] = (char)~c;
	}
	fclose(f);
	fclose(random);
	chmod(path, 0600);
	server = serve_script(&usual_script);
	server.conf.password.file = path;
	i = open_imap(&server);
	assert_int_equal(in_memory(turned, sizeof(turned)), 0);
	imap_close(i);
	server_settle(&server, 1);
	/* it was said, so it had been there; and the search would find it */
	char *again = calloc(1, sizeof(turned) + 1);
	for (size_t k = 0; k < sizeof(turned); k++)
		again[k] = (char)~turned[k];
	assert_true(server_saw(&server, again));
	assert_true(in_memory(turned, sizeof(turned)) >= 1);
	free(again);
	server_stop(&server);
	unlink(path);
}

/* ---- opening ---- */

static void check_refused(const struct script *s, const char *words)
{
	struct server server = serve_script(s);
	AUTO(xfree) char *why = NULL;
	struct imap *i = NULL;

	assert_int_equal(imap_open(&server.conf, &i, &why), IMAP_TROUBLE);
	assert_null(i);
	if (!strstr(why, words))
		fail_msg("%s", why);
	server_settle(&server, 1);
	server_stop(&server);
}

static void test_open_refused(void **state)
{
	(void)state;
	check_refused(&(struct script){.greeting = "* PREAUTH welcome alice\r\n"}, "PREAUTH");
	check_refused(&(struct script){.greeting = "* BYE too many connections\r\n"}, "too many");
	check_refused(&(struct script){.greeting = "220 mail.example ESMTP\r\n"}, "understood");
	check_refused(
	        &(struct script){.say = {{"LOGIN", "{tag} NO [AUTHENTICATIONFAILED] bad\r\n"}}},
	        "refused the login of “care@example.org”");
	check_refused(&(struct script){.say = {{"LOGIN", HANG_UP}}}, "closed");
	check_refused(
	        &(struct script){
	                .say = {{"CAPABILITY",
	                        "* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n{tag} OK done\r\n"}}},
	        "offers no login with a password");
	/* an empty list, and none at all, once ended the process inside libetpan */
	check_refused(&(struct script){.say = {{"CAPABILITY", "* CAPABILITY \r\n{tag} OK done\r\n"},
	                                       {"LOGIN", "{tag} NO no\r\n"}}},
	        "refused the login");
	check_refused(&(struct script){.say = {{"CAPABILITY", "{tag} OK done\r\n"},
	                                       {"LOGIN", "{tag} NO no\r\n"}}},
	        "refused the login");
	check_refused(&(struct script){.say = {{"CAPABILITY", "{tag} NO not now\r\n"}}}, "not now");
}

static void check_tls(enum cert cert, const char *offer, int want)
{
	static const struct script well = {0};
	struct server server = server_start(offer ? play_starttls : play_imap, cert,
	        offer ? CONF_TLS_STARTTLS : CONF_TLS_IMPLICIT, offer ? (const void *)offer : &well);
	AUTO(xfree) char *why = NULL;
	struct imap *i = NULL;

	assert_int_equal(imap_open(&server.conf, &i, &why), want);
	if (want)
		assert_non_null(strstr(why, "o password was sent"));
	imap_close(i);
	server_settle(&server, 1);
	assert_int_equal(server_saw(&server, "LOGIN"), !want);
	assert_int_equal(server.seen->secured, !want);
	server_stop(&server);
}

static void test_tls(void **state)
{
	const char *offer = "* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK done\r\n";

	(void)state;
	check_tls(CERT_GOOD, offer, IMAP_OK);
	check_tls(CERT_GOOD, "* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n", IMAP_TROUBLE);
	for (enum cert c = CERT_EXPIRED; c < CERTS; c++) {
		check_tls(c, offer, IMAP_TROUBLE);
		check_tls(c, NULL, IMAP_TROUBLE);
	}
}

/* ---- mechanisms ---- */

#define OFFERS(more) "* CAPABILITY IMAP4rev1 " more "\r\n{tag} OK done\r\n"

/* A login by AUTHENTICATE: the server's challenges one by one, then its end. */
struct sasl_script {
	const char *offers;
	const char *challenges[3];
	const char *end;
};

static void play_sasl(struct peer *p)
{
	const struct sasl_script *s = p->script;
	static const struct script inside = {0};
	char tag[40];

	if (!secure(p))
		return;
	say(p, "* OK ready\r\n");
	while (hear(p)) {
		const char *verb = strchr(p->line, ' ') + 1;

		snprintf(tag, sizeof(tag), "%.*s", (int)(verb - 1 - p->line), p->line);
		if (strncmp(verb, "CAPABILITY", 10) == 0) {
			say_tagged(p, s->offers, tag);
			continue;
		}
		for (size_t k = 0; k < COUNT(s->challenges) && s->challenges[k]; k++) {
			say(p, s->challenges[k]);
			hear(p);
		}
		say_tagged(p, s->end, tag);
		if (strstr(s->end, "OK"))
			talk(p, &inside);
		return;
	}
}

/* `words`: what we must say; `why`: of the refusal, or NULL when it goes well. */
static void check_sasl(const struct sasl_script *script, const char *token_command,
        const char *words, const char *why)
{
	struct server server = server_start(play_sasl, CERT_GOOD, CONF_TLS_IMPLICIT, script);
	AUTO(xfree) char *said = NULL;
	struct imap *i = NULL;

	if (token_command)
		server.conf.password = (struct conf_secret){.token_command = (char *)token_command};
	int r = imap_open(&server.conf, &i, &said);
	if (r != (why ? IMAP_TROUBLE : IMAP_OK) || (why && !strstr(said, why)))
		fail_msg("%d: %s", r, said ? said : "");
	AUTO(xfree) char *box_why = NULL;
	struct imap_mailbox box;
	if (i)
		assert_int_equal(imap_examine(i, "INBOX", &box, &box_why), IMAP_OK);
	imap_close(i);
	server_settle(&server, 1);
	if (!server_saw(&server, words))
		fail_msg("not said: %s", words);
	assert_false(server_saw(&server, "LOGIN"));
	server_stop(&server);
}

#define BEARER "dXNlcj1jYXJlQGV4YW1wbGUub3JnAWF1dGg9QmVhcmVyIHRvay1lbgEB"

static void test_mechanisms(void **state)
{
	(void)state;
	/* the first answer with the command, where the server allows it; else when it asks */
	check_sasl(&(struct sasl_script){OFFERS("AUTH=PLAIN AUTH=XOAUTH2 SASL-IR"),
	                   .end = "{tag} OK in\r\n"},
	        "echo tok-en", " AUTHENTICATE XOAUTH2 " BEARER "\r\n", NULL);
	check_sasl(&(struct sasl_script){OFFERS("AUTH=XOAUTH2"), {"+ \r\n"}, "{tag} OK in\r\n"},
	        "echo tok-en", " AUTHENTICATE XOAUTH2\r\n" BEARER "\r\n", NULL);
	/* "+" alone, and news in between */
	check_sasl(&(struct sasl_script){OFFERS("AUTH=PLAIN LOGINDISABLED"), {"* OK wait\r\n+\r\n"},
	                   "* CAPABILITY IMAP4rev1\r\n{tag} OK in\r\n"},
	        NULL, " AUTHENTICATE PLAIN\r\nAGNhcmVAZXhhbXBsZS5vcmcAb3BlbiAic2Vcc2FtZQ==\r\n",
	        NULL);
	/* a token that is over: the reasons as a challenge, then the no */
	check_sasl(&(struct sasl_script){OFFERS("AUTH=XOAUTH2 SASL-IR"),
	                   {"+ eyJzdGF0dXMiOiI0MDEifQ==\r\n"},
	                   "{tag} NO [AUTHENTICATIONFAILED] no\r\n"},
	        "echo tok-en", BEARER "\r\n\r\n", "{\"status\":\"401\"}");
	check_sasl(&(struct sasl_script){OFFERS("AUTH=PLAIN"), {"+ \r\n", "+ \r\n"},
	                   "{tag} BAD cancelled\r\n"},
	        NULL, "\r\n*\r\n", "refused the login");
	check_sasl(&(struct sasl_script){OFFERS("AUTH=PLAIN"), {"+ \r\n"}, "* BYE\r\n"}, NULL,
	        "AUTHENTICATE PLAIN\r\n", "logging in");
	/* no password where a token is meant, and the other way round */
	check_sasl(&(struct sasl_script){OFFERS("AUTH=PLAIN"), {0}, "{tag} OK in\r\n"},
	        "echo tok-en", "CAPABILITY", "XOAUTH2");
}

/* ---- what we ask ---- */

static void check_uids(const uint32_t *got, size_t n, const uint32_t *want, size_t m)
{
	assert_int_equal(n, m);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(got[i], want[i]);
}

static void test_dialogue(void **state)
{
	static const struct script s = {
	        .say = {
	                {"UID SEARCH UID", "* SEARCH 11 4 9 4\r\n{tag} OK done\r\n"},
	                {"UID SEARCH HEADER", "* SEARCH\r\n{tag} OK done\r\n"},
	        }};
	struct server server = serve_script(&s);
	AUTO(xfree) char *why = NULL;
	AUTO(xfree) uint32_t *uids = NULL, *few = NULL, *none = NULL, *bad = NULL;
	struct imap *i = open_imap(&server);
	struct imap_mailbox box;
	struct date day;
	size_t n = 0;

	(void)state;
	assert_int_equal(imap_examine(i, "Entwürfe & 日本/😀", &box, &why), IMAP_OK);
	assert_int_equal(box.uidvalidity, 77);
	assert_int_equal(box.uidnext, 12);
	assert_int_equal(box.exists, 3);
	assert_int_equal(date_from_ymd(2026, 2, 3, &day), 0);
	assert_int_equal(imap_uids(i, 5, day, 100, &uids, &n, &why), IMAP_OK);
	check_uids(uids, n, (uint32_t[]){9, 11}, 2);
	assert_int_equal(imap_uids(i, 0, DATE_NONE, 2, &few, &n, &why), IMAP_OK);
	check_uids(few, n, (uint32_t[]){4, 9}, 2);
	assert_int_equal(
	        imap_search_header(i, "Message-ID", "<a\"b\\c@x>", &none, &n, &why), IMAP_OK);
	assert_int_equal(n, 0);
	assert_int_equal(imap_search_header(i, "Subject", "x\r\n99 DELETE Sent", &bad, &n, &why),
	        IMAP_REFUSED);
	assert_null(bad);
	imap_close(i);
	server_settle(&server, 1);
	assert_true(
	        server_saw(&server, " LOGIN \"care@example.org\" \"open \\\"se\\\\same\"\r\n") ||
	        server_saw(&server, " LOGIN care@example.org \"open \\\"se\\\\same\"\r\n"));
	assert_true(server_saw(&server, "Entw&APw-rfe &- &ZeVnLA-/&2D3eAA-\"\r\n"));
	assert_true(server_saw(&server, " UID SEARCH UID 5:* SINCE 3-Feb-2026\r\n"));
	assert_true(server_saw(&server, " UID SEARCH UID 1:*\r\n"));
	assert_true(server_saw(&server, " UID SEARCH HEADER Message-ID \"<a\\\"b\\\\c@x>\"\r\n"));
	assert_true(server_saw(&server, " LOGOUT\r\n"));
	assert_false(server_saw(&server, "DELETE"));
	assert_false(server_saw(&server, "SELECT"));
	server_stop(&server);
}

/* Header fields alone: as servers repeat them, in order and quoted or not. */
static void test_heads(void **state)
{
	static const struct script s = {
	        .say = {{"UID FETCH",
	                "* 1 FETCH (UID 4 INTERNALDATE \"21-Sep-2026 10:00:00 +0000\""
	                " BODY[HEADER.FIELDS (FROM MESSAGE-ID)]<0> {14}\r\nFrom: a@b.c\r\n\r)\r\n"
	                "* 2 FETCH (BODY[HEADER.FIELDS (\"From\" \"Message-ID\")]<0> {2}\r\n\r\n"
	                " UID 6)\r\n{tag} OK done\r\n"}}};
	static const char *const fields[] = {"From", "Message-ID", NULL};
	static const uint32_t uids[] = {4, 5, 6};
	struct server server = serve_script(&s);
	AUTO(xfree) char *why = NULL, *why2 = NULL;
	struct imap *i = open_imap(&server);
	struct imap_mailbox box;
	const struct imap_want want = {.fields = fields, .most = 1000, .dated = true};
	struct fetched heads[3];
	size_t n;

	(void)state;
	assert_int_equal(imap_examine(i, "INBOX", &box, &why), IMAP_OK);
	assert_int_equal(imap_ask(i, &want, uids, 3, &why2), IMAP_OK);
	assert_int_equal(imap_take(i, uids, 3, heads, &n, &why2), IMAP_OK);
	assert_int_equal(n, 3);
	assert_string_equal(heads[0].bytes, "From: a@b.c\r\n\r");
	assert_int_equal(heads[0].internal_at, 1789984800);
	assert_null(heads[1].bytes);
	assert_int_equal(heads[2].n, 2);
	for (size_t k = 0; k < 3; k++)
		fetched_done(&heads[k]);
	imap_close(i);
	server_settle(&server, 1);
	assert_true(server_saw(&server, "BODY.PEEK[HEADER.FIELDS (From Message-ID)]<0.1000>"));
	server_stop(&server);
}

/* Five are asked for and had by two and three. `gone`: where the second of the first bite never
 * comes all the rest is read in search of it, and what was asked for is over. */
static void check_bites(const char *answer, bool gone)
{
	const struct script s = {.say = {{"UID FETCH", answer}}};
	static const uint32_t uids[] = {1, 2, 3, 4, 5};
	const struct imap_want want = {.most = 3};
	struct server server = serve_script(&s);
	AUTO(xfree) char *why = NULL, *busy = NULL, *after = NULL;
	struct imap *i = open_imap(&server);
	struct imap_mailbox box;
	struct fetched m[3];
	size_t n;

	assert_int_equal(imap_examine(i, "INBOX", &box, &why), IMAP_OK);
	assert_int_equal(imap_ask(i, &want, uids, 5, &why), IMAP_OK);
	assert_int_equal(imap_take(i, uids, 2, m, &n, &why), IMAP_OK);
	assert_int_equal(n, 2);
	assert_string_equal(m[0].bytes, "one");
	assert_int_equal(fetched_leading(m, 2), gone ? 1 : 2);
	assert_int_equal(imap_is_asked(i), !gone);
	fetched_done(&m[0]);
	fetched_done(&m[1]);
	if (!gone) { /* nobody gets in between, and the order is the server's */
		assert_int_equal(imap_examine(i, "INBOX", &box, &busy), IMAP_TROUBLE);
		assert_int_equal(imap_take(i, uids + 2, 3, m, &n, &why), IMAP_OK);
		assert_int_equal(n, 3);
		assert_string_equal(m[0].bytes, "thr");
		assert_string_equal(m[1].bytes, "");
		assert_string_equal(m[2].bytes, "fiv");
		for (size_t k = 0; k < 3; k++)
			fetched_done(&m[k]);
	}
	assert_int_equal(imap_examine(i, "INBOX", &box, &after), IMAP_OK);
	imap_close(i);
	server_settle(&server, 1);
	assert_true(server_saw(&server, " UID FETCH 1:5 (UID BODY.PEEK[]<0.3>)\r\n"));
	server_stop(&server);
}

#define ONE "* 1 FETCH (UID 1 BODY[]<0> \"one\")\r\n"
#define TWO "* 2 FETCH (X-ODD ((\"(\" {2}\r\n)) y) z) BODY[]<0> ~{3}\r\ntwo UID 2)\r\n"
#define REST                                                                                       \
	"* 5 FETCH (uid 5 body[]<0> {4+}\r\nfive)\r\n* X-NEWS {3}\r\n* 4 to come\r\n"              \
	"* 3 FETCH (UID 3 BODY[]<0> {5}\r\nthree)\r\n* 3 FETCH (UID 3 BODY[]<0> {1}\r\nx)\r\n"     \
	"* 4 FETCH (UID 4 BODY[]<0> NIL)\r\n"

static void test_bites(void **state)
{
	(void)state;
	check_bites(ONE TWO REST "{tag} OK done\r\n", false);
	check_bites(ONE REST "{tag} OK done\r\n", true);
}

/* A NO or BAD behind some numbers is a no, and costs neither memory nor the connection. */
static void check_search(const char *answer)
{
	struct script s = {.say = {{"UID SEARCH", answer}}};
	struct server server = serve_script(&s);
	struct imap *i = open_imap(&server);
	uint32_t *uids = NULL;
	struct imap_mailbox box;
	size_t n = 99;

	for (int round = 0; round < 2; round++) {
		AUTO(xfree) char *why = NULL, *why2 = NULL;

		assert_int_equal(imap_examine(i, "INBOX", &box, &why2), IMAP_OK);
		assert_int_equal(
		        imap_search_header(i, "Message-ID", "x", &uids, &n, &why), IMAP_REFUSED);
	}
	assert_null(uids);
	assert_int_equal(n, 99);
	imap_close(i);
	server_stop(&server);
}

static void test_search_refused(void **state)
{
	(void)state;
	check_search("* SEARCH 1 2 3\r\n{tag} NO no\r\n");
	check_search("{tag} NO no\r\n");
	check_search("{tag} BAD bad\r\n");
}

static void test_mailbox_names(void **state)
{
	static const struct script s = {
	        .say = {{"EXAMINE \"gone\"", "{tag} NO [NONEXISTENT] no\r\n"},
	                {"EXAMINE gone", "{tag} NO [NONEXISTENT] no\r\n"},
	                {"EXAMINE", "* 3 EXISTS\r\n{tag} OK done\r\n"}}};
	static const char *const bad[] = {"", "x\r\n9 DELETE Sent", "\xff", "a\x01", "\xc0\x80",
	        "\xed\xa0\x80", "\xe0\x80\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "a\xc3",
	        "\x80", "\x7f"};
	struct server server = serve_script(&s);
	struct imap *i = open_imap(&server);
	struct imap_mailbox box;

	(void)state;
	for (size_t k = 0; k < COUNT(bad); k++) {
		AUTO(xfree) char *why = NULL;

		assert_int_equal(imap_examine(i, bad[k], &box, &why), IMAP_NO_MAILBOX);
	}
	AUTO(xfree) char *gone = NULL, *odd = NULL, *after = NULL;
	assert_int_equal(imap_examine(i, "gone", &box, &gone), IMAP_NO_MAILBOX);
	assert_int_equal(imap_examine(i, "odd", &box, &odd), IMAP_TROUBLE);
	assert_non_null(strstr(odd, "UIDVALIDITY"));
	assert_int_equal(imap_examine(i, "odd", &box, &after), IMAP_TROUBLE);
	assert_non_null(strstr(after, "is closed"));
	imap_close(i);
	server_settle(&server, 1);
	assert_false(server_saw(&server, "DELETE"));
	server_stop(&server);
}

static void check_sent(const char *list, const char *want)
{
	struct script s = {
	        .say = {{"LIST \"\" \"*\" RETURN", "{tag} BAD what?\r\n"}, {"LIST", list}}};
	struct server server = serve_script(&s);
	struct imap *i = open_imap(&server);
	AUTO(xfree) char *name = imap_find_sent(i);

	assert_true(str_same(name, want));
	assert_int_equal(name == NULL, want == NULL);
	imap_close(i);
	server_stop(&server);
}

/* Names there and back; what would not come back the same can't be opened: no name. */
static void test_sent_names(void **state)
{
	static const char *const pairs[][2] = {{"a&-b", "a&b"}, {"&-&-", "&&"},
	        {"&U,BTFw-/&ZeVnLIqe-", "台北/日本語"}, {"&AOk--", "é-"}, {"&AOk-&-&AOk-", "é&é"},
	        {"&", NULL}, {"&A-", NULL}, {"&APw&-", NULL}, {"&AG0-", NULL}, {"&AAA-", NULL},
	        {"&2D0-", NULL}, {"&3gA-", NULL}, {"&2D0AYQ-", NULL}, {"&AOk-&AOk-", NULL}};

	(void)state;
	for (size_t k = 0; k < COUNT(pairs); k++) {
		AUTO(xfree)
		char *list =
		        xasprintf("* LIST (\\Sent) \"/\" \"%s\"\r\n{tag} OK done\r\n", pairs[k][0]);

		check_sent(list, pairs[k][1]);
	}
}

static void test_find_sent(void **state)
{
	(void)state;
	check_sent(
	        "* LIST (\\HasNoChildren) \"/\" INBOX\r\n"
	        "* LIST (\\HasNoChildren \\Sent) \"/\" \"Gesendete Objekte\"\r\n{tag} OK done\r\n",
	        "Gesendete Objekte");
	check_sent("* LIST (\\Sent) \"/\" \"&2D3eAA- &- Entw&APw-rfe\"\r\n{tag} OK done\r\n",
	        "😀 & Entwürfe");
	check_sent("* LIST (\\Sent) \"/\" \"broken&APw\"\r\n{tag} OK done\r\n", NULL);
	check_sent("* LIST () \"/\" \"Sent\"\r\n{tag} OK done\r\n", NULL);
	check_sent("* LIST (\\Sent) \"/\" \"Sent\"\r\n{tag} NO not today\r\n", NULL);
}

/* ---- fetching ---- */

static void check_fetch(const char *answer, int want, struct fetched *m, bool goes_on)
{
	struct script s = {.say = {{"UID FETCH", answer}}};
	struct server server = serve_script(&s);
	AUTO(xfree) char *why = NULL, *why2 = NULL;
	struct imap_mailbox box;
	struct imap *i;
	int r;

	if (want == IMAP_TROUBLE) /* where only silence tells of it */
		server.conf.timeout_s = 1;
	i = open_imap(&server);
	assert_int_equal(imap_examine(i, "INBOX", &box, &why), IMAP_OK);
	r = imap_fetch(i, 9, 20, m, &why);
	if (r != want)
		fail_msg("%.60s: %d %s", answer, r, why ? why : "");
	assert_int_equal(why == NULL, want == IMAP_OK);
	r = imap_examine(i, "INBOX", &box, &why2);
	assert_int_equal(r, goes_on ? IMAP_OK : IMAP_TROUBLE);
	imap_close(i);
	server_stop(&server);
}

#define HEAD "* 3 FETCH (UID 9 FLAGS (\\Seen $x) INTERNALDATE \" 3-Feb-2026 01:30:00 +0130\" "

static void test_fetch(void **state)
{
	struct fetched m = {0};

	(void)state;
	check_fetch("* 1 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (UID 8 BODY[]<0> {3}\r\nxxx)\r\n* 9 "
	            "EXISTS\r\n" HEAD
	            "RFC822.SIZE 4000 BODY[]<0> {6}\r\na\r\nb\r\n)\r\n* OK ok\r\n{tag} OK done\r\n",
	        IMAP_OK, &m, true);
	assert_int_equal(m.uid, 9);
	assert_int_equal(m.n, 6);
	assert_memory_equal(m.bytes, "a\r\nb\r\n", 7);
	assert_int_equal(m.internal_at, 1770076800); /* 2026-02-03 00:00 UTC */
	fetched_done(&m);

	check_fetch("* 3 FETCH (UID 9 FLAGS () RFC822.SIZE 40 BODY[]<0> {30}\r\n"
	            "012345678901234567890123456789)\r\n{tag} OK done\r\n",
	        IMAP_OK, &m, true);
	assert_int_equal(m.n, 20); /* what was asked for, though the server gave more */
	fetched_done(&m);

	check_fetch("* 3 FETCH (UID 9 BODY[]<0> \"\")\r\n{tag} OK done\r\n", IMAP_OK, &m, true);
	assert_int_equal(m.n, 0);
	assert_string_equal(m.bytes, "");
	fetched_done(&m);
}

static void test_fetch_misbehaviour(void **state)
{
	struct fetched m = {.uid = 1234};

	(void)state;
	check_fetch("{tag} OK gone\r\n", IMAP_REFUSED, &m, true);
	check_fetch("* 3 FETCH (UID 9 FLAGS ())\r\n{tag} OK done\r\n", IMAP_REFUSED, &m, true);
	check_fetch("* 3 FETCH (UID 8 BODY[]<0> {1}\r\nx)\r\n{tag} OK done\r\n", IMAP_REFUSED, &m,
	        true);
	check_fetch("{tag} NO [EXPUNGEISSUED] some are gone\r\n", IMAP_REFUSED, &m, true);
	check_fetch("{tag} BAD what\r\n", IMAP_REFUSED, &m, true);
	/* a NO behind the data is a no */
	check_fetch("* 3 FETCH (UID 9 BODY[]<0> {1}\r\nx)\r\n{tag} NO only half\r\n", IMAP_REFUSED,
	        &m, true);
	/* from here on the connection is lost */
	check_fetch("999 OK not your tag\r\n", IMAP_TROUBLE, &m, false);
	check_fetch("* 3 FETCH (UID 9 FLAGS ((((\r\n{tag} OK done\r\n", IMAP_TROUBLE, &m, false);
	check_fetch("* BYE idle for too long\r\n", IMAP_TROUBLE, &m, false);
	check_fetch(
	        "* 3 FETCH (UID 9 BODY[]<0> {100}\r\ncut in the literal", IMAP_TROUBLE, &m, false);
	check_fetch("* 3 FETCH (UID 9 BODY[", IMAP_TROUBLE, &m, false);
	check_fetch(HANG_UP, IMAP_TROUBLE, &m, false);
	assert_int_equal(m.uid, 1234); /* untouched on failure */
}

/* A literal of 4 GB announced: nobody may believe it, and the budget ends what comes of it. */
static void play_flood(struct peer *p)
{
	static char much[65536];
	static const struct script none = {
	        .say = {{"UID FETCH", "* 3 FETCH (UID 9 BODY[]<0> {4000000000}\r\nx"}}};

	if (!secure(p))
		return;
	say(p, "* OK ready\r\n");
	talk(p, &none);
	memset(much, 'x', sizeof(much));
	for (int i = 0; i < 4000; i++)
		say_bytes(p, much, sizeof(much));
}

static long memory_mb(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return u.ru_maxrss / 1024;
}

static void test_flood(void **state)
{
	struct server server = server_start(play_flood, CERT_GOOD, CONF_TLS_IMPLICIT, NULL);
	struct imap *i = open_imap(&server);
	struct fetched m = {0};
	struct imap_mailbox box;
	AUTO(xfree) char *why = NULL;
	long before = memory_mb();

	(void)state;
	assert_int_equal(imap_examine(i, "INBOX", &box, &why), IMAP_OK);
	assert_int_equal(imap_fetch(i, 9, 20, &m, &why), IMAP_TROUBLE);
#if !defined(__SANITIZE_ADDRESS__) && !defined(SANITIZERS)
	assert_true(memory_mb() - before < 64);
#else
	(void)before; /* it pays for what is only reserved */
#endif
	imap_close(i);
	server_stop(&server);
}

/* ---- IDLE ---- */

#define BEFORE "(before the +)"

static void play_idle(struct peer *p)
{
	const char *words = p->script;
	char tag[40] = "";

	if (!secure(p))
		return;
	say(p, "* OK ready\r\n");
	while (hear(p)) {
		snprintf(tag, sizeof(tag), "%.30s", strtok(p->line, " "));
		const char *verb = strtok(NULL, " ");

		if (!verb || strcmp(verb, "IDLE") != 0) {
			say_tagged(p, usual(verb ? verb : ""), tag);
			continue;
		}
		if (strncmp(words, BEFORE, strlen(BEFORE)) == 0) {
			say(p, words + strlen(BEFORE));
			words = "";
		}
		say(p, "+ idling\r\n");
		if (*words == '-') {
			usleep(300000);
			words++;
		}
		say(p, words);
		if (strncmp(words, "* BYE", 5) == 0 || !hear(p) || strcmp(p->line, "DONE") != 0)
			return;
		say_tagged(p, "* OK still\r\n{tag} OK done\r\n", tag);
	}
}

static enum imap_idle idle(struct imap *i, int fd, int seconds)
{
	enum imap_idle o = imap_idle_begin(i);
	if (o == IMAP_IDLE_QUIET)
		o = imap_idle_wait(i, fd, seconds);
	return imap_idle_end(i) == IMAP_IDLE_DEAD ? IMAP_IDLE_DEAD : o;
}

/* What comes, comes long before the wait is over; where nothing does, it is short. */
static void check_idle(const char *words, bool woken, enum imap_idle want)
{
	struct server server = server_start(play_idle, CERT_GOOD, CONF_TLS_IMPLICIT, words);
	struct imap *i = open_imap(&server);
	int fd = eventfd(woken, EFD_CLOEXEC);
	AUTO(xfree) char *why = NULL;
	struct imap_mailbox box;

	assert_true(imap_can_idle(i));
	assert_int_equal(idle(i, fd, want == IMAP_IDLE_QUIET ? 1 : 60), want);
	if (want != IMAP_IDLE_DEAD) /* the dialogue is in step again */
		assert_int_equal(imap_examine(i, "INBOX", &box, &why), IMAP_OK);
	else
		assert_false(imap_can_idle(i));
	close(fd);
	imap_close(i);
	server_stop(&server);
}

static void test_idle(void **state)
{
	(void)state;
	check_idle("", false, IMAP_IDLE_QUIET);
	check_idle("", true, IMAP_IDLE_WOKEN);
	check_idle("* 4 EXISTS\r\n", false, IMAP_IDLE_NEWS);
	check_idle("-* 4 EXISTS\r\n", false, IMAP_IDLE_NEWS);
	check_idle(BEFORE "* 4 EXISTS\r\n", false, IMAP_IDLE_NEWS);
	check_idle("-* OK Still here\r\n", false, IMAP_IDLE_QUIET);
	check_idle("* BYE going down\r\n", false, IMAP_IDLE_DEAD);
	check_idle("-* BYE going down\r\n", false, IMAP_IDLE_DEAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_open_refused),
	        cmocka_unit_test(test_the_password_is_forgotten),
	        cmocka_unit_test(test_tls),
	        cmocka_unit_test(test_mechanisms),
	        cmocka_unit_test(test_dialogue),
	        cmocka_unit_test(test_heads),
	        cmocka_unit_test(test_bites),
	        cmocka_unit_test(test_search_refused),
	        cmocka_unit_test(test_mailbox_names),
	        cmocka_unit_test(test_find_sent),
	        cmocka_unit_test(test_sent_names),
	        cmocka_unit_test(test_fetch),
	        cmocka_unit_test(test_fetch_misbehaviour),
	        cmocka_unit_test(test_flood),
	        cmocka_unit_test(test_idle),
	};
	return cmocka_run_group_tests(tests, mailserver_setup, mailserver_teardown);
}
