import Foundation
import Transport
import TransportLoop

/// Sends every text message back, for tests of the transport by drivers that know nothing of Kring.
///
/// Prints `port N` and goes on until its standard input ends, so that it never outlives who started it.
@main
enum Program {
  static func main() throws {
    var configuration = ServerConfiguration()
    configuration.maxFrame = 32 << 20
    configuration.maxFragments = 1 << 20
    configuration.queueLimit = 64 << 20
    configuration.unprovedPerAddress = 1_000
    configuration.connectionsPerAddress = 1_000
    let server = try Server(configuration)
    print("port \(server.port)")
    fflush(nil)
    Thread.detachNewThread {
      while FileHandle.standardInput.availableData.isEmpty == false {}
      server.stop()
    }
    server.run(delegate: Echo(server))
  }
}

/// Answers messages with themselves.
private final class Echo: ServerDelegate {
  private let server: Server

  init(_ server: Server) { self.server = server }

  func opened(_ id: ConnectionID, address: PeerAddress) {}
  func received(_ id: ConnectionID, text: UnsafeRawBufferPointer) {
    _ = server.send(id, frames: Frame.text(text))
  }
  func closed(_ id: ConnectionID) {}
  func drained(_ id: ConnectionID) {}
  func request(_ request: HTTPRequest) { server.respond(request.token, status: 404) }
  func turnEnded() {}
}
