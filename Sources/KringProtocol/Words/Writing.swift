import KringCore
import KringJSON

// Texts that can be read, as JSON.

extension Command.Writing {
  /// Three of them are words of closed sets as well: with the key `set` they are about a card.
  enum Word: String, CaseIterable {
    case itemAdd = "item.add"
    case itemEdit = "item.edit"
    case itemWithdraw = "item.withdraw"
    case itemFold = "item.fold"
    case itemClaim = "item.claim"
    case itemMark = "item.mark"
    case penTake = "pen.take"
    case noteWrite = "note.write"
  }

  var word: Word {
    switch self {
    case .addItem: .itemAdd
    case .editItem: .itemEdit
    case .withdrawItem: .itemWithdraw
    case .foldItem: .itemFold
    case .claimItem: .itemClaim
    case .markItem: .itemMark
    case .takePen: .penTake
    case .writeNote: .noteWrite
    }
  }

  init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .itemAdd:
      self = .addItem(
        item: try reader.id("item"), visit: try reader.int("visit"),
        input: try reader.word("input"), envelope: try reader.envelope())
    case .itemEdit:
      self = .editItem(
        item: try reader.id("item"), version: try reader.number("version"),
        envelope: try reader.envelope())
    case .itemWithdraw: self = .withdrawItem(item: try reader.id("item"))
    case .itemFold:
      self = .foldItem(item: try reader.id("item"), folded: try reader.bool("folded"))
    case .itemClaim:
      self = .claimItem(item: try reader.id("item"), nonce: try reader.bytes32("nonce"))
    case .itemMark:
      self = .markItem(
        item: try reader.id("item"), mark: try reader.id("mark"),
        envelope: try reader.envelope())
    case .penTake: self = .takePen(from: try reader.nullableID("from"))
    case .noteWrite:
      self = .writeNote(
        note: try reader.id("note"), visit: try reader.int("visit"),
        envelope: try reader.envelope())
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .addItem(let item, let visit, let input, let envelope):
      writer.id("item", item)
      writer.int("visit", visit)
      writer.string("input", input)
      writer.envelope(envelope)
    case .editItem(let item, let version, let envelope):
      writer.id("item", item)
      writer.int("version", version)
      writer.envelope(envelope)
    case .withdrawItem(let item): writer.id("item", item)
    case .foldItem(let item, let folded):
      writer.id("item", item)
      writer.bool("folded", folded)
    case .claimItem(let item, let nonce):
      writer.id("item", item)
      writer.bytes32("nonce", nonce)
    case .markItem(let item, let mark, let envelope):
      writer.id("item", item)
      writer.id("mark", mark)
      writer.envelope(envelope)
    case .takePen(let from): writer.nullableID("from", from)
    case .writeNote(let note, let visit, let envelope):
      writer.id("note", note)
      writer.int("visit", visit)
      writer.envelope(envelope)
    }
  }
}

extension Event.Writing {
  enum Word: String, CaseIterable {
    case itemAdded = "item.added"
    case itemEdited = "item.edited"
    case itemWithdrawn = "item.withdrawn"
    case itemFolded = "item.folded"
    case itemClaimed = "item.claimed"
    case itemMarked = "item.marked"
    case penChanged = "pen.changed"
    case noteWritten = "note.written"
  }

  var word: Word {
    switch self {
    case .itemAdded: .itemAdded
    case .itemEdited: .itemEdited
    case .itemWithdrawn: .itemWithdrawn
    case .itemFolded: .itemFolded
    case .itemClaimed: .itemClaimed
    case .itemMarked: .itemMarked
    case .penChanged: .penChanged
    case .noteWritten: .noteWritten
    }
  }

  init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .itemAdded:
      self = .itemAdded(
        item: try reader.id("item"), step: try reader.step(), input: try reader.word("input"),
        envelope: try reader.envelope())
    case .itemEdited:
      self = .itemEdited(
        item: try reader.id("item"), version: try reader.number("version"),
        envelope: try reader.envelope())
    case .itemWithdrawn: self = .itemWithdrawn(item: try reader.id("item"))
    case .itemFolded:
      self = .itemFolded(item: try reader.id("item"), folded: try reader.bool("folded"))
    case .itemClaimed:
      self = .itemClaimed(item: try reader.id("item"), nonce: try reader.optionalBytes32("nonce"))
    case .itemMarked:
      self = .itemMarked(item: try reader.id("item"), mark: try reader.sealed("mark"))
    case .penChanged: self = .penChanged(pen: try reader.nullableID("pen"))
    case .noteWritten:
      self = .noteWritten(step: try reader.step(), note: try reader.sealed("note"))
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .itemAdded(let item, let step, let input, let envelope):
      writer.id("item", item)
      writer.string("step", step)
      writer.string("input", input)
      writer.envelope(envelope)
    case .itemEdited(let item, let version, let envelope):
      writer.id("item", item)
      writer.int("version", version)
      writer.envelope(envelope)
    case .itemWithdrawn(let item): writer.id("item", item)
    case .itemFolded(let item, let folded):
      writer.id("item", item)
      writer.bool("folded", folded)
    case .itemClaimed(let item, let nonce):
      writer.id("item", item)
      if let nonce { writer.bytes32("nonce", nonce) }
    case .itemMarked(let item, let mark):
      writer.id("item", item)
      writer.id("mark", mark.item)
      writer.envelope(mark.envelope)
    case .penChanged(let pen): writer.nullableID("pen", pen)
    case .noteWritten(let step, let note):
      writer.string("step", step)
      writer.id("note", note.item)
      writer.envelope(note.envelope)
    }
  }
}
