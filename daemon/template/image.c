#include "image.h"

#include <string.h>

/* Bytes that are read from the front; whoever reads past the end gets nothing. */
struct view {
	const unsigned char *at;
	size_t n;
	bool little; /* EXIF may have the low byte first */
};

static struct view view_at(struct view v, size_t offset)
{
	size_t skip = offset < v.n ? offset : v.n;
	return (struct view){v.at + skip, v.n - skip, v.little};
}

static uint32_t number(struct view v, size_t offset, size_t bytes)
{
	uint32_t value = 0;
	if (offset > v.n || v.n - offset < bytes)
		return 0;
	for (size_t i = 0; i < bytes; i++)
		value = value << 8 | v.at[offset + (v.little ? bytes - 1 - i : i)];
	return value;
}

static bool starts(struct view v, const char *bytes, size_t n)
{
	return v.n >= n && memcmp(v.at, bytes, n) == 0;
}

/* ---- EXIF: does it tell where the picture was taken? ---- */

static bool tells_place(struct view exif)
{
	enum { GPS = 0x8825 };
	exif.little = starts(exif, "II", 2);
	struct view entries = view_at(exif, number(exif, 4, 4));
	uint32_t count = number(entries, 0, 2);
	for (uint32_t i = 0; i < count && 2 + (i + 1) * 12 <= entries.n; i++)
		if (number(entries, 2 + i * 12, 2) == GPS)
			return number(view_at(exif, number(entries, 2 + i * 12 + 8, 4)), 0, 2) > 0;
	return false;
}

/* ---- the two kinds ---- */

struct found {
	struct image image;
	bool place; /* it tells where it was taken */
	bool whole;
};

/* Chunks: length, four letters, bytes, checksum. */
static void read_png(struct view v, struct found *f)
{
	f->image.type = "image/png";
	for (v = view_at(v, 8); v.n >= 12; v = view_at(v, (size_t)number(v, 0, 4) + 12)) {
		struct view body = view_at(v, 8);
		if (starts(view_at(v, 4), "IHDR", 4)) {
			f->image.width = (int)(number(body, 0, 4) & 0x7fffffff);
			f->image.height = (int)(number(body, 4, 4) & 0x7fffffff);
		}
		if (starts(view_at(v, 4), "eXIf", 4))
			f->place |= tells_place(body);
		if (starts(view_at(v, 4), "IEND", 4))
			f->whole = true;
	}
}

/* The frame header, which is no DHT (c4), JPG (c8) or DAC (cc). */
static bool is_frame(uint32_t marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
	       marker != 0xcc;
}

/* Segments: ff, marker, length; from SOS (da) on it is the picture itself. */
static void read_jpeg(struct view v, struct found *f)
{
	f->image.type = "image/jpeg";
	for (size_t i = v.n; i > 1 && v.n - i < 64 && !f->whole; i--)
		f->whole = v.at[i - 2] == 0xff && v.at[i - 1] == 0xd9;
	for (v = view_at(v, 2); v.n >= 4 && v.at[0] == 0xff;) {
		uint32_t marker = v.at[1];
		struct view body = view_at(v, 4);
		if (marker == 0xda)
			return;
		if (is_frame(marker)) {
			f->image.height = (int)number(body, 1, 2);
			f->image.width = (int)number(body, 3, 2);
		}
		if (marker == 0xe1 && starts(body, "Exif\0\0", 6))
			f->place |= tells_place(view_at(body, 6));
		v = view_at(v, marker == 0xff ? 1 : 2 + (size_t)number(v, 2, 2));
	}
}

static int bad(const char *why, const char *instead, const char **ret_why, const char **ret_instead)
{
	*ret_why = why;
	*ret_instead = instead;
	return IMAGE_BAD;
}

int image_read(const char *bytes, size_t n, struct image *ret, const char **ret_why,
        const char **ret_instead)
{
	struct view v = {(const unsigned char *)bytes, n, false};
	struct found f = {0};
	if (starts(v, "\x89PNG\r\n\x1a\n", 8))
		read_png(v, &f);
	else if (starts(v, "\xff\xd8\xff", 3))
		read_jpeg(v, &f);
	else
		return bad("This is neither a PNG nor a JPEG picture, whatever its name says; many "
		           "mail programs would show the customer an empty frame.",
		        "the picture, saved as PNG or JPEG", ret_why, ret_instead);
	if (!f.whole || f.image.width < 1 || f.image.height < 1)
		return bad("The picture is cut off; the customer would see half of it or nothing.",
		        "the whole file, copied once more", ret_why, ret_instead);
	if (f.image.width > IMAGE_MOST_SIDE || f.image.height > IMAGE_MOST_SIDE)
		return bad("The picture is larger than 6000 pixels on one side; telephones give up "
		           "on it.",
		        "the picture, 1200 pixels wide", ret_why, ret_instead);
	if (f.place)
		return bad("The picture tells where it was taken; every customer could read the "
		           "place from it.",
		        "the picture, saved anew without its location", ret_why, ret_instead);
	*ret = f.image;
	return 0;
}
