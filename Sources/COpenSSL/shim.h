#pragma once
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// Only macros that Swift cannot see.

static inline long kring_ssl_set_host(SSL *ssl, const char *name) {
  return SSL_set_tlsext_host_name(ssl, name);
}
