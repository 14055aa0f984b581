/* ahead: the commands of followup that look ahead: plan and calendar. */
#include "command.h"

#include "conf.h"
#include "db.h"
#include "feed.h"
#include "simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { CALENDAR_AHEAD = 8 * 7, CALENDAR_BACK = 4 * 7, PLAN_AHEAD = 30 }; /* days */

static int failed(int r)
{
	fprintf(stderr, "followup: the store could not be read or written: %s\n", strerror(-r));
	return EX_IOERR;
}

/* ---- totals ---- */

struct sum {
	int letters, skips;
};

static void count(struct sum *s, const struct simulate_entry *e)
{
	*(e->letter ? &s->letters : &s->skips) += 1;
}

/* What was said of one touchpoint, and for which reasons not. */
struct touchpoint {
	char *name;
	struct sum sum;
	struct reason {
		char *word;
		int count;
	} * reasons;
	size_t reasons_count;
};

struct planned {
	struct command_context *ctx;
	struct date day; /* the last one told */
	struct sum all, week;
	struct touchpoint *touchpoints;
	size_t touchpoints_count;
	int objects;
};

static void planned_done_auto(struct planned *p)
{
	for (size_t i = 0; i < p->touchpoints_count; i++) {
		struct touchpoint *t = &p->touchpoints[i];
		for (size_t j = 0; j < t->reasons_count; j++)
			xfree(t->reasons[j].word);
		xfree(t->reasons);
		xfree(t->name);
	}
	xfree(p->touchpoints);
}

static struct touchpoint *touchpoint_of(struct planned *p, const char *name)
{
	for (size_t i = 0; i < p->touchpoints_count; i++)
		if (str_same(p->touchpoints[i].name, name))
			return &p->touchpoints[i];
	size_t n = p->touchpoints_count++;
	p->touchpoints = xrealloc(p->touchpoints, (n + 1) * sizeof *p->touchpoints);
	p->touchpoints[n] = (struct touchpoint){.name = xstrdup(name)};
	return &p->touchpoints[n];
}

static void count_reason(struct touchpoint *t, const char *word)
{
	for (size_t i = 0; i < t->reasons_count; i++)
		if (str_same(t->reasons[i].word, word)) {
			t->reasons[i].count++;
			return;
		}
	size_t n = t->reasons_count++;
	t->reasons = xrealloc(t->reasons, (n + 1) * sizeof *t->reasons);
	t->reasons[n] = (struct reason){xstrdup(word), 1};
}

static void count_entry(struct planned *p, const struct simulate_entry *e)
{
	struct touchpoint *t = touchpoint_of(p, e->touchpoint);
	count(&p->all, e);
	count(&p->week, e);
	count(&t->sum, e);
	if (!e->letter)
		count_reason(t, e->reason_word);
}

/* ---- plan as text ---- */

/* printf counts bytes; people's names are longer than they look. */
static int pad(const char *s, int columns)
{
	int n = columns - str_width(s);
	return n > 0 ? n : 0;
}

static const char *plural(int n)
{
	return n == 1 ? "" : "s";
}

static void week_of(struct date d, int *ret)
{
	date_iso_week(d, &ret[0], &ret[1]);
}

/* The sum of a week, once the next one begins. */
static void tell_week(struct planned *p)
{
	int w[2];
	if (date_is_none(p->day))
		return;
	week_of(p->day, w);
	printf("\n%d-W%02d: %d letter%s, %d not sent\n", w[0], w[1], p->week.letters,
	        plural(p->week.letters), p->week.skips);
	p->week = (struct sum){0};
}

static void tell_day(struct planned *p, struct date day)
{
	static const char *const weekdays[] = {
	        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
	AUTO(xfree) char *words = date_format(day);
	int was[2] = {0}, is[2];
	if (!date_is_none(p->day))
		week_of(p->day, was);
	week_of(day, is);
	if (was[0] != is[0] || was[1] != is[1])
		tell_week(p);
	printf("%s%s %s\n", date_is_none(p->day) ? "" : "\n", weekdays[date_weekday(day) - 1],
	        words);
	p->day = day;
}

static void tell_entry(const struct simulate_entry *e, void *arg)
{
	struct planned *p = arg;
	if (date_is_none(p->day) || date_diff(p->day, e->day))
		tell_day(p, e->day);
	count_entry(p, e);
	printf("  %s%*s %s%*s %s%s\n", e->touchpoint, pad(e->touchpoint, 20), "", e->name,
	        pad(e->name, 28), "", e->letter ? "" : "- ", e->letter ? e->subject : e->reason);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct touchpoint *)a)->name, ((const struct touchpoint *)b)->name);
}

static int by_count(const void *a, const void *b)
{
	const struct reason *x = a, *y = b;
	int by = (x->count < y->count) - (x->count > y->count);
	return by ? by : strcmp(x->word, y->word);
}

/* "  new-year              12 letters,    3 not sent (gap 2, waiting 1)" */
static void tell_touchpoint(struct touchpoint *t)
{
	printf("  %s%*s %5d letter%s, %5d not sent", t->name, pad(t->name, 20), "", t->sum.letters,
	        t->sum.letters == 1 ? " " : "s", t->sum.skips);
	if (t->reasons_count)
		qsort(t->reasons, t->reasons_count, sizeof *t->reasons, by_count);
	for (size_t i = 0; i < t->reasons_count; i++)
		printf("%s%s %d", i ? ", " : " (", t->reasons[i].word, t->reasons[i].count);
	puts(t->reasons_count ? ")" : "");
}

static void tell_totals(struct planned *p)
{
	tell_week(p);
	if (p->touchpoints_count) {
		puts("\nBy touchpoint");
		qsort(p->touchpoints, p->touchpoints_count, sizeof *p->touchpoints, by_name);
	}
	for (size_t i = 0; i < p->touchpoints_count; i++)
		tell_touchpoint(&p->touchpoints[i]);
	printf("%s%d letter%s, %d not sent for the reason given.\n",
	        p->touchpoints_count ? "\n" : "", p->all.letters, plural(p->all.letters),
	        p->all.skips);
}

/* ---- plan as JSON ---- */

/* A JSON object of names and values, by SQLite's own writer; NULL values stay null. Owned. */
static char *json_object(struct command_context *ctx, const char *const *pairs, size_t pairs_count)
{
	AUTO(text_done) struct text sql = TEXT_INIT;
	struct db_bind binds[2 * 10 + 1];
	static const char *const names[] = {
	        ":a", ":b", ":c", ":d", ":e", ":f", ":g", ":h", ":i", ":j"};
	text_puts(&sql, "SELECT json_object(");
	for (size_t i = 0; i < pairs_count; i++) {
		text_printf(&sql, "%s'%s', %s", i ? ", " : "", pairs[2 * i], names[i]);
		binds[i] = DB_TEXT(names[i], pairs[2 * i + 1]);
	}
	binds[pairs_count] = DB_END;
	text_putc(&sql, ')');
	return db_text_(ctx->db, text_str(&sql), binds);
}

static void tell_json(const struct simulate_entry *e, void *arg)
{
	struct planned *p = arg;
	AUTO(xfree) char *day = date_format(e->day);
	const char *const pairs[] = {"day", day, "customer", e->customer, "name", e->name,
	        "touchpoint", e->touchpoint, "occurrence", e->occurrence, "verdict",
	        e->letter ? "letter" : "skip", "subject", e->letter ? e->subject : NULL, "reason",
	        e->letter ? NULL : e->reason_word, "sentence", e->reason};
	AUTO(xfree) char *object = json_object(p->ctx, pairs, COUNT(pairs) / 2);
	printf("%s%s", p->objects++ ? ",\n" : "", object);
}

/* ---- plan ---- */

static bool period(struct command_context *ctx, struct date *from, struct date *to)
{
	*from = command_today(ctx);
	if (ctx->from && !command_date(ctx->from, from))
		return false;
	*to = date_add(*from, PLAN_AHEAD);
	return !ctx->to || command_date(ctx->to, to);
}

/* Published in `store`, and written out. */
static int tell_ics(struct command_context *ctx, struct db *store, struct date from, struct date to)
{
	AUTO(xfree) char *feed = NULL;
	int r = feed_publish(&ctx->house, store, from, to);
	if (r == 0)
		r = feed_write(&ctx->house, store, ctx->manager, from, to, &feed);
	if (r < 0)
		return failed(r);
	fputs(feed, stdout);
	return 0;
}

int command_plan(struct command_context *ctx)
{
	AUTO(planned_done) struct planned p = {.ctx = ctx, .day = DATE_NONE};
	struct date from, to;
	if (!period(ctx, &from, &to))
		return EX_USAGE;
	if (ctx->ics) /* in the scratch store: nobody subscribes to it */
		return tell_ics(ctx, ctx->db, from, to);
	if (ctx->json)
		putchar('[');
	int r = simulate(&ctx->house, from, to, ctx->json ? tell_json : tell_entry, &p);
	if (r < 0)
		return failed(r);
	if (ctx->json)
		puts("]");
	else
		tell_totals(&p);
	return 0;
}

/* ---- calendar ---- */

int command_calendar(struct command_context *ctx)
{
	struct date today = command_today(ctx);
	if (ctx->manager && !conf_person(ctx->conf, ctx->manager)) {
		fprintf(stderr,
		        "followup: the configuration knows no person \"%s\". Give an id of its "
		        "people.\n",
		        ctx->manager);
		return EX_NOINPUT;
	}
	return tell_ics(ctx, ctx->store ? ctx->store : ctx->db, date_add(today, -CALENDAR_BACK),
	        date_add(today, CALENDAR_AHEAD));
}
