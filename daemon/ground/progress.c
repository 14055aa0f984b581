#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static progress_hook *hook;
static void *hook_arg;
static bool told;

void progress_hook_set(progress_hook *new_hook, void *arg)
{
	hook = new_hook;
	hook_arg = arg;
	told = false;
}

void progress_tell(const char *fmt, ...)
{
	char sentence[200];
	va_list args;
	if (!hook)
		return;
	va_start(args, fmt);
	vsnprintf(sentence, sizeof sentence, fmt, args);
	va_end(args);
	for (char *s = sentence; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			*s = '?';
	told = true;
	hook(sentence, hook_arg);
}

void progress_done(void)
{
	if (told)
		hook(NULL, hook_arg);
	told = false;
}

/* ---- a terminal ---- */

/* As much of the sentence as one line holds: in two the start could not be found again. */
static int fitting(const char *sentence)
{
	struct winsize w;
	size_t width = 79, n = strlen(sentence);
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 1)
		width = (size_t)w.ws_col - 1;
	if (n <= width)
		return (int)n;
	while (width > 0 && ((unsigned char)sentence[width] & 0xc0) == 0x80)
		width--;
	return (int)width;
}

static void write_line(const char *sentence, void *arg)
{
	(void)arg;
	fprintf(stderr, "\r\033[K%.*s", sentence ? fitting(sentence) : 0, sentence ? sentence : "");
}

void progress_on_terminal(void)
{
	const char *kind = getenv("TERM");
	if (isatty(STDERR_FILENO) && !str_empty(kind) && !str_same(kind, "dumb"))
		progress_hook_set(write_line, NULL);
}
