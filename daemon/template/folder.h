/*
 * folder: table `template`: the account managers' folder, its last good versions, and the
 * sidecar answers (NAME.OK.txt / NAME.PROBLEM.txt) beside the files.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include "base.h"

struct db;
struct house;
struct template;

/*
 * Look at the folder once. A file is taken when it is older than `quiet_s` seconds, or when its
 * size and mtime are what they were at a look that long ago (0 takes everything at once, for
 * --once). A clean file becomes the version in use; a broken one leaves the last good one in use
 * and a PROBLEM sidecar; a deleted one stops. A live version that is new or changed waits for a
 * person's go (folder_go()). A renamed file with the same bytes keeps its identity. Own
 * transaction. Number of files whose answer changed, or -errno.
 */
int folder_scan(const struct house *h, int quiet_s);

/*
 * Write the sidecars that are due: for each template whose answer is newer than its sidecar,
 * `describe` adds what only the plan knows (whom it reaches, when) to a clean answer.
 * Can't write to the folder: the preview mail says it. 0, -errno.
 */
typedef void folder_describe(
        const struct house *h, const struct template *t, const char *language, struct text *out);
int folder_answer(const struct house *h, folder_describe *describe);

/* Templates in use (last good version): iterate over names, load one. */
char **folder_names(struct db *db); /* NULL-terminated, sorted, owned */
void folder_names_free(char **names);
static inline void folder_names_free_auto(char ***names)
{
	folder_names_free(*names);
}
int folder_load(struct db *db, const char *name, struct template **ret); /* 0, -ENOENT */
/* Its newest clean version, whether it may go out yet or not. */
int folder_newest(struct db *db, const char *name, struct template **ret);
/*
 * NAME.de beside a letter NAME is no letter of its own but NAME for those who speak German: its
 * words, and all else from NAME. The names above leave it out. The variant of `t` for a
 * customer of this language ("de-AT" takes "de"): 0 and *ret; -ENOENT: none that may be used.
 */
int folder_variant(
        struct db *db, const struct template *t, const char *language, struct template **ret);

/*
 * Letters in use, loaded once for as long as somebody works with many of them: a pass of the plan,
 * a lease, a look at the days ahead. What changes in the folder meanwhile is not seen.
 */
struct folder_stock {
	struct folder_stocked *at;
	size_t count;
	uint64_t print; /* of the folder, when it was refreshed last */
};
void folder_stock_done(struct folder_stock *s);
static inline void folder_stock_done_auto(struct folder_stock *s)
{
	folder_stock_done(s);
}
/* For who keeps it longer: what changed in the folder since is seen from now on. */
void folder_stock_refresh(struct folder_stock *s, struct db *db);
/* As folder_load() and folder_variant(); NULL: there is none. Borrowed. */
const struct template *folder_stock_get(struct folder_stock *s, struct db *db, const char *name);
const struct template *folder_stock_variant(
        struct folder_stock *s, struct db *db, const struct template *t, const char *language);

/*
 * The next file behind `after` whose version its author must see and did not yet: 1 and *ret
 * (done with folder_fresh_done()), 0 none, -errno. Clean ones; what lay there when the folder was
 * looked at for the first time counts as shown. And broken ones, where no answer can be put beside
 * the file.
 */
struct folder_fresh {
	char *file, *name; /* name NULL: never was clean */
	char *problems;    /* of a broken one; NULL: it is clean */
	int64_t fingerprint;
	bool unanswered; /* no answer could be put beside the file */
	bool again;      /* it was shown before */
};
void folder_fresh_done(struct folder_fresh *f);
static inline void folder_fresh_done_auto(struct folder_fresh *f)
{
	folder_fresh_done(f);
}
int folder_fresh_next(struct db *db, const char *after, struct folder_fresh *ret);
/* Its author wants to see it once more, with the people as they are now, or (`again` false) no
 * longer does; inside the caller's transaction. 0; FOLDER_NOT_WAITING: its file is gone, or no
 * good, or it was shown by now; -errno. */
int folder_show_again(struct db *db, const char *name, bool again);
/* It is shown now; inside the caller's transaction. 0, -errno. */
int folder_shown(struct db *db, const struct folder_fresh *f);

/*
 * A person says go to the version of this letter that waits for it (`version`: its fingerprint;
 * 0: whichever waits), inside the caller's transaction; from then on it goes out. 0 and its
 * fingerprint; FOLDER_NOT_WAITING: none does; FOLDER_CHANGED: another one does; -errno.
 * folder_rest() takes the go back: nothing more goes out until the next one. 0; FOLDER_NOT_WAITING:
 * nothing went out anyway; -errno. folder_former() takes either back, as long as this very version
 * is the newest: what ran before it runs again, and it waits. 0; FOLDER_NOT_WAITING: nothing ran
 * before it; -errno.
 */
enum { FOLDER_NOT_WAITING = 1, FOLDER_CHANGED };
int folder_go(struct db *db, const char *name, int64_t version, int64_t *ret_version);
int folder_rest(struct db *db, const char *name, int64_t *ret_version);
int folder_former(struct db *db, const char *name, int64_t version);

/*
 * One file's problems as text for a terminal, "file:line: error: …", and how many errors; judged as
 * folder_scan() does it, which must have looked at the folder before. For `check`. *ret_name
 * (owned): the letter of the folder that it is, NULL when it lies elsewhere or is no good.
 */
int folder_check_file(const struct house *h, const char *path, struct text *out, int *ret_errors,
        char **ret_name);

#endif
