#include "preview.h"

#include "conf.h"
#include "db.h"
#include "folder.h"
#include "ledger.h"
#include "letter.h"
#include "log.h"
#include "outbox.h"
#include "reach.h"

#include <errno.h>
#include <pwd.h>
#include <sys/stat.h>

enum { VALID_S = 2 * 86400 };

/* Who saved it: the person of the configuration with the name of the file's owner. */
static const struct conf_person *author(const struct house *h, const char *file)
{
	AUTO(xfree) char *path = xasprintf("%s/%s", h->conf->templates, file);
	const struct conf_person *p = NULL;
	struct stat st;
	char space[4096];
	struct passwd entry, *found = NULL;
	if (lstat(path, &st) == 0 &&
	        getpwuid_r(st.st_uid, &entry, space, sizeof space, &found) == 0 && found)
		p = conf_person(h->conf, found->pw_name);
	return p ? p : conf_default_person(h->conf);
}

static void put_letter(const struct house *h, const struct template *t, const struct reach *r,
        const char *customer, const char *which, struct text *out)
{
	AUTO(outbox_item_done) struct outbox_item item = {0};
	AUTO(xfree) char *detail = NULL;
	enum courtesy reason;
	int error = letter_make(h, t, customer, r->day, "preview", &item, NULL, &reason, &detail);
	text_printf(out, "\n======== %s\n", which);
	if (error < 0) {
		text_puts(out, "This letter can't be shown just now.\n");
		return;
	}
	if (error > 0) {
		AUTO(xfree) char *why = courtesy_sentence(courtesy_word(reason), detail);
		text_printf(out, "%s: %s\n", customer, why);
		return;
	}
	text_printf(
	        out, "To:      %s\nSubject: %s\n\n%s", item.recipient, item.subject, item.excerpt);
}

static void put_letters(
        const struct house *h, const struct template *t, const struct reach *r, struct text *out)
{
	const struct {
		const char *customer, *which;
	} shown[] = {{r->shortest, "the customer with the shortest name"},
	        {r->longest, "the customer with the longest name"},
	        {r->gappiest, "the customer of whom we know least"}};
	for (size_t i = 0; i < COUNT(shown); i++) {
		bool again = false;
		for (size_t k = 0; k < i; k++)
			again |= str_same(shown[i].customer, shown[k].customer);
		if (shown[i].customer && !again)
			put_letter(h, t, r, shown[i].customer, shown[i].which, out);
	}
}

static void put_status(const struct template *t, const char *file, struct text *out)
{
	text_printf(out, "You saved %s. This is what it would do.\n\n", file);
	if (t->status == TEMPLATE_LIVE)
		text_puts(out, "It is live: it goes out by itself. To stop it, write \"Status: "
		               "paused\" on top and save.\n");
	else
		text_printf(out,
		        "It is %s, so nobody gets it. To send it, write \"Status: live\" on "
		        "top and save.\n",
		        t->status == TEMPLATE_DRAFT ? "a draft" : template_status_name(t->status));
}

static int put_one(const struct house *h, const struct folder_fresh *f)
{
	AUTO(template_free) struct template *t = NULL;
	AUTO(reach_done) struct reach reach = {0};
	int r = folder_load(h->db, f->name, &t);
	if (r != 0)
		return r == -ENOENT ? 0 : r;
	if ((r = reach_look(h, t, &reach)) < 0)
		return r;
	AUTO(text_done) struct text text = TEXT_INIT;
	put_status(t, f->file, &text);
	reach_words(t, &reach, &text);
	reach_days(h, t, &text);
	put_letters(h, t, &reach, &text);
	AUTO(xfree) char *subject = xasprintf("[Preview] %s: %d people", t->name, reach.would);
	AUTO(xfree)
	char *version = xasprintf("%.80s:%016llx", f->name, (unsigned long long)f->fingerprint);
	AUTO(outbox_item_done) struct outbox_item item = {0};
	AUTO(xfree) char *why = NULL;
	r = letter_to_staff(h, author(h, f->file), "notice", "preview", version, subject,
	        text_str(&text), NULL, h->now + VALID_S, &item, &why);
	if (r > 0)
		log_error("the preview of %s can't be written: %s", f->file, why);
	r = r == 0 ? outbox_put(h->db, &item, h->now) : r;
	return r < 0 ? r : r == 0;
}

/* The mail and the note that it is written, or neither. */
static int put_in_transaction(const struct house *h, const struct folder_fresh *f)
{
	int r = db_begin(h->db);
	if (r < 0)
		return r;
	int put = put_one(h, f);
	r = put < 0 ? put : folder_shown(h->db, f);
	if (r < 0) {
		db_rollback(h->db);
		return r;
	}
	r = db_commit(h->db);
	return r < 0 ? r : put;
}

int preview_put_due(const struct house *h)
{
	int count = 0;
	AUTO(xfree) char *after = xstrdup("");
	for (;;) {
		AUTO(folder_fresh_done) struct folder_fresh f = {0};
		int r = folder_fresh_next(h->db, after, &f);
		if (r <= 0)
			return r < 0 ? r : count;
		if ((r = put_in_transaction(h, &f)) < 0)
			return r;
		count += r;
		xfree(after);
		after = xstrdup(f.file);
	}
}
