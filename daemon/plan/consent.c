#include "consent.h"

/* CASL section 10: a purchase implies consent for two years, an enquiry for six months. */
enum { PURCHASE_MONTHS = 24, ENQUIRY_MONTHS = 6 };

static bool within(struct date since, int months, struct date day)
{
	int y, m, d;
	struct date end;
	if (date_is_none(since))
		return false;
	date_to_ymd(since, &y, &m, &d);
	m += months - 1;
	y += m / 12;
	m = m % 12 + 1;
	int most = date_month_days(y, m);
	return date_from_ymd(y, m, d < most ? d : most, &end) == 0 && date_diff(day, end) <= 0;
}

/* Canada: implied consent ends by itself. */
static enum consent implied(const struct consent_case *c, struct date day)
{
	struct date bought = !date_is_none(c->last_purchase) ? c->last_purchase : c->given;
	if (within(bought, PURCHASE_MONTHS, day) || within(c->first_contact, ENQUIRY_MONTHS, day))
		return CONSENT_GIVEN;
	return CONSENT_LAPSED;
}

/* UWG section 7(3): told when the address was collected, so there is a day of it. */
static enum consent soft(const struct consent_case *c, struct date day)
{
	if (str_same(c->country, "CA"))
		return implied(c, day);
	bool dated = str_same(c->country, "DE") || str_same(c->country, "AT");
	return dated && date_is_none(c->given) ? CONSENT_UNDATED : CONSENT_GIVEN;
}

enum consent consent_ask(const struct consent_case *c, struct date day)
{
	if (str_same(c->consent, "express"))
		return CONSENT_GIVEN;
	if (str_same(c->consent, "soft"))
		return soft(c, day);
	if (!str_empty(c->consent))
		return CONSENT_NONE;
	/* PECR asks for no consent of a company's people, only that they can object */
	if (str_same(c->country, "GB") && c->company)
		return CONSENT_GIVEN;
	if (!c->assume)
		return CONSENT_NONE;
	return str_same(c->country, "CA") ? implied(c, day) : CONSENT_GIVEN;
}

/* CAN-SPAM, CASL */
bool consent_wants_postal(const char *country)
{
	return str_same(country, "US") || str_same(country, "CA");
}
