/*
 * log: one line an event, to stderr; under systemd with its <N> priority prefix. The function
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

/* A hook that gets each line instead of stderr, for tests and fuzzers; NULL restores. */
typedef void log_hook(enum log_level level, const char *line, void *arg);
void log_hook_set(log_hook *hook, void *arg);

#endif
