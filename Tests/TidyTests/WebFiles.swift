/// The files of the page, by how they name each other.
struct WebFiles {
  /// Files that the page asks for, however far from its start.
  private(set) var reached: Set<String> = []
  /// Names in scripts, style sheets and pages for which there is no file.
  private(set) var missing: Set<String> = []
  /// Scripts and style sheets that nothing asks for.
  private(set) var dead: Set<String> = []

  init(_ files: [SourceFile], start: [String] = ["web/index.html"]) {
    let byPath = Dictionary(files.map { ($0.path, $0) }) { first, _ in first }
    var open = start
    while let path = open.popLast() {
      guard let file = byPath[path] else {
        missing.insert(path)
        continue
      }
      guard reached.insert(path).inserted else { continue }
      open += Self.named(by: file)
    }
    let kinds: Set<String> = ["js", "css", "html"]
    dead = Set(files.filter { kinds.contains($0.fileExtension) }.map(\.path)).subtracting(reached)
  }

  /// The files that a file asks for.
  static func named(by file: SourceFile) -> [String] {
    let text = file.text
    let names: [Substring] =
      switch file.fileExtension {
      case "js":
        scripts(in: text)
      case "css":
        text.matches(of: #/@import\s+(?:url\()?["']?([^"')\s]+)/#).map(\.output.1)
      case "html":
        text.matches(of: #/<(?:script|link|img)\b[^>]*?\b(?:src|href)="([^"#]+)"/#).map(\.output.1)
      default: []
      }
    return names.filter { !$0.contains(":") }.map { resolve($0, from: file.path) }
  }

  /// What a script imports, at its start, later, or for the types in its comments.
  private static func scripts(in text: String) -> [Substring] {
    let statement = #/^(?:import|export)\b(?:[^;'"()=]*?\bfrom)?\s*["']([^"']+)["']/#
      .anchorsMatchLineEndings().wordBoundaryKind(.simple)
    let call = #/\bimport\(\s*["']([^"']+)["']\s*\)/#.wordBoundaryKind(.simple)
    let address = #/new URL\(\s*["']([^"']+)["']\s*,\s*import\.meta/#
    return text.matches(of: statement).map(\.output.1) + text.matches(of: call).map(\.output.1)
      + text.matches(of: address).map(\.output.1)
  }

  /// A path in the repository for a name in one of its web files; `/` is the folder `web`.
  static func resolve(_ name: Substring, from path: String) -> String {
    var parts =
      name.hasPrefix("/") ? ["web"] : path.split(separator: "/").dropLast().map(String.init)
    for part in name.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
    }
    return parts.joined(separator: "/")
  }
}
