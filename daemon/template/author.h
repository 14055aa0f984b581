/*
 * author: who wrote a letter in the folder: the person of the configuration with the name of the
 * file's owner, else the first owner of the business.
 */
#ifndef AUTHOR_H
#define AUTHOR_H

struct conf;
struct conf_person;

/* `file` lies below the templates folder. NULL: the configuration names nobody. Borrowed. */
const struct conf_person *author_of(const struct conf *conf, const char *file);

/* What language to answer them in: theirs, else that of the business. Borrowed. */
const char *author_language(const struct conf *conf, const char *file);

#endif
