/*
 * conf_value: one value of the configuration file each: read, judged, and put into its field, or
 * complained about. With conf_file the only reader of <libconfig.h>.
 */
#ifndef CONF_VALUE_H
#define CONF_VALUE_H

#include <libconfig.h>

#include "conf.h"

/*
 * The file is described by tables: one struct conf_key for each word that may stand in a group.
 * read_group() walks what the file has, finds each word in the table and calls the function
 * that reads it; whatever is not in the table is a problem. So the tables in conf_file.c
 * are the syntax, and nothing is looked up twice.
 */
struct conf_loader {
	struct conf *conf;
	struct conf_problems *problems;
	char *folder; /* of the file, absolute: where relative paths start */
};

struct conf_key {
	const char *name;
	void (*read)(struct conf_loader *l, const struct conf_key *key, const config_setting_t *s,
	        void *field);
	size_t offset; /* of the field in the struct of the group */
	int least, most;
	const char *const *words;       /* for conf_value_choice(): words[i] means least + i */
	const struct conf_key *members; /* for read_members() */
	const char *needed;             /* an example: the group is useless without this key */
};

/* Complain about the line of `s` (NULL: about the whole file). */
void conf_value_problem(struct conf_loader *l, const config_setting_t *s, const char *fmt, ...)
        PRINTF_LIKE(3, 4);
void conf_value_warning(struct conf_loader *l, const config_setting_t *s, const char *fmt, ...)
        PRINTF_LIKE(3, 4);

/* Text in quotes that is not empty, UTF-8 and free of controls (but for line ends, where `lines`
 * may be); NULL after a complaint. Borrowed from libconfig. */
const char *conf_value_string(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, bool lines);

/* Good on the right side of a Message-ID: a domain with a dot, in ASCII. */
bool conf_value_is_message_domain(const char *s);

/*
 * The readers for `read` of a key. The comment says what `field` is.
 */
void conf_value_address(struct conf_loader *l, const struct conf_key *key,
        const config_setting_t *s, void *field); /* char *: one plain e-mail address */
void conf_value_click(struct conf_loader *l, const struct conf_key *key, const config_setting_t *s,
        void *field); /* char *: an https: URL with one %t in it */
void conf_value_bool(struct conf_loader *l, const struct conf_key *key, const config_setting_t *s,
        void *field); /* bool */
void conf_value_choice(struct conf_loader *l, const struct conf_key *key, const config_setting_t *s,
        void *field); /* int or enum: key->least + index in key->words */
void conf_value_country(struct conf_loader *l, const struct conf_key *key,
        const config_setting_t *s, void *field); /* char *: two letters, made upper case */
void conf_value_credential(struct conf_loader *l, const struct conf_key *key,
        const config_setting_t *s, void *field); /* char * */
void conf_value_decimal(struct conf_loader *l, const struct conf_key *key,
        const config_setting_t *s, void *field); /* char */
void conf_value_delimiter(struct conf_loader *l, const struct conf_key *key,
        const config_setting_t *s, void *field); /* char */
void conf_value_encoding(struct conf_loader *l, const struct conf_key *key,
        const config_setting_t *s, void *field); /* char *: known to iconv */
void conf_value_host(struct conf_loader *l, const struct conf_key *key, const config_setting_t *s,
        void *field); /* char * */
void conf_value_id(struct conf_loader *l, const struct conf_key *key, const config_setting_t *s,
        void *field); /* char *: made lower case */
void conf_value_int(struct conf_loader *l, const struct conf_key *key, const config_setting_t *s,
        void *field); /* int, from key->least to key->most */
void conf_value_language(struct conf_loader *l, const struct conf_key *key,
        const config_setting_t *s, void *field); /* char * */
void conf_value_line(struct conf_loader *l, const struct conf_key *key, const config_setting_t *s,
        void *field); /* char *: one line */
void conf_value_message_domain(struct conf_loader *l, const struct conf_key *key,
        const config_setting_t *s, void *field); /* char *: has a dot, ASCII */
void conf_value_password(struct conf_loader *l, const struct conf_key *key,
        const config_setting_t *s, void *field); /* nothing: always refused */
void conf_value_password_file(struct conf_loader *l, const struct conf_key *key,
        const config_setting_t *s,
        void *field); /* char *: a path; warns when everybody may read it */
void conf_value_path(struct conf_loader *l, const struct conf_key *key, const config_setting_t *s,
        void *field); /* char *: made absolute */
void conf_value_text(struct conf_loader *l, const struct conf_key *key, const config_setting_t *s,
        void *field); /* char *: may have several lines */
void conf_value_words(struct conf_loader *l, const struct conf_key *key, const config_setting_t *s,
        void *field); /* struct conf_words: a group, one text of at most `least` lines for each
                         language */
void conf_value_timezone(struct conf_loader *l, const struct conf_key *key,
        const config_setting_t *s, void *field); /* char *: exists in the system's zoneinfo */
void conf_value_quiet(
        struct conf_loader *l, const struct conf_key *key, const config_setting_t *s, void *field);
void conf_value_window(struct conf_loader *l, const struct conf_key *key, const config_setting_t *s,
        void *field); /* struct conf: courtesy.window_… */

#endif
