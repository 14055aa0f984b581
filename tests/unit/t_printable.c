#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "printable.h"
#include "shelf.h"
#include "template.h"

/* What is encoded in pieces, most of them once for all letters, must read as what was encoded
 * whole; and every line of it must stand a relay on the way. */

/* ---- the reader's end ---- */

static int digit(char c)
{
	const char *digits = "0123456789ABCDEF", *at = strchr(digits, c);
	assert_true(c && at);
	return (int)(at - digits);
}

static char *decode(const char *s)
{
	struct text t = TEXT_INIT;
	while (*s) {
		if (strncmp(s, "=\r\n", 3) == 0) {
			s += 3;
		} else if (strncmp(s, "\r\n", 2) == 0) {
			text_putc(&t, '\n');
			s += 2;
		} else if (*s == '=') {
			text_putc(&t, (char)(digit(s[1]) << 4 | digit(s[2])));
			s += 3;
		} else {
			text_putc(&t, *s++);
		}
	}
	return text_steal(&t);
}

static void assert_lines(const char *s)
{
	for (size_t n; *s; s += n + 2) {
		n = strcspn(s, "\r\n");
		assert_true(s[n] == '\r' && s[n + 1] == '\n');
		assert_in_range(n, 0, 76);
		assert_true(n == 0 || (s[n - 1] != ' ' && s[n - 1] != '\t'));
		assert_true(*s != '.' && strncmp(s, "From ", 5) != 0);
		for (size_t i = 0; i < n; i++)
			assert_true(s[i] == '\t' || (s[i] >= ' ' && s[i] <= '~'));
	}
}

static void assert_reads(const char *printable, const char *wanted)
{
	AUTO(xfree) char *read = decode(printable);
	assert_lines(printable);
	assert_string_equal(read, wanted);
}

/* ---- pieces ---- */

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void put_words(struct text *t, uint32_t *seed, uint32_t most)
{
	static const char *const scraps[] = {" ", " ", "a", "word", "=", ".", "From ", "From", "F",
	        "rom ", "\n", "\n", "\t", ">", "é", "漢字", "😀", "\n.", "\nFrom", "--", "&amp;",
	        "x=\"y\""};
	for (uint32_t n = next_random(seed) % most; n > 0; n--)
		text_puts(t, scraps[next_random(seed) % COUNT(scraps)]);
}

/* A value has no line end, and blanks only inside; printable.h asks no more than that of nobody. */
static void put_value(struct text *t, uint32_t *seed)
{
	static const char *const values[] = {"", "Maria", "José & Co", "From", "rom here", ".",
	        "x = y", "感謝",
	        "a value that is so long that it goes on in the next line of the letter, and on"};
	text_puts(t, values[next_random(seed) % COUNT(values)]);
}

static void test_pieces(void **state)
{
	(void)state;
	uint32_t seed = 76;
	for (int i = 0; i < 20000; i++) {
		AUTO(text_done) struct text whole = TEXT_INIT, out = TEXT_INIT;
		struct printable p = {.out = &out};
		for (uint32_t n = 1 + next_random(&seed) % 6; n > 0; n--) {
			AUTO(text_done) struct text piece = TEXT_INIT;
			bool made = next_random(&seed) % 2;
			if (made)
				put_words(&piece, &seed, 60);
			else
				put_value(&piece, &seed);
			struct printable_made m = {.bytes = TEXT_INIT};
			if (made) {
				printable_make(&m, text_str(&piece), piece.len);
				printable_put_made(&p, &m);
			} else {
				printable_put(&p, text_str(&piece), piece.len);
			}
			printable_made_done(&m);
			text_puts(&whole, text_str(&piece));
		}
		printable_end(&p);
		if (whole.len && whole.s[whole.len - 1] != '\n')
			text_putc(&whole, '\n');
		assert_reads(text_str(&out), text_str(&whole));
	}
}

static void test_plain_words_fit_or_do_not(void **state)
{
	(void)state;
	AUTO(text_done) struct text out = TEXT_INIT;
	struct printable p = {.out = &out};
	assert_false(printable_put_plain(&p, "From here", 9)); /* begins a line */
	printable_put(&p, "Dear ", 5);
	assert_true(printable_put_plain(&p, "Maria", 5));
	for (int i = 0; i < 65; i++)
		assert_true(printable_put_plain(&p, "x", 1));
	assert_false(printable_put_plain(&p, "y", 1));
	assert_int_equal(p.characters, 75);
}

/* Plain words of any length stand for themselves, and only a soft break comes between. */
static void test_long_lines(void **state)
{
	(void)state;
	char words[1000];
	memset(words, 'x', sizeof words);
	for (size_t n = 1; n < sizeof words; n++) {
		AUTO(text_done) struct text out = TEXT_INIT;
		struct printable p = {.out = &out};
		printable_put(&p, words, n);
		assert_int_equal(out.len, n + (n - 1) / 75 * 3);
		assert_int_equal(p.characters, n);
	}
}

static void test_flowed(void **state)
{
	(void)state;
	AUTO(text_done) struct text out = TEXT_INIT;
	struct printable p = {.out = &out, .flowed = true};
	static const char words[] = "a \n> b\n c\nFrom d\nFro\n";
	printable_put(&p, words, strlen(words));
	assert_string_equal(out.s, "a=20\r\n > b\r\n  c\r\n From d\r\nFro\r\n");
}

static void test_foreign(void **state)
{
	(void)state;
	AUTO(text_done) struct text out = TEXT_INIT;
	struct printable p = {.out = &out};
	printable_put(&p, "ab\xc3\xa9", 4);
	assert_false(printable_is_foreign(&p));
	printable_put(&p, "\xc3\xa9", 2);
	assert_true(printable_is_foreign(&p));
}

/* ---- whole letters: those that are shipped, for many customers ---- */

struct customer {
	uint32_t seed;
	struct text value;
};

static const char *value_of(const char *field, void *arg)
{
	struct customer *c = arg;
	(void)field;
	text_cut(&c->value, 0);
	put_value(&c->value, &c->seed);
	return text_str(&c->value);
}

static int check_letter(const struct template *t, uint32_t seed)
{
	static const struct template_frame page = {"Anna\nHarbour & Pine", "Reply \"stop\".",
	        "Kai 1", "en", "picture.1@x.example", false};
	struct template_frame mailed = page;
	mailed.mailed = true;
	AUTO(template_letter_done) struct template_letter l = {0}, m = {0};
	struct customer c = {.seed = seed}, again = c;
	AUTO(xfree) char *hole = NULL, *same = NULL;
	int r = template_render(t, &page, value_of, &c, &l, &hole);
	assert_int_equal(template_render(t, &mailed, value_of, &again, &m, &same), r);
	if (r == 0) {
		assert_true(l.printable && m.printable && !m.html);
		assert_reads(l.printable, l.html);
		assert_string_equal(m.printable, l.printable);
	}
	text_done(&c.value);
	text_done(&again.value);
	return r == 0;
}

static char *read_letter(const char *folder, const char *name)
{
	AUTO(xfree) char *path = xasprintf("%s/%s", folder, name);
	struct text t = TEXT_INIT;
	char chunk[4096];
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
		text_put(&t, chunk, n);
	fclose(f);
	return text_steal(&t);
}

static void test_shipped_letters(void **state)
{
	(void)state;
	const char *srcdir = getenv("srcdir");
	AUTO(xfree)
	char *folder = xasprintf("%s/templates/letters", srcdir && *srcdir ? srcdir : ".");
	DIR *d = opendir(folder);
	int letters = 0, files = 0;
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));) {
		AUTO(template_free) struct template *t = NULL;
		if (e->d_name[0] == '.')
			continue;
		AUTO(xfree) char *words = read_letter(folder, e->d_name);
		AUTO(xfree) char *stem = shelf_stem(e->d_name);
		assert_int_equal(template_parse(words, strlen(words), stem, NULL, &t, NULL), 0);
		for (uint32_t i = 0; i < 200; i++)
			letters += check_letter(t, i * 77773);
		files++;
	}
	closedir(d);
	assert_true(files >= 30);
	assert_true(letters > files * 100);
}

/* Where a section takes a list's item along, or letters are of another alphabet, the page itself is
 * what is mailed. */
static void test_the_page_itself(void **state)
{
	(void)state;
	static const char *const letters[] = {
	        "Subject: a\n\n- one{{#x}} {{x}}{{/x}}\n{{#x}}- two\n{{/x}}- three\n",
	        "Subject: a\n\n*{{x|}}*\n",
	        "Subject: "
	        "感謝\n\n感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感"
	        "謝感謝感謝感謝"
	        "感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感"
	        "謝感謝感謝感謝感謝感謝"
	        "感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感"
	        "謝感謝感謝感謝感謝感謝"
	        "感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感"
	        "謝感謝感謝感謝感謝感謝"
	        "感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感"
	        "謝感謝感謝感謝感謝感謝"
	        "感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感謝感"
	        "謝感謝感謝感謝感謝感謝\n",
	};
	static const struct template_frame frame = {.language = "en", .mailed = true};
	for (size_t i = 0; i < COUNT(letters); i++) {
		AUTO(template_free) struct template *t = NULL;
		AUTO(template_letter_done) struct template_letter l = {0};
		AUTO(xfree) char *hole = NULL;
		struct customer c = {.seed = 3};
		assert_int_equal(
		        template_parse(letters[i], strlen(letters[i]), "t", NULL, &t, NULL), 0);
		int r = template_render(t, &frame, value_of, &c, &l, &hole);
		text_done(&c.value);
		assert_true(r == 0 || str_same(hole, "letter"));
		assert_null(l.printable);
		assert_true(r != 0 || l.html);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_pieces),
	        cmocka_unit_test(test_plain_words_fit_or_do_not),
	        cmocka_unit_test(test_long_lines),
	        cmocka_unit_test(test_flowed),
	        cmocka_unit_test(test_foreign),
	        cmocka_unit_test(test_shipped_letters),
	        cmocka_unit_test(test_the_page_itself),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
