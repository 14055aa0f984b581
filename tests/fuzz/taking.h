/*
 * taking: a book of whatever files, read to its end; that it ends, and gives each customer a key,
 * is all that is asked.
 */
#ifndef TAKING_H
#define TAKING_H

#include "book.h"
#include "conf.h"
#include "entry.h"
#include "log.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

static void quiet(enum log_level level, const char *line, void *arg)
{
	(void)level;
	(void)line;
	(void)arg;
}

static int take(void *arg, const struct entry *e, struct roll_person *p, char **ret_why)
{
	(void)arg;
	(void)p;
	(void)ret_why;
	if (!*e->key)
		abort();
	return 0;
}

static void read_all(const struct conf *conf)
{
	struct date today;
	log_hook_set(quiet, NULL);
	if (date_parse("2026-10-01", &today) < 0)
		abort();
	AUTO(book_free) struct book *book = book_new(conf, today, 0);
	if (book_read(book, take, NULL) != 0)
		abort();
}

#endif
