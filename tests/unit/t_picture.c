#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unistd.h>

#include "conf.h"
#include "db.h"
#include "folder.h"
#include "house.h"
#include "image.h"
#include "log.h"
#include "template.h"

/* ---- pictures: only their heads matter ---- */

#define BYTES(s) ((struct text){(char *)(s), sizeof(s) - 1, 0})
#define PNG_HEAD "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x02\0\0\0xxxx"
#define PNG_END "\0\0\0\0IENDxxxx"
#define FRAME "\xff\xc0\0\x0b\x08\x01\xe0\x02\x80\x01\x01\x11\0"
#define SCAN "\xff\xda\0\x08\x01\x01\0\0\x3f\0 picture \xff\xd9"
#define EXIF_HEAD                                                                                  \
	"\xff\xe1\0\x2e"                                                                           \
	"Exif\0\0"
/* one entry, GPSInfo, at offset 26: two entries there */
#define GPS_LITTLE "II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0\x02\0xxxxxxxxxx"
#define GPS_BIG "MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0\0\x02xxxxxxxxxx"
/* an entry of another kind: how the camera was held */
#define TURNED "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0\x02\0xxxxxxxxxx"

static const struct text PNG = BYTES(PNG_HEAD PNG_END);

static void kinds(void **state)
{
	(void)state;
	static const struct {
		struct text bytes;
		const char *type, *why;
	} cases[] = {
	        {BYTES(PNG_HEAD PNG_END), "image/png", NULL},
	        {BYTES("\xff\xd8" FRAME SCAN), "image/jpeg", NULL},
	        {BYTES("\xff\xd8" FRAME SCAN "\0\0\0\0"), "image/jpeg", NULL}, /* as cameras do */
	        {BYTES("\xff\xd8\xff\xe0\0\x04xx" EXIF_HEAD TURNED FRAME SCAN), "image/jpeg", NULL},
	        {BYTES("\xff\xd8" EXIF_HEAD GPS_LITTLE FRAME SCAN), NULL, "where it was taken"},
	        {BYTES("\xff\xd8" EXIF_HEAD GPS_BIG FRAME SCAN), NULL, "where it was taken"},
	        {BYTES(PNG_HEAD "\0\0\0\x26"
	                        "eXIf" GPS_BIG "xxxx" PNG_END),
	                NULL, "where it was"},
	        {BYTES("<svg xmlns='http://www.w3.org/2000/svg'/>"), NULL, "neither a PNG nor"},
	        {BYTES("GIF89a"), NULL, "neither"},
	        {BYTES("RIFFxxxxWEBPVP8 "), NULL, "neither"},
	        {BYTES(""), NULL, "neither"},
	        {BYTES(PNG_HEAD), NULL, "cut off"},
	        {BYTES("\xff\xd8" FRAME "\xff\xda\0\x08\x01"), NULL, "cut off"},
	        {BYTES("\xff\xd8" SCAN), NULL, "cut off"}, /* no frame: no size */
	        {BYTES("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x20\0\0\0\0\x01\x08\x02\0\0\0xxx"
	               "x" PNG_END),
	                NULL, "6000 pixels"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct image image = {0};
		const char *why = NULL, *instead = NULL;
		int r = image_read(cases[i].bytes.s, cases[i].bytes.len, &image, &why, &instead);
		if ((r == 0) != !cases[i].why || (r && !strstr(why, cases[i].why)))
			fail_msg("%zu: %d %s", i, r, why ? why : "-");
		if (r == 0) {
			assert_string_equal(image.type, cases[i].type);
			assert_int_equal(image.width, 640);
			assert_int_equal(image.height, 480);
		}
	}
}

/* Every cut of every kind, each in a block of its own: the sanitizers see a step too far. */
static void any_bytes(void **state)
{
	(void)state;
	static const struct text whole[] = {BYTES(PNG_HEAD "\0\0\0\x26"
	                                                   "eXIf" GPS_BIG "xxxx" PNG_END),
	        BYTES("\xff\xd8" EXIF_HEAD GPS_LITTLE FRAME SCAN)};
	uint32_t seed = 7;
	for (size_t i = 0; i < 20000; i++) {
		const struct text *w = &whole[i % COUNT(whole)];
		seed = seed * 1664525 + 1013904223;
		size_t n = seed % (w->len + 1);
		char *bytes = xcalloc(1, n ? n : 1);
		memcpy(bytes, w->s, n);
		if (n)
			bytes[(seed >> 8) % n] = (char)(seed >> 24);
		struct image image;
		const char *why, *instead;
		if (image_read(bytes, n, &image, &why, &instead) == 0)
			assert_true(image.width >= 1 && image.width <= IMAGE_MOST_SIDE);
		xfree(bytes);
	}
}

/* ---- in a letter ---- */

struct world {
	struct db *db;
	char folder[32];
	int64_t now;
};

static void swallow(enum log_level level, const char *line, void *arg)
{
	(void)level, (void)line, (void)arg;
}

static int set_up(void **state)
{
	struct world *w = xcalloc(1, sizeof *w);
	log_hook_set(swallow, NULL);
	strcpy(w->folder, "/tmp/t_picture.XXXXXX");
	assert_non_null(mkdtemp(w->folder));
	assert_int_equal(db_open_memory(&w->db), 0);
	w->now = 1790000000;
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;
	AUTO(xfree) char *command = xasprintf("rm -rf -- '%s'", w->folder);
	assert_int_equal(system(command), 0);
	db_close(w->db);
	xfree(w);
	return 0;
}

static void save(struct world *w, const char *name, const struct text *bytes)
{
	AUTO(xfree) char *path = xasprintf("%s/%s", w->folder, name);
	unlink(path);
	if (!bytes)
		return;
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes->s, 1, bytes->len, f), bytes->len);
	assert_int_equal(fclose(f), 0);
}

static int look(struct world *w)
{
	w->now += 60;
	struct conf conf = {.templates = w->folder};
	return folder_scan(&(struct house){.db = w->db, .conf = &conf, .now = w->now}, 0);
}

static const char *no_value(const char *field, void *arg)
{
	(void)field, (void)arg;
	return NULL;
}

static const struct text LETTER = BYTES("Subject: Snow\nPicture: boat.png “Our <boat> in snow”\n"
                                        "Status: live\n\nThe harbour is white.\n");

static void assert_problem(struct world *w, const char *words)
{
	AUTO(xfree) char *problems = db_text(w->db, "SELECT problems FROM template");
	if (words ? !strstr(problems, words) : *problems)
		fail_msg("%s", problems);
}

static void shown(void **state)
{
	struct world *w = *state;
	save(w, "snow.txt", &LETTER);
	save(w, "boat.png", &PNG);
	assert_int_equal(look(w), 1);
	assert_problem(w, NULL);
	AUTO(template_free) struct template *t = NULL;
	assert_int_equal(folder_load(w->db, "snow", &t), 0);
	const struct template_frame frame = {.signature = "Anna",
	        .optout = "Stop?",
	        .language = "en",
	        .picture_id = "picture.1@x.example"};
	AUTO(template_letter_done) struct template_letter l = {0};
	AUTO(xfree) char *hole = NULL;
	assert_int_equal(template_render(t, &frame, no_value, NULL, &l, &hole), 0);
	assert_non_null(strstr(l.text, "white.\n\n[Our <boat> in snow]\n\n-- \n"));
	assert_non_null(strstr(l.html,
	        "<img src=\"cid:picture.1@x.example\" alt=\"Our &lt;boat&gt; in snow\" "
	        "width=\"560\" style=\"display:block;width:100%;max-width:560px;height:auto\">"));
	assert_int_equal(t->picture.len, PNG.len);
}

static void last_good_version(void **state)
{
	struct world *w = *state;
	static const struct text cut = BYTES(PNG_HEAD), svg = BYTES("<svg/>");
	save(w, "snow.txt", &LETTER);
	assert_int_equal(look(w), 1);
	assert_problem(w, "no such picture");
	save(w, "boat.png", &cut); /* still being copied */
	assert_int_equal(look(w), 1);
	assert_problem(w, "cut off");
	assert_int_equal(look(w), 0); /* nothing new */
	save(w, "boat.png", &PNG);
	assert_int_equal(look(w), 1);
	assert_problem(w, NULL);
	assert_int_equal(look(w), 0);
	save(w, "boat.png", &svg);
	assert_int_equal(look(w), 1);
	assert_problem(w, "neither a PNG");
	save(w, "boat.png", NULL);
	assert_int_equal(look(w), 1);
	assert_problem(w, "no such picture");
	AUTO(template_free) struct template *t = NULL;
	assert_int_equal(folder_load(w->db, "snow", &t), 0);
	assert_int_equal(t->picture.len, PNG.len);
}

static size_t shown_bytes(struct world *w, int load(struct db *, const char *, struct template **))
{
	AUTO(template_free) struct template *t = NULL;
	assert_int_equal(load(w->db, "snow", &t), 0);
	return t->picture.len;
}

/* Another picture is another version: its author sees it, and it goes out when somebody says go. */
static void another_picture_waits(void **state)
{
	struct world *w = *state;
	static const struct text other = BYTES(PNG_HEAD PNG_END "and more");
	save(w, "snow.txt", &LETTER);
	save(w, "boat.png", &PNG);
	look(w); /* what lay there before anybody looked needs no go */
	save(w, "boat.png", &other);
	assert_int_equal(look(w), 1);
	assert_int_equal(shown_bytes(w, folder_load), PNG.len);
	assert_int_equal(shown_bytes(w, folder_newest), other.len);
	AUTO(folder_fresh_done) struct folder_fresh fresh = {0};
	assert_int_equal(folder_fresh_next(w->db, "", &fresh), 1);
	assert_string_equal(fresh.name, "snow");
	assert_int_equal(look(w), 0);
	int64_t version;
	assert_int_equal(db_begin(w->db), 0);
	assert_int_equal(folder_go(w->db, "snow", fresh.fingerprint, &version), 0);
	assert_int_equal(db_commit(w->db), 0);
	assert_int_equal(shown_bytes(w, folder_load), other.len);
	save(w, "boat.png", &PNG);
	save(w, "snow.txt", NULL);
	save(w, "snow.txt", &BYTES("Subject: Snow\nStatus: draft\n\nThe harbour is white.\n"));
	look(w);
	assert_int_equal(shown_bytes(w, folder_load), 0);
}

static void what_is_refused(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *line, *words;
	} cases[] = {{"boat.svg \"x\"", "Only PNG and JPEG"}, {"boat", "Only PNG"},
	        {"boat.png", "read aloud"}, {"boat.png \"\"", "read aloud"},
	        {"../boat.png \"x\"", "same folder"}, {"/etc/boat.png \"x\"", "same folder"},
	        {".boat.png \"x\"", "same folder"}, {"boat.png \"{{name}}\"", "field can't stand"},
	        {"missing.jpeg \"x\"", "no such picture"}, {"link.png \"x\"", "is a link"},
	        {"huge.png \"x\"", "300 kB"}};
	AUTO(xfree) char *link = xasprintf("%s/link.png", w->folder);
	AUTO(text_done) struct text huge = TEXT_INIT;
	text_put(&huge, PNG.s, PNG.len);
	while (huge.len <= IMAGE_MOST_BYTES)
		text_puts(&huge, "more");
	save(w, "boat.png", &PNG);
	save(w, "huge.png", &huge);
	assert_int_equal(symlink("boat.png", link), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO(xfree)
		char *s = xasprintf("Subject: Snow\nPicture: %s\n\nThe harbour.\n", cases[i].line);
		save(w, "snow.txt", &(struct text){s, strlen(s), 0});
		AUTO(text_done) struct text said = TEXT_INIT;
		AUTO(xfree) char *path = xasprintf("%s/snow.txt", w->folder), *name = NULL;
		int errors = 0;
		struct conf conf = {.templates = w->folder};
		const struct house h = {.db = w->db, .conf = &conf, .now = w->now};
		assert_int_equal(folder_check_file(&h, path, &said, &errors, &name), 0);
		if (!errors || !strstr(said.s, cases[i].words))
			fail_msg("%s: %s", cases[i].line, text_str(&said));
	}
}

/* A letter that is rendered without its picture would be a letter with a hole. */
static void held_without(void **state)
{
	(void)state;
	AUTO(template_problems_done) struct template_problems problems = {0};
	AUTO(template_free) struct template *t = NULL;
	AUTO(template_letter_done) struct template_letter l = {0};
	AUTO(xfree) char *hole = NULL;
	const struct template_frame frame = {.language = "en"};
	assert_int_equal(template_parse(LETTER.s, LETTER.len, "snow", NULL, &t, &problems), 0);
	assert_int_equal(template_render(t, &frame, no_value, NULL, &l, &hole), TEMPLATE_HOLE);
	assert_string_equal(hole, "picture");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(kinds),
	        cmocka_unit_test(any_bytes),
	        TEST(shown),
	        TEST(last_good_version),
	        TEST(another_picture_waits),
	        TEST(what_is_refused),
	        cmocka_unit_test(held_without),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
