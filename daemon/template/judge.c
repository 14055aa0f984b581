#include "judge.h"

#include "condition.h"
#include "conf.h"
#include "db.h"
#include "house.h"
#include "occasion.h"
#include "shelf.h"
#include "template.h"
#include "timing.h"
#include "wording.h"
#include "zone.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

enum { YEAR_AHEAD = 400 };

static void add_whole(
        struct template_problems *p, const char *file, const char *text, const char *instead)
{
	template_problem_add(
	        p, 0, true, file, wording(p->language, text), wording(p->language, instead));
}

/* A file that is no letter for a reason outside its words. */
static bool refuse_unread(const char *file, int error, struct template_problems *p)
{
	if (shelf_is_copy(file))
		add_whole(p, file,
		        "This looks like a copy that Windows or a file-sharing program made, so it "
		        "is not "
		        "sent beside the first one.",
		        "if it is the newer text, save it over the first; if it is another letter, "
		        "give "
		        "it a name of its own");
	else if (shelf_is_document(file))
		add_whole(p, file,
		        "This is a word processor's or web page's file. Its inner signs would "
		        "reach the "
		        "customer.",
		        "Save as … Plain text (.txt), encoding UTF-8");
	else if (error == -EFBIG)
		add_whole(p, file,
		        "It has more than 64 kB, which is no letter any more; nobody would read "
		        "it.",
		        "a letter of one page");
	else if (error == -ELOOP || error == -EINVAL)
		add_whole(p, file,
		        "This is a link to another file, or no file at all; only real files "
		        "in this folder are read.",
		        "a copy of the file itself");
	else if (error == -EACCES || error == -EPERM)
		add_whole(p, file, "followupd may not read this file, so nobody gets it.",
		        "ask whoever looks after the server to let it be read");
	else if (error < 0) {
		AUTO(xfree)
		char *text = xasprintf(
		        wording(p->language,
		                "followupd can't read this file (%s), so nobody gets it."),
		        strerrorname_np(-error));
		add_whole(p, file, text, "ask whoever looks after the server to let it be read");
	} else
		return false;
	return true;
}

/* A tag that nobody has is most often a slip. */
static void check_tags(struct db *db, const struct template *t, struct template_problems *p)
{
	if (!t->tags || !db_int(db, 0, "SELECT 1 FROM customer WHERE tags <> '' LIMIT 1"))
		return;
	for (size_t i = 0; t->tags[i]; i++) {
		AUTO(xfree) char *quote = xasprintf("Tags: %s", t->tags[i]);
		if (db_int(db, 0,
		            "SELECT 1 FROM customer WHERE present = 1"
		            " AND instr(tags, ',' || :tag || ',') LIMIT 1",
		            DB_TEXT(":tag", t->tags[i])))
			continue;
		template_problem_add(p, t->tags_line, false, quote,
		        wording(p->language, "No customer of your list has this tag, so it brings "
		                             "the letter to nobody."),
		        wording(p->language, "a tag of your customer list"));
	}
}

static void check_condition(struct db *db, const struct template *t, struct template_problems *p)
{
	AUTO(xfree) char *why = NULL;
	const char *l = p->language;
	if (!t->where || condition_check(db, t->where, &why) == 0)
		return;
	AUTO(xfree) char *said = wording_again(l, why);
	AUTO(xfree)
	char *text = xasprintf(wording(l, "This condition can't be understood, so nobody would "
	                                  "get the letter: %s."),
	        said);
	template_problem_add(p, t->where_line, true, t->where, text,
	        wording(l, "a condition over the customer's columns, such as country = 'DE'"));
}

/* ---- the calendars ---- */

/* Has the occasion a day, or an event that names this letter itself, within the next year? */
static bool comes(const struct house *h, const struct template *t, bool *ret_known)
{
	AUTO(xfree) struct date *days = NULL;
	struct date from = zone_date(zone_find(h->conf->business.timezone), h->now);
	struct date to = date_add(from, YEAR_AHEAD);
	return (t->when_kind == TEMPLATE_WHEN_NONE
	                       ? occasion_touchpoint_days(
	                                 h->db, t->name, from, to, &days, ret_known)
	                       : occasion_days(h->db, t->when, from, to, &days, ret_known)) != 0;
}

static void complain_occasion(struct db *db, const struct template *t, struct template_problems *p)
{
	const char *l = p->language, *date = timing_near_date(t->when);
	AUTO(xfree) char *near = date ? xstrdup(date) : occasion_nearest(db, t->when);
	AUTO(text_done) struct text text = TEXT_INIT, instead = TEXT_INIT;
	text_puts(&text, wording(l, "No calendar knows this occasion, so nobody would get the "
	                            "letter."));
	if (near) {
		text_putc(&text, ' ');
		text_printf(&text, wording(l, "Did you mean \"%s\"?"), near);
		text_printf(&instead, "When: %s", near);
	} else {
		text_puts(&instead, wording(l, "the name of an event in your calendars, or When: "
		                               "first_purchase, birthday …"));
	}
	template_problem_add(p, t->when_line, true, t->when, text_str(&text), text_str(&instead));
}

/* Where no calendar was read yet nothing can be told. A letter's other language has its When: from
 * the letter. */
static void check_occasion(
        const struct house *h, const struct template *t, struct template_problems *p)
{
	const char *l = p->language;
	size_t at;
	bool known = false;
	if ((t->when_kind != TEMPLATE_WHEN_OCCASION && t->when_kind != TEMPLATE_WHEN_NONE) ||
	        template_name_language(t->name, &at) || !occasion_any(h->db) || comes(h, t, &known))
		return;
	if (t->when_kind == TEMPLATE_WHEN_NONE)
		template_problem_add(p, 1, false, "When:",
		        wording(l, "There is no such line, and no coming event of the calendars "
		                   "names this letter, so nobody would get it."),
		        "When: New Year");
	else if (known)
		template_problem_add(p, t->when_line, false, t->when,
		        wording(l, "The calendars have no day of this occasion within the next "
		                   "year, so nobody would get the letter."),
		        wording(l, "an occasion that comes again; or a newer file of this calendar "
		                   "in the calendars folder"));
	else
		complain_occasion(h->db, t, p);
}

/* A rule that asks for more than courtesy gives to one person. */
static void check_pace(const struct house *h, const struct template *t, struct template_problems *p)
{
	const char *l = p->language;
	const char *rule = t->when_kind == TEMPLATE_WHEN_RULE  ? t->when
	                   : t->repeat == TEMPLATE_REPEAT_RULE ? t->repeat_rule
	                                                       : NULL;
	int apart = rule && t->class != TEMPLATE_SERVICE ? timing_apart(rule) : 0;
	int gap = h->conf->courtesy.gap_days;
	if (!apart || apart >= gap)
		return;
	AUTO(xfree)
	char *text = xasprintf(
	        wording(l, "It would come round after %d days already, but between two letters to "
	                   "one person you leave at least %d (courtesy.gap_days): those that come "
	                   "too soon do not go. Take a rule that comes more seldom."),
	        apart, gap);
	template_problem_add(p, t->when_line, true, rule, text,
	        wording(l, "FREQ=YEARLY, or FREQ=MONTHLY with some months: BYMONTH=2,5,8,11"));
}

/* ---- the other letters ---- */

/* Another letter that goes by this name already. Owned, or NULL. */
static char *name_holder(struct db *db, const char *name, const char *file)
{
	return db_text(db,
	        "SELECT file FROM template WHERE name = :name COLLATE NOCASE AND file <> :file"
	        " AND size >= 0 AND good IS NOT NULL",
	        DB_TEXT(":name", name), DB_TEXT(":file", file));
}

static void check_name(
        struct db *db, const struct template *t, const char *file, struct template_problems *p)
{
	AUTO(xfree) char *holder = name_holder(db, t->name, file);
	const char *l = p->language;
	if (!holder)
		return;
	AUTO(xfree)
	char *text = xasprintf(
	        wording(l, "%s has the same name. A customer must not get two letters for one, so "
	                   "the first stays and this one is not used."),
	        holder);
	template_problem_add(p, 1, true, t->name, text,
	        wording(l, "Name: another name; or, if this is the newer text, save it over the "
	                   "first file"));
}

/* Is the newest version in this file written in the language `code`? */
static bool written_in(struct db *db, const char *file, const char *code)
{
	AUTO(template_free) struct template *t = NULL;
	AUTO(db_rows_free)
	struct db_rows *r =
	        db_query(db, "SELECT coalesce(next, good) FROM template WHERE file = :file",
	                DB_TEXT(":file", file));
	size_t n;
	if (db_step(r) <= 0)
		return false;
	const char *bytes = db_col_blob(r, 0, &n);
	n = template_unsealed(bytes, n);
	return template_parse(bytes, n, "", NULL, &t, NULL) == 0 && t->language &&
	       strncasecmp(t->language, code, 2) == 0;
}

/*
 * Two files with one Name: and other languages are one letter: the second is the first one's
 * variant, as if its file were called NAME.de.txt.
 */
static void join_variant(struct db *db, struct template *t, const char *file)
{
	size_t at;
	AUTO(xfree) char *holder = name_holder(db, t->name, file);
	if (!holder || !t->language || template_name_language(t->name, &at) ||
	        written_in(db, holder, t->language))
		return;
	char *name = xasprintf("%s.%.2s", t->name, t->language);
	if (template_name_language(name, &at)) {
		xfree(t->name);
		t->name = name;
		return;
	}
	xfree(name);
}

int judge_read(const struct house *h, const struct judge_file *f, struct template **ret,
        struct template_problems *problems)
{
	AUTO(template_free) struct template *t = NULL;
	if (refuse_unread(f->path, f->error, problems) ||
	        template_parse(text_str(f->bytes), f->bytes->len, f->identity, f->fields, &t,
	                problems) != 0)
		return JUDGE_NO_LETTER;
	if (f->inside)
		join_variant(h->db, t, f->path);
	check_condition(h->db, t, problems);
	check_tags(h->db, t, problems);
	check_occasion(h, t, problems);
	check_pace(h, t, problems);
	if (f->inside)
		check_name(h->db, t, f->path, problems);
	*ret = t;
	t = NULL;
	return 0;
}
