/*
 * letter: renders one letter for judges in other languages: letter FILE [FIELD=VALUE]…
 * Writes the whole mail. PICTURE=FILE is the picture that the letter names. Ends with 1 when the
 * letter is refused or held, and says why on standard error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compose.h"
#include "conf.h"
#include "shelf.h"
#include "template.h"

enum { HELD = 1, MISUSED = 2 };

static void read_file(const char *path, struct text *ret)
{
	FILE *f = fopen(path, "r");
	char chunk[4096];
	size_t n;

	if (!f) {
		perror(path);
		exit(MISUSED);
	}
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		text_put(ret, chunk, n);
	fclose(f);
}

static const char *value_of(const char *field, void *arg)
{
	size_t n = strlen(field);

	for (char **pair = arg; *pair; pair++)
		if (strncmp(*pair, field, n) == 0 && (*pair)[n] == '=')
			return *pair + n + 1;
	return NULL;
}

static int write_mail(const struct template *t, const struct template_letter *l, char **fields)
{
	AUTO(xfree) char *mail = NULL, *why = NULL;
	size_t n = 0;
	const struct compose_message m = {
	        .kind = COMPOSE_LETTER,
	        .from_name = "Anna Berg",
	        .from_address = "care@harbourpine.example",
	        .to_name = value_of("name", fields),
	        .to_address = "maria@customer.example",
	        .subject = l->subject,
	        .message_id = "fu1.x@harbourpine.example",
	        .language = t->language ? t->language : "en",
	        .text = l->text,
	        .html = l->html,
	        .printable = l->printable,
	        .flowed = true,
	        .picture = {t->image.type, "picture.x@harbourpine.example", t->picture.s,
	                t->picture.len},
	        .date_at = 1790000000,
	};

	if (compose(&m, &mail, &n, &why) != 0) {
		fprintf(stderr, "%s\n", why);
		return HELD;
	}
	fwrite(mail, 1, n, stdout);
	return fflush(stdout) == 0 ? 0 : MISUSED;
}

int main(int argc, char **argv)
{
	AUTO(text_done) struct text file = TEXT_INIT;
	AUTO(template_problems_done) struct template_problems problems = {0};
	AUTO(template_free) struct template *t = NULL;
	AUTO(template_letter_done) struct template_letter l = {0};
	AUTO(xfree) char *hole = NULL;
	const char *why, *instead;
	struct template_frame frame = {.signature = "Anna Berg\nHarbour & Pine",
	        .postal = "Harbour & Pine, Hafenstrasse 12, 20459 Hamburg, Germany",
	        .picture_id = "picture.x@harbourpine.example"};

	if (argc < 2)
		return MISUSED;
	read_file(argv[1], &file);
	AUTO(xfree) char *stem = shelf_stem(argv[1]);
	int bad = template_parse(text_str(&file), file.len, stem, NULL, &t, &problems);
	for (size_t i = 0; i < problems.count; i++)
		fprintf(stderr, "%d: %s: %s\n", problems.at[i].line, problems.at[i].quote,
		        problems.at[i].text);
	if (bad)
		return HELD;
	frame.optout = conf_optout_default(t->language ? t->language : "en");
	if (t->picture_file && value_of("PICTURE", argv + 2)) {
		read_file(value_of("PICTURE", argv + 2), &t->picture);
		image_read(t->picture.s, t->picture.len, &t->image, &why, &instead);
	}
	if (template_render(t, &frame, value_of, argv + 2, &l, &hole) != 0) {
		fprintf(stderr, "%s has no value\n", hole);
		return HELD;
	}
	return write_mail(t, &l, argv + 2);
}
