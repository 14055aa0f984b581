#include "bought.h"

#include "cell.h"
#include "columns.h"
#include "conf.h"
#include "field.h"
#include "roll.h"
#include "scribe.h"
#include "sheet.h"
#include "stage.h"

#include <string.h>

enum { CUSTOMER, DAY, AMOUNT, CURRENCY, ITEM, ORDER, FIELDS };

static const struct columns_field fields[FIELDS] = {
        [CUSTOMER] = {"customer",
                "customer_id customer_no customer_number email e_mail id "
                "kunde kundennummer kunden_nr kundennr client client_id code_client "
                "numéro_client numero_client cliente codigo_cliente código_cliente "
                "codice_cliente klant klantnummer",
                true},
        [DAY] = {"date",
                "purchase_date order_date invoice_date day datum rechnungsdatum "
                "belegdatum date_facture date_de_facture fecha fecha_factura data data_fattura "
                "factuurdatum",
                true},
        [AMOUNT] = {"amount",
                "total sum price value betrag summe gesamt montant importe importo bedrag", false},
        [CURRENCY] = {"currency",
                "order_currency currency_code waehrung währung devise moneda valuta", false},
        [ITEM] = {"item", "product article artikel producto prodotto", false},
        [ORDER] = {"order", NULL, false},
};

const struct columns_field *bought_columns(size_t *ret_count)
{
	*ret_count = FIELDS;
	return fields;
}

enum { TOGETHER = 1 << 20 }; /* bytes of purchases handed over together */

struct purchase {
	int64_t cents;
	uint32_t who; /* on the roll */
	struct date day;
	char currency[4];
};

/* ---- one row ---- */

static bool three_capitals(const char *s)
{
	for (int i = 0; i < 3; i++)
		if (s[i] < 'A' || s[i] > 'Z')
			return false;
	return !s[3];
}

static int read_currency(const char *s, char ret[4], char **ret_why)
{
	if (three_capitals(s)) {
		memcpy(ret, s, 4);
		return 0;
	}
	static const char *const signs[][2] = {
	        {"€", "EUR"}, {"$", "USD"}, {"£", "GBP"}, {"¥", "JPY"}};
	for (size_t i = 0; i < COUNT(signs); i++)
		if (!strcmp(s, signs[i][0]))
			s = signs[i][1];
	memset(ret, 0, 4);
	for (size_t i = 0; i < 3 && s[i]; i++)
		ret[i] = (char)(s[i] >= 'a' && s[i] <= 'z' ? s[i] - 'a' + 'A' : s[i]);
	if (strspn(ret, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 && !s[3])
		return 0;
	*ret_why = xstrdup("this is not a currency; write its three letters, like EUR");
	return CELL_BAD;
}

static int read_customer(const struct bought *b, const char *s, uint32_t *ret, char **ret_why)
{
	const struct roll *roll = b->roll;
	int64_t who = roll_expected(roll, b->expected);
	if (who < 0 || !roll_met(&roll->people[who])) {
		AUTO(xfree) char *folded = xstrdup(s);
		cell_fold(folded);
		who = roll_by_email(roll, folded);
		if (who < 0)
			who = roll_by_key(roll, folded);
	}
	*ret = (uint32_t)who;
	if (who >= 0 && roll_met(&roll->people[who]))
		return 0;
	*ret_why = xasprintf("no customer of %s has this id or address, so the purchase counts for "
	                     "nobody; correct it, or add the customer",
	        b->customers);
	return CELL_BAD;
}

static int read_day(const struct bought *b, const char *s, struct date *ret, char **ret_why)
{
	int r = cell_date(s, (int)b->conf->ledger.dates, ret, ret_why);
	if (r == 0 && date_diff(*ret, b->today) > 366) {
		*ret_why = xstrdup("this purchase lies more than a year ahead; correct the date");
		return CELL_BAD;
	}
	return r;
}

static int read_value(
        const struct bought *b, int field, const char *s, struct purchase *p, char **ret_why)
{
	switch (field) {
	case CUSTOMER:
		return read_customer(b, s, &p->who, ret_why);
	case DAY:
		return read_day(b, s, &p->day, ret_why);
	case AMOUNT:
		return cell_amount(s, b->conf->ledger.decimal, &p->cents, ret_why);
	default:
		return read_currency(s, p->currency, ret_why);
	}
}

static int read_field(struct bought *b, int field, const struct sheet *sheet, size_t column,
        struct purchase *p, char **ret_why)
{
	char *s = sheet_field(sheet, column);
	size_t n = sheet_field_length(sheet, column);
	if (field < 0 || field == ITEM || field == ORDER)
		return 0;
	if (n > 0 && field_plain(FIELD_LINE, s, n))
		return read_value(b, field, s, p, ret_why);
	s = field_bare(s);
	if (field == CUSTOMER)
		b->expected = roll_expect(b->roll, s);
	if (!*s && (field == CUSTOMER || field == DAY)) {
		*ret_why =
		        xasprintf("the %s is missing, so the purchase can't be counted; fill it in",
		                fields[field].name);
		return CELL_BAD;
	}
	if (!*s)
		return 0;
	return cell_value(s, false, ret_why) ? CELL_BAD : read_value(b, field, s, p, ret_why);
}

/* ---- sums ---- */

/* Sums of hostile amounts stop at the end of the numbers. */
static void add(int64_t *sum, int64_t cents)
{
	int64_t total;
	if (!__builtin_add_overflow(*sum, cents, &total))
		*sum = total;
}

static uint16_t currency_number(struct bought *b, const char *currency)
{
	for (size_t i = 0; i < b->currencies_count; i++)
		if (!strcmp(b->currencies[i], currency))
			return (uint16_t)i;
	b->currencies = xrealloc(b->currencies, (b->currencies_count + 1) * sizeof *b->currencies);
	memcpy(b->currencies[b->currencies_count], currency, 4);
	return (uint16_t)b->currencies_count++; /* three letters: there are 17,577 at most */
}

const char *bought_currency(const struct bought *b, const struct bought_sum *s)
{
	return b->currencies[s->currency];
}

/* Behind the sums of the other currencies, in the order of the alphabet. */
static struct bought_sum *sum_of(struct bought *b, uint32_t *first, const char *currency)
{
	uint32_t *link = first;
	for (; *link; link = &b->sums[*link].next) {
		int order = strcmp(bought_currency(b, &b->sums[*link]), currency);
		if (order == 0)
			return &b->sums[*link];
		if (order > 0)
			break;
	}
	if (b->sums_count >= b->sums_cap) {
		size_t place = link == first ? 0 : (size_t)((char *)link - (char *)b->sums);
		b->sums_cap += b->sums_cap / 2 + 1;
		b->sums = xrealloc(b->sums, b->sums_cap * sizeof *b->sums);
		mem_large(b->sums, b->sums_cap * sizeof *b->sums);
		link = link == first ? first : (uint32_t *)(void *)((char *)b->sums + place);
	}
	uint32_t at = (uint32_t)b->sums_count++;
	b->sums[at] = (struct bought_sum){.first = DATE_NONE,
	        .last = DATE_NONE,
	        .next = *link,
	        .currency = currency_number(b, currency)};
	*link = at;
	return &b->sums[at];
}

static void widen(struct date *first, struct date *last, struct date day)
{
	if (date_is_none(*first) || date_diff(day, *first) < 0)
		*first = day;
	if (date_is_none(*last) || date_diff(day, *last) > 0)
		*last = day;
}

static uint16_t month_bit(struct date day)
{
	int y, m, d;
	date_to_ymd(day, &y, &m, &d);
	return (uint16_t)(1u << (m - 1));
}

/* From Monday on, numbered through. */
static int32_t week_of(struct date day)
{
	int32_t since_monday = day.days + 3; /* 1970-01-01 was a Thursday */
	return since_monday >= 0 ? since_monday / 7 : -1;
}

static void mark_week(struct bought *b, size_t who, struct date day)
{
	int32_t ago = week_of(b->today) - week_of(day);
	if (ago >= 0 && ago < BOUGHT_WEEKS)
		b->weeks[who].bits[ago / 64] |= UINT64_C(1) << (ago % 64);
}

static void count(struct bought *b, const struct purchase *p)
{
	struct bought_sum *t = sum_of(b, &b->roll->people[p->who].sums, p->currency);
	widen(&t->first, &t->last, p->day);
	mark_week(b, p->who, p->day);
	t->count++;
	add(&t->cents, p->cents);
	t->months |= month_bit(p->day);
	if (date_diff(p->day, b->year_ago) > 0)
		add(&t->cents_12, p->cents);
	else if (date_diff(p->day, b->two_years_ago) > 0)
		add(&t->cents_prior_12, p->cents);
}

/* What is counted a little later comes from afar meanwhile. (In a function of its own this would be
 * one without effects, and gone.) */
static void count_these(struct bought *b, const struct purchase *p, size_t n)
{
	enum { FAR = 16, NEAR = 8 };
	const struct roll_person *people = b->roll->people;
	for (size_t i = 0; i < n; i++) {
		if (i + FAR < n) {
			__builtin_prefetch(&people[p[i + FAR].who]);
			__builtin_prefetch(&b->weeks[p[i + FAR].who], 1);
		}
		if (i + NEAR < n)
			__builtin_prefetch(&b->sums[people[p[i + NEAR].who].sums], 1);
		count(b, &p[i]);
	}
}

/* The sums are the second thread's, see scribe.h, until bought_rest(). */
static int count_all(void *arg, struct scribe *s)
{
	for (const struct text *rows; (rows = scribe_next(s));)
		count_these(arg, (const void *)rows->s, rows->len / sizeof(struct purchase));
	return 0;
}

/* ---- the file ---- */

/* Programs write an order of three items in three rows, with its sum in the first of them or in
 * each. */
static bool of_the_order_before(struct bought *b, const struct sheet *s)
{
	const char *order = sheet_field(s, b->order_column);
	if (*order && str_same(b->order.s, order))
		return true;
	text_cut(&b->order, 0);
	text_puts(&b->order, order);
	return false;
}

/* All but who it was, which takes longest to be found; the column that is bad, or their number. */
static size_t read_rest(struct bought *b, const struct columns *columns, const struct sheet *s,
        struct purchase *p, char **ret_why)
{
	for (size_t i = 0; i < columns->count; i++) {
		if (columns->field[i] == CUSTOMER)
			continue;
		if (read_field(b, columns->field[i], s, i, p, ret_why) != 0)
			return i;
		if (columns->field[i] == DAY)
			roll_near(b->roll, b->expected);
	}
	return columns->count;
}

int bought_add(struct bought *b, const struct columns *columns, const struct sheet *s,
        size_t *ret_column, char **ret_why)
{
	struct purchase p = {0};
	AUTO(xfree) char *why = NULL;
	const size_t who = b->customer_column;
	if (b->order_column < columns->count && of_the_order_before(b, s))
		return 0;
	b->expected = roll_expect(b->roll, sheet_field(s, who));
	size_t bad = read_rest(b, columns, s, &p, &why);
	if (who < bad && read_field(b, CUSTOMER, s, who, &p, ret_why) != 0) {
		*ret_column = who;
		return BOUGHT_BAD;
	}
	if (bad < columns->count) {
		*ret_column = bad;
		*ret_why = why;
		why = NULL;
		return BOUGHT_BAD;
	}
	b->purchases++;
	/* one of a day to come counts when its day has come */
	if (b->roll->people[p.who].taken && date_diff(p.day, b->today) <= 0)
		text_put(&b->rows, (const char *)&p, sizeof p);
	return b->rows.len < TOGETHER ? 0 : scribe_give(b->scribe, &b->rows);
}

void bought_rest(struct bought *b)
{
	scribe_end(b->scribe, &b->rows);
}

void bought_days(
        const struct bought *b, uint32_t sums, struct date *ret_first, struct date *ret_last)
{
	*ret_first = *ret_last = DATE_NONE;
	for (const struct bought_sum *s = bought_sum(b, sums); s; s = bought_sum(b, s->next)) {
		widen(ret_first, ret_last, s->first);
		widen(ret_first, ret_last, s->last);
	}
}

/* ---- habits ---- */

/* The gap at this place, from 0, were they sorted. */
static int gap_at(const uint8_t *counts, int place)
{
	int gap = 0;
	for (; place >= counts[gap]; gap++)
		place -= counts[gap];
	return gap;
}

/* The median of the gaps between the weeks somebody bought in. Two gaps are the least that make a
 * habit; two purchases within a week are one errand. */
int bought_usual_days(const struct bought *b, size_t who)
{
	if (!b->weeks)
		return 0;
	uint8_t counts[BOUGHT_WEEKS] = {0}; /* of gaps of so many weeks */
	int n = 0, last = -1;
	for (int word = 0; word < BOUGHT_WEEKS / 64; word++)
		for (uint64_t bits = b->weeks[who].bits[word]; bits; bits &= bits - 1) {
			int week = word * 64 + __builtin_ctzll(bits);
			if (last >= 0) {
				counts[week - last]++;
				n++;
			}
			last = week;
		}
	if (n < 2)
		return 0;
	return (gap_at(counts, (n - 1) / 2) + gap_at(counts, n / 2)) * 7 / 2;
}

/* ---- the whole ---- */

void bought_init(struct bought *b, const struct conf *conf, struct roll *roll,
        const struct columns *columns, struct date today)
{
	const char *slash = strrchr(conf->ledger.customers, '/');
	*b = (struct bought){.conf = conf,
	        .roll = roll,
	        .customers = slash ? slash + 1 : conf->ledger.customers,
	        .today = today,
	        .year_ago = stage_years_later(today, -1),
	        .two_years_ago = stage_years_later(today, -2),
	        .customer_column = columns_of(columns, CUSTOMER),
	        .order_column = columns_of(columns, ORDER),
	        .sums_count = 1,
	        .sums_cap = 2 * roll->count + 1}; /* what is not used is not there */
	b->weeks = xcalloc(roll->count + 1, sizeof *b->weeks);
	mem_large(b->weeks, (roll->count + 1) * sizeof *b->weeks);
	b->sums = xmalloc(b->sums_cap * sizeof *b->sums);
	mem_large(b->sums, b->sums_cap * sizeof *b->sums);
	b->scribe = scribe_new(count_all, b);
}

void bought_done(struct bought *b)
{
	scribe_free(b->scribe);
	text_done(&b->rows);
	xfree(b->sums);
	xfree(b->weeks);
	xfree(b->currencies);
	text_done(&b->order);
	*b = (struct bought){0};
}
