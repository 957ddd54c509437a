import Foundation
import KringServer

/// The folder this source lies in, for the files that tests and simulations read.
package enum Repository {
  /// The root of the repository.
  package static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The folder of the method files.
  package static let methods = root + "/protocol/methods"

  /// The folder of the page.
  package static let web = root + "/web"

  /// Why a file could not be read.
  package struct Unreadable: Error {
    /// The file or folder.
    package let path: String
  }

  /// The bytes of a file, by its path from the root.
  package static func bytes(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: root + "/" + path) else {
      throw Unreadable(path: path)
    }
    return Array(data)
  }

  /// The methods that a server of this repository offers.
  package static func offer() throws -> Offer {
    let names = try FileManager.default.contentsOfDirectory(atPath: methods).sorted()
    let files = try names.filter { $0.hasSuffix(".json") }.map { name in
      (name: name, bytes: try bytes("protocol/methods/" + name))
    }
    return try Offer(files: files)
  }
}
