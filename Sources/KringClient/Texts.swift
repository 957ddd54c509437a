import KringCore
import KringJSON
import KringProtocol
import KringSeal

/// The sealed texts of a view, opened and checked.
package struct Texts: Sendable {
  /// What people are shown of an envelope that does not open, or holds anything else than its place
  /// allows; the page has the same word.
  package static let broken = "broken"

  /// What each envelope says, by the id it is sealed under: the keys of its kind, and no others.
  package private(set) var opened: [ID: JSON] = [:]
  /// What is broken, with the reason.
  package private(set) var problems: [String] = []
  /// The number of envelopes that opened.
  package var count: Int { opened.count }
  /// The names of members, no two the same; a broken one is called «?».
  private var names: [ID: String] = [:]
  private let sealer: Sealer

  /// Opens nothing yet.
  package init(_ sealer: Sealer) {
    self.sealer = sealer
  }

  /// Opens everything in a view, and the names of who stands at the door.
  package init(_ sealer: Sealer, in view: View, door: [PresenceFrame.Visitor] = []) {
    self.sealer = sealer
    // Who was just let in still stands at the door until the next word on presence.
    let seated = Set(view.members.map(\.member))
    let people =
      view.members.map { ($0.member, $0.name) }
      + door.filter { !seated.contains($0.member) }.map { ($0.member, $0.name) }
    for (member, name) in people { open(name, member, SealPath.member, .name) }
    let shown = Names.distinct(people.map { opened[$0.0]?["name"]?.string ?? "?" })
    for ((member, _), name) in zip(people, shown) { names[member] = name }
    if let call = view.creation?.call { open(call, SealPath.call, .call) }
    for item in view.items {
      open(item.envelope, item.item, at: item.path, in: view)
      for mark in item.marks { open(mark.mark, SealPath.mark(step: item.path.step), .mark) }
    }
    for note in view.notes { open(note.note, SealPath.note(step: note.step), .note) }
  }

  /// Opens what an event brings; `view` is the state in which the items it names can be found.
  package init(_ sealer: Sealer, of event: Event, in view: View) {
    self.sealer = sealer
    switch event.kind {
    case .course(.created(let creation)):
      if let call = creation.call { open(call, SealPath.call, .call) }
    case .people(.memberJoined(let member, let name, _)): open(name, member, SealPath.member, .name)
    case .writing(.itemAdded(let item, let step, let input, let envelope)):
      open(envelope, item, at: Plan.InputPath(step: step, input: input), in: view)
    case .writing(.itemEdited(let item, _, let envelope)):
      guard let path = view.items.first(where: { $0.item == item })?.path else { return }
      open(envelope, item, at: path, in: view)
    case .writing(.itemMarked(let item, let mark)):
      guard let path = view.items.first(where: { $0.item == item })?.path else { return }
      open(mark, SealPath.mark(step: path.step), .mark)
    case .writing(.noteWritten(let step, let note)): open(note, SealPath.note(step: step), .note)
    case .sets(.setOpened(let set, _, let items)):
      guard let path = view.sets.first(where: { $0.set == set })?.path else { return }
      for item in items { open(item.envelope, item.item, at: path, in: view) }
    default: return
    }
  }

  /// Opens one envelope.
  package mutating func open(_ sealed: Sealed, _ path: String, _ kind: ContentKind) {
    open(sealed.envelope, sealed.item, path, kind)
  }

  /// Opens one envelope.
  package mutating func open(
    _ envelope: Envelope, _ item: ID, _ path: String, _ kind: ContentKind
  ) {
    do {
      let json = try JSON.parse(sealer.open(envelope, item: item, path: path))
      opened[item] = kind.content(json)
      if opened[item] == nil { problems.append("\(item.uuid) is broken: not of its kind") }
    } catch {
      opened[item] = nil
      problems.append("\(item.uuid) is broken: \(error)")
    }
  }

  /// Opens an item, by the input that it stands under.
  private mutating func open(
    _ envelope: Envelope, _ item: ID, at path: Plan.InputPath, in view: View
  ) {
    open(
      envelope, item, SealPath.input(step: path.step, input: path.input),
      .input(page: view.page(of: path)))
  }

  /// What a member, or a newcomer at the door, is called.
  package func name(_ member: ID) -> String? { names[member] }

  /// The words of a text, for people: everything that it says, in order. `nil` if it is broken.
  package func words(_ item: ID) -> String? { parts(item)?.joined(separator: " · ") }

  /// What a text says: its fields, or what was picked. `nil` if it is broken.
  ///
  /// Without control characters other than line ends, which a terminal would obey.
  private func parts(_ item: ID) -> [String]? {
    guard case .object(let fields)? = opened[item] else { return nil }
    return fields.filter { $0.key != "private" }.flatMap { field in
      guard case .array(let picked) = field.value else { return [Self.word(field.value)] }
      return picked.map(Self.word)
    }
  }

  /// What people are shown of an item: its words, or of a pick those of what it names.
  package func shown(_ item: ID, in view: View) -> String {
    guard let content = opened[item], let words = words(item) else { return Self.broken }
    // No other kind has a list.
    guard case .array? = content["pick"] else { return words }
    guard let path = view.items.first(where: { $0.item == item })?.path,
      let picked = view.picked(content, page: view.page(of: path))
    else { return Self.broken }
    return picked.map { pick in
      switch pick {
      case .item(let item): self.words(item) ?? Self.broken
      case .option(let option): option
      }
    }.joined(separator: " · ")
  }

  private static func word(_ json: JSON) -> String {
    guard let text = json.string else { return String(decoding: json.bytes, as: UTF8.self) }
    var plain = String.UnicodeScalarView()
    plain.append(
      contentsOf: text.unicodeScalars.filter {
        $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control
      })
    return String(plain)
  }
}

extension Replica {
  /// The state as the bytes that the server would send for it; empty before the first event.
  package var viewBytes: [UInt8] {
    guard view.creation != nil else { return [] }
    var bytes: [UInt8] = []
    encodeView(view, into: &bytes)
    return bytes
  }
}

extension View {
  /// The part of a state that all members share.
  package var withoutMarks: View {
    var view = self
    for place in view.items.indices { view.items[place].marks = [] }
    return view
  }
}

extension JSON {
  /// The text, if it is a string.
  package var string: String? {
    guard case .string(let text) = self else { return nil }
    return text.string
  }
}
