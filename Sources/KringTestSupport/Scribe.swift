import KringClient
import KringCore
import KringSeal

/// Draws the ids and seals the texts of a director's acts anew, from a seed.
///
/// A director draws from the system, as a real client does; a run that is to be had again cannot.
struct Scribe {
  let sealer: Sealer

  /// The same act with other ids and nonces, for the state in which it is carried out.
  func rewrite(
    _ act: Director.Act, in view: View, using random: inout SeededRandom
  ) throws -> Director.Act {
    guard case .command(let command) = act.message else { return act }
    var act = act
    act.message = .command(try rewrite(command, in: view, using: &random))
    return act
  }

  /// The same text, sealed for another item.
  func reseal(
    _ envelope: Envelope, of item: ID, path: String, for other: ID,
    using random: inout SeededRandom
  ) throws -> Envelope {
    let json = try sealer.open(envelope, item: item, path: path)
    return try sealer.seal(json, item: other, path: path, nonce: random.bytes(12))
  }

  private func rewrite(
    _ command: Command, in view: View, using random: inout SeededRandom
  ) throws -> Command {
    let new = ID.random(using: &random)
    let step = view.step ?? ""
    switch command {
    case .addItem(let item, let visit, let input, let envelope):
      let path = SealPath.input(step: step, input: input)
      return .addItem(
        item: new, visit: visit, input: input,
        envelope: try reseal(envelope, of: item, path: path, for: new, using: &random))
    case .addCard(let item, let set, let envelope):
      guard let place = view.sets.first(where: { $0.set == set })?.path else { return command }
      let path = SealPath.input(step: place.step, input: place.input)
      return .addCard(
        item: new, set: set,
        envelope: try reseal(envelope, of: item, path: path, for: new, using: &random))
    case .editItem(let item, let version, let envelope):
      guard let place = view.items.first(where: { $0.item == item })?.path else { return command }
      let path = SealPath.input(step: place.step, input: place.input)
      return .editItem(
        item: item, version: version,
        envelope: try reseal(envelope, of: item, path: path, for: item, using: &random))
    case .writeNote(let note, let visit, let envelope):
      let path = SealPath.note(step: step)
      return .writeNote(
        note: new, visit: visit,
        envelope: try reseal(envelope, of: note, path: path, for: new, using: &random))
    case .markItem(let item, let mark, let envelope):
      guard let place = view.items.first(where: { $0.item == item })?.path else { return command }
      let path = SealPath.mark(step: place.step)
      return .markItem(
        item: item, mark: new,
        envelope: try reseal(envelope, of: mark, path: path, for: new, using: &random))
    default: return command
    }
  }
}
