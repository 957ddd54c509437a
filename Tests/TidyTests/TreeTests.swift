import Testing

@Suite("tree")
struct TreeTests {
  static let top: Set<String> = [
    "Package.swift", "Sources", "Tests", "web", "protocol", "README.md", "kring",
    "LICENSE",
  ]

  /// Paths whose first part nobody expects at the top.
  static func strangers(_ paths: [String]) -> [String] {
    paths.filter { path in
      let first = path.split(separator: "/").first.map(String.init) ?? path
      return !first.hasPrefix(".") && !top.contains(first)
    }
  }

  static func products(_ paths: [String]) -> [String] {
    let folder = #/(^|\/)(\.build(-[^\/]*)?|\.kring-data|node_modules|\.venv|__pycache__)\//#
    let file = #/(^|\/)Package\.resolved$|\.(sqlite(-wal|-shm)?|o|a|so|pyc|xml|log)$/#
    return paths.filter { $0.contains(folder) || $0.contains(file) }
  }

  @Test("the top of the repository holds only what belongs there")
  func topLevel() throws {
    let paths = try Repository.trackedPaths()
    #expect(
      Self.strangers(["notes/plan.md", "Sources/a.swift", ".gitignore"]) == ["notes/plan.md"])
    #expect(paths.contains("Package.swift"))
    #expect(Self.strangers(paths).isEmpty)
  }

  @Test("no build product is kept in git")
  func buildProducts() throws {
    let paths = try Repository.trackedPaths()
    let bad = [
      ".build/debug/a", "Tests/__pycache__/a.py", "journal.sqlite-wal", "Package.resolved",
    ]
    #expect(Self.products(bad) == bad)
    #expect(Self.products(paths).isEmpty)
  }

  @Test("every folder under Sources is a target of the manifest, and every target has a folder")
  func foldersAreTargets() throws {
    let folders = Set(try Repository.files(in: "Sources").map(Layers.target(of:)))
    let manifest = try Manifest()
    #expect(folders == Set(manifest.targets.keys))
    #expect(folders != ["KringCore"])
  }

  @Test("every test target has a test")
  func testsHaveTests() throws {
    let files = try Repository.files(in: "Tests", ["swift"])
    func hasTest(_ target: String, in files: [SourceFile]) -> Bool {
      files.contains { $0.path.hasPrefix("Tests/\(target)/") && $0.text.contains("@Test(") }
    }
    #expect(!hasTest("A", in: [SourceFile("Tests/A/A.swift", "import Testing")]))
    let without = try Manifest().tests.keys.filter { !hasTest($0, in: files) }
    #expect(without.isEmpty)
  }
}
