import CLibWebSockets
import Glibc
import TransportLoop

// Limits that keep strangers from starving members of time and memory.

/// What the server postpones under load, with the limits that decide when.
struct Pressure {
  /// The connections taken in within one turn of the loop. libwebsockets would go on for as long as there are more, and
  /// serve nobody meanwhile; each costs it the longer the more are waiting for their headers.
  static let acceptsPerTurn = 16
  /// The bytes from which an answer counts as a long one: a refusal is always shorter.
  static let longAnswer = 4_096
  /// What the kernel may keep for a stranger who does not read, in bytes, and for somebody who has proved to belong
  /// here; it takes twice that. Without a bound it takes megabytes for each, and soon has none left for members.
  static let sendBuffer: (stranger: Int32, member: Int32) = (32 * 1024, 512 * 1024)
  /// The descriptors kept for the journal, the log and the private port.
  static let reserve = 128

  /// The turn in which connections were last taken in, and how many.
  var turn = -1
  var accepts = 0
  /// The most in one turn so far.
  var mostAccepts = 0
  /// The listening connection that is not asked any more in this turn.
  var resting: OpaquePointer?
  /// The HTTP connections that may have an answer waiting that their socket does not take.
  var chokedLimit = 1_000
  /// HTTP connections that did not take their answer at once.
  var choked: [Connection] = []
  /// The sockets that there may be.
  var sockets: Int

  init() {
    var limit = rlimit()
    let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    sockets = max(Self.reserve, (isKnown ? Int(clamping: limit.rlim_cur) : 1024) - Self.reserve)
  }
}

extension Server {
  /// Counts a connection that is being taken in; the last one of a turn lets the listener rest until the next.
  func countAccept(_ listener: OpaquePointer) {
    if pressure.turn != loop.turn {
      pressure.turn = loop.turn
      pressure.accepts = 0
    }
    pressure.accepts += 1
    pressure.mostAccepts = max(pressure.mostAccepts, pressure.accepts)
    guard pressure.accepts >= Pressure.acceptsPerTurn, pressure.resting == nil else { return }
    pressure.resting = listener
    lws_rx_flow_control(listener, 0)
  }

  /// Sets how much the kernel keeps for somebody who does not read.
  func setSendBuffer(_ descriptor: Int32, to bytes: Int32) {
    var bytes = bytes
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Whether one more socket leaves enough for what must go on.
  var hasRoomForSocket: Bool { table.count < pressure.sockets }

  /// Notes a connection whose last answer still waits, and ends it if that stays so.
  func chokeIfBehind(_ connection: Connection, _ wsi: OpaquePointer) {
    guard lws_partial_buffered(wsi) != 0, !connection.isChoked else { return }
    connection.isChoked = true
    pressure.choked.append(connection)
    cut(connection, after: wheel.drain)
  }

  /// Whether so many answers wait that another long one must not.
  var isFullOfAnswers: Bool { pressure.choked.count >= pressure.chokedLimit }

  /// Takes up, at the end of a turn, what was held back.
  func relieve() {
    if let listener = pressure.resting {
      pressure.resting = nil
      lws_rx_flow_control(listener, 1)
    }
    guard !pressure.choked.isEmpty else { return }
    pressure.choked.removeAll { connection in
      guard let wsi = connection.wsi else { return true }
      guard lws_partial_buffered(wsi) == 0 else { return false }
      connection.isChoked = false
      connection.cutAt = .max
      return true
    }
  }
}
