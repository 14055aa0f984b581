#include "imap.h"
#include "imap_inside.h"
#include "stream.h"
#include "utf7.h"

#include <libetpan/libetpan.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define IDLE_ANSWER_S 30 /* "+" after IDLE, the end after DONE */
#define LIST_BUDGET ((size_t)4 << 20)
#define SEARCH_BUDGET ((size_t)16 << 20)

/* A SEARCH through a big mailbox takes its time: 5 minutes with the default timeout_s. */
static int command_s(const struct imap *i)
{
	return 5 * i->timeout_s;
}

/* ---- mailboxes ---- */

int imap_examine(struct imap *i, const char *name, struct imap_mailbox *ret, char **ret_why)
{
	AUTO(xfree) char *wire = utf7_encode(name);
	AUTO(xfree) char *doing = xasprintf("opening the mailbox “%s”", name);
	const struct mailimap_selection_info *info;
	uint64_t modseq = 0;
	int r;

	if (!imap_is_usable(i, ret_why))
		return IMAP_TROUBLE;
	if (!wire || !*wire)
		return imap_refuse(IMAP_NO_MAILBOX, ret_why,
		        "A mailbox name in the configuration is empty, or not UTF-8. Correct it.");
	stream_deadline(i->stream, command_s(i), IMAP_SMALL_BUDGET);
	r = i->condstore ? mailimap_examine_condstore(i->session, wire, &modseq)
	                 : mailimap_examine(i->session, wire);
	r = imap_outcome(i, r, IMAP_NO_MAILBOX, doing, ret_why);
	if (r != IMAP_OK)
		return r;
	info = i->session->imap_selection_info;
	if (!info || info->sel_uidvalidity == 0) {
		i->in_step = false;
		return imap_refuse(IMAP_TROUBLE, ret_why,
		        "%s gives no UIDVALIDITY for the mailbox “%s”: messages there can't be "
		        "told "
		        "apart from one visit to the next. Use another server or mailbox.",
		        i->peer, name);
	}
	*ret = (struct imap_mailbox){
	        info->sel_uidvalidity, info->sel_uidnext, info->sel_exists, modseq};
	return IMAP_OK;
}

int imap_append(struct imap *i, const char *name, const char *bytes, size_t n, char **ret_why)
{
	AUTO(xfree) char *wire = utf7_encode(name);
	AUTO(xfree) char *doing = xasprintf("putting a copy into the mailbox “%s”", name);
	struct mailimap_flag_list *flags;
	int r;

	if (!imap_is_usable(i, ret_why))
		return IMAP_TROUBLE;
	if (!wire || !*wire)
		return imap_refuse(IMAP_NO_MAILBOX, ret_why,
		        "The name of the mailbox for copies is empty, or not UTF-8. Correct it.");
	flags = mailimap_flag_list_new_empty();
	if (!flags || mailimap_flag_list_add(flags, mailimap_flag_new_seen()) != 0)
		abort(); /* out of memory: as the x* allocators do */
	stream_deadline(i->stream, command_s(i) + (int)(n / 2048), IMAP_SMALL_BUDGET);
	r = mailimap_append(i->session, wire, flags, NULL, bytes, n);
	mailimap_flag_list_free(flags);
	return imap_outcome(i, r, IMAP_NO_MAILBOX, doing, ret_why);
}

static bool is_sent(const struct mailimap_mailbox_list *box)
{
	if (!box->mb_flag || !box->mb_flag->mbf_oflags)
		return false;
	for (clistiter *at = clist_begin(box->mb_flag->mbf_oflags); at; at = clist_next(at)) {
		const struct mailimap_mbx_list_oflag *flag = clist_content(at);

		if (flag->of_type == MAILIMAP_MBX_LIST_OFLAG_FLAG_EXT && flag->of_flag_ext &&
		        strcasecmp(flag->of_flag_ext, "Sent") == 0)
			return true;
	}
	return false;
}

/* The list belongs to the session until its next command. libetpan's custom command leaves a blank
 * at the end of the line, which a server may call BAD: then the plain LIST must do. */
static clist *list_special(struct imap *i)
{
	AUTO(xfree) char *why = NULL;
	int r;

	if (!i->in_step || !i->special_use)
		return NULL;
	stream_deadline(i->stream, command_s(i), LIST_BUDGET);
	r = mailimap_custom_command(i->session, "LIST \"\" \"*\" RETURN (SPECIAL-USE)");
	if (imap_outcome(i, r, IMAP_REFUSED, "listing mailboxes", &why) != IMAP_OK)
		return NULL;
	return i->session->imap_response_info ? i->session->imap_response_info->rsp_mailbox_list
	                                      : NULL;
}

static char *sent_among(clist *list)
{
	for (clistiter *at = list ? clist_begin(list) : NULL; at; at = clist_next(at)) {
		const struct mailimap_mailbox_list *box = clist_content(at);

		if (is_sent(box) && box->mb_name)
			return utf7_decode(box->mb_name);
	}
	return NULL;
}

char *imap_find_sent(struct imap *i)
{
	AUTO(xfree) char *why = NULL;
	char *name = sent_among(list_special(i));
	clist *list = NULL;
	int r;

	if (name || !i->in_step)
		return name;
	/* without the extension for it many servers say \Sent all the same */
	stream_deadline(i->stream, command_s(i), LIST_BUDGET);
	r = mailimap_list(i->session, "", "*", &list);
	if (imap_outcome(i, r, IMAP_REFUSED, "listing mailboxes", &why) == IMAP_OK)
		name = sent_among(list);
	if (list)
		mailimap_list_result_free(list);
	return name;
}

/* ---- searching ---- */

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* The UIDs >= from, ascending, each once, at most `most`. */
static void take_uids(clist *found, uint32_t from, size_t most, uint32_t **ret, size_t *ret_count)
{
	uint32_t *uids = xcalloc(found ? (size_t)clist_count(found) + 1 : 1, sizeof(*uids));
	size_t n = 0, kept = 0;

	for (clistiter *at = found ? clist_begin(found) : NULL; at; at = clist_next(at)) {
		const uint32_t *uid = clist_content(at);

		if (*uid >= from)
			uids[n++] =
			        *uid; /* "n:*" always has the last message, even when it is < n */
	}
	qsort(uids, n, sizeof(*uids), by_number);
	for (size_t k = 0; k < n && kept < most; k++)
		if (kept == 0 || uids[k] != uids[kept - 1])
			uids[kept++] = uids[k];
	*ret = uids;
	*ret_count = kept;
}

/* libetpan's constructors give NULL only when memory is out: as with the x* allocators. */
static void *made(void *p)
{
	if (!p)
		abort();
	return p;
}

struct wanted {
	uint32_t from;
	size_t most;
	const char *doing;
};

/* Takes the key. */
static int search(struct imap *i, struct mailimap_search_key *key, const struct wanted *wanted,
        uint32_t **ret, size_t *ret_count, char **ret_why)
{
	clist *found = NULL;
	int r;

	stream_deadline(i->stream, command_s(i), SEARCH_BUDGET);
	r = mailimap_uid_search(i->session, NULL, made(key), &found);
	r = imap_outcome(i, r, IMAP_REFUSED, wanted->doing, ret_why);
	mailimap_search_key_free(key);
	if (r == IMAP_OK)
		take_uids(found, wanted->from, wanted->most, ret, ret_count);
	if (found)
		mailimap_search_result_free(found);
	return r;
}

int imap_uids(struct imap *i, uint32_t from, struct date since, size_t most, uint32_t **ret,
        size_t *ret_count, char **ret_why)
{
	struct wanted wanted = {from ? from : 1, most, "looking for new messages"};
	struct mailimap_search_key *both, *uid;
	int year, month, day;

	if (!imap_is_usable(i, ret_why))
		return IMAP_TROUBLE;
	both = made(mailimap_search_key_new_multiple_empty());
	uid = made(mailimap_search_key_new_uid(made(mailimap_set_new_interval(wanted.from, 0))));
	mailimap_search_key_multiple_add(both, uid);
	if (!date_is_none(since)) {
		date_to_ymd(since, &year, &month, &day);
		mailimap_search_key_multiple_add(
		        both, made(mailimap_search_key_new_since(
		                      made(mailimap_date_new(day, month, year)))));
	}
	return search(i, both, &wanted, ret, ret_count, ret_why);
}

int imap_has(struct imap *i, uint32_t uid, bool *ret, char **ret_why)
{
	AUTO(xfree) uint32_t *found = NULL;
	struct wanted wanted = {uid, 1, "looking for a message that did not come"};
	size_t count;
	int r;

	if (!imap_is_usable(i, ret_why))
		return IMAP_TROUBLE;
	/* only now may it say what others expunged */
	stream_deadline(i->stream, i->timeout_s, IMAP_SMALL_BUDGET);
	r = imap_outcome(i, mailimap_noop(i->session), IMAP_REFUSED, wanted.doing, ret_why);
	if (r == IMAP_OK)
		r = search(i, made(mailimap_search_key_new_uid(made(mailimap_set_new_single(uid)))),
		        &wanted, &found, &count, ret_why);
	if (r == IMAP_OK)
		*ret = count && found[0] == uid;
	return r;
}

/* Printable ASCII: libetpan passes CR and LF in arguments on, as a second command. */
static bool is_quotable(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || (unsigned char)*s >= 0x7f)
			return false;
	return true;
}

int imap_search_header(struct imap *i, const char *field, const char *value, uint32_t **ret,
        size_t *ret_count, char **ret_why)
{
	struct wanted wanted = {1, SIZE_MAX, "searching a header"};

	if (!imap_is_usable(i, ret_why))
		return IMAP_TROUBLE;
	if (!*field || !is_quotable(field) || !is_quotable(value))
		return imap_refuse(IMAP_REFUSED, ret_why,
		        "A header to search for holds a line break or a byte that is not plain "
		        "ASCII; "
		        "nothing was asked of %s.",
		        i->peer);
	return search(i, mailimap_search_key_new_header(made(strdup(field)), made(strdup(value))),
	        &wanted, ret, ret_count, ret_why);
}

/* ---- IDLE ---- */

bool imap_can_idle(struct imap *i)
{
	return i->in_step && i->idle;
}

static enum imap_idle idle_dead(struct imap *i)
{
	i->in_step = false;
	return IMAP_IDLE_DEAD;
}

/* "* OK Still here" keeps the line alive and is no news. */
static bool is_news(const char *l)
{
	return str_starts(l, "* ") && strncasecmp(l, "* OK", 4) != 0;
}

/* Lines up to the one that starts with `prefix`. News on the way goes to *news. */
static bool read_until(struct imap *i, const char *prefix, bool *news)
{
	stream_deadline(i->stream, IDLE_ANSWER_S, IMAP_SMALL_BUDGET);
	for (;;) {
		const char *l = imap_get_line(i);

		if (!l)
			return false;
		if (str_starts(l, prefix))
			return true;
		if (*l != '*')
			return false;
		*news |= is_news(l);
	}
}

/* libetpan's own IDLE fails on data before "+", and sleeps through data that came with it. */
enum imap_idle imap_idle_begin(struct imap *i)
{
	AUTO(xfree) char *line = NULL;
	bool news = false;

	if (!i->in_step)
		return IMAP_IDLE_DEAD;
	line = xasprintf("%d IDLE\r\n", imap_next_tag(i));
	stream_deadline(i->stream, IDLE_ANSWER_S, IMAP_SMALL_BUDGET);
	if (!imap_put_line(i, line) || !read_until(i, "+", &news))
		return idle_dead(i);
	return news ? IMAP_IDLE_NEWS : IMAP_IDLE_QUIET;
}

enum imap_idle imap_idle_wait(struct imap *i, int wake_fd, int seconds)
{
	int64_t end = clock_monotonic_ms() + (int64_t)seconds * 1000;

	for (;;) {
		int64_t left = end - clock_monotonic_ms();
		enum stream_trouble t;
		const char *l;

		t = stream_await(i->stream, wake_fd, left <= 0 ? 0 : (int)((left + 999) / 1000));
		if (t == STREAM_TIMEOUT)
			return IMAP_IDLE_QUIET;
		if (t == STREAM_INTERRUPTED)
			return IMAP_IDLE_WOKEN;
		if (t != STREAM_OK)
			return idle_dead(i);
		stream_deadline(i->stream, IDLE_ANSWER_S, IMAP_SMALL_BUDGET);
		l = imap_get_line(i);
		if (!l || is_news(l))
			return l ? IMAP_IDLE_NEWS : idle_dead(i);
	}
}

enum imap_idle imap_idle_end(struct imap *i)
{
	AUTO(xfree) char *done = xasprintf("%d ", i->session->imap_tag);
	bool news = false;

	if (!i->in_step)
		return IMAP_IDLE_DEAD;
	stream_deadline(i->stream, IDLE_ANSWER_S, IMAP_SMALL_BUDGET);
	if (!imap_put_line(i, "DONE\r\n") || !read_until(i, done, &news))
		return idle_dead(i);
	return news ? IMAP_IDLE_NEWS : IMAP_IDLE_QUIET;
}
