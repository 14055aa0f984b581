#include "conf.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <libconfig.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * The file is described by tables: one struct key for each word that may stand in a group.
 * read_group() walks what the file has, finds each word in the table and calls the function
 * that reads it; whatever is not in the table is a problem. So the tables at the end of this
 * file are the syntax, and nothing is looked up twice.
 */
struct loader {
	struct conf *conf;
	struct conf_problems *problems;
	char *folder; /* of the file, absolute: where relative paths start */
};

struct key {
	const char *name;
	void (*read)(
	        struct loader *l, const struct key *key, const config_setting_t *s, void *field);
	size_t offset; /* of the field in the struct of the group */
	int least, most;
	const char *const *words;  /* for read_choice(): words[i] means least + i */
	const struct key *members; /* for read_members() */
	const char *needed;        /* an example: the group is useless without this key */
};

static char *path_join(const char *folder, const char *path)
{
	while (str_starts(path, "./"))
		path += 2;
	return *path == '/' ? xstrdup(path) : xasprintf("%s/%s", folder, path);
}

/* ---- problems ---- */

static void PRINTF_LIKE(4, 0) problem_add(
        struct loader *l, const config_setting_t *s, bool warning, const char *fmt, va_list ap)
{
	struct conf_problems *p = l->problems;
	const char *file = s ? config_setting_source_file(s) : NULL;
	struct conf_problem one = {
	        .file = file ? path_join(l->folder, file) : xstrdup(l->conf->path),
	        .line = s ? (int)config_setting_source_line(s) : 0,
	        .warning = warning};
	struct text t = TEXT_INIT;

	text_vprintf(&t, fmt, ap);
	one.text = text_steal(&t);
	p->at = xrealloc(p->at, (p->count + 1) * sizeof(*p->at));
	p->at[p->count++] = one;
}

static void PRINTF_LIKE(3, 4)
        problem(struct loader *l, const config_setting_t *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	problem_add(l, s, false, fmt, ap);
	va_end(ap);
}

static void PRINTF_LIKE(3, 4)
        warning(struct loader *l, const config_setting_t *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	problem_add(l, s, true, fmt, ap);
	va_end(ap);
}

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

void conf_problems_done(struct conf_problems *p)
{
	for (size_t i = 0; i < p->count; i++) {
		xfree(p->at[i].file);
		xfree(p->at[i].text);
	}
	xfree(p->at);
	*p = (struct conf_problems){0};
}

/* ---- small checks ---- */

static bool is_utf8(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	while (*p) {
		unsigned more = *p < 0x80 ? 0 : *p < 0xe0 ? 1 : *p < 0xf0 ? 2 : 3;
		uint32_t c = more ? *p & (0x3fU >> more) : *p;

		if ((*p >= 0x80 && *p < 0xc2) || *p > 0xf4)
			return false;
		for (p++; more; more--, p++) {
			if ((*p & 0xc0) != 0x80)
				return false;
			c = c << 6 | (*p & 0x3f);
		}
		if ((c >= 0xd800 && c < 0xe000) || c > 0x10ffff)
			return false;
	}
	return true;
}

static bool has_control(const char *s, bool lines)
{
	for (; *s; s++)
		if (((unsigned char)*s < 0x20 && !(lines && *s == '\n')) || *s == 0x7f)
			return true;
	return false;
}

static bool is_word_of(const char *s, const char *more)
{
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && !strchr(more, *s))
			return false;
	return true;
}

/* Host names as people write them; an international one may hold any letter. */
static bool is_domain(const char *s)
{
	if (!isalnum((unsigned char)*s) && !(*s & 0x80))
		return false;
	for (const char *p = s; *p; p++) {
		if (!isalnum((unsigned char)*p) && !(*p & 0x80) && !strchr("-.", *p))
			return false;
		if (*p == '.' && (p[1] == '.' || !p[1]))
			return false;
	}
	return strlen(s) <= 253;
}

/* One plain address: no name, no quotes, something on both sides of the one @. */
static bool is_address(const char *s)
{
	const char *at = strchr(s, '@');
	const char *domain = at ? at + 1 : s;

	if (!at || at == s || at - s > 64 || *s == '.' || at[-1] == '.')
		return false;
	for (const char *p = s; p < at; p++)
		if (!isalnum((unsigned char)*p) && !strchr("!#$%&'*+-/=?^_`{|}~.", *p))
			return false;
	return is_domain(domain) && (strchr(domain, '.') || str_same_nocase(domain, "localhost"));
}

/* ---- readers of one value each: complain, or fill the field ---- */

static const char *string_of(
        struct loader *l, const struct key *key, const config_setting_t *s, bool lines)
{
	const char *v = config_setting_get_string(s);

	if (!v)
		problem(l, s, "%s must be text in quotes: %s = \"…\";", key->name, key->name);
	else if (!*v)
		problem(l, s, "%s is empty: write something between the quotes, or remove the line",
		        key->name);
	else if (!is_utf8(v))
		problem(l, s,
		        "%s is not UTF-8: save the file as UTF-8, or its letters come out wrong",
		        key->name);
	else if (has_control(v, lines))
		problem(l, s, "%s holds a line break or a control character: write plain text",
		        key->name);
	else
		return v;
	return NULL;
}

static void set(void *field, const char *value)
{
	char **s = field;

	xfree(*s);
	*s = xstrdup(value);
}

static void read_line(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	const char *v = string_of(l, key, s, false);

	if (v)
		set(field, v);
}

static void read_text(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	const char *v = string_of(l, key, s, true);

	if (v)
		set(field, v);
}

static void read_path(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	const char *v = string_of(l, key, s, false);
	AUTO(xfree) char *path = v ? path_join(l->folder, v) : NULL;

	if (path)
		set(field, path);
}

static void read_int(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	int v = config_setting_get_int(s);

	if (config_setting_type(s) != CONFIG_TYPE_INT)
		problem(l, s, "%s must be a whole number from %d to %d, without quotes: %s = %d;",
		        key->name, key->least, key->most, key->name, *(int *)field);
	else if (v < key->least || v > key->most)
		problem(l, s, "%s is %d: it must lie between %d and %d", key->name, v, key->least,
		        key->most);
	else
		*(int *)field = v;
}

static void read_bool(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	if (config_setting_type(s) == CONFIG_TYPE_BOOL)
		*(bool *)field = config_setting_get_bool(s);
	else
		problem(l, s, "%s must be true or false, without quotes", key->name);
}

static void read_choice(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	AUTO(text_done) struct text all = TEXT_INIT;
	const char *v = string_of(l, key, s, false);

	for (int i = 0; v && key->words[i]; i++) {
		if (str_same_nocase(v, key->words[i])) {
			*(int *)field = key->least + i;
			return;
		}
		text_printf(&all, "%s\"%s\"", i ? ", " : "", key->words[i]);
	}
	if (v)
		problem(l, s, "%s = \"%s\" is not known: write one of %s", key->name, v,
		        text_str(&all));
}

static void read_address(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	const char *v = string_of(l, key, s, false);

	if (v && !is_address(v))
		problem(l, s,
		        "%s = \"%s\" is not a plain e-mail address: write it like "
		        "\"care@example.com\", without a name or < >",
		        key->name, v);
	else if (v)
		set(field, v);
}

static void read_host(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	const char *v = string_of(l, key, s, false);

	if (v && !is_domain(v) && !is_word_of(v, ".:"))
		problem(l, s, "%s = \"%s\" is not a host name: write it like \"mail.example.com\"",
		        key->name, v);
	else if (v)
		set(field, v);
}

static void read_message_domain(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	const char *v = string_of(l, key, s, false);

	if (v && (!is_domain(v) || !strchr(v, '.') || !is_word_of(v, ".-")))
		problem(l, s,
		        "message_domain = \"%s\" can't stand in a Message-ID: write a domain of "
		        "yours with "
		        "a dot in it, in plain ASCII; providers replace the others, and then "
		        "replies are "
		        "not recognised",
		        v);
	else if (v)
		set(field, v);
}

static const char *nearest_in_folder(const char *path, const char *name, char *ret, size_t n)
{
	DIR *d = opendir(path);
	unsigned best = 3;
	const char *found = NULL;

	for (struct dirent *e; d && (e = readdir(d));) {
		unsigned distance = str_distance(name, e->d_name, best);

		/* of two at the same distance the first in the alphabet, not in the folder */
		if (distance > best || *e->d_name == '.' ||
		        (found && distance == best && strcmp(e->d_name, ret) > 0))
			continue;
		best = distance;
		snprintf(ret, n, "%s", e->d_name);
		found = ret;
	}
	if (d)
		closedir(d);
	return found;
}

/* Only that it is there; what is in it is zone's business. */
static void read_timezone(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	static const char base[] = "/usr/share/zoneinfo";
	const char *v = string_of(l, key, s, false);
	const char *city = v ? strrchr(v, '/') : NULL;
	AUTO(xfree) char *path = v ? xasprintf("%s/%s", base, v) : NULL;
	AUTO(xfree) char *region = city ? xasprintf("%s/%.*s", base, (int)(city - v), v) : NULL;
	char near[256];
	struct stat st;

	if (!v)
		return;
	if (is_word_of(v, "/_+-") && *v != '/' && stat(path, &st) == 0 && S_ISREG(st.st_mode))
		set(field, v);
	else if (region && !strstr(v, "..") &&
	         nearest_in_folder(region, city + 1, near, sizeof(near)))
		problem(l, s,
		        "%s = \"%s\" is not a time zone of this system: did you mean \"%.*s/%s\"?",
		        key->name, v, (int)(city - v), v, near);
	else
		problem(l, s,
		        "%s = \"%s\" is not a time zone of this system: write it like "
		        "\"Europe/Berlin\"; "
		        "`timedatectl list-timezones` shows all",
		        key->name, v);
}

static void read_country(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	const char *v = string_of(l, key, s, false);
	char upper[3] = "";

	if (!v)
		return;
	if (strlen(v) != 2 || !is_word_of(v, "") || isdigit((unsigned char)v[0]) ||
	        isdigit((unsigned char)v[1])) {
		problem(l, s,
		        "country = \"%s\" must be two letters (ISO 3166), like \"DE\" or \"US\"",
		        v);
		return;
	}
	for (int i = 0; i < 2; i++)
		upper[i] = (char)toupper((unsigned char)v[i]);
	set(field, upper);
}

static void read_language(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	const char *v = string_of(l, key, s, false);

	if (v && (!is_word_of(v, "-") || strcspn(v, "-") < 2 || strcspn(v, "-") > 3 ||
	                 strlen(v) > 35))
		problem(l, s,
		        "%s = \"%s\" must be a language code, like \"en\", \"de\" or \"pt-BR\"",
		        key->name, v);
	else if (v)
		set(field, v);
}

static void read_id(struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	AUTO(xfree) char *v = xstrdup(string_of(l, key, s, false));

	if (!v)
		return;
	for (char *p = v; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	if (is_word_of(v, "._-"))
		set(field, v);
	else
		problem(l, s,
		        "id = \"%s\": use only a-z, 0-9, dot, hyphen and underscore; it is the "
		        "word that "
		        "stands in the ledger's column manager",
		        v);
}

static void read_delimiter(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	const char *v = config_setting_get_string(s);

	if (v && (str_same_nocase(v, "tab") || str_same(v, "\t")))
		*(char *)field = '\t';
	else if (v && strlen(v) == 1 && strchr(",;|", *v))
		*(char *)field = *v;
	else
		problem(l, s,
		        "%s must be one of \",\" \";\" \"|\" \"tab\"; remove the line to have it "
		        "found out",
		        key->name);
}

static void read_decimal(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	const char *v = config_setting_get_string(s);

	if (str_same(v, ".") || str_same(v, ","))
		*(char *)field = *v;
	else
		problem(l, s, "%s must be \".\" (1234.50) or \",\" (1234,50)", key->name);
}

static void read_encoding(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	const char *v = string_of(l, key, s, false);
	iconv_t cd = v ? iconv_open("UTF-8", v) : (iconv_t)-1;

	if (v && cd == (iconv_t)-1)
		problem(l, s,
		        "%s = \"%s\" is not known here: write \"utf-8\" or \"windows-1252\"; "
		        "`iconv -l` "
		        "shows all",
		        key->name, v);
	else if (v)
		set(field, v);
	if (cd != (iconv_t)-1)
		iconv_close(cd);
}

static void read_window(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	const char *v = string_of(l, key, s, false);
	int h1, m1, h2, m2, n = 0;
	struct conf *conf = field;

	if (!v)
		return;
	if (strspn(v, "0123456789:-") == strlen(v) &&
	        sscanf(v, "%2d:%2d-%2d:%2d%n", &h1, &m1, &h2, &m2, &n) == 4 && !v[n] && h1 >= 0 &&
	        h1 < 24 && m1 >= 0 && m1 < 60 && m2 >= 0 && m2 < 60 && h2 >= 0 &&
	        h2 * 60 + m2 <= 24 * 60 && h1 * 60 + m1 < h2 * 60 + m2) {
		conf->courtesy.window_start_min = h1 * 60 + m1;
		conf->courtesy.window_end_min = h2 * 60 + m2;
	} else {
		problem(l, s,
		        "%s = \"%s\" must be two times of one day, the earlier first: "
		        "\"09:00-11:30\"",
		        key->name, v);
	}
}

static void read_credential(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	const char *v = string_of(l, key, s, false);

	if (v && (strchr(v, '/') || *v == '.'))
		problem(l, s,
		        "%s = \"%s\" must be the name of a systemd credential, as in "
		        "LoadCredential=NAME:PATH; for a path use password_file",
		        key->name, v);
	else if (v)
		set(field, v);
}

static void read_password_file(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	const char *path;
	struct stat st;
	int r;

	read_path(l, key, s, field);
	path = *(char **)field;
	if (!path)
		return;
	r = stat(path, &st);
	if (r < 0 && errno == ENOENT)
		warning(l, s,
		        "%s = \"%s\" does not exist: nobody can log in to the server until it "
		        "holds the "
		        "password in its first line",
		        key->name, path);
	else if (r == 0 && S_ISREG(st.st_mode) && (st.st_mode & S_IROTH))
		warning(l, s,
		        "%s = \"%s\" can be read by everybody on this machine: the password is no "
		        "secret; "
		        "run: chmod 600 '%s'",
		        key->name, path, path);
}

/* The value itself is repeated nowhere. */
static void read_password(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	(void)field;
	problem(l, s,
	        "%s does not belong in this file, which is copied, mailed and backed up: put the "
	        "password "
	        "into a file that only the daemon may read and write password_file = \"PATH\"; or "
	        "password_credential = \"NAME\"; (systemd) or password_command = \"…\"; here. "
	        "Consider the present one known to others",
	        key->name);
}

/* ---- groups and lists ---- */

static const struct key *key_find(const struct key *keys, const char *name)
{
	for (; keys->name; keys++)
		if (str_same(keys->name, name))
			return keys;
	return NULL;
}

static void unknown(
        struct loader *l, const struct key *keys, const config_setting_t *s, const char *group)
{
	const char *words[64] = {0};
	AUTO(text_done) struct text all = TEXT_INIT;
	const char *near;
	size_t n = 0;

	for (const struct key *k = keys; k->name; k++) {
		if (k->read == read_password)
			continue;
		text_printf(&all, "%s%s", n ? ", " : "", k->name);
		if (n < COUNT(words) - 1)
			words[n++] = k->name;
	}
	near = str_nearest(config_setting_name(s), words);
	if (near)
		problem(l, s, "%s is not known in %s: did you mean %s?", config_setting_name(s),
		        group, near);
	else
		problem(l, s, "%s is not known in %s; known there: %s", config_setting_name(s),
		        group, text_str(&all));
}

/* One group's words, whatever its struct; `what` names the group in sentences. */
static void read_group(struct loader *l, const struct key *keys, const char *what,
        const config_setting_t *group, void *base)
{
	int n = config_setting_length(group);

	for (int i = 0; i < n; i++) {
		const config_setting_t *s = config_setting_get_elem(group, (unsigned)i);
		const struct key *key = key_find(keys, config_setting_name(s));

		if (key)
			key->read(l, key, s, (char *)base + key->offset);
		else
			unknown(l, keys, s, what);
	}
	for (const struct key *k = keys; k->name; k++)
		if (k->needed && !config_setting_get_member(group, k->name))
			problem(l, config_setting_is_root(group) ? NULL : group,
			        "%s is missing in %s: write %s = %s;", k->name, what, k->name,
			        k->needed);
}

static void read_members(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	if (config_setting_is_group(s))
		read_group(l, key->members, key->name, s, field);
	else
		problem(l, s, "%s must be a group: %s = { … };", key->name, key->name);
}

static void person_free_parts(struct conf_person *p)
{
	xfree(p->id);
	xfree(p->name);
	xfree(p->email);
	xfree(p->timezone);
	xfree(p->language);
	xfree(p->signature);
}

static void person_check(struct loader *l, const config_setting_t *s, size_t n)
{
	const struct conf_person *p = &l->conf->people[n];

	for (const struct conf_person *o = l->conf->people; o < p; o++) {
		if (p->id && str_same_nocase(o->id, p->id))
			problem(l, s,
			        "two people have the id \"%s\": customers could not tell them "
			        "apart",
			        p->id);
		if (p->email && str_same_nocase(o->email, p->email))
			problem(l, s,
			        "two people have the address %s: commands by mail need one person "
			        "each",
			        p->email);
	}
}

static void read_people(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	int n = config_setting_length(s);
	struct conf *conf = l->conf;

	(void)field;
	if (!config_setting_is_list(s)) {
		problem(l, s,
		        "people must be a list of groups: people = ( { id = \"anna\"; … }, … );");
		return;
	}
	conf->people = xcalloc((size_t)n, sizeof(*conf->people));
	for (int i = 0; i < n; i++) {
		const config_setting_t *one = config_setting_get_elem(s, (unsigned)i);
		struct conf_person *p = &conf->people[conf->people_count];

		p->digest = true;
		if (!config_setting_is_group(one)) {
			problem(l, one, "each of people must be a group: { id = \"anna\"; … }");
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
static void read_map(struct loader *l, const struct key *key, const config_setting_t *s,
        struct conf_column **columns, size_t *count)
{
	if (!config_setting_is_group(s)) {
		problem(l, s, "%s must be a group: %s = { email = \"E-Mail\"; … };", key->name,
		        key->name);
		return;
	}
	for (int i = 0; i < config_setting_length(s); i++) {
		const config_setting_t *one = config_setting_get_elem(s, (unsigned)i);
		struct key field = {.name = config_setting_name(one)};
		const char *header = string_of(l, &field, one, false);

		if (header)
			column_add(columns, count, field.name, header);
	}
}

/* Fields of a customer's own choice are welcome; one that is nearly ours is a slip of the pen. */
static void read_columns(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	struct conf *conf = field;

	read_map(l, key, s, &conf->ledger.columns, &conf->ledger.columns_count);
	for (int i = 0; config_setting_is_group(s) && i < config_setting_length(s); i++) {
		const config_setting_t *one = config_setting_get_elem(s, (unsigned)i);
		const char *near = str_nearest(config_setting_name(one), key->words);

		if (near && !str_same(near, config_setting_name(one)) &&
		        str_distance(near, config_setting_name(one), 2) <= 2)
			warning(l, one,
			        "%s is taken as a field of your own; did you mean %s, which "
			        "followupd knows?",
			        config_setting_name(one), near);
	}
}

static void read_purchase_columns(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	struct conf *conf = field;

	read_map(l, key, s, &conf->ledger.purchase_columns, &conf->ledger.purchase_columns_count);
	for (int i = 0; config_setting_is_group(s) && i < config_setting_length(s); i++) {
		const config_setting_t *one = config_setting_get_elem(s, (unsigned)i);

		if (!key_find(key->members, config_setting_name(one)))
			unknown(l, key->members, one, key->name);
	}
}

static void mailboxes_free(char **boxes)
{
	for (char **b = boxes; b && *b; b++)
		xfree(*b);
	xfree(boxes);
}

static void read_mailboxes(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	int n = config_setting_length(s), got = 0;
	char **boxes;

	if ((!config_setting_is_array(s) && !config_setting_is_list(s)) || n < 1) {
		problem(l, s, "%s must be a list of names: %s = [ \"INBOX\" ];", key->name,
		        key->name);
		return;
	}
	boxes = xcalloc((size_t)n + 1, sizeof(*boxes));
	for (int i = 0; i < n; i++) {
		const char *v = string_of(l, key, config_setting_get_elem(s, (unsigned)i), false);

		if (v)
			boxes[got++] = xstrdup(v);
	}
	mailboxes_free(*(char ***)field);
	*(char ***)field = boxes;
}

/* ---- servers: what needs more than one line of them to be judged ---- */

static void server_password(struct loader *l, const config_setting_t *s, const char *group,
        const struct conf_server *server)
{
	static const char *const ways[] = {
	        "password", "password_credential", "password_file", "password_command"};
	int said = 0;

	for (size_t i = 0; i < COUNT(ways); i++)
		said += config_setting_get_member(s, ways[i]) != NULL;
	if (server->user && said == 0)
		problem(l, s,
		        "%s has a user but no password: add password_file = \"PATH\"; or "
		        "password_credential = \"NAME\"; or password_command = \"…\";",
		        group);
	else if (said > 1)
		problem(l, s,
		        "%s says more than once where the password is: keep one of "
		        "password_credential, "
		        "password_file, password_command",
		        group);
	else if (!config_setting_get_member(s, "user") && said)
		problem(l, s, "%s has a password but no user: add user = \"…\";", group);
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
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
{
	struct conf *conf = field;

	read_members(l, key, s, field);
	if (!config_setting_is_group(s))
		return;
	server_defaults(s, &conf->smtp.server, 465, 587);
	server_password(l, s, key->name, &conf->smtp.server);
}

static void read_imap(
        struct loader *l, const struct key *key, const config_setting_t *s, void *field)
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

static const char *const words_dates[] = {"ymd", "dmy", "mdy", NULL};
static const char *const words_leap[] = {"feb28", "mar1", "only", NULL};
static const char *const words_tls[] = {"implicit", "starttls", NULL};
static const char *const words_days[] = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", NULL};
static const char *const words_fields[] = {"id", "email", "name", "first_name", "last_name",
        "salutation", "company", "language", "country", "timezone", "manager", "status",
        "first_contact", "since", "birthday", "birthday_ok", "consent", "consent_date", "tags",
        "celebrates", "mood", "pause_until", "personal_line", NULL};
_Static_assert(sizeof(enum conf_tls) == sizeof(int), "read_choice() writes an int");

static const struct key keys_business[] = {
        {"name", read_line, AT(business.name), .needed = "\"Harbour & Pine\""},
        {"address", read_address, AT(business.address), .needed = "\"care@example.com\""},
        {"from_name", read_line, AT(business.from_name)},
        {"message_domain", read_message_domain, AT(business.message_domain)},
        {"timezone", read_timezone, AT(business.timezone), .needed = "\"Europe/Berlin\""},
        {"country", read_country, AT(business.country)},
        {"language", read_language, AT(business.language)},
        {"postal_address", read_text, AT(business.postal_address)},
        {"optout_line", read_line, AT(business.optout_line)},
        END,
};

static const struct key keys_person[] = {
        {"id", read_id, OF(id), .needed = "\"anna\""},
        {"name", read_line, OF(name), .needed = "\"Anna Berg\""},
        {"email", read_address, OF(email), .needed = "\"anna@example.com\""},
        {"timezone", read_timezone, OF(timezone)},
        {"language", read_language, OF(language)},
        {"signature", read_text, OF(signature)},
        {"owner", read_bool, OF(owner)},
        {"digest", read_bool, OF(digest)},
        END,
};

static const struct key keys_purchase_columns[] = {
        {.name = "customer"},
        {.name = "date"},
        {.name = "amount"},
        {.name = "currency"},
        {.name = "item"},
        END,
};

static const struct key keys_ledger[] = {
        {"customers", read_path, AT(ledger.customers), .needed = "\"customers.csv\""},
        {"purchases", read_path, AT(ledger.purchases)},
        {"delimiter", read_delimiter, AT(ledger.delimiter)},
        {"encoding", read_encoding, AT(ledger.encoding)},
        {"dates", read_choice, AT(ledger.dates), .words = words_dates},
        {"decimal", read_decimal, AT(ledger.decimal)},
        {.name = "columns", .read = read_columns, .words = words_fields},
        {.name = "purchase_columns",
                .read = read_purchase_columns,
                .members = keys_purchase_columns},
        {"shrink_percent", read_int, AT(ledger.shrink_percent), 0, 100},
        END,
};

static const struct key keys_stages[] = {
        {"new_days", read_int, AT(stages.new_days), 0, 3650},
        {"short_years", read_int, AT(stages.short_years), 1, 100},
        {"integral_percent", read_int, AT(stages.integral_percent), 0, 100},
        {"integral_tag", read_line, AT(stages.integral_tag)},
        END,
};

static const struct key keys_courtesy[] = {
        {"gap_days", read_int, AT(courtesy.gap_days), 0, 365},
        {"per_year", read_int, AT(courtesy.per_year), 0, 366},
        {"human_gap_days", read_int, AT(courtesy.human_gap_days), 0, 365},
        {"assume_consent", read_bool, AT(courtesy.assume_consent)},
        {.name = "window", .read = read_window},
        {"leap", read_choice, AT(courtesy.leap), .words = words_leap},
        END,
};

#define SERVER_KEYS(which)                                                                         \
	{"host", read_host, AT(which.server.host), .needed = "\"mail.example.com\""},              \
	        {"port", read_int, AT(which.server.port), 1, 65535},                               \
	        {"tls", read_choice, AT(which.server.tls), .words = words_tls},                    \
	        {"ca_file", read_path, AT(which.server.ca_file)},                                  \
	        {.name = "password", .read = read_password},                                       \
	        {"password_credential", read_credential, AT(which.server.password.credential)},    \
	        {"password_file", read_password_file, AT(which.server.password.file)},             \
	        {"password_command", read_line, AT(which.server.password.command)},                \
	{                                                                                          \
		"timeout", read_int, AT(which.server.timeout_s), 5, 600                            \
	}

static const struct key keys_smtp[] = {
        SERVER_KEYS(smtp),
        {"user", read_line, AT(smtp.server.user)},
        {"per_minute", read_int, AT(smtp.per_minute), 0, 6000},
        END,
};

static const struct key keys_imap[] = {
        SERVER_KEYS(imap),
        {"user", read_line, AT(imap.server.user), .needed = "\"care@example.com\""},
        {"mailboxes", read_mailboxes, AT(imap.mailboxes)},
        {"sent", read_line, AT(imap.sent)},
        {"poll", read_int, AT(imap.poll_s), 10, 86400},
        {"since_days", read_int, AT(imap.since_days), 0, 3650},
        END,
};

static const struct key keys_digest[] = {
        {"day", read_choice, AT(digest.weekday), 1, .words = words_days},
        {"hour", read_int, AT(digest.hour), 0, 23},
        {"nudge_hours", read_int, AT(digest.nudge_hours), 1, 200},
        {"escalate_hours", read_int, AT(digest.escalate_hours), 1, 400},
        END,
};

static const struct key keys_root[] = {
        {"business", read_members, 0, .members = keys_business, .needed = "{ name = \"…\"; … }"},
        {"people", read_people, 0, .members = keys_person, .needed = "( { id = \"anna\"; … } )"},
        {"state", read_path, AT(state)},
        {"templates", read_path, AT(templates)},
        {"calendars", read_path, AT(calendars)},
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

/* ---- defaults ---- */

static struct conf *conf_new(const char *path)
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
	c->courtesy.window_start_min = 9 * 60;
	c->courtesy.window_end_min = 11 * 60 + 30;
	c->smtp.server.timeout_s = c->imap.server.timeout_s = 60;
	c->smtp.per_minute = 30;
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

static const char *default_optout(const char *language)
{
	static const char *const lines[][2] = {
	        {"de", "Wenn Sie solche Briefe lieber nicht bekommen möchten, antworten Sie "
	               "einfach "
	               "mit „stopp“."},
	        {"fr", "Si vous préférez ne plus recevoir ce genre de lettre, répondez simplement "
	               "« stop »."},
	        {"es", "Si prefiere no recibir cartas como esta, basta con responder «baja»."},
	};

	for (size_t i = 0; i < COUNT(lines); i++)
		if (strncasecmp(language, lines[i][0], 2) == 0 && strchr("-", language[2]))
			return lines[i][1];
	return "If you would rather not get letters like this, just reply \"stop\".";
}

static void default_to(char **field, const char *value)
{
	if (!*field)
		*field = xstrdup(value);
}

static void person_defaults(struct conf *c, struct conf_person *p)
{
	AUTO(xfree)
	char *signature = xasprintf(
	        "%s\n%s", p->name ? p->name : "", c->business.name ? c->business.name : "");

	default_to(&p->timezone, c->business.timezone);
	default_to(&p->language, c->business.language);
	default_to(&p->signature, signature);
}

/* What depends on several lines; after all of them were read. */
static void conf_defaults(struct loader *l)
{
	struct conf *c = l->conf;
	AUTO(xfree) char *from = xasprintf("%%s, %s", c->business.name ? c->business.name : "");
	AUTO(xfree) char *templates = path_join(l->folder, "templates");
	AUTO(xfree) char *calendars = path_join(l->folder, "calendars");

	default_to(&c->business.from_name, from);
	default_to(&c->business.optout_line, default_optout(c->business.language));
	default_to(&c->templates, templates);
	default_to(&c->calendars, calendars);
	for (size_t i = 0; i < c->people_count; i++)
		person_defaults(c, &c->people[i]);
}

static void check_message_domain(struct loader *l, const config_setting_t *root)
{
	struct conf *c = l->conf;
	const char *at = c->business.address ? strchr(c->business.address, '@') : NULL;
	const config_setting_t *s = config_setting_get_member(root, "business");

	if (!at || config_setting_get_member(s, "message_domain"))
		return;
	if (strchr(at, '.') && is_word_of(at + 1, ".-"))
		set(&c->business.message_domain, at + 1);
	else
		problem(l, s,
		        "message_domain is missing in business, and the domain of address can't "
		        "stand in a "
		        "Message-ID: write a domain of yours with a dot in it, in plain ASCII");
}

static void check_whole(struct loader *l, const config_setting_t *root)
{
	const config_setting_t *people = config_setting_get_member(root, "people");
	const struct conf *c = l->conf;
	bool owner = false;

	check_message_domain(l, root);
	for (size_t i = 0; i < c->people_count; i++)
		owner = owner || c->people[i].owner;
	if (people && !owner)
		problem(l, people,
		        "nobody in people is the owner: add owner = true; to whoever gets the "
		        "weekly digest "
		        "about everybody");
	if (c->digest.escalate_hours < c->digest.nudge_hours)
		problem(l, config_setting_get_member(root, "digest"),
		        "escalate_hours (%d) is before nudge_hours (%d): the owner would be told "
		        "before the "
		        "account manager",
		        c->digest.escalate_hours, c->digest.nudge_hours);
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

	return here ? path_join(here, path) : xstrdup(path);
}

/* libconfig stops at the first: of what stands below it nothing is known. */
static void syntax_problem(struct loader *l, const config_t *cfg)
{
	const char *file = config_error_file(cfg), *text = config_error_text(cfg);
	struct conf_problem *last;

	problem(l, NULL, "%s%s; nothing below it was checked", text,
	        str_same(text, "syntax error")
	                ? ": look at this line and the one before it for a missing = or \" or }"
	                : "");
	last = &l->problems->at[l->problems->count - 1];
	last->line = config_error_line(cfg);
	if (file) {
		xfree(last->file);
		last->file = path_join(l->folder, file);
	}
}

static void load(struct loader *l, FILE *f)
{
	__attribute__((cleanup(config_done_auto))) config_t cfg;
	const config_setting_t *root;

	config_init(&cfg);
	config_set_include_dir(&cfg, l->folder);
	if (!config_read(&cfg, f)) {
		syntax_problem(l, &cfg);
		return;
	}
	root = config_root_setting(&cfg);
	read_group(l, keys_root, "the file", root, l->conf);
	check_whole(l, root);
	conf_defaults(l);
}

int conf_load(const char *path, struct conf **ret_conf, struct conf_problems *ret_problems)
{
	AUTO(xfree) char *full = absolute(path);
	AUTO(xfree) char *folder = xstrndup(full, (size_t)(strrchr(full, '/') - full));
	AUTO(conf_free) struct conf *conf = conf_new(full);
	__attribute__((cleanup(close_file_auto))) FILE *f = NULL;
	struct loader l = {conf, ret_problems, folder};
	int r = open_conf(full, &f);

	*ret_problems = (struct conf_problems){0};
	if (r < 0) {
		problem(&l, NULL, "the configuration can't be read: %s", strerror(-r));
		return r;
	}
	load(&l, f);
	problems_sort(ret_problems);
	if (problems_fatal(ret_problems))
		return CONF_BAD;
	*ret_conf = conf;
	conf = NULL;
	return 0;
}

static void columns_free(struct conf_column *columns, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		xfree(columns[i].field);
		xfree(columns[i].header);
	}
	xfree(columns);
}

static void server_free_parts(struct conf_server *s)
{
	xfree(s->host);
	xfree(s->ca_file);
	xfree(s->user);
	xfree(s->password.credential);
	xfree(s->password.file);
	xfree(s->password.command);
}

static void business_free_parts(struct conf *c)
{
	xfree(c->business.name);
	xfree(c->business.address);
	xfree(c->business.from_name);
	xfree(c->business.message_domain);
	xfree(c->business.timezone);
	xfree(c->business.country);
	xfree(c->business.language);
	xfree(c->business.postal_address);
	xfree(c->business.optout_line);
}

void conf_free(struct conf *c)
{
	if (!c)
		return;
	business_free_parts(c);
	for (size_t i = 0; i < c->people_count; i++)
		person_free_parts(&c->people[i]);
	xfree(c->people);
	xfree(c->state);
	xfree(c->templates);
	xfree(c->calendars);
	xfree(c->ledger.customers);
	xfree(c->ledger.purchases);
	xfree(c->ledger.encoding);
	columns_free(c->ledger.columns, c->ledger.columns_count);
	columns_free(c->ledger.purchase_columns, c->ledger.purchase_columns_count);
	xfree(c->stages.integral_tag);
	server_free_parts(&c->smtp.server);
	server_free_parts(&c->imap.server);
	mailboxes_free(c->imap.mailboxes);
	xfree(c->imap.sent);
	xfree(c->path);
	xfree(c);
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

/* ---- passwords: in one buffer of fixed size, which is wiped, and one exact copy ---- */

enum { SECRET_MOST = 4096, SECRET_COMMAND_MS = 30000 };

struct secret_buffer {
	char bytes[SECRET_MOST];
	size_t len;
};

static void secret_buffer_wipe(struct secret_buffer *b)
{
	explicit_bzero(b, sizeof(*b));
}

/* Up to the end of the input or of the buffer; `until_ms` 0: however long it takes. */
static int secret_drain(int fd, int64_t until_ms, struct secret_buffer *b)
{
	for (;;) {
		int64_t left = until_ms ? until_ms - clock_monotonic_ms() : -1;
		struct pollfd p = {.fd = fd, .events = POLLIN};
		ssize_t n;

		if (until_ms && left <= 0)
			return -ETIMEDOUT;
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		if (b->len == sizeof(b->bytes))
			return -EMSGSIZE;
		n = read(fd, b->bytes + b->len, sizeof(b->bytes) - b->len);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			return 0;
		b->len += n > 0 ? (size_t)n : 0;
	}
}

static int secret_from_file(const char *path, struct secret_buffer *b)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int r = fd < 0 ? -errno : secret_drain(fd, 0, b);

	if (fd >= 0)
		close(fd);
	return r;
}

/* A shell in its own process group with no signal blocked, its output in our pipe. */
static int secret_spawn(const char *command, int out, pid_t *ret)
{
	char *argv[] = {(char *)"sh", (char *)"-c", (char *)command, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, pipe_only;
	int r;

	sigemptyset(&none);
	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &pipe_only);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setflags(
	        &attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	r = -posix_spawn(ret, "/bin/sh", &actions, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	return r;
}

static int secret_from_command(const char *command, struct secret_buffer *b)
{
	int ends[2], status = 0, r;
	pid_t pid = 0;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	r = secret_spawn(command, ends[1], &pid);
	close(ends[1]);
	if (r == 0)
		r = secret_drain(ends[0], clock_monotonic_ms() + SECRET_COMMAND_MS, b);
	close(ends[0]);
	if (pid && r < 0)
		kill(-pid, SIGKILL);
	while (pid && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return r == 0 && status != 0 ? -EIO : r;
}

static int secret_fetch(const struct conf_secret *s, struct secret_buffer *b, char **ret_where)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	AUTO(xfree) char *path = NULL;

	if (s->command) {
		*ret_where = xstrdup("password_command");
		return secret_from_command(s->command, b);
	}
	if (s->credential && !folder) {
		*ret_where = xasprintf("credential %s (systemd gave no credentials: add "
		                       "LoadCredential=%s:PATH to the unit)",
		        s->credential, s->credential);
		return -ENOENT;
	}
	path = s->credential ? xasprintf("%s/%s", folder, s->credential) : xstrdup(s->file);
	*ret_where = xstrdup(path ? path : "nowhere: no password is configured");
	return path ? secret_from_file(path, b) : -ENOENT;
}

int conf_secret_read(const struct conf_secret *secret, struct text *ret, char **ret_why)
{
	__attribute__((cleanup(secret_buffer_wipe))) struct secret_buffer b = {.len = 0};
	AUTO(xfree) char *where = NULL;
	int r = secret_fetch(secret, &b, &where);
	char *end = r < 0 ? NULL : memchr(b.bytes, '\n', b.len);
	size_t n = end ? (size_t)(end - b.bytes) : b.len;

	if (n && b.bytes[n - 1] == '\r')
		n--;
	if (r == 0 && (n == 0 || memchr(b.bytes, '\0', n)))
		r = -EINVAL;
	if (r < 0) {
		*ret_why = xasprintf("no password from %s: %s; without it nobody can log in", where,
		        r == -EINVAL ? "its first line is empty or holds a zero byte"
		        : r == -EIO  ? "the command failed"
		                     : strerror(-r));
		return r;
	}
	conf_secret_wipe(ret);
	text_put(ret, b.bytes, n);
	return 0;
}

void conf_secret_wipe(struct text *secret)
{
	if (secret->s)
		explicit_bzero(secret->s, secret->cap);
	text_done(secret);
}
