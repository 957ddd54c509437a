/// Paths, and folders of paths, that end in `/`.
struct PathSet {
  private let exact: Set<String>
  private let folders: [String]

  init(_ paths: [String]) {
    exact = Set(paths.filter { !$0.hasSuffix("/") })
    folders = paths.filter { $0.hasSuffix("/") }
  }

  func contains(_ path: String) -> Bool {
    exact.contains(path) || folders.contains { path.hasPrefix($0) }
  }
}
