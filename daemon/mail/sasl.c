#include "sasl.h"

#include "base64.h"
#include "conf.h"
#include "scram.h"

#include <string.h>
#include <strings.h>

enum mechanism { XOAUTH2, SCRAM, PLAIN, LOGIN, MECHANISMS }; /* the better first */

static const char *const names[] = {"XOAUTH2", "SCRAM-SHA-256", "PLAIN", "LOGIN"};

struct sasl {
	enum mechanism mechanism;
	const struct conf_server *server;
	struct text secret, answer;
	struct scram *scram; /* SCRAM's */
	bool proved;         /* the server's word for its knowing the password was true */
	int step;
	char *told; /* what the server said in its last challenge, in plain ASCII; or NULL */
};

unsigned sasl_bit(const char *name)
{
	for (unsigned m = 0; m < MECHANISMS; m++)
		if (strcasecmp(name, names[m]) == 0)
			return 1u << m;
	return 0;
}

/* A token is no password, and goes nowhere else. */
static unsigned fitting(const struct conf_server *server)
{
	return server->password.token_command ? 1u << XOAUTH2
	                                      : 1u << SCRAM | 1u << PLAIN | 1u << LOGIN;
}

static int none_fits(const struct conf_server *server, unsigned offered, char **ret_why)
{
	bool token = server->password.token_command;
	AUTO(text_done) struct text other = TEXT_INIT;

	for (unsigned m = 0; m < MECHANISMS; m++)
		if (offered & 1u << m)
			text_printf(&other, "%s%s", other.len ? ", " : "", names[m]);
	*ret_why = xasprintf("%s:%d offers no login with a %s (it offers: %s). %s", server->host,
	        server->port, token ? "token (XOAUTH2)" : "password (SCRAM-SHA-256, PLAIN, LOGIN)",
	        other.len ? text_str(&other) : "none that we know",
	        token ? "Take token_command out and name a password, or ask whoever runs the "
	                "server."
	              : "Check the port, and ask whoever runs the server; where it wants a token, "
	                "name a token_command.");
	return SASL_NONE;
}

static bool is_one_line(const char *s)
{
	return !strpbrk(s, "\r\n\001");
}

/* Room for all that is put there, so that growing leaves no copies of a secret behind. */
static void reserve(struct text *t, size_t n)
{
	text_put(t, "", 0);
	t->s = xrealloc(t->s, n + 1);
	t->cap = n + 1;
	t->s[0] = '\0';
}

int sasl_new(const struct conf_server *server, unsigned offered, struct sasl **ret, char **ret_why)
{
	AUTO(sasl_free) struct sasl *s = NULL;
	unsigned fit = offered & fitting(server);

	if (!fit)
		return none_fits(server, offered, ret_why);
	s = xcalloc(1, sizeof(*s));
	s->server = server;
	while (!(fit & 1u << s->mechanism))
		s->mechanism++;
	if (conf_secret_read(&server->password, &s->secret, ret_why) < 0)
		return SASL_NO_SECRET;
	if (!is_one_line(server->user) || !is_one_line(text_str(&s->secret))) {
		*ret_why = xasprintf("User or %s for %s:%d holds a line break. Correct the "
		                     "configuration.",
		        server->password.token_command ? "token" : "password", server->host,
		        server->port);
		return SASL_NO_SECRET;
	}
	*ret = s;
	s = NULL;
	return 0;
}

void sasl_free(struct sasl *s)
{
	if (!s)
		return;
	conf_secret_wipe(&s->secret);
	conf_secret_wipe(&s->answer);
	scram_free(s->scram);
	xfree(s->told);
	xfree(s);
}

const char *sasl_name(const struct sasl *s)
{
	return names[s->mechanism];
}

/* Whoever can make SCRAM fail must not get the password said in its place. */
unsigned sasl_next(const struct sasl *s, unsigned offered)
{
	return s->mechanism == PLAIN ? offered & 1u << LOGIN : 0;
}

bool sasl_speaks_first(const struct sasl *s)
{
	return s->mechanism != LOGIN;
}

/* ---- answers ---- */

static const char *encode(struct sasl *s, const char *bytes, size_t n)
{
	conf_secret_wipe(&s->answer);
	reserve(&s->answer, (n + 2) / 3 * 4);
	base64_put(&s->answer, bytes, n);
	return s->answer.s;
}

static const char *encode_and_wipe(struct sasl *s, struct text *raw)
{
	const char *answer = encode(s, raw->s, raw->len);

	conf_secret_wipe(raw);
	return answer;
}

static const char *say_plain(struct sasl *s)
{
	struct text raw = TEXT_INIT;

	reserve(&raw, strlen(s->server->user) + s->secret.len + 2);
	text_putc(&raw, '\0');
	text_put(&raw, s->server->user, strlen(s->server->user) + 1);
	text_put(&raw, s->secret.s, s->secret.len);
	return encode_and_wipe(s, &raw);
}

static const char *say_token(struct sasl *s)
{
	static const char user[] = "user=", bearer[] = "\001auth=Bearer ", end[] = "\001\001";
	struct text raw = TEXT_INIT;

	reserve(&raw, sizeof(user) + sizeof(bearer) + sizeof(end) + strlen(s->server->user) +
	                      s->secret.len);
	text_puts(&raw, user);
	text_puts(&raw, s->server->user);
	text_puts(&raw, bearer);
	text_put(&raw, s->secret.s, s->secret.len);
	text_puts(&raw, end);
	return encode_and_wipe(s, &raw);
}

/* A refused token comes as a challenge with the reasons in it; an empty answer brings the no. */
static void keep_told(struct sasl *s, const char *challenge)
{
	AUTO(text_done) struct text plain = TEXT_INIT, clean = TEXT_INIT;

	base64_read(&plain, challenge, strnlen(challenge, 4096));
	for (size_t k = 0; k < plain.len && clean.len < 200; k++)
		if (plain.s[k] >= 0x20 && plain.s[k] < 0x7f)
			text_putc(&clean, plain.s[k]);
	xfree(s->told);
	s->told = text_steal(&clean);
}

static char *decode(const char *challenge)
{
	struct text plain = TEXT_INIT;

	text_put(&plain, "", 0);
	base64_read(&plain, challenge, strnlen(challenge, 4096));
	return text_steal(&plain);
}

static const char *say_scram(struct sasl *s, int step, const char *challenge)
{
	AUTO(xfree) char *words = decode(challenge);
	const char *said = NULL;

	if (step == 0) {
		s->scram = scram_new(s->server->user, &s->secret, NULL);
		said = scram_first(s->scram);
	} else if (step == 1) {
		said = scram_proof(s->scram, words);
	} else if (step == 2) {
		s->proved = scram_believes(s->scram, words);
		said = s->proved ? "" : NULL;
	}
	return said ? encode(s, said, strlen(said)) : NULL;
}

const char *sasl_answer(struct sasl *s, const char *challenge)
{
	int step = s->step++;

	switch (s->mechanism) {
	case SCRAM:
		return say_scram(s, step, challenge);
	case PLAIN:
		return step == 0 ? say_plain(s) : NULL;
	case LOGIN:
		return step == 0   ? encode(s, s->server->user, strlen(s->server->user))
		       : step == 1 ? encode(s, s->secret.s, s->secret.len)
		                   : NULL;
	default:
		if (step == 1)
			keep_told(s, challenge);
		return step == 0 ? say_token(s) : step == 1 ? "" : NULL;
	}
}

bool sasl_is_satisfied(const struct sasl *s)
{
	return s->mechanism != SCRAM || s->proved;
}

char *sasl_advice(const struct sasl *s)
{
	if (s->mechanism == SCRAM && s->step > 2 && !s->proved)
		return xstrdup("It could not show that it knows the password, so it may be another "
		               "than it says. Ask whoever runs the server.");
	if (s->mechanism != XOAUTH2)
		return xstrdup("Check user and password; some providers want an app password.");
	return xasprintf("Check user and token_command: the token may be over, or not be meant for "
	                 "mail%s%s%s.",
	        str_empty(s->told) ? "" : " (", str_empty(s->told) ? "" : s->told,
	        str_empty(s->told) ? "" : ")");
}
