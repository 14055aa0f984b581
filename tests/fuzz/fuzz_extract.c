/* Somebody else's SQLite database, and the query over it: two bytes with the query's length, the
 * query, the file. */
#include "book.h"
#include "conf.h"
#include "entry.h"
#include "log.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

static void quiet(enum log_level level, const char *line, void *arg)
{
	(void)level;
	(void)line;
	(void)arg;
}

static int take(void *arg, const struct entry *e, struct roll_person *p, char **ret_why)
{
	(void)arg;
	(void)p;
	(void)ret_why;
	if (!*e->key)
		abort();
	return 0;
}

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
	log_hook_set(quiet, NULL);
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
	struct date today;
	if (date_parse("2026-10-01", &today) < 0)
		abort();
	AUTO(book_free) struct book *book = book_new(conf, today, 0);
	if (book_read(book, take, NULL) != 0)
		abort();
	return 0;
}
