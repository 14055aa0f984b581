/*
 * classify: how many mails a second one core reads and classifies. For tests/bench/run inbox:
 * classify ROUNDS MAIL…
 * The case files of tests/unit/data/case are a fair mixture: twelve mail programs, a dozen mail
 * systems, ten languages. "here" is the work itself; "jailed" is what the daemon does: a child
 * for each MESSAGE_BATCH mails, its answer read and checked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "charset.h"
#include "classify.h"
#include "message.h"

static struct message_bytes slurp(const char *path)
{
	struct text t = TEXT_INIT;
	char buffer[65536];
	size_t n;
	FILE *f = fopen(path, "rb");
	if (!f) {
		perror(path);
		exit(1);
	}
	while ((n = fread(buffer, 1, sizeof buffer, f)) > 0)
		text_put(&t, buffer, n);
	fclose(f);
	n = t.len;
	return (struct message_bytes){text_steal(&t), n};
}

/* CPU of this process and of the children that it waited for. */
static double cpu_s(void)
{
	double s = 0;
	for (int who = 0; who < 2; who++) {
		struct rusage u;
		getrusage(who ? RUSAGE_CHILDREN : RUSAGE_SELF, &u);
		s += (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
		     (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
	}
	return s;
}

static void here(const struct message_bytes *mails, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		AUTO(message_free) struct message *m = NULL;
		if (message_parse_here(mails[i].s, mails[i].n, &m) == 0)
			classify(m);
	}
}

static void jailed(const struct message_bytes *mails, size_t count)
{
	struct message *messages[MESSAGE_BATCH];
	for (size_t i = 0; i < count; i += MESSAGE_BATCH) {
		size_t n = count - i < MESSAGE_BATCH ? count - i : MESSAGE_BATCH;
		if (message_parse_batch(mails + i, n, messages) < 0)
			exit(1);
		for (size_t k = 0; k < n; k++) {
			if (messages[k])
				classify(messages[k]);
			message_free(messages[k]);
		}
	}
}

int main(int argc, char **argv)
{
	int rounds = argc > 2 ? atoi(argv[1]) : 0;
	size_t count = rounds > 0 ? (size_t)argc - 2 : 0, bytes = 0;
	struct message_bytes *mails = xcalloc(count + 1, sizeof *mails);
	if (!count) {
		fprintf(stderr, "usage: %s ROUNDS MAIL...\n", argv[0]);
		return 2;
	}
	for (size_t i = 0; i < count; i++) {
		mails[i] = slurp(argv[2 + i]);
		bytes += mails[i].n;
	}
	charset_load();
	printf("%zu mails of %zu bytes on average\n", count, bytes / count);
	for (int kind = 0; kind < 2; kind++) {
		double start = cpu_s();
		for (int i = 0; i < rounds; i++)
			(kind ? jailed : here)(mails, count);
		double each = (cpu_s() - start) / rounds / (double)count;
		printf("%s\t%.1f us of CPU a mail, %.0f mails a second\n", kind ? "jailed" : "here",
		        each * 1e6, 1 / each);
	}
	for (size_t i = 0; i < count; i++)
		free((char *)(uintptr_t)mails[i].s);
	free(mails);
	return 0;
}
