#include "slip.h"

#include "cell.h"
#include "columns.h"
#include "conf.h"
#include "field.h"
#include "sheet.h"

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

const struct columns_field *slip_columns(size_t *ret_count)
{
	*ret_count = FIELDS;
	return fields;
}

void slip_begin(struct slip_reader *r, const struct conf *conf, const struct columns *columns,
        struct date today)
{
	*r = (struct slip_reader){.conf = conf,
	        .columns = columns,
	        .today = today,
	        .customer = columns_of(columns, CUSTOMER),
	        .order = columns_of(columns, ORDER)};
}

void slip_done(struct slip_reader *r)
{
	text_done(&r->before);
}

/* ---- one field ---- */

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

/* Most need no other look. */
static bool read_plain(
        const struct slip_reader *r, int field, const char *s, size_t n, struct slip *slip)
{
	switch (field) {
	case DAY:
		return cell_date_plain(s, n, &slip->day) && date_diff(slip->day, r->today) <= 366;
	case AMOUNT:
		return cell_amount_plain(s, r->conf->ledger.decimal, &slip->cents);
	case CURRENCY:
		if (n != 3 || !three_capitals(s))
			return false;
		memcpy(slip->currency, s, sizeof slip->currency);
		return true;
	default:
		return false;
	}
}

static int read_day(const struct slip_reader *r, const char *s, struct date *ret, char **ret_why)
{
	int bad = cell_date(s, (int)r->conf->ledger.dates, ret, ret_why);
	if (bad == 0 && date_diff(*ret, r->today) > 366) {
		*ret_why = xstrdup("this purchase lies more than a year ahead; correct the date");
		return CELL_BAD;
	}
	return bad;
}

static int read_value(
        const struct slip_reader *r, int field, const char *s, struct slip *slip, char **ret_why)
{
	switch (field) {
	case DAY:
		return read_day(r, s, &slip->day, ret_why);
	case AMOUNT:
		return cell_amount(s, r->conf->ledger.decimal, &slip->cents, ret_why);
	case CURRENCY:
		return read_currency(s, slip->currency, ret_why);
	default: /* who has this id is for others to say */
		return 0;
	}
}

/* Moves the text to what is left of it without blanks. */
static int read_odd(
        const struct slip_reader *r, int field, char **text, struct slip *slip, char **ret_why)
{
	char *s = *text = field_bare(*text);
	if (!*s && (field == CUSTOMER || field == DAY)) {
		*ret_why =
		        xasprintf("the %s is missing, so the purchase can't be counted; fill it in",
		                fields[field].name);
		return CELL_BAD;
	}
	if (!*s)
		return 0;
	return cell_value(s, false, ret_why) ? CELL_BAD : read_value(r, field, s, slip, ret_why);
}

/* ---- the row ---- */

/* Programs write an order of three items in three rows, with its sum in the first of them or in
 * each. */
static bool of_the_order_before(struct slip_reader *r, const struct sheet *s)
{
	const char *order = sheet_field(s, r->order);
	if (*order && str_same(r->before.s, order))
		return true;
	text_cut(&r->before, 0);
	text_puts(&r->before, order);
	return false;
}

static void put(struct text *slips, const struct slip *slip, const char *who)
{
	enum { FIXED = offsetof(struct slip, who) };
	size_t n = slip_size(slip);
	text_reserve(slips, n);
	char *at = mempcpy(slips->s + slips->len, slip, FIXED);
	memcpy(at, who, slip->length);
	at[slip->length] = '\0';
	slips->len += n;
}

static int read_field(const struct slip_reader *r, const struct sheet *s, size_t i,
        struct slip *slip, const char **ret_who, char **ret_why)
{
	int field = r->columns->field[i];
	char *text = sheet_field(s, i);
	size_t n = sheet_field_length(s, i);
	if (field < 0 || field == ITEM || field == ORDER || read_plain(r, field, text, n, slip))
		return 0;
	bool plain = n > 0 && field_plain(FIELD_LINE, text, n);
	int bad = plain ? read_value(r, field, text, slip, ret_why)
	                : read_odd(r, field, &text, slip, ret_why);
	if (bad == 0 && field == CUSTOMER) {
		*ret_who = text;
		slip->length = (uint32_t)(plain ? n : strlen(text));
		slip->place = sheet_place(s, i, &slip->line);
	}
	return bad;
}

int slip_read(struct slip_reader *r, const struct sheet *s, struct text *slips, size_t *ret_column,
        char **ret_why)
{
	struct slip slip = {.cents = 0};
	const char *who = "";
	if (r->order < r->columns->count && of_the_order_before(r, s))
		return SLIP_HAD;
	for (size_t i = 0; i < r->columns->count; i++) {
		if (read_field(r, s, i, &slip, &who, ret_why) == 0)
			continue;
		*ret_column = i;
		put(slips, &slip, who);
		return SLIP_BAD;
	}
	put(slips, &slip, who);
	return 0;
}
