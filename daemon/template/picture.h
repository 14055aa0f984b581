/*
 * picture: table `picture`: the pictures that letters show (Picture:), their last good versions.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include "base.h"

struct db;
struct template;
struct template_problems;

/* Has a picture that some letter names changed, come or gone since picture_look()? */
bool picture_stirred(struct db *db, const char *folder);
/* Note how they lie there now; inside the caller's transaction. 0, -errno. */
int picture_look(struct db *db, const char *folder);

/*
 * Read the picture that the letter in `file` (below the folder) names. A good one is put into
 * the store (`db` NULL: only judged), inside the caller's transaction, and its seal behind the
 * letter's bytes: a letter with another picture is another version. What is wrong is added to
 * `problems`. No Picture: line, nothing to do. 0, -errno.
 */
int picture_take(struct db *db, const char *folder, const char *file, const struct template *t,
        struct template_problems *problems, struct text *version);
/* Let those go that no version of a letter shows any more. 0, -errno. */
int picture_sweep(struct db *db);

/* Put the picture of this version into a letter that names one; without it the letter is held. */
void picture_attach(struct db *db, const char *version, size_t n, struct template *t);

#endif
