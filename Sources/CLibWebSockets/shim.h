#pragma once
#include <libwebsockets.h>
#include <string.h>
#include <sys/socket.h>
#include <uv.h>

// Only what Swift cannot say itself: filling of C structs, and macros.

/// Creates a context on a libuv loop that the caller owns and runs; *gone becomes NULL at the end of its destruction.
static inline struct lws_context *kring_create_context(
  uv_loop_t *loop, void *user, struct lws_context **gone, unsigned int service_buffer, int tls) {
  struct lws_context_creation_info info;
  void *loops[1] = {loop};
  memset(&info, 0, sizeof(info));
  info.port = CONTEXT_PORT_NO_LISTEN;
  info.foreign_loops = loops;
  info.pcontext = gone;
  info.user = user;
  info.gid = -1;
  info.uid = -1;
  info.pt_serv_buf_size = service_buffer;
  info.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
                 LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME | LWS_SERVER_OPTION_JUST_USE_RAW_ORIGIN;
  if (tls) info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
  return lws_create_context(&info);
}

/// Creates a listening virtual host. All pointers but the paths must live as long as the context.
static inline struct lws_vhost *kring_create_server_vhost(
  struct lws_context *context, const char *name, const struct lws_protocols *protocols,
  const struct lws_protocol_vhost_options *headers, const char *interface_address, int port, int ipv6,
  int is_file, const char *certificate, const char *key, unsigned int timeout_s, int keepalive_s,
  const lws_retry_bo_t *validity) {
  struct lws_context_creation_info info;
  memset(&info, 0, sizeof(info));
  info.port = port;
  info.iface = interface_address;
  info.protocols = protocols;
  info.headers = headers;
  info.extensions = NULL;  // permessage-deflate: bugs, and 175 KB a connection
  info.retry_and_idle_policy = validity;
  info.timeout_secs = timeout_s;
  info.timeout_secs_ah_idle = timeout_s;
  info.keepalive_timeout = keepalive_s;
  info.vhost_name = name;
  info.alpn = "http/1.1";  // never HTTP/2
  info.options = LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME | LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND;
  if (is_file) info.options |= LWS_SERVER_OPTION_UNIX_SOCK;
  if (!ipv6) info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;
  if (certificate) {
    info.ssl_cert_filepath = certificate;
    info.ssl_private_key_filepath = key;
    info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
    info.ssl_options_set = SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | SSL_OP_NO_COMPRESSION;
    // Forward secrecy and authenticated encryption only; what TLS 1.3 has is all like that.
    info.ssl_cipher_list = "ECDHE+AESGCM:ECDHE+CHACHA20";
    // Who speaks plain HTTP to this port is told so, see Server.http.
    info.options |= LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT | LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER;
  }
  return lws_create_vhost(context, &info);
}

/// Creates a virtual host for outgoing connections; ca is a PEM file, or NULL for the system's own list.
static inline struct lws_vhost *kring_create_client_vhost(
  struct lws_context *context, const struct lws_protocols *protocols, const char *name, const char *ca,
  unsigned int timeout_s, const lws_retry_bo_t *validity) {
  struct lws_context_creation_info info;
  memset(&info, 0, sizeof(info));
  info.port = CONTEXT_PORT_NO_LISTEN;
  info.protocols = protocols;
  info.extensions = NULL;
  info.retry_and_idle_policy = validity;
  info.timeout_secs = timeout_s;
  info.connect_timeout_secs = timeout_s;
  info.vhost_name = name;
  info.alpn = "http/1.1";
  info.client_ssl_ca_filepath = ca;
  info.options = LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
  return lws_create_vhost(context, &info);
}

/// Begins an outgoing WebSocket connection; NULL when it failed at once.
static inline struct lws *kring_connect(
  struct lws_context *context, struct lws_vhost *vhost, const char *address, int port, const char *path,
  const char *host, const char *origin, const char *subprotocol, const char *local_protocol, int tls, void *opaque,
  const lws_retry_bo_t *validity) {
  struct lws_client_connect_info info;
  memset(&info, 0, sizeof(info));
  info.context = context;
  info.vhost = vhost;
  info.address = address;
  info.port = port;
  info.path = path;
  info.host = host;
  info.origin = origin;
  info.protocol = subprotocol;
  info.local_protocol_name = local_protocol;
  info.ssl_connection = tls ? LCCSCF_USE_SSL : 0;
  info.opaque_user_data = opaque;
  info.retry_and_idle_policy = validity;
  info.alpn = "http/1.1";
  return lws_client_connect_via_info(&info);
}

/// Hands whole, already framed WebSocket frames to the socket as they are; what it does not take is kept and
/// sent later. Nothing must be waiting in libwebsockets.
///
/// On a plain socket the system is asked at once: lws_write's way there takes a twentieth of what the send takes,
/// for nothing where the whole goes out. It gets what is left, and what went wrong.
static inline int kring_write_as_is(struct lws *wsi, const void *bytes, size_t count) {
  size_t sent = 0;
  if (!lws_is_ssl(wsi) && !lws_partial_buffered(wsi)) {
    const ssize_t result = send(lws_get_socket_fd(wsi), bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (result > 0) sent = (size_t)result;
    if (sent == count) return (int)count;
  }
  return lws_write(wsi, (unsigned char *)bytes + sent, count - sent, LWS_WRITE_HTTP);
}

static inline size_t kring_write_headroom(void) { return LWS_PRE; }
