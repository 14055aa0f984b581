#include "marks.h"

#include "seal.h"

#include <string.h>

void marks_done(struct marks *m)
{
	xfree(m->at);
	*m = (struct marks){0};
}

static uint64_t hash(const char *word)
{
	return seal_quick(0, word, strlen(word)) | 1; /* never 0 */
}

/* The place of this hash, or the free one where it belongs. */
static uint64_t *place_of(const struct marks *m, uint64_t hash)
{
	size_t i = (size_t)(hash >> 1) & (m->room - 1);
	while (m->at[i] && m->at[i] != hash)
		i = (i + 1) & (m->room - 1);
	return &m->at[i];
}

static void make_room(struct marks *m)
{
	if (m->count * 2 < m->room)
		return;
	struct marks old = *m;
	m->room = old.room ? old.room * 2 : 64;
	m->at = xcalloc(m->room, sizeof *m->at);
	for (size_t i = 0; i < old.room; i++)
		if (old.at[i])
			*place_of(m, old.at[i]) = old.at[i];
	xfree(old.at);
}

bool marks_add(struct marks *m, const char *word)
{
	make_room(m);
	uint64_t *place = place_of(m, hash(word));
	bool is_new = *place == 0;
	m->count += is_new;
	*place = hash(word);
	return is_new;
}

bool marks_have(const struct marks *m, const char *word)
{
	return m->count && *place_of(m, hash(word));
}
