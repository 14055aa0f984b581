/*
 * erase: what the law asks: a customer's data handed out (export), and erased (forget).
 */
#include "command.h"

#include "conf.h"
#include "conversation.h"
#include "db.h"
#include "form.h"
#include "worker.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static int failed(int r)
{
	fprintf(stderr, "followup: the store could not be read or written: %s\n", strerror(-r));
	return EX_IOERR;
}

/*
 * Each table that knows customers, and which of its rows are theirs. :key is the customer's key,
 * :email the address. A test holds this list against the schema.
 */
static const struct place {
	const char *table, *where;
} places[] = {
        {"anchor_day",
                "(field, day, customer) IN (SELECT f.number, j.value, c.id FROM customer c"
                " CROSS JOIN json_each(c.dates) j CROSS JOIN anchor_field f ON f.name=j.key"
                " WHERE c.key=:key) OR (field=(SELECT number FROM anchor_field WHERE"
                " name='first_purchase') AND (day, customer) IN (SELECT first_day, customer"
                " FROM purchase_total WHERE customer=(SELECT id FROM customer WHERE key=:key)))"
                " OR (field=(SELECT number FROM anchor_field WHERE name='last_purchase')"
                " AND (day, customer) IN (SELECT last_day, customer"
                " FROM purchase_total WHERE customer=(SELECT id FROM customer WHERE key=:key)))"},
        {"muster", "page=(SELECT (id-1)/1024 FROM customer WHERE key=:key)"}, /* hashes */
        {"muster_row", "page=(SELECT (id-1)/1024 FROM customer WHERE key=:key)"},
        {"letterbox", "customer=(SELECT id FROM customer WHERE key=:key)"},
        {"purchase_total", "customer=(SELECT id FROM customer WHERE key=:key)"},
        {"amendment", "customer=:key"},
        {"approval", "customer=:key"},
        {"decision", "customer=:key"},
        {"pause", "customer=:key"},
        {"feed", "customer=:key"},
        {"contact", "customer=:key"},
        {"listed", "customer=:key"},
        {"act", "customer=:key"},
        {"conversation",
                "customer=:key OR opened_by IN (SELECT id FROM inbox WHERE customer=:key)"},
        {"suggestion", "customer=:key OR inbox IN (SELECT id FROM inbox WHERE :email<>''"
                       " AND from_address=:email COLLATE NOCASE)"},
        {"failure", "outbox IN (SELECT id FROM outbox WHERE kind='letter' AND (customer=:key OR"
                    " (:email<>'' AND recipient=:email)))"},
        {"inbox", "customer=:key OR (:email<>'' AND from_address=:email COLLATE NOCASE)"},
        {"outbox", "kind='letter' AND (customer=:key OR (:email<>'' AND recipient=:email))"},
        {"suppression", "customer=:key OR (:email<>'' AND address=:email COLLATE NOCASE)"},
        {"customer", "key=:key"},
};

#define WHO(key, email) DB_TEXT(":key", key), DB_TEXT(":email", email)

/* Only the names a statement has may be bound. */
static const struct db_bind *who(
        struct db_bind *binds, const char *sql, const char *key, const char *email)
{
	size_t n = 0;
	if (strstr(sql, ":key"))
		binds[n++] = DB_TEXT(":key", key);
	if (strstr(sql, ":email"))
		binds[n++] = DB_TEXT(":email", email);
	binds[n] = DB_END;
	return binds;
}

/* ---- export ---- */

/* Every column, by the schema's own list, so that a new one can't be left out. */
static char *rows_as_json(
        struct command_context *ctx, const struct place *p, const char *key, const char *email)
{
	AUTO(text_done) struct text sql = TEXT_INIT;
	AUTO(db_rows_free)
	struct db_rows *columns = db_query(
	        ctx->db, "SELECT name FROM pragma_table_info(:table)", DB_TEXT(":table", p->table));
	text_puts(&sql, "SELECT json_group_array(json_object(");
	for (int n = 0; db_step(columns) > 0; n++)
		text_printf(&sql, "%s'%s', \"%s\"", n ? ", " : "", db_col_text(columns, 0),
		        db_col_text(columns, 0));
	text_printf(&sql, ")) FROM \"%s\" WHERE %s", p->table, p->where);
	struct db_bind binds[3];
	return db_text_(ctx->db, text_str(&sql), who(binds, p->where, key, email));
}

static char *email_of(struct command_context *ctx, const char *key)
{
	char *email =
	        db_text(ctx->db, "SELECT email FROM customer WHERE key=:key", DB_TEXT(":key", key));
	return email ? email : xstrdup("");
}

int command_export(struct command_context *ctx)
{
	AUTO(xfree) char *key = command_customer(ctx, ctx->argv[0]);
	if (!key)
		return EX_NOINPUT;
	AUTO(xfree) char *email = email_of(ctx, key);
	AUTO(text_done) struct text out = TEXT_INIT;
	for (size_t i = 0; i < COUNT(places); i++) {
		AUTO(xfree) char *rows = rows_as_json(ctx, &places[i], key, email);
		text_printf(
		        &out, "%s\"%s\": %s", i ? ",\n" : "{", places[i].table, rows ? rows : "[]");
	}
	text_puts(&out, "}\n");
	fputs(text_str(&out), stdout);
	return 0;
}

/* ---- forget ---- */

/*
 * Mail to staff tells of customers. Of what has been sent, the words that name this one go; the
 * row stays, because it is what keeps a digest from being sent twice.
 */
static int blank_staff_mail(struct command_context *ctx, const char *key, const char *email)
{
	AUTO(xfree)
	char *name =
	        db_text(ctx->db, "SELECT name FROM customer WHERE key=:key", DB_TEXT(":key", key));
	static const char theirs[] =
	        "kind<>'letter' AND settled_at IS NOT NULL AND"
	        " ((:email<>'' AND instr(lower(excerpt || subject), lower(:email)))"
	        " OR (:name<>'' AND instr(excerpt || subject, :name)))";
	AUTO(xfree)
	char *bytes = xasprintf("UPDATE outbox_message SET message=x'', size=0 WHERE id IN"
	                        " (SELECT id FROM outbox WHERE %s)",
	        theirs);
	AUTO(xfree)
	char *words =
	        xasprintf("UPDATE outbox SET excerpt='', subject='(erased)' WHERE %s", theirs);
	int r = db_run(
	        ctx->db, bytes, DB_TEXT(":email", email), DB_TEXT(":name", name ? name : ""));
	return r < 0 ? r
	             : db_run(ctx->db, words, DB_TEXT(":email", email),
	                       DB_TEXT(":name", name ? name : ""));
}

/* A mail of somebody else may be an answer to a letter of theirs. */
static int untie_letters(struct command_context *ctx, const char *key, const char *email)
{
	return db_run(ctx->db,
	        "UPDATE inbox SET outbox=NULL WHERE outbox IN (SELECT id FROM outbox WHERE"
	        " kind='letter' AND (customer=:key OR (:email<>'' AND recipient=:email)))",
	        WHO(key, email));
}

/* What stays: hashes of addresses, which only somebody who has the address can recognise. */
static int hide_suppression(struct command_context *ctx, const char *key, const char *email)
{
	return db_run(ctx->db,
	        "UPDATE suppression SET address=NULL, customer=NULL, detail='' WHERE customer=:key"
	        " OR (:email<>'' AND address=:email COLLATE NOCASE)",
	        WHO(key, email));
}

/* What their letters are written on, and others' as well: it goes with the last of them. Owned. */
static char *forms_of(struct command_context *ctx, const char *key, const char *email)
{
	return db_text(ctx->db,
	        "SELECT json_group_array(DISTINCT m.form) FROM outbox o JOIN outbox_message m"
	        " ON m.id=o.id WHERE m.form IS NOT NULL AND o.kind='letter'"
	        " AND (o.customer=:key OR (:email<>'' AND o.recipient=:email))",
	        WHO(key, email));
}

/*
 * Erasure goes through every table, and has to be one transaction: here, and only here, rows are
 * deleted by somebody who does not own their table.
 */
static int erase(struct command_context *ctx, const char *key, const char *email)
{
	int r = 0;
	AUTO(xfree) char *forms = forms_of(ctx, key, email);
	if (!str_empty(email))
		r = conversation_suppress_put(
		        ctx->db, &ctx->key, email, NULL, "optout", "", ctx->house.now);
	if (r >= 0)
		r = blank_staff_mail(ctx, key, email);
	if (r >= 0)
		r = untie_letters(ctx, key, email);
	if (r >= 0)
		r = hide_suppression(ctx, key, email);
	for (size_t i = 0; i < COUNT(places) && r >= 0; i++) {
		if (str_same(places[i].table, "suppression"))
			continue;
		AUTO(xfree)
		char *sql = xasprintf("DELETE FROM %s WHERE %s", places[i].table, places[i].where);
		struct db_bind binds[3];
		r = db_run_(ctx->db, sql, who(binds, sql, key, email));
	}
	return r < 0 ? r : form_sweep(ctx->db, forms);
}

static bool on_its_way(struct command_context *ctx, const char *key)
{
	if (!db_int(ctx->db, 0,
	            "SELECT count(*) FROM outbox WHERE kind='letter' AND customer=:key AND"
	            " state IN ('LEASED', 'SENDING')",
	            DB_TEXT(":key", key)))
		return false;
	fprintf(stderr,
	        "followup: a letter to %s is on its way at this moment. Nothing was erased; say it "
	        "again in a minute.\n",
	        key);
	return true;
}

int command_forget(struct command_context *ctx)
{
	AUTO(xfree) char *key = command_customer(ctx, ctx->argv[0]);
	if (!key)
		return EX_NOINPUT;
	AUTO(xfree) char *email = email_of(ctx, key);
	bool present = db_int(
	        ctx->db, 0, "SELECT present FROM customer WHERE key=:key", DB_TEXT(":key", key));
	db_delete_for_good(ctx->db);
	int r = db_begin(ctx->db);
	if (r < 0)
		return failed(r);
	if (on_its_way(ctx, key)) {
		db_rollback(ctx->db);
		return EX_TEMPFAIL;
	}
	r = erase(ctx, key, email);
	if (r < 0) {
		db_rollback(ctx->db);
		return failed(r);
	}
	if ((r = db_commit(ctx->db)) < 0)
		return failed(r);
	bool clean = db_empty_log(ctx->db) == 0;
	printf("%s: erased, letters and replies included; no letter goes to that address again.\n",
	        key);
	if (present)
		printf("The row still stands in %s: erase it there too, or it is read again.\n",
		        ctx->conf->ledger.customers);
	if (!clean)
		puts("The daemon keeps the store's log in use; the last traces leave the disk "
		     "within minutes.");
	puts("Mail in your mailboxes, and backups of the store, are yours to erase.");
	return 0;
}
