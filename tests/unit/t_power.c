/*
 * What the outbox is worth when the power fails: a file system under SQLite that forgets what was
 * not synced, all of it or any part. Letters are put, leased, claimed, given to a server that
 * counts and settled, while the process ends or the machine stops at any write; then it starts
 * again. No letter arrives twice, and one that did not arrive is shown as UNSURE.
 */
#include "scene.h"

#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#include "log.h"
#include "tenure.h"

static const int64_t NOON = 1790000000;
enum {
	LETTERS = 24,
	PAGE = 6,
	BATCH = 8,
	ROUNDS = 60,
	DISKS = 2,
	MOST_WRITES = 4096,
	GROWS = 1 << 20
};

/* ---- a disk that forgets ---- */

struct write {
	sqlite3_int64 at;
	size_t n;
	char *bytes; /* NULL: cut the file at `at` */
};

/* One file: what is on the platter, and what the system only keeps in memory. */
struct disk {
	const char *name;
	char *image;
	size_t n, room;
	struct write writes[MOST_WRITES];
	size_t writes_n;
};

static struct {
	struct disk disks[DISKS];
	int until_off; /* writes and syncs until it happens; -1: never */
	bool off;      /* nothing more is written or read: the process, or the machine, is gone */
	char folder[64];
	unsigned seed;
} the;

static unsigned any(unsigned below)
{
	the.seed = the.seed * 1103515245u + 12345u;
	return (the.seed >> 8) % below;
}

static void apply(struct disk *d, const struct write *w)
{
	size_t end = (size_t)w->at + (w->bytes ? w->n : 0);
	if (end > d->n) {
		if (end > d->room)
			d->image = xrealloc(d->image, d->room = end + GROWS);
		memset(d->image + d->n, 0, end - d->n);
		d->n = end;
	}
	if (w->bytes)
		memcpy(d->image + w->at, w->bytes, w->n);
	else
		d->n = end;
}

/* Every write, or each with one chance in `odds`, reaches the platter; the others are forgotten. */
static void settle_disk(struct disk *d, unsigned odds)
{
	for (size_t i = 0; i < d->writes_n; i++) {
		if (odds <= 1 || any(odds) == 0)
			apply(d, &d->writes[i]);
		xfree(d->writes[i].bytes);
	}
	d->writes_n = 0;
}

static bool is_off(void)
{
	if (the.until_off == 0)
		the.off = true;
	if (the.until_off > 0)
		the.until_off--;
	return the.off;
}

static void note(struct disk *d, sqlite3_int64 at, const void *bytes, int n)
{
	assert_true(d->writes_n < MOST_WRITES);
	struct write *w = &d->writes[d->writes_n++];
	*w = (struct write){.at = at, .n = (size_t)n};
	if (bytes)
		w->bytes = memcpy(xcalloc(1, w->n), bytes, w->n);
}

/* ---- the same, as SQLite wants it: a layer over its own file system ---- */

struct file {
	sqlite3_file base;
	struct disk *disk; /* NULL: shared memory and the like */
	sqlite3_file *real;
};
static sqlite3_vfs layer, *below;

static sqlite3_file *real(sqlite3_file *f)
{
	return ((struct file *)f)->real;
}

static int f_close(sqlite3_file *f)
{
	int rc = real(f)->pMethods->xClose(real(f));
	xfree(real(f));
	return rc;
}

static int f_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
	return the.off ? SQLITE_IOERR_READ : real(f)->pMethods->xRead(real(f), to, n, at);
}

static int f_write(sqlite3_file *f, const void *bytes, int n, sqlite3_int64 at)
{
	struct disk *d = ((struct file *)f)->disk;
	if (is_off())
		return SQLITE_IOERR_WRITE;
	if (d)
		note(d, at, bytes, n);
	return real(f)->pMethods->xWrite(real(f), bytes, n, at);
}

static int f_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	struct disk *d = ((struct file *)f)->disk;
	if (is_off())
		return SQLITE_IOERR_TRUNCATE;
	if (d)
		note(d, size, NULL, 0);
	return real(f)->pMethods->xTruncate(real(f), size);
}

static int f_sync(sqlite3_file *f, int flags)
{
	(void)flags;
	struct disk *d = ((struct file *)f)->disk;
	if (is_off())
		return SQLITE_IOERR_FSYNC;
	if (d)
		settle_disk(d, 1);
	return SQLITE_OK;
}

static int f_size(sqlite3_file *f, sqlite3_int64 *ret)
{
	return the.off ? SQLITE_IOERR_FSTAT : real(f)->pMethods->xFileSize(real(f), ret);
}

static int f_lock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xLock(real(f), level);
}

static int f_unlock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xUnlock(real(f), level);
}

static int f_reserved(sqlite3_file *f, int *ret)
{
	return real(f)->pMethods->xCheckReservedLock(real(f), ret);
}

static int f_control(sqlite3_file *f, int op, void *arg)
{
	return real(f)->pMethods->xFileControl(real(f), op, arg);
}

static int f_sector(sqlite3_file *f)
{
	return real(f)->pMethods->xSectorSize(real(f));
}

static int f_traits(sqlite3_file *f)
{
	(void)f;
	return 0; /* it promises nothing */
}

static int f_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **ret)
{
	return real(f)->pMethods->xShmMap(real(f), page, size, extend, ret);
}

static int f_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}

static void f_shm_barrier(sqlite3_file *f)
{
	real(f)->pMethods->xShmBarrier(real(f));
}

static int f_shm_unmap(sqlite3_file *f, int remove)
{
	return real(f)->pMethods->xShmUnmap(real(f), remove);
}

static const sqlite3_io_methods methods = {.iVersion = 2,
        .xClose = f_close,
        .xRead = f_read,
        .xWrite = f_write,
        .xTruncate = f_truncate,
        .xSync = f_sync,
        .xFileSize = f_size,
        .xLock = f_lock,
        .xUnlock = f_unlock,
        .xCheckReservedLock = f_reserved,
        .xFileControl = f_control,
        .xSectorSize = f_sector,
        .xDeviceCharacteristics = f_traits,
        .xShmMap = f_shm_map,
        .xShmLock = f_shm_lock,
        .xShmBarrier = f_shm_barrier,
        .xShmUnmap = f_shm_unmap};

static struct disk *disk_of(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	for (size_t i = 0; slash && i < DISKS; i++)
		if (strcmp(slash + 1, the.disks[i].name) == 0)
			return &the.disks[i];
	return NULL;
}

static int layer_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *ret)
{
	(void)vfs;
	struct file *file = (struct file *)f;
	*file = (struct file){.disk = disk_of(path), .real = xcalloc(1, (size_t)below->szOsFile)};
	int rc = below->xOpen(below, path, file->real, flags, ret);
	if (rc == SQLITE_OK)
		file->base.pMethods = &methods;
	else
		xfree(file->real);
	return rc;
}

static void lay(void)
{
	if (below)
		return;
	below = sqlite3_vfs_find(NULL);
	layer = *below;
	layer.zName = "forgetful";
	layer.szOsFile = sizeof(struct file);
	layer.xOpen = layer_open;
	assert_int_equal(sqlite3_vfs_register(&layer, 1), SQLITE_OK);
}

/* ---- a machine ---- */

static const char *const file_names[] = {"followupd.db", "followupd.db-wal", "followupd.db-shm"};

static void put_files(void)
{
	for (size_t i = 0; i < DISKS; i++) {
		AUTO(xfree) char *path = xasprintf("%s/%s", the.folder, file_names[i]);
		FILE *f = fopen(path, "w");
		assert_non_null(f);
		assert_int_equal(fwrite(the.disks[i].image, 1, the.disks[i].n, f), the.disks[i].n);
		fclose(f);
	}
}

static void remove_files(void)
{
	for (size_t i = 0; i < COUNT(file_names); i++) {
		AUTO(xfree) char *path = xasprintf("%s/%s", the.folder, file_names[i]);
		unlink(path);
	}
}

static struct db *open_store(void)
{
	AUTO(xfree) char *path = xasprintf("%s/followupd.db", the.folder), *why = NULL;
	struct db *db = NULL;
	if (db_open(path, &db, &why) != 0)
		fail_msg("%s", why);
	return db;
}

/* The process ends; with `power` the machine too, and forgets. The store as it is found then. */
static struct db *start_again(struct db *db, bool power)
{
	the.off = true;
	db_close(db);
	for (size_t i = 0; i < DISKS; i++)
		settle_disk(&the.disks[i], power ? 1 + any(4) * 2 : 1);
	remove_files();
	put_files();
	the.off = false;
	the.until_off = -1;
	return open_store();
}

static void boot(int number)
{
	AUTO(xfree) char *name = xasprintf("boot %d", number);
	setenv("FOLLOWUPD_BOOT", name, 1);
}

/* ---- a sender ---- */

static int delivered[LETTERS + 1];

/* The text leaves: it arrives or not, the answer comes or not. */
static enum outbox_event serve(int64_t id)
{
	unsigned n = any(10);
	if (n == 0)
		return OUTBOX_LATER;
	if (n != 1)
		delivered[id]++;
	return n <= 2 ? OUTBOX_LOST : OUTBOX_ACCEPTED;
}

/* One to three at a time: claimed in one commit, settled in the next. */
static void send_batch(struct db *db, const struct tenure *t, const struct outbox_batch *batch)
{
	struct outbox_verdict done[3];
	struct outbox_step step = {.done = done};
	for (size_t i = 0; i < batch->count; i += step.next_n) {
		const struct outbox_item *next[3];
		bool mine[3];
		step.next = next;
		step.next_n = 1 + any(3);
		if (step.next_n > batch->count - i)
			step.next_n = batch->count - i;
		for (size_t k = 0; k < step.next_n; k++)
			next[k] = &batch->items[i + k];
		int r = outbox_advance(db, t, &step, mine, NOON);
		if (the.off)
			return;
		assert_int_equal(r, 0);
		for (step.done_n = 0; step.done_n < step.next_n; step.done_n++) {
			int64_t id = next[step.done_n]->id;
			assert_true(mine[step.done_n]);
			done[step.done_n] = (struct outbox_verdict){
			        .id = id, .event = serve(id), .next_try_at = NOON};
		}
	}
	step.next_n = 0;
	outbox_advance(db, t, &step, NULL, NOON);
}

/* As the planner does it, in pages that ride: who has no letter gets one. What was forgotten were
 * the last ones, so that their ids are the same again. */
static void put_all(struct db *db)
{
	for (int i = 1; i <= LETTERS && !the.off;) {
		if (db_begin_riding(db) < 0)
			return;
		for (int end = i + PAGE; i < end && i <= LETTERS && !the.off; i++) {
			AUTO(xfree) char *key = xasprintf("c%d", i);
			AUTO(xfree) char *mail = xasprintf("c%d@example.net", i);
			struct scene_letter l = {.customer = key, .recipient = mail};
			if (!outbox_exists(db, key, "thanks", "once"))
				scene_put_row(db, l, NOON);
		}
		if (!the.off)
			db_commit(db);
	}
}

/* Works until nothing is due, or it is all over. */
static void live(struct db *db)
{
	struct tenure t;
	put_all(db);
	if (the.off || outbox_recover(db, NOON, &t) != 0)
		return;
	for (int r = 0; r == 0 && !the.off;) {
		AUTO(outbox_batch_done) struct outbox_batch batch = {0};
		r = outbox_lease(db, &t, NOON, BATCH, NULL, NULL, &batch);
		if (r == 0 && !the.off)
			send_batch(db, &t, &batch);
	}
}

static struct db *founded(void)
{
	memset(delivered, 0, sizeof delivered);
	for (size_t i = 0; i < DISKS; i++) {
		settle_disk(&the.disks[i], 1);
		the.disks[i].n = 0;
	}
	the.off = false;
	the.until_off = -1;
	remove_files();
	return open_store();
}

struct tale {
	int twice, lost, unsure, cuts;
};

static void judge(struct db *db, struct tale *t)
{
	for (int i = 1; i <= LETTERS; i++) {
		AUTO(xfree)
		char *state =
		        db_text(db, "SELECT state FROM outbox WHERE id=:id", DB_INT(":id", i));
		t->twice += delivered[i] > 1;
		t->lost += !str_same(state, delivered[i] ? "SENT" : "UNSURE") &&
		           !str_same(state, "UNSURE");
		t->unsure += str_same(state, "UNSURE");
	}
}

/* Two ends of the process or of the machine, somewhere; then it lives on in peace. With
 * `deceived` the machine does not say that it has started anew. */
static void round_of(bool deceived, struct tale *t)
{
	struct db *db = founded();
	int number = 0;
	boot(number);
	for (int i = 0; i < 2; i++) {
		bool power = deceived || any(2);
		the.until_off = (int)any(300);
		live(db);
		db = start_again(db, power);
		t->cuts++;
		if (power && !deceived)
			boot(++number);
	}
	live(db);
	judge(db, t);
	db_close(db);
}

static void test_nothing_twice_nothing_lost(void **state)
{
	(void)state;
	struct tale t = {0};
	for (int i = 0; i < ROUNDS; i++)
		round_of(false, &t);
	print_message("%d rounds, %d ends: %d unsure\n", ROUNDS, t.cuts, t.unsure);
	assert_int_equal(t.twice, 0);
	assert_int_equal(t.lost, 0);
	/* a fifth of the answers gets lost; beyond that no end costs more than a batch */
	assert_true(t.unsure > 0 && t.unsure < t.cuts * BATCH + ROUNDS * LETTERS / 2);
}

/* The disk does forget: without the boot id letters would come twice. */
static void test_it_would_be_noticed(void **state)
{
	(void)state;
	struct tale t = {0};
	for (int i = 0; i < ROUNDS; i++)
		round_of(true, &t);
	assert_true(t.twice > 0);
}

static void silent(enum log_level level, const char *line, void *arg)
{
	(void)level;
	(void)line;
	(void)arg;
}

static int setup(void **state)
{
	(void)state;
	const char *seed = getenv("SEED");
	the.seed = seed ? (unsigned)strtoul(seed, NULL, 10) : 1;
	for (size_t i = 0; i < DISKS; i++)
		the.disks[i].name = file_names[i];
	strcpy(the.folder, "/tmp/t_power.XXXXXX");
	lay();
	log_hook_set(silent, NULL);
	return mkdtemp(the.folder) ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < DISKS; i++) {
		settle_disk(&the.disks[i], 1);
		xfree(the.disks[i].image);
	}
	AUTO(xfree) char *path = xasprintf("%s/followupd.db", the.folder);
	scene_remove_store(path);
	return rmdir(the.folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_nothing_twice_nothing_lost),
	        cmocka_unit_test(test_it_would_be_noticed),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
