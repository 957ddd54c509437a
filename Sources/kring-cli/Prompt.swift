import KringClient
import KringCore
import KringJSON
import KringProtocol
import KringSeal
import KringTerminal

/// Turns a typed line into what is sent.
struct Prompt {
  /// What a line leads to.
  enum Answer {
    case nothing
    case say([String])
    case send([Command])
    case presence(ClientMessage)
  }

  static let help = """
    say TEXT         write to the first open input of this step; parts of a text with fields
                     with | between them, a number for a rating, the number of a text or the
                     word of an option for a choice, two numbers for a point
    say @INPUT TEXT  write to another input
    hand             raise or lower your hand
    ready            say that you are ready
    next             pass the floor on
    read             read the card in hand aloud
    pen, note TEXT   take the pen; write the note line
    halt             ask to stand still, or go on
    leave, return    leave the round; come back
    where, who       where we are; who is here
    quit             leave this program; the seat stays
    For the chair:
    take-chair, give-chair NAME, deputy NAME
    go [STEP]        to a step, or to the next one
    presents NAME    settles who presents this case
    open, discard    the closed cards of this step
    admit NAME, refuse NAME, give NAME SEAT, remove NAME
    close, purge     end the meeting; remove it from the server
    """

  private let view: View
  private let replica: Replica
  private let story: Story
  private let sealer: Sealer

  init(_ replica: Replica, _ sealer: Sealer) {
    self.replica = replica
    self.sealer = sealer
    view = replica.view
    story = Story(replica, sealer)
  }

  /// What a line means now.
  func answer(_ line: String) -> Answer {
    let words = line.split(separator: " ", maxSplits: 1)
    let rest = words.count > 1 ? String(words[1]) : ""
    switch words.first {
    case nil: return .nothing
    case "help": return .say([Self.help])
    case "where": return .say(story.place)
    case "who": return .say(story.summary.prefix(1) + story.door)
    case "say": return written(rest)
    case "note": return note(rest)
    case "hand":
      let isUp = replica.standing.isUp(in: view.visit)
      return .presence(.hand(visit: view.visit, up: !isUp, item: nil))
    case "ready": return .presence(.ready(visit: view.visit, ready: true))
    case "next": return .send([.floor(.nextTurn(turn: view.floor.turn))])
    case "read": return .send([.floor(.readTurn(turn: view.floor.turn))])
    case "pen": return .send([.writing(.takePen(from: view.pen))])
    case "halt":
      let isHalted = view.halted != nil
      return .send([
        isHalted ? .course(.clearHalt(visit: view.visit)) : .course(.raiseHalt(visit: view.visit))
      ])
    case "leave": return .send([.people(.leave)])
    case "return": return .send([.people(.comeBack)])
    default: return led(String(words[0]), rest)
    }
  }

  /// What only the chair may do; the server is the judge.
  private func led(_ word: String, _ rest: String) -> Answer {
    switch word {
    case "take-chair": return .send([.roles(.takeChair(term: view.term))])
    case "give-chair": return named(rest) { .roles(.giveChair(term: view.term, member: $0)) }
    case "deputy": return named(rest) { .roles(.nameDeputy(member: $0)) }
    case "admit": return named(rest) { .people(.admit(newcomer: $0)) }
    case "refuse": return named(rest) { .people(.refuse(newcomer: $0)) }
    case "remove": return named(rest) { .people(.remove(member: $0)) }
    case "presents":
      return named(rest) {
        .roles(.settle(visit: view.visit, item: nil, presenter: $0, chair: nil))
      }
    case "give":
      let names = rest.split(separator: " ", maxSplits: 1).map(String.init)
      guard names.count == 2, let seat = story.member(names[1]) else {
        return .say(["Who gets whose seat? give NAME SEAT"])
      }
      return named(names[0]) { .people(.giveSeat(newcomer: $0, seat: seat)) }
    case "go":
      guard let step = rest.isEmpty ? nextStep : rest else { return .say(["No step follows."]) }
      return .send([.course(.go(visit: view.visit, to: step))])
    case "open": return sets { .sets(.openSet(set: $0)) }
    case "discard": return sets { .sets(.discardSet(set: $0)) }
    case "close": return .send([.course(.close(visit: view.visit, keep: 3_600_000))])
    case "purge": return .send([.course(.purge)])
    default: return .say(["Unknown: \(word). Type help."])
    }
  }

  private func named(_ name: String, _ command: (ID) -> Command) -> Answer {
    guard let member = story.member(name) else { return .say(["Nobody is called \(name)."]) }
    return .send([command(member)])
  }

  private var nextStep: String? {
    guard let steps = view.creation?.plan.steps else { return nil }
    let here = view.step.flatMap { step in steps.firstIndex { $0.id == step } } ?? -1
    return steps[(here + 1)...].first { step in
      guard step.settles, let number = step.caseNumber else { return true }
      return view.cases[number - 1].presenter == nil
    }?.id
  }

  /// Something for every closed set that this step opens.
  private func sets(_ command: (Int) -> Command) -> Answer {
    let steps = view.creation?.plan.steps ?? []
    let open = view.sets.filter { set in
      set.state == .closed
        && steps.first { $0.id == set.path.step }?
          .inputs.first { $0.id == set.path.input }?.opens == view.step
    }
    guard !open.isEmpty else { return .say(["There are no closed cards to open here."]) }
    return .send(open.map { command($0.set) })
  }

  private func note(_ text: String) -> Answer {
    guard let step = view.step else { return .say(["There is no step yet."]) }
    let note = ID.random()
    let json = JSON.object([.init("text", .string(JSONText(text)))])
    return sealed(json, note, SealPath.note(step: step)) {
      .writing(.writeNote(note: note, visit: view.visit, envelope: $0))
    }
  }

  private func sealed(
    _ json: JSON, _ item: ID, _ path: String, _ command: (Envelope) -> Command
  ) -> Answer {
    do throws(SealError) {
      return .send([command(try sealer.seal(json.bytes, item: item, path: path))])
    } catch {
      return .say(["Not written: \(error)."])
    }
  }

  private func written(_ line: String) -> Answer {
    guard let step = view.current else { return .say(["There is no step yet."]) }
    let mine = step.inputs.filter { input in
      switch input.by {
      case .presenter: view.presenter == story.me || view.pen == story.me
      case .others: view.presenter != story.me
      case .all: true
      case .chair: view.chair == story.me
      }
    }
    var text = line
    var input = mine.first
    if line.hasPrefix("@") {
      let parts = line.dropFirst().split(separator: " ", maxSplits: 1).map(String.init)
      input = mine.first { $0.id == parts.first }
      text = parts.count > 1 ? parts[1] : ""
    }
    guard let input else {
      let names = mine.map { "@" + $0.id }.joined(separator: " ")
      return .say([names.isEmpty ? "There is nothing to write here." : "There is: \(names)"])
    }
    let typed = TypedContent(input, in: view)
    guard let content = typed.content(text) else {
      return .say(["That does not fit @\(input.id). Expected: \(typed.expected)."])
    }
    let path = Plan.InputPath(step: step.id, input: input.id)
    let set = view.sets.last { $0.path == path && $0.state == .closed }?.set
    let item = set == nil ? ID.random() : CardNonce.generate().item
    return sealed(content, item, SealPath.input(step: step.id, input: input.id)) { envelope in
      set.map { .sets(.addCard(item: item, set: $0, envelope: envelope)) }
        ?? .writing(.addItem(item: item, visit: view.visit, input: input.id, envelope: envelope))
    }
  }
}
