import KringCore
import KringJSON

// Chair, deputy and presenters, as JSON.

extension Command.Roles {
  enum Word: String, CaseIterable {
    case chairTake = "chair.take"
    case chairGive = "chair.give"
    case chairGuide = "chair.guide"
    case deputyName = "deputy.name"
    case caseCast = "case.cast"
    case voteSettle = "vote.settle"
  }

  var word: Word {
    switch self {
    case .takeChair: .chairTake
    case .giveChair: .chairGive
    case .guide: .chairGuide
    case .nameDeputy: .deputyName
    case .castCase: .caseCast
    case .settle: .voteSettle
    }
  }

  init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .chairTake: self = .takeChair(term: try reader.int("term"))
    case .chairGive:
      self = .giveChair(term: try reader.int("term"), member: try reader.id("member"))
    case .chairGuide: self = .guide(guiding: try reader.bool("guiding"))
    case .deputyName: self = .nameDeputy(member: try reader.nullableID("member"))
    case .caseCast:
      self = .castCase(
        number: try reader.number("case"), presenter: try reader.nullableID("presenter"),
        chair: try reader.optionalID("chair"))
    case .voteSettle:
      self = .settle(
        visit: try reader.int("visit"), item: try reader.nullableID("item"),
        presenter: try reader.id("presenter"), chair: try reader.optionalID("chair"))
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .takeChair(let term): writer.int("term", term)
    case .giveChair(let term, let member):
      writer.int("term", term)
      writer.id("member", member)
    case .guide(let guiding): writer.bool("guiding", guiding)
    case .nameDeputy(let member): writer.nullableID("member", member)
    case .castCase(let number, let presenter, let chair):
      writer.int("case", number)
      writer.nullableID("presenter", presenter)
      writer.optionalID("chair", chair)
    case .settle(let visit, let item, let presenter, let chair):
      writer.int("visit", visit)
      writer.nullableID("item", item)
      writer.id("presenter", presenter)
      writer.optionalID("chair", chair)
    }
  }
}

extension Event.Roles {
  enum Word: String, CaseIterable {
    case chairChanged = "chair.changed"
    case chairGuiding = "chair.guiding"
    case deputyChanged = "deputy.changed"
    case caseCast = "case.cast"
    case voteSettled = "vote.settled"
  }

  var word: Word {
    switch self {
    case .chairChanged: .chairChanged
    case .chairGuiding: .chairGuiding
    case .deputyChanged: .deputyChanged
    case .caseCast: .caseCast
    case .voteSettled: .voteSettled
    }
  }

  init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .chairChanged:
      self = .chairChanged(
        chair: try reader.nullableID("chair"), term: try reader.int("term"),
        back: try reader.nullableID("back"))
    case .chairGuiding: self = .chairGuiding(guiding: try reader.bool("guiding"))
    case .deputyChanged: self = .deputyChanged(deputy: try reader.nullableID("deputy"))
    case .caseCast:
      self = .caseCast(
        number: try reader.number("case"), presenter: try reader.nullableID("presenter"),
        chair: try reader.nullableID("chair"))
    case .voteSettled:
      self = .voteSettled(
        number: try reader.number("case"), item: try reader.nullableID("item"),
        presenter: try reader.id("presenter"))
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .chairChanged(let chair, let term, let back):
      writer.nullableID("chair", chair)
      writer.int("term", term)
      writer.nullableID("back", back)
    case .chairGuiding(let guiding): writer.bool("guiding", guiding)
    case .deputyChanged(let deputy): writer.nullableID("deputy", deputy)
    case .caseCast(let number, let presenter, let chair):
      writer.int("case", number)
      writer.nullableID("presenter", presenter)
      writer.nullableID("chair", chair)
    case .voteSettled(let number, let item, let presenter):
      writer.int("case", number)
      writer.nullableID("item", item)
      writer.id("presenter", presenter)
    }
  }
}
