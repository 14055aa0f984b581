/*
 * shelf: the files of the account managers' folder: which of them are meant for us, reading them
 * without being led astray, putting an answer beside them. The folder may lie on a file
 * server; whatever other people put there, we open nothing but regular files in it.
 */
#ifndef SHELF_H
#define SHELF_H

#include "base.h"

struct shelf_file {
	char *path; /* below the folder: "new-year.txt", "drafts/new-year.txt" */
	int64_t size;
	int64_t mtime; /* nanoseconds */
	bool answer;   /* one of ours: NAME.OK.txt, NAME.PROBLEM.txt */
};
struct shelf {
	struct shelf_file *at; /* sorted by path */
	size_t count;
};
void shelf_done(struct shelf *s);
static inline void shelf_done_auto(struct shelf *s)
{
	shelf_done(s);
}

/* The folder and its drafts/: letters and our answers. What editors and systems leave there,
 * and README.txt, is passed over. 0; -EMLINK: more files than a folder of letters has, so we can't
 * tell which are gone; -errno. */
int shelf_list(const char *folder, struct shelf *ret);
/* The file of this path, or NULL. Borrowed. */
const struct shelf_file *shelf_find(const struct shelf *s, const char *path);

/* .docx and the like: people drop them here, nobody can send them. */
bool shelf_is_document(const char *path);
/* "x - Copy.txt", "x (conflicted copy …).txt": made by a system, not by a person. */
bool shelf_is_copy(const char *path);

/* The bytes of a regular file of at most `most` bytes. 0; -ELOOP a link, -EINVAL no regular file,
 * -EFBIG too long, -errno. */
int shelf_read(const char *folder, const char *path, size_t most, struct text *ret);

/* Put a file there in one act: a reader sees the old text or the new. 0, -errno. */
int shelf_write(const char *folder, const char *path, const char *text);
int shelf_remove(const char *folder, const char *path);

/* The file's name without folder and endings: "new-year". Owned. */
char *shelf_stem(const char *path);
/* Where the answer to a file lies: "drafts/new-year.OK.txt". Owned. */
char *shelf_answer_path(const char *path, bool bad);

#endif
