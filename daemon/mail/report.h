/*
 * report: what delivery reports say: RFC 3464 fields, RFC 5965 feedback, the message that
 * came back, and the prose of the many mail systems that follow no standard. Pure.
 */
#ifndef REPORT_H
#define REPORT_H

#include "base.h"

struct header_lines;

struct report_recipient {
	char *address; /* what failed, without the type of address */
	char *action;  /* failed, delayed, delivered, … lower case; "" from prose */
	char *status;  /* "5.1.1"; "5.0.0" when only the class is known */
	char *diagnostic;
	char *original; /* the one that was written to, where that was passed on; else "" */
};

struct report {
	struct report_recipient *recipients;
	size_t count;
	char *original_message_id, *original_reference, *envelope_id, *feedback_type;
};
/* All strings "" at first. */
void report_init(struct report *r);
void report_done(struct report *r);
static inline void report_done_auto(struct report *r)
{
	report_done(r);
}

/* A message/delivery-status or message/global-delivery-status part. */
void report_status(struct report *r, const char *bytes, size_t n);
/* A message/feedback-report part. */
void report_feedback(struct report *r, const char *bytes, size_t n);
/* A message/disposition-notification part. */
void report_disposition(struct report *r, const char *bytes, size_t n);
/* The returned message or its headers; the first one that has an id counts. */
void report_returned(struct report *r, const char *bytes, size_t n);
/*
 * A text without standard fields: addresses, codes and words of failure in the part that the
 * mail system wrote, and the headers of the message that it quotes below. `h` are the
 * headers of the report. Call only when report_suspect() says so.
 */
void report_prose(struct report *r, const struct header_lines *h, const char *text);

/* The same search for quoted headers in the undecoded body, when no part gave an id: for
 * reports whose structure is broken. */
void report_scan(struct report *r, const char *raw);

/* Could a mail with these headers come from a mail system that tells of a delivery? */
bool report_suspect(const struct header_lines *h);
/* Stronger: sent under a mail system's own name; a subject that only mail systems write. */
bool report_from_daemon(const struct header_lines *h);
bool report_subject(const struct header_lines *h);
bool report_from_system(const char *address); /* "postmaster@…": persons read there as well */
/* The words of failure or of delay, in a mail system's prose. */
bool report_says_failure(const char *text);
bool report_says_delay(const char *text);

/* "5.1.1" or, from a bare SMTP code, "5.0.0"; "" when the text has neither. Owned. */
char *report_status_of(const char *text);

#endif
