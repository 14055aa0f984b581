/*
 * verb: table `act`: what a person decides, one verb each, whether typed at the command line or
 * said in a reply to a notice; done, written down, and taken back here.
 */
#ifndef VERB_H
#define VERB_H

#include "base.h"
#include "call.h"

const char *verb_name(enum verb v);

/*
 * Do it and write it down, inside the caller's transaction. 0 and the act's row in *ret_act;
 * VERB_IDLE, VERB_SAID_BEFORE: nothing was changed. Either way one sentence for the person in
 * *ret_sentence (owned).
 */
int verb_do(
        const struct house *h, const struct verb_call *call, int64_t *ret_act, char **ret_sentence);
/* Take an act back, as far as the world allows; likewise. */
int verb_undo(const struct house *h, int64_t act, const char *who, const char *language,
        char **ret_sentence);

/* What "staff:ID" said of the digest: VERB_DIGEST_OFF, _DAILY, or _ON. */
enum verb verb_digest(struct db *db, const char *staff);

#endif
