#include "shelf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char DRAFTS[] = "drafts";
enum { FILES_MOST = 40000 }; /* letters and answers; past that a share is no folder of letters */

static void closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
#define AUTO_CLOSE __attribute__((cleanup(closep)))

void shelf_done(struct shelf *s)
{
	for (size_t i = 0; i < s->count; i++)
		xfree(s->at[i].path);
	xfree(s->at);
	*s = (struct shelf){0};
}

/* ---- names ---- */

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);
	return n > m && strcasecmp(s + n - m, end) == 0;
}

static bool ends_with_any(const char *s, const char *const *ends)
{
	while (*ends)
		if (ends_with(s, *ends++))
			return true;
	return false;
}

bool shelf_is_document(const char *path)
{
	static const char *const ends[] = {
	        ".docx", ".doc", ".odt", ".rtf", ".pages", ".html", ".htm", ".pdf", NULL};
	return ends_with_any(path, ends);
}

bool shelf_is_copy(const char *path)
{
	static const char *const marks[] = {" - copy", " (copy)", "conflicted copy",
	        "sync-conflict", "copy of ", "kopie von ", " - kopie", NULL};
	for (size_t i = 0; marks[i]; i++)
		if (strcasestr(path, marks[i]))
			return true;
	return false;
}

static bool is_answer(const char *name)
{
	return ends_with(name, ".OK.txt") || ends_with(name, ".PROBLEM.txt");
}

/* What is there for a person, or may be meant as a letter; the rest is somebody's machinery. */
static bool is_ours(const char *name)
{
	static const char *const letters[] = {".txt", ".md", NULL};
	if (strchr(".~#", name[0]) || ends_with(name, "~") || str_same_nocase(name, "README.txt") ||
	        str_same_nocase(name, "README.md"))
		return false;
	for (const char *c = name; *c; c++)
		if ((unsigned char)*c < 0x20)
			return false;
	return ends_with_any(name, letters) || shelf_is_document(name);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

char *shelf_stem(const char *path)
{
	static const char *const ends[] = {".txt", ".md"};
	char *stem = xstrdup(base_name(path));
	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; i < COUNT(ends); i++)
			if (ends_with(stem, ends[i])) {
				stem[strlen(stem) - strlen(ends[i])] = '\0';
				again = true;
			}
	}
	return stem;
}

/* Only one .txt is taken off: x.txt, x.md and x.txt.txt have answers of their own. */
char *shelf_answer_path(const char *path, bool bad)
{
	size_t n = strlen(path) - (ends_with(path, ".txt") ? 4 : 0);
	return xasprintf("%.*s.%s.txt", (int)n, path, bad ? "PROBLEM" : "OK");
}

/* ---- folders ---- */

/* The folder that holds `path`. The top may be reached over a link (an administrator said so);
 * drafts may not. A file descriptor, or -errno. */
static int open_place(const char *folder, const char *path)
{
	AUTO_CLOSE int top = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (top < 0)
		return -errno;
	if (!strchr(path, '/'))
		return fcntl(top, F_DUPFD_CLOEXEC, 0);
	if (strncmp(path, DRAFTS, strlen(DRAFTS)) != 0)
		return -ENOENT;
	int fd = openat(top, DRAFTS, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static void add(struct shelf *s, const char *place, const char *name, const struct stat *st)
{
	struct shelf_file f = {
	        .path = *place ? xasprintf("%s/%s", place, name) : xstrdup(name),
	        .size = st->st_size,
	        .mtime = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec,
	        .answer = is_answer(name),
	};
	s->at = xgrow(s->at, s->count, sizeof f);
	s->at[s->count++] = f;
}

static int list_place(const char *folder, const char *place, struct shelf *s)
{
	AUTO(xfree) char *inside = xasprintf("%s%s", place, *place ? "/" : "");
	int fd = open_place(folder, inside);
	if (fd < 0)
		return fd;
	DIR *dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return -ENOMEM;
	}
	struct dirent *entry;
	for (errno = 0; (entry = readdir(dir)) && s->count < FILES_MOST; errno = 0) {
		struct stat st;
		if (!is_ours(entry->d_name) ||
		        fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
		        S_ISDIR(st.st_mode))
			continue;
		add(s, place, entry->d_name, &st);
	}
	int r = entry ? -EMLINK : -errno;
	closedir(dir);
	return r;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct shelf_file *)a)->path, ((const struct shelf_file *)b)->path);
}

int shelf_list(const char *folder, struct shelf *ret)
{
	AUTO(shelf_done) struct shelf s = {0};
	int r = list_place(folder, "", &s);
	if (r < 0)
		return r;
	r = list_place(folder, DRAFTS, &s);
	if (r < 0 && r != -ENOENT && r != -ENOTDIR && r != -ELOOP)
		return r;
	if (s.count)
		qsort(s.at, s.count, sizeof *s.at, by_path);
	*ret = s;
	s = (struct shelf){0};
	return 0;
}

const struct shelf_file *shelf_find(const struct shelf *s, const char *path)
{
	struct shelf_file key = {.path = (char *)path};
	return s->count ? bsearch(&key, s->at, s->count, sizeof *s->at, by_path) : NULL;
}

/* ---- reading and writing ---- */

int shelf_read(const char *folder, const char *path, size_t most, struct text *ret)
{
	AUTO_CLOSE int place = open_place(folder, path);
	if (place < 0)
		return place;
	AUTO_CLOSE int fd = openat(
	        place, base_name(path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	AUTO(text_done) struct text t = TEXT_INIT;
	char chunk[8192];
	ssize_t n;
	while ((n = read(fd, chunk, sizeof chunk)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		text_put(&t, chunk, (size_t)n);
		if (t.len > most)
			return -EFBIG;
	}
	text_put(ret, text_str(&t), t.len);
	return 0;
}

static int write_all(int fd, const char *s)
{
	size_t left = strlen(s);
	while (left) {
		ssize_t n = write(fd, s, left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		s += n;
		left -= (size_t)n;
	}
	return 0;
}

static int create_new(int place, const char *name)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(place, name, flags, 0664);
	if (fd < 0 && errno == EEXIST && unlinkat(place, name, 0) == 0) /* left by a crash */
		fd = openat(place, name, flags, 0664);
	return fd < 0 ? -errno : fd;
}

int shelf_write(const char *folder, const char *path, const char *text)
{
	AUTO_CLOSE int place = open_place(folder, path);
	if (place < 0)
		return place;
	const char *name = base_name(path);
	AUTO(xfree) char *temporary = xasprintf(".%s.tmp", name);
	AUTO_CLOSE int fd = create_new(place, temporary);
	if (fd < 0)
		return fd;
	int r = write_all(fd, text);
	if (r == 0 && renameat(place, temporary, place, name) < 0)
		r = -errno;
	if (r < 0)
		unlinkat(place, temporary, 0);
	return r;
}

int shelf_remove(const char *folder, const char *path)
{
	AUTO_CLOSE int place = open_place(folder, path);
	if (place < 0)
		return place;
	return unlinkat(place, base_name(path), 0) < 0 ? -errno : 0;
}
