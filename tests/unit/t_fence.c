/* fence: from within, the forbidden is tried. Each attempt is a child of its own, because a fence
 * is for life. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base.h"
#include "conf.h"
#include "fence.h"
#include "worker.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char top[64];
static bool *files; /* shared: does this kernel have Landlock? */

static char *in(const char *name)
{
	static char path[4][128];
	static int n;
	char *p = path[n++ % 4];
	snprintf(p, sizeof path[0], "%s/%s", top, name);
	return p;
}

static void put(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	close(fd);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(top, "/tmp/t_fence-XXXXXX");
	assert_non_null(mkdtemp(top));
	mkdir(in("store"), 0700);
	mkdir(in("ledger"), 0700);
	put(in("store/db"));
	put(in("ledger/customers.csv"));
	put(in("password"));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	char command[128];
	snprintf(command, sizeof command, "rm -rf %s", top);
	return system(command);
}

/* The errno of one attempt behind the fence; 0: it came through. 200: no fence. */
static int attempt(const struct fence *f, int (*try)(void))
{
	int status;
	pid_t child = fork();
	if (child == 0) {
		if (fence_put_up(f, files) < 0)
			_exit(200);
		_exit(try());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_not_equal(WEXITSTATUS(status), 200);
	return WEXITSTATUS(status);
}

static int open_as(const char *path, int flags)
{
	int fd = open(path, flags, 0600);
	return fd < 0 ? errno : 0;
}
static int write_store(void)
{
	return open_as(in("store/new"), O_RDWR | O_CREAT);
}
static int rename_in_store(void)
{
	return rename(in("store/db"), in("store/db2")) < 0 ? errno : 0;
}
static int read_ledger(void)
{
	return open_as(in("ledger/customers.csv"), O_RDONLY);
}
static int write_ledger(void)
{
	return open_as(in("ledger/customers.csv"), O_RDWR);
}
static int read_password(void)
{
	return open_as(in("password"), O_RDONLY);
}
static int read_zone(void)
{
	return open_as("/usr/share/zoneinfo/UTC", O_RDONLY);
}
static int start_program(void)
{
	char *argv[] = {(char *)"true", NULL};
	execv("/bin/true", argv);
	return errno;
}
static int enter_network(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
}
static int raw_network(void)
{
	return socket(AF_PACKET, SOCK_RAW, 0) < 0 ? errno : 0;
}
static int open_to_others(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	return listen(fd, 1) < 0 ? errno : 0;
}

static int listening[2];
static uint16_t ports[2];

static int connect_to(uint16_t port)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
	        .sin_port = htons(port),
	        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	return fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) < 0 ? errno : 0;
}
static int connect_first(void)
{
	return connect_to(ports[0]);
}
static int connect_second(void)
{
	return connect_to(ports[1]);
}

static void listen_on_two(void)
{
	for (int i = 0; i < 2; i++) {
		struct sockaddr_in a = {
		        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
		socklen_t n = sizeof a;
		listening[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_int_equal(bind(listening[i], (struct sockaddr *)&a, n), 0);
		assert_int_equal(listen(listening[i], 5), 0);
		getsockname(listening[i], (struct sockaddr *)&a, &n);
		ports[i] = ntohs(a.sin_port);
	}
}

/* What a kernel without Landlock can't keep is not asked of it. */
#define ASSERT_FENCED(e, expected)                                                                 \
	do {                                                                                       \
		int e_ = (e);                                                                      \
		if (*files)                                                                        \
			assert_int_equal(e_, expected);                                            \
	} while (0)

static void a_role_with_files_has_no_network(void **state)
{
	(void)state;
	const struct fence f = {.reads = {in("ledger")}, .writes = {in("store")}};
	assert_int_equal(attempt(&f, read_ledger), 0);
	assert_int_equal(attempt(&f, write_store), 0);
	assert_int_equal(attempt(&f, read_zone), 0);
	ASSERT_FENCED(attempt(&f, write_ledger), EACCES);
	ASSERT_FENCED(attempt(&f, read_password), EACCES);
	assert_int_equal(attempt(&f, enter_network), EAFNOSUPPORT);
}

static void a_role_with_network_has_no_ledger(void **state)
{
	(void)state;
	listen_on_two();
	const struct fence f = {
	        .reads = {in("password")}, .writes = {in("store")}, .ports = {ports[0]}};
	assert_int_equal(attempt(&f, read_password), 0);
	assert_int_equal(attempt(&f, rename_in_store), 0);
	ASSERT_FENCED(attempt(&f, read_ledger), EACCES);
	assert_int_equal(attempt(&f, connect_first), 0);
	assert_int_equal(attempt(&f, raw_network), EAFNOSUPPORT);
	int e = attempt(&f, connect_second);
	if (e != 0) /* Landlock knows ports since ABI 4 */
		assert_int_equal(e, EACCES);
	close(listening[0]);
	close(listening[1]);
}

static void nobody_starts_programs_or_listens(void **state)
{
	(void)state;
	const struct fence f = {.writes = {in("store")}, .ports = {25}};
	assert_int_equal(attempt(&f, start_program), EPERM);
	assert_int_equal(attempt(&f, open_to_others), EPERM);
}

/* ---- the three roles, each with the fence it really has ---- */

static int read_store(void)
{
	return open_as(in("store/db"), O_RDWR);
}
static int read_calendar(void)
{
	return open_as(in("calendars/feasts.ics"), O_RDONLY);
}
static int write_calendar(void)
{
	return open_as(in("calendars/feasts.ics"), O_RDWR);
}
static int read_letter(void)
{
	return open_as(in("templates/thanks.txt"), O_RDONLY);
}
static int write_answer(void)
{
	return open_as(in("templates/thanks.OK.txt"), O_RDWR | O_CREAT);
}
static int read_other_password(void)
{
	return open_as(in("password2"), O_RDONLY);
}
static int write_elsewhere(void)
{
	return open_as(in("x"), O_RDWR | O_CREAT);
}
static int trace_parent(void)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/mem", (int)getppid());
	return open_as(path, O_RDWR);
}

/* What each role may (0) and may not (the errno). Files are the kernel's Landlock, the rest
 * seccomp. */
static const struct deed {
	const char *what;
	int (*try)(void);
	bool by_landlock;
	int planner, sender, listener;
} deeds[] = {
        {"the store", read_store, true, 0, 0, 0},
        {"the ledger", read_ledger, true, 0, EACCES, EACCES},
        {"the ledger, writing", write_ledger, true, EACCES, EACCES, EACCES},
        {"the calendars", read_calendar, true, 0, EACCES, EACCES},
        {"the calendars, writing", write_calendar, true, EACCES, EACCES, EACCES},
        {"the letters", read_letter, true, 0, EACCES, EACCES},
        {"answers beside letters", write_answer, true, 0, EACCES, EACCES},
        {"the password of smtp", read_password, true, EACCES, 0, EACCES},
        {"the password of imap", read_other_password, true, EACCES, EACCES, 0},
        {"a file anywhere", write_elsewhere, true, EACCES, EACCES, EACCES},
        {"another process", trace_parent, true, EACCES, EACCES, EACCES},
        {"the network", enter_network, false, EAFNOSUPPORT, 0, 0},
        {"raw packets", raw_network, false, EAFNOSUPPORT, EAFNOSUPPORT, EAFNOSUPPORT},
        {"a program", start_program, false, EPERM, EPERM, EPERM},
        {"to listen", open_to_others, false, EPERM, EPERM, EPERM},
        {"the port of smtp", connect_first, true, EAFNOSUPPORT, 0, EACCES},
        {"the port of imap", connect_second, true, EAFNOSUPPORT, EACCES, 0},
};

static int attempt_as(const struct worker *w, const struct conf *conf, const struct deed *deed)
{
	int status;
	pid_t child = fork();
	if (child == 0)
		_exit(worker_fence(w, conf, files) < 0 ? 200 : deed->try());
	waitpid(child, &status, 0);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void check_role(
        const struct worker *w, const struct conf *conf, const struct deed *deed, int wanted)
{
	int e = attempt_as(w, conf, deed);
	if (e != wanted && (*files || !deed->by_landlock))
		fail_msg("%s, %s: %s instead of %s", w->role, deed->what, strerror(e),
		        strerror(wanted));
}

static void a_role_can_do_its_work_and_no_more(void **state)
{
	(void)state;
	listen_on_two();
	const char *const folders[] = {"calendars", "templates"};
	const char *const others[] = {"calendars/feasts.ics", "templates/thanks.txt", "password2"};
	for (size_t i = 0; i < COUNT(folders); i++)
		mkdir(in(folders[i]), 0700);
	for (size_t i = 0; i < COUNT(others); i++)
		put(in(others[i]));
	AUTO(xfree) char *store = xstrdup(in("store")), *calendars = xstrdup(in("calendars"));
	AUTO(xfree) char *templates = xstrdup(in("templates"));
	AUTO(xfree) char *customers = xstrdup(in("ledger/customers.csv"));
	AUTO(xfree) char *first = xstrdup(in("password")), *second = xstrdup(in("password2"));
	struct conf conf = {.state = store, .calendars = calendars, .templates = templates};
	conf.ledger.customers = customers;
	conf.smtp.server.password.file = first;
	conf.smtp.server.port = ports[0];
	conf.imap.server.password.file = second;
	conf.imap.server.port = ports[1];
	for (size_t i = 0; i < COUNT(deeds); i++) {
		check_role(&planner, &conf, &deeds[i], deeds[i].planner);
		check_role(&sender, &conf, &deeds[i], deeds[i].sender);
		check_role(&listener, &conf, &deeds[i], deeds[i].listener);
	}
	close(listening[0]);
	close(listening[1]);
}

static int replaced(void)
{
	if (fence_stale())
		return 1; /* nothing has happened yet */
	rename(in("ledger"), in("ledger.old"));
	return fence_stale() ? 2 : 0; /* gone is not made anew */
}

static void a_folder_made_anew_is_noticed(void **state)
{
	(void)state;
	const struct fence f = {.reads = {in("ledger"), in("not there yet")}, .writes = {top}};
	assert_int_equal(attempt(&f, replaced), 0);
	int status;
	pid_t child = fork();
	if (child == 0) {
		if (fence_put_up(&f, files) < 0)
			_exit(200);
		mkdir(in("ledger"), 0700);
		_exit(str_same(fence_stale(), in("ledger")) ? 0 : 1);
	}
	waitpid(child, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(
	                a_role_with_files_has_no_network, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(
	                a_role_with_network_has_no_ledger, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(
	                nobody_starts_programs_or_listens, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(
	                a_role_can_do_its_work_and_no_more, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_folder_made_anew_is_noticed, set_up, tear_down),
	};
	files = mmap(
	        NULL, sizeof *files, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
