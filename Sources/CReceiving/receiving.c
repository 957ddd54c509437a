// libwebsockets 4.1 has no place where a program can look at what was received before its parsers do, and its parser
// of HTTP loses lines. It receives with recv() and SSL_read() and nothing else. A program's own definitions of these go
// before those of its libraries, so the two here are what libwebsockets calls. On threads that have set no receiver,
// and for peeking, they do what the originals do.
#include "receiving.h"
#include <openssl/ssl.h>
#include <sys/socket.h>

static _Thread_local kring_receiver current;
static _Thread_local void *current_owner;

void kring_set_receiver(void *owner, kring_receiver receiver) {
  current = receiver;
  current_owner = owner;
}

ssize_t kring_receive(int socket, void *tls, void *buffer, size_t room) {
  if (!tls) return recvfrom(socket, buffer, room, 0, NULL, NULL);
  size_t count = 0;
  return SSL_read_ex(tls, buffer, room, &count) == 1 ? (ssize_t)count : -1;
}

ssize_t recv(int socket, void *buffer, size_t room, int flags) {
  if (current && flags == 0) return current(current_owner, socket, NULL, buffer, room);
  return recvfrom(socket, buffer, room, flags, NULL, NULL);
}

int SSL_read(SSL *tls, void *buffer, int room) {
  if (room < 0) return -1;
  if (current) return (int)current(current_owner, SSL_get_fd(tls), tls, buffer, (size_t)room);
  return (int)kring_receive(-1, tls, buffer, (size_t)room);
}
