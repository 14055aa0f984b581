#include "wish.h"

#include "utf8.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	FOLD_MOST = 4096, /* what a person wants stands at the beginning */
	THANKS_MOST = 200,
};

/* ---- words, folded: case, Latin accents, punctuation ---- */

/* The base letter of U+00C0..U+017F, '*' where two letters or none fit. */
static const char latin[] = "aaaaaa*ceeeeiiii*nooooo*ouuuuy**aaaaaa*ceeeeiiii*nooooo*ouuuuy*y"
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkkllllllllll"
                            "nnnnnnnnnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* The UTF-8 character at s as code point; its length. Input is valid UTF-8. */
static size_t decode(const unsigned char *s, uint32_t *ret)
{
	size_t n = *s < 0x80 ? 1 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : 4;
	uint32_t c = n == 1 ? *s : *s & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80) { /* never past the end of a broken string */
			*ret = *s;
			return 1;
		}
		c = c << 6 | (s[i] & 0x3f);
	}
	*ret = c;
	return n;
}

static bool is_apostrophe(uint32_t c)
{
	return c == '\'' || c == '`' || c == 0xb4 || c == 0x2019 || c == 0x2018;
}

static bool is_separator(uint32_t c)
{
	return (c < 0x80 && !isalnum((int)c)) || (c >= 0x80 && c < 0xc0) ||
	       (c >= 0x2000 && c < 0x2070) || (c >= 0x3000 && c < 0x3021) ||
	       (c >= 0xff00 && c < 0xff10) || c == 0xff1a || c == 0xff1b || c == 0xff1f ||
	       c == 0xfffd || c >= 0x1f000 || c == 0x37e || c == 0x387 || c == 0x60c ||
	       c == 0x61b || c == 0x61f;
}

/* Lower case; Greek without accents, Russian without the dots that many leave out. */
static uint32_t lower_greek_cyrillic(uint32_t c)
{
	static const struct {
		uint16_t from, to;
	} table[] = {{0x386, 0x3b1}, {0x388, 0x3b5}, {0x389, 0x3b7}, {0x38a, 0x3b9}, {0x38c, 0x3bf},
	        {0x38e, 0x3c5}, {0x38f, 0x3c9}, {0x3ac, 0x3b1}, {0x3ad, 0x3b5}, {0x3ae, 0x3b7},
	        {0x3af, 0x3b9}, {0x3cc, 0x3bf}, {0x3cd, 0x3c5}, {0x3ce, 0x3c9}, {0x3c2, 0x3c3},
	        {0x401, 0x435}, {0x451, 0x435}};
	for (size_t i = 0; i < COUNT(table); i++)
		if (table[i].from == c)
			return table[i].to;
	if ((c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
		return c + 0x20;
	return c >= 0x400 && c <= 0x40f ? c + 0x50 : c;
}

/* Writes the character, of `n` bytes at s, and returns what is behind it. */
static char *put_lower(char *o, const unsigned char *s, size_t n, uint32_t c)
{
	if (c == 0xdf) {
		*o++ = 's';
		*o++ = 's';
	} else if (c >= 0xc0 && c < 0xc0 + sizeof latin - 1 && latin[c - 0xc0] != '*') {
		*o++ = latin[c - 0xc0];
	} else if (c >= 0x218 && c <= 0x21b) { /* Romanian, with the comma below */
		*o++ = c < 0x21a ? 's' : 't';
	} else if (c >= 0x386 && c < 0x460) {
		c = lower_greek_cyrillic(c);
		*o++ = (char)(0xc0 | c >> 6);
		*o++ = (char)(0x80 | (c & 0x3f));
	} else {
		memcpy(o, s, n);
		o += n;
	}
	return o;
}

/* What one byte of ASCII becomes in a fold: itself in lower case, ' ' between words, or 0 when it
 * vanishes. */
static char fold_ascii(unsigned char c)
{
	return is_apostrophe(c) ? 0 : (char)(is_separator(c) ? ' ' : tolower(c));
}

/* " word word word ": lower case, accents and apostrophes gone, one blank between. Owned. */
char *wish_fold(const char *text, size_t most)
{
	static char ascii[128];
	if (!ascii['a'])
		for (unsigned char c = 0; c < sizeof ascii; c++)
			ascii[c] = fold_ascii(c);
	enum { LETTER_MOST = 4 };
	char *out = xmalloc(most + LETTER_MOST + 2), *o = out;
	*o++ = ' ';
	for (const unsigned char *s = (const unsigned char *)text;
	        *s && (size_t)(o - out) < most;) {
		if (*s < 0x80) { /* nearly all there is: no branch, as words end anywhere */
			char f = ascii[*s++];
			*o = f;
			o += (f != ' ' || o[-1] != ' ') & (f != 0);
			continue;
		}
		uint32_t c;
		size_t n = decode(s, &c);
		if (!is_separator(c))
			o = put_lower(o, s, n, c);
		else if (!is_apostrophe(c) && o[-1] != ' ')
			*o++ = ' ';
		s += n;
	}
	if (o[-1] != ' ')
		*o++ = ' ';
	*o = '\0';
	return out;
}

/* How many words there are; more than `most` need not be counted. */
static size_t count_words(const char *folded, size_t most)
{
	size_t n = 0;
	while (n <= most && (folded = strchr(folded + 1, ' ')))
		n++;
	return n;
}

/* By the first three bytes; a blank ends a word in a text, its own end in a list. */
static unsigned shelf(const char *s)
{
	unsigned third = s[1] && s[2] ? (unsigned char)s[2] : ' ';
	return ((unsigned char)s[0] * 67u + (unsigned char)s[1] * 29u + third) % WISH_SHELVES;
}

static void sort(struct wish_phrases *p)
{
	for (unsigned i = 1; i <= WISH_PHRASES_MOST && p->phrases[i - 1]; i++) {
		unsigned at = shelf(p->phrases[i - 1]);
		p->next[i] = p->first[at];
		p->first[at] = (unsigned char)i;
	}
	p->sorted = true;
}

/* The best number yet of the phrases that stand at p, and where. */
static void look(const struct wish_phrases *in, unsigned i, const char *folded, const char *p,
        unsigned *best, size_t *ret_at)
{
	bool blanks = (unsigned char)*p < 0xe0;
	for (; i; i = in->next[i]) {
		size_t n = strlen(in->phrases[i - 1]);
		if (i >= *best || strncmp(p, in->phrases[i - 1], n) != 0 || (blanks && p[n] != ' '))
			continue;
		*best = i;
		*ret_at = (size_t)(p - folded);
	}
}

void wish_search(const char *folded, struct wish_search *searches, size_t count)
{
	unsigned best[WISH_SEARCHES_MOST];
	for (size_t k = 0; k < count; k++) {
		best[k] = WISH_PHRASES_MOST + 1;
		if (!searches[k].in->sorted)
			sort(searches[k].in);
	}
	for (const char *p = folded + 1; p[-1] && *p; p++) {
		if (p[-1] != ' ' && (unsigned char)*p < 0xe0)
			continue;
		unsigned at = shelf(p), i;
		for (size_t k = 0; k < count; k++)
			if ((i = searches[k].in->first[at]))
				look(searches[k].in, i, folded, p, &best[k], &searches[k].at);
	}
	for (size_t k = 0; k < count; k++)
		searches[k].found =
		        best[k] <= WISH_PHRASES_MOST ? searches[k].in->phrases[best[k] - 1] : NULL;
}

const char *wish_find(const char *folded, struct wish_phrases *in, size_t *ret_at)
{
	struct wish_search one = {.in = in};
	wish_search(folded, &one, 1);
	if (one.found)
		*ret_at = one.at;
	return one.found;
}

/* ---- what a person wants ---- */

/* Clear enough alone, in a short text. Folded: no accents, no apostrophes. */
static const char *const strong_phrases[] = {"unsubscribe", "unsubscribe me", "opt out", "optout",
        "opt me out", "remove me", "remove my email", "remove my address", "delete me",
        "delete my address", "delete my email", "take us off", "remove us", "take me off",
        "no more letters", "no more emails", "no more mails", "no more mail", "do not contact",
        "dont contact", "stop emailing", "stop mailing", "stop writing to me", "stop sending me",
        "do not email me", "dont email me", "do not write to me", "dont write to me",
        "stop contacting", "abmelden", "abbestellen", "austragen", "austragung", "keine mails mehr",
        "keine e mails mehr", "keine emails mehr", "keine weiteren mails", "keine weiteren e mails",
        "keine weiteren emails", "keine briefe mehr", "keine werbung", "nicht mehr schreiben",
        "nicht mehr anschreiben", "widerspreche", "widerspruch", "desabonner", "desabonnez",
        "desabonnement", "desinscrire", "desinscrivez", "desinscription", "ne plus recevoir",
        "ne plus mecrire", "ne mecrivez plus", "darme de baja", "dar de baja", "deme de baja",
        "denme de baja", "no me escriban", "no me escriba", "no quiero recibir", "no deseo recibir",
        "cancelar suscripcion", "disiscrivi", "disiscrivetemi", "disiscrizione", "cancellami",
        "cancellatemi", "annulla iscrizione", "non voglio piu", "descadastrar", "descadastre",
        "cancelar inscricao", "nao quero receber", "nao quero mais receber", "afmelden",
        "uitschrijven", "schrijf me uit", "geen mails meer", "geen e mails meer", "avregistrera",
        "avprenumerera", "inga fler mejl", "inga fler mail", "afmeld", "frameld", "meld meg av",
        "meld av", "avmeld", "en halua", "poistakaa minut", "wypisz", "wypiszcie", "wypisac",
        "rezygnuje", "nie chce otrzymywac", "odhlasit", "odhlaste", "nechci dostavat",
        "leiratkozas", "leiratkozom", "dezabonare", "dezabonati", "nu mai doresc",
        "abonelikten cik", "abonelikten cikmak", "almak istemiyorum", "διαγραφη", "διαγραψτε",
        "διαγραψτε", "καταργηση", "отписаться", "отпишите", "не присылайте", "не пишите мне",
        "відписатися", "відпишіть", "配信停止", "退会", "購読解除", "退订", "退訂", "取消订阅",
        "取消訂閱", "수신거부", "구독취소", "إلغاء الاشتراك", "הסר אותי", "הסירו אותי", NULL};
/* Words that mean it only when nothing but politeness stands beside them. */
static const char *const word_phrases[] = {"stop", "stopp", "remove", "cancel", "quit", "baja",
        "cancelar", "sair", "remover", "avsluta", "sluta", "peru", "lopeta", "nechci", "nie chce",
        "iptal", "istemiyorum", "解除", "توقف", "הסר", "הסרה", "arret", "arreter", "arretez",
        "basta", NULL};
static struct wish_phrases optout_strong = {.phrases = strong_phrases},
                           optout_word = {.phrases = word_phrases};
static const char *const fillers[] = {"please", "pls", "plz", "hi", "hello", "dear", "thank",
        "thanks", "you", "thx", "me", "my", "us", "this", "these", "those", "the", "from", "to",
        "your", "all", "any", "more", "mail", "mails", "email", "emails", "e", "letter", "letters",
        "newsletter", "newsletters", "message", "messages", "list", "mailing", "now", "immediately",
        "i", "want", "would", "like", "kindly", "sending", "writing", "contacting", "emailing",
        "mailing", "regards", "it", "and", "anymore", "of", "off", "at", "once", "address", "we",
        "be", "are", "is", "im", "am", "bitte", "mich", "mir", "uns", "keine", "mehr", "briefe",
        "danke", "vielen", "dank", "ich", "mochte", "diese", "ihre", "ihrem", "verteiler", "aus",
        "vom", "von", "hallo", "sofort", "den", "die", "das", "der", "gruss", "mit", "freundlichen",
        "grussen", "merci", "sil", "vous", "plait", "svp", "je", "veux", "souhaite", "me", "vos",
        "courriels", "courrier", "lettres", "de", "la", "liste", "bonjour", "mails", "por", "favor",
        "gracias", "correos", "correo", "quiero", "lista", "su", "hola", "per", "favore", "grazie",
        "vostra", "dalla", "voglio", "ciao", "alstublieft", "aub", "graag", "mij", "bedankt",
        "tack", "mig", "snalla", "tak", "meg", "takk", "vennligst", "kiitos", "minut", "prosze",
        "mnie", "dziekuje", "prosim", "dekuji", "me", "koszonom", "kerem", "va", "rog", "multumesc",
        "lutfen", "beni", "tesekkurler", "obrigado", "obrigada", "quero", "пожалуйста", "меня",
        "спасибо", "прошу", "будь", "ласка", "мене", "дякую", "παρακαλω", "παρακαλω", "ευχαριστω",
        "ευχαριστω", "bonjour", "o", "a", "no", NULL};
static const char *const negations[] = {"dont", "not", "never", "no", "nicht", "nie", "niemals",
        "pas", "ne", "nunca", "non", "nao", "niet", "inte", "ikke", "ala", "alkaa", "nu", "nem",
        "не", "μη", "μην", "οχι", "δεν", "لا", "لم", "لن", "לא", "אל", "wont", "cannot", "cant",
        "without", "ohne", "sans", "sin", NULL};
/* These stand behind, and end the sentence. */
static const char *const negations_behind[] = {
        "inte", "ikke", "ej", "icke", "nicht", "etmeyin", "etme", "degil", NULL};
/* Where no blanks are: right before and right behind. */
static const char *const negations_joined_before[] = {
        "不", "不要", "不想", "不用", "不会", "不會", "别", "別", "勿", NULL};
static const char *const negations_joined_behind[] = {"しない", "しません", "しなく", "はしない",
        "はしません", "하지", " 하지", "아니", " 아니", "아닙", " 아닙", " 안 ", NULL};

static bool in_list(const char *word, size_t n, const char *const *list)
{
	for (; *list; list++)
		if (strlen(*list) == n && memcmp(word, *list, n) == 0)
			return true;
	return false;
}

/* Is one of the three words before `at` a negation? "don't stop", "please do not unsubscribe" */
static bool negated_before(const char *folded, size_t at)
{
	const char *end = folded + at;
	for (int back = 0; back < 3 && end > folded + 1; back++) {
		const char *word_end = end - 1; /* the blank before */
		const char *word = word_end;
		while (word > folded && word[-1] != ' ')
			word--;
		if (word_end > word && in_list(word, (size_t)(word_end - word), negations))
			return true;
		end = word;
	}
	return false;
}

/* "Avregistrera mig inte": one of the next two words, the last of all. */
static bool negated_behind(const char *rest)
{
	for (int next = 0; next < 2 && *rest; next++) {
		rest += strspn(rest, " ");
		size_t n = strcspn(rest, " ");
		if (!rest[n] || !rest[n + 1])
			return in_list(rest, n, negations_behind);
		rest += n;
	}
	return false;
}

static bool negated_joined(const char *folded, size_t at, const char *rest)
{
	if ((unsigned char)folded[at] < 0xe0)
		return false;
	for (const char *const *w = negations_joined_before; *w; w++) {
		size_t n = strlen(*w);
		if (at >= n && memcmp(folded + at - n, *w, n) == 0)
			return true;
	}
	for (const char *const *w = negations_joined_behind; *w; w++)
		if (str_starts(rest, *w))
			return true;
	return false;
}

static bool negated(const char *folded, size_t at, size_t n)
{
	const char *rest = folded + at + n;
	return negated_before(folded, at) || negated_behind(rest) ||
	       negated_joined(folded, at, rest);
}

/* The marks of all scripts; Greek asks with a semicolon. */
static bool asks(const char *text)
{
	size_t n = strlen(text);
	if (memchr(text, '?', n))
		return true;
	return utf8_ascii(text, n) < n &&
	       (strstr(text, "？") || strstr(text, "؟") || strstr(text, "\xcd\xbe") ||
	               (strchr(text, ';') && (strstr(text, "α") || strstr(text, "η"))));
}

/* True when all words but the phrase are politeness. */
static bool only_fillers(const char *folded, size_t at, size_t n)
{
	for (const char *w = folded + 1; *w;) {
		size_t k = strcspn(w, " ");
		size_t offset = (size_t)(w - folded);
		if ((offset < at || offset >= at + n) && !in_list(w, k, fillers) &&
		        !in_list(w, k, word_phrases))
			return false;
		w += k + (w[k] == ' ');
	}
	return true;
}

static enum wish wish_of_folded(const char *folded, bool question)
{
	size_t at = 0, words = count_words(folded, 60);
	const char *phrase = wish_find(folded, &optout_strong, &at);
	if (phrase) {
		if (negated(folded, at, strlen(phrase)))
			return WISH_NONE;
		bool clear = !question && (words <= 12 || only_fillers(folded, at, strlen(phrase)));
		return clear ? WISH_CLEAR : WISH_DOUBTFUL;
	}
	phrase = wish_find(folded, &optout_word, &at);
	if (!phrase || words > 12 || negated(folded, at, strlen(phrase)))
		return WISH_NONE;
	return !question && only_fillers(folded, at, strlen(phrase)) ? WISH_CLEAR : WISH_DOUBTFUL;
}

static enum wish wish_of_line(const char *text)
{
	AUTO(xfree) char *folded = wish_fold(text, FOLD_MOST);
	return wish_of_folded(folded, asks(text));
}

/* "No thanks, unsubscribe me": the "no" belongs to other words. */
static bool clear_in_a_clause(const char *text)
{
	while (*text) {
		size_t n = strcspn(text, ",.!;:\n");
		AUTO(xfree) char *clause = xstrndup(text, n);
		AUTO(xfree) char *folded = wish_fold(clause, FOLD_MOST);
		size_t at;
		if (wish_find(folded, &optout_strong, &at) &&
		        wish_of_folded(folded, false) == WISH_CLEAR)
			return true;
		text += n + (text[n] != '\0');
	}
	return false;
}

/* The first line counts by itself; else the whole when it is short; else the subject. */
static enum wish wish_of_text(
        const char *text, const char *folded, size_t words, const char *subject, bool answer)
{
	AUTO(xfree) char *first = xstrndup(text, strcspn(text, "\n"));
	enum wish of_first = wish_of_line(first);
	enum wish of_all = wish_of_folded(folded, asks(text));
	/* a newsletter too may begin with "unsubscribe": then much follows, or only a link */
	bool link = strstr(text, "http") != NULL && !answer;
	if (of_first == WISH_CLEAR && words <= 60 && !link)
		return WISH_CLEAR;
	if (of_all == WISH_CLEAR && words <= 12 && !link)
		return WISH_CLEAR;
	if (words <= 12 && !link && !asks(text) && clear_in_a_clause(text))
		return WISH_CLEAR;
	if (words <= 12 && !link && wish_of_line(subject) == WISH_CLEAR)
		return WISH_CLEAR;
	return of_first || of_all ? WISH_DOUBTFUL : WISH_NONE;
}

static const char *const angry_words[] = {"angry", "disappointed", "disappointing", "complaint",
        "complain", "refund", "lawyer", "unacceptable", "furious", "outrageous", "attorney",
        "beschwerde", "beschwere", "enttauscht", "enttauschend", "reklamation", "reklamiere",
        "unverschamt", "rechtsanwalt", "frechheit", "argerlich", "plainte", "decu", "decue",
        "reclamation", "inacceptable", "avocat", "remboursement", "reclamacion", "queja",
        "decepcionado", "decepcionada", "abogado", "reembolso", "reclamo", "deluso", "delusa",
        "rimborso", "avvocato", "lamentela", "klacht", "teleurgesteld", "klagomal", "besviken",
        "missnojd", "klage", "skuffet", "valitus", "pettynyt", "reklamacja", "rozczarowany",
        "skarga", "stiznost", "zklamany", "panasz", "csalodott", "reclamatie", "dezamagit",
        "sikayet", "reclamacao", "desapontado", "жалоба", "разочарован", "возмутительно", "скарга",
        "παραπονο", "クレーム", "苦情", "投诉", "投訴", "불만", NULL};

enum wish wish_read(const char *new_text, const char *subject, bool answer, bool *ret_complains)
{
	static struct wish_phrases angry = {.phrases = angry_words};
	struct wish_search said[] = {{.in = &optout_strong}, {.in = &optout_word}, {.in = &angry}};
	const char *text = new_text + strspn(new_text, " \t\n");
	AUTO(xfree) char *folded = wish_fold(text, FOLD_MOST);
	size_t words = count_words(folded, 60);
	wish_search(folded, said, COUNT(said));
	*ret_complains = said[2].found != NULL;
	if (!said[0].found && !said[1].found && words > 12) /* nor is it said in a part of it */
		return WISH_NONE;
	return wish_of_text(text, folded, words, subject, answer);
}

bool wish_thanks(const char *new_text)
{
	static const char *const thanks_words[] = {"thanks", "thank", "thx", "ty", "cheers",
	        "danke", "dankeschon", "dank", "merci", "gracias", "grazie", "obrigado", "obrigada",
	        "bedankt", "dankjewel", "tack", "tak", "takk", "kiitos", "dziekuje", "dzieki",
	        "dekuji", "diky", "dakujem", "koszonom", "multumesc", "tesekkurler", "tesekkur",
	        "ευχαριστω", "спасибо", "дякую", "благодаря", "hvala", "ありがとう", "谢谢", "謝謝",
	        "감사합니다", "شكرا", "תודה", NULL};
	static struct wish_phrases thanks = {.phrases = thanks_words};
	if (strnlen(new_text, THANKS_MOST) == THANKS_MOST)
		return false;                          /* no three words */
	const char *name = strstr(new_text, "\n--\n"); /* a signature, or as good as one */
	AUTO(xfree)
	char *words_only = xstrndup(new_text, name ? (size_t)(name - new_text) : SIZE_MAX);
	AUTO(xfree) char *folded = wish_fold(words_only, FOLD_MOST);
	size_t words = count_words(folded, 3), at;
	return words > 0 && words <= 3 && wish_find(folded, &thanks, &at);
}
