import KringClient
import KringCore
import KringJSON
import KringSeal

// What members seal whose clients keep to nothing, and what others are shown of it.

extension Simulation {
  private static let odd = [
    #"{"text":"ja"}"#, #"{"text":"nee","private":true}"#, #"{"text":"ja","private":1}"#,
    #"{"text":{"tag":"meta","props":{},"children":[]}}"#, #"{"text":["ja"]}"#,
    #"{"text":"\u202e\u3164"}"#, #"{"number":3}"#, #"{"number":1e308}"#, #"{"number":"4"}"#,
    #"{"pick":["a"]}"#, #"{"pick":["a","a","b"]}"#, #"{"pick":"a"}"#, #"{"x":0.5,"y":-1}"#,
    #"{"x":"left","y":0}"#, #"{"what":"bellen","due":"morgen"}"#, "{}",
  ]

  /// Returns a command with a content, odd or not, in the place of an envelope that nobody opens.
  func sealing(_ command: Command, by member: SimulatedMember) -> Command {
    let view = member.view
    func seal(_ envelope: Envelope, _ item: ID, _ path: Plan.InputPath?) -> Envelope {
      // Only the smallest envelopes: larger ones were drawn to test the limits of size.
      guard let path, envelope.text.starts(with: "AAAA".utf8),
        envelope.text.count == Envelope.lengths[0]
      else { return envelope }
      var chance = SeededRandom(
        seed: envelope.text[4..<14].reduce(0) { $0 &* 64 &+ UInt64($1) })
      let json = Self.odd.randomElement(using: &chance) ?? "{}"
      do {
        return try Sealer(keys).seal(
          Array(json.utf8), item: item, path: SealPath.input(step: path.step, input: path.input),
          nonce: chance.bytes(12))
      } catch {
        fail(.form, "\(json) is not sealed: \(error)")
        return envelope
      }
    }
    func path(of set: Int) -> Plan.InputPath? { view.sets.first { $0.set == set }?.path }
    switch command {
    case .writing(.addItem(let item, let visit, let input, let envelope)):
      let path = view.step.map { Plan.InputPath(step: $0, input: input) }
      return .writing(
        .addItem(
          item: item, visit: visit, input: input, envelope: seal(envelope, item, path)))
    case .sets(.addCard(let item, let set, let envelope)):
      return .sets(.addCard(item: item, set: set, envelope: seal(envelope, item, path(of: set))))
    case .writing(.editItem(let item, let version, let envelope)):
      let path = view.items.first { $0.item == item }?.path
      return .writing(.editItem(item: item, version: version, envelope: seal(envelope, item, path)))
    case .sets(.editCard(let item, let set, let version, let envelope)):
      return .sets(
        .editCard(
          item: item, set: set, version: version, envelope: seal(envelope, item, path(of: set))))
    default: return command
    }
  }

  /// Looks at what a client shows of everything that was written.
  func lookAtContents(of view: View) {
    let texts = Texts(Sealer(keys), in: view)
    for item in view.items {
      guard let json = texts.opened[item.item] else {
        count("broken contents")
        continue
      }
      count("contents shown")
      let input = view.creation?.plan.input(item.path)
      guard Self.fits(json, input?.page ?? []) else {
        let text = String(decoding: json.bytes, as: UTF8.self)
        return fail(.contents, "\(text) under \(item.path.step)/\(item.path.input)")
      }
    }
  }

  /// Whether a content could stand under an input, said as briefly as the protocol allows.
  private static func fits(_ json: JSON, _ page: [UInt8]) -> Bool {
    guard case .object(let fields) = json else { return false }
    let said = fields.filter { $0 != .init("private", .bool(true)) }
    let text = String(decoding: page, as: UTF8.self)
    switch said.first?.value {
    case .string:
      return text.contains(#""as":"text""#)
        && said.allSatisfy { if case .string = $0.value { true } else { false } }
    case .int(0...100): return said.count == 1 && text.contains(#""as":"number""#)
    case .double(-1...1): return said.count == 2 && text.contains(#""as":"point""#)
    case .array(let picks): return (1...2) ~= picks.count && text.contains(#""as":"pick""#)
    default: return false
    }
  }
}
