#include "almanac.h"

#include "occasion.h"

#include <string.h>

struct almanac_day {
	uint64_t key; /* country and day; 0: a free place */
	bool holiday;
};

struct almanac_feast {
	char *occasion, *faith;
};

void almanac_done(struct almanac *a)
{
	for (size_t i = 0; i < a->feasts_count; i++) {
		xfree(a->feasts[i].occasion);
		xfree(a->feasts[i].faith);
	}
	xfree(a->feasts);
	xfree(a->days);
	*a = (struct almanac){0};
}

/* The place of this key, or the free one where it belongs. */
static struct almanac_day *place_of(const struct almanac *a, uint64_t key)
{
	size_t i = (size_t)((key * 0x9e3779b97f4a7c15) >> 32) & (a->room - 1);
	while (a->days[i].key && a->days[i].key != key)
		i = (i + 1) & (a->room - 1);
	return &a->days[i];
}

static void make_room(struct almanac *a)
{
	if (a->count * 2 < a->room)
		return;
	struct almanac old = *a;
	a->room = old.room ? old.room * 2 : 64;
	a->days = xcalloc(a->room, sizeof *a->days);
	for (size_t i = 0; i < old.room; i++)
		if (old.days[i].key)
			*place_of(a, old.days[i].key) = old.days[i];
	xfree(old.days);
}

bool almanac_holiday(const struct house *h, const char *country, struct date day)
{
	struct almanac *a = h->almanac;
	if (!a || strlen(country) != 2)
		return occasion_is_holiday(h->db, country, day);
	uint64_t key = (uint64_t)(unsigned char)country[0] << 40 |
	               (uint64_t)(unsigned char)country[1] << 32 | (uint32_t)day.days;
	make_room(a);
	struct almanac_day *d = place_of(a, key);
	if (!d->key) {
		a->count++;
		*d = (struct almanac_day){key, occasion_is_holiday(h->db, country, day)};
	}
	return d->holiday;
}

char *almanac_faith(const struct house *h, const char *occasion)
{
	struct almanac *a = h->almanac;
	if (!a)
		return occasion_faith(h->db, occasion);
	for (size_t i = 0; i < a->feasts_count; i++)
		if (str_same(a->feasts[i].occasion, occasion))
			return xstrdup(a->feasts[i].faith);
	a->feasts = xrealloc(a->feasts, (a->feasts_count + 1) * sizeof *a->feasts);
	struct almanac_feast *f = &a->feasts[a->feasts_count++];
	*f = (struct almanac_feast){xstrdup(occasion), occasion_faith(h->db, occasion)};
	return xstrdup(f->faith);
}
