/*
 * compose: writes what we send: the fields that heading writes and, as multipart (RFC 2046,
 * 2387), the parts that part writes. Ours, because libetpan's writers are broken: wrong zones in
 * Date, guessable Message-IDs and boundaries, raw 8-bit subjects, trailing blanks doubled in
 * quoted-printable, header injection.
 * Pure and deterministic: the same struct gives the same bytes. 7-bit, but for addresses of other
 * alphabets (RFC 6532). CRLF.
 *
 * A text is sent with the line ends it has; one that was written `flowed` (RFC 3676) says by a
 * blank at a line's end that this one came from wrapping only. A text without a last line end
 * gets one.
 */
#ifndef COMPOSE_H
#define COMPOSE_H

#include "base.h"
#include "part.h"

enum compose_kind {
	COMPOSE_LETTER,         /* Auto-Submitted: auto-generated; List-Unsubscribe */
	COMPOSE_LETTER_BY_HAND, /* approved or edited by a person: no Auto-Submitted (RFC 3834) */
	COMPOSE_NOTICE, /* digest, nudge, preview: auto-generated + X-Auto-Response-Suppress,
	                   List-Id */
	COMPOSE_ANSWER, /* what became of a mail of staff: likewise, but auto-replied */
};

struct compose_message {
	enum compose_kind kind;
	const char *from_name, *from_address;
	const char *to_name, *to_address; /* exactly one recipient; name may be NULL */
	const char *sender;               /* address of who sends it for them, or NULL */
	const char *reply_to;             /* address, or NULL; carries from_name */
	const char *subject;              /* UTF-8, one line */
	const char *message_id;           /* without < > */
	const char *reference;            /* Followup-Ref: "fu1.TOKEN", or NULL */
	const char *answers;              /* Message-ID of the mail it answers; or NULL */
	const char *unsubscribe;          /* mailto address for List-Unsubscribe, or NULL */
	const char *click;                /* https: URL before it, for one click; or NULL */
	const char *language;             /* Content-Language, or NULL */
	const char *text, *html;          /* UTF-8, LF; html may be NULL */
	const char *printable;            /* instead of html: encoded by printable.h; or NULL */
	bool flowed;                      /* the text is format=flowed */
	struct part_picture picture;      /* shown in the HTML; bytes NULL: none */
	int64_t date_at;
	int32_t date_offset; /* seconds east of UTC, for Date */
};

/*
 * The message, ready for DATA (CRLF, dot-stuffing is smtp's business). 0 and *ret (owned,
 * NUL-terminated) and *ret_n; COMPOSE_BAD with a sentence in *ret_why (owned) when an address
 * or header can't be sent as it is (control bytes, too long).
 */
enum { COMPOSE_BAD = 1 };
int compose(const struct compose_message *m, char **ret, size_t *ret_n, char **ret_why);

#endif
