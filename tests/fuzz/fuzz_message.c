/* Any bytes as a mail: parsed in this very process, then classified. The seeds are the mails of
 * tests/unit/data/mail. */
#include "charset.h"
#include "classify.h"
#include "message.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

/* All that leaves the parser is UTF-8, whatever came in. */
static void check(const char *s)
{
	if (!s || !charset_valid_utf8(s, strlen(s)))
		abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	AUTO(message_free) struct message *m = NULL;
	if (message_parse_here((const char *)bytes, n, &m) != 0)
		abort();
	check(m->subject);
	check(m->from_name);
	check(m->text);
	check(m->new_text);
	check(m->original_message_id);
	for (size_t i = 0; i < m->recipients_count; i++)
		check(m->recipients[i].address);
	struct classify c = classify(m);
	if (!c.reason || !*classify_name(c.class))
		abort();
	AUTO(xfree) char *base = message_base_subject(m->subject);
	check(base);
	return 0;
}
