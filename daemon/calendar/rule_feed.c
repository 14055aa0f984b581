/*
 * The part of rule that writes: the coming letters as a calendar people can subscribe to. Only
 * single all-day events, which every calendar program reads the same way.
 */
#include "rule.h"

#include <libical/ical.h>

/* Line ends and tabs may stay; other control characters are not allowed in iCalendar. Owned. */
static char *printable(const char *s)
{
	char *ret = rule_utf8(s ? s : "");
	char *to = ret;
	for (const char *p = ret; *p; p++)
		if ((unsigned char)*p >= ' ' || *p == '\n' || *p == '\t')
			*to++ = *p;
	*to = '\0';
	return ret;
}

static void add_x(icalcomponent *c, const char *name, const char *value)
{
	icalproperty *p = icalproperty_new_x(value);
	icalproperty_set_x_name(p, name);
	icalcomponent_add_property(c, p);
}

static icaltimetype ical_day(struct date date)
{
	icaltimetype t = {.is_date = 1};
	date_to_ymd(date, &t.year, &t.month, &t.day);
	return t;
}

static icalcomponent *feed_event(const struct rule_feed_event *e)
{
	AUTO(xfree) char *uid = printable(e->uid);
	AUTO(xfree) char *summary = printable(e->summary);
	AUTO(xfree) char *description = printable(e->description);
	AUTO(xfree) char *category = printable(e->category);
	icaltimetype stamp = icaltime_from_timet_with_zone(
	        (time_t)e->changed_at, 0, icaltimezone_get_utc_timezone());
	icalcomponent *c = icalcomponent_vanew(ICAL_VEVENT_COMPONENT, icalproperty_new_uid(uid),
	        icalproperty_new_dtstamp(stamp), icalproperty_new_sequence(e->sequence),
	        icalproperty_new_dtstart(ical_day(e->day)),
	        icalproperty_new_dtend(ical_day(date_add(e->day, 1))),
	        icalproperty_new_summary(summary), (void *)0);
	if (*description)
		icalcomponent_add_property(c, icalproperty_new_description(description));
	if (*category)
		icalcomponent_add_property(c, icalproperty_new_categories(category));
	icalcomponent_add_property(c, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
	icalcomponent_add_property(c, icalproperty_new_class(ICAL_CLASS_PRIVATE));
	icalcomponent_add_property(
	        c, icalproperty_new_status(
	                   e->cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
	return c;
}

char *rule_feed(const char *name, const struct rule_feed_event *events, size_t count)
{
	AUTO(xfree) char *clean = printable(name);
	icalcomponent *c = icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT,
	        icalproperty_new_version("2.0"), icalproperty_new_prodid("-//followupd//EN"),
	        icalproperty_new_calscale("GREGORIAN"),
	        icalproperty_new_method(ICAL_METHOD_PUBLISH), icalproperty_new_name(clean),
	        (void *)0);
	/* each calendar program reads one of the two spellings */
	add_x(c, "X-WR-CALNAME", clean);
	icalproperty *refresh =
	        icalproperty_new_refreshinterval(icaldurationtype_from_int(6 * 3600));
	icalproperty_add_parameter(refresh, icalparameter_new_value(ICAL_VALUE_DURATION));
	icalcomponent_add_property(c, refresh);
	add_x(c, "X-PUBLISHED-TTL", "PT6H");
	for (size_t i = 0; i < count; i++)
		icalcomponent_add_component(c, feed_event(&events[i]));
	char *written = icalcomponent_as_ical_string_r(c);
	char *ret = xstrdup(written ? written : "");
	icalmemory_free_buffer(written);
	icalcomponent_free(c);
	return ret;
}
