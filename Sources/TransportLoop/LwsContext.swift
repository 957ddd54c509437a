import CLibWebSockets
import Glibc
import Locking

/// Creation of contexts touches globals of libwebsockets and OpenSSL: one at a time.
private let creation = Locked(Creation())

private struct Creation {
  /// Whether a context of this process has readied libwebsockets for TLS.
  var isReadyForTLS = false
}

/// What libwebsockets calls: connection, reason, our memory for it, input and its length.
package typealias LwsCallback =
  @convention(c) (
    OpaquePointer?, lws_callback_reasons, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, Int
  ) -> Int32

/// One libwebsockets context on a loop of ours, with the memory it points to.
package final class LwsContext {
  private var context: OpaquePointer?
  /// Becomes NULL when libwebsockets has freed the context.
  private let alive = UnsafeMutablePointer<OpaquePointer?>.allocate(capacity: 1)
  private let protocols = UnsafeMutablePointer<lws_protocols>.allocate(capacity: 2)
  /// Pings are sent by our own wheel: the validity timers of libwebsockets are a sorted list, which costs seconds of
  /// CPU at some thousands of connections. All zero means off.
  private let validity = UnsafeMutablePointer<lws_retry_bo_t>.allocate(capacity: 1)
  private let headers: UnsafeMutablePointer<lws_protocol_vhost_options>
  private let headerCount: Int
  private let name: UnsafeMutablePointer<CChar>
  /// Texts that libwebsockets goes on pointing to.
  private var kept: [UnsafeMutablePointer<CChar>] = []
  /// What callbacks that belong to no connection find, through the context's user pointer: first our owner, then the
  /// `SSL_CTX *` of the listening virtual host.
  private let user = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 2)
  package private(set) var isDestroyed = false

  /// Makes a context whose one protocol has the name and calls the callback.
  ///
  /// One protocol for HTTP and WebSocket alike: with a second one a client could choose it by name.
  ///
  /// - Parameter headers: what libwebsockets adds to each answer of its own.
  package init(
    loop: Loop, tls: Bool, protocolName: String, headers list: [(name: String, value: String)] = [],
    callback: @escaping LwsCallback
  ) throws(TransportError) {
    name = strdup(protocolName)
    protocols.initialize(repeating: lws_protocols(), count: 2)
    protocols[0].name = UnsafePointer(name)
    protocols[0].callback = callback
    // Reads of this size and a buffer of it for each WebSocket: 2 KB holds most commands whole.
    protocols[0].rx_buffer_size = 2048
    // Without it each write would be cut at rx_buffer_size.
    protocols[0].tx_packet_size = 16 << 20
    headerCount = list.count
    headers = .allocate(capacity: max(1, headerCount))
    alive.initialize(to: nil)
    user.initialize(repeating: nil, count: 2)
    validity.initialize(to: lws_retry_bo_t())
    fillHeaders(list)
    OpenSSLStart.once()
    var made: OpaquePointer?
    creation.withLock { creation in
      lws_set_log_level(0, nil)  // its messages may hold addresses and paths
      // Once in a process: libwebsockets keeps the place where an `SSL *` finds its connection in a global, which each
      // start for TLS sets anew. A handshake of another context at that moment would find none, and fail.
      let begins = tls && !creation.isReadyForTLS
      creation.isReadyForTLS = creation.isReadyForTLS || tls
      // 32 KiB: headers and reads of one turn; shared by all connections.
      made = kring_create_context(loop.uv, user, alive, 32 * 1024, begins ? 1 : 0)
    }
    guard let made else {
      loop.shutDown {}
      throw TransportError(
        .startFailed,
        "libwebsockets did not start; expected version 4.1 with its libuv plugin installed "
          + "(package libwebsockets-evlib-uv).")
    }
    context = made
    alive.pointee = made
  }

  deinit {
    user.deallocate()
    protocols.deallocate()
    validity.deallocate()
    for index in 0..<headerCount {
      free(UnsafeMutablePointer(mutating: headers[index].name))
      free(UnsafeMutablePointer(mutating: headers[index].value))
    }
    headers.deallocate()
    free(name)
    for text in kept { free(text) }
    alive.deallocate()
  }

  package func setUser(_ owner: UnsafeMutableRawPointer?) { user.pointee = owner }

  /// Finds what ``setUser(_:)`` set, from within a callback.
  package static func user(of wsi: OpaquePointer?) -> UnsafeMutableRawPointer? {
    guard let wsi, let box = lws_context_user(lws_get_context(wsi)) else { return nil }
    return box.assumingMemoryBound(to: UnsafeMutableRawPointer?.self).pointee
  }

  /// Keeps the `SSL_CTX *` that libwebsockets has made for a virtual host.
  package static func keepTLS(_ tls: UnsafeMutableRawPointer?, of wsi: OpaquePointer) {
    guard let box = lws_context_user(lws_get_context(wsi)) else { return }
    box.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)[1] = tls
  }

  /// The `SSL_CTX *` of the listening virtual host, if it speaks TLS.
  package var tls: OpaquePointer? { user[1].map { OpaquePointer($0) } }

  /// Copies a text for as long as the context is there: a virtual host keeps only pointers to its name and interface.
  package func keep(_ text: String) -> UnsafePointer<CChar>? {
    guard let copy = strdup(text) else { return nil }
    kept.append(copy)
    return UnsafePointer(copy)
  }

  /// Has libwebsockets read from a socket of its own, as if the socket had told of input.
  package func serve(_ socket: Int32) {
    var ready = pollfd(fd: socket, events: Int16(POLLIN), revents: Int16(POLLIN))
    lws_service_fd(context, &ready)
  }

  /// What libwebsockets has to be given again to make a virtual host or a connection; valid as long as the context.
  package struct Parts {
    package let context: OpaquePointer?
    package let protocols: UnsafeMutablePointer<lws_protocols>
    package let headers: UnsafeMutablePointer<lws_protocol_vhost_options>?
    package let validity: UnsafeMutablePointer<lws_retry_bo_t>
  }

  package var parts: Parts {
    Parts(
      context: context, protocols: protocols, headers: headerCount > 0 ? headers : nil,
      validity: validity)
  }

  /// Makes a virtual host while no other thread makes or ends one.
  package func addVhost(_ make: (Parts) -> OpaquePointer?) -> OpaquePointer? {
    var made: OpaquePointer?
    creation.withLock { _ in made = make(parts) }
    return made
  }

  /// Closes every connection, runs the loop to its end and frees the context; nothing of it may be used afterwards.
  package func destroy(with loop: Loop) {
    guard !isDestroyed else { return }
    isDestroyed = true
    let wakeup = WakeupDescriptor(of: loop)
    creation.withLock { _ in lws_context_destroy(alive.pointee) }
    // Rather a leak than a closed file of somebody else.
    guard wakeup.hold() else { return }
    loop.shutDown {
      // The second call frees: that is libwebsockets' way on a loop that is not its own.
      if let context = alive.pointee { creation.withLock { _ in lws_context_destroy(context) } }
    }
    context = nil
  }

  private func fillHeaders(_ list: [(name: String, value: String)]) {
    for (index, header) in list.enumerated() {
      headers.advanced(by: index).initialize(to: lws_protocol_vhost_options())
      headers[index].name = UnsafePointer(strdup(header.name.lowercased() + ":"))
      headers[index].value = UnsafePointer(strdup(header.value))
      if index + 1 < headerCount { headers[index].next = UnsafePointer(headers + index + 1) }
    }
  }
}
