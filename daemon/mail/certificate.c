#include "certificate.h"

#include "base64.h"
#include "conf.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* An authority of the same name with another key shows as a failed signature. */
#define NOT_TRUSTED                                                                                \
	(GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_SIGNER_NOT_CA | GNUTLS_CERT_SIGNATURE_FAILURE)

/* What foreign text may stand in our sentences. */
static void put_clean(struct text *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n && i < 100; i++)
		text_putc(out, s[i] > 0x20 && s[i] < 0x7f ? s[i] : '?');
}

static gnutls_x509_crt_t peer_certificate(gnutls_session_t tls)
{
	gnutls_x509_crt_t crt = NULL;
	unsigned count = 0;
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(tls, &count);

	if (!chain || count == 0 || gnutls_x509_crt_init(&crt) < 0)
		return NULL;
	if (gnutls_x509_crt_import(crt, &chain[0], GNUTLS_X509_FMT_DER) < 0) {
		gnutls_x509_crt_deinit(crt);
		return NULL;
	}
	return crt;
}

/* "mail.example, smtp.example": the first names the certificate is made out to. */
static void put_names(struct text *out, gnutls_x509_crt_t crt)
{
	char name[256];
	size_t n = sizeof(name);

	for (unsigned i = 0; i < 4; i++, n = sizeof(name)) {
		int r = gnutls_x509_crt_get_subject_alt_name(crt, i, name, &n, NULL);

		if (r == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
			break;
		if (r != GNUTLS_SAN_DNSNAME)
			continue;
		text_puts(out, out->len ? ", " : "");
		put_clean(out, name, n);
	}
	n = sizeof(name);
	if (!out->len && gnutls_x509_crt_get_dn_by_oid(
	                         crt, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &n) == 0)
		put_clean(out, name, n);
}

static void put_day(struct text *out, time_t at)
{
	AUTO(xfree) char *day = date_format((struct date){(int32_t)(at / 86400)});

	text_puts(out, day);
}

static void put_trust_problem(struct text *why, gnutls_x509_crt_t crt, bool own_ca)
{
	bool self = crt && gnutls_x509_crt_check_issuer(crt, crt);

	text_puts(why, self ? " is self-signed and not trusted here: anybody could have made it. "
	                    : " is signed by nobody this machine trusts. ");
	text_puts(why, own_ca ? "Check that ca_file holds the certificate of its authority"
	                      : "If it is the right server, save the certificate of its authority "
	                        "to a file and name that file as ca_file");
}

/* The one thing that is wrong first, in words, and what to do. */
static void put_problem(
        struct text *why, const struct conf_server *server, unsigned status, gnutls_x509_crt_t crt)
{
	AUTO(text_done) struct text names = TEXT_INIT;

	if (status & GNUTLS_CERT_REVOKED) {
		text_puts(why, " was revoked. Ask whoever runs the server for a new one");
	} else if (crt && (status & GNUTLS_CERT_EXPIRED)) {
		text_puts(why, " has expired on ");
		put_day(why, gnutls_x509_crt_get_expiration_time(crt));
		text_puts(why, ". Have it renewed on the server (or correct this machine's clock)");
	} else if (crt && (status & GNUTLS_CERT_NOT_ACTIVATED)) {
		text_puts(why, " is not valid before ");
		put_day(why, gnutls_x509_crt_get_activation_time(crt));
		text_puts(why, ". Check this machine's clock");
	} else if (status & NOT_TRUSTED) {
		put_trust_problem(why, crt, server->ca_file != NULL);
	} else if (crt && (status & GNUTLS_CERT_UNEXPECTED_OWNER)) {
		put_names(&names, crt);
		text_printf(why,
		        " is made out to %s, not to %s. Write the server's real name as "
		        "host in the configuration",
		        names.len ? names.s : "nobody", server->host);
	} else if (status & GNUTLS_CERT_INSECURE_ALGORITHM) {
		text_puts(
		        why, " uses a signature or key too weak to be believed. Have it replaced");
	} else {
		text_printf(why, " could not be verified (status 0x%x). Have it replaced", status);
	}
}

char *certificate_why(gnutls_session_t tls, const struct conf_server *server)
{
	AUTO(text_done) struct text why = TEXT_INIT;
	gnutls_x509_crt_t crt = peer_certificate(tls);

	text_printf(&why, "The certificate of %s:%d", server->host, server->port);
	put_problem(&why, server, gnutls_session_get_verify_cert_status(tls), crt);
	text_puts(&why, ". No password was sent.");
	if (crt)
		gnutls_x509_crt_deinit(crt);
	return text_steal(&why);
}

/* ---- the pin ---- */

/* "sha256//…" over the public key, as curl(1) and others write it; NULL: it has none. Owned. */
static char *pin_of(gnutls_session_t tls)
{
	AUTO(text_done) struct text pin = TEXT_INIT;
	unsigned char id[32];
	size_t n = sizeof(id);
	gnutls_x509_crt_t crt = peer_certificate(tls);
	int r = crt ? gnutls_x509_crt_get_key_id(crt, GNUTLS_KEYID_USE_SHA256, id, &n) : -1;

	if (crt)
		gnutls_x509_crt_deinit(crt);
	if (r < 0)
		return NULL;
	text_puts(&pin, "sha256//");
	base64_put(&pin, (const char *)id, n);
	return text_steal(&pin);
}

char *certificate_pin_why(gnutls_session_t tls, const struct conf_server *server)
{
	AUTO(xfree) char *pin = server->pin ? pin_of(tls) : NULL;
	AUTO(xfree) char *left = server->pin ? xstrdup(server->pin) : NULL;
	char *save = NULL;

	if (!server->pin)
		return NULL;
	for (char *p = strtok_r(left, "; ", &save); p; p = strtok_r(NULL, "; ", &save))
		if (str_same(p, pin))
			return NULL;
	return xasprintf("The key of %s:%d is none of those that pin allows, though its "
	                 "certificate is good. If whoever runs the server has changed the key, "
	                 "write pin = \"%s\" in the configuration; if nobody has, somebody in "
	                 "between is pretending. No password was sent.",
	        server->host, server->port, pin ? pin : "sha256//…");
}
