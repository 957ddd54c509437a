import KringCore
import KringJSON

// Commands as JSON; the words, reading and writing of each subject lie in `Words`.

extension Command {
  /// The word of `do`.
  package var word: String {
    switch self {
    case .people(let command): command.word.rawValue
    case .roles(let command): command.word.rawValue
    case .course(let command): command.word.rawValue
    case .clock(let command): command.word.rawValue
    case .floor(let command): command.word.rawValue
    case .writing(let command): command.word.rawValue
    case .sets(let command): command.word.rawValue
    case .planning(let command): command.word.rawValue
    case .attendance(let command): command.word.rawValue
    }
  }

  /// The words of all commands.
  package static var words: Set<String> {
    Set(
      People.Word.allCases.map(\.rawValue) + Roles.Word.allCases.map(\.rawValue)
        + Course.Word.allCases.map(\.rawValue) + Clock.Word.allCases.map(\.rawValue)
        + Floor.Word.allCases.map(\.rawValue) + Writing.Word.allCases.map(\.rawValue)
        + ClosedSets.Word.allCases.map(\.rawValue) + Planning.Word.allCases.map(\.rawValue)
        + Attendance.Word.allCases.map(\.rawValue))
  }

  /// A word of `do` with the subject it belongs to.
  enum Word {
    case people(People.Word)
    case roles(Roles.Word)
    case course(Course.Word)
    case clock(Clock.Word)
    case floor(Floor.Word)
    case writing(Writing.Word)
    case sets(ClosedSets.Word)
    case planning(Planning.Word)
    case attendance(Attendance.Word)

    /// Finds a word; `nil` if no command has it. `hasSet` tells cards from live items, which share
    /// three words.
    init?(_ word: String, hasSet: Bool) {
      if !hasSet, let word = Writing.Word(rawValue: word) {
        self = .writing(word)
      } else if let word = ClosedSets.Word(rawValue: word) {
        self = .sets(word)
      } else if let word = Writing.Word(rawValue: word) {
        self = .writing(word)
      } else if let word = Floor.Word(rawValue: word) {
        self = .floor(word)
      } else if let word = Course.Word(rawValue: word) {
        self = .course(word)
      } else if let word = Clock.Word(rawValue: word) {
        self = .clock(word)
      } else if let word = Roles.Word(rawValue: word) {
        self = .roles(word)
      } else if let word = People.Word(rawValue: word) {
        self = .people(word)
      } else if let word = Planning.Word(rawValue: word) {
        self = .planning(word)
      } else if let word = Attendance.Word(rawValue: word) {
        self = .attendance(word)
      } else {
        return nil
      }
    }
  }

  /// Reads the fields of a command.
  ///
  /// Numbers are checked to be of a kind; whether they fit the meeting is for the session to say.
  init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .people(let word): self = .people(try People(word, from: &reader))
    case .roles(let word): self = .roles(try Roles(word, from: &reader))
    case .course(let word): self = .course(try Course(word, from: &reader))
    case .clock(let word): self = .clock(try Clock(word, from: &reader))
    case .floor(let word): self = .floor(try Floor(word, from: &reader))
    case .writing(let word): self = .writing(try Writing(word, from: &reader))
    case .sets(let word): self = .sets(try ClosedSets(word, from: &reader))
    case .planning(let word): self = .planning(try Planning(word, from: &reader))
    case .attendance(let word): self = .attendance(try Attendance(word, from: &reader))
    }
  }

  /// Writes the fields, without `ref` and `do`.
  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .people(let command): command.encode(&writer)
    case .roles(let command): command.encode(&writer)
    case .course(let command): command.encode(&writer)
    case .clock(let command): command.encode(&writer)
    case .floor(let command): command.encode(&writer)
    case .writing(let command): command.encode(&writer)
    case .sets(let command): command.encode(&writer)
    case .planning(let command): command.encode(&writer)
    case .attendance(let command): command.encode(&writer)
    }
  }
}
