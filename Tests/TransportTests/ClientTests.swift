import Foundation
import Testing

@testable import Transport

/// A handler that records what it is told.
final class Listener: ClientHandler {
  enum Event: Equatable, Sendable {
    case opened
    case received(String)
    case closed(UInt16?, String)
    case failed(TransportError.Code)
  }

  let log = EventLog<Event>()
  let onOpened: (@Sendable (ClientConnection) -> Void)?

  init(onOpened: (@Sendable (ClientConnection) -> Void)? = nil) { self.onOpened = onOpened }

  func opened(_ connection: ClientConnection) {
    log.add(.opened)
    onOpened?(connection)
  }
  func received(_ connection: ClientConnection, text: UnsafeRawBufferPointer) {
    log.add(.received(String(decoding: text, as: UTF8.self)))
  }
  func closed(_ connection: ClientConnection, code: UInt16?, reason: String) {
    log.add(.closed(code, reason))
  }
  func failed(_ connection: ClientConnection, error: TransportError) {
    log.add(.failed(error.code))
  }

  func wait(_ event: Event) throws { _ = try log.wait("\(event)") { $0 == event } }
}

@Suite("the client")
struct ClientTests {
  @Test("a client's messages come back in order, and its goodbye is answered")
  func echo() throws {
    let harness = try Harness()
    let client = try Client()
    defer { client.stop() }
    let listener = Listener()
    let connection = try client.connect("ws://127.0.0.1:\(harness.port)/ws", handler: listener)
    try listener.wait(.opened)
    let messages = (0..<500).map { "message \($0) " + String(repeating: "x", count: $0) }
    for message in messages { connection.send(text: message) }
    try listener.wait(.received(messages[499]))
    connection.close(code: 4001, reason: "bye")
    try listener.wait(.closed(4001, "bye"))
    #expect(
      listener.log.all == [.opened] + messages.map { .received($0) } + [.closed(4001, "bye")])
    try harness.stop()
  }
}
