#include "trend.h"

#include "conf.h"
#include "page.h"
#include "phrase.h"
#include "section.h"
#include "zone.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

enum {
	SCALE = 2, /* dots to a pixel of the page, for fine screens */
	W = TREND_WIDTH * SCALE,
	H = TREND_HEIGHT * SCALE,
	WEEK = W / TREND_WEEKS,
	BAR = WEEK / 3,
	LINE = SCALE,
};

/* Colours of the palette; the ground is left as the mail program has it, light or dark. */
enum { GROUND, AXIS, SENT, WROTE, COLOURS };
static const png_byte palette[COLOURS][4] = {
        {0, 0, 0, 0}, {0x82, 0x90, 0x9d, 255}, {0x2f, 0x8f, 0x6f, 255}, {0x3d, 0x7e, 0xc4, 255}};

struct week {
	int64_t sent, wrote;
};

static int count(struct section *s, struct week weeks[TREND_WEEKS])
{
	const struct zone *z = zone_find(s->reader->timezone);
	int r = 0;
	for (int i = 0; i < TREND_WEEKS && r == 0; i++) {
		struct figures f;
		struct figures_scope scope = s->scope;
		struct date monday = date_add(s->monday, 7 * (i - (TREND_WEEKS - 1)));
		scope.start_at = zone_moment(z, monday, 0);
		scope.end_at = zone_moment(z, date_add(monday, 7), 0);
		r = figures_count(s->h, &scope, &f);
		weeks[i] = (struct week){f.sent, f.wrote_back};
	}
	return r;
}

/* ---- drawing ---- */

static void fill(png_byte *dots, int x, int y, int width, int height, int colour)
{
	for (int row = y; row < y + height; row++)
		memset(dots + (size_t)row * W + x, colour, (size_t)width);
}

static void bar(png_byte *dots, int x, int64_t n, int64_t most, int colour)
{
	int height = (int)(n * (H - 4 * LINE) / most);
	if (n > 0 && height < LINE) /* little is not nothing */
		height = LINE;
	fill(dots, x, H - LINE - height, BAR, height, colour);
}

static png_byte *draw(const struct week weeks[TREND_WEEKS], int64_t most)
{
	png_byte *dots = xcalloc((size_t)W * H, 1);
	for (int i = 0; i < TREND_WEEKS; i++) {
		int x = i * WEEK + (WEEK - 2 * BAR) / 2;
		bar(dots, x, weeks[i].sent, most, SENT);
		bar(dots, x + BAR, weeks[i].wrote, most, WROTE);
	}
	fill(dots, 0, H - LINE, W, LINE, AXIS);
	return dots;
}

static void encode(const png_byte *dots, char **ret, size_t *ret_n)
{
	png_image image = {.version = PNG_IMAGE_VERSION,
	        .width = W,
	        .height = H,
	        .format = PNG_FORMAT_RGBA_COLORMAP,
	        .colormap_entries = COLOURS};
	png_alloc_size_t n = PNG_IMAGE_PNG_SIZE_MAX(image);
	char *bytes = xcalloc(1, n);
	if (png_image_write_to_memory(&image, bytes, &n, 0, dots, W, palette)) {
		*ret = bytes;
		*ret_n = n;
		return;
	}
	xfree(bytes);
}

/* ---- telling ---- */

static char *numbers(struct section *s, const struct week weeks[TREND_WEEKS], bool wrote)
{
	struct text t = TEXT_INIT;
	for (int i = 0; i < TREND_WEEKS; i++) {
		AUTO(xfree)
		char *n =
		        phrase_number(s->reader->language, wrote ? weeks[i].wrote : weeks[i].sent);
		text_printf(&t, "%s%s", i ? " " : "", n);
	}
	return text_steal(&t);
}

int trend_tell(struct section *s, const char *id, char **ret, size_t *ret_n)
{
	struct week weeks[TREND_WEEKS];
	int r = count(s, weeks);
	int64_t most = 0;
	for (int i = 0; i < TREND_WEEKS && r == 0; i++) {
		most = weeks[i].sent > most ? weeks[i].sent : most;
		most = weeks[i].wrote > most ? weeks[i].wrote : most;
	}
	if (r < 0 || !most)
		return r;
	AUTO(xfree) png_byte *dots = draw(weeks, most);
	encode(dots, ret, ret_n);
	AUTO(xfree) char *sent = numbers(s, weeks, false);
	AUTO(xfree) char *wrote = numbers(s, weeks, true);
	page_heading(s->page, "%s", SAID(s, "Twelve weeks"));
	page_picture(s->page, *ret ? id : NULL, TREND_WIDTH, TREND_HEIGHT,
	        SAID(s, "Green: letters sent. Blue: customers who wrote back."),
	        SAID(s, "Letters sent, the oldest week first: %s. Customers who wrote back: %s."),
	        sent, wrote);
	return 0;
}
