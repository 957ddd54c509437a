import Dispatch
import Foundation
import KringCore
import KringProtocol
import KringSeal
import Transport

/// A member connected to a server: says hello, comes back by itself and sends again what was not
/// answered.
///
/// Its methods may be called from any thread; `listener` is called on the member's own queue.
public final class MemberClient: @unchecked Sendable {
  // Not checked because everything below is touched on `queue` only.

  /// Hears of everything that a message meant, and of the end.
  public typealias Listener = @Sendable (MemberClient, Happening) -> Void

  /// What happens to a member.
  public enum Happening: Sendable {
    /// A message of the server meant something.
    case signal(Replica.Signal)
    /// The connection is gone; a new one is tried by itself.
    case lost
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
  private var isStopped = false

  /// Creates a member at rest; `start` connects.
  ///
  /// - Parameters:
  ///   - client: carries the connections of many members.
  ///   - server: the address of the server, `http` or `https`.
  ///   - caFile: a PEM file with the authorities to trust instead of the system's.
  public init(
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
  public func start() {
    queue.async { [self] in connect() }
  }

  /// Ends the connection for good; the seat stays.
  public func stop() {
    queue.async { [self] in
      isStopped = true
      connection?.close()
      connection = nil
    }
  }

  /// Cuts the connection as a lost network would, and comes back.
  public func drop() {
    queue.async { [self] in connection?.abort() }
  }

  /// Asks something of the session; it is sent again until it is answered.
  public func send(_ command: Command) {
    queue.async { [self] in
      let message = replica.enqueue(command)
      if replica.isSeated { transmit(message) }
    }
  }

  /// Says something about presence; lost if there is no connection.
  public func say(_ message: ClientMessage) {
    queue.async { [self] in
      if replica.isSeated { transmit(message) }
    }
  }

  /// Forgets the state and reconnects, so that the server sends the whole view.
  public func resync() {
    queue.async { [self] in
      replica.forget()
      connection?.abort()
    }
  }

  /// The replica as it is now.
  public var snapshot: Replica { queue.sync { replica } }

  private func connect() {
    guard !isStopped else { return }
    generation += 1
    let handler = Handler(member: self, generation: generation)
    do throws(TransportError) {
      connection = try client.connect(url, caFile: caFile, handler: handler)
    } catch {
      isStopped = true
      listener(self, .ended(code: 0, reason: error.description))
    }
  }

  private func transmit(_ message: ClientMessage) {
    let bytes = message.bytes
    recorder?.record(bytes, fromClient: true)
    connection?.send(text: bytes)
  }

  fileprivate func opened(_ generation: Int) {
    guard generation == self.generation else { return }
    transmit(replica.hello())
  }

  fileprivate func received(_ generation: Int, _ bytes: [UInt8]) {
    guard generation == self.generation else { return }
    recorder?.record(bytes, fromClient: false)
    let message: ServerMessage
    do { message = try ServerMessage.decode(bytes, for: replica.seat.member) } catch {
      isStopped = true
      connection?.close()
      listener(self, .ended(code: 0, reason: "the server sent \(error)"))
      return
    }
    let localNow = Int(Date().timeIntervalSince1970 * 1000)
    for signal in replica.receive(message, localNow: localNow) {
      switch signal {
      case .welcomed:
        delay = BackOff()
        for message in replica.resend { transmit(message) }
      case .drain(let reconnect): told = reconnect
      case .gap:
        replica.forget()
        connection?.abort()
      default: break
      }
      listener(self, .signal(signal))
    }
  }

  fileprivate func ended(_ generation: Int, code: Int, reason: String) {
    guard generation == self.generation else { return }
    connection = nil
    replica.disconnected()
    guard !isStopped else { return }
    let wait: Int
    switch Reconnect(close: code) {
    case .never:
      isStopped = true
      listener(self, .ended(code: code, reason: reason))
      return
    case .asTold: wait = told ?? delay.next()
    case .backOff: wait = delay.next()
    }
    told = nil
    listener(self, .lost)
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

/// Waiting times between attempts: 0.5 s doubled up to 15 s, ± 50 %.
struct BackOff {
  private var base = 500

  mutating func next() -> Int {
    defer { base = min(15_000, base * 2) }
    return Int.random(in: base / 2...base * 3 / 2)
  }
}
