#include "quote.h"

#include "words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- lines ---- */

struct line {
	const char *s;
	size_t n;     /* without trailing blanks */
	size_t inner; /* where its first word stands */
	bool quoted;  /* begins with a ">" */
	bool colon;   /* holds a colon, perhaps a wide one: else no label and no time */
	bool intro;   /* ends as an introduction does, in a colon */
	bool at;      /* holds an "@" */
};

struct lines {
	struct line *at;
	size_t count;
};

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_wide_colon(const char *s)
{
	return memcmp(s, "\xef\xbc\x9a", 3) == 0;
}

/* Behind what may stand before a word: blanks, and the stars of bold text. No-break space too. */
static size_t skip_blanks(const char *s, size_t n)
{
	size_t k = 0;
	while (k < n && (is_blank(s[k]) || s[k] == '*' ||
	                        (k + 1 < n && s[k] == '\xc2' && s[k + 1] == '\xa0')))
		k += s[k] == '\xc2' ? 2 : 1;
	return k;
}

static bool ends_with_colon(const char *s, size_t n)
{
	while (n && (s[n - 1] == '*' || is_blank(s[n - 1])))
		n--;
	return (n && s[n - 1] == ':') || (n >= 3 && is_wide_colon(s + n - 3));
}

/* The line and what is asked of it again and again. */
static struct line line_of(const char *s, size_t n)
{
	while (n && is_blank(s[n - 1]))
		n--;
	size_t inner = skip_blanks(s, n), rest = n - inner;
	return (struct line){.s = s,
	        .n = n,
	        .inner = inner,
	        .quoted = rest && (s[inner] == '>' ||
	                                  (rest > 3 && memcmp(s + inner, "\xef\xbc\x9e", 3) == 0)),
	        .colon = memchr(s, ':', n) || memchr(s, '\xef', n),
	        .intro = ends_with_colon(s, n),
	        .at = memchr(s, '@', n)};
}

static struct lines split(const char *text)
{
	struct lines l = {0};
	while (*text) {
		const char *end = strchrnul(text, '\n');
		l.at = xgrow(l.at, l.count, sizeof *l.at);
		l.at[l.count++] = line_of(text, (size_t)(end - text));
		text = end + (*end != '\0');
	}
	return l;
}

static struct line inner(struct line l)
{
	l.s += l.inner;
	l.n -= l.inner;
	l.inner = 0;
	return l;
}

static bool empty(struct line l)
{
	return l.inner == l.n;
}

static bool begins(struct line l, const char *prefix)
{
	if ((*l.s ^ *prefix) & 0xdf) /* most words differ in the first letter */
		return false;
	size_t k = strlen(prefix);
	return l.n >= k && strncasecmp(l.s, prefix, k) == 0;
}

static bool contains(struct line l, const char *word)
{
	size_t k = strlen(word);
	for (size_t i = 0; i + k <= l.n; i++)
		if (((l.s[i] ^ *word) & 0xdf) == 0 && strncasecmp(l.s + i, word, k) == 0)
			return true;
	return false;
}

static bool has(struct line l, char c)
{
	return memchr(l.s, c, l.n) != NULL;
}

/* Words that a line may begin with. Most lines begin with a letter that none of them has: so all
 * first letters are looked up at once. */
struct openings {
	const char *const *words;
	bool known, first[256];
};

static void know(struct openings *o)
{
	for (const char *const *w = o->words; *w; w++) {
		o->first[toupper((unsigned char)**w)] = true;
		o->first[tolower((unsigned char)**w)] = true;
	}
	o->known = true;
}

static bool may_open(struct line l, struct openings *o)
{
	if (!o->known)
		know(o);
	return l.n && o->first[(unsigned char)*l.s];
}

static bool opens(struct line l, struct openings *o)
{
	if (!may_open(l, o))
		return false;
	for (const char *const *w = o->words; *w; w++)
		if (begins(l, *w))
			return true;
	return false;
}

/* ---- the introduction of a quotation ---- */

/* "wrote" in the languages of mail programs, as it stands in the introduction. Both cases are
 * written out where the letters are not ASCII. */
static struct words wrote = {
        .list = {"wrote", "writes", "said:", "schrieb", "geschrieben", "écrit", "escribió",
                "escribio", "ha scritto", "scrisse", "escreveu", "schreef", "geschreven", "skrev",
                "kirjoitti", "napisał", "pisze", "napsal", "napísal", "írta", "a scris", "yazdı",
                "έγραψε", "написал", "пишет", "пише", "написав", "написа", "je napisao",
                "je napisal", "rašė", "rakstīja", "kirjutas", "đã viết", "menulis", "写道", "寫道",
                "书写", "は書きました", "のメッセージ", "님이 작성", "작성:", "כתב", "كتب",
                "va escriure", "idatzi du"}};

static bool has_digit_pair(struct line l)
{
	for (size_t i = 0; i + 1 < l.n; i++)
		if (isdigit((unsigned char)l.s[i]) && isdigit((unsigned char)l.s[i + 1]))
			return true;
	return false;
}

static bool has_time(struct line l)
{
	if (!l.colon)
		return false;
	for (size_t i = 1; i + 2 < l.n; i++)
		if (l.s[i] == ':' && isdigit((unsigned char)l.s[i - 1]) &&
		        isdigit((unsigned char)l.s[i + 1]) && isdigit((unsigned char)l.s[i + 2]))
			return true;
	return false;
}

static bool has_wrote(struct line l)
{
	return words_within(&wrote, l.s, l.n);
}

static bool ends_with_wrote(struct line l)
{
	for (const char *const *w = wrote.list; *w; w++) {
		size_t k = strlen(*w);
		if (l.n > k && strncasecmp(l.s + l.n - k, *w, k) == 0)
			return true;
	}
	return false;
}

/* `count` lines from i as one, for an introduction that was wrapped. */
static struct line joined(const struct lines *l, size_t i, size_t count)
{
	struct line first = inner(l->at[i]);
	const struct line *last = &l->at[i + count - 1];
	return line_of(first.s, (size_t)(last->s + last->n - first.s));
}

static size_t next_full(const struct lines *l, size_t i)
{
	while (i < l->count && empty(l->at[i]))
		i++;
	return i;
}

/* Opening words of an introduction: with these and a date no ">" need follow. */
static bool opens_like_introduction(struct line l)
{
	static const char *const opening[] = {"On ", "Am ", "Le ", "El ", "Il ", "Em ", "Op ",
	        "Den ", "W dniu", "Dnia ", "Dne ", "Dňa ", "Na ", "På ", "Va ", "A(z)", "Στις",
	        "Pe ", "Vào ", "Pada ", "在", "于", "於", "ב", "في", "Dana ", NULL};
	static struct openings openings = {.words = opening};
	return opens(l, &openings) ||
	       isdigit((unsigned char)*l.s); /* "2026-03-03 10:00 GMT+01:00 Anna Berg <…>:" */
}

/* "> wrote:": where an address was too long for its line, its own end looks like a quotation. */
static bool ends_address(struct line before, struct line end)
{
	const char *open = memrchr(before.s, '<', before.n);
	return open && !memchr(open, '>', (size_t)(before.s + before.n - open)) &&
	       *inner(end).s == '>' && end.intro && end.n < 40;
}

/* Does what the `count` lines from i say, and what follows them, make them an introduction? */
static bool introduces(const struct lines *l, size_t i, size_t count, bool quote_follows)
{
	struct line all = joined(l, i, count);
	bool opening = opens_like_introduction(all);
	if (!all.intro && opening && all.at && has_time(all) && ends_with_wrote(all))
		return true;
	bool asks = all.s[all.n - 1] == '?' || all.s[all.n - 1] == '!'; /* no program does */
	if (!all.intro && (!quote_follows || asks))
		return false;
	bool date = has_digit_pair(all), says = has_wrote(all);
	return (says && quote_follows && (all.intro || date || all.at)) ||
	       (says && all.intro && (date || all.at) && opening) ||
	       (says && all.intro && date && all.at) ||
	       (all.intro && date && all.at && isdigit((unsigned char)*all.s) && has(all, '<')) ||
	       (all.intro && all.at && has_time(all) && contains(all, ">:")) ||
	       (all.intro && quote_follows && count == 1 && (date || all.at));
}

/* Number of lines up to the end of an introduction, were it to start at line i; or 0. */
static size_t introduced(const struct lines *l, size_t i)
{
	bool at = false;
	size_t length = 0;
	if (empty(l->at[i]) || l->at[i].quoted)
		return 0;
	for (size_t count = 1; count <= 4 && i + count <= l->count; count++) {
		const struct line *end = &l->at[i + count - 1];
		at = at || end->at;
		length += end->n + 1;
		if (!end->n || length > 500 ||
		        (end->quoted && !ends_address(joined(l, i, count - 1), *end)))
			return 0;
		bool blank = i + count < l->count && empty(l->at[i + count]);
		size_t next = i + count + blank;
		bool quote_follows = next < l->count && l->at[next].quoted;
		/* nearly no line gets further */
		if ((end->intro || at || quote_follows) && introduces(l, i, count, quote_follows))
			return count;
		if (end->intro)
			return 0;
	}
	return 0;
}

/* Number of lines of the introduction that starts at line i; 0 when there is none. A line that has
 * nothing of one is the end of what the person wrote, when the rest is an introduction without it.
 */
static size_t introduction(const struct lines *l, size_t i)
{
	size_t count = introduced(l, i);
	struct line first = inner(l->at[i]);
	if (count < 2 || opens_like_introduction(first) || has_digit_pair(first) ||
	        has(first, '@') || has_wrote(first))
		return count;
	return introduced(l, i + 1) ? 0 : count;
}

/* ---- the block "From: … Sent: … Subject: …" ---- */

static const char *const from_label[] = {"From", "Von", "De", "Da", "Van", "Från", "Fra",
        "Lähettäjä", "Od", "Feladó", "De la", "Kimden", "Gönderen", "Από", "От", "От кого", "Від",
        "Expéditeur", "Remitente", "Mittente", "Afzender", "Absender", "发件人", "寄件者", "差出人",
        "送信者", "보낸 사람", "מאת", "من", NULL};
static const char *const other_label[] = {"Sent", "Date", "To", "Cc", "Subject", "Reply-To",
        "Gesendet", "Datum", "An", "Betreff", "Kopie", "Antwort an", "Envoyé", "À", "A", "Objet",
        "Enviado", "Enviado el", "Para", "Asunto", "Fecha", "Inviato", "Data", "Oggetto",
        "Verzonden", "Aan", "Onderwerp", "Skickat", "Till", "Ämne", "Sendt", "Til", "Emne",
        "Lähetetty", "Päivämäärä", "Vastaanottaja", "Aihe", "Wysłano", "Do", "DW", "Temat",
        "Odesláno", "Komu", "Předmět", "Kopia", "Elküldve", "Címzett", "Tárgy", "Dátum", "Trimis",
        "Către", "Subiect", "Gönderildi", "Kime", "Konu", "Tarih", "Στάλθηκε", "Προς", "Θέμα",
        "Отправлено", "Кому", "Тема", "Дата", "Надіслано", "发送时间", "收件人", "抄送", "主题",
        "寄件日期", "收件者", "主旨", "日期", "送信日時", "宛先", "件名", "日時", "보낸 날짜",
        "받는 사람", "제목", "날짜", "נשלח", "אל", "נושא", "إلى", "الموضوع", "Importance",
        "Attachments", "Newsgroups", "Organization", "Assunto", "Thema", NULL};

static struct openings from_labels = {.words = from_label}, other_labels = {.words = other_label};

/* Where the colon stands that ends the line's first words, of a label's length at most; or 0. */
static size_t label_length(struct line l)
{
	enum { LABEL_MOST = 40 };
	size_t most = l.n < LABEL_MOST ? l.n : LABEL_MOST;
	for (size_t k = 0; k < most; k++)
		if (l.s[k] == ':' || (l.s[k] == '\xef' && k + 3 <= l.n && is_wide_colon(l.s + k)))
			return k;
	return 0;
}

static bool has_label(struct line l, struct openings *labels)
{
	if (!l.colon)
		return false;
	l = inner(l);
	if (!may_open(l, labels))
		return false;
	size_t n = label_length(l);
	while (n && (is_blank(l.s[n - 1]) || l.s[n - 1] == '*' || l.s[n - 1] == '\xa0'))
		n -= n > 1 && l.s[n - 2] == '\xc2' ? 2 : 1;
	for (const char *const *w = labels->words; n && *w; w++)
		if (begins(l, *w) && strlen(*w) == n)
			return true;
	return false;
}

static bool label_block(const struct lines *l, size_t i)
{
	/* some put the date first */
	bool dated = i + 1 < l->count && has_label(l->at[i], &other_labels) && has_time(l->at[i]);
	i += dated;
	if (!has_label(l->at[i], &from_labels))
		return false;
	int found = 0, full = 0; /* the list under "To:" may be long, but it begins at once */
	for (size_t k = i + 1; k < l->count && full < (found ? 16 : 4); k++) {
		if (empty(l->at[k]))
			continue;
		full++;
		found += has_label(l->at[k], &other_labels);
		if (found >= 2)
			return true;
	}
	return false;
}

/* Lotus Notes: a name, perhaps a date line, "To: …", "cc: …", "Subject: …". */
/* "Please respond to …", "Sent by: …" stand between the time and the "To:". */
static bool is_notes_extra(struct line l)
{
	l = inner(l);
	return begins(l, "Please respond to") || begins(l, "Sent by:") || has_time(l);
}

static bool looks_like_name(struct line l)
{
	l = inner(l);
	return l.n && l.n <= 100 && !islower((unsigned char)*l.s) &&
	       !strchr(".,;:?!", l.s[l.n - 1]);
}

static bool notes_lines(const struct lines *l, size_t i)
{
	static const char *const to_label[] = {"To", "An", "A", "Para", "Pour", NULL};
	static const char *const subject_label[] = {
	        "Subject", "Thema", "Objet", "Asunto", "Betreff", NULL};
	static struct openings to = {.words = to_label}, subject = {.words = subject_label};
	if (i >= l->count || !looks_like_name(l->at[i]) || (i && !empty(l->at[i - 1])))
		return false;
	bool time = has_time(l->at[i]) && has_digit_pair(l->at[i]);
	size_t k = next_full(l, i + 1);
	for (int extra = 0; extra < 3 && k < l->count && is_notes_extra(l->at[k]); extra++) {
		time = time || has_time(l->at[k]);
		k = next_full(l, k + 1);
	}
	if (!time || k >= l->count || !has_label(l->at[k], &to))
		return false;
	for (size_t m = k + 1; m < l->count && m < k + 20; m++)
		if (has_label(l->at[m], &subject))
			return true;
	return false;
}

/* The line before such a block is the writer's own name as often as not. */
static bool notes_block(const struct lines *l, size_t i)
{
	return notes_lines(l, i) && !notes_lines(l, next_full(l, i + 1));
}

/* ---- separators ---- */

static struct words originals = {
        .list = {"original message", "original appointment", "ursprüngliche nachricht",
                "originalnachricht", "original-nachricht", "message d'origine", "message original",
                "mensaje original", "messaggio originale", "oorspronkelijk bericht",
                "origineel bericht", "ursprungligt meddelande", "originalmeddelande",
                "oprindelig meddelelse", "opprinnelig melding", "alkuperäinen viesti",
                "mensagem original", "oryginalna wiadomość", "wiadomość oryginalna",
                "původní zpráva", "pôvodná správa", "eredeti üzenet", "mesaj original",
                "mesajul original", "orijinal mesaj", "özgün ileti", "исходное сообщение",
                "пересылаемое сообщение", "оригінальне повідомлення", "αρχικό μήνυμα", "原始邮件",
                "原始郵件", "邮件原件", "original mail", "元のメッセージ", "원본 메시지",
                "원본 메일", "forwarded message", "forwarded by", "weitergeleitete nachricht",
                "message transféré", "mensaje reenviado", "messaggio inoltrato",
                "doorgestuurd bericht", "vidarebefordrat meddelande", "videresendt",
                "przekazana wiadomość", "mensagem encaminhada", "original text", "reply separator",
                "antwort trennzeichen", "reply message", "转发邮件", "转发的邮件"}};

static bool is_separator(struct line l)
{
	l = inner(l);
	if (!l.n || l.n > 200 || !strchr("bBaA>-_=", *l.s))
		return false;
	if (begins(l, "Begin forwarded message") || begins(l, "Anfang der weitergeleiteten"))
		return true;
	if (l.n > 7 && begins(l, ">>> ") && memcmp(l.s + l.n - 4, " >>>", 4) == 0 && has_time(l))
		return true; /* GroupWise: ">>> Anna Berg <…> 03/03/26 10:00 AM >>>" */
	size_t dashes = strspn(l.s, "-_=");
	if (dashes < 2 || dashes >= l.n)
		return false;
	if (l.s[l.n - 1] == '-' && has_wrote(l) && has_time(l))
		return true; /* "---- On Tue, 3 Mar 2026 10:00:00 +0000 Anna Berg wrote ----" */
	return words_within(&originals, l.s, l.n);
}

/* "________________________________" before Outlook's block */
static bool is_rule(struct line l)
{
	l = inner(l);
	size_t k = 0;
	while (k < l.n && (l.s[k] == '_' || l.s[k] == '-' || l.s[k] == '='))
		k++;
	return l.n >= 5 && k == l.n;
}

/* ---- the signature ---- */

/* "-- ", the blank included (RFC 3676 4.3); without it the line is a rule like any other. */
static bool is_signature(struct line l)
{
	return l.n == 2 && memcmp(l.s, "-- ", 3) == 0; /* trailing blanks are cut, not gone */
}

/* What programs sign with; the person's words may follow. */
static bool is_advertisement(struct line l)
{
	static const char *const sent[] = {"Sent from my ", "Sent from Mail for",
	        "Sent from Outlook", "Sent from Yahoo", "Sent from Samsung", "Sent from Mailbox",
	        "Sent via BlackBerry", "Sent from a mobile", "Gesendet von ", "Envoyé de mon ",
	        "Envoyé depuis ", "Enviado desde mi ", "Enviado desde ", "Inviato da ",
	        "Enviado do meu ", "Verstuurd vanaf ", "Verzonden vanaf ", "Skickat från ",
	        "Sendt fra ", "Lähetetty ", "Wysłane z ", "Odesláno z ", "Отправлено с ",
	        "Get Outlook for ", "发自我的", "iPhoneから送信", NULL};
	static struct openings openings = {.words = sent};
	struct line in = inner(l);
	if (l.n > 80)
		return false;
	return opens(in, &openings) ||
	       (in.n > 20 && strchr("vVD", *in.s) && contains(in, "von meinem ") &&
	               contains(in, " gesendet"));
}

/* ---- the new text ---- */

/* True when a block is only quoted lines, blank lines and introductions from i to the end. */
static bool nothing_new_after(const struct lines *l, size_t i)
{
	for (; i < l->count; i++)
		if (!empty(l->at[i]) && !l->at[i].quoted)
			return false;
	return true;
}

/* The lines that open a text signed in place with OpenPGP, up to the blank one; or 0. */
static size_t armour(const struct lines *l, size_t i)
{
	size_t count = 1;
	if (!begins(l->at[i], "-----BEGIN PGP SIGNED MESSAGE-----"))
		return 0;
	while (count < 4 && i + count < l->count && l->at[i + count].n)
		count++;
	return count;
}

/* From here to the end everything is history, or no text. */
static bool history_starts(const struct lines *l, size_t i)
{
	if (begins(l->at[i], "-----BEGIN PGP SIGNATURE-----"))
		return true;
	if (is_separator(l->at[i]) || (l->at[i].colon && label_block(l, i)) ||
	        ((!i || empty(l->at[i - 1])) && notes_block(l, i)))
		return true;
	if (!is_rule(l->at[i]))
		return false;
	size_t next = next_full(l, i + 1);
	return next < l->count &&
	       (label_block(l, next) || introduction(l, next) || notes_block(l, next));
}

/* A mark that much follows was no signature: better too much of it than the person's words lost. */
static bool signature(const struct lines *l, size_t i)
{
	enum { LINES_MOST = 12 };
	if (!is_signature(l->at[i]))
		return false;
	size_t full = 0;
	for (i++; i < l->count && full <= LINES_MOST; i++) {
		if (is_signature(l->at[i]) || l->at[i].quoted || introduction(l, i) ||
		        history_starts(l, i))
			break;
		full += !empty(l->at[i]);
	}
	return full <= LINES_MOST;
}

static void trim(struct text *t)
{
	while (t->len && is_blank(t->s[t->len - 1]))
		text_cut(t, t->len - 1);
}

/* The tail that a mail program broke off a long quoted line: one or two lines right between quoted
 * ones, in lower case, or where the line above ends in the middle of a sentence. Its length, or 0.
 */
static size_t broken_off(const struct lines *l, size_t i)
{
	if (!i || !l->at[i - 1].quoted || l->at[i - 1].n < 60)
		return 0;
	const struct line *above = &l->at[i - 1];
	bool open = !strchr(".?!:;", above->s[above->n - 1]);
	for (size_t count = 0; count < 3 && i + count < l->count; count++) {
		const struct line *tail = &l->at[i + count];
		if (tail->quoted)
			return count;
		bool lower = islower((unsigned char)*tail->s) && tail->n <= 40;
		if (!tail->n || !(open || lower))
			return 0;
	}
	return 0;
}

/* A quotation without an introduction, in front of the one that has it and ends the mail, was put
 * there by the person's own hand. */
static bool cited(const struct lines *l, size_t i)
{
	for (; i < l->count; i++) {
		size_t count = introduction(l, i);
		size_t next = count ? next_full(l, i + count) : l->count;
		if (count)
			return next < l->count && l->at[next].quoted && nothing_new_after(l, next);
	}
	return false;
}

char *quote_new_text(const char *text)
{
	struct text out = TEXT_INIT;
	struct lines l = split(text);
	enum { UNKNOWN, PROGRAM, PERSON } quotes = UNKNOWN; /* who put the ">" there */
	for (size_t i = 0; i < l.count; i++) {
		if (is_separator(l.at[i]))
			break;
		if (l.at[i].quoted && quotes == UNKNOWN)
			quotes = cited(&l, i) ? PERSON : PROGRAM;
		if ((l.at[i].quoted && quotes == PROGRAM) || is_advertisement(l.at[i]))
			continue;
		if (history_starts(&l, i) || signature(&l, i))
			break;
		size_t tail = quotes == PROGRAM ? broken_off(&l, i) : armour(&l, i);
		if (tail) {
			i += tail - 1;
			continue;
		}
		size_t count = introduction(&l, i);
		if (count) {
			/* unmarked history below, or nothing new after it; but an introduction at
			 * the very top is one that was answered below, without marks */
			size_t next = next_full(&l, i + count);
			bool marked = next < l.count && l.at[next].quoted;
			quotes = PROGRAM;
			if (marked ? nothing_new_after(&l, next) : out.len > 0)
				break;
			i += count - 1;
			continue;
		}
		if (l.at[i].n || out.len)
			text_put(&out, l.at[i].s, l.at[i].n);
		if (out.len)
			text_putc(&out, '\n');
	}
	free(l.at);
	trim(&out);
	return text_steal(&out);
}

char *quote_unflow(const char *text, bool delsp)
{
	struct text out = TEXT_INIT;
	bool open = false; /* the last line ended soft */
	while (*text) {
		size_t n = strcspn(text, "\n");
		size_t end = n && text[n - 1] == '\r' ? n - 1 : n;
		bool quoted = *text == '>';
		bool mark = end == 3 && memcmp(text, "-- ", 3) == 0;
		size_t stuffed = !quoted && *text == ' ' && end;
		if (open && (quoted || mark))
			text_putc(&out, '\n');
		bool soft = !quoted && !mark && end > stuffed && text[end - 1] == ' ';
		text_put(&out, text + stuffed, end - stuffed - (soft && delsp));
		if (!soft)
			text_putc(&out, '\n');
		open = soft;
		text += n + (text[n] != '\0');
	}
	return text_steal(&out);
}
