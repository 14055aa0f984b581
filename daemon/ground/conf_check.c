#include "conf_check.h"

#include <libconfig.h>
#include <string.h>

#include "conf.h"
#include "conf_value.h"

static void check_message_domain(struct conf_loader *l, const config_setting_t *root)
{
	struct conf *c = l->conf;
	const char *at = c->business.address ? strchr(c->business.address, '@') : NULL;
	const config_setting_t *s = config_setting_get_member(root, "business");

	if (!at || config_setting_get_member(s, "message_domain"))
		return;
	if (conf_value_is_message_domain(at + 1))
		conf_set(&c->business.message_domain, at + 1);
	else
		conf_value_problem(l, s,
		        "message_domain is missing in business, and the domain of address can't "
		        "stand in a "
		        "Message-ID: write a domain of yours with a dot in it, in plain ASCII");
}

/* "mail.example.com" is of "example.com", and the other way round. */
static bool same_house(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	if (n < m)
		return same_house(b, a);
	return str_same_nocase(a + n - m, b) && (n == m || a[n - m - 1] == '.');
}

/* Under another domain's name our server's mail is forged, to whoever asks that domain (DMARC). */
static void check_from(struct conf_loader *l, const config_setting_t *people)
{
	const struct conf *c = l->conf;
	const char *ours = c->business.address ? strrchr(c->business.address, '@') : NULL;

	for (size_t i = 0; ours && c->business.from != CONF_FROM_SHARED && i < c->people_count;
	        i++) {
		const char *at = c->people[i].email ? strrchr(c->people[i].email, '@') : NULL;
		if (at && !same_house(at + 1, ours + 1))
			conf_value_problem(l, people,
			        "letters can't come from %s: its domain is not that of %s, and the "
			        "customers' servers would take them for forged; write from = "
			        "\"shared\", or give %s an address of yours",
			        c->people[i].email, c->business.address, c->people[i].id);
	}
}

/* A login that nobody would use is a misunderstanding. */
static void check_logins(struct conf_loader *l, const config_setting_t *people)
{
	const struct conf *c = l->conf;

	for (size_t i = 0; c->business.from != CONF_FROM_OWN && i < c->people_count; i++)
		if (c->people[i].smtp.user)
			conf_value_warning(l, people,
			        "the login of %s is not used, because letters come from %s: write "
			        "from = \"own\"; in business, or take the login out",
			        c->people[i].id, c->business.address);
}

void conf_check(struct conf_loader *l, const config_setting_t *root)
{
	const config_setting_t *people = config_setting_get_member(root, "people");
	const struct conf *c = l->conf;
	bool owner = false;

	check_message_domain(l, root);
	if (people) {
		check_from(l, people);
		check_logins(l, people);
	}
	for (size_t i = 0; i < c->people_count; i++)
		owner = owner || c->people[i].owner;
	if (people && !owner)
		conf_value_problem(l, people,
		        "nobody in people is the owner: add owner = true; to whoever gets the "
		        "weekly digest "
		        "about everybody");
	if (c->digest.escalate_hours < c->digest.nudge_hours)
		conf_value_problem(l, config_setting_get_member(root, "digest"),
		        "escalate_hours (%d) is before nudge_hours (%d): the owner would be told "
		        "before the "
		        "account manager",
		        c->digest.escalate_hours, c->digest.nudge_hours);
}
