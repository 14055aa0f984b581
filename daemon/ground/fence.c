#include "fence.h"

#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FENCE_TRACEABLE 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(SANITIZERS)
#define FENCE_TRACEABLE 1 /* the sanitizer looks for leaks by tracing its own process */
#endif

/* Landlock grew after the headers of Debian 12 (ABI 2): rights 13 to 15, ports, scopes. */
enum { FS_REFER = 13, FS_TRUNCATE = 14, FS_IOCTL = 15 };
enum { NET_BIND = 1, NET_CONNECT = 2, RULE_NET_PORT = 2, SCOPES = 3, DNS_PORT = 53 };

struct ruleset {
	uint64_t fs, net, scoped;
};
struct port_rule {
	uint64_t access, port;
};

/* What the paths of a fence were when it was put up. */
struct identity {
	char *path;
	dev_t device;
	ino_t inode; /* 0: there was nothing */
};

static struct {
	struct identity *at;
	size_t count;
} the_paths;

static const char *const everyones[] = {"/usr", "/lib", "/lib64", "/etc", "/proc", "/dev/urandom",
        "/var/lib/ca-certificates", "/run/systemd/resolve", "/run/resolvconf",
        "/run/NetworkManager", NULL};

/* ---- files and ports ---- */

static uint64_t bit(int n)
{
	return UINT64_C(1) << n;
}

static struct ruleset handled(int abi)
{
	/* the rights of ABI 1 are the first thirteen */
	struct ruleset r = {.fs = ((uint64_t)LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
	if (abi >= 2)
		r.fs |= bit(FS_REFER);
	if (abi >= 3)
		r.fs |= bit(FS_TRUNCATE);
	if (abi >= 5)
		r.fs |= bit(FS_IOCTL);
	if (abi >= 4)
		r.net = NET_BIND | NET_CONNECT;
	if (abi >= 6)
		r.scoped = SCOPES;
	return r;
}

static size_t size_for(int abi)
{
	return abi >= 6   ? sizeof(struct ruleset)
	       : abi >= 4 ? 2 * sizeof(uint64_t)
	                  : sizeof(uint64_t);
}

static int allow_path(int set, const char *path, uint64_t rights)
{
	const uint64_t of_files =
	        LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | bit(FS_TRUNCATE);
	struct stat st;
	int fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT || errno == EACCES || errno == ENOTDIR ? 0 : -errno;
	if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode))
		rights &= of_files; /* a folder's rights on a file are refused as a whole */
	struct landlock_path_beneath_attr rule = {.parent_fd = fd, .allowed_access = rights};
	long r = syscall(SYS_landlock_add_rule, set, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	int e = r < 0 ? -errno : 0;
	close(fd);
	return e;
}

static int allow_paths(int set, const char *const *paths, size_t most, uint64_t rights)
{
	int r = 0;
	for (size_t i = 0; i < most && r == 0; i++)
		if (paths[i])
			r = allow_path(set, paths[i], rights);
	return r;
}

static int allow_files(int set, const struct fence *f, uint64_t fs)
{
	const uint64_t read = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
	const uint64_t write =
	        fs & ~(uint64_t)(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
	                         LANDLOCK_ACCESS_FS_MAKE_BLOCK);
	int r = allow_paths(set, everyones, COUNT(everyones), read);
	if (r == 0)
		r = allow_path(set, "/dev/null", write);
	if (r == 0)
		r = allow_paths(set, f->reads, COUNT(f->reads), read);
	if (r == 0)
		r = allow_paths(set, f->more, f->more_n, read);
	return r ? r : allow_paths(set, f->writes, COUNT(f->writes), write);
}

static int allow_port(int set, uint16_t port)
{
	struct port_rule rule = {.access = NET_CONNECT, .port = port};
	return syscall(SYS_landlock_add_rule, set, RULE_NET_PORT, &rule, 0) < 0 ? -errno : 0;
}

static int allow_ports(int set, const struct fence *f)
{
	int r = f->ports[0] ? allow_port(set, DNS_PORT) : 0;
	for (size_t i = 0; i < COUNT(f->ports) && r == 0; i++)
		if (f->ports[i])
			r = allow_port(set, f->ports[i]);
	return r;
}

static int fence_files(const struct fence *f, bool *ret_files)
{
	int abi =
	        (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1)
		return 0;
	struct ruleset attr = handled(abi);
	int set = (int)syscall(SYS_landlock_create_ruleset, &attr, size_for(abi), 0);
	if (set < 0)
		return -errno;
	int r = allow_files(set, f, attr.fs);
	if (r == 0 && attr.net)
		r = allow_ports(set, f);
	if (r == 0 && syscall(SYS_landlock_restrict_self, set, 0) < 0)
		r = -errno;
	close(set);
	*ret_files = r == 0;
	return r;
}

/* ---- calls ---- */

static const int never[] = {
        SCMP_SYS(execve),
        SCMP_SYS(execveat),
#ifndef FENCE_TRACEABLE
        SCMP_SYS(ptrace),
#endif
        SCMP_SYS(process_vm_readv),
        SCMP_SYS(process_vm_writev),
        SCMP_SYS(bpf),
        SCMP_SYS(keyctl),
        SCMP_SYS(add_key),
        SCMP_SYS(request_key),
        SCMP_SYS(mount),
        SCMP_SYS(umount2),
        SCMP_SYS(pivot_root),
        SCMP_SYS(chroot),
        SCMP_SYS(setns),
        SCMP_SYS(unshare),
        SCMP_SYS(perf_event_open),
        SCMP_SYS(userfaultfd),
        SCMP_SYS(io_uring_setup),
        SCMP_SYS(listen),
        SCMP_SYS(kexec_load),
        SCMP_SYS(init_module),
        SCMP_SYS(finit_module),
};

/* Names are asked of local services too (AF_UNIX), and of the kernel (AF_NETLINK). */
static int forbid_families(scmp_filter_ctx filter, bool network)
{
	static const int with[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};
	int r = 0;
	for (int family = 0; family < AF_MAX && r == 0; family++) {
		bool may = family == AF_UNIX;
		for (size_t i = 0; network && i < COUNT(with); i++)
			may = may || family == with[i];
		if (!may)
			r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket),
			        1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)family, 0));
	}
	return r;
}

static int fence_calls(const struct fence *f)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter)
		return -ENOMEM;
	int r = forbid_families(filter, f->ports[0]);
	for (size_t i = 0; i < COUNT(never) && r == 0; i++)
		r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), never[i], 0);
	if (r == 0)
		r = seccomp_load(filter);
	seccomp_release(filter);
	return r;
}

/* ---- what lay there ---- */

static struct identity identity_of(const char *path)
{
	struct stat st;
	struct identity id = {0};
	if (stat(path, &st) == 0)
		id = (struct identity){.device = st.st_dev, .inode = st.st_ino};
	return id;
}

static void remember(const char *const *paths, size_t most)
{
	for (size_t i = 0; i < most; i++) {
		if (!paths[i])
			continue;
		the_paths.at = xrealloc(the_paths.at, (the_paths.count + 1) * sizeof *the_paths.at);
		struct identity *id = &the_paths.at[the_paths.count++];
		*id = identity_of(paths[i]);
		id->path = xstrdup(paths[i]);
	}
}

const char *fence_stale(void)
{
	for (size_t i = 0; i < the_paths.count; i++) {
		const struct identity *was = &the_paths.at[i];
		struct identity is = identity_of(was->path);
		/* gone is no reason to start again: that shows where it is read */
		if (is.inode && (is.inode != was->inode || is.device != was->device))
			return was->path;
	}
	return NULL;
}

int fence_put_up(const struct fence *f, bool *ret_files)
{
	bool files = false;
	remember(f->reads, COUNT(f->reads));
	remember(f->writes, COUNT(f->writes));
	remember(f->more, f->more_n);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	int r = fence_files(f, &files);
	if (r == 0)
		r = fence_calls(f);
	if (r < 0)
		return r;
	*ret_files = files;
	return 0;
}
