/*
 * imap_inside: what imap_session and imap share about one connection; nobody else reads it.
 */
#ifndef IMAP_INSIDE_H
#define IMAP_INSIDE_H

#include "base.h"

struct mailimap;

#define IMAP_SMALL_BUDGET ((size_t)1 << 20) /* bytes of an answer without mail in it */

struct imap {
	struct mailimap *session;
	struct _mailstream *stream;
	char *peer; /* "mail.example:993" */
	int timeout_s;
	bool in_step; /* false: the connection is of no more use */
	bool starttls, idle, condstore, special_use, login_disabled, initial_response;
	unsigned mechanisms; /* sasl_bit() of each that it offers */
	/* messages that were asked for and not had yet, and the most bytes of each; while there are
	 * any, nothing else can be asked */
	size_t asked, asked_most;
};

/* The reason into *ret_why; gives `outcome` back. */
int imap_refuse(int outcome, char **ret_why, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* The connection broke, or the two of us no longer mean the same: after either, a new one. */
int imap_broken(struct imap *i, const char *doing, char **ret_why);
/* What libetpan's number for one command means to us. `refused`: the outcome of a NO or BAD. */
int imap_outcome(struct imap *i, int r, int refused, const char *doing, char **ret_why);
/* What the tagged line says that ends our command. */
int imap_ended(struct imap *i, const char *line, int refused, const char *doing, char **ret_why);
bool imap_is_usable(struct imap *i, char **ret_why);
/* Each command has its own; libetpan counts them. */
int imap_next_tag(struct imap *i);
/* A line of our own: libetpan's ready-made commands end some with a blank. */
bool imap_put_line(struct imap *i, const char *line);
/* The next line; NULL when there is none or the server takes its leave. */
const char *imap_get_line(struct imap *i);

#endif
