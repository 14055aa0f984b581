/* Any facts: the fields of a message, one a line up to a lone dot, the rest the text. */
#include "charset.h"
#include "classify.h"
#include "message.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

/* The next line of *s as valid UTF-8; "" at the end. Owned. */
static char *line(const char **s)
{
	size_t n = strcspn(*s, "\n");
	char *out = charset_to_utf8(*s, n, "");
	*s += n + ((*s)[n] != '\0');
	return out;
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	AUTO(xfree) char *all = charset_to_utf8((const char *)bytes, n, "");
	const char *s = all;
	struct message *m = xcalloc(1, sizeof *m);
	char **const fields[] = {&m->from_address, &m->from_name, &m->subject, &m->message_id,
	        &m->in_reply_to, &m->references, &m->to, &m->return_path, &m->followup_ref,
	        &m->auto_submitted, &m->precedence, &m->list_id, &m->content_type, &m->report_type,
	        &m->original_message_id, &m->original_reference, &m->envelope_id,
	        &m->feedback_type};
	for (size_t i = 0; i < COUNT(fields); i++)
		*fields[i] = line(&s);
	struct report_recipient *r = xcalloc(1, sizeof *r);
	*r = (struct report_recipient){line(&s), line(&s), line(&s), line(&s), line(&s)};
	m->recipients = r;
	m->recipients_count = *r->address != '\0';
	if (!m->recipients_count) {
		struct report none = {.recipients = r, .count = 1};
		report_done(&none);
		m->recipients = NULL;
	}
	const char *body = strstr(s, "\n\n");
	m->headers = xstrndup(s, body ? (size_t)(body - s) : SIZE_MAX);
	m->text = xstrdup(body ? body + 2 : s);
	m->new_text = xstrdup(m->text);
	struct classify c = classify(m);
	if (!c.reason || classify_status(m->precedence, m->text) > CLASSIFY_TRANSIENT)
		abort();
	message_free(m);
	return 0;
}
