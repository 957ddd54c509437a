import Dispatch
import Foundation
import KringCore
import KringProtocol
import KringSeal
import TransportClient
import TransportLoop

/// A member connected to a server: says hello, comes back by itself and sends again what was not
/// answered.
///
/// Its methods may be called from any thread; `listener` is called on the member's own queue.
package final class MemberClient: @unchecked Sendable {
  // Not checked because everything below is touched on `queue` only.

  /// Hears of everything that a message meant, with the replica after it, and of the end.
  package typealias Listener = @Sendable (Replica, Happening) -> Void

  /// What happens to a member.
  package enum Happening: Sendable {
    /// A message of the server meant something.
    case signal(Replica.Signal)
    /// The connection is gone, or was not made, for a reason; a new one is tried by itself.
    case lost(reason: String)
    /// The connection is gone for good, with the code and reason of the close.
    case ended(code: Int, reason: String)
  }

  private let queue: DispatchQueue
  private let client: Client
  private let url: String
  private let caFile: String?
  private let recorder: TrafficRecorder?
  private let listener: Listener
  private var replica: Replica
  private var connection: ClientConnection?
  private var generation = 0
  private var delay = BackOff()
  private var told: Int?
  private var moves = Moves()
  /// The node that serves the session, if the server just said that another one does.
  private var node: NodeLabel?
  /// When the connection was welcomed, in seconds since the system started; `nil` before.
  private var welcomedAt: Double?
  private var isStopped = false
  private var pace = Pace()
  private var outgoing: [ClientMessage] = []
  private var isSending = false
  /// Whether anything came since the last heartbeat.
  private var isAlive = false
  /// Whether the receipt of a purge came: however the connection ends now, there is nothing to come back to.
  private var isPurged = false

  /// Creates a member at rest; `start` connects.
  ///
  /// - Parameters:
  ///   - client: carries the connections of many members.
  ///   - server: the address of the server, `http` or `https`.
  ///   - caFile: a PEM file with the authorities to trust instead of the system's.
  package init(
    client: Client, server: String, replica: Replica, caFile: String? = nil,
    listener: @escaping Listener
  ) {
    self.client = client
    self.replica = replica
    self.caFile = caFile
    self.listener = listener
    var base = server
    while base.hasSuffix("/") { base.removeLast() }
    url = base + "/ws"
    queue = DispatchQueue(label: "kring member")
    recorder = TrafficRecorder.fromEnvironment()
  }

  /// Connects.
  package func start() {
    queue.async { [self] in connect() }
  }

  /// Ends the connection for good; the seat stays.
  package func stop() {
    queue.async { [self] in
      isStopped = true
      connection?.close()
      connection = nil
    }
  }

  /// Cuts the connection as a lost network would, and comes back.
  package func drop() {
    queue.async { [self] in connection?.abort() }
  }

  /// Asks something of the session; it is sent again until it is answered.
  package func send(_ command: Command) {
    queue.async { [self] in
      let message = replica.enqueue(command)
      if replica.isSeated { transmit(message) }
    }
  }

  /// Says something about presence; it is said again after each welcome while it holds.
  package func say(_ message: ClientMessage) {
    queue.async { [self] in
      replica.note(message)
      if replica.isSeated { transmit(message) }
    }
  }

  /// Forgets the state and reconnects, so that the server sends the whole view.
  package func resync() {
    queue.async { [self] in
      replica.forget()
      connection?.abort()
    }
  }

  /// Forgets the state and reconnects, so that the server sends all events if it still has them,
  /// else the whole view.
  package func replay() {
    queue.async { [self] in
      replica.rewind()
      connection?.abort()
    }
  }

  /// The replica as it is now; not to be asked for in the listener, which is given it.
  package var snapshot: Replica { queue.sync { replica } }

  private func connect() {
    guard !isStopped else { return }
    generation += 1
    pace = Pace()
    outgoing = []
    node = nil
    welcomedAt = nil
    let handler = Handler(member: self, generation: generation)
    do throws(TransportError) {
      connection = try client.connect(moves.address(url), caFile: caFile, handler: handler)
    } catch {
      end(code: 0, reason: error.description)
    }
  }

  private func end(code: Int, reason: String) {
    isStopped = true
    connection?.close()
    connection = nil
    listener(replica, .ended(code: code, reason: reason))
  }

  private func transmit(_ message: ClientMessage) {
    outgoing.append(message)
    if !isSending { flush() }
  }

  /// In seconds since the system started.
  private var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

  private func flush() {
    isSending = false
    var sent = 0
    for message in outgoing {
      if let wait = pace.take(at: now) {
        isSending = true
        queue.asyncAfter(deadline: .now() + wait) { [self] in flush() }
        break
      }
      sent += 1
      let bytes = message.bytes
      recorder?.record(bytes, fromClient: true)
      connection?.send(text: bytes)
    }
    outgoing.removeFirst(sent)
  }

  /// Asks the server for a sign of life now and then, and reconnects when none came.
  private func beat(every milliseconds: Int, _ generation: Int) {
    queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { [weak self] in
      guard let self, generation == self.generation, replica.isSeated else { return }
      guard isAlive else {
        connection?.abort()
        return
      }
      isAlive = false
      transmit(.ping)
      beat(every: milliseconds, generation)
    }
  }

  fileprivate func opened(_ generation: Int) {
    guard generation == self.generation else { return }
    transmit(replica.hello())
  }

  fileprivate func received(_ generation: Int, _ bytes: [UInt8]) {
    guard generation == self.generation, !isStopped else { return }
    recorder?.record(bytes, fromClient: false)
    isAlive = true
    let message: ServerMessage
    do { message = try ServerMessage.decode(bytes, for: replica.seat.member) } catch {
      end(code: 0, reason: "the server sent what this client cannot read: \(error)")
      return
    }
    let localNow = Int(Date().timeIntervalSince1970 * 1000)
    let wasWhole = replica.isWhole
    let signals = replica.receive(message, localNow: localNow)
    if !wasWhole, replica.isWhole { for message in replica.repeats { transmit(message) } }
    if case .welcome(let welcome) = message {
      delay = BackOff()
      welcomedAt = now
      for message in replica.resend { transmit(message) }
      // The answer to a ping tells the server's clock better than a welcome that waited for a disk.
      transmit(.ping)
      beat(every: max(1_000, welcome.heartbeat), generation)
    }
    for message in replica.layAgain() { transmit(message) }
    for signal in signals {
      switch signal {
      case .failed(let failure): node = failure.node
      case .drain(let reconnect): told = reconnect
      case .purged: isPurged = true
      case .gap:
        replica.forget()
        connection?.abort()
      default: break
      }
      listener(replica, .signal(signal))
    }
  }

  fileprivate func ended(_ generation: Int, code: Int, reason: String) {
    guard generation == self.generation, !isStopped else { return }
    connection = nil
    replica.disconnected()
    if isPurged {
      end(code: CloseCode.purged.rawValue, reason: ErrorCode.purged.rawValue)
      return
    }
    moves.ended(after: welcomedAt.map { now - $0 }, movedTo: node)
    let wait: Int
    switch Reconnect(close: code) {
    case .never:
      end(code: code, reason: reason)
      return
    case .asTold where told == nil && moves.take():
      connect()
      return
    case .asTold: wait = told ?? delay.next()
    case .backOff: wait = delay.next()
    }
    told = nil
    listener(replica, .lost(reason: reason))
    queue.asyncAfter(deadline: .now() + .milliseconds(wait)) { [self] in connect() }
  }

  /// Passes what the transport's thread says on to the member's queue.
  private final class Handler: ClientHandler {
    private let member: MemberClient
    private let generation: Int

    init(member: MemberClient, generation: Int) {
      self.member = member
      self.generation = generation
    }

    func opened(_ connection: ClientConnection) {
      member.queue.async { [self] in member.opened(generation) }
    }

    func received(_ connection: ClientConnection, text: UnsafeRawBufferPointer) {
      let bytes = Array(text)
      member.queue.async { [self] in member.received(generation, bytes) }
    }

    func closed(_ connection: ClientConnection, code: UInt16?, reason: String) {
      member.queue.async { [self] in
        member.ended(generation, code: Int(code ?? 1006), reason: reason)
      }
    }

    func failed(_ connection: ClientConnection, error: TransportError) {
      member.queue.async { [self] in
        member.ended(generation, code: 1006, reason: error.description)
      }
    }
  }
}
