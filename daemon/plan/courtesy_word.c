/*
 * The part of courtesy that says it: the closed list of reasons in words.
 */
#include "courtesy.h"

static const struct {
	const char *word;
	bool holds;
	const char *sentence; /* %s: the detail */
} reasons[COURTESY_REASONS] = {
        [COURTESY_DUE] = {"due", false, "due"},
        [COURTESY_SKIP_NO_ADDRESS] = {"no-address", false,
                "skipped: the ledger has no e-mail address"},
        [COURTESY_SKIP_SUPPRESSED] = {"suppressed", false,
                "skipped: no letters to this address (%s)"},
        [COURTESY_SKIP_STATUS] = {"status", false, "skipped: the ledger's status is \"%s\""},
        [COURTESY_SKIP_NO_CONSENT] = {"no-consent", false,
                "skipped: the ledger holds no consent to letters like this"},
        [COURTESY_SKIP_CONSENT_UNDATED] = {"consent-undated", false,
                "skipped: in their country (%s) such a consent counts only with its day, and the "
                "ledger has no consent_date"},
        [COURTESY_SKIP_CONSENT_LAPSED] = {"consent-lapsed", false,
                "skipped: in their country (%s) a purchase counts as consent for 24 months, an "
                "enquiry for six, and that time is over"},
        [COURTESY_SKIP_CELEBRATES] = {"celebrates", false,
                "skipped: a feast of one faith (%s), and the ledger's celebrates does not name it"},
        [COURTESY_SKIP_BIRTHDAY] = {"birthday", false,
                "skipped: birthday_ok is not set; birthdays are greeted only where the customer "
                "agreed"},
        [COURTESY_SKIP_PAUSED] = {"paused", false, "skipped: letters to this customer rest (%s)"},
        [COURTESY_SKIP_WAITING] = {"waiting", false,
                "skipped: a message of this customer waits for an answer since %s"},
        [COURTESY_SKIP_HUMAN_GAP] = {"human-gap", false,
                "skipped: a person was in touch on %s; letters wait a while after that"},
        [COURTESY_SKIP_GAP] = {"gap", false, "skipped: too near to another letter (%s)"},
        [COURTESY_SKIP_PURCHASE] = {"purchase", false,
                "skipped: they bought something on %s; letters wait a few days after that"},
        [COURTESY_SKIP_PRIORITY] = {"priority", false,
                "skipped: gives way to a letter that matters more (%s)"},
        [COURTESY_SKIP_STAGE_CAP] = {"stage-cap", false, "skipped: %s"},
        [COURTESY_SKIP_COMPANY] = {"company", false,
                "skipped: %s other people of this company have a letter on that day"},
        [COURTESY_SKIP_ONCE] = {"once-a-year", false,
                "skipped: had this letter on %s, and it goes once in 12 months"},
        [COURTESY_SKIP_SEASON] = {"season", false,
                "skipped: the letter for the same occasion is that of %s; its date was corrected "
                "since"},
        [COURTESY_SKIP_PER_YEAR] = {"per-year", false,
                "skipped: %s letters within a year are enough"},
        [COURTESY_SKIP_GROUP] = {"group", false,
                "skipped: had another letter of this season's group (%s)"},
        [COURTESY_SKIP_SAME_ADDRESS] = {"same-address", false,
                "skipped: customer %s has the same address and gets it"},
        [COURTESY_SKIP_EXPIRED] = {"expired", false, "skipped: too late; it was good until %s"},
        [COURTESY_SKIP_BAD_ADDRESS] = {"bad-address", false, "skipped: %s"},
        [COURTESY_SKIP_DECLINED] = {"declined", false, "skipped: a person said no to this letter"},
        [COURTESY_HOLD_POSTAL] = {"postal", true,
                "held: the law of their country (%s) wants your postal address under letters; set "
                "business.postal_address"},
        [COURTESY_HOLD_FIELD] = {"field", true,
                "held: the ledger has no %s for this customer and the template gives no fallback"},
        [COURTESY_HOLD_APPROVAL] = {"approval", true,
                "held: waits for your yes (followup approve %s)"},
};

const char *courtesy_word(enum courtesy c)
{
	return reasons[c].word;
}

bool courtesy_holds(enum courtesy c)
{
	return reasons[c].holds;
}

char *courtesy_sentence(const char *word, const char *detail)
{
	for (int c = 0; c < COURTESY_REASONS; c++) {
		if (!str_same(reasons[c].word, word))
			continue;
		const char *s = reasons[c].sentence, *hole = s;
		while (*hole && !(hole[0] == '%' && hole[1] == 's'))
			hole++;
		return *hole ? xasprintf("%.*s%s%s", (int)(hole - s), s, detail ? detail : "",
		                       hole + 2)
		             : xstrdup(s);
	}
	return xstrdup(word);
}
