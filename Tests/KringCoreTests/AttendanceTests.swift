import KringCore
import Testing

@Suite("Attendance")
struct AttendanceTests {
  private static func note(_ noted: Int, _ members: Int...) -> Command {
    .attendance(.note(noted: noted, members: members.map { ID.of($0) }))
  }

  @Test("the chair notes who is present, in the order of the seats, until long after the close")
  func noted() {
    var table = Table(in: "1.keuze")
    table.now += 5_000
    table.good(0, Self.note(0, 3, 0, 1, 3))
    #expect(table.view.attendance.map(\.members) == [[.of(0), .of(1), .of(3)]])
    #expect(table.view.attendance.first?.at == table.now)
    table.good(0, .course(.close(visit: 1, keep: 60_000)))
    table.good(0, Self.note(1, 4))
    #expect(table.view.attendance.count == 2)
  }

  @Test("it is noted by the chair alone, of seats alone, in a meeting that has begun")
  func refused() {
    var table = Table()
    table.bad(2, Self.note(0, 1), .notNow)
    table.good(0, .roles(.takeChair(term: 0)))
    table.good(0, .roles(.castCase(number: 1, presenter: .of(1), chair: nil)))
    table.good(0, .course(.go(visit: 0, to: "1.keuze")))
    table.bad(2, Self.note(0, 1), .notYours)
    table.bad(0, Self.note(1, 1), .stale)
    table.bad(0, Self.note(0, 1, 77), .noMember)
    table.good(0, .people(.remove(member: .of(4))))
    table.bad(0, Self.note(0, 1, 4), .noMember)
    table.good(0, Self.note(0, 1))
    table.bad(0, Self.note(0, 2), .stale)
  }

  @Test("where nobody chairs anybody notes it")
  func nobodyChairs() {
    var table = Table(in: "1.keuze")
    table.good(0, .people(.leave))
    #expect(table.view.chair == nil)
    table.good(2, Self.note(0, 1, 2))
    table.good(3, .attendance(.discussSecrecy))
    #expect(table.view.attendance.count == 1)
    #expect(table.view.secrecy == table.now)
  }

  @Test("what is asked again is done once")
  func again() {
    var table = Table(in: "1.keuze")
    table.good(0, Self.note(0, 1, 2))
    table.good(0, Self.note(0, 2, 1))
    #expect(table.view.attendance.count == 1)
    let first = table.now
    table.good(0, .attendance(.discussSecrecy))
    table.now += 60_000
    table.good(0, .attendance(.discussSecrecy))
    #expect(table.view.secrecy == first)
  }

  @Test("20 times, and no more")
  func bound() {
    var table = Table(in: "1.keuze")
    for number in 0..<20 { table.good(0, Self.note(number, number % 4 + 1)) }
    table.bad(0, Self.note(20, 1), .tooMuch)
  }

  @Test("secrecy is discussed from the lobby on until the close, and said by the chair")
  func secrecy() {
    var table = Table()
    table.good(0, .roles(.takeChair(term: 0)))
    table.bad(1, .attendance(.discussSecrecy), .notYours)
    table.good(0, .roles(.castCase(number: 1, presenter: .of(1), chair: nil)))
    table.good(0, .course(.go(visit: 0, to: "1.keuze")))
    table.good(0, .course(.close(visit: 1, keep: 60_000)))
    table.bad(0, .attendance(.discussSecrecy), .notNow)
    #expect(table.view.secrecy == nil)
  }
}
