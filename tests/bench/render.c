/*
 * render: how many letters a second one core writes: a letter of 2 KB with twelve fields, as text,
 * HTML and MIME, each for another customer. For tests/bench/run render.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compose.h"
#include "template.h"

enum { FIELDS = 12, CUSTOMERS = 997 };

struct customer {
	char *values[FIELDS];
};

static const char *value_of(const char *field, void *arg)
{
	const struct customer *c = arg;
	return field[0] == 'f' ? c->values[atoi(field + 1)] : NULL;
}

/* 2 KB of plain English in eight paragraphs, a list and a link, the fields among the words. */
static char *letter(void)
{
	static const char words[] =
	        "the boats came home early this year and we had time to look at what you told us "
	        "about the wood, the *paint* and the days it took; we **listened** and wrote it "
	        "down. ";
	struct text t = TEXT_INIT;
	text_puts(&t, "Subject: A word for {{f0}} of {{f1}}\n\n");
	for (int i = 2; i < FIELDS; i++)
		text_printf(&t, "Dear {{f%d}}, %s%s\n", i, words, i % 3 ? "" : "\n");
	text_puts(&t, "\n\n- one\n- two & three\n\nSee [our hours](https://example.org/hours).\n");
	return text_steal(&t);
}

static size_t write_one(const struct template *t, struct customer *c)
{
	static const struct template_frame frame = {"Anna Berg\nHarbour & Pine",
	        "If you would rather not get letters like this, just reply \"stop\".",
	        "Harbour & Pine, Hafenstrasse 12, 20459 Hamburg, Germany", "en", NULL, true};
	AUTO(template_letter_done) struct template_letter l = {0};
	AUTO(xfree) char *mail = NULL, *why = NULL, *hole = NULL;
	size_t n = 0;
	if (template_render(t, &frame, value_of, c, &l, &hole) != 0)
		abort();
	const struct compose_message m = {.kind = COMPOSE_LETTER,
	        .from_name = "Anna Berg",
	        .from_address = "care@harbourpine.example",
	        .to_name = c->values[0],
	        .to_address = "maria@customer.example",
	        .subject = l.subject,
	        .message_id = "fu1.0123456789abcdefghjkmnpqrs@harbourpine.example",
	        .language = "en",
	        .text = l.text,
	        .html = l.html,
	        .printable = l.printable,
	        .flowed = true,
	        .date_at = 1790000000};
	if (compose(&m, &mail, &n, &why) != 0)
		abort();
	return n;
}

int main(int argc, char **argv)
{
	int letters = argc > 1 ? atoi(argv[1]) : 200000;
	static struct customer customers[CUSTOMERS];
	AUTO(template_problems_done) struct template_problems problems = {0};
	AUTO(template_free) struct template *t = NULL;
	AUTO(xfree) char *source = letter();
	size_t bytes = 0;
	if (template_parse(source, strlen(source), "bench", NULL, &t, &problems) != 0)
		abort();
	for (int i = 0; i < CUSTOMERS; i++)
		for (int k = 0; k < FIELDS; k++)
			customers[i].values[k] =
			        xasprintf("%s %d", k % 4 ? "Maria" : "José & Co", i);
	clock_t start = clock(); /* of the processor: what else runs here does not count */
	for (int i = 0; i < letters; i++)
		bytes += write_one(t, &customers[i % CUSTOMERS]);
	int64_t ms = (clock() - start) * 1000 / CLOCKS_PER_SEC;
	printf("%d letters of %zu bytes (a template of %zu) in %lld ms: %.0f a second\n", letters,
	        bytes / (size_t)letters, strlen(source), (long long)ms,
	        letters * 1000.0 / (double)(ms ? ms : 1));
	for (int i = 0; i < CUSTOMERS; i++)
		for (int k = 0; k < FIELDS; k++)
			xfree(customers[i].values[k]);
	return 0;
}
