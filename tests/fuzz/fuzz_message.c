/* Any bytes as a mail: parsed in this very process, then classified. The seeds are the mails of
 * tests/unit/data/mail. */
#include "classify.h"
#include "message.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

/* All that leaves the parser is UTF-8, whatever came in. */
static void check(const char *s)
{
	if (!s || !utf8_valid(s, strlen(s)))
		abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	AUTO(message_free) struct message *m = NULL;
	if (message_parse_here((const char *)bytes, n, &m) != 0)
		abort();
	const char *const strings[] = {m->from_address, m->from_name, m->subject, m->message_id,
	        m->in_reply_to, m->references, m->to, m->return_path, m->followup_ref,
	        m->auto_submitted, m->precedence, m->list_id, m->content_type, m->report_type,
	        m->headers, m->text, m->new_text, m->original_message_id, m->original_reference,
	        m->envelope_id, m->feedback_type};
	for (size_t i = 0; i < COUNT(strings); i++)
		check(strings[i]);
	for (size_t i = 0; i < m->recipients_count; i++) {
		check(m->recipients[i].address);
		check(m->recipients[i].action);
		check(m->recipients[i].status);
		check(m->recipients[i].diagnostic);
		check(m->recipients[i].original);
	}
	struct classify c = classify(m);
	if (!c.reason || !*classify_name(c.class))
		abort();
	AUTO(xfree) char *base = message_base_subject(m->subject);
	check(base);
	return 0;
}
