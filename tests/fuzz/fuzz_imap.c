/* A mailbox server's side of a dialogue, from greeting to LOGOUT. The first byte: TLS and login. */
#include "imap.h"
#include "imap_fetch.h"
#include "wire.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

static void check(int outcome, char **why)
{
	if (outcome < IMAP_OK || outcome > IMAP_REFUSED || (outcome != IMAP_OK && !*why))
		abort();
	if (*why)
		wire_check_words(*why);
	xfree(*why);
	*why = NULL;
}

/* Four of a head, had in two bites, and one whole. */
static void fetch(struct imap *i)
{
	static const char *const fields[] = {"From", "Message-ID", NULL};
	static const uint32_t some[] = {1, 2, 7, 9};
	const struct imap_want want = {fields, 40, true};
	char *why = NULL;
	struct fetched f[4] = {0}, one = {0};
	size_t n = 0, to = 2;
	int o = imap_ask(i, &want, some, 4, &why);

	check(o, &why);
	for (size_t at = 0; o == IMAP_OK && at < 4; at += n, to = 4) {
		check(o = imap_take(i, some + at, to - at, f, &n, &why), &why);
		if (o == IMAP_OK && (n == 0 || n > to - at))
			abort();
		for (size_t k = 0; o == IMAP_OK && k < n; k++) {
			if (f[k].bytes && (f[k].n > 40 || f[k].uid != some[at + k]))
				abort();
			fetched_done(&f[k]);
		}
		if (o == IMAP_OK && !imap_is_asked(i))
			break;
	}
	check(o = imap_fetch(i, 3, 4096, &one, &why), &why);
	if (o == IMAP_OK)
		fetched_done(&one);
}

static void talk(struct imap *i)
{
	__attribute__((unused)) AUTO(xfree) char *sent = imap_find_sent(i);
	AUTO(xfree) uint32_t *uids = NULL, *found = NULL;
	struct imap_mailbox box;
	char *why = NULL;
	size_t count = 0;

	check(imap_examine(i, "INBOX", &box, &why), &why);
	check(imap_uids(i, 1, DATE_NONE, 10, &uids, &count, &why), &why);
	fetch(i);
	check(imap_search_header(i, "Followup-Ref", "x", &found, &count, &why), &why);
	check(imap_append(i, "Sent", "a: b\r\n\r\nx\r\n", 11, &why), &why);
	if (imap_can_idle(i) && imap_idle_begin(i) != IMAP_IDLE_DEAD &&
	        imap_idle_wait(i, -1, 1) != IMAP_IDLE_DEAD)
		imap_idle_end(i);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	static char host[] = "mail.example", user[] = "care", command[] = "token";
	struct conf_server server = {.host = host, .port = 143, .user = user, .timeout_s = 60};
	struct imap *i = NULL;
	char *why = NULL;

	if (n == 0)
		return 0;
	server.tls = bytes[0] & 1 ? CONF_TLS_STARTTLS : CONF_TLS_IMPLICIT;
	server.password.token_command = bytes[0] & 4 ? command : NULL;
	wire_begin(bytes + 1, n - 1);
	check(imap_open(&server, &i, &why), &why);
	if (i)
		talk(i);
	imap_close(i);
	return 0;
}
