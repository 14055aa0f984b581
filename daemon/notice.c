#include "notice.h"

#include "conf.h"
#include "conversation.h"
#include "db.h"
#include "letter.h"
#include "log.h"
#include "outbox.h"
#include "zone.h"

#include <errno.h>

enum { WORK_START_MIN = 9 * 60, WORK_END_MIN = 17 * 60, DAY_MIN = 8 * 60, NUDGES = 2 };

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

char *notice_span_words(int64_t working_s)
{
	int64_t minutes = working_s / 60, hours = minutes / 60, days = minutes / DAY_MIN;
	if (days >= 1)
		return xasprintf("%lld working day%s", (long long)days, days == 1 ? "" : "s");
	if (hours >= 1)
		return xasprintf("%lld working hour%s", (long long)hours, hours == 1 ? "" : "s");
	return minutes >= 1
	               ? xasprintf("%lld minute%s", (long long)minutes, minutes == 1 ? "" : "s")
	               : xstrdup("just now");
}

/* ---- putting ---- */

int notice_put(const struct house *h, const struct conf_person *to, const char *kind,
        const char *touchpoint, const char *occurrence, const char *subject, const char *text,
        const char *html, int64_t valid_until_at)
{
	AUTO(outbox_item_done) struct outbox_item item = {0};
	AUTO(xfree) char *why = NULL;
	int r = letter_to_staff(h, to, kind, touchpoint, occurrence, subject, text, html,
	        valid_until_at, &item, &why);
	if (r > 0) {
		log_error("%s for %s can't be written: %s", touchpoint, to->id, why);
		return 0;
	}
	return r < 0 ? r : outbox_put(h->db, &item, h->now);
}

/* ---- nudges ---- */

struct waiting {
	int64_t id, opened_at;
	int nudged;
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
	        " coalesce(c.company, ''), i.from_address, v.manager, i.excerpt, i.subject"
	        " FROM conversation v JOIN inbox i ON i.id=v.opened_by"
	        " LEFT JOIN customer c ON c.key=v.customer"
	        " WHERE v.state='WAITING' AND v.nudged<:most AND v.id>:after ORDER BY v.id LIMIT 1",
	        DB_INT(":after", after), DB_INT(":most", NUDGES));
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
	};
	return 1;
}

static const struct conf_person *keeper(const struct house *h, const struct waiting *w)
{
	const struct conf_person *p = conf_person(h->conf, w->manager);
	return p ? p : conf_default_person(h->conf);
}

static int64_t nudge_at(const struct house *h, const struct waiting *w)
{
	int hours = w->nudged == 0 ? h->conf->digest.nudge_hours : h->conf->digest.escalate_hours;
	const struct conf_person *p = keeper(h, w);
	return working_after(p->timezone, w->opened_at, (int64_t)hours * 3600);
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
	struct text t = TEXT_INIT;
	text_printf(&t, "%s%s%s%s wrote to us and has been waiting for an answer: %s.\n\n", w->name,
	        str_empty(w->company) ? "" : " (", w->company, str_empty(w->company) ? "" : ")",
	        how_long);
	text_printf(&t, "Subject: %s\n\n", w->subject);
	put_quoted(&t, w->excerpt);
	text_puts(&t, "\n\n");
	text_printf(&t, "Answer:  %s\n", w->email);
	if (to != p)
		text_printf(&t, "%s looks after this customer and was told before.\n", p->name);
	text_printf(&t,
	        "\nAnswered by telephone, or no answer needed? Then say so where followupd runs:\n"
	        "    followup answered %s\nUntil then no letter goes to this customer.\n",
	        w->customer);
	return text_steal(&t);
}

static int nudge_one(const struct house *h, const struct waiting *w, const struct conf_person *to)
{
	int64_t working = notice_working_s(to->timezone, w->opened_at, h->now);
	AUTO(xfree) char *how_long = notice_span_words(working);
	AUTO(xfree)
	char *subject = xasprintf("%s is waiting for an answer (%s)", w->name, how_long);
	AUTO(xfree) char *text = nudge_text(h, w, to, how_long);
	AUTO(xfree) char *occurrence = xasprintf("%lld-%d", (long long)w->id, w->nudged + 1);
	int r = notice_put(
	        h, to, "nudge", "nudge", occurrence, subject, text, NULL, h->now + 86400);
	return r < 0 ? r : 0;
}

/* The account manager first; the second time every owner as well. */
static int nudge_all(const struct house *h, const struct waiting *w)
{
	const struct conf_person *p = keeper(h, w);
	int r = nudge_one(h, w, p);
	for (size_t i = 0; r == 0 && w->nudged > 0 && i < h->conf->people_count; i++)
		if (h->conf->people[i].owner && &h->conf->people[i] != p)
			r = nudge_one(h, w, &h->conf->people[i]);
	return r < 0 ? r : conversation_nudged(h->db, w->id);
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
