#pragma once
#include <stddef.h>
#include <sys/types.h>

/// Receives for a socket instead of `recv` and `SSL_read`, with their results; tls is the `SSL *`, or NULL.
typedef ssize_t (*kring_receiver)(void *owner, int socket, void *tls, void *buffer, size_t room);

/// Has everything that libwebsockets receives on the calling thread come from this function; NULL: from the socket.
void kring_set_receiver(void *owner, kring_receiver receiver);

/// Receives from the socket itself, whatever was set.
ssize_t kring_receive(int socket, void *tls, void *buffer, size_t room);
