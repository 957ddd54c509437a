import CLibWebSockets
import Glibc

/// Creation of contexts touches globals of libwebsockets and OpenSSL: one at a time.
private let creation = Lock()

/// What libwebsockets calls: connection, reason, our memory for it, input and its length.
typealias LwsCallback =
  @convention(c) (
    OpaquePointer?, lws_callback_reasons, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, Int
  ) -> Int32

/// One libwebsockets context on a loop of ours, with the memory it points to.
final class LwsContext {
  private var context: OpaquePointer?
  /// Becomes NULL when libwebsockets has freed the context.
  private let alive = UnsafeMutablePointer<OpaquePointer?>.allocate(capacity: 1)
  private let protocols = UnsafeMutablePointer<lws_protocols>.allocate(capacity: 2)
  /// Pings are sent by our own wheel: the validity timers of libwebsockets are a sorted list, which costs seconds of
  /// CPU at some thousands of connections. All zero means off.
  private let validity = UnsafeMutablePointer<lws_retry_bo_t>.allocate(capacity: 1)
  private let headers: UnsafeMutablePointer<lws_protocol_vhost_options>
  private let headerCount = SecurityHeaders.list.count
  private let name: UnsafeMutablePointer<CChar>
  /// Texts that libwebsockets goes on pointing to.
  private var kept: [UnsafeMutablePointer<CChar>] = []
  /// What callbacks that belong to no connection find, through the context's user pointer: first our owner, then the
  /// `SSL_CTX *` of the listening virtual host.
  private let user = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 2)
  private(set) var isDestroyed = false

  /// Makes a context whose one protocol has the name and calls the callback.
  ///
  /// One protocol for HTTP and WebSocket alike: with a second one a client could choose it by name.
  init(
    loop: Loop, tls: Bool, protocolName: String, callback: @escaping LwsCallback
  ) throws(TransportError) {
    name = strdup(protocolName)
    protocols.initialize(repeating: lws_protocols(), count: 2)
    protocols[0].name = UnsafePointer(name)
    protocols[0].callback = callback
    // Reads of this size and a buffer of it for each WebSocket: 2 KB holds most commands whole.
    protocols[0].rx_buffer_size = 2048
    // Without it each write would be cut at rx_buffer_size.
    protocols[0].tx_packet_size = 16 << 20
    headers = .allocate(capacity: headerCount)
    alive.initialize(to: nil)
    user.initialize(repeating: nil, count: 2)
    validity.initialize(to: lws_retry_bo_t())
    fillHeaders()
    OpenSSLStart.once()
    let made = creation.around {
      lws_set_log_level(0, nil)  // its messages may hold addresses and paths
      // 32 KiB: headers and reads of one turn; shared by all connections.
      return kring_create_context(loop.uv, user, alive, 32 * 1024, tls ? 1 : 0)
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

  func setUser(_ owner: UnsafeMutableRawPointer?) { user.pointee = owner }

  /// Finds what ``setUser(_:)`` set, from within a callback.
  static func user(of wsi: OpaquePointer?) -> UnsafeMutableRawPointer? {
    guard let wsi, let box = lws_context_user(lws_get_context(wsi)) else { return nil }
    return box.assumingMemoryBound(to: UnsafeMutableRawPointer?.self).pointee
  }

  /// Keeps the `SSL_CTX *` that libwebsockets has made for a virtual host.
  static func keepTLS(_ tls: UnsafeMutableRawPointer?, of wsi: OpaquePointer) {
    guard let box = lws_context_user(lws_get_context(wsi)) else { return }
    box.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)[1] = tls
  }

  /// The `SSL_CTX *` of the listening virtual host, if it speaks TLS.
  var tls: OpaquePointer? { user[1].map { OpaquePointer($0) } }

  /// Copies a text for as long as the context is there: a virtual host keeps only pointers to its name and interface.
  func keep(_ text: String) -> UnsafePointer<CChar>? {
    guard let copy = strdup(text) else { return nil }
    kept.append(copy)
    return UnsafePointer(copy)
  }

  /// Begins to listen and returns the virtual host with its port.
  func listen(
    on address: ListenAddress, _ configuration: ServerConfiguration, name: String = "kring"
  ) throws(TransportError) -> (host: OpaquePointer, port: Int) {
    let (name, interface) = (keep(name), address.interface.flatMap(keep))
    let vhost = creation.around {
      kring_create_server_vhost(
        context, name, protocols, headers, interface,
        Int32(address.isFile ? 0 : configuration.port), address.ipv6 ? 1 : 0,
        address.isFile ? 1 : 0, configuration.tlsCertificate, configuration.tlsKey,
        UInt32(configuration.headersTimeout.wholeSeconds), configuration.keepAlive.wholeSeconds,
        validity)
    }
    guard let vhost else {
      throw TransportError(
        .startFailed,
        "libwebsockets cannot listen on port \(configuration.port) of \(configuration.host)"
          + (configuration.tlsCertificate.map { " with the certificate \($0)" } ?? "") + ".")
    }
    return (vhost, Int(lws_get_vhost_listen_port(vhost)))
  }

  /// Has libwebsockets read from a socket of its own, as if the socket had told of input.
  func serve(_ socket: Int32) {
    var ready = pollfd(fd: socket, events: Int16(POLLIN), revents: Int16(POLLIN))
    lws_service_fd(context, &ready)
  }

  /// Calls libwebsockets with what a client needs.
  func withParts(
    _ work: (
      OpaquePointer?, UnsafeMutablePointer<lws_protocols>, UnsafeMutablePointer<lws_retry_bo_t>
    ) -> OpaquePointer?
  ) -> OpaquePointer? {
    work(context, protocols, validity)
  }

  /// Closes every connection, runs the loop to its end and frees the context; nothing of it may be used afterwards.
  func destroy(with loop: Loop) {
    guard !isDestroyed else { return }
    isDestroyed = true
    let wakeup = WakeupDescriptor(of: loop)
    creation.around { lws_context_destroy(alive.pointee) }
    // Rather a leak than a closed file of somebody else.
    guard wakeup.hold() else { return }
    loop.shutDown {
      // The second call frees: that is libwebsockets' way on a loop that is not its own.
      if let context = alive.pointee { creation.around { lws_context_destroy(context) } }
    }
    context = nil
  }

  private func fillHeaders() {
    for (index, header) in SecurityHeaders.list.enumerated() {
      headers.advanced(by: index).initialize(to: lws_protocol_vhost_options())
      headers[index].name = UnsafePointer(strdup(header.name.lowercased() + ":"))
      headers[index].value = UnsafePointer(strdup(header.value))
      if index + 1 < headerCount { headers[index].next = UnsafePointer(headers + index + 1) }
    }
  }
}
