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
	if (r == 0)
		r = brake_plan_anew(m->h);
	SAY(m, "Letter \"%s\" goes out as you saw it, when its day comes.", name);
	return r;
}

int verb_rest(struct making *m)
{
	const char *name = m->call.touchpoint;
	if (!m->words)
		m->words = xstrdup(name);
	int r = folder_rest(m->h->db, name);
	if (r == FOLDER_NOT_WAITING)
		return IDLE(m, "Letter \"%s\" does not go out anyway.", name);
	SAY(m, "Nothing more of letter \"%s\" goes out until somebody says go.", name);
	return r;
}
