import Foundation
import Testing

@testable import Transport
import TransportLoop
import TransportTestSupport

@Suite("sockets in the file system")
struct SocketFileTests {
  private let path =
    "\(FileManager.default.temporaryDirectory.path)/kring-\(UInt32.random(in: .min ... .max))"

  /// Connects to a path and returns the answer to a request.
  private func ask(_ request: String, of harness: Harness) throws -> RawSocket.Response {
    let socket = try RawSocket(path: path, port: harness.port)
    try socket.write(request)
    return try socket.response()
  }

  private func serve() throws -> Harness {
    try Harness(
      { $0.socketFile = path },
      onRequest: { server, request in
        server.respond(
          request.token, status: 200, headers: [("X-Address", request.address.description)])
      })
  }

  @Test(
    "requests and WebSockets are served, whoever opens it is believed, and it goes with the end")
  func served() throws {
    let harness = try serve()
    let answer = try ask(
      "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n", of: harness)
    #expect(answer.status == 200)
    #expect(answer["x-address"] == "192.0.2.1")
    let socket = try RawSocket(path: path, port: harness.port)
    try socket.write(RawWebSocket.request(extra: "X-Forwarded-For: 192.0.2.1\r\n"))
    #expect(try socket.response().status == 101)
    let client = RawWebSocket(socket: socket)
    try client.send("hallo")
    #expect(try client.receive().text == "hallo")
    var status = stat()
    #expect(lstat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o660)
    try harness.stop()
    #expect(lstat(path, &status) != 0)
  }

  @Test("a socket that was left over is replaced, and one in use or another file is not")
  func taken() throws {
    try serve().stop()
    let harness = try serve()
    let error = #expect(throws: TransportError.self) { try serve() }
    #expect(error?.code == .portInUse)
    #expect(
      try ask("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", of: harness).status == 200)
    try harness.stop()
    try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: TransportError.self) { try serve() }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("precious".utf8))
    try FileManager.default.removeItem(atPath: path)
  }
}
