/*
 * When each reader's digest falls due, and that it is put into the outbox once.
 */
#include "digest.h"

#include "conf.h"
#include "db.h"
#include "house.h"
#include "notice.h"
#include "outbox.h"
#include "verb.h"
#include "zone.h"

#include <stdlib.h>

enum { DAILY_S = 4 * 3600 };

/* … in the week that begins on this Monday. */
static int64_t due_in(const struct house *h, const struct conf_person *reader, struct date monday)
{
	return zone_moment(zone_find(reader->timezone),
	        date_add(monday, h->conf->digest.weekday - 1), h->conf->digest.hour * 60);
}

/* The moment this week's digest is due for the reader; the week it is about began 7 days earlier.
 */
static int64_t due_at(
        const struct house *h, const struct conf_person *reader, struct date *ret_monday)
{
	struct date today = zone_date(zone_find(reader->timezone), h->now);
	*ret_monday = date_add(today, 1 - date_weekday(today));
	return due_in(h, reader, *ret_monday);
}

/* Two readers may share an address: it gets one. */
static bool had(const struct house *h, const struct conf_person *reader, const char *occurrence)
{
	AUTO(xfree) char *customer = xasprintf("staff:%s", reader->id);
	return db_int(h->db, 0,
	        "SELECT 1 FROM outbox WHERE touchpoint='digest' AND occurrence=:occurrence"
	        " AND (customer=:customer OR recipient=:email)",
	        DB_TEXT(":occurrence", occurrence), DB_TEXT(":customer", customer),
	        DB_TEXT(":email", reader->email));
}

static int put_notice(const struct house *h, const struct conf_person *reader,
        const char *occurrence, const struct digest *d, struct date until)
{
	return notice_put(h, reader,
	        &(struct notice){.mail.kind = "digest",
	                .mail.touchpoint = "digest",
	                .mail.occurrence = occurrence,
	                .mail.subject = d->subject,
	                .mail.text = d->text,
	                .mail.html = d->html,
	                .mail.picture = {"image/png", d->picture_id, d->picture, d->picture_n},
	                .mail.valid_until_at = zone_moment(zone_find(reader->timezone), until, 0),
	                .list = &d->list});
}

/* 1, or 0 when it was there, or (`instead` of a row) that has gone meanwhile; -errno. */
static int put(const struct house *h, const struct conf_person *reader, const char *occurrence,
        const struct digest *d, struct date until, int64_t instead)
{
	int r = db_begin(h->db);
	if (r < 0)
		return r;
	int free = instead ? outbox_withdraw_row(h->db, instead,
	                             "It waited beyond its day; a later one says so.", h->now)
	                   : 1;
	r = free == 1 ? put_notice(h, reader, occurrence, d, until) : free;
	if (r < 0) {
		db_rollback(h->db);
		return r;
	}
	bool news = free && r == 0;
	r = db_commit(h->db);
	return r < 0 ? r : news;
}

int digest_send(const struct house *h, const struct conf_person *reader, struct date in_week)
{
	struct date monday = date_add(in_week, 8 - date_weekday(in_week));
	int year, week;
	date_iso_week(date_add(monday, -7), &year, &week);
	AUTO(xfree) char *occurrence = xasprintf("%d-W%02d", year, week);
	if (had(h, reader, occurrence))
		return 0;
	AUTO(digest_done) struct digest d = {0};
	int r = digest_make(h, reader, date_add(monday, -7), &d);
	return r < 0 ? r : put(h, reader, occurrence, &d, date_add(monday, 7), 0);
}

/* No mail server took it on its day: another one goes in its place, which is of today and says that
 * it is late. Once; only what not a byte was said of is replaced. */
static int put_late(const struct house *h, const struct conf_person *reader, struct date monday)
{
	struct date due = date_add(monday, h->conf->digest.weekday - 1);
	int64_t over = zone_moment(zone_find(reader->timezone), date_add(due, 1), 0);
	int year, week;
	date_iso_week(date_add(monday, -7), &year, &week);
	AUTO(xfree) char *occurrence = xasprintf("%d-W%02d", year, week);
	AUTO(xfree) char *late = xasprintf("%s-late", occurrence);
	AUTO(xfree) char *customer = xasprintf("staff:%s", reader->id);
	int64_t waits =
	        h->now < over ? 0
	                      : db_int(h->db, 0,
	                                "SELECT id FROM outbox WHERE customer=:customer AND"
	                                " touchpoint='digest' AND occurrence=:occurrence"
	                                " AND state='QUEUED' AND created_at<:over",
	                                DB_TEXT(":customer", customer),
	                                DB_TEXT(":occurrence", occurrence), DB_INT(":over", over));
	if (!waits)
		return 0;
	AUTO(digest_done) struct digest d = {0};
	int r = digest_make(h, reader, date_add(monday, -7), &d);
	return r < 0 ? r : put(h, reader, late, &d, date_add(monday, 7), waits);
}

/* ---- each working day, for who asked for it ---- */

static bool daily(const struct house *h, const struct conf_person *reader)
{
	AUTO(xfree) char *staff = xasprintf("staff:%s", reader->id);
	return verb_digest(h->db, staff) == VERB_DIGEST_DAILY;
}

/* The moment the next daily mail is due, on this day or later; not on the digest's own day. */
static int64_t daily_at(const struct house *h, const struct conf_person *reader, struct date day)
{
	while (date_weekday(day) > 5 || date_weekday(day) == h->conf->digest.weekday)
		day = date_add(day, 1);
	return zone_moment(zone_find(reader->timezone), day, h->conf->digest.hour * 60);
}

static int put_daily(const struct house *h, const struct conf_person *reader)
{
	struct date today = zone_date(zone_find(reader->timezone), h->now);
	int64_t at = daily_at(h, reader, today);
	/* later that day who waits has been told of by nudges */
	if (h->now < at || h->now > at + DAILY_S || !daily(h, reader))
		return 0;
	AUTO(xfree) char *occurrence = date_format(today);
	if (had(h, reader, occurrence))
		return 0;
	AUTO(digest_done) struct digest d = {0};
	int r = digest_make_daily(h, reader, at, &d);
	return r <= 0 ? r : put(h, reader, occurrence, &d, date_add(today, 1), 0);
}

/* ---- what is due ---- */

static int put_one(const struct house *h, const struct conf_person *reader)
{
	struct date monday;
	AUTO(xfree) char *staff = xasprintf("staff:%s", reader->id);
	if (h->now < due_at(h, reader, &monday) || verb_digest(h->db, staff) == VERB_DIGEST_OFF)
		return 0;
	/* about the week before; but not about one in which the store was not yet there */
	AUTO(xfree) char *created = db_meta(h->db, "created_at");
	int64_t began = zone_moment(zone_find(reader->timezone), monday, 0);
	if (created && strtoll(created, NULL, 10) >= began)
		return 0;
	int r = digest_send(h, reader, date_add(monday, -7));
	return r ? r : put_late(h, reader, monday);
}

int digest_put_due(const struct house *h)
{
	int count = 0;
	for (size_t i = 0; i < h->conf->people_count; i++) {
		const struct conf_person *reader = &h->conf->people[i];
		int r = reader->digest ? put_one(h, reader) : 0;
		int more = r < 0 ? r : put_daily(h, reader);
		if (more < 0)
			return more;
		count += r + more;
	}
	return count;
}

int64_t digest_next_at(const struct house *h)
{
	int64_t next = INT64_MAX;
	for (size_t i = 0; i < h->conf->people_count; i++) {
		const struct conf_person *reader = &h->conf->people[i];
		struct date monday, today = zone_date(zone_find(reader->timezone), h->now);
		int64_t at = due_at(h, reader, &monday);
		if (at <= h->now)
			at = due_in(h, reader, date_add(monday, 7));
		if (reader->digest && at < next)
			next = at;
		at = daily_at(h, reader, today);
		if (at <= h->now)
			at = daily_at(h, reader, date_add(today, 1));
		if (at < next && daily(h, reader))
			next = at;
	}
	return next;
}
