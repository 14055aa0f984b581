#include "form.h"

#include "db.h"
#include "patch.h"
#include "seal.h"

#include <endian.h>
#include <string.h>

struct form {
	int64_t id; /* a hash of its bytes: the same form is kept once */
	char *bytes;
	size_t n;
	struct patch_base *base; /* the same, made ready */
	unsigned holders;
};

struct form *form_new(uint64_t seed, const char *bytes, size_t n)
{
	struct form *f = xcalloc(1, sizeof *f);
	f->id = (int64_t)(seal_quick(seed, bytes, n) >> 1);
	f->bytes = xmalloc(n);
	f->n = n;
	f->holders = 1;
	memcpy(f->bytes, bytes, n);
	f->base = patch_base_new(f->bytes, n);
	return f;
}

enum { SUM = sizeof(uint32_t) };

/* As it lies in the store. The id says which bytes the form has. */
static uint32_t sum_of(int64_t id, const char *own, size_t n)
{
	return htole32((uint32_t)seal_quick((uint64_t)id, own, n));
}

struct form *form_hold(struct form *f)
{
	if (f)
		f->holders++;
	return f;
}

void form_free(struct form *f)
{
	if (!f || --f->holders)
		return;
	patch_base_free(f->base);
	xfree(f->bytes);
	xfree(f);
}

int64_t form_id(const struct form *f)
{
	return f->id;
}

void form_put_own(const struct form *f, const char *bytes, size_t n, struct text *out)
{
	size_t start = out->len;
	text_put(out, "\0\0\0\0", SUM);
	patch_put(f->base, bytes, n, out);
	uint32_t sum = sum_of(f->id, out->s + start + SUM, out->len - start - SUM);
	memcpy(out->s + start, &sum, SUM);
}

int form_get_letter(int64_t id, const char *form, size_t form_n, const char *own, size_t own_n,
        char *ret, size_t n)
{
	uint32_t sum;
	if (own_n < SUM)
		return FORM_BAD;
	memcpy(&sum, own, SUM);
	own += SUM;
	own_n -= SUM;
	bool whole =
	        sum == sum_of(id, own, own_n) && patch_get(form, form_n, own, own_n, ret, n) == 0;
	return whole ? 0 : FORM_BAD;
}

int form_keep(struct db *db, const struct form *f)
{
	if (db_int(db, 0, "SELECT 1 FROM form WHERE id=:id", DB_INT(":id", f->id)))
		return 0;
	int r = db_run(db, "INSERT INTO form (id, bytes) VALUES (:id, :bytes)",
	        DB_INT(":id", f->id), DB_BLOB(":bytes", f->bytes, f->n));
	return r < 0 ? r : 0;
}

int form_sweep(struct db *db, const char *ids)
{
	if (!ids || str_same(ids, "[]"))
		return 0;
	int r = db_run(db,
	        "DELETE FROM form WHERE id IN (SELECT value FROM json_each(:ids))"
	        " AND NOT EXISTS (SELECT 1 FROM outbox_message m WHERE m.form=form.id)",
	        DB_TEXT(":ids", ids));
	return r < 0 ? r : 0;
}

/* ---- the last few ---- */

struct form *forms_find(const struct forms *s, const void *of)
{
	for (size_t i = 0; i < FORMS; i++)
		if (s->at[i] && s->of[i] == of)
			return s->at[i];
	return NULL;
}

struct form *forms_add(struct forms *s, const void *of, const char *bytes, size_t n)
{
	size_t i = s->next++ % FORMS;
	form_free(s->at[i]);
	s->of[i] = of;
	return s->at[i] = form_new(s->seed, bytes, n);
}

void forms_done(struct forms *s)
{
	for (size_t i = 0; i < FORMS; i++)
		form_free(s->at[i]);
	*s = (struct forms){0};
}
