/*
 * doctor: looks at the live set-up and says in words what is well and what is not, each finding
 * with what to do about it. It writes nothing, but with --mail one mail to ourselves.
 */
#include "command.h"

#include "compose.h"
#include "conf.h"
#include "db.h"
#include "fetched.h"
#include "imap.h"
#include "message.h"
#include "smtp.h"
#include "stream.h"
#include "zone.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netdb.h>
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
enum { SEND_WAIT_S = 30, WEEK_S = 7 * 86400, DAY_S = 86400 };

enum level { WELL, ADVICE, PROBLEM };

struct doctor {
	struct command_context *ctx;
	const struct conf *conf;
	int counts[PROBLEM + 1];
	int code; /* of the first problem */
	/* whom the daemon runs as: rights are his, not ours */
	uid_t uid;
	gid_t gid;
	char *user;
	bool runs;        /* a daemon is at work on the store */
	struct db *paper; /* for JSON */
	struct text json;
};

/* ---- findings ---- */

static void put_json(
        struct doctor *d, enum level level, const char *what, const char *said, const char *fix)
{
	static const char *const names[] = {"well", "advice", "problem"};
	AUTO(xfree)
	char *one = db_text(d->paper,
	        "SELECT json_object('level', :level, 'what', :what, 'finding', :said, 'fix', :fix)",
	        DB_TEXT(":level", names[level]), DB_TEXT(":what", what), DB_TEXT(":said", said),
	        DB_TEXT(":fix", fix));
	text_printf(&d->json, "%s\n%s", d->json.len ? "," : "[", one);
}

/* One finding; `fix` NULL where all is well. `code`: what a problem of this kind ends with. */
static void find(struct doctor *d, enum level level, int code, const char *what, const char *fix,
        const char *fmt, ...) PRINTF_LIKE(6, 7);
static void find(struct doctor *d, enum level level, int code, const char *what, const char *fix,
        const char *fmt, ...)
{
	static const char *const marks[] = {"well   ", "advice ", "PROBLEM"};
	AUTO(text_done) struct text said = TEXT_INIT;
	va_list ap;
	va_start(ap, fmt);
	text_vprintf(&said, fmt, ap);
	va_end(ap);
	d->counts[level]++;
	if (level == PROBLEM && !d->code)
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

static bool check_may(
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
	find(d, PROBLEM, e == ENOENT ? EX_NOINPUT : EX_NOPERM, what, fix, "%s: %s, so %s.", path,
	        strerror(e), consequence);
	return false;
}

/* `most`: the bits that may be set at all. */
static bool check_closed(struct doctor *d, const char *what, const char *path, mode_t most)
{
	struct stat st;
	if (stat(path, &st) < 0 || !(st.st_mode & 0777 & ~most))
		return true;
	AUTO(xfree)
	char *fix = xasprintf("chmod %03o %s", (unsigned)(st.st_mode & most), path);
	find(d, PROBLEM, EX_NOPERM, what, fix, "%s is open to others (mode %03o).", path,
	        (unsigned)(st.st_mode & 0777));
	return false;
}

static void check_state(struct doctor *d)
{
	const char *state = d->conf->state;
	AUTO(xfree) char *store = xasprintf("%s/followupd.db", state);
	bool good = check_may(d, "state", state, R_OK | W_OK | X_OK, "there can be no store") &&
	            check_closed(d, "state", state, 0700);
	if (good && access(store, F_OK) == 0)
		good = check_may(d, "state", store, R_OK | W_OK, "nothing is planned or sent");
	if (good)
		find(d, WELL, 0, "state", NULL, "%s belongs to %s alone.", state, d->user);
}

static void check_folders(struct doctor *d)
{
	const struct conf *c = d->conf;
	bool good = check_may(
	        d, "templates", c->templates, R_OK | X_OK, "the letters in use stay as they were");
	if (good && may(d, c->templates, W_OK)) {
		AUTO(xfree) char *fix = xasprintf("let %s write there", d->user);
		find(d, ADVICE, 0, "templates", fix,
		        "%s can't be written, so the folder does not answer the people who write "
		        "letters.",
		        c->templates);
	}
	good = check_may(d, "calendars", c->calendars, R_OK | X_OK,
	               "the dates known so far stay in force") &&
	       good;
	good = check_may(d, "ledger", c->ledger.customers, R_OK,
	               "customers stay as they were last read") &&
	       good;
	if (c->ledger.purchases)
		good = check_may(d, "ledger", c->ledger.purchases, R_OK,
		               "purchases stay as they were last read") &&
		       good;
	if (good)
		find(d, WELL, 0, "folders", NULL,
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
		find(d, PROBLEM, EX_IOERR, "disk",
		        "mount it for writing; look at the kernel's log for why it is not",
		        "The file system of %s can only be read, so nothing is sent.",
		        d->conf->state);
	else if (mb < DISK_LEAST_MB)
		find(d, PROBLEM, EX_IOERR, "disk", fix,
		        "Only %lld MB are free where the store lives (%s); on a full disk nothing "
		        "is sent.",
		        mb, d->conf->state);
	else
		find(d, mb < DISK_ADVICE_MB ? ADVICE : WELL, 0, "disk",
		        mb < DISK_ADVICE_MB ? fix : NULL, "%lld MB are free where the store lives.",
		        mb);
}

static void check_clock(struct doctor *d)
{
	struct timex t = {0};
	AUTO(xfree) char *now = command_moment(d->ctx, clock_now());
	if (adjtimex(&t) == TIME_ERROR || (t.status & STA_UNSYNC))
		find(d, ADVICE, 0, "clock",
		        "start a time service: timedatectl set-ntp true, or chrony (in a container "
		        "this is the host's affair)",
		        "No time service keeps the clock. It says %s (%s); letters go out by it.",
		        now, d->conf->business.timezone);
	else
		find(d, WELL, 0, "clock", NULL, "It is %s (%s), kept by a time service.", now,
		        d->conf->business.timezone);
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
		find(d, WELL, 0, "daemon", NULL, "A followupd is at work on %s.", d->conf->state);
	else
		find(d, ADVICE, 0, "daemon", "systemctl start followupd",
		        "No followupd is at work on %s: nothing is sent and no reply is read.",
		        d->conf->state);
}

/* ---- the provider ---- */

struct provider {
	const char *hosts[2], *name, *traps;
};

static const struct provider providers[] = {
        {{"gmail.com", "googlemail.com"}, "Gmail",
                "needs an app password (2-step verification on), replaces a From that is not set "
                "up under \"Send mail as\", keeps Sent itself, and takes 500 mails a day, 2,000 "
                "in Workspace; see " PKGDATADIR "/providers/gmail.md"},
        {{"office365.com", "outlook.com"}, "Microsoft 365",
                "takes no password to read mail, and one to send it only if an administrator "
                "allows that (else 550 5.7.30): set token_command; it takes 30 mails a minute; "
                "see " PKGDATADIR "/providers/microsoft-365.md"},
        {{"fastmail.com"}, "Fastmail",
                "needs an app password with the right to send and read mail, and a From that is "
                "one of the account's identities; see " PKGDATADIR "/providers/fastmail.md"},
        {{"mailbox.org"}, "mailbox.org",
                "sends only from addresses and aliases of the account; see " PKGDATADIR
                "/providers/mailbox-org.md"},
};

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);
	return n >= m && str_same_nocase(s + n - m, end) && (n == m || s[n - m - 1] == '.');
}

static const struct provider *provider_of(const char *host)
{
	for (size_t i = 0; i < COUNT(providers); i++)
		for (size_t k = 0; k < COUNT(providers[i].hosts) && providers[i].hosts[k]; k++)
			if (ends_with(host, providers[i].hosts[k]))
				return &providers[i];
	return NULL;
}

static void check_provider(struct doctor *d)
{
	const struct provider *p = provider_of(d->conf->smtp.server.host);
	if (p)
		find(d, WELL, 0, "provider", NULL, "Your mail goes through %s. It %s.", p->name,
		        p->traps);
}

/* ---- servers ---- */

static bool check_name(struct doctor *d, const char *what, const struct conf_server *server)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	int e = getaddrinfo(server->host, NULL, &hints, &found);
	if (e == 0) {
		freeaddrinfo(found);
		return true;
	}
	AUTO(xfree)
	char *fix = xasprintf("%s in the group %s of %s",
	        e == EAI_NONAME ? "correct host"
	                        : "see to this machine's DNS (resolv.conf(5)), or "
	                          "correct host",
	        what, d->conf->path);
	find(d, PROBLEM, EX_NOHOST, what, fix, "The name %s leads nowhere: %s.", server->host,
	        gai_strerror(e));
	return false;
}

/* A credential is handed out by systemd to the unit only; root may look at it there. */
static void borrow_credentials(void)
{
	static const char folder[] = "/run/credentials/followupd.service";
	if (!getenv("CREDENTIALS_DIRECTORY") && access(folder, X_OK) == 0)
		setenv("CREDENTIALS_DIRECTORY", folder, 0);
}

/* Read and forgotten at once; that it is there is all we tell. */
static bool check_password(struct doctor *d, const char *what, const struct conf_server *server)
{
	if (!server->user)
		return true;
	const char *file = server->password.file;
	if (file && (!check_may(d, what, file, R_OK, "nobody can log in") ||
	                    !check_closed(d, what, file, 0640)))
		return false;
	AUTO(xfree) char *why = NULL;
	struct text secret = TEXT_INIT;
	int r = conf_secret_read(&server->password, &secret, &why);
	conf_secret_wipe(&secret);
	if (r == 0)
		return true;
	find(d, PROBLEM, EX_CONFIG, what,
	        server->password.credential && !getenv("CREDENTIALS_DIRECTORY")
	                ? "start the service and run this as root: the credential is handed to "
	                  "the service alone"
	                : "put the password there: one line, nothing else",
	        "There is %s.", why);
	return false;
}

static const char *smtp_fix(const char *step)
{
	if (str_same(step, "connect") || str_same(step, "greeting"))
		return "look at host and port in the group smtp (587 with tls = \"starttls\", 465 "
		       "with \"implicit\"), and at firewalls in between";
	if (str_same(step, "tls"))
		return "host must be the name in the server's certificate; name a house authority "
		       "of your own with ca_file";
	if (str_same(step, "auth"))
		return "look at user and password in the group smtp; most providers want a "
		       "password made for this program (\"app password\")";
	return "ask the server's administrator, with these words";
}

static struct smtp *check_smtp(struct doctor *d)
{
	const struct conf_server *server = &d->conf->smtp.server;
	struct smtp_answer a = {0};
	struct smtp *s = NULL;
	if (!check_name(d, "smtp", server) || !check_password(d, "smtp", server))
		return NULL;
	if (smtp_open(server, d->conf->business.message_domain, &s, &a) == 0) {
		find(d, WELL, 0, "smtp", NULL, "%s:%d answers, its certificate is good%s%s%s.",
		        server->host, server->port, server->user ? ", and " : "",
		        server->user ? server->user : "", server->user ? " may log in" : "");
		return s;
	}
	find(d, PROBLEM, str_same(a.step, "auth") ? EX_NOPERM : EX_UNAVAILABLE, "smtp",
	        smtp_fix(a.step), "%s:%d is of no use, at the step \"%s\": %s%s", server->host,
	        server->port, a.step ? a.step : "?", a.text,
	        " Letters wait meanwhile, none is lost.");
	return NULL;
}

static void check_mailboxes(struct doctor *d, struct imap *i)
{
	for (size_t n = 0; d->conf->imap.mailboxes[n]; n++) {
		const char *name = d->conf->imap.mailboxes[n];
		AUTO(xfree) char *why = NULL;
		struct imap_mailbox box;
		if (imap_examine(i, name, &box, &why) == IMAP_OK)
			find(d, WELL, 0, "imap", NULL, "%s can be read, %u mails.", name,
			        box.exists);
		else
			find(d, PROBLEM, EX_NOINPUT, "imap",
			        "correct mailboxes in the group imap, or make that mailbox",
			        "%s can't be read (%s), so replies in it are missed.", name,
			        why ? why : "no reason given");
	}
}

static void check_sent(struct doctor *d, struct imap *i)
{
	AUTO(xfree)
	char *sent = d->conf->imap.sent ? xstrdup(d->conf->imap.sent) : imap_find_sent(i);
	AUTO(xfree) char *why = NULL;
	struct imap_mailbox box;
	static const char fix[] = "name the folder your mail programs file sent mail in: sent = "
	                          "\"…\" in the group imap";
	if (!sent)
		find(d, PROBLEM, EX_CONFIG, "sent", fix,
		        "The server names no folder for sent mail, so answers that people write "
		        "are not seen and customers seem to wait for ever.");
	else if (imap_examine(i, sent, &box, &why) == IMAP_OK)
		find(d, WELL, 0, "sent", NULL,
		        "Answers that people write are looked for in %s, %u mails.", sent,
		        box.exists);
	else
		find(d, PROBLEM, EX_NOINPUT, "sent", fix,
		        "%s can't be read (%s), so answers that people write are not seen.", sent,
		        why ? why : "no reason given");
}

static struct imap *check_imap(struct doctor *d)
{
	const struct conf_server *server = &d->conf->imap.server;
	AUTO(xfree) char *why = NULL;
	struct imap *i = NULL;
	if (!check_name(d, "imap", server) || !check_password(d, "imap", server))
		return NULL;
	if (imap_open(server, &i, &why) != IMAP_OK) {
		find(d, PROBLEM, EX_UNAVAILABLE, "imap",
		        "look at host, port (993 with tls = \"implicit\", 143 with \"starttls\"), "
		        "ca_file, user and password in the group imap",
		        "%s:%d is of no use: %s No reply is read meanwhile.", server->host,
		        server->port, why ? why : "it broke the dialogue.");
		return NULL;
	}
	find(d, WELL, 0, "imap", NULL, "%s:%d answers, its certificate is good, and %s may log in.",
	        server->host, server->port, server->user);
	check_mailboxes(d, i);
	check_sent(d, i);
	if (imap_can_idle(i))
		find(d, WELL, 0, "idle", NULL, "The server tells of new mail by itself (IDLE).");
	else
		find(d, ADVICE, 0, "idle", "nothing, or lower poll in the group imap",
		        "The server does not tell of new mail (no IDLE): it is asked every %d s.",
		        d->conf->imap.poll_s);
	return i;
}

/* ---- a mail to ourselves ---- */

static char *test_mail(struct doctor *d, const char *mark, const char *id, size_t *ret_n)
{
	const struct conf *c = d->conf;
	const struct compose_message m = {
	        .kind = COMPOSE_NOTICE,
	        .from_name = c->business.name,
	        .from_address = c->business.address,
	        .to_address = c->business.address,
	        .subject = mark,
	        .message_id = id,
	        .text = "followup doctor --mail wrote this to see what becomes of a mail.\n",
	        .date_at = clock_now(),
	};
	char *bytes = NULL;
	AUTO(xfree) char *why = NULL;
	if (compose(&m, &bytes, ret_n, &why) == 0)
		return bytes;
	find(d, PROBLEM, EX_CONFIG, "mail", "correct address in the group business",
	        "No mail can be written from %s: %s", c->business.address, why ? why : "");
	return NULL;
}

static void judge_copy(struct doctor *d, const struct message *m, const char *id)
{
	if (!str_same_nocase(m->from_address, d->conf->business.address)) {
		find(d, PROBLEM, EX_CONFIG, "mail",
		        "allow this account to send as that address at your provider, or make "
		        "the account's own address the one in business",
		        "The server replaced From: we wrote %s, %s arrived. Replies go astray.",
		        d->conf->business.address, m->from_address);
		return;
	}
	find(d, WELL, 0, "mail", NULL, "A mail to ourselves arrived, From unchanged%s.",
	        str_same(m->message_id, id)
	                ? " and Message-ID unchanged"
	                : "; the server wrote a Message-ID of its own, so replies are known by "
	                  "their address and subject");
}

static bool find_copy(struct doctor *d, struct imap *i, const char *mark, const char *id)
{
	AUTO(xfree) uint32_t *uids = NULL;
	AUTO(xfree) char *why = NULL;
	size_t count = 0;
	struct imap_mailbox box;
	struct fetched raw = {0};
	AUTO(message_free) struct message *m = NULL;
	if (imap_examine(i, d->conf->imap.mailboxes[0], &box, &why) != IMAP_OK ||
	        imap_search_header(i, "Subject", mark, &uids, &count, &why) != IMAP_OK || !count ||
	        imap_fetch(i, uids[count - 1], 65536, &raw, &why) != IMAP_OK)
		return false;
	int r = message_parse(raw.bytes, raw.n, &m);
	fetched_done(&raw);
	if (r != 0)
		return false;
	judge_copy(d, m, id);
	return true;
}

static void check_sending(struct doctor *d, struct smtp *s, struct imap *i)
{
	const char *address = d->conf->business.address;
	long long now = (long long)clock_now();
	AUTO(xfree) char *mark = xasprintf("followup doctor %lld-%d", now, (int)getpid());
	AUTO(xfree)
	char *id = xasprintf(
	        "doctor.%lld.%d@%s", now, (int)getpid(), d->conf->business.message_domain);
	size_t n = 0;
	AUTO(xfree) char *bytes = test_mail(d, mark, id, &n);
	struct smtp_answer a = {0};
	if (!bytes)
		return;
	if (smtp_send(s, address, address, NULL, bytes, n, &a) != SMTP_SENT) {
		find(d, PROBLEM, EX_NOPERM, "mail",
		        "allow this account to send as that address at your provider",
		        "The server does not take a mail from %s, at the step \"%s\": %s", address,
		        a.step ? a.step : "?", a.text);
		return;
	}
	for (int waited = 0; i && waited < SEND_WAIT_S; waited++, sleep(1))
		if (find_copy(d, i, mark, id))
			return;
	find(d, ADVICE, 0, "mail",
	        "look where mail to that address goes: replies must arrive in a mailbox of the "
	        "group imap",
	        "The server took a mail from %s to itself, but it did not appear in %s within "
	        "%d s.",
	        address, d->conf->imap.mailboxes[0], SEND_WAIT_S);
}

static void check_servers(struct doctor *d)
{
	borrow_credentials();
	AUTO(smtp_close) struct smtp *s = check_smtp(d);
	AUTO(imap_close) struct imap *i = check_imap(d);
	if (d->ctx->mail && s)
		check_sending(d, s, i);
}

/* ---- the store ---- */

static void check_health(struct doctor *d, struct db *db)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(
	        db, "SELECT what, problem, problem_since_at FROM health WHERE problem IS NOT NULL");
	while (db_step(rows) > 0) {
		AUTO(xfree) char *since = command_moment(d->ctx, db_col_int(rows, 2));
		find(d, PROBLEM, EX_TEMPFAIL, db_col_text(rows, 0),
		        "mend what it says; it is tried again by itself and this line goes away",
		        "Since %s the daemon meets this: %s", since, db_col_text(rows, 1));
	}
	int64_t at = db_int(db, 0, "SELECT ok_at FROM health WHERE what='planner'");
	AUTO(xfree) char *when = command_moment(d->ctx, at);
	if (d->runs && at && clock_now() - at > SILENT_S)
		find(d, PROBLEM, EX_TEMPFAIL, "planner",
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
		find(d, PROBLEM, EX_TEMPFAIL, "digest",
		        "followup status names what stands still; followup digest shows the letter "
		        "itself",
		        "%s %s, more than a week ago: its readers hear nothing of their customers.",
		        last ? "The last digest went out on"
		             : "No digest ever went out, and the store was made on",
		        when);
	else if (last)
		find(d, WELL, 0, "digest", NULL, "The last digest went out on %s.", when);
	else
		find(d, WELL, 0, "digest", NULL, "The store is younger than its first digest.");
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
		find(d, PROBLEM, EX_TEMPFAIL, "outbox",
		        "the findings about smtp and the daemon say why; nothing is sent later "
		        "than its Valid: allows",
		        "The oldest mail that waits, \"%s\" for %s, lies there since %s%s%s.",
		        db_col_text(rows, 0), db_col_text(rows, 1), since,
		        str_empty(said) ? "" : ": ", said ? said : "");
	}
	int64_t unsure = db_int(db, 0, "SELECT count(*) FROM outbox WHERE state='UNSURE'");
	if (unsure)
		find(d, ADVICE, 0, "outbox", "the digest names them; look into the Sent folder",
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
	find(d, PROBLEM, EX_OSERR, "clock", "set the clock",
	        "The store was written to on %s, which by this clock is still to come.", when);
}

static void check_store(struct doctor *d)
{
	AUTO(xfree) char *path = xasprintf("%s/followupd.db", d->conf->state);
	AUTO(xfree) char *why = NULL;
	AUTO(db_close) struct db *db = NULL;
	if (access(path, F_OK) < 0) {
		if (errno == ENOENT)
			find(d, ADVICE, 0, "store", "systemctl start followupd",
			        "There is no store yet; the daemon makes it when it first starts.");
		return;
	}
	int r = db_open(path, &db, &why);
	if (r < 0) {
		find(d, PROBLEM, r == -EUCLEAN ? EX_DATAERR : EX_NOPERM, "store",
		        r == -EUCLEAN ? "restore it from a followup backup"
		                      : "run this as root or as the daemon's user",
		        "%s", why ? why : strerror(-r));
		return;
	}
	AUTO(xfree) char *sound = db_text(db, "PRAGMA quick_check(1)");
	if (str_same(sound, "ok"))
		find(d, WELL, 0, "store", NULL, "%s is sound.", path);
	else
		find(d, PROBLEM, EX_DATAERR, "store", "restore it from a followup backup",
		        "%s is damaged: %s.", path, sound ? sound : "it can't be read");
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
	check_provider(&d);
	check_servers(&d);
	if (ctx->json)
		printf("%s\n]\n", text_str(&d.json));
	else if (d.counts[PROBLEM] + d.counts[ADVICE] == 0)
		puts("\nAll is well.");
	else
		printf("\n%d problem%s, %d piece%s of advice.\n", d.counts[PROBLEM],
		        d.counts[PROBLEM] == 1 ? "" : "s", d.counts[ADVICE],
		        d.counts[ADVICE] == 1 ? "" : "s");
	db_close(d.paper);
	text_done(&d.json);
	xfree(d.user);
	return d.code;
}
