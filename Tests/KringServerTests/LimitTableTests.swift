import Foundation
import KringCore
import KringJSON
import KringProtocol
import KringTestSupport
import Testing

@testable import KringServer
@testable import Transport

/// The limits that `protocol/README.md` promises against those of the code.
@Suite("The table of limits")
struct LimitTableTests {
  /// The beginning of each line of the table with the number that holds without flags.
  private static let limits: [(String, Int)] = {
    let transport = ServerConfiguration()
    let gateway = GatewaySettings()
    func seconds(_ duration: Duration) -> Int { Int(duration.components.seconds) }
    return [
      ("bytes of a message", transport.maxFrame), ("frames of a message", transport.maxFragments),
      ("JSON depth of a message", JSON.Limits().depth), ("keys of an object", 64),
      ("lines of `roles`", 64), ("lines of `planned`", 256),
      ("messages at once", gateway.rate.burst), ("messages a second", gateway.rate.perSecond),
      ("seconds before the hello", seconds(gateway.helloTime)),
      ("members of a session", gateway.limits.members),
      ("seats that a session ever has", gateway.limits.seats),
      ("newcomers at a door", gateway.doorPlaces),
      ("knocks at a door at once", Room.knockRate.burst / Room.knockSeconds),
      ("seconds until one more knock", Room.knockSeconds / Room.knockRate.perSecond),
      ("changes of presence of a member", Room.stirRate.burst),
      ("events without a text that a member causes", gateway.limits.deeds),
      ("events without a text that all members", gateway.limits.allDeeds),
      ("minutes at a door", seconds(gateway.doorTime) / 60),
      ("items of a seat", gateway.limits.items),
      ("characters of envelopes of a seat", gateway.limits.characters),
      ("milliseconds of a step in `planned_ms`", 4 * 3_600_000),
      ("milliseconds in `keep_ms`", gateway.limits.keep),
      ("events missed", RecentEvents.capacity),
      ("bytes that wait for a member", transport.queueLimit),
      ("seconds to read all of it", seconds(transport.drainLimit)),
      ("bytes of the body of a POST", transport.maxBody),
      ("JSON depth of the body of a POST", 16), ("parts chosen in `frame`", 32),
      ("days until `start_ms`", Session.longestAhead / (24 * 3_600_000)),
      ("choices of another plan", gateway.limits.plans),
      ("times that attendance is noted", Session.attendancesAllowed),
      ("members in `attendance.note`", 100),
      ("statements that a seat asks for", Gateway.proofsAllowed),
      ("sessions of the server", gateway.sessions),
      ("sessions created at once", gateway.creations.burst),
      ("sessions created a second", gateway.creations.perSecond),
      ("wrong creation keys", KeyBrake.tries),
      ("bytes of the `page` objects", gateway.planBytes),
      ("bytes of the first line of a request", RequestReader.longestLine),
      ("bytes of the head of a request", RequestReader.longestHead),
      ("WebSockets of the server", transport.maxConnections),
      ("WebSockets of an address", transport.unprovedPerAddress),
      ("connections of an address", transport.connectionsPerAddress),
    ]
  }()

  /// The columns of the lines of the table.
  private static func rows() throws -> [[String]] {
    let text = String(decoding: try Repository.bytes("protocol/README.md"), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.hasPrefix("| limit |") })
    return lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      line.split(separator: "|").map { column in
        String(column.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }
    }
  }

  @Test("every number in the table is the one of the code, and none is missing")
  func numbers() throws {
    // How much a method lets a member write is no number of the server's.
    let rows = try Self.rows().filter { !$0[0].hasPrefix("items or cards of a member") }
    try #require(rows.count == Self.limits.count)
    for (row, limit) in zip(rows, Self.limits) {
      #expect(row[0].hasPrefix(limit.0))
      #expect(row[1].replacing(",", with: "") == "\(limit.1)", "\(limit.0)")
    }
  }

  @Test("every answer in the table is one of the code")
  func answers() throws {
    let words = Set(
      ErrorCode.allCases.map { "\($0.close.rawValue) \($0.rawValue)" }
        + HTTPErrorCode.allCases.map { "\($0.status) \($0.rawValue)" })
    let rejections = Set(Rejection.Code.allCases.map(\.rawValue) + ["bad-message"])
    var found = 0
    for row in try Self.rows() {
      for match in row[2].matches(of: #/(\d{3,4} )?`([a-z-]+)`/#) {
        found += 1
        guard let number = match.1 else {
          #expect(rejections.contains(String(match.2)), "\(row[0])")
          continue
        }
        #expect(words.contains("\(number)\(match.2)"), "\(row[0])")
      }
    }
    #expect(found > 20)
  }

  @Test("every status with which the transport refuses a request is on the page, and no other")
  func statuses() throws {
    var refused: Set<String> = []
    let folder = "/Sources/Transport"
    for name in try FileManager.default.contentsOfDirectory(atPath: Repository.root + folder) {
      let text = String(decoding: try Repository.bytes(folder + "/" + name), as: UTF8.self)
      for match in text.matches(of: #/RequestRefusal\(\s*(\d{3})/#) {
        refused.insert(String(match.1))
      }
    }
    let page = String(decoding: try Repository.bytes("protocol/README.md"), as: UTF8.self)
    let line = try #require(
      page.split(separator: "\n").first { $0.contains("What is no request of this page") })
    let named = Set(line.matches(of: #/\b[345]\d\d\b/#).map { String($0.output) })
    // These have a body of JSON below `/api/`, or are in the table.
    let elsewhere: Set = ["404", "405", "413", "429"]
    #expect(refused.subtracting(elsewhere) == named)
  }
}
