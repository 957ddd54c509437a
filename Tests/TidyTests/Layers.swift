import Foundation

/// Who may import whom: the table of rooms, lowest first.
enum Layers {
  /// What each target may import, beside what lies below that.
  static let below: [String: Set<String>] = [
    "CLibWebSockets": [],
    "CReceiving": [],
    "COpenSSL": [],
    "CZlib": [],
    "CEpoll": [],
    "CPostgreSQL": [],
    "Locking": [],
    "KringJSON": [],
    "KringCore": [],
    "KringMethods": ["KringCore", "KringJSON"],
    "KringProtocol": ["KringCore", "KringJSON"],
    "KringSeal": ["KringProtocol"],
    "KringJournal": ["KringCore", "KringJSON", "Locking", "CPostgreSQL"],
    "TransportLoop": ["Locking", "CLibWebSockets", "COpenSSL"],
    "Transport": ["TransportLoop", "CReceiving", "CZlib"],
    "TransportClient": ["TransportLoop", "CZlib"],
    "TransportTestSupport": ["Transport", "TransportClient"],
    "KringLines": ["Locking"],
    "KringServer": ["KringMethods", "KringProtocol", "KringJournal", "KringLines", "Transport"],
    "KringAudit": [],
    "kring-server": ["KringServer", "KringAudit"],
    "KringClient": ["KringSeal", "TransportClient"],
    "KringPlay": ["KringClient"],
    "KringTerminal": ["KringLines"],
    "kring-cli": ["KringPlay", "KringMethods", "KringTerminal"],
    "kring-load": ["KringClient", "KringTestSupport", "KringTerminal", "CEpoll"],
    "KringTestSupport": ["KringServer", "KringAudit", "KringPlay"],
    "kring-echo": ["Transport"],
    "kring-simulate": ["KringTestSupport"],
  ]

  /// Products of other packages, each with the only targets that may use it.
  static let foreign: [String: Set<String>] = [
    "Crypto": ["KringSeal"],
    "GRDB": ["KringJournal"],
    "GRDBSQLite": ["KringJournal"],
    "ArgumentParser": ["KringTerminal", "kring-cli", "kring-load", "kring-simulate"],
  ]

  /// Modules of the system and the toolchain.
  static let system: Set<String> = [
    "Foundation", "FoundationEssentials", "FoundationNetworking", "Glibc", "Dispatch",
    "Synchronization",
  ]

  /// Targets that import nothing at all, so that they cannot read a clock, a file or chance.
  static let pure: Set<String> = ["KringCore", "KringJSON"]

  /// Whether a target, not a test target, may name that module in an import or the manifest.
  static func allows(_ target: String, _ module: String) -> Bool {
    if pure.contains(target) { return false }
    if system.contains(module) { return true }
    if let users = foreign[module] { return users.contains(target) }
    return reachable(from: [target], by: below).subtracting([target]).contains(module)
  }

  /// Everything that can be reached from the start, the start included.
  static func reachable(from start: Set<String>, by edges: [String: Set<String>]) -> Set<String> {
    var reached = start
    var open = Array(start)
    while let next = open.popLast() {
      for target in edges[next, default: []] where reached.insert(target).inserted {
        open.append(target)
      }
    }
    return reached
  }

  /// The modules that a Swift file imports, in whatever form of `import`.
  static func imports(of file: SourceFile) -> [String] {
    let form = #/^\s*(?:(?:@\w+(?:\([^)]*\))?|public|package|internal|private|fileprivate)\s+)*/#
    let statement =
      #/^import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/#
    return file.lines.flatMap { $0.split(separator: ";") }.compactMap { line in
      let rest = line.trimmingPrefix(form)
      return rest.prefixMatch(of: statement).map { String($0.output.1) }
    }
  }

  /// The target that a file under `Sources` belongs to.
  static func target(of file: SourceFile) -> String {
    let parts = file.path.split(separator: "/")
    return parts.count > 1 ? String(parts[1]) : ""
  }

  /// Imports in a file that point upwards or aside.
  static func wrongImports(in file: SourceFile) -> [String] {
    imports(of: file).filter { !allows(target(of: file), $0) }.map { "\(file.path): \($0)" }
  }

  /// Imports by target, over all files.
  static func imports(of files: [SourceFile]) -> [String: Set<String>] {
    Dictionary(files.map { (target(of: $0), Set(imports(of: $0))) }) { $0.union($1) }
  }
}

/// The package manifest as the package manager understands it.
struct Manifest {
  struct Unreadable: Error {}

  /// What each target depends on; test targets apart.
  var targets: [String: Set<String>] = [:]
  var tests: [String: Set<String>] = [:]

  init() throws {
    // The tests run while the package's own scratch folder is locked, so this takes another.
    let scratch = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let text = try Repository.output(
      of: ["swift", "package", "--scratch-path", scratch.path, "dump-package"])
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    guard let list = json?["targets"] as? [[String: Any]] else { throw Unreadable() }
    for target in list {
      guard let name = target["name"] as? String, let type = target["type"] as? String,
        let dependencies = target["dependencies"] as? [[String: Any]]
      else { throw Unreadable() }
      // A dependency is {"byName" or "target" or "product": [its name, …]}.
      let names = try dependencies.map { dependency in
        guard let words = dependency.values.first as? [Any], let name = words.first as? String
        else { throw Unreadable() }
        return name
      }
      if type == "test" { tests[name] = Set(names) } else { targets[name] = Set(names) }
    }
  }
}
