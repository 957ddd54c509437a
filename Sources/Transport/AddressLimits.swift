/// How many connections each address has, so that one place cannot take them all.
struct AddressLimits {
  /// What one connection is counted as.
  struct Place {
    enum Kind {
      /// A TCP connection that is no proved WebSocket.
      case plain
      /// The same, and a WebSocket.
      case unproved
      /// Not counted here: it has shown a key, and the delegate counts it against its session.
      case free
    }

    var key: PeerAddress
    var kind: Kind
  }

  private var plain: [PeerAddress: Int] = [:]
  private var unproved: [PeerAddress: Int] = [:]

  var isEmpty: Bool { plain.isEmpty && unproved.isEmpty }

  func plainCount(of key: PeerAddress) -> Int { plain[key] ?? 0 }
  func unprovedCount(of key: PeerAddress) -> Int { unproved[key] ?? 0 }

  /// Counts a connection as something else than before, or as the same of another address.
  mutating func move(_ place: inout Place, to kind: Place.Kind, key: PeerAddress? = nil) {
    leave(place)
    place = Place(key: key ?? place.key, kind: kind)
    enter(place)
  }

  mutating func enter(_ place: Place) {
    switch place.kind {
    case .plain: plain[place.key, default: 0] += 1
    case .unproved:
      plain[place.key, default: 0] += 1
      unproved[place.key, default: 0] += 1
    case .free: break
    }
  }

  mutating func leave(_ place: Place) {
    switch place.kind {
    case .plain: Self.lower(&plain, place.key)
    case .unproved:
      Self.lower(&plain, place.key)
      Self.lower(&unproved, place.key)
    case .free: break
    }
  }

  /// An address that has none is forgotten: nothing about who was here may stay.
  private static func lower(_ counts: inout [PeerAddress: Int], _ key: PeerAddress) {
    guard let count = counts[key] else { return }
    counts[key] = count > 1 ? count - 1 : nil
  }
}
