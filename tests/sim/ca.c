/* ca.c - see ca.h */
#include "ca.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAY_S = 86400 };

struct pair {
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t crt;
};

static void
pair_free(struct pair *p)
{
	if (p->crt != NULL)
		gnutls_x509_crt_deinit(p->crt);
	if (p->key != NULL)
		gnutls_x509_privkey_deinit(p->key);
}

/* A new key and an unsigned certificate for it.  Every step depends on the
 * one before, so the first bad code is the reason and the rest is skipped. */
static int
pair_start(struct pair *p, const char *name, time_t from, time_t to)
{
	unsigned char serial[8];
	int rc;

	(void)gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof(serial));
	serial[0] &= 0x7f;
	rc = gnutls_x509_privkey_init(&p->key);
	if (rc >= 0)
		rc = gnutls_x509_privkey_generate(p->key, GNUTLS_PK_ECDSA,
		    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	if (rc >= 0)
		rc = gnutls_x509_crt_init(&p->crt);
	if (rc >= 0)
		rc = gnutls_x509_crt_set_version(p->crt, 3);
	if (rc >= 0)
		rc = gnutls_x509_crt_set_serial(p->crt, serial, sizeof(serial));
	if (rc >= 0)
		rc = gnutls_x509_crt_set_activation_time(p->crt, from);
	if (rc >= 0)
		rc = gnutls_x509_crt_set_expiration_time(p->crt, to);
	if (rc >= 0)
		rc = gnutls_x509_crt_set_key(p->crt, p->key);
	if (rc >= 0)
		rc = gnutls_x509_crt_set_dn_by_oid(p->crt,
		    GNUTLS_OID_X520_COMMON_NAME, 0, name,
		    (unsigned)strlen(name));
	return rc;
}

static int
root_make(struct pair *ca, time_t now)
{
	unsigned char id[20];
	size_t len = sizeof(id);
	int rc = pair_start(ca, "vrm-sim root", now - 2 * DAY_S, now + DAY_S);

	if (rc >= 0)
		rc = gnutls_x509_crt_set_basic_constraints(ca->crt, 1, 0);
	if (rc >= 0)
		rc = gnutls_x509_crt_set_key_usage(ca->crt,
		    GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN);
	if (rc >= 0)
		rc = gnutls_x509_crt_get_key_id(ca->crt, 0, id, &len);
	if (rc >= 0)
		rc = gnutls_x509_crt_set_subject_key_id(ca->crt, id, len);
	if (rc >= 0)
		rc = gnutls_x509_crt_sign2(ca->crt, ca->crt, ca->key,
		    GNUTLS_DIG_SHA256, 0);
	return rc;
}

static int
set_names(gnutls_x509_crt_t crt, const char *host)
{
	struct in_addr v4 = { htonl(INADDR_LOOPBACK) };
	struct in6_addr v6 = IN6ADDR_LOOPBACK_INIT;
	int rc = gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME,
	    host, (unsigned)strlen(host), GNUTLS_FSAN_SET);

	if (rc < 0 || strcmp(host, "localhost") != 0)
		return rc;
	rc = gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS,
	    &v4, sizeof(v4), GNUTLS_FSAN_APPEND);
	if (rc < 0)
		return rc;
	return gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS,
	    &v6, sizeof(v6), GNUTLS_FSAN_APPEND);
}

static int
server_make(struct pair *server, const struct pair *ca, enum ca_fault fault,
    time_t now)
{
	time_t to = fault == CA_EXPIRED ? now - DAY_S : now + DAY_S;
	unsigned char id[20];
	size_t len = sizeof(id);
	int rc = pair_start(server, "vrm-sim", now - 2 * DAY_S, to);

	if (rc >= 0)
		rc = set_names(server->crt, fault == CA_WRONG_HOST ?
		    "elsewhere.invalid" : "localhost");
	if (rc >= 0)
		rc = gnutls_x509_crt_set_key_purpose_oid(server->crt,
		    GNUTLS_KP_TLS_WWW_SERVER, 0);
	if (rc >= 0)
		rc = gnutls_x509_crt_get_key_id(ca->crt, 0, id, &len);
	if (rc >= 0)
		rc = gnutls_x509_crt_set_authority_key_id(server->crt, id, len);
	if (rc >= 0)
		rc = gnutls_x509_crt_sign2(server->crt, ca->crt, ca->key,
		    GNUTLS_DIG_SHA256, 0);
	return rc;
}

static int
crt_pem(char **out, gnutls_x509_crt_t crt)
{
	gnutls_datum_t d;
	int rc = gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &d);

	if (rc < 0)
		return rc;
	*out = xstrndup((const char *)d.data, d.size);
	gnutls_free(d.data);
	return 0;
}

static int
key_pem(char **out, gnutls_x509_privkey_t key)
{
	gnutls_datum_t d;
	int rc = gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &d);

	if (rc < 0)
		return rc;
	*out = xstrndup((const char *)d.data, d.size);
	gnutls_free(d.data);
	return 0;
}

int
ca_make(struct ca *out, enum ca_fault fault, struct err *e)
{
	struct pair root = { 0 }, other = { 0 }, server = { 0 };
	time_t now = time(NULL);
	int rc = root_make(&root, now);

	*out = (struct ca){ NULL, NULL, NULL };
	if (rc >= 0 && fault == CA_UNKNOWN)
		rc = root_make(&other, now);
	if (rc >= 0)
		rc = server_make(&server, &root, fault, now);
	if (rc >= 0)
		rc = crt_pem(&out->chain, server.crt);
	if (rc >= 0)
		rc = crt_pem(&out->root, fault == CA_UNKNOWN ? other.crt :
		    root.crt);
	if (rc >= 0)
		rc = key_pem(&out->key, server.key);
	if (rc < 0)
		err_set(e, ERR_SYSTEM, "certificates: %s", gnutls_strerror(rc));
	pair_free(&root);
	pair_free(&other);
	pair_free(&server);
	return rc < 0 ? -1 : 0;
}

void
ca_free(struct ca *ca)
{
	free(ca->key);
	free(ca->chain);
	free(ca->root);
}
