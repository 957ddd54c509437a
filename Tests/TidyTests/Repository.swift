import Foundation
import Testing

/// A file of the repository and its text.
struct SourceFile {
  var path: String
  var text: String

  init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
  }

  var name: String { String(path.split(separator: "/").last ?? "") }

  var fileExtension: String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return String(name[name.index(after: dot)...])
  }

  var lines: [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// The places whose line is bad, as `path:line: text`.
  func places(where isBad: (Substring) -> Bool) -> [String] {
    zip(1..., lines).filter { isBad($0.1) }.map { "\(path):\($0): \($1.prefix(120))" }
  }

  /// The places where a pattern is found, leaving out comments if asked.
  func places<Output>(of pattern: Regex<Output>, inCode: Bool = false) -> [String] {
    // The usual `\b` sees no boundary in `a.b`.
    let pattern = pattern.wordBoundaryKind(.simple)
    return places { (inCode ? Self.code($0) : $0).contains(pattern) }
  }

  private static func code(_ line: Substring) -> Substring {
    guard let comment = line.firstRange(of: #/^\s*\/?\*|(^|\s)\/\//#) else { return line }
    return line[..<comment.lowerBound]
  }
}

/// The repository this test was built from, as git lists it.
enum Repository {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  struct CommandFailed: Error {
    var command: [String]
    var status: Int32
  }

  /// Runs a command in the root of the repository and returns what it printed.
  static func output(of command: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = root
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CommandFailed(command: command, status: process.terminationStatus)
    }
    return String(decoding: data, as: UTF8.self)
  }

  private static func list(_ options: [String]) throws -> [String] {
    // A clone may belong to another user than the one who tests it.
    try output(of: ["git", "-c", "safe.directory=*", "ls-files", "-z"] + options)
      .split(separator: "\0").map(String.init)
  }

  /// Paths that git keeps.
  static func trackedPaths() throws -> [String] {
    try list(["--cached"])
  }

  private static let read = Result {
    try list(["--cached", "--others", "--exclude-standard"]).compactMap { path -> SourceFile? in
      guard let data = FileManager.default.contents(atPath: root.appending(path: path).path),
        !data.contains(0), let text = String(bytes: data, encoding: .utf8)
      else { return nil }
      return SourceFile(path, text)
    }
  }

  /// Text files that git keeps or would keep, without those just deleted.
  static func files() throws -> [SourceFile] {
    try read.get()
  }

  /// Text files below a folder, of the given kinds, or of every kind if none is given.
  static func files(in folder: String, _ extensions: Set<String> = []) throws -> [SourceFile] {
    try files().filter {
      $0.path.hasPrefix(folder + "/")
        && (extensions.isEmpty || extensions.contains($0.fileExtension))
    }
  }
}

/// Expects that a rule catches each bad sample, that there are files to look at, and that the
/// rule finds nothing in them.
func expectNone(
  of rule: (SourceFile) -> [String], in files: [SourceFile], butIn samples: SourceFile...,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for sample in samples {
    #expect(!rule(sample).isEmpty, "misses \(sample.text)", sourceLocation: sourceLocation)
  }
  #expect(!files.isEmpty, "no file to look at", sourceLocation: sourceLocation)
  let found = files.flatMap(rule)
  #expect(
    found.isEmpty, "\(found.joined(separator: "\n"))", sourceLocation: sourceLocation)
}
