#include "fetched.h"

#include <libetpan/libetpan.h>
#include <stdlib.h>
#include <string.h>

static int64_t moment(const struct mailimap_date_time *d)
{
	int zone = d->dt_zone / 100 * 3600 + d->dt_zone % 100 * 60; /* +0130 came as 130 */
	struct date day;

	if (date_from_ymd(d->dt_year, d->dt_month, d->dt_day, &day) < 0)
		return 0;
	return (int64_t)day.days * 86400 + d->dt_hour * 3600 + d->dt_min * 60 + d->dt_sec - zone;
}

static void take_body(const struct mailimap_msg_att_body_section *b, size_t most, struct fetched *m)
{
	if (!b || m->bytes)
		return;
	m->n = b->sec_body_part ? b->sec_length : 0;
	if (m->n > most)
		m->n = most;
	m->bytes = xmalloc(m->n + 1);
	if (m->n)
		memcpy(m->bytes, b->sec_body_part, m->n);
	m->bytes[m->n] = '\0';
}

static void take_item(const struct mailimap_msg_att_item *item, size_t most, struct fetched *m)
{
	const struct mailimap_msg_att_static *s = item->att_data.att_static;

	if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC || !s)
		return;
	if (s->att_type == MAILIMAP_MSG_ATT_UID)
		m->uid = s->att_data.att_uid;
	else if (s->att_type == MAILIMAP_MSG_ATT_INTERNALDATE && s->att_data.att_internal_date)
		m->internal_at = moment(s->att_data.att_internal_date);
	else if (s->att_type == MAILIMAP_MSG_ATT_BODY_SECTION)
		take_body(s->att_data.att_body_section, most, m);
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Servers put news about other messages in between, and a liar says one twice: only the first
 * answer with a UID that was asked for counts. */
void fetched_take(const struct mailimap_msg_att *att, const uint32_t *uids, size_t count,
        size_t most, struct fetched *ret)
{
	struct fetched m = {0};
	const uint32_t *at;

	for (clistiter *k = clist_begin(att->att_list); k; k = clist_next(k))
		take_item(clist_content(k), most, &m);
	at = bsearch(&m.uid, uids, count, sizeof(m.uid), by_number);
	if (at && m.bytes && !ret[at - uids].bytes)
		ret[at - uids] = m;
	else
		fetched_done(&m);
}

void fetched_done(struct fetched *m)
{
	xfree(m->bytes);
	*m = (struct fetched){0};
}
