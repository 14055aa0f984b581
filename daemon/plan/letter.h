/*
 * letter: one template for one customer and one day, rendered, addressed and dated: the bytes
 * that will go out, and when.
 */
#ifndef LETTER_H
#define LETTER_H

#include "courtesy.h"
#include "part.h"

/*
 * Make the letter as it would be put into the outbox. 0 and *ret (outbox_item_done()), *ret_html
 * too unless NULL (owned); LETTER_HELD with the courtesy word and detail when it can't be made:
 * a field is missing, the address is impossible, it is too late.
 */
enum { LETTER_HELD = 1 };
int letter_make(const struct house *h, const struct template *t, const char *customer,
        struct date day, const char *occurrence, struct outbox_item *ret, char **ret_html,
        enum courtesy *ret_reason, char **ret_detail);

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
