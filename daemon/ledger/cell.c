#include "cell.h"

#include "conf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { EXCERPT = 60 };

/* ---- text ---- */

/* Length of the UTF-8 character at s (n bytes left) and its code point; 0: broken. */
static size_t character(const unsigned char *s, size_t n, uint32_t *ret)
{
	size_t len = s[0] < 0x80   ? 1
	             : s[0] < 0xc2 ? 0
	             : s[0] < 0xe0 ? 2
	             : s[0] < 0xf0 ? 3
	             : s[0] < 0xf5 ? 4
	                           : 0;
	if (len == 0 || len > n)
		return 0;
	uint32_t c = len == 1 ? s[0] : s[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	*ret = c;
	return len;
}

/* Controls, and the marks that turn the direction of the text around them. */
static bool forbidden(uint32_t c)
{
	return (c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff ||
	       c == 0xfffe || c == 0xffff;
}

/* A byte below 0x20, of 0x7f, or of more. */
static bool odd(const unsigned char *s)
{
	const uint64_t ones = 0x0101010101010101, highs = ones << 7;
	uint64_t w;
	memcpy(&w, s, sizeof w);
	return ((w - ones * 0x20) | (w + ones) | w) & highs;
}

/* How many bytes from the start are plain ASCII, eight looked at together; may stop early. */
static size_t plain_run(const unsigned char *s, size_t n)
{
	size_t i = 0;
	while (i + 8 <= n && !odd(s + i))
		i += 8;
	/* the last eight, some of them once more */
	return i + 8 > n && n >= 8 && !odd(s + n - 8) ? n : i;
}

/* How many bytes from the start are text. */
static size_t good_text(const unsigned char *s, size_t n)
{
	size_t i = 0;
	while (i < n) {
		i += plain_run(s + i, n - i);
		if (i == n)
			break;
		uint32_t c = s[i];
		size_t len = c >= 0x20 && c < 0x7f ? 1 : character(s + i, n - i, &c);
		if (len == 0 || ((len > 1 || c < 0x20 || c == 0x7f) && forbidden(c)))
			break;
		i += len;
	}
	return i;
}

bool cell_text_good(const char *bytes, size_t n)
{
	return good_text((const unsigned char *)bytes, n) == n;
}

char *cell_text_complaint(const char *bytes, size_t n)
{
	const unsigned char *s = (const unsigned char *)bytes;
	size_t i = good_text(s, n);
	uint32_t c;
	if (i == n)
		return NULL;
	if (character(s + i, n - i, &c) == 0)
		return xasprintf("the byte 0x%02x is no text in the file's encoding; export the "
		                 "file as UTF-8, or set ledger.encoding to what it is",
		        s[i]);
	return xasprintf("the control character U+%04X stands in this field; type the field again",
	        (unsigned)c);
}

char *cell_excerpt(const char *bytes, size_t n)
{
	struct text t = TEXT_INIT;
	const unsigned char *s = (const unsigned char *)bytes;
	while (n > 0 && (s[n - 1] == '\n' || s[n - 1] == '\r'))
		n--;
	for (size_t i = 0; i < n;) {
		if (t.len >= EXCERPT) {
			text_puts(&t, "…");
			break;
		}
		uint32_t c;
		size_t len = character(s + i, n - i, &c);
		if (len == 0 || forbidden(c) || c == '\n') {
			text_printf(&t, "\\x%02x", s[i]);
			i++;
		} else {
			text_put(&t, bytes + i, len);
			i += len;
		}
	}
	return text_steal(&t);
}

void cell_fold(char *s)
{
	for (; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s + 'a' - 'A');
}

static bool is_error_value(const char *s)
{
	static const char *const errors[] = {
	        "#REF!",
	        "#N/A",
	        "#NV",
	        "#VALUE!",
	        "#WERT!",
	        "#NAME?",
	        "#DIV/0!",
	        "#NUM!",
	        "#NULL!",
	        "#ZAHL!",
	        "#BEZUG!",
	        "#SPILL!",
	        "#GETTING_DATA",
	};
	if (*s != '#')
		return false;
	for (size_t i = 0; i < COUNT(errors); i++)
		if (!strcmp(s, errors[i]))
			return true;
	return strspn(s, "#") == strlen(s); /* a column too narrow to show it */
}

int cell_value(const char *s, bool lines, char **ret_why)
{
	if (*s == '=' && s[1] && s[1] != ' ' && s[1] != '=')
		*ret_why =
		        xstrdup("this is a spreadsheet's formula, not its result; export values, "
		                "or type the value in");
	else if (is_error_value(s))
		*ret_why =
		        xstrdup("this is a spreadsheet's error, not a value; mend the cell in the "
		                "spreadsheet and export it again");
	else if (!lines && strchr(s, '\n'))
		*ret_why =
		        xstrdup("a line break stands in this field, so it may hold parts of other "
		                "rows; write it in one line");
	else
		return 0;
	return CELL_BAD;
}

/* ---- dates ---- */

struct numbers { /* up to three numbers with one kind of mark between them */
	int value[3], digits[3], count;
	char mark;
};

/* Where the numbers end; NULL when s does not look like a date. */
static const char *read_numbers(const char *s, struct numbers *n)
{
	*n = (struct numbers){0};
	for (;;) {
		if (!isdigit((unsigned char)*s) || n->count == 3)
			return NULL;
		int value = 0, digits = 0;
		for (; isdigit((unsigned char)*s); s++, digits++)
			if (value < 100000000)
				value = value * 10 + (*s - '0');
		n->value[n->count] = value;
		n->digits[n->count++] = digits;
		if (n->count == 3 || !*s || !strchr("-./", *s) || (n->mark && *s != n->mark))
			return s;
		n->mark = *s++;
		if (!*s) /* "14.03." */
			return s;
		while (*s == ' ')
			s++;
	}
}

/* Nothing, or a time of day, which we leave out. */
static bool time_follows(const char *s)
{
	return !*s || ((*s == 'T' || *s == ' ') && isdigit((unsigned char)s[1]) && strchr(s, ':'));
}

static int make_date(int y, int m, int d, struct date *ret, char **ret_why)
{
	if (m < 1 || m > 12) {
		*ret_why = xasprintf("there is no month %d; write the date as year-month-day, like "
		                     "2025-03-14",
		        m);
		return CELL_BAD;
	}
	if (y < 1600 || y > 2999 || date_from_ymd(y, m, d, ret) < 0) {
		*ret_why = xasprintf("there is no such day; write the date as year-month-day, like "
		                     "%04d-%02d-%02d",
		        y < 1600 || y > 2999 ? 2025 : y, m, d < 1 || d > 28 ? 28 : d);
		return CELL_BAD;
	}
	return 0;
}

static int not_a_date(char **ret_why)
{
	*ret_why = xstrdup("this can't be read as a date; write it as year-month-day, like "
	                   "2025-03-14");
	return CELL_BAD;
}

static int ambiguous(const struct numbers *n, char **ret_why)
{
	int a = n->value[0], b = n->value[1], y = n->value[2];
	if (n->digits[2] != 4)
		*ret_why = xstrdup("the year needs four digits; write the date as year-month-day, "
		                   "like 2025-03-14");
	else if (a >= 1 && a <= 12 && b >= 1 && b <= 12)
		*ret_why =
		        xasprintf("this could be %04d-%02d-%02d or %04d-%02d-%02d; write it one of "
		                  "these ways, or say in ledger.dates which comes first, \"dmy\" "
		                  "or \"mdy\"",
		                y, b, a, y, a, b);
	else
		*ret_why =
		        xstrdup("day, month and year stand in an order that the configuration does "
		                "not name; set ledger.dates to \"dmy\" or \"mdy\", or write "
		                "year-month-day");
	return CELL_BAD;
}

static int date_of(const struct numbers *n, int order, struct date *ret, char **ret_why)
{
	if (n->count == 1 && n->digits[0] == 8) /* 20250314 */
		return make_date(n->value[0] / 10000, n->value[0] / 100 % 100, n->value[0] % 100,
		        ret, ret_why);
	if (n->count != 3)
		return not_a_date(ret_why);
	if (n->digits[0] == 4)
		return make_date(n->value[0], n->value[1], n->value[2], ret, ret_why);
	if (order == CONF_DATES_YMD || n->digits[2] != 4)
		return ambiguous(n, ret_why);
	bool day_first = order == CONF_DATES_DMY;
	return make_date(n->value[2], n->value[day_first], n->value[!day_first], ret, ret_why);
}

/* So many digits, and nothing is looked at behind the first that is none. */
static inline bool digits(const char *s, int n, int *ret)
{
	int value = 0;
	for (int i = 0; i < n; i++) {
		unsigned digit = (unsigned)s[i] - '0';
		if (digit > 9)
			return false;
		value = value * 10 + (int)digit;
	}
	*ret = value;
	return true;
}

bool cell_date_plain(const char *s, size_t n, struct date *ret)
{
	int y, m, d;
	return n == 10 && digits(s, 4, &y) && s[4] == '-' && digits(s + 5, 2, &m) && s[7] == '-' &&
	       digits(s + 8, 2, &d) && date_from_ymd(y, m, d, ret) == 0;
}

int cell_date(const char *s, int order, struct date *ret, char **ret_why)
{
	struct numbers n;
	if (cell_date_plain(s, strlen(s), ret))
		return 0;
	const char *end = read_numbers(s, &n);
	if (!end || !time_follows(end))
		return not_a_date(ret_why);
	return date_of(&n, order, ret, ret_why);
}

int cell_birthday(const char *s, int order, struct date *ret, char **ret_why)
{
	struct numbers n;
	bool iso = str_starts(s, "--");
	const char *end = read_numbers(iso ? s + 2 : s, &n);
	if (!end || *end || n.count != 2 || n.digits[0] > 2 || n.digits[1] > 2)
		return cell_date(s, order, ret, ret_why);
	if (iso)
		return make_date(CELL_NO_YEAR, n.value[0], n.value[1], ret, ret_why);
	if (order == CONF_DATES_YMD && n.mark != '.') {
		*ret_why =
		        xstrdup("nobody can tell day from month here; a birthday without a year is "
		                "written like --03-14 (month, day)");
		return CELL_BAD;
	}
	bool month_first = order == CONF_DATES_MDY;
	return make_date(CELL_NO_YEAR, n.value[!month_first], n.value[month_first], ret, ret_why);
}

/* ---- money ---- */

/* Leave the digits, marks and sign; 0 when anything else stands between them. */
static bool strip_amount(const char *s, char *out, size_t most, bool *negative)
{
	size_t n = 0;
	bool after = false; /* behind the last digit: a currency may follow */
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (isdigit(c) || c == '.' || c == ',') {
			if (after || n + 1 >= most)
				return false;
			out[n++] = (char)c;
		} else if (c == '-' || (c == '(' && n == 0)) {
			*negative = true;
		} else if (n > 0 &&
		           (c == ' ' || c == '\'' || c == 0xc2 || c == 0xa0 || c == 0xe2) &&
		           strpbrk(s, "0123456789")) {
			continue; /* between groups of thousands: a blank (also U+00A0, U+202F) */
		} else if (n > 0 && !strpbrk(s, "0123456789")) {
			after = true;
		} else if (n > 0) {
			if ((c & 0xc0) != 0x80)
				return false;
		}
	}
	out[n] = '\0';
	return n > 0;
}

static int bad_amount(char decimal, char **ret_why)
{
	*ret_why =
	        xasprintf("this can't be read as an amount of money; write it like 1234%c50 (the "
	                  "mark before the cents is ledger.decimal in the configuration)",
	                decimal);
	return CELL_BAD;
}

/* The whole part: plain digits, or groups of three behind the first. */
static bool whole_part(const char *s, const char *end, char group, int64_t *ret)
{
	int run = 0, groups = 0, digits = 0;
	*ret = 0;
	for (; s < end; s++) {
		if (*s == group) {
			if (run == 0 || run > 3 || (groups > 0 && run != 3))
				return false;
			groups++;
			run = 0;
			continue;
		}
		if (!isdigit((unsigned char)*s) || ++digits > 12)
			return false;
		run++;
		*ret = *ret * 10 + (*s - '0');
	}
	return digits > 0 && (groups == 0 || run == 3);
}

static char mark_of(char decimal)
{
	return decimal == ',' ? ',' : '.';
}

bool cell_amount_plain(const char *s, char decimal, int64_t *ret_cents)
{
	int64_t cents = 0;
	int digits = 0, behind = 0;
	for (; (unsigned)*s - '0' <= 9 && digits <= 12; s++, digits++)
		cents = cents * 10 + (*s - '0');
	if (digits == 0 || digits > 12 || *s++ != mark_of(decimal))
		return false;
	for (; (unsigned)*s - '0' <= 9 && behind < 2; s++, behind++)
		cents = cents * 10 + (*s - '0');
	*ret_cents = cents;
	return behind == 2 && !*s;
}

int cell_amount(const char *s, char decimal, int64_t *ret_cents, char **ret_why)
{
	char plain[40];
	bool negative = false;
	int64_t whole;
	decimal = mark_of(decimal);
	if (cell_amount_plain(s, decimal, ret_cents))
		return 0;
	if (!strip_amount(s, plain, sizeof plain, &negative))
		return bad_amount(decimal, ret_why);
	const char *mark = strchr(plain, decimal);
	const char *end = mark ? mark : plain + strlen(plain);
	if (!whole_part(plain, end, decimal == ',' ? '.' : ',', &whole))
		return bad_amount(decimal, ret_why);
	int cents = 0;
	if (mark) { /* one or two digits, or four and more as databases write them; three are a
		       group */
		size_t n = strspn(mark + 1, "0123456789");
		if (mark[1 + n] || n == 0 || n == 3)
			return bad_amount(decimal, ret_why);
		cents = (mark[1] - '0') * 10 + (n > 1 ? mark[2] - '0' : 0);
		cents += n > 3 && mark[3] >= '5';
	}
	*ret_cents = (negative ? -1 : 1) * (whole * 100 + cents);
	return 0;
}

/* ---- lists ---- */

static bool is_blank(char c)
{
	return isspace((unsigned char)c);
}

void cell_list(const char *s, struct text *out)
{
	size_t begin = out->len;
	for (size_t n; *s; s += n + (s[n] != '\0')) {
		n = strcspn(s, ",;|\n");
		const char *from = s, *end = s + n;
		while (from < end && is_blank(*from))
			from++;
		while (from < end && is_blank(end[-1]))
			end--;
		if (from == end)
			continue;
		text_puts(out, out->len ? "" : ",");
		text_put(out, from, (size_t)(end - from));
		text_putc(out, ',');
	}
	if (out->len > begin)
		cell_fold(out->s + begin);
}
