#include "preview.h"

#include "answer.h"
#include "author.h"
#include "conf.h"
#include "db.h"
#include "folder.h"
#include "ledger.h"
#include "letter.h"
#include "notice.h"
#include "outbox.h"
#include "plain.h"
#include "reach.h"
#include "template.h"
#include "wording.h"

#include <errno.h>

enum { VALID_S = 2 * 86400, COLUMNS = 72, SHOWN = 3 };

static void put_letter(const struct house *h, const struct template *t, const struct reach *r,
        const char *l, const char *customer, const char *which, struct text *out)
{
	AUTO(outbox_item_done) struct outbox_item item = {0};
	AUTO(xfree) char *detail = NULL;
	enum courtesy reason;
	int error =
	        letter_make(h, t, customer, r->day, "preview", NULL, &item, NULL, &reason, &detail);
	text_printf(out, "\n======== %s\n", which);
	if (error < 0) {
		text_printf(out, "%s\n", wording(l, "This letter can't be shown just now."));
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

/* Three customers, or as many as there are: the shortest name, the longest, the most gaps; who is
 * two of these leaves room for others. */
static void put_letters(const struct house *h, const struct template *t, const struct reach *r,
        const char *l, struct text *out)
{
	const char *other = wording(l, "another of your customers");
	const struct {
		const char *customer, *which;
	} shown[] = {{r->shortest, wording(l, "the customer with the shortest name")},
	        {r->longest, wording(l, "the customer with the longest name")},
	        {r->gappiest, wording(l, "the customer of whom we know least")},
	        {r->first[0], other}, {r->first[1], other}, {r->first[2], other}};
	int count = 0;
	for (size_t i = 0; i < COUNT(shown) && count < SHOWN; i++) {
		bool again = false;
		for (size_t k = 0; k < i; k++)
			again |= str_same(shown[i].customer, shown[k].customer);
		if (!shown[i].customer || again)
			continue;
		put_letter(h, t, r, l, shown[i].customer, shown[i].which, out);
		count++;
	}
}

static void put_sentence(struct text *out, const char *sentence)
{
	plain_wrap(out, sentence, "", "", COLUMNS);
}

static void put_status(
        const struct template *t, const struct folder_fresh *f, const char *l, struct text *out)
{
	AUTO(xfree)
	char *saved = xasprintf(wording(l, "You saved %s. This is what it would do."), f->file);
	AUTO(xfree) char *status = answer_status(l, t, f->file);
	put_sentence(out, saved);
	text_putc(out, '\n');
	if (t->waits)
		put_sentence(out, wording(l, "Please read what three of your customers would get, "
		                             "below. If it is right, reply to this mail with the "
		                             "word: go"));
	put_sentence(out, status ? status
	                         : wording(l, "It is live: it goes out by itself. To stop it, "
	                                      "write \"Status: paused\" on top and save."));
	put_sentence(out, wording(l, "To see it once more, with your customers as they are then, "
	                             "reply: again"));
	if (f->unanswered)
		put_sentence(out, wording(l, "No answer lies beside the file: followupd may not "
		                             "write to that folder. So you get it by mail."));
	text_putc(out, '\n');
}

/* To its author; a letter that can be shown stands under number 1, for a reply to it. */
static int put_mail(const struct house *h, const struct folder_fresh *f, const char *subject,
        const char *text, bool shown)
{
	AUTO(notice_list_done) struct notice_list list = {0};
	AUTO(xfree) char *print = xasprintf("%016llx", (unsigned long long)f->fingerprint);
	AUTO(xfree) char *at = f->again ? xasprintf(":%lld", (long long)h->now) : xstrdup("");
	AUTO(xfree) char *version = xasprintf("%.80s:%s%s", f->file, print, at);
	const struct conf_person *author = author_of(h->conf, f->file);
	if (!author)
		return 0;
	if (shown)
		notice_list_add(&list, 1, "template", "", f->name, print, 0);
	return notice_put(h, author,
	        &(struct notice){.mail.kind = "notice",
	                .mail.touchpoint = "preview",
	                .mail.occurrence = version,
	                .mail.subject = subject,
	                .mail.text = text,
	                .mail.valid_until_at = h->now + VALID_S,
	                .list = &list});
}

static int put_preview(const struct house *h, const struct folder_fresh *f, const char *l)
{
	AUTO(template_free) struct template *t = NULL;
	AUTO(reach_done) struct reach reach = {0};
	int r = folder_newest(h->db, f->name, &t);
	if (r != 0)
		return r == -ENOENT ? 0 : r;
	if ((r = reach_look(h, t, &reach)) < 0)
		return r;
	AUTO(text_done) struct text text = TEXT_INIT;
	put_status(t, f, l, &text);
	reach_words(t, &reach, l, &text);
	reach_days(t, &reach, l, &text);
	put_letters(h, t, &reach, l, &text);
	AUTO(xfree)
	char *subject = reach.would == 1 ? xasprintf(wording(l, "[Preview] %s: 1 person"), t->name)
	                                 : xasprintf(wording(l, "[Preview] %s: %d people"), t->name,
	                                           reach.would);
	return put_mail(h, f, subject, text_str(&text), true);
}

/* The folder can't be written to: what would lie beside the file goes by mail. */
static int put_problem(const struct house *h, const struct folder_fresh *f, const char *l)
{
	AUTO(xfree) char *subject = xasprintf(wording(l, "[Problem] %s"), f->file);
	AUTO(xfree) char *text = answer_bad(l, f->file, f->name != NULL, f->problems);
	return put_mail(h, f, subject, text, false);
}

static int put_one(const struct house *h, const struct folder_fresh *f)
{
	const char *l = author_language(h->conf, f->file);
	int r = f->problems ? put_problem(h, f, l) : put_preview(h, f, l);
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
