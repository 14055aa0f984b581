#include "conf_value.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- problems ---- */

static void PRINTF_LIKE(4, 0) problem_add(
        struct conf_loader *l, const config_setting_t *s, bool warning, const char *fmt, va_list ap)
{
	struct conf_problems *p = l->problems;
	const char *file = s ? config_setting_source_file(s) : NULL;
	struct conf_problem one = {
	        .file = file ? conf_path(l->folder, file) : xstrdup(l->conf->path),
	        .line = s ? (int)config_setting_source_line(s) : 0,
	        .warning = warning};
	struct text t = TEXT_INIT;

	text_vprintf(&t, fmt, ap);
	one.text = text_steal(&t);
	p->at = xrealloc(p->at, (p->count + 1) * sizeof(*p->at));
	p->at[p->count++] = one;
}

void PRINTF_LIKE(3, 4)
        conf_value_problem(struct conf_loader *l, const config_setting_t *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	problem_add(l, s, false, fmt, ap);
	va_end(ap);
}

void PRINTF_LIKE(3, 4)
        conf_value_warning(struct conf_loader *l, const config_setting_t *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	problem_add(l, s, true, fmt, ap);
	va_end(ap);
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

bool conf_value_is_message_domain(const char *s)
{
	return is_domain(s) && strchr(s, '.') && is_word_of(s, ".-");
}

/* ---- readers of one value each: complain, or fill the field ---- */

const char *conf_value_string(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, bool lines)
{
	const char *v = config_setting_get_string(s);

	if (!v)
		conf_value_problem(
		        l, s, "%s must be text in quotes: %s = \"…\";", key->name, key->name);
	else if (!*v)
		conf_value_problem(l, s,
		        "%s is empty: write something between the quotes, or remove the line",
		        key->name);
	else if (!is_utf8(v))
		conf_value_problem(l, s,
		        "%s is not UTF-8: save the file as UTF-8, or its letters come out wrong",
		        key->name);
	else if (has_control(v, lines))
		conf_value_problem(l, s,
		        "%s holds a line break or a control character: write plain text",
		        key->name);
	else
		return v;
	return NULL;
}

void conf_value_line(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *v = conf_value_string(l, key, s, false);

	if (v)
		conf_set(field, v);
}

void conf_value_text(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *v = conf_value_string(l, key, s, true);

	if (v)
		conf_set(field, v);
}

void conf_value_path(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *v = conf_value_string(l, key, s, false);
	AUTO(xfree) char *path = v ? conf_path(l->folder, v) : NULL;

	if (path)
		conf_set(field, path);
}

void conf_value_int(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	int v = config_setting_get_int(s);

	if (config_setting_type(s) != CONFIG_TYPE_INT)
		conf_value_problem(l, s,
		        "%s must be a whole number from %d to %d, without quotes: %s = %d;",
		        key->name, key->least, key->most, key->name, *(int *)field);
	else if (v < key->least || v > key->most)
		conf_value_problem(l, s, "%s is %d: it must lie between %d and %d", key->name, v,
		        key->least, key->most);
	else
		*(int *)field = v;
}

void conf_value_bool(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	if (config_setting_type(s) == CONFIG_TYPE_BOOL)
		*(bool *)field = config_setting_get_bool(s);
	else
		conf_value_problem(l, s, "%s must be true or false, without quotes", key->name);
}

void conf_value_choice(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	AUTO(text_done) struct text all = TEXT_INIT;
	const char *v = conf_value_string(l, key, s, false);

	for (int i = 0; v && key->words[i]; i++) {
		if (str_same_nocase(v, key->words[i])) {
			*(int *)field = key->least + i;
			return;
		}
		text_printf(&all, "%s\"%s\"", i ? ", " : "", key->words[i]);
	}
	if (v)
		conf_value_problem(l, s, "%s = \"%s\" is not known: write one of %s", key->name, v,
		        text_str(&all));
}

void conf_value_address(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *v = conf_value_string(l, key, s, false);

	if (v && !is_address(v))
		conf_value_problem(l, s,
		        "%s = \"%s\" is not a plain e-mail address: write it like "
		        "\"care@example.com\", without a name or < >",
		        key->name, v);
	else if (v)
		conf_set(field, v);
}

static bool is_click(const char *v)
{
	const char *hole = strstr(v, "%t");
	if (strncmp(v, "https://", 8) != 0 || !hole || strstr(hole + 1, "%t") || strlen(v) > 400)
		return false;
	for (; *v; v++)
		if (*v <= 0x20 || *v >= 0x7f || strchr("<>\"\\,", *v))
			return false;
	return true;
}

void conf_value_click(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *v = conf_value_string(l, key, s, false);

	if (v && !is_click(v))
		conf_value_problem(l, s,
		        "%s = \"%s\" is no address for one click: write it like "
		        "\"https://example.com/stop/%%t\", with %%t where the letter's token goes; "
		        "mail programs take https only",
		        key->name, v);
	else if (v)
		conf_set(field, v);
}

void conf_value_host(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *v = conf_value_string(l, key, s, false);

	if (v && !is_domain(v) && !is_word_of(v, ".:"))
		conf_value_problem(l, s,
		        "%s = \"%s\" is not a host name: write it like \"mail.example.com\"",
		        key->name, v);
	else if (v)
		conf_set(field, v);
}

void conf_value_message_domain(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *v = conf_value_string(l, key, s, false);

	if (v && !conf_value_is_message_domain(v))
		conf_value_problem(l, s,
		        "message_domain = \"%s\" can't stand in a Message-ID: write a domain of "
		        "yours with "
		        "a dot in it, in plain ASCII; providers replace the others, and then "
		        "replies are "
		        "not recognised",
		        v);
	else if (v)
		conf_set(field, v);
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
void conf_value_timezone(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	static const char base[] = "/usr/share/zoneinfo";
	const char *v = conf_value_string(l, key, s, false);
	const char *city = v ? strrchr(v, '/') : NULL;
	AUTO(xfree) char *path = v ? xasprintf("%s/%s", base, v) : NULL;
	AUTO(xfree) char *region = city ? xasprintf("%s/%.*s", base, (int)(city - v), v) : NULL;
	char near[256];
	struct stat st;

	if (!v)
		return;
	if (is_word_of(v, "/_+-") && *v != '/' && stat(path, &st) == 0 && S_ISREG(st.st_mode))
		conf_set(field, v);
	else if (region && !strstr(v, "..") &&
	         nearest_in_folder(region, city + 1, near, sizeof(near)))
		conf_value_problem(l, s,
		        "%s = \"%s\" is not a time zone of this system: did you mean \"%.*s/%s\"?",
		        key->name, v, (int)(city - v), v, near);
	else
		conf_value_problem(l, s,
		        "%s = \"%s\" is not a time zone of this system: write it like "
		        "\"Europe/Berlin\"; "
		        "`timedatectl list-timezones` shows all",
		        key->name, v);
}

void conf_value_country(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *v = conf_value_string(l, key, s, false);
	char upper[3] = "";

	if (!v)
		return;
	if (strlen(v) != 2 || !is_word_of(v, "") || isdigit((unsigned char)v[0]) ||
	        isdigit((unsigned char)v[1])) {
		conf_value_problem(l, s,
		        "country = \"%s\" must be two letters (ISO 3166), like \"DE\" or \"US\"",
		        v);
		return;
	}
	for (int i = 0; i < 2; i++)
		upper[i] = (char)toupper((unsigned char)v[i]);
	conf_set(field, upper);
}

static bool is_language(const char *v)
{
	size_t n = strcspn(v, "-");

	return is_word_of(v, "-") && n >= 2 && n <= 3 && strlen(v) <= 35;
}

void conf_value_language(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *v = conf_value_string(l, key, s, false);

	if (v && !is_language(v))
		conf_value_problem(l, s,
		        "%s = \"%s\" must be a language code, like \"en\", \"de\" or \"pt-BR\"",
		        key->name, v);
	else if (v)
		conf_set(field, v);
}

void conf_value_words(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	int n = config_setting_is_group(s) ? config_setting_length(s) : 0;

	if (n == 0)
		conf_value_problem(l, s,
		        "%s must be a group, one text for each language: %s = { "
		        "de = \"…\"; fr = \"…\"; };",
		        key->name, key->name);
	for (int i = 0; i < n; i++) {
		const config_setting_t *one = config_setting_get_elem(s, (unsigned)i);
		const struct conf_key in = {.name = config_setting_name(one)};
		const char *v = conf_value_string(l, &in, one, key->least > 1);

		if (v && !is_language(in.name))
			conf_value_problem(l, one,
			        "%s in %s must be a language code, like en, de or pt-BR", in.name,
			        key->name);
		else if (v)
			conf_words_add(field, in.name, v);
	}
}

void conf_value_id(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	AUTO(xfree) char *v = xstrdup(conf_value_string(l, key, s, false));

	if (!v)
		return;
	for (char *p = v; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	if (is_word_of(v, "._-"))
		conf_set(field, v);
	else
		conf_value_problem(l, s,
		        "id = \"%s\": use only a-z, 0-9, dot, hyphen and underscore; it is the "
		        "word that "
		        "stands in the ledger's column manager",
		        v);
}

void conf_value_delimiter(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *v = config_setting_get_string(s);

	if (v && (str_same_nocase(v, "tab") || str_same(v, "\t")))
		*(char *)field = '\t';
	else if (v && strlen(v) == 1 && strchr(",;|", *v))
		*(char *)field = *v;
	else
		conf_value_problem(l, s,
		        "%s must be one of \",\" \";\" \"|\" \"tab\"; remove the line to have it "
		        "found out",
		        key->name);
}

void conf_value_decimal(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *v = config_setting_get_string(s);

	if (str_same(v, ".") || str_same(v, ","))
		*(char *)field = *v;
	else
		conf_value_problem(
		        l, s, "%s must be \".\" (1234.50) or \",\" (1234,50)", key->name);
}

void conf_value_encoding(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *v = conf_value_string(l, key, s, false);
	iconv_t cd = v ? iconv_open("UTF-8", v) : (iconv_t)-1;

	if (v && cd == (iconv_t)-1)
		conf_value_problem(l, s,
		        "%s = \"%s\" is not known here: write \"utf-8\" or \"windows-1252\"; "
		        "`iconv -l` "
		        "shows all",
		        key->name, v);
	else if (v)
		conf_set(field, v);
	if (cd != (iconv_t)-1)
		iconv_close(cd);
}

void conf_value_window(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *v = conf_value_string(l, key, s, false);
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
		conf_value_problem(l, s,
		        "%s = \"%s\" must be two times of one day, the earlier first: "
		        "\"09:00-11:30\"",
		        key->name, v);
	}
}

void conf_value_quiet(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *v = conf_value_string(l, key, s, false);
	int hour, minute, n = 0;
	struct conf *conf = field;

	if (!v)
		return;
	if (sscanf(v, "%2d:%2d%n", &hour, &minute, &n) == 2 && !v[n] && hour >= 0 && minute >= 0 &&
	        minute < 60 && hour * 60 + minute <= 24 * 60)
		conf->courtesy.quiet_min = hour * 60 + minute;
	else
		conf_value_problem(
		        l, s, "%s = \"%s\" must be a time of day: \"18:00\"", key->name, v);
}

void conf_value_credential(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *v = conf_value_string(l, key, s, false);

	if (v && (strchr(v, '/') || *v == '.'))
		conf_value_problem(l, s,
		        "%s = \"%s\" must be the name of a systemd credential, as in "
		        "LoadCredential=NAME:PATH; for a path use password_file",
		        key->name, v);
	else if (v)
		conf_set(field, v);
}

void conf_value_password_file(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	const char *path;
	struct stat st;
	int r;

	conf_value_path(l, key, s, field);
	path = *(char **)field;
	if (!path)
		return;
	r = stat(path, &st);
	if (r < 0 && errno == ENOENT)
		conf_value_warning(l, s,
		        "%s = \"%s\" does not exist: nobody can log in to the server until it "
		        "holds the "
		        "password in its first line",
		        key->name, path);
	else if (r == 0 && S_ISREG(st.st_mode) && (st.st_mode & S_IROTH))
		conf_value_warning(l, s,
		        "%s = \"%s\" can be read by everybody on this machine: the password is no "
		        "secret; "
		        "run: chmod 600 '%s'",
		        key->name, path, path);
}

/* The value itself is repeated nowhere. */
void conf_value_password(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field)
{
	(void)field;
	conf_value_problem(l, s,
	        "%s does not belong in this file, which is copied, mailed and backed up: put the "
	        "password "
	        "into a file that only the daemon may read and write password_file = \"PATH\"; or "
	        "password_credential = \"NAME\"; (systemd) or password_command = \"…\"; here. "
	        "Consider the present one known to others",
	        key->name);
}
