#include "courtesy.h"

#include "conf.h"
#include "conversation.h"
#include "db.h"
#include "folder.h"
#include "zone.h"

#include <errno.h>

enum { GROUP_SEASON_DAYS = 120, YEAR_DAYS = 365 };

static const struct {
	const char *word;
	bool holds;
	const char *sentence; /* %s: the detail */
} reasons[COURTESY_REASONS] = {
        [COURTESY_DUE] = {"due", false, "due"},
        [COURTESY_SKIP_NO_ADDRESS] = {"no-address", false,
                "skipped: the ledger has no e-mail address"},
        [COURTESY_SKIP_SUPPRESSED] = {"suppressed", false,
                "skipped: no letters to this address (%s)"},
        [COURTESY_SKIP_STATUS] = {"status", false, "skipped: the ledger's status is \"%s\""},
        [COURTESY_SKIP_NO_CONSENT] = {"no-consent", false,
                "skipped: the ledger holds no consent to letters like this"},
        [COURTESY_SKIP_BIRTHDAY] = {"birthday", false,
                "skipped: birthday_ok is not set; birthdays are greeted only where the customer "
                "agreed"},
        [COURTESY_SKIP_PAUSED] = {"paused", false, "skipped: letters to this customer rest (%s)"},
        [COURTESY_SKIP_WAITING] = {"waiting", false,
                "skipped: a message of this customer waits for an answer since %s"},
        [COURTESY_SKIP_HUMAN_GAP] = {"human-gap", false,
                "skipped: a person was in touch on %s; letters wait a while after that"},
        [COURTESY_SKIP_GAP] = {"gap", false, "skipped: too near to another letter (%s)"},
        [COURTESY_SKIP_PER_YEAR] = {"per-year", false,
                "skipped: %s letters within a year are enough"},
        [COURTESY_SKIP_GROUP] = {"group", false,
                "skipped: had another letter of this season's group (%s)"},
        [COURTESY_SKIP_SAME_ADDRESS] = {"same-address", false,
                "skipped: customer %s has the same address and gets it"},
        [COURTESY_SKIP_EXPIRED] = {"expired", false, "skipped: too late; it was good until %s"},
        [COURTESY_SKIP_BAD_ADDRESS] = {"bad-address", false, "skipped: %s"},
        [COURTESY_SKIP_DECLINED] = {"declined", false, "skipped: a person said no to this letter"},
        [COURTESY_HOLD_FIELD] = {"field", true,
                "held: the ledger has no %s for this customer and the template gives no fallback"},
        [COURTESY_HOLD_APPROVAL] = {"approval", true,
                "held: waits for your yes (followup approve %s)"},
};

const char *courtesy_word(enum courtesy c)
{
	return reasons[c].word;
}

bool courtesy_holds(enum courtesy c)
{
	return reasons[c].holds;
}

char *courtesy_sentence(const char *word, const char *detail)
{
	for (int c = 0; c < COURTESY_REASONS; c++) {
		if (!str_same(reasons[c].word, word))
			continue;
		const char *s = reasons[c].sentence, *hole = s;
		while (*hole && !(hole[0] == '%' && hole[1] == 's'))
			hole++;
		return *hole ? xasprintf("%.*s%s%s", (int)(hole - s), s, detail ? detail : "",
		                       hole + 2)
		             : xstrdup(s);
	}
	return xstrdup(word);
}

/* ---- who the customer is ---- */

struct person {
	char *email, *status, *consent;
	bool present, birthday_ok;
	int64_t pause_until_day;
};

static void person_done(struct person *p)
{
	xfree(p->email);
	xfree(p->status);
	xfree(p->consent);
}
static inline void person_done_auto(struct person *p)
{
	person_done(p);
}

static int person_get(struct db *db, const char *customer, struct person *ret)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT email, status, consent, present, birthday_ok, coalesce(pause_until_day, -1)"
	        " FROM customer WHERE key=:key",
	        DB_TEXT(":key", customer));
	int r = db_step(rows);
	if (r <= 0)
		return r < 0 ? r : -ENOENT;
	*ret = (struct person){
	        .email = xstrdup(db_col_text(rows, 0)),
	        .status = xstrdup(db_col_text(rows, 1)),
	        .consent = xstrdup(db_col_text(rows, 2)),
	        .present = db_col_int(rows, 3),
	        .birthday_ok = db_col_int(rows, 4),
	        .pause_until_day = db_col_int(rows, 5),
	};
	return 0;
}

static char *day_of(const struct house *h, int64_t at)
{
	return date_format(zone_date(zone_find(h->conf->business.timezone), at));
}

/* ---- the checks that hold at planning and at claiming alike ---- */

static bool consented(const struct house *h, const struct template *t, const struct person *p)
{
	if (t->class == TEMPLATE_SERVICE)
		return true;
	if (str_empty(p->consent))
		return h->conf->courtesy.assume_consent;
	return str_same(p->consent, "express") || str_same(p->consent, "soft");
}

static bool paused(const struct house *h, const char *customer, const struct person *p,
        struct date day, char **ret_detail)
{
	if (p->pause_until_day >= day.days) {
		AUTO(xfree) char *until = date_format((struct date){(int32_t)p->pause_until_day});
		*ret_detail = xasprintf("the ledger says until %s", until);
		return true;
	}
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT until_at, reason FROM pause WHERE customer=:customer AND until_at>:at",
	        DB_TEXT(":customer", customer), DB_INT(":at", h->now));
	if (db_step(rows) <= 0)
		return false;
	AUTO(xfree) char *until = day_of(h, db_col_int(rows, 0));
	*ret_detail = xasprintf("until %s: %s", until, db_col_text(rows, 1));
	return true;
}

static enum courtesy ask_person(const struct house *h, const struct template *t,
        const char *customer, const struct person *p, struct date day, char **ret_detail)
{
	static const char *const stops[] = {"deceased", "left", "dispute", NULL};
	if (str_empty(p->email))
		return COURTESY_SKIP_NO_ADDRESS;
	AUTO(xfree) char *suppressed = conversation_suppressed(h->db, h->key, p->email);
	if (!suppressed)
		suppressed = conversation_stopped(h->db, customer);
	if (suppressed) {
		*ret_detail = suppressed;
		suppressed = NULL;
		return COURTESY_SKIP_SUPPRESSED;
	}
	for (size_t i = 0; stops[i]; i++)
		if (str_same(p->status, stops[i])) {
			*ret_detail = xstrdup(stops[i]);
			return COURTESY_SKIP_STATUS;
		}
	if (!consented(h, t, p))
		return COURTESY_SKIP_NO_CONSENT;
	if (t->when_kind == TEMPLATE_WHEN_DATE && str_same(t->when, "birthday") && !p->birthday_ok)
		return COURTESY_SKIP_BIRTHDAY;
	if (paused(h, customer, p, day, ret_detail))
		return COURTESY_SKIP_PAUSED;
	int64_t since = conversation_waiting_since(h->db, customer);
	if (since) {
		*ret_detail = day_of(h, since);
		return COURTESY_SKIP_WAITING;
	}
	return COURTESY_DUE;
}

/* ---- the checks against our other letters ---- */

/* What counts as a letter they had, or are about to have. */
#define COUNTED "kind='letter' AND state IN ('QUEUED', 'LEASED', 'SENDING', 'SENT', 'UNSURE')"

/* The nearest other letter within `days` of `day`, to this customer or this address: "NAME on
 * DATE", owned, or NULL. `group` NULL: any. */
static char *near_letter(const struct house *h, const char *customer, const char *email,
        struct date day, int days, const char *group)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT touchpoint, day FROM outbox WHERE " COUNTED
	        " AND (customer=:customer OR recipient=:email) AND abs(day-:day)<:days"
	        " AND (:grp IS NULL OR grp=:grp) ORDER BY abs(day-:day) LIMIT 1",
	        DB_TEXT(":customer", customer), DB_TEXT(":email", email), DB_INT(":day", day.days),
	        DB_INT(":days", days), DB_TEXT(":grp", group));
	if (db_step(rows) <= 0)
		return NULL;
	AUTO(xfree) char *when = date_format((struct date){(int32_t)db_col_int(rows, 1)});
	return xasprintf("%s on %s", db_col_text(rows, 0), when);
}

static enum courtesy ask_gaps(const struct house *h, const char *customer, const struct person *p,
        struct date day, char **ret_detail)
{
	int human = h->conf->courtesy.human_gap_days;
	int64_t last = conversation_last_human(h->db, customer);
	struct date last_day = zone_date(zone_find(h->conf->business.timezone), last);
	if (last && date_diff(day, last_day) < human) {
		*ret_detail = date_format(last_day);
		return COURTESY_SKIP_HUMAN_GAP;
	}
	char *near = near_letter(h, customer, p->email, day, h->conf->courtesy.gap_days, NULL);
	if (near) {
		*ret_detail = near;
		return COURTESY_SKIP_GAP;
	}
	int64_t had = db_int(h->db, 0,
	        "SELECT count(*) FROM outbox WHERE " COUNTED
	        " AND (customer=:customer OR recipient=:email) AND day>:day-:year",
	        DB_TEXT(":customer", customer), DB_TEXT(":email", p->email),
	        DB_INT(":day", day.days), DB_INT(":year", YEAR_DAYS));
	if (had >= h->conf->courtesy.per_year) {
		*ret_detail = xasprintf("%lld", (long long)had);
		return COURTESY_SKIP_PER_YEAR;
	}
	return COURTESY_DUE;
}

/* What a person said to this letter: 'yes', 'no', or NULL. Owned. */
static char *said_to(
        struct db *db, const char *customer, const char *touchpoint, const char *occurrence)
{
	return db_text(db,
	        "SELECT answer FROM approval WHERE customer=:customer AND touchpoint=:touchpoint"
	        " AND occurrence=:occurrence",
	        DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", touchpoint),
	        DB_TEXT(":occurrence", occurrence));
}

static enum courtesy ask_letters(const struct house *h, const struct template *t,
        const char *customer, const struct person *p, const char *occurrence, struct date day,
        char **ret_detail)
{
	AUTO(xfree) char *said = said_to(h->db, customer, t->name, occurrence);
	if (str_same(said, "no"))
		return COURTESY_SKIP_DECLINED;
	char *other = db_text(h->db,
	        "SELECT customer FROM outbox WHERE recipient=:email AND touchpoint=:touchpoint"
	        " AND occurrence=:occurrence AND customer<>:customer",
	        DB_TEXT(":email", p->email), DB_TEXT(":touchpoint", t->name),
	        DB_TEXT(":occurrence", occurrence), DB_TEXT(":customer", customer));
	if (other) {
		*ret_detail = other;
		return COURTESY_SKIP_SAME_ADDRESS;
	}
	if (t->group) {
		char *near = near_letter(h, customer, p->email, day, GROUP_SEASON_DAYS, t->group);
		if (near) {
			*ret_detail = near;
			return COURTESY_SKIP_GROUP;
		}
	}
	/* an answer they are owed, or a welcome to an enquiry, does not wait for the gap */
	enum courtesy c = t->class == TEMPLATE_SERVICE ? COURTESY_DUE
	                                               : ask_gaps(h, customer, p, day, ret_detail);
	if (c == COURTESY_DUE && t->ask && !str_same(said, "yes")) {
		*ret_detail = xasprintf("%s %s", t->name, customer);
		return COURTESY_HOLD_APPROVAL;
	}
	return c;
}

enum courtesy courtesy_ask(const struct house *h, const struct template *t, const char *customer,
        const char *occurrence, struct date day, char **ret_detail)
{
	AUTO(person_done) struct person p = {0};
	char *detail = NULL;
	enum courtesy c = COURTESY_SKIP_NO_ADDRESS;
	if (person_get(h->db, customer, &p) == 0 && p.present)
		c = ask_person(h, t, customer, &p, day, &detail);
	if (c == COURTESY_DUE)
		c = ask_letters(h, t, customer, &p, occurrence, day, &detail);
	*ret_detail = detail ? detail : xstrdup("");
	return c;
}

int courtesy_answer(const struct house *h, const char *customer, const char *touchpoint,
        const char *occurrence, const char *answer)
{
	int r = db_run(h->db,
	        "DELETE FROM approval WHERE customer=:customer AND touchpoint=:touchpoint"
	        " AND occurrence=:occurrence",
	        DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", touchpoint),
	        DB_TEXT(":occurrence", occurrence));
	if (r >= 0 && answer)
		r = db_run(h->db,
		        "INSERT INTO approval (customer, touchpoint, occurrence, answer, at)"
		        " VALUES (:customer, :touchpoint, :occurrence, :answer, :now)",
		        DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", touchpoint),
		        DB_TEXT(":occurrence", occurrence), DB_TEXT(":answer", answer),
		        DB_INT(":now", h->now));
	return r < 0 ? r : 0;
}

char *courtesy_veto(struct db *db, const struct outbox_item *item, int64_t now, void *arg)
{
	struct house h = *(const struct house *)arg;
	h.now = now;
	if (!str_same(item->kind, "letter"))
		return NULL;
	AUTO(template_free) struct template *t = NULL;
	if (folder_load(db, item->touchpoint, &t) != 0 || t->status != TEMPLATE_LIVE)
		return xstrdup("withdrawn: its template is no longer live");
	AUTO(person_done) struct person p = {0};
	if (person_get(db, item->customer, &p) < 0 || !p.present)
		return xstrdup("withdrawn: the customer is no longer in the ledger");
	if (!str_same_nocase(p.email, item->recipient))
		return xstrdup("withdrawn: the customer's address has changed in the ledger");
	AUTO(xfree) char *detail = NULL;
	enum courtesy c = ask_person(&h, t, item->customer, &p, item->day, &detail);
	return c == COURTESY_DUE ? NULL : courtesy_sentence(courtesy_word(c), detail);
}
