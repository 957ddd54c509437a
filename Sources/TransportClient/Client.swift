import CLibWebSockets
import Foundation
import TransportLoop

/// Outgoing WebSocket connections, thousands if need be, on one thread of their own.
///
/// Its methods may be called from any thread; handlers are called on the client's thread. Pings are answered.
package final class Client: @unchecked Sendable {
  let loop: Loop
  private let context: LwsContext
  /// One virtual host for each list of certificate authorities; on the loop's thread only.
  private var vhosts: [String: OpaquePointer] = [:]
  /// Those libwebsockets may still call about; on the loop's thread only.
  private var connections: [ObjectIdentifier: ClientConnection] = [:]

  /// Starts the client's thread.
  ///
  /// - Throws: ``TransportError`` when libwebsockets does not start.
  package init() throws(TransportError) {
    DescriptorLimit.fit(connections: 10_000)
    loop = Loop()
    context = try LwsContext(loop: loop, tls: true, protocolName: "kring", callback: clientCallback)
    // The thread keeps loop and context, not the client, so that the client can go.
    let (loop, context) = (loop, context)
    let body: @Sendable () -> Void = { [parts = Parts(loop: loop, context: context)] in
      parts.loop.run()
      parts.context.destroy(with: parts.loop)
    }
    let thread = Thread(block: body)
    thread.name = "kring client"
    thread.start()
  }

  deinit { stop() }

  /// Handed to the client's thread once; used by it alone from then on.
  private struct Parts: @unchecked Sendable {
    let loop: Loop
    let context: LwsContext
  }

  /// Ends all connections and the thread; more than once is the same as once.
  package func stop() {
    loop.post { [loop] in loop.stop() }
  }

  /// Begins to connect; the handler hears of success or failure.
  ///
  /// - Parameters:
  ///   - url: `ws`, `wss`, `http` or `https`, with host, port and path.
  ///   - origin: what a browser would send; nil sends none.
  ///   - caFile: a PEM file with the authorities to trust instead of the system's.
  /// - Throws: `bad-url`, or `connect-failed` when the client has been stopped.
  @discardableResult
  package func connect(
    _ url: String, subprotocol: String = "kring.1", origin: String? = nil, caFile: String? = nil,
    handler: any ClientHandler
  ) throws(TransportError) -> ClientConnection {
    let address = try Address(url)
    let connection = ClientConnection(client: self, handler: handler)
    let begun = loop.post { [self] in
      begin(connection, address, subprotocol: subprotocol, origin: origin, caFile: caFile)
    }
    guard begun else {
      throw TransportError(.connectFailed, "This client has been stopped and connects no more.")
    }
    return connection
  }

  private func begin(
    _ connection: ClientConnection, _ address: Address, subprotocol: String, origin: String?,
    caFile: String?
  ) {
    guard connection.phase == .connecting else { return }
    guard let vhost = vhost(caFile) else {
      connection.fail(
        TransportError(
          .certificateUnreadable,
          "\(caFile ?? "The system's list") is not a readable list of certificate authorities; "
            + "expected a file in PEM form."))
      return
    }
    connections[ObjectIdentifier(connection)] = connection
    let wsi = context.connect(
      vhost, to: address, subprotocol: subprotocol, origin: origin,
      opaque: Unmanaged.passUnretained(connection).toOpaque())
    if wsi == nil {
      connection.fail(
        TransportError(
          .connectFailed,
          "No connection to port \(address.port) of \(address.host); is a server running there?"))
      forget(connection)
    }
  }

  private func vhost(_ caFile: String?) -> OpaquePointer? {
    let key = caFile ?? ""
    if let vhost = vhosts[key] { return vhost }
    if let caFile, !CertificateFile.isList(caFile) { return nil }
    let vhost = context.addClientVhost(number: vhosts.count, caFile: caFile)
    vhosts[key] = vhost
    return vhost
  }

  func forget(_ connection: ClientConnection) {
    connections[ObjectIdentifier(connection)] = nil
  }
}

extension LwsContext {
  /// Makes a virtual host for outgoing connections.
  func addClientVhost(number: Int, caFile: String?) -> OpaquePointer? {
    let name = keep("client-\(number)")
    return addVhost { parts in
      kring_create_client_vhost(
        parts.context, parts.protocols, name, caFile, 20, parts.validity)
    }
  }

  func connect(
    _ vhost: OpaquePointer, to address: Address, subprotocol: String, origin: String?,
    opaque: UnsafeMutableRawPointer
  ) -> OpaquePointer? {
    kring_connect(
      parts.context, vhost, address.host, Int32(address.port), address.target, address.authority,
      origin, subprotocol, parts.protocols.pointee.name, address.tls ? 1 : 0, opaque,
      parts.validity)
  }
}
