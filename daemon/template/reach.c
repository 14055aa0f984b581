#include "reach.h"

#include "almanac.h"
#include "audience.h"
#include "conf.h"
#include "db.h"
#include "folder.h"
#include "ledger.h"
#include "noted.h"
#include "plain.h"
#include "schedule.h"
#include "timing.h"
#include "tongue.h"
#include "wording.h"
#include "zone.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { COLUMNS = 76, DAYS_AHEAD = 1200 };

void reach_done(struct reach *r)
{
	xfree(r->shortest);
	xfree(r->longest);
	xfree(r->gappiest);
	for (size_t i = 0; i < COUNT(r->first); i++)
		xfree(r->first[i]);
}

/* ---- looking ---- */

static struct date today(const struct house *h)
{
	return zone_date(zone_find(h->conf->business.timezone), h->now);
}

/* Does the customer list have the date it goes by? */
static bool date_known(const struct house *h, const struct template *t)
{
	char **fields = ledger_fields(h->db);
	bool known = timing_date_known(t->when, (const char *const *)fields);
	ledger_fields_free(fields);
	return known;
}

/* The next days it goes, and how soon it comes round again. */
static void look_ahead(const struct house *h, const struct template *t, struct reach *r)
{
	AUTO(xfree) struct date *days = NULL;
	int n = schedule_days(h, t, today(h), date_add(today(h), DAYS_AHEAD), &days, &r->known);
	r->day = n > 0 ? days[0] : date_add(today(h), 1);
	r->gap = h->conf->courtesy.gap_days;
	r->own_day = t->when_kind == TEMPLATE_WHEN_DATE || t->when_kind == TEMPLATE_WHEN_OWN_DAY;
	if (r->own_day)
		r->known = t->when_kind == TEMPLATE_WHEN_OWN_DAY || date_known(h, t);
	for (; r->days_count < n && r->days_count < REACH_DAYS; r->days_count++)
		r->days[r->days_count] = days[r->days_count];
	for (int i = 1; i < n; i++)
		if (!r->apart || date_diff(days[i], days[i - 1]) < r->apart)
			r->apart = date_diff(days[i], days[i - 1]);
}

/* The fields everybody's letter has, each once. What the account manager's side of the letter
 * fills in is never missing. */
static void list_fields(const struct template *t, struct reach *r)
{
	struct template_value v;
	for (size_t i = 0; template_value(t, i, &v) && r->fields_count < REACH_FIELDS_MOST; i++) {
		size_t k = 0;
		while (k < r->fields_count &&
		        !(str_same(r->fields[k].value.field, v.field) &&
		                str_same(r->fields[k].value.fallback, v.fallback)))
			k++;
		if (k == r->fields_count && !str_same(v.field, "manager_name") &&
		        !str_same(v.field, "business"))
			r->fields[r->fields_count++].value = v;
	}
}

/* Of the people so far, the one with the most of something; the first of equals. */
struct most {
	size_t n;
	char **key;
};

static void keep(struct most *m, size_t n, const char *key)
{
	if (*m->key && n <= m->n)
		return;
	m->n = n;
	xfree(*m->key);
	*m->key = xstrdup(key);
}

/* How many of the fields a customer lacks; counted. `held`: one that has no fallback. */
static size_t count_gaps(struct reach *r, const struct ledger_customer *c, bool *ret_held)
{
	size_t gaps = 0;
	for (size_t i = 0; i < r->fields_count; i++) {
		struct reach_field *f = &r->fields[i];
		if (!str_empty(ledger_customer_field(c, f->value.field)))
			continue;
		f->lack++;
		gaps++;
		*ret_held |= !f->value.fallback;
	}
	return gaps;
}

/* Is there a variant in their language, with fields of its own? If not, is it foreign to them? */
static bool speaks_theirs(
        const struct house *h, const struct template *t, const char *language, struct reach *r)
{
	AUTO(template_free) struct template *variant = NULL;
	const char *ours = t->language ? t->language : h->conf->business.language;
	if (strlen(language) < 2 || strncasecmp(language, ours, 2) == 0)
		return false;
	if (folder_variant(h->db, t, language, &variant) == 0)
		return true;
	if (r->foreign++ == 0)
		snprintf(r->foreign_language, sizeof r->foreign_language, "%.2s", language);
	return false;
}

static bool goes(enum courtesy why)
{
	return why == COURTESY_DUE || why == COURTESY_HOLD_APPROVAL;
}

struct look {
	struct reach *r;
	struct most most[3];
	reach_each *each;
	void *arg;
};

static int look_at(
        const struct house *h, const struct template *t, const char *key, struct look *look)
{
	struct reach *r = look->r;
	AUTO(ledger_customer_free) struct ledger_customer *c = NULL;
	AUTO(xfree) char *detail = NULL, *occurrence = date_format(r->day);
	int error = ledger_customer_get(h->db, key, t->language, r->day, &c);
	if (error < 0)
		return error;
	bool held = false;
	size_t gaps = speaks_theirs(h, t, ledger_customer_field(c, "language"), r)
	                      ? 0
	                      : count_gaps(r, c, &held);
	enum courtesy why = courtesy_ask(h, t, key, occurrence, r->day, &detail);
	if (goes(why) && held)
		why = COURTESY_HOLD_FIELD;
	r->looked++;
	if (look->each)
		look->each(key, ledger_customer_field(c, "name"), goes(why) ? COURTESY_DUE : why,
		        detail, look->arg);
	if (!goes(why)) {
		r->left_out[why]++;
		return 0;
	}
	if (r->would < (int)COUNT(r->first))
		r->first[r->would] = xstrdup(key);
	r->would++;
	size_t length = plain_columns(ledger_customer_field(c, "name"));
	keep(&look->most[0], SIZE_MAX - length, key);
	keep(&look->most[1], length, key);
	if (gaps)
		keep(&look->most[2], gaps, key);
	return 0;
}

int reach_look(const struct house *h, const struct template *t, struct reach *ret)
{
	return reach_look_each(h, t, REACH_LOOK_MOST, NULL, NULL, ret);
}

static int look_at_all(const struct house *h, const struct template *t, int most, reach_each *each,
        void *arg, struct reach *ret)
{
	AUTO(reach_done) struct reach r = {0};
	AUTO(audience_keys_free) char **keys = NULL;
	struct look look = {.r = &r,
	        .most = {{.key = &r.shortest}, {.key = &r.longest}, {.key = &r.gappiest}},
	        .each = each,
	        .arg = arg};
	look_ahead(h, t, &r);
	r.audience = audience_keys(h, t, most, &keys);
	if (r.audience < 0)
		r.audience = -1;
	list_fields(t, &r);
	for (int i = 0; i < r.audience && i < most; i++) {
		int error = look_at(h, t, keys[i], &look);
		if (error < 0)
			return error;
	}
	*ret = r;
	r = (struct reach){0};
	return 0;
}

/* What is the same for all of them is asked once. */
int reach_look_each(const struct house *h, const struct template *t, int most, reach_each *each,
        void *arg, struct reach *ret)
{
	AUTO(almanac_done) struct almanac almanac = {0};
	AUTO(noted_done) struct noted noted = {0};
	struct house with = *h;
	with.almanac = &almanac;
	with.noted = &noted;
	bool begun = db_begin_reading(h->db);
	int r = noted_look(&with);
	if (r == 0)
		r = look_at_all(&with, t, most, each, arg, ret);
	if (begun)
		db_rollback(h->db);
	return r;
}

/* ---- in words ---- */

/* Why people do not get it, as it stands behind their number; else courtesy's own word. */
static const char *const WHY[COURTESY_REASONS] = {
        [COURTESY_SKIP_NO_ADDRESS] = "without an e-mail address",
        [COURTESY_SKIP_SUPPRESSED] = "opted out, or with a dead address",
        [COURTESY_SKIP_STATUS] = "deceased, gone or in dispute",
        [COURTESY_SKIP_NO_CONSENT] = "gave no consent",
        [COURTESY_SKIP_BIRTHDAY] = "without birthday_ok",
        [COURTESY_SKIP_PAUSED] = "paused",
        [COURTESY_SKIP_WAITING] = "waiting for an answer from us",
        [COURTESY_SKIP_HUMAN_GAP] = "in touch with a person lately",
        [COURTESY_SKIP_GAP] = "with another letter too near to it",
        [COURTESY_SKIP_PER_YEAR] = "had letters enough this year",
        [COURTESY_SKIP_GROUP] = "had another letter of this group",
        [COURTESY_SKIP_SAME_ADDRESS] = "with the address of somebody who gets it",
        [COURTESY_SKIP_EXPIRED] = "too late",
        [COURTESY_SKIP_CONSENT_UNDATED] = "consented on no known day",
        [COURTESY_SKIP_CONSENT_LAPSED] = "consented too long ago",
        [COURTESY_SKIP_CELEBRATES] = "not said to celebrate it",
        [COURTESY_SKIP_PURCHASE] = "bought something just now",
        [COURTESY_SKIP_PRIORITY] = "getting a letter that matters more",
        [COURTESY_SKIP_STAGE_CAP] = "had letters enough for their stage",
        [COURTESY_SKIP_COMPANY] = "with colleagues who get it that day",
        [COURTESY_SKIP_ONCE] = "had this one within the year",
        [COURTESY_SKIP_SEASON] = "had it for the date as it was before",
        [COURTESY_SKIP_DECLINED] = "left out by a person",
        [COURTESY_HOLD_POSTAL] = "waiting until business.postal_address is set",
        [COURTESY_SKIP_BAD_ADDRESS] = "with an impossible address",
        [COURTESY_HOLD_FIELD] = "without a word the letter needs",
};

/* The most frequent reason first. */
static void put_reasons(struct reach r, const char *l, struct text *out)
{
	for (const char *comma = "";; comma = ", ") {
		int most = COURTESY_DUE;
		for (int i = 0; i < COURTESY_REASONS; i++)
			if (r.left_out[i] > r.left_out[most])
				most = i;
		if (!r.left_out[most])
			return;
		text_printf(out, "%s%d %s", comma, r.left_out[most],
		        wording(l, WHY[most] ? WHY[most] : courtesy_word((enum courtesy)most)));
		r.left_out[most] = 0;
	}
}

static void put_when(const struct reach *r, const char *l, struct text *s)
{
	if (r->own_day && r->known && r->would > 1)
		text_puts(s, wording(l, ", to each on a day of their own"));
	if (r->own_day || !r->days_count)
		return;
	AUTO(text_done) struct text day = TEXT_INIT;
	tongue_date(&day, tongue_of(l, NULL), r->days[0], 0);
	text_printf(s, wording(l, ", next on %s"), text_str(&day));
}

static void put_people(
        const struct template *t, const struct reach *r, const char *l, struct text *out)
{
	AUTO(text_done) struct text s = TEXT_INIT;
	if (r->looked < r->audience)
		text_printf(&s,
		        wording(l, "It is written to %d of your customers; counted here are the "
		                   "first %d. "),
		        r->audience, r->looked);
	if (r->would > 1)
		text_printf(&s, wording(l, "This would go to %d people"), r->would);
	else
		text_puts(&s, r->would ? wording(l, "This would go to one person")
		                       : wording(l, "This would go to nobody"));
	put_when(r, l, &s);
	if (r->would < r->looked) {
		text_printf(&s, wording(l, "; not to %d: "), r->looked - r->would);
		put_reasons(*r, l, &s);
	}
	text_putc(&s, '.');
	if (t->ask)
		text_printf(&s, " %s", wording(l, "Each letter waits for your yes."));
	plain_wrap(out, text_str(&s), "", "", COLUMNS);
}

static void put_field(
        const struct reach *r, const struct reach_field *f, const char *l, struct text *out)
{
	AUTO(text_done) struct text s = TEXT_INIT;
	const char *field = f->value.field, *instead = f->value.fallback;
	text_printf(&s,
	        f->lack == 1 ? wording(l, "%d of %d has no %s;")
	                     : wording(l, "%d of %d have no %s;"),
	        f->lack, r->looked, field);
	text_putc(&s, ' ');
	if (!instead)
		text_printf(&s,
		        wording(l, "nobody gets a letter with a gap, so theirs is held. Type "
		                   "{{%s|other words}} (line %d)."),
		        field, f->value.line);
	else if (*instead)
		text_printf(&s, wording(l, "they would read \"%s\"."), instead);
	else
		text_puts(&s, wording(l, "they would read nothing there."));
	plain_wrap(out, text_str(&s), "", "", COLUMNS);
}

static void put_foreign(
        const struct template *t, const struct reach *r, const char *l, struct text *out)
{
	size_t at;
	if (!r->foreign || template_name_language(t->name, &at))
		return;
	AUTO(xfree)
	char *s = xasprintf(
	        r->foreign == 1
	                ? wording(l, "%d of those it is written to speaks another language and "
	                             "would read it in this one. A file %s.%s.txt would be the "
	                             "letter for those whose language is \"%s\".")
	                : wording(l, "%d of those it is written to speak another language and "
	                             "would read it in this one. A file %s.%s.txt would be the "
	                             "letter for those whose language is \"%s\"."),
	        r->foreign, t->name, r->foreign_language, r->foreign_language);
	plain_wrap(out, s, "", "", COLUMNS);
}

/* What a calendar or a rule asks for and courtesy does not do. */
static void put_apart(const struct reach *r, const char *l, struct text *out)
{
	AUTO(xfree)
	char *s = xasprintf(
	        wording(l, "It would come round after %d days already, but between two letters to "
	                   "one person you leave at least %d (courtesy.gap_days): those that come "
	                   "too soon do not go. Take a rule that comes more seldom."),
	        r->apart, r->gap);
	plain_wrap(out, s, "", "", COLUMNS);
}

void reach_words(const struct template *t, const struct reach *r, const char *l, struct text *out)
{
	if (r->audience < 0) {
		plain_wrap(out,
		        wording(l, "Its line \"Where:\" can't be used, so nobody would get it: see "
		                   "followup check."),
		        "", "", COLUMNS);
		return;
	}
	if (r->audience == 0) {
		plain_wrap(out,
		        wording(l, "It is written to nobody: none of your customers is what the "
		                   "lines To:, Tags:, Country:, Language:, Celebrates: and Where: "
		                   "ask for."),
		        "", "", COLUMNS);
		return;
	}
	put_people(t, r, l, out);
	if (r->apart && r->apart < r->gap && t->class != TEMPLATE_SERVICE)
		put_apart(r, l, out);
	put_foreign(t, r, l, out);
	for (size_t i = 0; i < r->fields_count; i++)
		if (r->fields[i].lack)
			put_field(r, &r->fields[i], l, out);
}

static const char *no_day(const struct template *t, const struct reach *r, const char *l)
{
	if (r->own_day)
		return r->known ? ""
		                : wording(l, "Your customer list has no column with this date, so "
		                             "nobody would get the letter.");
	if (r->known)
		return wording(l, "It has no date within the next three years.");
	return t->when_kind == TEMPLATE_WHEN_NONE
	               ? wording(l, "No coming event of a calendar says so, so nobody would get "
	                            "it.")
	               : wording(l, "No calendar knows this occasion yet, so nobody would get "
	                            "it.");
}

void reach_days(const struct template *t, const struct reach *r, const char *l, struct text *out)
{
	if (r->own_day || !r->days_count) {
		plain_wrap(out, no_day(t, r, l), "", "", COLUMNS);
		return;
	}
	int first = r->audience > 0 ? 1 : 0; /* of people, the next day was said with them */
	for (int i = first; i < r->days_count; i++) {
		const char *begin = first ? wording(l, "After that: ") : wording(l, "Next: ");
		text_puts(out, i > first ? "; " : begin);
		tongue_date(out, tongue_of(l, NULL), r->days[i], 0);
		text_puts(out, i + 1 == r->days_count ? "\n" : "");
	}
}

void reach_describe(
        const struct house *h, const struct template *t, const char *l, struct text *out)
{
	AUTO(reach_done) struct reach r = {0};
	if (reach_look(h, t, &r) < 0)
		return;
	reach_words(t, &r, l, out);
	if (r.audience >= 0)
		reach_days(t, &r, l, out);
}
