import CLibWebSockets
import TransportLoop

/// The one function libwebsockets calls for outgoing connections; it captures nothing.
func clientCallback(
  wsi: OpaquePointer?, reason: lws_callback_reasons, user: UnsafeMutableRawPointer?,
  input: UnsafeMutableRawPointer?, length: Int
) -> Int32 {
  guard let wsi, let connection = ClientConnection.of(wsi) else { return 0 }
  switch reason {
  case LWS_CALLBACK_CLIENT_RECEIVE:
    connection.receive(wsi, input, length)
  case LWS_CALLBACK_CLIENT_WRITEABLE:
    connection.flush()
  case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
    connection.began(wsi)
  case LWS_CALLBACK_CLIENT_ESTABLISHED:
    connection.established(wsi)
  case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
    let payload = UnsafeRawBufferPointer(start: input, count: length)
    return connection.peerCloses(payload) ? -1 : 0
  case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    let said = UnsafeRawBufferPointer(start: input, count: input == nil ? 0 : length)
    let status = lws_http_client_http_response(wsi)
    connection.fail(
      TransportError(
        .connectFailed,
        status == 0
          ? "The server cannot be reached: \(String(decoding: said, as: UTF8.self))."
          : "The server refused the WebSocket with status \(status); expected 101."))
  case LWS_CALLBACK_CLIENT_CLOSED:
    connection.ended()
  case LWS_CALLBACK_WSI_DESTROY:
    connection.ended()
    lws_set_opaque_user_data(wsi, nil)
    connection.forgotten()
  default:
    break
  }
  return 0
}

extension ClientConnection {
  /// Finds what was kept with a `struct lws *`.
  static func of(_ wsi: OpaquePointer) -> ClientConnection? {
    guard let pointer = lws_get_opaque_user_data(wsi) else { return nil }
    return Unmanaged<ClientConnection>.fromOpaque(pointer).takeUnretainedValue()
  }
}
