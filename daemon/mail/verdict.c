#include "verdict.h"

#include "message.h"

#include <string.h>
#include <strings.h>

/* What the mail server found out about the sender stands in its Authentication-Results (RFC 8601);
 * a sender may write such lines too. With a server's name in the configuration only lines that
 * begin with it count, else only the topmost, which was put there last. */
static char *verdict(const struct message *m, const char *server)
{
	static const char name[] = "Authentication-Results:";
	for (const char *line = m->headers; line && *line;) {
		size_t n = strcspn(line, "\n");
		if (strncasecmp(line, name, sizeof name - 1) == 0) {
			AUTO(xfree)
			char *value = xstrndup(line + sizeof name - 1, n - (sizeof name - 1));
			char *said = value + strspn(value, " \t");
			AUTO(xfree) char *who = xstrndup(said, strcspn(said, "; \t"));
			if (!server || str_same_nocase(who, server))
				return xstrdup(said);
		}
		line += n + (line[n] == '\n');
	}
	return NULL;
}

/* Only what it denies counts: mail within one house is often not looked at. Where the domain has
 * no policy of its own, the sender's host is denied and no signature holds. */
bool verdict_forged(const struct message *m, const char *server)
{
	AUTO(xfree) char *said = verdict(m, server);
	if (!said || strcasestr(said, "dmarc=pass"))
		return false;
	return strcasestr(said, "dmarc=fail") ||
	       (strcasestr(said, "spf=fail") && !strcasestr(said, "dkim=pass"));
}
