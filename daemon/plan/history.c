#include "history.h"

#include "db.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_S = 86400 };

void history_done(struct history *h)
{
	xfree(h->at);
	text_done(&h->words);
}

/* Its place in the words; the words move while they grow. */
static size_t keep(struct text *words, const char *s)
{
	size_t place = words->len;
	text_put(words, s, strlen(s) + 1);
	return place;
}

static struct history_letter *add(struct history *h)
{
	if (h->count == h->cap) {
		h->cap = h->cap ? 2 * h->cap : 16;
		h->at = xrealloc(h->at, h->cap * sizeof *h->at);
	}
	return &h->at[h->count++];
}

static enum history_state state_of(const char *word)
{
	switch (word[0]) {
	case 'Q':
		return HISTORY_QUEUED;
	case 'L':
		return HISTORY_LEASED;
	case 'F':
	case 'W':
		return HISTORY_OFF;
	default: /* SENDING, SENT, UNSURE */
		return HISTORY_GONE;
	}
}

/* Until all are there, the strings are places. */
static void read_letter(struct db_rows *rows, struct history *h)
{
	size_t place = keep(&h->words, db_col_text(rows, 1));
	for (int column = 2; column <= 5; column++)
		keep(&h->words, db_col_text(rows, column));
	*add(h) = (struct history_letter){
	        .id = db_col_int(rows, 0),
	        .customer = (const char *)place,
	        .state = state_of(db_col_text(rows, 6)),
	        .day = {(int32_t)db_col_int(rows, 7)},
	        .claimed_at = db_col_int(rows, 8),
	        .gone_at = db_col_int(rows, db_col_null(rows, 8) ? 9 : 8),
	        .valid_until_at = db_col_int(rows, 10),
	        .theirs = db_col_int(rows, 11),
	};
}

static void point(struct history *h)
{
	for (size_t i = 0; i < h->count; i++) {
		struct history_letter *l = &h->at[i];
		l->customer = h->words.s + (size_t)l->customer;
		l->touchpoint = l->customer + strlen(l->customer) + 1;
		l->occurrence = l->touchpoint + strlen(l->touchpoint) + 1;
		l->group = l->occurrence + strlen(l->occurrence) + 1;
		l->withdrawn = l->group + strlen(l->group) + 1;
	}
}

static int by_day(const void *x, const void *y)
{
	const struct history_letter *a = x, *b = y;
	int by = date_diff(a->day, b->day);
	return by ? by : (a->id > b->id) - (a->id < b->id);
}

int history_get(struct db *db, const char *customer, const char *email, struct date since,
        struct history *ret)
{
	AUTO(history_done) struct history h = {0};
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT id, customer, touchpoint, occurrence, grp,"
	        " CASE WHEN state='WITHDRAWN' AND claimed_at IS NULL THEN reason ELSE '' END,"
	        " state, day, claimed_at, not_before_at, valid_until_at, customer=:customer FROM "
	        "outbox"
	        " WHERE (customer=:customer AND day>=:since OR recipient=:email AND day>=:since)"
	        " AND kind='letter'",
	        DB_TEXT(":customer", customer), DB_INT(":since", since.days),
	        DB_TEXT(":email", email));
	int r;
	while ((r = db_step(rows)) > 0)
		read_letter(rows, &h);
	if (r < 0)
		return r;
	point(&h);
	if (h.count)
		qsort(h.at, h.count, sizeof *h.at, by_day);
	*ret = h;
	h = (struct history){0};
	return 0;
}

void history_add(struct history *h, const struct history_letter *l)
{
	size_t i = h->count;
	add(h);
	for (; i && by_day(&h->at[i - 1], l) > 0; i--)
		h->at[i] = h->at[i - 1];
	h->at[i] = *l;
}

struct history_letter *history_find(struct history *h, int64_t id)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->at[i].id == id)
			return &h->at[i];
	return NULL;
}

void history_drop(struct history *h, int64_t id)
{
	struct history_letter *l = history_find(h, id);
	if (!l)
		return;
	for (h->count--; l < h->at + h->count; l++)
		l[0] = l[1];
}

/* ---- questions ---- */

struct date history_felt(const struct history_view *v, const struct history_letter *l)
{
	int32_t gone = (int32_t)((l->gone_at + v->offset) / DAY_S);
	return (struct date){gone > l->day.days ? gone : l->day.days};
}

bool history_counts(const struct history_view *v, const struct history_letter *l)
{
	return l->state != HISTORY_OFF &&
	       (l->state != HISTORY_QUEUED || l->valid_until_at >= v->now);
}

const struct history_letter *history_near(const struct history_view *v, struct date day, int days,
        const char *group, const char *touchpoint)
{
	const struct history_letter *best = NULL;
	int nearest = days;
	for (size_t i = 0; i < v->history->count; i++) {
		const struct history_letter *l = &v->history->at[i];
		int away = abs(date_diff(history_felt(v, l), day));
		if (away >= nearest || !history_counts(v, l) ||
		        (group && !str_same(l->group, group)) ||
		        (touchpoint && !str_same(l->touchpoint, touchpoint)))
			continue;
		nearest = away;
		best = l;
	}
	return best;
}

int history_had(const struct history_view *v, struct date day, int days, int64_t own)
{
	int n = 0;
	for (size_t i = 0; i < v->history->count; i++) {
		const struct history_letter *l = &v->history->at[i];
		n += l->id != own && history_counts(v, l) &&
		     date_diff(history_felt(v, l), day) > -days;
	}
	return n;
}

static int latest_first(const void *x, const void *y)
{
	return date_diff(*(const struct date *)y, *(const struct date *)x);
}

struct date history_fewer(const struct history_view *v, int days, int most)
{
	AUTO(xfree) struct date *felt = xcalloc(v->history->count, sizeof *felt);
	int n = 0;
	for (size_t i = 0; i < v->history->count; i++) {
		const struct history_letter *l = &v->history->at[i];
		if (!history_counts(v, l))
			continue;
		if (l->state != HISTORY_GONE)
			return DATE_NONE;
		felt[n++] = history_felt(v, l);
	}
	if (most < 1 || n < most)
		return DATE_NONE;
	qsort(felt, (size_t)n, sizeof *felt, latest_first);
	return date_add(felt[most - 1], days);
}
