#include "conf.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

char *conf_path(const char *folder, const char *path)
{
	while (str_starts(path, "./"))
		path += 2;
	return *path == '/' ? xstrdup(path) : xasprintf("%s/%s", folder, path);
}

void conf_set(void *field, const char *value)
{
	char **s = field;

	xfree(*s);
	*s = xstrdup(value);
}

/* ---- defaults ---- */

struct conf *conf_new(const char *path)
{
	struct conf *c = xcalloc(1, sizeof(*c));

	c->path = xstrdup(path);
	c->business.country = xstrdup("");
	c->business.language = xstrdup("en");
	c->state = xstrdup("/var/lib/followupd");
	c->ledger.encoding = xstrdup("utf-8");
	c->ledger.decimal = '.';
	c->ledger.shrink_percent = 20;
	c->stages.new_days = 90;
	c->stages.short_years = 3;
	c->stages.integral_percent = 5;
	c->stages.integral_tag = xstrdup("integral");
	c->courtesy.gap_days = 21;
	c->courtesy.per_year = 8;
	c->courtesy.human_gap_days = 7;
	c->courtesy.per_year_before = 1;
	c->courtesy.per_90_new = 4;
	c->courtesy.company_per_day = 3;
	c->courtesy.purchase_gap_days = 3;
	c->courtesy.floor_days = 120;
	c->courtesy.catch_up_hours = 4;
	c->courtesy.quiet_min = 18 * 60;
	c->courtesy.window_start_min = 9 * 60;
	c->courtesy.window_end_min = 11 * 60 + 30;
	c->smtp.server.timeout_s = c->imap.server.timeout_s = 60;
	c->smtp.per_minute = 30;
	c->smtp.sessions = 1;
	c->imap.mailboxes = xcalloc(2, sizeof(*c->imap.mailboxes));
	c->imap.mailboxes[0] = xstrdup("INBOX");
	c->imap.poll_s = 120;
	c->imap.since_days = 7;
	c->digest.weekday = 1;
	c->digest.hour = 7;
	c->digest.nudge_hours = 4;
	c->digest.escalate_hours = 8;
	return c;
}

static void default_to(char **field, const char *value)
{
	if (!*field)
		*field = xstrdup(value);
}

static void server_free_parts(struct conf_server *s)
{
	xfree(s->host);
	xfree(s->ca_file);
	xfree(s->user);
	xfree(s->password.credential);
	xfree(s->password.file);
	xfree(s->password.command);
	xfree(s->pin);
	xfree(s->password.token_command);
}

static char *copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

/* The login of one, on the server of the other. */
static void server_of_login(
        struct conf_server *s, const struct conf_server *login, const struct conf_server *server)
{
	const struct conf_secret *secret = &login->password;

	*s = (struct conf_server){.host = copy(server->host),
	        .port = server->port,
	        .tls = server->tls,
	        .ca_file = copy(server->ca_file),
	        .pin = copy(server->pin),
	        .timeout_s = server->timeout_s,
	        .user = copy(login->user),
	        .password = {copy(secret->credential), copy(secret->file), copy(secret->command),
	                copy(secret->token_command)}};
}

static void login_defaults(const struct conf *c, struct conf_person *p)
{
	struct conf_server login = p->smtp;

	if (!login.user)
		return;
	server_of_login(&p->smtp, &login, &c->smtp.server);
	server_of_login(&p->imap, &login, &c->imap.server);
	server_free_parts(&login);
}

static void person_defaults(struct conf *c, struct conf_person *p)
{
	AUTO(xfree)
	char *signature = xasprintf(
	        "%s\n%s", p->name ? p->name : "", c->business.name ? c->business.name : "");

	default_to(&p->timezone, c->business.timezone);
	default_to(&p->language, c->business.language);
	default_to(&p->signature, signature);
	login_defaults(c, p);
}

void conf_defaults(struct conf *c, const char *folder)
{
	AUTO(xfree) char *from = xasprintf("%%s, %s", c->business.name ? c->business.name : "");
	AUTO(xfree) char *templates = conf_path(folder, "templates");
	AUTO(xfree) char *calendars = conf_path(folder, "calendars");
	const char *optout = conf_optout_default(c->business.language);

	default_to(&c->business.from_name, from);
	default_to(&c->business.optout_line, optout ? optout : conf_optout_default("en"));
	default_to(&c->templates, templates);
	default_to(&c->calendars, calendars);
	for (size_t i = 0; i < c->people_count; i++)
		person_defaults(c, &c->people[i]);
}

static void stand_in_person(struct conf_person *p)
{
	default_to(&p->id, "nobody");
	default_to(&p->name, "Nobody");
	default_to(&p->email, "nobody@example.invalid");
}

void conf_stand_in(struct conf *c)
{
	default_to(&c->business.name, "the business");
	default_to(&c->business.address, "nobody@example.invalid");
	default_to(&c->business.message_domain, "example.invalid");
	default_to(&c->business.timezone, "UTC");
	if (!c->people_count) {
		xfree(c->people);
		c->people = xcalloc(1, sizeof *c->people);
		c->people_count = 1;
	}
	for (size_t i = 0; i < c->people_count; i++)
		stand_in_person(&c->people[i]);
}

/* ---- the end of a conf ---- */

static void person_free_parts(struct conf_person *p)
{
	xfree(p->id);
	xfree(p->name);
	xfree(p->email);
	xfree(p->timezone);
	xfree(p->language);
	xfree(p->signature);
	conf_words_done(&p->signatures);
	server_free_parts(&p->smtp);
	server_free_parts(&p->imap);
}

void conf_mailboxes_free(char **boxes)
{
	for (char **b = boxes; b && *b; b++)
		xfree(*b);
	xfree(boxes);
}

static void columns_free(struct conf_column *columns, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		xfree(columns[i].field);
		xfree(columns[i].header);
	}
	xfree(columns);
}

static void business_free_parts(struct conf *c)
{
	xfree(c->business.name);
	xfree(c->business.address);
	xfree(c->business.from_name);
	xfree(c->business.unsubscribe_url);
	xfree(c->business.message_domain);
	xfree(c->business.timezone);
	xfree(c->business.country);
	xfree(c->business.language);
	xfree(c->business.postal_address);
	xfree(c->business.optout_line);
	conf_words_done(&c->business.optout_lines);
}

void conf_free(struct conf *c)
{
	if (!c)
		return;
	business_free_parts(c);
	for (size_t i = 0; i < c->people_count; i++)
		person_free_parts(&c->people[i]);
	xfree(c->people);
	xfree(c->cluster);
	xfree(c->state);
	xfree(c->templates);
	xfree(c->calendars);
	xfree(c->ledger.customers);
	xfree(c->ledger.purchases);
	xfree(c->ledger.customers_query);
	xfree(c->ledger.purchases_query);
	xfree(c->ledger.encoding);
	columns_free(c->ledger.columns, c->ledger.columns_count);
	columns_free(c->ledger.purchase_columns, c->ledger.purchase_columns_count);
	xfree(c->stages.integral_tag);
	server_free_parts(&c->smtp.server);
	server_free_parts(&c->imap.server);
	conf_mailboxes_free(c->imap.mailboxes);
	xfree(c->imap.sent);
	xfree(c->imap.authenticator);
	xfree(c->path);
	xfree(c);
}

void conf_problems_done(struct conf_problems *p)
{
	for (size_t i = 0; i < p->count; i++) {
		xfree(p->at[i].file);
		xfree(p->at[i].text);
	}
	xfree(p->at);
	*p = (struct conf_problems){0};
}

/* ---- people ---- */

const struct conf_person *conf_person(const struct conf *conf, const char *id)
{
	for (size_t i = 0; !str_empty(id) && i < conf->people_count; i++)
		if (str_same_nocase(conf->people[i].id, id))
			return &conf->people[i];
	return NULL;
}

const struct conf_person *conf_person_by_email(const struct conf *conf, const char *email)
{
	for (size_t i = 0; !str_empty(email) && i < conf->people_count; i++)
		if (str_same_nocase(conf->people[i].email, email))
			return &conf->people[i];
	return NULL;
}

const struct conf_person *conf_default_person(const struct conf *conf)
{
	for (size_t i = 0; i < conf->people_count; i++)
		if (conf->people[i].owner)
			return &conf->people[i];
	return conf->people_count ? &conf->people[0] : NULL;
}
