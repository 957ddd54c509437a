import KringCore
import KringJSON

// Attendance, as JSON.

extension Command.Attendance {
  enum Word: String, CaseIterable {
    case attendanceNote = "attendance.note"
    case secrecyDiscuss = "secrecy.discuss"
  }

  var word: Word {
    switch self {
    case .note: .attendanceNote
    case .discussSecrecy: .secrecyDiscuss
    }
  }

  init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .attendanceNote:
      self = .note(
        noted: try reader.int("noted"), members: try reader.ids("members", count: 1...100))
    case .secrecyDiscuss: self = .discussSecrecy
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .note(let noted, let members):
      writer.int("noted", noted)
      writer.ids("members", members)
    case .discussSecrecy: break
    }
  }
}

extension Event.Attendance {
  enum Word: String, CaseIterable {
    case attendanceNoted = "attendance.noted"
    case secrecyDiscussed = "secrecy.discussed"
  }

  var word: Word {
    switch self {
    case .noted: .attendanceNoted
    case .secrecyDiscussed: .secrecyDiscussed
    }
  }

  init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .attendanceNoted: self = .noted(members: try reader.ids("members", count: 1...100))
    case .secrecyDiscussed: self = .secrecyDiscussed
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .noted(let members): writer.ids("members", members)
    case .secrecyDiscussed: break
    }
  }
}
