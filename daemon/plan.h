/*
 * plan: what is due now, for whom, and whether courtesy lets it go. Candidates by index, then
 * courtesy: DUE, SKIP(reason), HOLD(reason). The one place with business sense. There is no
 * table of planned letters: a pass asks "what is due?" and inserts under a UNIQUE key.
 */
#ifndef PLAN_H
#define PLAN_H

#include "base.h"
#include "outbox.h"

struct conf;
struct db;
struct ledger_customer;
struct seal_key;
struct template;

/* Letters are put this long before the morning they go out, so that a reply can stop them. */
enum { PLAN_LEAD_S = 86400 };

/* Why a letter does not go: the closed list. The words stand in decision.reason. */
enum plan_reason {
	PLAN_DUE,
	PLAN_SKIP_NO_ADDRESS,
	PLAN_SKIP_SUPPRESSED,   /* detail: optout, dead, complaint */
	PLAN_SKIP_STATUS,       /* detail: deceased, left, dispute */
	PLAN_SKIP_NO_CONSENT,
	PLAN_SKIP_BIRTHDAY,     /* birthday_ok is not set */
	PLAN_SKIP_PAUSED,       /* detail: until */
	PLAN_SKIP_WAITING,      /* the customer waits for an answer: detail: since */
	PLAN_SKIP_HUMAN_GAP,    /* a person was in touch lately: detail: when */
	PLAN_SKIP_GAP,          /* another letter is too near: detail: which, when */
	PLAN_SKIP_PER_YEAR,
	PLAN_SKIP_GROUP,        /* had a letter of this group: detail: which */
	PLAN_SKIP_SAME_ADDRESS, /* another customer with this address had it */
	PLAN_SKIP_EXPIRED,      /* too late: detail: last day */
	PLAN_SKIP_REFUSED_ADDRESS, /* the address can't be written on the wire: detail: why */
	PLAN_HOLD_FIELD,        /* a field without fallback is missing: detail: field */
	PLAN_HOLD_APPROVAL,     /* Approval: ask, nobody said go */
	PLAN_HOLD_STATUS,       /* the template is not live */
	PLAN_REASONS
};
const char *plan_reason_word(enum plan_reason r);
bool plan_reason_holds(enum plan_reason r);
/* A sentence for people: "Skipped: she wrote on 3 October and waits for an answer." Owned. */
char *plan_reason_sentence(const char *word, const char *detail);

struct plan {
	struct db *db;
	const struct conf *conf;
	const struct seal_key *key;
	int64_t now;
};

/* What one pass did. */
struct plan_counts {
	int put, skipped, held;
};

/*
 * One pass: put every letter due at plan->now (+ PLAN_LEAD_S), record skips and holds. In
 * transactions of at most a few hundred letters. 0 or -errno.
 */
int plan_pass(const struct plan *plan, struct plan_counts *ret);

/* When the next pass has something to do that no bell announces (the next local midnight). */
int64_t plan_next_at(const struct plan *plan);

/* May this claimed letter still go? For outbox_claim(); `arg` is a const struct plan *. */
char *plan_veto(struct db *db, const struct outbox_item *item, int64_t now, void *arg);

/* The days of a template's own schedule in [from, to] (calendar occasions and rules; not
 * ledger dates). *ret_days owned; count, or -errno; *ret_known false: the occasion is unknown. */
int plan_days(const struct plan *plan, const struct template *t, struct date from,
	struct date to, struct date **ret_days, bool *ret_known);

/* Does the template's audience include the customer? The first line that leaves them out in
 * *ret_why (owned; may be NULL). */
bool plan_in_audience(const struct plan *plan, const struct template *t, const char *customer,
	char **ret_why);
/* How many customers of the ledger are in the audience. */
int plan_audience_count(const struct plan *plan, const struct template *t);

/*
 * Render the letter for one customer, with frame and headers, as it would be sent for that day.
 * 0 and *ret filled (as for outbox_put); PLAN_HELD with the reason and detail.
 */
enum { PLAN_HELD = 1 };
int plan_letter(const struct plan *plan, const struct template *t, const char *customer,
	struct date day, const char *occurrence, struct outbox_item *ret, char **ret_html,
	enum plan_reason *ret_reason, char **ret_detail);

#endif
