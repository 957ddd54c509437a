import TransportClient
import TransportLoop

/// A handler that records what it is told.
package final class Listener: ClientHandler {
  package enum Event: Equatable, Sendable {
    case opened
    case received(String)
    case closed(UInt16?, String)
    case failed(TransportError.Code)
  }

  package let log = EventLog<Event>()
  /// What was said where a connection failed.
  private let errors = EventLog<String>()
  /// Called on the client's thread.
  private let onReceived: @Sendable (ClientConnection, String) -> Void

  package init(onReceived: @escaping @Sendable (ClientConnection, String) -> Void = { _, _ in }) {
    self.onReceived = onReceived
  }

  package func opened(_ connection: ClientConnection) { log.add(.opened) }
  package func received(_ connection: ClientConnection, text: UnsafeRawBufferPointer) {
    let text = String(decoding: text, as: UTF8.self)
    log.add(.received(text))
    onReceived(connection, text)
  }
  package func closed(_ connection: ClientConnection, code: UInt16?, reason: String) {
    log.add(.closed(code, reason))
  }
  package func failed(_ connection: ClientConnection, error: TransportError) {
    errors.add(error.message)
    log.add(.failed(error.code))
  }

  package func wait(_ event: Event) throws {
    do {
      _ = try log.wait("\(event)") { $0 == event }
    } catch let timeout as Timeout {
      throw Timeout(what: "\(timeout.what); there was \(log.all) \(errors.all)")
    }
  }
}
