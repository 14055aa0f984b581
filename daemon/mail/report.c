#include "report.h"

#include "charset.h"
#include "header.h"
#include "utf8.h"
#include "words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { RECIPIENTS_MOST = 64, DIAGNOSTIC_MOST = 1000 };

void report_init(struct report *r)
{
	*r = (struct report){0};
	r->original_message_id = xstrdup("");
	r->original_reference = xstrdup("");
	r->envelope_id = xstrdup("");
	r->feedback_type = xstrdup("");
}

void report_done(struct report *r)
{
	for (size_t i = 0; i < r->count; i++) {
		free(r->recipients[i].address);
		free(r->recipients[i].action);
		free(r->recipients[i].status);
		free(r->recipients[i].diagnostic);
		free(r->recipients[i].original);
	}
	free(r->recipients);
	free(r->original_message_id);
	free(r->original_reference);
	free(r->envelope_id);
	free(r->feedback_type);
	*r = (struct report){0};
}

/* Takes `value` when nothing was there. */
static void keep_first(char **slot, char *value)
{
	if (**slot) {
		free(value);
		return;
	}
	free(*slot);
	*slot = value;
}

static void lower(char *s)
{
	for (; *s; s++)
		*s = (char)tolower((unsigned char)*s);
}

/* ---- status codes ---- */

/* "5.1.1" at s, not a piece of an address or a version: its length, or 0. */
static size_t enhanced_at(const char *text, const char *s)
{
	if ((*s != '2' && *s != '4' && *s != '5') || s[1] != '.')
		return 0;
	if (s > text && (isalnum((unsigned char)s[-1]) || s[-1] == '.'))
		return 0;
	size_t subject = strspn(s + 2, "0123456789");
	if (subject < 1 || subject > 3 || s[2 + subject] != '.')
		return 0;
	size_t detail = strspn(s + 3 + subject, "0123456789");
	const char *end = s + 3 + subject + detail;
	if (detail < 1 || detail > 3 || isalpha((unsigned char)*end) ||
	        (*end == '.' && isdigit((unsigned char)end[1])) || *end == ']')
		return 0;
	return (size_t)(end - s);
}

/* A bare reply code: "550 ", "550-", "(550)", "#550" … */
static bool code_at(const char *text, const char *s)
{
	if ((*s != '4' && *s != '5') || s[1] < '0' || s[1] > '7' || !isdigit((unsigned char)s[2]))
		return false;
	char before = s > text ? s[-1] : ' ';
	if (!isspace((unsigned char)before) && !strchr(":(#\"'<[-=>", before))
		return false;
	return s[3] == ' ' || s[3] == '-' || s[3] == '\n' || s[3] == ')' || s[3] == ':' ||
	       s[3] == '\0' || s[3] == '"' || s[3] == ',' || s[3] == '\'' ||
	       (s[3] == '.' && !isdigit((unsigned char)s[4]));
}

char *report_status_of(const char *text)
{
	char code = 0;
	for (const char *s = text; *s; s++) {
		size_t n = enhanced_at(text, s);
		if (n && *s != '2')
			return xstrndup(s, n);
		if (!code && code_at(text, s))
			code = *s;
	}
	return code ? xasprintf("%c.0.0", code) : xstrdup("");
}

/* ---- recipients ---- */

static struct report_recipient *find_recipient(struct report *r, const char *address)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcasecmp(r->recipients[i].address, address) == 0)
			return &r->recipients[i];
	return NULL;
}

/* Adds; takes ownership of all four strings. */
static void add_recipient(
        struct report *r, char *address, char *action, char *status, char *diagnostic)
{
	struct report_recipient *known = find_recipient(r, address);
	if (known || r->count == RECIPIENTS_MOST) {
		if (known && !*known->status && *status) {
			char *swap = known->status;
			known->status = status;
			status = swap;
		}
		free(address);
		free(action);
		free(status);
		free(diagnostic);
		return;
	}
	r->recipients = xrealloc(r->recipients, (r->count + 1) * sizeof *r->recipients);
	r->recipients[r->count++] =
	        (struct report_recipient){address, action, status, diagnostic, xstrdup("")};
}

/* "rfc822;<anna@example.com>" -> "anna@example.com" */
static char *bare_address(const char *value)
{
	const char *semi = strchr(value, ';');
	const char *at = strchr(value, '@');
	if (semi && (!at || semi < at))
		value = semi + 1;
	value += strspn(value, " \t<\"'");
	size_t n = strcspn(value, " \t>\"'\n(");
	return xstrndup(value, n < 320 ? n : 320);
}

/* "5.1.1 (user unknown)" -> "5.1.1" */
static char *bare_status(const char *value)
{
	value += strspn(value, " \t\"");
	return xstrndup(value, strspn(value, "0123456789."));
}

/* "smtp; 550 5.1.1 …" -> "550 5.1.1 …" */
static char *bare_diagnostic(const char *value)
{
	size_t n = strcspn(value, ";");
	bool type = value[n] && n < 24 && !memchr(value, ' ', n);
	if (type)
		value += n + 1;
	value += strspn(value, " \t");
	return xstrndup(value, DIAGNOSTIC_MOST);
}

/* Is the one domain the other, or within it? */
static bool related(const char *a, const char *b)
{
	const char *x = strrchr(a, '@'), *y = strrchr(b, '@');
	size_t n = x ? strlen(x + 1) : 0, m = y ? strlen(y + 1) : 0;
	if (n > m)
		return related(b, a);
	return n && strcasecmp(y + 1 + m - n, x + 1) == 0 && (n == m || y[m - n] == '.');
}

/* What failed: the address that we wrote to, also under the other name that it has in its own
 * house; elsewhere it was passed on to, that one. *ret_original is then the first, else "". */
static char *failed_address(const struct header_lines *h, char **ret_original)
{
	AUTO(xfree) char *final_value = header_get(h, "Final-Recipient");
	AUTO(xfree) char *original_value = header_get(h, "Original-Recipient");
	AUTO(xfree) char *final = bare_address(final_value);
	AUTO(xfree) char *original = bare_address(original_value);
	bool ours = strchr(original, '@') && (!strchr(final, '@') || related(final, original));
	*ret_original = xstrdup(ours || !strchr(original, '@') ? "" : original);
	return xstrdup(ours ? original : final);
}

static void take_status_block(struct report *r, const struct header_lines *h)
{
	keep_first(&r->envelope_id, header_get(h, "Original-Envelope-Id"));
	AUTO(xfree) char *original = NULL;
	AUTO(xfree) char *address = failed_address(h, &original);
	if (!*address)
		return;
	char *action = header_get(h, "Action");
	action[strspn(action, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-")] = '\0';
	lower(action);
	AUTO(xfree) char *status = header_get(h, "Status");
	AUTO(xfree) char *diagnostic = header_get(h, "Diagnostic-Code");
	size_t before = r->count;
	add_recipient(
	        r, xstrdup(address), action, bare_status(status), bare_diagnostic(diagnostic));
	if (r->count > before) {
		free(r->recipients[before].original);
		r->recipients[before].original = xstrdup(original);
	}
}

void report_status(struct report *r, const char *bytes, size_t n)
{
	/* blocks of fields with blank lines between; some write two blank lines, some none at
	 * all at the end */
	for (size_t at = 0, end; at < n; at += end) {
		AUTO(xfree) char *block = header_unfold(bytes + at, n - at, &end);
		struct header_lines h;
		header_read(block, &h);
		take_status_block(r, &h);
		if (!end) { /* a line that is no field: pass it */
			const char *nl = memchr(bytes + at, '\n', n - at);
			end = nl ? (size_t)(nl - bytes) + 1 - at : n - at;
		}
	}
}

void report_feedback(struct report *r, const char *bytes, size_t n)
{
	AUTO(xfree) char *block = header_unfold(bytes, n, NULL);
	struct header_lines fields;
	header_read(block, &fields);
	char *type = header_get(&fields, "Feedback-Type");
	lower(type);
	keep_first(&r->feedback_type, type);
	AUTO(xfree) char *to = header_get(&fields, "Original-Rcpt-To");
	if (*to)
		add_recipient(r, bare_address(to), xstrdup(""), xstrdup(""), xstrdup(""));
}

void report_disposition(struct report *r, const char *bytes, size_t n)
{
	AUTO(xfree) char *block = header_unfold(bytes, n, NULL);
	struct header_lines fields;
	header_read(block, &fields);
	AUTO(xfree) char *id = header_get(&fields, "Original-Message-ID");
	keep_first(&r->original_message_id, header_id(id));
	AUTO(xfree) char *final = header_get(&fields, "Final-Recipient");
	if (*final)
		add_recipient(r, bare_address(final), xstrdup(""), xstrdup(""), xstrdup(""));
}

void report_returned(struct report *r, const char *bytes, size_t n)
{
	while (n && (*bytes == '\n' || *bytes == '\r')) {
		bytes++;
		n--;
	}
	AUTO(xfree) char *block = header_unfold(bytes, n, NULL);
	struct header_lines fields;
	header_read(block, &fields);
	AUTO(xfree) char *id = header_get(&fields, "Message-ID");
	keep_first(&r->original_message_id, header_id(id));
	keep_first(&r->original_reference, header_get(&fields, "Followup-Ref"));
}

/* ---- prose ---- */

bool report_from_system(const char *address)
{
	static const char *const locals[] = {"mailer-daemon", "mailerdaemon", "mail-daemon",
	        "postmaster", "mdaemon", "mmdf", "mail.daemon", "mailer.daemon", "maildaemon",
	        "smtp-daemon", "mailsystem", "mail-system", "post_master", "ndr@", NULL};
	for (size_t i = 0; strchr("mMpPsSnN", *address) && locals[i]; i++)
		if (strncasecmp(address, locals[i], strlen(locals[i])) == 0)
			return true;
	return false;
}

/* Sent under a mail system's name: never by a person. */
bool report_from_daemon(const struct header_lines *h)
{
	static struct words names = {.list = {"mailer-daemon", "mail delivery s"}};
	const char *from, *path;
	size_t n, k;
	return (header_find(h, "From", &from, &n) && words_within(&names, from, n)) ||
	       (header_find(h, "Return-Path", &path, &k) && k > 13 &&
	               strncasecmp(path, "<mailer-daemon", 14) == 0) ||
	       header_has(h, "X-Failed-Recipients") || header_has(h, "X-Bounced-Address");
}

bool report_subject(const struct header_lines *h)
{
	static struct words subjects = {
	        .list = {"undeliver", "non remis", "nondeliver", "non-deliver", "delivery status",
	                "delivery fail", "delivery notif", "delivery error", "delivery report",
	                "delivery problem", "delivery warning", "failed delivery", "delivery delay",
	                "delivery unsuccess", "delivery has", "returned mail", "returned e-mail",
	                "mail returned", "returned to sender", "returned message",
	                "returning message", "failure notice", "failure delivery", "mail failure",
	                "mail error", "mail system error", "message you sent blocked",
	                "message not deliv", "not delivered", "could not be delivered",
	                "could not deliver", "couldn't be delivered", "cannot deliver",
	                "unable to deliver", "nicht zugestellt", "unzustellbar", "zustellung",
	                "zustellfehler", "unzustellbarkeit", "non remis", "échec de la remise",
	                "non distribu", "no se puede entregar", "no entregado", "mancato recapito",
	                "impossibile recapitare", "niet bezorgd", "onbestelbaar",
	                "kan inte levereras", "não entregue", "user unknown", "mail not deliver",
	                "permanent delivery", "rejected:", "message status", "bounce",
	                "undelivered", "недостав", "не доставлен", "配信不能", "配信エラー",
	                "送信できません", "投递失败", "退信", "系统退信", "mail could not",
	                "message undeliverable", "email delivery", "message delayed",
	                "warning: message", "warning: could not send", "delivery incomplete",
	                "メールエラー", "エラーメール", "エラー通知", "cannot send message",
	                "message not sent"}};
	const char *subject;
	size_t n;
	if (!header_find(h, "Subject", &subject, &n))
		return false;
	if (utf8_ascii(subject, n) == n && !memmem(subject, n, "=?", 2)) /* as most are */
		return words_within(&subjects, subject, n);
	AUTO(xfree) char *raw = xstrndup(subject, n);
	AUTO(xfree) char *plain = charset_decode_words(raw);
	return words_in(&subjects, plain);
}

bool report_suspect(const struct header_lines *h)
{
	static struct words names = {
	        .list = {"mailer-daemon", "mail delivery", "mail deliv", "delivery subsystem",
	                "mailer daemon", "postmaster", "mail administrator",
	                "internet mail delivery", "system administrator", "microsoft exchange",
	                "smtp gateway", "mail router"}};
	static struct words report = {.list = {"multipart/report"}};
	const char *from = "", *path, *type;
	size_t n = 0, k, m;
	header_find(h, "From", &from, &n);
	const char *open = memchr(from, '<', n);
	return report_from_daemon(h) || report_subject(h) ||
	       (header_find(h, "Return-Path", &path, &k) && k == 2 && !memcmp(path, "<>", 2)) ||
	       header_has(h, "X-MLServer") || report_from_system(open ? open + 1 : from) ||
	       words_within(&names, from, n) ||
	       (header_find(h, "Content-Type", &type, &m) && words_within(&report, type, m));
}

bool report_says_failure(const char *text)
{
	static struct words words = {
	        .list = {"could not be delivered", "couldn't be delivered", "cannot be delivered",
	                "can not be delivered", "can't be delivered", "was not delivered",
	                "not been delivered", "not be delivered", "wasn't able to deliver",
	                "unable to deliver", "undeliverable", "undelivered", "failed to deliver",
	                "delivery failed", "delivery to the following", "delivery failure",
	                "deliver your message", "did not reach", "fatal errors", "permanent error",
	                "permanent failure", "failed permanently", "returned to sender",
	                "returned to you", "mail could not", "message could not", "user unknown",
	                "unknown user", "no such user", "unknown local", "delivery error",
	                "delivery has failed", "unrouteable", "address rejected", "does not exist",
	                "doesn't exist", "account is over quota", "mailbox is full",
	                "recipient was not found", "not recognized", "unknown recipient",
	                "transmission error", "was undeliverable", "problem with the recipient",
	                "delivery status", "error was detected", "could not deliver",
	                "wurde nicht zugestellt", "nicht zugestellt", "konnte nicht",
	                "nicht ausgeliefert", "unzustellbar", "n'a pas pu", "pas été remis",
	                "non remis", "impossible de", "no pudo ser entregado", "no se pudo",
	                "no se ha podido", "non è stato possibile", "impossibile recapitare",
	                "kon niet worden", "niet worden bezorgd", "não pôde ser", "nao pode ser",
	                "não foi possível", "kunde inte levereras", "kunne ikke leveres",
	                "не удалось", "не может быть доставлено", "не доставлено", "配信できません",
	                "送信できません", "届けることが", "送達", "宛先", "无法投递", "无法送达",
	                "被退回", "退信", "was blocked", "has been rejected", "was rejected",
	                "rejected by", "been returned", "550 ", "554 ", "551 ", "552 ", "553 ",
	                "failed address", "bad address", "invalid address", "following address",
	                "following recipient", "failed recipient"}};
	return words_in(&words, text);
}

bool report_says_delay(const char *text)
{
	static struct words words = {
	        .list = {"has been delayed", "is delayed", "message is delayed", "delivery delayed",
	                "delivery is delayed", "warning message only", "do not need to resend",
	                "don't need to resend", "not need to resend", "will be retried",
	                "will keep trying", "will continue to", "continue trying", "keep trying",
	                "still trying", "not yet been delivered", "not been delivered yet",
	                "still undelivered", "could not send message for", "temporary problem",
	                "will try again", "being retried", "delivery delay", "delayed mail",
	                "verzögert", "retardé", "we will retry", "only a temporary failure",
	                "just a warning", "has not yet been delivered", "not yet delivered",
	                "noch nicht zugestellt", "weiter versucht", "weiterhin versucht",
	                "weitere zustellversuche", "pas encore pu", "pas encore été", "todavía no",
	                "aún no ha", "non è ancora", "non è stato ancora", "nog niet", "ainda não",
	                "ännu inte", "endnu ikke", "jeszcze nie", "ещё не", "еще не", "尚未",
	                "再送を", "重试"}};
	return words_in(&words, text);
}

/* Where the mail system's own words end and the returned message begins. */
static bool starts_returned(const char *line, size_t n)
{
	static struct words words = {
	        .list = {"original message", "copy of", "message follows", "unsent message",
	                "message header", "returned message", "headers follow", "mensaje original",
	                "undelivered message", "message text", "original mail", "oryginaln",
	                "message headers", "message included", "header", "returned copy", "body of",
	                "beginning of", "begin message", "nachricht folgt"}};
	static const char *const fields[] = {"Received:", "Return-Path:", "Message-ID:",
	        "Delivered-To:", "MIME-Version:", "DKIM-Signature:", "X-Mailer:", NULL};
	while (n && (isspace((unsigned char)*line) || *line == '>' || *line == '|')) {
		line++;
		n--;
	}
	for (size_t i = 0; fields[i]; i++)
		if (n >= strlen(fields[i]) && strncasecmp(line, fields[i], strlen(fields[i])) == 0)
			return true;
	if (n < 12 || n > 160 || !strchr("-=*_", *line))
		return false;
	char copy[161];
	memcpy(copy, line, n);
	copy[n] = '\0';
	return !strcasestr(copy, "transcript") && words_in(&words, copy);
}

static size_t prose_length(const char *text)
{
	for (size_t at = 0; text[at];) {
		size_t n = strcspn(text + at, "\n");
		if (starts_returned(text + at, n))
			return at;
		at += n + (text[at + n] != '\0');
	}
	return strlen(text);
}

/* The headers of the returned message, perhaps indented or quoted: its id and our reference. */
static void take_quoted_headers(struct report *r, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		const char *line = text + strspn(text, " \t>|");
		const char *next = text + n + (text[n] != '\0');
		if (line < text + n && strncasecmp(line, "Message-ID:", 11) == 0) {
			/* the id may stand on the next line, folded */
			AUTO(xfree)
			char *value = xstrndup(
			        line + 11, strcspn(line + 11, "\n") + 1 + strcspn(next, "\n"));
			keep_first(&r->original_message_id, header_id(value));
		} else if (line < text + n && strncasecmp(line, "Followup-Ref:", 13) == 0) {
			char *value = xstrndup(line + 13, (size_t)(text + n - line) - 13);
			char *trimmed = xstrdup(str_trim(value));
			free(value);
			keep_first(&r->original_reference, trimmed);
		}
		text = next;
	}
}

static bool address_char(char c)
{
	return isalnum((unsigned char)c) || strchr("!#$%&'*+-/=?^_`{|}~.@", c) ||
	       (unsigned char)c >= 0x80;
}

/* The address around the '@' at `at`, within the line [line, end). NULL when it is none. */
static char *address_around(const char *line, const char *end, const char *at,
        const char **ret_start, const char **ret_end)
{
	const char *a = at, *z = at + 1;
	bool ascii = at > line && (unsigned char)at[-1] < 0x80;
	while (a > line && a[-1] != '@' && address_char(a[-1])) {
		a--;
		if (ascii && (unsigned char)*a >= 0xe0) { /* a script without blanks */
			a++;
			while (a < at && ((unsigned char)*a & 0xc0) == 0x80)
				a++;
			break;
		}
	}
	while (z < end && (isalnum((unsigned char)*z) || *z == '.' || *z == '-'))
		z++;
	while (a < at && strchr("'`*-|.=/", *a))
		a++;
	if (at - a > 5 && strncasecmp(a, "SMTP=", 5) == 0)
		a += 5;
	while (z > at + 1 && (z[-1] == '.' || z[-1] == '-'))
		z--;
	*ret_start = a;
	*ret_end = z;
	if (a == at || z - at < 4 || z - a > 254 || !memchr(at, '.', (size_t)(z - at)))
		return NULL;
	return xstrndup(a, (size_t)(z - a));
}

enum rank { RANK_NONE, RANK_ANY, RANK_LABEL, RANK_START };

/* How much the place in its line says that the address is the failed recipient. */
static enum rank rank(const char *line, const char *start, const char *z, const char *end)
{
	static struct words labels = {
	        .list = {"recipient", "rcpt to", "to:", "error-for", "user ", "quota", "address",
	                "deliver", "mailbox", "failed", "message to", "destinat", "empfänger",
	                "an:", "para:", "could not", "unknown", "pas pu"}};
	static struct words wrong = {
	        .list = {"mail from", "message-id", "sender", "from:", "from <", "please contact",
	                "assistance", "questions", "mailto:", "http:", "https:", "abuse@",
	                "reply to mail from", "envelope-from", " by ", "contact ", "support@",
	                "helpdesk", "e-mail to", "forward", "postmaster", " id "}};
	const char *first = line;
	while (first < start && strchr(" \t<>-*\"'|`[(", *first))
		first++;
	bool alone = z >= end || strchr(" \t>:;,)\"'\r\n]|(", *z);
	if (first == start && alone)
		return RANK_START;
	char before[200];
	size_t n = (size_t)(start - line);
	if (n >= 5 && strncasecmp(start - 5, "SMTP=", 5) == 0)
		return RANK_START; /* "c=US;a= ;p=Studio;dda:SMTP=kim@studio.example;" (X.400) */
	const char *from = n < sizeof before ? line : start - (sizeof before - 1);
	n = (size_t)(start - from);
	memcpy(before, from, n);
	before[n] = '\0';
	if (words_in(&wrong, before))
		return RANK_NONE;
	return words_in(&labels, before) ? RANK_LABEL : RANK_ANY;
}

/* Is it the address that the report was sent to or from, or a mail system's? */
static bool is_ours(const char *address, const struct header_lines *h)
{
	static const char *const names[] = {
	        "To", "From", "Delivered-To", "Envelope-To", "Reply-To"};
	if (report_from_system(address))
		return true;
	for (size_t i = 0; i < COUNT(names); i++) {
		AUTO(xfree) char *value = header_get(h, names[i]);
		if (strcasestr(value, address))
			return true;
	}
	return false;
}

struct found {
	char *address;
	enum rank rank;
	const char *at;
};

/* The addresses of the prose with their ranks; at most `most`. */
static size_t find_addresses(
        const char *prose, const struct header_lines *h, struct found *found, size_t most)
{
	size_t count = 0, looked_at = 0;
	for (const char *line = prose; *line && count < most && looked_at < 1000;) {
		const char *end = line + strcspn(line, "\n");
		const char *at = line;
		while (count < most && looked_at < 1000 &&
		        (at = memchr(at, '@', (size_t)(end - at)))) {
			const char *a, *z;
			looked_at++;
			char *address = address_around(line, end, at, &a, &z);
			enum rank k =
			        address && !is_ours(address, h) ? rank(line, a, z, end) : RANK_NONE;
			if (k != RANK_NONE)
				found[count++] = (struct found){address, k, a};
			else
				free(address);
			at = z > at ? z : at + 1;
		}
		line = end + (*end != '\0');
	}
	return count;
}

/* What is said about the address at `at`: up to the next one of the same rank. */
static char *said_about(const struct found *found, size_t i, size_t count, const char *prose)
{
	const char *end = prose + strlen(prose);
	for (size_t k = i + 1; k < count; k++)
		if (found[k].rank == RANK_START &&
		        strcasecmp(found[k].address, found[i].address) != 0) {
			end = found[k].at;
			break;
		}
	size_t n = (size_t)(end - found[i].at);
	return xstrndup(found[i].at, n < DIAGNOSTIC_MOST ? n : DIAGNOSTIC_MOST);
}

static void take_addresses(struct report *r, const char *prose, const struct header_lines *h)
{
	struct found found[RECIPIENTS_MOST];
	size_t count = find_addresses(prose, h, found, COUNT(found));
	enum rank best = RANK_NONE;
	for (size_t i = 0; i < count; i++)
		best = found[i].rank > best ? found[i].rank : best;
	bool one_only = best == RANK_ANY;
	AUTO(xfree) char *general = report_status_of(prose);
	for (size_t i = 0; i < count; i++)
		if (found[i].rank == best && !(one_only && r->count)) {
			char *said = said_about(found, i, count, prose);
			char *status = report_status_of(said);
			if (!*status) {
				free(status);
				status = xstrdup(general);
			}
			add_recipient(r, xstrdup(found[i].address), xstrdup(""), status, said);
		}
	for (size_t i = 0; i < count; i++)
		free(found[i].address);
}

/* "X-Failed-Recipients: a@b, c@d" */
static void take_header_list(
        struct report *r, const struct header_lines *h, const char *name, const char *prose)
{
	AUTO(xfree) char *value = header_all(h, name);
	for (char *save, *one = strtok_r(value, ", \t\n", &save); one && r->count < RECIPIENTS_MOST;
	        one = strtok_r(NULL, ", \t\n", &save))
		if (strchr(one, '@')) {
			const char *said = strcasestr(prose, one);
			said = said ? said : prose;
			add_recipient(r, bare_address(one), xstrdup(""), report_status_of(said),
			        xstrndup(said, DIAGNOSTIC_MOST));
		}
}

void report_scan(struct report *r, const char *raw)
{
	if (!*r->original_message_id)
		take_quoted_headers(r, raw);
}

void report_prose(struct report *r, const struct header_lines *h, const char *text)
{
	size_t n = prose_length(text);
	AUTO(xfree) char *prose = xstrndup(text, n);
	take_quoted_headers(r, text + n);
	if (r->count)
		return;
	take_header_list(r, h, "X-Failed-Recipients", prose);
	take_header_list(r, h, "X-Bounced-Address", prose);
	if (!r->count)
		take_addresses(r, prose, h);
}
