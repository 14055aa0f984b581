#include "smtp_answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- words ---- */

void smtp_set_text(struct smtp_answer *a, const char *bytes)
{
	size_t n = strnlen(bytes, sizeof(a->text) - 1);

	for (size_t i = 0; i < n; i++)
		a->text[i] = (unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7f ? ' ' : bytes[i];
	a->text[n] = '\0';
}

/* The server's words are bytes of unknown make: only what is certainly printable stays. */
static void set_server_words(struct smtp_answer *a, const char *bytes)
{
	smtp_set_text(a, bytes);
	for (char *p = a->text; *p; p++)
		if ((unsigned char)*p >= 0x80)
			*p = '?';
}

int smtp_settle(
        struct smtp_answer *a, enum smtp_outcome outcome, const char *step, const char *fmt, ...)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	va_list ap;

	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	smtp_set_text(a, text_str(&t));
	a->code = 0; /* these are our words, not the server's */
	a->enhanced[0] = '\0';
	a->outcome = outcome;
	a->step = step;
	return (int)outcome;
}

/* "5.7.26" at the start of the text, or "": a class of one digit, then numbers of up to three. */
static void set_enhanced(struct smtp_answer *a, const char *text)
{
	size_t n = 0;

	a->enhanced[0] = '\0';
	for (int part = 0; part < 3; part++) {
		size_t digits = strspn(text + n, "0123456789");

		if (digits < 1 || digits > (part ? 3 : 1) || (part < 2 && text[n + digits] != '.'))
			return;
		n += digits + (part < 2);
	}
	if (text[n] == '\0' || text[n] == ' ' || text[n] == '\n')
		snprintf(a->enhanced, sizeof(a->enhanced), "%.*s", (int)n, text);
}

void smtp_take(struct smtp_answer *a, const char *words)
{
	set_server_words(a, words);
	set_enhanced(a, words);
}

/* One line of an answer: its code, and whether it is the last. 0 when it is none. */
int smtp_parse_line(const char *l, bool *ret_last)
{
	int code;

	for (int i = 0; i < 3; i++)
		if (l[i] < '0' || l[i] > '9')
			return 0;
	if (l[0] < '2' || l[0] > '5' || !strchr(" -\r\n", l[3]))
		return 0; /* strchr() also takes the terminating NUL: "250" alone */
	code = (l[0] - '0') * 100 + (l[1] - '0') * 10 + (l[2] - '0');
	*ret_last = l[3] != '-';
	return code;
}

/* ---- judging ---- */

bool smtp_wants_token(const struct smtp_answer *a)
{
	return str_same(a->enhanced, "5.7.30") || str_same(a->enhanced, "5.7.139") ||
	       strcasestr(a->text, "basic authentication is") != NULL;
}

/* "5.7.26" and the like from 5.7.8 on: login, SPF, DKIM, DMARC, our address's standing. */
static bool is_policy(const struct smtp_answer *a, int from_detail)
{
	return str_starts(a->enhanced, "5.7.") && atoi(a->enhanced + 4) >= from_detail;
}

/* The server does not understand or does not want *us*; the letter has nothing to do with it. */
static bool is_about_us(const struct smtp_answer *a)
{
	static const int codes[] = {500, 502, 503, 504, 521, 525, 530, 534, 535, 538, 555};

	for (size_t i = 0; i < COUNT(codes); i++)
		if (a->code == codes[i])
			return true;
	return false;
}

/* MAIL holds only our own address: what is refused here would be refused for every letter, but
 * for the size. A 421 or 452 on a used connection says "enough of this one": a new one will do. */
static enum smtp_outcome judge_mail(const struct smtp_answer *a, bool used)
{
	if (used && (a->code == 421 || a->code == 452))
		return SMTP_NOT_SENT;
	if (a->code == 421)
		return SMTP_TROUBLE;
	if (a->code / 100 == 4)
		return str_starts(a->enhanced, "4.7.") ? SMTP_TROUBLE : SMTP_DEFERRED;
	if (a->code == 552 || (a->code / 100 == 5 && (str_same(a->enhanced, "5.3.4") ||
	                                                     str_same(a->enhanced, "5.2.3"))))
		return SMTP_REJECTED;
	return SMTP_TROUBLE;
}

/* "Relay access denied": we may not send to anybody outside. Not to be mixed up with an unknown
 * customer whose address has the word in it. */
static bool is_relaying(const struct smtp_answer *a)
{
	return a->code / 100 == 5 && (!*a->enhanced || is_policy(a, 0)) &&
	       strcasestr(a->text, "relay") != NULL;
}

static bool says(const struct smtp_answer *a, const char *const *words)
{
	for (; *words; words++)
		if (strcasestr(a->text, *words))
			return true;
	return false;
}

bool smtp_is_limit(const struct smtp_answer *a)
{
	static const char *const words[] = {
	        "sending limit", "sending quota", "unusual rate", "too fast", NULL};

	return str_same(a->enhanced, "5.4.5") || says(a, words);
}

bool smtp_is_name(const struct smtp_answer *a)
{
	static const char *const words[] = {"sender address rejected", "not owned by user",
	        "storedrv.submission", "sendasdenied", "send as this sender", NULL};

	return says(a, words);
}

/*
 * A refusal of us that comes in the customer's place: Postfix tells at RCPT that the sender address
 * is not ours, providers that we have sent enough for today. No letter fails for that.
 */
static bool is_our_limit(const struct smtp_answer *a)
{
	return a->code / 100 == 5 && (smtp_is_limit(a) || smtp_is_name(a));
}

/* RCPT names the customer. "Relaying denied" and login troubles are about us all the same. */
static enum smtp_outcome judge_rcpt(const struct smtp_answer *a)
{
	if (a->code / 100 == 4)
		return SMTP_DEFERRED;
	if (is_about_us(a) || is_policy(a, 8) || is_relaying(a) || is_our_limit(a))
		return SMTP_TROUBLE;
	return a->code / 100 == 5 ? SMTP_REJECTED : SMTP_TROUBLE;
}

static enum smtp_outcome judge_content(const struct smtp_answer *a)
{
	if (a->code / 100 == 4)
		return SMTP_DEFERRED;
	if (is_about_us(a) || is_policy(a, 0) || is_our_limit(a))
		return SMTP_TROUBLE;
	return a->code / 100 == 5 ? SMTP_REJECTED : SMTP_TROUBLE;
}

enum smtp_outcome smtp_judge(const struct smtp_answer *a, bool used)
{
	if (a->code == 0)
		return SMTP_NOT_SENT;
	if (str_same(a->step, "mail"))
		return judge_mail(a, used);
	return str_same(a->step, "rcpt") ? judge_rcpt(a) : judge_content(a);
}
