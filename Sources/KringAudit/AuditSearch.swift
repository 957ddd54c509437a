import Foundation

/// A search for the id of one session in all its forms.
package struct AuditSearch {
  /// The 16 bytes of the id.
  package let id: [UInt8]

  /// Reads an id in base64url, in hexadecimal or as a UUID.
  package init?(_ text: String) {
    let digits = text.replacing("-", with: "")
    let hex = stride(from: 0, to: digits.utf8.count, by: 2).compactMap { place in
      UInt8(
        digits.utf8.dropFirst(place).prefix(2).map { String(UnicodeScalar($0)) }.joined(), radix: 16
      )
    }
    if digits.utf8.count == 32, hex.count == 16 {
      id = hex
      return
    }
    let standard = text.replacing("-", with: "+").replacing("_", with: "/")
    guard text.utf8.count == 22, let data = Data(base64Encoded: standard + "=="), data.count == 16
    else { return nil }
    id = [UInt8](data)
  }

  /// The forms with their names.
  var forms: [(name: String, bytes: [UInt8])] {
    let hex = id.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    var uuid = hex
    for place in [20, 16, 12, 8] {
      uuid.insert("-", at: uuid.index(uuid.startIndex, offsetBy: place))
    }
    var forms: [(name: String, bytes: [UInt8])] = [(name: "raw", bytes: id)]
    for (name, text) in [("hexadecimal", hex), ("a UUID", uuid)] {
      forms.append((name: name, bytes: Array(text.utf8)))
      if text.uppercased() != text {
        forms.append((name: name, bytes: Array(text.uppercased().utf8)))
      }
    }
    // Within a longer text the characters at both ends also hold bits of their neighbours.
    for shift in 0..<3 {
      let padding = [UInt8](repeating: 0, count: shift)
      let text: String = Data(padding + id).base64EncodedString()
      let whole = text.prefix { $0 != "=" }
      let sure = String(whole.dropFirst(shift == 0 ? 0 : shift + 1).dropLast(shift == 2 ? 0 : 1))
      let url: String = sure.replacing("+", with: "-").replacing("/", with: "_")
      forms.append((name: "base64", bytes: Array(sure.utf8)))
      if url != sure { forms.append((name: "base64", bytes: Array(url.utf8))) }
    }
    return forms
  }

  /// Looks into all files below a data folder, if one is given, and some more files and all below more
  /// folders, and says where the id is.
  package func places(
    folder: String?, also: [String]
  ) throws(AuditError) -> (files: Int, places: [String]) {
    var files: [(name: String, path: String)] = []
    if let folder {
      files += try Self.names(below: folder, "a data folder").map { ($0, "\(folder)/\($0)") }
    }
    for path in also {
      guard Self.isFolder(path) == true else {
        files.append((path, path))
        continue
      }
      files += try Self.names(below: path, "a folder").map { ("\(path)/\($0)", "\(path)/\($0)") }
    }
    var places: [String] = []
    var count = 0
    for (name, path) in files {
      // A file of a server's own may be gone meanwhile.
      guard let isFolder = Self.isFolder(path) ?? (also.contains(path) ? false : nil), !isFolder
      else { continue }
      guard let data = FileManager.default.contents(atPath: path) else {
        throw AuditError("\(path) cannot be read; expected a file")
      }
      count += 1
      places += self.places(in: data).map { "\(name), byte \($0)" }
    }
    return (count, places)
  }

  /// Whether a path is that of a folder; `nil` when nothing is there.
  private static func isFolder(_ path: String) -> Bool? {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return exists ? isFolder.boolValue : nil
  }

  private static func names(below folder: String, _ what: String) throws(AuditError) -> [String] {
    do { return try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() } catch {
      throw AuditError("\(folder) cannot be read; expected \(what)")
    }
  }

  private func places(in data: Data) -> [String] {
    forms.flatMap { name, bytes in
      var places: [String] = []
      var start = data.startIndex
      while let range = data.range(of: Data(bytes), in: start..<data.endIndex) {
        places.append("\(range.lowerBound), \(name)")
        start = range.upperBound
      }
      return places
    }
  }
}
