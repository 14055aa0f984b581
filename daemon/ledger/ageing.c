#include "ageing.h"

#include "cell.h"
#include "conf.h"
#include "db.h"
#include "provider.h"
#include "stage.h"

#include <string.h>

struct ageing {
	struct db *db;
	const struct conf *conf;
	struct stage_person *people;
	int64_t *ids;
	enum stage *stages; /* as the store has them */
	size_t count, cap;
	int64_t *moved;
};

void ageing_free(struct ageing *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->count; i++) {
		xfree((char *)a->people[i].key);
		xfree((char *)a->people[i].currency);
	}
	xfree(a->people);
	xfree(a->ids);
	xfree(a->stages);
	xfree(a->moved);
	xfree(a);
}

static void grow(struct ageing *a)
{
	a->cap = a->cap ? 2 * a->cap : 256;
	a->people = xrealloc(a->people, a->cap * sizeof *a->people);
	a->ids = xrealloc(a->ids, a->cap * sizeof *a->ids);
	a->stages = xrealloc(a->stages, a->cap * sizeof *a->stages);
}

static enum stage stage_of(const char *word)
{
	for (int s = STAGE_BEFORE; s < STAGE_INTEGRAL; s++)
		if (!strcmp(stage_name((enum stage)s), word))
			return (enum stage)s;
	return STAGE_INTEGRAL;
}

static struct date day(struct db_rows *rows, int column)
{
	return db_col_null(rows, column) ? DATE_NONE
	                                 : (struct date){(int32_t)db_col_int(rows, column)};
}

static void add(struct ageing *a, struct db_rows *rows, const char *tag)
{
	if (a->count == a->cap)
		grow(a);
	struct date since = day(rows, 4), first = day(rows, 5), start = first;
	if (date_is_none(first) || (!date_is_none(since) && date_diff(since, first) < 0))
		start = since;
	a->ids[a->count] = db_col_int(rows, 0);
	a->stages[a->count] = stage_of(db_col_text(rows, 3));
	a->people[a->count++] = (struct stage_person){.key = xstrdup(db_col_text(rows, 1)),
	        .start = start,
	        .integral = *tag && strstr(db_col_text(rows, 2), tag),
	        .cents = db_col_int(rows, 6),
	        .currency = xstrdup(db_col_null(rows, 7) ? "" : db_col_text(rows, 7))};
}

/* In the order of their time with us, in which most of the ranking is done. */
static int read_people(struct ageing *a, const char *tag)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(a->db,
	        "SELECT id, key, tags, stage, json_extract(dates, '$.since') AS since,"
	        " json_extract(dates, '$.first_purchase') AS first, max(spent_cents), currency"
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
	*ret = a;
	a = NULL;
	return 0;
}

static int put_stages(struct ageing *a, size_t *ret_moved)
{
	int r = 0;
	for (size_t i = 0; i < a->count && r >= 0; i++) {
		enum stage now = a->people[i].stage;
		if (now == a->stages[i])
			continue;
		a->moved[(*ret_moved)++] = a->ids[i];
		a->stages[i] = now;
		r = db_run(a->db, "UPDATE customer SET stage=:stage WHERE id=:id",
		        DB_TEXT(":stage", stage_name(now)), DB_INT(":id", a->ids[i]));
	}
	return r;
}

int ageing_turn(struct ageing *a, struct date today, const int64_t **ret_moved)
{
	size_t moved = 0;
	stage_set(a->people, a->count, a->conf, today);
	int r = db_begin(a->db);
	if (r < 0)
		return r;
	if ((r = put_stages(a, &moved)) < 0) {
		db_rollback(a->db);
		return r;
	}
	if ((r = db_commit(a->db)) < 0)
		return r;
	*ret_moved = a->moved;
	return (int)moved;
}

int ageing_only(struct db *scratch, const char *key)
{
	AUTO(xfree)
	char *email =
	        db_text(scratch, "SELECT email FROM customer WHERE key=:key", DB_TEXT(":key", key));
	const char *at = email ? strrchr(email, '@') : NULL;
	const char *house = at && !provider_shared(at + 1) ? at : "";
	int r = db_begin(scratch);
	if (r < 0)
		return r;
	r = db_run(scratch,
	        "UPDATE customer SET present=0 WHERE present=1 AND key<>:key AND email<>:email"
	        " AND (:house='' OR lower(substr(email, -length(:house)))<>lower(:house))",
	        DB_TEXT(":key", key), DB_TEXT(":email", email ? email : ""),
	        DB_TEXT(":house", house));
	if (r < 0) {
		db_rollback(scratch);
		return r;
	}
	return db_commit(scratch);
}
