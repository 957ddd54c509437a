import CLibWebSockets
import TransportLoop

/// The one function libwebsockets calls; it captures nothing and finds its way by the pointers kept in the connection
/// and the context. A result other than 0 closes the connection.
func serverCallback(
  wsi: OpaquePointer?, reason: lws_callback_reasons, user: UnsafeMutableRawPointer?,
  input: UnsafeMutableRawPointer?, length: Int
) -> Int32 {
  guard let wsi else { return 0 }
  switch reason {
  case LWS_CALLBACK_RECEIVE:
    return Connection.of(wsi).map { $0.server.receive($0, wsi, input, length) } ?? 0
  case LWS_CALLBACK_SERVER_WRITEABLE:
    if let connection = Connection.of(wsi) { connection.server.flush(connection) }
    return 0
  case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
    return Connection.of(wsi).map { $0.server.peerCloses($0) } ?? 0
  case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
    guard let server = Server.of(wsi) else { return 1 }
    // Few can reach the private port; it must answer even while strangers use up all that is theirs.
    if server.isPrivate(wsi) { return 0 }
    server.countAccept(wsi)
    return server.accepts(socket: Int32(truncatingIfNeeded: Int(bitPattern: input))) ? 0 : 1
  case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
    Server.of(wsi)?.began(wsi)
    return 0
  case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
    return Connection.of(wsi)?.phase == .upgrading ? 0 : -1
  case LWS_CALLBACK_ESTABLISHED:
    return Connection.of(wsi).map { $0.server.established($0) } ?? -1
  case LWS_CALLBACK_HTTP:
    return Connection.of(wsi).map { $0.server.http($0, wsi) } ?? -1
  case LWS_CALLBACK_HTTP_WRITEABLE:
    return Connection.of(wsi).map { $0.server.writeLateAnswer($0, wsi) } ?? 0
  case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS:
    LwsContext.keepTLS(user, of: wsi)
    return 0
  case LWS_CALLBACK_RAW_ADOPT, LWS_CALLBACK_RAW_RX:
    return -1  // raw sockets are not served: what is neither HTTP nor WebSocket is closed
  case LWS_CALLBACK_CLOSED, LWS_CALLBACK_CLOSED_HTTP:
    if let connection = Connection.of(wsi) { connection.server.ended(connection) }
    return 0
  case LWS_CALLBACK_WSI_DESTROY:
    if let connection = Connection.of(wsi) {
      connection.server.ended(connection)
      lws_set_opaque_user_data(wsi, nil)
      connection.server.forget(connection)
    }
    return 0
  default:
    return 0
  }
}

extension Connection {
  /// Finds what was kept with a `struct lws *`.
  static func of(_ wsi: OpaquePointer) -> Connection? {
    guard let pointer = lws_get_opaque_user_data(wsi) else { return nil }
    return Unmanaged<Connection>.fromOpaque(pointer).takeUnretainedValue()
  }

  func heard() { heartbeat.heard = server.wheel.current }
}

extension Server {
  static func of(_ wsi: OpaquePointer) -> Server? {
    LwsContext.user(of: wsi).map { Unmanaged<Server>.fromOpaque($0).takeUnretainedValue() }
  }

  // MARK: Beginning and end of a connection

  /// Decides whether a freshly accepted socket is kept.
  func accepts(socket: Int32) -> Bool {
    // Going one over the limit while the older one ends is safe: ``Pressure/reserve`` descriptors are kept free.
    guard hasRoomForSocket || endOldestStranger() else { return false }
    let address = PeerAddress(socket: socket)
    if isTrustedProxy(address) { return true }
    return addresses.plainCount(of: address.limitKey) < configuration.connectionsPerAddress
  }

  /// Whether a socket came to the private port.
  func isPrivate(_ wsi: OpaquePointer) -> Bool {
    privateHost != nil && lws_get_vhost(wsi) == privateHost
  }

  func began(_ wsi: OpaquePointer) {
    let descriptor = lws_get_socket_fd(wsi)
    setSendBuffer(descriptor, to: Pressure.sendBuffer.stranger)
    let address = PeerAddress(socket: descriptor)
    // A proxy stands for many: whom it speaks for is told by its request.
    let isPrivate = isPrivate(wsi)
    let kind: AddressLimits.Place.Kind =
      isPrivate || isTrustedProxy(address) ? .free : .plain
    let connection = table.add { id in
      Connection(
        server: self, id: id, wsi: wsi, address: address,
        limits: AddressLimits.Place(key: address.limitKey, kind: kind), isPrivate: isPrivate)
    }
    addresses.enter(connection.limits)
    remember(connection, socket: descriptor)
    lws_set_opaque_user_data(wsi, connection.opaque)
    noteStranger(connection)
  }

  /// The socket is gone or going: nothing may be sent any more. Happens once; later calls do nothing.
  func ended(_ connection: Connection) {
    let phase = connection.phase
    guard phase != .gone else { return }
    connection.phase = .gone
    connection.wsi = nil
    connection.output.removeAll()
    connection.message = []
    connection.exchange = nil
    connection.request = nil
    addresses.leave(connection.limits)
    if phase == .upgrading || phase == .open || phase == .closing { webSockets -= 1 }
    if phase == .open || phase == .closing {
      busy = true
      delegate?.closed(connection.id)
    }
  }

  func forget(_ connection: Connection) {
    table.remove(connection.id)
    // The system may have given the number to a newer one.
    if self.connection(of: connection.socket) === connection {
      bySocket[Int(connection.socket)] = nil
    }
  }

  private func remember(_ connection: Connection, socket: Int32) {
    connection.socket = socket
    while bySocket.count <= Int(socket) { bySocket.append(nil) }
    bySocket[Int(socket)] = connection
  }

  /// Finds whose socket has a number.
  func connection(of socket: Int32) -> Connection? {
    bySocket.indices.contains(Int(socket)) ? bySocket[Int(socket)] : nil
  }
}
