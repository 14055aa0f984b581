#include "author.h"

#include "base.h"
#include "conf.h"

#include <pwd.h>
#include <sys/stat.h>

const struct conf_person *author_of(const struct conf *conf, const char *file)
{
	AUTO(xfree) char *path = xasprintf("%s/%s", conf->templates, file);
	const struct conf_person *p = NULL;
	struct stat st;
	char space[4096];
	struct passwd entry, *found = NULL;
	if (lstat(path, &st) == 0 &&
	        getpwuid_r(st.st_uid, &entry, space, sizeof space, &found) == 0 && found)
		p = conf_person(conf, found->pw_name);
	return p ? p : conf_default_person(conf);
}

const char *author_language(const struct conf *conf, const char *file)
{
	const struct conf_person *p = author_of(conf, file);
	return p && !str_empty(p->language) ? p->language : conf->business.language;
}
