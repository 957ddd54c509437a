/// The list of a page's files with their SHA-256, as `sha256sum` writes it.
struct PageList {
  /// What is wrong with a list.
  struct Flaw: Error {
    /// The line, from 1 on; 0 for the list as a whole.
    let line: Int
    /// What was expected there.
    let expected: String
  }

  /// The digests in lower case hexadecimal, by the path of the file in the page's folder.
  private(set) var digests: [String: String] = [:]

  /// The files that a server answers for; `name.br` is what brotli makes of one, not a file of its own.
  var files: [String] { digests.keys.filter { !$0.hasSuffix(".br") }.sorted() }

  init(reading text: String) throws(Flaw) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() where !line.isEmpty {
      guard let found = line.wholeMatch(of: #/([0-9a-f]{64}) [ *]([A-Za-z0-9._\/-]+)/#),
        !found.2.split(separator: "/", omittingEmptySubsequences: false).contains(where: {
          $0.isEmpty || $0 == "." || $0 == ".."
        })
      else {
        throw Flaw(
          line: number + 1,
          expected: "64 hexadecimal digits, two blanks and the path of a file, as sha256sum writes")
      }
      guard digests.updateValue(String(found.1), forKey: String(found.2)) == nil else {
        throw Flaw(line: number + 1, expected: "each file once")
      }
    }
    guard digests["index.html"] != nil else {
      throw Flaw(line: 0, expected: "the file index.html among them")
    }
  }

  /// What a text of the page names as files of it or of others, and the list does not have.
  func strangers(in text: String, of file: String) -> [String] {
    let folder = file.split(separator: "/").dropLast()
    var found: Set<String> = []
    let named = #/["'(= ]([\w.~:\/-]+\.(?:m?js|css|html|svg|png|webmanifest|wasm|json))["'?#) >]/#
    for match in text.matches(of: named) {
      let name = String(match.1)
      guard !name.contains("//") else {
        found.insert(name)
        continue
      }
      var parts = name.hasPrefix("/") ? [] : Array(folder)
      for part in name.split(separator: "/") where part != "." {
        if part == ".." { _ = parts.popLast() } else { parts.append(part) }
      }
      let path = parts.joined(separator: "/")
      if digests[path] == nil { found.insert(path) }
    }
    return found.sorted()
  }
}
