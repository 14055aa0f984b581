#include "ageing.h"

#include "cell.h"
#include "conf.h"
#include "db.h"
#include "roll.h"
#include "stage.h"

#include <string.h>

struct person {
	int64_t id;
	struct date start;
	int currency; /* the one most was spent in, by number */
	int64_t cents;
	uint32_t tie;
	bool integral;      /* somebody said so */
	enum stage was, is; /* as the store has it; on the day at hand */
};

struct ageing {
	struct db *db;
	const struct conf *conf;
	struct person *people;
	size_t count, cap;
	struct stage_rank *ranks; /* room for everybody */
	char **currencies;
	size_t currencies_count;
	struct ageing_move *moved;
};

void ageing_free(struct ageing *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->currencies_count; i++)
		xfree(a->currencies[i]);
	xfree(a->currencies);
	xfree(a->people);
	xfree(a->ranks);
	xfree(a->moved);
	xfree(a);
}

static int currency_number(struct ageing *a, const char *currency)
{
	for (size_t i = 0; i < a->currencies_count; i++)
		if (!strcmp(a->currencies[i], currency))
			return (int)i;
	a->currencies = xrealloc(a->currencies, (a->currencies_count + 1) * sizeof *a->currencies);
	a->currencies[a->currencies_count] = xstrdup(currency);
	return (int)a->currencies_count++;
}

static struct date day(struct db_rows *rows, int column)
{
	return db_col_null(rows, column) ? DATE_NONE
	                                 : (struct date){(int32_t)db_col_int(rows, column)};
}

static void add(struct ageing *a, struct db_rows *rows, const char *tag)
{
	if (a->count == a->cap) {
		a->cap = a->cap ? 2 * a->cap : 256;
		a->people = xrealloc(a->people, a->cap * sizeof *a->people);
	}
	struct date since = day(rows, 4), first = day(rows, 5), start = first;
	if (date_is_none(first) || (!date_is_none(since) && date_diff(since, first) < 0))
		start = since;
	a->people[a->count++] = (struct person){.id = db_col_int(rows, 0),
	        .start = start,
	        .tie = roll_tie(db_col_text(rows, 1)),
	        .integral = *tag && strstr(db_col_text(rows, 2), tag),
	        .was = stage_named(db_col_text(rows, 3)),
	        .cents = db_col_int(rows, 6),
	        .currency = db_col_null(rows, 7) ? -1 : currency_number(a, db_col_text(rows, 7))};
}

/* In the order of their time with us, in which most of the ranking is done. */
static int read_people(struct ageing *a, const char *tag)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(a->db,
	        "SELECT id, key, tags, stage, json_extract(dates, '$.since') AS since,"
	        " (SELECT min(first_day) FROM purchase_total WHERE customer=c.id) AS first,"
	        " max(spent_cents), currency"
	        " FROM customer c LEFT JOIN purchase_total p ON p.customer=c.id AND spent_cents>0"
	        " WHERE present=1 GROUP BY c.id ORDER BY min(coalesce(since, first),"
	        " coalesce(first, since)), key");
	int r;
	while ((r = db_step(rows)) > 0)
		add(a, rows, tag);
	return r;
}

int ageing_open(struct db *db, const struct conf *conf, struct ageing **ret)
{
	AUTO(ageing_free) struct ageing *a = xcalloc(1, sizeof *a);
	AUTO(xfree) char *tag = xstrdup("");
	*a = (struct ageing){.db = db, .conf = conf};
	if (!str_empty(conf->stages.integral_tag)) {
		xfree(tag);
		tag = xasprintf(",%s,", conf->stages.integral_tag);
		cell_fold(tag);
	}
	int r = read_people(a, tag);
	if (r < 0)
		return r;
	a->moved = xcalloc(a->count, sizeof *a->moved);
	a->ranks = xcalloc(a->count, sizeof *a->ranks);
	*ret = a;
	a = NULL;
	return 0;
}

static void set_stages(struct ageing *a, struct date today)
{
	size_t n = 0, all = 0;
	for (size_t i = 0; i < a->count; i++) {
		struct person *p = &a->people[i];
		p->is = stage_by_time(p->start, a->conf, today);
		all += p->is == STAGE_LONG;
		if (p->is == STAGE_LONG && p->cents > 0)
			a->ranks[n++] = (struct stage_rank){.who = (uint32_t)i,
			        .start = p->start,
			        .currency = p->currency,
			        .cents = p->cents,
			        .tie = p->tie};
	}
	size_t top = stage_top(a->ranks, n, all, a->conf->stages.integral_percent);
	for (size_t i = 0; i < top; i++)
		a->people[a->ranks[i].who].is = STAGE_INTEGRAL;
	for (size_t i = 0; i < a->count; i++)
		if (a->people[i].integral)
			a->people[i].is = STAGE_INTEGRAL;
}

size_t ageing_turn(struct ageing *a, struct date today, const struct ageing_move **ret)
{
	size_t moved = 0;
	set_stages(a, today);
	for (size_t i = 0; i < a->count; i++) {
		struct person *p = &a->people[i];
		if (p->is == p->was)
			continue;
		p->was = p->is;
		a->moved[moved++] = (struct ageing_move){p->id, today, stage_name(p->is)};
	}
	*ret = a->moved;
	return moved;
}
