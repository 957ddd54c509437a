extension Problem {
  /// What can be wrong in a method file: words that pages have sentences for.
  package enum Code: String, Sendable, CaseIterable {
    // The file.
    case json
    case size
    case fileName = "file-name"
    case noFile = "no-file"
    case format
    // One value.
    case expected
    case number
    case count
    case length
    case choice
    case unknownKey = "unknown-key"
    case twice
    case language
    case blank
    case markup
    case hidden
    // Keys that do not go together.
    case notFor = "not-for"
    case needs
    case ends
    case minOverMax = "min-over-max"
    case leastOverMinutes = "least-over-minutes"
    case noMinutes = "no-minutes"
    case tooLong = "too-long"
    case reserved
    case liveUnnamed = "live-unnamed"
    case oneWriter = "one-writer"
    case notesOff = "notes-off"
    case noKinds = "no-kinds"
    case kindsUnasked = "kinds-unasked"
    case noPrompted = "no-prompted"
    // Steps that do not go together.
    case itself
    case noMethod = "no-method"
    case noStep = "no-step"
    case noInput = "no-input"
    case neverOpens = "never-opens"
    case stillToCome = "still-to-come"
    case thisStep = "this-step"
    case stillClosed = "still-closed"
    case live
    case noText = "no-text"
    case nobodyPresents = "nobody-presents"
    case presenterSpeaks = "presenter-speaks"
    case presenterAway = "presenter-away"
    case chooseFirst = "choose-first"
    case chooseStep = "choose-step"

    /// The sentence, in English, with blanks `{0}`, `{1}` for the values.
    var sentence: String {
      switch self {
      case .json: "expected {0}"
      case .size: "the file has {0} bytes, at most {1}"
      case .fileName: "the file of method \"{0}\" is {0}.json"
      case .noFile: "no such file"
      case .format:
        "made for version {0} of method files; this Kring reads {1}: begin with one of its own"
      case .expected: "expected {0}"
      case .number: "expected a whole number from {0} to {1}"
      case .count: "expected from {0} to {1} elements"
      case .length: "expected from {0} to {1} characters"
      case .choice: "expected one of {0}"
      case .unknownKey: "unknown key"
      case .twice: "\"{0}\" twice"
      case .language: "text missing in this language"
      case .blank: "nothing to be seen in this text"
      case .markup: "expected plain words, found \"{0}\": markup is not allowed"
      case .hidden: "a character that cannot be seen, U+{0}"
      case .notFor: "not for \"{0}\""
      case .needs: "\"{0}\" needs {1}"
      case .ends: "\"{0}\" has {1} ends"
      case .minOverMax: "more than max"
      case .leastOverMinutes: "more than minutes"
      case .noMinutes: "no step has any minutes"
      case .tooLong: "the steps take at least {0} minutes, a meeting has at most {1}"
      case .reserved: "\"{0}\" is reserved"
      case .liveUnnamed: "a live input is always named: false needs \"opens\""
      case .oneWriter: "an unnamed set with one writer can never open"
      case .notesOff: "this method has no notes"
      case .noKinds: "this method has no kinds of case"
      case .kindsUnasked: "no step asks for the kind of case: one pick with \"kind\": true"
      case .noPrompted: "no text of the presenter for the prompt to stand at"
      case .itself: "the method itself"
      case .noMethod: "no method \"{0}\""
      case .noStep: "no step \"{0}\""
      case .noInput: "no input \"{0}\" in step \"{1}\""
      case .neverOpens: "step \"{0}\" comes before: the set can never open"
      case .stillToCome: "step \"{0}\" is still to come"
      case .thisStep: "step \"{0}\" is this step"
      case .stillClosed: "\"{0}\" is still closed here"
      case .live: "\"{0}\" is live: only an opened set has an order"
      case .noText: "\"{0}\" is no text"
      case .nobodyPresents: "nobody presents here"
      case .presenterSpeaks: "the presenter has the floor"
      case .presenterAway: "the presenter is away"
      case .chooseFirst: "\"choose\" is for the first step"
      case .chooseStep: "id \"keuze\" and icon \"choose\" go together"
      }
    }
  }
}
