/*
 * courtesy: may this letter go to this person on this day? Checked when the letter is planned and
 * once more when it is claimed. Every answer is one of a closed list of reasons.
 */
#ifndef COURTESY_H
#define COURTESY_H

#include "base.h"
#include "folder.h"
#include "history.h"
#include "house.h"
#include "outbox.h"
#include "person.h"
#include "template.h"

/* Why a letter does not go: the closed list. The words stand in decision.reason. */
enum courtesy {
	COURTESY_DUE,
	COURTESY_SKIP_NO_ADDRESS,
	COURTESY_SKIP_SUPPRESSED, /* detail: optout, dead, complaint */
	COURTESY_SKIP_STATUS,     /* detail: deceased, left, dispute */
	COURTESY_SKIP_NO_CONSENT,
	COURTESY_SKIP_CONSENT_UNDATED, /* detail: the country */
	COURTESY_SKIP_CONSENT_LAPSED,  /* detail: the country */
	COURTESY_SKIP_CELEBRATES,      /* a feast they are not said to celebrate; detail: whose */
	COURTESY_SKIP_BIRTHDAY,        /* birthday_ok is not set */
	COURTESY_SKIP_PAUSED,          /* detail: until when and why */
	COURTESY_SKIP_WAITING,         /* the customer waits for an answer; detail: since */
	COURTESY_SKIP_HUMAN_GAP,       /* a person was in touch lately; detail: when */
	COURTESY_SKIP_GAP,             /* another letter is too near; detail: which, when */
	COURTESY_SKIP_PURCHASE,        /* bought something just now; detail: when */
	COURTESY_SKIP_PRIORITY,  /* gives way to a letter that matters more; detail: which, when */
	COURTESY_SKIP_PER_YEAR,  /* detail: how many */
	COURTESY_SKIP_STAGE_CAP, /* detail: how many, for whom */
	COURTESY_SKIP_COMPANY,   /* others of the company have theirs that day; detail: how many */
	COURTESY_SKIP_ONCE,      /* had this one within the year; detail: when */
	COURTESY_SKIP_SEASON,    /* had it, under a date that was corrected since; detail: when */
	COURTESY_SKIP_GROUP,     /* had a letter of this group; detail: which */
	COURTESY_SKIP_SAME_ADDRESS, /* another customer with this address has it; detail: who */
	COURTESY_SKIP_EXPIRED,      /* too late; detail: the last day */
	COURTESY_SKIP_BAD_ADDRESS,  /* can't be written on the wire; detail: why */
	COURTESY_SKIP_DECLINED,     /* a person said no to this letter */
	COURTESY_HOLD_POSTAL,       /* the law wants our postal address; detail: the country */
	COURTESY_HOLD_FIELD,        /* a field without fallback is missing; detail: field */
	COURTESY_HOLD_APPROVAL,     /* Approval: ask, and nobody said yes */
	COURTESY_REASONS
};
const char *courtesy_word(enum courtesy c);
bool courtesy_holds(enum courtesy c); /* else it is a skip (or due) */
/* "skipped: a customer's message waits for an answer since 2026-10-03", owned. */
char *courtesy_sentence(const char *word, const char *detail);

/* Ask for one customer (key) and one day. COURTESY_DUE or the first reason, with its detail in
 * *ret_detail (owned; "" when there is none). Rendering has its own reasons, see letter.h. */
enum courtesy courtesy_ask(const struct house *h, const struct template *t, const char *customer,
        const char *occurrence, struct date day, char **ret_detail);

/*
 * The same for somebody of whom more than one thing is asked: who they are and which letters they
 * have is read once. For as long as the caller's transaction lasts.
 */
struct courtesy_case {
	const struct house *h;
	const char *customer; /* key; borrowed */
	bool there;           /* in the ledger */
	struct person person;
	struct history history;
	bool looked; /* at the history */
	bool whole;  /* and no letter is missing there, however old */
	/* How many others of their house have a letter felt on this day; NULL: the store is asked.
	 */
	int64_t (*company)(const struct courtesy_case *c, struct date day);
	void *arg;         /* for company() */
	struct date again; /* when the last answer may be another; DATE_NONE: not known */
	int error;         /* -errno: the answers are worth nothing */
};
void courtesy_case_open(struct courtesy_case *c, const struct house *h, const char *customer);
/* The same, of the customer in this row of the ledger. */
void courtesy_case_open_row(
        struct courtesy_case *c, const struct house *h, const char *customer, int64_t row);
void courtesy_case_done(struct courtesy_case *c);
static inline void courtesy_case_done_auto(struct courtesy_case *c)
{
	courtesy_case_done(c);
}
/* As courtesy_ask(). */
enum courtesy courtesy_case_ask(struct courtesy_case *c, const struct template *t,
        const char *occurrence, struct date day, char **ret_detail);
/* Those with whom they compare their inboxes: the domain of their address. Borrowed; NULL: nobody.
 */
const char *courtesy_case_house(const struct courtesy_case *c);
/* Is it written to them? If not, *ret_why (owned; ret_why may be NULL) says which line leaves them
 * out. */
bool courtesy_case_in_audience(struct courtesy_case *c, const struct template *t, char **ret_why);
/* Was this letter put for them, whatever became of it? */
bool courtesy_case_has(struct courtesy_case *c, const char *touchpoint, const char *occurrence);
/* The day of a letter of this touchpoint that they had, or are to have, less than `length` days
 * from `day` for another occurrence (season.h); owned, or NULL. */
char *courtesy_case_season(struct courtesy_case *c, const char *touchpoint, const char *occurrence,
        struct date day, int length);

/* Why this letter, which waits, does not go after all: a sentence, owned; NULL: it goes. */
char *courtesy_case_veto(
        struct courtesy_case *c, const struct template *t, const struct outbox_item *item);

/* The first day from tomorrow on that may bring another answer than this one, which the case has
 * just given, though nothing but time goes by; DATE_NONE: none does. */
struct date courtesy_again(const struct courtesy_case *c, enum courtesy why, const char *detail);

/* A person said "yes" or "no" to this letter, or takes it back (NULL); inside the caller's
 * transaction. 0, or -errno. */
int courtesy_answer(const struct house *h, const char *customer, const char *touchpoint,
        const char *occurrence, const char *answer);

/* Why a letter was withdrawn whose date was corrected, in the ledger or in a calendar, while it lay
 * in the outbox; it may be put again, for the day it has now. */
#define COURTESY_MOVED                                                                             \
	"withdrawn: its date was corrected since, so this is no longer the day for it"

/* For courtesy_veto(): the templates of the letters in one transaction, and their readers. */
struct persons;
struct courtesy_round {
	const struct house *h;
	struct folder_stock *kept; /* from round to round, refreshed in each; NULL: `stock` is */
	struct folder_stock stock;
	bool looked;
	size_t due; /* so many of the queue's first letters will be asked about; 0: others */
	struct persons *readers; /* owned; NULL: not read yet */
};
void courtesy_round_done(struct courtesy_round *round);
static inline void courtesy_round_done_auto(struct courtesy_round *round)
{
	courtesy_round_done(round);
}

/*
 * May this letter still go? For outbox_lease() and outbox_advance(): inside their transaction;
 * `arg` is a struct courtesy_round *. NULL: yes; else the reason as a sentence (owned).
 */
char *courtesy_veto(struct db *db, const struct outbox_item *item, int64_t now, void *arg);

#endif
