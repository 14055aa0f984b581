#include <errno.h>
#include <glob.h>
#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "conf.h"
#include "conf_check.h"
#include "conf_dropin.h"
#include "conf_value.h"

/* ---- groups and lists ---- */

static const struct conf_key *key_find(const struct conf_key *keys, const char *name)
{
	for (; keys->name; keys++)
		if (str_same(keys->name, name))
			return keys;
	return NULL;
}

static void unknown(struct conf_loader *l, const struct conf_key *keys, const config_setting_t *s,
        const char *group)
{
	const char *words[64] = {0};
	AUTO(text_done) struct text all = TEXT_INIT;
	const char *near;
	size_t n = 0;

	for (const struct conf_key *k = keys; k->name; k++) {
		if (k->read == conf_value_password)
			continue;
		text_printf(&all, "%s%s", n ? ", " : "", k->name);
		if (n < COUNT(words) - 1)
			words[n++] = k->name;
	}
	near = str_nearest(config_setting_name(s), words);
	if (near)
		conf_value_problem(l, s, "%s is not known in %s: did you mean %s?",
		        config_setting_name(s), group, near);
	else
		conf_value_problem(l, s, "%s is not known in %s; known there: %s",
		        config_setting_name(s), group, text_str(&all));
}

/* One group's words, whatever its struct; `what` names the group in sentences. */
static void read_group(struct conf_loader *l, const struct conf_key *keys, const char *what,
        const config_setting_t *group, void *base)
{
	int n = config_setting_length(group);

	for (int i = 0; i < n; i++) {
		const config_setting_t *s = config_setting_get_elem(group, (unsigned)i);
		const struct conf_key *key = key_find(keys, config_setting_name(s));

		if (key)
			key->read(l, key, s, (char *)base + key->offset);
		else
			unknown(l, keys, s, what);
	}
	for (const struct conf_key *k = keys; k->name; k++)
		if (k->needed && !config_setting_get_member(group, k->name))
			conf_value_problem(l, config_setting_is_root(group) ? NULL : group,
			        "%s is missing in %s: write %s = %s;", k->name, what, k->name,
			        k->needed);
}

static void read_members(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	if (config_setting_is_group(s))
		read_group(l, key->members, key->name, s, field);
	else
		conf_value_problem(l, s, "%s must be a group: %s = { … };", key->name, key->name);
}

static void person_check(struct conf_loader *l, const config_setting_t *s, size_t n)
{
	const struct conf_person *p = &l->conf->people[n];

	for (const struct conf_person *o = l->conf->people; o < p; o++) {
		if (p->id && str_same_nocase(o->id, p->id))
			conf_value_problem(l, s,
			        "two people have the id \"%s\": customers could not tell them "
			        "apart",
			        p->id);
		if (p->email && str_same_nocase(o->email, p->email))
			conf_value_problem(l, s,
			        "two people have the address %s: commands by mail need one person "
			        "each",
			        p->email);
	}
}

static void read_people(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	int n = config_setting_length(s);
	struct conf *conf = l->conf;

	(void)field;
	if (!config_setting_is_list(s)) {
		conf_value_problem(l, s,
		        "people must be a list of groups: people = ( { id = \"anna\"; … }, … );");
		return;
	}
	conf->people = xcalloc((size_t)n, sizeof(*conf->people));
	for (int i = 0; i < n; i++) {
		const config_setting_t *one = config_setting_get_elem(s, (unsigned)i);
		struct conf_person *p = &conf->people[conf->people_count];

		p->digest = true;
		if (!config_setting_is_group(one)) {
			conf_value_problem(
			        l, one, "each of people must be a group: { id = \"anna\"; … }");
			continue;
		}
		read_group(l, key->members, "people", one, p);
		person_check(l, one, conf->people_count++);
	}
}

static void column_add(
        struct conf_column **columns, size_t *count, const char *field, const char *header)
{
	*columns = xrealloc(*columns, (*count + 1) * sizeof(**columns));
	(*columns)[(*count)++] = (struct conf_column){xstrdup(field), xstrdup(header)};
}

/* A column map: our field on the left, their header on the right. */
static void read_map(struct conf_loader *l, const struct conf_key *key, const config_setting_t *s,
        struct conf_column **columns, size_t *count)
{
	if (!config_setting_is_group(s)) {
		conf_value_problem(l, s, "%s must be a group: %s = { email = \"E-Mail\"; … };",
		        key->name, key->name);
		return;
	}
	for (int i = 0; i < config_setting_length(s); i++) {
		const config_setting_t *one = config_setting_get_elem(s, (unsigned)i);
		struct conf_key field = {.name = config_setting_name(one)};
		const char *header = conf_value_string(l, &field, one, false);

		if (header)
			column_add(columns, count, field.name, header);
	}
}

/* Fields of a customer's own choice are welcome; one that is nearly ours is a slip of the pen. */
static void read_columns(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	struct conf *conf = field;

	read_map(l, key, s, &conf->ledger.columns, &conf->ledger.columns_count);
	for (int i = 0; config_setting_is_group(s) && i < config_setting_length(s); i++) {
		const config_setting_t *one = config_setting_get_elem(s, (unsigned)i);
		const char *near = str_nearest(config_setting_name(one), key->words);

		if (near && !str_same(near, config_setting_name(one)) &&
		        str_distance(near, config_setting_name(one), 2) <= 2)
			conf_value_warning(l, one,
			        "%s is taken as a field of your own; did you mean %s, which "
			        "followupd knows?",
			        config_setting_name(one), near);
	}
}

static void read_purchase_columns(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	struct conf *conf = field;

	read_map(l, key, s, &conf->ledger.purchase_columns, &conf->ledger.purchase_columns_count);
	for (int i = 0; config_setting_is_group(s) && i < config_setting_length(s); i++) {
		const config_setting_t *one = config_setting_get_elem(s, (unsigned)i);

		if (!key_find(key->members, config_setting_name(one)))
			unknown(l, key->members, one, key->name);
	}
}

static void read_mailboxes(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	int n = config_setting_length(s), got = 0;
	char **boxes;

	if ((!config_setting_is_array(s) && !config_setting_is_list(s)) || n < 1) {
		conf_value_problem(l, s, "%s must be a list of names: %s = [ \"INBOX\" ];",
		        key->name, key->name);
		return;
	}
	boxes = xcalloc((size_t)n + 1, sizeof(*boxes));
	for (int i = 0; i < n; i++) {
		const char *v =
		        conf_value_string(l, key, config_setting_get_elem(s, (unsigned)i), false);

		if (v)
			boxes[got++] = xstrdup(v);
	}
	conf_mailboxes_free(*(char ***)field);
	*(char ***)field = boxes;
}

/* ---- servers: what needs more than one line of them to be judged ---- */

static void server_password(struct conf_loader *l, const config_setting_t *s, const char *group,
        const struct conf_server *server)
{
	static const char *const ways[] = {"password", "password_credential", "password_file",
	        "password_command", "token_command"};
	int said = 0;

	for (size_t i = 0; i < COUNT(ways); i++)
		said += config_setting_get_member(s, ways[i]) != NULL;
	if (server->user && said == 0)
		conf_value_problem(l, s,
		        "%s has a user but no password: add password_file = \"PATH\"; or "
		        "password_credential = \"NAME\"; or password_command = \"…\";",
		        group);
	else if (said > 1)
		conf_value_problem(l, s,
		        "%s says more than once where the password is: keep one of "
		        "password_credential, "
		        "password_file, password_command, token_command",
		        group);
	else if (!config_setting_get_member(s, "user") && said)
		conf_value_problem(l, s, "%s has a password but no user: add user = \"…\";", group);
}

/* A person's own login; its servers are the house's. */
static void read_login(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	read_members(l, key, s, field);
	if (config_setting_is_group(s))
		server_password(l, s, key->name, field);
}

/* The four ports everybody knows say by themselves how TLS starts on them. */
static void server_defaults(
        const config_setting_t *s, struct conf_server *server, int implicit, int starttls)
{
	if (!config_setting_get_member(s, "tls") && server->port == starttls)
		server->tls = CONF_TLS_STARTTLS;
	if (!server->port)
		server->port = server->tls == CONF_TLS_STARTTLS ? starttls : implicit;
}

static void read_smtp(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	struct conf *conf = field;

	read_members(l, key, s, field);
	if (!config_setting_is_group(s))
		return;
	server_defaults(s, &conf->smtp.server, 465, 587);
	server_password(l, s, key->name, &conf->smtp.server);
}

static void read_imap(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	struct conf *conf = field;

	read_members(l, key, s, field);
	if (!config_setting_is_group(s))
		return;
	server_defaults(s, &conf->imap.server, 993, 143);
	server_password(l, s, key->name, &conf->imap.server);
}

/* ---- the syntax ---- */

#define AT(field) .offset = offsetof(struct conf, field)
#define OF(field) .offset = offsetof(struct conf_person, field)
#define END                                                                                        \
	{                                                                                          \
		.name = NULL                                                                       \
	}

static const char *const words_from[] = {"shared", "own", "delegate", NULL};
static const char *const words_dates[] = {"ymd", "dmy", "mdy", NULL};
static const char *const words_leap[] = {"feb28", "mar1", "only", NULL};
static const char *const words_tls[] = {"implicit", "starttls", NULL};
static const char *const words_days[] = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", NULL};
static const char *const words_fields[] = {"id", "email", "name", "first_name", "last_name",
        "salutation", "company", "language", "country", "timezone", "manager", "status",
        "first_contact", "since", "birthday", "birthday_ok", "consent", "consent_date", "tags",
        "celebrates", "mood", "pause_until", "personal_line", NULL};
_Static_assert(sizeof(enum conf_tls) == sizeof(int), "conf_value_choice() writes an int");

static const struct conf_key keys_business[] = {
        {"name", conf_value_line, AT(business.name), .needed = "\"Harbour & Pine\""},
        {"address", conf_value_address, AT(business.address), .needed = "\"care@example.com\""},
        {"from_name", conf_value_line, AT(business.from_name)},
        {"from", conf_value_choice, AT(business.from), .words = words_from},
        {"unsubscribe_url", conf_value_click, AT(business.unsubscribe_url)},
        {"message_domain", conf_value_message_domain, AT(business.message_domain)},
        {"timezone", conf_value_timezone, AT(business.timezone), .needed = "\"Europe/Berlin\""},
        {"country", conf_value_country, AT(business.country)},
        {"language", conf_value_language, AT(business.language)},
        {"postal_address", conf_value_text, AT(business.postal_address)},
        {"optout_line", conf_value_line, AT(business.optout_line)},
        {"optout_lines", conf_value_words, AT(business.optout_lines), .least = 1},
        END,
};

#define LOGIN(field) .offset = offsetof(struct conf_server, field)
static const struct conf_key keys_login[] = {
        {"user", conf_value_line, LOGIN(user), .needed = "\"anna@example.com\""},
        {.name = "password", .read = conf_value_password},
        {"password_credential", conf_value_credential, LOGIN(password.credential)},
        {"password_file", conf_value_password_file, LOGIN(password.file)},
        {"password_command", conf_value_line, LOGIN(password.command)},
        {"token_command", conf_value_line, LOGIN(password.token_command)},
        END,
};

static const struct conf_key keys_person[] = {
        {"id", conf_value_id, OF(id), .needed = "\"anna\""},
        {"name", conf_value_line, OF(name), .needed = "\"Anna Berg\""},
        {"email", conf_value_address, OF(email), .needed = "\"anna@example.com\""},
        {"timezone", conf_value_timezone, OF(timezone)},
        {"language", conf_value_language, OF(language)},
        {"signature", conf_value_text, OF(signature)},
        {"signatures", conf_value_words, OF(signatures), .least = 9},
        {"owner", conf_value_bool, OF(owner)},
        {"digest", conf_value_bool, OF(digest)},
        {"login", read_login, OF(smtp), .members = keys_login},
        END,
};

static const struct conf_key keys_purchase_columns[] = {
        {.name = "customer"},
        {.name = "date"},
        {.name = "amount"},
        {.name = "currency"},
        {.name = "item"},
        {.name = "order"},
        END,
};

static const struct conf_key keys_ledger[] = {
        {"customers", conf_value_path, AT(ledger.customers), .needed = "\"customers.csv\""},
        {"purchases", conf_value_path, AT(ledger.purchases)},
        {"customers_query", conf_value_text, AT(ledger.customers_query)},
        {"purchases_query", conf_value_text, AT(ledger.purchases_query)},
        {"delimiter", conf_value_delimiter, AT(ledger.delimiter)},
        {"encoding", conf_value_encoding, AT(ledger.encoding)},
        {"dates", conf_value_choice, AT(ledger.dates), .words = words_dates},
        {"decimal", conf_value_decimal, AT(ledger.decimal)},
        {.name = "columns", .read = read_columns, .words = words_fields},
        {.name = "purchase_columns",
                .read = read_purchase_columns,
                .members = keys_purchase_columns},
        {"shrink_percent", conf_value_int, AT(ledger.shrink_percent), 0, 100},
        END,
};

static const struct conf_key keys_stages[] = {
        {"new_days", conf_value_int, AT(stages.new_days), 0, 3650},
        {"short_years", conf_value_int, AT(stages.short_years), 1, 100},
        {"integral_percent", conf_value_int, AT(stages.integral_percent), 0, 100},
        {"integral_tag", conf_value_line, AT(stages.integral_tag)},
        END,
};

static const struct conf_key keys_courtesy[] = {
        {"gap_days", conf_value_int, AT(courtesy.gap_days), 0, 365},
        {"per_year", conf_value_int, AT(courtesy.per_year), 0, 366},
        {"human_gap_days", conf_value_int, AT(courtesy.human_gap_days), 0, 365},
        {"per_year_before", conf_value_int, AT(courtesy.per_year_before), 0, 366},
        {"per_90_days_new", conf_value_int, AT(courtesy.per_90_new), 0, 90},
        {"company_per_day", conf_value_int, AT(courtesy.company_per_day), 0, 1000},
        {"purchase_gap_days", conf_value_int, AT(courtesy.purchase_gap_days), 0, 365},
        {"floor_days", conf_value_int, AT(courtesy.floor_days), 1, 3650},
        {"catch_up_hours", conf_value_int, AT(courtesy.catch_up_hours), 0, 168},
        {"assume_consent", conf_value_bool, AT(courtesy.assume_consent)},
        {.name = "quiet_from", .read = conf_value_quiet},
        {.name = "window", .read = conf_value_window},
        {"leap", conf_value_choice, AT(courtesy.leap), .words = words_leap},
        END,
};

#define SERVER_KEYS(which)                                                                         \
	{"host", conf_value_host, AT(which.server.host), .needed = "\"mail.example.com\""},        \
	        {"port", conf_value_int, AT(which.server.port), 1, 65535},                         \
	        {"tls", conf_value_choice, AT(which.server.tls), .words = words_tls},              \
	        {"ca_file", conf_value_path, AT(which.server.ca_file)},                            \
	        {"pin", conf_value_line, AT(which.server.pin)},                                    \
	        {.name = "password", .read = conf_value_password},                                 \
	        {"password_credential", conf_value_credential,                                     \
	                AT(which.server.password.credential)},                                     \
	        {"password_file", conf_value_password_file, AT(which.server.password.file)},       \
	        {"password_command", conf_value_line, AT(which.server.password.command)},          \
	{                                                                                          \
		"timeout", conf_value_int, AT(which.server.timeout_s), 1, 600                      \
	}

static const struct conf_key keys_smtp[] = {
        SERVER_KEYS(smtp),
        {"user", conf_value_line, AT(smtp.server.user)},
        {"token_command", conf_value_line, AT(smtp.server.password.token_command)},
        {"per_minute", conf_value_int, AT(smtp.per_minute), 0, 6000},
        {"per_hour", conf_value_int, AT(smtp.per_hour), 0, 1000000},
        {"per_day", conf_value_int, AT(smtp.per_day), 0, 1000000},
        {"per_domain", conf_value_int, AT(smtp.per_domain), 0, 1000000},
        {"sessions", conf_value_int, AT(smtp.sessions), 1, 8},
        END,
};

static const struct conf_key keys_imap[] = {
        SERVER_KEYS(imap),
        {"user", conf_value_line, AT(imap.server.user), .needed = "\"care@example.com\""},
        {"token_command", conf_value_line, AT(imap.server.password.token_command)},
        {"mailboxes", read_mailboxes, AT(imap.mailboxes)},
        {"sent", conf_value_line, AT(imap.sent)},
        {"copy_sent", conf_value_bool, AT(imap.copy_sent)},
        {"authenticator", conf_value_line, AT(imap.authenticator)},
        {"poll", conf_value_int, AT(imap.poll_s), 10, 86400},
        {"since_days", conf_value_int, AT(imap.since_days), 0, 3650},
        END,
};

static const struct conf_key keys_digest[] = {
        {"day", conf_value_choice, AT(digest.weekday), 1, .words = words_days},
        {"hour", conf_value_int, AT(digest.hour), 0, 23},
        {"trend", conf_value_bool, AT(digest.trend)},
        {"nudge_hours", conf_value_int, AT(digest.nudge_hours), 1, 200},
        {"escalate_hours", conf_value_int, AT(digest.escalate_hours), 1, 400},
        END,
};

static const struct conf_key keys_root[] = {
        {"business", read_members, 0, .members = keys_business, .needed = "{ name = \"…\"; … }"},
        {"people", read_people, 0, .members = keys_person, .needed = "( { id = \"anna\"; … } )"},
        {"cluster", conf_value_line, AT(cluster)},
        {"state", conf_value_path, AT(state)},
        {"templates", conf_value_path, AT(templates)},
        {"calendars", conf_value_path, AT(calendars)},
        {"ledger", read_members, 0, .members = keys_ledger,
                .needed = "{ customers = \"customers.csv\"; }"},
        {"stages", read_members, 0, .members = keys_stages},
        {"courtesy", read_members, 0, .members = keys_courtesy},
        {"smtp", read_smtp, 0, .members = keys_smtp,
                .needed = "{ host = \"mail.example.com\"; … }"},
        {"imap", read_imap, 0, .members = keys_imap,
                .needed = "{ host = \"mail.example.com\"; … }"},
        {"digest", read_members, 0, .members = keys_digest},
        END,
};

/* ---- the order of complaints ---- */

static bool problems_fatal(const struct conf_problems *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (!p->at[i].warning)
			return true;
	return false;
}

/* By line, so that a person can walk the file from top to bottom; the whole file's come last. */
static bool problem_later(const struct conf_problem *a, const struct conf_problem *b)
{
	int files = strcmp(a->file, b->file);

	if (files || !a->line || !b->line)
		return files ? files > 0 : !a->line && b->line;
	return a->line > b->line;
}

static void problems_sort(struct conf_problems *p)
{
	for (size_t i = 1; i < p->count; i++)
		for (size_t j = i; j && problem_later(&p->at[j - 1], &p->at[j]); j--) {
			struct conf_problem swap = p->at[j];

			p->at[j] = p->at[j - 1];
			p->at[j - 1] = swap;
		}
}

/* ---- the file ---- */

static void config_done_auto(config_t *cfg)
{
	config_destroy(cfg);
}

static void close_file_auto(FILE **f)
{
	if (*f)
		fclose(*f);
}

/* Editors on Windows put a byte order mark in front; libconfig would call it a syntax error. */
static int open_conf(const char *path, FILE **ret)
{
	FILE *f = fopen(path, "re");
	char bom[3];
	struct stat st;
	int r = f && fstat(fileno(f), &st) == 0 ? 0 : -errno;

	if (r == 0 && !S_ISREG(st.st_mode))
		r = S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
	if (r < 0) {
		close_file_auto(&f);
		return r;
	}
	if (fread(bom, 1, 3, f) != 3 || memcmp(bom, "\xef\xbb\xbf", 3) != 0)
		rewind(f);
	*ret = f;
	return 0;
}

static char *absolute(const char *path)
{
	AUTO(xfree) char *here = *path == '/' ? NULL : realpath(".", NULL);

	return here ? conf_path(here, path) : xstrdup(path);
}

/* libconfig stops at the first: of what stands below it nothing is known. */
static void syntax_problem(struct conf_loader *l, const config_t *cfg, const char *path)
{
	const char *file = config_error_file(cfg), *text = config_error_text(cfg);
	struct conf_problem *last;

	conf_value_problem(l, NULL, "%s%s; nothing below it was checked", text,
	        str_same(text, "syntax error")
	                ? ": look at this line and the one before it for a missing = or \" or }"
	                : "");
	last = &l->problems->at[l->problems->count - 1];
	last->line = config_error_line(cfg);
	xfree(last->file);
	last->file = conf_path(l->folder, file ? file : path);
}

/* False after a complaint. */
static bool read_file(struct conf_loader *l, config_t *cfg, FILE *f, const char *path)
{
	config_set_include_dir(cfg, l->folder);
	if (config_read(cfg, f))
		return true;
	syntax_problem(l, cfg, path);
	return false;
}

static bool read_dropin(struct conf_loader *l, config_setting_t *root, const char *path)
{
	__attribute__((cleanup(config_done_auto))) config_t cfg;
	__attribute__((cleanup(close_file_auto))) FILE *f = NULL;
	int r = open_conf(path, &f);

	config_init(&cfg);
	if (r < 0)
		conf_value_problem(l, NULL, "%s can't be read: %s", path, strerror(-r));
	else if (read_file(l, &cfg, f, path))
		conf_dropin_put_over(root, config_root_setting(&cfg), path);
	else
		r = -EINVAL;
	return r == 0;
}

/* conf.d/ beside the file, in the order of the names: the later one is the last word. */
static bool read_dropins(struct conf_loader *l, config_setting_t *root, glob_t *names)
{
	AUTO(xfree) char *pattern = xasprintf("%s/conf.d/*.conf", l->folder);
	bool good = true;

	if (glob(pattern, 0, NULL, names) != 0)
		return true; /* there are none */
	for (size_t i = 0; i < names->gl_pathc; i++)
		good = read_dropin(l, root, names->gl_pathv[i]) && good;
	return good;
}

/* False: it is not even written as it should be, and nothing of it is known. */
static bool load(struct conf_loader *l, FILE *f)
{
	__attribute__((cleanup(globfree))) glob_t names = {0};
	__attribute__((cleanup(config_done_auto))) config_t cfg;
	config_setting_t *root;
	bool good;

	config_init(&cfg);
	good = read_file(l, &cfg, f, l->conf->path);
	root = config_root_setting(&cfg);
	if (!read_dropins(l, root, &names) || !good)
		return false;
	read_group(l, keys_root, "the file", root, l->conf);
	conf_check(l, root);
	return true;
}

static int load_file(
        const char *path, bool look, struct conf **ret_conf, struct conf_problems *ret_problems)
{
	AUTO(xfree) char *full = absolute(path);
	AUTO(xfree) char *folder = xstrndup(full, (size_t)(strrchr(full, '/') - full));
	AUTO(conf_free) struct conf *conf = conf_new(full);
	__attribute__((cleanup(close_file_auto))) FILE *f = NULL;
	struct conf_loader l = {conf, ret_problems, folder};
	int r = open_conf(full, &f);

	*ret_problems = (struct conf_problems){0};
	if (r < 0) {
		conf_value_problem(&l, NULL, "the configuration can't be read: %s", strerror(-r));
		return r;
	}
	bool known = load(&l, f);
	problems_sort(ret_problems);
	bool bad = problems_fatal(ret_problems);
	if (bad && !(look && known))
		return CONF_BAD;
	if (bad)
		conf_stand_in(conf);
	conf_defaults(conf, folder);
	*ret_conf = conf;
	conf = NULL;
	return bad ? CONF_BAD : 0;
}

int conf_load(const char *path, struct conf **ret_conf, struct conf_problems *ret_problems)
{
	return load_file(path, false, ret_conf, ret_problems);
}

int conf_load_to_look(const char *path, struct conf **ret_conf, struct conf_problems *ret_problems)
{
	return load_file(path, true, ret_conf, ret_problems);
}
