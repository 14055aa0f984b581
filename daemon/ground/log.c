#include "log.h"

#include <stdio.h>
#include <stdlib.h>

static struct {
	const char *role;
	enum log_level most;
	bool journal; /* stderr is the journal: it reads "<3>" as the priority */
	log_hook *hook;
	void *arg;
} the_log = {.role = "followupd", .most = LOG_LEVEL_INFO};

void log_init(const char *role, enum log_level most)
{
	the_log.role = role;
	the_log.most = most;
	the_log.journal = getenv("JOURNAL_STREAM") != NULL;
}

void log_hook_set(log_hook *hook, void *arg)
{
	the_log.hook = hook;
	the_log.arg = arg;
}

/* One line is one event, whatever a server or a ledger put into it. */
static void one_line(struct text *t)
{
	for (size_t i = 0; i < t->len; i++)
		if ((unsigned char)t->s[i] < 0x20 || t->s[i] == 0x7f)
			t->s[i] = ' ';
}

static void PRINTF_LIKE(2, 0) put(enum log_level level, const char *fmt, va_list ap)
{
	if (level > the_log.most)
		return;
	AUTO(text_done) struct text t = TEXT_INIT;
	text_vprintf(&t, fmt, ap);
	one_line(&t);
	if (the_log.hook)
		the_log.hook(level, text_str(&t), the_log.arg);
	else if (the_log.journal)
		fprintf(stderr, "<%d>%s: %s\n", (int)level, the_log.role, text_str(&t));
	else
		fprintf(stderr, "%s: %s\n", the_log.role, text_str(&t));
}

#define LEVEL_FUNCTION(name, level)                                                                \
	void name(const char *fmt, ...)                                                            \
	{                                                                                          \
		va_list ap;                                                                        \
		va_start(ap, fmt);                                                                 \
		put(level, fmt, ap);                                                               \
		va_end(ap);                                                                        \
	}

LEVEL_FUNCTION(log_error, LOG_LEVEL_ERROR)
LEVEL_FUNCTION(log_warning, LOG_LEVEL_WARNING)
LEVEL_FUNCTION(log_info, LOG_LEVEL_INFO)
LEVEL_FUNCTION(log_debug, LOG_LEVEL_DEBUG)
