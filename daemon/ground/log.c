#include "log.h"

#define SD_JOURNAL_SUPPRESS_LOCATION /* it would always be this file */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

static struct {
	const char *role;
	enum log_level most;
	bool prefix;  /* a service manager reads stderr: it takes "<3>" as the priority */
	bool journal; /* and stderr leads to the journal, which takes more than a line */
	log_hook *hook;
	void *arg;
} the_log = {.role = "followupd", .most = LOG_LEVEL_INFO};

static const struct {
	const char *id;
	enum log_level level;
} events[] = {
        [LOG_EVENT_ROLE_ENDED] = {"3ceaaf30814248eaa1d93080f9b439fc", LOG_LEVEL_WARNING},
        [LOG_EVENT_ROLE_HANGS] = {"9dfb369bab134faea27655daa05f1119", LOG_LEVEL_ERROR},
        [LOG_EVENT_CONF_BAD] = {"6301bbfca0c5454eaff9bb510944fe0c", LOG_LEVEL_ERROR},
        [LOG_EVENT_TROUBLE] = {"6fced11d2bd841e6a47a8387cdde8d51", LOG_LEVEL_WARNING},
        [LOG_EVENT_STORE_FULL] = {"3a124c647e024f05a7c1dce27f7695f5", LOG_LEVEL_ERROR},
        [LOG_EVENT_STORE_DAMAGED] = {"66080f174c9648e2acbd0ba3a1a6bcde", LOG_LEVEL_ERROR},
        [LOG_EVENT_SECOND_DAEMON] = {"b120a366f0bb49cfa2f2dc05873f9bd0", LOG_LEVEL_ERROR},
        [LOG_EVENT_POISON] = {"78b7d0ac84774ce0ae4cda11b43c589b", LOG_LEVEL_WARNING},
        [LOG_EVENT_LETTER_SENT] = {"7618f3fcf744489f8e033f5ba320cec7", LOG_LEVEL_INFO},
        [LOG_EVENT_LETTER_WAITS] = {"bfc5af4b14f946b49703ad490f2f2fc2", LOG_LEVEL_WARNING},
        [LOG_EVENT_LETTER_REFUSED] = {"a1e1d6fa469e4fd18b8827e53430b099", LOG_LEVEL_WARNING},
        [LOG_EVENT_LETTER_UNSURE] = {"5acdbce47c7e49039ddee7ae62c6e4d9", LOG_LEVEL_WARNING},
};

/* A shell's redirection may stand between us and the journal the variable speaks of. */
static bool leads_to_journal(const char *stream)
{
	struct stat st;
	uintmax_t device, inode;
	return stream && sscanf(stream, "%" SCNuMAX ":%" SCNuMAX, &device, &inode) == 2 &&
	       fstat(STDERR_FILENO, &st) == 0 && st.st_dev == device && st.st_ino == inode;
}

void log_init(const char *role, enum log_level most)
{
	the_log.role = role;
	the_log.most = most;
	const char *stream = getenv("JOURNAL_STREAM");
	the_log.prefix = stream != NULL;
	the_log.journal = leads_to_journal(stream);
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

/* False when the journal did not take it. */
static bool put_journal(enum log_level level, const char *id, const char *line)
{
	return sd_journal_send("PRIORITY=%d", (int)level, "SYSLOG_IDENTIFIER=followupd",
	               "FOLLOWUP_ROLE=%s", the_log.role, "MESSAGE=%s: %s", the_log.role, line,
	               id ? "MESSAGE_ID=%s" : NULL, id, NULL) >= 0;
}

static void PRINTF_LIKE(3, 0) put(enum log_level level, const char *id, const char *fmt, va_list ap)
{
	if (level > the_log.most)
		return;
	AUTO(text_done) struct text t = TEXT_INIT;
	text_vprintf(&t, fmt, ap);
	one_line(&t);
	if (the_log.hook)
		the_log.hook(level, text_str(&t), the_log.arg);
	else if (the_log.journal && put_journal(level, id, text_str(&t)))
		return;
	else if (the_log.prefix)
		fprintf(stderr, "<%d>%s: %s\n", (int)level, the_log.role, text_str(&t));
	else
		fprintf(stderr, "%s: %s\n", the_log.role, text_str(&t));
}

void log_event(enum log_event event, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	put(events[event].level, events[event].id, fmt, ap);
	va_end(ap);
}

#define LEVEL_FUNCTION(name, level)                                                                \
	void name(const char *fmt, ...)                                                            \
	{                                                                                          \
		va_list ap;                                                                        \
		va_start(ap, fmt);                                                                 \
		put(level, NULL, fmt, ap);                                                         \
		va_end(ap);                                                                        \
	}

LEVEL_FUNCTION(log_error, LOG_LEVEL_ERROR)
LEVEL_FUNCTION(log_warning, LOG_LEVEL_WARNING)
LEVEL_FUNCTION(log_info, LOG_LEVEL_INFO)
LEVEL_FUNCTION(log_debug, LOG_LEVEL_DEBUG)
