#include "section.h"

#include "conf.h"
#include "notice.h"
#include "page.h"
#include "phrase.h"

int section_list(struct section *s, const char *kind, const char *customer, const char *touchpoint,
        const char *occurrence, int64_t subject)
{
	int n = page_numbers(s->page);
	notice_list_add(s->list, n, kind, customer, touchpoint, occurrence, subject);
	return n;
}

void section_group(struct section *s, const char *manager)
{
	if (!s->scope.all || s->h->conf->people_count < 2 || str_same(s->group, manager))
		return;
	const struct conf_person *p = conf_person(s->h->conf, manager);
	page_group(s->page, "%s", p ? p->name : SAID(s, "Nobody is named"));
	xfree(s->group);
	s->group = xstrdup(manager);
}

void section_group_end(struct section *s)
{
	xfree(s->group);
	s->group = NULL;
}
