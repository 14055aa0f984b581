/* tell: the commands of followup that tell. */
#include "command.h"

#include "audience.h"
#include "board.h"
#include "charset.h"
#include "classify.h"
#include "conf.h"
#include "courtesy.h"
#include "db.h"
#include "digest.h"
#include "explain.h"
#include "folder.h"
#include "ledger.h"
#include "letter.h"
#include "message.h"
#include "notice.h"
#include "schedule.h"
#include "worker.h"
#include "zone.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static int failed(int r)
{
	fprintf(stderr, "followup: the store could not be read: %s\n", strerror(-r));
	return EX_IOERR;
}

/* ---- preview ---- */

static char *preview_customer(struct command_context *ctx, const struct template *t)
{
	if (ctx->customer)
		return command_customer(ctx, ctx->customer);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(
	        ctx->db, "SELECT key FROM customer WHERE present=1 AND email<>'' ORDER BY id");
	while (db_step(rows) > 0)
		if (audience_has(&ctx->house, t, db_col_text(rows, 0), NULL))
			return xstrdup(db_col_text(rows, 0));
	fprintf(stderr,
	        "followup: nobody in the ledger would get \"%s\"; name one with --customer\n",
	        t->name);
	return NULL;
}

static struct date preview_day(struct command_context *ctx, const struct template *t)
{
	AUTO(xfree) struct date *days = NULL;
	bool known = false;
	struct date today = command_today(ctx);
	int n = schedule_days(&ctx->house, t, today, date_add(today, 400), &days, &known);
	return n > 0 ? days[0] : today;
}

static void preview_print(
        struct command_context *ctx, const struct outbox_item *item, const char *html)
{
	if (ctx->eml) {
		fwrite(item->message, 1, item->message_n, stdout);
		return;
	}
	if (ctx->html) {
		fputs(html, stdout);
		return;
	}
	AUTO(xfree) char *when = command_moment(ctx, item->not_before_at);
	printf("To:       %s\nOn:       %s\nSubject:  %s\n\n%s", item->recipient, when,
	        item->subject, item->excerpt);
}

static int preview_one(struct command_context *ctx, const struct template *t, const char *customer)
{
	AUTO(outbox_item_done) struct outbox_item item = {0};
	AUTO(xfree) char *html = NULL, *detail = NULL;
	enum courtesy reason;
	int r = letter_make(&ctx->house, t, customer, preview_day(ctx, t), "preview", NULL, &item,
	        &html, &reason, &detail);
	if (r < 0)
		return failed(r);
	if (r == LETTER_HELD) {
		AUTO(xfree) char *sentence = courtesy_sentence(courtesy_word(reason), detail);
		fprintf(stderr, "followup: %s to %s would be %s\n", t->name, customer, sentence);
		return EX_DATAERR;
	}
	preview_print(ctx, &item, html);
	AUTO(xfree) char *why = NULL;
	if (!audience_has(&ctx->house, t, customer, &why))
		fprintf(stderr, "followup: by itself it would not go to %s: %s\n", customer, why);
	return 0;
}

int command_preview(struct command_context *ctx)
{
	AUTO(template_free) struct template *t = NULL;
	if (folder_newest(ctx->db, ctx->argv[0], &t) != 0) {
		AUTO(folder_names_free) char **names = folder_names(ctx->db);
		fprintf(stderr, "followup: no template \"%s\" is in use. There are:", ctx->argv[0]);
		for (size_t i = 0; names[i]; i++)
			fprintf(stderr, "%s %s", i ? "," : "", names[i]);
		fputs("\nA template with a problem is named by followup check.\n", stderr);
		return EX_NOINPUT;
	}
	AUTO(xfree) char *customer = preview_customer(ctx, t);
	return customer ? preview_one(ctx, t, customer) : EX_NOINPUT;
}

/* ---- why, show ---- */

int command_why(struct command_context *ctx)
{
	AUTO(xfree) char *customer = command_customer(ctx, ctx->argv[0]);
	if (!customer)
		return EX_NOINPUT;
	struct date day = DATE_NONE;
	const char *touchpoint = NULL;
	if (ctx->argc > 1 && date_parse(ctx->argv[1], &day) < 0)
		touchpoint = ctx->argv[1];
	AUTO(text_done) struct text out = TEXT_INIT;
	int r = explain(&ctx->house, customer, day, touchpoint, &out);
	if (r < 0)
		return failed(r);
	fputs(text_str(&out), stdout);
	return 0;
}

static const char history[] =
        "SELECT settled_at AS at, kind AS what, touchpoint || ': ' || subject AS words,"
        " lower(state) AS state FROM outbox WHERE customer=:customer AND settled_at IS NOT NULL"
        " UNION ALL SELECT not_before_at, kind, touchpoint || ': ' || subject, 'in the outbox'"
        " FROM outbox WHERE customer=:customer AND settled_at IS NULL"
        " UNION ALL SELECT arrived_at, class, coalesce(nullif(excerpt, ''), subject), effect FROM "
        "inbox"
        " WHERE customer=:customer"
        " UNION ALL SELECT at, 'contact', text, '' FROM contact WHERE customer=:customer"
        " UNION ALL SELECT at, 'decided', verb || ' ' || touchpoint || ' ' || words || ' (number '"
        " || id || ', ' || CASE who WHEN '' THEN 'command line' ELSE who END || ')',"
        " CASE WHEN undone_at IS NULL THEN '' ELSE 'taken back' END FROM act"
        " WHERE customer=:customer OR (customer='' AND 'letter:' || touchpoint=:customer)"
        " UNION ALL SELECT since_at, 'no more letters', coalesce(address, "
        "''), reason FROM "
        "suppression"
        " WHERE customer=:customer ORDER BY 1";

static int show_json(struct command_context *ctx, const char *customer)
{
	AUTO(xfree)
	char *sql = xasprintf(
	        "WITH told AS (SELECT json_group_array(json_object('at', at, 'what', what,"
	        " 'words', words, 'state', state)) AS history FROM (%s))"
	        " SELECT coalesce((SELECT json_object('customer', key, 'name', name, 'company',"
	        " company, 'email', email, 'stage', stage, 'manager', manager, 'present', present,"
	        " 'history', json(history)) FROM customer WHERE key=:customer),"
	        " json_object('of', :customer, 'history', json(history))) FROM told",
	        history);
	AUTO(xfree) char *object = db_text(ctx->db, sql, DB_TEXT(":customer", customer));
	puts(object ? object : "null");
	return 0;
}

static void show_head(struct command_context *ctx, const char *customer)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(ctx->db,
	        "SELECT name, company, email, stage, manager, present, coalesce(sum(p.count), 0),"
	        " coalesce(min(p.first_day), 0), coalesce(max(p.last_day), 0), consent"
	        " FROM customer c LEFT JOIN purchase_total p ON p.customer=c.id WHERE key=:key",
	        DB_TEXT(":key", customer));
	if (db_step(rows) <= 0)
		return;
	printf("%s%s%s <%s>\n", db_col_text(rows, 0), str_empty(db_col_text(rows, 1)) ? "" : ", ",
	        db_col_text(rows, 1), db_col_text(rows, 2));
	printf("stage %s, looked after by %s, consent %s%s\n", db_col_text(rows, 3),
	        str_empty(db_col_text(rows, 4)) ? "nobody" : db_col_text(rows, 4),
	        str_empty(db_col_text(rows, 9)) ? "unknown" : db_col_text(rows, 9),
	        db_col_int(rows, 5) ? "" : "; no longer in the ledger");
	if (db_col_int(rows, 6)) {
		AUTO(xfree) char *first = date_format((struct date){(int32_t)db_col_int(rows, 7)});
		AUTO(xfree) char *last = date_format((struct date){(int32_t)db_col_int(rows, 8)});
		printf("%lld purchases, first %s, last %s\n", (long long)db_col_int(rows, 6), first,
		        last);
	}
	putchar('\n');
}

/* Whose history is meant: a customer's, or what was sent to and decided by a person of staff about
 * their own mail ("staff:ID"), or about a letter's words ("letter:NAME"). Owned; NULL after a
 * sentence. */
static char *show_whom(struct command_context *ctx, const char *named)
{
	char *key = NULL;
	if (ledger_customer_find(ctx->db, named, &key) == 0)
		return key;
	for (size_t i = 0; i < ctx->conf->people_count; i++) {
		const struct conf_person *p = &ctx->conf->people[i];
		if (str_same_nocase(p->id, named) || str_same_nocase(p->email, named))
			return xasprintf("staff:%s", p->id);
	}
	if (db_int(ctx->db, 0,
	            "SELECT 1 FROM template WHERE name=:name UNION ALL"
	            " SELECT 1 FROM act WHERE customer='' AND touchpoint=:name",
	            DB_TEXT(":name", named)))
		return xasprintf("letter:%s", named);
	return command_customer(ctx, named);
}

int command_show(struct command_context *ctx)
{
	AUTO(xfree) char *customer = show_whom(ctx, ctx->argv[0]);
	if (!customer)
		return EX_NOINPUT;
	if (ctx->json)
		return show_json(ctx, customer);
	show_head(ctx, customer);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(ctx->db, history, DB_TEXT(":customer", customer));
	int r, n = 0;
	for (; (r = db_step(rows)) > 0; n++) {
		AUTO(xfree) char *at = command_moment(ctx, db_col_int(rows, 0));
		AUTO(xfree) char *words = xstrdup(db_col_text(rows, 2));
		printf("%s  %-9s %s%s%s\n", at, db_col_text(rows, 1), str_trim(words),
		        str_empty(db_col_text(rows, 3)) ? "" : "  - ", db_col_text(rows, 3));
	}
	if (n == 0)
		puts("Nothing was written in either direction yet.");
	return r < 0 ? failed(r) : 0;
}

/* ---- waiting, status ---- */

int command_waiting(struct command_context *ctx)
{
	if (ctx->json)
		return command_json(ctx,
		        "SELECT json_group_array(json_object('customer', v.customer, 'name', "
		        "c.name,"
		        " 'manager', v.manager, 'since', v.opened_at, 'nudged', v.nudged, 'from',"
		        " i.from_address, 'words', i.excerpt)) FROM conversation v JOIN inbox i ON"
		        " i.id=v.opened_by LEFT JOIN customer c ON c.key=v.customer WHERE "
		        "v.state='WAITING'",
		        NULL);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(ctx->db,
	        "SELECT v.customer, coalesce(nullif(c.name, ''), v.customer), v.opened_at, "
	        "v.manager,"
	        " i.excerpt, i.from_address FROM conversation v JOIN inbox i ON i.id=v.opened_by"
	        " LEFT JOIN customer c ON c.key=v.customer WHERE v.state='WAITING' ORDER BY "
	        "v.opened_at");
	int r, n = 0;
	for (; (r = db_step(rows)) > 0; n++) {
		const struct conf_person *p = conf_person(ctx->conf, db_col_text(rows, 3));
		AUTO(xfree)
		char *span = notice_span_words(
		        "en", notice_working_s(p ? p->timezone : ctx->conf->business.timezone,
		                      db_col_int(rows, 2), ctx->house.now));
		AUTO(xfree) char *since = command_moment(ctx, db_col_int(rows, 2));
		printf("%s (%s), %s, since %s, looked after by %s\n    %.100s\n    answer: %s\n",
		        db_col_text(rows, 1), db_col_text(rows, 0), span, since,
		        p ? p->name : "nobody", db_col_text(rows, 4), db_col_text(rows, 5));
	}
	if (n == 0)
		puts("Nobody is waiting for an answer.");
	return r < 0 ? failed(r) : 0;
}

int command_status(struct command_context *ctx)
{
	enum board_form form = ctx->json         ? BOARD_JSON
	                       : ctx->prometheus ? BOARD_PROMETHEUS
	                                         : BOARD_WORDS;
	AUTO(text_done) struct text out = TEXT_INIT;
	int r = board_render(&ctx->house, form, true, &out);
	if (r < 0)
		return failed(r);
	if (form == BOARD_PROMETHEUS)
		return tend_put_out(ctx, text_str(&out));
	fputs(text_str(&out), stdout);
	return form == BOARD_WORDS && r > 0 ? EX_TEMPFAIL : 0;
}

/* For who may not read the store: what the daemon has hung out. */
int command_status_board(struct command_context *ctx)
{
	enum board_form form = ctx->json         ? BOARD_JSON
	                       : ctx->prometheus ? BOARD_PROMETHEUS
	                                         : BOARD_WORDS;
	AUTO(xfree) char *words = NULL;
	int64_t at = 0;
	int r = board_read(form, &words, &at);
	if (r < 0) {
		fprintf(stderr,
		        "followup: you may not read the store, and no followupd at work has hung "
		        "out how "
		        "it stands (%s). Ask as the service's user, or see: systemctl status "
		        "followupd\n",
		        strerror(-r));
		return EX_NOPERM;
	}
	if (form == BOARD_PROMETHEUS)
		return tend_put_out(ctx, words);
	if (form == BOARD_WORDS) {
		const struct zone *z = zone_find("UTC");
		AUTO(xfree) char *day = date_format(zone_date(z, at));
		printf("As it stood after the last pass, %s %02d:%02d UTC:\n", day,
		        zone_minute(z, at) / 60, zone_minute(z, at) % 60);
	}
	fputs(words, stdout);
	return form == BOARD_WORDS && strstr(words, "PROBLEM") ? EX_TEMPFAIL : 0;
}

/* ---- digest ---- */

/* "2026-W47" -> its Monday. */
static bool week_monday(const char *words, struct date *ret)
{
	int year, week;
	struct date fourth; /* 4 January is always in week 1 */
	if (sscanf(words, "%4d-W%2d", &year, &week) != 2 || week < 1 || week > 53 ||
	        date_from_ymd(year, 1, 4, &fourth) < 0) {
		fprintf(stderr, "followup: \"%s\" is no week. Write it like 2026-W47.\n", words);
		return false;
	}
	*ret = date_add(fourth, 1 - date_weekday(fourth) + 7 * (week - 1));
	return true;
}

static int digest_by_mail(
        struct command_context *ctx, const struct conf_person *reader, struct date day)
{
	int r = digest_send(&ctx->house, reader, day);
	if (r < 0)
		return failed(r);
	if (r == 0)
		printf("%s has this week's digest already; it goes once.\n", reader->name);
	else
		printf("The digest goes to %s <%s> now.\n", reader->name, reader->email);
	worker_ring_daemon(ctx->conf);
	return 0;
}

int command_digest(struct command_context *ctx)
{
	const struct conf_person *reader = conf_default_person(ctx->conf);
	if (ctx->argc && !(reader = conf_person(ctx->conf, ctx->argv[0]))) {
		fprintf(stderr,
		        "followup: the configuration knows nobody called \"%s\" in people\n",
		        ctx->argv[0]);
		return EX_NOUSER;
	}
	struct date today = command_today(ctx), day = date_add(today, -7);
	if (ctx->week && !week_monday(ctx->week, &day))
		return EX_USAGE;
	if (ctx->send)
		return digest_by_mail(ctx, reader, day);
	AUTO(digest_done) struct digest d = {0};
	int r = digest_make(&ctx->house, reader, day, &d);
	if (r < 0)
		return failed(r);
	if (ctx->html)
		fputs(d.html, stdout);
	else
		printf("Subject: %s\n\n%s", d.subject, d.text);
	return 0;
}

/* ---- classify ---- */

/* The parser looks at the first 256 KB of a mail; what comes after is not even read. NULL and errno
 * when the file can't be read (a directory opens, but can't). */
static char *slurp(const char *path, size_t *ret_n)
{
	static char buffer[256 << 10];
	size_t n = 0;
	ssize_t k = 1;
	int fd = str_same(path, "-") ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && k > 0 && n < sizeof buffer) {
		k = read(fd, buffer + n, sizeof buffer - n);
		n += k > 0 ? (size_t)k : 0;
	}
	int broken = fd < 0 || k < 0 ? errno : 0;
	if (fd >= 0)
		close(fd);
	if (broken) {
		errno = broken;
		return NULL;
	}
	char *mail = xmalloc(n + 1);
	memcpy(mail, buffer, n);
	*ret_n = n;
	return mail;
}

/* A string of JSON. The other commands ask SQLite for theirs; here a mail is parsed and classified
 * in less time than a statement needs. `s` is valid UTF-8. */
static void put_string(struct text *out, const char *s)
{
	static const char short_form[' '] = {
	        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
	text_putc(out, '"');
	for (;; s++) {
		size_t n = 0;
		while ((unsigned char)s[n] >= ' ' && s[n] != '"' && s[n] != '\\')
			n++;
		text_put(out, s, n);
		s += n;
		if (!*s)
			break;
		if ((unsigned char)*s < ' ' && !short_form[(unsigned char)*s]) {
			text_printf(out, "\\u%04x", (unsigned)*s);
		} else {
			text_putc(out, '\\');
			text_putc(out, *s < ' ' ? short_form[(unsigned char)*s] : *s);
		}
	}
	text_putc(out, '"');
}

static void put_member(struct text *out, const char *name, const char *value)
{
	text_printf(out, ",\"%s\":", name);
	put_string(out, value);
}

static void classify_print(const char *path, const struct message *m)
{
	static const struct message unread = {.original_message_id = "", .new_text = ""};
	struct classify c = m ? classify(m) : (struct classify){.reason = "it can't be parsed"};
	const char *class = m ? classify_name(c.class) : "poison";
	m = m ? m : &unread;
	AUTO(text_done) struct text out = TEXT_INIT;
	AUTO(xfree) char *file = charset_to_utf8(path, strlen(path), ""); /* a name is only bytes */
	text_puts(&out, "{\"file\":");
	put_string(&out, file);
	put_member(&out, "class", class);
	put_member(&out, "permanence", classify_permanence_name(c.permanence));
	put_member(&out, "status", m->recipients_count ? m->recipients[0].status : "");
	text_puts(&out, ",\"recipients\":[");
	for (size_t i = 0; i < m->recipients_count; i++) {
		text_puts(&out, i ? "," : "");
		put_string(&out, m->recipients[i].address);
	}
	text_puts(&out, "]");
	put_member(&out, "original_message_id", m->original_message_id);
	put_member(&out, "new_text", m->new_text);
	put_member(&out, "reason", c.reason);
	text_puts(&out, "}");
	puts(text_str(&out));
}

/* At most MESSAGE_BATCH files, read, parsed in one child, and printed. */
static int classify_files(char *const *paths, size_t count)
{
	struct message_bytes mails[MESSAGE_BATCH] = {0};
	struct message *messages[MESSAGE_BATCH];
	const char *names[MESSAGE_BATCH];
	size_t read = 0;
	int code = 0;
	for (size_t i = 0; i < count; i++) {
		names[read] = paths[i];
		if ((mails[read].s = slurp(paths[i], &mails[read].n))) {
			read++;
			continue;
		}
		fprintf(stderr, "followup: %s can't be read and was not classified: %s\n", paths[i],
		        strerror(errno));
		code = EX_NOINPUT;
	}
	if (message_parse_batch(mails, read, messages) < 0)
		code = EX_OSERR;
	for (size_t i = 0; i < read; i++) {
		if (code != EX_OSERR)
			classify_print(names[i], messages[i]);
		message_free(messages[i]);
		free((char *)(uintptr_t)mails[i].s);
	}
	return code;
}

int command_classify(struct command_context *ctx)
{
	int code = 0;
	for (int i = 0; i < ctx->argc && code != EX_OSERR; i += MESSAGE_BATCH) {
		int left = ctx->argc - i;
		int r = classify_files(
		        ctx->argv + i, left < MESSAGE_BATCH ? (size_t)left : MESSAGE_BATCH);
		code = r ? r : code;
	}
	return code;
}
