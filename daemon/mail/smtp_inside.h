/*
 * smtp_inside: what smtp_session and smtp share about one connection; nobody else reads it.
 */
#ifndef SMTP_INSIDE_H
#define SMTP_INSIDE_H

#include "base.h"
#include "smtp_answer.h"

#define SMTP_ANSWER_BUDGET 65536 /* no honest answer is longer */

struct _mailstream;
struct _MMAPString;

enum { SMTP_RSET, SMTP_MAIL, SMTP_RCPT, SMTP_DATA, SMTP_STEPS };

struct smtp_step {
	const char *line; /* NULL: nothing to say at this step */
	int want, seconds;
	struct smtp_answer answer;
	bool answered;
};

/* Its storage serves one letter after the other. */
struct smtp_envelope {
	struct text to, mail, rcpt;
	struct smtp_step steps[SMTP_STEPS];
	bool said; /* behind the letter before it: its answers are still to be read */
};

struct smtp {
	struct _mailstream *stream;
	struct _MMAPString *line;
	struct text words; /* of the answer that is being read */
	char *peer;        /* "mail.example:587" */
	int timeout_s;
	bool plain;       /* not encrypted yet: before STARTTLS */
	bool usable;      /* in step with the server */
	bool dirty;       /* a transaction is open: RSET before the next MAIL */
	unsigned letters; /* tried on this connection */
	struct smtp_envelope envelope;

	/* what EHLO told us */
	bool starttls, has_size, dsn, pipelining, eightbit, utf8;
	unsigned mechanisms; /* sasl_bit() of each that it offers */
	size_t size_limit;   /* 0: none */
};

/* The connection gave no answer, and is over. */
void smtp_no_answer(struct smtp *s, struct smtp_answer *a, const char *why);
/* One whole answer. Its code, 0 for none; its lines without codes go to *lines (or NULL). */
int smtp_read_answer(struct smtp *s, struct smtp_answer *a, int seconds, struct text *lines);
/* Into the buffer, and out. A false is for ever: stream_trouble() has the reason. */
bool smtp_put(struct smtp *s, const char *bytes, size_t n);
bool smtp_put_line(struct smtp *s, const char *line);
bool smtp_flush(struct smtp *s);
/* One command, one answer, all within `seconds`. The code, 0 for none. */
int smtp_ask(struct smtp *s, struct smtp_answer *a, const char *step, int seconds, const char *line,
        struct text *lines);
/* Printable ASCII without blanks and angle brackets, 1 to `most` bytes. */
bool smtp_is_word(const char *s, size_t most);

#endif
