import KringCore
import KringJSON

// Closed sets and the cards in them, as JSON.

extension Command.ClosedSets {
  enum Word: String, CaseIterable {
    case cardAdd = "item.add"
    case cardEdit = "item.edit"
    case cardWithdraw = "item.withdraw"
    case setOpen = "set.open"
    case setForce = "set.force"
    case setDiscard = "set.discard"
  }

  var word: Word {
    switch self {
    case .addCard: .cardAdd
    case .editCard: .cardEdit
    case .withdrawCard: .cardWithdraw
    case .openSet: .setOpen
    case .forceSet: .setForce
    case .discardSet: .setDiscard
    }
  }

  init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .cardAdd:
      self = .addCard(
        item: try reader.id("item"), set: try reader.number("set"),
        envelope: try reader.envelope())
    case .cardEdit:
      self = .editCard(
        item: try reader.id("item"), set: try reader.number("set"),
        version: try reader.number("version"), envelope: try reader.envelope())
    case .cardWithdraw:
      self = .withdrawCard(item: try reader.id("item"), set: try reader.number("set"))
    case .setOpen: self = .openSet(set: try reader.number("set"))
    case .setForce: self = .forceSet(set: try reader.number("set"))
    case .setDiscard: self = .discardSet(set: try reader.number("set"))
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .addCard(let item, let set, let envelope):
      writer.id("item", item)
      writer.int("set", set)
      writer.envelope(envelope)
    case .editCard(let item, let set, let version, let envelope):
      writer.id("item", item)
      writer.int("version", version)
      writer.envelope(envelope)
      writer.int("set", set)
    case .withdrawCard(let item, let set):
      writer.id("item", item)
      writer.int("set", set)
    case .openSet(let set), .forceSet(let set), .discardSet(let set): writer.int("set", set)
    }
  }
}

extension Event.ClosedSets {
  enum Word: String, CaseIterable {
    case setOpened = "set.opened"
    case setForcing = "set.forcing"
    case setDiscarded = "set.discarded"
  }

  var word: Word {
    switch self {
    case .setOpened: .setOpened
    case .setForcing: .setForcing
    case .setDiscarded: .setDiscarded
    }
  }

  init(
    _ word: Word, from reader: inout ObjectReader, _ strictness: Strictness
  ) throws(JSONError) {
    switch word {
    case .setOpened:
      self = .setOpened(
        set: try reader.number("set"), forced: try reader.bool("forced"),
        items: try reader.openedItems(strictness))
    case .setForcing:
      self = .setForcing(set: try reader.number("set"), due: try reader.nullableInt("due_ms"))
    case .setDiscarded: self = .setDiscarded(set: try reader.number("set"))
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .setOpened(let set, let forced, let items):
      writer.int("set", set)
      writer.bool("forced", forced)
      writer.objects("items", items) { writer, card in
        writer.id("item", card.item)
        writer.optionalID("by", card.by)
        writer.envelope(card.envelope)
      }
    case .setForcing(let set, let due):
      writer.int("set", set)
      writer.nullableInt("due_ms", due)
    case .setDiscarded(let set): writer.int("set", set)
    }
  }
}

extension ObjectReader {
  fileprivate mutating func openedItems(
    _ strictness: Strictness
  ) throws(JSONError) -> [OpenedItem] {
    try objects("items") { reader throws(JSONError) in
      let card = OpenedItem(
        item: try reader.id("item"), by: try reader.optionalID("by"),
        envelope: try reader.envelope())
      try reader.end(strictness)
      return card
    }
  }
}
