import Glibc
import KringTerminal

/// Where the link of a session comes from. It is the key to everything that is said there: as an
/// argument it stands in the shell's history and in the list of processes.
enum LinkSource {
  /// The link that a person named: itself, in a file, or on standard input; `nil` when there is none.
  static func link(_ place: String) -> String? {
    if place == "-" { return standardInput }
    if place.contains("#") || place.hasPrefix("http://") || place.hasPrefix("https://") {
      return place
    }
    let file = open(place, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return line(of: file)
  }

  /// Read once, however often options are looked at.
  private static let standardInput = line(of: STDIN_FILENO)

  /// The first line of a file; not a byte more is read, for commands may follow.
  private static func line(of file: Int32) -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count < 2_000, read(file, &byte, 1) == 1, byte != 0x0a { bytes.append(byte) }
    let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
    return text.isEmpty ? nil : text
  }
}
