#include "match.h"

#include "db.h"
#include "message.h"
#include "outbox.h"
#include "provider.h"
#include "seal.h"

#include <string.h>
#include <strings.h>

enum {
	SUBJECT_MATCH_S = 60 * 86400, /* how long a letter's subject may serve to match a reply */
	BOUNCE_MATCH_S = 5 * 86400,   /* … and its address to match a report without a token */
};

static const char *const names[] = {"", "wrote", "probable", "possible", "colleague", "certain"};

struct search {
	struct db *db;
	const struct message *m;
	int64_t now;
	struct match *who;
};

const char *match_name(enum match_confidence c)
{
	return names[c];
}

void match_done(struct match *who)
{
	xfree(who->customer);
	xfree(who->address);
	*who = (struct match){0};
}

void match_doubt(struct match *who)
{
	if (who->confidence == MATCH_CERTAIN)
		who->confidence = MATCH_PROBABLE;
	else if (who->confidence == MATCH_COLLEAGUE)
		who->confidence = MATCH_POSSIBLE;
}

/* The last token in `s` that belongs to a letter of ours: References grow at the end. */
int64_t match_letter(struct db *db, const char *s)
{
	int64_t found = 0;
	for (const char *p = s; (p = strcasestr(p, "fu1.")); p += 4) {
		AUTO(xfree) char *token = seal_token_find(p);
		int64_t id = token ? outbox_by_token(db, token) : 0;
		if (id)
			found = id;
	}
	return found;
}

/* The next word of headers that are lists of ids or addresses; owned, or NULL at the end. */
char *match_word(const char **s)
{
	static const char between[] = " \t\r\n,;<>\"";
	const char *word = *s + strspn(*s, between);
	size_t n = strcspn(word, between);
	*s = word + n;
	return n ? xstrndup(word, n) : NULL;
}

/* The letter that lies in Sent under one of these ids: servers put their own in place of ours, and
 * replies name theirs. */
static int64_t letter_of_learnt(struct db *db, const char *ids)
{
	int64_t found = 0;
	for (;;) {
		AUTO(xfree) char *id = match_word(&ids);
		if (!id)
			return found;
		int64_t letter = db_int(db, 0,
		        "SELECT outbox FROM inbox WHERE message_id=:id AND class='ours'",
		        DB_TEXT(":id", id));
		found = letter ? letter : found;
	}
}

bool match_same_domain(const char *a, const char *b)
{
	const char *da = strrchr(a, '@'), *db = strrchr(b, '@');
	return da && db && strcasecmp(da, db) == 0 && !provider_shared(da + 1);
}

/* The address without its "+tag"; where the provider passes over the dots of a name and has two
 * names itself, without those. */
static char *plain_address(const char *address)
{
	struct text t = TEXT_INIT;
	const char *at = strrchr(address, '@');
	if (!at)
		return xstrdup(address);
	bool dotless = strcasecmp(at, "@gmail.com") == 0 || strcasecmp(at, "@googlemail.com") == 0;
	for (const char *p = address; p < at && *p != '+'; p++)
		if (*p != '.' || !dotless)
			text_putc(&t, *p);
	text_puts(&t, dotless ? "@gmail.com" : at);
	return text_steal(&t);
}

static bool same_person(const char *a, const char *b)
{
	AUTO(xfree) char *x = plain_address(a);
	AUTO(xfree) char *y = plain_address(b);
	return str_same_nocase(x, y);
}

static void take_letter(struct search *t, int64_t letter)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(t->db,
	        "SELECT o.customer, o.recipient, c.email FROM outbox o"
	        " LEFT JOIN customer c ON c.key=o.customer WHERE o.id=:id AND o.kind='letter'",
	        DB_INT(":id", letter));
	if (db_step(rows) <= 0)
		return;
	const char *from = t->m->from_address, *recipient = db_col_text(rows, 1);
	t->who->letter = letter;
	t->who->customer = xstrdup(db_col_text(rows, 0));
	t->who->address = xstrdup(recipient);
	if (same_person(from, recipient) || same_person(from, db_col_text(rows, 2)))
		t->who->confidence = MATCH_CERTAIN;
	else
		t->who->confidence =
		        match_same_domain(from, recipient) ? MATCH_COLLEAGUE : MATCH_POSSIBLE;
}

bool match_is_customer(struct db *db, const char *address)
{
	static const char there[] =
	        "SELECT EXISTS (SELECT 1 FROM customer WHERE " DB_LIVES_AT(":address") ")";
	AUTO(xfree) char *plain = plain_address(address);
	return db_int(db, 1, there, DB_TEXT(":address", address)) ||
	       (!str_same(plain, address) && db_int(db, 1, there, DB_TEXT(":address", plain)));
}

/* The newest letter that had this subject: a guess, when it was not the only one. */
static void take_subject(struct search *t)
{
	AUTO(xfree) char *subject = message_base_subject(t->m->subject);
	if (str_empty(subject))
		return;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(t->db,
	        "SELECT id FROM outbox WHERE customer=:customer AND subject=:subject AND"
	        " state='SENT' AND settled_at>:since ORDER BY settled_at DESC, id DESC LIMIT 2",
	        DB_TEXT(":customer", t->who->customer), DB_TEXT(":subject", subject),
	        DB_INT(":since", t->now - SUBJECT_MATCH_S));
	if (db_step(rows) > 0)
		t->who->letter = db_col_int(rows, 0);
	t->who->several = t->who->letter && db_step(rows) > 0;
}

/* A known customer without a token: by subject a probable reply, else "wrote to us". */
static void take_sender(struct search *t)
{
	if (str_empty(t->m->from_address))
		return;
	AUTO(xfree) char *plain = plain_address(t->m->from_address);
	t->who->customer = db_text(t->db,
	        "SELECT key FROM customer WHERE " DB_LIVES_AT(":from") " OR " DB_LIVES_AT(
	                ":plain") " ORDER BY email=:from DESC, present DESC, id LIMIT 1",
	        DB_TEXT(":from", t->m->from_address), DB_TEXT(":plain", plain));
	if (!t->who->customer)
		return;
	t->who->address = xstrdup(t->m->from_address);
	take_subject(t);
	t->who->confidence = t->who->letter && !t->who->several ? MATCH_PROBABLE : MATCH_WROTE;
}

/* A report that returns nothing of the letter: the last one that went to such an address. */
static void take_recipients(struct search *t)
{
	for (size_t i = 0; i < t->m->recipients_count && !t->who->customer; i++) {
		int64_t letter = db_int(t->db, 0,
		        "SELECT id FROM outbox WHERE recipient IN (:address, :original) AND "
		        "kind='letter'"
		        " AND state IN ('SENT', 'UNSURE') AND settled_at>:since"
		        " ORDER BY settled_at DESC LIMIT 1",
		        DB_TEXT(":address", t->m->recipients[i].address),
		        DB_TEXT(":original", t->m->recipients[i].original),
		        DB_INT(":since", t->now - BOUNCE_MATCH_S));
		if (letter)
			take_letter(t, letter);
	}
	t->who->confidence = t->who->customer ? MATCH_PROBABLE : MATCH_NOBODY;
}

void match_message(struct db *db, const struct message *m, enum classify_class class, int64_t now,
        struct match *ret)
{
	struct search search = {db, m, now, ret}, *t = &search;
	/* reports name our letter in what they return; replies in their threading headers */
	const char *const places[] = {m->envelope_id, m->original_reference, m->original_message_id,
	        m->in_reply_to, m->references, m->to};
	bool report = class == CLASSIFY_BOUNCE || class == CLASSIFY_COMPLAINT;
	for (size_t i = 0; i < COUNT(places) && !ret->customer; i++) {
		int64_t letter = match_letter(db, places[i]);
		if (!letter && places[i] != m->to)
			letter = letter_of_learnt(db, places[i]);
		if (letter)
			take_letter(t, letter);
		if (letter && report && !ret->customer) {
			ret->letter = letter; /* a digest or a nudge */
			return;
		}
	}
	ret->unproven = report && !ret->customer;
	if (!ret->customer)
		take_sender(t);
	if (!ret->customer && report)
		take_recipients(t);
	ret->stop_address = strcasestr(m->to, "+stop.fu1.") != NULL && ret->letter;
}
