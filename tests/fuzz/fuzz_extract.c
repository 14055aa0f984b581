/* Somebody else's SQLite database, and the query over it: two bytes with the query's length, the
 * query, the file. */
#include "taking.h"

#include <fcntl.h>

/* In memory; one name for each process, as several may run. */
static const char *put(const unsigned char *bytes, size_t n)
{
	static char path[] = "/dev/shm/fuzz_extract.XXXXXX";
	static int fd = -1;
	if (fd < 0)
		fd = mkstemp(path);
	if (fd < 0 || ftruncate(fd, 0) < 0 || pwrite(fd, bytes, n, 0) != (ssize_t)n)
		abort();
	return path;
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	if (n < 2)
		return 0;
	size_t length = bytes[0] | (size_t)bytes[1] << 8;
	bytes += 2;
	n -= 2;
	if (length > n)
		length = n;
	AUTO(xfree) char *query = xstrndup((const char *)bytes, length);
	const char *path = put(bytes + length, n - length);
	AUTO(conf_free) struct conf *conf = conf_new("/fuzz.conf");
	conf_set(&conf->ledger.customers, path);
	conf_set(&conf->ledger.customers_query, query);
	conf_set(&conf->ledger.purchases, path);
	conf_set(&conf->ledger.purchases_query, "SELECT * FROM sale");
	read_all(conf);
	return 0;
}
