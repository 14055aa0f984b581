#include "spool.h"

#include <string.h>

struct fixed { /* what of a row has always the same size */
	uint32_t who, anchors_count;
	struct date consent_day, pause_until;
	bool known, same, birthday_ok;
};

static void put_text(struct spool *s, const char *text)
{
	text_put(&s->bytes, text, strlen(text) + 1);
}

void spool_put(struct spool *s, const struct spool_row *row)
{
	const struct entry *e = &row->entry;
	struct fixed f = {.who = row->who,
	        .anchors_count = row->anchors_count,
	        .consent_day = e->consent_day,
	        .pause_until = e->pause_until,
	        .known = row->known,
	        .same = row->same,
	        .birthday_ok = e->birthday_ok};
	text_put(&s->bytes, (const char *)&f, sizeof f);
	text_put(&s->bytes, (const char *)row->anchors, row->anchors_count * sizeof *row->anchors);
	put_text(s, row->dates);
	put_text(s, e->key);
	put_text(s, e->extra);
	for (size_t i = 0; i < ENTRY_FIELDS; i++)
		put_text(s, e->text[i]);
}

static const char *next_text(struct spool *s)
{
	const char *text = s->bytes.s + s->at;
	s->at += strlen(text) + 1;
	return text;
}

bool spool_next(struct spool *s, struct spool_row *ret)
{
	struct fixed f;
	if (s->at == s->bytes.len)
		return false;
	memcpy(&f, s->bytes.s + s->at, sizeof f);
	s->at += sizeof f;
	memcpy(s->anchors, s->bytes.s + s->at, f.anchors_count * sizeof *s->anchors);
	s->at += f.anchors_count * sizeof *s->anchors;
	*ret = (struct spool_row){.anchors = s->anchors,
	        .anchors_count = f.anchors_count,
	        .who = f.who,
	        .known = f.known,
	        .same = f.same,
	        .entry = {.consent_day = f.consent_day,
	                .pause_until = f.pause_until,
	                .birthday_ok = f.birthday_ok}};
	ret->dates = next_text(s);
	ret->entry.key = next_text(s);
	ret->entry.extra = next_text(s);
	for (size_t i = 0; i < ENTRY_FIELDS; i++)
		ret->entry.text[i] = next_text(s);
	return true;
}

void spool_done(struct spool *s)
{
	text_done(&s->bytes);
}
