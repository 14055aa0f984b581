/*
 * The verbs about the words of a letter: may they go out.
 */
#include "making.h"

#include "brake.h"
#include "folder.h"

#include <stdlib.h>

int verb_go(struct making *m)
{
	const char *name = m->call.touchpoint, *shown = m->call.occurrence;
	int64_t version = str_empty(shown) ? 0 : (int64_t)strtoull(shown, NULL, 16);
	if (!m->words)
		m->words = xstrdup(name);
	int r = folder_go(m->h->db, name, version, &version);
	if (r == FOLDER_CHANGED)
		return IDLE(m,
		        "Letter \"%s\" was changed since that preview. Please say go to the newer "
		        "one.",
		        name);
	if (r == FOLDER_NOT_WAITING)
		return IDLE(m,
		        "Letter \"%s\" waits for no go: it goes out already, or it is a draft, or "
		        "its file has a problem.",
		        name);
	m->before = xasprintf("%lld", (long long)version);
	if (r == 0)
		r = brake_plan_anew(m->h);
	SAY(m, "Letter \"%s\" goes out as you saw it, when its day comes.", name);
	return r;
}

int verb_rest(struct making *m)
{
	const char *name = m->call.touchpoint;
	int64_t version = 0;
	if (!m->words)
		m->words = xstrdup(name);
	int r = folder_rest(m->h->db, name, &version);
	if (r == FOLDER_NOT_WAITING)
		return IDLE(m, "Letter \"%s\" does not go out anyway.", name);
	m->before = xasprintf("%lld", (long long)version);
	SAY(m, "Nothing more of letter \"%s\" goes out until somebody says go.", name);
	return r;
}

/* 0, what ran before this version runs again; FOLDER_NOT_WAITING; -errno. */
static int former_words(struct making *m, int64_t *ret_version)
{
	const char *name = m->call.touchpoint;
	*ret_version = m->before ? strtoll(m->before, NULL, 10) : 0;
	SAY(m, "Letter \"%s\" goes out in its former words again; the new ones wait for a go.",
	        name);
	return folder_former(m->h->db, name, *ret_version);
}

int verb_go_undo(struct making *m)
{
	int64_t version;
	int r = former_words(m, &version);
	if (r != FOLDER_NOT_WAITING)
		return r;
	r = folder_rest(m->h->db, m->call.touchpoint, &version);
	xfree(m->sentence);
	if (r == FOLDER_NOT_WAITING)
		return IDLE(m, "Letter \"%s\" does not go out anyway.", m->call.touchpoint);
	SAY(m, "Nothing more of letter \"%s\" goes out until somebody says go.",
	        m->call.touchpoint);
	return r;
}

int verb_rest_undo(struct making *m)
{
	int64_t version;
	int r = former_words(m, &version);
	if (r != FOLDER_NOT_WAITING)
		return r;
	r = folder_go(m->h->db, m->call.touchpoint, version, &version);
	xfree(m->sentence);
	if (r > 0)
		return IDLE(m, "Letter \"%s\" was changed since. Please say go to the newer one.",
		        m->call.touchpoint);
	SAY(m, "Letter \"%s\" goes out as it did before.", m->call.touchpoint);
	return r;
}

int verb_show(struct making *m)
{
	const char *name = m->call.touchpoint;
	if (!m->words)
		m->words = xstrdup(name);
	int r = folder_show_again(m->h->db, name, true);
	if (r == FOLDER_NOT_WAITING)
		return IDLE(m, "Letter \"%s\" can't be shown: its file is gone or has a problem.",
		        name);
	SAY(m, "The preview of letter \"%s\" comes again.", name);
	return r;
}

int verb_show_undo(struct making *m)
{
	const char *name = m->call.touchpoint;
	int r = folder_show_again(m->h->db, name, false);
	if (r == FOLDER_NOT_WAITING)
		return IDLE(m, "The preview of letter \"%s\" is on its way already.", name);
	SAY(m, "The preview of letter \"%s\" does not come again.", name);
	return r;
}
