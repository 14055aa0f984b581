/*
 * section: what every section of the digest is given, and how they all say it.
 */
#ifndef SECTION_H
#define SECTION_H

#include "figures.h"

struct conf_person;
struct notice_list;
struct page;

struct section {
	const struct house *h;
	const struct conf_person *reader;
	struct figures_scope scope;
	struct date monday; /* of the week it is about */
	struct page *page;
	struct notice_list *list; /* what stands under the numbers, for who replies */
	char *group;              /* whose customers are told just now; section_group() */
};

/* A sentence in the reader's language. */
#define SAID(s, english) phrase((s)->reader->language, english)

/* Note what stands under the number given last; that number. */
int section_list(struct section *s, const char *kind, const char *customer, const char *touchpoint,
        const char *occurrence, int64_t subject);

/* Who reads everybody's customers reads them person by person: when `manager` is another than
 * before, their name goes above. Rows come ordered by SECTION_ORDER, with the manager as `keeper`.
 */
void section_group(struct section *s, const char *manager);
#define SECTION_ORDER "keeper='', keeper"
/* Begin anew, under the next heading. */
void section_group_end(struct section *s);

#endif
