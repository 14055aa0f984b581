#include "address.h"

#include <idn2.h>
#include <string.h>

#include "utf8.h"

enum {
	ADDRESS_MOST = 254, /* RFC 5321 section 4.5.3.1.3, without < > */
	LOCAL_MOST = 64,    /* RFC 5321 section 4.5.3.1.1 */
};

/* For a sentence: no control bytes, and not the whole of a novel. */
static char *shown(const char *s)
{
	struct text t = TEXT_INIT;

	while (*s && t.len < 80) {
		uint32_t c = utf8_next(&s);

		utf8_put(&t, c == UTF8_LOST || utf8_is_break(c) || utf8_is_turn(c) ? '?' : c);
	}
	if (*s)
		text_puts(&t, "…");
	return text_steal(&t);
}

/* Letters of other alphabets (RFC 6531) are for the server to take or to leave; what can't be seen,
 * or ends a line somewhere, is none. */
static bool is_letter_elsewhere(uint32_t c)
{
	return c > 0xa0 && c != UTF8_LOST && !utf8_is_break(c) && !utf8_is_turn(c) && c != 0xad &&
	       (c < 0x2000 || c > 0x206f) && c != 0x3000 && c != 0xfeff;
}

bool address_atext(char c)
{
	static const bool atext[256] = {['0' ... '9'] = true,
	        ['A' ... 'Z'] = true,
	        ['^' ... '~'] = true, /* with the small letters */
	        ['!'] = true,
	        ['#' ... '\''] = true,
	        ['*'] = true,
	        ['+'] = true,
	        ['-'] = true,
	        ['/'] = true,
	        ['='] = true,
	        ['?'] = true};
	return atext[(unsigned char)c];
}

static bool is_local(uint32_t c)
{
	return c < 0x80 ? c == '.' || address_atext((char)c) : is_letter_elsewhere(c);
}

static const char *local_fault(const char *s, size_t n)
{
	if (n == 0)
		return "has nothing before the @";
	if (n > LOCAL_MOST)
		return "has more than 64 characters before the @";
	for (const char *at = s, *was = s; at < s + n; was = at) {
		if (address_atext(*at) || *at == '.')
			at++;
		else if (!is_local(utf8_next(&at)))
			return "has a character before the @ that no address has";
		if (*was == '.' && (was == s || at == s + n || was[-1] == '.'))
			return "has a dot too many before the @";
	}
	return NULL;
}

static const char *domain_fault(const char *s)
{
	size_t label = 0;

	if (strlen(s) > 253)
		return "has a domain that is too long";
	for (;; s++) {
		if (*s && *s != '.') {
			if (!utf8_is_alnum(*s) && *s != '-')
				return "has a character in its domain that no domain has";
			if (*s == '-' && (label == 0 || s[1] == '.' || !s[1]))
				return "has a hyphen at an end of a part of its domain";
			if (++label > 63)
				return "has a domain with a part of more than 63 characters";
			continue;
		}
		if (label == 0)
			return "has an empty part in its domain";
		label = 0;
		if (!*s)
			return NULL;
	}
}

/* The address with its domain in ASCII; NULL when libidn2 finds no such name. What is ASCII stays
 * as it was written. */
static char *with_wire_domain(const char *address, const char *domain)
{
	uint8_t *found = NULL;
	struct text wire = TEXT_INIT;
	size_t n = strlen(domain);

	if (utf8_ascii(domain, n) == n)
		return xstrdup(address);
	if (utf8_valid(domain, n) && idn2_lookup_u8((const uint8_t *)domain, &found,
	                                     IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK) {
		text_put(&wire, address, (size_t)(domain - address));
		text_puts(&wire, (const char *)found);
	}
	idn2_free(found);
	return wire.s;
}

int address_to_wire(const char *address, char **ret, char **ret_why)
{
	const char *at = address ? strrchr(address, '@') : NULL;
	AUTO(xfree) char *wire = at ? with_wire_domain(address, at + 1) : NULL;
	const char *fault;

	if (!at)
		fault = str_empty(address) ? "is empty" : "has no @";
	else if (!wire)
		fault = "has a domain that does not exist in the rules for international names";
	else
		fault = local_fault(address, (size_t)(at - address));
	if (!fault)
		fault = domain_fault(wire + (at + 1 - address));
	if (!fault && strlen(wire) > ADDRESS_MOST)
		fault = "is longer than 254 characters";
	if (fault) {
		AUTO(xfree) char *name = shown(address ? address : "");
		*ret_why = xasprintf("the address \"%s\" %s", name, fault);
		return ADDRESS_BAD;
	}
	*ret = wire;
	wire = NULL;
	return 0;
}
