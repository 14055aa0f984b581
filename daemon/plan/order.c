#include "order.h"

#include "plain.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum shape {
	NUMBERS, /* numbers, or none */
	PERSON,  /* numbers, then one word */
	UNTIL,   /* numbers, then "until" and a day */
	TEXT,    /* a number or a colon, then whatever is said */
	DIGEST,  /* the word "digest" must follow */
};

/* Words of the languages we speak; the first that fits counts. */
static const struct vocable {
	const char *said;
	enum order_word word;
	enum shape shape;
} vocabulary[] = {
        {"stop digest", ORDER_DIGEST_OFF, DIGEST},
        {"digest off", ORDER_DIGEST_OFF, DIGEST},
        {"wochenbrief aus", ORDER_DIGEST_OFF, DIGEST},
        {"digest aus", ORDER_DIGEST_OFF, DIGEST},
        {"start digest", ORDER_DIGEST_ON, DIGEST},
        {"digest on", ORDER_DIGEST_ON, DIGEST},
        {"wochenbrief an", ORDER_DIGEST_ON, DIGEST},
        {"digest an", ORDER_DIGEST_ON, DIGEST},
        {"digest weekly", ORDER_DIGEST_ON, DIGEST},
        {"digest wöchentlich", ORDER_DIGEST_ON, DIGEST},
        {"wochenbrief wöchentlich", ORDER_DIGEST_ON, DIGEST},
        {"digest daily", ORDER_DIGEST_DAILY, DIGEST},
        {"daily digest", ORDER_DIGEST_DAILY, DIGEST},
        {"digest täglich", ORDER_DIGEST_DAILY, DIGEST},
        {"wochenbrief täglich", ORDER_DIGEST_DAILY, DIGEST},
        {"done", ORDER_DONE, NUMBERS},
        {"answered", ORDER_DONE, NUMBERS},
        {"erledigt", ORDER_DONE, NUMBERS},
        {"beantwortet", ORDER_DONE, NUMBERS},
        {"give", ORDER_GIVE, PERSON},
        {"gib", ORDER_GIVE, PERSON},
        {"yes", ORDER_YES, NUMBERS},
        {"go", ORDER_YES, NUMBERS},
        {"approve", ORDER_YES, NUMBERS},
        {"ja", ORDER_YES, NUMBERS},
        {"senden", ORDER_YES, NUMBERS},
        {"oui", ORDER_YES, NUMBERS},
        {"sí", ORDER_YES, NUMBERS},
        {"si", ORDER_YES, NUMBERS},
        {"adelante", ORDER_YES, NUMBERS},
        {"no", ORDER_NO, NUMBERS},
        {"skip", ORDER_NO, NUMBERS},
        {"hold", ORDER_NO, NUMBERS},
        {"nein", ORDER_NO, NUMBERS},
        {"auslassen", ORDER_NO, NUMBERS},
        {"non", ORDER_NO, NUMBERS},
        {"use", ORDER_USE, NUMBERS},
        {"nimm", ORDER_USE, NUMBERS},
        {"ask", ORDER_ASK, NUMBERS},
        {"frag", ORDER_ASK, NUMBERS},
        {"frage", ORDER_ASK, NUMBERS},
        {"personal", ORDER_PERSONAL, TEXT},
        {"persönlich", ORDER_PERSONAL, TEXT},
        {"happy", ORDER_HAPPY, NUMBERS},
        {"delighted", ORDER_HAPPY, NUMBERS},
        {"zufrieden", ORDER_HAPPY, NUMBERS},
        {"begeistert", ORDER_HAPPY, NUMBERS},
        {"stop", ORDER_STOP, NUMBERS},
        {"stopp", ORDER_STOP, NUMBERS},
        {"arrête", ORDER_STOP, NUMBERS},
        {"arrêter", ORDER_STOP, NUMBERS},
        {"arrêtez", ORDER_STOP, NUMBERS},
        {"parar", ORDER_STOP, NUMBERS},
        {"pare", ORDER_STOP, NUMBERS},
        {"pause", ORDER_PAUSE, UNTIL},
        {"pausiere", ORDER_PAUSE, UNTIL},
        {"resume", ORDER_RESUME, NUMBERS},
        {"weiter", ORDER_RESUME, NUMBERS},
        {"note", ORDER_NOTE, TEXT},
        {"log", ORDER_NOTE, TEXT},
        {"notiz", ORDER_NOTE, TEXT},
        {"to me again", ORDER_AGAIN, NUMBERS},
        {"me again", ORDER_AGAIN, NUMBERS},
        {"again", ORDER_AGAIN, NUMBERS},
        {"noch einmal an mich", ORDER_AGAIN, NUMBERS},
        {"noch einmal", ORDER_AGAIN, NUMBERS},
        {"noch mal", ORDER_AGAIN, NUMBERS},
        {"nochmal", ORDER_AGAIN, NUMBERS},
        {"à moi encore une fois", ORDER_AGAIN, NUMBERS},
        {"encore une fois", ORDER_AGAIN, NUMBERS},
        {"à moi encore", ORDER_AGAIN, NUMBERS},
        {"encore", ORDER_AGAIN, NUMBERS},
        {"a mí otra vez", ORDER_AGAIN, NUMBERS},
        {"otra vez", ORDER_AGAIN, NUMBERS},
        {"de nuevo", ORDER_AGAIN, NUMBERS},
        {"undo", ORDER_UNDO, NUMBERS},
        {"rückgängig", ORDER_UNDO, NUMBERS},
        {"zurücknehmen", ORDER_UNDO, NUMBERS},
        {"annuler", ORDER_UNDO, NUMBERS},
        {"annulez", ORDER_UNDO, NUMBERS},
        {"deshacer", ORDER_UNDO, NUMBERS},
        {"help", ORDER_HELP, NUMBERS},
        {"hilfe", ORDER_HELP, NUMBERS},
        {"aide", ORDER_HELP, NUMBERS},
        {"ayuda", ORDER_HELP, NUMBERS},
};

/* What people say around an order; a line of nothing else is not worth a word. */
static const char *const courtesies[] = {"please", "bitte", "thanks", "thank", "you", "danke", "hi",
        "hello", "hallo", "dear", "liebe", "lieber", "guten", "morgen", "tag", "good", "morning",
        "afternoon", "moin", "servus", "followupd", "followup", "best", "regards", "kind", "cheers",
        "gruß", "grüße", "viele", "beste", "mfg", "lg", "vg", "sir", "madam", "all", "team",
        "schöne", "freundliche", "mit", "freundlichen", "grüßen", "bye", "tschüs", "merci",
        "bonjour", "bonsoir", "svp", "s'il", "vous", "plaît", "cordialement", "gracias", "hola",
        "buenos", "buenas", "días", "tardes", "por", "favor", "saludos", NULL};

void orders_done(struct orders *o)
{
	for (size_t i = 0; i < o->count; i++)
		xfree(o->at[i].words);
	for (size_t i = 0; i < o->ignored_count && i < ORDER_LINES_MOST; i++)
		xfree(o->ignored[i]);
	*o = (struct orders){0};
}

/* ---- one line as words ---- */

enum { WORDS_MOST = 64 };

struct line {
	char *words[WORDS_MOST];   /* lower case (ASCII, Latin-1), without , ; ! . : */
	size_t starts[WORDS_MOST]; /* where each began in the line as it was written */
	size_t count;
	char *copy;
};

static bool between(char c)
{
	return strchr(" \t\r,;", c) != NULL;
}

/* Lower case, for what our vocabulary holds. */
static void fold(char *s)
{
	for (; *s; s++) {
		*s = (char)tolower((unsigned char)*s);
		/* À to Þ are C3 80 to 9E (97 is ×), their small letters C3 A0 to BE */
		unsigned char next = (unsigned char)s[1];
		if ((unsigned char)s[0] == 0xc3 && next >= 0x80 && next <= 0x9e && next != 0x97)
			*++s = (char)(next + 0x20);
	}
}

/* The end of a word as people punctuate: "done." "1!" "1)" — never "?", which is a question. */
static void bare(char *word)
{
	size_t n = strlen(word);
	while (n && strchr(".!:)", word[n - 1]))
		word[--n] = '\0';
}

static void line_read(const char *s, struct line *l)
{
	*l = (struct line){.copy = xstrdup(s)};
	fold(l->copy);
	for (char *p = l->copy; *p && l->count < WORDS_MOST;) {
		while (*p && between(*p))
			p++;
		if (!*p)
			break;
		char *end = p;
		while (*end && !between(*end))
			end++;
		bool last = !*end;
		*end = '\0';
		l->starts[l->count] = (size_t)(p - l->copy);
		bare(p);
		if (*p)
			l->words[l->count++] = p;
		if (last)
			break;
		p = end + 1;
	}
}

static bool polite(const char *word)
{
	for (size_t i = 0; courtesies[i]; i++)
		if (str_same(courtesies[i], word))
			return true;
	return false;
}

/* "4", "#4", "4.": 1..9999, or 0. */
static int number_of(const char *word)
{
	word += *word == '#';
	size_t n = strspn(word, "0123456789");
	return n && n <= 4 && !word[n] ? atoi(word) : 0;
}

/* How many words `said` takes when it stands at word i; 0: it does not. */
static size_t words_said(const struct line *l, size_t i, const char *said)
{
	for (size_t words = 1;; words++, i++) {
		size_t n = strcspn(said, " ");
		if (i >= l->count || strlen(l->words[i]) != n || strncmp(l->words[i], said, n) != 0)
			return 0;
		if (!said[n])
			return words;
		said += n + 1;
	}
}

/* The entry that begins at word i; how many words it takes. */
static const struct vocable *vocable_at(const struct line *l, size_t i, size_t *ret_words)
{
	for (size_t v = 0; v < COUNT(vocabulary); v++)
		if ((*ret_words = words_said(l, i, vocabulary[v].said)) > 0)
			return &vocabulary[v];
	return NULL;
}

/* ---- orders of one line: all of it is understood, or nothing is done ---- */

static void add(struct orders *o, enum order_word word, int number, const char *words)
{
	if (o->count == ORDER_MOST)
		return;
	o->at[o->count++] = (struct order){.word = word, .number = number, .words = xstrdup(words)};
}

static size_t skip_numbers(const struct line *l, size_t i, int numbers[], size_t *ret_count)
{
	*ret_count = 0;
	for (; i < l->count; i++) {
		int n = number_of(l->words[i]);
		bool joins = *ret_count && i + 1 < l->count && number_of(l->words[i + 1]) &&
		             (str_same(l->words[i], "and") || str_same(l->words[i], "und") ||
		                     str_same(l->words[i], "&"));
		if (joins)
			continue;
		if (!n)
			return i;
		numbers[(*ret_count)++] = n;
	}
	return i;
}

/* Words from i to the end of the line as they were written. Owned; NULL: none. */
static char *rest_of(const struct line *l, size_t i, const char *written)
{
	if (i >= l->count)
		return NULL;
	AUTO(xfree) char *rest = xstrdup(written + l->starts[i]);
	return xstrdup(str_trim(rest));
}

/* What follows the numbers, by the verb's shape; false: not understood. */
static bool read_tail(const struct vocable *v, const struct line *l, size_t *i, const char *written,
        char **ret_words)
{
	if (v->shape == PERSON) {
		if (*i < l->count && (str_same(l->words[*i], "to") || str_same(l->words[*i], "an")))
			++*i;
		if (*i >= l->count)
			return false;
		*ret_words = xstrdup(l->words[(*i)++]);
	} else if (v->shape == TEXT) {
		*ret_words = rest_of(l, *i, written);
		*i = l->count;
		return *ret_words != NULL;
	} else if (v->shape == UNTIL && *i < l->count &&
	           (str_same(l->words[*i], "until") || str_same(l->words[*i], "till") ||
	                   str_same(l->words[*i], "bis"))) {
		*i += 1 + (*i + 1 < l->count && str_same(l->words[*i + 1], "zum"));
		*ret_words = rest_of(l, *i, written);
		*i = l->count;
		return *ret_words != NULL;
	}
	return true;
}

/* What is said freely stands behind a number, so that a sentence is not taken for an order;
 * "personal: …" is plain enough without. */
static bool free_words(const struct vocable *v, const struct line *l, size_t i, size_t numbers,
        const char *written)
{
	return v->shape != TEXT || numbers ||
	       (v->word == ORDER_PERSONAL && written[l->starts[i] + strlen(v->said)] == ':');
}

static bool read_line(const struct line *l, const char *written, struct orders *out)
{
	size_t i = 0, words = 0;
	while (i < l->count && polite(l->words[i]))
		i++;
	while (i < l->count) {
		int numbers[WORDS_MOST];
		size_t count = 0;
		i = skip_numbers(l, i, numbers, &count); /* "1 done" */
		const struct vocable *v = vocable_at(l, i, &words);
		if (!v)
			return false;
		size_t verb = i;
		i += words;
		if (!count && v->shape != DIGEST)
			i = skip_numbers(l, i, numbers, &count);
		AUTO(xfree) char *tail = NULL;
		if (!free_words(v, l, verb, count, written) || !read_tail(v, l, &i, written, &tail))
			return false;
		for (size_t n = 0; n < count; n++)
			add(out, v->word, numbers[n], tail);
		if (!count)
			add(out, v->word, 0, tail);
		while (i < l->count && polite(l->words[i]))
			i++;
	}
	return true;
}

static bool only_polite(const struct line *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (!polite(l->words[i]))
			return false;
	return true;
}

static void take_line(const char *written, struct orders *ret)
{
	struct line l;
	line_read(written, &l);
	struct orders found = {0};
	if (read_line(&l, written, &found)) {
		for (size_t i = 0; i < found.count; i++)
			add(ret, found.at[i].word, found.at[i].number, found.at[i].words);
	} else if (!only_polite(&l)) {
		if (ret->ignored_count < ORDER_LINES_MOST)
			ret->ignored[ret->ignored_count] = xstrdup(written);
		ret->ignored_count++;
	}
	orders_done(&found);
	xfree(l.copy);
}

void orders_read(const char *text, struct orders *ret)
{
	*ret = (struct orders){0};
	AUTO(text_done) struct text line = TEXT_INIT;
	while (*text) {
		size_t n = strcspn(text, "\n");
		AUTO(xfree) char *raw = xstrndup(text, n);
		text_cut(&line, 0);
		plain_clean(&line, raw);
		AUTO(xfree) char *copy = xstrdup(text_str(&line));
		char *s = str_trim(copy);
		if (*s && *s != '>')
			take_line(s, ret);
		text += n + (text[n] == '\n');
	}
}
