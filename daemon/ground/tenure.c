#include "tenure.h"

#include "db.h"
#include "seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MACHINE_FILE "/etc/machine-id"
#define BOOT_FILE "/proc/sys/kernel/random/boot_id"

/* First line of a file, owned; "" when there is none. */
static char *first_line(const char *path)
{
	char line[128] = "";
	FILE *f = fopen(path, "re");
	if (!f)
		return xstrdup("");
	if (!fgets(line, sizeof line, f))
		line[0] = '\0';
	fclose(f);
	line[strcspn(line, "\r\n")] = '\0';
	return xstrdup(line);
}

static const char *the_cluster; /* of which this machine is one; NULL: of none */

void tenure_in_cluster(const char *name)
{
	the_cluster = name;
}

/* machine-id(5) asks not to show the id itself around: under the store's key it tells nothing. */
static char *machine(struct db *db)
{
	struct seal_key key;
	AUTO(xfree)
	char *id = the_cluster ? xasprintf("cluster %s", the_cluster) : first_line(MACHINE_FILE);
	if (!*id || db_key(db, &key) < 0)
		return xstrdup("");
	return seal_hash(&key, id);
}

bool tenure_may_ride(void)
{
	return !the_cluster;
}

/* The unit file hands it over, for our view of /proc holds processes only. Where nothing rides it
 * does not matter which start it was. */
static char *boot(void)
{
	if (the_cluster)
		return xstrdup("any: nothing rides");
	const char *given = getenv("FOLLOWUPD_BOOT");
	return str_empty(given) ? first_line(BOOT_FILE) : xstrdup(given);
}

bool tenure_elsewhere(struct db *db)
{
	AUTO(xfree) char *here = machine(db);
	AUTO(xfree) char *home = db_meta(db, "machine");
	return *here && !str_empty(home) && !str_same(here, home);
}

bool tenure_rebooted(struct db *db)
{
	AUTO(xfree) char *now = boot();
	AUTO(xfree) char *before = db_meta(db, "boot");
	return !*now || !str_same(now, before); /* unknown is not the same */
}

static int64_t epoch(struct db *db)
{
	AUTO(xfree) char *n = db_meta(db, "epoch");
	return n ? strtoll(n, NULL, 10) : 0;
}

static int set_epoch(struct db *db, int64_t n)
{
	AUTO(xfree) char *word = xasprintf("%lld", (long long)n);
	return db_meta_set(db, "epoch", word);
}

static int settle_here(struct db *db)
{
	AUTO(xfree) char *here = machine(db);
	return *here ? db_meta_set(db, "machine", here) : 0;
}

int tenure_take(struct db *db, struct tenure *ret)
{
	if (tenure_elsewhere(db))
		return TENURE_ELSEWHERE;
	AUTO(xfree) char *now = boot();
	struct tenure t = {.epoch = epoch(db) + 1, .rebooted = tenure_rebooted(db)};
	int r = settle_here(db);
	if (r == 0)
		r = set_epoch(db, t.epoch);
	if (r == 0)
		r = db_meta_set(db, "boot", now);
	if (r == 0)
		*ret = t;
	return r;
}

bool tenure_holds(struct db *db, const struct tenure *t)
{
	return epoch(db) == t->epoch;
}

int tenure_adopt(struct db *db)
{
	int r = db_begin(db);
	if (r < 0)
		return r;
	if ((r = settle_here(db)) < 0) {
		db_rollback(db);
		return r;
	}
	return db_commit(db);
}
