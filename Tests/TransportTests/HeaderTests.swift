import Testing

@testable import Transport
import TransportTestSupport

@Suite("security headers")
struct HeaderTests {
  /// Written out by hand: a change of the headers is a change of what is promised.
  private static let ofPages = """
    content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'
    x-content-type-options: nosniff
    referrer-policy: no-referrer
    permissions-policy: accelerometer=(), autoplay=(), browsing-topics=(), camera=(), \
    display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), \
    gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), local-fonts=(), \
    magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), \
    picture-in-picture=(), publickey-credentials-create=(), publickey-credentials-get=(), \
    serial=(), storage-access=(), usb=(), \
    window-management=(), xr-spatial-tracking=()
    cross-origin-opener-policy: same-origin
    cross-origin-resource-policy: same-origin
    """

  private static let ofOthers = """
    content-security-policy: default-src 'none'; frame-ancestors 'none'
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    """

  @Test(
    "a page carries exactly these",
    arguments: [
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET /index.html HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n",
      "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n",
    ])
  func pages(request: String) throws {
    #expect(try headers(request) == Self.ofPages)
  }

  @Test(
    "every other response carries what it needs, and no more",
    arguments: [
      "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET /core.js HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET /core.js HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n\r\n",
      "GET /icon.svg HTTP/1.1\r\nHost: x\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
      "POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n",
      "GET /ws HTTP/1.1\r\nHost: x\r\n\r\n",
      RawWebSocket.request(subprotocol: nil), RawWebSocket.request(upgrade: "foo"),
      "GET / HTTP/1.1\r\n\r\n",
    ])
  func others(request: String) throws {
    #expect(try headers(request) == Self.ofOthers)
  }

  @Test("only hosts that are named may frame a page, and nothing else changes")
  func frames() throws {
    let hosts = ["https://call.example", "*.meet.example:8443"]
    let list = hosts.joined(separator: " ")
    #expect(
      try headers("GET / HTTP/1.1\r\nHost: x\r\n\r\n", framedBy: hosts)
        == Self.ofPages.replacing("frame-ancestors 'none'", with: "frame-ancestors \(list)"))
    #expect(
      try headers("GET /core.js HTTP/1.1\r\nHost: x\r\n\r\n", framedBy: hosts) == Self.ofOthers)
    #expect(
      try headers("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n", framedBy: hosts)
        == Self.ofOthers)
  }

  /// The security headers of the answer to a request.
  private func headers(_ request: String, framedBy hosts: [String] = []) throws -> String {
    let harness = try Harness(
      { configuration in
        configuration.assets = Assets(framedBy: hosts)
        configuration.assets.add(path: "/index.html", body: [0x78])
        configuration.assets.add(path: "/core.js", body: [0x78])
        configuration.assets.add(path: "/icon.svg", body: [0x78])
      },
      onRequest: { server, request in server.respond(request.token, status: 200) })
    let socket = try RawSocket(port: harness.port)
    try socket.write(request)
    let response = try socket.response(head: request.hasPrefix("HEAD"))
    #expect(response["set-cookie"] == nil)
    let names = Set(SecurityHeaders.list.map { $0.name.lowercased() })
    let found = response.headers.filter { names.contains($0.name) }
    return found.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
  }

  @Test("a line break in a delegate's header adds no header")
  func injection() throws {
    let harness = try Harness(onRequest: { server, request in
      server.respond(
        request.token, status: 200,
        headers: [("X-One", "1\r\nX-Evil: 1"), ("X-\nTwo", "2"), ("X-Three", "3")])
    })
    let socket = try RawSocket(port: harness.port)
    try socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    let response = try socket.response()
    #expect(response["x-one"] == nil)
    #expect(response["x-evil"] == nil)
    #expect(response["x-three"] == "3")
  }
}
