#include "doctor.h"

#include "command.h"
#include "compose.h"
#include "conf.h"
#include "imap.h"
#include "imap_fetch.h"
#include "message.h"
#include "smtp.h"
#include "smtp_advice.h"
#include "stream.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { SEND_WAIT_S = 30 };

#define PLUS_FIX                                                                                   \
	"have addresses with a plus delivered (recipient_delimiter = + in Postfix and Dovecot; "   \
	"your provider's page in " PKGDATADIR "/providers says more)"

/* ---- the provider ---- */

struct provider {
	const char *hosts[2], *name, *traps;
};

static const struct provider providers[] = {
        {{"gmail.com", "googlemail.com"}, "Gmail",
                "needs an app password (2-step verification on), replaces a From that is not set "
                "up under \"Send mail as\", keeps Sent itself, and takes 500 mails a day, 2,000 "
                "in Workspace; see " PKGDATADIR "/providers/gmail.md"},
        {{"office365.com", "outlook.com"}, "Microsoft 365",
                "takes no password to read mail, and one to send it only if an administrator "
                "allows that (else 550 5.7.30): set token_command; it takes 30 mails a minute; "
                "see " PKGDATADIR "/providers/microsoft-365.md"},
        {{"fastmail.com"}, "Fastmail",
                "needs an app password with the right to send and read mail, and a From that is "
                "one of the account's identities; see " PKGDATADIR "/providers/fastmail.md"},
        {{"mailbox.org"}, "mailbox.org",
                "sends only from addresses and aliases of the account; see " PKGDATADIR
                "/providers/mailbox-org.md"},
};

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);
	return n >= m && str_same_nocase(s + n - m, end) && (n == m || s[n - m - 1] == '.');
}

static const struct provider *provider_of(const char *host)
{
	for (size_t i = 0; i < COUNT(providers); i++)
		for (size_t k = 0; k < COUNT(providers[i].hosts) && providers[i].hosts[k]; k++)
			if (ends_with(host, providers[i].hosts[k]))
				return &providers[i];
	return NULL;
}

static void check_provider(struct doctor *d)
{
	const struct provider *p = provider_of(d->conf->smtp.server.host);
	if (p)
		doctor_find(d, DOCTOR_WELL, 0, "provider", NULL,
		        "Your mail goes through %s. It %s.", p->name, p->traps);
}

/* ---- servers ---- */

static bool check_name(struct doctor *d, const char *what, const struct conf_server *server)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	int e = getaddrinfo(server->host, NULL, &hints, &found);
	if (e == 0) {
		freeaddrinfo(found);
		return true;
	}
	AUTO(xfree)
	char *fix = xasprintf("%s in the group %s of %s",
	        e == EAI_NONAME ? "correct host"
	                        : "see to this machine's DNS (resolv.conf(5)), or "
	                          "correct host",
	        what, d->conf->path);
	doctor_find(d, DOCTOR_PROBLEM, EX_NOHOST, what, fix, "The name %s leads nowhere: %s.",
	        server->host, gai_strerror(e));
	return false;
}

/* A credential is handed out by systemd to the unit only; root may look at it there. */
static void borrow_credentials(void)
{
	static const char folder[] = "/run/credentials/followupd.service";
	if (!getenv("CREDENTIALS_DIRECTORY") && access(folder, X_OK) == 0)
		setenv("CREDENTIALS_DIRECTORY", folder, 0);
}

/* Read and forgotten at once; that it is there is all we tell. */
static bool check_password(struct doctor *d, const char *what, const struct conf_server *server)
{
	if (!server->user)
		return true;
	const char *file = server->password.file;
	if (file && (!doctor_may(d, what, file, R_OK, "nobody can log in") ||
	                    !doctor_closed(d, what, file, 0640)))
		return false;
	AUTO(xfree) char *why = NULL;
	struct text secret = TEXT_INIT;
	int r = conf_secret_read(&server->password, &secret, &why);
	conf_secret_wipe(&secret);
	if (r == 0)
		return true;
	doctor_find(d, DOCTOR_PROBLEM, EX_CONFIG, what,
	        server->password.credential && !getenv("CREDENTIALS_DIRECTORY")
	                ? "start the service and run this as root: the credential is handed to "
	                  "the service alone"
	                : "put the password there: one line, nothing else",
	        "There is %s.", why);
	return false;
}

static const char *smtp_fix(const struct smtp_answer *a)
{
	const char *step = a->step;
	if (smtp_wants_token(a))
		return "name a token_command in place of the password; your provider's page "
		       "in " PKGDATADIR "/providers says where it comes from";
	if (a->code / 100 == 4)
		return "nothing for now: it is tried again by itself";
	if (str_same(step, "connect") || str_same(step, "greeting"))
		return "look at host and port in the group smtp (587 with tls = \"starttls\", 465 "
		       "with \"implicit\"), and at firewalls in between";
	if (str_same(step, "tls"))
		return "host must be the name in the server's certificate; name a house authority "
		       "of your own with ca_file";
	if (str_same(step, "auth"))
		return "look at user and password in the group smtp, or in that person's login; "
		       "most providers want a "
		       "password made for this program (\"app password\")";
	return "ask the server's administrator, with these words";
}

/* One login. `whose`: "smtp", or of whom the letters are that leave with it. */
static struct smtp *check_login(
        struct doctor *d, const char *whose, const struct conf_server *server)
{
	struct smtp_answer a = {0};
	struct smtp *s = NULL;
	if (!check_password(d, whose, server))
		return NULL;
	if (smtp_open(server, d->conf->business.message_domain, &s, &a) == 0) {
		doctor_find(d, DOCTOR_WELL, 0, whose, NULL,
		        "%s:%d answers, its certificate is good%s%s%s.", server->host, server->port,
		        server->user ? ", and " : "", server->user ? server->user : "",
		        server->user ? " may log in" : "");
		return s;
	}
	AUTO(xfree) char *words = smtp_advice(server, &a);
	doctor_find(d, DOCTOR_PROBLEM, str_same(a.step, "auth") ? EX_NOPERM : EX_UNAVAILABLE, whose,
	        smtp_fix(&a), "%s Letters wait meanwhile, as long as they are valid.", words);
	return NULL;
}

/* The house's connection; those of people who have a login of their own are looked at only. */
static struct smtp *check_smtp(struct doctor *d)
{
	const struct conf *c = d->conf;
	if (!check_name(d, "smtp", &c->smtp.server))
		return NULL;
	struct smtp *s = check_login(d, "smtp", &c->smtp.server);
	for (size_t i = 0; c->business.from == CONF_FROM_OWN && i < c->people_count; i++)
		if (c->people[i].smtp.user) {
			AUTO(xfree) char *whose = xasprintf("smtp %s", c->people[i].id);
			smtp_close(check_login(d, whose, &c->people[i].smtp));
		}
	return s;
}

static void check_mailboxes(struct doctor *d, struct imap *i)
{
	for (size_t n = 0; d->conf->imap.mailboxes[n]; n++) {
		const char *name = d->conf->imap.mailboxes[n];
		AUTO(xfree) char *why = NULL;
		struct imap_mailbox box;
		if (imap_examine(i, name, &box, &why) == IMAP_OK)
			doctor_find(d, DOCTOR_WELL, 0, "imap", NULL, "%s can be read, %u mails.",
			        name, box.exists);
		else
			doctor_find(d, DOCTOR_PROBLEM, EX_NOINPUT, "imap",
			        "correct mailboxes in the group imap, or make that mailbox",
			        "%s can't be read (%s), so replies in it are missed.", name,
			        why ? why : "no reason given");
	}
}

static void check_sent(struct doctor *d, struct imap *i)
{
	AUTO(xfree)
	char *sent = d->conf->imap.sent ? xstrdup(d->conf->imap.sent) : imap_find_sent(i);
	AUTO(xfree) char *why = NULL;
	struct imap_mailbox box;
	static const char fix[] = "name the folder your mail programs file sent mail in: sent = "
	                          "\"…\" in the group imap";
	if (!sent)
		doctor_find(d, DOCTOR_PROBLEM, EX_CONFIG, "sent", fix,
		        "The server names no folder for sent mail, so answers that people write "
		        "are not seen and customers seem to wait for ever.");
	else if (imap_examine(i, sent, &box, &why) == IMAP_OK)
		doctor_find(d, DOCTOR_WELL, 0, "sent", NULL,
		        "Answers that people write are looked for in %s, %u mails.", sent,
		        box.exists);
	else
		doctor_find(d, DOCTOR_PROBLEM, EX_NOINPUT, "sent", fix,
		        "%s can't be read (%s), so answers that people write are not seen.", sent,
		        why ? why : "no reason given");
}

static struct imap *check_mailbox_login(
        struct doctor *d, const char *whose, const struct conf_server *server)
{
	AUTO(xfree) char *why = NULL;
	struct imap *i = NULL;
	if (!check_password(d, whose, server))
		return NULL;
	if (imap_open(server, &i, &why) != IMAP_OK) {
		doctor_find(d, DOCTOR_PROBLEM, EX_UNAVAILABLE, whose,
		        "look at host, port (993 with tls = \"implicit\", 143 with \"starttls\"), "
		        "ca_file, user and password in the group imap",
		        "%s:%d is of no use: %s No reply is read meanwhile.", server->host,
		        server->port, why ? why : "it broke the dialogue.");
		return NULL;
	}
	doctor_find(d, DOCTOR_WELL, 0, whose, NULL,
	        "%s:%d answers, its certificate is good, and %s may log in.", server->host,
	        server->port, server->user);
	return i;
}

/* The house's connection; those of people who have a login of their own are looked at only. */
static struct imap *check_imap(struct doctor *d)
{
	const struct conf *c = d->conf;
	if (!check_name(d, "imap", &c->imap.server))
		return NULL;
	for (size_t n = 0; c->business.from == CONF_FROM_OWN && n < c->people_count; n++)
		if (c->people[n].imap.user) {
			AUTO(xfree) char *whose = xasprintf("imap %s", c->people[n].id);
			imap_close(check_mailbox_login(d, whose, &c->people[n].imap));
		}
	struct imap *i = check_mailbox_login(d, "imap", &c->imap.server);
	if (!i)
		return NULL;
	check_mailboxes(d, i);
	check_sent(d, i);
	if (imap_can_idle(i))
		doctor_find(d, DOCTOR_WELL, 0, "idle", NULL,
		        "The server tells of new mail by itself (IDLE).");
	else
		doctor_find(d, DOCTOR_ADVICE, 0, "idle", "nothing, or lower poll in the group imap",
		        "The server does not tell of new mail (no IDLE): it is asked every %d s.",
		        d->conf->imap.poll_s);
	return i;
}

/* ---- a mail to ourselves ---- */

static char *test_mail(struct doctor *d, const char *mark, const char *id, size_t *ret_n)
{
	const struct conf *c = d->conf;
	const struct compose_message m = {
	        .kind = COMPOSE_NOTICE,
	        .from_name = c->business.name,
	        .from_address = c->business.address,
	        .to_address = c->business.address,
	        .subject = mark,
	        .message_id = id,
	        .text = "followup doctor --mail wrote this to see what becomes of a mail.\n",
	        .date_at = clock_now(),
	};
	char *bytes = NULL;
	AUTO(xfree) char *why = NULL;
	if (compose(&m, &bytes, ret_n, &why) == 0)
		return bytes;
	doctor_find(d, DOCTOR_PROBLEM, EX_CONFIG, "mail", "correct address in the group business",
	        "No mail can be written from %s: %s", c->business.address, why ? why : "");
	return NULL;
}

static void judge_copy(struct doctor *d, const struct message *m, const char *id)
{
	if (!str_same_nocase(m->from_address, d->conf->business.address)) {
		doctor_find(d, DOCTOR_PROBLEM, EX_CONFIG, "mail",
		        "allow this account to send as that address at your provider, or make "
		        "the account's own address the one in business",
		        "The server replaced From: we wrote %s, %s arrived. Replies go astray.",
		        d->conf->business.address, m->from_address);
		return;
	}
	doctor_find(d, DOCTOR_WELL, 0, "mail", NULL,
	        "A mail to ourselves arrived, From unchanged%s.",
	        str_same(m->message_id, id)
	                ? " and Message-ID unchanged"
	                : "; the server wrote a Message-ID of its own, so replies are known by "
	                  "their address and subject");
}

static bool find_copy(
        struct doctor *d, struct imap *i, const char *mark, const char *id, bool judge)
{
	AUTO(xfree) uint32_t *uids = NULL;
	AUTO(xfree) char *why = NULL;
	size_t count = 0;
	struct imap_mailbox box;
	struct fetched raw = {0};
	AUTO(message_free) struct message *m = NULL;
	if (imap_examine(i, d->conf->imap.mailboxes[0], &box, &why) != IMAP_OK ||
	        imap_search_header(i, "Subject", mark, &uids, &count, &why) != IMAP_OK || !count ||
	        imap_fetch(i, uids[count - 1], 65536, &raw, &why) != IMAP_OK)
		return false;
	int r = message_parse(raw.bytes, raw.n, &m);
	fetched_done(&raw);
	if (r != 0)
		return false;
	if (judge)
		judge_copy(d, m, id);
	return true;
}

/* One mail to an address of ours, and it is found again. `judge`: what became of it. */
static bool goes_round(struct doctor *d, struct smtp *s, struct imap *i, const char *what,
        const char *to, bool judge)
{
	const char *from = d->conf->business.address;
	long long now = (long long)clock_now();
	AUTO(xfree) char *mark = xasprintf("followup doctor %s %lld-%d", what, now, (int)getpid());
	AUTO(xfree)
	char *id = xasprintf(
	        "doctor.%s.%lld.%d@%s", what, now, (int)getpid(), d->conf->business.message_domain);
	size_t n = 0;
	AUTO(xfree) char *bytes = test_mail(d, mark, id, &n);
	struct smtp_answer a = {0};
	if (!bytes)
		return false;
	if (smtp_send(s, from, to, NULL, bytes, n, &a) != SMTP_SENT) {
		doctor_find(d, DOCTOR_PROBLEM, EX_NOPERM, what,
		        judge ? "allow this account to send as that address at your provider"
		              : PLUS_FIX,
		        "The server does not take a mail from %s to %s, at the step \"%s\": %s",
		        from, to, a.step ? a.step : "?", a.text);
		return false;
	}
	for (int waited = 0; i && waited < SEND_WAIT_S; waited++, sleep(1))
		if (find_copy(d, i, mark, id, judge))
			return true;
	doctor_find(d, judge ? DOCTOR_ADVICE : DOCTOR_PROBLEM, EX_CONFIG, what,
	        judge ? "look where mail to that address goes: replies must arrive in a mailbox of "
	                "the group imap"
	              : PLUS_FIX,
	        "The server took a mail from %s to %s, but it did not appear in %s within %d s.%s",
	        from, to, d->conf->imap.mailboxes[0], SEND_WAIT_S,
	        judge ? "" : " Replies to letters go to such addresses.");
	return false;
}

/* Replies to letters go to care+TOKEN@…: where that is lost, so is every answer. */
static void check_plus(struct doctor *d, struct smtp *s, struct imap *i)
{
	const char *own = d->conf->business.address, *at = strrchr(own, '@');
	AUTO(xfree) char *plus = xasprintf("%.*s+doctor%s", (int)(at - own), own, at);
	if (goes_round(d, s, i, "plus", plus, false))
		doctor_find(d, DOCTOR_WELL, 0, "plus", NULL,
		        "A mail to %s arrived too: so will replies to letters.", plus);
}

static void check_sending(struct doctor *d, struct smtp *s, struct imap *i)
{
	if (goes_round(d, s, i, "mail", d->conf->business.address, true) && i)
		check_plus(d, s, i);
}

void doctor_servers(struct doctor *d)
{
	check_provider(d);
	borrow_credentials();
	AUTO(smtp_close) struct smtp *s = check_smtp(d);
	AUTO(imap_close) struct imap *i = check_imap(d);
	if (d->ctx->mail && s)
		check_sending(d, s, i);
}
