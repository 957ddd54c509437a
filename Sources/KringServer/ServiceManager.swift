import Glibc

/// Who started the process and wants to hear how it does: systemd, for a unit of `Type=notify`.
///
/// What sd_notify(3) does: a datagram to the socket that the variable NOTIFY_SOCKET names. Where nobody asked, or
/// nobody listens any more, nothing is sent; a server does not fail because of it.
package struct ServiceManager: Sendable {
  /// What a manager is told.
  package enum State: Sendable {
    /// Connections are served, with the settings that hold now.
    case ready
    /// Settings are being read again; ``ready`` follows, whether they could be used or not.
    case reloading
    /// No more newcomers are served; the process ends by itself.
    case stopping
  }

  private let socket: String?

  /// - Parameter environment: the variables of the process.
  package init(environment: [String: String]) { socket = environment["NOTIFY_SOCKET"] }

  /// Tells the manager; from any thread. Does not wait: a manager that does not read misses it.
  package func tell(_ state: State) {
    guard let socket, var address = Self.address(socket) else { return }
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let words = Array(Self.words(state).utf8)
    let length = MemoryLayout<sa_family_t>.size + socket.utf8.count
    _ = withUnsafePointer(to: &address) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, words, words.count, Int32(MSG_DONTWAIT), $0, socklen_t(length))
      }
    }
  }

  private static func words(_ state: State) -> String {
    switch state {
    case .ready: return "READY=1"
    case .stopping: return "STOPPING=1"
    case .reloading:
      // When the reading began, so that the manager can tell this one from an earlier one.
      var now = timespec()
      clock_gettime(CLOCK_MONOTONIC, &now)
      return "RELOADING=1\nMONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1_000)"
    }
  }

  /// The address of a socket in the file system (`/…`), or of one that has only a name (`@…`).
  private static func address(_ name: String) -> sockaddr_un? {
    var bytes = Array(name.utf8)
    var address = sockaddr_un()
    guard let first = bytes.first, first == UInt8(ascii: "/") || first == UInt8(ascii: "@"),
      bytes.count < MemoryLayout.size(ofValue: address.sun_path)
    else { return nil }
    if first == UInt8(ascii: "@") { bytes[0] = 0 }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return address
  }
}
