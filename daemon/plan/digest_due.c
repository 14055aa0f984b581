/*
 * When each reader's digest falls due, and that it is put into the outbox once.
 */
#include "digest.h"

#include "conf.h"
#include "db.h"
#include "house.h"
#include "notice.h"
#include "verb.h"
#include "zone.h"

#include <stdlib.h>

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

int digest_send(const struct house *h, const struct conf_person *reader, struct date in_week)
{
	struct date monday = date_add(in_week, 8 - date_weekday(in_week));
	AUTO(xfree) char *customer = xasprintf("staff:%s", reader->id);
	int year, week_number;
	date_iso_week(date_add(monday, -7), &year, &week_number);
	AUTO(xfree) char *occurrence = xasprintf("%d-W%02d", year, week_number);
	/* two readers may share an address: it gets one */
	if (db_int(h->db, 0,
	            "SELECT 1 FROM outbox WHERE touchpoint='digest' AND occurrence=:occurrence"
	            " AND (customer=:customer OR recipient=:email)",
	            DB_TEXT(":occurrence", occurrence), DB_TEXT(":customer", customer),
	            DB_TEXT(":email", reader->email)))
		return 0;
	AUTO(digest_done) struct digest d = {0};
	int r = digest_make(h, reader, date_add(monday, -7), &d);
	if (r == 0)
		r = db_begin(h->db);
	if (r < 0)
		return r;
	r = notice_put(h, reader,
	        &(struct notice){.kind = "digest",
	                .touchpoint = "digest",
	                .occurrence = occurrence,
	                .subject = d.subject,
	                .text = d.text,
	                .html = d.html,
	                .valid_until_at =
	                        zone_moment(zone_find(reader->timezone), date_add(monday, 7), 0),
	                .list = &d.list});
	if (r < 0) {
		db_rollback(h->db);
		return r;
	}
	bool put = r == 0;
	r = db_commit(h->db);
	return r < 0 ? r : put;
}

static int put_one(const struct house *h, const struct conf_person *reader)
{
	struct date monday;
	if (h->now < due_at(h, reader, &monday) || verb_digest_off(h->db, reader->id))
		return 0;
	/* about the week before; but not about one in which the store was not yet there */
	AUTO(xfree) char *created = db_meta(h->db, "created_at");
	int64_t began = zone_moment(zone_find(reader->timezone), monday, 0);
	if (created && strtoll(created, NULL, 10) >= began)
		return 0;
	return digest_send(h, reader, date_add(monday, -7));
}

int digest_put_due(const struct house *h)
{
	int count = 0;
	for (size_t i = 0; i < h->conf->people_count; i++) {
		int r = h->conf->people[i].digest ? put_one(h, &h->conf->people[i]) : 0;
		if (r < 0)
			return r;
		count += r;
	}
	return count;
}

int64_t digest_next_at(const struct house *h)
{
	int64_t next = INT64_MAX;
	for (size_t i = 0; i < h->conf->people_count; i++) {
		struct date monday;
		int64_t at = due_at(h, &h->conf->people[i], &monday);
		if (at <= h->now)
			at = due_in(h, &h->conf->people[i], date_add(monday, 7));
		if (h->conf->people[i].digest && at < next)
			next = at;
	}
	return next;
}
