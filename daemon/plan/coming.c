#include "coming.h"

#include "conf.h"
#include "db.h"
#include "page.h"
#include "phrase.h"
#include "section.h"
#include "simulate.h"
#include "zone.h"

enum {
	AHEAD = 7, /* days */
	NAMES = 3, /* named; the others are counted */
};

/* Letters of one day and touchpoint, while the simulation tells them in order. */
struct coming {
	struct section *s;
	struct date day;
	char *touchpoint;
	int letters;
	struct text names;
	int lines;
};

static void coming_flush(struct coming *c)
{
	if (!c->letters)
		return;
	AUTO(xfree) char *day = phrase_day(c->s->reader->language, c->day);
	if (!c->lines++)
		page_heading(c->s->page, "%s", SAID(c->s, "Coming up"));
	if (c->letters > NAMES)
		page_item(c->s->page, SAID(c->s, "%s: \"%s\", %d letters"), day, c->touchpoint,
		        c->letters);
	else
		page_item(c->s->page, SAID(c->s, "%s: \"%s\" to %s"), day, c->touchpoint,
		        text_str(&c->names));
	c->letters = 0;
	text_cut(&c->names, 0);
}

static bool mine(const struct section *s, const char *customer)
{
	return s->scope.all ||
	       db_int(s->h->db, 0, "SELECT 1 FROM customer WHERE key=:key AND manager=:manager",
	               DB_TEXT(":key", customer), DB_TEXT(":manager", s->scope.manager));
}

static void coming_each(const struct simulate_entry *e, void *arg)
{
	struct coming *c = arg;
	if (!e->letter || e->at < c->s->h->now || !mine(c->s, e->customer))
		return;
	if (c->letters && (date_diff(e->day, c->day) || !str_same(e->touchpoint, c->touchpoint)))
		coming_flush(c);
	if (!c->letters) {
		xfree(c->touchpoint);
		c->touchpoint = xstrdup(e->touchpoint);
		c->day = e->day;
	}
	if (c->letters++)
		text_puts(&c->names, ", ");
	text_puts(&c->names, e->name);
}

int coming_tell(struct section *s)
{
	struct coming c = {.s = s};
	struct date today = zone_date(zone_find(s->reader->timezone), s->h->now);
	int r = simulate(s->h, today, date_add(today, AHEAD - 1), coming_each, &c);
	coming_flush(&c);
	if (r == 0 && !c.lines) {
		page_heading(s->page, "%s", SAID(s, "Coming up"));
		page_para(s->page, "%s", SAID(s, "No letter is due within the next seven days."));
	}
	xfree(c.touchpoint);
	text_done(&c.names);
	return r;
}
