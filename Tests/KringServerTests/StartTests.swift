import Foundation
import KringCore
import KringJournal
import KringTestSupport
import Testing
import Transport

@testable import KringServer

/// What a server looks at before it serves.
@Suite("Starts")
struct StartTests {
  @Test("too few files are refused with a sentence; fewer than asked for are fewer connections")
  func descriptors() throws {
    for limit in [0, 80, 150, 255] {
      let error = #expect(throws: ResourceError.self) {
        try Descriptors.connections(wanted: 10_000, hardLimit: limit)
      }
      #expect(error?.description.contains("only \(limit) files open") == true)
    }
    #expect(try Descriptors.connections(wanted: 10_000, hardLimit: 256) == 128)
    #expect(try Descriptors.connections(wanted: 10_000, hardLimit: 4_096) == 3_968)
    #expect(try Descriptors.connections(wanted: 10_000, hardLimit: 524_288) == 10_000)
  }

  @Test("the operator's page names the files and the memory that the code keeps")
  func capacity() throws {
    func text(_ name: String) throws -> String {
      let path = "Sources/kring-server/Deploy/\(name)"
      return String(decoding: try Repository.bytes(path), as: UTF8.self)
    }
    let (page, unit) = (try text("operating.md"), try text("kring.service"))
    let files = try #require(unit.firstMatch(of: #/\nLimitNOFILE=(\d+)\n/#)?.output.1)
    let settings = GatewaySettings()
    for words in [
      "LimitNOFILE (\(files) in the unit)", "some \((Descriptors.reserve + 5) / 10 * 10) more",
      "below \(Descriptors.least) no start", "\(settings.planBytes >> 20) MiB of plans",
    ] {
      #expect(page.contains(words), "\(words)")
    }
    let wanted = Configuration().transport().maxConnections
    #expect(try Descriptors.connections(wanted: wanted, hardLimit: Int(files) ?? 0) == wanted)
  }

  @Test(
    "a clock more than 30 days after all that is kept is not believed, unless nothing is kept",
    arguments: [false, true])
  func clock(_ hasNote: Bool) throws {
    let meeting = try Meeting(in: "1.beeld")
    let last = meeting.view.at
    let newest = hasNote ? last + 40_000_000 : last
    if hasNote { meeting.stage.disk.beat(at: newest) }
    let opened = try meeting.stage.disk.open()
    let day = 24 * 3_600_000
    try ClockCheck.look(at: opened, now: newest + 30 * day)
    try ClockCheck.look(at: opened, now: newest - 400 * day)
    let error = #expect(throws: ClockError.self) {
      try ClockCheck.look(at: opened, now: newest + 30 * day + 1)
    }
    #expect(error?.description.contains("30 days") == true)
    let empty = FakeDisk()
    if hasNote { empty.beat(at: newest) }
    try ClockCheck.look(at: empty.open(), now: newest + 400 * day)
  }

  @Test("a newest event that cannot be read says nothing about the clock")
  func noClock() throws {
    let (disk, session) = (FakeDisk(), ID(high: 1, low: 2))
    let journal = MemoryJournal(disk: disk.storage)
    try journal.open { _ in }
    try journal.commit([
      .session(session, joinKeyHash: [], claimHash: [], body: []),
      .event(session, seq: 1, bytes: Array("{".utf8)),
    ])
    try ClockCheck.look(at: disk.open(), now: 1_800_000_000_000)
  }

  @Test("a certificate that has ended or ends within 14 days is told of, others are not")
  func certificate() {
    let day = 86_400
    for (secondsLeft, end) in [
      (nil, nil), (90 * day, nil), (14 * day + 1, nil), (14 * day, CertificateEnd.soon), (0, .soon),
      (-1, .expired), (-400 * day, .expired),
    ] as [(Int?, CertificateEnd?)] {
      #expect(CertificateEnd(secondsLeft: secondsLeft) == end, "\(String(describing: secondsLeft))")
    }
  }

  @Test("a creation key of few different characters is refused")
  func weakKey() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    for (key, isGood) in [
      ("aaaaaaaaaaaaaaaaaaaa", false), ("abababababababab", false), ("0123456789abcdef", true),
    ] {
      try Data(key.utf8).write(to: file)
      var settings = Configuration()
      settings.creationKeyFile = file.path
      do {
        try settings.complete()
        #expect(isGood, "\(key)")
      } catch {
        #expect(!isGood && error.description.contains("openssl rand"), "\(error)")
      }
    }
  }
}
