/*
 * login: with whose login a letter leaves: its author's, where it comes from an address of theirs
 * and the configuration knows one, else the house's. One that the server refuses rests for a while,
 * and its author's letters with it; the others go.
 */
#ifndef LOGIN_H
#define LOGIN_H

#include "base.h"

struct conf;
struct conf_person;
struct conf_server;
struct db;
struct outbox_item;

struct login {
	const struct conf_person *who; /* NULL: the house's */
	const struct conf_server *server;
	char *address; /* the envelope's sender, as on the wire */
	int troubles;  /* in a row */
	int64_t quiet_until;
	char *why; /* the sentence about the last one */
};

/* The house's first; then those of the people who have one. Zeroed: none. */
struct logins {
	struct login *at;
	size_t count;
};
/* A trouble that the store remembers of a login that is no more is over. 0 or -errno. */
int logins_init(struct logins *l, const struct conf *conf, struct db *db);
void logins_done(struct logins *l);

struct login *login_of(struct logins *l, const struct outbox_item *item);

/* How a person's login fared, for table health; the house's is dispatch's. 0 or -errno. */
int login_well(struct login *l, struct db *db, int64_t now);
int login_trouble(struct login *l, struct db *db, const char *words, int64_t now);

#endif
