#include "event.h"

#include "rule.h"
#include "zone.h"

#include <ctype.h>
#include <libical/ical.h>
#include <string.h>
#include <strings.h>

enum { DAY_S = 86400 };
enum { VALUES_MOST = 400 }; /* libical forgets values of one line beyond 500 */

/* The properties that matter to us; RRULE is kept from libical. */
static bool is_wanted(const char *line, size_t name)
{
	static const char *const wanted[] = {"UID", "SUMMARY", "CATEGORIES", "DESCRIPTION",
	        "STATUS", "DTSTART", "RDATE", "EXDATE", "RECURRENCE-ID", "X-FOLLOWUP-TEMPLATE"};
	for (size_t i = 0; i < COUNT(wanted); i++)
		if (strlen(wanted[i]) == name && strncasecmp(wanted[i], line, name) == 0)
			return true;
	return false;
}

/* The ':' before the value, outside of quotes; NULL when the line is no property. */
static char *value_of(char *line)
{
	bool quoted = false;
	for (; *line; line++) {
		if (*line == '"')
			quoted = !quoted;
		else if (*line == ':' && !quoted)
			return line;
	}
	return NULL;
}

/* A line of very many dates goes as several. */
static void put_property(struct text *block, char *line)
{
	char *colon = value_of(line);
	int values = 0;
	if (strncasecmp(line, "RDATE", 5) != 0 && strncasecmp(line, "EXDATE", 6) != 0)
		colon = NULL;
	for (const char *s = line; *s; s++) {
		if (colon && s > colon && *s == ',' && ++values % VALUES_MOST == 0)
			text_printf(block, "\r\n%.*s", (int)(colon - line + 1), line);
		else
			text_putc(block, *s);
	}
	text_puts(block, "\r\n");
}

void event_days_put(struct date **list, size_t *n, struct date day)
{
	*list = xrealloc(*list, (*n + 1) * sizeof **list);
	(*list)[(*n)++] = day;
}

static bool date_of(icaltimetype t, struct date *ret)
{
	return !icaltime_is_null_time(t) && date_from_ymd(t.year, t.month, t.day, ret) == 0;
}

/* "followup: NAME" in a category or a line of the description; some programs add markup. */
static char *named_touchpoint(const char *text)
{
	static const char word[] = "followup:";
	for (const char *s = text; s; s = strchr(s, '\n') ? strchr(s, '\n') + 1 : NULL) {
		while (*s == ' ' || *s == '\t')
			s++;
		if (strncasecmp(s, word, sizeof word - 1) != 0)
			continue;
		AUTO(xfree)
		char *rest = xstrndup(s + sizeof word - 1, strcspn(s + sizeof word - 1, "\r\n<"));
		const char *name = str_trim(rest);
		return *name ? xstrdup(name) : NULL;
	}
	return NULL;
}

static void rung_put(struct event *e, int rung, char *name)
{
	if (name && !e->rungs[rung])
		e->rungs[rung] = name;
	else
		xfree(name);
}

static char *trimmed(const char *s)
{
	AUTO(xfree) char *copy = rule_utf8(s ? s : "");
	return xstrdup(str_trim(copy));
}

static void take_category(struct event *e, const char *s)
{
	char *name = named_touchpoint(s);
	if (name) {
		rung_put(e, 1, name);
		return;
	}
	AUTO(xfree) char *word = trimmed(s);
	AUTO(xfree) char *before = e->category;
	if (!*word) {
		before = NULL;
		return;
	}
	e->category = before ? xasprintf("%s,%s", before, word) : xstrdup(word);
}

/* The civil day of a value, and its second of that day (-1: all day). What is written in UTC is
 * the day on the clocks of the event's zone: a calendar program writes New Year in Berlin as
 * 23:00Z of the day before. */
static bool civil(const struct event *e, icaltimetype t, struct date *ret, int *ret_s)
{
	struct date day;
	int second = t.is_date ? -1 : t.hour * 3600 + t.minute * 60 + t.second;
	if (!date_of(t, &day))
		return false;
	if (!t.is_date && icaltime_is_utc(t) && e->zone) {
		int64_t at = (int64_t)day.days * DAY_S + second;
		day = zone_date(e->zone, at);
		second = zone_minute(e->zone, at) * 60 + second % 60;
	}
	*ret = day;
	if (ret_s)
		*ret_s = second;
	return true;
}

const struct zone *event_zone(const char *tzid)
{
	AUTO(xfree) char *name = xstrdup(tzid ? tzid : "");
	char *s = str_trim(name), *slash;
	size_t n = strlen(s);
	if (n >= 2 && s[0] == '"' && s[n - 1] == '"') {
		s[n - 1] = '\0';
		s++;
	}
	const struct zone *zone = zone_find(s);
	/* some programs put their own name before: /mozilla.org/20070129_1/Europe/Berlin */
	while (!zone && s[0] == '/' && (slash = strchr(s + 1, '/'))) {
		s = slash;
		zone = zone_find(s + 1);
	}
	return zone;
}

/* The start comes first, wherever it stands: its zone is that of the other dates. */
static void take_start(struct event *e, icalproperty *p)
{
	icalparameter *tzid = icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);
	const struct zone *own = tzid ? event_zone(icalparameter_get_tzid(tzid)) : NULL;
	if (own)
		e->zone = own;
	if (!civil(e, icalproperty_get_dtstart(p), &e->start, &e->start_s))
		e->start = DATE_NONE;
}

static void take_x(struct event *e, icalproperty *p)
{
	const char *name = icalproperty_get_x_name(p), *value = icalproperty_get_x(p);
	if (name && value && strcasecmp(name, "X-FOLLOWUP-TEMPLATE") == 0) {
		char *touchpoint = trimmed(value);
		if (*touchpoint)
			rung_put(e, 0, touchpoint);
		else
			xfree(touchpoint);
	}
}

/* libical drops a value it can't read and leaves a note; of an empty LOCATION we need no news. */
static void take_complaint(struct event *e, const char *note)
{
	static const char *const matter[] = {" DTSTART ", " RDATE ", " EXDATE ", " RECURRENCE-ID "};
	for (size_t i = 0; note && i < COUNT(matter); i++)
		if (strstr(note, matter[i]))
			e->unreadable = true;
}

static void take_more(struct event *e, icalproperty *p)
{
	struct icaldatetimeperiodtype when = icalproperty_get_rdate(p);
	struct date day;
	if (civil(e, icaltime_is_null_time(when.time) ? when.period.start : when.time, &day, NULL))
		event_days_put(&e->more, &e->more_n, day);
	else
		e->unreadable = true;
}

static void take_less(struct event *e, icaltimetype when)
{
	struct date day;
	if (civil(e, when, &day, NULL))
		event_days_put(&e->less, &e->less_n, day);
	else
		e->unreadable = true;
}

static void take_property(struct event *e, icalproperty *p)
{
	switch (icalproperty_isa(p)) {
	case ICAL_UID_PROPERTY:
		xfree(e->uid);
		e->uid = trimmed(icalproperty_get_uid(p));
		return;
	case ICAL_SUMMARY_PROPERTY:
		xfree(e->name);
		e->name = trimmed(icalproperty_get_summary(p));
		return;
	case ICAL_CATEGORIES_PROPERTY:
		take_category(e, icalproperty_get_categories(p));
		return;
	case ICAL_DESCRIPTION_PROPERTY:
		rung_put(e, 2, named_touchpoint(icalproperty_get_description(p)));
		return;
	case ICAL_STATUS_PROPERTY:
		e->cancelled = icalproperty_get_status(p) == ICAL_STATUS_CANCELLED;
		return;
	case ICAL_RDATE_PROPERTY:
		take_more(e, p);
		return;
	case ICAL_EXDATE_PROPERTY:
		take_less(e, icalproperty_get_exdate(p));
		return;
	case ICAL_RECURRENCEID_PROPERTY:
		if (!civil(e, icalproperty_get_recurrenceid(p), &e->override, NULL))
			e->unreadable = true;
		return;
	case ICAL_X_PROPERTY:
		take_x(e, p);
		return;
	case ICAL_XLICERROR_PROPERTY:
		take_complaint(e, icalproperty_get_xlicerror(p));
		return;
	default:
		return;
	}
}

/* Only the cursor of this loop may move: get_summary() and its like would move it too. */
void event_parse(struct event *e, const char *block)
{
	icalcomponent *c = icalparser_parse_string(block);
	if (!c) {
		e->unreadable = true;
		return;
	}
	icalproperty *start = icalcomponent_get_first_property(c, ICAL_DTSTART_PROPERTY);
	if (start)
		take_start(e, start);
	for (icalproperty *p = icalcomponent_get_first_property(c, ICAL_ANY_PROPERTY); p;
	        p = icalcomponent_get_next_property(c, ICAL_ANY_PROPERTY))
		take_property(e, p);
	icalcomponent_free(c);
	for (int i = 0; i < 3 && !e->touchpoint; i++)
		e->touchpoint = xstrdup(e->rungs[i]);
}

static size_t name_length(const char *line)
{
	size_t n = 0;
	while (isalnum((unsigned char)line[n]) || line[n] == '-')
		n++;
	return line[n] == ':' || line[n] == ';' ? n : 0;
}

void event_line(struct event *e, struct text *block, struct text *line)
{
	size_t name = name_length(text_str(line));
	if (name == 5 && strncasecmp(line->s, "RRULE", 5) == 0) {
		e->rrules++;
		xfree(e->rrule);
		char *colon = value_of(line->s);
		e->rrule = xstrdup(colon ? colon + 1 : "");
	} else if (name == 8 && strncasecmp(line->s, "FOLLOWUP", 8) == 0) {
		rung_put(e, 2, named_touchpoint(line->s));
	} else if (name && is_wanted(line->s, name)) {
		put_property(block, line->s);
	}
}

/*
 * "UNTIL=20261231T225959Z" in a calendar is a moment; we need the last day, on the clocks of the
 * event's zone. An event that starts later on its day than that has its last one the day before.
 */
char *event_rule(const struct event *e)
{
	AUTO(xfree) char *text = xstrdup(e->rrule);
	char *until = text ? strcasestr(text, "UNTIL=") : NULL;
	char *end = until ? until + strcspn(until, ";") : NULL;
	struct date day;
	int second, y, m, d;
	bool moment = until && end - until > 14 && toupper((unsigned char)until[14]) == 'T';
	AUTO(xfree) char *value = moment ? xstrndup(until + 6, (size_t)(end - until - 6)) : NULL;
	if (!moment || !civil(e, icaltime_from_string(value), &day, &second))
		return xstrdup(text);
	if (second < e->start_s)
		day = date_add(day, -1);
	date_to_ymd(day, &y, &m, &d);
	return xasprintf("%.*sUNTIL=%04d%02d%02d%s", (int)(until - text), text, y, m, d, end);
}
