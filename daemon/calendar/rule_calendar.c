/*
 * The part of rule that knows files: a foreign calendar, read in a limited child, line by line,
 * event by event.
 */
#include "rule.h"

#include "event.h"
#include "jail.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FILE_MOST = 24 << 20, LINE_MOST = 64 << 10, EVENTS_MOST = 50000, WARNINGS_MOST = 50 };
enum { ZONES_MOST = 200 }; /* that we look for; a calendar names one or two */

/* ---- the bytes, before anything parses them ------------------------------------------------ */

static bool at_word(const char *s, const char *end, const char *word)
{
	size_t n = strlen(word);
	return (size_t)(end - s) >= n && strncasecmp(s, word, n) == 0;
}

static int scan(const char *bytes, size_t n, char **ret_why)
{
	const char *end = bytes + n;
	int line = 1, events = 0;
	if (n > FILE_MOST)
		return rule_refuse(ret_why,
		        "The file is larger than 24 MB; export only the calendar of "
		        "holidays, or split it.");
	if (memchr(bytes, 0, n))
		return rule_refuse(ret_why,
		        "The file holds NUL bytes, so it is no text. Save it as an "
		        "iCalendar file (.ics) in UTF-8.");
	for (const char *s = bytes, *start = bytes; s < end; s++) {
		if (s - start > LINE_MOST)
			return rule_refuse(ret_why,
			        "Line %d is longer than 64 KB; no calendar program writes "
			        "that. Export the file again.",
			        line);
		if (*s != '\n')
			continue;
		line++;
		if (s + 1 < end && s[1] != ' ' && s[1] != '\t')
			start = s + 1;
		if (at_word(s + 1, end, "BEGIN:VEVENT") && ++events > EVENTS_MOST)
			return rule_refuse(
			        ret_why, "The file has more than 50,000 events; split it.");
	}
	return 0;
}

static size_t line_length(const char *s, const char *end)
{
	const char *stop = memchr(s, '\n', (size_t)(end - s));
	return (size_t)((stop ? stop : end) - s);
}

/* The zone this line names; "" when it names none. Owned. */
static char *zone_named(const char *s, size_t n)
{
	static const char home[] = "X-WR-TIMEZONE:", param[] = ";TZID=";
	AUTO(xfree) char *line = xstrndup(s, n);
	const char *at;
	if (strncasecmp(line, home, strlen(home)) == 0)
		at = line + strlen(home);
	else if ((at = strcasestr(line, param)))
		at += strlen(param);
	else
		at = "";
	return xstrndup(at, strcspn(at, "\r:;"));
}

/* The child can open no file: the zones it will need are loaded before, and it inherits them. */
static void load_zones(const char *bytes, size_t n)
{
	const char *end = bytes + n;
	AUTO(xfree) char *last = xstrdup("");
	int tried = 0;
	for (const char *s = bytes; s < end && tried < ZONES_MOST; s += line_length(s, end) + 1) {
		if (!at_word(s, end, "X-WR-TIMEZONE:") && !at_word(s, end, "DTSTART;"))
			continue;
		char *zone = zone_named(s, line_length(s, end));
		if (*zone && strcmp(zone, last) != 0) {
			event_zone(zone);
			tried++;
		}
		xfree(last);
		last = zone;
	}
}

/* ---- in the child: lines into events ------------------------------------------------------- */

struct reading {
	const char *bytes;
	size_t n;
	struct date from, to;
	const struct zone *home; /* X-WR-TIMEZONE; NULL: not said */
	struct text *out;
	struct event *events;
	size_t count, room;
	int warnings;
};

static void PRINTF_LIKE(3, 4) warn(struct reading *r, const struct event *e, const char *fmt, ...)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	va_list ap;
	if (++r->warnings > WARNINGS_MOST)
		return;
	text_printf(&t, "Line %d: ", e->line);
	if (!str_empty(e->name))
		text_printf(&t, "\"%.80s\" ", e->name);
	else
		text_puts(&t, "the event ");
	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	jail_put(r->out, "W", 1);
	jail_put(r->out, t.s, t.len);
}

/* The logical line at *at: folds joined, line ends off. False at the end. */
static bool next_line(const struct reading *r, size_t *at, int *line, struct text *ret)
{
	text_cut(ret, 0);
	if (*at >= r->n)
		return false;
	for (;;) {
		const char *s = r->bytes + *at, *end = memchr(s, '\n', r->n - *at);
		size_t n = end ? (size_t)(end - s) : r->n - *at;
		*at += n + (end != NULL);
		++*line;
		text_put(ret, s, n && s[n - 1] == '\r' ? n - 1 : n);
		if (*at >= r->n || (r->bytes[*at] != ' ' && r->bytes[*at] != '\t'))
			return true;
		++*at;
	}
}

static struct event *event_new(struct reading *r, int line)
{
	if (r->count == r->room) {
		r->room = r->room ? r->room * 2 : 64;
		r->events = xrealloc(r->events, r->room * sizeof *r->events);
	}
	r->events[r->count] = (struct event){.line = line,
	        .zone = r->home,
	        .start = DATE_NONE,
	        .override = DATE_NONE,
	        .start_s = -1};
	return &r->events[r->count++];
}

/* NULL, or why the file is not whole. */
static const char *read_events(struct reading *r)
{
	AUTO(text_done) struct text line = TEXT_INIT;
	AUTO(text_done) struct text block = TEXT_INIT;
	struct event *e = NULL;
	bool open = false, closed = false;
	int at_line = 1, inner = 0;
	size_t at = r->n >= 3 && memcmp(r->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	for (int here = 1; next_line(r, &at, &at_line, &line); here = at_line) {
		const char *s = str_trim(line.s ? line.s : (char[]){""});
		if (strcasecmp(s, "BEGIN:VCALENDAR") == 0) {
			open = true;
		} else if (strcasecmp(s, "END:VCALENDAR") == 0) {
			closed = open && !e;
			open = false;
		} else if (open && !e && at_word(s, s + strlen(s), "X-WR-TIMEZONE:")) {
			r->home = event_zone(s + strlen("X-WR-TIMEZONE:"));
		} else if (open && !e && strcasecmp(s, "BEGIN:VEVENT") == 0) {
			e = event_new(r, here);
			inner = 0;
			text_cut(&block, 0);
			text_puts(&block, "BEGIN:VEVENT\r\n");
		} else if (e && !inner && strcasecmp(s, "END:VEVENT") == 0) {
			text_puts(&block, "END:VEVENT\r\n");
			event_parse(e, block.s);
			e = NULL;
		} else if (e && at_word(s, s + strlen(s), "BEGIN:")) {
			inner++;
		} else if (e && at_word(s, s + strlen(s), "END:")) {
			inner -= inner > 0;
		} else if (e && !inner) {
			event_line(e, &block, &line);
		}
	}
	if (!open && !closed && r->count == 0)
		return "It is no calendar: it has no line BEGIN:VCALENDAR. Export it as an "
		       "iCalendar "
		       "file (.ics).";
	return closed ? NULL
	              : "It ends in the middle: END:VCALENDAR is missing. Copy it again, whole.";
}

/* ---- in the child: events into days -------------------------------------------------------- */

static int by_day(const void *a, const void *b)
{
	int32_t x = ((const struct date *)a)->days, y = ((const struct date *)b)->days;
	return (x > y) - (x < y);
}

static void emit(struct reading *r, const struct event *e, struct date day, bool ruled)
{
	AUTO(xfree) char *iso = date_format(day);
	jail_put(r->out, ruled ? "R" : "E", 1);
	jail_put(r->out, e->name, strlen(e->name));
	jail_put(r->out, e->category ? e->category : "", e->category ? strlen(e->category) : 0);
	jail_put(r->out, e->touchpoint ? e->touchpoint : "",
	        e->touchpoint ? strlen(e->touchpoint) : 0);
	jail_put(r->out, iso, strlen(iso));
}

/* The days of its rule, or its start. False when it is left out, which is said. */
static bool event_days(struct reading *r, const struct event *e, struct date **days, size_t *n)
{
	AUTO(xfree) char *rrule = event_rule(e);
	AUTO(xfree) char *why = NULL;
	AUTO(xfree) struct date *first = NULL;
	size_t at_start = 0;
	if (!rrule) {
		event_days_put(days, n, e->start);
		return true;
	}
	if (rule_expand(rrule, e->start, r->from, r->to, days, n, &why) != 0) {
		warn(r, e, "is left out: %s", why);
		return false;
	}
	if (rule_expand(rrule, e->start, e->start, e->start, &first, &at_start, NULL) == 0 &&
	        at_start == 0) {
		AUTO(xfree) char *start = date_format(e->start);
		warn(r, e,
		        "starts on %s, which is no day of its own rule; only the rule's days "
		        "count. Move "
		        "DTSTART to the first of them.",
		        start);
	}
	return true;
}

static bool is_excluded(const struct event *e, struct date day)
{
	for (size_t i = 0; i < e->less_n; i++)
		if (e->less[i].days == day.days)
			return true;
	return false;
}

static void event_emit(struct reading *r, const struct event *e)
{
	AUTO(xfree) struct date *days = NULL;
	size_t n = 0;
	if (!event_days(r, e, &days, &n))
		return;
	for (size_t i = 0; i < e->more_n; i++)
		event_days_put(&days, &n, e->more[i]);
	qsort(days, n, sizeof *days, by_day);
	for (size_t i = 0; i < n; i++) {
		bool wanted = days[i].days >= r->from.days && days[i].days <= r->to.days;
		bool again = i > 0 && days[i].days == days[i - 1].days;
		if (wanted && !again && !is_excluded(e, days[i]))
			emit(r, e, days[i], e->rrule != NULL);
	}
}

static void rungs_check(struct reading *r, const struct event *e)
{
	for (int i = 0; i < 3; i++)
		if (e->rungs[i] && strcasecmp(e->rungs[i], e->touchpoint) != 0)
			warn(r, e,
			        "names two touchpoints, \"%.60s\" and \"%.60s\"; the first is "
			        "used. Take one out.",
			        e->touchpoint, e->rungs[i]);
}

static bool event_check(struct reading *r, const struct event *e)
{
	if (e->unreadable)
		warn(r, e,
		        "is left out: one of its dates (DTSTART, RDATE, EXDATE, RECURRENCE-ID) "
		        "can't "
		        "be read. Dates look like 20261224.");
	else if (date_is_none(e->start))
		warn(r, e,
		        "is left out: it has no DTSTART, or one that is no day of the calendar. "
		        "Dates "
		        "look like 20261224.");
	else if (str_empty(e->name))
		warn(r, e, "is left out: it has no SUMMARY, so nothing can be named after it.");
	else if (e->rrules > 1)
		warn(r, e,
		        "is left out: it has two RRULEs, which calendar programs read differently. "
		        "Make two events of it.");
	else
		return true;
	return false;
}

static int by_uid(const void *a, const void *b)
{
	const struct event *x = *(struct event *const *)a, *y = *(struct event *const *)b;
	return strcmp(x->uid, y->uid);
}

/* An event with RECURRENCE-ID takes that day away from the series of its UID. */
static void apply_overrides(struct reading *r)
{
	AUTO(xfree) struct event **series = xcalloc(r->count + 1, sizeof *series);
	size_t n = 0;
	for (size_t i = 0; i < r->count; i++)
		if (date_is_none(r->events[i].override) && r->events[i].uid)
			series[n++] = &r->events[i];
	qsort(series, n, sizeof(struct event *), by_uid);
	for (size_t i = 0; i < r->count; i++) {
		const struct event *e = &r->events[i];
		if (date_is_none(e->override) || !e->uid)
			continue;
		struct event **hit = bsearch(&e, series, n, sizeof(struct event *), by_uid);
		while (hit && hit > series && strcmp(hit[-1]->uid, e->uid) == 0)
			hit--;
		for (; hit && hit < series + n && strcmp((*hit)->uid, e->uid) == 0; hit++)
			event_days_put(&(*hit)->less, &(*hit)->less_n, e->override);
	}
}

/* The child ends when this returns; it frees nothing. */
static void read_calendar(void *arg, struct text *out)
{
	struct reading *r = arg;
	r->out = out;
	const char *why = read_events(r);
	if (why) {
		jail_put(out, "F", 1);
		jail_put(out, why, strlen(why));
		return;
	}
	apply_overrides(r);
	for (size_t i = 0; i < r->count; i++) {
		struct event *e = &r->events[i];
		if (e->cancelled || !event_check(r, e))
			continue;
		if (e->touchpoint)
			rungs_check(r, e);
		event_emit(r, e);
	}
	if (r->warnings > WARNINGS_MOST) {
		AUTO(xfree)
		char *more = xasprintf(
		        "There are %d more complaints like these.", r->warnings - WARNINGS_MOST);
		jail_put(out, "W", 1);
		jail_put(out, more, strlen(more));
	}
	jail_put(out, "Z", 1);
}

/* ---- in the parent: what came back --------------------------------------------------------- */

void rule_events_done(struct rule_events *e)
{
	for (size_t i = 0; i < e->count; i++) {
		xfree(e->at[i].name);
		xfree(e->at[i].category);
		xfree(e->at[i].touchpoint);
	}
	for (size_t i = 0; i < e->warnings_count; i++)
		xfree(e->warnings[i]);
	xfree(e->at);
	xfree(e->warnings);
	*e = (struct rule_events){0};
}

static char *get_or_null(const struct text *in, size_t *cursor)
{
	char *s = jail_get_string(in, cursor);
	if (*s)
		return s;
	xfree(s);
	return NULL;
}

static bool get_event(const struct text *in, size_t *cursor, bool ruled, struct rule_events *to)
{
	to->at = to->count % 256 ? to->at : xrealloc(to->at, (to->count + 256) * sizeof *to->at);
	struct rule_event *e = &to->at[to->count++];
	*e = (struct rule_event){.ruled = ruled};
	e->name = jail_get_string(in, cursor);
	e->category = get_or_null(in, cursor);
	e->touchpoint = get_or_null(in, cursor);
	AUTO(xfree) char *iso = jail_get_string(in, cursor);
	return date_parse(iso, &e->day) == 0;
}

/* RULE_REFUSED with the child's own sentence, 0 when it said it was through, -EBADMSG. */
static int take_result(const struct text *in, struct rule_events *to, char **ret_why)
{
	const char *tag;
	size_t cursor = 0, n;
	while (jail_get(in, &cursor, &tag, &n) && n == 1) {
		if (*tag == 'Z')
			return 0;
		if (*tag == 'F') {
			*ret_why = jail_get_string(in, &cursor);
			return RULE_REFUSED;
		}
		if ((*tag == 'E' || *tag == 'R') && get_event(in, &cursor, *tag == 'R', to))
			continue;
		if (*tag != 'W')
			break;
		to->warnings =
		        xrealloc(to->warnings, (to->warnings_count + 1) * sizeof *to->warnings);
		to->warnings[to->warnings_count++] = jail_get_string(in, &cursor);
	}
	return -EBADMSG;
}

static int by_day_and_name(const void *a, const void *b)
{
	const struct rule_event *x = a, *y = b;
	int c = by_day(&x->day, &y->day);
	if (!c)
		c = strcmp(x->name, y->name);
	if (!c)
		c = strcmp(x->touchpoint ? x->touchpoint : "", y->touchpoint ? y->touchpoint : "");
	return c ? c : strcmp(x->category ? x->category : "", y->category ? y->category : "");
}

/* Calendars list a day once for every region that keeps it. */
static void drop_doubles(struct rule_events *e)
{
	size_t kept = 0;
	if (e->count)
		qsort(e->at, e->count, sizeof *e->at, by_day_and_name);
	for (size_t i = 0; i < e->count; i++) {
		if (kept && by_day_and_name(&e->at[kept - 1], &e->at[i]) == 0) {
			xfree(e->at[i].name);
			xfree(e->at[i].category);
			xfree(e->at[i].touchpoint);
		} else {
			e->at[kept++] = e->at[i];
		}
	}
	e->count = kept;
}

int rule_calendar(const char *bytes, size_t n, struct date from, struct date to,
        struct rule_events *ret, char **ret_why)
{
	static const struct jail_limits limits = {
	        .cpu_s = 10, .memory = (size_t)1 << 30, .result = (size_t)64 << 20};
	struct reading reading = {.bytes = bytes, .n = n, .from = from, .to = to};
	AUTO(text_done) struct text result = TEXT_INIT;
	AUTO(rule_events_done) struct rule_events events = {0};
	int e = scan(bytes, n, ret_why);
	if (e)
		return e;
	load_zones(bytes, n);
	e = jail_run(&limits, read_calendar, &reading, &result);
	if (e < 0)
		return e;
	if (e == JAIL_LIMIT)
		return rule_refuse(ret_why, "Reading it took more time or memory than a calendar "
		                            "should. Export only the "
		                            "holidays you need.");
	e = e == JAIL_DIED ? -EBADMSG : take_result(&result, &events, ret_why);
	if (e == -EBADMSG)
		return rule_refuse(ret_why, "It could not be read: the reader died on it, so "
		                            "something in it is badly broken. "
		                            "Export it again, or from another program.");
	if (e)
		return e;
	drop_doubles(&events);
	*ret = events;
	events = (struct rule_events){0};
	return 0;
}
