import COpenSSL
import Foundation
import Testing

@testable import Transport

@Suite("TLS")
struct TLSTests {
  private let certificates: Certificates

  init() throws { certificates = try Certificates() }

  private func serve(host: String = "127.0.0.1") throws -> Harness {
    try Harness(
      {
        $0.host = host
        $0.tlsCertificate = certificates.certificate
        $0.tlsKey = certificates.key
        $0.assets.add(path: "/index.html", body: Array("<!doctype html>".utf8))
      },
      onRequest: { server, request in
        server.respond(request.token, status: 200, body: request.body)
      })
  }

  @Test("messages of all lengths come back over TLS", arguments: ["127.0.0.1", "localhost"])
  func echo(host: String) throws {
    let harness = try serve()
    let client = try Client()
    defer { client.stop() }
    let listener = Listener()
    let connection = try client.connect(
      "wss://\(host):\(harness.port)/ws", caFile: certificates.certificate, handler: listener)
    try listener.wait(.opened)
    let messages = [0, 1, 125, 126, 4096, 16_384].map { String(repeating: "x", count: $0) }
    for message in messages { connection.send(text: message) }
    try listener.wait(.received(messages[5]))
    #expect(listener.log.all == [.opened] + messages.map { .received($0) })
  }

  @Test("a slow reader gets every byte over TLS, too")
  func large() throws {
    let harness = try serve()
    let client = try Client()
    defer { client.stop() }
    let listener = Listener()
    try client.connect(
      "wss://localhost:\(harness.port)/ws", caFile: certificates.certificate, handler: listener)
    try listener.wait(.opened)
    let id = try harness.opened()
    let texts = (0..<6).map { String(repeating: "\($0)", count: 2_000_000 - $0) }
    let frames = texts.flatMap { Frame.text($0) }
    #expect(try harness.onThread { $0.send(id, frames: frames) } == .sent)
    try listener.wait(.received(texts[5]))
    #expect(listener.log.all == [.opened] + texts.map { .received($0) })
  }

  @Test("an authority that did not sign is not believed")
  func wrongAuthority() async throws {
    let harness = try serve()
    let client = try Client()
    defer { client.stop() }
    let listener = Listener()
    try client.connect(
      "wss://localhost:\(harness.port)/ws", caFile: certificates.otherCertificate,
      handler: listener)
    try listener.wait(.failed(.connectFailed))
    let error = await #expect(throws: TransportError.self) {
      try await HTTPClient.request(
        "GET", "https://localhost:\(harness.port)/", caFile: certificates.otherCertificate)
    }
    #expect(error?.code == .connectFailed)
    #expect(error?.message.contains("certificate") == true)
  }

  @Test("a certificate for another name is not believed")
  func wrongName() async throws {
    let harness = try serve(host: "0.0.0.0")
    let error = await #expect(throws: TransportError.self) {
      try await HTTPClient.request(
        "GET", "https://127.0.0.2:\(harness.port)/", caFile: certificates.certificate)
    }
    #expect(error?.code == .connectFailed)
    #expect(error?.message.contains("certificate") == true)
    let client = try Client()
    defer { client.stop() }
    let listener = Listener()
    try client.connect(
      "wss://127.0.0.2:\(harness.port)/ws", caFile: certificates.certificate, handler: listener)
    try listener.wait(.failed(.connectFailed))
  }

  @Test("requests are answered over TLS")
  func requests() async throws {
    let harness = try serve()
    let base = "https://localhost:\(harness.port)"
    let page = try await HTTPClient.request("GET", base, caFile: certificates.certificate)
    #expect(page.status == 200)
    #expect(page["cross-origin-opener-policy"] == "same-origin")
    #expect(String(decoding: page.body, as: UTF8.self) == "<!doctype html>")
    let answer = try await HTTPClient.request(
      "POST", "\(base)/api/x", body: Array("{}".utf8), caFile: certificates.certificate)
    #expect(answer.status == 200)
    #expect(answer.body == Array("{}".utf8))
  }

  @Test("a client that would speak HTTP/2 is offered HTTP/1.1 only, and nothing below TLS 1.2")
  func negotiation() throws {
    let harness = try serve()
    #expect(try handshake(harness.port, newest: TLS1_3_VERSION) == "http/1.1")
    #expect(try handshake(harness.port, newest: TLS1_2_VERSION) == "http/1.1")
    #expect(try handshake(harness.port, newest: TLS1_1_VERSION) == nil)
  }

  @Test("plain HTTP on a TLS port is not answered")
  func plain() throws {
    let harness = try serve()
    let socket = try RawSocket(port: harness.port)
    try socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    let answer = try socket.readToEnd()
    #expect(!String(decoding: answer, as: UTF8.self).contains("200 OK"))
  }

  /// Offers h2 and http/1.1 up to a version and returns what was agreed, or nil when nothing was.
  private func handshake(_ port: Harness.Port, newest: Int32) throws -> String? {
    let socket = try RawSocket(port: port)
    let context = SSL_CTX_new(TLS_client_method())
    defer { SSL_CTX_free(context) }
    SSL_CTX_set_security_level(context, 0)
    SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_VERSION), nil)
    SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(newest), nil)
    let offer: [UInt8] = [2] + Array("h2".utf8) + [8] + Array("http/1.1".utf8)
    SSL_CTX_set_alpn_protos(context, offer, UInt32(offer.count))
    let tls = SSL_new(context)
    defer { SSL_free(tls) }
    SSL_set_fd(tls, socket.descriptor)
    guard SSL_connect(tls) == 1 else { return nil }
    var chosen: UnsafePointer<UInt8>?
    var count: UInt32 = 0
    SSL_get0_alpn_selected(tls, &chosen, &count)
    return String(
      decoding: UnsafeBufferPointer(start: chosen, count: Int(count)), as: UTF8.self)
  }
}
