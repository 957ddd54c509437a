import COpenSSL
import Glibc
import TransportLoop

/// A TCP connection, with TLS if need be, whose calls wait; for one thread that does nothing else.
final class BlockingStream {
  private let socket: Int32
  private var context: OpaquePointer?
  private var tls: OpaquePointer?
  private let address: Address

  init(_ address: Address, caFile: String?, timeout: Duration) throws(TransportError) {
    self.address = address
    socket = try Self.connect(address, timeout: timeout)
    if address.tls { try startTLS(caFile: caFile) }
  }

  deinit {
    if let tls { SSL_free(tls) }
    if let context { SSL_CTX_free(context) }
    close(socket)
  }

  func write(_ bytes: [UInt8]) throws(TransportError) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
        return if let tls {
          Int(SSL_write(tls, rest.baseAddress, Int32(clamping: rest.count)))
        } else {
          send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
        }
      }
      guard count > 0 else { throw broken() }
      sent += count
    }
  }

  /// Returns some bytes, or none at the end of the stream.
  func read() throws(TransportError) -> [UInt8] {
    var chunk = [UInt8](repeating: 0, count: 16 * 1024)
    let count =
      if let tls { Int(SSL_read(tls, &chunk, Int32(chunk.count))) } else {
        recv(socket, &chunk, chunk.count, 0)
      }
    if count > 0 { return Array(chunk.prefix(count)) }
    if count == 0 { return [] }
    if let tls, SSL_get_error(tls, Int32(count)) == SSL_ERROR_ZERO_RETURN { return [] }
    throw broken()
  }

  private func broken() -> TransportError {
    if errno == EAGAIN || errno == EWOULDBLOCK {
      return TransportError(
        .timedOut, "No answer from port \(address.port) of \(address.host) in time.")
    }
    return TransportError(
      .connectFailed, "The connection to port \(address.port) of \(address.host) broke off.")
  }

  private static func connect(
    _ address: Address, timeout: Duration
  ) throws(TransportError) -> Int32 {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(address.host, String(address.port), &hints, &found) == 0, let first = found
    else {
      throw TransportError(.hostNotFound, "The host \(address.host) cannot be found.")
    }
    defer { freeaddrinfo(found) }
    for candidate in sequence(first: first, next: { $0.pointee.ai_next }) {
      let info = candidate.pointee
      let socket = Glibc.socket(info.ai_family, info.ai_socktype, 0)
      guard socket >= 0 else { continue }
      var patience = timeval(tv_sec: Int(timeout.wholeSeconds), tv_usec: 0)
      let size = socklen_t(MemoryLayout<timeval>.size)
      setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
      setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
      if Glibc.connect(socket, info.ai_addr, info.ai_addrlen) == 0 { return socket }
      close(socket)
    }
    throw TransportError(
      .connectFailed,
      "No connection to port \(address.port) of \(address.host); is a server running there?")
  }

  private func startTLS(caFile: String?) throws(TransportError) {
    // OpenSSL writes without MSG_NOSIGNAL; libwebsockets ignores the signal for the same reason.
    signal(SIGPIPE, SIG_IGN)
    OpenSSLStart.once()
    context = SSL_CTX_new(TLS_client_method())
    guard let context else {
      throw TransportError(.connectFailed, "OpenSSL did not start.")
    }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
    let trusting =
      if let caFile { SSL_CTX_load_verify_locations(context, caFile, nil) } else {
        SSL_CTX_set_default_verify_paths(context)
      }
    guard trusting == 1 else {
      throw TransportError(
        .certificateUnreadable,
        "\(caFile ?? "The system's list") is not a readable list of certificate authorities; "
          + "expected a file in PEM form.")
    }
    tls = SSL_new(context)
    guard let tls else { throw TransportError(.connectFailed, "OpenSSL did not start.") }
    _ = kring_ssl_set_host(tls, address.host)
    let isNumeric = isNumericAddress(address.host)
    let named =
      isNumeric
      ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), address.host)
      : SSL_set1_host(tls, address.host)
    SSL_set_fd(tls, socket)
    errno = 0
    guard named == 1, SSL_connect(tls) == 1 else {
      if errno == EAGAIN { throw broken() }
      let reason = SSL_get_verify_result(tls)
      throw TransportError(
        .connectFailed,
        "No secure connection to port \(address.port) of \(address.host): "
          + (reason == 0
            ? "the server does not speak TLS as expected."
            : "its certificate is not accepted (\(String(cString: X509_verify_cert_error_string(Int(reason))))).")
      )
    }
  }
}

/// Whether a host is an address and no name.
private func isNumericAddress(_ host: String) -> Bool {
  var address = in6_addr()
  return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1
}
