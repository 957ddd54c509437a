import Glibc

/// The network address of a peer, without its port; used for limits only, never stored.
package struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
  /// The sixteen bytes of the IPv6 form in two halves; IPv4 is mapped to ::ffff:0:0/96.
  let high: UInt64
  let low: UInt64

  /// An address that stands for "could not be told".
  package static let unknown = PeerAddress(high: 0, low: 0)

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads a numeric IPv4 or IPv6 address, or returns nil.
  package init?(_ text: String) {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      self.init(ipv4: four.s_addr)
      return
    }
    var six = in6_addr()
    guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
    self.init(ipv6: six)
  }

  /// Reads an address as proxies write it: with or without a port, and of IPv6 with or without brackets.
  init?(forwarded text: Substring) {
    var name = text
    if text.hasPrefix("[") {
      name = text.dropFirst().prefix { $0 != "]" }
      let rest = text.dropFirst(name.count + 1)
      guard rest.hasPrefix("]"), name.contains(":"), isPort(rest.dropFirst()) else { return nil }
    } else if let colon = text.firstIndex(of: ":"), colon == text.lastIndex(of: ":") {
      name = text[..<colon]
      guard isPort(text[colon...]) else { return nil }
    }
    self.init(String(name))
  }

  init(ipv4 networkOrder: UInt32) {
    high = 0
    low = 0xffff_0000_0000 | UInt64(UInt32(bigEndian: networkOrder))
  }

  init(ipv6 address: in6_addr) {
    self = withUnsafeBytes(of: address) { bytes in
      PeerAddress(
        high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
        low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
  }

  /// Asks the kernel who is at the other end of a socket.
  init(socket: Int32) {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let known = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getpeername(socket, $0, &length)
      }
    }
    guard known == 0 else {
      self = .unknown
      return
    }
    let family = Int32(storage.ss_family)
    self = withUnsafeBytes(of: &storage) { bytes in
      switch family {
      case AF_INET: PeerAddress(ipv4: bytes.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr)
      case AF_INET6: PeerAddress(ipv6: bytes.loadUnaligned(as: sockaddr_in6.self).sin6_addr)
      default: .unknown
      }
    }
  }

  var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

  /// What counts as one place for limits: the address, or of IPv6 the /64 network that one household gets.
  package var limitKey: PeerAddress { isIPv4 ? self : PeerAddress(high: high, low: 0) }

  /// The usual written form.
  package var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    if isIPv4 {
      var four = in_addr(s_addr: UInt32(truncatingIfNeeded: low).bigEndian)
      inet_ntop(AF_INET, &four, &text, socklen_t(text.count))
    } else {
      var six = (high.bigEndian, low.bigEndian)
      inet_ntop(AF_INET6, &six, &text, socklen_t(text.count))
    }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// Whether a text is empty or a colon with the number of a port.
private func isPort(_ text: Substring) -> Bool {
  guard let colon = text.first else { return true }
  let digits = text.dropFirst()
  return colon == ":" && (1...5).contains(digits.utf8.count) && digits.utf8.allSatisfy(isDigit)
}
