/*
 * reading: reads templates or mails and nothing else: reading template|mail FILE…
 * For whoever counts what that costs (tests/conformance/test_effort.py).
 */
#include <stdio.h>

#include "classify.h"
#include "message.h"
#include "template.h"

static bool read_file(const char *path, struct text *ret)
{
	char chunk[4096];
	size_t n;
	FILE *f = fopen(path, "r");

	if (!f)
		return false;
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		text_put(ret, chunk, n);
	return fclose(f) == 0;
}

/* The names under which the costs are collected. */
void read_template(const struct text *file);
void read_mail(const struct text *file);

void read_template(const struct text *file)
{
	AUTO(template_problems_done) struct template_problems problems = {0};
	AUTO(template_free) struct template *t = NULL;

	template_parse(text_str(file), file->len, "letter", NULL, &t, &problems);
}

void read_mail(const struct text *file)
{
	AUTO(message_free) struct message *m = NULL;

	if (message_parse_here(text_str(file), file->len, &m) == 0)
		classify(m);
}

int main(int argc, char **argv)
{
	void (*reader)(const struct text *) =
	        argc > 1 && str_same(argv[1], "mail") ? read_mail : read_template;

	for (int i = 2; i < argc; i++) {
		AUTO(text_done) struct text file = TEXT_INIT;

		if (!read_file(argv[i], &file)) {
			perror(argv[i]);
			return 1;
		}
		reader(&file);
	}
	return 0;
}
