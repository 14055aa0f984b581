/*
 * reading: reads templates and nothing else: reading FILE…
 * For whoever counts what that costs (tests/conformance/test_effort.py).
 */
#include <stdio.h>

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

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		AUTO(text_done) struct text file = TEXT_INIT;
		AUTO(template_problems_done) struct template_problems problems = {0};
		AUTO(template_free) struct template *t = NULL;

		if (!read_file(argv[i], &file)) {
			perror(argv[i]);
			return 1;
		}
		template_parse(text_str(&file), file.len, "letter", NULL, &t, &problems);
	}
	return 0;
}
