import KringClient
import KringCore
import KringJSON
import KringProtocol
import KringSeal

/// Leads a scripted group through any plan, from the lobby to the close, as a value.
///
/// It looks at the state and says who does what next; whoever runs it carries that out, waits
/// until everybody has the same state, and asks again. On its way it uses nearly every command.
package struct Director: Sendable {
  /// What one member does.
  package struct Act: Sendable {
    /// The place of the member in the script.
    package var member: Int
    /// The command or the word about presence.
    package var message: Message

    /// A command, or something about presence.
    package enum Message: Sendable {
      /// Asks something of the session.
      case command(Command)
      /// Says something about presence.
      case say(ClientMessage)
    }
  }

  /// A case that its presenter stops halfway.
  package struct Stop: Sendable {
    /// The case, from 1.
    package var number: Int
    /// Whether its words are kept.
    package var keep: Bool

    package init(number: Int, keep: Bool) {
      self.number = number
      self.keep = keep
    }
  }

  /// A closed card that the group has laid.
  struct Card: Sendable {
    let member: Int
    let nonce: CardNonce
    let set: Int
    let input: Plan.Input
    let step: Plan.Step

    var item: ID { nonce.item }
  }

  /// What is played.
  package let script: Script
  /// The members in the order of the script.
  package let members: [ID]
  var stationery: any Stationery
  let stop: Stop?
  /// The current visit, and what was done in it.
  var visit = -1
  var done: Set<String> = []
  var took = 0
  var detours = 0
  var isRevisit = false
  /// What was done in the whole play.
  var ever: Set<Detour> = []
  var entered: Set<String> = []
  /// The visits and inputs to which the group has picked.
  var picked: Set<String> = []
  var cards: [Card] = []
  /// What the group wrote, by item.
  var written: [ID: JSON] = [:]
  /// Who lent the chair to another for a moment.
  var lender: ID?

  package init(
    script: Script, members: [ID], stationery: any Stationery, stop: Stop? = nil
  ) {
    self.script = script
    self.members = members
    self.stationery = stationery
    self.stop = stop
  }

  /// The sealed name of a member.
  package mutating func name(of member: Int) throws -> Envelope {
    let json = JSON.object([.init("name", .string(JSONText(script.members[member])))])
    return try stationery.seal(json.bytes, item: members[member], path: SealPath.member)
  }

  /// Says who does what next; `nil` when the play is over.
  ///
  /// - Parameter view: the state of the chair, with everybody's answers in it.
  package mutating func next(_ view: View) throws -> [Act]? {
    if view.purge != nil {
      if once("reports") { return all(.people(.report)) }
      return once("keep") ? act(chair(view), .course(.keep(keep: 2 * Self.kept))) : nil
    }
    if view.visit != visit {
      (visit, done, took, detours) = (view.visit, [], 0, 0)
      isRevisit = view.step.map { !entered.insert($0).inserted } ?? false
    }
    while true {
      let acts = try view.step == nil ? lobby(view) : inStep(view)
      if !acts.isEmpty { return acts }
    }
  }

  /// For how long the group keeps its content after the close, in milliseconds.
  static let kept = 3_600_000

  /// Tells once for each visit.
  mutating func once(_ name: String) -> Bool { done.insert(name).inserted }

  func all(_ command: Command) -> [Act] { members.indices.flatMap { act($0, command) } }

  func act(_ member: Int, _ command: Command) -> [Act] {
    [Act(member: member, message: .command(command))]
  }

  func say(_ member: Int, _ message: ClientMessage) -> [Act] {
    [Act(member: member, message: .say(message))]
  }

  func place(_ member: ID?) -> Int? {
    member.flatMap { id in members.firstIndex(of: id) }
  }

  /// Who chairs, in the script's order; the first one if nobody does.
  func chair(_ view: View) -> Int { place(view.chair) ?? 0 }

  /// Whether a member presents and is away, and so can do little.
  func isAway(_ member: ID?, _ view: View) -> Bool {
    member == view.presenter && view.current?.outside == .away && !view.called
  }

  /// The presenter, if there is one and not away.
  func presenterHere(_ view: View) -> Int? {
    isAway(view.presenter, view) ? nil : place(view.presenter)
  }

  /// The last member who neither chairs nor presents.
  func bystander(_ view: View) -> Int? {
    members.indices.last { members[$0] != view.chair && members[$0] != view.presenter }
  }

  // MARK: The lobby

  private mutating func lobby(_ view: View) throws -> [Act] {
    let last = members.count - 1
    if view.chair == nil { return act(0, .roles(.takeChair(term: view.term))) }
    if once("background") { return say(last, .background(true)) }
    if once("foreground") { return say(last, .background(false)) }
    if once("deputy") { return act(0, .roles(.nameDeputy(member: members[1]))) }
    if once("no deputy") { return act(0, .roles(.nameDeputy(member: nil))) }
    if once("other deputy") { return act(0, .roles(.nameDeputy(member: members[2]))) }
    if once("cast") { return casting(view) }
    if once("names"), let path = unnamed(view) {
      return act(0, .course(.nameInput(path: path, named: true)))
        + act(0, .course(.nameInput(path: path, named: false)))
    }
    guard let first = view.nextStep else {
      return act(0, .course(.close(visit: view.visit, keep: Self.kept)))
    }
    return act(0, .course(.go(visit: view.visit, to: first.id)))
  }

  /// Every other case is settled in the lobby, with the chair as the presenter; the rest in their
  /// choosing steps.
  private func casting(_ view: View) -> [Act] {
    stride(from: 2, through: view.cases.count, by: 2).flatMap { number in
      act(
        0,
        .roles(.castCase(number: number, presenter: presenter(of: number), chair: members[2])))
    }
  }

  func presenter(of number: Int) -> ID {
    if number.isMultiple(of: 2) { return members[0] }
    return members[1 + number / 2 % (members.count - 1)]
  }

  /// The first input whose cards carry no names.
  private func unnamed(_ view: View) -> Plan.InputPath? {
    for step in view.creation?.plan.steps ?? [] {
      for input in step.inputs where !input.named && input.by == .others {
        return Plan.InputPath(step: step.id, input: input.id)
      }
    }
    return nil
  }
}
