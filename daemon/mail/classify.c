#include "classify.h"

#include "header.h"
#include "message.h"
#include "report.h"
#include "wish.h"
#include "words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *classify_name(enum classify_class c)
{
	static const char *const names[] = {"reply", "optout", "autoreply", "bounce", "delay",
	        "delivered", "complaint", "receipt", "challenge", "list", "other"};
	return (size_t)c < COUNT(names) ? names[c] : "other";
}

const char *classify_permanence_name(enum classify_permanence p)
{
	static const char *const names[] = {"", "dead", "refused", "transient"};
	return (size_t)p < COUNT(names) ? names[p] : "";
}

/* ---- permanence of a failure ---- */

static struct words words_full = {
        .list = {"quota", "mailbox full", "mailbox is full", "mailbox has exceeded",
                "mailfolder is full", "mailbox size limit exceeded", "inbox is full",
                "storage limit", "storage space", "no space", "disk full", "insufficient",
                "mail box full", "mailbox exceed", "too full", "out of space", "not enough space",
                "exceeded storage", "out of storage", "user is over", "exceed the quota",
                "maildir over", "diskspace", "disk space", "capacity"}};
static struct words words_later = {
        .list = {"try again", "temporar", "timed out", "timeout", "time out", "greylist",
                "disabled", "suspended", "graylist", "rate limit", "deferred",
                "too many connections", "connection refused", "connection reset",
                "too many concurrent", "try later", "retry", "unreachable", "no route to host",
                "receiving mail at a rate", "lost connection", "connection closed",
                "conversation with", "couldn't connect", "could not connect", "loop",
                "too many hops", "hop count", "delivery time expired", "message expired",
                "been in the queue too long", "queue too long", "maximum time", "system error",
                "configuration error", "can't create output", "local error", "i/o error",
                "name server", "server failure", "dns failure", "dns lookup failed",
                "malformed or unexpected name server", "host name lookup failure"}};
static struct words words_refused = {
        .list = {"spam", "block", "blacklist", "black list", "denylist", "rbl", "dnsbl", "spamhaus",
                "policy", "dmarc", "spf", "dkim", "reputation", "access denied", "not authorized",
                "not authorised", "unauthorized", "authentication", "authenticat", "content reject",
                "content refused", "message content", "virus", "malware", "too large", "too big",
                "size limit", "message size", "exceeds the max", "exceeds size", "exceeds max",
                "relay", "banned", "not permitted", "not allowed", "prohibited", "filter", "bulk",
                "suspicious", "abuse", "reverse dns", "ptr", "helo", "ehlo",
                "sender address rejected", "sender rejected", "sender denied", "sender verify",
                "sender domain", "unauthenticated", "ip address", "blocklist", "blocklisted",
                "is listed", "are listed", "listed at", "listed on", "listed by",
                "my name was rejected", "permission to post", "sender address", "of sender",
                "unsolicited", "restricted", "attachment", "executable", "7bit", "8bit",
                "non-ascii", "header", "rfc 5322", "rfc5322", "rfc 2822", "bare lf", "bare <lf>",
                "too many recipients", "closed list", "members only", "moderat", "not a member",
                "suspended the sending", "suppressed sending", "certificate", "starttls", "tls",
                "encryption", "challenge", "confirm", "preferences"}};
static struct words words_dead = {
        .list = {"user unknown", "unknown user", "no such user", "no such recipient",
                "no such mailbox", "no such address", "no such person", "no such account",
                "no such customer", "does not exist", "doesn't exist", "invalid domain",
                "no valid recipient", "address is correct", "not deliverable to",
                "unknown recipient", "recipient unknown", "unknown local", "unknown mailbox",
                "mailbox unknown", "unknown address", "address unknown", "unknown or illegal",
                "unknown account", "unknown alias", "account unknown", "mailbox not found",
                "mailbox unavailable", "mailbox is unavailable", "no mailbox",
                "recipient not found", "user not found", "not found", "account not",
                "invalid recipient", "invalid mailbox", "invalid address", "invalid user",
                "bad address", "bad destination", "bad recipient", "not a known user",
                "not our customer", "not known", "no account", "doesn't have a", "does not have a",
                "not have an account", "not listed in", "is unknown", "no longer", "inactive",
                "deactivated", "deleted", "has been closed", "account closed", "expired",
                "expirado", "terminated", "not active", "moved", "host unknown", "unknown host",
                "host not found", "domain not found", "no such domain", "unknown domain",
                "unrouteable", "unroutable", "not recognized", "not recognised", "not a valid",
                "isn't a valid", "no valid recipient", "not valid", "invalid final delivery",
                "mailbox not", "no user", "user doesn't", "non-existent", "nonexistent",
                "unknown to", "null mx", "no mx", "not accept mail", "doesn't accept mail",
                "cannot find your recipient", "couldn't find any host", "couldn't be found",
                "wasn't found", "could not be found", "was not found", "was refused by",
                "unbekannt", "existiert nicht", "inconnu", "n'existe pas", "no existe",
                "desconocido", "inexistente", "non esiste", "sconosciuto", "onbekend",
                "bestaat niet", "não existe", "okänd", "finns inte", "nieznany", "nie istnieje",
                "не существует", "не найден", "неизвест", "存在しません", "見つかりません",
                "不存在"}};

/* What Exchange Online says for an unknown recipient, among others; a gateway for an address
 * that nobody registered with it. */
static struct words words_unknown_in_disguise = {
        .list = {"recipient address rejected: access denied", "542 rejected"}};

/* The account is there and asleep, whatever else is said of the user. */
static struct words words_asleep = {
        .list = {"account is disabled", "account disabled", "account has been disabled",
                "account is suspended", "account suspended", "account has been suspended",
                "account is temporarily", "temporarily limited"}};

static bool later_by_code(const char *status)
{
	return *status == '4';
}

/* What the detail of an enhanced code says; NOT_A_BOUNCE when it says nothing. */
static enum classify_permanence by_detail(const char *status)
{
	static const struct {
		const char *code;
		enum classify_permanence means;
	} table[] = {
	        {".1.0", CLASSIFY_DEAD},
	        {".1.1", CLASSIFY_DEAD},
	        {".1.2", CLASSIFY_DEAD},
	        {".1.3", CLASSIFY_DEAD},
	        {".1.6", CLASSIFY_DEAD},
	        {".1.10", CLASSIFY_DEAD},
	        {".1.7", CLASSIFY_REFUSED},
	        {".1.8", CLASSIFY_REFUSED},
	        {".1.9", CLASSIFY_REFUSED},
	        {".2.1", CLASSIFY_DEAD},
	        {".2.2", CLASSIFY_TRANSIENT},
	        {".2.3", CLASSIFY_REFUSED},
	        {".3.4", CLASSIFY_REFUSED},
	        {".4.4", CLASSIFY_DEAD},
	        {".4.7", CLASSIFY_TRANSIENT},
	        {".4.6", CLASSIFY_TRANSIENT},
	};
	for (size_t i = 0; i < COUNT(table); i++)
		if (strcmp(status + 1, table[i].code) == 0)
			return table[i].means;
	if (strncmp(status + 1, ".7.", 3) == 0 || strncmp(status + 1, ".6.", 3) == 0)
		return CLASSIFY_REFUSED;
	return CLASSIFY_NOT_A_BOUNCE;
}

/* Addresses are not words: "does-not-exist@example.com" says nothing. Owned. */
static char *without_addresses(const char *text)
{
	enum { WIDE = 0xe0 }; /* what begins with such a byte puts no blanks between words */
	struct text out = TEXT_INIT;
	while (*text) {
		size_t n = 0;
		while (text[n] && !strchr(" \t\n<>()[]\"',;", text[n]) &&
		        (unsigned char)text[n] < WIDE)
			n++;
		if (!memchr(text, '@', n))
			text_put(&out, text, n);
		text += n;
		n = 0;
		while ((unsigned char)text[n] >= 0x80)
			n++;
		text_put(&out, text, n);
		text += n;
		char c = isspace((unsigned char)*text) ? ' ' : *text;
		if (c && (c != ' ' || !out.len || out.s[out.len - 1] != ' '))
			text_putc(&out, c);
		text += *text != '\0';
	}
	return text_steal(&out);
}

/* The refusal was not the answer to the recipient's name: it came before, at the sender's, or
 * after the letter itself. So it is about these, whatever the words say. (Sendmail's ">>> DATA"
 * proves nothing: it pipelines.) */
static bool not_about_recipient(const char *text)
{
	static struct words words = {.list = {"in reply to end of DATA", "after end of data",
	                                     "after MAIL FROM", "in reply to MAIL FROM"}};
	return words_in(&words, text);
}

enum classify_permanence classify_status(const char *status, const char *text)
{
	status = status ? status : "";
	if (later_by_code(status))
		return CLASSIFY_TRANSIENT;
	AUTO(xfree) char *words = without_addresses(text ? text : "");
	bool dead = words_in(&words_dead, words), refused = words_in(&words_refused, words);
	bool later = words_in(&words_later, words);
	if (words_in(&words_full, words))
		return CLASSIFY_TRANSIENT;
	enum classify_permanence p = *status ? by_detail(status) : CLASSIFY_NOT_A_BOUNCE;
	/* many write 5.1.1 or 5.0.0 over a policy, and 5.7.1 over an unknown user: where the
	 * words are clear they decide */
	if (words_in(&words_unknown_in_disguise, words))
		return CLASSIFY_DEAD;
	bool asleep = later && (strcmp(status, "5.2.1") == 0 || strcmp(status, "5.4.4") == 0);
	if (p == CLASSIFY_DEAD && !dead && (refused || asleep))
		return refused ? CLASSIFY_REFUSED : CLASSIFY_TRANSIENT;
	if (strncmp(status, "5.7.", 4) == 0 && dead && !refused)
		return CLASSIFY_DEAD;
	if (p != CLASSIFY_NOT_A_BOUNCE)
		return p;
	if (words_in(&words_asleep, words))
		return CLASSIFY_TRANSIENT;
	if (dead &&
	        !refused) /* "Host not found, try again" without a code is a name server's hiccup */
		return !*status && strcasestr(words, "try again") ? CLASSIFY_TRANSIENT
		                                                  : CLASSIFY_DEAD;
	if (refused)
		return CLASSIFY_REFUSED;
	return later || *status != '5' ? CLASSIFY_TRANSIENT : CLASSIFY_REFUSED;
}

/* ---- where it comes from ---- */

/* The keyword of a header such as Auto-Submitted: without parameters and comments. */
static bool keyword_is(const char *value, const char *word)
{
	size_t n = strlen(word);
	value += strspn(value, " \t");
	return strncasecmp(value, word, n) == 0 && !isalnum((unsigned char)value[n]) &&
	       value[n] != '-';
}

/* RFC 3834: anything but "no" comes from a machine. */
static bool is_submitted_by_machine(const struct message *m)
{
	return *m->auto_submitted && !keyword_is(m->auto_submitted, "no");
}

static bool null_path(const struct message *m)
{
	return str_same(m->return_path, "<>") || str_same(m->return_path, "<MAILER-DAEMON>");
}

static bool is_answer(const struct message *m)
{
	return *m->in_reply_to || *m->references;
}

/* Signs that need a second one of another family: people's mails carry one of them too. */
static bool sender_is_machine(const struct message *m)
{
	static const char *const locals[] = {"mailer-daemon", "postmaster", "post_master",
	        "no-reply", "noreply", "no_reply", "do-not-reply", "donotreply", "do_not_reply",
	        "bounce", "notification"};
	for (size_t i = 0; i < COUNT(locals); i++)
		if (strncasecmp(m->from_address, locals[i], strlen(locals[i])) == 0)
			return true;
	return false;
}

/* ---- reports ---- */

static bool is_type(const struct message *m, const char *type)
{
	return strncasecmp(m->content_type, type, strlen(type)) == 0;
}

/* Does this text say anything that classify_status() knows? */
static bool about_text(const char *text)
{
	AUTO(xfree) char *words = without_addresses(text);
	return words_in(&words_dead, words) || words_in(&words_refused, words) ||
	       words_in(&words_full, words) || words_in(&words_later, words);
}

/* X.2.x says that the mailbox exists, X.3.x that its system is at fault (RFC 3463); only the answer
 * to its name weighs more. */
static bool address_exists(const char *status, const char *words, const char *text)
{
	static struct words answer = {.list = {"RCPT", "does not like recipient"}};
	return (strncmp(status, "5.2.", 4) == 0 || strncmp(status, "5.3.", 4) == 0) &&
	       !words_in(&answer, words) && !words_in(&answer, text);
}

/* "Your message to <…> was automatically rejected:" and a line in the words of who has the mailbox:
 * it is there, whatever the fields say. */
static bool mailbox_speaks(const char *text)
{
	const char *p = strcasestr(text, "was automatically rejected:\n");
	if (!p)
		return false;
	p = strchr(p, '\n') + 1;
	AUTO(xfree) char *line = xstrndup(p, strcspn(p, "\n"));
	return words_in(&words_full, line);
}

/* The worst of the recipients: one letter goes to one person, so it is almost always one. */
static enum classify_permanence permanence_of(const struct message *m)
{
	enum classify_permanence worst = CLASSIFY_NOT_A_BOUNCE;
	for (size_t i = 0; i < m->recipients_count; i++) {
		const struct report_recipient *r = &m->recipients[i];
		AUTO(xfree) char *said = report_status_of(r->diagnostic);
		/* the far server's own code is nearer to the truth than the reporter's summary */
		const char *status = *said && strcmp(said + 1, ".0.0") != 0 ? said : r->status;
		const char *words = *r->diagnostic ? r->diagnostic : m->text;
		if (!*status && !*said)
			words = about_text(r->diagnostic) ? r->diagnostic : m->text;
		enum classify_permanence p = classify_status(*status ? status : said, words);
		if (p == CLASSIFY_DEAD &&
		        (not_about_recipient(words) || not_about_recipient(m->text)))
			p = CLASSIFY_REFUSED;
		if (p == CLASSIFY_DEAD &&
		        (address_exists(status, words, m->text) || mailbox_speaks(m->text)))
			p = CLASSIFY_TRANSIENT; /* in doubt; again and again it is dead too */
		if (worst == CLASSIFY_NOT_A_BOUNCE || p == CLASSIFY_DEAD)
			worst = p;
	}
	if (worst != CLASSIFY_NOT_A_BOUNCE)
		return worst;
	AUTO(xfree) char *status = report_status_of(m->text);
	return classify_status(status, m->text);
}

static void say(struct classify *c, enum classify_class class, const char *reason)
{
	c->class = class;
	c->reason = reason;
}

static bool any_action(const struct message *m, const char *action)
{
	for (size_t i = 0; i < m->recipients_count; i++)
		if (str_starts(m->recipients[i].action, action))
			return true;
	return false;
}

static void bounce(struct classify *c, const struct message *m, const char *reason)
{
	say(c, CLASSIFY_BOUNCE, reason);
	c->permanence = permanence_of(m);
}

/* RFC 3464, RFC 5965, RFC 8098. */
static bool by_standard(struct classify *c, const struct message *m, const struct header_lines *h)
{
	if (*m->feedback_type && strcmp(m->feedback_type, "not-spam") != 0)
		say(c, CLASSIFY_COMPLAINT, "feedback report (RFC 5965)");
	else if (strcmp(m->report_type, "feedback-report") == 0)
		say(c, CLASSIFY_COMPLAINT, "feedback report (RFC 5965)");
	else if (header_has(h, "X-HmXmrOriginalRecipient"))
		say(c, CLASSIFY_COMPLAINT, "a complaint forwarded by a junk mail programme");
	else if (strcmp(m->report_type, "disposition-notification") == 0 &&
	         strcasestr(m->auto_submitted, "rejected"))
		bounce(c, m, "refused by the recipient's filter (RFC 5429)");
	else if (strcmp(m->report_type, "disposition-notification") == 0)
		say(c, CLASSIFY_RECEIPT, "disposition notification (RFC 8098)");
	else if (any_action(m, "fail"))
		bounce(c, m, "delivery report: failed (RFC 3464)");
	else if (any_action(m, "delay"))
		say(c, CLASSIFY_DELAY, "delivery report: delayed (RFC 3464)");
	else if (any_action(m, "deliver") || any_action(m, "relay") || any_action(m, "expand"))
		say(c, CLASSIFY_DELIVERED, "delivery report: delivered (RFC 3464)");
	else
		return false;
	if (c->class == CLASSIFY_DELAY)
		c->permanence = CLASSIFY_TRANSIENT;
	return true;
}

/* A notice of a mail service as JSON: {"notificationType":"Bounce", …}. */
static bool by_notification(struct classify *c, const struct message *m)
{
	const char *p = strstr(m->text, "\"notificationType\":\"");
	if (!p || *m->in_reply_to)
		return false;
	p += strlen("\"notificationType\":\"");
	if (str_starts(p, "Bounce"))
		bounce(c, m, "a mail service's notification: bounce");
	else if (str_starts(p, "Complaint"))
		say(c, CLASSIFY_COMPLAINT, "a mail service's notification: complaint");
	else if (str_starts(p, "Delivery"))
		say(c, CLASSIFY_DELIVERED, "a mail service's notification: delivered");
	else
		return false;
	return true;
}

/* An address with a code and the words for it behind: people tell of what failed in words alone. */
static bool answer_told(const struct message *m)
{
	for (size_t i = 0; i < m->recipients_count; i++)
		if (*m->recipients[i].status && about_text(m->recipients[i].diagnostic))
			return true;
	return false;
}

/* "My mail to your colleague came back": mail systems write of "your message". */
static bool tells_of_own_mail(const char *new_text)
{
	static const char *const mine_words[] = {"my", "mein", "meine", "meiner", "mon", "mes",
	        "mi", "mis", "mio", "mia", "meu", "minha", "mijn", "mitt", "moj", "moje", "мое",
	        "моя", NULL};
	static struct wish_phrases mine = {.phrases = mine_words};
	AUTO(xfree) char *folded = wish_fold(new_text, 2000);
	size_t at;
	return strchr(new_text, '?') || wish_find(folded, &mine, &at);
}

/* A mail system that follows no standard: two of its name, its subject and its words. */
static bool by_prose(struct classify *c, const struct message *m, const struct header_lines *h)
{
	bool other_report = *m->report_type && strcmp(m->report_type, "delivery-status") != 0;
	if (!report_suspect(h) || other_report || (*m->in_reply_to && *m->list_id))
		return false;
	bool report = is_type(m, "multipart/report");
	bool named = report_from_daemon(h), subject = report_subject(h);
	bool says = report_says_failure(m->text);
	bool certain = report || (named && subject) || (named && m->recipients_count);
	/* A person who tells of a bounce has the words and the subject, but not the sender; a
	 * holiday note has the null sender and perhaps the words, but not the subject. */
	AUTO(xfree) char *base = message_base_subject(m->subject);
	bool system = named || sender_is_machine(m) || report_from_system(m->from_address);
	bool nobody = null_path(m) || is_submitted_by_machine(m);
	bool returned = *m->original_message_id != '\0';
	bool new_thread = !is_answer(m) && strlen(base) == strlen(m->subject);
	bool list_server = header_has(h, "X-MLServer") && returned &&
	                   strcasestr(m->text, "original mail as follows");
	bool evidence = (says && system) || (says && nobody && (subject || returned)) ||
	                (says && subject && new_thread && (returned || answer_told(m)) &&
	                        !tells_of_own_mail(m->new_text)) ||
	                list_server || (subject && null_path(m)) ||
	                (subject && system && m->recipients_count);
	if (!certain && !evidence)
		return false;
	if (report_says_delay(m->text)) {
		say(c, CLASSIFY_DELAY, "a mail system writes that delivery is delayed");
		c->permanence = CLASSIFY_TRANSIENT;
		return true;
	}
	bounce(c, m, "a mail system writes that delivery failed");
	return true;
}

/* ---- automatic mail ---- */

static bool header_is(const struct header_lines *h, const char *name, const char *word)
{
	AUTO(xfree) char *value = header_get(h, name);
	return strcasestr(value, word) != NULL;
}

/* Subjects that mail programs put before an absence note. */
static bool absence_subject(const char *subject)
{
	static const char *const words[] = {"automatic reply", "auto reply", "autoreply",
	        "auto response", "autoresponse", "auto responder", "autoresponder",
	        "automated reply", "automated response", "automatic response", "out of office",
	        "out of the office", "ooo", "away from my mail", "away from the office",
	        "on vacation", "vacation reply", "vacation response", "abwesenheit",
	        "abwesenheitsnotiz", "abwesenheitsnachricht", "automatische antwort",
	        "automatische antwoord", "automatisch antwoord", "reponse automatique",
	        "absence du bureau", "message d absence", "respuesta automatica",
	        "fuera de la oficina", "risposta automatica", "fuori sede", "fuori ufficio",
	        "afwezig", "afwezigheid", "autosvar", "automatiskt svar", "automatisk svar",
	        "automaattinen vastaus", "poissa", "autoodpowiedz", "odpowiedz automatyczna",
	        "automaticka odpoved", "automatikus valasz", "raspuns automat", "otomatik yanit",
	        "resposta automatica", "автоответ", "автоматический ответ", "автоматична відповідь",
	        "自动回复", "自動回覆", "自動返信", "自動応答", "자동 회신", "부재중",
	        "מענה אוטומטי", NULL};
	static struct wish_phrases phrases = {.phrases = words};
	AUTO(xfree) char *folded = wish_fold(subject, 400);
	size_t at;
	const char *phrase = wish_find(folded, &phrases, &at);
	return phrase && at <= 12;
}

/* "Automatic" and "reply", one word or two in any order: whatever the language. Folded. */
static bool automatic_reply(const char *words)
{
	static struct words automatic = {
	        .list = {"automat", "automaa", "auto ", "autorep", "autosvar", "otomat", "avtomat",
	                "samodejn", "автом", "αυτομ", "אוטומ", "تلقائ", "自动", "自動", "자동"}};
	static struct words reply = {
	        .list = {"repl", "respon", "antw", "repon", "respuest", "rispost", "respost",
	                "svar", "vastau", "vastus", "odpow", "odpov", "odgov", "valas", "raspun",
	                "yanit", "yanıt", "atsaky", "atbild", "ответ", "отговор", "одгов", "відпов",
	                "απαντ", "תשוב", "מענה", "رد", "الرد", "回复", "回覆", "答复", "答覆",
	                "返信", "応答", "回信", "회신", "응답", "balas"}};
	const char *blank = strchr(words, ' ');
	return !(blank && strchr(blank + 1, ' ')) && words_in(&automatic, words) &&
	       words_in(&reply, words);
}

/* Absence subjects that a program wrote for certain: all there is before the first colon. */
static bool absence_prefix(const char *subject)
{
	static const char *const prefixes[] = {"auto", "autosvar", "autoreply", "out of office",
	        "out of office autoreply", "out of office reply", "abwesenheitsnotiz", "автоответ",
	        NULL};
	const char *colon = strchr(subject, ':'), *wide = strstr(subject, "：");
	const char *end = !colon || (wide && wide < colon) ? wide : colon;
	if (!end || end - subject > 60)
		return false;
	AUTO(xfree) char *before = xstrndup(subject, (size_t)(end - subject));
	AUTO(xfree) char *folded = wish_fold(before, 100);
	const char *words = str_trim(folded);
	for (size_t i = 0; prefixes[i]; i++)
		if (str_same(words, prefixes[i]))
			return true;
	return automatic_reply(words);
}

/* Headers that only a responder writes. */
static const char *responder_header(const struct message *m, const struct header_lines *h)
{
	static const char *const present[] = {"X-Autoreply", "X-Auto-Reply", "X-Autorespond",
	        "X-Autoresponder", "X-AutoReply-From", "X-Mail-Autoreply", "X-Autoreply-From",
	        "X-MS-Exchange-Inbox-Rules-Loop"};
	for (size_t i = 0; i < COUNT(present); i++) {
		AUTO(xfree) char *value = header_get(h, present[i]);
		if (*value && strcasecmp(value, "no") != 0 && strcasecmp(value, "false") != 0)
			return "a header that only auto-responders write";
	}
	if (keyword_is(m->auto_submitted, "auto-replied"))
		return "Auto-Submitted: auto-replied (RFC 3834)";
	static const char *const precedence[] = {"Precedence", "X-Precedence", "Preference"};
	for (size_t i = 0; i < COUNT(precedence); i++)
		if (header_is(h, precedence[i], "auto_reply") ||
		        header_is(h, precedence[i], "auto-reply"))
			return "Precedence: auto_reply";
	if (header_is(h, "X-POST-MessageClass", "autoresponder") ||
	        header_is(h, "Delivered-To", "autoresponder") ||
	        header_is(h, "X-Autogenerated", "repl"))
		return "a header that only auto-responders write";
	return NULL;
}

static bool from_list(const struct message *m, const struct header_lines *h)
{
	return *m->list_id || header_has(h, "List-Unsubscribe") || header_has(h, "List-Post") ||
	       keyword_is(m->precedence, "list");
}

/* "Anna Berg is out of the office.": Lotus Notes, which sets no header. */
static bool notes_absence(const struct message *m)
{
	const char *p = strcasestr(m->subject, " is out of the office");
	return p && strlen(p) <= strlen(" is out of the office") + 2 && !is_answer(m) &&
	       strcasestr(m->text, "out of the office");
}

/* The answer to an invitation without a word of the person's own: none, or what calendars write. */
static bool sent_by_calendar(const char *new_text)
{
	static struct words words = {.list = {"invitation", "Einladung", "invitación", "invito",
	                                     "uitnodiging", "convite", "inbjudan", "zaproszeni",
	                                     "pozvánk", "приглашен", "招待", "邀请", "초대"}};
	return !*new_text || words_in(&words, new_text);
}

static bool autoreply(struct classify *c, const struct message *m, const struct header_lines *h)
{
	const char *header = responder_header(m, h);
	if (header && !*m->list_id)
		say(c, CLASSIFY_AUTOREPLY, header);
	else if (notes_absence(m))
		say(c, CLASSIFY_AUTOREPLY, "an absence note by subject and text");
	else if (absence_prefix(m->subject) && !from_list(m, h))
		say(c, CLASSIFY_AUTOREPLY,
		        "the subject begins as mail programs begin an absence note");
	else if (absence_subject(m->subject) && !from_list(m, h) &&
	         (is_submitted_by_machine(m) || null_path(m) || keyword_is(m->precedence, "bulk") ||
	                 keyword_is(m->precedence, "junk")))
		say(c, CLASSIFY_AUTOREPLY, "an absence note by subject and by header");
	else if (is_submitted_by_machine(m) && is_answer(m) && !from_list(m, h))
		say(c, CLASSIFY_AUTOREPLY, "Auto-Submitted on an answer (RFC 3834)");
	else if (null_path(m) && is_answer(m) && !from_list(m, h))
		say(c, CLASSIFY_AUTOREPLY, "an answer from the null sender");
	else if (m->calendar_reply && sent_by_calendar(m->new_text))
		say(c, CLASSIFY_AUTOREPLY, "an answer to an invitation, sent by the calendar");
	else
		return false;
	return true;
}

/* Filters that ask the sender to prove that he is a person. */
static bool challenge(struct classify *c, const struct message *m, const struct header_lines *h)
{
	static const char *const headers[] = {"X-Boxtrapper", "X-ASK-Auth", "X-SpamArrest",
	        "X-Bluebottle-Request", "X-Challenge-Response", "X-Boxbe-Challenge"};
	static struct words subjects = {
	        .list = {"please confirm your message", "confirm your message",
	                "confirm your email to", "confirm you are human", "requires confirmation",
	                "verification required", "please verify your email to",
	                "awaiting your confirmation", "sender verification", "spam arrest",
	                "confirm delivery of your", "click to deliver"}};
	static struct words words = {
	        .list = {"guest list", "allowed list", "approved senders", "approved sender",
	                "whitelist", "verify that you are", "confirm that you are",
	                "prove that you", "not a spammer", "human being", "one-time confirmation"}};
	for (size_t i = 0; i < COUNT(headers); i++)
		if (header_has(h, headers[i])) {
			say(c, CLASSIFY_CHALLENGE, "a header of a challenge-response filter");
			return true;
		}
	bool machine = is_submitted_by_machine(m) || null_path(m) ||
	               header_is(h, "Envelope-From", "<>") || is_type(m, "multipart/report") ||
	               sender_is_machine(m);
	if (from_list(m, h) || !machine || m->recipients_count > 1 || any_action(m, "fail"))
		return false;
	if (!words_in(&subjects, m->subject) &&
	        !(words_in(&words, m->new_text) && !report_from_daemon(h) &&
	                strstr(m->text, "http")))
		return false;
	say(c, CLASSIFY_CHALLENGE, "asks the sender to confirm that he is a person");
	return true;
}

static bool other_machine(struct classify *c, const struct message *m, const struct header_lines *h)
{
	bool list = from_list(m, h) || keyword_is(m->precedence, "bulk") ||
	            keyword_is(m->precedence, "junk");
	bool feedback = header_has(h, "Feedback-ID");
	int families = list + feedback + sender_is_machine(m);
	if (list && !is_answer(m) &&
	        header_has(h, "List-Unsubscribe") + feedback + keyword_is(m->precedence, "bulk") +
	                        keyword_is(m->precedence, "list") + (*m->list_id != '\0') >=
	                2)
		say(c, CLASSIFY_LIST, "several list headers, and no answer to anything");
	else if (is_submitted_by_machine(m))
		say(c, CLASSIFY_OTHER, "Auto-Submitted (RFC 3834)");
	else if (null_path(m))
		say(c, CLASSIFY_OTHER, "the null sender");
	else if (is_type(m, "multipart/report"))
		say(c, CLASSIFY_OTHER, "a report of an unknown kind");
	else if (header_is(h, "X-FC-MachineGenerated", "true") || header_has(h, "X-Autogenerated"))
		say(c, CLASSIFY_OTHER, "a header that says machine-made");
	else if (families >= 2)
		say(c, CLASSIFY_OTHER, "two signs of machine mail of different kinds");
	else
		return false;
	return true;
}

static void human(struct classify *c, const struct message *m)
{
	AUTO(xfree) char *base = message_base_subject(m->subject);
	bool own_subject = str_same(base, m->subject); /* "Re: stop" may be our own word */
	enum wish w = wish_read(
	        m->new_text, own_subject ? m->subject : "", is_answer(m), &c->complaint_words);
	c->thanks = w == WISH_NONE && wish_thanks(m->new_text);
	c->doubtful_optout = w == WISH_DOUBTFUL;
	if (w == WISH_CLEAR)
		say(c, CLASSIFY_OPTOUT, "asks for no more letters, in so many words");
	else
		say(c, CLASSIFY_REPLY, "nothing speaks for a machine");
}

struct classify classify(const struct message *m)
{
	struct classify c = {0};
	struct header_lines h;
	header_read(m->headers, &h);
	if (!by_standard(&c, m, &h) && !challenge(&c, m, &h) && !by_notification(&c, m) &&
	        !by_prose(&c, m, &h) && !autoreply(&c, m, &h) && !other_machine(&c, m, &h))
		human(&c, m);
	return c;
}
