import Foundation
import Testing

@testable import Transport
import TransportLoop
import TransportTestSupport

@Suite("files")
struct FileTests {
  private static let script = Array(String(repeating: "export const a = 1;\n", count: 50).utf8)

  private func serve(_ change: (inout ServerConfiguration) -> Void = { _ in }) throws -> Harness {
    try Harness { configuration in
      configuration.assets.add(path: "/index.html", body: Array("<!doctype html>".utf8))
      configuration.assets.add(path: "/core/reduce.js", body: Self.script)
      configuration.assets.add(path: "/methods/bovv.json", body: Array("{}".utf8))
      change(&configuration)
    }
  }

  private func get(
    _ path: String, of harness: Harness, _ headers: String = "", method: String = "GET"
  ) throws -> RawSocket.Response {
    let socket = try RawSocket(port: harness.port)
    try socket.write("\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n")
    return try socket.response(head: method == "HEAD")
  }

  @Test("a file comes with its type, its length, a tag and no-cache")
  func plain() throws {
    let harness = try serve()
    let response = try get("/core/reduce.js", of: harness)
    #expect(response.status == 200)
    #expect(response["content-type"] == "text/javascript; charset=utf-8")
    #expect(response["cache-control"] == "no-cache")
    #expect(response["content-encoding"] == nil)
    #expect(response["vary"] == "Accept-Encoding")
    #expect(response.body == Self.script)
    // The beginning of the SHA-256 of the file.
    #expect(response["etag"] == "\"\(hexOfSHA256(Self.script).prefix(32))\"")
  }

  @Test("the page itself is never cached and has no tag", arguments: ["/", "/index.html"])
  func index(path: String) throws {
    let harness = try serve()
    let response = try get(path, of: harness)
    #expect(response.status == 200)
    #expect(response["content-type"] == "text/html; charset=utf-8")
    #expect(response["cache-control"] == "no-store")
    #expect(response["etag"] == nil)
    let again = try get(path, of: harness, "If-None-Match: *\r\n")
    #expect(again.status == 200)
  }

  @Test(
    "a link whose # became %23 opens the page all the same",
    arguments: ["/%23SECRET", "/?x=1%23SECRET", "/%23SECRET&y=2", "/%23"])
  func escapedFragment(path: String) throws {
    let response = try get(path, of: try serve())
    #expect(response.status == 200)
    #expect(response.body == Array("<!doctype html>".utf8))
    #expect(response["cache-control"] == "no-store")
    #expect(try get("/nothing%23SECRET", of: try serve()).status == 404)
  }

  @Test("a browser that has the file is told so", arguments: ["%", "W/%", "\"x\", %", "*"])
  func notModified(form: String) throws {
    let harness = try serve()
    let tag = try #require(try get("/core/reduce.js", of: harness)["etag"])
    let header = "If-None-Match: \(form.replacing("%", with: tag))\r\n"
    let response = try get("/core/reduce.js", of: harness, header)
    #expect(response.status == 304)
    #expect(response["etag"] == tag)
    #expect(response.body.isEmpty)
    #expect(try get("/core/reduce.js", of: harness, "If-None-Match: \"x\"\r\n").status == 200)
  }

  @Test(
    "gzip is for those who take it",
    arguments: [
      ("gzip", true), ("deflate, gzip;q=1.0, *;q=0.5", true), ("GZIP", true), ("*", true),
      ("br", false), ("gzip;q=0", false), ("gzip; q=0.0", false), ("", false),
      ("gzip;q=0, *", false), ("*, gzip;q=0", false), ("gzip ;\tq=0. , *;q=1", false),
      ("gzip;q=0.001", true), ("*;q=0", false), ("identity, *;q=0.5", true),
    ])
  func zipped(accepted: String, expected: Bool) throws {
    let harness = try serve()
    let response = try get("/core/reduce.js", of: harness, "Accept-Encoding: \(accepted)\r\n")
    #expect(response["content-encoding"] == (expected ? "gzip" : nil))
    #expect(response["vary"] == "Accept-Encoding")
    #expect(expected == (response.body.count < Self.script.count / 4))
    #expect(try expected ? gunzip(response.body) == Self.script : response.body == Self.script)
  }

  @Test("a file that gzip does not make smaller is sent as it is")
  func tooSmallToZip() throws {
    let harness = try serve()
    let response = try get("/methods/bovv.json", of: harness, "Accept-Encoding: gzip\r\n")
    #expect(response["content-type"] == "application/json")
    #expect(response["content-encoding"] == nil)
    #expect(response.body == Array("{}".utf8))
  }

  @Test(
    "brotli is for those who take it, then gzip",
    arguments: [
      ("gzip, deflate, br, zstd", "br"), ("br", "br"), ("*", "br"), ("BR;q=0.8", "br"),
      ("gzip, br;q=0", "gzip"), ("*;q=0, gzip", "gzip"), ("br;q=0, *", "gzip"), ("gzip", "gzip"),
      ("identity", nil), ("br;q=0.0", nil), ("gzip;q=0, *", "br"), ("br;q=0, gzip;q=0, *", nil),
    ])
  func brotli(accepted: String, expected: String?) throws {
    let small = Array("what brotli made".utf8)
    let harness = try serve {
      $0.assets.add(path: "/app.js", body: Self.script, brotli: small)
      $0.assets.add(path: "/tiny.js", body: [0x78], brotli: small)
    }
    let response = try get("/app.js", of: harness, "Accept-Encoding: \(accepted)\r\n")
    #expect(response["content-encoding"] == expected)
    #expect((response.body == small) == (expected == "br"))
    let plain = try get("/app.js", of: harness)
    #expect((response["etag"] == plain["etag"]) == (expected == nil))
    #expect(plain.body == Self.script)
    // Not when it made the file larger.
    let tiny = try get("/tiny.js", of: harness, "Accept-Encoding: \(accepted)\r\n")
    #expect(tiny["content-encoding"] == nil)
  }

  @Test("each coding of a file has a tag of its own, which is no tag of another")
  func tags() throws {
    let harness = try serve {
      $0.assets.add(path: "/app.js", body: Self.script, brotli: Array("what brotli made".utf8))
    }
    let codings = ["", "gzip", "br"]
    let tags = try codings.map { coding in
      try #require(try get("/app.js", of: harness, "Accept-Encoding: \(coding)\r\n")["etag"])
    }
    #expect(Set(tags).count == 3)
    for (coding, own) in zip(codings, tags) {
      for tag in tags {
        let headers = "Accept-Encoding: \(coding)\r\nIf-None-Match: \(tag)\r\n"
        let response = try get("/app.js", of: harness, headers)
        #expect(response.status == (tag == own ? 304 : 200), "\(coding) \(tag)")
        #expect(response["etag"] == own)
        #expect(response["vary"] == "Accept-Encoding")
      }
    }
  }

  @Test(
    "a file whose name says what is in it is kept without asking",
    arguments: [
      ("/app-3QX7ZK2M.js", true), ("/a/all-ABCDEFGH.css", true), ("/kring-22222222.svg", true),
      ("/app-3qx7zk2m.js", false), ("/app-3QX7ZK2.js", false), ("/3QX7ZK2M.js", false),
      ("/app-3QX7ZK2M", false), ("/app-3QX7ZK2M.js/a.js", false),
      ("/app-3QX7ZK2M/index.html", false),
    ])
  func forever(path: String, expected: Bool) throws {
    let harness = try serve { $0.assets.add(path: path, body: Self.script) }
    let response = try get(path, of: harness)
    #expect(response.status == 200)
    let kept = "public, max-age=31536000, immutable"
    #expect((response["cache-control"] == kept) == expected)
    guard expected else { return }
    let tag = try #require(response["etag"])
    let again = try get(path, of: harness, "If-None-Match: \(tag)\r\n")
    #expect(again.status == 304)
    #expect(again["cache-control"] == kept)
  }

  @Test("a file below a path of the delegate's is answered from memory, but only to GET and HEAD")
  func belowDelegate() throws {
    let list = Array(String(repeating: #"{"id":"bovv6"},"#, count: 200).utf8)
    let harness = try Harness(
      { configuration in
        configuration.allowedOrigins = ["https://kring.example"]
        configuration.assets.add(
          path: "/api/methods", contentType: "application/json", body: list)
      },
      onRequest: { server, request in server.respond(request.token, status: 405) })
    let whole = try get("/api/methods", of: harness, "Accept-Encoding: gzip\r\n")
    #expect(whole.status == 200)
    #expect(whole["content-type"] == "application/json")
    #expect(whole["content-encoding"] == "gzip")
    #expect(try gunzip(whole.body) == list)
    let tag = try #require(whole["etag"])
    let asking = "Accept-Encoding: gzip\r\nIf-None-Match: \(tag)\r\n"
    #expect(try get("/api/methods", of: harness, asking).status == 304)
    #expect(try get("/api/methods", of: harness, method: "HEAD").status == 200)
    let post = try get("/api/methods", of: harness, "Content-Length: 0\r\n", method: "POST")
    #expect(post.status == 405)
    let stranger = "Origin: https://evil.example\r\n"
    #expect(try get("/api/methods", of: harness, stranger).status == 403)
  }

  @Test("HEAD gets the headers of GET and nothing else")
  func head() throws {
    let harness = try serve()
    let whole = try get("/core/reduce.js", of: harness)
    let socket = try RawSocket(port: harness.port)
    try socket.write(
      "HEAD /core/reduce.js HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    let head = try socket.response(head: true)
    #expect(head.status == 200)
    func withoutDate(_ response: RawSocket.Response) -> [String] {
      response.headers.filter { $0.name != "date" }.map { "\($0.name): \($0.value)" }
    }
    #expect(withoutDate(head) == withoutDate(whole))
    #expect(head["date"] != nil)
    #expect(try socket.readToEnd() == [])
  }

  @Test(
    "what is not in memory is not there",
    arguments: [
      "/nothing", "/core/", "/core", "/core/reduce.js/", "//core/reduce.js2", "/INDEX.HTML",
      "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd",
      "/core/../../etc/passwd", "/etc/passwd", "/core/reduce.js%2500", "/.git/config",
    ])
  func traversal(path: String) throws {
    let harness = try serve()
    let response = try get(path, of: harness)
    #expect(response.status == 404 || response.status == 403)
    #expect(!String(decoding: response.body, as: UTF8.self).contains("root:"))
  }

  @Test("a query does not change which file it is")
  func query() throws {
    let harness = try serve()
    #expect(try get("/core/reduce.js?v=2", of: harness).body == Self.script)
  }

  @Test("other methods are refused", arguments: ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
  func methods(method: String) throws {
    let harness = try serve()
    let response = try get("/", of: harness, "Content-Length: 0\r\n", method: method)
    #expect(response.status == 405)
    #expect(response["allow"] == "GET, HEAD")
  }

  @Test("a kept connection answers one request after another, also those sent at once")
  func keptAlive() throws {
    let harness = try serve()
    let socket = try RawSocket(port: harness.port)
    for path in ["/", "/nothing", "/core/reduce.js"] {
      try socket.write("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
      #expect(try socket.response().status == (path == "/nothing" ? 404 : 200))
    }
    try socket.write(
      String(repeating: "GET /core/reduce.js HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 20))
    for _ in 0..<20 { #expect(try socket.response().body == Self.script) }
    // And then it can still become a WebSocket.
    try socket.write(RawWebSocket.request())
    #expect(try socket.response().status == 101)
    let webSocket = RawWebSocket(socket: socket)
    try webSocket.send("x")
    #expect(try webSocket.receive().text == "x")
  }

  @Test("a file larger than the socket takes at once comes whole, and the next request too")
  func large() throws {
    let large = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    let harness = try serve { $0.assets.add(path: "/large.bin", body: large) }
    let socket = try RawSocket(port: harness.port, receiveBuffer: 4096)
    try socket.write("GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
    let response = try socket.response()
    #expect(response["content-type"] == "application/octet-stream")
    #expect(response.body == large)
    try socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(try socket.response().status == 200)
  }

  @Test("a folder is read whole, without hidden files, and without an index it is refused")
  func folder() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("a/b"), withIntermediateDirectories: true)
    let css = String(repeating: "a { b: c }", count: 20)
    try Data(css.utf8).write(to: folder.appendingPathComponent("a/b/c.css"))
    try Data("small".utf8).write(to: folder.appendingPathComponent("a/b/c.css.br"))
    try Data("x".utf8).write(to: folder.appendingPathComponent(".secret"))
    let refusal = try #require(throws: TransportError.self) { try Assets(folder: folder.path) }
    #expect(refusal.code == .assetsUnreadable)
    #expect(refusal.message.contains(folder.path))
    #expect(refusal.message.contains("index.html"))
    try Data("x".utf8).write(to: folder.appendingPathComponent("index.html"))
    var assets = try Assets(folder: folder.path)
    #expect(assets.paths == ["/", "/a/b/c.css", "/index.html"])
    let style = try #require(assets.entries["/a/b/c.css"])
    let compressed = style.response(ifNoneMatch: nil, acceptEncoding: "br")
    #expect(compressed.bytes.suffix(5) == Array("small".utf8))
    try assets.add(folder: folder.appendingPathComponent("a").path, at: "/more/")
    #expect(assets.paths.contains("/more/b/c.css"))
  }

  @Test(
    "every ending has its type",
    arguments: [
      ("/a.html", "text/html; charset=utf-8"), ("/a.js", "text/javascript; charset=utf-8"),
      ("/a.css", "text/css; charset=utf-8"), ("/a.svg", "image/svg+xml"),
      ("/a.json", "application/json"), ("/a.webmanifest", "application/manifest+json"),
      ("/a.png", "image/png"), ("/a.woff2", "font/woff2"), ("/a.PNG", "image/png"),
      ("/a", "application/octet-stream"),
    ])
  func types(path: String, type: String) {
    #expect(Assets.contentType(of: path) == type)
  }

  private func gunzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/gzip")
    process.arguments = ["-dc"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(bytes))
    try input.fileHandleForWriting.close()
    return [UInt8](try output.fileHandleForReading.readToEnd() ?? Data())
  }
}
