import KringCore
import KringJSON
import KringProtocol
import KringSeal

/// The sealed texts of a view, opened.
public struct Texts: Sendable {
  /// What each envelope says, by the id it is sealed under.
  public private(set) var opened: [ID: JSON] = [:]
  /// What does not open, with the reason.
  public private(set) var problems: [String] = []
  /// The number of envelopes that opened.
  public var count: Int { opened.count }
  private let sealer: Sealer

  /// Opens nothing yet.
  public init(_ sealer: Sealer) {
    self.sealer = sealer
  }

  /// Opens everything in a view.
  public init(_ sealer: Sealer, in view: View) {
    self.sealer = sealer
    for member in view.members { open(member.name, member.member, SealPath.member) }
    if let call = view.creation?.call { open(call.envelope, call.item, SealPath.call) }
    for item in view.items {
      open(item.envelope, item.item, Self.path(item.path))
      for mark in item.marks { open(mark.mark, SealPath.mark(step: item.path.step)) }
    }
    for note in view.notes { open(note.note, SealPath.note(step: note.step)) }
  }

  /// Opens what an event brings; `view` is the state in which the items it names can be found.
  public init(_ sealer: Sealer, of event: Event, in view: View) {
    self.sealer = sealer
    switch event.kind {
    case .created(let creation):
      if let call = creation.call { open(call, SealPath.call) }
    case .memberJoined(let member, let name, _): open(name, member, SealPath.member)
    case .itemAdded(let item, let step, let input, let envelope):
      open(envelope, item, SealPath.input(step: step, input: input))
    case .itemEdited(let item, _, let envelope):
      guard let path = view.items.first(where: { $0.item == item })?.path else { return }
      open(envelope, item, Self.path(path))
    case .itemMarked(let item, let mark):
      guard let path = view.items.first(where: { $0.item == item })?.path else { return }
      open(mark, SealPath.mark(step: path.step))
    case .noteWritten(let step, let note): open(note, SealPath.note(step: step))
    case .setOpened(let set, _, let items):
      guard let path = view.sets.first(where: { $0.set == set })?.path else { return }
      for item in items { open(item.envelope, item.item, Self.path(path)) }
    default: return
    }
  }

  private static func path(_ path: Plan.InputPath) -> String {
    SealPath.input(step: path.step, input: path.input)
  }

  /// Opens one envelope.
  public mutating func open(_ sealed: Sealed, _ path: String) {
    open(sealed.envelope, sealed.item, path)
  }

  /// Opens one envelope.
  public mutating func open(_ envelope: Envelope, _ item: ID, _ path: String) {
    do {
      opened[item] = try JSON.parse(sealer.open(envelope, item: item, path: path))
    } catch {
      problems.append("\(item.uuid) does not open: \(error)")
    }
  }

  /// The words of a text, for people: everything that it says, in order.
  public func words(_ item: ID) -> String? { parts(item)?.joined(separator: " · ") }

  /// What a text says: its fields, or what was picked.
  public func parts(_ item: ID) -> [String]? {
    guard case .object(let fields)? = opened[item] else { return nil }
    return fields.filter { $0.key != "private" }.flatMap { field in
      guard case .array(let picked) = field.value else { return [Self.word(field.value)] }
      return picked.map(Self.word)
    }
  }

  private static func word(_ json: JSON) -> String {
    json.string ?? String(decoding: json.bytes, as: UTF8.self)
  }
}

extension Replica {
  /// The state as the bytes that the server would send for it; empty before the first event.
  public var viewBytes: [UInt8] {
    guard view.creation != nil else { return [] }
    var bytes: [UInt8] = []
    encodeView(view, for: seat.member, into: &bytes)
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
