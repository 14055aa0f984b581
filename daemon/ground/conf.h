/*
 * conf: the configuration file as one const struct; all defaults and checks. The struct lives in
 * conf.c, the syntax and conf_load() in conf_file.c, the checks of single values in conf_value.c,
 * of the whole file in conf_check.c, passwords in conf_secret.c. Nobody below the programs calls
 * conf_load(); everyone gets the struct, or the part of it that concerns him.
 *
 * Relative paths in the file are taken from the folder the file lies in; in the struct all
 * paths are absolute.
 */
#ifndef CONF_H
#define CONF_H

#include "base.h"

/* Where a password is found. Exactly one is set (none without a user). Never the password. */
struct conf_secret {
	char *credential;    /* name of a systemd credential: a file in $CREDENTIALS_DIRECTORY */
	char *file;          /* a file that only the daemon may read; first line */
	char *command;       /* first line of what this prints (/bin/sh -c) */
	char *token_command; /* the same, and it is no password but a token (OAuth 2.0) */
};

enum conf_tls { CONF_TLS_IMPLICIT, CONF_TLS_STARTTLS };

struct conf_server {
	char *host; /* the name its certificate must carry */
	int port;   /* default by protocol and tls */
	enum conf_tls tls;
	char *ca_file; /* PEM; NULL: the system's */
	char *pin;     /* "sha256//…" of the only keys it may have, by ";"; NULL: any */
	char *user;    /* NULL: no login (SMTP only) */
	struct conf_secret password;
	int timeout_s; /* longest silence of the server while connecting; default 60 */
};

/* The same thing said in several languages. */
struct conf_words {
	struct conf_word {
		char *language, *words;
	} * at;
	size_t count;
};

struct conf_person {
	char *id; /* the word the ledger's column "manager" uses: [a-z0-9._-]+ */
	char *name;
	char *email;
	char *timezone;                /* default: the business's */
	char *language;                /* default: the business's */
	char *signature;               /* plain text under letters; default: name + business */
	struct conf_words signatures;  /* … in letters of these languages */
	bool owner;                    /* gets the digest about everybody */
	bool digest;                   /* wants the digest; default true */
	struct conf_server smtp, imap; /* their own login on our servers; without user: none */
};

/* One line of ledger.columns: which column of the export holds our field. */
struct conf_column {
	char *field;  /* our name, e.g. "email" */
	char *header; /* theirs, e.g. "E-Mail-Adresse" */
};

struct conf {
	char *path; /* the file itself */

	struct {
		char *name;      /* "Harbour & Pine" */
		char *address;   /* From and envelope sender: care@harbourpine.example */
		char *from_name; /* beside it; "%s" is the account manager's name */
		enum {
			CONF_FROM_SHARED,  /* From: that address */
			CONF_FROM_OWN,     /* the account manager's own */
			CONF_FROM_DELEGATE /* likewise, and Sender: that address */
		} from;                    /* of letters to customers; default shared */
		char *unsubscribe_url;     /* "https://…%t…": one click; or NULL */
		char *message_domain; /* right side of Message-ID: has a dot; default: address's */
		char *timezone;       /* Olson name */
		char *country;        /* ISO 3166 alpha-2, upper case; "": not said */
		char *language;       /* "en", "de" */
		char *postal_address; /* under each letter; may be NULL */
		char *optout_line;    /* default by language, see followupd.conf(5) */
		struct conf_words optout_lines; /* … in letters of these languages */
	} business;

	struct conf_person *people;
	size_t people_count;

	char *cluster; /* whose store this is, on whichever of its machines; NULL: one machine's */
	char *state;   /* folder of the store; the store is state/followupd.db */
	char *templates;
	char *calendars;

	struct {
		char *customers; /* path of customers.csv */
		char *purchases; /* path, or NULL: no purchases known */
		char *customers_query,
		        *purchases_query; /* SELECT …: the file is an SQLite database; or NULL */
		char delimiter;           /* 0: found out from the header line */
		char *encoding; /* "utf-8" (default; BOM of UTF-8/16 is honoured), iconv name */
		enum {
			CONF_DATES_YMD,
			CONF_DATES_DMY,
			CONF_DATES_MDY
		} dates;      /* ISO is always read */
		char decimal; /* '.' or ',' */
		struct conf_column *columns;
		size_t columns_count;
		struct conf_column *purchase_columns;
		size_t purchase_columns_count;
		int shrink_percent; /* a ledger that lost more of its people waits; default 20 */
	} ledger;

	struct {
		int new_days;         /* default 90 */
		int short_years;      /* default 3 */
		int integral_percent; /* top share by tenure and spend; default 5 */
		char *integral_tag;   /* default "integral" */
	} stages;

	struct {
		int gap_days;          /* between two letters to one person; default 21 */
		int per_year;          /* letters to one person in 365 days; default 8 */
		int human_gap_days;    /* after a message of a person, either way; default 7 */
		int per_year_before;   /* to who is no customer yet and did not ask; default 1 */
		int per_90_new;        /* to a new one within 90 days; default 4; 0: no limit */
		int company_per_day;   /* to one domain on one day; default 3; 0: no limit */
		int purchase_gap_days; /* after a purchase, but for welcomes; default 3 */
		int floor_days;     /* the faithful without any contact are reported; default 120 */
		int catch_up_hours; /* a person's time to look after a downtime; default 4 */
		bool assume_consent; /* treat an empty consent column as given; default false */
		int window_start_min, window_end_min; /* minutes of the local day; 540, 690 */
		int quiet_min; /* minute from which nothing leaves; default 18:00; 0: never */
		enum { CONF_LEAP_FEB28, CONF_LEAP_MAR1, CONF_LEAP_ONLY } leap; /* 29 February */
	} courtesy;

	struct {
		struct conf_server server;
		int per_minute;        /* letters; 0: no limit; default 30 */
		int per_hour, per_day; /* likewise; default 0 */
		int per_domain;        /* letters in an hour to one domain; default 0 */
		int sessions;          /* connections at a time; 1 to 8; default 1 */
	} smtp;

	struct {
		struct conf_server server;
		char **mailboxes; /* NULL-terminated; default INBOX */
		char *sent;       /* name of the Sent mailbox; NULL: found by SPECIAL-USE \Sent */
		int poll_s;       /* where IDLE is missing; default 120 */
		char *authenticator; /* the name in our server's Authentication-Results; NULL: the
		                      * topmost one counts */
		bool copy_sent;      /* what was sent is put there by us; default false */
		int since_days;      /* the first run reads this far back; default 7 */
	} imap;

	struct {
		int weekday;                     /* 1 = Monday */
		int hour;                        /* in the reader's zone; default 7 */
		int nudge_hours, escalate_hours; /* working hours until nudge, owner; 4 and 8 */
		bool trend;                      /* the picture of twelve weeks; default false */
	} digest;
};

/* One complaint about the file, all of them found in one go. */
struct conf_problem {
	char *file;       /* conf's path, or the path of a file it includes */
	int line, column; /* 0: the whole file; libconfig knows no columns */
	bool warning;     /* it works, but somebody should know */
	char *text;       /* what, and what to write instead */
};

struct conf_problems {
	struct conf_problem *at;
	size_t count;
};
void conf_problems_done(struct conf_problems *p);
static inline void conf_problems_done_auto(struct conf_problems *p)
{
	conf_problems_done(p);
}

/*
 * Read and check the file. 0 and *ret_conf (owned) when it is good; a positive CONF_BAD with
 * the complaints in *ret_problems when it is not; -errno when it can't be read (complaint
 * included). *ret_problems may hold warnings on success too. Logs nothing.
 */
enum { CONF_BAD = 1 };
int conf_load(const char *path, struct conf **ret_conf, struct conf_problems *ret_problems);
void conf_free(struct conf *conf);
DEFINE_AUTO(struct conf, conf_free)

/* For who only looks: as conf_load(), but where the file is bad *ret_conf is what could be made of
 * it all the same, with something in the place of what is missing; NULL where nothing could. */
int conf_load_to_look(const char *path, struct conf **ret_conf, struct conf_problems *ret_problems);

/* For conf_load(): a conf with the defaults that need nothing else; then, when everything was
 * read, those that do. `folder` is where the file lies. */
struct conf *conf_new(const char *path);
void conf_defaults(struct conf *conf, const char *folder);
/* And for conf_load_to_look(), before those: what no default can know. */
void conf_stand_in(struct conf *conf);
/* `path` as seen from `folder`: owned. */
char *conf_path(const char *folder, const char *path);
/* Put a copy of `value` into the string field at `field`, freeing what was there. */
void conf_set(void *field, const char *value);
void conf_mailboxes_free(char **mailboxes);

/* The person with this id (case-insensitive), or NULL. Borrowed. */
const struct conf_person *conf_person(const struct conf *conf, const char *id);
/* The person with this e-mail address, or NULL. Borrowed. */
const struct conf_person *conf_person_by_email(const struct conf *conf, const char *email);
/* Who looks after customers without a (known) manager: the first owner, else the first. */
const struct conf_person *conf_default_person(const struct conf *conf);

/* What stands under a letter in this language ("de-AT" takes "de"). Borrowed. */
const char *conf_optout(const struct conf *conf, const char *language);
const char *conf_signature(const struct conf_person *person, const char *language);
/* Our own opt-out sentence in this language, or NULL where we have none. Static. */
const char *conf_optout_default(const char *language);
void conf_words_add(struct conf_words *w, const char *language, const char *words);
void conf_words_done(struct conf_words *w);

/*
 * Fetch a password. 0 and the bytes in *ret (the caller wipes them with conf_secret_wipe()),
 * or -errno with a sentence in *ret_why (owned). Never logged.
 */
int conf_secret_read(const struct conf_secret *secret, struct text *ret, char **ret_why);
void conf_secret_wipe(struct text *secret);

#endif
