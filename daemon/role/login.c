#include "login.h"

#include "address.h"
#include "conf.h"
#include "db.h"
#include "health.h"
#include "outbox.h"

#include <string.h>

enum { FIRST_S = 60, MOST_S = 900 }; /* after trouble; a server locks who fails too often */

static void add(struct logins *l, const struct conf_person *who, const struct conf_server *server,
        const char *address)
{
	AUTO(xfree) char *why = NULL;
	l->at = xrealloc(l->at, (l->count + 1) * sizeof *l->at);
	struct login *one = &l->at[l->count++];
	*one = (struct login){.who = who, .server = server};
	if (address_to_wire(address, &one->address, &why) != 0)
		one->address = xstrdup(address); /* the server's word about it is told */
}

static char *name_of(const struct login *l)
{
	return xasprintf("smtp %s", l->who->id);
}

static bool is_known(const struct logins *l, const char *what)
{
	for (size_t i = 1; i < l->count; i++) {
		AUTO(xfree) char *name = name_of(&l->at[i]);
		if (str_same(name, what))
			return true;
	}
	return false;
}

int logins_init(struct logins *l, const struct conf *conf, struct db *db)
{
	add(l, NULL, &conf->smtp.server, conf->business.address);
	bool own = conf->business.from == CONF_FROM_OWN;
	for (const struct conf_person *p = conf->people; p < conf->people + conf->people_count; p++)
		if (own && p->smtp.user)
			add(l, p, &p->smtp, p->email);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(
	        db, "SELECT what FROM health WHERE what GLOB 'smtp *' AND problem IS NOT NULL");
	AUTO(text_done) struct text gone = TEXT_INIT;
	int r;
	while ((r = db_step(rows)) > 0)
		if (!is_known(l, db_col_text(rows, 0)))
			text_put(&gone, db_col_text(rows, 0), strlen(db_col_text(rows, 0)) + 1);
	for (const char *p = gone.s; r == 0 && p && p < gone.s + gone.len; p += strlen(p) + 1)
		r = health_ok(db, p, clock_now());
	return r;
}

void logins_done(struct logins *l)
{
	for (size_t i = 0; i < l->count; i++) {
		xfree(l->at[i].address);
		xfree(l->at[i].why);
	}
	xfree(l->at);
	*l = (struct logins){0};
}

/* What its From says counts: it may have been written under another configuration. */
static bool is_from(const struct outbox_item *item, const char *address)
{
	static const char from[] = "\r\nFrom:";
	AUTO(xfree) char *theirs = xasprintf("<%s>", address);
	const char *at = memmem(item->message, item->message_n, from, sizeof from - 1), *end;
	if (!at)
		return false;
	at += 2;
	size_t left = item->message_n - (size_t)(at - item->message);
	for (end = at; (end = memmem(end, left - (size_t)(end - at), "\r\n", 2)); end += 2)
		if ((size_t)(end - at) + 2 >= left || (end[2] != ' ' && end[2] != '\t'))
			break;
	return end && memmem(at, (size_t)(end - at), theirs, strlen(theirs));
}

struct login *login_of(struct logins *l, const struct outbox_item *item)
{
	for (size_t i = 1; i < l->count; i++)
		if (str_same_nocase(l->at[i].who->id, item->manager) &&
		        is_from(item, l->at[i].address))
			return &l->at[i];
	return &l->at[0];
}

int login_well(struct login *l, struct db *db, int64_t now)
{
	AUTO(xfree) char *what = name_of(l);
	l->troubles = 0;
	l->quiet_until = 0;
	return health_ok(db, what, now);
}

int login_trouble(struct login *l, struct db *db, const char *words, int64_t now)
{
	AUTO(xfree) char *what = name_of(l);
	int64_t wait = (int64_t)FIRST_S << (l->troubles < 4 ? l->troubles++ : 4);
	l->quiet_until = now + (wait < MOST_S ? wait : MOST_S);
	xfree(l->why);
	l->why = xasprintf("The letters of %s wait; those of others go. %s", l->who->name, words);
	return health_problem(db, what, l->why, now);
}
