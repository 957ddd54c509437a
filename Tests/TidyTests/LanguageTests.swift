import Testing

/// The texts of one language of the page, by key.
struct Texts {
  var language: String
  var byKey: [String: String] = [:]

  /// Reads lines like `'key': 'text'`, where a text goes on until the next key.
  init(_ file: SourceFile) {
    language = String(file.name.prefix { $0 != "." })
    let entry = #/^\s*'([\w.-]+)':\s*(.*)$/#
    var key: String?
    for line in file.lines {
      if let match = line.wholeMatch(of: entry) {
        let (name, text) = (String(match.output.1), String(match.output.2))
        key = name
        byKey[name] = text
      } else if let key, line.contains("'") {
        byKey[key, default: ""] += line
      }
    }
  }

  /// What differs between this language and another: keys, blanks to fill in, and what was left
  /// in the other language.
  func differences(from other: Texts) -> [String] {
    let keys = Set(byKey.keys).symmetricDifference(other.byKey.keys).map { "\($0): in one only" }
    return keys
      + byKey.compactMap { key, text in
        guard let its = other.byKey[key] else { return nil }
        if Self.blanks(text) != Self.blanks(its) { return "\(key): other blanks" }
        let words = text.split(separator: " ").filter { $0.contains(/[a-z]/) }
        return text == its && words.count > 2 ? "\(key): not translated" : nil
      }
  }

  static func blanks(_ text: String) -> Set<Substring> {
    Set(text.matches(of: #/\{\w+\}/#).map(\.output))
  }
}

@Suite("languages")
struct LanguageTests {
  /// Where texts are listed: those of the page, and those of papers, which may speak another language.
  static let folders = ["web/i18n", "web/proof"]

  static func texts(in folder: String) throws -> [Texts] {
    try Repository.files(in: folder, ["js"]).filter { $0.name.count == "nl.js".count }.map(
      Texts.init)
  }

  @Test("every text of the page is there in every language, with the same blanks")
  func sameTexts() throws {
    let nl = Texts(SourceFile("nl.js", "  'a': 'een {n}',\n  'b': 'hij'\n    + 'en wij en zij',"))
    #expect(nl.byKey.count == 2)
    for (text, word) in [
      ("  'a': 'one {n}',", "in one only"), ("  'a': 'one',\n  'b': 'he'", "other blanks"),
      ("  'a': 'one {n}',\n  'b': 'hij'\n    + 'en wij en zij',", "not translated"),
    ] {
      let found = nl.differences(from: Texts(SourceFile("en.js", text)))
      #expect(found.contains { $0.hasSuffix(word) })
    }
    for folder in Self.folders {
      let all = try Self.texts(in: folder)
      let dutch = try #require(all.first { $0.language == "nl" })
      #expect(dutch.byKey.count > 50 && all.count > 1)
      for other in all where other.language != dutch.language {
        #expect(dutch.differences(from: other).sorted() == [], "\(folder), \(other.language)")
      }
    }
  }

  @Test("every text that the page asks for by name is there")
  func askedTexts() throws {
    let call = #/(?:^|[^\w.])t\(\s*'([\w.-]+)'\s*[,)]/#
    let known = Set(try Self.folders.flatMap(Self.texts).flatMap(\.byKey.keys))
    expectNone(
      of: { file in
        file.text.matches(of: call).map { String($0.output.1) }
          .filter { !known.contains($0) && !known.contains($0 + ".one") }
          .map { "\(file.path): \($0)" }
      },
      in: try Repository.files(in: "web", ["js"]),
      butIn: SourceFile("web/a.js", "p.textContent = t('no.such.text', {n: 1})"))
  }
}
