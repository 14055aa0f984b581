/*
 * letter: one template for one customer and one day, rendered, addressed and dated: the bytes
 * that will go out, and when.
 */
#ifndef LETTER_H
#define LETTER_H

#include "courtesy.h"
#include "part.h"
#include "seal.h"

/* A letter's token, and when it leaves: the moment, and the last at which it may. `row`: the
 * customer's in the ledger, where who asks knows it; 0: not known. */
struct letter_hour {
	int64_t row;
	char token[SEAL_TOKEN_CHARS + 1];
	int64_t at, until_at;
};
/* `where`: the place of its reader (zone and country are read). False: it is too late. */
bool letter_hour(const struct house *h, const struct template *t, const char *customer,
        struct date day, const char *occurrence, const struct morning *where,
        struct letter_hour *ret);
/* "2026-10-09": the last day of a letter of this day, for who is told that it is too late. Owned.
 */
char *letter_last_day(const struct template *t, struct date day);

/*
 * Make the letter as it would be put into the outbox. 0 and *ret (outbox_item_done()), *ret_html
 * too unless NULL (owned); LETTER_HELD with the courtesy word and detail when it can't be made:
 * a field is missing, the address is impossible, it is too late. `hour`: as it was worked out
 * before; NULL: it was not.
 */
enum { LETTER_HELD = 1 };
int letter_make(const struct house *h, const struct template *t, const char *customer,
        struct date day, const char *occurrence, const struct letter_hour *hour,
        struct outbox_item *ret, char **ret_html, enum courtesy *ret_reason, char **ret_detail);

/* A mail to a person of staff (digest, nudge): same addressing, no opt-out. 0, or a positive
 * COMPOSE_BAD with a sentence in *ret_why. */
struct conf_person;
struct letter_notice {
	const char *kind, *touchpoint, *occurrence;
	const char *subject, *text, *html;
	const char *answers; /* Message-ID of the mail of staff that it answers; NULL: none */
	struct part_picture picture; /* which the HTML shows; bytes NULL: none */
	int64_t valid_until_at;
};
int letter_to_staff(const struct house *h, const struct conf_person *to,
        const struct letter_notice *n, struct outbox_item *ret, char **ret_why);

#endif
