/*
 * image: what kind of picture some bytes are, and whether mail programs can show it. Reads only
 * the heads of PNG and JPEG; decodes no picture. Pure.
 */
#ifndef IMAGE_H
#define IMAGE_H

#include "base.h"

enum { IMAGE_MOST_BYTES = 300 * 1024, IMAGE_MOST_SIDE = 6000 };

struct image {
	const char *type; /* "image/png", "image/jpeg"; static */
	int width, height;
};

/* 0 and *ret; or IMAGE_BAD with what is wrong (why it matters to the customer) and what to do
 * instead, both static. */
enum { IMAGE_BAD = 1 };
int image_read(const char *bytes, size_t n, struct image *ret, const char **ret_why,
        const char **ret_instead);

#endif
