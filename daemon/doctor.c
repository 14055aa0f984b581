/*
 * doctor: looks at the live set-up and says in words what is well and what is not, each finding
 * with what to do about it. It writes nothing, but with --mail one mail to ourselves.
 */
#include "doctor.h"

#include "command.h"
#include "conf.h"
#include "db.h"
#include "zone.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum { DISK_LEAST_MB = 100, DISK_ADVICE_MB = 500, LATE_S = 3600, SILENT_S = 2 * 3600 };
enum { WEEK_S = 7 * 86400, DAY_S = 86400 };

/* ---- findings ---- */

static void put_json(struct doctor *d, enum doctor_level level, const char *what, const char *said,
        const char *fix)
{
	static const char *const names[] = {"well", "advice", "problem"};
	AUTO(xfree)
	char *one = db_text(d->paper,
	        "SELECT json_object('level', :level, 'what', :what, 'finding', :said, 'fix', :fix)",
	        DB_TEXT(":level", names[level]), DB_TEXT(":what", what), DB_TEXT(":said", said),
	        DB_TEXT(":fix", fix));
	text_printf(&d->json, "%s\n%s", d->json.len ? "," : "[", one);
}

void doctor_find(struct doctor *d, enum doctor_level level, int code, const char *what,
        const char *fix, const char *fmt, ...)
{
	static const char *const marks[] = {"well   ", "advice ", "PROBLEM"};
	AUTO(text_done) struct text said = TEXT_INIT;
	va_list ap;
	va_start(ap, fmt);
	text_vprintf(&said, fmt, ap);
	va_end(ap);
	d->counts[level]++;
	if (level == DOCTOR_PROBLEM && !d->code)
		d->code = code;
	if (d->ctx->json) {
		put_json(d, level, what, text_str(&said), fix);
		return;
	}
	printf("%s  %-10s %s\n", marks[level], what, text_str(&said));
	if (fix)
		printf("%20s Do: %s\n", "", fix);
	fflush(stdout); /* the next question may take a minute */
}

/* ---- rights ---- */

/* Nobody but root can look with another's eyes; everybody else runs the daemon himself. */
static void find_user(struct doctor *d)
{
	struct stat st;
	const struct passwd *p = NULL;
	d->uid = geteuid();
	if (d->uid == 0 && stat(d->conf->state, &st) == 0)
		d->uid = st.st_uid;
	else if (d->uid == 0 && (p = getpwnam("followupd")))
		d->uid = p->pw_uid;
	p = getpwuid(d->uid);
	d->gid = p ? p->pw_gid : getegid();
	d->user = p ? xstrdup(p->pw_name) : xasprintf("user %u", (unsigned)d->uid);
}

static int look(const char *path, int mode)
{
	return faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0 ? 0 : errno;
}

/* 0, or the errno that the daemon's user would meet. A child takes his place: groups and ACLs
 * count, which no arithmetic with mode bits would get right. */
static int may(const struct doctor *d, const char *path, int mode)
{
	if (geteuid() != 0 || d->uid == 0)
		return look(path, mode);
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		bool him = initgroups(d->user, d->gid) == 0 || setgroups(0, NULL) == 0;
		him = him && setgid(d->gid) == 0 && setuid(d->uid) == 0;
		_exit(him ? look(path, mode) : EPERM);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

bool doctor_may(
        struct doctor *d, const char *what, const char *path, int mode, const char *consequence)
{
	int e = may(d, path, mode);
	if (!e)
		return true;
	AUTO(xfree)
	char *fix = e == ENOENT ? xasprintf("make it, or correct its name in %s", d->conf->path)
	                        : xasprintf("give %s the right to %s it, and to pass the "
	                                    "folders above it",
	                                  d->user, mode & W_OK ? "write" : "read");
	doctor_find(d, DOCTOR_PROBLEM, e == ENOENT ? EX_NOINPUT : EX_NOPERM, what, fix,
	        "%s: %s, so %s.", path, strerror(e), consequence);
	return false;
}

bool doctor_closed(struct doctor *d, const char *what, const char *path, mode_t most)
{
	struct stat st;
	if (stat(path, &st) < 0 || !(st.st_mode & 0777 & ~most))
		return true;
	AUTO(xfree)
	char *fix = xasprintf("chmod %03o %s", (unsigned)(st.st_mode & most), path);
	doctor_find(d, DOCTOR_PROBLEM, EX_NOPERM, what, fix, "%s is open to others (mode %03o).",
	        path, (unsigned)(st.st_mode & 0777));
	return false;
}

static void check_state(struct doctor *d)
{
	const char *state = d->conf->state;
	AUTO(xfree) char *store = xasprintf("%s/followupd.db", state);
	bool good = doctor_may(d, "state", state, R_OK | W_OK | X_OK, "there can be no store") &&
	            doctor_closed(d, "state", state, 0700);
	if (good && access(store, F_OK) == 0)
		good = doctor_may(d, "state", store, R_OK | W_OK, "nothing is planned or sent");
	if (good)
		doctor_find(d, DOCTOR_WELL, 0, "state", NULL, "%s belongs to %s alone.", state,
		        d->user);
}

static void check_folders(struct doctor *d)
{
	const struct conf *c = d->conf;
	bool good = doctor_may(
	        d, "templates", c->templates, R_OK | X_OK, "the letters in use stay as they were");
	if (good && may(d, c->templates, W_OK)) {
		AUTO(xfree) char *fix = xasprintf("let %s write there", d->user);
		doctor_find(d, DOCTOR_ADVICE, 0, "templates", fix,
		        "%s can't be written, so the folder does not answer the people who write "
		        "letters.",
		        c->templates);
	}
	good = doctor_may(d, "calendars", c->calendars, R_OK | X_OK,
	               "the dates known so far stay in force") &&
	       good;
	good = doctor_may(d, "ledger", c->ledger.customers, R_OK,
	               "customers stay as they were last read") &&
	       good;
	if (c->ledger.purchases)
		good = doctor_may(d, "ledger", c->ledger.purchases, R_OK,
		               "purchases stay as they were last read") &&
		       good;
	if (good)
		doctor_find(d, DOCTOR_WELL, 0, "folders", NULL,
		        "Letters, calendars and ledger can be read by %s.", d->user);
}

/* ---- the machine ---- */

static void check_disk(struct doctor *d)
{
	struct statvfs fs;
	if (statvfs(d->conf->state, &fs) < 0)
		return; /* the missing folder is a finding already */
	long long mb = (long long)(fs.f_bavail * (unsigned long long)fs.f_frsize >> 20);
	static const char fix[] = "make room, or move the state folder to a larger disk";
	if (fs.f_flag & ST_RDONLY)
		doctor_find(d, DOCTOR_PROBLEM, EX_IOERR, "disk",
		        "mount it for writing; look at the kernel's log for why it is not",
		        "The file system of %s can only be read, so nothing is sent.",
		        d->conf->state);
	else if (mb < DISK_LEAST_MB)
		doctor_find(d, DOCTOR_PROBLEM, EX_IOERR, "disk", fix,
		        "Only %lld MB are free where the store lives (%s); on a full disk nothing "
		        "is sent.",
		        mb, d->conf->state);
	else
		doctor_find(d, mb < DISK_ADVICE_MB ? DOCTOR_ADVICE : DOCTOR_WELL, 0, "disk",
		        mb < DISK_ADVICE_MB ? fix : NULL, "%lld MB are free where the store lives.",
		        mb);
}

static void check_clock(struct doctor *d)
{
	struct timex t = {0};
	AUTO(xfree) char *now = command_moment(d->ctx, clock_now());
	if (adjtimex(&t) == TIME_ERROR || (t.status & STA_UNSYNC))
		doctor_find(d, DOCTOR_ADVICE, 0, "clock",
		        "start a time service: timedatectl set-ntp true, or chrony (in a container "
		        "this is the host's affair)",
		        "No time service keeps the clock. It says %s (%s); letters go out by it.",
		        now, d->conf->business.timezone);
	else
		doctor_find(d, DOCTOR_WELL, 0, "clock", NULL,
		        "It is %s (%s), kept by a time service.", now, d->conf->business.timezone);
}

/* The lock is looked at, not tried: a daemon that starts just now must not find it taken. */
static void check_running(struct doctor *d)
{
	AUTO(xfree) char *path = xasprintf("%s/lock", d->conf->state);
	struct stat st;
	FILE *f = stat(path, &st) == 0 ? fopen("/proc/locks", "re") : NULL;
	char line[256];
	while (f && fgets(line, sizeof line, f)) {
		unsigned major, minor;
		unsigned long inode;
		if (sscanf(line, "%*d: FLOCK %*s WRITE %*d %x:%x:%lu", &major, &minor, &inode) ==
		                3 &&
		        inode == st.st_ino)
			d->runs = true;
	}
	if (f)
		fclose(f);
	if (d->runs)
		doctor_find(d, DOCTOR_WELL, 0, "daemon", NULL, "A followupd is at work on %s.",
		        d->conf->state);
	else
		doctor_find(d, DOCTOR_ADVICE, 0, "daemon", "systemctl start followupd",
		        "No followupd is at work on %s: nothing is sent and no reply is read.",
		        d->conf->state);
}

/* ---- the store ---- */

static void check_health(struct doctor *d, struct db *db)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(
	        db, "SELECT what, problem, problem_since_at FROM health WHERE problem IS NOT NULL");
	while (db_step(rows) > 0) {
		AUTO(xfree) char *since = command_moment(d->ctx, db_col_int(rows, 2));
		doctor_find(d, DOCTOR_PROBLEM, EX_TEMPFAIL, db_col_text(rows, 0),
		        "mend what it says; it is tried again by itself and this line goes away",
		        "Since %s the daemon meets this: %s", since, db_col_text(rows, 1));
	}
	int64_t at = db_int(db, 0, "SELECT ok_at FROM health WHERE what='planner'");
	AUTO(xfree) char *when = command_moment(d->ctx, at);
	if (d->runs && at && clock_now() - at > SILENT_S)
		doctor_find(d, DOCTOR_PROBLEM, EX_TEMPFAIL, "planner",
		        "journalctl -u followupd tells why; then "
		        "systemctl restart followupd",
		        "The planner was last well on %s: nothing new is planned.", when);
}

static void check_digest(struct doctor *d, struct db *db)
{
	int64_t born = db_int(
	        db, clock_now(), "SELECT cast(value AS INTEGER) FROM meta WHERE key='created_at'");
	int64_t last = db_int(
	        db, 0, "SELECT max(settled_at) FROM outbox WHERE kind='digest' AND state='SENT'");
	AUTO(xfree) char *when = command_moment(d->ctx, last ? last : born);
	if (clock_now() - (last ? last : born) > WEEK_S + DAY_S)
		doctor_find(d, DOCTOR_PROBLEM, EX_TEMPFAIL, "digest",
		        "followup status names what stands still; followup digest shows the letter "
		        "itself",
		        "%s %s, more than a week ago: its readers hear nothing of their customers.",
		        last ? "The last digest went out on"
		             : "No digest ever went out, and the store was made on",
		        when);
	else if (last)
		doctor_find(
		        d, DOCTOR_WELL, 0, "digest", NULL, "The last digest went out on %s.", when);
	else
		doctor_find(d, DOCTOR_WELL, 0, "digest", NULL,
		        "The store is younger than its first digest.");
}

static void check_queue(struct doctor *d, struct db *db)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT touchpoint, customer, created_at, coalesce(nullif(answer, ''), reason)"
	        " FROM outbox WHERE state='QUEUED' AND not_before_at<:late ORDER BY not_before_at",
	        DB_INT(":late", clock_now() - LATE_S));
	if (db_step(rows) > 0) {
		AUTO(xfree) char *since = command_moment(d->ctx, db_col_int(rows, 2));
		const char *said = db_col_text(rows, 3);
		doctor_find(d, DOCTOR_PROBLEM, EX_TEMPFAIL, "outbox",
		        "the findings about smtp and the daemon say why; nothing is sent later "
		        "than its Valid: allows",
		        "The oldest mail that waits, \"%s\" for %s, lies there since %s%s%s.",
		        db_col_text(rows, 0), db_col_text(rows, 1), since,
		        str_empty(said) ? "" : ": ", said ? said : "");
	}
	int64_t unsure = db_int(db, 0, "SELECT count(*) FROM outbox WHERE state='UNSURE'");
	if (unsure)
		doctor_find(d, DOCTOR_ADVICE, 0, "outbox",
		        "the digest names them; look into the Sent folder",
		        "Of %lld letters nobody knows whether they arrived. They are not sent "
		        "again by themselves.",
		        (long long)unsure);
}

static void check_future(struct doctor *d, struct db *db)
{
	int64_t last = db_int(db, 0, "SELECT max(ok_at) FROM health");
	if (last <= clock_now() + DAY_S)
		return;
	AUTO(xfree) char *when = command_moment(d->ctx, last);
	doctor_find(d, DOCTOR_PROBLEM, EX_OSERR, "clock", "set the clock",
	        "The store was written to on %s, which by this clock is still to come.", when);
}

static void check_store(struct doctor *d)
{
	AUTO(xfree) char *path = xasprintf("%s/followupd.db", d->conf->state);
	AUTO(xfree) char *why = NULL;
	AUTO(db_close) struct db *db = NULL;
	AUTO(xfree) char *mark = xasprintf("%s.made", path);
	if (access(path, F_OK) < 0 && access(mark, F_OK) < 0) {
		if (errno == ENOENT)
			doctor_find(d, DOCTOR_ADVICE, 0, "store", "systemctl start followupd",
			        "There is no store yet; the daemon makes it when it first starts.");
		return;
	}
	int r = db_open(path, &db, &why);
	if (r < 0) {
		bool lost = r == -EUCLEAN || r == -ENOENT;
		doctor_find(d, DOCTOR_PROBLEM,
		        lost           ? EX_DATAERR
		        : r == -EPROTO ? EX_CONFIG
		                       : EX_NOPERM,
		        "store",
		        lost           ? "restore it from a followup backup"
		        : r == -EPROTO ? "let the daemon's version and this one be the same"
		                       : "run this as root or as the daemon's user",
		        "%s", why ? why : strerror(-r));
		return;
	}
	AUTO(xfree) char *sound = db_text(db, "PRAGMA quick_check(1)");
	if (str_same(sound, "ok"))
		doctor_find(d, DOCTOR_WELL, 0, "store", NULL, "%s is sound.", path);
	else
		doctor_find(d, DOCTOR_PROBLEM, EX_DATAERR, "store",
		        "restore it from a followup backup", "%s is damaged: %s.", path,
		        sound ? sound : "it can't be read");
	check_future(d, db);
	check_health(d, db);
	check_digest(d, db);
	check_queue(d, db);
}

int command_doctor(struct command_context *ctx)
{
	struct doctor d = {.ctx = ctx, .conf = ctx->conf};
	if (ctx->json && db_open_memory(&d.paper) < 0)
		return EX_OSERR;
	find_user(&d);
	check_clock(&d);
	check_disk(&d);
	check_state(&d);
	check_folders(&d);
	check_running(&d);
	check_store(&d);
	doctor_servers(&d);
	if (ctx->json)
		printf("%s\n]\n", text_str(&d.json));
	else if (d.counts[DOCTOR_PROBLEM] + d.counts[DOCTOR_ADVICE] == 0)
		puts("\nAll is well.");
	else
		printf("\n%d problem%s, %d piece%s of advice.\n", d.counts[DOCTOR_PROBLEM],
		        d.counts[DOCTOR_PROBLEM] == 1 ? "" : "s", d.counts[DOCTOR_ADVICE],
		        d.counts[DOCTOR_ADVICE] == 1 ? "" : "s");
	db_close(d.paper);
	text_done(&d.json);
	xfree(d.user);
	return d.code;
}
