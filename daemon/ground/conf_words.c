#include <string.h>

#include "conf.h"

/* ---- what stands under a letter, in the letter's language ---- */

void conf_words_done(struct conf_words *w)
{
	for (size_t i = 0; i < w->count; i++) {
		xfree(w->at[i].language);
		xfree(w->at[i].words);
	}
	xfree(w->at);
	*w = (struct conf_words){0};
}

void conf_words_add(struct conf_words *w, const char *language, const char *words)
{
	w->at = xrealloc(w->at, (w->count + 1) * sizeof(*w->at));
	w->at[w->count++] = (struct conf_word){xstrdup(language), xstrdup(words)};
}

/* "de-AT" and "de" are the same to most readers. */
static bool is_kin(const char *a, const char *b)
{
	size_t n = strcspn(a, "-");

	return n == strcspn(b, "-") && strncasecmp(a, b, n) == 0;
}

static const char *words_in(const struct conf_words *w, const char *language)
{
	for (size_t i = 0; i < w->count; i++)
		if (str_same_nocase(w->at[i].language, language))
			return w->at[i].words;
	for (size_t i = 0; i < w->count; i++)
		if (is_kin(w->at[i].language, language))
			return w->at[i].words;
	return NULL;
}

/* The word to answer with is one that every reader of answers knows, in whatever language. */
static const struct {
	const char *language, *line;
} OPTOUT[] = {
        {"en", "If you would rather not get letters like this, just reply “stop”."},
        {"de", "Wenn Sie solche Briefe lieber nicht bekommen möchten, antworten Sie einfach mit "
               "„stopp“."},
        {"fr", "Si vous préférez ne plus recevoir ce genre de lettre, répondez simplement "
               "« stop »."},
        {"es", "Si prefiere no recibir cartas como esta, basta con responder «baja»."},
        {"it", "Se preferisce non ricevere lettere come questa, basta rispondere «stop»."},
        {"nl", "Wilt u zulke brieven liever niet ontvangen, antwoord dan gewoon met „stop”."},
        {"pt", "Se preferir não receber cartas como esta, basta responder «stop»."},
        {"pl", "Jeśli woli Pan/Pani nie otrzymywać takich listów, wystarczy odpowiedzieć „stop”."},
        {"sv", "Om du hellre slipper sådana här brev, svara bara ”stop”."},
        {"da", "Vil du hellere være fri for breve som dette, så svar blot »stop«."},
};

const char *conf_optout_default(const char *language)
{
	for (size_t i = 0; i < COUNT(OPTOUT); i++)
		if (is_kin(OPTOUT[i].language, language))
			return OPTOUT[i].line;
	return NULL;
}

const char *conf_optout(const struct conf *c, const char *language)
{
	const char *line = words_in(&c->business.optout_lines, language);

	if (!line && !is_kin(language, c->business.language))
		line = conf_optout_default(language);
	return line ? line : c->business.optout_line;
}

const char *conf_signature(const struct conf_person *p, const char *language)
{
	const char *words = words_in(&p->signatures, language);

	return words ? words : p->signature;
}
