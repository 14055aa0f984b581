#include "field.h"

#include "address.h"
#include "cell.h"
#include "conf.h"
#include "zone.h"

#include <string.h>

enum { MOST_TEXT = 16 * 1024 }; /* bytes */

char *field_bare(char *s)
{
	s = str_trim(s);
	size_t n = strlen(s);
	if (n > 3 && s[0] == '=' && s[1] == '"' && strchr(s + 2, '"') == s + n - 1) {
		s[n - 1] = '\0';
		return str_trim(s + 2);
	}
	return s;
}

/* One of the many addresses that have nothing odd about them; address_to_wire() would take it as it
 * stands. */
static bool plain_address(const char *s)
{
	size_t part = 0, local = 0; /* bytes in this part of a name; before the @ */
	const char *p = s;
	for (; *p; p++) {
		bool alnum = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') ||
		             (*p >= 'A' && *p <= 'Z');
		if (alnum) {
			if (++part > 63)
				return false;
			continue;
		}
		if (part == 0 || (*p != '.' && *p != '-' && *p != '@') || p[1] == '-' ||
		        (*p == '@' && local))
			return false;
		if (*p == '@')
			local = (size_t)(p - s);
		part = *p == '-' ? part + 1 : 0;
		if (*p == '-' && (!p[1] || p[1] == '.' || p[1] == '@'))
			return false;
	}
	return local && local <= 64 && part && p - s <= 254;
}

static int read_email(const char *s, struct text *out, char **ret_why)
{
	AUTO(xfree) char *wire = NULL;
	AUTO(xfree) char *why = NULL;
	if (plain_address(s)) {
		text_puts(out, s);
		cell_fold(out->s);
		return 0;
	}
	if (strlen(s) > FIELD_MOST_LINE || address_to_wire(s, &wire, &why) != 0) {
		*ret_why = xasprintf("no mail can go to this address: %s; correct it, or leave the "
		                     "field empty",
		        why ? why : "it is too long");
		return FIELD_BAD;
	}
	cell_fold(wire);
	text_puts(out, wire);
	return 0;
}

static char digit(int n, int place)
{
	return (char)('0' + n / place % 10);
}

static int read_date(enum field kind, const char *s, const struct conf *conf, struct date today,
        struct text *out, struct date *ret, char **ret_why)
{
	int order = (int)conf->ledger.dates;
	struct date earliest;
	date_from_ymd(1880, 1, 1, &earliest);
	int r = kind == FIELD_BIRTHDAY ? cell_birthday(s, order, ret, ret_why)
	                               : cell_date(s, order, ret, ret_why);
	if (r != 0)
		return r;
	int y, m, d;
	date_to_ymd(*ret, &y, &m, &d);
	if (kind == FIELD_BIRTHDAY &&
	        (date_diff(*ret, today) > 0 || (y < 1880 && y != CELL_NO_YEAR))) {
		*ret_why = xasprintf("nobody alive was born in %d; correct the year", y);
		return FIELD_BAD;
	}
	const char iso[] = {digit(y, 1000), digit(y, 100), digit(y, 10), digit(y, 1), '-',
	        digit(m, 10), digit(m, 1), '-', digit(d, 10), digit(d, 1)};
	text_put(out, iso, sizeof iso);
	return 0;
}

static int read_zone(const char *s, struct text *out, char **ret_why)
{
	if (!zone_find(s)) {
		*ret_why =
		        xstrdup("this is not a time zone we know; write it like Europe/Berlin, or "
		                "leave it empty for the country's");
		return FIELD_BAD;
	}
	text_puts(out, s);
	return 0;
}

static int read_flag(const char *s, struct text *out, char **ret_why)
{
	bool yes = false;
	int r = cell_flag(s, &yes, ret_why);
	text_puts(out, yes ? "1" : "");
	return r;
}

static int read_word(enum field kind, const char *s, struct text *out, char **ret_why)
{
	const char *word = "";
	char code[4] = "";
	int r = kind == FIELD_CONSENT    ? cell_consent(s, &word, ret_why)
	        : kind == FIELD_STATUS   ? cell_status(s, &word, ret_why)
	        : kind == FIELD_LANGUAGE ? cell_language(s, code, ret_why)
	                                 : cell_country(s, code, ret_why);
	text_puts(out, *code ? code : word);
	return r;
}

static int read_text(enum field kind, const char *s, struct text *out, char **ret_why)
{
	size_t most = kind == FIELD_TEXT ? MOST_TEXT : FIELD_MOST_LINE;
	if (strlen(s) > most) {
		*ret_why = xasprintf("this field has %zu bytes and the most is %zu; shorten it",
		        strlen(s), most);
		return FIELD_BAD;
	}
	if (kind == FIELD_LIST) {
		cell_list(s, out);
		return 0;
	}
	size_t from = out->len;
	text_puts(out, s);
	if (kind == FIELD_FOLDED)
		cell_fold(out->s + from);
	return 0;
}

int field_read(enum field kind, const char *s, const struct conf *conf, struct date today,
        struct text *out, struct date *ret_day, char **ret_why)
{
	if (cell_value(s, kind == FIELD_TEXT, ret_why) != 0)
		return FIELD_BAD;
	switch (kind) {
	case FIELD_EMAIL:
		return read_email(s, out, ret_why);
	case FIELD_DATE:
	case FIELD_BIRTHDAY:
		return read_date(kind, s, conf, today, out, ret_day, ret_why);
	case FIELD_ZONE:
		return read_zone(s, out, ret_why);
	case FIELD_FLAG:
		return read_flag(s, out, ret_why);
	case FIELD_CONSENT:
	case FIELD_STATUS:
	case FIELD_LANGUAGE:
	case FIELD_COUNTRY:
		return read_word(kind, s, out, ret_why);
	default:
		return read_text(kind, s, out, ret_why);
	}
}
