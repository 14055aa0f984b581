#include "imap.h"
#include "conf.h"
#include "stream.h"
#include "utf7.h"

#include <libetpan/libetpan.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define IDLE_ANSWER_S 30 /* "+" after IDLE, the end after DONE */
#define LOGOUT_S 3
#define SMALL_BUDGET ((size_t)1 << 20)
#define LIST_BUDGET ((size_t)4 << 20)
#define SEARCH_BUDGET ((size_t)16 << 20)
#define FETCH_MOST ((size_t)64 << 20)

struct imap {
	mailimap *session;
	struct _mailstream *stream;
	char *peer; /* "mail.example:993" */
	int timeout_s;
	bool in_step; /* false: the connection is of no more use */
	bool idle, special_use, login_disabled;
};

/* A SEARCH through a big mailbox takes its time: 5 minutes with the default timeout_s. */
static int command_s(const struct imap *i)
{
	return 5 * i->timeout_s;
}

/* ---- sentences ---- */

/* The server's words are bytes of unknown make. */
static char *clean(const char *s)
{
	AUTO(text_done) struct text t = TEXT_INIT;

	for (; s && *s && t.len < 200; s++)
		if ((unsigned char)*s >= 0x20 && (unsigned char)*s < 0x7f)
			text_putc(&t, *s);
	return text_steal(&t);
}

static int PRINTF_LIKE(3, 4) refuse(int outcome, char **ret_why, const char *fmt, ...)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	va_list ap;

	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	*ret_why = text_steal(&t);
	return outcome;
}

/* The connection broke, or the two of us no longer mean the same: after either, a new one. */
static int broken(struct imap *i, const char *doing, char **ret_why)
{
	enum stream_trouble t = stream_trouble(i->stream);

	i->in_step = false;
	if (t != STREAM_OK)
		return refuse(IMAP_TROUBLE, ret_why, "%s, while %s: %s", i->peer, doing,
		        stream_trouble_text(t));
	return refuse(IMAP_TROUBLE, ret_why,
	        "%s, while %s: the server's answer could not be understood. The next connection "
	        "starts anew; if this stays, ask whoever runs the server.",
	        i->peer, doing);
}

static bool is_broken(int r)
{
	return r == MAILIMAP_ERROR_STREAM || r == MAILIMAP_ERROR_PARSE ||
	       r == MAILIMAP_ERROR_PROTOCOL || r == MAILIMAP_ERROR_FATAL ||
	       r == MAILIMAP_ERROR_MEMORY || r == MAILIMAP_ERROR_BAD_STATE ||
	       r == MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION;
}

/*
 * How the server ended the command: "OK", "NO" or "BAD", or "" when the last line read does not
 * carry our tag. libetpan takes a NO behind some data for success, and a BAD for a wrong tag.
 */
static const char *tagged_status(struct imap *i)
{
	AUTO(xfree) char *tag = xasprintf("%d ", i->session->imap_tag);
	const char *l = i->session->imap_stream_buffer->str, *nl;

	while ((nl = strchr(l, '\n')) && nl[1])
		l = nl + 1;
	if (!str_starts(l, tag))
		return "";
	l += strlen(tag);
	return strncasecmp(l, "OK", 2) == 0    ? "OK"
	       : strncasecmp(l, "NO", 2) == 0  ? "NO"
	       : strncasecmp(l, "BAD", 3) == 0 ? "BAD"
	                                       : "";
}

/* What libetpan's number for one command means to us. */
static int outcome(struct imap *i, int r, int refused, const char *doing, char **ret_why)
{
	const char *status = is_broken(r) && r != MAILIMAP_ERROR_PROTOCOL ? "" : tagged_status(i);
	AUTO(xfree) char *said = NULL;

	if (r == MAILIMAP_NO_ERROR && str_same(status, "OK"))
		return IMAP_OK;
	if (str_empty(status))
		return broken(i, doing, ret_why);
	said = clean(i->session->imap_response);
	return refuse(refused, ret_why, "%s, while %s, said %s: %s", i->peer, doing, status,
	        *said ? said : "(without a reason)");
}

static bool is_usable(struct imap *i, char **ret_why)
{
	if (!i->in_step)
		*ret_why = xasprintf("The connection to %s is closed.", i->peer);
	return i->in_step;
}

/* Printable ASCII: libetpan passes CR and LF in arguments on, as a second command. */
static bool is_quotable(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || (unsigned char)*s >= 0x7f)
			return false;
	return true;
}

/* A line of our own: libetpan's ready-made commands end some with a blank. */
static bool put_line(struct imap *i, const char *line)
{
	size_t n = strlen(line);

	return mailstream_write(i->stream, line, n) == (ssize_t)n &&
	       mailstream_flush(i->stream) >= 0;
}

/* ---- opening ---- */

static int read_capabilities(struct imap *i, char **ret_why)
{
	struct mailimap_capability_data *caps = NULL;
	int r;

	stream_deadline(i->stream, i->timeout_s, SMALL_BUDGET);
	r = mailimap_capability(i->session, &caps);
	if (caps)
		mailimap_capability_data_free(caps);
	if (r != MAILIMAP_NO_ERROR)
		return outcome(i, r, IMAP_TROUBLE, "asking what it can do", ret_why);
	i->idle = mailimap_has_extension(i->session, "IDLE");
	i->special_use = mailimap_has_extension(i->session, "SPECIAL-USE");
	i->login_disabled = mailimap_has_extension(i->session, "LOGINDISABLED");
	return IMAP_OK;
}

static int greet(struct imap *i, char **ret_why)
{
	AUTO(xfree) char *said = NULL;
	int r;

	stream_deadline(i->stream, i->timeout_s, SMALL_BUDGET);
	r = mailimap_connect(i->session, i->stream);
	if (r == MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return IMAP_OK;
	said = clean(i->session->imap_response);
	if (r == MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION) {
		i->in_step = false;
		return refuse(
		        IMAP_TROUBLE, ret_why, "%s takes no connection now: %s", i->peer, said);
	}
	if (r != MAILIMAP_NO_ERROR_AUTHENTICATED && stream_trouble(i->stream) == STREAM_TIMEOUT) {
		i->in_step = false;
		return refuse(IMAP_TROUBLE, ret_why,
		        "%s did not greet us within %d seconds. Check host and port, and tls in "
		        "the "
		        "configuration: 993 wants \"implicit\", 143 \"starttls\".",
		        i->peer, i->timeout_s);
	}
	if (r != MAILIMAP_NO_ERROR_AUTHENTICATED)
		return broken(i, "waiting for its greeting", ret_why);
	/* Anybody on the way can say PREAUTH, so that STARTTLS is never asked for. */
	return refuse(IMAP_TROUBLE, ret_why,
	        "%s says that we are logged in already (PREAUTH). Without a login nobody knows "
	        "whose "
	        "mailbox this is, and somebody in between may be pretending; no password was sent. "
	        "Ask "
	        "whoever runs the server.",
	        i->peer);
}

static int start_tls(struct imap *i, const struct conf_server *server, char **ret_why)
{
	int r = read_capabilities(i, ret_why);

	if (r != IMAP_OK)
		return r;
	if (!mailimap_has_extension(i->session, "STARTTLS"))
		return refuse(IMAP_TROUBLE, ret_why,
		        "%s does not offer STARTTLS, so no password was sent. Check the port: 143 "
		        "has "
		        "STARTTLS, 993 wants tls = \"implicit\" in the configuration.",
		        i->peer);
	stream_deadline(i->stream, i->timeout_s, SMALL_BUDGET);
	r = outcome(i, mailimap_starttls(i->session), IMAP_TROUBLE, "starting TLS", ret_why);
	if (r != IMAP_OK)
		return r;
	if (stream_start_tls(i->stream, server, ret_why) == 0)
		return IMAP_OK;
	i->in_step = false;
	return IMAP_TROUBLE;
}

/* NULL-free by construction; CR or LF would be a second command. */
static bool is_one_line(const char *s)
{
	return !strpbrk(s, "\r\n");
}

static int log_in(struct imap *i, const struct conf_server *server, char **ret_why)
{
	AUTO(xfree) char *why = NULL, *said = NULL;
	struct text password = TEXT_INIT;
	int r;

	if (i->login_disabled)
		return refuse(IMAP_TROUBLE, ret_why,
		        "%s does not allow the login with a password (LOGINDISABLED). Ask whoever "
		        "runs "
		        "the server how programs may log in.",
		        i->peer);
	if (conf_secret_read(&server->password, &password, &why) < 0)
		return refuse(IMAP_TROUBLE, ret_why, "The password for %s can't be read: %s",
		        i->peer, why ? why : "no reason known");
	if (str_empty(server->user) || !is_one_line(server->user) ||
	        !is_one_line(text_str(&password)) || strlen(text_str(&password)) != password.len) {
		conf_secret_wipe(&password);
		return refuse(IMAP_TROUBLE, ret_why,
		        "User or password for %s is empty or holds a line break. Correct the "
		        "configuration.",
		        i->peer);
	}
	stream_deadline(i->stream, i->timeout_s, SMALL_BUDGET);
	r = mailimap_login(i->session, server->user, text_str(&password));
	stream_wipe(i->stream);
	conf_secret_wipe(&password);
	if (r == MAILIMAP_NO_ERROR)
		return read_capabilities(i, ret_why); /* after the login there may be more */
	if (is_broken(r))
		return broken(i, "logging in", ret_why);
	said = clean(i->session->imap_response);
	return refuse(IMAP_TROUBLE, ret_why,
	        "%s refused the login of “%s” (%s). Check user and password; some providers want "
	        "an "
	        "app password.",
	        i->peer, server->user, said);
}

static int introduce(struct imap *i, const struct conf_server *server, char **ret_why)
{
	int r = greet(i, ret_why);

	if (r == IMAP_OK && server->tls == CONF_TLS_STARTTLS)
		r = start_tls(i, server, ret_why);
	if (r == IMAP_OK)
		r = read_capabilities(i, ret_why);
	return r == IMAP_OK ? log_in(i, server, ret_why) : r;
}

int imap_open(const struct conf_server *server, struct imap **ret, char **ret_why)
{
	AUTO(imap_close) struct imap *i = NULL;
	struct _mailstream *stream = NULL;
	int r;

	if (stream_connect(server, &stream, ret_why) != 0)
		return IMAP_TROUBLE;
	i = xcalloc(1, sizeof(*i));
	i->stream = stream;
	i->session = mailimap_new(0, NULL);
	if (!i->session)
		abort(); /* out of memory: as the x* allocators do */
	i->peer = xasprintf("%s:%d", server->host, server->port);
	i->timeout_s = server->timeout_s;
	i->in_step = true;
	r = introduce(i, server, ret_why);
	if (r != IMAP_OK)
		return r;
	*ret = i;
	i = NULL;
	return IMAP_OK;
}

void imap_close(struct imap *i)
{
	if (!i)
		return;
	if (i->in_step && i->session->imap_stream) {
		stream_deadline(i->stream, LOGOUT_S, SMALL_BUDGET);
		AUTO(xfree) char *line = xasprintf("%d LOGOUT\r\n", ++i->session->imap_tag);

		if (put_line(i, line)) /* its BYE, so that it does not log a lost connection */
			mailstream_read_line(i->stream, i->session->imap_stream_buffer);
	}
	i->session->imap_stream = NULL; /* else the library would log out once more */
	mailimap_free(i->session);
	stream_close(i->stream);
	xfree(i->peer);
	xfree(i);
}

/* ---- mailboxes ---- */

int imap_examine(struct imap *i, const char *name, struct imap_mailbox *ret, char **ret_why)
{
	AUTO(xfree) char *wire = utf7_encode(name);
	AUTO(xfree) char *doing = xasprintf("opening the mailbox “%s”", name);
	const struct mailimap_selection_info *info;
	int r;

	if (!is_usable(i, ret_why))
		return IMAP_TROUBLE;
	if (!wire || !*wire)
		return refuse(IMAP_NO_MAILBOX, ret_why,
		        "A mailbox name in the configuration is empty, or not UTF-8. Correct it.");
	stream_deadline(i->stream, command_s(i), SMALL_BUDGET);
	r = outcome(i, mailimap_examine(i->session, wire), IMAP_NO_MAILBOX, doing, ret_why);
	if (r != IMAP_OK)
		return r;
	info = i->session->imap_selection_info;
	if (!info || info->sel_uidvalidity == 0) {
		i->in_step = false;
		return refuse(IMAP_TROUBLE, ret_why,
		        "%s gives no UIDVALIDITY for the mailbox “%s”: messages there can't be "
		        "told "
		        "apart from one visit to the next. Use another server or mailbox.",
		        i->peer, name);
	}
	*ret = (struct imap_mailbox){info->sel_uidvalidity, info->sel_uidnext, info->sel_exists};
	return IMAP_OK;
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
	if (outcome(i, r, IMAP_REFUSED, "listing mailboxes", &why) != IMAP_OK)
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
	if (outcome(i, r, IMAP_REFUSED, "listing mailboxes", &why) == IMAP_OK)
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
	r = outcome(i, r, IMAP_REFUSED, wanted->doing, ret_why);
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

	if (!is_usable(i, ret_why))
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

	if (!is_usable(i, ret_why))
		return IMAP_TROUBLE;
	/* only now may it say what others expunged */
	stream_deadline(i->stream, i->timeout_s, SMALL_BUDGET);
	r = outcome(i, mailimap_noop(i->session), IMAP_REFUSED, wanted.doing, ret_why);
	if (r == IMAP_OK)
		r = search(i, made(mailimap_search_key_new_uid(made(mailimap_set_new_single(uid)))),
		        &wanted, &found, &count, ret_why);
	if (r == IMAP_OK)
		*ret = count && found[0] == uid;
	return r;
}

int imap_search_header(struct imap *i, const char *field, const char *value, uint32_t **ret,
        size_t *ret_count, char **ret_why)
{
	struct wanted wanted = {1, SIZE_MAX, "searching a header"};

	if (!is_usable(i, ret_why))
		return IMAP_TROUBLE;
	if (!*field || !is_quotable(field) || !is_quotable(value))
		return refuse(IMAP_REFUSED, ret_why,
		        "A header to search for holds a line break or a byte that is not plain "
		        "ASCII; "
		        "nothing was asked of %s.",
		        i->peer);
	return search(i, mailimap_search_key_new_header(made(strdup(field)), made(strdup(value))),
	        &wanted, ret, ret_count, ret_why);
}

/* ---- fetching ---- */

static int64_t moment(const struct mailimap_date_time *d)
{
	int zone = d->dt_zone / 100 * 3600 + d->dt_zone % 100 * 60; /* +0130 came as 130 */
	struct date day;

	if (date_from_ymd(d->dt_year, d->dt_month, d->dt_day, &day) < 0)
		return 0;
	return (int64_t)day.days * 86400 + d->dt_hour * 3600 + d->dt_min * 60 + d->dt_sec - zone;
}

static void take_flags(const struct mailimap_msg_att_dynamic *flags, struct imap_message *m)
{
	if (!flags || !flags->att_list)
		return;
	for (clistiter *at = clist_begin(flags->att_list); at; at = clist_next(at)) {
		const struct mailimap_flag_fetch *f = clist_content(at);

		if (f->fl_type == MAILIMAP_FLAG_FETCH_OTHER && f->fl_flag &&
		        f->fl_flag->fl_type == MAILIMAP_FLAG_SEEN)
			m->seen = true;
	}
}

static void take_body(
        const struct mailimap_msg_att_body_section *b, size_t most, struct imap_message *m)
{
	if (!b || m->bytes)
		return;
	m->n = b->sec_body_part ? b->sec_length : 0;
	if (m->n > most)
		m->n = most;
	m->bytes = xmalloc(m->n + 1);
	if (m->n)
		memcpy(m->bytes, b->sec_body_part, m->n);
	m->bytes[m->n] = '\0';
}

static void take_item(const struct mailimap_msg_att_item *item, size_t most, struct imap_message *m)
{
	const struct mailimap_msg_att_static *s = item->att_data.att_static;

	if (item->att_type == MAILIMAP_MSG_ATT_ITEM_DYNAMIC)
		take_flags(item->att_data.att_dyn, m);
	if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC || !s)
		return;
	if (s->att_type == MAILIMAP_MSG_ATT_UID)
		m->uid = s->att_data.att_uid;
	else if (s->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
		m->size = s->att_data.att_rfc822_size;
	else if (s->att_type == MAILIMAP_MSG_ATT_INTERNALDATE && s->att_data.att_internal_date)
		m->internal_at = moment(s->att_data.att_internal_date);
	else if (s->att_type == MAILIMAP_MSG_ATT_BODY_SECTION)
		take_body(s->att_data.att_body_section, most, m);
}

/* Servers put news about other messages in between, and a liar says one twice: only the first
 * answer with a UID that was asked for counts. */
static void take_message(const struct mailimap_msg_att *att, const uint32_t *uids, size_t count,
        size_t most, struct imap_message *ret)
{
	struct imap_message m = {0};
	const uint32_t *at;

	for (clistiter *k = clist_begin(att->att_list); k; k = clist_next(k))
		take_item(clist_content(k), most, &m);
	at = bsearch(&m.uid, uids, count, sizeof(*uids), by_number);
	if (at && m.bytes && !ret[at - uids].bytes)
		ret[at - uids] = m;
	else
		imap_message_done(&m);
}

static struct mailimap_fetch_type *what_to_fetch(size_t most)
{
	struct mailimap_fetch_type *what = made(mailimap_fetch_type_new_fetch_att_list_empty());
	struct mailimap_fetch_att *parts[] = {mailimap_fetch_att_new_uid(),
	        mailimap_fetch_att_new_flags(), mailimap_fetch_att_new_internaldate(),
	        mailimap_fetch_att_new_rfc822_size(),
	        mailimap_fetch_att_new_body_peek_section_partial(
	                made(mailimap_section_new(NULL)), 0, (uint32_t)most)};

	for (size_t k = 0; k < COUNT(parts); k++)
		mailimap_fetch_type_new_fetch_att_list_add(what, made(parts[k]));
	return what;
}

static struct mailimap_set *set_of(const uint32_t *uids, size_t count)
{
	struct mailimap_set *set = made(mailimap_set_new_empty());

	for (size_t k = 0; k < count; k++)
		if (mailimap_set_add_single(set, uids[k]) != MAILIMAP_NO_ERROR)
			abort();
	return set;
}

int imap_fetch_many(struct imap *i, const uint32_t *uids, size_t count, size_t most,
        struct imap_message *ret, char **ret_why)
{
	struct mailimap_fetch_type *what;
	struct mailimap_set *set;
	clist *list = NULL;
	int r;

	if (!is_usable(i, ret_why))
		return IMAP_TROUBLE;
	most = most > FETCH_MOST / count ? FETCH_MOST / count : most;
	set = set_of(uids, count);
	what = what_to_fetch(most);
	stream_deadline(i->stream, command_s(i), count * most + SMALL_BUDGET);
	r = mailimap_uid_fetch(i->session, set, what, &list);
	if (r != MAILIMAP_NO_ERROR)
		list = NULL; /* the library leaves a freed list behind */
	r = outcome(i, r, IMAP_REFUSED, "fetching a message", ret_why);
	if (r == IMAP_OK)
		memset(ret, 0, count * sizeof(*ret));
	for (clistiter *at = r == IMAP_OK && list ? clist_begin(list) : NULL; at;
	        at = clist_next(at))
		take_message(clist_content(at), uids, count, most, ret);
	if (list)
		mailimap_fetch_list_free(list);
	mailimap_fetch_type_free(what);
	mailimap_set_free(set);
	return r;
}

int imap_fetch(struct imap *i, uint32_t uid, size_t most, struct imap_message *ret, char **ret_why)
{
	struct imap_message m;
	int r = imap_fetch_many(i, &uid, 1, most, &m, ret_why);

	if (r != IMAP_OK)
		return r;
	if (!m.bytes)
		return refuse(IMAP_REFUSED, ret_why, "%s did not give the message with UID %u.",
		        i->peer, uid);
	*ret = m;
	return IMAP_OK;
}

void imap_message_done(struct imap_message *m)
{
	xfree(m->bytes);
	*m = (struct imap_message){0};
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

/* The next line; NULL when there is none or the server takes its leave. */
static const char *get_line(struct imap *i)
{
	const char *l = mailstream_read_line(i->stream, i->session->imap_stream_buffer);

	return l && strncasecmp(l, "* BYE", 5) != 0 ? l : NULL;
}

/* "* OK Still here" keeps the line alive and is no news. */
static bool is_news(const char *l)
{
	return str_starts(l, "* ") && strncasecmp(l, "* OK", 4) != 0;
}

/* Lines up to the one that starts with `prefix`. News on the way goes to *news. */
static bool read_until(struct imap *i, const char *prefix, bool *news)
{
	stream_deadline(i->stream, IDLE_ANSWER_S, SMALL_BUDGET);
	for (;;) {
		const char *l = get_line(i);

		if (!l)
			return false;
		if (str_starts(l, prefix))
			return true;
		if (*l != '*')
			return false;
		*news |= is_news(l);
	}
}

/* Read what has come and wait for more; true when there is news. */
static bool idle_wait(struct imap *i, int wake_fd, int64_t end, enum stream_trouble *ret)
{
	for (;;) {
		int64_t left = end - clock_monotonic_ms();
		const char *l;

		*ret = stream_await(i->stream, wake_fd, left <= 0 ? 0 : (int)((left + 999) / 1000));
		if (*ret != STREAM_OK)
			return false;
		stream_deadline(i->stream, IDLE_ANSWER_S, SMALL_BUDGET);
		l = get_line(i);
		if (!l)
			*ret = STREAM_CLOSED;
		if (!l || is_news(l))
			return l != NULL;
	}
}

/* libetpan's own IDLE fails on data before "+", and sleeps through data that came with it. */
enum imap_idle imap_idle(struct imap *i, int wake_fd, int seconds)
{
	AUTO(xfree) char *line = NULL, *done = NULL;
	int64_t end = clock_monotonic_ms() + (int64_t)seconds * 1000;
	enum stream_trouble t = STREAM_OK;
	bool news = false;

	if (!i->in_step)
		return IMAP_IDLE_DEAD;
	line = xasprintf("%d IDLE\r\n", ++i->session->imap_tag); /* libetpan's own count of tags */
	done = xasprintf("%d ", i->session->imap_tag);
	stream_deadline(i->stream, IDLE_ANSWER_S, SMALL_BUDGET);
	if (!put_line(i, line) || !read_until(i, "+", &news))
		return idle_dead(i);
	if (!news)
		news = idle_wait(i, wake_fd, end, &t);
	if (!news && t != STREAM_TIMEOUT && t != STREAM_INTERRUPTED)
		return idle_dead(i);
	stream_deadline(i->stream, IDLE_ANSWER_S, SMALL_BUDGET);
	if (!put_line(i, "DONE\r\n") || !read_until(i, done, &news))
		return idle_dead(i);
	return news ? IMAP_IDLE_NEWS : t == STREAM_TIMEOUT ? IMAP_IDLE_TIMEOUT : IMAP_IDLE_WOKEN;
}
