/*
 * The bytes of a mail in the outbox: what is its own, in its row, and the form it is written on.
 */
#include "outbox.h"

#include "db.h"
#include "form.h"
#include "log.h"
#include "outbox_inside.h"

#include <errno.h>
#include <string.h>

enum { SIZE_MOST = 16 << 20 }; /* no mail is as large: compose() makes none of a third of it */

static int put_whole(struct db *db, int64_t id, const struct outbox_item *item)
{
	return db_run(db, "INSERT INTO outbox_message (id, message) VALUES (:id, :message)",
	        DB_INT(":id", id), DB_BLOB(":message", item->message, item->message_n));
}

static int put_own(struct db *db, int64_t id, const struct outbox_item *item)
{
	AUTO(text_done) struct text own = TEXT_INIT;
	form_put_own(item->form, item->message, item->message_n, &own);
	int r = form_keep(db, item->form);
	return r < 0 ? r
	             : db_run(db,
	                       "INSERT INTO outbox_message (id, form, size, message)"
	                       " VALUES (:id, :form, :size, :message)",
	                       DB_INT(":id", id), DB_INT(":form", form_id(item->form)),
	                       DB_INT(":size", (int64_t)item->message_n),
	                       DB_BLOB(":message", own.s, own.len));
}

int outbox_message_put(struct db *db, int64_t id, const struct outbox_item *item)
{
	int r = item->form ? put_own(db, id, item) : put_whole(db, id, item);
	return r < 0 ? r : 0;
}

static int damaged(int64_t id)
{
	log_error("The words of letter %lld can't be read from the store: what is kept of them "
	          "does not belong to the form it was written on. The store is damaged; restore it "
	          "from a backup. The letter is not sent.",
	        (long long)id);
	return -EUCLEAN;
}

/* A row of message, size, and the form's. */
static int unpack(struct db_rows *row, char **ret, size_t *ret_n)
{
	size_t n, form_n;
	const char *bytes = db_col_blob(row, 0, &n);
	const char *form = db_col_blob(row, 3, &form_n);
	int64_t size = db_col_int(row, 1);
	if (size < 0 || size > SIZE_MOST)
		return FORM_BAD;
	size_t all = size ? (size_t)size : n;
	AUTO(xfree) char *message = xmalloc(all + 1);
	int r = size ? form_get_letter(db_col_int(row, 2), form, form_n, bytes, n, message, all)
	             : 0;
	if (r != 0)
		return r;
	if (!size && n)
		memcpy(message, bytes, n);
	message[all] = '\0';
	*ret = message;
	*ret_n = all;
	message = NULL;
	return 0;
}

int outbox_message(struct db *db, int64_t id, char **ret, size_t *ret_n)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT m.message, m.size, f.id, f.bytes FROM outbox_message m"
	        " LEFT JOIN form f ON f.id=m.form WHERE m.id=:id",
	        DB_INT(":id", id));
	int r = db_step(rows);
	if (r <= 0)
		return r < 0 ? r : -EUCLEAN;
	r = unpack(rows, ret, ret_n);
	return r == FORM_BAD ? damaged(id) : r;
}
