import Glibc
import TransportLoop

/// Where to listen, in the form libwebsockets wants it.
struct ListenAddress {
  /// A numeric address, or nil for all.
  let interface: String?
  let ipv6: Bool
  /// The interface is a path in the file system.
  var isFile = false

  /// Checks whether a socket can be made at a path: nothing may be there but a socket that nobody listens on.
  static func file(_ path: String) throws(TransportError) -> ListenAddress {
    var address = sockaddr_un()
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard (1..<room).contains(path.utf8.count), !path.hasPrefix("@") else {
      throw TransportError(
        .portNotAllowed, "\(path) cannot be listened on; expected a path of 1 to \(room - 1) bytes."
      )
    }
    var status = stat()
    guard lstat(path, &status) == 0 else {
      return ListenAddress(interface: path, ipv6: false, isFile: true)
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw TransportError(
        .portNotAllowed, "\(path) is something else; expected nothing there, or a socket.")
    }
    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let answered = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard answered != 0 else {
      throw TransportError(
        .portInUse, "\(path) is in use by another program; stop that, or choose another path.")
    }
    return ListenAddress(interface: path, ipv6: false, isFile: true)
  }

  /// Finds the address of a name and tries whether the port is free there.
  static func resolve(host: String, port: Int) throws(TransportError) -> ListenAddress {
    guard (0...65_535).contains(port) else {
      throw TransportError(
        .portNotAllowed, "Port \(port) cannot be listened on; expected 0 to 65535.")
    }
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0, let first = found else {
      throw TransportError(
        .hostNotFound,
        "The host \(host) cannot be found; expected a name or address of this machine.")
    }
    defer { freeaddrinfo(found) }
    var choice = first
    // A name such as localhost may have both families: IPv4 first, as a browser on the same machine finds both.
    for candidate in sequence(first: first, next: { $0.pointee.ai_next })
    where candidate.pointee.ai_family == AF_INET {
      choice = candidate
      break
    }
    try probe(choice.pointee, host: host, port: port)
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    getnameinfo(
      choice.pointee.ai_addr, choice.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0,
      NI_NUMERICHOST)
    let numeric = String(
      decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return ListenAddress(
      interface: numeric == "0.0.0.0" || numeric == "::" ? nil : numeric,
      ipv6: choice.pointee.ai_family == AF_INET6)
  }

  /// Binds for a moment, because libwebsockets does not tell why it could not.
  private static func probe(_ address: addrinfo, host: String, port: Int) throws(TransportError) {
    let socket = Glibc.socket(address.ai_family, address.ai_socktype, 0)
    guard socket >= 0 else {
      throw TransportError(.startFailed, "No socket can be made: \(errorText(errno)).")
    }
    defer { close(socket) }
    var on: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    guard bind(socket, address.ai_addr, address.ai_addrlen) != 0 else { return }
    switch errno {
    case EADDRINUSE:
      throw TransportError(
        .portInUse,
        "Port \(port) of \(host) is in use by another program; stop that, or choose another port.")
    case EACCES:
      throw TransportError(
        .portNotAllowed,
        "Port \(port) of \(host) is not allowed to this user; expected a port above 1023.")
    case EADDRNOTAVAIL:
      throw TransportError(
        .hostNotLocal,
        "The host \(host) is not this machine; expected a name or address of this machine.")
    case let number:
      throw TransportError(
        .startFailed, "Port \(port) of \(host) cannot be listened on: \(errorText(number)).")
    }
  }
}

/// The system's words for an error number.
func errorText(_ number: Int32) -> String { String(cString: strerror(number)) }
