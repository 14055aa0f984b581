/*
 * order: what a person of staff says in a reply to a notice: "done 1", "yes 4", "gib 2 anna".
 * Forgiving of case, greetings and punctuation, strict about everything else: a line that is not
 * wholly understood is no order. Pure.
 */
#ifndef ORDER_H
#define ORDER_H

#include "base.h"

enum order_word {
	ORDER_DONE,
	ORDER_GIVE, /* words: whom to */
	ORDER_YES,
	ORDER_NO,
	ORDER_USE,
	ORDER_ASK,
	ORDER_PERSONAL, /* words: the sentence */
	ORDER_HAPPY,
	ORDER_STOP,
	ORDER_PAUSE, /* words: until when; NULL: not said */
	ORDER_RESUME,
	ORDER_NOTE, /* words: the note */
	ORDER_DIGEST_OFF,
	ORDER_DIGEST_ON,
	ORDER_DIGEST_DAILY,
	ORDER_AGAIN, /* show me that once more */
	ORDER_UNDO,
	ORDER_HELP,
	ORDER_WORDS
};

struct order {
	enum order_word word;
	int number; /* 0: none was said */
	char *words;
};

enum { ORDER_MOST = 60, ORDER_LINES_MOST = 8 };

struct orders {
	struct order at[ORDER_MOST];
	size_t count;
	char *ignored[ORDER_LINES_MOST]; /* lines that are no order and no greeting; the first few
	                                  */
	size_t ignored_count;            /* all of them */
};
void orders_done(struct orders *o);
static inline void orders_done_auto(struct orders *o)
{
	orders_done(o);
}

/* Read the new text of a reply (without what it quotes). */
void orders_read(const char *text, struct orders *ret);

#endif
