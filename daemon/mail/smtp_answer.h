/*
 * smtp_answer: what a mail server said, and what it is worth: is it about the letter, about its
 * reader, or about us? Pure.
 */
#ifndef SMTP_ANSWER_H
#define SMTP_ANSWER_H

#include "base.h"

enum smtp_outcome {
	SMTP_SENT = 0,     /* 2xx after the final dot */
	SMTP_REJECTED = 1, /* 5xx about this letter: never */
	SMTP_DEFERRED = 2, /* 4xx: later */
	SMTP_NOT_SENT = 3, /* the connection failed before the dot left: later, at once is safe */
	SMTP_UNSURE = 4,   /* the dot left and no answer came: perhaps sent, perhaps not */
	SMTP_TROUBLE = 5,  /* the server refuses us, not the letter (login, TLS, 421, 5.7.x policy):
	                      later, and a person must know */
};

struct smtp_answer {
	enum smtp_outcome outcome;
	int code;          /* 0: none */
	char enhanced[16]; /* "5.1.1" or "" */
	char text[512];    /* one printable line: the server's words, or ours when code is 0 */
	const char *step;  /* "connect" "greeting" "tls" "auth" "mail" "rcpt" "data" "body" "dot" */
};

/* Our own words as the text; what can't be printed becomes a blank. */
void smtp_set_text(struct smtp_answer *a, const char *words);
/* The server's: text and enhanced code. */
void smtp_take(struct smtp_answer *a, const char *words);
/* An answer that we give ourselves. The outcome. */
int smtp_settle(struct smtp_answer *a, enum smtp_outcome outcome, const char *step, const char *fmt,
        ...) PRINTF_LIKE(4, 5);
/* One line as it came: its code, and whether it is the last of its answer. 0 when it is none. */
int smtp_parse_line(const char *line, bool *ret_last);
/* The providers' ways to say that passwords are over. */
bool smtp_wants_token(const struct smtp_answer *a);
/* … that we have sent enough for now, and that our login may not send under that name. */
bool smtp_is_limit(const struct smtp_answer *a);
bool smtp_is_name(const struct smtp_answer *a);
/* What a bad answer to MAIL, RCPT, DATA or a letter means. `used`: the connection has served
 * another letter before. */
enum smtp_outcome smtp_judge(const struct smtp_answer *a, bool used);

#endif
