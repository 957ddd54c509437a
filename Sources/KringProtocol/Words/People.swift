import KringCore
import KringJSON

// Seats and the door, as JSON.

extension Command.People {
  enum Word: String, CaseIterable {
    case memberLeave = "member.leave"
    case memberReturn = "member.return"
    case memberRemove = "member.remove"
    case doorAdmit = "door.admit"
    case doorRefuse = "door.refuse"
    case seatGive = "seat.give"
    case reportMade = "report.made"
  }

  var word: Word {
    switch self {
    case .leave: .memberLeave
    case .comeBack: .memberReturn
    case .remove: .memberRemove
    case .admit: .doorAdmit
    case .refuse: .doorRefuse
    case .giveSeat: .seatGive
    case .report: .reportMade
    }
  }

  init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .memberLeave: self = .leave
    case .memberReturn: self = .comeBack
    case .memberRemove: self = .remove(member: try reader.id("member"))
    case .doorAdmit: self = .admit(newcomer: try reader.id("member"))
    case .doorRefuse: self = .refuse(newcomer: try reader.id("member"))
    case .seatGive:
      self = .giveSeat(newcomer: try reader.id("member"), seat: try reader.id("seat"))
    case .reportMade: self = .report
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .leave, .comeBack, .report: break
    case .remove(let member), .admit(let member), .refuse(let member):
      writer.id("member", member)
    case .giveSeat(let newcomer, let seat):
      writer.id("member", newcomer)
      writer.id("seat", seat)
    }
  }
}

extension Event.People {
  enum Word: String, CaseIterable {
    case memberJoined = "member.joined"
    case memberLeft = "member.left"
    case memberReturned = "member.returned"
    case memberRemoved = "member.removed"
    case seatGiven = "seat.given"
    case reportMade = "report.made"
  }

  var word: Word {
    switch self {
    case .memberJoined: .memberJoined
    case .memberLeft: .memberLeft
    case .memberReturned: .memberReturned
    case .memberRemoved: .memberRemoved
    case .seatGiven: .seatGiven
    case .reportMade: .reportMade
    }
  }

  init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .memberJoined:
      self = .memberJoined(
        member: try reader.id("member"), name: try reader.envelope("name"),
        host: try reader.bool("host"))
    case .memberLeft: self = .memberLeft(member: try reader.id("member"))
    case .memberReturned: self = .memberReturned(member: try reader.id("member"))
    case .memberRemoved: self = .memberRemoved(member: try reader.id("member"))
    case .seatGiven:
      self = .seatGiven(member: try reader.id("member"), newcomer: try reader.id("newcomer"))
    case .reportMade: self = .reportMade
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .memberJoined(let member, let name, let host):
      writer.id("member", member)
      writer.envelope("name", name)
      writer.bool("host", host)
    case .memberLeft(let member), .memberReturned(let member), .memberRemoved(let member):
      writer.id("member", member)
    case .seatGiven(let member, let newcomer):
      writer.id("member", member)
      writer.id("newcomer", newcomer)
    case .reportMade: break
    }
  }
}
