import Foundation
import TransportLoop

extension Assets {
  /// Reads every file below a folder into memory; hidden files are left out and links to outside are not followed.
  ///
  /// A file with the ending `.br` is what brotli makes of the one beside it, not a file of its own.
  /// - Parameters:
  ///   - prefix: what their paths begin with; begins and ends with `/`.
  ///   - hosts: whose pages may show those of the folder in a frame.
  /// - Throws: `assets-unreadable` with the place, also when the folder has no `index.html`.
  package init(
    folder: String, at prefix: String = "/", framedBy hosts: [String] = []
  ) throws(TransportError) {
    self.init(framedBy: hosts)
    let root = URL(fileURLWithPath: folder, isDirectory: true).resolvingSymlinksInPath()
    guard FileManager.default.fileExists(atPath: root.appendingPathComponent("index.html").path)
    else {
      throw TransportError(
        .assetsUnreadable,
        "The folder \(folder) has no index.html; expected the folder of the browser client.")
    }
    try addFiles(of: root, below: prefix)
  }

  /// Reads every file below a folder and serves it below a path that begins and ends with `/`.
  ///
  /// - Throws: `assets-unreadable` with the place.
  package mutating func add(folder: String, at prefix: String) throws(TransportError) {
    try addFiles(
      of: URL(fileURLWithPath: folder, isDirectory: true).resolvingSymlinksInPath(), below: prefix)
  }

  private mutating func addFiles(of folder: URL, below prefix: String) throws(TransportError) {
    let keys: [URLResourceKey] = [.isRegularFileKey, .isDirectoryKey]
    do {
      let children = try FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: keys, options: [.skipsHiddenFiles])
      let compressed = children.filter { $0.pathExtension == "br" }
      for child in children.sorted(by: { $0.path < $1.path }) where child.pathExtension != "br" {
        let kind = try child.resourceValues(forKeys: Set(keys))
        if kind.isDirectory == true {
          try addFiles(of: child, below: "\(prefix)\(child.lastPathComponent)/")
        } else if kind.isRegularFile == true {
          let name = child.lastPathComponent
          let brotli = try compressed.first { $0.lastPathComponent == "\(name).br" }.map {
            [UInt8](try Data(contentsOf: $0))
          }
          add(path: prefix + name, body: [UInt8](try Data(contentsOf: child)), brotli: brotli)
        }
      }
    } catch let error as TransportError {
      throw error
    } catch {
      throw TransportError(
        .assetsUnreadable, "\(folder.path) cannot be read: \(error.localizedDescription)")
    }
  }
}
