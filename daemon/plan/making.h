/*
 * making: one decision while it is made. Shared by verb.c and the files in which the verbs stand;
 * nobody else includes it.
 */
#ifndef MAKING_H
#define MAKING_H

#include "call.h"
#include "phrase.h"

/* What was said, and what will be written down. */
struct making {
	const struct house *h;
	struct verb_call call;
	char *name;           /* of the customer, for sentences */
	char *before, *words; /* what undo needs; what is kept of the words */
	char *sentence;
};

#define SAY(m, english, ...)                                                                       \
	((m)->sentence = xasprintf(phrase((m)->call.language, english) __VA_OPT__(, ) __VA_ARGS__))
/* Nothing is changed, and why. */
#define IDLE(m, ...) (SAY(m, __VA_ARGS__), VERB_IDLE)

/* "said by mail" */
static inline const char *making_how(const struct making *m)
{
	return str_empty(m->call.who) ? "said on the command line" : "said by mail";
}

/* Pauses, which others set too: what was there before comes back. */
void making_remember_pause(struct making *m);
int making_restore_pause(struct making *m);

/* A verb, and its way back: 0, VERB_IDLE, -errno. */
typedef int making_act(struct making *m);
making_act verb_answered, verb_answered_undo, verb_give, verb_give_undo, verb_pause, verb_resume,
        verb_pause_undo, verb_same, verb_same_undo, verb_other, verb_optout, verb_optout_undo,
        verb_log, verb_log_undo, verb_happy, verb_happy_undo, verb_accept, verb_decline,
        verb_suggestion_undo, verb_ask, verb_ask_undo;
making_act verb_approve, verb_approve_undo, verb_hold, verb_hold_undo, verb_arrived, verb_lost,
        verb_settle_undo, verb_personal, verb_personal_undo;
making_act verb_go, verb_go_undo, verb_rest, verb_rest_undo, verb_show, verb_show_undo;

#endif
