#include "lint.h"

#include "alias.h"
#include "plain.h"
#include "utf8.h"
#include "wording.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

void lint_error(
        const struct lint *l, int line, const char *quote, const char *text, const char *instead)
{
	l->report(l->arg, line, true, quote, wording(l->language, text),
	        instead ? wording(l->language, instead) : NULL);
}

void lint_warn(
        const struct lint *l, int line, const char *quote, const char *text, const char *instead)
{
	l->report(l->arg, line, false, quote, wording(l->language, text),
	        instead ? wording(l->language, instead) : NULL);
}

/* ---- words ---- */

/* Letters of any script (bytes above ASCII) and digits make words. */
static bool in_word(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Does `word` stand at s[at], whole, in any case? */
static bool word_at(const char *s, size_t at, const char *word)
{
	if (tolower((unsigned char)s[at]) != tolower((unsigned char)word[0]))
		return false; /* as nearly always */
	if (at && in_word(s[at - 1]) && in_word(word[0]))
		return false;
	size_t n = strlen(word);
	return strncasecmp(s + at, word, n) == 0 && (!in_word(s[at + n]) || !in_word(word[n - 1]));
}

static const char *find_word(const char *s, const char *const *words, const char **ret_word)
{
	bool first[UCHAR_MAX + 1] = {false};
	for (size_t i = 0; words[i]; i++)
		first[tolower((unsigned char)words[i][0])] = true;
	for (size_t at = 0; s[at]; at++)
		for (size_t i = 0; first[tolower((unsigned char)s[at])] && words[i]; i++)
			if (word_at(s, at, words[i])) {
				*ret_word = words[i];
				return s + at;
			}
	return NULL;
}

static const char *const SALES[] = {"discount", "% off", "special offer", "limited offer",
        "limited time", "buy now", "order now", "act now", "coupon", "voucher", "promo code",
        "free shipping", "best price", "on sale", "clearance", "last chance", "rabatt",
        "sonderangebot", "gutschein", "jetzt kaufen", "jetzt bestellen", "sonderpreis", "soldes",
        "remise", "code promo", "descuento", "oferta especial", "korting", "aanbieding", NULL};

static const char *const GUILT[] = {"we miss you", "we missed you", "i miss you",
        "have you forgotten us", "have you forgotten me", "did you forget us",
        "haven't heard from you", "have not heard from you", "you haven't ordered",
        "you have not ordered", "don't leave us", "where have you been", "wir vermissen",
        "haben sie uns vergessen", "tu nous manques", "vous nous manquez", "te echamos de menos",
        NULL};

static const char *const PROMISES[] = {"guarantee", "guaranteed", "guarantees", "within 24 hours",
        "always be there", "never let you down", "garantiert", "garantieren", "garanti", NULL};

static const char *const SIGN_OFFS[] = {"best regards", "kind regards", "warm regards",
        "warmest regards", "regards", "best wishes", "sincerely", "yours sincerely",
        "yours faithfully", "yours truly", "cheers", "all the best", "mit freundlichen grüßen",
        "freundliche grüße", "viele grüße", "liebe grüße", "herzliche grüße", "beste grüße",
        "cordialement", "bien à vous", "sincèrement", "saludos", "un saludo", "atentamente",
        "met vriendelijke groet", "cordiali saluti", NULL};

char *lint_field_name(const char *s, size_t n)
{
	struct text t = TEXT_INIT;
	AUTO(xfree) char *copy = xstrndup(s, n);
	const char *at = copy;
	uint32_t c;
	while ((c = utf8_next(&at)) != 0) {
		if (c == ' ' || c == '-' || c == '\t' || c == '\n' || c == 0xa0)
			c = '_';
		if (c == 0x200b || c == 0x200e || c == 0x200f || c == 0xad || c == 0xfeff)
			continue;
		if (c == '_' && (t.len == 0 || t.s[t.len - 1] == '_'))
			continue;
		utf8_put(&t, c < 0x80 ? (uint32_t)tolower((int)c) : c);
	}
	while (t.len && t.s[t.len - 1] == '_')
		text_cut(&t, t.len - 1);
	return text_steal(&t);
}

const char *lint_nearest(const char *s, const char *const *words)
{
	size_t n = strlen(s);
	unsigned limit = n < 4 ? 1 : n < 7 ? 2 : 3;
	const char *best = NULL;
	for (; *words; words++) {
		unsigned d = str_distance(s, *words, limit);
		if (d > limit || (best && d == limit))
			continue;
		best = *words;
		limit = d;
	}
	return best;
}

/* Our name for what stands between a foreign program's marks, or NULL when it is no field. */
static const char *known_field(const struct lint *l, const char *s, size_t n)
{
	AUTO(xfree) char *name = lint_field_name(s, n);
	static const char *const everybodys[] = {
	        "first_name", "last_name", "name", "company", "salutation", "email"};
	const char *ours = alias_of(name);
	if (ours)
		return ours;
	for (size_t i = 0; i < COUNT(everybodys); i++)
		if (str_same(name, everybodys[i]))
			return everybodys[i];
	for (size_t i = 0; l->fields && l->fields[i]; i++)
		if (str_same(name, l->fields[i]))
			return l->fields[i];
	return NULL;
}

/* ---- another program's merge fields, forgotten placeholders ---- */

/* Where `needle` begins, among the next `most` bytes: a letter full of opening braces must not
 * make us read it a thousand times. */
static const char *find_near(const char *s, const char *needle, size_t most)
{
	return memmem(s, strnlen(s, most), needle, strlen(needle));
}

/* {{…}} is ours: the length of the token at s, 0 when none starts there. */
static size_t token_length(const char *s)
{
	if (!str_starts(s, "{{"))
		return 0;
	const char *end = find_near(s, "}}", 500);
	return end ? (size_t)(end + 2 - s) : 0;
}

struct marks {
	const char *open, *close;
	enum { ANY_WORD, SHOUTED_WORD, KNOWN_FIELD } inside;
};

static const struct marks FOREIGN[] = {{"*|", "|*", ANY_WORD}, {"«", "»", KNOWN_FIELD},
        {"<<", ">>", ANY_WORD}, {"${", "}", ANY_WORD}, {"%%", "%%", ANY_WORD},
        {"%", "%", SHOUTED_WORD}, {"[[", "]]", ANY_WORD}, {"[", "]", KNOWN_FIELD},
        {"{", "}", KNOWN_FIELD}, {"<%", "%>", ANY_WORD}, {"<", ">", KNOWN_FIELD}};

static bool looks_like_field(const struct lint *l, const struct marks *m, const char *s, size_t n)
{
	size_t upper = 0;
	if (n == 0 || n > 40)
		return false;
	if (m->inside == KNOWN_FIELD)
		return known_field(l, s, n) != NULL;
	for (size_t i = 0; i < n; i++) {
		if (!in_word(s[i]) && !strchr(" _-.:=|", s[i]))
			return false;
		upper += isupper((unsigned char)s[i]) || s[i] == '_';
	}
	return m->inside == ANY_WORD || (upper == n && n > 2);
}

/* Length of a foreign merge field at s, 0 when none starts there. */
static size_t foreign_length(const struct lint *l, const char *s, const char **ret_field)
{
	for (size_t i = 0; i < COUNT(FOREIGN); i++) {
		const struct marks *m = &FOREIGN[i];
		if (*s != *m->open || !str_starts(s, m->open))
			continue;
		const char *inside = s + strlen(m->open), *end = find_near(inside, m->close, 60);
		if (!end || end[strlen(m->close)] == '(' ||
		        !looks_like_field(l, m, inside, (size_t)(end - inside)))
			continue;
		*ret_field = known_field(l, inside, strcspn(inside, ":|*>]}»%"));
		return (size_t)(end - s) + strlen(m->close);
	}
	return 0;
}

bool lint_foreign(const struct lint *l, const char *s)
{
	const char *field;
	size_t n = foreign_length(l, s, &field);
	return n > 0 && !s[n];
}

/* Word's { MERGEFIELD First_Name \\* MERGEFORMAT }, its inside turned out. */
static size_t merge_field_length(const struct lint *l, const char *s, const char **ret_field)
{
	static const char word[] = "MERGEFIELD";
	const char *end = *s == '{' ? find_near(s, "}", 80) : NULL;
	const char *name = s + 1 + strspn(s + 1, " ");
	if (!end || strncasecmp(name, word, strlen(word)) != 0)
		return 0;
	name += strlen(word);
	name += strspn(name, " \"");
	*ret_field = known_field(l, name, strcspn(name, " \"\\}"));
	return (size_t)(end + 1 - s);
}

/* @firstname, where no address and no name of somebody stands. */
static size_t mention_length(const struct lint *l, const char *s, size_t at, const char **ret_field)
{
	static const char *const theirs[] = {"first_name", "last_name", "name"};
	size_t n = 0;
	if (s[at] != '@' || (at && (in_word(s[at - 1]) || s[at - 1] == '/')))
		return 0;
	while (in_word(s[at + 1 + n]) || s[at + 1 + n] == '_')
		n++;
	bool more = s[at + 1 + n] == '.' && in_word(s[at + 2 + n]);
	const char *field = n && !more ? known_field(l, s + at + 1, n) : NULL;
	for (size_t i = 0; field && i < COUNT(theirs); i++)
		if (str_same(field, theirs[i])) {
			*ret_field = field;
			return n + 1;
		}
	return 0;
}

/* {{ first_name | default: "friend" }}: other words, as another program has them. */
static bool other_default(const struct lint *l, const char *s, size_t n, const char **ret_field)
{
	const char *bar = memchr(s, '|', n);
	if (!bar)
		return false;
	const char *word = bar + 1 + strspn(bar + 1, " ");
	*ret_field = known_field(l, s + 2, (size_t)(bar - s) - 2);
	return strncasecmp(word, "default", 7) == 0 && (word[7] == ':' || word[7] == '(');
}

enum { BRACKETS_MOST = 40 };

/* Length of a forgotten placeholder at s[at]: XXX, TODO, lorem ipsum, ???, [date], "____". */
static size_t placeholder_length(const char *s, size_t at)
{
	static const char *const words[] = {
	        "TODO", "FIXME", "TBD", "lorem ipsum", "???", "insert here", NULL};
	for (size_t i = 0; words[i]; i++)
		if (word_at(s, at, words[i]) &&
		        (!isupper((unsigned char)words[i][0]) || str_starts(s + at, words[i])))
			return strlen(words[i]);
	size_t n = at && in_word(s[at - 1]) ? 0 : strspn(s + at, "X");
	if (n >= 3 && !in_word(s[at + n]))
		return n;
	n = strspn(s + at, "_");
	if (n >= 4)
		return n;
	if (s[at] != '[')
		return 0;
	for (n = 1; n < BRACKETS_MOST && s[at + n] && !strchr("]\n", s[at + n]);)
		n++;
	bool word =
	        n > 1 && n < BRACKETS_MOST && s[at + n] == ']' && isalpha((unsigned char)s[at + 1]);
	bool link = word && (s[at + n + 1] == '(' || s[at + n + 1] == '[' || s[at + n + 1] == ':');
	return word && !link ? n + 1 : 0;
}

static void complain_foreign(
        const struct lint *l, int line, const char *quote, size_t n, const char *field)
{
	AUTO(xfree) char *q = xstrndup(quote, n);
	AUTO(xfree) char *instead = xasprintf("{{%s}}", field ? field : "first_name");
	lint_error(l, line, q,
	        "This is another program's way to write a field. The customer would read it as it "
	        "stands here.",
	        instead);
}

static void complain_placeholder(const struct lint *l, int line, const char *quote, size_t n)
{
	AUTO(xfree) char *q = xstrndup(quote, n);
	lint_error(l, line, q,
	        "This looks like a gap somebody meant to fill. The customer would read it as it "
	        "stands here.",
	        "the words themselves, or a field such as {{first_name|our customer}}");
}

static void check_marks(const struct lint *l, int line, const char *s)
{
	for (size_t at = 0; s[at];) {
		size_t n = token_length(s + at);
		const char *field = NULL;
		if (n > 0 ? other_default(l, s + at, n, &field)
		          : (n = foreign_length(l, s + at, &field)) > 0 ||
		                        (n = merge_field_length(l, s + at, &field)) > 0 ||
		                        (n = mention_length(l, s, at, &field)) > 0)
			complain_foreign(l, line, s + at, n, field);
		else if (n == 0 && (n = placeholder_length(s, at)) > 0)
			complain_placeholder(l, line, s + at, n);
		for (n = n ? n : 1; n > 0; n--, at++)
			line += s[at] == '\n';
	}
}

/* ---- what grows stale ---- */

static int line_at(int first, const char *letter, const char *at)
{
	for (const char *s = letter; s < at; s++)
		first += *s == '\n';
	return first;
}

/* "Happy 2025": right once, and an embarrassment the year after. "since 2019" stays right. */
static void check_year(const struct lint *l, int line, const char *s)
{
	static const char *const before[] = {"happy", "happy new year", "new year", "year",
	        "merry christmas", "thank you for", "thanks for", "neues", "neue jahr",
	        "neuen jahr", "jahr", "weihnachten", "dank für", "année", "nouvelle année", "noël",
	        "año", "año nuevo", "navidad", NULL};
	for (size_t at = 0; s[at]; at++) {
		size_t digits = strspn(s + at, "0123456789"), n;
		if (at == 0 || digits != 4 || !str_starts(s + at, "20") ||
		        !strchr(" \n", s[at - 1])) {
			at += digits ? digits - 1 : 0;
			continue;
		}
		for (size_t i = 0; before[i]; i++) {
			n = strlen(before[i]);
			if (n + 1 > at || !word_at(s, at - 1 - n, before[i]))
				continue;
			AUTO(xfree) char *quote = xstrndup(s + at - 1 - n, n + 5);
			lint_error(l, line_at(line, s, s + at), quote,
			        "This letter comes again in other years, and then the customer "
			        "reads a year that is over.",
			        "{{year}}, which is the year the letter goes out; or no year");
			return;
		}
		at += 3;
	}
}

/* ---- the Subject ---- */

static bool is_emoji(uint32_t c)
{
	return (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x2600 && c <= 0x27bf);
}

static void check_reply_mark(const struct lint *l, int line, const char *subject)
{
	static const char *const marks[] = {
	        "re:", "fwd:", "fw:", "aw:", "wg:", "sv:", "antw:", "tr:", "rv:", NULL};
	for (size_t i = 0; marks[i]; i++)
		if (strncasecmp(subject, marks[i], strlen(marks[i])) == 0) {
			lint_error(l, line, marks[i],
			        "A subject that starts like an answer pretends a conversation that "
			        "never was; customers feel tricked, and filters refuse it.",
			        "the subject without it");
			return;
		}
}

/* What the customer will roughly see: a field counts as eight letters. */
static void check_loudness(const struct lint *l, int line, const char *subject)
{
	size_t columns = 0, upper = 0, lower = 0, bangs = 0, emoji = 0;
	for (const char *s = subject; *s;) {
		size_t token = token_length(s);
		if (token) {
			columns += s[2] == '#' || s[2] == '/' || s[2] == '^' ? 0 : 8;
			s += token;
			continue;
		}
		uint32_t c = utf8_next(&s);
		columns += (size_t)plain_width(c);
		upper += c >= 'A' && c <= 'Z';
		lower += c >= 'a' && c <= 'z';
		bangs += c == '!' || c == 0xff01;
		emoji += is_emoji(c);
	}
	if (columns > 60)
		lint_warn(l, line, subject,
		        "The subject has more than 60 characters; a telephone shows about 35, so "
		        "the "
		        "customer will not see its end.",
		        "a shorter subject");
	if (upper >= 6 && lower == 0)
		lint_warn(l, line, subject, "Capital letters throughout read as shouting.",
		        "the subject in ordinary letters");
	if (bangs >= 2 || emoji > 1)
		lint_warn(l, line, subject,
		        "More than one exclamation mark or picture sign looks like advertising; "
		        "such mail is put aside unread.",
		        "at most one of them");
}

void lint_subject(const struct lint *l, int line, const char *subject)
{
	for (const char *s = subject; *s;) {
		uint32_t c = utf8_next(&s);
		if (c >= 0x20 && !(c >= 0x7f && c < 0xa0))
			continue;
		lint_error(l, line, subject,
		        "The subject holds a tab or control character; mail programs show it as a "
		        "box, and filters refuse it.",
		        "the subject typed anew, with blanks only");
		break;
	}
	check_reply_mark(l, line, subject);
	check_loudness(l, line, subject);
	check_year(l, line, subject);
	check_marks(l, line, subject);
}

/* ---- the letter ---- */

static void warn_words(const struct lint *l, int line, const char *letter, const char *const *words,
        const char *text, const char *instead)
{
	const char *word = NULL, *at = find_word(letter, words, &word);
	if (at) {
		AUTO(xfree) char *quote = xstrndup(at, strlen(word));
		lint_warn(l, line_at(line, letter, at), quote, text, instead);
	}
}

static void check_length(const struct lint *l, int line, const char *letter)
{
	size_t words = 0;
	for (size_t i = 0; letter[i]; i++)
		words += in_word(letter[i]) && (i == 0 || isspace((unsigned char)letter[i - 1]));
	if (words <= 180)
		return;
	AUTO(xfree) char *quote = xasprintf(wording(l->language, "%zu words"), words);
	lint_warn(l, line, quote,
	        "A letter of more than 180 words is put off for later, and later does not come.",
	        "half of it; keep what only you could have written");
}

static bool is_sign_off(const char *line, size_t n)
{
	while (n && (isspace((unsigned char)line[n - 1]) || strchr(",.!", line[n - 1])))
		n--;
	if (n == 2 && str_starts(line, "--"))
		return true;
	for (size_t i = 0; SIGN_OFFS[i]; i++)
		if (strlen(SIGN_OFFS[i]) == n && strncasecmp(line, SIGN_OFFS[i], n) == 0)
			return true;
	return false;
}

/* "We wish you", and on the next line "all the best.": the end of a sentence, and no farewell. */
static bool goes_on(const char *letter, const char *line)
{
	const char *end = line > letter ? line - 1 : line;
	while (end > letter && strchr(" \t", end[-1]))
		end--;
	return islower((unsigned char)*line) && end > letter && !strchr("\n,.;:!?", end[-1]);
}

/* Only the last three lines with words in them: "regards" may stand in a sentence above. */
static void check_sign_off(const struct lint *l, int line, const char *letter)
{
	const char *last[3] = {NULL, NULL, NULL};
	for (const char *s = letter; *s; s += strcspn(s, "\n"), s += *s == '\n') {
		if (strspn(s, " \t\n") >= strcspn(s, "\n"))
			continue;
		last[0] = last[1], last[1] = last[2], last[2] = s;
	}
	for (size_t i = 0; i < 3; i++) {
		size_t n = last[i] ? strcspn(last[i], "\n") : 0;
		if (!n || !is_sign_off(last[i], n) || goes_on(letter, last[i]))
			continue;
		AUTO(xfree) char *quote = xstrndup(last[i], n);
		lint_warn(l, line_at(line, letter, last[i]), quote,
		        "The signature of the account manager is put below by itself; the customer "
		        "would read the farewell twice.",
		        "nothing: leave these lines out");
		return;
	}
}

static void check_links(const struct lint *l, int line, const char *letter)
{
	size_t links = 0;
	for (const char *s = letter; (s = strstr(s, "](")); s += 2)
		if (++links == 2)
			lint_warn(l, line_at(line, letter, s), "](",
			        "More than one link makes a letter look like advertising; the "
			        "customer follows none of them.",
			        "the one link that matters");
}

static void check_questions(const struct lint *l, int line, const char *letter)
{
	size_t questions = 0;
	for (const char *s = letter; (s = strchr(s, '?')); s++) {
		bool asks = s > letter && in_word(s[-1]) && (isspace((unsigned char)s[1]) || !s[1]);
		if (!asks || ++questions != 2)
			continue;
		const char *start = s;
		while (start > letter && !strchr(".!?\n", start[-1]))
			start--;
		AUTO(xfree) char *quote = xstrndup(start, (size_t)(s + 1 - start));
		lint_warn(l, line_at(line, letter, s), str_trim(quote),
		        "Of two questions a customer answers the easier one, or none.",
		        "the one question you want an answer to");
	}
}

static void check_sales(const struct lint *l, int line, const char *letter, enum lint_sales sales)
{
	const char *word = NULL, *at = find_word(letter, SALES, &word);
	if (!at || sales == LINT_SALES_FREE)
		return;
	AUTO(xfree) char *quote = xstrndup(at, strlen(word));
	if (sales == LINT_SALES_FORBIDDEN)
		lint_error(l, line_at(line, letter, at), quote,
		        "A letter of Class: service reaches customers who never agreed to "
		        "advertising; to sell in it is against the law in many countries.",
		        "the letter without it; or mark it Class: marketing");
	else
		lint_warn(l, line_at(line, letter, at), quote,
		        "A thank-you that sells is not taken for a thank-you.",
		        "the thanks alone; or mark the letter Class: marketing");
}

/* ---- of whom it speaks ---- */

/* Small words that only one of these languages has, and has often. */
static const struct {
	const char *language;
	const char *words[12];
} COMMON[] = {
        {"en", {"the", "and", "you", "your", "of", "with", "for", "is", "we", "have"}},
        {"de", {"und", "der", "nicht", "sie", "ihnen", "ihr", "für", "mit", "ist", "wir"}},
        {"fr", {"vous", "nous", "est", "pour", "avec", "les", "votre", "dans", "une", "et"}},
        {"es", {"usted", "para", "con", "los", "una", "su", "por", "nos", "el", "y"}},
};

static int count_common(const char *letter, const char *const *words)
{
	int n = 0;
	for (size_t at = 0; letter[at]; at++)
		if (in_word(letter[at]) && (at == 0 || !in_word(letter[at - 1])))
			for (size_t i = 0; words[i]; i++)
				n += word_at(letter, at, words[i]);
	return n;
}

/* Words for the customer and for ourselves, in the order of COMMON. */
static const struct {
	const char *you[10], *we[6];
} SPEAKS[] = {
        {{"you", "your", "yours"}, {"we", "us", "our", "ours"}},
        {{"sie", "ihnen", "ihr", "ihre", "ihrem", "ihren", "ihrer", "du", "dein"},
                {"wir", "uns", "unser", "unsere", "unserem"}},
        {{"vous", "votre", "vos", "tu", "toi", "ton"}, {"nous", "notre", "nos"}},
        {{"usted", "ustedes", "su", "sus", "le", "te", "tu", "le"},
                {"nosotros", "nuestro", "nuestra", "nos"}},
};

/* The language most of the small words are of, as an index; -1: can't be told. */
static int spoken(const char *letter)
{
	int best = -1, most = 4;
	for (size_t i = 0; i < COUNT(COMMON); i++) {
		int n = count_common(letter, COMMON[i].words);
		if (n > most) {
			most = n;
			best = (int)i;
		}
	}
	return best;
}

/* The letter without its greeting: what follows the first paragraph, when that is short. */
static const char *behind_greeting(const char *letter)
{
	const char *start = letter + strspn(letter, " \t\n"), *end = strstr(start, "\n\n");
	bool greeting = end && end - start < 80 && end > start && strchr(",!:", end[-1]);
	return greeting ? end + 2 : start;
}

enum { OPENING_BYTES = 240, WE_MANY = 4 };

/* A letter is about who reads it: from its first sentences on, and on the whole. */
static void check_centre(const struct lint *l, int line, const char *letter)
{
	int language = spoken(letter);
	if (language < 0)
		return;
	const char *body = behind_greeting(letter);
	AUTO(xfree) char *opening = xstrndup(body, strnlen(body, OPENING_BYTES));
	AUTO(xfree) char *quote = xstrndup(body, strcspn(body, "\n"));
	int at = line_at(line, letter, body), you = count_common(letter, SPEAKS[language].you);
	if (count_common(opening, SPEAKS[language].you) == 0)
		lint_warn(l, at, quote,
		        "In its first sentences the letter does not speak to the customer, who "
		        "reads on only where it is about them.",
		        "a first sentence with \"you\" in it");
	int we = count_common(letter, SPEAKS[language].we);
	if (we >= WE_MANY && we > you)
		lint_warn(l, at, quote, "The letter speaks more often of us than of the customer.",
		        "sentences that begin with the customer: \"you\" rather than \"we\"");
}

void lint_letter(const struct lint *l, int line, const char *letter, enum lint_sales sales)
{
	check_marks(l, line, letter);
	check_sales(l, line, letter, sales);
	warn_words(l, line, letter, GUILT,
	        "A customer owes us nothing; words like these make the next contact harder.",
	        "what you can do for them");
	warn_words(l, line, letter, PROMISES,
	        "The customer will remember this promise on the one day it is not kept.",
	        "what you can surely do");
	check_year(l, line, letter);
	check_links(l, line, letter);
	check_questions(l, line, letter);
	check_length(l, line, letter);
	check_sign_off(l, line, letter);
	check_centre(l, line, letter);
}

/* ---- whom it is for ---- */

static const char *const FAITH[] = {"christmas", "xmas", "easter", "god bless", "ramadan", "eid",
        "hanukkah", "diwali", "weihnachten", "ostern", "noël", "pâques", "navidad", NULL};

static void check_language(const struct lint *l, int line, const char *letter, const char *language)
{
	int said = -1, most = 0;
	const char *found = NULL;
	for (size_t i = 0; i < COUNT(COMMON); i++) {
		int n = count_common(letter, COMMON[i].words);
		if (strncasecmp(language, COMMON[i].language, 2) == 0)
			said = n;
		else if (n > most) {
			most = n;
			found = COMMON[i].language;
		}
	}
	if (said < 0 || most < 5 || most < 3 * said)
		return;
	AUTO(xfree) char *instead = xasprintf("Language: %s", found);
	lint_warn(l, line, language,
	        "The words look like another language than this. Customers would get a letter they "
	        "may not read, and a screen reader speaks it wrongly.",
	        instead);
}

void lint_audience(const struct lint *l, int line, const char *letter, bool for_everybody,
        const char *language)
{
	if (for_everybody)
		warn_words(l, line, letter, FAITH,
		        "This goes to people of every faith and of none; some of them feel left "
		        "out.",
		        "Celebrates: christmas (or the feast you mean); or words for everybody");
	if (language)
		check_language(l, line, letter, language);
}
