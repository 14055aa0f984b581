/*
 * audience: whom a template is written to, as a condition of SQL over table customer.
 */
#ifndef AUDIENCE_H
#define AUDIENCE_H

#include "base.h"
#include "house.h"

struct template;

/* " present=1 AND …": the condition. And a word as a literal of SQL. */
void audience_put(const struct house *h, struct text *sql, const struct template *t);
void audience_quote(struct text *sql, const char *s);

/* Is the customer in the template's audience? When not, the header line that leaves them out in
 * *ret_why (owned; may be NULL). */
bool audience_has(
        const struct house *h, const struct template *t, const char *customer, char **ret_why);
/* The same from columns that were read already, which tell all but what a Where: says: of such a
 * template false means that audience_has() must be asked. */
struct audience_facts {
	bool present;
	const char *stage, *country, *language, *tags, *celebrates;
};
bool audience_takes(const struct template *t, const struct audience_facts *who);
/* The keys of the customers in the audience, the first `most` of them in the ledger's order:
 * NULL-terminated, owned; and the number of all, -EINVAL when Where: is not usable. */
int audience_keys(const struct house *h, const struct template *t, int most, char ***ret_keys);
void audience_keys_free(char **keys);
static inline void audience_keys_free_auto(char ***keys)
{
	audience_keys_free(*keys);
}
/* How many customers of the ledger are in the audience; -errno when Where: is not usable. */
int audience_count(const struct house *h, const struct template *t);

#endif
