import KringCore
import KringTestSupport
import Testing
import Transport

@testable import KringServer

@Suite("Configuration")
struct ConfigurationTests {
  private static let needed = ["--data", "d", "--web", "w", "--methods", "m"]

  @Test("the table of settings in the operators' page is the list in the code")
  func table() throws {
    let page = String(
      decoding: try Repository.bytes("Sources/kring-server/Deploy/operating.md"), as: UTF8.self)
    #expect(Configuration.table.split(separator: "\n").count == Setting.all.count + 2)
    #expect(page.contains("\n\n\(Configuration.table)\n"))
    for setting in Setting.all {
      #expect(
        Configuration.help.contains(setting.flag) && Configuration.help.contains(setting.variable))
    }
    #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
  }

  @Test("a flag wins over its variable, and lists are whole in either")
  func precedence() throws {
    let environment = [
      "KRING_PORT": "1", "KRING_MEMBERS": "5", "KRING_PROXY": "127.0.0.1, ::1",
      "KRING_OPEN_CREATION": "true", "KRING_METRICS_PORT": "off", "OTHER": "x",
    ]
    let settings = try Configuration(
      arguments: Self.needed + ["--port=2", "--origin", "https://a", "--origin", "https://b"],
      environment: environment)
    #expect(settings.server.port == 2)
    #expect(settings.gateway.limits.members == 5)
    #expect(settings.server.trustedProxies == ["127.0.0.1", "::1"].map { PeerAddress($0) })
    #expect(settings.origins == ["https://a", "https://b"])
    #expect(settings.openCreation)
    #expect(settings.server.privatePort == nil)
  }

  @Test("a socket in the file system takes the place of host and port, and needs an origin")
  func socketFile() throws {
    func settings(_ words: String...) throws -> Configuration {
      var settings = try Configuration(
        arguments: Self.needed + ["--open-creation", "--listen", "unix:/run/k.sock"] + words,
        environment: [:])
      try settings.complete()
      return settings
    }
    let socket = try settings("--origin", "https://a")
    #expect(socket.transport().socketFile == "/run/k.sock")
    #expect(socket.address(port: 0) == "https://a")
    #expect(throws: ConfigurationError.self) { try settings() }
    #expect(throws: ConfigurationError.self) {
      try settings("--origin", "https://a", "--port", "1")
    }
    for text in ["/run/k.sock", "unix:", "unix:k.sock", "tcp:80"] {
      #expect(throws: ConfigurationError.self) {
        try Configuration(arguments: Self.needed + ["--listen", text], environment: [:])
      }
    }
  }

  @Test("a host that may frame the page is one host, and cannot say more to the browser than that")
  func frameAncestors() throws {
    let good = [
      "call.example", "*.call.example", "https://call.example", "http://localhost:8080",
      "https://*.call.example:8443", "127.0.0.1", "http://127.0.0.1", "xn--bcher-kva.example",
    ]
    let told = try Configuration(
      arguments: Self.needed, environment: ["KRING_FRAME_ANCESTORS": good.joined(separator: ", ")])
    #expect(told.frameAncestors == good)
    for bad in [
      "*", "https:", "https://*", "'self'", "'none'", "none", "self", "*.com", "https://*.com",
      "http://call.example", "http://localhost.example", "a b", "a;b", "a,b", "a/", "https://a/b",
      "Call.example", "*.*.a", "a.*", "-a", "a..b", ".a", "a.", "ws://a", "a:", "a:123456", "",
      "a\r\nX: 1", "bücher.example",
    ] {
      let error = #expect(throws: ConfigurationError.self, "\(bad)") {
        try Configuration(
          arguments: Self.needed + ["--frame-ancestors", bad], environment: [:])
      }
      #expect(error?.place == "--frame-ancestors")
    }
  }

  @Test("what holds without a setting is what the list says")
  func standards() throws {
    let plain = try Configuration(arguments: Self.needed, environment: [:])
    for setting in Setting.all where !["needed", "no TLS", "none"].contains(setting.standard) {
      guard setting.name != "origin" else { continue }
      var told = plain
      try setting.take(&told, setting.standard)
      #expect(String(describing: told) == String(describing: plain), "\(setting.name)")
    }
  }

  @Test("an error names where the value came from", arguments: [true, false])
  func places(byFlag: Bool) throws {
    for (name, value) in [("port", "-1"), ("rate", "0"), ("drain-spread", "1.5"), ("proxy", "a")] {
      let setting = try #require(Setting.all.first { $0.name == name })
      let error = try #require(throws: ConfigurationError.self) {
        try Configuration(
          arguments: Self.needed + (byFlag ? [setting.flag, value] : []),
          environment: byFlag ? [:] : [setting.variable: value])
      }
      #expect(error.place == (byFlag ? setting.flag : setting.variable))
      #expect(error.reason.contains("expected") && error.reason.hasSuffix("found \(value)"))
    }
  }
}
