/// A language in which texts of a method file can be written. A further one is a line here, beside
/// `web/i18n/languages.js` and its sentences.
package enum Language: String, Sendable, CaseIterable {
  /// Dutch.
  case nl
  /// English.
  case en

  /// Those in which every text is written. A page shows a text that is not there in the language of
  /// its reader in the first of these.
  package static let required: [Language] = [.nl, .en]
}

/// A sentence or name for people, in some languages.
package struct Text: Hashable, Sendable {
  private let words: [Language: String]

  /// Fails if one of the required languages is missing.
  package init?(_ words: [Language: String]) {
    guard Language.required.allSatisfy({ words[$0] != nil }) else { return nil }
    self.words = words
  }

  /// The words in a language; `nil` if the text is not written in it.
  package subscript(language: Language) -> String? {
    words[language]
  }
}
