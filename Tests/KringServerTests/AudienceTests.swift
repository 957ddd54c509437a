import KringClient
import KringCore
import KringJSON
import KringProtocol
import KringTestSupport
import Testing

@Suite("Audience")
struct AudienceTests {
  private let cast = Cast(method: "incident", members: 5, isAway: true)

  /// A meeting in whose current step the presenter receives nothing.
  private func meeting() throws -> Meeting {
    try Meeting(in: "1.analyse", 5, method: cast.file())
  }

  private func texts(_ member: StageMember, since: Int) -> String {
    member.heard[since...].map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
  }

  @Test("a presenter who is away gets numbers without events, and no word of what is said")
  func away() throws {
    let meeting = try meeting()
    let presenter = meeting.presenter
    let (heard, seq) = (presenter.heard.count, presenter.view.seq)
    for member in meeting.others {
      meeting.stage.send(try meeting.adding("Over de inbrenger", to: "kern"), by: member)
    }
    #expect(
      try Delivery.parts(presenter.heard[heard...], for: presenter.id)
        == [.gap(seq + 1, seq + 1), .gap(seq + 2, seq + 2), .gap(seq + 3, seq + 3)])
    for item in meeting.view.items.suffix(3) {
      #expect(!texts(presenter, since: heard).contains(item.item.uuid))
    }
    #expect(presenter.view.items == [])
    #expect(presenter.viewBytes == (try meeting.told(presenter)))
  }

  @Test("a presenter who is away hears of people, chair and clock")
  func people() throws {
    let meeting = try meeting()
    let (heard, seq) = (meeting.presenter.heard.count, meeting.presenter.view.seq)
    let visit = meeting.view.visit
    meeting.stage.send(.clock(.planClock(visit: visit, planned: 60_000)), by: meeting.chair)
    meeting.stage.send(.roles(.nameDeputy(member: meeting.members[2].id)), by: meeting.chair)
    meeting.stage.send(
      .roles(.giveChair(term: meeting.view.term, member: meeting.members[3].id)), by: meeting.chair)
    meeting.stage.send(.people(.leave), by: meeting.members[4])
    #expect(
      try Delivery.parts(meeting.presenter.heard[heard...], for: meeting.presenter.id)
        == (1...4).map { .event(seq + $0) })
  }

  @Test("a presenter who is away is not told that a set has too few writers")
  func tooFew() throws {
    guard case .file(let file) = try cast.file() else { return }
    let live = #""id":"kern","by":"others","as":"text""#
    let text = String(decoding: file.bytes, as: UTF8.self)
    try #require(text.contains(live))
    let closed = text.replacing(live, with: live + #","opens":"analyse","named":false"#)
    let meeting = try Meeting(
      in: "1.analyse", 5, method: .file(JSON.read(Array(closed.utf8))))
    let heard = meeting.members.map(\.heard.count)
    let set = try #require(meeting.view.sets.last).set
    meeting.stage.send(.sets(.openSet(set: set)), by: meeting.chair)
    #expect(meeting.chair.refusals == ["too-few"])
    for (member, heard) in zip(meeting.members, heard) {
      let isTold = texts(member, since: heard).contains(#"{"notice""#)
      #expect(isTold == (member !== meeting.presenter))
    }
  }

  @Test("a presenter who comes back while away gets ranges, and no view of what was said")
  func resumesAway() throws {
    let meeting = try meeting()
    let presenter = meeting.presenter
    meeting.stage.cut(presenter)
    let (heard, seq) = (presenter.heard.count, presenter.view.seq)
    for member in meeting.others {
      meeting.stage.send(try meeting.adding("Over de inbrenger", to: "kern"), by: member)
    }
    meeting.stage.send(
      .clock(.planClock(visit: meeting.view.visit, planned: 60_000)), by: meeting.chair)
    meeting.stage.enter(presenter)
    #expect(
      try Delivery.parts(presenter.heard[heard...], for: presenter.id)
        == [.gap(seq + 1, seq + 3), .event(seq + 4)])

    // One who forgot everything gets a view without it, too.
    presenter.replica.forget()
    meeting.stage.cut(presenter)
    let forgotten = presenter.heard.count
    meeting.stage.enter(presenter)
    #expect(
      try Delivery.parts(presenter.heard[forgotten...], for: presenter.id) == [.view(seq + 4)])
    #expect(presenter.view.items == [])
    #expect(
      !texts(presenter, since: forgotten).contains(try #require(meeting.view.items.last).item.uuid))
    #expect(presenter.viewBytes == (try meeting.told(presenter)))
  }

  @Test("a presenter who is called back gets one view with everything")
  func called() throws {
    let meeting = try meeting()
    meeting.stage.send(try meeting.adding("Over de inbrenger", to: "kern"), by: meeting.members[2])
    let heard = meeting.presenter.heard.count
    meeting.stage.send(.course(.callPresenter(visit: meeting.view.visit)), by: meeting.chair)
    meeting.stage.send(try meeting.adding("Waar je bij bent", to: "kern"), by: meeting.members[3])
    let seq = meeting.view.seq
    #expect(
      try Delivery.parts(meeting.presenter.heard[heard...], for: meeting.presenter.id)
        == [.view(seq - 1), .event(seq)])
    #expect(meeting.presenter.view.items.count == 2)
    #expect(meeting.presenter.viewBytes == (try meeting.told(meeting.presenter)))
  }

  @Test("at the end of the step a presenter who was away gets one view with everything")
  func nextStep() throws {
    let meeting = try meeting()
    meeting.stage.send(try meeting.adding("Over de inbrenger", to: "kern"), by: meeting.members[2])
    let heard = meeting.presenter.heard.count
    meeting.go(to: "1.standpunt")
    #expect(
      try Delivery.parts(meeting.presenter.heard[heard...], for: meeting.presenter.id)
        == [.view(meeting.view.seq)])
    #expect(meeting.presenter.viewBytes == (try meeting.told(meeting.presenter)))
  }

  @Test("a resume that would cross the opening of a past gets the view")
  func acrossOpening() throws {
    let meeting = try meeting()
    let presenter = meeting.presenter
    meeting.stage.send(try meeting.adding("Over de inbrenger", to: "kern"), by: meeting.members[2])
    meeting.stage.cut(presenter)
    let heard = presenter.heard.count
    meeting.stage.send(.course(.callPresenter(visit: meeting.view.visit)), by: meeting.chair)
    meeting.stage.send(try meeting.adding("Daarna", to: "kern"), by: meeting.members[3])
    meeting.stage.enter(presenter)
    #expect(
      try Delivery.parts(presenter.heard[heard...], for: presenter.id) == [.view(meeting.view.seq)])
    #expect(presenter.view.items.count == 2)
  }

  @Test("a mark reaches its maker alone; for others its number is passed over")
  func marks() throws {
    let meeting = try Meeting(in: "1.beeld")
    meeting.stage.send(try meeting.adding("Een vraag", to: "vragen"), by: meeting.members[2])
    let item = try #require(meeting.view.items.last)
    let heard = meeting.members.map(\.heard.count)
    let mark = meeting.newID()
    let envelope = try meeting.stage.seal(#"{"mark":"touched"}"#, item: mark, path: "1.beeld/mark")
    meeting.stage.send(
      .writing(.markItem(item: item.item, mark: mark, envelope: envelope)), by: meeting.presenter)
    let seq = meeting.view.seq
    for (place, member) in meeting.members.enumerated() {
      let isMaker = member === meeting.presenter
      #expect(
        try Delivery.parts(member.heard[heard[place]...], for: member.id)
          == [isMaker ? .event(seq) : .gap(seq, seq)])
      #expect(texts(member, since: heard[place]).contains(mark.uuid) == isMaker)
      #expect(member.view.items.last?.marks.count == (isMaker ? 1 : 0))
      member.replica.forget()
      meeting.stage.cut(member)
      meeting.stage.enter(member)
      #expect(texts(member, since: heard[place]).contains(mark.uuid) == isMaker)
    }
  }
}
