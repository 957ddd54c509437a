import KringCore
import KringProtocol
import Testing

/// The words and numbers of the code against those that `protocol/README.md` promises.
@Suite("words and codes")
struct CodeTests {
  /// The words in back quotes in the first column of the table that a heading begins.
  static func firstColumn(after heading: String) throws -> [String] {
    let lines = try ProtocolFolder.text("README.md").split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix(heading) })
    return lines[(start + 2)...].prefix { $0.hasPrefix("|") }.flatMap { line in
      let column = line.split(separator: "|").first ?? ""
      return column.matches(of: #/`([^`]+)`/#).map { String($0.1) }
    }
  }

  @Test("every command is in the table of commands, and no other")
  func commands() throws {
    // A statement is asked for like a command, and is none: nothing comes of it in the session.
    #expect(Set(try Self.firstColumn(after: "| do |")) == Command.words.union(["proof.ask"]))
  }

  @Test("every event is in the table of events, and no other")
  func events() throws {
    let table = try Self.firstColumn(after: "| event |")
    #expect(table.sorted() == Event.Kind.words.sorted())
  }

  @Test("the refusals are those that are promised")
  func rejections() throws {
    let text = try ProtocolFolder.text("README.md")
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("Rejections:") })
    let promised = line.matches(of: #/`([^`]+)`/#).map { String($0.1) }
    // `door` is how a session sends a newcomer to the door; nobody is told so in an answer.
    let codes = Rejection.Code.allCases.filter { $0 != .door }.map(\.rawValue)
    #expect(promised == codes + ["bad-message"])
  }

  @Test("the close codes and their reasons are those that are promised")
  func closes() throws {
    let lines = try ProtocolFolder.text("README.md").split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix("| close |") })
    var rows = 0
    for line in lines[(start + 2)...].prefix(while: { $0.hasPrefix("|") }) {
      let columns = line.split(separator: "|").map { $0.trimmingPrefix(while: { $0 == " " }) }
      let code = try #require(CloseCode(rawValue: Int(columns[0].prefix(4)) ?? 0))
      let reasons = columns[1].matches(of: #/`([a-z-]+)`/#).map { String($0.1) }
        .filter { $0 != "joinKey" }
      let known = ErrorCode.allCases.filter { $0.close == code }.map(\.rawValue)
      #expect(reasons == known)
      let promise: Reconnect =
        columns[2].hasPrefix("stops")
        ? .never : columns[2].hasPrefix("backs off") ? .backOff : .asTold
      #expect(code.reconnect == promise)
      rows += 1
    }
    #expect(rows == CloseCode.allCases.count)
  }

  @Test("other close codes back off")
  func otherCloses() {
    #expect(Reconnect(close: 1000) == .backOff && Reconnect(close: 1006) == .backOff)
    #expect(Reconnect(close: 4050) == .never && Reconnect(close: 4299) == .asTold)
    #expect(Reconnect(close: 4300) == .backOff)
  }

  @Test("what does not reconnect is not temporary, unless there is no room")
  func temporary() {
    let lasting = ErrorCode.allCases.filter { !$0.temporary }
    #expect(lasting.allSatisfy { $0.close.reconnect == .never })
    let later = ErrorCode.allCases.filter { $0.temporary && $0.close.reconnect == .never }
    #expect(later == [.sessionFull, .doorFull])
  }

  @Test("the errors of HTTP and their statuses are those that are promised")
  func http() throws {
    let lines = try ProtocolFolder.text("README.md").split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix("Errors: `{\"error\"") })
    let promised = lines[start...].prefix { !$0.hasPrefix("## ") }
      .flatMap { $0.matches(of: #/(\d{3}) `([a-z-]+)`/#) }
    let known = HTTPErrorCode.allCases.map { "\($0.status) \($0.rawValue)" }
    #expect(promised.map { "\($0.1) \($0.2)" } == known)
  }
}
