/*
 * composer: writes mails for judges in other languages. Reads cases from standard input, each of
 * 15 fields that end with a NUL byte, in the order of enum field; an empty field that may be NULL
 * is NULL. Writes for each case one line, "ok N" or "bad N", and N bytes: the message, or why
 * there is none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compose.h"

enum field {
	KIND, /* letter, by-hand, notice; flowed: a letter in format=flowed */
	FROM_NAME,
	FROM_ADDRESS,
	TO_NAME,
	TO_ADDRESS,
	REPLY_TO,
	SUBJECT,
	MESSAGE_ID,
	REFERENCE,
	UNSUBSCRIBE,
	LANGUAGE,
	TEXT,
	HTML,
	PICTURE, /* its bytes, without NUL; empty: none */
	DATE,    /* seconds since 1970, a blank, seconds east of UTC */
	FIELDS,
};

struct field_buffer {
	char *s;
	size_t cap;
};

static bool read_case(struct field_buffer fields[FIELDS])
{
	for (int i = 0; i < FIELDS; i++) {
		ssize_t n = getdelim(&fields[i].s, &fields[i].cap, '\0', stdin);

		if (n < 0 && i == 0)
			return false;
		if (n < 0 || fields[i].s[n - 1] != '\0') {
			fputs("composer: the last case is cut off\n", stderr);
			exit(EXIT_FAILURE);
		}
	}
	return true;
}

static enum compose_kind kind_of(const char *s)
{
	if (str_same(s, "notice"))
		return COMPOSE_NOTICE;
	return str_same(s, "by-hand") ? COMPOSE_LETTER_BY_HAND : COMPOSE_LETTER;
}

static const char *or_null(const char *s)
{
	return *s ? s : NULL;
}

static void write_case(const struct field_buffer f[FIELDS])
{
	struct compose_message m = {
	        .kind = kind_of(f[KIND].s),
	        .flowed = str_same(f[KIND].s, "flowed"),
	        .from_name = f[FROM_NAME].s,
	        .from_address = f[FROM_ADDRESS].s,
	        .to_name = or_null(f[TO_NAME].s),
	        .to_address = f[TO_ADDRESS].s,
	        .reply_to = or_null(f[REPLY_TO].s),
	        .subject = f[SUBJECT].s,
	        .message_id = f[MESSAGE_ID].s,
	        .reference = or_null(f[REFERENCE].s),
	        .unsubscribe = or_null(f[UNSUBSCRIBE].s),
	        .language = or_null(f[LANGUAGE].s),
	        .text = f[TEXT].s,
	        .html = or_null(f[HTML].s),
	};
	if (*f[PICTURE].s)
		m.picture = (struct part_picture){
		        "image/png", "fu1.x@example.org", f[PICTURE].s, strlen(f[PICTURE].s)};
	AUTO(xfree) char *out = NULL;
	AUTO(xfree) char *why = NULL;
	char *rest;
	size_t n = 0;
	m.date_at = strtoll(f[DATE].s, &rest, 10);
	m.date_offset = (int32_t)strtol(rest, NULL, 10);
	if (compose(&m, &out, &n, &why) == 0) {
		printf("ok %zu\n", n);
		fwrite(out, 1, n, stdout);
	} else {
		printf("bad %zu\n%s", strlen(why), why);
	}
}

int main(void)
{
	struct field_buffer fields[FIELDS] = {{0}};

	while (read_case(fields))
		write_case(fields);
	for (int i = 0; i < FIELDS; i++)
		free(fields[i].s);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
