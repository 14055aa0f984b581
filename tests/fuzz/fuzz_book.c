/* Any two files as customers and purchases, the first 0xff between them; the first byte says how
 * they are to be read. */
#include "taking.h"

#include <sys/mman.h>

static int put(const unsigned char *bytes, size_t n)
{
	int fd = memfd_create("ledger", MFD_CLOEXEC);
	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
		abort();
	return fd;
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	static const char *const encodings[] = {"utf-8", "utf-16", "windows-1252", "shift_jis"};
	static const char delimiters[] = {0, ',', ';', '\t'};
	if (n == 0)
		return 0;
	unsigned how = *bytes++;
	n--;
	const unsigned char *cut = memchr(bytes, 0xff, n);
	size_t first = cut ? (size_t)(cut - bytes) : n;
	int customers = put(bytes, first), purchases = put(bytes + first, n - first);
	AUTO(conf_free) struct conf *conf = conf_new("/fuzz.conf");
	AUTO(xfree) char *path = xasprintf("/proc/self/fd/%d", customers);
	AUTO(xfree) char *other = xasprintf("/proc/self/fd/%d", purchases);
	conf_set(&conf->ledger.customers, path);
	if (cut)
		conf_set(&conf->ledger.purchases, other);
	conf_set(&conf->ledger.encoding, encodings[how & 3]);
	conf->ledger.delimiter = delimiters[how >> 2 & 3];
	conf->ledger.dates = how >> 4 & 1 ? CONF_DATES_DMY : CONF_DATES_YMD;
	conf->ledger.decimal = how >> 5 & 1 ? ',' : '.';
	read_all(conf);
	close(customers);
	close(purchases);
	return 0;
}
