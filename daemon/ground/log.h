/*
 * log: one line an event, to stderr; to the journal itself where stderr leads there. The function
 * that turns a foreign failure into a number logs the line; pure modules never log.
 * Secrets and mail bodies are never logged.
 */
#ifndef LOG_H
#define LOG_H

#include "base.h"

enum log_level {
	LOG_LEVEL_ERROR = 3,
	LOG_LEVEL_WARNING = 4,
	LOG_LEVEL_INFO = 6,
	LOG_LEVEL_DEBUG = 7
};

/* `role` stands before each line ("planner"); borrowed. Lines above `most` are dropped. */
void log_init(const char *role, enum log_level most);

void log_error(const char *fmt, ...) PRINTF_LIKE(1, 2);
void log_warning(const char *fmt, ...) PRINTF_LIKE(1, 2);
void log_info(const char *fmt, ...) PRINTF_LIKE(1, 2);
void log_debug(const char *fmt, ...) PRINTF_LIKE(1, 2);

/*
 * What somebody may want to be called for, and what became of each mail: in the journal such a line
 * carries a number that stays (MESSAGE_ID=), which systemd/followupd.catalog explains. Every line
 * there carries FOLLOWUP_ROLE=.
 */
enum log_event {
	LOG_EVENT_ROLE_ENDED,
	LOG_EVENT_ROLE_HANGS,
	LOG_EVENT_CONF_BAD,
	LOG_EVENT_TROUBLE,
	LOG_EVENT_STORE_FULL,
	LOG_EVENT_STORE_DAMAGED,
	LOG_EVENT_SECOND_DAEMON,
	LOG_EVENT_POISON,
	LOG_EVENT_LETTER_SENT,
	LOG_EVENT_LETTER_WAITS,
	LOG_EVENT_LETTER_REFUSED,
	LOG_EVENT_LETTER_UNSURE,
};
void log_event(enum log_event event, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* A hook that gets each line instead of stderr, for tests and fuzzers; NULL restores. */
typedef void log_hook(enum log_level level, const char *line, void *arg);
void log_hook_set(log_hook *hook, void *arg);

#endif
