import COpenSSL
import Foundation
import Testing

@testable import Transport
import TransportClient
import TransportLoop
import TransportTestSupport

@Suite("TLS")
struct TLSTests {
  private let certificates: Certificates

  init() throws { certificates = try Certificates() }

  private func serve(
    host: String = "127.0.0.1", with certificates: Certificates? = nil
  ) throws -> Harness {
    let certificates = certificates ?? self.certificates
    return try Harness(
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

  @Test("plain HTTP on a TLS port is told where to go, and served nothing")
  func plain() throws {
    let harness = try serve()
    for path in ["/?a", "/api/x", "/nothing"] {
      let socket = try RawSocket(port: harness.port)
      try socket.write("GET \(path) HTTP/1.1\r\nHost: localhost:8443\r\n\r\n")
      let response = try socket.response()
      #expect(response.status == 308)
      #expect(response["location"] == "https://localhost:8443\(path)")
      #expect(response["strict-transport-security"] == nil)
      #expect(try socket.readToEnd() == [])
    }
    for request in [
      "POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}",
      RawWebSocket.request(),
    ] {
      let socket = try RawSocket(port: harness.port)
      try socket.write(request)
      #expect(try socket.response().status == 400)
    }
    #expect(harness.events.isEmpty)
  }

  @Test("answers over TLS say that there is to be no visit without it")
  func strictTransport() async throws {
    let harness = try serve()
    for path in ["/", "/api/x", "/nothing"] {
      let answer = try await HTTPClient.request(
        "GET", "https://localhost:\(harness.port)\(path)", caFile: certificates.certificate)
      #expect(answer["strict-transport-security"] == "max-age=63072000")
    }
  }

  @Test(
    "only suites with forward secrecy and authenticated encryption are agreed to",
    arguments: [
      (.elliptic, "ECDHE-ECDSA-AES128-GCM-SHA256", true),
      (.elliptic, "ECDHE-ECDSA-AES256-GCM-SHA384", true),
      (.elliptic, "ECDHE-ECDSA-CHACHA20-POLY1305", true),
      (.elliptic, "ECDHE-ECDSA-AES128-SHA", false),
      (.elliptic, "ECDHE-ECDSA-AES256-SHA384", false),
      (.rsa, "ECDHE-RSA-AES128-GCM-SHA256", true), (.rsa, "ECDHE-RSA-AES256-GCM-SHA384", true),
      (.rsa, "ECDHE-RSA-CHACHA20-POLY1305", true), (.rsa, "ECDHE-RSA-AES128-SHA", false),
      (.rsa, "ECDHE-RSA-AES256-SHA384", false), (.rsa, "AES128-SHA", false),
      (.rsa, "AES128-SHA256", false), (.rsa, "AES128-GCM-SHA256", false),
      (.rsa, "AES256-GCM-SHA384", false), (.rsa, "DHE-RSA-AES128-GCM-SHA256", false),
    ] as [(Certificates.Key, String, Bool)])
  func suites(key: Certificates.Key, name: String, isAgreed: Bool) throws {
    let harness = try serve(with: Certificates(key))
    let agreed = try handshake(harness.port, newest: TLS1_2_VERSION, suites: name)
    #expect((agreed != nil) == isAgreed)
  }

  @Test("a certificate that was replaced is served to those who come, and nobody is dropped")
  func reload() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (certificate, key) = (folder.path + "/chain.pem", folder.path + "/key.pem")
    func put(_ from: String, _ to: String) throws {
      try Data(contentsOf: URL(fileURLWithPath: from)).write(to: URL(fileURLWithPath: to))
    }
    try put(certificates.certificate, certificate)
    try put(certificates.key, key)
    let harness = try Harness {
      $0.tlsCertificate = certificate
      $0.tlsKey = key
      $0.assets.add(path: "/index.html", body: [0x78])
    }
    let client = try Client()
    defer { client.stop() }
    let listener = Listener()
    let connection = try client.connect(
      "wss://localhost:\(harness.port)/ws", caFile: certificates.certificate, handler: listener)
    try listener.wait(.opened)
    func reload() throws -> TransportError? {
      try harness.onThread { server in
        do throws(TransportError) { try server.reloadCertificate() } catch { return error }
        return nil
      }
    }
    // Half replaced, it stays as it was.
    try put(certificates.otherCertificate, certificate)
    #expect(try reload()?.code == .keyMismatch)
    let page = "https://localhost:\(harness.port)/"
    #expect(
      try await HTTPClient.request("GET", page, caFile: certificates.certificate).status == 200)
    try put(certificates.otherKey, key)
    #expect(try reload() == nil)
    #expect(
      try await HTTPClient.request("GET", page, caFile: certificates.otherCertificate).status == 200
    )
    await #expect(throws: TransportError.self) {
      try await HTTPClient.request("GET", page, caFile: certificates.certificate)
    }
    connection.send(text: "still here")
    try listener.wait(.received("still here"))
    #expect(try #require(harness.onThread { $0.certificateSecondsLeft }) > 0)
  }

  /// Offers h2 and http/1.1 up to a version and returns what was agreed, or nil when nothing was.
  private func handshake(
    _ port: Harness.Port, newest: Int32, suites: String? = nil
  ) throws -> String? {
    let socket = try RawSocket(port: port)
    let context = SSL_CTX_new(TLS_client_method())
    defer { SSL_CTX_free(context) }
    SSL_CTX_set_security_level(context, 0)
    SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_VERSION), nil)
    SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(newest), nil)
    if let suites { #expect(SSL_CTX_set_cipher_list(context, suites) == 1) }
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
