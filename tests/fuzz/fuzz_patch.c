/* A base, up to the first 0xff, and any bytes: they are said as a patch and read again; and they
 * are read as a patch, with a room of some size, which ends without a byte too much. */
#include "patch.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	const unsigned char *cut = n ? memchr(bytes, 0xff, n) : NULL;
	if (!cut)
		return 0;
	size_t base_n = (size_t)(cut - bytes), rest = n - base_n - 1;
	AUTO(xfree) char *base = xmalloc(base_n + 1), *own = xmalloc(rest + 1);
	AUTO(xfree) char *back = xmalloc(rest + 1), *room = xmalloc(4 * rest + 1);
	AUTO(text_done) struct text patch = TEXT_INIT;
	memcpy(base, bytes, base_n);
	memcpy(own, cut + 1, rest);
	AUTO(patch_base_free) struct patch_base *like = patch_base_new(base, base_n);
	patch_put(like, own, rest, &patch);
	if (patch_get(base, base_n, text_str(&patch), patch.len, back, rest) != 0 ||
	        memcmp(back, own, rest) != 0)
		abort();
	for (size_t size = 0; size <= 4 * rest; size += 1 + rest / 3)
		patch_get(base, base_n, own, rest, room, size);
	return 0;
}
