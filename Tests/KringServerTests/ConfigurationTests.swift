import Foundation
import KringCore
import KringJournal
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

  @Test("what is no .json file in the folder of the methods is not read")
  func otherFiles() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(atPath: Repository.methods, toPath: folder.path)
    for name in ["README", "bovv6.json~", ".hats.json.swp"] {
      try Data("{".utf8).write(to: folder.appending(path: name))
    }
    var settings = Configuration()
    settings.methods = folder.path
    #expect(try settings.loadMethods().answers == Repository.offer().answers)
  }

  @Test("with a database the label and the days of its backups are needed, and nothing without one")
  func database() throws {
    func trouble(_ words: String...) throws -> String? {
      var settings = try Configuration(
        arguments: Self.needed + ["--open-creation"] + words, environment: [:])
      do { try settings.complete() } catch { return "\(error)" }
      return nil
    }
    let database = ["--database", "dbname=k"]
    #expect(try trouble("--database", "dbname=k", "--node", "a", "--retention-days", "30") == nil)
    let without = try #require(try trouble("--database", "dbname=k", "--node", "a"))
    #expect(without.contains("--retention-days") && without.contains("for how many days"))
    let alone = try #require(try trouble("--retention-days", "30"))
    #expect(alone.contains("--retention-days") && alone.contains("expected --database with it"))
    for (words, isCompared) in [([], true), (["--trust-clock"], false)] {
      let settings = try Configuration(
        arguments: Self.needed + database + ["--node", "a"] + words, environment: [:])
      #expect((settings.postgres?.wallClock != nil) == isCompared)
    }
    // It may have a password.
    let wrong = try #require(throws: ConfigurationError.self) {
      try Configuration(
        arguments: Self.needed, environment: ["KRING_DATABASE": "kring:secret@db.example"])
    }
    #expect(wrong.description.contains("KRING_DATABASE: expected words such as host="))
    #expect(!wrong.description.contains("secret"))
    let late = try #require(throws: ConfigurationError.self) {
      try Configuration(arguments: Self.needed + ["move"], environment: [:])
    }
    #expect(late.description == "move: expected this command as the first word")
    for text in ["0", "3651", "-1", "off", "a week", ""] {
      #expect(throws: ConfigurationError.self) {
        try Configuration(
          arguments: Self.needed + database + ["--retention-days", text], environment: [:])
      }
    }
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

  /// Where a start with these flags fails, also in what follows from them; `nil` if nowhere.
  private func refusal(_ words: [String]) -> String? {
    do {
      var settings = try Configuration(arguments: words, environment: [:])
      try settings.complete()
      return nil
    } catch { return error.place }
  }

  @Test(
    "a value that a setting cannot have is refused at its flag",
    arguments: [
      "--port": ["+5", " 5", "5.0", "٣", "65536", ""],
      "--host": [""], "--data": [""], "--web": [""], "--methods": [""], "--tls-cert": [""],
      "--base": ["", "a", "a/", "/a", "//", "/./", "/../", "/a//b/", "/a b/", "/é/", "/a?/"],
      "--origin": [
        "", "a", "ftp://a", "https://", "https://a/", "https://a/b", "https://A", "HTTPS://a",
        "https://a://b",
      ],
    ])
  func values(flag: String, wrong: [String]) {
    for value in wrong {
      #expect(refusal(Self.needed + ["--open-creation", flag, value]) == flag, "\(value)")
    }
  }

  @Test("what is a path or an origin is taken as it is")
  func taken() throws {
    let settings = try Configuration(
      arguments: Self.needed + ["--base", "/a-b/~c_1.d/", "--origin", "http://a:80"],
      environment: [:])
    #expect(settings.base == "/a-b/~c_1.d/" && settings.origins == ["http://a:80"])
    #expect(refusal(Self.needed + ["--base", "/"]) == nil)
  }

  @Test("settings that do not go together are refused at one of them")
  func together() {
    for (words, place) in [
      ([], nil), (["--tls-cert", "c", "--tls-key", "k"], nil),
      (["--tls-cert", "c"], "--tls-cert"), (["--tls-key", "k"], "--tls-key"),
      (["--port", "1", "--port", "2"], "--port"), (["--colour", "red"], "--colour"),
      (["--origin", "https://a"], "--creation-key-file"),
      (["--proxy", "::1"], "--creation-key-file"),
      (["--origin", "https://a", "--proxy", "::1", "--proxy", "::2", "--open-creation"], nil),
    ] {
      #expect(refusal(Self.needed + words) == place, "\(words)")
    }
    for name in ["--data", "--web", "--methods"] {
      var words = Self.needed
      words.removeSubrange(words.firstIndex(of: name).map { $0...$0 + 1 } ?? 0...0)
      #expect(refusal(words) == name)
    }
  }

  @Test("a creation key has 16 characters, 8 different ones among them")
  func creationKey() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    func refusal(_ key: String) throws -> String? {
      try Data(key.utf8).write(to: file)
      return self.refusal(
        Self.needed + ["--origin", "https://a", "--creation-key-file", file.path])
    }
    #expect(try refusal("abcdefghabcdefgh\n") == nil)
    #expect(try refusal("abcdefghabcdefg\n") == "--creation-key-file")
    #expect(try refusal("abcdefgabcdefgabcdefg") == "--creation-key-file")
    try FileManager.default.removeItem(at: file)
    #expect(
      self.refusal(Self.needed + ["--creation-key-file", file.path]) == "--creation-key-file")
  }
}
