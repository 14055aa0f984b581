#include "zone.h"

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DAY_S = 86400, FILE_MOST = 256 * 1024 };

/* When a half of the year begins, in the words of POSIX TZ: Jn, n or Mm.w.d, and a time. */
struct turn {
	enum { TURN_JULIAN, TURN_DAY, TURN_WEEKDAY } kind;
	int day, month, week; /* `day` is of the year, or 0 = Sunday */
	int32_t time;         /* seconds from local midnight; may be negative or beyond 24 h */
};

struct zone {
	char *name;
	struct zone *next;
	int64_t *at;     /* moments of the transitions, ascending */
	int32_t *offset; /* in force from at[i] on */
	size_t count;
	int32_t first_offset; /* before at[0] */
	/* after the last transition the file's footer counts */
	bool has_footer, has_turns;
	int32_t standard, summer;
	struct turn to_summer, to_standard;
};

static struct zone *known_zones;

static void zone_free(struct zone *z)
{
	if (!z)
		return;
	xfree(z->name);
	xfree(z->at);
	xfree(z->offset);
	xfree(z);
}
DEFINE_AUTO(struct zone, zone_free)

/* ---- the footer: a POSIX TZ string ------------------------------------------------------- */

static bool take_number(const char **s, int *ret, int most)
{
	long n = 0;
	if (!isdigit((unsigned char)**s))
		return false;
	for (; isdigit((unsigned char)**s); (*s)++) {
		n = n * 10 + (**s - '0');
		if (n > most)
			return false;
	}
	*ret = (int)n;
	return true;
}

/* [+-]hh[:mm[:ss]]; RFC 8536 allows up to 167 hours. */
static bool take_time(const char **s, int32_t *ret)
{
	int h = 0, m = 0, sec = 0, sign = 1;
	if (**s == '+' || **s == '-')
		sign = *(*s)++ == '-' ? -1 : 1;
	if (!take_number(s, &h, 167))
		return false;
	if (**s == ':' && (++*s, !take_number(s, &m, 59)))
		return false;
	if (**s == ':' && (++*s, !take_number(s, &sec, 59)))
		return false;
	*ret = sign * (h * 3600 + m * 60 + sec);
	return true;
}

static bool take_abbreviation(const char **s)
{
	const char *start = *s;
	if (**s == '<') {
		const char *end = strchr(*s, '>');
		if (!end)
			return false;
		*s = end + 1;
		return true;
	}
	while (isalpha((unsigned char)**s))
		(*s)++;
	return *s - start >= 3;
}

static bool take_turn(const char **s, struct turn *ret)
{
	struct turn t = {.kind = TURN_DAY, .time = 2 * 3600};
	if (*(*s)++ != ',')
		return false;
	if (**s == 'M') {
		t.kind = TURN_WEEKDAY;
		++*s;
		if (!take_number(s, &t.month, 12) || t.month < 1 || *(*s)++ != '.')
			return false;
		if (!take_number(s, &t.week, 5) || t.week < 1 || *(*s)++ != '.')
			return false;
		if (!take_number(s, &t.day, 6))
			return false;
	} else {
		if (**s == 'J') {
			t.kind = TURN_JULIAN;
			++*s;
		}
		if (!take_number(s, &t.day, 365) || (t.kind == TURN_JULIAN && t.day < 1))
			return false;
	}
	if (**s == '/' && (++*s, !take_time(s, &t.time)))
		return false;
	*ret = t;
	return true;
}

/* TZ strings count seconds west, we count them east. */
static bool parse_footer(const char *s, struct zone *z)
{
	int32_t west = 0;
	if (!*s) /* "no rule is known": the last transition stays in force */
		return true;
	if (!take_abbreviation(&s) || !take_time(&s, &west))
		return false;
	z->standard = -west;
	z->has_footer = true;
	if (!*s)
		return true;
	if (!take_abbreviation(&s))
		return false;
	z->summer = z->standard + 3600;
	if (*s && *s != ',') {
		if (!take_time(&s, &west))
			return false;
		z->summer = -west;
	}
	z->has_turns = true;
	return take_turn(&s, &z->to_summer) && take_turn(&s, &z->to_standard) && !*s;
}

/* Local midnight of the turn's day in this year, as if it were UTC, plus its time. */
static int64_t turn_wall(const struct turn *t, int year)
{
	struct date first = DATE_NONE;
	int leap = date_month_days(year, 2) == 29;
	int day = 0;
	if (t->kind == TURN_WEEKDAY) {
		date_from_ymd(year, t->month, 1, &first);
		day = (t->day - date_weekday(first) % 7 + 7) % 7 + (t->week - 1) * 7;
		while (day >= date_month_days(year, t->month))
			day -= 7;
	} else {
		date_from_ymd(year, 1, 1, &first);
		day = t->day;
		if (t->kind == TURN_JULIAN) /* 29 February has no number */
			day = t->day - 1 + (leap && t->day >= 60);
	}
	return (int64_t)(first.days + day) * DAY_S + t->time;
}

static int32_t footer_offset(const struct zone *z, int64_t at)
{
	int64_t wall = at + z->standard;
	struct date day = {(int32_t)((wall - (wall < 0 ? DAY_S - 1 : 0)) / DAY_S)};
	int year = 0, month = 0, mday = 0;
	if (!z->has_turns)
		return z->standard;
	date_to_ymd(day, &year, &month, &mday);
	int64_t summer_from = turn_wall(&z->to_summer, year) - z->standard;
	int64_t summer_to = turn_wall(&z->to_standard, year) - z->summer;
	bool summer = summer_from < summer_to ? at >= summer_from && at < summer_to
	                                      : !(at >= summer_to && at < summer_from);
	return summer ? z->summer : z->standard;
}

/* ---- the file: TZif, RFC 8536 ------------------------------------------------------------ */

static int64_t big_endian(const unsigned char *p, int n)
{
	uint64_t v = p[0] & 0x80 ? UINT64_MAX : 0;
	for (int i = 0; i < n; i++)
		v = v << 8 | p[i];
	return (int64_t)v;
}

struct block {
	size_t isut, isstd, leap, time, type, chars;
};

static bool block_header(const unsigned char *p, size_t n, struct block *ret)
{
	size_t v[6];
	if (n < 44 || memcmp(p, "TZif", 4) != 0)
		return false;
	for (int i = 0; i < 6; i++) {
		int64_t count = big_endian(p + 20 + 4 * i, 4);
		if (count < 0 || count > FILE_MOST)
			return false;
		v[i] = (size_t)count;
	}
	*ret = (struct block){v[0], v[1], v[2], v[3], v[4], v[5]};
	return true;
}

static size_t block_size(const struct block *b, size_t width)
{
	return 44 + b->time * (width + 1) + b->type * 6 + b->chars + b->leap * (width + 4) +
	       b->isstd + b->isut;
}

/* The transitions of one data block whose times are `width` bytes wide. */
static bool parse_block(const unsigned char *p, const struct block *b, int width, struct zone *z)
{
	const unsigned char *times = p + 44, *index = times + b->time * (size_t)width;
	const unsigned char *types = index + b->time;
	if (b->type == 0 || b->leap != 0) /* "right/" zones count leap seconds; our clock doesn't */
		return false;
	z->at = xcalloc(b->time + 1, sizeof *z->at);
	z->offset = xcalloc(b->time + 1, sizeof *z->offset);
	z->count = b->time;
	z->first_offset = (int32_t)big_endian(types, 4);
	for (size_t i = 0; i < b->time; i++) {
		z->at[i] = big_endian(times + i * (size_t)width, width);
		if (index[i] >= b->type || (i > 0 && z->at[i] <= z->at[i - 1]))
			return false;
		z->offset[i] = (int32_t)big_endian(types + 6 * (size_t)index[i], 4);
		if (z->offset[i] < -DAY_S || z->offset[i] > DAY_S)
			return false;
	}
	return true;
}

static bool parse_file(const unsigned char *p, size_t n, struct zone *z)
{
	struct block b;
	char footer[128];
	if (!block_header(p, n, &b) || block_size(&b, 4) > n)
		return false;
	if (p[4] < '2') /* a version 1 file: 32-bit times and no footer */
		return parse_block(p, &b, 4, z);
	p += block_size(&b, 4);
	n -= block_size(&b, 4);
	if (!block_header(p, n, &b) || block_size(&b, 8) > n || !parse_block(p, &b, 8, z))
		return false;
	p += block_size(&b, 8);
	n -= block_size(&b, 8);
	const unsigned char *end = n > 1 && p[0] == '\n' ? memchr(p + 1, '\n', n - 1) : NULL;
	if (!end || (size_t)(end - p) > sizeof footer)
		return false;
	memcpy(footer, p + 1, (size_t)(end - p - 1));
	footer[end - p - 1] = '\0';
	return parse_footer(footer, z);
}

static const char *zoneinfo_folder(void)
{
	const char *dir = getenv("TZDIR");
	return str_empty(dir) ? "/usr/share/zoneinfo" : dir;
}

/* A name comes from a ledger or a calendar: it must not lead out of the zoneinfo folder. */
static bool name_is_safe(const char *name)
{
	if (str_empty(name) || strlen(name) > 64 || name[0] == '/' || name[0] == '.' ||
	        strstr(name, ".."))
		return false;
	for (const char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("_+-/", *p))
			return false;
	return true;
}

static struct zone *zone_load(const char *name)
{
	AUTO(xfree) char *path = xasprintf("%s/%s", zoneinfo_folder(), name);
	AUTO(xfree) unsigned char *bytes = NULL;
	AUTO(zone_free) struct zone *z = NULL;
	struct stat st;
	ssize_t n = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		bytes = xmalloc(FILE_MOST);
		n = read(fd, bytes, FILE_MOST); /* a regular file of some kilobytes comes whole */
	}
	close(fd);
	z = xcalloc(1, sizeof *z);
	if (n <= 0 || !parse_file(bytes, (size_t)n, z))
		return NULL;
	z->name = xstrdup(name);
	struct zone *ret = z;
	z = NULL;
	return ret;
}

/* ---- names ------------------------------------------------------------------------------- */

/* What Exchange and Outlook write in TZID and in exports. */
static const char *const windows_names[][2] = {
        {"AUS Central Standard Time", "Australia/Darwin"},
        {"AUS Eastern Standard Time", "Australia/Sydney"},
        {"Alaskan Standard Time", "America/Anchorage"},
        {"Arab Standard Time", "Asia/Riyadh"},
        {"Arabian Standard Time", "Asia/Dubai"},
        {"Argentina Standard Time", "America/Argentina/Buenos_Aires"},
        {"Atlantic Standard Time", "America/Halifax"},
        {"Bangladesh Standard Time", "Asia/Dhaka"},
        {"Canada Central Standard Time", "America/Regina"},
        {"Cen. Australia Standard Time", "Australia/Adelaide"},
        {"Central America Standard Time", "America/Guatemala"},
        {"Central Europe Standard Time", "Europe/Budapest"},
        {"Central European Standard Time", "Europe/Warsaw"},
        {"Central Standard Time", "America/Chicago"},
        {"Central Standard Time (Mexico)", "America/Mexico_City"},
        {"China Standard Time", "Asia/Shanghai"},
        {"E. Africa Standard Time", "Africa/Nairobi"},
        {"E. Australia Standard Time", "Australia/Brisbane"},
        {"E. South America Standard Time", "America/Sao_Paulo"},
        {"Eastern Standard Time", "America/New_York"},
        {"Egypt Standard Time", "Africa/Cairo"},
        {"FLE Standard Time", "Europe/Kiev"},
        {"GMT Standard Time", "Europe/London"},
        {"GTB Standard Time", "Europe/Bucharest"},
        {"Greenwich Standard Time", "Atlantic/Reykjavik"},
        {"Hawaiian Standard Time", "Pacific/Honolulu"},
        {"India Standard Time", "Asia/Kolkata"},
        {"Iran Standard Time", "Asia/Tehran"},
        {"Israel Standard Time", "Asia/Jerusalem"},
        {"Korea Standard Time", "Asia/Seoul"},
        {"Mountain Standard Time", "America/Denver"},
        {"Nepal Standard Time", "Asia/Kathmandu"},
        {"New Zealand Standard Time", "Pacific/Auckland"},
        {"Newfoundland Standard Time", "America/St_Johns"},
        {"Pacific SA Standard Time", "America/Santiago"},
        {"Pacific Standard Time", "America/Los_Angeles"},
        {"Pakistan Standard Time", "Asia/Karachi"},
        {"Romance Standard Time", "Europe/Paris"},
        {"Russian Standard Time", "Europe/Moscow"},
        {"SA Eastern Standard Time", "America/Cayenne"},
        {"SA Pacific Standard Time", "America/Bogota"},
        {"SA Western Standard Time", "America/La_Paz"},
        {"SE Asia Standard Time", "Asia/Bangkok"},
        {"Singapore Standard Time", "Asia/Singapore"},
        {"South Africa Standard Time", "Africa/Johannesburg"},
        {"Sri Lanka Standard Time", "Asia/Colombo"},
        {"Taipei Standard Time", "Asia/Taipei"},
        {"Tasmania Standard Time", "Australia/Hobart"},
        {"Tokyo Standard Time", "Asia/Tokyo"},
        {"Turkey Standard Time", "Europe/Istanbul"},
        {"US Eastern Standard Time", "America/Indiana/Indianapolis"},
        {"US Mountain Standard Time", "America/Phoenix"},
        {"UTC", "Etc/UTC"},
        {"Venezuela Standard Time", "America/Caracas"},
        {"W. Australia Standard Time", "Australia/Perth"},
        {"W. Central Africa Standard Time", "Africa/Lagos"},
        {"W. Europe Standard Time", "Europe/Berlin"},
        {"West Asia Standard Time", "Asia/Tashkent"},
};

static const char *olson_of(const char *name)
{
	for (size_t i = 0; i < COUNT(windows_names); i++)
		if (str_same_nocase(windows_names[i][0], name))
			return windows_names[i][1];
	return name;
}

static const struct zone *known(const char *name)
{
	const struct zone *z = known_zones;
	while (z && strcmp(z->name, name) != 0)
		z = z->next;
	return z;
}

const struct zone *zone_find(const char *name)
{
	if (str_empty(name))
		return NULL;
	const struct zone *was = known(name);
	if (was)
		return was;
	name = olson_of(name);
	if (!name_is_safe(name) || (was = known(name)))
		return was;
	struct zone *z = zone_load(name);
	if (!z)
		return NULL;
	z->next = known_zones;
	return known_zones = z;
}

/* ---- conversions ------------------------------------------------------------------------- */

int32_t zone_offset(const struct zone *zone, int64_t at)
{
	size_t low = 0, high = zone->count; /* the number of transitions at or before `at` */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (zone->at[middle] <= at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == zone->count && zone->has_footer)
		return footer_offset(zone, at);
	return low == 0 ? zone->first_offset : zone->offset[low - 1];
}

/*
 * The offsets a day before and a day after enclose the moment whatever its zone, and no zone
 * turns twice within two days. When both lead back to this wall time it happens twice and the
 * first counts; when neither does, it was skipped, and the offset before the gap counts.
 */
int64_t zone_moment(const struct zone *zone, struct date date, int minute)
{
	int64_t wall = (int64_t)date.days * DAY_S + (int64_t)minute * 60;
	int32_t before = zone_offset(zone, wall - DAY_S), after = zone_offset(zone, wall + DAY_S);
	bool before_fits = zone_offset(zone, wall - before) == before;
	bool after_fits = zone_offset(zone, wall - after) == after;
	if (before_fits && after_fits)
		return wall - (before > after ? before : after);
	return wall - (after_fits ? after : before);
}

static int64_t floor_days(int64_t seconds)
{
	return (seconds - (seconds < 0 ? DAY_S - 1 : 0)) / DAY_S;
}

struct date zone_date(const struct zone *zone, int64_t at)
{
	return (struct date){(int32_t)floor_days(at + zone_offset(zone, at))};
}

int zone_minute(const struct zone *zone, int64_t at)
{
	int64_t wall = at + zone_offset(zone, at);
	return (int)((wall - floor_days(wall) * DAY_S) / 60);
}

/* ---- countries --------------------------------------------------------------------------- */

/* Countries with several zones: the one most of its people live in. */
static const char *const main_zones[][2] = {
        {"AR", "America/Argentina/Buenos_Aires"},
        {"AU", "Australia/Sydney"},
        {"BR", "America/Sao_Paulo"},
        {"CA", "America/Toronto"},
        {"CD", "Africa/Kinshasa"},
        {"CL", "America/Santiago"},
        {"CN", "Asia/Shanghai"},
        {"CY", "Asia/Nicosia"},
        {"DE", "Europe/Berlin"},
        {"EC", "America/Guayaquil"},
        {"ES", "Europe/Madrid"},
        {"FM", "Pacific/Pohnpei"},
        {"GB", "Europe/London"},
        {"GL", "America/Nuuk"},
        {"ID", "Asia/Jakarta"},
        {"KI", "Pacific/Tarawa"},
        {"KZ", "Asia/Almaty"},
        {"MH", "Pacific/Majuro"},
        {"MN", "Asia/Ulaanbaatar"},
        {"MX", "America/Mexico_City"},
        {"MY", "Asia/Kuala_Lumpur"},
        {"NZ", "Pacific/Auckland"},
        {"PF", "Pacific/Tahiti"},
        {"PG", "Pacific/Port_Moresby"},
        {"PS", "Asia/Hebron"},
        {"PT", "Europe/Lisbon"},
        {"RU", "Europe/Moscow"},
        {"UA", "Europe/Kyiv"},
        {"UM", "Pacific/Wake"},
        {"US", "America/New_York"},
        {"UZ", "Asia/Tashkent"},
};

/* By the two letters of a country: its zone; filled at the first question. */
static char *countries[26 * 26];

static char **country_place(const char *code)
{
	int a = code[0] | 0x20, b = code[0] ? code[1] | 0x20 : 0;
	bool letters = a >= 'a' && a <= 'z' && b >= 'a' && b <= 'z';
	return letters ? &countries[(a - 'a') * 26 + b - 'a'] : NULL;
}

static void country_put(const char *code, const char *zone)
{
	char **place = country_place(code);
	if (place && !*place)
		*place = xstrdup(zone);
}

/* A line of zone.tab or zone1970.tab: "FI,AX<TAB>+6010+02458<TAB>Europe/Helsinki[<TAB>…]". */
static void take_tab_line(char *line)
{
	char *save = NULL;
	const char *codes = strtok_r(line, "\t\n", &save);
	const char *place = strtok_r(NULL, "\t\n", &save);
	const char *zone = strtok_r(NULL, "\t\n", &save);
	if (!codes || codes[0] == '#' || !place || !zone)
		return;
	for (; strlen(codes) >= 2; codes += codes[2] == ',' ? 3 : 2)
		country_put(codes, zone);
}

/* zone.tab has a zone of each country's own; zone1970.tab, newer, merges neighbours. */
static void load_countries(void)
{
	static const char *const files[] = {"zone.tab", "zone1970.tab"};
	for (size_t i = 0; i < COUNT(main_zones); i++)
		country_put(main_zones[i][0], main_zones[i][1]);
	for (size_t i = 0; i < COUNT(files); i++) {
		AUTO(xfree) char *path = xasprintf("%s/%s", zoneinfo_folder(), files[i]);
		FILE *f = fopen(path, "re");
		char line[512];
		if (!f)
			continue;
		while (fgets(line, sizeof line, f))
			take_tab_line(line);
		fclose(f);
	}
}

const char *zone_of_country(const char *country)
{
	static bool loaded;
	if (!country || strlen(country) != 2)
		return NULL;
	if (!loaded)
		load_countries();
	loaded = true;
	char **place = country_place(country);
	return place ? *place : NULL;
}
