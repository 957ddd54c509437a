import KringClient
import KringCore
import KringProtocol
import KringSeal
import KringTestSupport
import Testing

@Suite("names")
struct NameTests {
  @Test("who was just let in and still stands at the door has no number")
  func admitted() throws {
    let stage = try Stage(seed: 1)
    var members: [View.Member] = []
    for name in ["Anna", "Dora"] {
      let member = ID.random(using: &stage.random)
      let envelope = try stage.sealer.seal(
        Array(#"{"name":"\#(name)"}"#.utf8), item: member, path: SealPath.member)
      members.append(View.Member(member: member, name: envelope, host: false))
    }
    var view = View()
    view.members = members
    let door = members.map { PresenceFrame.Visitor(member: $0.member, name: $0.name, lost: false) }
    let texts = Texts(stage.sealer, in: view, door: door)
    #expect(members.map { texts.name($0.member) } == ["Anna", "Dora"])
  }
}
