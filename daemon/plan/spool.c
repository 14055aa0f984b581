/*
 * Events are put one behind the other; when there are megabytes of them they are sorted and become
 * a run, which the scratch store keeps in parts. In the end the runs are merged.
 */
#include "spool.h"

#include "db.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	RUN_BYTES = 1 << 20,
	PART_BYTES = 8 << 10,
	PARTS_MOST = 1 << 20, /* of one run */
	STRINGS = 8,
};

struct record {
	int64_t at;
	int32_t day;
	bool letter;
	uint32_t size; /* of all of it; behind it stand the strings */
};

/* A run while it is read: a part of it is at hand. */
struct run {
	int64_t next, end; /* parts */
	struct text part;
	size_t at; /* the record in the part that is next */
};

struct spool {
	struct db *db;
	struct text bytes; /* records, one behind the other */
	size_t *places;    /* where each starts */
	size_t count, cap;
	struct run *runs;
	size_t runs_count;
};

struct spool *spool_new(struct db *scratch)
{
	struct spool *s = xcalloc(1, sizeof *s);
	s->db = scratch;
	return s;
}

void spool_free(struct spool *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->runs_count; i++)
		text_done(&s->runs[i].part);
	xfree(s->runs);
	xfree(s->places);
	text_done(&s->bytes);
	xfree(s);
}

/* ---- records ---- */

static struct record head_of(const char *bytes)
{
	struct record r;
	memcpy(&r, bytes, sizeof r);
	return r;
}

static void read_event(const char *bytes, struct spool_event *ret)
{
	struct record r = head_of(bytes);
	const char *s = bytes + sizeof r;
	*ret = (struct spool_event){.day = {r.day}, .letter = r.letter, .at = r.at};
	const char **strings[STRINGS] = {&ret->touchpoint, &ret->customer, &ret->name,
	        &ret->subject, &ret->word, &ret->detail, &ret->occurrence, &ret->manager};
	for (size_t i = 0; i < STRINGS; i++, s += strlen(s) + 1)
		*strings[i] = s;
}

static int in_order(const char *x, const char *y)
{
	struct record a = head_of(x), b = head_of(y);
	const char *touchpoint_a = x + sizeof a, *touchpoint_b = y + sizeof b;
	int by = (a.day > b.day) - (a.day < b.day);
	if (!by)
		by = strcmp(touchpoint_a, touchpoint_b);
	if (!by)
		by = b.letter - a.letter;
	if (!by)
		by = (a.at > b.at) - (a.at < b.at);
	return by ? by
	          : strcmp(touchpoint_a + strlen(touchpoint_a) + 1,
	                    touchpoint_b + strlen(touchpoint_b) + 1);
}

static int by_place(const void *x, const void *y, void *arg)
{
	const char *bytes = arg;
	size_t a = *(const size_t *)x, b = *(const size_t *)y;
	int by = in_order(bytes + a, bytes + b);
	return by ? by : (a > b) - (a < b);
}

static void sort(struct spool *s)
{
	if (s->count)
		qsort_r(s->places, s->count, sizeof *s->places, by_place, s->bytes.s);
}

/* ---- runs ---- */

static int put_part(struct spool *s, size_t run, int64_t part, const struct text *bytes)
{
	int r = db_run(s->db, "INSERT INTO spool (id, bytes) VALUES (:id, :bytes)",
	        DB_INT(":id", (int64_t)run * PARTS_MOST + part),
	        DB_BLOB(":bytes", bytes->s, bytes->len));
	return r < 0 ? r : 0;
}

static int put_parts(struct spool *s, struct run *run)
{
	AUTO(text_done) struct text part = TEXT_INIT;
	int r = 0;
	if (!s->runs_count)
		r = db_run(s->db, "CREATE TABLE spool (id INTEGER PRIMARY KEY, bytes BLOB)");
	for (size_t i = 0; i < s->count && r >= 0; i++) {
		const char *record = s->bytes.s + s->places[i];
		text_put(&part, record, head_of(record).size);
		if (part.len < PART_BYTES && i + 1 < s->count)
			continue;
		r = put_part(s, s->runs_count, run->end++, &part);
		text_cut(&part, 0);
	}
	return r < 0 ? r : 0;
}

static int end_run(struct spool *s)
{
	struct run run = {0};
	int r = db_begin(s->db);
	if (r < 0)
		return r;
	sort(s);
	if ((r = put_parts(s, &run)) < 0) {
		db_rollback(s->db);
		return r;
	}
	s->runs = xrealloc(s->runs, (s->runs_count + 1) * sizeof *s->runs);
	s->runs[s->runs_count++] = run;
	s->count = 0;
	text_cut(&s->bytes, 0);
	return db_commit(s->db);
}

int spool_put(struct spool *s, const struct spool_event *e)
{
	const char *const strings[STRINGS] = {e->touchpoint, e->customer, e->name, e->subject,
	        e->word, e->detail, e->occurrence, e->manager};
	struct record r;
	memset(&r, 0, sizeof r);
	r.at = e->letter ? e->at : 0;
	r.day = e->day.days;
	r.letter = e->letter;
	r.size = sizeof r;
	for (size_t i = 0; i < STRINGS; i++)
		r.size += (uint32_t)strlen(strings[i]) + 1;
	r.size = (r.size + 7) & ~7u;
	if (s->count == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 256;
		s->places = xrealloc(s->places, s->cap * sizeof *s->places);
	}
	size_t start = s->places[s->count++] = s->bytes.len;
	text_put(&s->bytes, (const char *)&r, sizeof r);
	for (size_t i = 0; i < STRINGS; i++)
		text_put(&s->bytes, strings[i], strlen(strings[i]) + 1);
	while (s->bytes.len < start + r.size)
		text_putc(&s->bytes, '\0');
	return s->bytes.len < RUN_BYTES ? 0 : end_run(s);
}

/* ---- telling ---- */

static int next_part(struct spool *s, size_t number)
{
	struct run *run = &s->runs[number];
	run->at = 0;
	text_cut(&run->part, 0);
	if (run->next == run->end)
		return 0;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(s->db, "SELECT bytes FROM spool WHERE id=:id",
	        DB_INT(":id", (int64_t)number * PARTS_MOST + run->next++));
	int r = db_step(rows);
	if (r <= 0)
		return r < 0 ? r : -ENODATA;
	size_t n;
	const void *bytes = db_col_blob(rows, 0, &n);
	text_put(&run->part, bytes, n);
	return 0;
}

static const char *front(const struct spool *s, size_t run)
{
	return s->runs[run].part.s + s->runs[run].at;
}

static bool before(const struct spool *s, size_t a, size_t b)
{
	int by = in_order(front(s, a), front(s, b));
	return by ? by < 0 : a < b;
}

/* heap[i] comes no later than those below it. */
static void sift(const struct spool *s, size_t *heap, size_t n, size_t i)
{
	for (size_t low; (low = 2 * i + 1) < n; i = low) {
		if (low + 1 < n && before(s, heap[low + 1], heap[low]))
			low++;
		if (!before(s, heap[low], heap[i]))
			return;
		size_t was = heap[i];
		heap[i] = heap[low];
		heap[low] = was;
	}
}

/* The run's next record comes to its front. 1 there is none, 0, -errno. */
static int step(struct spool *s, size_t number)
{
	struct run *run = &s->runs[number];
	run->at += head_of(run->part.s + run->at).size;
	int r = run->at < run->part.len ? 0 : next_part(s, number);
	return r < 0 ? r : run->part.len == 0;
}

static int merge(struct spool *s, size_t *heap, spool_tell *tell, void *arg)
{
	size_t n = s->runs_count;
	int r = 0;
	for (size_t i = 0; i < n && r == 0; i++)
		r = next_part(s, heap[i] = i);
	for (size_t i = n / 2; i-- > 0 && r == 0;)
		sift(s, heap, n, i);
	while (n && r >= 0) {
		struct spool_event e;
		read_event(front(s, heap[0]), &e);
		tell(&e, arg);
		if ((r = step(s, heap[0])) > 0)
			heap[0] = heap[--n];
		sift(s, heap, n, 0);
	}
	return r < 0 ? r : 0;
}

int spool_each(struct spool *s, spool_tell *tell, void *arg)
{
	if (!s->runs_count) {
		sort(s);
		for (size_t i = 0; i < s->count; i++) {
			struct spool_event e;
			read_event(s->bytes.s + s->places[i], &e);
			tell(&e, arg);
		}
		return 0;
	}
	int r = s->count ? end_run(s) : 0;
	text_done(&s->bytes);
	AUTO(xfree) size_t *heap = xcalloc(s->runs_count, sizeof *heap);
	return r < 0 ? r : merge(s, heap, tell, arg);
}
