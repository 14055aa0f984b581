#include "rehearsal.h"

#include "conf.h"
#include "db.h"
#include "folder.h"
#include "gate.h"
#include "weigh.h"
#include "zone.h"

#include <stdlib.h>
#include <string.h>

enum {
	WINDOW_DAYS = 48, /* a rule gives one customer fewer than LETTERS_MOST days in so many */
	LETTERS_MOST = 64,
};

/* A letter that somebody may get on one of the days, and what became of it. */
struct item {
	size_t who, rank; /* of the circle; of the rivals */
	struct date day, base, anchor;
	int season;        /* 0: not asked yet */
	struct date again; /* when it is asked about next; DATE_NONE: not of itself */
	const struct rehearsal_turn *looked; /* at it, the last time */
	char *occurrence;                    /* NULL: it never came up */
	enum courtesy why;                   /* COURTESY_DUE: it was put, or nothing was decided */
	char *detail;
};

/* Decided of before the rehearsal, and not since. */
struct decided {
	size_t who;
	char *touchpoint, *occurrence, *word, *detail;
	struct date day;
};

struct waiting {
	size_t who;
	struct outbox_item item;
	int64_t next_try_at;
};

struct life {
	struct rehearsal *r;
	struct circle *c;
	struct item *items;                  /* by day */
	size_t items_count, items_cap, next; /* next: the first of which nobody was asked yet */
	size_t *again;                       /* items that are to be asked about again */
	size_t again_count, again_cap;
	size_t *due; /* of this turn */
	size_t due_count, due_cap;
	struct waiting *waiting;
	size_t waiting_count, waiting_cap;
	struct outbox_item *kept; /* what histories borrow from */
	size_t kept_count, kept_cap;
	struct decided *decided;
	size_t decided_count;
	struct ageing_move
	        *moves; /* of these customers, by day; customer is a place in the circle */
	size_t moves_count, moves_next;
	const struct rehearsal_turn *turn; /* in which they are */
};

static void life_done_auto(struct life *l)
{
	for (size_t i = 0; i < l->items_count; i++) {
		xfree(l->items[i].occurrence);
		xfree(l->items[i].detail);
	}
	for (size_t i = 0; i < l->waiting_count; i++)
		outbox_item_done(&l->waiting[i].item);
	for (size_t i = 0; i < l->kept_count; i++)
		outbox_item_done(&l->kept[i]);
	for (size_t i = 0; i < l->decided_count; i++) {
		xfree(l->decided[i].touchpoint);
		xfree(l->decided[i].occurrence);
		xfree(l->decided[i].word);
		xfree(l->decided[i].detail);
	}
	xfree(l->items);
	xfree(l->again);
	xfree(l->due);
	xfree(l->waiting);
	xfree(l->kept);
	xfree(l->decided);
	xfree(l->moves);
}

/* Room for one more in an array. */
#define GROW(array, count, cap)                                                                    \
	do {                                                                                       \
		if ((count) == (cap)) {                                                            \
			(cap) = (cap) ? 2 * (cap) : 64;                                            \
			(array) = xrealloc((array), (cap) * sizeof *(array));                      \
		}                                                                                  \
	} while (0)

static const struct template *letter_of(const struct life *l, const struct item *it)
{
	return l->r->rivals.at[it->rank].t;
}

/* ---- what may come ---- */

static void add_item(struct life *l, size_t who, size_t rank, const struct schedule_date *date,
        struct date anchor)
{
	GROW(l->items, l->items_count, l->items_cap);
	l->items[l->items_count++] = (struct item){.who = who,
	        .rank = rank,
	        .day = date->day,
	        .base = date->base,
	        .anchor = anchor,
	        .again = DATE_NONE};
}

/* From the customer's own date; a rule's many days by windows. */
static void add_anchored(struct life *l, size_t who, size_t rank, struct date from, struct date to)
{
	const struct rival *r = &l->r->rivals.at[rank];
	struct date anchor = person_date(&l->c->at[who].c.person, schedule_field(r->t));
	bool often = r->t->when_kind == TEMPLATE_WHEN_DATE && r->t->repeat == TEMPLATE_REPEAT_RULE;
	int step = often ? WINDOW_DAYS : date_diff(to, from) + 1;
	struct schedule_date dates[LETTERS_MOST];
	if (date_is_none(anchor))
		return;
	for (; date_diff(to, from) >= 0; from = date_add(from, step)) {
		struct date end = date_add(from, step - 1);
		size_t n = schedule_of_anchor(r->t, r->series, anchor, from,
		        date_diff(end, to) < 0 ? end : to, dates, COUNT(dates));
		for (size_t i = 0; i < n; i++)
			add_item(l, who, rank, &dates[i], anchor);
	}
}

static void add_items(struct life *l, size_t rank)
{
	const struct rival *r = &l->r->rivals.at[rank];
	struct date from = date_add(l->turn->day, -r->t->valid_days), to = date_add(l->r->to, 3);
	if (r->t->status != TEMPLATE_LIVE || !l->r->usable[rank])
		return;
	for (size_t who = 0; who < l->c->count; who++) {
		if (!l->c->at[who].c.there)
			continue;
		for (int i = 0; i < r->count; i++)
			if (date_diff(r->dates[i].day, from) >= 0 &&
			        date_diff(to, r->dates[i].day) >= 0)
				add_item(l, who, rank, &r->dates[i], DATE_NONE);
		if (schedule_field(r->t))
			add_anchored(l, who, rank, from, to);
	}
}

static int by_day(const void *x, const void *y, void *arg)
{
	const struct item *a = x, *b = y;
	const struct circle_person *people = arg;
	int by = date_diff(a->day, b->day);
	if (!by)
		by = (a->rank > b->rank) - (a->rank < b->rank);
	if (!by)
		by = date_diff(a->base, b->base);
	if (!by)
		by = (a->anchor.days > b->anchor.days) - (a->anchor.days < b->anchor.days);
	int64_t first = people[a->who].id, second = people[b->who].id;
	return by ? by : (first > second) - (first < second);
}

/* ---- what there is already ---- */

static int read_decided(struct life *l, size_t who)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(l->r->h->db,
	        "SELECT touchpoint, occurrence, reason, detail, day FROM decision"
	        " WHERE customer=:key AND day BETWEEN :from AND :to",
	        DB_TEXT(":key", l->c->at[who].key), DB_INT(":from", l->r->from.days),
	        DB_INT(":to", l->r->to.days));
	int r;
	while ((r = db_step(rows)) > 0) {
		l->decided = xrealloc(l->decided, (l->decided_count + 1) * sizeof *l->decided);
		l->decided[l->decided_count++] =
		        (struct decided){who, xstrdup(db_col_text(rows, 0)),
		                xstrdup(db_col_text(rows, 1)), xstrdup(db_col_text(rows, 2)),
		                xstrdup(db_col_text(rows, 3)), {(int32_t)db_col_int(rows, 4)}};
	}
	return r;
}

static int read_waiting(struct life *l, size_t who)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(l->r->h->db,
	        "SELECT id, touchpoint, occurrence, recipient, subject, token, day,"
	        " not_before_at, valid_until_at, next_try_at FROM outbox"
	        " WHERE customer=:key AND state='QUEUED' AND kind='letter'",
	        DB_TEXT(":key", l->c->at[who].key));
	int r;
	while ((r = db_step(rows)) > 0) {
		GROW(l->waiting, l->waiting_count, l->waiting_cap);
		l->waiting[l->waiting_count++] = (struct waiting){who,
		        {.id = db_col_int(rows, 0),
		                .customer = xstrdup(l->c->at[who].key),
		                .touchpoint = xstrdup(db_col_text(rows, 1)),
		                .occurrence = xstrdup(db_col_text(rows, 2)),
		                .recipient = xstrdup(db_col_text(rows, 3)),
		                .subject = xstrdup(db_col_text(rows, 4)),
		                .token = xstrdup(db_col_text(rows, 5)),
		                .day = {(int32_t)db_col_int(rows, 6)},
		                .not_before_at = db_col_int(rows, 7),
		                .valid_until_at = db_col_int(rows, 8)},
		        db_col_int(rows, 9)};
	}
	return r;
}

static bool has_queued(const struct circle_person *p)
{
	for (size_t i = 0; i < p->c.history.count; i++)
		if (p->c.history.at[i].theirs && p->c.history.at[i].state == HISTORY_QUEUED)
			return true;
	return false;
}

static int moves_by_day(const void *x, const void *y)
{
	const struct ageing_move *a = x, *b = y;
	int by = date_diff(a->day, b->day);
	return by ? by : (a->customer > b->customer) - (a->customer < b->customer);
}

/* Of all moves those of one customer. */
static void take_moves(struct life *l, size_t who)
{
	const struct rehearsal *r = l->r;
	size_t low = 0, high = r->moves_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (r->moves[middle].customer < l->c->at[who].id)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < r->moves_count && r->moves[low].customer == l->c->at[who].id; low++) {
		l->moves = xrealloc(l->moves, (l->moves_count + 1) * sizeof *l->moves);
		l->moves[l->moves_count] = r->moves[low];
		l->moves[l->moves_count++].customer = (int64_t)who;
	}
}

static int begin_life(struct life *l)
{
	int r = 0;
	for (size_t who = 0; who < l->c->count && r == 0; who++) {
		take_moves(l, who);
		if (l->r->decided)
			r = read_decided(l, who);
		if (r == 0 && has_queued(&l->c->at[who]))
			r = read_waiting(l, who);
	}
	if (l->moves_count)
		qsort(l->moves, l->moves_count, sizeof *l->moves, moves_by_day);
	for (size_t rank = 0; l->r->turns_count && rank < l->r->rivals.count; rank++)
		add_items(l, rank);
	if (l->items_count)
		qsort_r(l->items, l->items_count, sizeof *l->items, by_day, l->c->at);
	return r;
}

/* ---- one look ---- */

static void forget_decided(struct life *l, const struct item *it)
{
	const struct template *t = letter_of(l, it);
	for (size_t i = 0; i < l->decided_count; i++) {
		struct decided *d = &l->decided[i];
		if (d->who == it->who && str_same(d->touchpoint, t->name) &&
		        str_same(d->occurrence, it->occurrence))
			d->day = DATE_NONE;
	}
}

static void put(struct life *l, const struct item *it, struct weighed *w)
{
	GROW(l->waiting, l->waiting_count, l->waiting_cap);
	w->item.id = circle_put(&l->c->at[it->who], &w->item);
	l->waiting[l->waiting_count++] = (struct waiting){it->who, w->item, w->item.not_before_at};
	w->item = (struct outbox_item){0};
}

static void ask_again(struct life *l, size_t number, struct date on)
{
	struct item *it = &l->items[number];
	struct date last = date_add(it->day, letter_of(l, it)->valid_days);
	if (date_is_none(on) || date_diff(on, last) > 0)
		return;
	it->again = on;
	GROW(l->again, l->again_count, l->again_cap);
	l->again[l->again_count++] = number;
}

static void decide_not(struct life *l, size_t number, struct weighed *w)
{
	struct item *it = &l->items[number];
	ask_again(l, number, courtesy_again(&l->c->at[it->who].c, w->why, w->detail));
	xfree(it->detail);
	it->detail = w->detail;
	w->detail = NULL;
}

/* Is it spoken for by a letter put before? One withdrawn because its day moved makes room; one that
 * waits for a day that is no longer its own will be. */
static bool taken(struct life *l, size_t number)
{
	const struct item *it = &l->items[number];
	struct circle_person *p = &l->c->at[it->who];
	const struct history_letter *had = circle_has(p, letter_of(l, it)->name, it->occurrence);
	if (!had)
		return false;
	bool moved = date_diff(had->day, it->day) != 0;
	if (!moved || !str_same(had->withdrawn, COURTESY_MOVED)) {
		if (moved && had->state == HISTORY_QUEUED)
			ask_again(l, number, date_add(l->turn->day, 1));
		return true;
	}
	circle_dropped(p, had->id);
	return false;
}

static int look(struct life *l, size_t number)
{
	struct item *it = &l->items[number];
	const struct template *t = letter_of(l, it);
	struct circle_person *p = &l->c->at[it->who];
	AUTO(weighed_done) struct weighed w = {0};
	it->again = DATE_NONE;
	it->looked = l->turn;
	if (!courtesy_case_in_audience(&p->c, t, NULL))
		return 0;
	if (!it->occurrence)
		it->occurrence = schedule_occurrence(t, it->base);
	if (taken(l, number))
		return 0;
	if (!it->season)
		it->season =
		        rival_season(l->r->h, &l->r->rivals.at[it->rank], it->anchor, it->base);
	int r = it->season < 0
	                ? it->season
	                : weigh(&p->c, t, &l->r->rivals, it->occurrence, it->day, it->season, &w);
	if (r < 0)
		return r;
	it->why = w.why;
	forget_decided(l, it);
	if (w.why == COURTESY_DUE)
		put(l, it, &w);
	else
		decide_not(l, number, &w);
	return 0;
}

/* ---- a turn ---- */

static void add_due(struct life *l, size_t number)
{
	GROW(l->due, l->due_count, l->due_cap);
	l->due[l->due_count++] = number;
}

/* For whom it is new, because their stage is. */
static void add_moved(struct life *l, size_t who)
{
	for (size_t i = l->next; i-- > 0;) {
		const struct item *it = &l->items[i];
		const struct template *t = letter_of(l, it);
		bool by_stage = (t->to & TEMPLATE_TO_ALL) != TEMPLATE_TO_ALL || t->where;
		if (it->who == who && by_stage &&
		        date_diff(it->day, date_add(l->turn->day, -t->valid_days)) >= 0)
			add_due(l, i);
	}
}

static int move_stages(struct life *l)
{
	struct db *db = l->r->h->db;
	int r = 0;
	size_t first = l->moves_next, i = first;
	while (i < l->moves_count && date_diff(l->moves[i].day, l->turn->day) <= 0)
		i++;
	l->moves_next = i;
	if (i > first)
		r = db_begin(db);
	for (i = first; i < l->moves_next && r >= 0; i++) {
		struct circle_person *p = &l->c->at[l->moves[i].customer];
		xfree(p->c.person.stage);
		p->c.person.stage = xstrdup(l->moves[i].stage);
		r = db_run(db, "UPDATE customer SET stage=:stage WHERE id=:id",
		        DB_TEXT(":stage", l->moves[i].stage), DB_INT(":id", p->id));
		if (r >= 0 && l->turn > l->r->turns)
			add_moved(l, (size_t)l->moves[i].customer);
	}
	if (r < 0) {
		db_rollback(db);
		return r;
	}
	return first < l->moves_next ? db_commit(db) : 0;
}

static void add_again(struct life *l)
{
	size_t kept = 0;
	for (size_t i = 0; i < l->again_count; i++) {
		const struct item *it = &l->items[l->again[i]];
		if (date_is_none(it->again))
			continue; /* looked at since, as their stage moved */
		if (date_diff(it->again, l->turn->day) <= 0)
			add_due(l, l->again[i]);
		else
			l->again[kept++] = l->again[i];
	}
	l->again_count = kept;
}

/* By rank; and those of one rank as the planner has them, of whom the first may be the last whose
 * house has room for a letter. */
static int by_rank(const void *x, const void *y, void *arg)
{
	const struct life *l = arg;
	const struct item *a = &l->items[*(const size_t *)x], *b = &l->items[*(const size_t *)y];
	int by = (a->rank > b->rank) - (a->rank < b->rank);
	return by ? by : (a > b) - (a < b);
}

static int look_ahead(struct life *l)
{
	l->due_count = 0;
	int r = move_stages(l);
	add_again(l);
	for (; l->next < l->items_count && date_diff(l->items[l->next].day, l->turn->lead) <= 0;
	        l->next++)
		add_due(l, l->next);
	if (l->due_count)
		qsort_r(l->due, l->due_count, sizeof *l->due, by_rank, l);
	for (size_t i = 0; i < l->due_count && r == 0; i++)
		if (l->items[l->due[i]].looked != l->turn)
			r = look(l, l->due[i]);
	return r;
}

/* ---- letters go ---- */

static int tell_letter(const struct life *l, const struct waiting *w)
{
	const struct circle_person *p = &l->c->at[w->who];
	const struct zone *z = zone_find(l->r->h->conf->business.timezone);
	struct date day = zone_date(z, l->r->h->now);
	if (date_diff(day, l->r->from) < 0 || date_diff(l->r->to, day) < 0)
		return 0;
	return spool_put(l->r->spool, &(const struct spool_event){.day = day,
	                                      .letter = true,
	                                      .at = l->r->h->now,
	                                      .touchpoint = w->item.touchpoint,
	                                      .customer = p->key,
	                                      .name = p->name,
	                                      .subject = w->item.subject,
	                                      .word = "",
	                                      .detail = "",
	                                      .occurrence = w->item.occurrence,
	                                      .manager = p->manager});
}

/* Its strings are still borrowed. */
static void keep(struct life *l, size_t number)
{
	GROW(l->kept, l->kept_count, l->kept_cap);
	l->kept[l->kept_count++] = l->waiting[number].item;
	l->waiting[number] = l->waiting[--l->waiting_count];
}

/* The letter's hour has come: it goes, waits for another, or is withdrawn. */
static int send(struct life *l, size_t number)
{
	struct waiting *w = &l->waiting[number];
	const struct house *h = l->r->h;
	struct circle_person *p = &l->c->at[w->who];
	const struct template *t = folder_stock_get(h->stock, h->db, w->item.touchpoint);
	bool late = h->now > w->item.valid_until_at;
	if (!late && t && !gate_goes(h, t, &p->c.person.morning, &w->item, &w->next_try_at))
		return 0;
	AUTO(xfree) char *why = late ? NULL : courtesy_case_veto(&p->c, t, &w->item);
	int r = p->c.error;
	if (late || why)
		circle_withdrawn(
		        p, w->item.id, str_same(why, COURTESY_MOVED) ? COURTESY_MOVED : "");
	else {
		circle_sent(p, w->item.id, h->now);
		r = r < 0 ? r : tell_letter(l, w);
	}
	keep(l, number);
	return r < 0 ? r : 0;
}

/* Which goes first; the number of them when none waits. */
static size_t first_waiting(const struct life *l)
{
	size_t best = 0;
	for (size_t i = 1; i < l->waiting_count; i++) {
		const struct waiting *a = &l->waiting[i], *b = &l->waiting[best];
		if (a->next_try_at < b->next_try_at ||
		        (a->next_try_at == b->next_try_at && a->item.id < b->item.id))
			best = i;
	}
	return best;
}

static int send_until(struct life *l, int64_t until)
{
	int r = 0;
	while (l->waiting_count && r == 0) {
		size_t first = first_waiting(l);
		int64_t at = l->waiting[first].next_try_at;
		if (at >= until)
			break;
		if (at > l->r->h->now)
			l->r->h->now = at;
		r = send(l, first);
	}
	return r;
}

/* ---- what is told of it ---- */

static int tell_skip(const struct life *l, size_t who, struct date day, const char *touchpoint,
        const char *occurrence, const char *word, const char *detail)
{
	const struct circle_person *p = &l->c->at[who];
	if (date_diff(day, l->r->from) < 0 || date_diff(l->r->to, day) < 0)
		return 0;
	return spool_put(l->r->spool, &(const struct spool_event){.day = day,
	                                      .touchpoint = touchpoint,
	                                      .customer = p->key,
	                                      .name = p->name,
	                                      .subject = "",
	                                      .word = word,
	                                      .detail = detail,
	                                      .occurrence = occurrence,
	                                      .manager = p->manager});
}

static int tell_skips(const struct life *l)
{
	int r = 0;
	for (size_t i = 0; i < l->items_count && r == 0; i++) {
		const struct item *it = &l->items[i];
		if (it->why != COURTESY_DUE)
			r = tell_skip(l, it->who, it->day, letter_of(l, it)->name, it->occurrence,
			        courtesy_word(it->why), it->detail);
	}
	for (size_t i = 0; i < l->decided_count && r == 0; i++) {
		const struct decided *d = &l->decided[i];
		if (!date_is_none(d->day))
			r = tell_skip(l, d->who, d->day, d->touchpoint, d->occurrence, d->word,
			        d->detail);
	}
	return r;
}

int rehearse(struct rehearsal *r, struct circle *c)
{
	AUTO(life_done) struct life l = {.r = r, .c = c, .turn = r->turns};
	int e = begin_life(&l);
	for (size_t i = 0; i < r->turns_count && e == 0; i++) {
		l.turn = &r->turns[i];
		r->h->now = l.turn->at;
		e = look_ahead(&l);
		if (e == 0)
			e = send_until(&l, l.turn->until);
	}
	return e < 0 ? e : tell_skips(&l);
}
