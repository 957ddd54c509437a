import Foundation
import KringJSON
import KringMethods

/// The files of `protocol/` that these tests read.
enum Files {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "protocol")

  /// The ids of the methods of the house: all files in the folder but the frame.
  static let methods: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: "methods").path)
    return (names ?? []).filter { $0.hasSuffix(".json") && $0 != "frame.json" }
      .map { String($0.dropLast(5)) }.sorted()
  }()

  static func bytes(_ path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: folder.appending(path: path)))
  }

  static func frame() throws -> Frame {
    try Frame(file: bytes("methods/frame.json"))
  }

  static func method(_ id: String) throws -> Method {
    try Method(file: bytes("methods/\(id).json"))
  }

  /// Whether plan vectors are to be written anew instead of compared: after a method file was
  /// changed on purpose, `KRING_WRITE_VECTORS=1 swift test --filter KringMethodsTests`, then read
  /// the difference.
  static let writesVectors = ProcessInfo.processInfo.environment["KRING_WRITE_VECTORS"] == "1"

  /// Writes a vector file, one element a line.
  static func write(_ elements: [[UInt8]], to name: String) throws {
    let text =
      Array("[\n".utf8) + elements.joined(separator: Array(",\n".utf8)) + Array("\n]\n".utf8)
    try Data(text).write(to: folder.appending(path: "vectors/\(name).json"))
  }

  /// The elements of a vector file.
  static func vectors(_ name: String) throws -> [JSON] {
    let limits = JSON.Limits(depth: 16)
    guard case .array(let vectors) = try JSON.parse(bytes("vectors/\(name).json"), limits: limits)
    else { throw JSONError(expected: "an array") }
    return vectors
  }
}

/// Reads an array of whole numbers.
func numbers(_ json: [JSON]) -> [Int] {
  json.compactMap { element in
    guard case .int(let number) = element else { return nil }
    return number
  }
}
