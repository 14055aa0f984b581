#include "notice.h"

#include "conf.h"
#include "conversation.h"
#include "db.h"
#include "letter.h"
#include "log.h"
#include "outbox.h"
#include "phrase.h"
#include "zone.h"

#include <errno.h>

enum {
	WORK_START_MIN = 9 * 60,
	WORK_END_MIN = 17 * 60,
	DAY_MIN = 8 * 60,
	NUDGES = 2,
	VALID_S = 86400
};

/* ---- working time ---- */

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t notice_working_s(const char *timezone, int64_t from, int64_t to)
{
	const struct zone *z = zone_find(timezone);
	int64_t sum = 0;
	if (!z)
		z = zone_find("UTC");
	for (struct date d = zone_date(z, from); zone_moment(z, d, 0) < to; d = date_add(d, 1)) {
		if (date_weekday(d) > 5)
			continue;
		int64_t open = later(from, zone_moment(z, d, WORK_START_MIN));
		int64_t shut = sooner(to, zone_moment(z, d, WORK_END_MIN));
		if (shut > open)
			sum += shut - open;
	}
	return sum;
}

/* The moment at which so much working time has passed. */
static int64_t working_after(const char *timezone, int64_t from, int64_t working_s)
{
	const struct zone *z = zone_find(timezone);
	if (!z)
		z = zone_find("UTC");
	for (struct date d = zone_date(z, from);; d = date_add(d, 1)) {
		if (date_weekday(d) > 5)
			continue;
		int64_t open = later(from, zone_moment(z, d, WORK_START_MIN));
		int64_t shut = zone_moment(z, d, WORK_END_MIN);
		if (shut <= open)
			continue;
		if (shut - open >= working_s)
			return open + working_s;
		working_s -= shut - open;
	}
}

char *notice_span_words(const char *language, int64_t working_s)
{
	int64_t minutes = working_s / 60, hours = minutes / 60, days = minutes / DAY_MIN;
	if (days == 1)
		return xstrdup(phrase(language, "1 working day"));
	if (days > 1)
		return xasprintf(phrase(language, "%lld working days"), (long long)days);
	if (hours == 1)
		return xstrdup(phrase(language, "1 working hour"));
	if (hours > 1)
		return xasprintf(phrase(language, "%lld working hours"), (long long)hours);
	if (minutes < 1)
		return xstrdup(phrase(language, "just now"));
	if (minutes == 1)
		return xstrdup(phrase(language, "1 minute"));
	return xasprintf(phrase(language, "%lld minutes"), (long long)minutes);
}

/* ---- what a notice lists ---- */

void notice_list_add(struct notice_list *l, int number, const char *kind, const char *customer,
        const char *touchpoint, const char *occurrence, int64_t subject)
{
	l->at = xrealloc(l->at, (l->count + 1) * sizeof *l->at);
	l->at[l->count++] = (struct notice_item){.number = number,
	        .kind = kind,
	        .customer = xstrdup(customer ? customer : ""),
	        .touchpoint = xstrdup(touchpoint ? touchpoint : ""),
	        .occurrence = xstrdup(occurrence ? occurrence : ""),
	        .subject = subject};
}

void notice_list_done(struct notice_list *l)
{
	for (size_t i = 0; i < l->count; i++) {
		xfree(l->at[i].customer);
		xfree(l->at[i].touchpoint);
		xfree(l->at[i].occurrence);
	}
	xfree(l->at);
	*l = (struct notice_list){0};
}

static int put_list(struct db *db, int64_t notice, const struct notice_list *l)
{
	int r = 0;
	for (size_t i = 0; i < l->count && r >= 0; i++) {
		const struct notice_item *x = &l->at[i];
		r = db_run(db,
		        "INSERT INTO listed (notice, number, kind, customer, touchpoint,"
		        " occurrence, subject) VALUES (:notice, :number, :kind, :customer,"
		        " :touchpoint, :occurrence, :subject)",
		        DB_INT(":notice", notice), DB_INT(":number", x->number),
		        DB_TEXT(":kind", x->kind), DB_TEXT(":customer", x->customer),
		        DB_TEXT(":touchpoint", x->touchpoint),
		        DB_TEXT(":occurrence", x->occurrence), DB_INT(":subject", x->subject));
	}
	return r < 0 ? r : 0;
}

int notice_list_drop(struct db *db, int64_t notice)
{
	int r = db_run(db, "DELETE FROM listed WHERE notice=:notice", DB_INT(":notice", notice));
	return r < 0 ? r : 0;
}

/* ---- putting ---- */

int notice_put(const struct house *h, const struct conf_person *to, const struct notice *n)
{
	AUTO(outbox_item_done) struct outbox_item item = {0};
	AUTO(xfree) char *why = NULL;
	int r = letter_to_staff(h, to, &n->mail, &item, &why);
	if (r > 0) {
		log_error("%s for %s can't be written: %s", n->mail.touchpoint, to->id, why);
		return 0;
	}
	if (r == 0)
		r = outbox_put(h->db, &item, h->now);
	if (r != 0 || !n->list)
		return r;
	return put_list(h->db, outbox_by_token(h->db, item.token), n->list);
}

/* ---- nudges ---- */

struct waiting {
	int64_t id, opened_at;
	int nudged;
	int64_t lost_at; /* the last nudge has not left by then, and never will; 0: it left */
	char *customer, *name, *company, *email, *manager, *excerpt, *subject;
};

static void waiting_done(struct waiting *w)
{
	xfree(w->customer);
	xfree(w->name);
	xfree(w->company);
	xfree(w->email);
	xfree(w->manager);
	xfree(w->excerpt);
	xfree(w->subject);
}
static inline void waiting_done_auto(struct waiting *w)
{
	waiting_done(w);
}

/* The next waiting conversation behind `after`: 1, 0 none, -errno. */
static int waiting_next(struct db *db, int64_t after, struct waiting *ret)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT v.id, v.opened_at, v.nudged, v.customer, coalesce(nullif(c.name, ''), "
	        "v.customer),"
	        " coalesce(c.company, ''), i.from_address, v.manager, i.excerpt, i.subject,"
	        " CASE WHEN o.state IN ('QUEUED', 'WITHDRAWN') THEN o.valid_until_at+1 ELSE 0 END"
	        " FROM conversation v JOIN inbox i ON i.id=v.opened_by"
	        " LEFT JOIN customer c ON c.key=v.customer LEFT JOIN outbox o ON o.id=v.nudge"
	        " WHERE v.state='WAITING' AND v.id>:after ORDER BY v.id LIMIT 1",
	        DB_INT(":after", after));
	int r = db_step(rows);
	if (r <= 0)
		return r;
	*ret = (struct waiting){
	        .id = db_col_int(rows, 0),
	        .opened_at = db_col_int(rows, 1),
	        .nudged = (int)db_col_int(rows, 2),
	        .customer = xstrdup(db_col_text(rows, 3)),
	        .name = xstrdup(db_col_text(rows, 4)),
	        .company = xstrdup(db_col_text(rows, 5)),
	        .email = xstrdup(db_col_text(rows, 6)),
	        .manager = xstrdup(db_col_text(rows, 7)),
	        .excerpt = xstrdup(db_col_text(rows, 8)),
	        .subject = xstrdup(db_col_text(rows, 9)),
	        .lost_at = db_col_int(rows, 10),
	};
	return 1;
}

static const struct conf_person *keeper(const struct house *h, const struct waiting *w)
{
	const struct conf_person *p = conf_person(h->conf, w->manager);
	return p ? p : conf_default_person(h->conf);
}

/* When the customer has waited long enough for the next nudge; INT64_MAX after the last. */
static int64_t ripe_at(const struct house *h, const struct waiting *w)
{
	if (w->nudged >= NUDGES)
		return INT64_MAX;
	int hours = w->nudged == 0 ? h->conf->digest.nudge_hours : h->conf->digest.escalate_hours;
	const struct conf_person *p = keeper(h, w);
	return working_after(p->timezone, w->opened_at, (int64_t)hours * 3600);
}

/* … or for the same one again, because no mail server took it in time. */
static int64_t nudge_at(const struct house *h, const struct waiting *w)
{
	int64_t ripe = ripe_at(h, w);
	return w->lost_at ? sooner(ripe, w->lost_at) : ripe;
}

/* What the customer wrote, every line of it set off. */
static void put_quoted(struct text *t, const char *s)
{
	text_puts(t, "    ");
	for (; *s; s++) {
		text_putc(t, *s);
		if (*s == '\n' && s[1])
			text_puts(t, "    ");
	}
}

static char *nudge_text(const struct house *h, const struct waiting *w,
        const struct conf_person *to, const char *how_long)
{
	const struct conf_person *p = keeper(h, w);
	const char *l = to->language;
	AUTO(xfree)
	char *name = str_empty(w->company) ? xstrdup(w->name)
	                                   : xasprintf("%s (%s)", w->name, w->company);
	struct text t = TEXT_INIT;
	text_printf(&t, phrase(l, "%s wrote to us and has been waiting for an answer: %s."), name,
	        how_long);
	text_printf(&t, phrase(l, "\n\nSubject: %s\n\n"), w->subject);
	put_quoted(&t, w->excerpt);
	text_printf(&t, phrase(l, "\n\nAnswer:  %s\n"), w->email);
	if (to != p)
		text_printf(&t, phrase(l, "%s looks after this customer and was told before.\n"),
		        p->name);
	text_puts(&t, phrase(l, "\nAnswered by telephone, or no answer needed? Then reply to this "
	                        "mail with\n    done\nA colleague should answer? Then reply with "
	                        "the name\n    give 1 NAME\n"));
	text_printf(&t,
	        phrase(l, "or say so where followupd runs: followup answered %s\nUntil then "
	                  "no letter goes to this customer.\n"),
	        w->customer);
	return text_steal(&t);
}

static int nudge_one(const struct house *h, const struct waiting *w, const struct conf_person *to,
        const char *occurrence)
{
	int64_t working = notice_working_s(to->timezone, w->opened_at, h->now);
	AUTO(xfree) char *how_long = notice_span_words(to->language, working);
	AUTO(xfree)
	char *subject = xasprintf(
	        phrase(to->language, "%s is waiting for an answer (%s)"), w->name, how_long);
	AUTO(xfree) char *text = nudge_text(h, w, to, how_long);
	AUTO(notice_list_done) struct notice_list list = {0};
	notice_list_add(&list, 1, "waiting", w->customer, NULL, NULL, w->id);
	int r = notice_put(h, to,
	        &(struct notice){.mail.kind = "nudge",
	                .mail.touchpoint = "nudge",
	                .mail.occurrence = occurrence,
	                .mail.subject = subject,
	                .mail.text = text,
	                .mail.valid_until_at = h->now + VALID_S,
	                .list = &list});
	return r < 0 ? r : 0;
}

/* The account manager first; the second time every owner as well. */
static int nudge_all(const struct house *h, const struct waiting *w)
{
	const struct conf_person *p = keeper(h, w);
	int count = w->nudged + (ripe_at(h, w) <= h->now);
	/* what was lost has that name already */
	AUTO(xfree)
	char *occurrence = count > w->nudged ? xasprintf("%lld-%d", (long long)w->id, count)
	                                     : xasprintf("%lld-%d.%lld", (long long)w->id, count,
	                                               (long long)w->lost_at);
	int r = nudge_one(h, w, p, occurrence);
	for (size_t i = 0; r == 0 && count > 1 && i < h->conf->people_count; i++)
		if (h->conf->people[i].owner && &h->conf->people[i] != p)
			r = nudge_one(h, w, &h->conf->people[i], occurrence);
	AUTO(xfree) char *staff = xasprintf("staff:%s", p->id);
	int64_t nudge = db_int(h->db, 0,
	        "SELECT id FROM outbox WHERE customer=:staff AND touchpoint='nudge' AND"
	        " occurrence=:occurrence",
	        DB_TEXT(":staff", staff), DB_TEXT(":occurrence", occurrence));
	return r < 0 ? r : conversation_nudged(h->db, w->id, count, nudge);
}

static int nudge_in_transaction(const struct house *h, const struct waiting *w)
{
	int r = db_begin(h->db);
	if (r < 0)
		return r;
	if ((r = nudge_all(h, w)) < 0) {
		db_rollback(h->db);
		return r;
	}
	return db_commit(h->db);
}

int notice_put_due(const struct house *h)
{
	int count = 0;
	for (int64_t after = 0;;) {
		AUTO(waiting_done) struct waiting w = {0};
		int r = waiting_next(h->db, after, &w);
		if (r <= 0)
			return r < 0 ? r : count;
		after = w.id;
		if (nudge_at(h, &w) > h->now)
			continue;
		if ((r = nudge_in_transaction(h, &w)) < 0)
			return r;
		count++;
	}
}

int64_t notice_next_at(const struct house *h)
{
	int64_t next = INT64_MAX;
	for (int64_t after = 0;;) {
		AUTO(waiting_done) struct waiting w = {0};
		if (waiting_next(h->db, after, &w) <= 0)
			return next;
		after = w.id;
		next = sooner(next, nudge_at(h, &w));
	}
}
