import KringCore
import KringJSON
import KringProtocol
import KringSeal

/// Leads a scripted group through any plan, from the lobby to the close, as a value.
///
/// It looks at the state and says who does what next; whoever runs it carries that out, waits
/// until everybody has the same state, and asks again.
public struct Director: Sendable {
  /// What one member does.
  public struct Act: Sendable {
    /// The place of the member in the script.
    public var member: Int
    /// The command or the word about presence.
    public var message: Message

    /// A command, or something about presence.
    public enum Message: Sendable {
      /// Asks something of the session.
      case command(Command)
      /// Says something about presence.
      case say(ClientMessage)
    }
  }

  /// What is played.
  public let script: Script
  /// The members in the order of the script.
  public let members: [ID]
  let sealer: Sealer
  let stops: Int?
  var visit = -1
  var done: Set<String> = []
  var took = 0

  /// Creates a director for members who are to join, in the order of the script.
  public init(script: Script, members: [ID], sealer: Sealer, stops: Int? = nil) {
    self.script = script
    self.members = members
    self.sealer = sealer
    self.stops = stops
  }

  /// The sealed name of a member.
  public func name(of member: Int) throws -> Envelope {
    let json = JSON.object([.init("name", .string(JSONText(script.members[member])))])
    return try sealer.seal(json.bytes, item: members[member], path: SealPath.member)
  }

  /// Says who does what next; `nil` when the play is over.
  ///
  /// - Parameter view: the state of the chair, with everybody's answers in it.
  public mutating func next(_ view: View) throws -> [Act]? {
    if view.purge != nil { return once("reports") ? all { _ in .report } : nil }
    if view.visit != visit {
      visit = view.visit
      done = []
      took = 0
    }
    while true {
      let acts = try view.step == nil ? lobby(view) : inStep(view)
      if !acts.isEmpty { return acts }
    }
  }

  /// Tells once for each visit.
  mutating func once(_ name: String) -> Bool { done.insert(name).inserted }

  func all(_ command: (Int) -> Command?) -> [Act] {
    members.indices.compactMap { place in
      command(place).map { Act(member: place, message: .command($0)) }
    }
  }

  func act(_ member: Int, _ command: Command) -> [Act] {
    [Act(member: member, message: .command(command))]
  }

  func place(_ member: ID?) -> Int? {
    member.flatMap { id in members.firstIndex(of: id) }
  }

  /// Who chairs, in the script's order; the first one if nobody does.
  func chair(_ view: View) -> Int { place(view.chair) ?? 0 }

  private mutating func lobby(_ view: View) throws -> [Act] {
    if view.chair == nil { return act(0, .takeChair(term: view.term)) }
    if once("deputy"), members.count > 2 { return act(0, .nameDeputy(member: members[2])) }
    let plan = view.creation?.plan
    if once("cast") {
      // Every other case is settled in the lobby, the rest in their choosing steps.
      return stride(from: 2, through: view.cases.count, by: 2).flatMap { number in
        act(1, .castCase(number: number, presenter: presenter(of: number), chair: nil))
      }
    }
    guard let first = plan?.steps.first(where: { !isSettled($0, view) }) else {
      return act(0, .close(visit: view.visit, keep: 3_600_000))
    }
    return act(0, .go(visit: view.visit, to: first.id))
  }

  func presenter(of number: Int) -> ID {
    // The chair never presents; with more cases than others it goes round.
    members[1 + (number - 1) % (members.count - 1)]
  }

  func isSettled(_ step: Plan.Step, _ view: View) -> Bool {
    guard step.settles, let number = step.caseNumber else { return false }
    return view.cases[number - 1].presenter != nil
  }
}
