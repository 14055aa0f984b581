/*
 * cell_word: what the words of an export mean: yes and no, consent, status, languages, countries,
 * in English, German, French, Spanish, Italian and Dutch, and as their own country calls them.
 */
#include "cell.h"

#include "utf8.h"

#include <ctype.h>
#include <string.h>

enum {
	SAID = 32,    /* words that mean the same, and the NULL behind them */
	LONGEST = 48, /* bytes of a word with its NUL; whoever writes more means none of ours */
};

/* The words stand as fold() leaves them. */
struct meaning {
	const char *meant;
	const char *said[SAID];
};

/* From U+00C0 to U+017F: each letter without what is above, below and across it. */
static const char LETTERS[] =
        "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkk"
        "llllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* Small letters without accents, blanks for hyphens and underscores, no dots and apostrophes.
 * False: it is no word of ours. */
static bool fold(const char *s, char word[LONGEST])
{
	size_t n = 0;
	while (*s && n + 3 <= LONGEST) {
		uint32_t c = utf8_next(&s);
		bool accent = c >= 0x300 && c < 0x370; /* one that stands behind its letter */
		if (accent || c == '.' || c == '\'' || c == 0x2019)
			continue;
		if (c == 0xdf)
			word[n++] = 's';
		if (c >= 0xc0 && c < 0x180)
			c = (unsigned char)LETTERS[c - 0xc0];
		else if (c == '-' || c == '_' || c == 0xa0)
			c = ' ';
		if (c >= 0x80)
			return false;
		if (c != ' ' || (n && word[n - 1] != ' '))
			word[n++] = (char)tolower((int)c);
	}
	n -= n && word[n - 1] == ' ';
	word[n] = '\0';
	return !*s;
}

static const char *find(const struct meaning *all, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		for (const char *const *said = all[i].said; *said; said++)
			if (**said == *word && str_same(*said, word))
				return all[i].meant;
	return NULL;
}

/* ---- yes and no ---- */

static const struct meaning ANSWERS[] = {
        {"1", {"yes", "true", "1", "ja", "wahr", "oui", "vrai", "si", "verdadero", "vero", "waar",
                      "sim"}},
        {"0", {"no", "false", "0", "nein", "falsch", "non", "faux", "falso", "nee", "onwaar",
                      "nao"}},
};

/* What is clear in a column of yes and no only; "-" folds to nothing. */
static const struct meaning MARKS[] = {
        {"1", {"y", "x", "j", "s", "t", "on"}},
        {"0", {"n", "f", "off", ""}},
};

int cell_flag(const char *s, bool *ret, char **ret_why)
{
	char word[LONGEST];
	bool whole = fold(s, word);
	const char *meant = whole ? find(ANSWERS, COUNT(ANSWERS), word) : NULL;
	if (whole && !meant)
		meant = find(MARKS, COUNT(MARKS), word);
	if (!meant) {
		*ret_why = xstrdup("write yes or no here, or leave it empty");
		return CELL_BAD;
	}
	*ret = *meant == '1';
	return 0;
}

/* ---- consent and status ---- */

int cell_consent(const char *s, const char **ret, char **ret_why)
{
	static const struct meaning words[] = {
	        {"express",
	                {"express", "explicit", "opt in", "double opt in", "subscribed",
	                        "ausdrucklich", "ausdruecklich", "explicite", "expres", "explicito",
	                        "expreso", "esplicito", "espresso", "expliciet", "uitdrukkelijk"}},
	        {"soft", {"soft", "soft opt in", "implied", "customer", "stillschweigend",
	                         "implizit", "implicite", "tacite", "implicito", "tacito",
	                         "impliciet", "stilzwijgend"}},
	        {"none", {"none", "opt out", "withdrawn", "revoked", "unsubscribed",
	                         "not subscribed", "keine", "kein", "widerrufen", "abgemeldet",
	                         "aucun", "aucune", "retire", "revoque", "desinscrit", "ninguno",
	                         "retirado", "revocado", "baja", "nessuno", "ritirato", "revocato",
	                         "disiscritto", "geen", "ingetrokken", "afgemeld"}},
	};
	char word[LONGEST];
	const char *meant = NULL;
	if (fold(s, word)) {
		const char *answer = find(ANSWERS, COUNT(ANSWERS), word);
		meant = !answer          ? find(words, COUNT(words), word)
		        : *answer == '1' ? "express"
		                         : "none";
	}
	if (!meant) {
		*ret_why =
		        xstrdup("consent is express, soft or none (or empty: not known); this word "
		                "might be a no, so the row is not used");
		return CELL_BAD;
	}
	*ret = meant;
	return 0;
}

int cell_status(const char *s, const char **ret, char **ret_why)
{
	static const struct meaning words[] = {
	        {"active", {"active", "customer", "prospect", "lead", "aktiv", "kunde",
	                           "interessent", "actif", "client", "cliente", "clienti", "activo",
	                           "activa", "attivo", "attiva", "actief", "klant", "prospecto",
	                           "potencial", "potenziale"}},
	        {"deceased", {"deceased", "dead", "died", "verstorben", "tot", "decede", "decedee",
	                             "mort", "fallecido", "fallecida", "difunto", "difunta",
	                             "deceduto", "deceduta", "defunto", "defunta", "overleden"}},
	        {"left", {"left", "former", "former customer", "inactive", "closed", "inaktiv",
	                         "ehemalig", "ehemaliger kunde", "ausgeschieden", "gekundigt",
	                         "gekuendigt", "inactif", "ancien client", "parti", "partie",
	                         "ferme", "inactivo", "inactiva", "cerrado", "baja", "inattivo",
	                         "inattiva", "ex cliente", "chiuso", "inactief", "vertrokken",
	                         "gesloten"}},
	        {"dispute", {"dispute", "legal", "streitfall", "rechtsstreit", "litige",
	                            "contentieux", "litigio", "disputa", "contenzioso", "geschil"}},
	};
	char word[LONGEST];
	const char *meant = fold(s, word) ? find(words, COUNT(words), word) : NULL;
	if (!meant) {
		*ret_why = xstrdup(
		        "status is active, deceased, left or dispute (or empty); this word "
		        "might mean one that must not get a letter, so the row is not used");
		return CELL_BAD;
	}
	*ret = meant;
	return 0;
}

/* ---- languages ---- */

/* Three letters are the code that other programs write. */
static const struct meaning LANGUAGES[] = {
        {"ar", {"ara", "arabic", "arabisch", "arabe", "arabo"}},
        {"bg", {"bul", "bulgarian", "bulgarisch", "bulgare", "bulgaro", "bulgaars"}},
        {"ca", {"cat", "catalan", "katalanisch", "catala", "catalano", "catalaans"}},
        {"cs", {"ces", "cze", "czech", "tschechisch", "tcheque", "checo", "ceco", "tsjechisch",
                       "cesky", "cestina"}},
        {"da", {"dan", "danish", "danisch", "daenisch", "danois", "danes", "danese", "deens",
                       "dansk"}},
        {"de", {"deu", "ger", "german", "deutsch", "allemand", "aleman", "tedesco", "duits",
                       "alemao"}},
        {"el", {"ell", "gre", "greek", "griechisch", "grec", "griego", "greco", "grieks"}},
        {"en", {"eng", "english", "englisch", "anglais", "ingles", "inglese", "engels"}},
        {"es", {"spa", "spanish", "spanisch", "espagnol", "castillan", "espanol", "castellano",
                       "spagnolo", "spaans"}},
        {"et", {"est", "estonian", "estnisch", "estonien", "estonio", "estone", "estisch", "ests",
                       "eesti"}},
        {"fi", {"fin", "finnish", "finnisch", "finnois", "fines", "finlandes", "finlandese", "fins",
                       "suomi"}},
        {"fr", {"fra", "fre", "french", "franzosisch", "franzoesisch", "francais", "frances",
                       "francese", "frans"}},
        {"hr", {"hrv", "croatian", "kroatisch", "croate", "croata", "croato", "hrvatski"}},
        {"hu", {"hun", "hungarian", "ungarisch", "hongrois", "hungaro", "ungherese", "hongaars",
                       "magyar"}},
        {"it", {"ita", "italian", "italienisch", "italien", "italiano", "italiaans"}},
        {"ja", {"jpn", "japanese", "japanisch", "japonais", "japones", "giapponese", "japans"}},
        {"ko", {"kor", "korean", "koreanisch", "coreen", "coreano", "koreaans"}},
        {"lt", {"lit", "lithuanian", "litauisch", "lituanien", "lituano", "litouws", "lietuviu"}},
        {"lv", {"lav", "latvian", "lettisch", "letton", "leton", "lettone", "lets", "latviesu"}},
        {"nl", {"nld", "dut", "dutch", "niederlandisch", "niederlaendisch", "hollandisch",
                       "neerlandais", "neerlandes", "holandes", "olandese", "nederlands", "flemish",
                       "flamisch", "flamand", "flamenco", "fiammingo", "vlaams"}},
        {"no", {"nor", "norwegian", "norwegisch", "norvegien", "noruego", "norvegese", "noors",
                       "norsk"}},
        {"pl", {"pol", "polish", "polnisch", "polonais", "polaco", "polacco", "pools", "polski"}},
        {"pt", {"por", "portuguese", "portugiesisch", "portugais", "portugues", "portoghese",
                       "portugees"}},
        {"ro", {"ron", "rum", "romanian", "rumanisch", "rumaenisch", "roumain", "rumano", "rumeno",
                       "romeno", "roemeens", "romana"}},
        {"ru", {"rus", "russian", "russisch", "russe", "ruso", "russo"}},
        {"sk", {"slk", "slo", "slovak", "slowakisch", "slovaque", "eslovaco", "slovacco",
                       "slowaaks", "slovaaks", "slovencina"}},
        {"sl", {"slv", "slovenian", "slovene", "slowenisch", "esloveno", "sloveno", "sloveens",
                       "slovenscina"}},
        {"sv", {"swe", "swedish", "schwedisch", "suedois", "sueco", "svedese", "zweeds",
                       "svenska"}},
        {"tr", {"tur", "turkish", "turkisch", "tuerkisch", "turc", "turco", "turks", "turkce"}},
        {"uk", {"ukr", "ukrainian", "ukrainisch", "ukrainien", "ucraniano", "ucraino",
                       "oekraiens"}},
        {"zh", {"zho", "chi", "chinese", "chinesisch", "chinois", "chino", "cinese", "chinees"}},
};

static size_t letters(const char *s)
{
	size_t n = 0;
	while (isalpha((unsigned char)s[n]))
		n++;
	return n;
}

/* "Français (FR)", "French / Français": the name in front. */
static const char *language_named(const char *s)
{
	char word[LONGEST];
	size_t n = strcspn(s, "(/");
	AUTO(xfree) char *name = xstrndup(s, n);
	return n && fold(name, word) ? find(LANGUAGES, COUNT(LANGUAGES), word) : NULL;
}

int cell_language(const char *s, char ret[4], char **ret_why)
{
	size_t n = letters(s);
	const char *code = n == 2 && !s[n] ? NULL : language_named(s);
	s = code ? code : s;
	n = letters(s);
	if ((n != 2 && n != 3) ||
	        (s[n] && s[n] != '-' && s[n] != '_')) { /* de-AT: the first part */
		*ret_why =
		        xstrdup("this is not a language we know; write its two letters, like en or "
		                "de");
		return CELL_BAD;
	}
	memcpy(ret, s, n);
	ret[n] = '\0';
	cell_fold(ret);
	return 0;
}

/* ---- countries ---- */

static const struct meaning COUNTRIES[] = {
        {"AD", {"and", "andorra", "andorre"}},
        {"AE", {"are", "united arab emirates", "uae", "vereinigte arabische emirate",
                       "emirats arabes unis", "emiratos arabes unidos", "emirati arabi uniti",
                       "verenigde arabische emiraten"}},
        {"AL", {"alb", "albania", "albanien", "albanie"}},
        {"AR", {"arg", "argentina", "argentinien", "argentine", "argentinie"}},
        {"AT", {"aut", "austria", "osterreich", "oesterreich", "autriche", "oostenrijk"}},
        {"AU", {"aus", "australia", "australien", "australie"}},
        {"BA", {"bih", "bosnia and herzegovina", "bosnien und herzegowina", "bosnie herzegovine",
                       "bosnia y herzegovina", "bosnia ed erzegovina", "bosnia erzegovina",
                       "bosnie en herzegovina"}},
        {"BE", {"bel", "belgium", "belgien", "belgique", "belgie", "belgica", "belgio"}},
        {"BG", {"bgr", "bulgaria", "bulgarien", "bulgarie", "bulgarije"}},
        {"BR", {"bra", "brazil", "brasil", "brasilien", "bresil", "brasile", "brazilie"}},
        {"CA", {"can", "canada", "kanada"}},
        {"CH", {"che", "switzerland", "schweiz", "die schweiz", "suisse", "suiza", "svizzera",
                       "zwitserland", "svizra"}},
        {"CL", {"chl", "chile", "chili", "cile"}},
        {"CN", {"chn", "china", "chine", "cina"}},
        {"CO", {"col", "colombia", "kolumbien", "colombie"}},
        {"CY", {"cyp", "cyprus", "zypern", "chypre", "chipre", "cipro"}},
        {"CZ", {"cze", "czechia", "czech republic", "tschechien", "tschechische republik",
                       "tchequie", "republique tcheque", "chequia", "republica checa", "cechia",
                       "repubblica ceca", "tsjechie", "cesko", "ceska republika"}},
        {"DE", {"deu", "germany", "deutschland", "allemagne", "alemania", "germania", "duitsland",
                       "alemanha", "niemcy", "federal republic of germany",
                       "bundesrepublik deutschland", "brd"}},
        {"DK", {"dnk", "denmark", "danemark", "daenemark", "dinamarca", "danimarca", "denemarken",
                       "danmark"}},
        {"DZ", {"dza", "algeria", "algerien", "algerie", "argelia", "algerije"}},
        {"EE", {"est", "estonia", "estland", "estonie", "eesti"}},
        {"EG", {"egy", "egypt", "agypten", "aegypten", "egypte", "egipto", "egitto"}},
        {"ES", {"esp", "spain", "spanien", "espagne", "espana", "spagna", "spanje", "espanha"}},
        {"FI", {"fin", "finland", "finnland", "finlande", "finlandia", "suomi"}},
        {"FR", {"fra", "france", "frankreich", "francia", "frankrijk"}},
        {"GB", {"gbr", "uk", "united kingdom", "great britain", "england", "scotland", "wales",
                       "northern ireland", "vereinigtes konigreich", "grossbritannien",
                       "royaume uni", "grande bretagne", "angleterre", "reino unido",
                       "gran bretana", "inglaterra", "regno unito", "gran bretagna", "inghilterra",
                       "verenigd koninkrijk", "groot brittannie", "engeland"}},
        {"GR", {"grc", "greece", "griechenland", "grece", "grecia", "griekenland", "hellas"}},
        {"HK", {"hkg", "hong kong", "hongkong"}},
        {"HR", {"hrv", "croatia", "kroatien", "croatie", "croacia", "croazia", "kroatie",
                       "hrvatska"}},
        {"HU", {"hun", "hungary", "ungarn", "hongrie", "hungria", "ungheria", "hongarije",
                       "magyarorszag"}},
        {"ID", {"idn", "indonesia", "indonesien", "indonesie"}},
        {"IE", {"irl", "ireland", "irland", "irlande", "irlanda", "ierland", "eire"}},
        {"IL", {"isr", "israel", "israele"}},
        {"IN", {"ind", "india", "indien", "inde"}},
        {"IS", {"isl", "iceland", "island", "islande", "islandia", "islanda", "ijsland"}},
        {"IT", {"ita", "italy", "italien", "italie", "italia"}},
        {"JP", {"jpn", "japan", "japon", "giappone"}},
        {"KR", {"kor", "south korea", "republic of korea", "korea", "sudkorea", "suedkorea",
                       "coree du sud", "corea del sur", "corea del sud", "zuid korea"}},
        {"LI", {"lie", "liechtenstein"}},
        {"LT", {"ltu", "lithuania", "litauen", "lituanie", "lituania", "litouwen", "lietuva"}},
        {"LU", {"lux", "luxembourg", "luxemburg", "luxemburgo", "lussemburgo", "letzebuerg"}},
        {"LV", {"lva", "latvia", "lettland", "lettonie", "letonia", "lettonia", "letland",
                       "latvija"}},
        {"MA", {"mar", "morocco", "marokko", "maroc", "marruecos", "marocco"}},
        {"MC", {"mco", "monaco"}},
        {"MD", {"mda", "moldova", "moldau", "moldawien", "moldavie", "moldavia"}},
        {"ME", {"mne", "montenegro"}},
        {"MK", {"mkd", "north macedonia", "nordmazedonien", "macedoine du nord",
                       "macedonia del norte", "macedonia del nord", "noord macedonie"}},
        {"MT", {"mlt", "malta", "malte"}},
        {"MX", {"mex", "mexico", "mexiko", "mexique", "messico"}},
        {"MY", {"mys", "malaysia", "malaisie", "malasia", "maleisie"}},
        {"NL", {"nld", "netherlands", "the netherlands", "holland", "niederlande",
                       "die niederlande", "pays bas", "paises bajos", "paesi bassi", "nederland",
                       "hollande", "holanda", "olanda"}},
        {"NO", {"nor", "norway", "norwegen", "norvege", "noruega", "norvegia", "noorwegen",
                       "norge"}},
        {"NZ", {"nzl", "new zealand", "neuseeland", "nouvelle zelande", "nueva zelanda",
                       "nueva zelandia", "nuova zelanda", "nieuw zeeland"}},
        {"PE", {"per", "peru", "perou"}},
        {"PH", {"phl", "philippines", "the philippines", "philippinen", "filipinas", "filippine",
                       "filipijnen"}},
        {"PL", {"pol", "poland", "polen", "pologne", "polonia", "polska"}},
        {"PT", {"prt", "portugal", "portogallo"}},
        {"RO", {"rou", "romania", "rumanien", "rumaenien", "roumanie", "rumania", "roemenie"}},
        {"RS", {"srb", "serbia", "serbien", "serbie", "servie", "srbija"}},
        {"RU", {"rus", "russia", "russland", "russie", "rusia", "rusland", "russian federation",
                       "russische foderation", "federation de russie", "federacion rusa",
                       "federazione russa", "russische federatie"}},
        {"SA", {"sau", "saudi arabia", "saudi arabien", "arabie saoudite", "arabia saudi",
                       "arabia saudita", "saoedi arabie"}},
        {"SE", {"swe", "sweden", "schweden", "suede", "suecia", "svezia", "zweden", "sverige"}},
        {"SG", {"sgp", "singapore", "singapur", "singapour"}},
        {"SI", {"svn", "slovenia", "slowenien", "slovenie", "eslovenia", "slovenija"}},
        {"SK", {"svk", "slovakia", "slowakei", "die slowakei", "slovaquie", "eslovaquia",
                       "slovacchia", "slowakije", "slovensko"}},
        {"SM", {"smr", "san marino", "saint marin"}},
        {"TH", {"tha", "thailand", "thailande", "tailandia", "thailandia"}},
        {"TN", {"tun", "tunisia", "tunesien", "tunisie", "tunez", "tunesie"}},
        {"TR", {"tur", "turkey", "turkiye", "turkei", "die turkei", "tuerkei", "turquie", "turquia",
                       "turchia", "turkije"}},
        {"TW", {"twn", "taiwan"}},
        {"UA", {"ukr", "ukraine", "ucrania", "ucraina", "oekraine", "ukraina"}},
        {"US", {"usa", "usa", "united states", "united states of america", "vereinigte staaten",
                       "vereinigte staaten von amerika", "etats unis", "etats unis damerique",
                       "estados unidos", "stati uniti", "verenigde staten", "eeuu", "ee uu"}},
        {"VA", {"vat", "vatican city", "vatikanstadt", "vatican", "ciudad del vaticano",
                       "citta del vaticano", "vaticaanstad"}},
        {"VN", {"vnm", "vietnam", "viet nam"}},
        {"ZA", {"zaf", "south africa", "sudafrika", "suedafrika", "afrique du sud", "sudafrica",
                       "zuid afrika"}},
};

int cell_country(const char *s, char ret[3], char **ret_why)
{
	char word[LONGEST];
	bool two = letters(s) == 2 && !s[2] && !str_same_nocase(s, "uk");
	const char *code = two ? s : fold(s, word) ? find(COUNTRIES, COUNT(COUNTRIES), word) : NULL;
	if (!code) {
		*ret_why =
		        xstrdup("this is not a country we know; write its two letters, like DE or "
		                "GB");
		return CELL_BAD;
	}
	ret[0] = (char)toupper((unsigned char)code[0]);
	ret[1] = (char)toupper((unsigned char)code[1]);
	ret[2] = '\0';
	return 0;
}
